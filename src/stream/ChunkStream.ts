/**
 * Streams of bytes, or of parsed objects, to streams of validated chunks.
 *
 * `decode` gives chunks and ends at the first error. `decodeResult` gives each event as a `Result`, so that a bad event
 * ends nothing. `decodeEvents` gives each chunk with the JSON it was made from. `fromResponse` and the other
 * constructors start from what a runtime has at hand.
 *
 * Everything is pulled: nothing is read before it is asked for. Upstream is released when the consumer stops, when the
 * stream fails, and when `[DONE]` arrives.
 *
 * @since 0.1.0
 */
import type * as Result from "effect/Result"
import type * as Stream from "effect/Stream"
import { toChunk, toEvent, toResult } from "./emitter.ts"
import { pushBytes, read } from "./read.ts"
import { fromReadable } from "./readable.ts"
import * as synthesize from "./synthesize.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { SseFrameOptions } from "../sse/SseFrame.ts"
import type { ChunkStreamError, InvalidEvent } from "../errors/StreamError.ts"
import type { RepairName } from "../wire/Tolerance.ts"
import type { ChunkDecoderOptions } from "../wire/chunkDecoder.ts"
import type { ChunkOf, ChunkSchemas } from "../wire/ownChunks.ts"

export type { ChunkOf, ChunkSchemas, StandardSchema } from "../wire/ownChunks.ts"

// -----------------------------------------------------------------------------
// Options
// -----------------------------------------------------------------------------

/**
 * Options of every way to decode a stream.
 *
 * @category options
 * @since 0.1.0
 */
export interface StreamOptions<Chunks extends ChunkSchemas = {}> extends SseFrameOptions, ChunkDecoderOptions {
  /**
   * Schemas of one's own by wire type: types that this package has no model of, or stricter versions of those it has.
   * Each is any Standard Schema (of Effect by `Schema.toStandardSchemaV1`, Zod, Valibot, …) that answers at once. It is
   * tried on the parsed JSON of the events of its type, and what it gives is the chunk.
   */
  readonly chunks?: Chunks
  /**
   * What happens when the input ends without a terminal chunk (`response.completed`, `.incomplete`, `.failed`, or an
   * error): `"fail"` (the default) with `UnexpectedEnd`, or `"allow"`, which ends the stream as if it were finished.
   *
   * `"synthesize"` makes up the `response.completed` that is missing where all items that were opened are done:
   * {@link isSynthetic} tells it from a real one. Where an item is open, where none ever was, or where reading failed, it
   * is `"fail"`. The output is kept in memory for it.
   */
  readonly onEnd?: "fail" | "allow" | "synthesize"
  /** Called for each comment line, such as the ones that keep a connection alive. */
  readonly onComment?: (text: string) => void
}

/**
 * Options of decoding to chunks.
 *
 * @category options
 * @since 0.1.0
 */
export interface DecodeOptions<Chunks extends ChunkSchemas = {}> extends StreamOptions<Chunks> {
  /**
   * What happens to an event that is not JSON or has a wrong shape: `"fail"` (the default) ends the stream with its
   * error after the events before it were delivered; `"skip"` reports it and goes on.
   */
  readonly onInvalid?: "fail" | "skip"
  /** Called for each event that is skipped. Without it, its message goes to `console.warn`, without payload. */
  readonly onSkip?: (error: InvalidEvent) => void
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
  /** The parsed JSON untouched, fields without a model included: what to pass on to keep everything. */
  readonly json: unknown
  /** The `event:` line, if there was one. */
  readonly event?: string
  /** The `id:` line, if there was one. */
  readonly id?: string
  /** The repairs that made the event valid, if it needed any. */
  readonly repairs?: ReadonlyArray<RepairName>
  /** The event never came: `onEnd: "synthesize"` has made it up. */
  readonly synthetic?: true
}

// -----------------------------------------------------------------------------
// Decoding
// -----------------------------------------------------------------------------

/**
 * Decodes the bytes of an event stream to chunks.
 *
 * **When to use**
 *
 * Use it when an invalid event should end the stream, or be skipped with a report (`onInvalid: "skip"`).
 *
 * **Details**
 *
 * Chunks before an error are always delivered first. Unknown types are chunks too (`UnknownChunk`).
 *
 * **Example** (Printing the text of a response)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 *
 * const print = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) =>
 *   bytes.pipe(
 *     ChunkStream.decode(),
 *     Stream.runForEach((chunk) =>
 *       Effect.sync(() => {
 *         if (chunk.type === "response.output_text.delta") console.log(chunk.delta)
 *       })
 *     )
 *   )
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode =
  <const Chunks extends ChunkSchemas = {}>(options?: DecodeOptions<Chunks>) =>
  <E, R>(self: Stream.Stream<Uint8Array, E, R>): Stream.Stream<ChunkOf<Chunks>, ChunkStreamError | E, R> =>
    read(self, options, () => toChunk<ChunkOf<Chunks>>(options), pushBytes)

/**
 * Decodes the bytes of an event stream to one `Result` an event: a chunk, or the reason why there is none.
 *
 * **When to use**
 *
 * Use it when a bad event must not end the stream, and each should be handled where it stands.
 *
 * **Details**
 *
 * Only the transport ends the stream with an error: `EventTooLarge`, `InvalidUtf8`, `NotAnEventStream` and, with
 * `onEnd: "fail"`, `UnexpectedEnd`.
 *
 * @category decoding
 * @since 0.1.0
 */
