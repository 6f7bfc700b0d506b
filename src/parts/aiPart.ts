/**
 * Parts as those of Effect's `effect/ai`, encoded.
 *
 * @internal
 */
import type * as AiResponse from "effect/ai/Response"
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { Response } from "../model/Response.ts"
import type { Usage } from "../model/Usage.ts"
import { encodeChunk } from "../wire/chunkEncoder.ts"
import type * as part from "./part.ts"

/** A tool that the request declares, as in the options of `LanguageModel`. */
export interface DeclaredTool {
  /** Name of the tool in the toolkit. */
  readonly name: string
  /** Name of the tool for the provider, if the provider defines it: `web_search`. */
  readonly providerName?: string
}

/** The tools that the request declares. `undefined` lets all calls through. */
export type DeclaredTools = ReadonlyArray<DeclaredTool> | undefined

type AiPart = AiResponse.StreamPartEncoded

const none: ReadonlyArray<never> = []

/** The parts for a part: one or none. */
export const toAiParts = (from: part.Part, tools: DeclaredTools): ReadonlyArray<AiPart> => {
  switch (from._tag) {
    case "Begin":
      return [{ type: "response-metadata", ...present({ id: from.responseId, modelId: from.model }), ...timeOf(from) }]
    case "TextStart":
      return [{ type: "text-start", id: from.id, ...openai({ itemId: from.itemId, phase: from.phase }) }]
    case "TextDelta":
      return [{ type: "text-delta", id: from.id, delta: from.delta }]
    case "TextEnd": {
      const { annotations, id, isRefusal, itemId, phase, text } = from
      return [
        {
          type: "text-end",
          id,
          ...openai({
            annotations: annotations.length === 0 ? undefined : annotations,
            itemId,
            phase,
            refusal: isRefusal ? text : undefined
          })
        }
      ]
    }
    case "ReasoningStart":
    case "ReasoningEnd": {
      const { encryptedContent, id, itemId } = from
      const type = from._tag === "ReasoningStart" ? "reasoning-start" : "reasoning-end"
      return [{ type, id, ...openai({ itemId, encryptedContent }) }]
    }
    case "ReasoningDelta":
      return [{ type: "reasoning-delta", id: from.id, delta: from.delta, ...openai({ itemId: from.itemId }) }]
    case "ToolInputStart":
    case "ToolInputDelta":
    case "ToolInputEnd":
    case "ToolCall":
    case "ToolResult":
      return toToolParts(from, tools)
    case "ApprovalRequest":
      return toApproval(from, tools)
    case "UrlSource": {
      const { annotation, id, title, url } = from
      const { end_index: endIndex, start_index: startIndex, type } = annotation
      return [{ type: "source", sourceType: "url", id, url, title, ...openai({ type, startIndex, endIndex }) }]
    }
    case "DocumentSource": {
      const { annotation, id, mediaType, title } = from
      const { container_id: containerId, file_id: fileId, index, type } = annotation
      const metadata = openai({ type, fileId, containerId, index })
      return [{ type: "source", sourceType: "document", id, mediaType, title, fileName: title, ...metadata }]
    }
    case "File": {
      const { base64, itemId, mediaType, revisedPrompt } = from
      return [{ type: "file", mediaType, data: base64, ...openai({ itemId, revisedPrompt }) }]
    }
    case "PartialImage": {
      const { base64, index, itemId, mediaType } = from
      return metadataOf({ partialImage: present({ itemId, index, mediaType, data: base64 }) })
    }
    case "ImageFailure":
    case "LinkedImage":
      return none
    case "Failure":
      return [{ type: "error", error: errorOf(from) }]
    case "Finish":
      return [{ type: "finish", reason: from.reason, usage: usageOf(from.usage), ...finishMetadata(from) }]
    default:
      return metadataOf({ [from.of]: from.json })
  }
}

// -----------------------------------------------------------------------------
// Tools
// -----------------------------------------------------------------------------

type ToolPart = Extract<part.Part, { readonly providerExecuted: boolean }>

/** The name of a call's tool in the toolkit, if the tool is declared. A call without a name is of no tool. */
const declaredName = ({ name, type }: Pick<ToolPart, "name" | "type">, tools: DeclaredTools): string | undefined => {
  if (name === "") return undefined
  const isOwn = type === "function_call" || type === "custom_tool_call"
  const providerName = type === "mcp_call" || type === "mcp_approval_request" ? "mcp" : name
  if (tools === undefined) return providerName
  return tools.find((tool) => (isOwn ? tool.name : tool.providerName) === providerName)?.name
}

