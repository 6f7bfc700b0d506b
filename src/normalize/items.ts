/**
 * The items that the client knows: each is added once, has one id and one index, and is done once.
 *
 * @internal
 */
import * as HashSet from "effect/HashSet"
import type { Case } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import * as Open from "../protocol/open.ts"
import { inferItem } from "../snapshot/inferItem.ts"
import type { ItemUpdate } from "../snapshot/inferItem.ts"
import { complete } from "../snapshot/itemDone.ts"
import { fieldsOf, listOf } from "../snapshot/itemFields.ts"
import type { ItemKey } from "../snapshot/itemState.ts"
import { view } from "../snapshot/itemView.ts"
import { keyOfReport, keyOfUpdate, reportOf } from "../snapshot/items.ts"
import { share, update } from "../snapshot/share.ts"
import { itemTypesOf } from "../stream/items.ts"
import { add, drop, pass } from "./send.ts"
import type { Draft } from "./send.ts"
import { withRequired } from "./required.ts"
import type { Status } from "./required.ts"
import { keyText } from "./state.ts"
import type { Item } from "./state.ts"
import { catchUp, current, finishTexts, setItem } from "./texts.ts"

type ItemChunk = Case<"response.output_item.added" | "response.output_item.done">

/** The item with a key, if one of its chunks has come. */
export const itemAt = ({ state }: Draft, key: ItemKey): Item | undefined => Open.get(state.items, keyText(key))

// -----------------------------------------------------------------------------
// New items
// -----------------------------------------------------------------------------

/** Keeps a new item. One without its name waits for it: clients need the name of a call when it is added. */
const newItem = (draft: Draft, key: ItemKey, base: OutputItem, hint = ""): Item => {
  const { callId, id } = fieldsOf(base)
  const item: Item = {
    key,
    id: typeof id === "string" && id !== "" ? id : hint,
    callId: typeof callId === "string" ? callId : undefined,
    outputIndex: -1,
    type: base.type,
    isHeld: true,
    isDone: false,
    told: undefined,
    texts: Open.empty,
    content: 0,
    summary: 0,
    imageStage: -1,
    nextImage: 0
  }
  setItem(draft, item)
  return item
}

/** Whether an item waits: `added` and `done` of some gateways bring its name or its call id later. */
const lacksName = (item: OutputItem): boolean => isNameless(item) || fieldsOf(item)["callId"] === ""

/** Nobody can carry out a call without a name. So it never goes out. */
const isNameless = (item: OutputItem): boolean => fieldsOf(item)["name"] === ""

/** Gives an item its id and its index. */
const place = (draft: Draft, item: Item, base: OutputItem): Item => {
  const { state } = draft
  const outputIndex = state.count++
  const own = fieldsOf(base)["id"]
  const wanted = item.id === "" && typeof own === "string" ? own : item.id
  const id =
    wanted !== "" && !HashSet.has(state.ids, wanted) ? wanted : `item_${state.responseId ?? "0"}_${outputIndex}`
  state.ids = HashSet.add(state.ids, id)
  const { callId = item.callId } = fieldsOf(base)
  const named = typeof callId === "string" ? callId || id : undefined
  const placed = { ...item, id, callId: named, outputIndex, type: base.type, isHeld: false }
  setItem(draft, placed)
  return placed
}

/** The item as the client is told it: with the ids that it knows, and with the fields that it needs. */
export const toldAs = (item: OutputItem, known: Item, status: Status = "completed"): OutputItem =>
  withIds(withRequired(item, status), known)

const withIds = (item: OutputItem, { callId, id }: Item): OutputItem => {
  const fields = fieldsOf(item)
  const isNamed = callId === undefined || !("callId" in fields) || fields["callId"] === callId
  if (fields["id"] === id && isNamed) return item
  if (item.type === "UNKNOWN") return update(item, { raw: { ...item.raw, id } })
  return update(item, { id, ...(isNamed ? {} : { callId }) })
}

/** The item as it is added: its texts come behind it. */
const emptied = (item: OutputItem): OutputItem => {
  switch (item.type) {
    case "message":
      return item.content.length === 0 ? item : update(item, { content: [] })
    case "reasoning":
      return item.summary.length === 0 && listOf(item.content).length === 0
        ? item
        : update(item, { summary: [], ...(item.content ? { content: [] } : {}) })
    case "function_call":
      return item.arguments === "" ? item : update(item, { arguments: "" })
    case "custom_tool_call":
      return item.input === "" ? item : update(item, { input: "" })
    default:
      return item
  }
}

