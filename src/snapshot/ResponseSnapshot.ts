/**
 * The response as known so far, built chunk by chunk.
 *
 * `step` is a plain function from a snapshot and a chunk to the next snapshot. `scan` is the same as a stream operator,
 * and `runFinal` runs a stream to the whole response. Snapshots never change: each may be kept, rendered, saved, and
 * stepped from more than once.
 *
 * A step costs what its chunk brings, however much came before. What a snapshot shows is put together when it is looked
 * at, and what is the same as in another snapshot is the same object there.
 *
 * **Example** (Rendering an answer as it grows)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, ResponseSnapshot } from "effect-responses-stream"
 *
 * const render = (response: Response, show: (text: string) => void) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     ResponseSnapshot.scan({ emit: "batch" }),
 *     Stream.map((snapshot) => show(snapshot.outputText)),
 *     Stream.runDrain
 *   )
 * ```
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { DebugInfo } from "../chunk/Debug.ts"
import type { ResponsesStreamChunk, UnknownChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { Response, ResponseError, ResponseStatus } from "../model/Response.ts"
import type { Verdict } from "../stream/verdict.ts"
import * as Handlers from "./handlers.ts"
import * as Item from "./itemView.ts"
import * as Saved from "./saved.ts"
import * as State from "./state.ts"
import type { SavedSnapshot, SnapshotAudio, SnapshotItem } from "./types.ts"
import { isSnapshot, make, stateOf } from "./view.ts"

export type {
  SavedSnapshot,
  SnapshotAudio,
  SnapshotExtra,
  SnapshotItem,
  SnapshotPanel,
  SnapshotShellOutput
} from "./types.ts"

// -----------------------------------------------------------------------------
// Errors
// -----------------------------------------------------------------------------

/**
 * The provider gave up: `response.failed` came, or an error.
 *
 * @category errors
 * @since 0.1.0
 */
export class FinalResponseFailed extends Data.TaggedError("FinalResponseFailed")<{
  readonly message: string
  /** What ended the response. */
  readonly verdict: "Failed" | "Errored"
}> {
  readonly #snapshot: ResponseSnapshot

  constructor(fields: { readonly verdict: "Failed" | "Errored"; readonly snapshot: ResponseSnapshot }) {
    const { snapshot, verdict } = fields
    super({
      verdict,
      message:
        `The response failed: ${verdict === "Failed" ? "response.failed" : "an error"} came in the stream. ` +
        "Read error for the provider's reason, and snapshot for what came before."
    })
    this.#snapshot = snapshot
  }

  /** What is known of the response. */
  get snapshot(): ResponseSnapshot {
    return this.#snapshot
  }

  /** The provider's reason, if it gave one. Its message may quote the request. */
  get error(): ResponseError | undefined {
    return this.#snapshot.error
  }
}

/**
 * The stream ended before its terminal chunk, or failed.
 *
 * @category errors
 * @since 0.1.0
 */
export class FinalResponseMissing<out E = never> extends Data.TaggedError("FinalResponseMissing")<{
  readonly message: string
  /**
   * How far the response had come. `ItemsCompleteWithoutTerminal` says that the output is whole, as far as one can
   * tell.
   */
  readonly verdict: Verdict
}> {
  /** The error that the stream failed with, if it did. */
  declare readonly cause: E | undefined
  readonly #snapshot: ResponseSnapshot

  constructor(fields: { readonly snapshot: ResponseSnapshot; readonly cause?: E }) {
    const { snapshot } = fields
    const how =
      "cause" in fields ? "failed before the response was whole: read cause" : "ended before its terminal chunk"
    super({
      verdict: snapshot.verdict,
      message: `The stream ${how}. What came is in snapshot: retry the request, or accept it as it is.`,
      ...("cause" in fields ? { cause: fields.cause } : {})
    })
    this.#snapshot = snapshot
  }

  /** What is known of the response. */
  get snapshot(): ResponseSnapshot {
    return this.#snapshot
  }
}

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/**
 * What is known of a response.
 *
 * **Details**
 *
 * A snapshot never changes. Its properties are computed when they are read first. What they give is plain data, and the
 * same object in every snapshot in which it is the same: an item that no chunk touched, the output, the response. A
 * first look costs what has changed since a snapshot that was looked at, and a list of the items.
 *
 * `JSON.stringify` writes what the schema {@link ResponseSnapshot} reads back, to go on from there.
 *
 * **Gotchas**
 *
 * Properties are not copied by a spread: `{ ...snapshot }` is no snapshot.
 *
 * @category models
 * @since 0.1.0
 */
