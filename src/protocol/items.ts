/**
 * The open items of a state: several may be at one output index, told apart by their ids. `src/stream/items.ts` decides
 * which of them a chunk is about.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import { maxPassed } from "../stream/items.ts"
import type { ItemLookup } from "../stream/items.ts"
import * as Open from "./open.ts"
import * as Ranges from "./ranges.ts"
import type { DoneItem, Item, State, TextKey, Texts, TextState } from "./state.ts"

const itemOf = ({ items }: State, serial: number | undefined): Item | undefined =>
  serial === undefined ? undefined : Open.get(items, serial)

/** The last open item at an output index. */
export const openAt = (state: State, outputIndex: number): Item | undefined =>
  itemOf(state, Open.get(state.places, outputIndex))

/** The open item with an id. */
export const openWith = (state: State, id: string | undefined): Item | undefined =>
  id === undefined ? undefined : itemOf(state, Open.get(state.ids, id))

/** The last item that was done at an output index, if it isn't long ago. */
export const doneAt = ({ lastDone }: State, outputIndex: number): DoneItem | undefined =>
  lastDone.findLast((item) => item.outputIndex === outputIndex)

/** How the items are looked up. */
export const lookup = (state: State): ItemLookup<DoneItem | Item> => ({
  byId: (id) => openWith(state, id) ?? state.lastDone.findLast(({ ids }) => ids.includes(id)),
  at: (outputIndex, accepts) => {
    let open = openAt(state, outputIndex)
    for (let passed = 0; open !== undefined && passed < maxPassed; passed++, open = itemOf(state, open.below)) {
      if (accepts(open)) return open
    }
    const done = doneAt(state, outputIndex)
    return done !== undefined && accepts(done) ? done : undefined
  }
})

export const setItem = (state: Mutable<State>, item: Item): void => {
  if (state.items.front !== item) state.items = Open.set(state.items, item.serial, item)
}

/** The texts of an open item. */
export const textsOf = (state: State, { serial }: Item): Texts => Open.get(state.texts, serial) ?? Open.empty

export const setText = (state: Mutable<State>, item: Item, key: TextKey, text: TextState): void => {
  state.texts = Open.set(state.texts, item.serial, Open.set(textsOf(state, item), key, text))
}

/** What is known of an item when its first chunk comes. */
type NewItem = Pick<Item, "outputIndex" | "type" | "wireType" | "ids" | "id" | "isInferred" | "isLate">

/** Opens an item. */
export const addItem = (state: Mutable<State>, item: NewItem): void => {
  const { id, ids, isInferred, isLate, outputIndex, type, wireType } = item
  const below = openAt(state, outputIndex)
  const serial = state.nextSerial++
  if (below !== undefined) setItem(state, { ...below, above: serial })
  setItem(state, {
    serial,
    outputIndex,
    type,
    wireType,
    ids,
    id,
    isDone: false,
    isInferred,
    isLate,
    strayed: false,
    isWhole: !isInferred,
    imageStage: -1,
    nextImage: 0,
    below: below?.serial,
    above: undefined
  })
  state.places = Open.set(state.places, outputIndex, serial)
  state.used = Ranges.add(state.used, outputIndex)
  nameItem(state, serial, ids)
}

const nameItem = (state: Mutable<State>, serial: number, ids: ReadonlyArray<string>): void => {
  for (const id of ids) state.ids = Open.set(state.ids, id, serial)
}

/** The item with more ids. */
export const withIds = (
  state: Mutable<State>,
  item: Item,
  id: string | undefined,
  ids: ReadonlyArray<string>
): Item => {
  nameItem(state, item.serial, ids)
  return { ...item, id: item.id ?? id, ids: [...new Set([...item.ids, ...ids])] }
}

/** How many items that are done a state remembers. */
const maxDone = 16

/** Closes an item. */
export const closeItem = (state: Mutable<State>, item: Item, isWhole: boolean): void => {
  const { above, below, ids, isInferred, outputIndex, serial, type, wireType } = item
  const [upper, lower] = [itemOf(state, above), itemOf(state, below)]
  if (lower !== undefined) setItem(state, { ...lower, above })
  if (upper !== undefined) setItem(state, { ...upper, below })
  else if (lower !== undefined) state.places = Open.set(state.places, outputIndex, lower.serial)
  else state.places = Open.remove(state.places, outputIndex)
  for (const id of ids) if (Open.get(state.ids, id) === serial) state.ids = Open.remove(state.ids, id)
  state.items = Open.remove(state.items, serial)
  state.texts = Open.remove(state.texts, serial)
  const done: DoneItem = {
    outputIndex,
    type,
    wireType,
    ids,
    isDone: true,
    isInferred: false,
    wasInferred: isInferred,
    isWhole
  }
  state.lastDone = [...state.lastDone.slice(1 - maxDone), done]
}
