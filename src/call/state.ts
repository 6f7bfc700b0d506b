/**
 * The reducer behind function calls.
 *
 * A call is identified by its output index, or by its id if these contradict each other: some gateways count wrong,
 * leave items out, or rename calls. Each call gets exactly one `Started` and one outcome.
 *
 * @internal
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Json, JsonArray, JsonObject } from "effect/Schema"
import type { Case, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { FunctionCallItem, OutputItem } from "../model/OutputItem.ts"
import { isErrorType, isTerminal, terminalVerdict, type TerminalVerdict } from "../stream/verdict.ts"
import { InvalidArgumentsJson } from "./errors.ts"
import * as Event from "./event.ts"
import * as PartialJson from "./partialJson.ts"

/** The calls of a response. It never changes. */
export interface State {
  readonly calls: Calls
  /** Whether the terminal chunk has come. */
  readonly ended: boolean
  /** Whether an error has come. */
  readonly errored: boolean
}

/** Calls by output index, or by id if another call has the same index. */
type Calls = HashMap.HashMap<number | string, Call>

interface Call {
  readonly outputIndex: number
  /** Name and ids, once a chunk has named them. */
  readonly identity: Event.CallIdentity | undefined
  /** Whether it has an outcome. */
  readonly isSettled: boolean
  /** The deltas, joined. */
  readonly text: string
  readonly json: PartialJson.PartialJson
  /** The text of `response.function_call_arguments.done`. */
  readonly doneText: string
}

type Step = readonly [State, ReadonlyArray<Event.CallEvent>]

/** The state before the first chunk. */
export const initial: State = { calls: /* @__PURE__ */ HashMap.empty(), ended: false, errored: false }

/** Steps over a chunk: gives the next state, and the events of calls. */
export const step = (state: State, chunk: ResponsesStreamChunk): Step => {
  switch (chunk.type) {
    case "response.created":
      // After the end, another response on the same stream, as on a WebSocket
      return [state.ended ? initial : state, none]
    case "response.output_item.added":
      return chunk.item.type === "function_call" ? addItem(state, chunk.outputIndex, chunk.item) : [state, none]
    case "response.function_call_arguments.delta":
      return addDelta(state, chunk)
    case "response.function_call_arguments.done":
      return finishArguments(state, chunk)
    case "response.output_item.done":
      return chunk.item.type === "function_call" ? finishItem(state, chunk.outputIndex, chunk.item) : [state, none]
    default: {
      const verdict = terminalVerdict(chunk.type)
      if (verdict !== undefined && isTerminal(chunk)) return finishResponse(state, chunk.response.output, verdict)
      return [isErrorType(chunk.type) && !state.errored ? { ...state, errored: true } : state, none]
    }
  }
}

/** Gives the outcomes of the calls that are open, if the chunks end here. */
export const end = (state: State): ReadonlyArray<Event.Unfinished> =>
  openCalls(state).map((call) => unfinished(call, state.errored ? "Errored" : "Truncated"))

// -----------------------------------------------------------------------------
// Chunks
// -----------------------------------------------------------------------------

const none: ReadonlyArray<never> = []

const addItem = (state: State, outputIndex: number, item: FunctionCallItem): Step => {
  const there = callAt(state, outputIndex)
  if (state.ended || callAt(state, item.callId) !== undefined) return [state, none]
  if (there !== undefined && !fits(there, item)) return addItem(displace(state, there), outputIndex, item)
  const call = there ?? newCall(outputIndex)
  if (call.isSettled || call.identity !== undefined) return [state, none]
  const [next, events] = identify(call.text === "" ? grow(call, item.arguments) : call, item)
  return [put(state, outputIndex, next), events]
}

const addDelta = (state: State, chunk: Case<"response.function_call_arguments.delta">): Step => {
  const { delta, outputIndex } = chunk
  const call = callAt(state, outputIndex) ?? newCall(outputIndex)
  if (state.ended || call.isSettled || delta === "") return [state, none]
  const next = grow(call, delta)
  const { identity } = next
  return [put(state, outputIndex, next), identity === undefined ? none : [Event.argumentsGrown(identity, next, delta)]]
}

