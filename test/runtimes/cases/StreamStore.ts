import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as StreamStore from "effect-responses-stream/StreamStore"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { completed, created, delta } from "../harness/wire.ts"

const whole = [created, delta("a", 1), delta("b", 2), completed]

const source = (events: ReadonlyArray<unknown>) =>
  Stream.fromIterable(events).pipe(ChunkStream.decodeJson({ as: "event" }))

const run = <A, E>(effect: Effect.Effect<A, E, StreamStore.StreamStore>): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, StreamStore.layerMemory()))

export const cases: Cases = {
  "a stream is followed as it is stored, and again from any offset": () =>
    run(
      Effect.gen(function* () {
        const store = yield* StreamStore.StreamStore
        const follower = yield* store
          .follow("a", { waitForWriter: "5 seconds" })
          .pipe(Stream.runCollect, Effect.forkChild)
        yield* source(whole).pipe(store.persist("a"), Stream.runDrain)
        equal(
          (yield* Fiber.join(follower)).map(({ json }) => json),
          whole
        )
        const body = yield* Effect.promise(() => ChunkStream.toResponse(store.follow("a", { after: "2" })).text())
        equal(
          [...body.matchAll(/^id: (.*)$/gm)].map(([, id]) => id),
          ["3", "4"]
        )
      })
    ),
  "a writer that is gone is an error, and one that takes over goes on": () =>
    run(
      Effect.gen(function* () {
        const store = yield* StreamStore.StreamStore
        yield* Effect.exit(source(whole.slice(0, 2)).pipe(store.persist("a"), Stream.runDrain))
        const error = yield* Effect.flip(store.follow("a").pipe(Stream.runDrain))
        equal([error._tag, "offset" in error && error.offset], ["UnexpectedEnd", 2])
        const from = yield* store.status("a")
        yield* source(whole.slice(2)).pipe(store.persist("a", { from }), Stream.runDrain)
        equal(
          (yield* store.follow("a").pipe(Stream.runCollect)).map(({ json }) => json),
          whole
        )
      })
    ),
  "errors are of classes of their own": () =>
    run(
      Effect.gen(function* () {
        const store = yield* StreamStore.StreamStore
        const unknown = yield* Effect.flip(store.status("a"))
        equal(unknown instanceof StreamStore.StreamUnknown, true)
        yield* source(whole).pipe(store.persist("a"), Stream.runDrain)
        const taken = yield* Effect.flip(source(whole).pipe(store.persist("a"), Stream.runDrain))
        equal(taken instanceof StreamStore.StreamTaken, true)
      })
    )
}
