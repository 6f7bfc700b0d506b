/**
 * Chunks to those of a UI message stream. Each response is a step of the message, which ends with the chunks.
 *
 * @internal
 */
import * as HashSet from "effect/HashSet"
import type { Mutable } from "effect/Types"
import { complain } from "../base/callback.ts"
import { isObject } from "../base/json.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { wordsFor } from "../stream/errorEvent.ts"
import type * as part from "./part.ts"
import { isReadable } from "./readable.ts"
import * as parts from "./state.ts"
import type { FinishReason, Metadata, ProviderMetadata, UiMessageChunk, UiMessageOptions } from "./uiMessageChunk.ts"

// -----------------------------------------------------------------------------
// Steps
// -----------------------------------------------------------------------------

/** What is known of a message. It never changes. */
export interface State {
  readonly parts: parts.State
  readonly isStarted: boolean
  /** Whether a response is under way. */
  readonly isInStep: boolean
  /** The ids of the calls. Readers refuse the output of any other. */
  readonly calls: HashSet.HashSet<string>
  /** What has been cited. */
  readonly cited: HashSet.HashSet<string>
  /** The first failure that the provider told. It comes last: readers stop at an error. */
  readonly failure: part.Failure | undefined
  /** Why the last response ended. */
  readonly finishReason: FinishReason
}

/** The state before the first chunk. */
export const initial: State = {
  parts: parts.initial,
  isStarted: false,
  isInStep: false,
  calls: /* @__PURE__ */ HashSet.empty<string>(),
  cited: /* @__PURE__ */ HashSet.empty<string>(),
  failure: undefined,
  finishReason: "other"
}

/** Steps over a chunk: gives the next state, and the chunks of the message. */
export const step = <E>(
  state: State,
  chunk: ResponsesStreamChunk,
  options: UiMessageOptions<E>
): readonly [State, ReadonlyArray<UiMessageChunk>] => {
  const [next, made] = parts.step(state.parts, chunk)
  return write({ ...state, parts: next }, made, options)
}

/** Ends the message, if the chunks end here. */
export const end = <E>(state: State, options: UiMessageOptions<E>): ReadonlyArray<UiMessageChunk> => {
  const [{ failure, finishReason, isStarted }, chunks] = write(state, parts.end(state.parts), options)
  if (!isStarted) return chunks
  const finish: UiMessageChunk = { type: "finish", finishReason }
  return failure === undefined
    ? [...chunks, finish]
    : [...chunks, finish, { type: "error", errorText: errorTextOf(failure, options) }]
}

/** The text of an error. By default, and if `toErrorText` throws or gives none, it names only the kind of the error. */
export const errorTextOf = <E>(
  failure: E | part.Failure,
  { toErrorText }: UiMessageOptions<E>,
  usual = wordsFor(failure).message
): string => {
  if (toErrorText === undefined) return usual
  try {
    const text: unknown = toErrorText(failure)
    if (typeof text === "string") return text
    if (text instanceof Promise) text.catch(() => {}) // The complaint is made here, once
    complain(new TypeError("It gave no text of an error"))
  } catch (thrown) {
    complain(thrown)
  }
  return usual
}

const write = <E>(
  before: State,
  made: ReadonlyArray<part.Part>,
  options: UiMessageOptions<E>
): readonly [State, ReadonlyArray<UiMessageChunk>] => {
  const state: Mutable<State> = { ...before }
  const chunks: Array<UiMessageChunk> = []
  for (const part of made) {
    if (!state.isStarted) chunks.push({ type: "start", ...defined({ messageId: options.messageId }) })
    if (!state.isInStep) chunks.push({ type: "start-step" })
    state.isStarted = true
    state.isInStep = true
    if (part._tag === "ToolInputStart" || part._tag === "ToolCall") state.calls = HashSet.add(state.calls, part.id)
    if (isNews(state, part)) chunks.push(...chunksOf(part, options))
    if (part._tag === "UrlSource" || part._tag === "DocumentSource") {
      state.cited = HashSet.add(state.cited, citedOf(part))
    }
    if (part._tag === "Finish") {
      chunks.push({ type: "finish-step" })
      state.isInStep = false
      state.failure ??= part.failure
      state.finishReason = part.reason === "unknown" ? "other" : part.reason
    }
  }
  return [state, chunks]
}

/** Whether the client has use for a part: not for the output of a call that never came, nor for a source once more. */
const isNews = ({ calls, cited }: State, part: part.Part): boolean => {
  switch (part._tag) {
    case "ToolResult":
      return HashSet.has(calls, part.id)
    case "UrlSource":
    case "DocumentSource":
      return !HashSet.has(cited, citedOf(part))
    default:
      return true
  }
}

/** Names what a source is about. */
const citedOf = (source: part.UrlSource | part.DocumentSource): string => {
  if (source._tag === "UrlSource") return source.url
  const { containerId = "", fileId = source.title } = fileOf(source)
  return JSON.stringify([containerId, fileId])
}

const fileOf = ({ annotation }: part.DocumentSource): ProviderMetadata["openai"] =>
  defined({ fileId: textOf(annotation["file_id"]), containerId: textOf(annotation["container_id"]) })

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

// -----------------------------------------------------------------------------
// Parts
// -----------------------------------------------------------------------------

const none: ReadonlyArray<never> = []