/** Adds an item that nobody added. */
const announce = (draft: Draft, held: Item, base: OutputItem): Item => {
  const item = place(draft, held, base)
  const isSettled =
    "status" in base && base.status !== undefined && base.status !== null && base.status !== "in_progress"
  const started = isSettled ? update(base, { status: "in_progress" }) : base
  add(draft, "added-item", "response.output_item.added", {
    outputIndex: item.outputIndex,
    item: toldAs(emptied(started), item, "in_progress")
  })
  return item
}

// -----------------------------------------------------------------------------
// Chunks of items
// -----------------------------------------------------------------------------

/** The open item that an update is about. `undefined` if it is done, or isn't told yet. */
export const itemOf = (draft: Draft, chunk: ItemUpdate): Item | undefined => {
  const key = keyOfUpdate(draft.before, chunk, itemTypesOf(chunk.type))
  const known = itemAt(draft, key)
  if (known?.isDone === false && !known.isHeld) return known
  if (known === undefined) {
    const base = draft.before.items.get(key)?.base ?? inferItem(chunk)
    const item = newItem(draft, key, base, chunk.itemId)
    if (!lacksName(base)) return announce(draft, item, base)
  }
  drop(draft)
  return undefined
}

export const onItemAdded = (draft: Draft, { item: base, outputIndex }: ItemChunk): void => {
  const key = keyOfReport(draft.before, reportOf(base, outputIndex), "added")
  const known = ofType(draft, itemAt(draft, key), base)
  if (known?.isHeld === false) return drop(draft)
  const held = known ?? newItem(draft, key, base)
  if (lacksName(base)) return drop(draft)
  const item = place(draft, held, base)
  pass(draft, { outputIndex: item.outputIndex, item: toldAs(emptied(base), item, "in_progress") })
  const after = draft.state.snapshot.items.get(key)
  if (known !== undefined && after !== undefined) catchUp(draft, item, view(after).item)
}

export const onItemDone = (draft: Draft, { item: final, outputIndex }: ItemChunk): void => {
  const key = keyOfReport(draft.before, reportOf(final, outputIndex), "done")
  const known = ofType(draft, itemAt(draft, key), final) ?? newItem(draft, key, final)
  if (known.isDone || (known.isHeld && isNameless(final))) return drop(draft)
  const item = known.isHeld ? announce(draft, known, final) : known
  // What the item leaves empty was streamed
  const after = draft.state.snapshot.items.get(key)
  const whole = after === undefined ? final : share(final, view(after).item)
  const told = toldAs(finishTexts(draft, item, whole), item)
  pass(draft, { outputIndex: item.outputIndex, item: told })
  setItem(draft, { ...current(draft, item), isDone: true, told })
}

const growing: ReadonlySet<unknown> = new Set(["in_progress", "searching", "generating", "interpreting"])

/** The item with another status, if it says that it is open. */
const settled = (item: OutputItem, status: "completed" | "incomplete"): OutputItem =>
  item.type !== "UNKNOWN" && growing.has(fieldsOf(item)["status"]) ? update(item, { status }) : item

/** Closes an item whose `done` is missing. */
export const closeItem = (
  draft: Draft,
  known: Item,
  final: OutputItem,
  status: "completed" | "incomplete" = "completed"
): void => {
  if (known.isHeld && isNameless(final)) return
  const item = known.isHeld ? announce(draft, known, final) : known
  const streamed = draft.before.items.get(item.key)
  const filled = streamed === undefined ? final : share(final, view(complete(streamed, final)).item)
  const told = toldAs(settled(finishTexts(draft, item, filled), status), item, status)
  add(draft, "added-done", "response.output_item.done", { outputIndex: item.outputIndex, item: told })
  setItem(draft, { ...current(draft, item), isDone: true, told })
}

/** The item, if it has the type of another. One that was inferred as of another type is closed, and makes room. */
export const ofType = (draft: Draft, known: Item | undefined, { type }: OutputItem): Item | undefined => {
  if (known === undefined || known.isHeld || known.isDone || known.type === type) return known
  const { key, outputIndex } = known
  closeItem(draft, known, view(draft.before.items.get(key)!).item)
  const closed = current(draft, known)
  draft.state.items = Open.remove(draft.state.items, keyText(key))
  setItem(draft, { ...closed, key: { index: -2, nth: outputIndex } })
  return undefined
}

/** Adds and closes an item of which nothing came before the response ended. */
export const addWhole = (draft: Draft, key: ItemKey, final: OutputItem): void =>
  closeItem(draft, newItem(draft, key, final), final)
