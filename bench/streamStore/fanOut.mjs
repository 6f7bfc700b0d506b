/**
 * Many streams at once, each with a writer and five followers, in one process. Each event comes alone, 100 ms behind the one
 * before it. A follower that gets an event twice, or not at all, ends it.
 *
 *     node --expose-gc bench/streamStore/fanOut.mjs STREAMS DELTAS [URL]
 *
 * Prints JSON: milliseconds, events that followers got, bytes in use in the middle for each stream, and what Redis did.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { busy } from "../clock.mjs"
import { textStream } from "../workloads.mjs"
import { eventsOf, layerOf, newKey, piecesOf, redisState, storeIn } from "./layers.mjs"

const [streams, deltas, url] = process.argv.slice(2)
const followers = 5

const source = textStream(Number(deltas))
const pieces = piecesOf(source)
const each = source.events.length
const total = Number(streams) * followers * each

const inUse = () => {
  globalThis.gc()
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external
}

const main = Effect.gen(function* () {
  const context = yield* Layer.build(layerOf(url))
  const store = storeIn(context)
  const state = Effect.promise(async () => (url === undefined ? undefined : redisState(context)))
  const before = yield* state
  const empty = inUse()
  let delivered = 0
  let middle

  const follower = (key) =>
    Effect.suspend(() => {
      let last = 0
      return store.follow(key, { waitForWriter: "10 minutes" }).pipe(
        Stream.runForEachArray((events) =>
          Effect.sync(() => {
            for (const { offset } of events) {
              if (offset !== ++last) throw new Error(`${offset} came for ${last}`)
            }
            delivered += events.length
            if (middle === undefined && delivered >= total / 2) middle = inUse()
          })
        ),
        Effect.map(() => {
          if (last !== each) throw new Error(`${last} events came of ${each}`)
        })
      )
    })
  const stream = Effect.suspend(() => {
    const key = newKey()
    const writer = Stream.runDrain(store.persist(key)(eventsOf(pieces, 100)))
    return Effect.all([writer, ...Array.from({ length: followers }, () => follower(key))], {
      concurrency: "unbounded"
    })
  })
  const [begin, beginBusy] = [performance.now(), busy()]
  yield* Effect.all(
    Array.from({ length: Number(streams) }, () => stream),
    { concurrency: "unbounded", discard: true }
  )
  const [time, processor] = [performance.now() - begin, busy() - beginBusy]
  const after = yield* state
  if (delivered !== total) throw new Error(`${delivered} events came of ${total}`)
  return {
    time,
    processor,
    stored: Number(streams) * each,
    delivered,
    perStream: (middle - empty) / Number(streams),
    peak: process.resourceUsage().maxRSS * 1024,
    ...(after && {
      redis: Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - before[name]]))
    })
  }
})

process.stdout.write(JSON.stringify(await Effect.runPromise(Effect.scoped(main))))
