/**
 * Items of a response's input, as `instructions` has them when a prompt template expands to several.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, nullish, openEnum } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"
import { Agent } from "./Agent.ts"
import { OutputText, Refusal } from "./ContentPart.ts"
import {
  AdditionalToolsItem,
  AgentMessageItem,
  ApplyPatchCallItem,
  ApplyPatchCallOutputItem,
  CodeInterpreterCallItem,
  CompactionItem,
  ComputerCallItem,
  ComputerCallOutputItem,
  CustomToolCallItem,
  CustomToolCallOutputItem,
  FileSearchCallItem,
  FunctionCallItem,
  FunctionCallOutputItem,
  ImageGenerationCallItem,
  LocalShellCallItem,
  LocalShellCallOutputItem,
  McpApprovalRequestItem,
  McpApprovalResponseItem,
  McpCallItem,
  McpListToolsItem,
  MultiAgentCallItem,
  MultiAgentCallOutputItem,
  ProgramItem,
  ProgramOutputItem,
  ReasoningItem,
  ShellCallItem,
  ShellCallOutputItem,
  ToolSearchCallItem,
  ToolSearchOutputItem,
  WebSearchCallItem
} from "./OutputItem.ts"
import { InputAudio, InputFile, InputImage, InputText } from "./Prompt.ts"
import { ReasoningConfig } from "./ReasoningConfig.ts"
import { TextConfig } from "./TextConfig.ts"

/**
 * A message part that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownInputMessagePart extends unknownMember<UnknownInputMessagePart>("UnknownInputMessagePart") {}

/**
 * A part of an input message, or of the output of an earlier response: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const InputMessagePart = openUnion(
  [InputText, InputImage, InputFile, InputAudio, OutputText, Refusal],
  UnknownInputMessagePart
)

/** A part of an input message, or of the output of an earlier response: a union by `type`. */
export type InputMessagePart = typeof InputMessagePart.Type

/**
 * The content of an input message: a text, or parts in order.
 *
 * @category models
 * @since 0.1.0
 */
export const InputMessageContent = Schema.Union([Schema.String, Schema.Array(InputMessagePart)])

/** The content of an input message: a text, or parts in order. */
export type InputMessageContent = typeof InputMessageContent.Type

/**
 * A message of the input: from the user, the developer, the system, or an earlier response.
 *
 * @category models
 * @since 0.1.0
 */
export class InputMessageItem extends model<InputMessageItem>("InputMessageItem")({
  type: Schema.tag("message"),
  /** The author. */
  role: openEnum(["user", "system", "developer", "assistant"]),
  /** The content of the message. */
  content: InputMessageContent,
  /** Id of the message. Absent on messages that the caller wrote. */
  id: nullish(Schema.String),
  /** Whether an assistant's message is commentary or the final answer. */
  phase: nullish(openEnum(["commentary", "final_answer"])),
  /** The state of the message. Absent on messages that the caller wrote. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A change of settings from this point of the conversation onward.
 *
 * @category models
 * @since 0.1.0
 */
export class ConfigurationUpdateItem extends model<ConfigurationUpdateItem>("ConfigurationUpdateItem")({
  type: Schema.tag("configuration_update"),
  /** Id of the item. */
  id: nullish(Schema.String),
  /** The reasoning settings from here onward. Absent where they stay as they are. */
  reasoning: nullish(ReasoningConfig),
  /** The settings of the text output from here onward. Absent where they stay as they are. */
  text: nullish(TextConfig),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A command to compact the context so far. It is the last input item.
 *
 * @category models
 * @since 0.1.0
 */
export class CompactionTriggerItem extends model<CompactionTriggerItem>("CompactionTriggerItem")({
  type: Schema.tag("compaction_trigger"),
  /** Id of the item. Absent or null on items that the caller wrote. */
  id: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A reference to an item that the provider stores.
 *
 * @category models
 * @since 0.1.0
 */
export class ItemReferenceItem extends model<ItemReferenceItem>("ItemReferenceItem")({
  type: Schema.tag("item_reference"),
  /** Id of the item that is meant. */
  id: Schema.String,
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * An input item that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownInputItem extends unknownMember<UnknownInputItem>("UnknownInputItem") {}

/**
 * An input item with a `type`: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const TypedInputItem = openUnion(
  [
    InputMessageItem,
    FunctionCallItem,
    FunctionCallOutputItem,
    CustomToolCallItem,
    CustomToolCallOutputItem,
    ReasoningItem,
    ImageGenerationCallItem,
    WebSearchCallItem,
    FileSearchCallItem,
    CodeInterpreterCallItem,
    ComputerCallItem,
    ComputerCallOutputItem,
    ShellCallItem,
    ShellCallOutputItem,
    LocalShellCallItem,
    LocalShellCallOutputItem,
    ApplyPatchCallItem,
    ApplyPatchCallOutputItem,
    McpListToolsItem,
    McpApprovalRequestItem,
    McpApprovalResponseItem,
    McpCallItem,
    ToolSearchCallItem,
    ToolSearchOutputItem,
    AdditionalToolsItem,
    ProgramItem,
    ProgramOutputItem,
    ConfigurationUpdateItem,
    CompactionItem,
    CompactionTriggerItem,
    ItemReferenceItem,
    AgentMessageItem,
    MultiAgentCallItem,
    MultiAgentCallOutputItem
  ],
  UnknownInputItem
)

/** An input item with a `type`: a union by `type`. */
export type TypedInputItem = typeof TypedInputItem.Type

/**
 * An input item without a `type`: a message in short form, or, with nothing but an `id`, a reference to an item.
 *
 * @category models
 * @since 0.1.0
 */
export class UntypedInputItem extends model<UntypedInputItem>("UntypedInputItem")({
  /** Absent or null: an item with a type is another member. */
  type: Schema.optionalKey(Schema.Null),
  /** The author, in a message. */
  role: nullish(openEnum(["user", "system", "developer", "assistant"])),
  /** The content, in a message. */
  content: nullish(InputMessageContent),
  /** Id of the message, or of the referenced item. */
  id: nullish(Schema.String),
  /** Whether an assistant's message is commentary or the final answer. */
  phase: nullish(openEnum(["commentary", "final_answer"])),
  /** The state of the message. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * An item of a response's input: a message, a tool call or its output, reasoning, …
 *
 * @category models
 * @since 0.1.0
 */
export const InputItem = Schema.Union([TypedInputItem, UntypedInputItem])

/** An item of a response's input: a message, a tool call or its output, reasoning, … */
export type InputItem = typeof InputItem.Type
