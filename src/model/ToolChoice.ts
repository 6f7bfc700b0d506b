/**
 * Which tools the model may or must call, as the response echoes it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonRecord, model, nullish, openEnum } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"

/**
 * The model must call this function.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceFunction extends model<ToolChoiceFunction>("ToolChoiceFunction")({
  type: Schema.tag("function"),
  /** Name of the function. */
  name: nullish(Schema.String)
}) {}

/**
 * The model must call this custom tool.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceCustom extends model<ToolChoiceCustom>("ToolChoiceCustom")({
  type: Schema.tag("custom"),
  /** Name of the custom tool. */
  name: nullish(Schema.String)
}) {}

/**
 * The model must call a tool of this MCP server.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceMcp extends model<ToolChoiceMcp>("ToolChoiceMcp")({
  type: Schema.tag("mcp"),
  /** Label of the server. Absent where the choice names no server. */
  serverLabel: nullish(Schema.String),
  /** Name of the tool. Null or absent for any tool of the server. */
  name: nullish(Schema.String)
}) {}

/**
 * The model may or must call one of these tools.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceAllowed extends model<ToolChoiceAllowed>("ToolChoiceAllowed")({
  type: Schema.tag("allowed_tools"),
  /** Whether the model may call one of the tools or must. */
  mode: nullish(openEnum(["auto", "required"])),
  /** The tools, by `type` and `name` or the like. Wire objects, with keys as received. */
  tools: nullish(Schema.Array(JsonRecord))
}) {}

/**
 * The model must search files.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceFileSearch extends model<ToolChoiceFileSearch>("ToolChoiceFileSearch")({
  type: Schema.tag("file_search")
}) {}

/**
 * The model must search the web (preview version).
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceWebSearchPreview extends model<ToolChoiceWebSearchPreview>("ToolChoiceWebSearchPreview")({
  type: Schema.tag("web_search_preview")
}) {}

/**
 * The model must search the web (preview version of March 11, 2025).
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceWebSearchPreview20250311 extends model<ToolChoiceWebSearchPreview20250311>(
  "ToolChoiceWebSearchPreview20250311"
)({
  type: Schema.tag("web_search_preview_2025_03_11")
}) {}

/**
 * The model must use the computer.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceComputer extends model<ToolChoiceComputer>("ToolChoiceComputer")({
  type: Schema.tag("computer")
}) {}

/**
 * The model must use the computer (another name for it).
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceComputerUse extends model<ToolChoiceComputerUse>("ToolChoiceComputerUse")({
  type: Schema.tag("computer_use")
}) {}

/**
 * The model must use the computer (preview version).
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceComputerUsePreview extends model<ToolChoiceComputerUsePreview>("ToolChoiceComputerUsePreview")({
  type: Schema.tag("computer_use_preview")
}) {}

/**
 * The model must run code.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceCodeInterpreter extends model<ToolChoiceCodeInterpreter>("ToolChoiceCodeInterpreter")({
  type: Schema.tag("code_interpreter")
}) {}

/**
 * The model must generate an image.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceImageGeneration extends model<ToolChoiceImageGeneration>("ToolChoiceImageGeneration")({
  type: Schema.tag("image_generation")
}) {}

/**
 * The model must write a program that calls tools.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceProgrammaticToolCalling extends model<ToolChoiceProgrammaticToolCalling>(
  "ToolChoiceProgrammaticToolCalling"
)({
  type: Schema.tag("programmatic_tool_calling")
}) {}

/**
 * The model must run a command in the shell.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceShell extends model<ToolChoiceShell>("ToolChoiceShell")({
  type: Schema.tag("shell")
}) {}

/**
 * The model must apply a patch.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolChoiceApplyPatch extends model<ToolChoiceApplyPatch>("ToolChoiceApplyPatch")({
  type: Schema.tag("apply_patch")
}) {}

/**
 * A tool choice that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownToolChoice extends unknownMember<UnknownToolChoice>("UnknownToolChoice") {}

/**
 * A tool choice that names tools: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const SpecificToolChoice = openUnion(
  [
    ToolChoiceFunction,
    ToolChoiceCustom,
    ToolChoiceMcp,
    ToolChoiceAllowed,
    ToolChoiceFileSearch,
    ToolChoiceWebSearchPreview,
    ToolChoiceWebSearchPreview20250311,
    ToolChoiceComputer,
    ToolChoiceComputerUse,
    ToolChoiceComputerUsePreview,
    ToolChoiceCodeInterpreter,
    ToolChoiceImageGeneration,
    ToolChoiceProgrammaticToolCalling,
    ToolChoiceShell,
    ToolChoiceApplyPatch
  ],
  UnknownToolChoice
)

/** A tool choice that names tools: a union by `type`. */
export type SpecificToolChoice = typeof SpecificToolChoice.Type

/**
 * Which tools the model may or must call: `"auto"`, `"none"`, `"required"`, or an object that names tools.
 *
 * @category models
 * @since 0.1.0
 */
export const ToolChoice = Schema.Union([openEnum(["auto", "none", "required"]), SpecificToolChoice])

/** Which tools the model may or must call: `"auto"`, `"none"`, `"required"`, or an object that names tools. */
export type ToolChoice = typeof ToolChoice.Type
