/**
 * The parts that messages and reasoning items are made of.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, natural, nullish } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"
import { Annotation } from "./Annotation.ts"
import { LogProb } from "./LogProb.ts"

/**
 * Text of the model's answer.
 *
 * @category models
 * @since 0.1.0
 */
export class OutputText extends model<OutputText>("OutputText")({
  type: Schema.tag("output_text"),
  /** The text so far: empty when the part has just been added. */
  text: natural(Schema.String),
  /** Citations and file references of the text, in order. Often empty. */
  annotations: nullish(Schema.Array(Annotation)),
  /** Log probabilities of the text's tokens. Absent, null or empty unless requested. */
  logprobs: nullish(Schema.Array(LogProb))
}) {}

/**
 * The model's explanation why it refuses to answer.
 *
 * @category models
 * @since 0.1.0
 */
export class Refusal extends model<Refusal>("Refusal")({
  type: Schema.tag("refusal"),
  /** The explanation so far: empty when the part has just been added. */
  refusal: natural(Schema.String)
}) {}

/**
 * Text of the model's reasoning.
 *
 * @category models
 * @since 0.1.0
 */
export class ReasoningText extends model<ReasoningText>("ReasoningText")({
  type: Schema.tag("reasoning_text"),
  /** The reasoning so far: empty when the part has just been added. */
  text: natural(Schema.String)
}) {}

/**
 * A paragraph of the summary of the model's reasoning.
 *
 * @category models
 * @since 0.1.0
 */
export class SummaryText extends model<SummaryText>("SummaryText")({
  type: Schema.tag("summary_text"),
  /** The summary so far: empty when the part has just been added. */
  text: natural(Schema.String)
}) {}

/**
 * A content part that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownContentPart extends unknownMember<UnknownContentPart>("UnknownContentPart") {}

/**
 * A content part of a message or of a reasoning item: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const ContentPart = openUnion([OutputText, Refusal, ReasoningText, SummaryText], UnknownContentPart)

/** A content part of a message or of a reasoning item: a union by `type`. */
export type ContentPart = typeof ContentPart.Type

/**
 * A summary part that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownSummaryPart extends unknownMember<UnknownSummaryPart>("UnknownSummaryPart") {}

/**
 * A part of a reasoning item's summary: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const SummaryPart = openUnion([SummaryText], UnknownSummaryPart)

/** A part of a reasoning item's summary: a union by `type`. */
export type SummaryPart = typeof SummaryPart.Type
