/**
 * The type and the schema of a snapshot. `ResponseSnapshot` exports both.
 *
 * @internal
 */
import type * as Schema from "effect/Schema"
import type { DebugInfo } from "../chunk/Debug.ts"
import type { UnknownChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { ResponseError, ResponseStatus } from "../model/Response.ts"
import type { Usage } from "../model/Usage.ts"
import type { Verdict } from "../stream/verdict.ts"
import * as Saved from "./saved.ts"
import type { SavedSnapshot, SnapshotAudio, SnapshotItem, SnapshotResponse } from "./types.ts"
import { isSnapshot, make, stateOf } from "./view.ts"

/**
 * The response so far.
 *
 * **Details**
 *
 * A snapshot never changes. Its properties are computed when they are first read. They are plain data. An item, an
 * output or a response that is equal in two snapshots is the same object in both. So reading costs only what has
 * changed since the last snapshot that was read, and a list of the items.
 *
 * `JSON.stringify` writes what the schema {@link ResponseSnapshot} reads back, to go on from there.
 *
 * **Gotchas**
 *
 * Don't spread a snapshot: a spread doesn't copy its properties. The annotations and log probabilities of a text that
 * still grows are getters, which make their list when it is read: `console.log` doesn't show it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ResponseSnapshot {
  /**
   * The response, with the output so far and its text. Absent until a chunk has a response. After the terminal chunk it
   * is the response of that chunk, with the streamed output if its own is empty.
   */
  readonly response: SnapshotResponse | undefined
  /** The status of the response: `failed` after an error, `cancelled` after that. Absent before the first chunk. */
  readonly status: ResponseStatus | undefined
  /** The output items in order, with the state of each. */
  readonly items: ReadonlyArray<SnapshotItem>
  /** The output items in order. */
  readonly output: ReadonlyArray<OutputItem>
  /** The texts of all messages, joined: that of the terminal chunk, if it has one. It is that of `response`. */
  readonly outputText: string
  /** Tokens and cost. Absent until the terminal chunk brings it. `costOf` reads the cost. */
  readonly usage: Usage | undefined
  /**
   * The provider's error, from an `error` chunk or `response.failed`. An error after the terminal chunk is left out, but
   * for the reason of a `response.failed` that has none.
   */
  readonly error: ResponseError | undefined
  /** The verdict if the stream ends here. */
  readonly verdict: Verdict
  /** Spoken output, if there is any. */
  readonly audio: SnapshotAudio | undefined
  /** The chunks of unknown types, in order of arrival. */
  readonly unknown: ReadonlyArray<UnknownChunk>
  /** The debug output of `response.debug`, in order of arrival. */
  readonly debug: ReadonlyArray<DebugInfo>
  /** The last sequence number. A request for the rest of the stream needs it. */
  readonly sequenceNumber: number | undefined
  /** The snapshot as plain data: what `JSON.stringify` writes. */
  readonly toJSON: () => SavedSnapshot
}

/**
 * The schema of a snapshot and its saved form.
 *
 * **When to use**
 *
 * Use it to go on from a saved snapshot, or from one of another program.
 *
 * **Details**
 *
 * Encoding gives what `JSON.stringify` writes. Decoding validates all of it, so that `step` can go on.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ResponseSnapshot: Schema.Codec<ResponseSnapshot, SavedSnapshot> =
  /* @__PURE__ */ Saved.schemaOf<ResponseSnapshot>(isSnapshot, make, stateOf)
