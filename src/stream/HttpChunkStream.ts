/**
 * Chunks from a response of Effect's HTTP client. A module of its own, so that nobody else pays for `effect/http`.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import type { DecodeOptions } from "./ChunkStream.ts"
import { toChunk } from "./emitter.ts"
import { read } from "./read.ts"
import { maxBodySize } from "../sse/parser.ts"
import { isEventStream, notAnEventStream } from "./http.ts"
import type { ResponseHead } from "./http.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { ChunkOf, ChunkSchemas } from "../wire/ownChunks.ts"

/**
 * Decodes the body of a response of Effect's `HttpClient`.
 *
 * **When to use**
 *
 * Use it in a program that sends its requests with `effect/http`. `HttpClient.retryTransient` and the other combinators
 * of the client do their work before the stream begins.
 *
 * **Details**
 *
 * It is `ChunkStream.fromResponse` for the other response. An answer that is no event stream fails with
 * `NotAnEventStream`. When reading fails, the stream ends with `UnexpectedEnd`, whose `cause` is the client's
 * `HttpClientError`, unless a terminal chunk came before. The request is aborted when the stream is interrupted, or left
 * before its end.
 *
 * **Gotchas**
 *
 * A status that isn't 2xx has the provider's reason in its body, which `NotAnEventStream` has, and
 * `HttpClient.filterStatusOk` throws away.
 *
 * **Example** (Retrying what is likely to pass)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as HttpClient from "effect/http/HttpClient"
 * import * as HttpClientRequest from "effect/http/HttpClientRequest"
 * import * as Schedule from "effect/Schedule"
 * import * as Stream from "effect/Stream"
 * import { fromHttpClientResponse } from "effect-responses-stream/HttpChunkStream"
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
 *     return fromHttpClientResponse(yield* client.execute(request))
 *   }).pipe(Stream.unwrap)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromHttpClientResponse = <const Chunks extends ChunkSchemas = {}>(
  response: HttpClientResponse.HttpClientResponse,
  options?: DecodeOptions<Chunks>
): Stream.Stream<ChunkOf<Chunks>, ChunkStreamError> => {
  const head = headOf(response)
  const refuse = (body: string) => Stream.fail(notAnEventStream(head, body))
  if (!isEventStream(head)) return Stream.unwrap(Effect.map(bodyStart(response), refuse))
  const bytes = response.stream.pipe(
    Stream.catch((error) =>
      error.reason._tag === "EmptyBodyError" ? refuse("") : Stream.succeed(new ReadFailure(error))
    )
  )
  return read(
    bytes,
    options,
    () => toChunk<ChunkOf<Chunks>>(options),
    (pump, input) => (input instanceof ReadFailure ? pump.end(input) : pump.push(input))
  ).pipe(Stream.catchTag("NotAnEventStream", (error) => refuse(error.payload())))
}

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** Reading the body failed. It never gets to the consumer: the pump makes an `UnexpectedEnd` of it. */
class ReadFailure {
  readonly cause: unknown
  constructor(cause: unknown) {
    this.cause = cause
  }
}

const headOf = ({ headers, status }: HttpClientResponse.HttpClientResponse): ResponseHead => ({
  ok: status >= 200 && status < 300,
  status,
  headers: { get: (name) => headers[name] ?? null }
})

/** The beginning of a body as text. What came before the connection broke is all there is to show. */
const bodyStart = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<string> =>
  Effect.suspend(() => {
    const decoder = new TextDecoder()
    let text = ""
    return response.stream.pipe(
      Stream.runForEachWhile((bytes) =>
        Effect.sync(() => {
          text += decoder.decode(bytes, { stream: true })
          return text.length < maxBodySize
        })
      ),
      Effect.ignore,
      Effect.map(() => text.slice(0, maxBodySize))
    )
  })
