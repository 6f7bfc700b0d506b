/**
 * Chunks as the UI message stream of the AI SDK, which `useChat` reads.
 *
 * `toResponse` answers a request of `useChat`. `chunks` gives the same as values. `step` and `end` are the reducer behind
 * both. Handlers without Effect have `Web.uiMessageStream`.
 *
 * The package `ai` isn't needed: the types here are those of its `UIMessageChunk` that a response makes.
 *
 * @since 0.1.0
 */
import type * as Stream from "effect/Stream"
import type { Opaque } from "../base/opaque.ts"
import { conceal, reveal } from "../base/opaque.ts"
import { runSteps } from "../base/runSteps.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { respond, writeBytes } from "../stream/eventStream.ts"
import type { ToResponseOptions as ChunkResponseOptions } from "../stream/eventStream.ts"
import type { UiMessageChunk, UiMessageOptions } from "./uiMessageChunk.ts"
import * as reducer from "./uiMessageState.ts"
import { makeUiWriter, uiMessageHeaders } from "./uiMessageWriter.ts"

export type { Failure } from "./part.ts"
export type {
  DataTypes,
  FinishReason,
  Metadata,
  PartialImage,
  ProviderMetadata,
  UiMessageChunk,
  UiMessageOptions
} from "./uiMessageChunk.ts"

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Turns chunks into those of a UI message stream.
 *
 * **When to use**
 *
 * Use it to add chunks of your own, or to leave some out. For a whole answer there is {@link toResponse}.
 *
 * **Details**
 *
 * | of the response                  | chunks                                                                  |
 * | -------------------------------- | ----------------------------------------------------------------------- |
 * | its beginning                    | `start`, `start-step`, `message-metadata` with {@link Metadata}         |
 * | texts and refusals               | `text-start`, `-delta`, `-end`                                          |
 * | reasoning and its summaries      | `reasoning-start`, `-delta`, `-end`                                     |
 * | calls of functions and tools     | `tool-input-start`, `-delta`, `-available`, or `tool-input-error`       |
 * | outputs of the provider's tools  | `tool-output-available` or `tool-output-error`, with `providerExecuted` |
 * | requests for approval            | `tool-approval-request`                                                 |
 * | what texts cite                  | `source-url`, `source-document`, once each                              |
 * | images                           | `file` with a data URL; previews as transient `data-partial-image`      |
 * | images at a web address          | `file` with the address                                                 |
 * | images that failed               | `tool-output-error` of a tool `image_generation`                        |
 * | its end                          | `message-metadata` with the usage, `finish-step`                        |
 * | the end of the chunks            | `finish`                                                                |
 * | failures that the provider tells | `error`, at the end of all, where readers stop                          |
 *
 * Several responses on one stream are the steps of one message. All texts end, also if the chunks do before the response:
 * then the `finishReason` is `other`, and a call that was cut stays as it is. If the chunks end with an error, it
 * follows.
 *
 * Tools of an MCP server are `dynamic`: they become parts of the type `dynamic-tool`. All others become `tool-NAME`.
 * Tools of the provider have the name of their item: `web_search`, `openrouter:fusion`. What no chunk can carry, such as
 * an item of an unknown type, is left out. So is what a text cites by an address that isn't of `http` or `https`.
 *
 * Versions 6 and 7 of `ai` read all chunks. Version 5 refuses `tool-approval-request`.
 *
 * **Gotchas**
 *
 * Texts of errors have no payload. What the model writes and what tools give goes out as it is.
 *
 * Readers stop at JSON with a key `__proto__`, or `prototype` in `constructor`. A call whose input has one is a
 * `tool-input-error`, and an output that has one is its text.
 *
 * **Example** (Leaving out the reasoning)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, UiMessageStream } from "effect-responses-stream"
 *
 * const withoutReasoning = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     UiMessageStream.chunks(),
 *     Stream.filter(({ type }) => !type.startsWith("reasoning-"))
 *   )
 * ```
 *
 * @category transforming
 * @since 0.1.0
 */
export const chunks =
  (options: UiMessageOptions<never> = {}) =>
  <E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>): Stream.Stream<UiMessageChunk, E, R> =>
    chunksOf(self, options)

const chunksOf = <E, R, E2>(
  self: Stream.Stream<ResponsesStreamChunk, E, R>,
  options: UiMessageOptions<E2>
): Stream.Stream<UiMessageChunk, E, R> =>
  runSteps<reducer.State, ResponsesStreamChunk, UiMessageChunk>({
    initial: reducer.initial,
    step: (state, chunk) => reducer.step(state, chunk, options),
    end: (state) => reducer.end(state, options)
  })(self)

/**
 * Options of {@link toResponse}.
 *
 * @category options
 * @since 0.1.0
 */
export interface ToResponseOptions<E = unknown>
  extends UiMessageOptions<E>, Pick<ChunkResponseOptions, "headers" | "keepAlive" | "status"> {}

/**
 * Answers `useChat` with chunks: a web `Response` whose body is a UI message stream.
 *
 * **Details**
 *
 * The body has the chunks of {@link chunks}, then `[DONE]`. An error of the stream is an `error` chunk at the end. It has
 * no payload, unless `toErrorText` adds some. The body is read when the client reads, and nothing ahead. When the client
 * leaves, the stream is interrupted, and upstream is released.
 *
 * **Example** (A route for `useChat`)
 *
 * ```ts
 * import { ChunkStream, UiMessageStream } from "effect-responses-stream"
 *
 * export const answer = (upstream: Response): Response =>
 *   UiMessageStream.toResponse(ChunkStream.fromResponse(upstream), {
 *     keepAlive: "15 seconds",
 *     toErrorText: (error) => (error._tag === "UnexpectedEnd" ? "The answer was cut." : "Something went wrong.")
 *   })
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const toResponse = <E>(
  self: Stream.Stream<ResponsesStreamChunk, E>,
  options: ToResponseOptions<E> = {}
): Response => {
  const bytes = writeBytes(chunksOf(self, options), () => makeUiWriter(options), options)
  return respond(bytes, options, uiMessageHeaders)
}

