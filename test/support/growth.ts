/** How much longer a longer run takes: the shortest of some runs each, since what else a machine does only adds. */
export const growth = async (run: (size: number) => unknown, from: number, to: number): Promise<number> => {
  const fastest = async (size: number): Promise<number> => {
    const times: Array<number> = []
    for (let i = 0; i < 3; i++) {
      const start = performance.now()
      await run(size)
      times.push(performance.now() - start)
    }
    return Math.min(...times)
  }
  await run(from)
  return (await fastest(to)) / (await fastest(from))
}