const chunksOf = <E>(part: part.Part, options: UiMessageOptions<E>): ReadonlyArray<UiMessageChunk> => {
  switch (part._tag) {
    case "Begin":
      return metadata({ responseId: part.responseId, model: part.model })
    case "TextStart":
      return [{ type: "text-start", id: part.id, ...providerMetadata({ itemId: part.itemId, phase: part.phase }) }]
    case "TextDelta":
      return [{ type: "text-delta", id: part.id, delta: part.delta }]
    case "TextEnd":
      return [{ type: "text-end", id: part.id }]
    case "ReasoningStart":
      return [{ type: "reasoning-start", id: part.id, ...reasoningMetadata(part) }]
    case "ReasoningDelta":
      return [{ type: "reasoning-delta", id: part.id, delta: part.delta }]
    case "ReasoningEnd":
      return [{ type: "reasoning-end", id: part.id, ...reasoningMetadata(part) }]
    case "ToolInputStart":
      return [{ type: "tool-input-start", ...callOf(part), toolName: part.name }]
    case "ToolInputDelta":
      return [{ type: "tool-input-delta", toolCallId: part.id, inputTextDelta: part.delta }]
    case "ToolCall": {
      const { itemId, name } = part
      const call = { ...callOf(part), toolName: name, input: readable(part.input) }
      const fault = faultOf(part)
      return fault === undefined
        ? [{ type: "tool-input-available", ...call, ...providerMetadata({ itemId }) }]
        : [{ type: "tool-input-error", ...call, errorText: toolErrorText({ toolName: name }, options, fault) }]
    }
    case "ToolResult":
      return [
        part.isError
          ? { type: "tool-output-error", ...callOf(part), errorText: toolErrorText(toolFailureOf(part), options) }
          : { type: "tool-output-available", ...callOf(part), output: readable(part.output) }
      ]
    case "ApprovalRequest":
      return [{ type: "tool-approval-request", approvalId: part.approvalId, toolCallId: part.callId }]
    case "UrlSource":
      return [{ type: "source-url", sourceId: part.id, url: part.url, ...(part.title && { title: part.title }) }]
    case "DocumentSource":
      return [
        {
          type: "source-document",
          sourceId: part.id,
          mediaType: part.mediaType,
          title: part.title,
          ...providerMetadata(fileOf(part))
        }
      ]
    case "File":
      return [{ type: "file", ...imageOf(part), ...providerMetadata({ itemId: part.itemId }) }]
    case "LinkedImage": {
      const { itemId, mediaType, url } = part
      return [{ type: "file", url, mediaType, ...providerMetadata({ itemId }) }]
    }
    case "ImageFailure": {
      const { code, itemId, key, message } = part
      const toolName = "image_generation"
      const call = { toolCallId: itemId ?? `image-${key}`, providerExecuted: true as const }
      const failure = { toolName, ...defined({ code, message }) }
      return [
        { type: "tool-input-available", ...call, toolName, input: {}, ...providerMetadata({ itemId }) },
        { type: "tool-output-error", ...call, errorText: toolErrorText(failure, options) }
      ]
    }
    case "PartialImage":
      return [
        {
          type: "data-partial-image",
          id: part.key,
          data: { ...imageOf(part), index: part.index },
          transient: true
        }
      ]
    case "Finish":
      return metadata({
        responseId: part.response?.id,
        model: part.response?.model,
        usage: isReadable(part.usage) ? part.usage : undefined
      })
    default:
      return none
  }
}

type Possible<A> = { readonly [Key in keyof A]?: A[Key] | null | undefined }

/** The fields that aren't empty. */
const defined = <A extends object>(fields: Possible<A>): A =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all fields of these types are optional
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as A

const metadata = (fields: Possible<Metadata>): ReadonlyArray<UiMessageChunk> => {
  const messageMetadata = defined<Metadata>(fields)
  return Object.keys(messageMetadata).length === 0 ? none : [{ type: "message-metadata", messageMetadata }]
}

const providerMetadata = (
  fields: Possible<ProviderMetadata["openai"]>
): { readonly providerMetadata?: ProviderMetadata } => {
  const openai = defined<ProviderMetadata["openai"]>(fields)
  return Object.keys(openai).length === 0 ? {} : { providerMetadata: { openai } }
}

const reasoningMetadata = ({ encryptedContent, itemId }: part.ReasoningStart | part.ReasoningEnd) =>
  providerMetadata({ itemId, reasoningEncryptedContent: encryptedContent })

const callOf = ({ id, providerExecuted, serverLabel }: part.ToolInputStart | part.ToolCall | part.ToolResult) => ({
  toolCallId: id,
  ...(providerExecuted && { providerExecuted }),
  ...(serverLabel !== undefined && { dynamic: true as const })
})

/** JSON as readers take it: as text, if they refuse it. */
const readable = (json: unknown): unknown => (isReadable(json) ? json : JSON.stringify(json))

/** Why a call can't run, if it can't. */
const faultOf = ({ input, isInvalid, name }: part.ToolCall): string | undefined => {
  if (name === "") return "The call has no name."
  if (isInvalid) return "The input is not JSON."
  return isReadable(input) ? undefined : "The input has a key that is not allowed."
}

const toolErrorText = <E>(
  failure: Omit<part.Failure, "_tag">,
  options: UiMessageOptions<E>,
  usual = "The tool failed."
): string => errorTextOf({ _tag: "Failure", ...failure }, options, usual)

/** What the provider says of a tool that failed. */
const toolFailureOf = ({ name, output }: part.ToolResult): Omit<part.Failure, "_tag"> => {
  const error = isObject(output) ? output["error"] : undefined
  const { code, message } = isObject(error) ? error : { code: undefined, message: error }
  return { toolName: name, ...defined({ code: textOf(code), message: textOf(message) }) }
}

const imageOf = ({ base64, mediaType }: part.ImageFile | part.PartialImage) => ({
  url: `data:${mediaType};base64,${base64}`,
  mediaType
})
