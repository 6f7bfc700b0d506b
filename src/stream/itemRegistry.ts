/**
 * The output items of one stream, updated in place.
 *
 * @internal
 */
import { fitsType, maxPassed } from "./items.ts"
import type { ItemLookup, ItemReport, KnownItem } from "./items.ts"

/** An item that was added or is done. */
export interface RegisteredItem extends KnownItem {
  readonly type: string
  /** Its place among the items, in the order in which they came. */
  readonly nth: number
  ids: ReadonlyArray<string>
  isDone: boolean
  /** The item as its `done` has it, if the registry keeps items. */
  json?: unknown
}

/** The items at one output index. */
interface Place {
  /** The open ones. Those below the last one may be done. */
  readonly open: Array<RegisteredItem>
  last: RegisteredItem
}

/** A registry that doesn't keep items remembers this many that are done, for chunks that come late. */
const maxDone = 1000

const lastIn = <A>(values: ReadonlySet<A>, accepts: (value: A) => boolean): A | undefined => {
  let last: A | undefined
  for (const value of values) if (accepts(value)) last = value
  return last
}

/** Finds items by id or index. */
export class ItemRegistry implements ItemLookup<RegisteredItem> {
  readonly open = new Set<RegisteredItem>()
  readonly #keeps: boolean
  readonly #done = new Set<RegisteredItem>()
  readonly #places = new Map<number, Place>()
  readonly #ids = new Map<string, RegisteredItem>()
  #newest: RegisteredItem | undefined
  #count = 0
  /** The index behind the last item. */
  nextIndex = 0

  constructor(keeps: boolean) {
    this.#keeps = keeps
  }

  byId(id: string): RegisteredItem | undefined {
    return this.#ids.get(id)
  }

  at(outputIndex: number, accepts: (item: RegisteredItem) => boolean): RegisteredItem | undefined {
    const { last, open = [] } = this.#places.get(outputIndex) ?? {}
    const found = open.slice(-maxPassed).findLast((item) => !item.isDone && accepts(item))
    return found ?? (last !== undefined && accepts(last) ? last : undefined)
  }

  /** The last open item that takes a chunk, or else the last one. For chunks without an index and an id. */
  lastOf(types: ReadonlyArray<string>): RegisteredItem | undefined {
    const fits = ({ type }: RegisteredItem): boolean => fitsType(type, types)
    if (this.#newest?.isDone === false && fits(this.#newest)) return this.#newest
    return lastIn(this.open, fits) ?? lastIn(this.#done, fits)
  }

  add({ ids, outputIndex, type }: ItemReport): RegisteredItem {
    const item: RegisteredItem = { nth: this.#count++, outputIndex, type, ids: [], isDone: false, isInferred: false }
    const place = this.#places.get(outputIndex)
    if (place === undefined) this.#places.set(outputIndex, { open: [item], last: item })
    else {
      place.open.push(item)
      place.last = item
    }
    this.#name(item, ids)
    this.open.add(item)
    this.#newest = item
    if (outputIndex >= this.nextIndex) this.nextIndex = outputIndex + 1
    return item
  }

  /** Closes an item, which may have another id in its `done`. */
  close(item: RegisteredItem, { ids }: ItemReport, json: unknown): void {
    item.isDone = true
    this.#name(item, ids)
    if (this.#keeps) item.json = json
    this.open.delete(item)
    this.#done.add(item)
    const place = this.#places.get(item.outputIndex)
    while (place?.open.at(-1)?.isDone === true) place.open.pop()
    if (!this.#keeps && this.#done.size > maxDone) for (const oldest of this.#done) return this.#forget(oldest)
  }

  /** The items that are done, in the order of the output. */
  output(): ReadonlyArray<unknown> {
    return [...this.#done].toSorted((a, b) => a.outputIndex - b.outputIndex || a.nth - b.nth).map(({ json }) => json)
  }

  #name(item: RegisteredItem, ids: ReadonlyArray<string>): void {
    item.ids = [...new Set([...item.ids, ...ids])]
    for (const id of ids) this.#ids.set(id, item)
  }

  #forget(item: RegisteredItem): void {
    this.#done.delete(item)
    for (const id of item.ids) if (this.#ids.get(id) === item) this.#ids.delete(id)
    const place = this.#places.get(item.outputIndex)
    if (place?.last === item && place.open.length === 0) this.#places.delete(item.outputIndex)
  }
}
