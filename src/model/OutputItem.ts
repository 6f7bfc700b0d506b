/**
 * Output items: messages, reasoning, calls of tools and their outputs.
 * These are OpenAI's items. OpenRouter's own are in `ServerToolItem.ts`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonRecord, model, natural, nullish, openEnum } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"
import { Agent } from "./Agent.ts"
import { Annotation } from "./Annotation.ts"
import { ContentPart, OutputText, ReasoningText, Refusal, SummaryPart, SummaryText } from "./ContentPart.ts"
import { InputFile, InputImage, InputPart, InputText, PromptCacheBreakpoint } from "./Prompt.ts"
import { ApplyPatchOperation, serverToolItems, WebSearchAction } from "./ServerToolItem.ts"
import { ShellAction, ShellOutput } from "./ShellOutput.ts"
import { ShellEnvironment, Tool } from "./Tool.ts"

/**
 * The model itself made the call.
 *
 * @category models
 * @since 0.1.0
 */
export class DirectCaller extends model<DirectCaller>("DirectCaller")({
  type: Schema.tag("direct")
}) {}

/**
 * A program that the model wrote made the call.
 *
 * @category models
 * @since 0.1.0
 */
export class ProgramCaller extends model<ProgramCaller>("ProgramCaller")({
  type: Schema.tag("program"),
  /** The `callId` of the program's item. */
  callerId: natural(Schema.String)
}) {}

/**
 * A caller that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownCaller extends unknownMember<UnknownCaller>("UnknownCaller") {}

/**
 * Who made a call: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const Caller = openUnion([DirectCaller, ProgramCaller], UnknownCaller)

/** Who made a call: a union by `type`. */
export type Caller = typeof Caller.Type

/**
 * A provider's bookkeeping on an item.
 *
 * @category models
 * @since 0.1.0
 */
export class ItemMetadata extends model<ItemMetadata>("ItemMetadata")({
  /** Id of the turn that the item belongs to. */
  turnId: nullish(Schema.String),
  /** When the item was created: Unix time in seconds, with a fraction. */
  createTime: nullish(Schema.Finite)
}) {}

/**
 * A message of the model.
 *
 * @category models
 * @since 0.1.0
 */
