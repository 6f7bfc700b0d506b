/**
 * The options of decoding, and the types of what comes out. `ChunkStream` exports them.
 *
 * @internal
 */
import type * as Result from "effect/Result"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError, InvalidEvent } from "../errors/StreamError.ts"
import type { SseFrameOptions } from "../sse/eventParser.ts"
import type { ChunkOf, ChunkSchemas } from "../wire/ownChunks.ts"
import type { RepairName, ToleranceOptions } from "../wire/Tolerance.ts"

/**
 * What comes out for an event: its chunk, a `Result`, or a {@link ChunkEvent}.
 *
 * @category options
 * @since 0.1.0
 */
export type As = "chunk" | "result" | "event"

/**
 * Options of every source.
 *
 * @category options
 * @since 0.1.0
 */
export interface DecodeOptions<Chunks extends ChunkSchemas = {}, Out extends As = "chunk">
  extends SseFrameOptions, ToleranceOptions {
  /**
   * What comes out for an event.
   *
   * - `"chunk"` (the default): the chunk.
   * - `"result"`: a `Result` with the chunk or the event's error. An invalid event doesn't end the stream.
   * - `"event"`: a {@link ChunkEvent}, which has the JSON beside the chunk.
   */
  readonly as?: Out
  /**
   * Schemas of your own, by wire type: for types without a model, or stricter ones for types with one. Each is a
   * synchronous Standard Schema (Zod, Valibot, Effect's by `Schema.toStandardSchemaV1`). It validates the parsed JSON,
   * and its output is the chunk.
   */
  readonly chunks?: Chunks
  /**
   * What happens at an event that is not JSON or has a wrong shape. `"fail"` (the default) ends the stream with the
   * event's error, after the events before it. `"skip"` reports the error and goes on; a terminal event that is
   * skipped doesn't end the stream. With `as: "result"` it has no effect: the result has the error.
   */
  readonly onInvalid?: "fail" | "skip"
  /** Called for each event that is skipped. Without it, the error's message goes to `console.warn`, without payload. */
  readonly onSkip?: (error: InvalidEvent) => void
  /**
   * What happens when the input ends without a terminal chunk or an error. `"fail"` (the default) ends the stream with
   * `UnexpectedEnd`. `"allow"` ends it as if it were complete.
   *
   * `"synthesize"` adds the missing `response.completed` if the verdict is `ItemsCompleteWithoutTerminal`: all items
   * are done, and there is more than reasoning. {@link isSynthetic} recognizes it. Otherwise, or if reading failed,
   * `"synthesize"` does what `"fail"` does. It keeps the output in memory.
   */
  readonly onEnd?: "fail" | "allow" | "synthesize"
  /** Called for each comment line and each empty event (`null`, `{}`), such as those that keep a connection open. */
  readonly onComment?: (text: string) => void
}

/**
 * A chunk and what it was made from.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChunkEvent<Chunk = ResponsesStreamChunk> {
  /** Ordinal of the event, from 0. */
  readonly index: number
  /** The validated chunk. */
  readonly chunk: Chunk
  /** The parsed JSON as received, with the fields that no model has. */
  readonly json: { readonly [key: string]: unknown }
  /** The `event:` line, if there was one. */
  readonly event?: string
  /** The `id:` line, if there was one. */
  readonly id?: string
  /** The repairs that made the event valid, if it needed any. */
  readonly repairs?: ReadonlyArray<RepairName>
  /** Present if `onEnd: "synthesize"` added the event. */
  readonly synthetic?: true
}

/**
 * The values of a stream with the options `chunks` and `as`.
 *
 * @category models
 * @since 0.1.0
 */
export type Decoded<Chunks extends ChunkSchemas, Out extends As> = {
  readonly chunk: ChunkOf<Chunks>
  readonly result: Result.Result<ChunkOf<Chunks>, InvalidEvent>
  readonly event: ChunkEvent<ChunkOf<Chunks>>
}[Out]

/**
 * The errors of a stream with the option `as`. With `"result"`, those of single events are in the results.
 *
 * @category models
 * @since 0.1.0
 */
export type DecodeError<Out extends As> = {
  readonly chunk: ChunkStreamError
  readonly result: Exclude<ChunkStreamError, InvalidEvent>
  readonly event: ChunkStreamError
}[Out]

/** The options without their type parameters. */
export type AnyOptions = DecodeOptions<ChunkSchemas, As>
