/**
 * The items of a response by their places: at an output index, several of them if a gateway counts wrong.
 *
 * @internal
 */
import type { ItemKey, ItemState } from "./itemState.ts"
import { OrderedMap, fill, numbered } from "./orderedMap.ts"

/** Keys of items, the last one on top. */
export interface Stack {
  readonly key: ItemKey
  readonly below: Stack | undefined
}

/** The items at one output index. */
export interface Place {
  /** The open ones of those that were added. Those below the last one may be done. */
  readonly open: Stack | undefined
  /** The last one that was added or is done. */
  readonly last: ItemKey | undefined
  /** The open ones that weren't added. Those below the last one may have been. */
  readonly loose: Stack | undefined
}

type Items = OrderedMap<ItemKey, ItemState>

type Places = OrderedMap<number, Place>

/** The items of a response, beside their ids. */
export interface ItemFacts {
  /** The items by their keys. */
  readonly items: Items
  /** The items at each output index. */
  readonly places: Places
  /** How many items were added or are done. */
  readonly count: number
  /** How many of them are open. */
  readonly openCount: number
}

export const emptyPlace: Place = { open: undefined, last: undefined, loose: undefined }

export const byKey = (a: ItemKey, b: ItemKey): number => a.index - b.index || a.nth - b.nth

export const isOpen = (item: ItemState): boolean => item.order !== undefined && !item.isDone

export const isLoose = (item: ItemState): boolean => item.order === undefined && !item.isDone

const itemMap = (items: ReadonlyArray<ItemState>): Items =>
  fill(
    new OrderedMap<ItemKey, ItemState>(byKey),
    items.map((item) => [item.key, item] as const)
  )

/** The facts of items, to go on with them. */
export const factsOf = (items: ReadonlyArray<ItemState>): ItemFacts => {
  const facts = { items: itemMap(items), places: numbered<Place>(), count: 0, openCount: items.filter(isOpen).length }
  for (const item of items.toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))) {
    facts.places = withPlaced(facts, item, undefined)
    if (item.order !== undefined) facts.count = Math.max(facts.count, item.order + 1)
  }
  return facts
}

/** The places with an item that is new, was added or is done. */
export const withPlaced = (
  { items, places }: Pick<ItemFacts, "items" | "places">,
  { key, reportedAt }: ItemState,
  before: ItemState | undefined
): Places => {
  let next = places
  const isNew = before?.reportedAt === undefined
  if (isNew) {
    const place = next.get(key.index) ?? emptyPlace
    const loose = before === undefined && reportedAt === undefined ? { key, below: place.loose } : place.loose
    next = next.set(key.index, { ...place, loose: pruned(items, loose, isLoose) })
  }
  if (reportedAt !== undefined) {
    const place = next.get(reportedAt) ?? emptyPlace
    const open = pruned(items, isNew ? { key, below: place.open } : place.open, isOpen)
    next = next.set(reportedAt, { ...place, open, last: isNew ? key : place.last })
  }
  return next
}

const pruned = (items: Items, stack: Stack | undefined, keeps: (item: ItemState) => boolean): Stack | undefined => {
  let top = stack
  while (top !== undefined && !keeps(items.get(top.key)!)) top = top.below
  return top
}
