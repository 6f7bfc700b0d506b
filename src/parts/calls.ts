/**
 * Calls of tools: their inputs, which begin, grow and end, and the calls themselves once they are finished.
 *
 * @internal
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Mutable } from "effect/Types"
import type { Json } from "../base/json.ts"
import * as ToolCall from "../call/ToolCall.ts"
import type { CallEvent } from "../call/ToolCall.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { Part, ToolInputStart } from "./part.ts"
import { itemJson, toolOf } from "./tools.ts"
import type { Tool } from "./tools.ts"

/** The calls of a response. It never changes. */
export interface State {
  readonly calls: ToolCall.State
  /** The calls that are open, by their keys. */
  readonly open: HashMap.HashMap<string, Open>
  /** Whether the client has calls to run. */
  readonly hasCalls: boolean
}

type CallRef = Omit<ToolInputStart, "_tag">

interface Open {
  readonly ref: CallRef
  /** Whether its start has come. It waits for name and id. */
  readonly isStarted: boolean
  /** The JSON around a text that isn't JSON. */
  readonly frame: string | undefined
  /** The text that has come. */
  readonly text: string
}

/** The state before the first chunk. */
export const initial: State = { calls: ToolCall.initial, open: /* @__PURE__ */ HashMap.empty(), hasCalls: false }

/** The next state in the making, and the parts of this step. */
export interface Draft extends Mutable<State> {
  readonly parts: Array<Part>
}

/** Adds the parts of calls that a chunk has. */
export const onChunk = (draft: Draft, chunk: ResponsesStreamChunk): void => {
  const [calls, events] = ToolCall.step(draft.calls, chunk)
  draft.calls = calls
  const item =
    chunk.type === "response.output_item.added" || chunk.type === "response.output_item.done" ? chunk.item : undefined
  for (const event of events) onEvent(draft, event, item)
}

/** Ends the calls that are open, if the chunks end here. */
export const onEnd = (draft: Draft): void => {
  for (const event of ToolCall.end(draft.calls)) onEvent(draft, event, undefined)
}

const onEvent = (draft: Draft, event: CallEvent, item: OutputItem | undefined): void => {
  const tool = toolOf(event.type)
  if (tool === undefined) return
  switch (event._tag) {
    case "Started":
      return onStarted(draft, event, tool, item?.type === event.type ? itemJson(item) : {})
    case "Arguments":
      return grow(draft, event.key, event.delta)
    case "Input":
      return tool.frame === undefined ? undefined : grow(draft, event.key, event.delta)
    case "Finished":
    case "Invalid":
    case "Unfinished":
      return onOutcome(draft, event, tool)
  }
}

const onStarted = (draft: Draft, event: ToolCall.Started, tool: Tool, item: Json): void => {
  const call: Open = { ...namesOf(event, tool, item), isStarted: false, text: "" }
  const { name, providerExecuted } = call.ref
  const isNamed = name !== "" && (providerExecuted || Boolean(event.callId))
  draft.open = HashMap.set(draft.open, event.key, isNamed ? start(draft, call, tool) : call)
}

const namesOf = (event: ToolCall.Started | ToolCall.Outcome, tool: Tool, item: Json): Pick<Open, "ref" | "frame"> => {
  const { callId, itemId, key, name = "", serverLabel } = event
  // A call that was approved has the id of its request
  const approvalId = item["approval_request_id"]
  const ref: CallRef = {
    id: (typeof approvalId === "string" && approvalId) || callId || itemId || `call-${key}`,
    name: tool.name ?? name,
    type: event.type,
    ...(itemId ? { itemId } : {}),
    providerExecuted: tool.isHosted(item),
    ...(serverLabel === undefined ? {} : { serverLabel })
  }
  return { ref, frame: tool.frame === undefined ? undefined : JSON.stringify(tool.frame(item)) }
}

/** Gives the start of a call, and the text that has come before. */
const start = (draft: Draft, call: Open, tool: Tool): Open => {
  if (tool.input !== undefined) draft.parts.push({ _tag: "ToolInputStart", ...call.ref })
  giveText(draft, call, "", call.text)
  return { ...call, isStarted: true }
}

const giveText = (draft: Draft, { frame, ref }: Open, before: string, delta: string): void => {
  if (delta === "") return
  if (frame !== undefined && before === "") {
    draft.parts.push({ _tag: "ToolInputDelta", ...ref, delta: frame.slice(0, -tailOf(frame).length) })
  }
  const json = frame === undefined ? delta : JSON.stringify(delta).slice(1, -1)
  draft.parts.push({ _tag: "ToolInputDelta", ...ref, delta: json })
}

/** The quote that ends the last string, and what is behind it. */
const tailOf = (frame: string): string => frame.slice(frame.lastIndexOf('"'))

const grow = (draft: Draft, key: string, delta: string): void => {
  const call = Option.getOrUndefined(HashMap.get(draft.open, key))
  if (call === undefined) return
  if (call.isStarted) giveText(draft, call, call.text, delta)
  draft.open = HashMap.set(draft.open, key, { ...call, text: call.text + delta })
}

const onOutcome = (draft: Draft, event: ToolCall.Outcome, tool: Tool): void => {
  const { key } = event
  const isFinished = event._tag !== "Unfinished"
  if (isFinished && "argumentsText" in event) completeText(draft, key, event.argumentsText)
  const open = Option.getOrUndefined(HashMap.get(draft.open, key))
  if (open === undefined) return
  draft.open = HashMap.remove(draft.open, key)
  const item = event.item === undefined ? {} : itemJson(event.item)
  const call = open.isStarted ? open : start(draft, { ...open, ...namesOf(event, tool, item) }, tool)
  const { frame, text } = call
  const ref = event.itemId ? { ...call.ref, itemId: event.itemId } : call.ref
  if (tool.input !== undefined) {
    if (isFinished && frame !== undefined && text !== "") {
      draft.parts.push({ _tag: "ToolInputDelta", ...ref, delta: tailOf(frame) })
    }
    draft.parts.push({ _tag: "ToolInputEnd", ...ref })
  }
  const isError = Boolean(item["error"]) || item["status"] === "failed"
  // Only the provider's own calls have run though they failed
  if (!isFinished && !(isError && ref.providerExecuted)) return
  if (tool.input !== undefined) {
    if (!ref.providerExecuted && ref.name !== "") draft.hasCalls = true
    const input = tool.input === "arguments" ? argumentsOf(event) : tool.input(item)
    draft.parts.push({ _tag: "ToolCall", ...ref, input, isInvalid: event._tag === "Invalid" || ref.name === "" })
  }
  if (event.type === "mcp_approval_request") {
    draft.parts.push({ _tag: "ApprovalRequest", approvalId: ref.itemId ?? ref.id, callId: ref.id, name: ref.name })
  }
  if (tool.output !== undefined && ref.providerExecuted) {
    draft.parts.push({ _tag: "ToolResult", ...ref, output: tool.output(item), isError })
  }
}

/** Gives what the final arguments have beyond the deltas. They may contradict these. */
const completeText = (draft: Draft, key: string, whole: string): void => {
  const text = Option.match(HashMap.get(draft.open, key), { onNone: () => "", onSome: (call) => call.text })
  if (whole.startsWith(text)) grow(draft, key, whole.slice(text.length))
}

/** The arguments as JSON: of a call that failed too, where they are. */
const argumentsOf = (event: ToolCall.Outcome): unknown => {
  if ("arguments" in event) return event.arguments
  if (!("argumentsText" in event)) return {}
  try {
    return JSON.parse(event.argumentsText)
  } catch {
    return event.argumentsText
  }
}