export interface ResponseSnapshot {
  /**
   * The response, with the output so far. Absent until a chunk has brought a response. Once the terminal chunk came, it
   * is the response of that chunk; if that one's output is empty, it has the output that was streamed.
   */
  readonly response: Response | undefined
  /** The response's status: `failed` after an error. Absent until something came. */
  readonly status: ResponseStatus | undefined
  /** The output items in order, with what is known about each. */
  readonly items: ReadonlyArray<SnapshotItem>
  /** The output items in order. */
  readonly output: ReadonlyArray<OutputItem>
  /** The texts of all messages, joined. */
  readonly outputText: string
  /** The provider's reason for giving up, of an `error` chunk or of `response.failed`. */
  readonly error: ResponseError | undefined
  /** How the stream ends if it ends here. */
  readonly verdict: Verdict
  /** Speech, where there is some. */
  readonly audio: SnapshotAudio | undefined
  /** The chunks of unknown types, in the order in which they came. */
  readonly unknown: ReadonlyArray<UnknownChunk>
  /** What `response.debug` told, in the order in which it came. */
  readonly debug: ReadonlyArray<DebugInfo>
  /** The last sequence number that came: what a request says that asks for the rest. */
  readonly sequenceNumber: number | undefined
  /** The snapshot as plain data: what `JSON.stringify` writes. */
  readonly toJSON: () => SavedSnapshot
}

// -----------------------------------------------------------------------------
// Options
// -----------------------------------------------------------------------------

/**
 * Options of {@link runFinal}.
 *
 * @category options
 * @since 0.1.0
 */
export interface FromOptions {
  /** The snapshot to go on from. By default {@link initial}. */
  readonly from?: ResponseSnapshot
}

/**
 * Options of {@link scan}.
 *
 * @category options
 * @since 0.1.0
 */
export interface ScanOptions extends FromOptions {
  /**
   * When to give a snapshot: after each `"chunk"` (the default), or once for each `"batch"` of chunks that came in one
   * piece.
   */
  readonly emit?: "chunk" | "batch"
}

// -----------------------------------------------------------------------------
// Stepping
// -----------------------------------------------------------------------------

/**
 * The snapshot before the first chunk.
 *
 * @category folding
 * @since 0.1.0
 */
export const initial: ResponseSnapshot = /* @__PURE__ */ make(State.initial)

/**
 * Gives the snapshot after a chunk.
 *
 * **When to use**
 *
 * Use it in a reducer of your own, with or without Effect. For a stream there is {@link scan}.
 *
 * **Details**
 *
 * No chunk makes it throw. One whose item or part never opened opens it; one that comes too late for an item that is
 * done is left out; one of an unknown type is kept in `unknown`.
 *
 * **Example** (Reducing the chunks at hand)
 *
 * ```ts
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 * import * as ResponseSnapshot from "effect-responses-stream/ResponseSnapshot"
 *
 * const textOf = (chunks: ReadonlyArray<ResponsesStreamChunk>) =>
 *   chunks.reduce(ResponseSnapshot.step, ResponseSnapshot.initial).outputText
 * ```
 *
 * @category folding
 * @since 0.1.0
 */
export const step = (snapshot: ResponseSnapshot, chunk: ResponsesStreamChunk): ResponseSnapshot =>
  make(Handlers.step(stateOf(snapshot), chunk))

/**
 * Gives the item at an output index, or the one that goes by an id, if there is one.
 *
 * **Details**
 *
 * An item goes by the ids of its `added` and of its `done`, and by the first other id that a chunk of it had.
 *
 * @category accessors
 * @since 0.1.0
 */
