/**
 * Streams that outlive their process: what comes from a provider is stored event by event, and followed from anywhere, from
 * any place on, by any number.
 *
 * A handler starts a writer, which doesn't end when the client leaves, and answers with a follower. A client that comes
 * back, to any process, says how far it was and gets the rest.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redis from "effect/persistence/Redis"
import { limitsOf } from "./limits.ts"
import type { StoreOptions } from "./limits.ts"
import { makeMemory } from "./memory.ts"
import { makeRedis } from "./redis.ts"
import type { RedisStoreOptions } from "./redis.ts"
import { makeStore } from "./store.ts"
import type { Store } from "./store.ts"

export type { StreamState, StreamStatus } from "./backend.ts"
export { EventsExpired, StoreUnavailable, StreamCancelled, StreamTaken, StreamUnknown, WriterFenced } from "./errors.ts"
export type { StoreOptions } from "./limits.ts"
export type { ChunkIn, FollowError, FollowOptions, PersistError, PersistOptions, StoredEvent } from "./options.ts"
export type { RedisStoreOptions } from "./redis.ts"
export type { Store } from "./store.ts"

// -----------------------------------------------------------------------------
// Service
// -----------------------------------------------------------------------------

/**
 * A store of streams, as a service.
 *
 * **When to use**
 *
 * Use it where an answer has to survive a reload, a lost connection, or the end of the process that answers.
 *
 * **Details**
 *
 * `persist` stores each event, and hands it on once that is confirmed. It claims the key before it runs the stream, so a
 * second writer sends no request. It reads ahead while it stores, and what has come by then is stored at once. If the
 * stream fails or is interrupted, it gives the key up, and followers know at once. If its process dies, they know once its
 * lease is over.
 *
 * `follow` gives what is stored behind an offset, and then what comes: every event once and in order. It validates what it
 * reads, as any input. It ends when the writer has ended; if the writer is gone before a terminal chunk, it fails with
 * `UnexpectedEnd`, or waits for another writer with `waitForWriter`.
 *
 * Once the scope of the layer is closed, followers fail with `StoreUnavailable` and the code `CLOSED`.
 *
 * To take over, pass the `status` of a stream that is `lost` to `StreamResume.resumable` and to `persist`, as `from`.
 *
 * Offsets are the store's own: 1, 2, 3. They are not the provider's sequence numbers. `ChunkStream.toResponse` writes them
 * as `id:` lines, and `after` takes the `Last-Event-ID` header of a browser that comes back.
 *
 * **Gotchas**
 *
 * A writer that runs in the fiber of a request ends with it. Fork it, and follow.
 *
 * `ended` means that the stream passed to `persist` ended without an error, or that a terminal chunk is stored. A stream
 * that ends regularly without one, such as with `onEnd: "allow"`, has `ended` too, and its followers end without an error.
 * Decode with the default of `onEnd` to have a truncated response `lost`.
 *
 * What a repair or `onEnd: "synthesize"` has made up is stored as if it had been sent.
 *
 * An event of one's own is an object with a type of its own, such as `{ type: "chat.question" }`. A chunk that doesn't fit
 * its schema is a mistake of the program: `persist` dies with a `TypeError`, as `ChunkStream.toBytes` does.
 *
 * A browser's `EventSource` connects again after every end. Answer 204 once nothing is left: the `status` says so.
 *
 * **Example** (A writer that outlives its request)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, StreamStore } from "effect-responses-stream"
 *
 * export const answer = (key: string, upstream: () => Promise<Response>) =>
 *   Effect.gen(function* () {
 *     const store = yield* StreamStore.StreamStore
 *     yield* Stream.unwrap(
 *       Effect.map(Effect.tryPromise(upstream), (response) => ChunkStream.fromResponse(response, { as: "event" }))
 *     ).pipe(store.persist(key), Stream.runDrain, Effect.forkDetach)
 *     return ChunkStream.toResponse(store.follow(key, { waitForWriter: "5 seconds" }))
 *   })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class StreamStore
  extends /* @__PURE__ */ Context.Service<StreamStore, Store>()("effect-responses-stream/StreamStore") {}

// -----------------------------------------------------------------------------
// Layers
// -----------------------------------------------------------------------------

/**
 * A store in the memory of the process.
 *
 * **When to use**
 *
 * Use it in tests, in development, and where a single process answers.
 *
 * **Example** (A store for one process)
 *
 * ```ts
 * import { StreamStore } from "effect-responses-stream"
 *
 * export const live = StreamStore.layerMemory({ timeToLive: "10 minutes" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const layerMemory = (options: StoreOptions = {}): Layer.Layer<StreamStore> =>
  Layer.effect(
    StreamStore,
    Effect.map(
      Effect.suspend(() => makeMemory(limitsOf(options))),
      makeStore
    )
  )

/**
 * A store in Redis, which all processes share.
 *
 * **Details**
 *
 * It needs Redis 6.2 or newer, and its client as the service `Redis` of `effect/persistence/Redis`, with `reserve`. The
 * layer of `@effect/platform-node` 4.1 has it, and asks for Node 22.19 or newer. Without `reserve`, followers fail with
 * `StoreUnavailable` and the code `NO_RESERVE`. A stream is a Redis
 * Stream, whose ids are the offsets, with a hash and a lease beside it, all in one slot of a cluster. All followers of a
 * process share one connection that waits, however many streams they follow. One that is slow reads pages by itself.
 *
 * A command that fails is sent again until `retryFor` is over. Then writers and followers fail with `StoreUnavailable`.
 * What is sent twice is stored once. An error that stays, such as `WRONGTYPE`, isn't waited out.
 *
 * What something else adds to a stream in Redis is validated as any input if it is the next to come, and skipped if it is
 * further on. The writer then fails with `WriterFenced`, and nobody can take over: that is `StoreUnavailable` with the
 * code `FOREIGN`.
 *
 * **Gotchas**
 *
 * What Redis confirmed is as durable as its settings say: with `appendfsync everysec` a crash may lose a second. A writer
 * notices that, and fails with `WriterFenced`.
 *
 * Give the client the option `disableOfflineQueue: true`. Without it, node-redis waits for what it has queued before it
 * closes, so that a process doesn't end while Redis is gone. For a Redis that is paused, it waits in any case.
 *
 * **Example** (Processes that share a Redis)
 *
 * ```ts
 * import * as Layer from "effect/Layer"
 * import type * as Redis from "effect/persistence/Redis"
 * import { StreamStore } from "effect-responses-stream"
 *
 * // Such as NodeRedis.layer({ url: "redis://localhost", disableOfflineQueue: true })
 * export const live = <E>(redis: Layer.Layer<Redis.Redis, E>) =>
 *   StreamStore.layerRedis({ prefix: "answers:", timeToLive: "1 day" }).pipe(Layer.provide(redis))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const layerRedis = (options: RedisStoreOptions = {}): Layer.Layer<StreamStore, never, Redis.Redis> =>
  Layer.effect(StreamStore, Effect.map(makeRedis(options), makeStore))
