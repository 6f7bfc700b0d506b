/**
 * How many bytes Redis takes for a stream and for an event: of streams with few events and with many.
 *
 *     node bench/streamStore/room.mjs URL
 *
 * Prints JSON: bytes of both, and those of an event's JSON.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { textStream } from "../workloads.mjs"
import { eventsOf, layerOf, newKey, piecesOf, redisState, storeIn } from "./layers.mjs"

const [url] = process.argv.slice(2)
const count = 40

const main = Effect.gen(function* () {
  const context = yield* Layer.build(layerOf(url))
  const store = storeIn(context)
  const memory = Effect.map(
    Effect.promise(() => redisState(context)),
    ({ memory }) => memory
  )
  const write = (source) =>
    Effect.gen(function* () {
      const before = yield* memory
      const pieces = piecesOf(source)
      for (let i = 0; i < count; i++) yield* Stream.runDrain(store.persist(newKey())(eventsOf(pieces)))
      return ((yield* memory) - before) / count
    })
  yield* write(textStream(0))
  const [few, many] = [textStream(20), textStream(1020)]
  const [small, large] = [yield* write(few), yield* write(many)]
  const event = (large - small) / 1000
  return {
    event,
    json: JSON.stringify(many.events[500]).length,
    stream: small - event * few.events.length
  }
})

process.stdout.write(JSON.stringify(await Effect.runPromise(Effect.scoped(main))))
