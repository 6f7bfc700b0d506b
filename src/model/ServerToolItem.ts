/**
 * Output items of the tools that OpenRouter runs itself, for models of any provider: `openrouter:*`.
 * The parts that they share with OpenAI's items come first: actions of web searches, operations of patches.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, natural, nullish, openEnum } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"
import { Annotation } from "./Annotation.ts"
import { FusionAnalysis, FusionFailedModel, FusionPanelResponse, FusionSource } from "./FusionAnalysis.ts"
import { ShellAction, ShellOutput } from "./ShellOutput.ts"

/**
 * A web page that a search has found.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchUrlSource extends model<WebSearchUrlSource>("WebSearchUrlSource")({
  type: Schema.tag("url"),
  /** Address of the page. Any string is valid. */
  url: natural(Schema.String),
  /** Title of the page. Absent where the provider doesn't send it. */
  title: nullish(Schema.String)
}) {}

/**
 * A source of a web search that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownWebSearchSource extends unknownMember<UnknownWebSearchSource>("UnknownWebSearchSource") {}

/**
 * A source that a web search has found: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const WebSearchSource = openUnion([WebSearchUrlSource], UnknownWebSearchSource)

/** A source that a web search has found: a union by `type`. */
export type WebSearchSource = typeof WebSearchSource.Type

/**
 * Searches the web.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchSearchAction extends model<WebSearchSearchAction>("WebSearchSearchAction")({
  type: Schema.tag("search"),
  /** The query. Empty if only the sources are known. With some providers, absent while the search runs. */
  query: nullish(Schema.String),
  /** The queries, where the search has several. */
  queries: nullish(Schema.Array(Schema.String)),
  /** The sources found. Absent unless requested. */
  sources: nullish(Schema.Array(WebSearchSource))
}) {}

/**
 * Opens a page that a search has found.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchOpenPageAction extends model<WebSearchOpenPageAction>("WebSearchOpenPageAction")({
  type: Schema.tag("open_page"),
  /** Address of the page. Absent or null where the provider hides it. Any string is valid. */
  url: nullish(Schema.String)
}) {}

/**
 * Finds a text in an open page.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchFindInPageAction extends model<WebSearchFindInPageAction>("WebSearchFindInPageAction")({
  type: Schema.tag("find_in_page"),
  /** The text to find. */
  pattern: nullish(Schema.String),
  /** Address of the page. Any string is valid. */
  url: nullish(Schema.String)
}) {}

/**
 * An action of a web search call that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownWebSearchAction extends unknownMember<UnknownWebSearchAction>("UnknownWebSearchAction") {}

/**
 * An action of a web search call: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const WebSearchAction = openUnion(
  [WebSearchSearchAction, WebSearchOpenPageAction, WebSearchFindInPageAction],
  UnknownWebSearchAction
)

/** An action of a web search call: a union by `type`. */
export type WebSearchAction = typeof WebSearchAction.Type

/**
 * Creates a file.
 *
 * @category models
 * @since 0.1.0
 */
export class ApplyPatchCreateFile extends model<ApplyPatchCreateFile>("ApplyPatchCreateFile")({
  type: Schema.tag("create_file"),
  /** Path of the file. */
  path: natural(Schema.String),
  /** The content as a V4A diff. Empty when the call has just been added. */
  diff: nullish(Schema.String)
}) {}

/**
 * Changes a file.
 *
 * @category models
 * @since 0.1.0
 */
export class ApplyPatchUpdateFile extends model<ApplyPatchUpdateFile>("ApplyPatchUpdateFile")({
  type: Schema.tag("update_file"),
  /** Path of the file. */
  path: natural(Schema.String),
  /** The change as a V4A diff. Empty when the call has just been added. */
  diff: nullish(Schema.String)
}) {}

/**
 * Deletes a file.
 *
 * @category models
 * @since 0.1.0
 */
export class ApplyPatchDeleteFile extends model<ApplyPatchDeleteFile>("ApplyPatchDeleteFile")({
  type: Schema.tag("delete_file"),
  /** Path of the file. */
  path: natural(Schema.String)
}) {}

/**
 * An operation of a patch that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownApplyPatchOperation extends unknownMember<UnknownApplyPatchOperation>(
  "UnknownApplyPatchOperation"
) {}

/**
 * A file operation of a patch: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const ApplyPatchOperation = openUnion(
  [ApplyPatchCreateFile, ApplyPatchUpdateFile, ApplyPatchDeleteFile],
  UnknownApplyPatchOperation
)

/** A file operation of a patch: a union by `type`. */
export type ApplyPatchOperation = typeof ApplyPatchOperation.Type

