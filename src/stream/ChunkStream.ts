/**
 * Streams of bytes, or of parsed objects, to streams of validated chunks.
 *
 * Every source takes the same options. `as` says what comes out for an event: its chunk, a `Result`, or the chunk with
 * its JSON.
 *
 * Streams are pulled: nothing is read before it is needed. Upstream is released when the consumer stops, when the
 * stream fails, and when `[DONE]` arrives.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import { transduce } from "../base/transduce.ts"
import type { Output } from "../base/transduce.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import type { ParserOptions } from "../sse/eventParser.ts"
import { fromBody } from "./bodyStream.ts"
import type { ChunkElement } from "./event.ts"
import { toBytes as writeBytes, toResponse as respond } from "./eventStream.ts"
import type { ToBytesOptions, ToResponseOptions } from "./eventStream.ts"
import { maxPageTime, notAnEventStream, startOf } from "./http.ts"
import type { ResponseHead } from "./http.ts"
import type { AnyOptions, As, DecodeError, Decoded, DecodeOptions } from "./options.ts"
import { makeReceiver } from "./output.ts"
import { Reader } from "./reader.ts"
import type { ReaderOptions } from "./reader.ts"
import * as synthesize from "./synthesize.ts"

export type { ChunkOf, ChunkSchemas, StandardSchema } from "../wire/ownChunks.ts"
export type { ErrorEventFields } from "./errorEvent.ts"
export type { ChunkElement, ChunkOrEvent } from "./event.ts"
export type { ToBytesOptions, ToResponseOptions } from "./eventStream.ts"
export type { Dialect } from "./eventText.ts"
export type { As, ChunkEvent, Decoded, DecodeError, DecodeOptions } from "./options.ts"

// -----------------------------------------------------------------------------
// Operators
// -----------------------------------------------------------------------------

/**
 * Decodes the bytes of an event stream to chunks.
 *
 * **When to use**
 *
 * Use it if you have bytes and no response. For a `Response`, {@link fromResponse} also checks its status and content
 * type.
 *
 * **Details**
 *
 * Chunks before an error are always delivered first. An event of an unknown type is a chunk too (`UnknownChunk`).
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
  <const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(options?: DecodeOptions<Chunks, Out>) =>
  <E, R>(self: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Decoded<Chunks, Out>, DecodeError<Out> | E, R> =>
    transduce<Uint8Array, E, R, Decoded<Chunks, Out>, DecodeError<Out>>(self, (output) => {
      const { end, push } = makeReader(options, output)
      return { push, end }
    })

/**
 * Options of {@link decodeJson}.
 *
 * @category options
 * @since 0.1.0
 */
export interface DecodeJsonOptions<Chunks extends ChunkSchemas = {}, Out extends As = "chunk"> extends DecodeOptions<
  Chunks,
  Out
> {
  /**
   * Where the stream ends: at the first terminal chunk (the default), or at the end of the input, whatever comes before
   * it. Objects have no `[DONE]`, and a WebSocket stays open.
   */
  readonly endAt?: "terminal" | "input"
}

