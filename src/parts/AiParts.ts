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
   * The tools that the request declares: `tools` of the options that `LanguageModel` hands over. Calls of the
   * provider's tools get their names in the toolkit. Calls of tools and functions that aren't declared are metadata,
   * since `LanguageModel` fails at them. Without `tools`, all calls are parts, under the provider's names.
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
 * All that starts ends, also if the chunks are cut. A text ends with its item. One that comes without deltas comes once.
 * Arguments that aren't JSON are `params` as text, which no schema of a tool accepts.
 *
 * The input of a call starts once its name and id are known. A call that never gets a name is metadata.
 *
 * What is only the provider's is in `metadata.openai`, whoever the provider is: `itemId`, `encryptedContent`,
 * `annotations`, `phase` and `refusal` of texts, `type` of the item of a call that isn't one of a function,
 * `serviceTier`, the first `error`, and `usage` with the cost. Those that `@effect/ai-openai` has are named as there.
 *
 * The reason of `finish` is `unknown` if the chunks end without a terminal chunk and without an error, whatever came.
 *
 * Errors of the chunks stay as they are. `LanguageModel.make` asks for an `AiError`. To fail at an error that the
 * provider reports, put `ProviderError.failOnProviderError` before.
 *
 * **Gotchas**
 *
 * A `tool-result` has `isFailure: false` also if the call failed: its error is in the result, where the tool's schema
 * expects it.
 *
 * Arguments that a tool's schema refuses fail the whole stream of `LanguageModel`, unless the tool has
 * `failureMode: "return"`.
 *
 * The reason `tool-calls` is the provider's. It comes for calls that aren't declared too, which have no results: don't
 * ask again for it alone.
 *
 * Two calls with one `call_id` have one id: outputs refer to calls by it.
 *
 * Effect can't answer the approval of an MCP call. Its `LanguageModel` looks for a handler of the approved tool, which
 * one of `Tool.providerDefined` doesn't have, and dies. Send the `mcp_approval_response` yourself.
 *
 * A final text may contradict its deltas, which can't be taken back. {@link content} has the final text.
 *
 * **Example** (A language model over a gateway)
 *
 * ```ts
 * import * as AiError from "effect/ai/AiError"
 * import * as LanguageModel from "effect/ai/LanguageModel"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { AiParts, ChunkStream, ProviderError } from "effect-responses-stream"
 *
 * const toAiError = ({ message: description }: Error) =>
 *   AiError.make({ module: "Gateway", method: "send", reason: new AiError.UnknownError({ description }) })
 *
 * const chunks = (send: () => Promise<Response>) =>
 *   Stream.unwrap(Effect.tryPromise(async () => ChunkStream.fromResponse(await send()))).pipe(
 *     ProviderError.failOnProviderError,
 *     Stream.mapError(toAiError)
 *   )
 *
 * const languageModel = (send: (options: LanguageModel.ProviderOptions) => Promise<Response>) =>
 *   LanguageModel.make({
 *     streamText: (options) => chunks(() => send(options)).pipe(AiParts.parts(options)),
 *     generateText: (options) => chunks(() => send(options)).pipe(AiParts.content(options))
 *   })
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
 * The parts are those of {@link parts}, in the order in which they end. Texts are the final ones. There is no part for
 * an error: `finish` has the reason `error`, and code and message in `metadata.openai.error`.
 *
 * **Gotchas**
 *
 * An error of the provider is no failure of `generateText`, which gives what came before. To fail, put
 * `ProviderError.failOnProviderError` before it.
 *
 * `generateObject` joins all texts of the answer, also commentary.
 *
 * @category running
 * @since 0.1.0
 */
export const content =
  (
    options?: Options
  ): (<E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>) => Effect.Effect<Array<AiResponse.PartEncoded>, E, R>) =>
  (self) =>
    runSteps(reducer)(self).pipe(
      Stream.runCollect,
      Effect.map((made) => made.flatMap((part) => toContent(part, options?.tools)))
    )

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
