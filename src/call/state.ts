/**
 * The reducer behind calls of every kind. A table says which items are calls, and which chunks change them.
 *
 * Which call a chunk is about is decided in `src/stream/items.ts`. Each call gets exactly one `Started` and one outcome.
 *
 * @internal
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { fieldsOf } from "../base/json.ts"
import type { Case, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import { responseIdOf } from "../stream/event.ts"
import { ItemMap } from "../stream/itemMap.ts"
import type { MapItem } from "../stream/itemMap.ts"
import {
  findAdded,
  findDone,
  findUpdated,
  fitsType,
  idsOf,
  isItemUpdate,
  itemTypesOf,
  matchOutput,
  takersOf
} from "../stream/items.ts"
import type { ItemReport, ItemUpdateType } from "../stream/items.ts"
import { beginsAnother, isError, isTerminal, verdictOfChunk } from "../stream/verdict.ts"
import type { TerminalVerdict } from "../stream/verdict.ts"
import type { Unfinished } from "./event.ts"
import { emptyText } from "./input.ts"
import type { AnyEvent, Identity, Input, InputText } from "./input.ts"

// -----------------------------------------------------------------------------
// Tables
// -----------------------------------------------------------------------------

/** An item with a model. */
export type Item = Exclude<OutputItem, { readonly type: "UNKNOWN" }>

/** A kind of calls. Methods, so that a kind of some items is a kind. */
export interface Kind<Of extends Item = Item> {
  readonly input: Input
  /** Whether a call has nothing but its input: no output, and no run of its own. */
  readonly isInput: boolean
  /** The texts of its input. */
  textsOf(item: Of): ReadonlyArray<string>
  /** The fields of the item, if these are its texts. */
  textFields(texts: ReadonlyArray<string>, item: Of): object
}

/** What a chunk changes in a call that is open. */
export type Update<Chunk> = (call: Call, chunk: Chunk) => CallStep

/** The calls to follow. */
export interface Table {
  /** By the type of the item. */
  readonly kinds: { readonly [Type in Item["type"]]?: Kind<Extract<Item, { readonly type: Type }>> }
  /** By the type of the chunk. */
  readonly updates: { readonly [Type in ItemUpdateType]?: Update<Case<Type>> }
  /** Whether events have key and type of the item, and outcomes the item. */
  readonly hasItems: boolean
}

const kindOf = ({ kinds }: Table, type: string): Kind | undefined =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has such a type
  Object.hasOwn(kinds, type) ? kinds[type as Item["type"]] : undefined

// -----------------------------------------------------------------------------
// States
// -----------------------------------------------------------------------------

/** The calls of a response. It never changes. */
export interface State {
  readonly calls: ItemMap<Call>
  readonly responseId: string | undefined
  /** Whether the terminal chunk has come. */
  readonly ended: boolean
  /** Whether an error has come. */
  readonly errored: boolean
}

/** A call, or an item of an unknown type that may take the chunks of calls. */
export interface Call extends MapItem {
  readonly kind: Kind
  /** Its name, where it is known. */
  readonly name: string | undefined
  /** What identifies it until it is named. */
  readonly ref: Identity
  /** Name and ids, once a chunk has named them. */
  readonly identity: Identity | undefined
  /** The last item, if the table keeps items. */
  readonly item: Item | undefined
  /** The status that its chunks report. */
  readonly status: string | undefined
  /** Whether it has an outcome. */
  readonly isSettled: boolean
  /** The texts of its input, by their places. */
  readonly texts: HashMap.HashMap<number, InputText>
}

type Events = ReadonlyArray<AnyEvent>
type Step = readonly [State, Events]
type CallStep = readonly [Call, Events]

const none: ReadonlyArray<never> = []

const noCalls = /* @__PURE__ */ new ItemMap<Call>()

const noTexts = /* @__PURE__ */ HashMap.empty<number, InputText>()

/** The state before the first chunk. */
export const initial: State = { calls: noCalls, responseId: undefined, ended: false, errored: false }

/** Makes the step of a table: it gives the next state, and the events of calls. */
export const makeStep =
  (table: Table) =>
  (state: State, chunk: ResponsesStreamChunk): Step => {
    const responseId = responseIdOf(chunk)
    // Another response on the same stream, as on a WebSocket
    if (beginsAnother(chunk.type, responseId, state.responseId)) return [{ ...initial, responseId }, end(state)]
    if (state.ended) return [state, none]
    const known = state.responseId === undefined && responseId !== undefined ? { ...state, responseId } : state
    return onChunk(table, known, chunk)
  }

/** Gives the outcomes of the calls that are open, if the chunks end here. */
export const end = (state: State): Events =>
  openCalls(state.calls).map((call) => unfinished(call, state.errored ? "Errored" : "Truncated"))

