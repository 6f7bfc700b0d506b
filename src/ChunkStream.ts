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
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as ChunkDecoder from "./ChunkDecoder.ts"
import { runMachine } from "./internal/machine.ts"
import * as Pump from "./internal/pump.ts"
import { isEventStream, notAnEventStream, readStart } from "./internal/response.ts"
import { members } from "./ResponsesStreamChunk.ts"
import type { ResponsesStreamChunk } from "./ResponsesStreamChunk.ts"
import type { SseFrameOptions } from "./SseFrame.ts"
import type { ChunkStreamError, InvalidEvent } from "./StreamError.ts"
import type { AppliedRepair, RepairName } from "./Tolerance.ts"

// -----------------------------------------------------------------------------
// Options
// -----------------------------------------------------------------------------

/**
 * Options of every way to decode a stream.
 *
 * @category options
 * @since 0.1.0
 */
export interface StreamOptions extends SseFrameOptions, ChunkDecoder.ChunkDecoderOptions {
  /**
   * What happens when the input ends without a terminal chunk (`response.completed`, `.incomplete`, `.failed`, or an
   * error): `"fail"` (the default) with `UnexpectedEnd`, or `"allow"`, which ends the stream as if it were finished.
   */
  readonly onEnd?: "fail" | "allow"
  /** Called for each comment line, such as the ones that keep a connection alive. */
  readonly onComment?: (text: string) => void
}

/**
 * Options of decoding to chunks.
 *
 * @category options
 * @since 0.1.0
 */
