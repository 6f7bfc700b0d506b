/**
 * The response object that lifecycle chunks carry: state, output and usage, and an echo of the request's settings.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, natural, nullish, openEnum } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"
import { InputItem } from "./InputItem.ts"
import { OpenRouterMetadata } from "./OpenRouterMetadata.ts"
import { OutputItem } from "./OutputItem.ts"
import { Prompt, PromptCacheDiagnostics, PromptCacheOptions } from "./Prompt.ts"
import { ReasoningConfig } from "./ReasoningConfig.ts"
import { TextConfig } from "./TextConfig.ts"
import { Tool } from "./Tool.ts"
import { ToolChoice } from "./ToolChoice.ts"
import { Usage } from "./Usage.ts"

/**
 * The state of a response.
 *
 * @category models
 * @since 0.1.0
 */
export const ResponseStatus = openEnum(["completed", "incomplete", "in_progress", "failed", "cancelled", "queued"])

/** The state of a response. */
export type ResponseStatus = typeof ResponseStatus.Type

/**
 * OpenRouter's own name for what went wrong, the same for all of its interfaces and providers.
 *
 * @category models
 * @since 0.1.0
 */
export const ApiErrorType = openEnum([
  "context_length_exceeded",
  "max_tokens_exceeded",
  "token_limit_exceeded",
  "string_too_long",
  "authentication",
  "permission_denied",
  "payment_required",
  "rate_limit_exceeded",
  "provider_overloaded",
  "provider_unavailable",
  "invalid_request",
  "invalid_prompt",
  "not_found",
  "precondition_failed",
  "payload_too_large",
  "unprocessable",
  "content_policy_violation",
  "refusal",
  "invalid_image",
  "image_too_large",
  "image_too_small",
  "unsupported_image_format",
  "image_not_found",
  "image_download_failed",
  "server",
  "timeout",
  "unmapped"
])

/** OpenRouter's own name for what went wrong, the same for all of its interfaces and providers. */
export type ApiErrorType = typeof ApiErrorType.Type

/**
 * How a request that was stopped as misaligned may go on.
 *
 * @category models
 * @since 0.1.0
 */
export class MisalignmentSteer extends model<MisalignmentSteer>("MisalignmentSteer")({
  /** The instruction to go on with. */
  message: nullish(Schema.String)
}) {}

/**
 * Why the model was stopped as misaligned.
 *
 * @category models
 * @since 0.1.0
 */
export class Misalignment extends model<Misalignment>("Misalignment")({
  /** The finding, for people to read. */
  detailedExplanation: nullish(Schema.String),
  /** What the model seemed to do. */
  errorType: nullish(
    openEnum([
      "potentially_unintended_data_transfer",
      "potentially_unintended_data_access",
      "potentially_unintended_destructive_activity",
      "other"
    ])
  ),
  /** A token that only the provider reads. Send it back to go on anyway. Null if that is impossible. */
  reviewTarget: nullish(Schema.String),
  /** An instruction to go on with. Absent when the provider has none. */
  steer: nullish(MisalignmentSteer)
}) {}

/**
 * Why a response failed.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseError extends model<ResponseError>("ResponseError")({
  /** The kind of error, for programs. Providers send codes of their own too. */
  code: nullish(
    openEnum([
      "server_error",
      "rate_limit_exceeded",
      "insufficient_quota",
      "invalid_prompt",
      "data_residency_mismatch",
      "bio_policy",
      "cyber_policy",
      "misalignment_policy_violation",
      "vector_store_timeout",
      "invalid_image",
      "invalid_image_format",
      "invalid_base64_image",
      "invalid_image_url",
      "image_too_large",
      "image_too_small",
      "image_parse_error",
      "image_content_policy_violation",
      "invalid_image_mode",
      "image_file_too_large",
      "unsupported_image_media_type",
      "empty_image_file",
      "failed_to_download_image",
      "image_file_not_found"
    ])
  ),
  /** What went wrong, for people to read. */
  message: natural(Schema.String),
  /** Why the model was stopped as misaligned. Absent unless it was. */
  misalignment: nullish(Misalignment),
  /** The setting of the request that the error is about. Absent or null when it is about none. */
  param: nullish(Schema.String),
  /** The class of the error, by the provider's own name. Absent or null where it isn't known. */
  type: nullish(Schema.String)
}) {}