// -----------------------------------------------------------------------------
// Chunks
// -----------------------------------------------------------------------------

type ItemChunk = Case<`response.output_item.${"added" | "done"}`>

const onChunk = (table: Table, state: State, chunk: ResponsesStreamChunk): Step => {
  switch (chunk.type) {
    case "response.output_item.added":
    case "response.output_item.done": {
      const report = reportOf(table, chunk.outputIndex, chunk.item)
      if (report === undefined) return [addOther(table, state, chunk), none]
      return (chunk.type === "response.output_item.added" ? addItem : finishItem)(table, state, report)
    }
    default: {
      if (isItemUpdate(chunk.type) && Object.hasOwn(table.updates, chunk.type)) {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- under its type is the update of such chunks
        return updateItem(table, state, chunk as Case<ItemUpdateType>)
      }
      const verdict = verdictOfChunk(chunk)
      if (verdict !== undefined) {
        return finishResponse(table, state, isTerminal(chunk) ? chunk.response.output : none, verdict)
      }
      return [isError(chunk) ? { ...state, errored: true } : state, none]
    }
  }
}

const addItem = (table: Table, state: State, report: CallReport): Step => {
  const found = findAdded(state.calls, report)
  if (found?.isInferred === false) return [state, none]
  const before = found ?? newCall(table, state, report.outputIndex, report.type)
  const [next, events] = identify(table, hasText(before) ? before : fill(before, report), report)
  return [put(state, next), events]
}

/** The types of the items that take the chunks of calls from some gateways. */
const takers = /* @__PURE__ */ takersOf(["function_call"])

/** Keeps an item of another type that may take the chunks of calls. It has no events. */
const addOther = (table: Table, state: State, { item, outputIndex, type }: ItemChunk): State => {
  if (!fitsType(item.type, takers)) return state
  const wire = item.type === "UNKNOWN" ? item.raw : item
  const isDone = type === "response.output_item.done"
  const report = { outputIndex, type: wire.type, ids: idsOf(wire) }
  const found = (isDone ? findDone : findAdded)(state.calls, report) ?? newCall(table, state, outputIndex, item.type)
  return put(state, {
    ...settle(found),
    type: item.type,
    wireType: wire.type,
    ids: idsWith(found, report),
    isInferred: false,
    isDone: isDone || found.isDone
  })
}

const updateItem = (table: Table, state: State, chunk: Case<ItemUpdateType>): Step => {
  const types = itemTypesOf(chunk.type)
  const { itemId = "", outputIndex } = chunk
  const found = findUpdated(state.calls, chunk, types, takersOf(types))
  if (found === undefined && kindOf(table, types[0]) === undefined) return [state, none]
  const call = found ?? newCall(table, state, outputIndex, types[0], itemId === "" ? none : [itemId])
  if (call.isDone || call.isSettled) return [state, none]
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- under its type is the update of such chunks
  const update = table.updates[chunk.type] as Update<typeof chunk>
  const [next, events] = update(call, chunk)
  return [next === found ? state : put(state, next), events]
}

const finishItem = (table: Table, state: State, report: CallReport): Step => {
  const found = findDone(state.calls, report) ?? newCall(table, state, report.outputIndex, report.type)
  if (found.isSettled) return [state, none]
  const { item } = report
  const [call, events] = identify(table, found, report)
  const verdict = verdictOfItem(call, item) ?? verdictOfStatus(fieldsOf(item)["status"] ?? "completed")
  if (verdict !== undefined) return [put(state, settle(call)), [...events, outcomeOf(call, verdict, item)]]
  // The item doesn't say whether it is complete: the response will
  let next: Call = { ...call, isDone: true }
  const all: Array<AnyEvent> = [...events]
  for (const [place, text] of textsFor(call, item)) {
    const [grown, more] = complete(next, text, place)
    next = grown
    all.push(...more)
  }
  return [put(state, next), all]
}

const finishResponse = (
  table: Table,
  state: State,
  output: ReadonlyArray<OutputItem>,
  verdict: TerminalVerdict
): Step => {
  const reports = reportsOf(table, output)
  const owners = ownersOf(state.calls.values(), reports)
  const events: Array<AnyEvent> = []
  let next = state
  for (const report of reports) {
    const call = owners.get(report) ?? newCall(table, next, report.outputIndex, report.type)
    if (call.isSettled) continue
    const [named, started] = identify(table, call, report)
    // A response that was cut doesn't vouch for its items: they have to say that they are completed
    const ended = verdict === "Cancelled" ? verdict : (verdictOfItem(named, report.item) ?? verdict)
    events.push(...started, outcomeOf(named, ended, report.item))
    next = put(next, settle(named))
  }
  for (const call of openCalls(next.calls)) events.push(outcomeOfResponse(call, verdict))
  return [{ ...state, calls: noCalls, ended: true }, events]
}

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

