/**
 * Chunks to those of a UI message stream. Each response is a step of the message, which ends with the chunks.
 *
 * @internal
 */
import * as HashSet from "effect/HashSet"
import type { Mutable } from "effect/Types"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { errorEvent } from "../stream/errorEvent.ts"
import type * as part from "./part.ts"
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
  /** What the provider says of its failure, until the response ends: readers stop at an error. */
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
  failure: undefined,
  finishReason: "interrupted"
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
  const [{ finishReason, isStarted }, chunks] = write(state, parts.end(state.parts), options)
  return isStarted ? [...chunks, { type: "finish", finishReason }] : chunks
}

/** The text of an error. By default it names only the kind of the error. */
export const errorTextOf = <E>(error: E | part.Failure, { toErrorText }: UiMessageOptions<E>): string =>
  errorEvent(error, 0, toErrorText && ((error) => ({ message: toErrorText(error) }))).message

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
    if (part._tag === "Failure") state.failure ??= part
    if (part._tag !== "ToolResult" || HashSet.has(state.calls, part.id)) chunks.push(...chunksOf(part))
    if (part._tag === "Finish") {
      if (state.failure !== undefined) chunks.push({ type: "error", errorText: errorTextOf(state.failure, options) })
      chunks.push({ type: "finish-step" })
      state.isInStep = false
      state.failure = undefined
      state.finishReason = part.reason === "unknown" ? "interrupted" : part.reason
    }
  }
  return [state, chunks]
}

// -----------------------------------------------------------------------------
// Parts
// -----------------------------------------------------------------------------

const none: ReadonlyArray<never> = []

const chunksOf = (part: part.Part): ReadonlyArray<UiMessageChunk> => {
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
      const call = { ...callOf(part), toolName: part.name, input: part.input }
      return [
        part.isInvalid
          ? { type: "tool-input-error", ...call, errorText: "The input is not JSON." }
          : { type: "tool-input-available", ...call, ...providerMetadata({ itemId: part.itemId }) }
      ]
    }
    case "ToolResult":
      return [
        part.isError
          ? { type: "tool-output-error", ...callOf(part), errorText: "The tool failed." }
          : { type: "tool-output-available", ...callOf(part), output: part.output }
      ]
    case "ApprovalRequest":
      return [{ type: "tool-approval-request", approvalId: part.approvalId, toolCallId: part.callId }]
    case "UrlSource":
      return [{ type: "source-url", sourceId: part.id, url: part.url, ...(part.title && { title: part.title }) }]
    case "DocumentSource":
      return [{ type: "source-document", sourceId: part.id, mediaType: part.mediaType, title: part.title }]
    case "File":
      return [{ type: "file", ...imageOf(part), ...providerMetadata({ itemId: part.itemId }) }]
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
      return metadata({ responseId: part.response?.id, model: part.response?.model, usage: part.usage })
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

const imageOf = ({ base64, mediaType }: part.ImageFile | part.PartialImage) => ({
  url: `data:${mediaType};base64,${base64}`,
  mediaType
})