export const decodeResult =
  <const Chunks extends ChunkSchemas = {}>(options?: StreamOptions<Chunks>) =>
  <E, R>(
    self: Stream.Stream<Uint8Array, E, R>
  ): Stream.Stream<Result.Result<ChunkOf<Chunks>, InvalidEvent>, Exclude<ChunkStreamError, InvalidEvent> | E, R> =>
    read<Uint8Array, E, R, Result.Result<ChunkOf<Chunks>, InvalidEvent>, Exclude<ChunkStreamError, InvalidEvent>>(
      self,
      options,
      toResult,
      pushBytes
    )

/**
 * Decodes the bytes of an event stream to chunks together with their JSON, `event:` and `id:` lines and repairs.
 *
 * **When to use**
 *
 * Use it in a gateway that validates and passes on: re-emit `json`, and nothing that has no model gets lost.
 *
 * @category decoding
 * @since 0.1.0
 */
export const decodeEvents =
  <const Chunks extends ChunkSchemas = {}>(options?: DecodeOptions<Chunks>) =>
  <E, R>(self: Stream.Stream<Uint8Array, E, R>): Stream.Stream<ChunkEvent<ChunkOf<Chunks>>, ChunkStreamError | E, R> =>
    read(self, options, () => toEvent<ChunkOf<Chunks>>(options), pushBytes)

// -----------------------------------------------------------------------------
// Constructors
// -----------------------------------------------------------------------------

/**
 * Decodes a web `ReadableStream` of bytes, such as the body of a `Response`.
 *
 * **Details**
 *
 * When reading fails, the stream ends with `UnexpectedEnd`, whose `cause` is what the runtime threw, unless a terminal
 * chunk came before: then the response is whole.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromReadableStream = <const Chunks extends ChunkSchemas = {}>(
  readable: ReadableStream<Uint8Array>,
  options?: DecodeOptions<Chunks>
): Stream.Stream<ChunkOf<Chunks>, ChunkStreamError> => fromReadable(readable, options)

/**
 * Decodes the body of a web `Response`, as `fetch` gives it.
 *
 * **Details**
 *
 * An answer that is no event stream (a status that isn't 2xx, another content type, a JSON error) fails with
 * `NotAnEventStream`, which has the status, the seconds to wait, and the provider's error if there is one.
 *
 * **Example** (Streaming from the gateway)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 *
 * const chunks = Stream.unwrap(
 *   Effect.promise((signal) =>
 *     fetch("https://openrouter.ai/api/v1/responses", {
 *       method: "POST",
 *       headers: { authorization: "Bearer …", "content-type": "application/json" },
 *       body: JSON.stringify({ model: "openai/gpt-5", input: "Hello", stream: true }),
 *       signal
 *     })
 *   ).pipe(Effect.map((response) => ChunkStream.fromResponse(response)))
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromResponse = <const Chunks extends ChunkSchemas = {}>(
  response: Response,
  options?: DecodeOptions<Chunks>
): Stream.Stream<ChunkOf<Chunks>, ChunkStreamError> => fromReadable(response, options)

/**
 * Decodes events that are parsed already: messages of a WebSocket, lines of a JSONL file.
 *
 * **Example** (Decoding recorded objects)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 *
 * const chunks = Stream.make<ReadonlyArray<unknown>>(
 *   { type: "error", code: "server_error", message: "Try again", param: null, sequence_number: 0 }
 * ).pipe(ChunkStream.fromJson)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromJson = <E, R, const Chunks extends ChunkSchemas = {}>(
  self: Stream.Stream<unknown, E, R>,
  options?: DecodeOptions<Chunks>
): Stream.Stream<ChunkOf<Chunks>, ChunkStreamError | E, R> =>
  read(
    self,
    options,
    () => toChunk<ChunkOf<Chunks>>(options),
    (pump, json) => pump.pushJson(json)
  )

// -----------------------------------------------------------------------------
// Guards
// -----------------------------------------------------------------------------

/**
 * Tells a `response.completed` that `onEnd: "synthesize"` has made up from one that the provider sent.
 *
 * **Details**
 *
 * It is the chunk itself that is marked. A copy of it is not.
 *
 * **Example** (Not counting on a usage that nobody sent)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 *
 * const usages = (response: Response) =>
 *   ChunkStream.fromResponse(response, { onEnd: "synthesize" }).pipe(
 *     Stream.map((chunk) =>
 *       chunk.type === "response.completed" && !ChunkStream.isSynthetic(chunk) ? chunk.response.usage : undefined
 *     )
 *   )
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export const isSynthetic = (chunk: object): boolean => synthesize.isSynthetic(chunk)
