/**
 * The tools of a request, as the response echoes them, with their settings and filters.
 *
 * Providers fill in defaults, drop settings and send null for them, so little besides the `type` is required.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonRecord, model, nullish, openEnum } from "../schema/model.ts"
import type { Model, OpenEnum } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"
import type { UnknownEncoded } from "../schema/openUnion.ts"
import { ReasoningConfig } from "./ReasoningConfig.ts"

type Nullish<S extends Schema.Constraint> = Schema.optionalKey<Schema.NullOr<S>>
type Strings = Schema.$Array<Schema.String>

const AllowedCallers = Schema.Array(openEnum(["direct", "programmatic"]))

// -----------------------------------------------------------------------------
// Functions and custom tools
// -----------------------------------------------------------------------------

/**
 * A function of the client's own that the model may call with JSON arguments.
 *
 * @category models
 * @since 0.1.0
 */
export class FunctionTool extends model<FunctionTool>("FunctionTool")({
  type: Schema.tag("function"),
  /** Name by which the model calls the function. */
  name: nullish(Schema.String),
  /** What the function does, for the model to decide when to call it. */
  description: nullish(Schema.String),
  /** JSON schema of the arguments. Null for a function without any. */
  parameters: nullish(JsonRecord),
  /** Whether arguments must match the schema. Null where the provider decides. */
  strict: nullish(Schema.Boolean),
  /** JSON schema of the function's output, which is JSON text. */
  outputSchema: nullish(JsonRecord),
  /** Who may call the tool: the model itself, a program that it writes, or both. */
  allowedCallers: nullish(AllowedCallers),
  /** Whether the model sees the function only after a tool search has found it. */
  deferLoading: nullish(Schema.Boolean),
  /** Whether the model goes on without waiting for the function's output. */
  async: nullish(Schema.Boolean)
}) {}

/**
 * The format of a custom tool whose input is free text.
 *
 * @category models
 * @since 0.1.0
 */
export class CustomToolTextFormat extends model<CustomToolTextFormat>("CustomToolTextFormat")({
  type: Schema.tag("text")
}) {}

/**
 * The format of a custom tool whose input follows a grammar.
 *
 * @category models
 * @since 0.1.0
 */
export class CustomToolGrammarFormat extends model<CustomToolGrammarFormat>("CustomToolGrammarFormat")({
  type: Schema.tag("grammar"),
  /** The grammar's source text. It isn't parsed here. */
  definition: nullish(Schema.String),
  /** Language that the grammar is written in. */
  syntax: nullish(openEnum(["lark", "regex"]))
}) {}

/**
 * A custom tool's format that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownCustomToolFormat extends unknownMember<UnknownCustomToolFormat>("UnknownCustomToolFormat") {}

/**
 * The input format of a custom tool: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const CustomToolFormat = openUnion([CustomToolTextFormat, CustomToolGrammarFormat], UnknownCustomToolFormat)

/** The input format of a custom tool: a union by `type`. */
export type CustomToolFormat = typeof CustomToolFormat.Type

/**
 * A tool of the client's own that the model calls with text instead of JSON.
 *
 * @category models
 * @since 0.1.0
 */
export class CustomTool extends model<CustomTool>("CustomTool")({
  type: Schema.tag("custom"),
  /** Name by which the model calls the tool. */
  name: nullish(Schema.String),
  /** What the tool does, for the model to decide when to call it. */
  description: nullish(Schema.String),
  /** What the input looks like. Free text when absent. */
  format: nullish(CustomToolFormat),
  /** Who may call the tool: the model itself, a program that it writes, or both. */
  allowedCallers: nullish(AllowedCallers),
  /** Whether the model sees the tool only after a tool search has found it. */
  deferLoading: nullish(Schema.Boolean),
  /** Whether the model goes on without waiting for the tool's output. */
  async: nullish(Schema.Boolean)
}) {}

/**
 * A tool in a namespace that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownNamespaceMember extends unknownMember<UnknownNamespaceMember>("UnknownNamespaceMember") {}

/**
 * A tool of a namespace: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const NamespaceMember = openUnion([FunctionTool, CustomTool], UnknownNamespaceMember)

/** A tool of a namespace: a union by `type`. */
export type NamespaceMember = typeof NamespaceMember.Type

