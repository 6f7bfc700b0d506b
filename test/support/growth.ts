/** How much longer a longer run takes: the shortest of ten runs each, in turns, since what else a machine does only adds. */
export const growth = async (run: (size: number) => unknown, from: number, to: number): Promise<number> => {
  const timed = async (size: number): Promise<number> => {
    const start = performance.now()
    await run(size)
    return performance.now() - start
  }
  await run(from)
  let [shorter, longer] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let i = 0; i < 10; i++) {
    shorter = Math.min(shorter, await timed(from))
    longer = Math.min(longer, await timed(to))
  }
  return longer / shorter
}
