/**
 * The reducer behind function calls.
 *
 * Which call a chunk is about is decided in `src/stream/items.ts`. Each call gets exactly one `Started` and one outcome.
 *
 * @internal
 */
import type { Json, JsonArray, JsonObject } from "effect/Schema"
import type { Case, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { FunctionCallItem, OutputItem } from "../model/OutputItem.ts"
import { responseIdOf } from "../stream/event.ts"
import { ItemMap } from "../stream/itemMap.ts"
import type { MapItem } from "../stream/itemMap.ts"
import { findAdded, findDone, findUpdated, fitsType, idsOf, matchOutput, takersOf } from "../stream/items.ts"
import type { ItemReport } from "../stream/items.ts"
import { beginsAnother, isError, isTerminal, verdictOfChunk } from "../stream/verdict.ts"
import type { TerminalVerdict } from "../stream/verdict.ts"
import { InvalidArgumentsJson } from "./errors.ts"
import * as Event from "./event.ts"
import * as PartialJson from "./partialJson.ts"

/** The calls of a response. It never changes. */
export interface State {
  readonly calls: ItemMap<Call>
  readonly responseId: string | undefined
  /** Whether the terminal chunk has come. */
  readonly ended: boolean
  /** Whether an error has come. */
  readonly errored: boolean
}

interface Call extends MapItem {
  readonly name: string | undefined
  /** Name and ids, once a chunk has named them. */
  readonly identity: Event.CallIdentity | undefined
  /** Whether it has an outcome. */
  readonly isSettled: boolean
  /** The deltas, joined, and what else came with the complete arguments. */
  readonly text: string
  readonly json: PartialJson.PartialJson
  /** The complete arguments, once a chunk has had them. */
  readonly doneText: string | undefined
}

type Events = ReadonlyArray<Event.CallEvent>
type Step = readonly [State, Events]

const noCalls = /* @__PURE__ */ new ItemMap<Call>()

/** The state before the first chunk. */
export const initial: State = { calls: noCalls, responseId: undefined, ended: false, errored: false }

/** Steps over a chunk: gives the next state, and the events of calls. */
export const step = (state: State, chunk: ResponsesStreamChunk): Step => {
  const responseId = responseIdOf(chunk)
  // Another response on the same stream, as on a WebSocket
  if (beginsAnother(chunk.type, responseId, state.responseId)) return [{ ...initial, responseId }, end(state)]
  if (state.ended) return [state, none]
  return onChunk(state.responseId === undefined && responseId !== undefined ? { ...state, responseId } : state, chunk)
}

/** Gives the outcomes of the calls that are open, if the chunks end here. */
export const end = (state: State): ReadonlyArray<Event.Unfinished> =>
  openCalls(state.calls).map((call) => unfinished(call, state.errored ? "Errored" : "Truncated"))

// -----------------------------------------------------------------------------
// Chunks
// -----------------------------------------------------------------------------

const none: ReadonlyArray<never> = []

const onChunk = (state: State, chunk: ResponsesStreamChunk): Step => {
  switch (chunk.type) {
    case "response.output_item.added":
      return chunk.item.type === "function_call"
        ? addItem(state, reportOf(chunk.outputIndex, chunk.item))
        : [addOther(state, chunk), none]
    case "response.function_call_arguments.delta":
      return addDelta(state, updatedCall(state, chunk), chunk.delta)
    case "response.function_call_arguments.done":
      return finishArguments(state, updatedCall(state, chunk), chunk.arguments)
    case "response.custom_tool_call_input.delta":
      return addDelta(state, mixedCall(state, chunk), chunk.delta)
    case "response.custom_tool_call_input.done":
      return finishArguments(state, mixedCall(state, chunk), chunk.input)
    case "response.output_item.done":
      return chunk.item.type === "function_call"
        ? finishItem(state, reportOf(chunk.outputIndex, chunk.item))
        : [addOther(state, chunk), none]
    default: {
      const verdict = verdictOfChunk(chunk)
      if (verdict !== undefined) return finishResponse(state, isTerminal(chunk) ? chunk.response.output : none, verdict)
      return [isError(chunk) ? { ...state, errored: true } : state, none]
    }
  }
}

const addItem = (state: State, report: CallReport): Step => {
  const found = findAdded(state.calls, report)
  if (found?.isInferred === false) return [state, none]
  const call = found ?? newCall(state.calls, report.outputIndex)
  const [next, events] = identify(call.text === "" ? grow(call, report.item.arguments) : call, report)
  return [put(state, next), events]
}

/** Keeps an item of another type that may take the chunks of calls. It has no events. */
const addOther = (state: State, chunk: Case<`response.output_item.${"added" | "done"}`>): State => {
  const { item, outputIndex } = chunk
  if (!fitsType(item.type, takers)) return state
  const wire = item.type === "UNKNOWN" ? item.raw : item
  const isDone = chunk.type === "response.output_item.done"
  const report = { outputIndex, type: wire.type, ids: idsOf(wire) }
  const found = (isDone ? findDone : findAdded)(state.calls, report) ?? newCall(state.calls, outputIndex)
  const ids = [...new Set([...found.ids, ...report.ids])]
  return put(state, {
    ...settle(found),
    type: item.type,
    wireType: wire.type,
    ids,
    isInferred: false,
    isDone: isDone || found.isDone
  })
}

const addDelta = (state: State, call: Call | undefined, delta: string): Step => {
  if (call === undefined || call.isDone || call.isSettled || delta === "") return [state, none]
  const next = grow(call, delta)
  return [put(state, next), growth(next, delta)]
}

const finishArguments = (state: State, call: Call | undefined, text: string): Step => {
  if (call === undefined || call.isDone || call.isSettled) return [state, none]
  const [next, events] = complete(call, text)
  return [put(state, next), events]
}

const finishItem = (state: State, report: CallReport): Step => {
  const found = findDone(state.calls, report) ?? newCall(state.calls, report.outputIndex)
  if (found.isSettled) return [state, none]
  const [call, events] = identify(found, report)
  const { item } = report
  const verdict = verdictOfStatus(item.status ?? "completed")
  if (verdict !== undefined) return [put(state, settle(call)), [...events, outcomeOf(call, verdict, item.arguments)]]
  // The item doesn't say whether it is complete: the response will
  const [next, grown] = complete({ ...call, isDone: true }, item.arguments || textOf(call))
  return [put(state, next), [...events, ...grown]]
}

const finishResponse = (state: State, output: ReadonlyArray<OutputItem>, verdict: TerminalVerdict): Step => {
  const reports = reportsOf(output)
  const known = state.calls.values().filter(({ type }) => type === "function_call")
  const owners = matchOutput(known, reports, ({ name }) => name)
  const events: Array<Event.CallEvent> = []
  let { calls } = state
  for (const report of reports) {
    const call = owners.get(report) ?? newCall(calls, report.outputIndex)
    if (call.isSettled) continue
    const [next, started] = identify(call, report)
    events.push(...started, outcomeOfItem(next, report.item, verdict))
    calls = calls.set(settle(next))
  }
  for (const call of openCalls(calls)) events.push(outcomeOfResponse(call, verdict))
  return [{ ...state, calls: noCalls, ended: true }, events]
}

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

/** An item of a chunk or of the final response. */
interface CallReport extends ItemReport {
  readonly name: string | undefined
  readonly item: FunctionCallItem
}

const reportOf = (outputIndex: number, item: FunctionCallItem): CallReport => ({
  outputIndex,
  type: item.type,
  ids: idsOf(item),
  name: item.name === "" ? undefined : item.name,
  item
})

/** The calls of the final response. One that is there twice, with both ids, is one call. */
const reportsOf = (output: ReadonlyArray<OutputItem>): ReadonlyArray<CallReport> => {
  const reports = output.flatMap((item, place) => (item.type === "function_call" ? [reportOf(place, item)] : []))
  const known = new Set<string>()
  return reports.filter(({ ids }) => {
    const id = JSON.stringify(ids)
    const isKnown = ids.length > 1 && known.has(id)
    known.add(id)
    return !isKnown
  })
}

// -----------------------------------------------------------------------------
// Calls
// -----------------------------------------------------------------------------

const newCall = (calls: State["calls"], outputIndex: number, ids: ReadonlyArray<string> = none): Call => ({
  ...calls.nextPlace(outputIndex),
  type: "function_call",
  ids,
  name: undefined,
  identity: undefined,
  isInferred: true,
  isDone: false,
  isSettled: false,
  text: "",
  json: PartialJson.initial,
  doneText: undefined
})

const types = ["function_call"]
const takers = takersOf(types)

/** The call of a chunk that brings arguments. */
const updatedCall = ({ calls }: State, chunk: Case<`response.function_call_arguments.${"delta" | "done"}`>): Call =>
  findUpdated(calls, chunk, types, takers) ??
  newCall(calls, chunk.outputIndex, chunk.itemId === "" ? none : [chunk.itemId])

/** The call of a chunk of a custom tool, which some gateways send for functions too. */
const mixedCall = (
  { calls }: State,
  chunk: Case<`response.custom_tool_call_input.${"delta" | "done"}`>
): Call | undefined => findUpdated(calls, chunk, ["custom_tool_call"], takers)

const put = (state: State, call: Call): State => ({ ...state, calls: state.calls.set(call) })

const openCalls = (calls: State["calls"]): ReadonlyArray<Call> => calls.values().filter((call) => !call.isSettled)

const grow = (call: Call, delta: string): Call => ({
  ...call,
  text: call.text + delta,
  json: PartialJson.push(call.json, delta)
})

/** The event of a call that has grown, if it can be named. */
const growth = (call: Call, delta: string): Events =>
  call.identity === undefined || delta === "" ? none : [Event.argumentsGrown(call.identity, call, delta)]

/** Adds the complete arguments, and emits what they have beyond the deltas. They may contradict them. */
const complete = (call: Call, text: string): readonly [Call, Events] => {
  const delta = text.startsWith(call.text) ? text.slice(call.text.length) : ""
  const next = { ...grow(call, delta), doneText: text }
  return [next, growth(next, delta)]
}

/** Makes a text that of the call. */
const growTo = (call: Call, text: string): Call =>
  text.startsWith(call.text)
    ? grow(call, text.slice(call.text.length))
    : grow({ ...call, text: "", json: PartialJson.initial }, text)

/** The arguments so far. What is said to be complete outranks the deltas, unless it is empty. */
const textOf = ({ doneText, text }: Call): string => doneText || text

/** Gives a call the ids and the name of its item, and emits the deltas that came before. */
const identify = (call: Call, { ids, item, name = call.name }: CallReport): readonly [Call, Events] => {
  const identity: Event.CallIdentity = {
    outputIndex: call.outputIndex,
    callId: item.callId || (call.identity?.callId ?? ""),
    name: name ?? "",
    ...(typeof item.id === "string" ? { itemId: item.id } : {}),
    ...(typeof item.namespace === "string" ? { namespace: item.namespace } : {})
  }
  const next = { ...call, ids: [...new Set([...call.ids, ...ids])], name, identity, isInferred: false }
  if (call.identity !== undefined) return [next, none]
  const started: Event.Started = { _tag: "Started", ...identity }
  return [next, [started, ...growth(next, call.text)]]
}

/** Marks a call as settled, and drops its text. */
const settle = (call: Call): Call => ({
  ...call,
  isDone: true,
  isSettled: true,
  text: "",
  json: PartialJson.initial,
  doneText: undefined
})

// -----------------------------------------------------------------------------
// Outcomes
// -----------------------------------------------------------------------------

const verdictOfStatus = (status: string | null | undefined): TerminalVerdict | undefined => {
  switch (status) {
    case "completed":
      return "Completed"
    case "incomplete":
      return "Incomplete"
    case "failed":
      return "Failed"
    default:
      return undefined
  }
}

/** The outcome of a call in the final response. If that was cut, the item has to say that it is completed. */
const outcomeOfItem = (call: Call, { arguments: text, status }: FunctionCallItem, verdict: TerminalVerdict) =>
  outcomeOf(call, verdict === "Cancelled" ? verdict : (verdictOfStatus(status) ?? verdict), text)

/** The outcome of a call that is not in the final response. If that is completed, what came of the call is reliable. */
const outcomeOfResponse = (call: Call, verdict: TerminalVerdict): Event.Outcome =>
  call.doneText !== undefined || isWhole(parse(call.text)) ? outcomeOf(call, verdict) : unfinished(call, verdict)

/** Only a call that is completed may run, however whole the arguments of another look. */
const outcomeOf = (call: Call, verdict: TerminalVerdict, itemText = ""): Event.Outcome => {
  const { identity } = call
  const text = itemText || textOf(call)
  if (identity === undefined || verdict !== "Completed") return unfinished(call, verdict, text)
  const json = parse(text)
  if (json !== undefined) return Event.finished(identity, text, json)
  if (text.trim() === "") return Event.finished(identity, text, {})
  const { callId, name: functionName, outputIndex } = identity
  const error = new InvalidArgumentsJson({ outputIndex, callId, functionName, argumentsText: text })
  return Event.invalid(identity, text, error)
}

const unfinished = (call: Call, verdict: Event.Unfinished["verdict"], text = textOf(call)): Event.Unfinished =>
  Event.unfinished(call.identity ?? { outputIndex: call.outputIndex }, growTo(call, text), verdict)

/** Whether arguments are a closed array or object, from which nothing can be missing, unlike `12`. */
const isWhole = (json: Json | undefined): json is JsonArray | JsonObject => typeof json === "object" && json !== null

const parse = (text: string): Json | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