/**
 * Functions and custom tools under a common name.
 *
 * @category models
 * @since 0.1.0
 */
export class NamespaceTool extends model<NamespaceTool>("NamespaceTool")({
  type: Schema.tag("namespace"),
  /** Name of the namespace. */
  name: nullish(Schema.String),
  /** What the tools have in common, for the model to read. */
  description: nullish(Schema.String),
  /** The tools in the namespace, in order. */
  tools: nullish(Schema.Array(NamespaceMember))
}) {}

/**
 * Lets the model write programs that call other tools.
 *
 * @category models
 * @since 0.1.0
 */
export class ProgrammaticToolCallingTool extends model<ProgrammaticToolCallingTool>("ProgrammaticToolCallingTool")({
  type: Schema.tag("programmatic_tool_calling")
}) {}

/**
 * Lets the model search among the tools whose loading is deferred.
 *
 * @category models
 * @since 0.1.0
 */
export class ToolSearchTool extends model<ToolSearchTool>("ToolSearchTool")({
  type: Schema.tag("tool_search"),
  /** What the search does, where the client runs it. */
  description: nullish(Schema.String),
  /** Who runs the search. Absent where the provider decides. */
  execution: nullish(openEnum(["server", "client"])),
  /** JSON schema of the search's arguments, where the client runs it. */
  parameters: nullish(JsonRecord)
}) {}

// -----------------------------------------------------------------------------
// Web search
// -----------------------------------------------------------------------------

/**
 * The domains that a web search is limited to.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchFilters extends model<WebSearchFilters>("WebSearchFilters")({
  /** Only pages of these domains are found. */
  allowedDomains: nullish(Schema.Array(Schema.String)),
  /** Pages of these domains aren't found. */
  blockedDomains: nullish(Schema.Array(Schema.String)),
  /** Pages of these domains aren't found: another spelling of `blockedDomains`. */
  excludedDomains: nullish(Schema.Array(Schema.String))
}) {}

/**
 * Where the user roughly is, so that a search can favour what is near.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchUserLocation extends model<WebSearchUserLocation>("WebSearchUserLocation")({
  /** How exact the location is. Some providers leave it out. */
  type: nullish(openEnum(["approximate"])),
  /** City, in plain text. */
  city: nullish(Schema.String),
  /** Country, as two letters of ISO 3166-1. Any string is valid. */
  country: nullish(Schema.String),
  /** Region or state, in plain text. */
  region: nullish(Schema.String),
  /** Time zone by its IANA name. Any string is valid. */
  timezone: nullish(Schema.String)
}) {}

/** Defines a search tool by its name, its wire type and the settings that it shares with others. */
const searchTool =
  <Self>(identifier: string) =>
  <const T extends string, const Settings extends Schema.Struct.Fields>(
    wireType: T,
    settings: Settings
  ): Model<Self, { readonly type: Schema.tag<T> } & Settings> =>
    model<Self>(identifier)({ type: Schema.tag(wireType), ...settings })

// The shared settings are flat aliases of object types: only those keep their docs in declarations.

/** The settings of every search in posts on X. */
type XSearchSettings = {
  /** Only posts of these handles are found. */
  readonly allowedXHandles: Nullish<Strings>
  /** Posts of these handles aren't found. */
  readonly excludedXHandles: Nullish<Strings>
  /** Whether images in found posts are analysed. */
  readonly enableImageUnderstanding: Nullish<Schema.Boolean>
  /** Whether videos in found posts are analysed. */
  readonly enableVideoUnderstanding: Nullish<Schema.Boolean>
  /** First day of the posts, as an ISO 8601 date. Any string is valid. */
  readonly fromDate: Nullish<Schema.String>
  /** Last day of the posts, as an ISO 8601 date. Any string is valid. */
  readonly toDate: Nullish<Schema.String>
}

