/**
 * What a caller says to `Web`, and what it is told. `Web` exports it.
 *
 * @internal
 */
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { Usage } from "../model/Usage.ts"
import type { As, ChunkEvent, DecodeOptions } from "../stream/options.ts"
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
 * The chunks of one stream. It can be iterated over once.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChunkIterator<Chunk = ResponsesStreamChunk> extends AsyncIterable<Chunk> {
  /** The next chunk. Calls that overlap are served in their order. */
  readonly next: () => Promise<IteratorResult<Chunk, undefined>>
  /** Ends the stream and cancels upstream, also while a chunk is waited for. */
  readonly return: () => Promise<IteratorResult<Chunk, undefined>>
  readonly [Symbol.asyncIterator]: () => ChunkIterator<Chunk>
}

/**
 * What {@link validate} says in the `error` event with which it ends a body.
 *
 * @category models
 * @since 0.1.0
 */
export interface ErrorEventFields {
  /** What went wrong, for people to read. It goes to the client. */
  readonly message: string
  /** A name for programs to go by. Default `null`. */
  readonly code?: string | null
  /** The parameter of the request that is at fault. Default `null`. */
  readonly param?: string | null
}

/**
 * What {@link validate} has seen of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface ValidateSummary {
  /**
   * How the body ended: `"ended"` with upstream, or at `[DONE]`; `"aborted"` with an `error` event of our own;
   * `"failed"`, as reading upstream failed and the body was broken off; `"canceled"`, as the client left.
   */
  readonly outcome: "ended" | "aborted" | "failed" | "canceled"
  /** How the stream ended: whether a terminal chunk came, and which. */
  readonly verdict: Verdict
  /** Events, valid or not. `[DONE]` is none. */
  readonly events: number
  /** Events of a type that has no model. */
  readonly unknown: number
  /** Events that are not JSON or have a wrong shape. */
  readonly invalid: number
  /** Events that are valid after a repair. */
  readonly repaired: number
  /** What the terminal chunk says of the tokens that were used, if it came and does. */
  readonly usage?: Usage
  /** The error that ended the check, if one did. */
  readonly error?: ChunkStreamError
}

/**
 * Options of {@link validate}. What a callback throws goes to `console.error`: it disturbs neither the client nor the
 * check.
 *
 * @category options
 * @since 0.1.0
 */
export interface ValidateOptions<Chunks extends ChunkSchemas = {}> extends Omit<
  DecodeOptions<Chunks>,
  "as" | "onEnd" | "onInvalid" | "onSkip"
> {
  /** Whether an end without a terminal chunk is an error: `UnexpectedEnd`. Default `"fail"`. */
  readonly onEnd?: "fail" | "allow"
  /** What the client gets of an invalid event: see {@link validate}. Default `"pass"`. */
  readonly onInvalid?: "pass" | "drop" | "abort"
  /** Called for each valid event. */
  readonly onEvent?: (event: ChunkEvent<ChunkOf<Chunks>>) => void
  /** Called for each invalid event, and for the error that ends the check. */
  readonly onError?: (error: ChunkStreamError) => void
  /** Called once, when the body has ended or the client has left. */
  readonly onFinish?: (summary: ValidateSummary) => void
  /** What the `error` event says. Its default tells what kind of error it is, and no more. */
  readonly toErrorEvent?: (error: ChunkStreamError) => ErrorEventFields
}
