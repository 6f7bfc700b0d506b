/**
 * The options and results of `Web`, which exports them.
 *
 * @internal
 */
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { Usage } from "../model/Usage.ts"
import type { NormalizeReport } from "../normalize/report.ts"
import type { UiMessageOptions } from "../parts/uiMessageChunk.ts"
import type { ErrorEventFields } from "../stream/errorEvent.ts"
import type { As, ChunkEvent, DecodeOptions } from "../stream/options.ts"
import type { ResumeFrom, ResumeGap, ResumePoint } from "../stream/resume.ts"
import type { Verdict } from "../stream/verdict.ts"
import type { ChunkOf, ChunkSchemas } from "../wire/ownChunks.ts"

/**
 * Options of {@link chunks}.
 *
 * @category options
 * @since 0.1.0
 */
export interface ChunksOptions<Chunks extends ChunkSchemas = {}, Out extends As = "chunk"> extends DecodeOptions<
  Chunks,
  Out
> {
  /** Ends the loop with the signal's reason, and cancels upstream. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Where a connection goes on, and the signal that ends it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ResumeRequest extends ResumePoint {
  /** Aborts when the loop is left. */
  readonly signal: AbortSignal
}

/**
 * Options of {@link resumable}. Those of decoding hold for all connections.
 *
 * @category options
 * @since 0.1.0
 */
export interface ResumableOptions<Chunks extends ChunkSchemas = {}, Out extends As = "chunk"> extends ChunksOptions<
  Chunks,
  Out
> {
  /**
   * Sends the request that starts the response. It is sent once: a second one would be another answer. The signal aborts
   * when the loop is left.
   */
  readonly open: (signal: AbortSignal) => Promise<Response>
  /**
   * Asks for the rest of a response: `GET …/responses/{responseId}?stream=true&starting_after={after}`. The provider may
   * send more than that, from the beginning on.
   */
  readonly resume: (request: ResumeRequest) => Promise<Response>
  /**
   * How many milliseconds to wait before another connection, or `undefined` to give up. `attempt` counts from 1, and anew
   * once something new came. It waits longer if a `retry-after` header says so. By default, it tries 5 times, and waits
   * half a second, then twice as long each time.
   */
  readonly delay?: ((attempt: number, error: unknown) => number | undefined) | undefined
  /**
   * The longest time that is accepted from a `retry-after` header, in milliseconds. Beyond it the loop throws the error
   * that broke the stream. Default 1 minute.
   */
  readonly maxRetryAfter?: number | undefined
  /**
   * How far the stream came before, in another process: a `ResponseSnapshot`, an `UnexpectedEnd`, or `responseId` and
   * `sequenceNumber`. The stream then begins with `resume`. It begins with `open` where either is missing, as in
   * `ResponseSnapshot.initial`, and is empty where the response is over.
   */
  readonly from?: ResumeFrom | undefined
  /**
   * What happens when chunks are missing where a connection went on. `"fail"` (the default) ends the loop with
   * `ResumeGap`. A function is called with it instead, and the loop goes on.
   */
  readonly onGap?: "fail" | ((gap: ResumeGap) => void) | undefined
}

/**
 * Options of {@link final}.
 *
 * @category options
 * @since 0.1.0
 */
export interface FinalOptions extends Omit<ChunksOptions, "as" | "chunks"> {}

/**
 * The chunks of one stream. It can be iterated over once.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChunkIterator<Chunk = ResponsesStreamChunk> extends AsyncIterable<Chunk> {
  /** The next chunk. Calls that overlap are served in their order. */
  readonly next: () => Promise<IteratorResult<Chunk, undefined>>
  /** Ends the stream and cancels upstream, even while `next` is pending. */
  readonly return: () => Promise<IteratorResult<Chunk, undefined>>
  readonly [Symbol.asyncIterator]: () => ChunkIterator<Chunk>
}

/**
 * A summary of a stream that {@link validate} has passed.
 *
 * @category models
 * @since 0.1.0
 */
export interface ValidateSummary {
  /**
   * How the body ended: `"ended"` with upstream or at `[DONE]`; `"aborted"` with an `error` event; `"failed"` because
   * reading upstream failed; `"canceled"` because the client left.
   */
  readonly outcome: "ended" | "aborted" | "failed" | "canceled"
  /** How the stream ended: by which terminal chunk, or without one. */
  readonly verdict: Verdict
  /** Events, valid or not. `[DONE]` isn't counted. */
  readonly events: number
  /** Events of a type that has no model. */
  readonly unknown: number
  /** Events that are not JSON or have a wrong shape. */
  readonly invalid: number
  /** Events that are valid after a repair. */
  readonly repaired: number
  /** Token usage from the terminal chunk, if it has any. */
  readonly usage?: Usage
  /** The error that ended the validation, if one did. */
  readonly error?: ChunkStreamError
}

/**
 * Options of {@link validate}. If a callback throws, the error goes to `console.error`, and the stream goes on.
 *
 * @category options
 * @since 0.1.0
 */
export interface ValidateOptions<Chunks extends ChunkSchemas = {}> extends Omit<
  DecodeOptions<Chunks>,
  "as" | "onEnd" | "onInvalid" | "onSkip"
> {
  /** Whether an end without a terminal chunk is an `UnexpectedEnd`. Default `"fail"`. */
  readonly onEnd?: "fail" | "allow"
  /** What the client gets in the place of an invalid event: see {@link validate}. Default `"pass"`. */
  readonly onInvalid?: "pass" | "drop" | "abort"
  /** Called for each valid event. */
  readonly onEvent?: (event: ChunkEvent<ChunkOf<Chunks>>) => void
  /** Called for each invalid event, and for the error that ends the validation. */
  readonly onError?: (error: ChunkStreamError) => void
  /** Called once, when the body has ended or the client has left. */
  readonly onFinish?: (summary: ValidateSummary) => void
  /** Makes the fields of the `error` event. By default they name only the kind of the error. */
  readonly toErrorEvent?: (error: ChunkStreamError) => ErrorEventFields
}

/**
 * Options of {@link normalize}. If a callback throws, the error goes to `console.error`, and the stream goes on.
 *
 * @category options
 * @since 0.1.0
 */
export interface NormalizeOptions<Chunks extends ChunkSchemas = {}> extends Omit<
  ValidateOptions<Chunks>,
  "onEnd" | "onInvalid" | "toErrorEvent"
> {
  /**
   * What an end without a terminal chunk becomes: `"fail"` (the default) is a `response.failed`. `"synthesize"` is a
   * `response.completed` if all items are done, as in `DecodeOptions`.
   */
  readonly onEnd?: "fail" | "synthesize"
  /** What an invalid event becomes: `"fail"` (the default) is a `response.failed`, `"skip"` leaves it out. */
  readonly onInvalid?: "fail" | "skip"
  /** Called for each addition and each change. */
  readonly onReport?: (report: NormalizeReport) => void
}

/**
 * Options of {@link uiMessageStream}.
 *
 * @category options
 * @since 0.1.0
 */
export interface UiMessageStreamOptions
  extends Omit<DecodeOptions, "as" | "chunks">, UiMessageOptions<ChunkStreamError> {
  /**
   * After how long a silence a comment is sent, in milliseconds, and again after each further one, so that no proxy closes
   * the connection. A millisecond or more: else the call throws a `RangeError`. By default none is sent.
   */
  readonly keepAlive?: number
}
