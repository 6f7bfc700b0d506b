/**
 * What a store is made of: the few operations that a database has to give. Writers and followers are written once, over
 * these.
 *
 * @internal
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { StoreUnavailable } from "./errors.ts"

/**
 * What a stream is.
 *
 * - `open`: its writer is at it.
 * - `ended`: it is whole.
 * - `cancelled`: `cancel` stopped it.
 * - `lost`: its writer is gone, and it isn't whole. Another writer may take over.
 *
 * @category models
 * @since 0.1.0
 */
export type StreamState = "open" | "ended" | "cancelled" | "lost"

/**
 * How far a stream is.
 *
 * **Details**
 *
 * `StreamResume.resumable` takes it as `from`, and `persist` too.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamStatus {
  /** What the stream is. */
  readonly state: StreamState
  /** The offset of the last event. 0 if there is none. */
  readonly offset: number
  /** Id of the response, if one came. */
  readonly responseId?: string
  /** The provider's last sequence number without holes before it, if it numbers its events. */
  readonly sequenceNumber?: number
}

/** An event as it is stored. */
export interface StoredItem {
  /** Its JSON. */
  readonly data: string
  /** The `event:` line, if it says more than the type in the JSON. */
  readonly name: string | undefined
}

/** A stored event with its place. */
export interface Entry extends StoredItem {
  readonly offset: number
}

/** What is appended at once. Without items, it renews the lease. */
export interface Batch extends Pick<StreamStatus, "responseId" | "sequenceNumber"> {
  /** The offset of the first item. */
  readonly first: number
  readonly items: ReadonlyArray<StoredItem>
  /** Whether the response is whole with these. A writer that is gone then doesn't matter. */
  readonly isWhole: boolean
}

/** What a follower gets: events, or what the stream is if there are none. `undefined`: there is no stream. */
export type Page =
  | {
      readonly entries: ReadonlyArray<Entry>
      /** Where what is kept begins, if there are no entries: those that there were are gone. */
      readonly first?: number
      readonly status?: undefined
    }
  | { readonly entries?: undefined; readonly status: StreamStatus | undefined }

/** One stream as its followers see it. */
export interface Tail {
  /**
   * The events after an offset. Without any, it waits for some, or for the stream not to be open. With `isPatient`, it
   * waits for a writer instead: also while the stream is lost or unknown, and no longer than until it is open.
   */
  readonly next: (after: number, isPatient: boolean) => Effect.Effect<Page, StoreUnavailable>
  /** Asks the database what the stream is by now. */
  readonly refresh: Effect.Effect<void, StoreUnavailable>
}

/** What becomes of a claim. */
export type Claim = "claimed" | "cancelled" | "open" | "ended" | "lost"

/** What becomes of what a writer does. */
export type Outcome = "done" | "fenced" | "cancelled"

/** A database of streams. `writer` is a name that no other writer has. */
export interface Backend {
  /** How long a writer is taken for alive after its last sign of life, in milliseconds. */
  readonly lease: number
  /** Makes a writer the writer of a stream that ends at an offset and has no other writer. */
  readonly claim: (key: string, writer: string, offset: number) => Effect.Effect<Claim, StoreUnavailable>
  /** Appends all or nothing, and renews the lease. A batch that is there already is as good as appended. */
  readonly append: (key: string, writer: string, batch: Batch) => Effect.Effect<Outcome, StoreUnavailable>
  /** Ends the stream, or gives it up, if the writer is still its writer. */
  readonly release: (key: string, writer: string, state: "ended" | "lost") => Effect.Effect<Outcome, StoreUnavailable>
  /** Cancels a stream that isn't over. `false` if there is none. */
  readonly cancel: (key: string) => Effect.Effect<boolean, StoreUnavailable>
  /** What is known of a stream. `undefined` if there is none. */
  readonly status: (key: string) => Effect.Effect<StreamStatus | undefined, StoreUnavailable>
  /** Follows a stream, for as long as the scope. */
  readonly follow: (key: string) => Effect.Effect<Tail, StoreUnavailable, Scope.Scope>
  /** Ends when a stream is cancelled. It may miss that: `append` tells too. */
  readonly cancellation: (key: string) => Effect.Effect<void>
}
