/**
 * The reducer that makes parts from chunks: pure, and without the shape of any client. It puts together those of texts,
 * calls and images.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import type { ResponsesStreamChunk, TerminalChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { Response, ResponseError } from "../model/Response.ts"
import { responseIdOf } from "../stream/event.ts"
import { isItemUpdate } from "../stream/items.ts"
import { beginsAnother, isError, isTerminal, verdictOf, verdictOfChunk } from "../stream/verdict.ts"
import type { TerminalVerdict, Verdict } from "../stream/verdict.ts"
import * as calls from "./calls.ts"
import * as files from "./files.ts"
import type { Failure, FinishReason, Part } from "./part.ts"
import * as texts from "./texts.ts"
import { itemJson, toolOf } from "./tools.ts"

/** What is known of a response. It never changes. */
export interface State extends texts.State, calls.State, files.State {
  readonly responseId: string | undefined
  /** Whether a part has come. */
  readonly isBegun: boolean
  /** Whether the part of the beginning has come. */
  readonly isNamed: boolean
  /** The first error, once one has come. */
  readonly failure: Failure | undefined
  /** Whether the response is over. */
  readonly ended: boolean
}

/** The state before the first chunk. */
export const initial: State = {
  ...texts.initial,
  ...calls.initial,
  ...files.initial,
  responseId: undefined,
  isBegun: false,
  isNamed: false,
  failure: undefined,
  ended: false
}

/** The next state in the making, and the parts of this step. */
interface Draft extends Mutable<State> {
  readonly parts: Array<Part>
}

const none: ReadonlyArray<never> = []

/** Steps over a chunk: gives the next state, and the parts that the chunk makes. */
export const step = (state: State, chunk: ResponsesStreamChunk): readonly [State, ReadonlyArray<Part>] => {
  const responseId = responseIdOf(chunk)
  // Another response on the same stream, as on a WebSocket
  if (beginsAnother(chunk.type, responseId, state.responseId)) {
    const [next, parts] = step(initial, chunk)
    return [next, [...end(state), ...parts]]
  }
  if (state.ended) return [state, none]
  const draft: Draft = { ...state, responseId: state.responseId ?? responseId, parts: [] }
  onChunk(draft, chunk)
  const { parts, ...next } = draft
  return [parts.length === 0 ? next : { ...next, isBegun: true }, parts]
}

/** Ends all that is open, if the chunks end here. Nothing ends twice. */
export const end = (state: State): ReadonlyArray<Part> => {
  if (state.ended || !state.isBegun) return none
  const draft: Draft = { ...state, parts: [] }
  const openItems = draft.items.values().filter((item) => !item.isDone && !item.isInferred).length
  const verdict = verdictOf({ terminal: undefined, errored: draft.failure !== undefined, openItems, done: draft.done })
  texts.onEnd(draft)
  calls.onEnd(draft)
  draft.parts.push({ _tag: "Finish", reason: reasonOf(draft, verdict), verdict, ...failureOf(draft) })
  return draft.parts
}

const onChunk = (draft: Draft, chunk: ResponsesStreamChunk): void => {
  if ("response" in chunk) begin(draft, chunk.response)
  switch (chunk.type) {
    case "response.content_part.added":
    case "response.content_part.done":
    case "response.output_text.annotation.added":
    case "response.output_text.delta":
    case "response.output_text.done":
    case "response.reasoning_part.added":
    case "response.reasoning_part.done":
    case "response.reasoning_summary_part.added":
    case "response.reasoning_summary_part.done":
    case "response.reasoning_summary_text.delta":
    case "response.reasoning_summary_text.done":
    case "response.reasoning_text.delta":
    case "response.reasoning_text.done":
    case "response.refusal.delta":
    case "response.refusal.done":
      return texts.onText(draft, chunk)
    case "response.output_item.added":
      texts.onAdded(draft, chunk)
      return onOther(draft, chunk)
    case "response.output_item.done":
      if (texts.onDone(draft, chunk)) rest(draft, chunk.item)
      return onOther(draft, chunk)
    default:
      if (isItemUpdate(chunk.type)) {
        return chunk.type.startsWith("response.image_generation_call.")
          ? onOther(draft, chunk)
          : calls.onChunk(draft, chunk)
      }
      return onResponse(draft, chunk)
  }
}

/** Calls and images. Both follow all items. */
const onOther = (draft: Draft, chunk: ResponsesStreamChunk): void => {
  calls.onChunk(draft, chunk)
  files.onChunk(draft, chunk)
}

const begin = (draft: Draft, { createdAt, id, model }: Response): void => {
  if (draft.isNamed) return
  draft.isNamed = true
  draft.parts.push({
    _tag: "Begin",
    ...(id ? { responseId: id } : {}),
    ...(model ? { model } : {}),
    ...(typeof createdAt === "number" ? { createdAt } : {})
  })
}

/** Keeps an item that is neither text nor call nor image. */
const rest = (draft: Draft, item: OutputItem): void => {
  if (item.type === "message" || item.type === "reasoning" || toolOf(item.type) !== undefined) return
  if (item.type === "image_generation_call" || item.type === "openrouter:image_generation") return
  draft.parts.push({ _tag: "Rest", of: "item", json: itemJson(item) })
}

const onResponse = (draft: Draft, chunk: ResponsesStreamChunk): void => {
  const verdict = verdictOfChunk(chunk)
  if (verdict !== undefined) return finish(draft, chunk, verdict)
  if (chunk.type === "UNKNOWN") draft.parts.push({ _tag: "Rest", of: "chunk", json: chunk.raw })
  if (isError(chunk)) {
    fail(draft, chunk.type === "error" ? chunk : chunk.error)
    onOther(draft, chunk)
  }
}

const fail = (draft: Draft, { code, message }: Partial<Pick<ResponseError, "code" | "message">>): void => {
  const failure: Failure = { _tag: "Failure", ...(code ? { code: String(code) } : {}), ...(message ? { message } : {}) }
  draft.failure ??= failure
  draft.parts.push(failure)
}

const failureOf = ({ failure }: Draft) => (failure === undefined ? {} : { failure })

const finish = (draft: Draft, chunk: ResponsesStreamChunk, verdict: TerminalVerdict): void => {
  const response = isTerminal(chunk) ? chunk.response : undefined
  for (const item of texts.onOutput(draft, response?.output ?? none)) rest(draft, item)
  texts.onEnd(draft)
  if (!draft.hasText && response?.outputText) texts.onWhole(draft, response.outputText)
  onOther(draft, chunk)
  if (verdict === "Failed" && draft.failure === undefined) fail(draft, response?.error ?? {})
  draft.ended = true
  draft.parts.push({
    _tag: "Finish",
    reason: reasonOf(draft, verdict, response),
    verdict,
    ...(response?.usage ? { usage: response.usage } : {}),
    ...(response === undefined ? {} : { response }),
    ...failureOf(draft)
  })
}

const reasonOf = (draft: Draft, verdict: Verdict, response?: TerminalChunk["response"]): FinishReason => {
  switch (verdict) {
    case "Completed":
      return draft.hasCalls ? "tool-calls" : draft.hasRefusal ? "content-filter" : "stop"
    case "Incomplete":
      return reasons[response?.incompleteDetails?.reason ?? ""] ?? "other"
    case "Failed":
    case "Errored":
      return "error"
    case "Cancelled":
      return "other"
    default:
      return "unknown"
  }
}

const reasons: { readonly [reason: string]: FinishReason | undefined } = {
  content_filter: "content-filter",
  max_output_tokens: "length"
}