/** An item of a chunk or of the final response. */
interface CallReport extends ItemReport {
  readonly kind: Kind
  readonly name: string | undefined
  readonly item: Item
}

const reportOf = (table: Table, outputIndex: number, item: OutputItem): CallReport | undefined => {
  const kind = kindOf(table, item.type)
  if (kind === undefined || item.type === "UNKNOWN") return undefined
  return { kind, outputIndex, type: item.type, ids: idsOf(item), name: namesOf(item).name || undefined, item }
}

/** The calls of the final response. One that is there twice, with both ids, is one call. */
const reportsOf = (table: Table, output: ReadonlyArray<OutputItem>): ReadonlyArray<CallReport> => {
  const known = new Set<string>()
  return output.flatMap((item, place): ReadonlyArray<CallReport> => {
    const report = reportOf(table, place, item)
    if (report === undefined) return none
    const id = JSON.stringify([report.type, ...report.ids])
    const isKnown = report.ids.length > 1 && known.has(id)
    known.add(id)
    return isKnown ? none : [report]
  })
}

/** Which call each item of the final response is. Those of one type are compared among each other. */
const ownersOf = (calls: ReadonlyArray<Call>, reports: ReadonlyArray<CallReport>): ReadonlyMap<CallReport, Call> => {
  const owners = new Map<CallReport, Call>()
  for (const type of new Set(reports.map((report) => report.type))) {
    const isOfType = (each: ItemReport | Call): boolean => each.type === type
    const found = matchOutput(calls.filter(isOfType), reports.filter(isOfType), ({ name }) => name)
    for (const [report, call] of found) owners.set(report, call)
  }
  return owners
}

/** The names that an item has. Fields that a provider leaves out or sets to null are absent. */
const namesOf = (item: Item): Partial<Record<(typeof nameFields)[number], string>> => {
  const fields = fieldsOf(item)
  return Object.fromEntries(nameFields.flatMap((key) => (typeof fields[key] === "string" ? [[key, fields[key]]] : [])))
}

const nameFields = ["callId", "name", "namespace", "serverLabel"] as const

// -----------------------------------------------------------------------------
// Calls
// -----------------------------------------------------------------------------

const newCall = (
  table: Table,
  { calls }: State,
  outputIndex: number,
  type: string,
  ids: ReadonlyArray<string> = none
): Call => {
  const place = calls.nextPlace(outputIndex)
  return {
    ...place,
    type,
    ids,
    // An item of a type without a kind is settled: nobody asks for it
    kind: kindOf(table, type)!,
    name: undefined,
    ref: table.hasItems ? { type, key: place.key, outputIndex } : { outputIndex },
    identity: undefined,
    item: undefined,
    status: undefined,
    isInferred: true,
    isDone: false,
    isSettled: false,
    texts: noTexts
  }
}

const put = (state: State, call: Call): State => ({ ...state, calls: state.calls.set(call) })

const openCalls = (calls: State["calls"]): ReadonlyArray<Call> => calls.values().filter((call) => !call.isSettled)

const idsWith = (call: Call, { ids }: ItemReport): ReadonlyArray<string> => [...new Set([...call.ids, ...ids])]

/** Gives a call the ids and names of its item. The first time, it emits what came before. */
const identify = (table: Table, before: Call, report: CallReport): CallStep => {
  const { item, kind, type } = report
  const names = namesOf(item)
  const { callId = names.callId, name = names.name } = before.identity ?? {}
  const identity: Identity = {
    ...before.ref,
    ...(table.hasItems ? { type } : {}),
    ...names,
    ...(names.callId === "" && callId !== undefined ? { callId } : {}),
    ...(names.name === "" && name !== undefined ? { name } : {}),
    ...(typeof item.id === "string" ? { itemId: item.id } : {})
  }
  const call: Call = {
    ...before,
    type,
    kind,
    ids: idsWith(before, report),
    name: identity.name || undefined,
    identity,
    item: table.hasItems ? item : undefined,
    isInferred: false
  }
  if (before.identity !== undefined) return [call, none]
  const { status } = call
  const events: ReadonlyArray<AnyEvent> = [
    { _tag: "Started", ...identity },
    ...placesOf(call).flatMap(([place, text]) => growth(call, text, text.text, place)),
    ...(status === undefined ? none : [{ _tag: "StatusChanged", ...identity, status }])
  ]
  return [call, events]
}

/** Marks a call as settled, and drops what it has. */
const settle = (call: Call): Call => ({ ...call, item: undefined, isDone: true, isSettled: true, texts: noTexts })

// -----------------------------------------------------------------------------
// Texts
// -----------------------------------------------------------------------------

const textAt = ({ texts }: Call, place: number): InputText =>
  Option.getOrElse(HashMap.get(texts, place), () => emptyText)