const xSearchSettings: XSearchSettings = {
  allowedXHandles: nullish(Schema.Array(Schema.String)),
  excludedXHandles: nullish(Schema.Array(Schema.String)),
  enableImageUnderstanding: nullish(Schema.Boolean),
  enableVideoUnderstanding: nullish(Schema.Boolean),
  fromDate: nullish(Schema.String),
  toDate: nullish(Schema.String)
}

/**
 * Settings for a search in posts on X, along with a web search.
 *
 * @category models
 * @since 0.1.0
 */
export class XSearchOptions extends model<XSearchOptions>("XSearchOptions")(xSearchSettings) {}

/**
 * Search in posts on X, as a separate tool.
 *
 * @category models
 * @since 0.1.0
 */
export class XSearchTool extends searchTool<XSearchTool>("XSearchTool")("x_search", xSearchSettings) {}

/** The settings of web search in every version. */
type WebSearchSettings = {
  /** Search engine that OpenRouter uses. Absent elsewhere. */
  readonly engine: Nullish<OpenEnum<"auto" | "native" | "exa" | "firecrawl" | "parallel" | "perplexity">>
  /** Whether pages are fetched live. If false, the search uses only what the provider has stored. */
  readonly externalWebAccess: Nullish<Schema.Boolean>
  /** Domains that the search is limited to. */
  readonly filters: Nullish<typeof WebSearchFilters>
  /** The most results of one search. */
  readonly maxResults: Nullish<Schema.Finite>
  /** The most searches that the model may make in a response. */
  readonly maxUses: Nullish<Schema.Finite>
  /** How thoroughly the engine searches. Engines differ in which modes they know. */
  readonly mode: Nullish<
    OpenEnum<"instant" | "fast" | "auto" | "deep-lite" | "deep" | "deep-reasoning" | "turbo" | "basic" | "advanced">
  >
  /** How many tokens the search may return, by name. */
  readonly returnTokenBudget: Nullish<OpenEnum<"default">>
  /** What kinds of content the search returns. */
  readonly searchContentTypes: Nullish<Schema.$Array<OpenEnum<"text" | "image">>>
  /** How much of the context window the results may take. */
  readonly searchContextSize: Nullish<OpenEnum<"low" | "medium" | "high">>
  /** Where the user roughly is. */
  readonly userLocation: Nullish<typeof WebSearchUserLocation>
  /** Search in posts on X as well, with these settings. */
  readonly xSearch: Nullish<typeof XSearchOptions>
}

const webSearchSettings: WebSearchSettings = {
  engine: nullish(openEnum(["auto", "native", "exa", "firecrawl", "parallel", "perplexity"])),
  externalWebAccess: nullish(Schema.Boolean),
  filters: nullish(WebSearchFilters),
  maxResults: nullish(Schema.Finite),
  maxUses: nullish(Schema.Finite),
  mode: nullish(
    openEnum(["instant", "fast", "auto", "deep-lite", "deep", "deep-reasoning", "turbo", "basic", "advanced"])
  ),
  returnTokenBudget: nullish(openEnum(["default"])),
  searchContentTypes: nullish(Schema.Array(openEnum(["text", "image"]))),
  searchContextSize: nullish(openEnum(["low", "medium", "high"])),
  userLocation: nullish(WebSearchUserLocation),
  xSearch: nullish(XSearchOptions)
}

/**
 * Web search.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchTool extends searchTool<WebSearchTool>("WebSearchTool")("web_search", webSearchSettings) {}

/**
 * Web search in the version of August 26, 2025.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearch20250826Tool extends searchTool<WebSearch20250826Tool>("WebSearch20250826Tool")(
  "web_search_2025_08_26",
  webSearchSettings
) {}

/**
 * Web search in its preview version.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchPreviewTool extends searchTool<WebSearchPreviewTool>("WebSearchPreviewTool")(
  "web_search_preview",
  webSearchSettings
) {}

/**
 * Web search in its preview version of March 11, 2025.
 *
 * @category models
 * @since 0.1.0
 */
export class WebSearchPreview20250311Tool extends searchTool<WebSearchPreview20250311Tool>(
  "WebSearchPreview20250311Tool"
)("web_search_preview_2025_03_11", webSearchSettings) {}

