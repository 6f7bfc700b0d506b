/**
 * Decodes many streams one after the other and all at once, in turns, and watches who waits for whom.
 *
 *     node bench/concurrency.mjs CONTESTANT STREAMS ROUNDS
 *
 * Prints JSON: milliseconds of both for each round, and the longest that one of the streams that ran at once waited for a
 * chunk.
 */
import { now } from "./clock.mjs"
import { textStream } from "./workloads.mjs"

const [id, count, rounds] = process.argv.slice(2)
const { run } = await import(`./contestants/${id}.mjs`)

const pieceSize = 1460
const streams = Array.from({ length: Number(count) }, (_, i) => {
  const { body, events } = textStream(100, i)
  const pieces = Array.from(
    { length: Math.ceil(body.length / pieceSize) },
    (_, i) => new Uint8Array(body.subarray(i * pieceSize, (i + 1) * pieceSize))
  )
  return { pieces, events: events.length }
})
const total = streams.reduce((sum, { events }) => sum + events, 0)
const pieceCount = streams.reduce((sum, { pieces }) => sum + pieces.length, 0)

/** A body whose pieces are there when they are asked for, or come with a later turn of the event loop. */
const bodyOf = (pieces, arrives) => {
  let next = 0
  return new ReadableStream({
    pull: async (controller) => {
      if (arrives === "later") await new Promise((resolve) => setImmediate(resolve))
      if (next === pieces.length) controller.close()
      else controller.enqueue(pieces[next++])
    }
  })
}

const sequential = async () => {
  let seen = 0
  const begin = now()
  for (const { pieces } of streams) await run(bodyOf(pieces), () => seen++)
  const time = now() - begin
  if (seen !== total) throw new Error(`${seen} events of ${total}`)
  return time
}

const together = async () => {
  let seen = 0
  const begin = now()
  await Promise.all(streams.map(({ pieces }) => run(bodyOf(pieces), () => seen++)))
  const time = now() - begin
  if (seen !== total) throw new Error(`${seen} events of ${total}`)
  return time
}

/**
 * The longest that a stream waits for a chunk, by what the others get meanwhile, in rounds: in a round each stream gets a
 * piece. Streams that ran one after the other would wait as many rounds as a stream has pieces.
 */
const watch = async (arrives) => {
  let seen = 0
  const last = streams.map(() => 0)
  const waits = streams.map(() => 0)
  await Promise.all(
    streams.map(({ pieces }, i) =>
      run(bodyOf(pieces, arrives), () => {
        seen++
        waits[i] = Math.max(waits[i], seen - last[i])
        last[i] = seen
      })
    )
  )
  const round = (total / pieceCount) * streams.length
  return Math.max(...waits) / round
}

const times = { sequential: [], together: [] }
await sequential()
await together()
for (let round = 0; round < Number(rounds); round++) {
  const [one, other] = round % 2 === 0 ? [sequential, together] : [together, sequential]
  times[one.name].push(await one())
  times[other.name].push(await other())
}
const waits = { ready: await watch("ready"), later: await watch("later") }
process.stdout.write(JSON.stringify({ streams: streams.length, total, times, waits }))