/**
 * Why a response is incomplete.
 *
 * @category models
 * @since 0.1.0
 */
export class IncompleteDetails extends model<IncompleteDetails>("IncompleteDetails")({
  /** What ended the response early. After `steered`, another response goes on with what the caller has added. */
  reason: nullish(openEnum(["max_output_tokens", "max_messages", "content_filter", "steered"]))
}) {}

/**
 * The stored conversation that a response belongs to.
 *
 * @category models
 * @since 0.1.0
 */
export class Conversation extends model<Conversation>("Conversation")({
  /** Id of the conversation. */
  id: Schema.String
}) {}

/**
 * Who pays for a response.
 *
 * @category models
 * @since 0.1.0
 */
export class Billing extends model<Billing>("Billing")({
  /** The paying party. */
  payer: nullish(openEnum(["developer"]))
}) {}

/**
 * What moderation found in the input or the output.
 *
 * @category models
 * @since 0.1.0
 */
export class ModerationResult extends model<ModerationResult>("ModerationResult")({
  type: Schema.tag("moderation_result"),
  /** Whether any category was found. */
  flagged: Schema.Boolean,
  /** Which categories were found, by the categories' own names. */
  categories: nullish(Schema.Record(Schema.String, Schema.Boolean)),
  /** Which kinds of content each category was looked for in, by the categories' own names. */
  categoryAppliedInputTypes: nullish(Schema.Record(Schema.String, Schema.Array(openEnum(["text", "image"])))),
  /** The score of each category, by the categories' own names. Any finite number is valid. */
  categoryScores: nullish(Schema.Record(Schema.String, Schema.Finite)),
  /** The moderation model. */
  model: nullish(Schema.String)
}) {}

/**
 * Why moderation of the input or the output failed.
 *
 * @category models
 * @since 0.1.0
 */
export class ModerationError extends model<ModerationError>("ModerationError")({
  type: Schema.tag("error"),
  /** The kind of error, for programs. */
  code: nullish(Schema.String),
  /** What went wrong, for people to read. */
  message: natural(Schema.String)
}) {}

/**
 * A moderation outcome that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownModerationOutcome extends unknownMember<UnknownModerationOutcome>("UnknownModerationOutcome") {}

/**
 * The outcome of moderation, a result or an error: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const ModerationOutcome = openUnion([ModerationResult, ModerationError], UnknownModerationOutcome)

/** The outcome of moderation, a result or an error: a union by `type`. */
export type ModerationOutcome = typeof ModerationOutcome.Type

/**
 * Moderation of a response's input and output.
 *
 * @category models
 * @since 0.1.0
 */
export class Moderation extends model<Moderation>("Moderation")({
  /** The outcome for the input. */
  input: nullish(ModerationOutcome),
  /** The outcome for the output. */
  output: nullish(ModerationOutcome)
}) {}

/**
 * What Azure's filter found of one category of content.
 *
 * @category models
 * @since 0.1.0
 */
export class ContentFilterResult extends model<ContentFilterResult>("ContentFilterResult")({
  /** Whether the content was found. Absent on categories that have a severity. */
  detected: nullish(Schema.Boolean),
  /** Whether the content was withheld. */
  filtered: nullish(Schema.Boolean),
  /** How severe the content is. Absent on categories that are only detected. */
  severity: nullish(openEnum(["safe", "low", "medium", "high"]))
}) {}

/**
 * What Azure's filter found, by category.
 *
 * @category models
 * @since 0.1.0
 */