const finishArguments = (state: State, chunk: Case<"response.function_call_arguments.done">): Step => {
  const { outputIndex } = chunk
  const call = callAt(state, outputIndex) ?? newCall(outputIndex)
  if (state.ended || call.isSettled) return [state, none]
  const { identity } = call
  const text = chunk.arguments
  const json = identity === undefined ? undefined : parse(text)
  return identity !== undefined && isWhole(json)
    ? [put(state, outputIndex, settle(call)), [Event.finished(identity, text, json)]]
    : [put(state, outputIndex, { ...call, doneText: text }), none]
}

const finishItem = (state: State, outputIndex: number, item: FunctionCallItem): Step => {
  const there = callAt(state, outputIndex) ?? newCall(outputIndex)
  if (fits(there, item)) return finishCall(state, outputIndex, there, item)
  const displaced = callAt(state, item.callId)
  if (displaced !== undefined) return finishCall(state, item.callId, displaced, item)
  // An open call takes the id of its done. A settled one is another call
  return there.isSettled
    ? finishCall(displace(state, there), outputIndex, newCall(outputIndex), item)
    : finishCall(state, outputIndex, there, item)
}

const finishCall = (state: State, key: number | string, call: Call, item: FunctionCallItem): Step => {
  if (state.ended || call.isSettled) return [state, none]
  const [next, events] = identify(call, item)
  return [put(state, key, settle(next)), [...events, outcomeOfItem(next, item)]]
}

const finishResponse = (state: State, output: ReadonlyArray<OutputItem>, verdict: TerminalVerdict): Step => {
  if (state.ended) return [state, none]
  const open = new Set(openCalls(state))
  const find = finder(state, open, output)
  const events: Array<Event.CallEvent> = []
  for (const [outputIndex, item] of output.entries()) {
    if (item.type !== "function_call") continue
    const call = find(outputIndex, item)
    if (call !== undefined && !open.delete(call)) continue
    const [next, started] = identify(call ?? newCall(outputIndex), item)
    events.push(...started, outcomeOfItem(next, item, verdict))
  }
  for (const call of open) events.push(outcomeOfResponse(call, verdict))
  return [{ ...state, calls: HashMap.empty(), ended: true }, events]
}

/** Finds the calls of a response's items. Some gateways leave items out, so the others have other indexes. */
const finder = (state: State, open: ReadonlySet<Call>, output: ReadonlyArray<OutputItem>) => {
  const ids = new Set(output.map((item) => (item.type === "function_call" ? item.callId : undefined)))
  const byId = new Map<string, Call>()
  for (const call of HashMap.values(state.calls)) {
    const id = call.identity?.callId
    if (id !== undefined && (open.has(call) || !byId.has(id))) byId.set(id, call)
  }
  return (outputIndex: number, item: FunctionCallItem): Call | undefined => {
    const there = callAt(state, outputIndex)
    if (there !== undefined && fits(there, item)) return there
    // A call whose id no item has was renamed: to give it again would run it twice
    return byId.get(item.callId) ?? (ids.has(there?.identity?.callId) ? undefined : there)
  }
}

// -----------------------------------------------------------------------------
// Calls
// -----------------------------------------------------------------------------

const newCall = (outputIndex: number): Call => ({
  outputIndex,
  identity: undefined,
  isSettled: false,
  text: "",
  json: PartialJson.initial,
  doneText: ""
})

const callAt = ({ calls }: State, key: number | string): Call | undefined =>
  Option.getOrUndefined(HashMap.get(calls, key))

const put = (state: State, key: number | string, call: Call): State => ({
  ...state,
  calls: HashMap.set(state.calls, key, call)
})

