/**
 * Prompt templates, prompt caching, and the input parts that prompts and tool outputs are made of.
 *
 * The parts are here and not beside `InputItem` because output items have them too.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, nullish, openEnum } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"

/**
 * A mark on an input part: the part ends a prefix of the prompt that is cached.
 *
 * @category models
 * @since 0.1.0
 */
export class PromptCacheBreakpoint extends model<PromptCacheBreakpoint>("PromptCacheBreakpoint")({
  /** The kind of mark. */
  mode: nullish(openEnum(["explicit"])),
  /** The least time for which the prefix is kept, as text with a unit. Absent where the request's `ttl` applies. */
  ttl: nullish(openEnum(["30m", "12h"]))
}) {}

/**
 * Text as input.
 *
 * @category models
 * @since 0.1.0
 */
export class InputText extends model<InputText>("InputText")({
  type: Schema.tag("input_text"),
  /** The text. */
  text: Schema.String,
  /** Present when the cached prefix ends with this part. */
  promptCacheBreakpoint: nullish(PromptCacheBreakpoint)
}) {}

/**
 * An image as input, by address or by file id.
 *
 * @category models
 * @since 0.1.0
 */
export class InputImage extends model<InputImage>("InputImage")({
  type: Schema.tag("input_image"),
  /** The resolution at which the model sees the image. */
  detail: nullish(openEnum(["auto", "low", "high", "original"])),
  /** Id of an uploaded file. Absent or null when the image is given by address. */
  fileId: nullish(Schema.String),
  /** Address of the image, or the image itself as a data URL. Any string is valid. */
  imageUrl: nullish(Schema.String),
  /** Present when the cached prefix ends with this part. */
  promptCacheBreakpoint: nullish(PromptCacheBreakpoint)
}) {}

/**
 * A file as input, by content, by address or by file id.
 *
 * @category models
 * @since 0.1.0
 */
export class InputFile extends model<InputFile>("InputFile")({
  type: Schema.tag("input_file"),
  /** The quality at which the file's pages are rendered for the model. */
  detail: nullish(openEnum(["auto", "low", "high"])),
  /** The file itself, as base64 text or a data URL. Its content isn't checked here. */
  fileData: nullish(Schema.String),
  /** Id of an uploaded file. */
  fileId: nullish(Schema.String),
  /** Address of the file. Any string is valid. */
  fileUrl: nullish(Schema.String),
  /** Name of the file. */
  filename: nullish(Schema.String),
  /** Present when the cached prefix ends with this part. */
  promptCacheBreakpoint: nullish(PromptCacheBreakpoint)
}) {}

/**
 * A recording with its format.
 *
 * @category models
 * @since 0.1.0
 */
export class InputAudioData extends model<InputAudioData>("InputAudioData")({
  /** The audio file as base64 text. Its content isn't checked here. */
  data: Schema.String,
  /** File format of the audio. */
  format: nullish(openEnum(["mp3", "wav"]))
}) {}

/**
 * Audio as input.
 *
 * @category models
 * @since 0.1.0
 */
export class InputAudio extends model<InputAudio>("InputAudio")({
  type: Schema.tag("input_audio"),
  /** The audio and its format. */
  inputAudio: InputAudioData
}) {}

/**
 * An input part that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownInputPart extends unknownMember<UnknownInputPart>("UnknownInputPart") {}

/**
 * A part of model input, in tool outputs and in the variables of prompt templates: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const InputPart = openUnion([InputText, InputImage, InputFile, InputAudio], UnknownInputPart)

/** A part of model input, in tool outputs and in the variables of prompt templates: a union by `type`. */
export type InputPart = typeof InputPart.Type

/**
 * A reference to a prompt template that the provider stores.
 *
 * @category models
 * @since 0.1.0
 */
export class Prompt extends model<Prompt>("Prompt")({
  /** Id of the template. */
  id: Schema.String,
  /** Values of the template's variables, by the variables' own names. Texts or input parts; others are rejected. */
  variables: nullish(Schema.Record(Schema.String, Schema.Union([Schema.String, InputPart]))),
  /** Version of the template. Absent or null where the current one is meant. */
  version: nullish(Schema.String)
}) {}

/**
 * How the prompt is cached.
 *
 * @category models
 * @since 0.1.0
 */
export class PromptCacheOptions extends model<PromptCacheOptions>("PromptCacheOptions")({
  /** Who marks the ends of cached prefixes: the caller alone (`explicit`) or the provider too (`implicit`). */
  mode: nullish(openEnum(["explicit", "implicit"])),
  /** The least time for which a cached prefix is kept, as text with a unit such as `30m`. Any string is valid. */
  ttl: nullish(openEnum(["30m", "12h"])),
  /** Id of the response that the diagnostics compare this one with. Absent or null when the caller named none. */
  comparisonResponseId: nullish(Schema.String)
}) {}

/**
 * The cache served less of the prompt than it could have served of the compared response's.
 *
 * @category models
 * @since 0.1.0
 */
export class PromptCacheMiss extends model<PromptCacheMiss>("PromptCacheMiss")({
  type: Schema.tag("cache_miss"),
  /** About how many input tokens come after the first point at which the two prompts differ. */
  cacheMissedTokens: nullish(Schema.Finite),
  /** How many tokens of the compared response's prompt could have been read from the cache. */
  comparisonReusableTokens: nullish(Schema.Finite),
  /** What differs between the two responses. */
  reason: nullish(
    openEnum([
      "model_changed",
      "prompt_cache_key_changed",
      "tools_changed",
      "text_format_changed",
      "reasoning_effort_changed",
      "verbosity_changed",
      "context_compacted",
      "input_changed",
      "service_tier_changed"
    ])
  )
}) {}

/**
 * The cache served all that the prompt shares with the compared response's.
 *
 * @category models
 * @since 0.1.0
 */
export class PromptCacheHit extends model<PromptCacheHit>("PromptCacheHit")({
  type: Schema.tag("cache_hit")
}) {}

/**
 * No response has the id to compare with.
 *
 * @category models
 * @since 0.1.0
 */
export class PromptCacheComparisonNotFound extends model<PromptCacheComparisonNotFound>(
  "PromptCacheComparisonNotFound"
)({
  type: Schema.tag("comparison_response_not_found")
}) {}

/**
 * The provider has no diagnostics.
 *
 * @category models
 * @since 0.1.0
 */
export class PromptCacheUnavailable extends model<PromptCacheUnavailable>("PromptCacheUnavailable")({
  type: Schema.tag("unavailable")
}) {}

/**
 * Diagnostics of the prompt cache that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownPromptCacheDiagnostics extends unknownMember<UnknownPromptCacheDiagnostics>(
  "UnknownPromptCacheDiagnostics"
) {}

/**
 * How the prompt cache served a response, compared with an earlier one: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const PromptCacheDiagnostics = openUnion(
  [PromptCacheMiss, PromptCacheHit, PromptCacheComparisonNotFound, PromptCacheUnavailable],
  UnknownPromptCacheDiagnostics
)

/** How the prompt cache served a response, compared with an earlier one: a union by `type`. */
export type PromptCacheDiagnostics = typeof PromptCacheDiagnostics.Type
