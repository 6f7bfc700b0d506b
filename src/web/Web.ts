/**
 * Streams for handlers that don't use Effect: chunks by `for await`, a `TransformStream`, and a checked `Response`.
 *
 * Everything runs on what a web platform has, pulls, and reads the same as `ChunkStream`: the same chunks, the same
 * errors, the same options. Errors are thrown as they are: an `Error` with a `_tag`.
 *
 * @since 0.1.0
 */
import { makeBatches } from "../stream/body.ts"
import type { As, Decoded, DecodeOptions } from "../stream/options.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { makeIterator } from "./iterator.ts"
import type { ChunkIterator, ChunksOptions, ValidateOptions } from "./options.ts"
import { validateResponse } from "./validate.ts"

export type { ChunkIterator, ChunksOptions, ErrorEventFields, ValidateOptions, ValidateSummary } from "./options.ts"

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
 * The loop gets the chunks before an error first, then throws it: an `InvalidChunk`, an `UnexpectedEnd`, … A `Response`
 * that is no event stream is a `NotAnEventStream`. The body is read when a chunk is asked for that hasn't come; `break`,
 * `return` and an error cancel it, `[DONE]` too.
 *
 * **Gotchas**
 *
 * With a `signal` that aborts, chunks that were read and not yet asked for are dropped.
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
 * Makes a `TransformStream` from the bytes of an event stream to its chunks.
 *
 * **When to use**
 *
 * Use it among other streams of the platform: `body.pipeThrough(Web.decoderStream())`.
 *
 * **Details**
 *
 * An error errors the readable side after the chunks before it were read. `[DONE]` closes it. Either cancels upstream.
 * A reader that leaves does too.
 *
 * **Gotchas**
 *
 * It knows the bytes only: an answer that is no event stream is told by its body, and not by its status. Take
 * {@link chunks} for a `Response`.
 *
 * **Example** (The text alone, as a body)
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
  // An error of a TransformStream's own discards the chunks that wait to be read. Here the next batch, or the error, is
  // asked for when the last one has been read
  const readable = new ReadableStream<Decoded<Chunks, Out>>(
    {
      pull: async (controller) => {
        const batch = await batches.next()
        if (batch === undefined) return controller.close()
        for (const chunk of batch) controller.enqueue(chunk)
      },
      cancel: (reason) => batches.cancel(reason)
    },
    { highWaterMark: 0 }
  )
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its `readable` is replaced
  return Object.defineProperty(bytes as TransformStream<Uint8Array, never>, "readable", { value: readable })
}

// -----------------------------------------------------------------------------
// Passing on
// -----------------------------------------------------------------------------

/**
 * Checks a response on the side, while its bytes are passed on: returns a `Response` at once, whose body is the other's.
 *
 * **When to use**
 *
 * Use it in a proxy, to see what goes through it, and to keep out what is invalid.
 *
 * **Details**
 *
 * | `onInvalid` | the client gets                                                                                  |
 * | ----------- | ------------------------------------------------------------------------------------------------ |
 * | `"pass"`    | every byte as it comes, whatever the check finds                                                 |
 * | `"drop"`    | every event but the invalid ones                                                                 |
 * | `"abort"`   | the events before the first invalid one, then an `error` event, which ends the body              |
 *
 * With `"drop"` and `"abort"` an event is passed on when its end has been read and it is valid; comment lines between
 * events pass at once. What passes is byte for byte what came: line ends, `id:` and `retry:` lines, unknown fields. The
 * first error of the stream itself (`EventTooLarge`, `InvalidUtf8`, `UnexpectedEnd` unless `onEnd` is `"allow"`) ends
 * the body with an `error` event in both, since no more can be checked, or no more comes. `[DONE]` ends it as well.
 *
 * With `"pass"` such an error ends the check and nothing else. If reading upstream fails, so does the body.
 *
 * An answer that is no event stream passes as it is, and is reported as `NotAnEventStream` when its body has ended.
 *
 * Status and headers are kept, but for those that speak of the connection or of an encoding that `fetch` has undone:
 * `content-length`, `content-encoding`, `transfer-encoding` and the like.
 *
 * **Gotchas**
 *
 * Callbacks are called while the body is read: an answer that nobody reads isn't checked. Nothing is buffered beyond the
 * event at hand. When the client leaves, upstream is canceled, and `onFinish` called with the outcome `"canceled"`.
 *
 * **Example** (A proxy that logs what was used)
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
