import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ChunkEvent } from "effect-responses-stream/ChunkStream"
import * as StreamStore from "effect-responses-stream/StreamStore"

export const stored = <E>(key: string, source: Stream.Stream<ChunkEvent, E>, lastEventId: string | null) =>
  Effect.gen(function* () {
    const store = yield* StreamStore.StreamStore
    yield* source.pipe(store.persist(key), Stream.runDrain, Effect.forkDetach)
    const status: StreamStore.StreamStatus = yield* store.status(key)
    return store.follow(key, { after: lastEventId, waitForWriter: "5 seconds" }).pipe(
      Stream.map(({ chunk, id, offset }) => `${id} ${offset} of ${status.offset}: ${chunk.type}`),
      Stream.catchTag("StreamCancelled", () => Stream.empty)
    )
  }).pipe(Effect.provide(StreamStore.layerMemory({ lease: "10 seconds" })))

export const shared = StreamStore.layerRedis({ prefix: "answers:" })
