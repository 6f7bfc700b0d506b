/**
 * Streams for handlers that don't use Effect: chunks by `for await`, over several connections too, a `TransformStream`,
 * the final response, and a validated `Response`.
 *
 * Everything uses web standards only. Chunks, errors and options are those of `ChunkStream`. Errors are thrown: each is
 * an `Error` with a `_tag`.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import { finalOf } from "../snapshot/final.ts"
import { step } from "../snapshot/handlers.ts"
import { initial } from "../snapshot/state.ts"
import type { SnapshotResponse } from "../snapshot/types.ts"
import { make } from "../snapshot/view.ts"
import { makeBatches } from "../stream/body.ts"
import type { As, Decoded, DecodeOptions } from "../stream/options.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { makeIterator } from "./iterator.ts"
import { normalizeResponse } from "./normalize.ts"
import type {
  ChunkIterator,
  ChunksOptions,
  FinalOptions,
  NormalizeOptions,
  ResumableOptions,
  UiMessageStreamOptions,
  ValidateOptions
} from "./options.ts"
import { ResumableBatches } from "./resumable.ts"
import { uiMessageResponse } from "./uiMessages.ts"
import { validateResponse } from "./validate.ts"

export type { ErrorEventFields } from "../stream/errorEvent.ts"
export type {
  ChunkIterator,
  ChunksOptions,
  FinalOptions,
  NormalizeOptions,
  ResumableOptions,
  ResumeRequest,
  UiMessageStreamOptions,
  ValidateOptions,
  ValidateSummary
} from "./options.ts"

// -----------------------------------------------------------------------------
// Reading
// -----------------------------------------------------------------------------

/**
 * Iterates over the chunks of a `Response`, or of its body.
 *
 * **When to use**
 *
 * Use it in a handler that reads a stream and doesn't use Effect.
 *
 * **Details**
 *
 * The loop gets the chunks before an error first, then throws the error. A `Response` that is not an event stream is a
 * `NotAnEventStream`. The body is read only when a chunk is needed. `break`, `return`, an error and `[DONE]` cancel it.
 *
 * **Gotchas**
 *
 * When the `signal` aborts, chunks that were read but not yet delivered are dropped.
 *
 * **Example** (Printing the text of a response)
 *
 * ```ts
 * import { Web } from "effect-responses-stream"
 *
 * export const print = async (response: Response, signal: AbortSignal) => {
 *   try {
 *     for await (const chunk of Web.chunks(response, { signal })) {
 *       if (chunk.type === "response.output_text.delta") console.log(chunk.delta)
 *     }
 *   } catch (error) {
 *     if (!(error instanceof Error && "_tag" in error && error._tag === "UnexpectedEnd")) throw error
 *     console.warn(error.message)
 *   }
 * }
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const chunks = <const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(
  source: Response | ReadableStream<Uint8Array>,
  options?: ChunksOptions<Chunks, Out>
): ChunkIterator<Decoded<Chunks, Out>> => makeIterator(makeBatches(source, options), options?.signal)

/**
 * Iterates over the chunks of one response, over as many connections as it takes.
 *
 * **When to use**
 *
 * Use it with a provider that keeps responses, such as OpenAI for those with `background: true`.
 *
 * **Details**
 *
 * It is `StreamResume.resumable` without Effect: each chunk comes once, whatever the provider repeats, and another
 * connection is tried after the same errors. The loop throws the error that broke the stream if nothing mends it. A
 * terminal chunk ends the loop, even if the connection stays open. After an error chunk, it ends with the connection.
 *
 * `open` is called when the first chunk is needed. `break`, `return`, an error and the `signal` cancel the connection,
 * and end a wait for the next one.
 *
 * **Gotchas**
 *
 * It waits as long as a connection is silent. To limit that, abort the `signal`.
 *
 * Providers that don't number their chunks can't resume.
 *
 * **Example** (A response in the background)
 *
 * ```ts
 * import { Web } from "effect-responses-stream"
 *
 * const url = "https://api.openai.com/v1/responses"
 * const headers = { authorization: "Bearer …", "content-type": "application/json" }
 *
 * export const print = async (input: string) => {
 *   const body = JSON.stringify({ model: "gpt-5", input, stream: true, background: true })
 *   const chunks = Web.resumable({
 *     open: (signal) => fetch(url, { method: "POST", headers, body, signal }),
 *     resume: ({ after, responseId, signal }) =>
 *       fetch(`${url}/${responseId}?stream=true&starting_after=${after}`, { headers, signal })
 *   })
 *   for await (const chunk of chunks) if (chunk.type === "response.output_text.delta") console.log(chunk.delta)
 * }
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const resumable = <const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(
  options: ResumableOptions<Chunks, Out>
): ChunkIterator<Decoded<Chunks, Out>> => makeIterator(new ResumableBatches(options), options.signal)

/**
 * Makes a `TransformStream` of bytes to chunks.
 *
 * **When to use**
 *
 * Use it among other streams of the platform: `body.pipeThrough(Web.decoderStream())`.
 *
 * **Details**
 *
 * An error errors the readable side after the chunks before it are read. `[DONE]` closes it. Both cancel upstream, and
 * so does a consumer that stops.
 *
 * **Gotchas**
 *
 * It gets bytes only, so it can't check a status or a content type. For a `Response`, use {@link chunks}.
 *
 * **Example** (Streaming the text as a body)
 *
 * ```ts
 * import { Web } from "effect-responses-stream"
 *
 * export const text = (body: ReadableStream<Uint8Array<ArrayBuffer>>): Response =>
 *   new Response(
 *     body
 *       .pipeThrough(Web.decoderStream())
 *       .pipeThrough(
 *         new TransformStream({
 *           transform: (chunk, controller) => {
 *             if (chunk.type === "response.output_text.delta") controller.enqueue(chunk.delta)
 *           }
 *         })
 *       )
 *       .pipeThrough(new TextEncoderStream())
 *   )
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const decoderStream = <const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(
  options?: DecodeOptions<Chunks, Out>
): TransformStream<Uint8Array, Decoded<Chunks, Out>> => {
  const bytes = new TransformStream<Uint8Array, Uint8Array>()
  const batches = makeBatches<Decoded<Chunks, Out>>(bytes.readable, options)
  // A TransformStream that errors discards its queue. Here the next batch, or the error, is pulled only when the last
  // batch has been read
  let batch: ReadonlyArray<Decoded<Chunks, Out>> | undefined = []
  let at = 0
  const readable = new ReadableStream<Decoded<Chunks, Out>>(
    {
      pull: async (controller) => {
        if (at === batch?.length) {
          batch = await batches.next()
          at = 0
        }
        if (batch === undefined) return controller.close()
        // The queue of a stream takes quadratic time over many values
        for (const end = Math.min(at + 1000, batch.length); at < end; at++) controller.enqueue(batch[at]!)
      },
      cancel: (reason) => batches.cancel(reason)
    },
    { highWaterMark: 0 }
  )
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its `readable` is replaced
  return Object.defineProperty(bytes as TransformStream<Uint8Array, never>, "readable", { value: readable })
}

/**
 * Reads a `Response`, or a body, to the final response.
 *
 * **When to use**
 *
 * Use it in a handler that answers once the response is whole.
 *
 * **Details**
 *
 * It gives what `ResponseSnapshot.runFinal` gives, and throws the same errors: `FinalResponseFailed` if the response
 * failed, which has the provider's reason, and those of {@link chunks}. With `onEnd: "allow"`, a stream that was cut is
 * a `FinalResponseMissing`, which has what came.
 *
 * **Example** (Answering with the text)
 *
 * ```ts
 * import { Web } from "effect-responses-stream"
 *
 * export const answer = async (upstream: Response, signal: AbortSignal) => {
 *   const { outputText, usage } = await Web.final(upstream, { signal })
 *   return Response.json({ text: outputText, tokens: usage?.totalTokens })
 * }
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const final = async (
  source: Response | ReadableStream<Uint8Array>,
  options?: FinalOptions
): Promise<SnapshotResponse> => {
  let state = initial
  for await (const chunk of chunks(source, options)) state = step(state, chunk)
  return Result.getOrThrow(finalOf(make(state)))
}

// -----------------------------------------------------------------------------
// Passing on
// -----------------------------------------------------------------------------

/**
 * Validates a response while its bytes pass. Returns at once a `Response` with the same status, headers and body.
 *
 * **When to use**
 *
 * Use it in a proxy, to observe streams and to keep out invalid events.
 *
 * **Details**
 *
 * | `onInvalid` | the client gets                                                                                  |
 * | ----------- | ------------------------------------------------------------------------------------------------ |
 * | `"pass"`    | every byte as it comes, up to `[DONE]`                                                           |
 * | `"drop"`    | every event but the invalid ones; one that ends the response becomes an `error` event            |
 * | `"abort"`   | the events before the first invalid one, then an `error` event, which ends the body              |
 *
 * With `"drop"` and `"abort"`, an event passes once it is complete and valid. Comment lines between events pass at
 * once. What passes is unchanged, byte for byte: line breaks, `id:` and `retry:` lines, unknown fields. An error of the
 * stream itself (`EventTooLarge`, `InvalidUtf8`, or `UnexpectedEnd` unless `onEnd` is `"allow"`) ends the body with an
 * `error` event.
 *
 * With `"pass"`, such an error ends only the validation. If reading upstream fails, the body fails too.
 *
 * `[DONE]` ends the body and cancels upstream, whatever `onInvalid` is.
 *
 * An answer that is not an event stream passes unchanged. It is reported as `NotAnEventStream` when its body has ended,
 * or when 64 KiB of it have passed.
 *
 * Hop-by-hop headers are dropped, and so are `content-length` and `content-encoding`: `fetch` has decoded the body. With
 * `"drop"` and `"abort"`, those about the bytes are dropped too: `etag` and digests.
 *
 * **Gotchas**
 *
 * Callbacks run while the body is read: a body that nobody reads isn't validated. Only the current event is buffered.
 * When the client leaves, upstream is canceled, and `onFinish` gets the outcome `"canceled"`.
 *
 * **Example** (A proxy that logs the usage)
 *
 * ```ts
 * import { Web } from "effect-responses-stream"
 *
 * export const handler = async (request: Request): Promise<Response> => {
 *   const upstream = await fetch("https://openrouter.ai/api/v1/responses", {
 *     method: "POST",
 *     headers: { authorization: request.headers.get("authorization") ?? "", "content-type": "application/json" },
 *     body: await request.text(),
 *     signal: request.signal
 *   })
 *   return Web.validate(upstream, {
 *     onInvalid: "abort",
 *     onError: (error) => console.error(error.message),
 *     onFinish: ({ outcome, usage, verdict }) => console.log(outcome, verdict, usage?.totalTokens)
 *   })
 * }
 * ```
 *
 * @category validation
 * @since 0.1.0
 */