export class ContentFilterResults extends model<ContentFilterResults>("ContentFilterResults")({
  /** Hate and discrimination. */
  hate: nullish(ContentFilterResult),
  /** Attempts to get around the model's rules. Only looked for in prompts. */
  jailbreak: nullish(ContentFilterResult),
  /** Code that belongs to others. Only looked for in completions. */
  protectedMaterialCode: nullish(ContentFilterResult),
  /** Text that belongs to others. Only looked for in completions. */
  protectedMaterialText: nullish(ContentFilterResult),
  /** Self-harm. */
  selfHarm: nullish(ContentFilterResult),
  /** Sexual content. */
  sexual: nullish(ContentFilterResult),
  /** Violence. */
  violence: nullish(ContentFilterResult)
}) {}

/**
 * Which range of the content Azure's filter has seen.
 *
 * @category models
 * @since 0.1.0
 */
export class ContentFilterOffsets extends model<ContentFilterOffsets>("ContentFilterOffsets")({
  /** Up to where the content is fully checked: a character's index from 0. */
  checkOffset: nullish(Schema.Finite),
  /** Where the range ends: a character's index from 0. */
  endOffset: nullish(Schema.Finite),
  /** Where the range begins: a character's index from 0. */
  startOffset: nullish(Schema.Finite)
}) {}

/**
 * A run of Azure's content filter over the prompt or the completion.
 *
 * @category models
 * @since 0.1.0
 */
export class ContentFilter extends model<ContentFilter>("ContentFilter")({
  /** Whether the filter stopped the content. */
  blocked: nullish(Schema.Boolean),
  /** Which range of the content was checked. */
  contentFilterOffsets: nullish(ContentFilterOffsets),
  /** The filter's own answer, any JSON. Null in all that is known. */
  contentFilterRaw: Schema.optionalKey(Schema.Unknown),
  /** What was found, by category. */
  contentFilterResults: nullish(ContentFilterResults),
  /** Which content was checked. */
  sourceType: nullish(openEnum(["prompt", "completion"]))
}) {}

/**
 * Tokens of the image generation tool by kind.
 *
 * @category models
 * @since 0.1.0
 */
export class ImageGenTokensDetails extends model<ImageGenTokensDetails>("ImageGenTokensDetails")({
  /** Tokens of images. */
  imageTokens: nullish(Schema.Finite),
  /** Tokens of text. */
  textTokens: nullish(Schema.Finite)
}) {}

/**
 * Tokens that the image generation tool read from its cache, by kind.
 *
 * @category models
 * @since 0.1.0
 */
export class ImageGenCachedTokensDetails extends model<ImageGenCachedTokensDetails>("ImageGenCachedTokensDetails")({
  /** Tokens of images. */
  cachedImageTokens: nullish(Schema.Finite),
  /** Tokens of text. */
  cachedTextTokens: nullish(Schema.Finite)
}) {}

/**
 * Tokens that the image generation tool consumed. They aren't part of the response's `usage`.
 *
 * @category models
 * @since 0.1.0
 */
export class ImageGenUsage extends model<ImageGenUsage>("ImageGenUsage")({
  /** Input tokens that were read from the cache. Absent where it isn't known. */
  cachedTokens: nullish(Schema.Finite),
  /** Tokens that were read from the cache, by kind. Absent if unknown. */
  cachedTokensDetails: nullish(ImageGenCachedTokensDetails),
  /** Tokens of the tool's input. */
  inputTokens: nullish(Schema.Finite),
  /** Input tokens by kind. */
  inputTokensDetails: nullish(ImageGenTokensDetails),
  /** Tokens of the tool's output. */
  outputTokens: nullish(Schema.Finite),
  /** Output tokens by kind. */
  outputTokensDetails: nullish(ImageGenTokensDetails),
  /** Tokens of input and output together. */
  totalTokens: nullish(Schema.Finite)
}) {}

/**
 * How much the web search tool was used.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchUsage extends model<WebSearchUsage>("WebSearchUsage")({
  /** How many searches were made. */
  numRequests: nullish(Schema.Finite)
}) {}

