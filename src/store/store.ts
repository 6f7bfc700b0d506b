/**
 * A store over any database.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { ChunkElement } from "../stream/event.ts"
import type { ChunkOf, ChunkSchemas } from "../wire/ownChunks.ts"
import type { Backend, StreamStatus } from "./backend.ts"
import { StreamUnknown } from "./errors.ts"
import type { StoreUnavailable } from "./errors.ts"
import { follow } from "./follow.ts"
import type { ChunkIn, FollowError, FollowOptions, PersistError, PersistOptions, StoredEvent } from "./options.ts"
import { persist } from "./persist.ts"

/**
 * What a store does.
 *
 * @category models
 * @since 0.1.0
 */
export interface Store {
  /**
   * Stores each event of a stream, and then hands it on with its offset. If the stream ends without an error, it has
   * `ended`, also without a terminal chunk.
   */
  readonly persist: (
    key: string,
    options?: PersistOptions
  ) => <A extends ChunkElement, E, R>(
    self: Stream.Stream<A, E, R>
  ) => Stream.Stream<StoredEvent<ChunkIn<A>>, E | PersistError, R>
  /** Gives what is stored behind an offset, and then what comes. */
  readonly follow: <const Chunks extends ChunkSchemas = {}>(
    key: string,
    options?: FollowOptions<Chunks>
  ) => Stream.Stream<StoredEvent<ChunkOf<Chunks>>, FollowError>
  /** Stops the writer, wherever it runs, and ends those that follow. A stream that is over stays as it is. */
  readonly cancel: (key: string) => Effect.Effect<void, StreamUnknown | StoreUnavailable>
  /** Says how far a stream is. */
  readonly status: (key: string) => Effect.Effect<StreamStatus, StreamUnknown | StoreUnavailable>
}

/** Makes a store. */
export const makeStore = (backend: Backend): Store => ({
  persist:
    (key, options = {}) =>
    (self) =>
      persist(backend, key, options, self),
  follow: (key, options) => follow(backend, key, options ?? {}),
  cancel: (key) =>
    Effect.flatMap(backend.cancel(key), (isKnown) => (isKnown ? Effect.void : Effect.fail(new StreamUnknown()))),
  status: (key) =>
    Effect.flatMap(backend.status(key), (status) =>
      status === undefined ? Effect.fail(new StreamUnknown()) : Effect.succeed(status)
    )
})
