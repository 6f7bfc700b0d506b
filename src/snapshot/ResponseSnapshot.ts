/**
 * The response so far, built chunk by chunk.
 *
 * `step` is pure: it takes a snapshot and a chunk, and gives the next snapshot. `scan` is the stream operator, and
 * `runFinal` runs a stream to its final response. Snapshots never change: you may keep, render and save each, and step
 * from it more than once.
 *
 * The cost of a step doesn't grow with the response. The properties of a snapshot are computed when they are read.
 * Equal parts of two snapshots are the same object.
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
import type { ResponseError, ResponseStatus } from "../model/Response.ts"
import type { Verdict } from "../stream/verdict.ts"
import * as Handlers from "./handlers.ts"
import * as Items from "./items.ts"
import * as Item from "./itemView.ts"
import * as Saved from "./saved.ts"
import * as State from "./state.ts"
import type { SavedSnapshot, SnapshotAudio, SnapshotItem, SnapshotResponse } from "./types.ts"
import { isSnapshot, make, stateOf } from "./view.ts"

export type {
  SavedSnapshot,
  SnapshotAudio,
  SnapshotExtra,
  SnapshotItem,
  SnapshotPanel,
  SnapshotResponse,
  SnapshotShellOutput
} from "./types.ts"

// -----------------------------------------------------------------------------
// Errors
// -----------------------------------------------------------------------------

/**
 * The response failed: `response.failed` came, or an error.
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
 * The stream ended before its terminal chunk.
 *
 * @category errors
 * @since 0.1.0
 */
export class FinalResponseMissing extends Data.TaggedError("FinalResponseMissing")<{
  readonly message: string
  /**
   * How far the response came. With `ItemsCompleteWithoutTerminal`, the output is probably complete.
   */
  readonly verdict: Verdict
}> {
  readonly #snapshot: ResponseSnapshot

  constructor(fields: { readonly snapshot: ResponseSnapshot }) {
    const { snapshot } = fields
    super({
      verdict: snapshot.verdict,
      message:
        "The stream ended before its terminal chunk. What came is in snapshot: retry the request, or accept it as it is."
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
  /** The texts of all messages, joined. */
  readonly outputText: string
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
   * When to give a snapshot: after each `"chunk"` (the default), or once for each `"batch"` of chunks.
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
 * Steps over a chunk: gives the next snapshot.
 *
 * **When to use**
 *
 * Use it in a reducer of your own. For a `Stream` there is {@link scan}.
 *
 * **Details**
 *
 * No chunk makes it throw. A chunk of an item or part that was never added adds it. A chunk that comes after its item
 * is done is ignored. A chunk of an unknown type is kept in `unknown`. The first terminal chunk decides how the response
 * ended.
 *
 * A `response.created` with another id begins a new snapshot: nothing of the response before it is kept.
 *
 * **Example** (Reducing an array of chunks)
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
 * Finds an item by its output index or by its id.
 *
 * **Details**
 *
 * Of several items at an index it is the last open one, or else the last one. An item has the ids of its `added` and of
 * its `done`, that of its call, and the first other id of a chunk of it.
 *
 * @category accessors
 * @since 0.1.0
 */
export const find = (snapshot: ResponseSnapshot, item: number | string): SnapshotItem | undefined => {
  const state = stateOf(snapshot)
  const found = typeof item === "number" ? Items.itemAt(state, item) : Items.itemById(state, item)
  return found === undefined ? undefined : Item.view(found)
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Gives a snapshot for each chunk, or for each batch of chunks.
 *
 * **When to use**
 *
 * Use it to show a response while it grows. `emit: "batch"` gives one snapshot for each piece of the network, which is
 * enough to show everything.
 *
 * **Details**
 *
 * The snapshots before an error are delivered first. Dropped snapshots (`Stream.throttle`,
 * `Stream.buffer({ capacity: 1, strategy: "sliding" })`) cost little, since their properties are never computed.
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
 * Runs a stream to its final response.
 *
 * **Details**
 *
 * The stream is read to its end. If it has several responses, it gives the last one. An incomplete response is a result
 * too: its `status` is `incomplete`, and its `incompleteDetails` say why. So is a canceled one, whose `status` is
 * `cancelled`. If the output of the terminal chunk is empty, the response has the streamed output. `outputText` is
 * always there.
 *
 * It fails with {@link FinalResponseFailed} if the response failed, and with {@link FinalResponseMissing} if the stream
 * ended without a terminal chunk. Both have the last snapshot. The stream's own errors pass through as they are.
 *
 * **Example** (Keeping the output of a cut response)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { ChunkStream, ResponseSnapshot } from "effect-responses-stream"
 *
 * const outputOf = (response: Response) =>
 *   ChunkStream.fromResponse(response, { onEnd: "allow" }).pipe(
 *     ResponseSnapshot.runFinal(),
 *     Effect.map(({ output }) => output),
 *     Effect.catchTag("FinalResponseMissing", ({ snapshot }) => Effect.succeed(snapshot.output))
 *   )
 * ```
 *
 * **Example** (Trying again if the provider says so)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import type * as Stream from "effect/Stream"
 * import { ProviderError, ResponseSnapshot } from "effect-responses-stream"
 * import type { StreamError } from "effect-responses-stream"
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 *
 * const textOf = <R>(chunks: Stream.Stream<ResponsesStreamChunk, StreamError.ChunkStreamError, R>) =>
 *   chunks.pipe(
 *     ProviderError.failOnProviderError,
 *     ResponseSnapshot.runFinal(),
 *     Effect.retry({ while: (error) => error._tag === "ProviderError" && error.retryable, times: 2 }),
 *     Effect.map(({ outputText }) => outputText)
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
  ): Effect.Effect<SnapshotResponse, FinalResponseFailed | FinalResponseMissing | E, R> =>
    Effect.suspend(() => {
      let state = stateOf(options?.from ?? initial)
      const read = Stream.runForEachArray(self, (chunks) => {
        for (const chunk of chunks) state = Handlers.step(state, chunk)
        return Effect.void
      })
      return Effect.flatMap(read, () => finalOf(make(state)))
    })

const finalOf = (
  snapshot: ResponseSnapshot
): Effect.Effect<SnapshotResponse, FinalResponseFailed | FinalResponseMissing> => {
  const { response, verdict } = snapshot
  switch (verdict) {
    case "Failed":
    case "Errored":
      return Effect.fail(new FinalResponseFailed({ verdict, snapshot }))
    case "Completed":
    case "Incomplete":
    case "Cancelled":
      if (response !== undefined) return Effect.succeed(response)
  }
  return Effect.fail(new FinalResponseMissing({ snapshot }))
}

// -----------------------------------------------------------------------------
// Saving
// -----------------------------------------------------------------------------

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
