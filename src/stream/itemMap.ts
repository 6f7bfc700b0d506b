/**
 * The output items of one response, as a value that never changes.
 *
 * @internal
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { maxPassed } from "./items.ts"
import type { ItemLookup, KnownItem } from "./items.ts"

/** Where an item is: at an output index, behind those that came before it there. */
export interface ItemPlace {
  readonly outputIndex: number
  readonly nth: number
  /** Both as text. It identifies the item. */
  readonly key: string
}

/** An item of a map. Once it is done, it stays done. */
export interface MapItem extends KnownItem, ItemPlace {}

/** The items at one output index. */
interface Row {
  readonly count: number
  readonly last: string
  /** The open ones, the last one on top. Those below it may be done. */
  readonly open: Stack | undefined
}

interface Stack {
  readonly key: string
  readonly below: Stack | undefined
}

/** Items by their place. It finds them by id or index, too. A step costs the same, however many there are. */
export class ItemMap<Item extends MapItem> implements ItemLookup<Item> {
  readonly #items: HashMap.HashMap<string, Item>
  readonly #ids: HashMap.HashMap<string, string>
  readonly #rows: HashMap.HashMap<number, Row>

  constructor(
    items: HashMap.HashMap<string, Item> = HashMap.empty(),
    ids: HashMap.HashMap<string, string> = HashMap.empty(),
    rows: HashMap.HashMap<number, Row> = HashMap.empty()
  ) {
    this.#items = items
    this.#ids = ids
    this.#rows = rows
  }

  byId(id: string): Item | undefined {
    return this.#get(Option.getOrUndefined(HashMap.get(this.#ids, id)))
  }

  at(outputIndex: number, accepts: (item: Item) => boolean): Item | undefined {
    const row = this.#row(outputIndex)
    let open = row?.open
    for (let passed = 0; open !== undefined && passed < maxPassed; passed++, open = open.below) {
      const item = this.#get(open.key)
      if (item?.isDone === false && accepts(item)) return item
    }
    const last = this.#get(row?.last)
    return last !== undefined && accepts(last) ? last : undefined
  }

  /** The place of a new item at an index. */
  nextPlace(outputIndex: number): ItemPlace {
    const nth = this.#row(outputIndex)?.count ?? 0
    return { outputIndex, nth, key: nth === 0 ? `${outputIndex}` : `${outputIndex}:${nth}` }
  }

  /** Puts an item, in place of the one with its key. */
  set(item: Item): ItemMap<Item> {
    const before = this.#get(item.key)
    const items = HashMap.set(this.#items, item.key, item)
    const isOld = before !== undefined && before.isDone === item.isDone
    return new ItemMap(items, this.#idsWith(item, before), isOld ? this.#rows : this.#rowsWith(item, before, items))
  }

  /** The items in the order of the output. */
  values(): ReadonlyArray<Item> {
    return Array.from(HashMap.values(this.#items)).toSorted((a, b) => a.outputIndex - b.outputIndex || a.nth - b.nth)
  }

  #get(key: string | undefined): Item | undefined {
    return key === undefined ? undefined : Option.getOrUndefined(HashMap.get(this.#items, key))
  }

  #row(outputIndex: number): Row | undefined {
    return Option.getOrUndefined(HashMap.get(this.#rows, outputIndex))
  }

  #idsWith({ ids, key }: Item, before: Item | undefined): HashMap.HashMap<string, string> {
    if (ids === before?.ids) return this.#ids
    const added = ids.filter((id) => before?.ids.includes(id) !== true)
    return added.reduce((all, id) => HashMap.set(all, id, key), this.#ids)
  }

  #rowsWith(
    { isDone, key, outputIndex }: Item,
    before: Item | undefined,
    items: HashMap.HashMap<string, Item>
  ): HashMap.HashMap<number, Row> {
    const row = this.#row(outputIndex) ?? { count: 0, last: key, open: undefined }
    let open = isDone || before !== undefined ? row.open : { key, below: row.open }
    while (open !== undefined && HashMap.getUnsafe(items, open.key).isDone) open = open.below
    const next = before === undefined ? { count: row.count + 1, last: key, open } : { ...row, open }
    return HashMap.set(this.#rows, outputIndex, next)
  }
}
