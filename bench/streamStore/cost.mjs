/**
 * What `persist` costs an event: the same stream without it, with the memory, with Redis, and with a Redis that appends to a
 * file, in turns.
 *
 *     node bench/streamStore/cost.mjs URL URL-OF-ONE-WITH-A-FILE ROUNDS
 *
 * Prints JSON: for each, milliseconds an event, of a stream whose events are all there, and of the processor's for events
 * that come alone, after 10 ms each, in 100 streams at once; and what Redis did for the latter.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { busy, now } from "../clock.mjs"
import { textStream } from "../workloads.mjs"
import { eventsOf, layerOf, newKey, piecesOf, redisState, storeIn } from "./layers.mjs"

const [url, urlWithFile, rounds] = process.argv.slice(2)

const fast = textStream(20_000)
const bytes = new Uint8Array(fast.body)
const pieces = Array.from({ length: Math.ceil(bytes.length / 16_384) }, (_, i) =>
  bytes.subarray(i * 16_384, (i + 1) * 16_384)
)
const slow = Array.from({ length: 100 }, (_, i) => textStream(60, i))

/** Runs a stream, and throws if an event is missing. */
const run = async (store, source, pieces, gap) => {
  let seen = 0
  const events = eventsOf(pieces, gap)
  await (store === undefined ? events : store.persist(newKey())(events)).pipe(
    Stream.runForEachArray((events) => Effect.sync(() => (seen += events.length))),
    Effect.runPromise
  )
  if (seen !== source.events.length) throw new Error(`${seen} events of ${source.events.length}`)
  return seen
}

const together = async (store) => {
  const counts = await Promise.all(slow.map((source) => run(store, source, piecesOf(source), 10)))
  return counts.reduce((sum, count) => sum + count, 0)
}

const main = Effect.gen(function* () {
  const contexts = {
    memory: yield* Layer.build(layerOf(undefined)),
    redis: yield* Layer.build(layerOf(url)),
    file: yield* Layer.build(layerOf(urlWithFile))
  }
  const lanes = ["without", "memory", "redis", "file"].map((id) => ({
    id,
    context: contexts[id],
    store: contexts[id] && storeIn(contexts[id]),
    fast: [],
    slow: [],
    redisBusy: [],
    appends: []
  }))

  yield* Effect.promise(async () => {
    for (let round = -2; round < Number(rounds); round++) {
      for (let i = 0; i < lanes.length; i++) {
        const lane = lanes[(i + round + 2) % lanes.length]
        const begin = now()
        const count = await run(lane.store, fast, pieces)
        if (round >= 0) lane.fast.push((now() - begin) / count)
      }
    }
    for (let round = -1; round < Number(rounds); round++) {
      for (let i = 0; i < lanes.length; i++) {
        const lane = lanes[(i + round + 1) % lanes.length]
        const isRedis = lane.id === "redis" || lane.id === "file"
        const before = isRedis ? await redisState(lane.context) : undefined
        const begin = busy()
        const count = await together(lane.store)
        const time = (busy() - begin) / count
        if (round < 0) continue
        lane.slow.push(time)
        if (!isRedis) continue
        const after = await redisState(lane.context)
        lane.redisBusy.push((after.busy - before.busy) / count)
        lane.appends.push((after.appends - before.appends) / count)
      }
    }
  })
  return lanes.map(({ appends, fast, id, redisBusy, slow }) => ({ id, fast, slow, redisBusy, appends }))
})

process.stdout.write(JSON.stringify(await Effect.runPromise(Effect.scoped(main))))
