/**
 * Which events are shown: those of some types, and of some output items.
 *
 * @internal
 */
import { isObject } from "../../base/json.ts"

/** What is asked for. An empty list asks for all. */
export interface FilterOptions {
  /** Wire types. `*` stands for any characters. */
  readonly types: ReadonlyArray<string>
  /** Indexes in the output, or ids of items. */
  readonly items: ReadonlyArray<string>
}

/** Tells whether an event is shown. It learns which ids and indexes are of one item. */
export type EventFilter = (type: string | undefined, json: unknown) => boolean

/** Makes the filter of one input. */
export const make = ({ items, types }: FilterOptions): EventFilter => {
  const patterns = types.map((type) => new RegExp(`^${type.split("*").map(escape).join(".*")}$`, "s"))
  const wanted = new Set(items)
  const isWantedItem = (json: unknown): boolean => {
    const names = namesOf(json)
    if (!names.some((name) => wanted.has(name))) return false
    for (const name of names) wanted.add(name)
    return true
  }
  return (type = "", json) => {
    const isItem = items.length === 0 || isWantedItem(json)
    return isItem && (types.length === 0 || patterns.some((pattern) => pattern.test(type)))
  }
}

const escape = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)

/** The index and the id of the item that an event is about. */
const namesOf = (json: unknown): ReadonlyArray<string> => {
  if (!isObject(json)) return []
  const { item, item_id: id = isObject(item) ? item["id"] : undefined, output_index: index } = json
  return [...(typeof index === "number" ? [String(index)] : []), ...(typeof id === "string" && id !== "" ? [id] : [])]
}