const toToolParts = (from: ToolPart, tools: DeclaredTools): ReadonlyArray<AiPart> => {
  const { id, itemId, providerExecuted, serverLabel, type } = from
  const name = declaredName(from, tools)
  // `LanguageModel` fails at a call that isn't declared
  if (name === undefined) return toUndeclared(from)
  const call = { id, name, ...(providerExecuted ? { providerExecuted } : {}) }
  const isMcp = type === "mcp_call" || type === "mcp_approval_request"
  const names = { itemId, serverLabel, toolName: isMcp ? from.name : undefined }
  switch (from._tag) {
    case "ToolInputStart":
      return [{ type: "tool-params-start", ...call }]
    case "ToolInputDelta":
      return [{ type: "tool-params-delta", id, delta: from.delta }]
    case "ToolInputEnd":
      return [{ type: "tool-params-end", id }]
    case "ToolCall":
      return [{ type: "tool-call", ...call, params: from.input, ...openai({ ...names, type: typeOf(from) }) }]
    default:
      return [{ type: "tool-result", ...call, result: from.output, isFailure: false, ...openai(names) }]
  }
}

const typeOf = ({ type }: ToolPart): string | undefined => (type === "function_call" ? undefined : type)

const toUndeclared = (from: ToolPart): ReadonlyArray<AiPart> => {
  const { id, itemId, name, serverLabel } = from
  const names = { id, name, ...present({ itemId, serverLabel, type: typeOf(from) }) }
  if (from._tag === "ToolCall") return metadataOf({ toolCall: { ...names, params: from.input } })
  if (from._tag === "ToolResult") return metadataOf({ toolResult: { ...names, result: from.output } })
  return none
}

const toApproval = (
  { approvalId, callId, name }: part.ApprovalRequest,
  tools: DeclaredTools
): ReadonlyArray<AiPart> => {
  const approval = { approvalId, toolCallId: callId }
  return declaredName({ name, type: "mcp_approval_request" }, tools) === undefined
    ? metadataOf({ toolApprovalRequest: approval })
    : [{ type: "tool-approval-request", ...approval }]
}

// -----------------------------------------------------------------------------
// Metadata
// -----------------------------------------------------------------------------

/** The fields that are there. */
const present = <Fields extends object>(
  fields: Fields
): { readonly [Key in keyof Fields]?: NonNullable<Fields[Key]> } =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these fields are left
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as {
    readonly [Key in keyof Fields]?: NonNullable<Fields[Key]>
  }

type Metadata = { readonly metadata?: AiResponse.ProviderMetadata }

/** Metadata under the name of the API, or none. */
const openai = (fields: object): Metadata => {
  const left = present(fields)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fields are JSON
  return Object.keys(left).length === 0 ? {} : { metadata: { openai: left as AiResponse.ProviderMetadata } }
}

/** A part that has nothing but metadata. `1e400`, which JSON reads as infinity, is null there. */
const metadataOf = (fields: object): ReadonlyArray<AiPart> => [
  { type: "response-metadata", ...openai(JSON.parse(JSON.stringify(fields))) }
]

const timeOf = ({ createdAt }: part.Begin): { readonly timestamp?: string } => {
  const time = new Date((createdAt ?? Number.NaN) * 1000)
  return Number.isNaN(time.getTime()) ? {} : { timestamp: time.toISOString() }
}

const errorOf = ({ code, message }: part.Failure) => present({ code, message })

const finishMetadata = ({ failure, response }: part.Finish): Metadata => {
  const { service_tier: serviceTier, usage } = response === undefined ? {} : responseJson(response)
  return openai({ error: failure && errorOf(failure), serviceTier, usage })
}

const responseJson = (response: Response): Json => {
  const chunk = { type: "response.completed", response: Object.assign({}, response, { output: [] }), sequenceNumber: 0 }
  const json = encodeChunk(chunk)["response"]
  return isObject(json) ? json : {}
}

// -----------------------------------------------------------------------------
// Usage
// -----------------------------------------------------------------------------

/** Counts of tokens. What is no whole number is left out. */
const usageOf = (usage: Usage | undefined): (typeof AiResponse.Usage)["Encoded"] => {
  const { inputTokens, inputTokensDetails, outputTokens, outputTokensDetails } = usage ?? {}
  const total = countOf(inputTokens)
  const cacheRead = countOf(inputTokensDetails?.cachedTokens)
  const output = countOf(outputTokens)
  const reasoning = countOf(outputTokensDetails?.reasoningTokens)
  return {
    inputTokens: present({
      uncached: difference(total, cacheRead),
      total,
      cacheRead: total === undefined ? undefined : (cacheRead ?? 0),
      cacheWrite: countOf(inputTokensDetails?.cacheWriteTokens)
    }),
    outputTokens: present({
      total: output,
      text: difference(output, reasoning),
      reasoning: output === undefined ? undefined : (reasoning ?? 0)
    })
  }
}

const countOf = (count: number | null | undefined): number | undefined =>
  Number.isSafeInteger(count) ? (count ?? undefined) : undefined

/** Some providers don't count the cached tokens in the total. */
const difference = (total: number | undefined, part = 0): number | undefined =>
  total === undefined || part > total ? undefined : total - part