// -----------------------------------------------------------------------------
// File search
// -----------------------------------------------------------------------------

/**
 * A filter that compares an attribute of a file with a value.
 *
 * @category models
 * @since 0.1.0
 */
export class ComparisonFilter extends model<ComparisonFilter>("ComparisonFilter")({
  /** How to compare: equal, not equal, greater, greater or equal, less, less or equal, one of, none of. */
  type: openEnum(["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"]),
  /** Name of the attribute. */
  key: Schema.String,
  /** What to compare with: an array for `in` and `nin`. */
  value: Schema.Union([
    Schema.String,
    Schema.Finite,
    Schema.Boolean,
    Schema.Array(Schema.Union([Schema.String, Schema.Finite]))
  ])
}) {}

/**
 * A filter that no model describes, with the wire object in `raw`.
 *
 * A comparison without a key or value and a combination without filters end here too.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownFileSearchFilter extends unknownMember<UnknownFileSearchFilter>("UnknownFileSearchFilter") {}

/**
 * A combination of filters in its encoded form.
 *
 * @category models
 * @since 0.1.0
 */
export interface CompoundFilterEncoded {
  /** Whether all filters must match, or at least one. */
  readonly type: "and" | "or" | (string & {})
  /** The filters to combine, which may be combinations themselves. */
  readonly filters: ReadonlyArray<(typeof ComparisonFilter)["Encoded"] | CompoundFilterEncoded | UnknownEncoded>
}

/**
 * A filter that combines others.
 *
 * @category models
 * @since 0.1.0
 */
export class CompoundFilter extends model<CompoundFilter>("CompoundFilter")({
  /** Whether all filters must match, or at least one. */
  type: openEnum(["and", "or"]),
  /** The filters to combine, which may be combinations themselves. */
  filters: Schema.Array(
    Schema.Union([
      ComparisonFilter,
      Schema.suspend((): Schema.Codec<CompoundFilter, CompoundFilterEncoded> => CompoundFilter),
      UnknownFileSearchFilter
    ])
  )
}) {}

/**
 * A filter of files by their attributes: a comparison has a `key`, a combination has `filters`.
 *
 * @category models
 * @since 0.1.0
 */
export const FileSearchFilter = Schema.Union([ComparisonFilter, CompoundFilter, UnknownFileSearchFilter])

/** A filter of files by their attributes: a comparison has a `key`, a combination has `filters`. */
export type FileSearchFilter = typeof FileSearchFilter.Type

/**
 * How much a hybrid search weighs meaning and words.
 *
 * @category models
 * @since 0.1.0
 */
export class FileSearchHybridSearch extends model<FileSearchHybridSearch>("FileSearchHybridSearch")({
  /** Weight of matches by meaning. */
  embeddingWeight: nullish(Schema.Finite),
  /** Weight of matches by words. */
  textWeight: nullish(Schema.Finite)
}) {}

/**
 * How a file search ranks what it finds.
 *
 * @category models
 * @since 0.1.0
 */
export class FileSearchRankingOptions extends model<FileSearchRankingOptions>("FileSearchRankingOptions")({
  /** Ranker that is used. */
  ranker: nullish(openEnum(["auto", "default-2024-11-15"])),
  /** Results below this score are dropped: from 0 to 1. Any finite number is valid. */
  scoreThreshold: nullish(Schema.Finite),
  /** Weights for a search by meaning and by words at once. */
  hybridSearch: nullish(FileSearchHybridSearch)
}) {}

/**
 * Search in files that were uploaded to vector stores.
 *
 * @category models
 * @since 0.1.0
 */
export class FileSearchTool extends model<FileSearchTool>("FileSearchTool")({
  type: Schema.tag("file_search"),
  /** Ids of the vector stores to search. */
  vectorStoreIds: nullish(Schema.Array(Schema.String)),
  /** Which files are searched. Null for all. */
  filters: nullish(FileSearchFilter),
  /** The most results of one search. */
  maxNumResults: nullish(Schema.Finite),
  /** How results are ranked. */
  rankingOptions: nullish(FileSearchRankingOptions)
}) {}

// -----------------------------------------------------------------------------
// Computers, containers and shells
// -----------------------------------------------------------------------------