/**
 * A web search by OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterWebSearchItem extends model<OpenRouterWebSearchItem>("OpenRouterWebSearchItem")({
  type: Schema.tag("openrouter:web_search"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The action of the search. Absent until it is known. */
  action: nullish(WebSearchAction),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
}) {}

/**
 * A web page fetched by OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterWebFetchItem extends model<OpenRouterWebFetchItem>("OpenRouterWebFetchItem")(
  {
    type: Schema.tag("openrouter:web_fetch"),
    /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
    id: nullish(Schema.String),
    /** Address of the page. Any string is valid. */
    url: nullish(Schema.String),
    /** Title of the page. */
    title: nullish(Schema.String),
    /** Content of the page as text. */
    content: nullish(Schema.String),
    /** HTTP status of the page's answer. */
    httpStatus: nullish(Schema.Finite),
    /** Why the page could not be fetched, in words. Absent on success. */
    error: nullish(Schema.String),
    /** The state of the item. Some gateways leave it out. */
    status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
  },
  ["httpStatus"]
) {}

/**
 * The date and time that OpenRouter gave the model.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterDatetimeItem extends model<OpenRouterDatetimeItem>("OpenRouterDatetimeItem")({
  type: Schema.tag("openrouter:datetime"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Date and time in ISO 8601. Any string is valid. */
  datetime: nullish(Schema.String),
  /** IANA name of the time zone. Any string is valid. */
  timezone: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
}) {}

/**
 * An image generated by OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterImageGenerationItem extends model<OpenRouterImageGenerationItem>(
  "OpenRouterImageGenerationItem"
)(
  {
    type: Schema.tag("openrouter:image_generation"),
    /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
    id: nullish(Schema.String),
    /** The image as base64 text, a data URL or a web address. Null or absent until it is there. */
    result: nullish(Schema.String),
    /** The image file as base64 text. Its content isn't checked here. */
    imageB64: nullish(Schema.String),
    /** Address of the image, or the image itself as a data URL. Any string is valid. */
    imageUrl: nullish(Schema.String),
    /** The prompt that the image was made from. It may be a rewritten one. */
    prompt: nullish(Schema.String),
    /** The prompt as the image model rewrote it. */
    revisedPrompt: nullish(Schema.String),
    /** The state of the item. Some gateways leave it out. */
    status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
  },
  ["imageB64", "imageUrl", "revisedPrompt"]
) {}

/**
 * Code run by OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterCodeInterpreterItem extends model<OpenRouterCodeInterpreterItem>(
  "OpenRouterCodeInterpreterItem"
)(
  {
    type: Schema.tag("openrouter:code_interpreter"),
    /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
    id: nullish(Schema.String),
    /** The code. */
    code: nullish(Schema.String),
    /** Programming language of the code. */
    language: nullish(Schema.String),
    /** What the code wrote to its standard output. */
    stdout: nullish(Schema.String),
    /** What the code wrote to its standard error. */
    stderr: nullish(Schema.String),
    /** The exit code: 0 is success. */
    exitCode: nullish(Schema.Finite),
    /** The state of the item. Some gateways leave it out. */
    status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
  },
  ["exitCode"]
) {}

/**
 * A command run by OpenRouter in a sandbox.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterBashItem extends model<OpenRouterBashItem>("OpenRouterBashItem")(
  {
    type: Schema.tag("openrouter:bash"),
    /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
    id: nullish(Schema.String),
    /** Id of the model's tool call. Absent or null where the gateway doesn't send it. */
    callId: nullish(Schema.String),
    /** The arguments just as the model wrote them: JSON text. Absent or null where the gateway doesn't keep them. */
    arguments: nullish(Schema.String),
    /** The command. */
    command: nullish(Schema.String),
    /** What the command wrote to its standard output. */
    stdout: nullish(Schema.String),
    /** What the command wrote to its standard error. */
    stderr: nullish(Schema.String),
    /** The exit code of the command: 0 is success. A failed command is no failed item. */
    exitCode: nullish(Schema.Finite),
    /** Id of the container in which the commands ran. Absent where no container was used. */
    containerId: nullish(Schema.String),
    /** Files that the commands made or changed, the newest first, as `container_file_citation`. */
    files: nullish(Schema.Array(Annotation)),
    /** Why the sandbox failed before the command gave a result, in words. Absent on success. */
    error: nullish(Schema.String),
    /** The state of the item. Some gateways leave it out. */
    status: nullish(openEnum(["in_progress", "completed", "incomplete", "failed"]))
  },
  ["exitCode"]
) {}

