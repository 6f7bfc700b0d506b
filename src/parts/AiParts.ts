/**
 * Chunks to the parts of Effect's `effect/ai`: what `LanguageModel.make` asks of a provider.
 *
 * @since 0.1.0
 */
import type * as AiResponse from "effect/ai/Response"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { conceal, reveal } from "../base/opaque.ts"
import type { Opaque } from "../base/opaque.ts"
import { runSteps } from "../base/runSteps.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { toContent } from "./aiContent.ts"
import { toAiParts } from "./aiPart.ts"
import type { DeclaredTool } from "./aiPart.ts"
import type { Part } from "./part.ts"
import * as reducer from "./state.ts"

export type { DeclaredTool } from "./aiPart.ts"

/**
 * Options of the parts.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /**
   * The tools that the request declares: `tools` of the options that `LanguageModel` hands over. Calls of the provider's
   * tools get their names in the toolkit. Those of other tools are metadata, since `LanguageModel` fails at a call that
   * isn't declared. Without `tools`, all calls are parts, under the provider's names.
   */
  readonly tools?: ReadonlyArray<DeclaredTool>
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Turns chunks into stream parts of `effect/ai`, in their encoded form.
 *
 * **When to use**
 *
 * Use it as `streamText` of `LanguageModel.make`, to use a gateway with toolkits and chats of `effect/ai`.
 *
 * **Details**
 *
 * | what comes                                | its parts                                                              |
 * | ----------------------------------------- | ---------------------------------------------------------------------- |
 * | the first chunk with the response         | `response-metadata` with id, model and time                            |
 * | texts and refusals of messages            | `text-start`, `text-delta`, `text-end`, for each content part          |
 * | summaries and texts of the reasoning      | `reasoning-start`, `reasoning-delta`, `reasoning-end`                  |
 * | inputs of tools                           | `tool-params-start`, `tool-params-delta`, `tool-params-end`            |
 * | calls that are finished                   | `tool-call`, as soon as `ToolCall` gives it                            |
 * | outputs of the provider's tools           | `tool-result`, with `providerExecuted`                                 |
 * | a request for approval                    | `tool-call` and `tool-approval-request`                                |
 * | citations                                 | `source`                                                               |
 * | images                                    | `file`                                                                 |
 * | an error, a response that failed          | `error`: code and message of the provider                              |
 * | the terminal chunk, or the end            | `finish`, with reason and usage                                        |
 * | previews of images, unknown chunks, items | `response-metadata` with nothing but `metadata`                        |
 *
 * All that starts ends, also if the chunks are cut. A text that comes without deltas comes once. Arguments that aren't
 * JSON are `params` as text, which no schema of a tool accepts.
 *
 * What is only the provider's is in `metadata.openai`, whoever the provider is: `itemId`, `encryptedContent`,
 * `annotations`, `refusal`, `serviceTier`, and `usage` with the cost. `@effect/ai-openai` uses the same names.
 *
 * Errors of the chunks stay as they are. `LanguageModel.make` asks for an `AiError`.
 *
 * **Gotchas**
 *
 * A `tool-result` has `isFailure: false` also if the call failed: its error is in the result, where the tool's schema
 * expects it.
 *
 * **Example** (A language model over a gateway)
 *
 * ```ts
 * import * as AiError from "effect/ai/AiError"
 * import * as LanguageModel from "effect/ai/LanguageModel"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { AiParts, ChunkStream } from "effect-responses-stream"
 *
 * const toAiError = ({ message: description }: Error) =>
 *   AiError.make({ module: "Gateway", method: "send", reason: new AiError.UnknownError({ description }) })
 *
 * const languageModel = (send: (options: LanguageModel.ProviderOptions) => Promise<Response>) => {
 *   const chunks = (options: LanguageModel.ProviderOptions) =>
 *     Stream.unwrap(Effect.tryPromise(async () => ChunkStream.fromResponse(await send(options)))).pipe(
 *       Stream.mapError(toAiError)
 *     )
 *   return LanguageModel.make({
 *     streamText: (options) => chunks(options).pipe(AiParts.parts(options)),
 *     generateText: (options) => chunks(options).pipe(AiParts.content(options))
 *   })
 * }
 * ```
 *
 * @category transforming
 * @since 0.1.0
 */
export const parts =
  (
    options?: Options
  ): (<E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>) => Stream.Stream<AiResponse.StreamPartEncoded, E, R>) =>
  (self) =>
    runSteps({
      initial,
      step: (state: State, chunk: ResponsesStreamChunk) => step(state, chunk, options),
      end: (state) => end(state, options)
    })(self)

/**
 * Gathers the parts of a whole response: each text in one part, as `generateText` of `LanguageModel.make` gives them.
 *
 * **When to use**
 *
 * Use it for `generateText` and `generateObject` over a gateway whose answers are streams.
 *
 * **Details**
 *
 * The parts are those of {@link parts}, in the order in which they end. There is no part for an error: the reason of
 * `finish` is `error`.
 *
 * @category running
 * @since 0.1.0
 */
export const content =
  (
    options?: Options
  ): (<E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>) => Effect.Effect<Array<AiResponse.PartEncoded>, E, R>) =>
  (self) =>
    Effect.map(Stream.runCollect(parts(options)(self)), toContent)

// -----------------------------------------------------------------------------
// Steps
// -----------------------------------------------------------------------------

/**
 * What {@link step} keeps of a stream. It never changes: you may keep a state, and step from it more than once.
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
 * Steps over a chunk: gives the next state, and the parts that the chunk makes.
 *
 * **When to use**
 *
 * Use it in a reducer of your own. For a `Stream` there is {@link parts}.
 *
 * **Details**
 *
 * When the chunks end, {@link end} ends the parts that are open.
 *
 * @category folding
 * @since 0.1.0
 */
export const step = (
  state: State,
  chunk: ResponsesStreamChunk,
  options?: Options
): readonly [State, ReadonlyArray<AiResponse.StreamPartEncoded>] => {
  const [next, made] = reducer.step(reveal(state), chunk)
  return [conceal(next), encode(made, options)]
}

/**
 * Gives the ends of the parts that are open, and `finish`, if the chunks end here.
 *
 * @category folding
 * @since 0.1.0
 */
export const end = (state: State, options?: Options): ReadonlyArray<AiResponse.StreamPartEncoded> =>
  encode(reducer.end(reveal(state)), options)

const encode = (made: ReadonlyArray<Part>, options?: Options): ReadonlyArray<AiResponse.StreamPartEncoded> =>
  made.flatMap((part) => toAiParts(part, options?.tools))