/** Frees the index of a call for another one: some gateways give each item the index 0. */
const displace = (state: State, call: Call): State => ({
  ...state,
  calls: HashMap.remove(HashMap.set(state.calls, call.identity!.callId, call), call.outputIndex)
})

const openCalls = ({ calls }: State): ReadonlyArray<Call> =>
  Array.from(HashMap.values(calls))
    .filter((call) => !call.isSettled)
    .toSorted((a, b) => a.outputIndex - b.outputIndex)

/** Whether an item may be that of a call. A call without an id takes any. */
const fits = ({ identity }: Call, { callId }: FunctionCallItem): boolean =>
  identity === undefined || identity.callId === "" || identity.callId === callId

const grow = (call: Call, delta: string): Call => ({
  ...call,
  text: call.text + delta,
  json: PartialJson.push(call.json, delta)
})

/** Gives a call the ids and the name of its item, and emits the deltas that came before. */
const identify = (call: Call, item: FunctionCallItem): readonly [Call, ReadonlyArray<Event.CallEvent>] => {
  const identity: Event.CallIdentity = {
    outputIndex: call.outputIndex,
    callId: item.callId,
    name: item.name,
    ...(typeof item.id === "string" ? { itemId: item.id } : {}),
    ...(typeof item.namespace === "string" ? { namespace: item.namespace } : {})
  }
  const next = { ...call, identity }
  if (call.identity !== undefined) return [next, none]
  const started: Event.Started = { _tag: "Started", ...identity }
  return [next, call.text === "" ? [started] : [started, Event.argumentsGrown(identity, next, call.text)]]
}

/** Marks a call as settled, and drops its text. */
const settle = (call: Call): Call => ({ ...newCall(call.outputIndex), identity: call.identity, isSettled: true })

// -----------------------------------------------------------------------------
// Outcomes
// -----------------------------------------------------------------------------

/** The outcome of a call whose item is done, or is in the final response. */
const outcomeOfItem = (call: Call, item: FunctionCallItem, verdict: TerminalVerdict = "Completed"): Event.Outcome => {
  const { arguments: text, status } = item
  const cut = status === "incomplete" ? "Incomplete" : status === "failed" ? "Failed" : undefined
  const isComplete = verdict === "Completed" || status === "completed"
  return outcomeOf(call, text === "" ? call.doneText || call.text : text, cut ?? (isComplete ? undefined : verdict))
}

/** The outcome of a call that is not in the final response. If the response is completed, the deltas are reliable. */
const outcomeOfResponse = (call: Call, verdict: TerminalVerdict): Event.Outcome =>
  verdict === "Completed"
    ? outcomeOf(call, call.doneText || call.text, call.doneText === "" ? verdict : undefined)
    : unfinished(call, verdict)

/** A closed array or object is finished, even in a cut response. Other arguments are finished unless they were cut. */
const outcomeOf = (call: Call, text: string, cut: TerminalVerdict | undefined): Event.Outcome => {
  const { identity } = call
  const json = parse(text)
  if (identity === undefined || (cut !== undefined && !isWhole(json))) {
    return unfinished(call, cut ?? "Completed", text)
  }
  if (json !== undefined) return Event.finished(identity, text, json)
  if (text.trim() === "") return Event.finished(identity, text, {})
  const { callId, name: functionName, outputIndex } = identity
  const error = new InvalidArgumentsJson({ outputIndex, callId, functionName, argumentsText: text })
  return Event.invalid(identity, text, error)
}

const unfinished = (call: Call, verdict: Event.Unfinished["verdict"], text = call.doneText): Event.Unfinished =>
  Event.unfinished(
    call.identity ?? { outputIndex: call.outputIndex },
    call.text === "" ? grow(call, text) : call,
    verdict
  )

/** Whether arguments are a closed array or object, from which nothing can be missing, unlike `12`. */
const isWhole = (json: Json | undefined): json is JsonArray | JsonObject => typeof json === "object" && json !== null

const parse = (text: string): Json | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