/**
 * A shell call run by OpenRouter in a sandbox.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterShellItem extends model<OpenRouterShellItem>("OpenRouterShellItem")({
  type: Schema.tag("openrouter:shell"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the model's tool call. Absent or null where the gateway doesn't send it. */
  callId: nullish(Schema.String),
  /** The arguments just as the model wrote them: JSON text. Absent or null where the gateway doesn't keep them. */
  arguments: nullish(Schema.String),
  /** The commands and their limits. */
  action: nullish(ShellAction),
  /** What the commands wrote, one entry for each. */
  output: nullish(Schema.Array(ShellOutput)),
  /** Id of the container in which the commands ran. Absent where no container was used. */
  containerId: nullish(Schema.String),
  /** Files that the commands made or changed, the newest first, as `container_file_citation`. */
  files: nullish(Schema.Array(Annotation)),
  /** Why the sandbox failed before the commands gave a result, in words. Absent on success. */
  error: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete", "failed"]))
}) {}

/**
 * A text editor call run by OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterTextEditorItem extends model<OpenRouterTextEditorItem>("OpenRouterTextEditorItem")(
  {
    type: Schema.tag("openrouter:text_editor"),
    /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
    id: nullish(Schema.String),
    /** What the editor does. */
    command: nullish(openEnum(["view", "create", "str_replace", "insert"])),
    /** Path of the file. */
    filePath: nullish(Schema.String),
    /** The state of the item. Some gateways leave it out. */
    status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
  },
  ["filePath"]
) {}

/**
 * A patch that OpenRouter has checked and the client applies.
 *
 * The turn stops here until the client sends the outcome as an `apply_patch_call_output`.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterApplyPatchItem extends model<OpenRouterApplyPatchItem>("OpenRouterApplyPatchItem")({
  type: Schema.tag("openrouter:apply_patch"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call, by which its output refers to it. */
  callId: nullish(Schema.String),
  /** The operation of the patch. Absent until it is known. */
  operation: nullish(ApplyPatchOperation),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
}) {}

/**
 * A file operation by OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterFilesItem extends model<OpenRouterFilesItem>("OpenRouterFilesItem")({
  type: Schema.tag("openrouter:files"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the model's tool call. Absent or null where the gateway doesn't send it. */
  callId: nullish(Schema.String),
  /** The arguments just as the model wrote them: JSON text. Absent or null where the gateway doesn't keep them. */
  arguments: nullish(Schema.String),
  /** The operation on the file. */
  operation: nullish(openEnum(["list", "read", "write", "edit"])),
  /** Id of the file that the model named. */
  fileId: nullish(Schema.String),
  /** Name of the file that the model named. */
  filename: nullish(Schema.String),
  /** The result as JSON text. */
  result: nullish(Schema.String),
  /** Why the operation failed, in words. Absent on success. */
  error: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
}) {}

/**
 * A file search by OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterFileSearchItem extends model<OpenRouterFileSearchItem>("OpenRouterFileSearchItem")({
  type: Schema.tag("openrouter:file_search"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The queries. */
  queries: nullish(Schema.Array(Schema.String)),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
}) {}

/**
 * A step in a browser that OpenRouter drives.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterBrowserUseItem extends model<OpenRouterBrowserUseItem>("OpenRouterBrowserUseItem")(
  {
    type: Schema.tag("openrouter:browser_use"),
    /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
    id: nullish(Schema.String),
    /** The action in the browser. */
    action: nullish(Schema.String),
    /** Screenshot as base64 text. Its content isn't checked here. */
    screenshotB64: nullish(Schema.String),
    /** The state of the item. Some gateways leave it out. */
    status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
  },
  ["screenshotB64"]
) {}

/**
 * A search among the request's tools by OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterToolSearchItem extends model<OpenRouterToolSearchItem>("OpenRouterToolSearchItem")({
  type: Schema.tag("openrouter:tool_search"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The query. */
  query: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
}) {}

/**
 * An access to OpenRouter's memory.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterMemoryItem extends model<OpenRouterMemoryItem>("OpenRouterMemoryItem")({
  type: Schema.tag("openrouter:memory"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The operation on the entry. */
  action: nullish(openEnum(["read", "write", "delete"])),
  /** Key of the entry. */
  key: nullish(Schema.String),
  /** Value of the entry: any JSON, kept as received. */
  value: Schema.optionalKey(Schema.Unknown),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
}) {}