/**
 * How much the provider's own tools were used.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolUsage extends model<ToolUsage>("ToolUsage")({
  /** Use of the image generation tool. All counts are 0 when it wasn't called. */
  imageGen: nullish(ImageGenUsage),
  /** Use of the web search tool. */
  webSearch: nullish(WebSearchUsage)
}) {}

/**
 * The programs of restricted access that a response was made under.
 *
 * @category models
 * @since 0.1.0
 */
export class AccessPrograms extends model<AccessPrograms>("AccessPrograms")({
  /** The program for work on computer security. */
  cyber: nullish(openEnum(["standard", "daybreak_blue", "daybreak_red"]))
}) {}

/**
 * Settings for images in the context.
 *
 * @category models
 * @since 0.1.0
 */
export class ImageConfig extends model<ImageConfig>("ImageConfig")({
  /** Whether images are compressed so that they take less of the context. */
  contextCompression: nullish(openEnum(["enabled", "disabled"]))
}) {}

/**
 * A reasoning item of the input that the model doesn't get to see.
 *
 * @category models
 * @since 0.1.0
 */
export class ReasoningTransformation extends model<ReasoningTransformation>("ReasoningTransformation")({
  type: Schema.tag("reasoning"),
  /** Id of the reasoning item. */
  id: nullish(Schema.String),
  /** What became of the item. */
  action: nullish(openEnum(["removed"])),
  /** Why: what doesn't fit between the item and the request. */
  reason: nullish(
    openEnum(["organization_mismatch", "end_user_mismatch", "model_mismatch", "prefix_mismatch", "turn_boundary"])
  )
}) {}

/**
 * A change of the input that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownInputTransformation extends unknownMember<UnknownInputTransformation>(
  "UnknownInputTransformation"
) {}

/**
 * A change of the input by the provider: a union by `type` of the changed item.
 *
 * @category models
 * @since 0.1.0
 */
export const InputTransformation = openUnion([ReasoningTransformation], UnknownInputTransformation)

/** A change of the input by the provider: a union by `type` of the changed item. */
export type InputTransformation = typeof InputTransformation.Type

/**
 * A response: its state, output and cost, and an echo of the request's settings.
 *
 * Only what every provider sends is required. The echoed settings come and go between the chunks of one stream.
 *
 * @category models
 * @since 0.1.0
 */