/**
 * Use of a computer by screenshots, clicks and keys.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerTool extends model<ComputerTool>("ComputerTool")({
  type: Schema.tag("computer")
}) {}

/**
 * Use of a computer in its preview version.
 *
 * @category models
 * @since 0.1.0
 */
export class ComputerUsePreviewTool extends model<ComputerUsePreviewTool>("ComputerUsePreviewTool")({
  type: Schema.tag("computer_use_preview"),
  /** Height of the display in pixels. */
  displayHeight: nullish(Schema.Finite),
  /** Width of the display in pixels. */
  displayWidth: nullish(Schema.Finite),
  /** What kind of computer it is. */
  environment: nullish(openEnum(["windows", "mac", "linux", "ubuntu", "browser"]))
}) {}

/**
 * A network policy under which a container reaches nothing.
 *
 * @category models
 * @since 0.1.0
 */
export class ContainerNetworkPolicyDisabled extends model<ContainerNetworkPolicyDisabled>(
  "ContainerNetworkPolicyDisabled"
)({
  type: Schema.tag("disabled")
}) {}

/**
 * A secret that a container may use with one domain.
 *
 * @category models
 * @since 0.1.0
 */
export class ContainerNetworkPolicyDomainSecret extends model<ContainerNetworkPolicyDomainSecret>(
  "ContainerNetworkPolicyDomainSecret"
)({
  /** Domain that the secret is for. */
  domain: nullish(Schema.String),
  /** Name of the secret. */
  name: nullish(Schema.String),
  /** The secret itself, as far as the provider echoes it. Keep it out of logs. */
  value: nullish(Schema.String)
}) {}

/**
 * A network policy under which a container reaches only the domains listed.
 *
 * @category models
 * @since 0.1.0
 */
export class ContainerNetworkPolicyAllowlist extends model<ContainerNetworkPolicyAllowlist>(
  "ContainerNetworkPolicyAllowlist"
)({
  type: Schema.tag("allowlist"),
  /** Domains that the container reaches. */
  allowedDomains: nullish(Schema.Array(Schema.String)),
  /** Secrets for some of the domains. */
  domainSecrets: nullish(Schema.Array(ContainerNetworkPolicyDomainSecret))
}) {}

/**
 * A network policy that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownContainerNetworkPolicy extends unknownMember<UnknownContainerNetworkPolicy>(
  "UnknownContainerNetworkPolicy"
) {}

/**
 * The network access of a container: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const ContainerNetworkPolicy = openUnion(
  [ContainerNetworkPolicyDisabled, ContainerNetworkPolicyAllowlist],
  UnknownContainerNetworkPolicy
)

/** The network access of a container: a union by `type`. */
export type ContainerNetworkPolicy = typeof ContainerNetworkPolicy.Type

/**
 * A container that the provider starts for the code interpreter.
 *
 * @category models
 * @since 0.1.0
 */
export class CodeInterpreterContainer extends model<CodeInterpreterContainer>("CodeInterpreterContainer")({
  /** How the container comes about. */
  type: openEnum(["auto"]),
  /** Ids of the files to put into the container. */
  fileIds: nullish(Schema.Array(Schema.String)),
  /** Memory of the container, in gigabytes. */
  memoryLimit: nullish(openEnum(["1g", "4g", "16g", "64g"])),
  /** What the container reaches on the network. */
  networkPolicy: nullish(ContainerNetworkPolicy)
}) {}

/**
 * Lets the model write and run code in a container.
 *
 * @category models
 * @since 0.1.0
 */
export class CodeInterpreterTool extends model<CodeInterpreterTool>("CodeInterpreterTool")({
  type: Schema.tag("code_interpreter"),
  /** Id of a container that exists, or how to start one. */
  container: nullish(Schema.Union([Schema.String, CodeInterpreterContainer])),
  /** Who may call the tool: the model itself, a program that it writes, or both. */
  allowedCallers: nullish(AllowedCallers)
}) {}

/**
 * Lets the model run commands in the client's shell, in the form that Codex models were trained on.
 *
 * @category models
 * @since 0.1.0
 */