export const validate = <const Chunks extends ChunkSchemas = {}>(
  response: Response,
  options: ValidateOptions<Chunks> = {}
): Response =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its private parts hand over what comes, whatever the type
  validateResponse(response, options as unknown as ValidateOptions)

/**
 * Makes the stream of a response regular while its bytes pass. Returns at once a `Response` with the same status, headers
 * and body.
 *
 * **When to use**
 *
 * Use it in a proxy, before clients that take regular streams only.
 *
 * **Details**
 *
 * The client gets a stream that breaks no rule of `StreamProtocol`: see `StreamNormalize`. What needs no change passes
 * byte for byte. Added and changed events have `event:` lines if the others have them. An error of the stream, such as a
 * cut, becomes a `response.failed`, and so does an invalid event unless `onInvalid` is `"skip"`. An event that has to be
 * changed and nests too deeply for `JSON.stringify` is an invalid event. If the body is a JSON error in the place of an event
 * stream, the `response.failed` has the provider's code and message. The last event gets the blank line that it lacks.
 *
 * Schemas of your own (`chunks`) validate the events, and their outputs go to `onEvent`. What goes out is made of the events
 * that came.
 *
 * As with {@link validate}, `[DONE]` ends the body and cancels upstream, an answer that says that it is not an event stream
 * passes unchanged, and hop-by-hop headers are dropped. So are headers about the bytes, such as `etag`.
 *
 * **Gotchas**
 *
 * Callbacks run while the body is read. In the summary, the outcome is `"aborted"` if an error of the stream became a
 * `response.failed`.
 *
 * **Example** (A proxy for strict clients)
 *
 * ```ts
 * import { Web } from "effect-responses-stream"
 *
 * export const handler = async (upstream: Response): Promise<Response> =>
 *   Web.normalize(upstream, { onReport: ({ index, name, type }) => console.log(index, name, type) })
 * ```
 *
 * @category transforming
 * @since 0.1.0
 */