export class MessageItem extends model<MessageItem>("MessageItem")({
  type: Schema.tag("message"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The author: always the assistant. */
  role: nullish(openEnum(["assistant"])),
  /** The parts of the message. Empty when the item has just been added. */
  content: natural(Schema.Array(ContentPart)),
  /** Whether the message is commentary or the final answer. Absent or null where the model doesn't say. */
  phase: nullish(openEnum(["commentary", "final_answer"])),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The provider's bookkeeping on the item. Only some backends of OpenAI send it. */
  internalChatMessageMetadataPassthrough: nullish(ItemMetadata),
  /** Further bookkeeping with keys of the provider's choice, which are kept. Only some backends of OpenAI send it. */
  metadata: nullish(JsonRecord),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The model's reasoning: as a summary, as text, or encrypted.
 *
 * The item may stay open until the response ends.
 *
 * @category models
 * @since 0.1.0
 */
export class ReasoningItem extends model<ReasoningItem>("ReasoningItem")({
  type: Schema.tag("reasoning"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The summary's parts. Empty unless requested. */
  summary: natural(Schema.Array(SummaryPart)),
  /** The reasoning's text in parts. Absent or null where the provider hides it. */
  content: nullish(Schema.Array(ContentPart)),
  /** The reasoning in a form that only the provider reads. Send it back unchanged. Absent or null unless requested. */
  encryptedContent: nullish(Schema.String),
  /** The form of the encrypted content, the signature or the summary. Only OpenRouter sends it. */
  format: nullish(
    openEnum([
      "unknown",
      "openai-responses-v1",
      "azure-openai-responses-v1",
      "bedrock-openai-responses-v1",
      "bedrock-xai-responses-v1",
      "xai-responses-v1",
      "meta-responses-v1",
      "anthropic-claude-v1",
      "google-gemini-v1"
    ])
  ),
  /** The provider's signature of the reasoning. Send it back unchanged. Only OpenRouter sends it. */
  signature: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The provider's bookkeeping on the item. Only some backends of OpenAI send it. */
  internalChatMessageMetadataPassthrough: nullish(ItemMetadata),
  /** Further bookkeeping with keys of the provider's choice, which are kept. Only some backends of OpenAI send it. */
  metadata: nullish(JsonRecord),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A call of one of the request's functions, which the client runs.
 *
 * @category models
 * @since 0.1.0
 */
export class FunctionCallItem extends model<FunctionCallItem>("FunctionCallItem")({
  type: Schema.tag("function_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call, by which its output refers to it. */
  callId: natural(Schema.String),
  /** Name of the function. */
  name: natural(Schema.String),
  /** The arguments as JSON text, as the model wrote it. Empty when the item has just been added. */
  arguments: natural(Schema.String),
  /** The namespace that the function belongs to. Absent if it belongs to none. */
  namespace: nullish(Schema.String),
  /** Whether the model may go on before the output is returned. */
  async: nullish(Schema.Boolean),
  /** Who made the call: the model itself, or a program that it wrote. Absent or null where the provider doesn't say. */
  caller: nullish(Caller),
  /** The `callId` of the subagent that makes the call. Absent where the model makes it. Only OpenRouter sends it. */
  subagentId: nullish(Schema.String),
  /** What the subagent has done in this turn. Send it back unchanged. Only OpenRouter sends it. */
  subagentItems: nullish(Schema.Array(JsonRecord)),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The provider's bookkeeping on the item. Only some backends of OpenAI send it. */
  internalChatMessageMetadataPassthrough: nullish(ItemMetadata),
  /** Further bookkeeping with keys of the provider's choice, which are kept. Only some backends of OpenAI send it. */
  metadata: nullish(JsonRecord),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The output of a function call, which the client has sent.
 *
 * @category models
 * @since 0.1.0
 */
export class FunctionCallOutputItem extends model<FunctionCallOutputItem>("FunctionCallOutputItem")({
  type: Schema.tag("function_call_output"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call that this is the output of. OpenAI declares that it may be absent or null. */
  callId: nullish(Schema.String),
  /** Name of the function that gave the output. Absent or null where the provider doesn't say. */
  name: nullish(Schema.String),
  /** The namespace that the function belongs to. Absent or null if it belongs to none. */
  namespace: nullish(Schema.String),
  /** The output: text, or parts such as images and files. */
  output: natural(Schema.Union([Schema.String, Schema.Array(InputPart)])),
  /** Who made the call: the model itself, or a program that it wrote. Absent or null where the provider doesn't say. */
  caller: nullish(Caller),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A call of one of the request's custom tools, which the client runs. xAI sends its own tools' calls as such.
 *
 * @category models
 * @since 0.1.0
 */
export class CustomToolCallItem extends model<CustomToolCallItem>("CustomToolCallItem")({
  type: Schema.tag("custom_tool_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call, by which its output refers to it. */
  callId: natural(Schema.String),
  /** Name of the tool. */
  name: natural(Schema.String),
  /** The input in the tool's own language. Empty when the item has just been added. */
  input: natural(Schema.String),
  /** The namespace that the tool belongs to. Absent if it belongs to none. */
  namespace: nullish(Schema.String),
  /** Whether the model may go on before the output is returned. */
  async: nullish(Schema.Boolean),
  /** Who made the call: the model itself, or a program that it wrote. Absent or null where the provider doesn't say. */
  caller: nullish(Caller),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The output of a custom tool call, which the client has sent.
 *
 * @category models
 * @since 0.1.0
 */
export class CustomToolCallOutputItem extends model<CustomToolCallOutputItem>("CustomToolCallOutputItem")({
  type: Schema.tag("custom_tool_call_output"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call that this is the output of. */
  callId: natural(Schema.String),
  /** The output: text, or parts such as images and files. */
  output: natural(Schema.Union([Schema.String, Schema.Array(InputPart)])),
  /** Who made the call: the model itself, or a program that it wrote. Absent or null where the provider doesn't say. */
  caller: nullish(Caller),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A web search by the provider.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchCallItem extends model<WebSearchCallItem>("WebSearchCallItem")({
  type: Schema.tag("web_search_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The action of the search. Absent until it is known. */
  action: nullish(WebSearchAction),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "searching", "completed", "incomplete", "failed"])),
  /** The provider's bookkeeping on the item. Only some backends of OpenAI send it. */
  internalChatMessageMetadataPassthrough: nullish(ItemMetadata),
  /** Further bookkeeping with keys of the provider's choice, which are kept. Only some backends of OpenAI send it. */
  metadata: nullish(JsonRecord),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A passage that file search has found.
 *
 * @category models
 * @since 0.1.0
 */
export class FileSearchResult extends model<FileSearchResult>("FileSearchResult")({
  /** Id of the file. */
  fileId: nullish(Schema.String),
  /** Name of the file. */
  filename: nullish(Schema.String),
  /** How well the passage fits, from 0 to 1. Any finite number is valid. */
  score: nullish(Schema.Finite),
  /** The passage. */
  text: nullish(Schema.String),
  /** The file's attributes with keys of the user's own, which are kept. */
  attributes: nullish(JsonRecord)
}) {}

/**
 * A search in uploaded files by the provider.
 *
 * @category models
 * @since 0.1.0
 */
export class FileSearchCallItem extends model<FileSearchCallItem>("FileSearchCallItem")({
  type: Schema.tag("file_search_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The queries. Empty when the item has just been added. */
  queries: nullish(Schema.Array(Schema.String)),
  /** What was found. Absent or null unless requested. */
  results: nullish(Schema.Array(FileSearchResult)),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "searching", "completed", "incomplete", "failed"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * Why moderation blocked an image.
 *
 * @category models
 * @since 0.1.0
 */
export class ImageModerationDetails extends model<ImageModerationDetails>("ImageModerationDetails")({
  /** What was found, by the categories' names. */
  categories: nullish(Schema.Array(Schema.String)),
  /** What the moderation blocked: the input or the output. */
  moderationStage: nullish(openEnum(["input", "output", "unknown"]))
}) {}

/**
 * Why there is no image.
 *
 * @category models
 * @since 0.1.0
 */
export class ImageGenerationError extends model<ImageGenerationError>("ImageGenerationError")({
  /** The error's code, for programs, such as `moderation_blocked`. */
  code: nullish(Schema.String),
  /** What went wrong, for people to read. */
  message: nullish(Schema.String),
  /** What moderation found. Absent unless it blocked the image. */
  moderationDetails: nullish(ImageModerationDetails),
  /** The setting of the request that the error is about. Null when it is about none. */
  param: nullish(Schema.String),
  /** The kind of error, by the provider's own name. */
  type: nullish(Schema.String)
}) {}

/**
 * Tokens of the model that wrote an SVG image.
 *
 * @category models
 * @since 0.1.0
 */
export class SvgUsage extends model<SvgUsage>("SvgUsage")({
  /** Tokens of the input. */
  inputTokens: nullish(Schema.Finite),
  /** The model that wrote the image. */
  model: nullish(Schema.String),
  /** Tokens of the output, reasoning included. */
  outputTokens: nullish(Schema.Finite),
  /** Tokens of the model's reasoning. */
  reasoningTokens: nullish(Schema.Finite),
  /** Tokens of input and output together. */
  totalTokens: nullish(Schema.Finite)
}) {}

/**
 * An image generated by the provider.
 *
 * @category models
 * @since 0.1.0
 */
export class ImageGenerationCallItem extends model<ImageGenerationCallItem>("ImageGenerationCallItem")({
  type: Schema.tag("image_generation_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The image as base64 text or as a data URL. Null or absent until it is there. Its content isn't checked here. */
  result: nullish(Schema.String),
  /** The prompt that the image was made from. It may be a rewritten one. */
  prompt: nullish(Schema.String),
  /** The prompt as the image model rewrote it. */
  revisedPrompt: nullish(Schema.String),
  /** Size in pixels, width by height, such as `1024x1024`. */
  size: nullish(openEnum(["1024x1024", "1024x1536", "1536x1024"])),
  /** Quality the provider chose. */
  quality: nullish(openEnum(["low", "medium", "high", "xhigh", "max", "auto"])),
  /** Background of the image. */
  background: nullish(openEnum(["transparent", "opaque", "auto"])),
  /** File format of the image. */
  outputFormat: nullish(openEnum(["png", "jpeg", "webp", "gif", "svg"])),
  /** Whether the image is new or an edit of another. */
  action: nullish(openEnum(["generate", "edit", "auto"])),
  /** Why there is no image. Absent unless moderation blocked it. */
  error: nullish(ImageGenerationError),
  /** What writing the image consumed, where it is an SVG. Absent for other formats. */
  svgUsage: nullish(SvgUsage),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "generating", "completed", "failed"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * What the code has written.
 *
 * @category models
 * @since 0.1.0
 */
export class CodeInterpreterLogs extends model<CodeInterpreterLogs>("CodeInterpreterLogs")({
  type: Schema.tag("logs"),
  /** The text. */
  logs: natural(Schema.String)
}) {}

/**
 * An image that the code has made.
 *
 * @category models
 * @since 0.1.0
 */
export class CodeInterpreterImage extends model<CodeInterpreterImage>("CodeInterpreterImage")({
  type: Schema.tag("image"),
  /** Address of the image. Any string is valid. */
  url: natural(Schema.String)
}) {}

/**
 * A file that the code has made.
 *
 * @category models
 * @since 0.1.0
 */
export class CodeInterpreterFile extends model<CodeInterpreterFile>("CodeInterpreterFile")({
  type: Schema.tag("file"),
  /** Id of the file. */
  id: nullish(Schema.String),
  /** Name of the file. */
  filename: nullish(Schema.String),
  /** Media type of the file, such as `text/csv`. */
  mediaType: nullish(Schema.String),
  /** Size of the file in bytes. */
  sizeBytes: nullish(Schema.Finite),
  /** SHA-256 digest of the file. */
  sha256: nullish(Schema.String),
  /** The state of the file: `ready`, or a value of the provider's own. */
  status: nullish(openEnum(["ready"])),
  /** The provider's code for what went wrong. Absent or null on success. */
  errorCode: nullish(Schema.String),
  /** Where to load the file from, for a limited time. Any string is valid. */
  downloadUrl: nullish(Schema.String),
  /** When the address expires, in ISO 8601. Any string is valid. */
  expiresAt: nullish(Schema.String)
}) {}

/**
 * An output of the code interpreter that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownCodeInterpreterOutput extends unknownMember<UnknownCodeInterpreterOutput>(
  "UnknownCodeInterpreterOutput"
) {}

/**
 * An output of the code interpreter: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const CodeInterpreterOutput = openUnion(
  [CodeInterpreterLogs, CodeInterpreterImage, CodeInterpreterFile],
  UnknownCodeInterpreterOutput
)

/** An output of the code interpreter: a union by `type`. */
export type CodeInterpreterOutput = typeof CodeInterpreterOutput.Type

/**
 * Code run by the provider.
 *
 * @category models
 * @since 0.1.0
 */
export class CodeInterpreterCallItem extends model<CodeInterpreterCallItem>("CodeInterpreterCallItem")({
  type: Schema.tag("code_interpreter_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The code so far: empty when the item has just been added, null where it isn't known. */
  code: nullish(Schema.String),
  /** Id of the container in which the code runs. */
  containerId: nullish(Schema.String),
  /** The outputs of the code. Absent or null unless requested. */
  outputs: nullish(Schema.Array(CodeInterpreterOutput)),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "interpreting", "completed", "incomplete", "failed"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A point on the screen.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerPoint extends model<ComputerPoint>("ComputerPoint")({
  /** Distance from the left edge in pixels. */
  x: Schema.Finite,
  /** Distance from the top edge in pixels. */
  y: Schema.Finite
}) {}

/**
 * Clicks on a point.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerClick extends model<ComputerClick>("ComputerClick")({
  type: Schema.tag("click"),
  /** The mouse button. */
  button: nullish(openEnum(["left", "right", "wheel", "back", "forward"])),
  /** Distance from the left edge in pixels. */
  x: Schema.Finite,
  /** Distance from the top edge in pixels. */
  y: Schema.Finite,
  /** Names of the keys held down during the action. Absent or null without any. */
  keys: nullish(Schema.Array(Schema.String))
}) {}

/**
 * Clicks twice on a point.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerDoubleClick extends model<ComputerDoubleClick>("ComputerDoubleClick")({
  type: Schema.tag("double_click"),
  /** Distance from the left edge in pixels. */
  x: Schema.Finite,
  /** Distance from the top edge in pixels. */
  y: Schema.Finite,
  /** Names of the keys held down during the action. Absent or null without any. */
  keys: nullish(Schema.Array(Schema.String))
}) {}

/**
 * Drags the pointer along a path.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerDrag extends model<ComputerDrag>("ComputerDrag")({
  type: Schema.tag("drag"),
  /** The points of the path, in order. */
  path: Schema.Array(ComputerPoint),
  /** Names of the keys held down during the action. Absent or null without any. */
  keys: nullish(Schema.Array(Schema.String))
}) {}

/**
 * Presses keys.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerKeypress extends model<ComputerKeypress>("ComputerKeypress")({
  type: Schema.tag("keypress"),
  /** Names of the keys that are pressed together. */
  keys: Schema.Array(Schema.String)
}) {}

/**
 * Moves the pointer to a point.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerMove extends model<ComputerMove>("ComputerMove")({
  type: Schema.tag("move"),
  /** Distance from the left edge in pixels. */
  x: Schema.Finite,
  /** Distance from the top edge in pixels. */
  y: Schema.Finite,
  /** Names of the keys held down during the action. Absent or null without any. */
  keys: nullish(Schema.Array(Schema.String))
}) {}

/**
 * Asks for a screenshot.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerTakeScreenshot extends model<ComputerTakeScreenshot>("ComputerTakeScreenshot")({
  type: Schema.tag("screenshot")
}) {}

/**
 * Scrolls at a point.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerScroll extends model<ComputerScroll>("ComputerScroll")({
  type: Schema.tag("scroll"),
  /** Distance from the left edge in pixels. */
  x: Schema.Finite,
  /** Distance from the top edge in pixels. */
  y: Schema.Finite,
  /** How far to scroll to the right, in pixels. */
  scrollX: Schema.Finite,
  /** How far to scroll down, in pixels. */
  scrollY: Schema.Finite,
  /** Names of the keys held down during the action. Absent or null without any. */
  keys: nullish(Schema.Array(Schema.String))
}) {}

/**
 * Types a text.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerType extends model<ComputerType>("ComputerType")({
  type: Schema.tag("type"),
  /** The text. */
  text: natural(Schema.String)
}) {}

/**
 * Waits a moment.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerWait extends model<ComputerWait>("ComputerWait")({
  type: Schema.tag("wait")
}) {}

/**
 * An action on the computer that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownComputerAction extends unknownMember<UnknownComputerAction>("UnknownComputerAction") {}

/**
 * An action on the computer: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const ComputerAction = openUnion(
  [
    ComputerClick,
    ComputerDoubleClick,
    ComputerDrag,
    ComputerKeypress,
    ComputerMove,
    ComputerTakeScreenshot,
    ComputerScroll,
    ComputerType,
    ComputerWait
  ],
  UnknownComputerAction
)

/** An action on the computer: a union by `type`. */
export type ComputerAction = typeof ComputerAction.Type

/**
 * A safety check that the user confirms before the computer call is run.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerSafetyCheck extends model<ComputerSafetyCheck>("ComputerSafetyCheck")({
  /** Id of the check, by which its confirmation refers to it. */
  id: natural(Schema.String),
  /** Kind of the check, as a code. */
  code: nullish(Schema.String),
  /** What the check is about, in words. */
  message: nullish(Schema.String)
}) {}

/**
 * A step on a computer, which the client carries out.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerCallItem extends model<ComputerCallItem>("ComputerCallItem")({
  type: Schema.tag("computer_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call, by which its output refers to it. */
  callId: natural(Schema.String),
  /** What to do. Absent where `actions` is there instead. */
  action: nullish(ComputerAction),
  /** What to do, step by step. Absent where `action` is there instead. */
  actions: nullish(Schema.Array(ComputerAction)),
  /** Safety checks to confirm. Often empty. */
  pendingSafetyChecks: nullish(Schema.Array(ComputerSafetyCheck)),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A screenshot, by address or by file id.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerScreenshot extends model<ComputerScreenshot>("ComputerScreenshot")({
  type: Schema.tag("computer_screenshot"),
  /** Id of an uploaded file. Absent or null when the image is given by address. */
  fileId: nullish(Schema.String),
  /** Address of the image, or the image itself as a data URL. Any string is valid. */
  imageUrl: nullish(Schema.String),
  /** The resolution at which the model sees the image. */
  detail: nullish(openEnum(["auto", "low", "high", "original"])),
  /** Present when the cached prefix ends with this part. */
  promptCacheBreakpoint: nullish(PromptCacheBreakpoint)
}) {}

/**
 * An output of a computer call that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownComputerOutput extends unknownMember<UnknownComputerOutput>("UnknownComputerOutput") {}

/**
 * An output of a computer call: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const ComputerOutput = openUnion([ComputerScreenshot], UnknownComputerOutput)

/** An output of a computer call: a union by `type`. */
export type ComputerOutput = typeof ComputerOutput.Type

/**
 * The output of a computer call, which the client has sent.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerCallOutputItem extends model<ComputerCallOutputItem>("ComputerCallOutputItem")({
  type: Schema.tag("computer_call_output"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call that this is the output of. */
  callId: natural(Schema.String),
  /** The screen afterwards. */
  output: ComputerOutput,
  /** Safety checks that the user has confirmed. */
  acknowledgedSafetyChecks: nullish(Schema.Array(ComputerSafetyCheck)),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete", "failed"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * Runs a command in the local shell.
 *
 * @category models
 * @since 0.1.0
 */
export class LocalShellExec extends model<LocalShellExec>("LocalShellExec")({
  type: Schema.tag("exec"),
  /** The command and its arguments. */
  command: natural(Schema.Array(Schema.String)),
  /** Environment variables of the command by name; the names are kept. */
  env: nullish(Schema.Record(Schema.String, Schema.String)),
  /** How long the command may run, in milliseconds. Absent or null without a limit. */
  timeoutMs: nullish(Schema.Finite),
  /** The user to run the command as. Absent or null for the current one. */
  user: nullish(Schema.String),
  /** The directory to run the command in. Absent or null for the current one. */
  workingDirectory: nullish(Schema.String)
}) {}

/**
 * An action of a local shell call that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownLocalShellAction extends unknownMember<UnknownLocalShellAction>("UnknownLocalShellAction") {}

/**
 * An action of a local shell call: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const LocalShellAction = openUnion([LocalShellExec], UnknownLocalShellAction)

/** An action of a local shell call: a union by `type`. */
export type LocalShellAction = typeof LocalShellAction.Type

/**
 * A command, which the client runs in its own shell.
 *
 * @category models
 * @since 0.1.0
 */
export class LocalShellCallItem extends model<LocalShellCallItem>("LocalShellCallItem")({
  type: Schema.tag("local_shell_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call, by which its output refers to it. */
  callId: natural(Schema.String),
  /** What to run. Absent until it is known. */
  action: nullish(LocalShellAction),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The output of a local shell call, which the client has sent.
 *
 * @category models
 * @since 0.1.0
 */
export class LocalShellCallOutputItem extends model<LocalShellCallOutputItem>("LocalShellCallOutputItem")({
  type: Schema.tag("local_shell_call_output"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The output as JSON text. */
  output: natural(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * Commands to run in a shell, on the client or in a container.
 *
 * @category models
 * @since 0.1.0
 */
export class ShellCallItem extends model<ShellCallItem>("ShellCallItem")({
  type: Schema.tag("shell_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call, by which its output refers to it. */
  callId: natural(Schema.String),
  /** The commands and their limits. Absent until they are known. */
  action: nullish(ShellAction),
  /** Where the commands run. Absent or null where the provider doesn't say. */
  environment: nullish(ShellEnvironment),
  /** The arguments just as the model wrote them: JSON text. Absent or null where the gateway doesn't keep them. */
  arguments: nullish(Schema.String),
  /** Who made the call: the model itself, or a program that it wrote. Absent or null where the provider doesn't say. */
  caller: nullish(Caller),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The output of a shell call.
 *
 * @category models
 * @since 0.1.0
 */
export class ShellCallOutputItem extends model<ShellCallOutputItem>("ShellCallOutputItem")({
  type: Schema.tag("shell_call_output"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call that this is the output of. */
  callId: natural(Schema.String),
  /** What the commands wrote, one entry for each. */
  output: natural(Schema.Array(ShellOutput)),
  /** The most characters of output that are kept for each command. Absent or null without a limit. */
  maxOutputLength: nullish(Schema.Finite),
  /** Id of the container in which the commands ran. Absent where no container was used. */
  containerId: nullish(Schema.String),
  /** Files that the commands made or changed, the newest first, as `container_file_citation`. */
  files: nullish(Schema.Array(Annotation)),
  /** Why the shell failed before the commands gave a result, in words. Absent on success. */
  error: nullish(Schema.String),
  /** Who made the call: the model itself, or a program that it wrote. Absent or null where the provider doesn't say. */
  caller: nullish(Caller),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A patch of one file, which the client applies.
 *
 * @category models
 * @since 0.1.0
 */
export class ApplyPatchCallItem extends model<ApplyPatchCallItem>("ApplyPatchCallItem")({
  type: Schema.tag("apply_patch_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call, by which its output refers to it. */
  callId: natural(Schema.String),
  /** What the patch does. Absent until it is known. */
  operation: nullish(ApplyPatchOperation),
  /** Who made the call: the model itself, or a program that it wrote. Absent or null where the provider doesn't say. */
  caller: nullish(Caller),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * Whether a patch could be applied, which the client has sent.
 *
 * @category models
 * @since 0.1.0
 */
export class ApplyPatchCallOutputItem extends model<ApplyPatchCallOutputItem>("ApplyPatchCallOutputItem")({
  type: Schema.tag("apply_patch_call_output"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call that this is the output of. */
  callId: natural(Schema.String),
  /** The client's message about the patch. Absent or null without one. */
  output: nullish(Schema.String),
  /** Who made the call: the model itself, or a program that it wrote. Absent or null where the provider doesn't say. */
  caller: nullish(Caller),
  /** Whether the patch was applied. Some gateways leave it out. */
  status: nullish(openEnum(["completed", "failed"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The MCP server answered with an HTTP error.
 *
 * @category models
 * @since 0.1.0
 */
export class McpHttpError extends model<McpHttpError>("McpHttpError")({
  type: Schema.tag("http_error"),
  /** HTTP status. */
  code: nullish(Schema.Finite),
  /** What went wrong, for people to read. */
  message: nullish(Schema.String)
}) {}

/**
 * The MCP server answered with an error of the protocol.
 *
 * @category models
 * @since 0.1.0
 */
export class McpProtocolError extends model<McpProtocolError>("McpProtocolError")({
  type: Schema.tag("mcp_protocol_error"),
  /** Error code of the protocol. */
  code: nullish(Schema.Finite),
  /** What went wrong, for people to read. */
  message: nullish(Schema.String)
}) {}

/**
 * The tool itself has failed.
 *
 * @category models
 * @since 0.1.0
 */
export class McpToolExecutionError extends model<McpToolExecutionError>("McpToolExecutionError")({
  type: Schema.tag("mcp_tool_execution_error"),
  /** The content of the error: any JSON, kept as received. */
  content: Schema.optionalKey(Schema.Unknown)
}) {}

/**
 * An error of an MCP call that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownMcpError extends unknownMember<UnknownMcpError>("UnknownMcpError") {}

/**
 * An error of an MCP call: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const McpError = openUnion([McpHttpError, McpProtocolError, McpToolExecutionError], UnknownMcpError)

/** An error of an MCP call: a union by `type`. */
export type McpError = typeof McpError.Type

/**
 * A call of a tool on an MCP server by the provider.
 *
 * @category models
 * @since 0.1.0
 */
export class McpCallItem extends model<McpCallItem>("McpCallItem")({
  type: Schema.tag("mcp_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Label of the server, as in the request. */
  serverLabel: nullish(Schema.String),
  /** Name of the tool. */
  name: natural(Schema.String),
  /** The arguments as JSON text. Empty when the item has just been added. */
  arguments: natural(Schema.String),
  /** The tool's output as text. Null or absent until it is there, and on failure. */
  output: nullish(Schema.String),
  /** What went wrong: text or an object. Null or absent on success. */
  error: nullish(Schema.Union([Schema.String, McpError])),
  /** Id of the request by which the call was approved. Null or absent without one. */
  approvalRequestId: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "calling", "completed", "incomplete", "failed"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A tool that an MCP server offers.
 *
 * @category models
 * @since 0.1.0
 */
export class McpListedTool extends model<McpListedTool>("McpListedTool")({
  /** Name of the tool. */
  name: natural(Schema.String),
  /** What the tool is for. Absent or null where the server doesn't say. */
  description: nullish(Schema.String),
  /** JSON schema of the tool's input: any JSON, kept as received. */
  inputSchema: Schema.optionalKey(Schema.Unknown),
  /** Hints on the tool, such as `read_only`: any JSON, kept as received. */
  annotations: Schema.optionalKey(Schema.Unknown)
}) {}

/**
 * The tools that an MCP server offers.
 *
 * @category models
 * @since 0.1.0
 */
export class McpListToolsItem extends model<McpListToolsItem>("McpListToolsItem")({
  type: Schema.tag("mcp_list_tools"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Label of the server, as in the request. */
  serverLabel: nullish(Schema.String),
  /** The tools. Empty when the item has just been added. */
  tools: natural(Schema.Array(McpListedTool)),
  /** Why the tools could not be listed, in words. Null or absent on success. */
  error: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * Asks the user to approve a call of a tool on an MCP server.
 *
 * @category models
 * @since 0.1.0
 */
export class McpApprovalRequestItem extends model<McpApprovalRequestItem>("McpApprovalRequestItem")({
  type: Schema.tag("mcp_approval_request"),
  /** Id of the request, by which the answer refers to it. */
  id: natural(Schema.String),
  /** Label of the server, as in the request. */
  serverLabel: nullish(Schema.String),
  /** Name of the tool. */
  name: natural(Schema.String),
  /** The arguments as JSON text. */
  arguments: natural(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The user's answer to a request for approval, which the client has sent.
 *
 * @category models
 * @since 0.1.0
 */
export class McpApprovalResponseItem extends model<McpApprovalResponseItem>("McpApprovalResponseItem")({
  type: Schema.tag("mcp_approval_response"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the request that is answered. */
  approvalRequestId: Schema.String,
  /** Whether the call may be made. */
  approve: Schema.Boolean,
  /** Why, in words. Null or absent without a reason. */
  reason: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A search for tools that are loaded only when needed.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolSearchCallItem extends model<ToolSearchCallItem>("ToolSearchCallItem")({
  type: Schema.tag("tool_search_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the search's call. Null where the provider runs the search. */
  callId: nullish(Schema.String),
  /** The query: any JSON, often an object, kept as received. */
  arguments: Schema.optionalKey(Schema.Unknown),
  /** Who runs the search. */
  execution: nullish(openEnum(["server", "client"])),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The tools that a tool search has loaded.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolSearchOutputItem extends model<ToolSearchOutputItem>("ToolSearchOutputItem")({
  type: Schema.tag("tool_search_output"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the search's call. Null where the provider runs the search. */
  callId: nullish(Schema.String),
  /** The tools. */
  tools: natural(Schema.Array(Tool)),
  /** Who runs the search. */
  execution: nullish(openEnum(["server", "client"])),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * Tools that the model has from here on.
 *
 * @category models
 * @since 0.1.0
 */
export class AdditionalToolsItem extends model<AdditionalToolsItem>("AdditionalToolsItem")({
  type: Schema.tag("additional_tools"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Who provides the tools. */
  role: nullish(openEnum(["unknown", "user", "assistant", "system", "critic", "discriminator", "developer", "tool"])),
  /** The tools. */
  tools: natural(Schema.Array(Tool)),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A program that the model wrote to call tools. The provider runs it.
 *
 * @category models
 * @since 0.1.0
 */
export class ProgramItem extends model<ProgramItem>("ProgramItem")({
  type: Schema.tag("program"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call, by which its output refers to it. */
  callId: natural(Schema.String),
  /** The JavaScript source so far: empty when the item has just been added. */
  code: natural(Schema.String),
  /** The provider's fingerprint of the program. Send it back unchanged. */
  fingerprint: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The output of a program.
 *
 * @category models
 * @since 0.1.0
 */
export class ProgramOutputItem extends model<ProgramOutputItem>("ProgramOutputItem")({
  type: Schema.tag("program_output"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the program's call. */
  callId: natural(Schema.String),
  /** The output of the program, as text. */
  result: natural(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["completed", "incomplete"])),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The conversation so far, compacted by the provider.
 *
 * @category models
 * @since 0.1.0
 */
export class CompactionItem extends model<CompactionItem>("CompactionItem")({
  type: Schema.tag("compaction"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The conversation in a form that only the provider reads. Send it back unchanged. */
  encryptedContent: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"])),
  /** Id of whoever created the item. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * A text in a message between agents.
 *
 * @category models
 * @since 0.1.0
 */
export class AgentMessageText extends model<AgentMessageText>("AgentMessageText")({
  type: Schema.tag("text"),
  /** The text. */
  text: natural(Schema.String)
}) {}

/**
 * Content in a form that only the provider reads.
 *
 * @category models
 * @since 0.1.0
 */
export class EncryptedContent extends model<EncryptedContent>("EncryptedContent")({
  type: Schema.tag("encrypted_content"),
  /** The encrypted content. Send it back unchanged. */
  encryptedContent: Schema.String
}) {}

/**
 * A part of a message between agents that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownAgentMessagePart extends unknownMember<UnknownAgentMessagePart>("UnknownAgentMessagePart") {}

/**
 * A part of a message between agents: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const AgentMessagePart = openUnion(
  [
    EncryptedContent,
    AgentMessageText,
    InputText,
    InputImage,
    InputFile,
    OutputText,
    Refusal,
    ReasoningText,
    SummaryText,
    ComputerScreenshot
  ],
  UnknownAgentMessagePart
)

/** A part of a message between agents: a union by `type`. */
export type AgentMessagePart = typeof AgentMessagePart.Type

/**
 * A message from one agent to another.
 *
 * @category models
 * @since 0.1.0
 */
export class AgentMessageItem extends model<AgentMessageItem>("AgentMessageItem")({
  type: Schema.tag("agent_message"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Name of the agent that sends the message. */
  author: nullish(Schema.String),
  /** Name of the agent that gets the message. */
  recipient: nullish(Schema.String),
  /** The parts of the message, often encrypted. */
  content: natural(Schema.Array(AgentMessagePart)),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * What an agent does with other agents.
 *
 * @category models
 * @since 0.1.0
 */
export const MultiAgentAction = openEnum([
  "spawn_agent",
  "interrupt_agent",
  "list_agents",
  "send_message",
  "followup_task",
  "wait_agent"
])

/** What an agent does with other agents. */
export type MultiAgentAction = typeof MultiAgentAction.Type

/**
 * A call by which an agent works with other agents. The provider runs it.
 *
 * @category models
 * @since 0.1.0
 */
export class MultiAgentCallItem extends model<MultiAgentCallItem>("MultiAgentCallItem")({
  type: Schema.tag("multi_agent_call"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call, by which its output refers to it. */
  callId: natural(Schema.String),
  /** What the agent does. */
  action: nullish(MultiAgentAction),
  /** The arguments as JSON text. */
  arguments: natural(Schema.String),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * The output of a call by which an agent works with other agents.
 *
 * @category models
 * @since 0.1.0
 */
export class MultiAgentCallOutputItem extends model<MultiAgentCallOutputItem>("MultiAgentCallOutputItem")({
  type: Schema.tag("multi_agent_call_output"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call. */
  callId: natural(Schema.String),
  /** What the agent did. */
  action: nullish(MultiAgentAction),
  /** The output in parts. */
  output: natural(Schema.Array(ContentPart)),
  /** The agent that the item comes from. Absent or null unless several agents work on the response. */
  agent: nullish(Agent)
}) {}

/**
 * An output item that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownOutputItem extends unknownMember<UnknownOutputItem>("UnknownOutputItem") {}

/**
 * An item of a response's `output`: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const OutputItem = openUnion(
  [
    MessageItem,
    ReasoningItem,
    FunctionCallItem,
    FunctionCallOutputItem,
    CustomToolCallItem,
    CustomToolCallOutputItem,
    WebSearchCallItem,
    FileSearchCallItem,
    ImageGenerationCallItem,
    CodeInterpreterCallItem,
    ComputerCallItem,
    ComputerCallOutputItem,
    LocalShellCallItem,
    LocalShellCallOutputItem,
    ShellCallItem,
    ShellCallOutputItem,
    ApplyPatchCallItem,
    ApplyPatchCallOutputItem,
    McpCallItem,
    McpListToolsItem,
    McpApprovalRequestItem,
    McpApprovalResponseItem,
    ToolSearchCallItem,
    ToolSearchOutputItem,
    AdditionalToolsItem,
    ProgramItem,
    ProgramOutputItem,
    CompactionItem,
    AgentMessageItem,
    MultiAgentCallItem,
    MultiAgentCallOutputItem,
    ...serverToolItems
  ],
  UnknownOutputItem
)

/** An item of a response's `output`: a union by `type`. */
export type OutputItem = typeof OutputItem.Type