export class LocalShellTool extends model<LocalShellTool>("LocalShellTool")({
  type: Schema.tag("local_shell")
}) {}

/**
 * A skill that the provider stores, by its id.
 *
 * @category models
 * @since 0.1.0
 */
export class SkillReference extends model<SkillReference>("SkillReference")({
  type: Schema.tag("skill_reference"),
  /** Id of the skill. */
  skillId: nullish(Schema.String),
  /** Version of the skill: a number as text, or `latest`. Absent for the default version. */
  version: nullish(Schema.String)
}) {}

/**
 * The files of a skill that came with the request.
 *
 * @category models
 * @since 0.1.0
 */
export class InlineSkillSource extends model<InlineSkillSource>("InlineSkillSource")({
  /** How the data is written. */
  type: openEnum(["base64"]),
  /** The archive as base64 text. Its content isn't checked here. */
  data: nullish(Schema.String),
  /** Media type of the archive. */
  mediaType: nullish(openEnum(["application/zip"]))
}) {}

/**
 * A skill that came with the request.
 *
 * @category models
 * @since 0.1.0
 */
export class InlineSkill extends model<InlineSkill>("InlineSkill")({
  type: Schema.tag("inline"),
  /** Name of the skill. */
  name: nullish(Schema.String),
  /** What the skill is for, for the model to read. */
  description: nullish(Schema.String),
  /** The skill's files. */
  source: nullish(InlineSkillSource)
}) {}

/**
 * A skill that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownSkill extends unknownMember<UnknownSkill>("UnknownSkill") {}

/**
 * A skill in a container: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const Skill = openUnion([SkillReference, InlineSkill], UnknownSkill)

/** A skill in a container: a union by `type`. */
export type Skill = typeof Skill.Type

/**
 * A skill on the client's machine.
 *
 * @category models
 * @since 0.1.0
 */
export class LocalSkill extends model<LocalSkill>("LocalSkill")({
  /** Name of the skill. */
  name: nullish(Schema.String),
  /** What the skill is for, for the model to read. */
  description: nullish(Schema.String),
  /** Path of the skill's folder. */
  path: nullish(Schema.String)
}) {}

/**
 * A container that the provider starts for the shell.
 *
 * @category models
 * @since 0.1.0
 */
export class ContainerAutoEnvironment extends model<ContainerAutoEnvironment>("ContainerAutoEnvironment")({
  type: Schema.tag("container_auto"),
  /** Ids of the files to put into the container. */
  fileIds: nullish(Schema.Array(Schema.String)),
  /** Memory of the container, in gigabytes. */
  memoryLimit: nullish(openEnum(["1g", "4g", "16g", "64g"])),
  /** What the container reaches on the network. */
  networkPolicy: nullish(ContainerNetworkPolicy),
  /** Skills that are put into the container. */
  skills: nullish(Schema.Array(Skill))
}) {}

/**
 * A container that exists already, by its id.
 *
 * @category models
 * @since 0.1.0
 */
export class ContainerReferenceEnvironment extends model<ContainerReferenceEnvironment>(
  "ContainerReferenceEnvironment"
)({
  type: Schema.tag("container_reference"),
  /** Id of the container. */
  containerId: nullish(Schema.String),
  /** Ids of the files to put into the container. */
  fileIds: nullish(Schema.Array(Schema.String)),
  /** What the container reaches on the network. */
  networkPolicy: nullish(ContainerNetworkPolicy)
}) {}

/**
 * The client's own machine.
 *
 * @category models
 * @since 0.1.0
 */
export class LocalEnvironment extends model<LocalEnvironment>("LocalEnvironment")({
  type: Schema.tag("local"),
  /** Skills that the machine offers. */
  skills: nullish(Schema.Array(LocalSkill))
}) {}

/**
 * A shell's environment that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownShellEnvironment extends unknownMember<UnknownShellEnvironment>("UnknownShellEnvironment") {}

/**
 * Where a shell runs its commands: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const ShellEnvironment = openUnion(
  [ContainerAutoEnvironment, LocalEnvironment, ContainerReferenceEnvironment],
  UnknownShellEnvironment
)

/** Where a shell runs its commands: a union by `type`. */
export type ShellEnvironment = typeof ShellEnvironment.Type

