/**
 * The response so far, built chunk by chunk.
 *
 * `step` is pure: it takes a snapshot and a chunk, and gives the next snapshot. `scan` is the stream operator. `runFinal`
 * runs a stream to its final response, and `runSnapshot` to its last snapshot, even if it is cut. Snapshots never change:
 * you may keep, render and save each, and step from it more than once.
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
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { StreamStalled, UnexpectedEnd } from "../errors/StreamError.ts"
import { finalOf } from "./final.ts"
import type { FinalResponseFailed, FinalResponseMissing } from "./final.ts"
import * as Handlers from "./handlers.ts"
import * as Items from "./items.ts"
import * as Item from "./itemView.ts"
import type { ResponseSnapshot } from "./snapshot.ts"
import * as State from "./state.ts"
import type { SnapshotItem, SnapshotResponse } from "./types.ts"
import { make, stateOf } from "./view.ts"

export { costOf } from "./cost.ts"
export { FinalResponseFailed, FinalResponseMissing } from "./final.ts"
export { ResponseSnapshot } from "./snapshot.ts"

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
// Options
// -----------------------------------------------------------------------------

/**
 * Options of {@link runFinal} and {@link runSnapshot}.
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
      const { read, snapshot } = makeRun(self, options)
      return Effect.flatMap(read, () => Effect.fromResult(finalOf(snapshot())))
    })

/**
 * Runs a stream to its last snapshot. It never fails for a stream that was cut.
 *
 * **When to use**
 *
 * Use it to keep what came. `verdict` says how the stream ended, and `response` is absent if no chunk had one.
 *
 * **Details**
 *
 * `UnexpectedEnd` and `StreamStalled` end the stream as if it were whole. A response that failed has its `error`. The
 * stream's other errors pass through as they are: they say that the stream can't be read, or isn't one, and not how far
 * it came.
 *
 * **Example** (The text of a response, cut or not)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { ChunkStream, ResponseSnapshot } from "effect-responses-stream"
 *
 * const textOf = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     ResponseSnapshot.runSnapshot(),
 *     Effect.map(({ outputText, verdict }) => (verdict === "Truncated" ? `${outputText} …` : outputText))
 *   )
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const runSnapshot =
  (options?: FromOptions) =>
  <E, R>(
    self: Stream.Stream<ResponsesStreamChunk, E, R>
  ): Effect.Effect<ResponseSnapshot, Exclude<E, UnexpectedEnd | StreamStalled>, R> =>
    Effect.suspend(() => {
      const { read, snapshot } = makeRun(self, options)
      return read.pipe(
        Effect.catch((error) => (isNoCut(error) ? Effect.fail(error) : Effect.void)),
        Effect.map(snapshot)
      )
    })

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** Reads a stream, and gives the snapshot of what has been read. */
const makeRun = <E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>, options: FromOptions | undefined) => {
  let state = stateOf(options?.from ?? initial)
  const read = Stream.runForEachArray(self, (chunks) => {
    for (const chunk of chunks) state = Handlers.step(state, chunk)
    return Effect.void
  })
  return { read, snapshot: (): ResponseSnapshot => make(state) }
}

/** By the tag: the error may be of another copy of this package. */
const isNoCut = <E>(error: E): error is Exclude<E, UnexpectedEnd | StreamStalled> =>
  !Predicate.isTagged(error, "UnexpectedEnd") && !Predicate.isTagged(error, "StreamStalled")
