/**
 * The items of a snapshot: how chunks find them, and how they are kept.
 *
 * What was added or is done is found among its like alone, as `src/stream/progress.ts` does it. So both have the same
 * items open, and the same verdict.
 *
 * @internal
 */
import type { OutputItem } from "../model/OutputItem.ts"
import { findAdded, findDone, findUpdated, idsOf, maxPassed, takersOf } from "../stream/items.ts"
import type { ItemLookup, ItemRef, ItemReport, KnownItem } from "../stream/items.ts"
import { fieldsOf } from "./itemFields.ts"
import { newItem } from "./itemState.ts"
import type { ItemKey, ItemState } from "./itemState.ts"
import { emptyPlace, isLoose, isOpen, withPlaced } from "./places.ts"
import type { Stack } from "./places.ts"
import type { Draft, State } from "./state.ts"

// -----------------------------------------------------------------------------
// Finding items
// -----------------------------------------------------------------------------

/** The part of a state that finds items. */
type Items = Pick<State, "items" | "ids" | "places">

const itemOf = ({ items }: Items, key: ItemKey | undefined): ItemState | undefined =>
  key === undefined ? undefined : items.get(key)

type Accepts = (item: ItemState) => boolean

const any: Accepts = () => true

/** The item at an index of those that are accepted: the last open one, or else the last one there. */
export const itemAt = (state: Items, index: number, accepts: Accepts = any): ItemState | undefined => {
  const place = state.places.get(index) ?? emptyPlace
  const open = topOf(state, place.open, (item) => isOpen(item) && accepts(item))
  const loose = topOf(state, place.loose, (item) => isLoose(item) && accepts(item))
  const newest = open !== undefined && (loose === undefined || open.key.nth > loose.key.nth) ? open : loose
  return newest ?? lastAt(state, index, accepts)
}

/** The first item of a stack that is accepted. */
const topOf = (state: Items, stack: Stack | undefined, accepts: Accepts): ItemState | undefined => {
  let rest = stack
  for (let passed = 0; rest !== undefined && passed < maxPassed; passed++, rest = rest.below) {
    const item = itemOf(state, rest.key)
    if (item !== undefined && accepts(item)) return item
  }
  return undefined
}

const lastAt = ({ items }: Items, index: number, accepts: Accepts = any): ItemState | undefined => {
  const last = items.upTo({ index, nth: Infinity })
  return last !== undefined && last.key.index === index && accepts(last) ? last : undefined
}

/** The item with an id. */
export const itemById = (state: Items, id: string): ItemState | undefined => itemOf(state, state.ids.get(id))

/** The key of a new item at an index, behind those there. */
const nextKey = (state: Items, index: number): ItemKey => ({ index, nth: (lastAt(state, index)?.key.nth ?? -1) + 1 })

/** What is known of an item. */
interface Known extends KnownItem {
  readonly item: ItemState
}

const knownAs = (item: ItemState, type: string): Known => ({
  item,
  outputIndex: item.reportedAt ?? item.key.index,
  type,
  ids: item.ids,
  isDone: item.isDone,
  isInferred: item.isInferred
})

/** What is known of an item, with the type of the wire. */
export const knownOf = (item: ItemState): Known => knownAs(item, wireType(item.base))

/** All items, with `UNKNOWN` for an unknown type. */
const all = (state: Items): ItemLookup<Known> => ({
  at: (index, accepts) => knownToUpdates(itemAt(state, index, (item) => accepts(knownAs(item, item.base.type)))),
  byId: (id) => knownToUpdates(itemById(state, id))
})

const knownToUpdates = (item: ItemState | undefined): Known | undefined => item && knownAs(item, item.base.type)

/** The item that an update is about. `types` are the types of the items that take it. */
export const updated = (state: Items, ref: ItemRef, types: ReadonlyArray<string>): ItemState | undefined =>
  findUpdated(all(state), ref, types, takersOf(types))?.item

