/**
 * Which output item a chunk is about. No other file decides this.
 *
 * Some gateways give all items one index, count wrong, leave ids out, or give each chunk of an item another id. So an id
 * that is known beats the index, and the index decides where the id is unknown.
 *
 * @internal
 */
import type { WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"

/** A chunk's reference to the item that it is about. */
export interface ItemRef {
  readonly outputIndex: number
  readonly itemId?: string
}

/** The wire type of a chunk that updates an item. */
export type ItemUpdateType = Exclude<
  Extract<WireType, `response.${string}.${string}`>,
  `response.${"output_item" | "audio" | "steer" | "inject"}.${string}`
>

/** A family of chunks that update items: the part of a wire type behind `response.`, up to the next dot. */
export type ItemFamily = ItemUpdateType extends `response.${infer Family}.${string}` ? Family : never

type ItemType = Exclude<OutputItem["type"], "UNKNOWN">

/** The item types of each family. An item that was never added is assumed to be of the first. */
export const itemTypes = {
  apply_patch_call_operation_diff: ["apply_patch_call"],
  code_interpreter_call: ["code_interpreter_call"],
  code_interpreter_call_code: ["code_interpreter_call"],
  compaction: ["compaction"],
  content_part: ["message", "reasoning"],
  custom_tool_call_input: ["custom_tool_call"],
  file_search_call: ["file_search_call"],
  function_call_arguments: ["function_call"],
  fusion_call: ["openrouter:fusion"],
  image_generation_call: ["image_generation_call"],
  mcp_call: ["mcp_call"],
  mcp_call_arguments: ["mcp_call"],
  mcp_list_tools: ["mcp_list_tools"],
  output_text: ["message"],
  reasoning_part: ["reasoning"],
  reasoning_summary_part: ["reasoning"],
  reasoning_summary_text: ["reasoning"],
  reasoning_text: ["reasoning"],
  refusal: ["message"],
  shell_call_command: ["shell_call"],
  shell_call_output_content: ["shell_call_output", "shell_call"],
  web_search_call: ["web_search_call"]
} as const satisfies { readonly [_ in ItemFamily]: readonly [ItemType, ...ReadonlyArray<ItemType>] }

/** The assumed type of an item that was never added. */
export type InferredType = (typeof itemTypes)[ItemFamily][0]

type ItemTypes = readonly [InferredType, ...ReadonlyArray<string>]

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type has a dot behind its family
const familyOf = (type: string): ItemFamily => type.split(".", 2)[1] as ItemFamily

/** Whether a wire type is that of a chunk that updates an item. */
export const isItemUpdate = (type: unknown): type is ItemUpdateType =>
  typeof type === "string" && Object.hasOwn(itemTypes, familyOf(type))

const known = /* @__PURE__ */ new Map<ItemUpdateType, ItemTypes>()

/** The types of the items that take chunks of a wire type. */
export const itemTypesOf = (type: ItemUpdateType): ItemTypes => {
  let types = known.get(type)
  if (types === undefined) known.set(type, (types = itemTypes[familyOf(type)]))
  return types
}

const toolCalls: ItemTypes = ["function_call", "custom_tool_call", "mcp_call"]

/** The types of the items that take chunks of a wire type from some gateways: these mix the kinds of tool calls. */
export const takersOf = (types: ReadonlyArray<string>): ReadonlyArray<string> =>
  toolCalls.includes(types[0]!) ? toolCalls : types

/**
 * Whether an item may be of one of some types. An unknown type may be any of them. A provider's own items
 * (`openrouter:web_search`) share the chunks of the items that they replace.
 */
export const fitsType = (itemType: string | undefined, types: ReadonlyArray<string>): boolean =>
  itemType === undefined || itemType === "UNKNOWN" || types.includes(itemType) || itemType.includes(":")

/** Whether an item that was inferred as of one type may turn out to be of another, which takes the same chunks. */
const mayBecome = (inferred: string | undefined, type: string): boolean =>
  inferred === undefined ||
  fitsType(type, [inferred]) ||
  Object.values<ItemTypes>(itemTypes).some((types) => types.includes(type) && types.includes(inferred))

// -----------------------------------------------------------------------------
// Finding items
// -----------------------------------------------------------------------------

/** What finding an item needs to know of it. */
export interface KnownItem {
  readonly outputIndex: number
  /** Its type, where it is known. */
  readonly type: string | undefined
  /** The type that the wire gives it, if it has no model. */
  readonly wireType?: string | undefined
  /** The ids that it is known by, as of {@link idsOf}. */
  readonly ids: ReadonlyArray<string>
  readonly isDone: boolean
  /** Whether only updates of it have come, and no `added`. */
  readonly isInferred: boolean
}

/** How a state looks up its items. */
export interface ItemLookup<Item extends KnownItem> {
  /** The last item that has an id. */
  readonly byId: (id: string) => Item | undefined
  /** The last open item at an output index of those that are accepted, or else the last one there, if it is. */
  readonly at: (outputIndex: number, accepts: (item: Item) => boolean) => Item | undefined
}

/** So many open items of other types at an index are passed over in a look-up. */
export const maxPassed = 100

/** The `added` or the `done` of an item. */
export interface ItemReport {
  readonly outputIndex: number
  readonly type: string
  readonly ids: ReadonlyArray<string>
}

const noIds: ReadonlyArray<string> = []

/** The ids of an item, as JSON or decoded: its own, then that of its call. Some providers leave an id empty. */
export const idsOf = (item: object): ReadonlyArray<string> => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what isn't there is undefined
  const { call_id, callId = call_id, id, type } = item as Readonly<Record<string, unknown>>
  // The output of a call has the call's id, and is another item
  const ids = [id, typeof type === "string" && type.endsWith("_call") && callId !== id ? callId : undefined].filter(
    isId
  )
  return ids.length === 0 ? noIds : ids
}