// -----------------------------------------------------------------------------
// Steps
// -----------------------------------------------------------------------------

/**
 * What {@link step} keeps of a message. It never changes: you may keep a state, and step from it more than once.
 *
 * @category models
 * @since 0.1.0
 */
export interface State extends Opaque<reducer.State> {}

/**
 * The state before the first chunk.
 *
 * @category folding
 * @since 0.1.0
 */
export const initial: State = /* @__PURE__ */ conceal(reducer.initial)

/**
 * Steps over a chunk: gives the next state, and the chunks of the message.
 *
 * **When to use**
 *
 * Use it in a reducer of your own. For a `Stream` there are {@link chunks} and {@link toResponse}.
 *
 * **Details**
 *
 * When the chunks end, {@link end} gives the last chunks.
 *
 * **Example** (Writing a message without a stream)
 *
 * ```ts
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 * import * as UiMessageStream from "effect-responses-stream/UiMessageStream"
 *
 * export const messageChunks = (chunks: Iterable<ResponsesStreamChunk>) => {
 *   const all: Array<UiMessageStream.UiMessageChunk> = []
 *   let state = UiMessageStream.initial
 *   for (const chunk of chunks) {
 *     const [next, made] = UiMessageStream.step(state, chunk)
 *     state = next
 *     all.push(...made)
 *   }
 *   return [...all, ...UiMessageStream.end(state)]
 * }
 * ```
 *
 * @category folding
 * @since 0.1.0
 */
export const step = (
  state: State,
  chunk: ResponsesStreamChunk,
  options: UiMessageOptions<never> = {}
): readonly [State, ReadonlyArray<UiMessageChunk>] => {
  const [next, made] = reducer.step(reveal(state), chunk, options)
  return [conceal(next), made]
}

/**
 * Gives the last chunks of the message, if the chunks end here.
 *
 * @category folding
 * @since 0.1.0
 */
export const end = (state: State, options: UiMessageOptions<never> = {}): ReadonlyArray<UiMessageChunk> =>
  reducer.end(reveal(state), options)