/**
 * A call of a tool on an MCP server by OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterMcpItem extends model<OpenRouterMcpItem>("OpenRouterMcpItem")(
  {
    type: Schema.tag("openrouter:mcp"),
    /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
    id: nullish(Schema.String),
    /** Label of the server, as in the request. */
    serverLabel: nullish(Schema.String),
    /** Name of the tool. */
    toolName: nullish(Schema.String),
    /** The state of the item. Some gateways leave it out. */
    status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
  },
  ["serverLabel", "toolName"]
) {}

/**
 * A search among the models that OpenRouter offers.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterExperimentalSearchModelsItem extends model<OpenRouterExperimentalSearchModelsItem>(
  "OpenRouterExperimentalSearchModelsItem"
)({
  type: Schema.tag("openrouter:experimental__search_models"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** The query. */
  query: nullish(Schema.String),
  /** The arguments of the search as JSON text. */
  arguments: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
}) {}

/**
 * A fusion run: a panel of models answers, and an analyst compares the answers.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterFusionItem extends model<OpenRouterFusionItem>("OpenRouterFusionItem")({
  type: Schema.tag("openrouter:fusion"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** What the analyst finds. Absent when the run failed. */
  analysis: nullish(FusionAnalysis),
  /** The answers of the panel. */
  responses: nullish(Schema.Array(FusionPanelResponse)),
  /** Models of the panel that gave no answer. Absent when all did. */
  failedModels: nullish(Schema.Array(FusionFailedModel)),
  /** Web pages that the run has read, each address once. */
  sources: nullish(Schema.Array(FusionSource)),
  /** Why the run gave no analysis, in words. Absent on success. */
  error: nullish(Schema.String),
  /** Why the run failed, as a code. Absent on success. */
  failureReason: nullish(
    openEnum([
      "all_panels_failed",
      "insufficient_credits",
      "rate_limited",
      "invalid_model",
      "judge_not_valid_json",
      "judge_schema_mismatch",
      "judge_upstream_error",
      "judge_empty_completion",
      "cancelled"
    ])
  ),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete"]))
}) {}

/**
 * Advice that the model asked another model for.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterAdvisorItem extends model<OpenRouterAdvisorItem>("OpenRouterAdvisorItem")({
  type: Schema.tag("openrouter:advisor"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** What the advisor was asked. Absent until it is known. */
  prompt: nullish(Schema.String),
  /** The advice. Absent until it is there. */
  advice: nullish(Schema.String),
  /** Slug of the advisor's model. */
  model: nullish(Schema.String),
  /** Name of the advisor, where the request has several. Send it back unchanged. */
  instanceName: nullish(Schema.String),
  /** Why there is no advice, in words. Absent on success. */
  error: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete", "failed"]))
}) {}

/**
 * A task that the model gave to another model.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterSubagentItem extends model<OpenRouterSubagentItem>("OpenRouterSubagentItem")({
  type: Schema.tag("openrouter:subagent"),
  /** Id of the item. It may differ between the events of one item, and some gateways leave it out. */
  id: nullish(Schema.String),
  /** Id of the call that started the subagent: the `subagentId` of the function calls that it makes. */
  callId: nullish(Schema.String),
  /** Short name of the task, given by the model. */
  taskName: nullish(Schema.String),
  /** The task. */
  taskDescription: nullish(Schema.String),
  /** The result of the subagent. Absent until it has one. */
  outcome: nullish(Schema.String),
  /** Slug of the subagent's model. */
  model: nullish(Schema.String),
  /** Name of the subagent, where the request gives it one. */
  name: nullish(Schema.String),
  /** Name of the subagent's function, from the request's second subagent on. Send it back unchanged. */
  instanceName: nullish(Schema.String),
  /** Why the task failed, in words. Absent on success. */
  error: nullish(Schema.String),
  /** The state of the item. Some gateways leave it out. */
  status: nullish(openEnum(["in_progress", "completed", "incomplete", "failed"]))
}) {}

/**
 * OpenRouter's items, for the union of all output items.
 *
 * @category models
 * @since 0.1.0
 */
export const serverToolItems = [
  OpenRouterWebSearchItem,
  OpenRouterWebFetchItem,
  OpenRouterDatetimeItem,
  OpenRouterImageGenerationItem,
  OpenRouterCodeInterpreterItem,
  OpenRouterBashItem,
  OpenRouterShellItem,
  OpenRouterTextEditorItem,
  OpenRouterApplyPatchItem,
  OpenRouterFilesItem,
  OpenRouterFileSearchItem,
  OpenRouterBrowserUseItem,
  OpenRouterToolSearchItem,
  OpenRouterMemoryItem,
  OpenRouterMcpItem,
  OpenRouterExperimentalSearchModelsItem,
  OpenRouterFusionItem,
  OpenRouterAdvisorItem,
  OpenRouterSubagentItem
] as const