export const normalize = <const Chunks extends ChunkSchemas = {}>(
  response: Response,
  options: NormalizeOptions<Chunks> = {}
): Response =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its private parts hand over what comes, whatever the type
  normalizeResponse(response, options as unknown as NormalizeOptions)

/**
 * Answers `useChat` of the AI SDK with a response: a `Response` whose body is a UI message stream.
 *
 * **When to use**
 *
 * Use it in a route for `useChat`. With Effect there is `UiMessageStream.toResponse`.
 *
 * **Details**
 *
 * `UiMessageStream.chunks` says what a message is made of. An error, such as a refusal or a cut, is an `error` chunk at
 * the end. It has no payload, unless `toErrorText` adds some. The status is 200, whatever the provider's is.
 *
 * The body is read when the client reads, and nothing ahead. When the client leaves, upstream is canceled.
 *
 * **Example** (A route for `useChat`)
 *
 * ```ts
 * import { Web } from "effect-responses-stream"
 *
 * export const answer = (upstream: Response): Response =>
 *   Web.uiMessageStream(upstream, {
 *     keepAlive: 15_000,
 *     toErrorText: ({ _tag }) => (_tag === "UnexpectedEnd" ? "The answer was cut." : "Something went wrong.")
 *   })
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const uiMessageStream = (
  source: Response | ReadableStream<Uint8Array>,
  options: UiMessageStreamOptions = {}
): Response => uiMessageResponse(source, options)