/**
 * Lets the model run commands in a shell.
 *
 * @category models
 * @since 0.1.0
 */
export class ShellTool extends model<ShellTool>("ShellTool")({
  type: Schema.tag("shell"),
  /** Where commands run. Absent where the client runs them on its own. */
  environment: nullish(ShellEnvironment),
  /** Who may call the tool: the model itself, a program that it writes, or both. */
  allowedCallers: nullish(AllowedCallers)
}) {}

/**
 * Lets the model create, change and delete files by patches.
 *
 * @category models
 * @since 0.1.0
 */
export class ApplyPatchTool extends model<ApplyPatchTool>("ApplyPatchTool")({
  type: Schema.tag("apply_patch"),
  /** Who may call the tool: the model itself, a program that it writes, or both. */
  allowedCallers: nullish(AllowedCallers)
}) {}

// -----------------------------------------------------------------------------
// MCP and images
// -----------------------------------------------------------------------------

/**
 * Some of an MCP server's tools, by name or by what they do.
 *
 * @category models
 * @since 0.1.0
 */
export class McpToolFilter extends model<McpToolFilter>("McpToolFilter")({
  /** Names of the tools. */
  toolNames: nullish(Schema.Array(Schema.String)),
  /** Whether tools match that only read, or those that change something. */
  readOnly: nullish(Schema.Boolean)
}) {}

/**
 * Which tools of an MCP server need the user's approval before a call.
 *
 * @category models
 * @since 0.1.0
 */
export class McpApprovalFilter extends model<McpApprovalFilter>("McpApprovalFilter")({
  /** Tools that always need approval. */
  always: nullish(McpToolFilter),
  /** Tools that never need approval. */
  never: nullish(McpToolFilter)
}) {}

/**
 * The tools of a remote MCP server or of a service connector.
 *
 * @category models
 * @since 0.1.0
 */
export class McpTool extends model<McpTool>("McpTool")({
  type: Schema.tag("mcp"),
  /** Name by which calls refer to the server. */
  serverLabel: nullish(Schema.String),
  /** Address of the server. Providers may redact it. */
  serverUrl: nullish(Schema.String),
  /** What the server is for, for the model to read. */
  serverDescription: nullish(Schema.String),
  /** Which tools the model may call: their names, or a filter. Null for all. */
  allowedTools: nullish(Schema.Union([Schema.Array(Schema.String), McpToolFilter])),
  /** Which tools need the user's approval before a call: all, none, or some by filters. */
  requireApproval: nullish(Schema.Union([openEnum(["always", "never"]), McpApprovalFilter])),
  /** HTTP headers for the server. Providers redact or drop them; keep them out of logs. */
  headers: nullish(Schema.Record(Schema.String, Schema.String)),
  /** OAuth access token for the server. Providers redact or drop it; keep it out of logs. */
  authorization: nullish(Schema.String),
  /** Service connector to use instead of a server. */
  connectorId: nullish(
    openEnum([
      "connector_dropbox",
      "connector_gmail",
      "connector_googlecalendar",
      "connector_googledrive",
      "connector_microsoftteams",
      "connector_outlookcalendar",
      "connector_outlookemail",
      "connector_sharepoint"
    ])
  ),
  /** Id of a tunnel to use instead of the server's address. */
  tunnelId: nullish(Schema.String),
  /** Who may call the tools: the model itself, a program that it writes, or both. */
  allowedCallers: nullish(AllowedCallers),
  /** Whether the model sees the tools only after a tool search has found them. */
  deferLoading: nullish(Schema.Boolean)
}) {}

/**
 * A mask for the part of an image to edit: a file or an address.
 *
 * @category models
 * @since 0.1.0
 */
export class ImageGenerationMask extends model<ImageGenerationMask>("ImageGenerationMask")({
  /** Id of the mask's file. */
  fileId: nullish(Schema.String),
  /** The mask as a data URL or an address. Any string is valid. */
  imageUrl: nullish(Schema.String)
}) {}