export const find = (snapshot: ResponseSnapshot, item: number | string): SnapshotItem | undefined => {
  const state = stateOf(snapshot)
  const found = typeof item === "number" ? State.itemAt(state, item) : State.itemById(state, item)
  return found === undefined ? undefined : Item.view(found)
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Gives a snapshot for each chunk of a stream.
 *
 * **When to use**
 *
 * Use it to show a response while it comes. With `emit: "batch"` there are as many snapshots as pieces that came over
 * the network, which is as often as there is something new to see.
 *
 * **Details**
 *
 * The snapshot of each chunk before an error is delivered, then the error. Snapshots that are dropped
 * (`Stream.throttle`, `Stream.buffer({ capacity: 1, strategy: "sliding" })`) cost little: nothing was put together for
 * them.
 *
 * **Example** (Going on from a saved snapshot)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 * import type * as Stream from "effect/Stream"
 * import { ResponseSnapshot } from "effect-responses-stream"
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 *
 * const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(ResponseSnapshot.ResponseSnapshot))
 *
 * const goOn = <E, R>(saved: string, rest: Stream.Stream<ResponsesStreamChunk, E, R>) =>
 *   decode(saved).pipe(Effect.map((from) => rest.pipe(ResponseSnapshot.scan({ from }))))
 * ```
 *
 * @category transforming
 * @since 0.1.0
 */
export const scan =
  (options?: ScanOptions) =>
  <E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>): Stream.Stream<ResponseSnapshot, E, R> => {
    const { emit = "chunk", from = initial } = options ?? {}
    return Stream.mapAccumArray(
      self,
      () => from,
      (snapshot, chunks) => {
        const snapshots = chunks.map((chunk) => (snapshot = step(snapshot, chunk)))
        return [snapshot, emit === "chunk" ? snapshots : [snapshot]]
      }
    )
  }

/**
 * Runs a stream to the whole response.
 *
 * **Details**
 *
 * The stream is read to its end. A response that is incomplete is a result too: its `status` says `incomplete`, its
 * `incompleteDetails` why. The output is there even if the terminal chunk leaves it empty.
 *
 * It fails with {@link FinalResponseFailed} if the provider gave up, and with {@link FinalResponseMissing} if the
 * stream failed or was cut. Both have the snapshot of what came; the second has the stream's error as `cause`.
 *
 * **Example** (Keeping what came of a response that was cut)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { ChunkStream, ResponseSnapshot } from "effect-responses-stream"
 *
 * const outputOf = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     ResponseSnapshot.runFinal(),
 *     Effect.map(({ output }) => output),
 *     Effect.catchTag("FinalResponseMissing", ({ snapshot }) => Effect.succeed(snapshot.output))
 *   )
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const runFinal =
  (options?: FromOptions) =>
  <E, R>(
    self: Stream.Stream<ResponsesStreamChunk, E, R>
  ): Effect.Effect<Response, FinalResponseFailed | FinalResponseMissing<E>, R> =>
    Effect.suspend(() => {
      let state = stateOf(options?.from ?? initial)
      const read = Stream.runForEachArray(self, (chunks) => {
        for (const chunk of chunks) state = Handlers.step(state, chunk)
        return Effect.void
      })
      return Effect.matchEffect(read, {
        onFailure: (cause) => Effect.fail(new FinalResponseMissing<E>({ snapshot: make(state), cause })),
        onSuccess: () => finalOf(make(state))
      })
    })

const finalOf = (snapshot: ResponseSnapshot): Effect.Effect<Response, FinalResponseFailed | FinalResponseMissing> => {
  const { response, verdict } = snapshot
  switch (verdict) {
    case "Failed":
    case "Errored":
      return Effect.fail(new FinalResponseFailed({ verdict, snapshot }))
    case "Completed":
    case "Incomplete":
      if (response !== undefined) return Effect.succeed(response)
  }
  return Effect.fail(new FinalResponseMissing({ snapshot }))
}

// -----------------------------------------------------------------------------
// Saving
// -----------------------------------------------------------------------------

/**
 * The schema of a snapshot, from and to the form in which it is saved.
 *
 * **When to use**
 *
 * Use it to go on from a snapshot that was saved, or sent to another program.
 *
 * **Details**
 *
 * Encoding gives what `JSON.stringify` writes. Decoding checks everything: what is read back can be stepped from.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ResponseSnapshot: Schema.Codec<ResponseSnapshot, SavedSnapshot> =
  /* @__PURE__ */ Saved.schemaOf<ResponseSnapshot>(isSnapshot, make, stateOf)
