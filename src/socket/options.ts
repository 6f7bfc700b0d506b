/**
 * The options and types of `ResponsesSocket`, which exports them.
 *
 * @internal
 */
import type * as Result from "effect/Result"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { InvalidEvent } from "../errors/StreamError.ts"
import type { As, DecodeOptions } from "../stream/options.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"

/**
 * An event that belongs to no response that is under way: its chunk, or its error.
 *
 * @category models
 * @since 0.1.0
 */
export type Stray = Result.Result<ResponsesStreamChunk, InvalidEvent>

/**
 * Events that came and that nobody got.
 *
 * @category models
 * @since 0.1.0
 */
export interface Dropped {
  /** The lane. Absent for a request without one. */
  readonly streamId?: string
  /** How many events of the response came after its consumer had left, or had failed. */
  readonly count: number
}

/**
 * Options of a socket. Those of decoding hold for each response.
 *
 * @category options
 * @since 0.1.0
 */
export interface SocketOptions<Chunks extends ChunkSchemas = {}, Out extends As = "chunk"> extends Omit<
  DecodeOptions<Chunks, Out>,
  "maxEventSize"
> {
  /**
   * Called for each event that belongs to no response under way, such as a `response.steer.failed` that comes late, or
   * an `error` about the connection while several lanes are under way.
   * Without it, the event's type goes to `console.warn`, without payload.
   */
  readonly onStray?: (event: Stray) => void
  /**
   * Called when a response is over whose consumer left early, or whose stream failed. Without it, the count goes to
   * `console.warn`.
   */
  readonly onDropped?: (dropped: Dropped) => void
}

/** The options without their type parameters. */
export type AnySocketOptions = SocketOptions<ChunkSchemas, As>

/**
 * The body of a request, as for `POST /responses`: the JSON of the wire. `type`, `stream` and `background` are left out
 * or set.
 *
 * @category models
 * @since 0.1.0
 */
export interface RequestBody {
  /** The lane. Requests of one lane are answered one after the other, those of several at the same time. */
  readonly stream_id?: string | undefined
  /** `false` prepares the request without an answer: its response can be a `previous_response_id`. */
  readonly generate?: boolean | undefined
  readonly [key: string]: unknown
}

/**
 * Input that steers a response.
 *
 * @category models
 * @since 0.1.0
 */
export interface SteerRequest {
  /** Id of the response to steer. */
  readonly previousResponseId: string
  /** A text, or messages of the user: the JSON of the wire. */
  readonly input: string | ReadonlyArray<unknown>
}

/**
 * Outputs that the agents of a response wait for.
 *
 * @category models
 * @since 0.1.0
 */
export interface InjectRequest {
  /** Id of the response. */
  readonly responseId: string
  /** Items, such as outputs of functions: the JSON of the wire. */
  readonly input: ReadonlyArray<unknown>
}