/**
 * Which model writes SVG images, and how.
 *
 * @category models
 * @since 0.1.0
 */
export class ImageGenerationSvg extends model<ImageGenerationSvg>("ImageGenerationSvg")({
  /** The model that writes the image. Absent where the provider decides. */
  model: nullish(Schema.String),
  /** How much effort the model puts into it. Absent or null where its default applies. */
  reasoning: nullish(ReasoningConfig)
}) {}

/**
 * Lets the model generate and edit images.
 *
 * @category models
 * @since 0.1.0
 */
export class ImageGenerationTool extends model<ImageGenerationTool>("ImageGenerationTool")({
  type: Schema.tag("image_generation"),
  /** Whether to make a new image or edit one that came with the request. */
  action: nullish(openEnum(["generate", "edit", "auto"])),
  /** Background of the image. */
  background: nullish(openEnum(["transparent", "opaque", "auto"])),
  /** How much the model reasons before it makes the image. Absent where `reasoning` or a default applies. */
  complexity: nullish(openEnum(["low", "medium", "high"])),
  /** How many frames a GIF has. Absent for other formats. */
  frameCount: nullish(Schema.Finite),
  /** How long each frame of a GIF is shown, in milliseconds. Absent for other formats. */
  frameDurationMs: nullish(Schema.Finite),
  /** How closely the features of input images are kept. */
  inputFidelity: nullish(openEnum(["high", "low"])),
  /** Which part of the image to edit. */
  inputImageMask: nullish(ImageGenerationMask),
  /** Model that makes the image. */
  model: nullish(
    openEnum([
      "gpt-image-1",
      "gpt-image-1-mini",
      "gpt-image-1.5",
      "gpt-image-2",
      "gpt-image-2-2026-04-21",
      "gpt-image-2.5-sunburst",
      "gpt-image-2.5-sunburst-2026-09-08",
      "gpt-image-2.5-flare",
      "gpt-image-2.5-flare-2026-09-08",
      "gpt-image-2.6-sunburst",
      "gpt-image-2.6-flare",
      "chatgpt-image-latest"
    ])
  ),
  /** How strictly the image is moderated. */
  moderation: nullish(openEnum(["auto", "low"])),
  /** How much the image file is compressed, from 0 to 100. Any finite number is valid. */
  outputCompression: nullish(Schema.Finite),
  /** File format of the image. */
  outputFormat: nullish(openEnum(["png", "webp", "jpeg", "gif", "svg"])),
  /** How many partial images to stream, from 0 to 3. Any finite number is valid. */
  partialImages: nullish(Schema.Finite),
  /** Quality of the image. */
  quality: nullish(openEnum(["low", "medium", "high", "xhigh", "max", "auto"])),
  /** Size in pixels, width by height, such as `1024x1024`. */
  size: nullish(openEnum(["1024x1024", "1024x1536", "1536x1024", "auto"])),
  /** Which model writes an SVG, and how. Absent for other formats. */
  svg: nullish(ImageGenerationSvg)
}) {}

// -----------------------------------------------------------------------------
// All tools
// -----------------------------------------------------------------------------

/**
 * A tool that no model describes, with the wire object in `raw`.
 *
 * OpenRouter's own server tools (`openrouter:web_search` and the like) would come as this: responses don't echo them.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownTool extends unknownMember<UnknownTool>("UnknownTool") {}

/**
 * A tool of the request, as the response echoes it: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const Tool = openUnion(
  [
    FunctionTool,
    CustomTool,
    NamespaceTool,
    ProgrammaticToolCallingTool,
    ToolSearchTool,
    WebSearchTool,
    WebSearch20250826Tool,
    WebSearchPreviewTool,
    WebSearchPreview20250311Tool,
    XSearchTool,
    FileSearchTool,
    ComputerTool,
    ComputerUsePreviewTool,
    CodeInterpreterTool,
    LocalShellTool,
    ShellTool,
    ApplyPatchTool,
    McpTool,
    ImageGenerationTool
  ],
  UnknownTool
)

/** A tool of the request, as the response echoes it: a union by `type`. */
export type Tool = typeof Tool.Type