const withText = (call: Call, place: number, text: InputText): Call => ({
  ...call,
  texts: HashMap.set(call.texts, place, text)
})

const placesOf = ({ texts }: Call): ReadonlyArray<readonly [number, InputText]> =>
  Array.from(texts).toSorted(([a], [b]) => a - b)

const hasText = (call: Call): boolean => placesOf(call).some(([, { text }]) => text !== "")

/** The event of a text that has grown, if the call can be named. */
const growth = ({ identity, kind: { input } }: Call, text: InputText, delta: string, place: number): Events =>
  identity === undefined || delta === "" || input.grown === undefined
    ? none
    : [input.grown(identity, text, delta, place)]

/** Gives a call the texts that its item has from the beginning. */
const fill = (call: Call, { item, kind }: CallReport): Call =>
  kind.textsOf(item).reduce((filled, text, place) => grow(filled, text, place)[0], { ...call, kind })

/** Appends a delta to a text. */
export const grow = (call: Call, delta: string, place = 0): CallStep => {
  const text = call.kind.input.grow(textAt(call, place), delta)
  return [withText(call, place, text), growth(call, text, delta, place)]
}

/** Adds a complete text, and emits what it has beyond the deltas. It may contradict them. */
export const complete = (call: Call, whole: string, place = 0): CallStep => {
  const before = textAt(call, place)
  const delta = whole.startsWith(before.text) ? whole.slice(before.text.length) : ""
  const text = { ...call.kind.input.grow(before, delta), doneText: whole }
  return [withText(call, place, text), growth(call, text, delta, place)]
}

/** Appends a delta. */
export const onDelta: Update<{ readonly delta: string }> = (call, { delta }) => grow(call, delta)

/** Takes the complete text. */
export const onDone =
  <Field extends string>(field: Field): Update<{ readonly [_ in Field]: string }> =>
  (call, chunk) =>
    complete(call, chunk[field])

/** Texts by their places. */
type Texts = ReadonlyArray<readonly [number, string]>

const isText = (text: string): boolean => text !== ""

/** The texts of a call. Those of its item outrank what was said to be complete, and that outranks the deltas. */
const textsFor = (call: Call, item: Item | undefined): Texts => {
  const own = item === undefined ? none : call.kind.textsOf(item)
  if (own.some(isText)) return own.map((text, place) => [place, text])
  return placesOf(call).map(([place, { doneText, text }]) => [place, doneText || text])
}

// -----------------------------------------------------------------------------
// Outcomes
// -----------------------------------------------------------------------------

const verdictOfStatus = (status: unknown): TerminalVerdict | undefined => {
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

/** How an item says that its call ended, or how the chunks said so that it failed. */
const verdictOfItem = ({ status: reported }: Call, item: Item): TerminalVerdict | undefined => {
  const { error, status } = fieldsOf(item)
  return error || (reported === "failed" && status !== "completed") ? "Failed" : verdictOfStatus(status)
}

/** The outcome of a call that is not in the final response. If that is completed, what came of the call is reliable. */
const outcomeOfResponse = (call: Call, verdict: TerminalVerdict): AnyEvent => {
  if (call.status === "failed") return unfinished(call, "Failed")
  return call.isDone || (call.kind.isInput && isWhole(call)) ? outcomeOf(call, verdict) : unfinished(call, verdict)
}

const isWhole = ({ kind, texts }: Call): boolean =>
  HashMap.size(texts) > 0 &&
  Array.from(HashMap.values(texts)).every(({ doneText, text }) => doneText !== undefined || kind.input.isWhole(text))

/** Only a call that is completed may run, however whole the input of another looks. */
const outcomeOf = (call: Call, verdict: TerminalVerdict, item?: Item): AnyEvent => {
  const { identity, kind } = call
  if (identity === undefined || verdict !== "Completed") return unfinished(call, verdict, item)
  const texts = textsFor(call, item)
  return withItem(call, texts, kind.input.finished(identity, texts[0]?.[1] ?? ""))
}

const unfinished = (call: Call, verdict: Unfinished["verdict"], item?: Item): AnyEvent => {
  const { identity, kind, ref } = call
  const texts = textsFor(call, item)
  return withItem(call, texts, kind.input.unfinished(identity ?? ref, textAt(call, 0), texts[0]?.[1] ?? "", verdict))
}

/** Gives an outcome the item, with the texts as far as they came, if the table keeps items. */
const withItem = ({ item, kind }: Call, texts: Texts, outcome: AnyEvent): AnyEvent => {
  if (item === undefined) return outcome
  const isFilled = kind.textsOf(item).some(isText)
  const last = texts.map(([, text]) => text)
  return Object.assign(outcome, { item: isFilled ? item : Object.assign({}, item, kind.textFields(last, item)) })
}