/** Those that were added or are done, by the ids that they had then. */
const reported = (state: Items): ItemLookup<Known> => ({
  at: (index, accepts) => {
    const { last, open } = state.places.get(index) ?? emptyPlace
    const isKnown: Accepts = (item) => accepts(knownOf(item))
    const newest = itemOf(state, last)
    const item =
      topOf(state, open, (item) => isOpen(item) && isKnown(item)) ??
      (newest !== undefined && isKnown(newest) ? newest : undefined)
    return item && knownOf(item)
  },
  byId: (id) => {
    const item = itemById(state, id)
    return item?.order !== undefined ? knownOf(item) : undefined
  }
})

/** Those of which only updates have come, or that only a response had. */
const loose = (state: Items): ItemLookup<Known> => ({
  at: (index, accepts) => {
    const isKnown: Accepts = (item) => item.order === undefined && accepts(knownOf(item))
    const open = topOf(state, state.places.get(index)?.loose, (item) => !item.isDone && isKnown(item))
    return knownIfLoose(open ?? lastAt(state, index, isKnown))
  },
  byId: (id) => knownIfLoose(itemById(state, id))
})

const knownIfLoose = (item: ItemState | undefined): Known | undefined =>
  item?.order === undefined ? item && knownOf(item) : undefined

export const reportOf = (item: OutputItem, outputIndex: number): ItemReport => ({
  outputIndex,
  type: wireType(item),
  ids: idsOf(fieldsOf(item))
})

const wireType = (item: OutputItem): string => (item.type === "UNKNOWN" ? item.raw.type : item.type)

/** The item that an `added` or a `done` is about. */
export const reportedBy = (state: Items, report: ItemReport, kind: "added" | "done"): ItemState | undefined => {
  const find = kind === "added" ? findAdded<Known> : findDone<Known>
  return (find(reported(state), report) ?? find(loose(state), report))?.item
}

/** The key of the item that an update is about, which may be a new one. `types` are those of the items that take it. */
export const keyOfUpdate = (state: Items, ref: ItemRef, types: ReadonlyArray<string>): ItemKey =>
  updated(state, ref, types)?.key ?? nextKey(state, ref.outputIndex)

/** The key of the item that an `added` or a `done` is about, which may be a new one. */
export const keyOfReport = (state: Items, report: ItemReport, kind: "added" | "done"): ItemKey =>
  reportedBy(state, report, kind)?.key ?? nextKey(state, report.outputIndex)

// -----------------------------------------------------------------------------
// Keeping items
// -----------------------------------------------------------------------------

/** A new item at an index. */
export const newItemAt = (
  state: Items,
  index: number,
  base: OutputItem,
  options: Partial<Pick<ItemState, "isDone" | "isInferred">> = {}
): ItemState => newItem(nextKey(state, index), base, options)

/** Keeps an item that an `added` or a `done` has. */
export const setReported = (
  draft: Draft,
  item: ItemState,
  { ids, outputIndex }: ItemReport,
  before: ItemState | undefined
): void => {
  const { ids: known = [], order, reportedAt = outputIndex } = before ?? {}
  // What only updates called it isn't its own
  const own = order === undefined ? ids : [...new Set([...known, ...ids])]
  const alias = item.alias ?? known.find((id) => !own.includes(id))
  const next = { ...item, order: order ?? draft.count++, reportedAt, ids: own, alias }
  draft.openCount += Number(isOpen(next)) - Number(before !== undefined && isOpen(before))
  for (const id of ids) draft.ids = draft.ids.set(id, item.key)
  draft.items = draft.items.set(item.key, next)
  draft.places = withPlaced(draft, next, before)
}

/** Keeps another item that is new, or changed by an update. */
export const setItem = (draft: Draft, item: ItemState, before: ItemState | undefined): void => {
  draft.items = draft.items.set(item.key, item)
  if (before === undefined) {
    for (const id of item.ids) name(draft, id, item.key)
    draft.places = withPlaced(draft, item, before)
  }
  if (item.alias !== undefined && item.alias !== before?.alias) name(draft, item.alias, item.key)
}

/** Gives an item an id that no other one has. */
const name = (draft: Draft, id: string, key: ItemKey): void => {
  if (draft.ids.get(id) === undefined) draft.ids = draft.ids.set(id, key)
}