/**
 * Decodes parsed events, such as the lines of a JSONL file or the messages of a WebSocket.
 *
 * **Details**
 *
 * The stream ends at the first terminal chunk, and upstream is released. What comes after it belongs to another response,
 * or breaks the protocol: `endAt: "input"` gives it too.
 *
 * **Example** (Decoding recorded objects)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 *
 * const chunks = Stream.make<ReadonlyArray<unknown>>(
 *   { type: "error", code: "server_error", message: "Try again", param: null, sequence_number: 0 }
 * ).pipe(ChunkStream.decodeJson())
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const decodeJson =
  <const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(options?: DecodeJsonOptions<Chunks, Out>) =>
  <E, R>(self: Stream.Stream<unknown, E, R>): Stream.Stream<Decoded<Chunks, Out>, DecodeError<Out> | E, R> =>
    transduce<unknown, E, R, Decoded<Chunks, Out>, DecodeError<Out>>(self, (output) => {
      const { end, hasTerminal, pushJson } = makeReader(options, output)
      const endsAtTerminal = options?.endAt !== "input"
      return {
        push: (json) => {
          pushJson(json)
          if (endsAtTerminal && hasTerminal()) output.close()
        },
        end
      }
    })

// -----------------------------------------------------------------------------
// Constructors
// -----------------------------------------------------------------------------

/**
 * Decodes a web `ReadableStream` of bytes, such as the body of a `Response`.
 *
 * **Details**
 *
 * If reading fails, the stream fails with `UnexpectedEnd`, whose `cause` is what the runtime threw. After a terminal
 * chunk it doesn't: the response is complete.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromReadableStream = <const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(
  readable: ReadableStream<Uint8Array>,
  options?: DecodeOptions<Chunks, Out>
): Stream.Stream<Decoded<Chunks, Out>, DecodeError<Out>> => fromBody(readable, options)

/**
 * Decodes the body of a web `Response` of `fetch`.
 *
 * **Details**
 *
 * An answer that is not an event stream (a status that isn't 2xx, JSON, a page) fails with `NotAnEventStream`. It has
 * the status, the seconds to wait, and the provider's error, if the answer has them. Its body is read for a second at
 * most. Under another content type, such as `text/plain`, the first line has to be one of an event stream.
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
export const fromResponse = <const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(
  response: Response,
  options?: DecodeOptions<Chunks, Out>
): Stream.Stream<Decoded<Chunks, Out>, DecodeError<Out>> => fromBody(response, options)

/**
 * Decodes the body of a response of Effect's `HttpClient`.
 *
 * **When to use**
 *
 * Use it if your program sends its requests with `effect/http`. `HttpClient.retryTransient` and other combinators of
 * the client apply before the stream begins.
 *
 * **Details**
 *
 * It does what {@link fromResponse} does. If reading fails, the `cause` of `UnexpectedEnd` is the client's
 * `HttpClientError`. The request is aborted when the stream is interrupted, or when the consumer stops early.
 *
 * **Gotchas**
 *
 * Don't use `HttpClient.filterStatusOk`: it drops the body, in which the provider says what is wrong.
 *
 * **Example** (Retrying transient errors)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as HttpClient from "effect/http/HttpClient"
 * import * as HttpClientRequest from "effect/http/HttpClientRequest"
 * import * as Schedule from "effect/Schedule"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 *
 * export const ask = (input: string) =>
 *   Effect.gen(function* () {
 *     const client = HttpClient.retryTransient(yield* HttpClient.HttpClient, {
 *       times: 3,
 *       schedule: Schedule.exponential("500 millis")
 *     })
 *     const request = HttpClientRequest.post("https://openrouter.ai/api/v1/responses").pipe(
 *       HttpClientRequest.bearerToken("…"),
 *       HttpClientRequest.bodyJsonUnsafe({ model: "openai/gpt-5", input, stream: true })
 *     )
 *     return ChunkStream.fromHttpClientResponse(yield* client.execute(request))
 *   }).pipe(Stream.unwrap)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromHttpClientResponse = <const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(
  response: HttpClientResponse.HttpClientResponse,
  options?: DecodeOptions<Chunks, Out>
): Stream.Stream<Decoded<Chunks, Out>, DecodeError<Out>> => {
  const head = headOf(response)
  const start = startOf(head)
  const describe = (body: string) => notAnEventStream(head, body)
  return Stream.suspend(() => {
    let isPage = start === "page"
    const bytes = endPage(response.stream, () => isPage)
    return transduce(bytes, (output: Output<Decoded<Chunks, Out>, DecodeError<Out>>) => {
      const parsing: ParserOptions = { start, onPage: () => void (isPage = true) }
      const { end, push } = makeReader({ ...options, ...parsing, describe }, output)
      return {
        push,
        end,
        onError: (cause) =>
          cause.reason._tag === "EmptyBodyError" ? output.fail(notAnEventStream(head, "")) : end({ cause })
      }
    })
  })
}

// -----------------------------------------------------------------------------
// Writing
// -----------------------------------------------------------------------------

/**
 * Writes chunks, or events, as the bytes of an event stream.
 *
 * **When to use**
 *
 * Use it to answer with a stream that your program changes, leaves chunks out of, or makes itself. {@link toResponse}
 * gives a whole `Response`. To pass a stream on as it is, `Web.validate` costs less.
 *
 * **Details**
 *
 * A chunk goes out as `Schema.encode` gives it, and an unknown one as it came. An event (`as: "event"`) goes out with its
 * `json`, which has the fields that no model describes too, and with its `event:` and `id:` lines. If a repair made it
 * valid, its chunk goes out, which is regular.
 *
 * A field that is `undefined` is left out. A chunk of a known type that doesn't fit its schema otherwise is a defect: a
 * `TypeError` that names the type. A chunk of any other type, which a schema of your own gives, goes out as its own JSON.
 *
 * An error becomes an `error` event, numbered after the last chunk, and the stream ends: the status has been sent, so
 * nothing else can tell the client. It has no payload, unless `toErrorEvent` adds some. A defect becomes one too, and then
 * the stream dies with it. What nests too deeply for `JSON.stringify` (thousands of levels) is no defect: it ends the
 * stream as an invalid event does, after the events before it. An interruption sends nothing. `[DONE]` stands at the end of a stream without an error.
 *
 * The bytes of a batch are one piece; a large batch is several.
 *
 * **Gotchas**
 *
 * To change what goes out, change chunks, not the chunks of events: an event goes out with its `json`.
 *
 * If a schema of your own replaces that of a known type, decode with `as: "event"`: its outputs have no way back to the
 * wire, but the `json` of their events goes out.
 *
 * **Example** (Leaving out the reasoning)
 *
 * ```ts
 * import * as HttpServerResponse from "effect/http/HttpServerResponse"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 *
 * export const answer = (upstream: Response) =>
 *   ChunkStream.fromResponse(upstream).pipe(
 *     Stream.filter((chunk) => !chunk.type.startsWith("response.reasoning")),
 *     ChunkStream.toBytes({ keepAlive: "15 seconds" }),
 *     (bytes) => HttpServerResponse.stream(bytes, { contentType: "text/event-stream" })
 *   )
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const toBytes =
  <E = unknown>(options: ToBytesOptions<E> = {}) =>
  <R>(self: Stream.Stream<ChunkElement, E, R>): Stream.Stream<Uint8Array<ArrayBuffer>, never, R> =>
    writeBytes(self, options)

/**
 * Answers with chunks, or events: a web `Response` whose body is an event stream.
 *
 * **Details**
 *
 * The body is that of {@link toBytes}. It is read when the client reads, and nothing ahead. When the client leaves, the
 * stream is interrupted, and upstream is released. A stream that needs services gets them before:
 * `Stream.provideContext`.
 *
 * **Example** (A handler that answers with what it decodes)
 *
 * ```ts
 * import { ChunkStream } from "effect-responses-stream"
 *
 * export const POST = async (request: Request): Promise<Response> => {
 *   const upstream = await fetch("https://openrouter.ai/api/v1/responses", {
 *     method: "POST",
 *     headers: { authorization: "Bearer …", "content-type": "application/json" },
 *     body: await request.text()
 *   })
 *   return ChunkStream.toResponse(ChunkStream.fromResponse(upstream), { keepAlive: "15 seconds" })
 * }
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const toResponse = <E>(self: Stream.Stream<ChunkElement, E>, options: ToResponseOptions<E> = {}): Response =>
  respond(self, options)

// -----------------------------------------------------------------------------
// Guards
// -----------------------------------------------------------------------------

/**
 * Checks whether a chunk is a `response.completed` that `onEnd: "synthesize"` added.
 *
 * **Details**
 *
 * The object is marked, not its fields: a copy of it is not synthetic.
 *
 * **Example** (Ignoring the usage of a synthetic chunk)
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

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** A reader whose values and error go to the output of a transducer. */
const makeReader = <A, E>(options: (AnyOptions & ReaderOptions) | undefined, output: Output<A, E>) => {
  // The options `as` and `chunks` say what an A is, and `as` which errors there are
  const reader = new Reader(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    makeReceiver(options, (value) => output.emit(value as A)),
    options
  )
  const settle = (): void => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    if (reader.error !== undefined) output.fail(reader.error as E)
    else if (reader.isDone) output.close()
  }
  return {
    push: (bytes: Uint8Array): void => {
      reader.push(bytes)
      settle()
    },
    pushJson: (json: unknown): void => {
      reader.pushJson(json)
      settle()
    },
    end: (failure?: { readonly cause: unknown }): void => {
      reader.end(failure)
      settle()
    },
    hasTerminal: (): boolean => reader.progress.terminal !== undefined
  }
}

const headOf = ({ headers, status }: HttpClientResponse.HttpClientResponse): ResponseHead => ({
  ok: status >= 200 && status < 300,
  status,
  headers: { get: (name) => headers[name] ?? null }
})

/** `Effect.sleep` would add its parser of durations to every bundle. */
const wait = (milliseconds: number): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const timer = setTimeout(() => resume(Effect.void), milliseconds)
    return Effect.sync(() => clearTimeout(timer))
  })

/** Ends a body that is no event stream in a while. */
const endPage = <E, R>(self: Stream.Stream<Uint8Array, E, R>, isPage: () => boolean): Stream.Stream<Uint8Array, E, R> =>
  Stream.transformPull(self, (pull) =>
    Effect.sync(() => {
      let end: number | undefined
      return Effect.suspend(() => {
        if (!isPage()) return pull
        const now = Date.now()
        end ??= now + maxPageTime
        return Effect.raceFirst(pull, Effect.andThen(wait(end - now), Cause.done()))
      })
    })
  )