const isId = (id: unknown): id is string => typeof id === "string" && id !== ""

/**
 * The item that an update is about. `types` are the types of the items that take it, and `takers` those that take it if
 * it has their id, or no id and there is no other.
 */
export const findUpdated = <Item extends KnownItem>(
  lookup: ItemLookup<Item>,
  { itemId, outputIndex }: ItemRef,
  types: ReadonlyArray<string>,
  takers = types
): Item | undefined => {
  const there = lookup.at(outputIndex, ({ type }) => fitsType(type, types))
  if (!isId(itemId)) return there ?? lookup.at(outputIndex, ({ type }) => fitsType(type, takers))
  if (there?.ids.includes(itemId) === true) return there
  const known = lookup.byId(itemId)
  return known !== undefined && fitsType(known.type, takers) ? known : there
}

/** The item that an `added` is about: one that was inferred, or one that is added twice. `undefined` for a new one. */
export const findAdded = <Item extends KnownItem>(lookup: ItemLookup<Item>, report: ItemReport): Item | undefined => {
  const there = itemAt(lookup, report)
  const known = findById(lookup, report, there, (item) => item.outputIndex === report.outputIndex)
  if (known !== undefined || there === undefined) return known
  // Without an id, what comes after an item that is done is another one
  return there.isInferred || (!there.isDone && mayBe(there, report)) ? there : undefined
}

/** The item that a `done` is about. `undefined` for one of which nothing has come. */
export const findDone = <Item extends KnownItem>(lookup: ItemLookup<Item>, report: ItemReport): Item | undefined => {
  const there = itemAt(lookup, report)
  const known = findById(lookup, report, there, (item) => !item.isDone || item.outputIndex === report.outputIndex)
  if (known !== undefined || there === undefined) return known
  // An open item takes the done of its type: some gateways give it another id there
  return there.isInferred || !there.isDone || mayBe(there, report) ? there : undefined
}

/** The item at the index of a report that may be of its type. */
const itemAt = <Item extends KnownItem>(lookup: ItemLookup<Item>, report: ItemReport): Item | undefined =>
  lookup.at(report.outputIndex, (item) =>
    item.isInferred ? mayBecome(item.type, report.type) : isOfType(item, report)
  )