export interface DecodeOptions extends StreamOptions {
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
export interface ChunkEvent {
  /** Ordinal of the event, from 0. */
  readonly index: number
  /** The validated chunk. */
  readonly chunk: ResponsesStreamChunk
  /** The parsed JSON untouched, fields without a model included: what to pass on to keep everything. */
  readonly json: unknown
  /** The `event:` line, if there was one. */
  readonly event?: string
  /** The `id:` line, if there was one. */
  readonly id?: string
  /** The repairs that made the event valid, if it needed any. */
  readonly repairs?: ReadonlyArray<RepairName>
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
  (options?: DecodeOptions) =>
  <E, R>(self: Stream.Stream<Uint8Array, E, R>): Stream.Stream<ResponsesStreamChunk, ChunkStreamError | E, R> =>
    runBytes(self, options, toChunk(options))

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
  (options?: StreamOptions) =>
  <E, R>(
    self: Stream.Stream<Uint8Array, E, R>
  ): Stream.Stream<Result.Result<ResponsesStreamChunk, InvalidEvent>, Exclude<ChunkStreamError, InvalidEvent> | E, R> =>
    runBytes<E, R, Result.Result<ResponsesStreamChunk, InvalidEvent>, Exclude<ChunkStreamError, InvalidEvent>>(
      self,
      options,
      () => ({
        onEvent: (values, result) => {
          values.push(result)
          return false
        }
      })
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
  (options?: DecodeOptions) =>
  <E, R>(self: Stream.Stream<Uint8Array, E, R>): Stream.Stream<ChunkEvent, ChunkStreamError | E, R> =>
    runBytes(self, options, toEvent(options))

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
export const fromReadableStream = (
  readable: ReadableStream<Uint8Array>,
  options?: DecodeOptions
): Stream.Stream<ResponsesStreamChunk, ChunkStreamError> => run(bytesOf(readable), options, toChunk(options), pushBytes)

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
export const fromResponse = (
  response: Response,
  options?: DecodeOptions
): Stream.Stream<ResponsesStreamChunk, ChunkStreamError> =>
  isEventStream(response) && response.body !== null
    ? fromReadableStream(response.body, options).pipe(
        Stream.mapError((error) =>
          error._tag === "NotAnEventStream" ? notAnEventStream(response, error.payload()) : error
        )
      )
    : Stream.fromEffect(
        Effect.flatMap(
          Effect.promise((signal) => readStart(response.body, signal)),
          (body) => Effect.fail(notAnEventStream(response, body))
        )
      )

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
export const fromJson = <E, R>(
  self: Stream.Stream<unknown, E, R>,
  options?: DecodeOptions
): Stream.Stream<ResponsesStreamChunk, ChunkStreamError | E, R> =>
  run(self, options, toChunk(options), (pump, json) => pump.pushJson(json))

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** Makes values of events. */
interface Emitter<A> {
  /** Takes an event. `true` ends the stream, with the event's error. */
  readonly onEvent: (
    values: Array<A>,
    result: Result.Result<ResponsesStreamChunk, InvalidEvent>,
    index: number,
    json: unknown,
    event: string | undefined,
    id: string | undefined
  ) => boolean
  readonly onRepair?: (repair: AppliedRepair) => void
}

/** Reading a source failed. It never leaves this module: the pump makes an `UnexpectedEnd` of it. */
class ReadFailure extends Data.TaggedError("ReadFailure")<{ readonly cause: unknown }> {}

const bytesOf = (readable: ReadableStream<Uint8Array>): Stream.Stream<Uint8Array | ReadFailure> =>
  Stream.suspend(() =>
    readable.locked
      ? Stream.succeed(new ReadFailure({ cause: new TypeError("The body is in use or has been read") }))
      : Stream.fromReadableStream({ evaluate: () => readable, onError: (cause) => new ReadFailure({ cause }) }).pipe(
          Stream.catch((failure) => Stream.succeed(failure))
        )
  )

const pushBytes = (pump: Pump.Pump, input: Uint8Array | ReadFailure): void =>
  input instanceof ReadFailure ? pump.end(input) : pump.push(input)

const runBytes = <E, R, A, E2 extends ChunkStreamError = ChunkStreamError>(
  self: Stream.Stream<Uint8Array, E, R>,
  options: StreamOptions | undefined,
  makeEmitter: () => Emitter<A>
): Stream.Stream<A, E2 | E, R> => run<Uint8Array, E, R, A, E2>(self, options, makeEmitter, pushBytes)

const run = <I, E, R, A, E2 extends ChunkStreamError = ChunkStreamError>(
  self: Stream.Stream<I, E, R>,
  options: StreamOptions | undefined,
  makeEmitter: () => Emitter<A>,
  push: (pump: Pump.Pump, input: I) => void
): Stream.Stream<A, E2 | E, R> =>
  runMachine(self, () => {
    let values: Array<A> = []
    const { onEvent, onRepair } = makeEmitter()
    const decoder = ChunkDecoder.make(members, onRepair === undefined ? options : { ...options, onRepair })
    const pump = Pump.make(
      decoder,
      { onEvent: (result, index, json, event, id) => onEvent(values, result, index, json, event, id) },
      options
    )
    return {
      push: (input) => {
        push(pump, input)
        return pump.isDone()
      },
      end: () => pump.end(),
      take: () => {
        const taken = values
        values = []
        return taken
      },
      // An emitter that ends no stream excludes the errors of single events from E2
      error: () => pump.error() as E2 | undefined
    }
  })

/** Takes an invalid event. `true` ends the stream. */
type InvalidPolicy = (error: InvalidEvent) => boolean

const invalidPolicy = (options: DecodeOptions | undefined): InvalidPolicy => {
  if (options?.onInvalid !== "skip") return () => true
  // Effect's logger would be better placed here, but costs every bundle 3 kB
  const { onSkip = (error: InvalidEvent) => console.warn(error.message) } = options
  return (error) => {
    onSkip(error)
    return false
  }
}

const toChunk = (options: DecodeOptions | undefined) => (): Emitter<ResponsesStreamChunk> => {
  const onInvalid = invalidPolicy(options)
  return {
    onEvent: (values, result) => {
      if (Result.isFailure(result)) return onInvalid(result.failure)
      values.push(result.success)
      return false
    }
  }
}

const toEvent = (options: DecodeOptions | undefined) => (): Emitter<ChunkEvent> => {
  const onInvalid = invalidPolicy(options)
  let repairs: Array<RepairName> = []
  return {
    onEvent: (values, result, index, json, event, id) => {
      if (Result.isFailure(result)) return onInvalid(result.failure)
      values.push({
        index,
        chunk: result.success,
        json,
        ...(event === undefined ? {} : { event }),
        ...(id === undefined ? {} : { id }),
        ...(repairs.length === 0 ? {} : { repairs })
      })
      if (repairs.length > 0) repairs = []
      return false
    },
    onRepair: (repair) => {
      repairs.push(repair.name)
      options?.onRepair?.(repair)
    }
  }
}
