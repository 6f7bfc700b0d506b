/**
 * Settings of the model's text output, as a response echoes them: its format and its length.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonRecord, model, nullish, openEnum } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"

/**
 * Output as plain text, the default.
 *
 * @category models
 * @since 0.1.0
 */
export class PlainTextFormat extends model<PlainTextFormat>("PlainTextFormat")({
  type: Schema.tag("text")
}) {}

/**
 * Output as JSON of any shape.
 *
 * @category models
 * @since 0.1.0
 */
export class JsonObjectFormat extends model<JsonObjectFormat>("JsonObjectFormat")({
  type: Schema.tag("json_object")
}) {}

/**
 * Output as JSON that follows a JSON schema.
 *
 * @category models
 * @since 0.1.0
 */
export class JsonSchemaFormat extends model<JsonSchemaFormat>("JsonSchemaFormat")({
  type: Schema.tag("json_schema"),
  /** Name that the caller gave to the format. */
  name: nullish(Schema.String),
  /** The JSON schema, with keys as received. Any JSON object is valid. */
  schema: nullish(JsonRecord),
  /** The purpose of the format, for the model. Absent or null if the caller doesn't say. */
  description: nullish(Schema.String),
  /** Whether the model must follow the schema exactly. Absent or null for the default. */
  strict: nullish(Schema.Boolean)
}) {}

/**
 * A format that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownResponseFormat extends unknownMember<UnknownResponseFormat>("UnknownResponseFormat") {}

/**
 * The format of the model's text output: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const ResponseFormat = openUnion([PlainTextFormat, JsonObjectFormat, JsonSchemaFormat], UnknownResponseFormat)

/** The format of the model's text output: a union by `type`. */
export type ResponseFormat = typeof ResponseFormat.Type

/**
 * Format and length of the model's text output.
 *
 * @category models
 * @since 0.1.0
 */
export class TextConfig extends model<TextConfig>("TextConfig")({
  /** The format of the text: plain, JSON, or JSON of a given schema. */
  format: nullish(ResponseFormat),
  /** How long the answers are. Absent or null where the model has no such choice. */
  verbosity: nullish(openEnum(["low", "medium", "high", "xhigh", "max"]))
}) {}