/** The item that has the ids. An item with the index of the report is found first, but for one that has both ids. */
const findById = <Item extends KnownItem>(
  lookup: ItemLookup<Item>,
  report: ItemReport,
  there: Item | undefined,
  accepts: (item: Item) => boolean
): Item | undefined => {
  const found = [there, ...report.ids.map((id) => lookup.byId(id))].filter(
    (item) => item !== undefined && isOfType(item, report) && hasId(item, report)
  )
  return found.find((item) => hasBothIds(item!, report)) ?? found.find((item) => accepts(item!))
}

/** Whether an item has the ids of a report. A call has an id of its own and a call id: then the call id decides. */
const hasId = (item: KnownItem, { ids }: ItemReport): boolean =>
  item.ids.includes(ids.at(-1)!) || (item.ids.length === 1 && item.ids[0] === ids[0])

/** A call with the same two ids is the same, at whatever index. */
const hasBothIds = (item: KnownItem, { ids }: ItemReport): boolean =>
  ids.length > 1 && ids.every((id) => item.ids.includes(id))

const isOfType = ({ isInferred, type: known, wireType = known }: KnownItem, { type }: ItemReport): boolean =>
  isInferred || wireType === undefined || wireType === type

/** Whether an item and a report may be of the same item, by type and ids. */
const mayBe = (item: KnownItem, report: ItemReport): boolean =>
  isOfType(item, report) && (item.ids.length === 0 || report.ids.length === 0 || hasId(item, report))

/**
 * Which known item each item of the final response is. The others there are new.
 *
 * Ids decide first. Providers rename items there, and leave some out, so that the others have other places. So places
 * decide only if each known item that is left has an item of its kind at its place. If not, it is the order within
 * each kind. The kind is the type, unless `kindOf` tells more.
 */
export const matchOutput = <Known extends KnownItem, Item extends ItemReport>(
  known: ReadonlyArray<Known>,
  output: ReadonlyArray<Item>,
  kindOf: (item: Known | Item) => string | undefined = ({ type }) => type
): ReadonlyMap<Item, Known> => {
  const owners = new Map<Item, Known>()
  const knownLeft = new Set(known)
  const match = (item: Item, owner: Known): void => {
    owners.set(item, owner)
    knownLeft.delete(owner)
  }
  const isLeft = (item: Item): boolean => !owners.has(item)

  const byId = group(known, ({ ids }) => ids)
  for (const nth of [0, 1]) {
    for (const item of output) {
      const same = byId.get(item.ids[nth] ?? "")
      let owner = same?.at(-1)
      while (owner !== undefined && !knownLeft.has(owner)) {
        same?.pop()
        owner = same?.at(-1)
      }
      if (owner !== undefined && isLeft(item) && isOfType(owner, item) && hasId(owner, item)) match(item, owner)
    }
  }

  const left = output.filter(isLeft)
  const byPlace = new Map(left.map((item) => [item.outputIndex, item]))
  const isAtPlace = (owner: Known): boolean => {
    const item = byPlace.get(owner.outputIndex)
    return item !== undefined && isSame(kindOf(owner), kindOf(item))
  }
  const places = new Set([...knownLeft].map(({ outputIndex }) => outputIndex))
  const placesDecide = places.size === knownLeft.size && [...knownLeft].every(isAtPlace)
  const byKind = group(left, (item) => [kindOf(item)])
  for (const owner of knownLeft) {
    const item = placesDecide ? byPlace.get(owner.outputIndex) : byKind.get(kindOf(owner))?.pop()
    if (item !== undefined) match(item, owner)
  }
  return owners
}

/** Whether two kinds are the same, as far as they are known. */
const isSame = (a: string | undefined, b: string | undefined): boolean => a === b || a === undefined || b === undefined

/** Groups values by their keys. The groups are in reverse: `pop` takes the first value. */
const group = <A, Key>(values: ReadonlyArray<A>, keysOf: (value: A) => ReadonlyArray<Key>): Map<Key, Array<A>> => {
  const groups = new Map<Key, Array<A>>()
  for (const value of values.toReversed()) {
    for (const key of keysOf(value)) {
      const same = groups.get(key)
      if (same === undefined) groups.set(key, [value])
      else same.push(value)
    }
  }
  return groups
}