class ResponseObject extends model<ResponseObject>("Response")({
  /** Id of the response. */
  id: natural(Schema.String),
  /** The kind of object. */
  object: natural(openEnum(["response"]), "response"),
  /** When the response was created, in Unix time in seconds. Any finite number is valid. */
  createdAt: nullish(Schema.Finite),
  /** The model that answers, by the provider's name for it. */
  model: nullish(Schema.String),
  /** The state of the response. */
  status: ResponseStatus,
  /** The output items. Empty until the response has ended, and with some providers even then. */
  output: natural(Schema.Array(OutputItem)),
  /** The programs of restricted access that apply. Absent or null where none does. */
  accessPrograms: nullish(AccessPrograms),
  /** Whether the response is made in the background, without the request waiting for it. */
  background: nullish(Schema.Boolean),
  /** Who pays for the response. Only OpenAI sends it. */
  billing: nullish(Billing),
  /** When the response was completed, in Unix time in seconds. Null until then. */
  completedAt: nullish(Schema.Finite),
  /** Runs of the content filter. Only Azure sends them, with the terminal chunk; null before. */
  contentFilters: nullish(Schema.Array(ContentFilter)),
  /** The stored conversation that the response belongs to. Absent or null when there is none. */
  conversation: nullish(Conversation),
  /** Why the response failed. Null unless it did. */
  error: nullish(ResponseError),
  /** OpenRouter's own name for what went wrong. Absent unless the response failed there. */
  errorType: nullish(ApiErrorType),
  /** How strongly the repetition of frequent tokens was discouraged. */
  frequencyPenalty: nullish(Schema.Finite),
  /** Settings for images in the context. Absent where the provider has none. */
  image: nullish(ImageConfig),
  /** Why the response is incomplete. Null unless it is. */
  incompleteDetails: nullish(IncompleteDetails),
  /** The provider's changes of the input, in its order. Absent if it reports none. */
  inputTransformations: nullish(Schema.Array(InputTransformation)),
  /** Instructions to the model: a text, or the items that a prompt template expands to. Null when there are none. */
  instructions: nullish(Schema.Union([Schema.String, Schema.Array(InputItem)])),
  /** The most tokens the output may have, reasoning included. Null when unlimited. */
  maxOutputTokens: nullish(Schema.Finite),
  /** The most calls of the provider's tools. Null when unlimited. */
  maxToolCalls: nullish(Schema.Finite),
  /** The caller's own labels, with keys as received. Values that aren't strings are rejected. */
  metadata: nullish(Schema.Record(Schema.String, Schema.String)),
  /** Moderation of input and output. Absent or null unless requested. */
  moderation: nullish(Moderation),
  /** The request's way through OpenRouter. Absent unless requested. */
  openrouterMetadata: nullish(OpenRouterMetadata),
  /** The output's text in one piece. Absent with most providers: read `output` instead. */
  outputText: nullish(Schema.String),
  /** Whether the model may call several tools at once. */
  parallelToolCalls: nullish(Schema.Boolean),
  /** How strongly the repetition of any token was discouraged. */
  presencePenalty: nullish(Schema.Finite),
  /** Id of the response that this one continues. Null when it begins anew. */
  previousResponseId: nullish(Schema.String),
  /** The prompt template that was used. Absent or null when none was. */
  prompt: nullish(Prompt),
  /** How the prompt cache served this response compared with an earlier one. Absent unless requested. */
  promptCacheDiagnostics: nullish(PromptCacheDiagnostics),
  /** The caller's key that groups requests with a common cached prefix. Null when the caller gave none. */
  promptCacheKey: nullish(Schema.String),
  /** How the prompt is cached. Absent or null where the provider has no such choice. */
  promptCacheOptions: nullish(PromptCacheOptions),
  /** The longest time that cached prefixes are kept. Null where the provider doesn't say. */
  promptCacheRetention: nullish(openEnum(["in_memory", "24h"])),
  /** Settings of the model's reasoning. Absent or null where none apply. */
  reasoning: nullish(ReasoningConfig),
  /** The caller's stable name for the end user, for abuse detection. */
  safetyIdentifier: nullish(Schema.String),
  /** The tier of price and speed that serves the response. `auto` until it is known. */
  serviceTier: nullish(openEnum(["auto", "default", "fast", "flex", "priority", "scale", "standard", "ultrafast"])),
  /** Whether the provider stores the response. */
  store: nullish(Schema.Boolean),
  /** Sampling temperature. Null where the model has none. */
  temperature: nullish(Schema.Finite),
  /** Format and length of the text output. */
  text: nullish(TextConfig),
  /** Which tools the model may or must call. */
  toolChoice: nullish(ToolChoice),
  /** How much the provider's own tools were used. Only OpenAI sends it. */
  toolUsage: nullish(ToolUsage),
  /** The tools that the model may call. */
  tools: nullish(Schema.Array(Tool)),
  /** How many alternatives each token's log probabilities list. */
  topLogprobs: nullish(Schema.Finite),
  /** Share of probability mass that tokens are sampled from. Null where the model has no such setting. */
  topP: nullish(Schema.Finite),
  /** What happens when the input is too long: dropping its beginning (`auto`), or an error. */
  truncation: nullish(openEnum(["auto", "disabled"])),
  /** Tokens and cost. Absent or null until the response has ended, and on failures. */
  usage: nullish(Usage),
  /** The caller's stable name for the end user: the older form of `safetyIdentifier`. */
  user: nullish(Schema.String)
}) {}

// Messages of the compiler name a class as it is declared: `Response` would be taken for that of the web
export { ResponseObject as Response }
