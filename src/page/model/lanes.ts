/**
 * The lanes of a recording: which item each event is about.
 *
 * It asks the state of the snapshot before the event, so that an event and the snapshot speak of the same item.
 *
 * @internal
 */
import type { ResponsesStreamChunk } from "../../chunk/ResponsesStreamChunk.ts"
import { isObject } from "../../base/json.ts"
import type { OutputItem } from "../../model/OutputItem.ts"
import { fieldsOf } from "../../snapshot/itemFields.ts"
import { itemAt, itemById, keyOfReport, keyOfUpdate, reportOf } from "../../snapshot/items.ts"
import type { ItemKey } from "../../snapshot/itemState.ts"
import type { State } from "../../snapshot/state.ts"
import { finite } from "../../stream/event.ts"
import { isItemUpdate, itemTypesOf } from "../../stream/items.ts"
import type { Lane } from "./types.ts"

/** The key of the lane of the response. */
const responseKey = "response"

/** The lanes of a recording that grows. */
export interface Lanes {
  readonly all: ReadonlyArray<Lane>
  /** Adds an event: its chunk if it has one, its JSON, and the states before it and after it. Gives its lane. */
  readonly add: (
    index: number,
    chunk: ResponsesStreamChunk | undefined,
    json: unknown,
    before: State,
    after: State
  ) => Lane
}

interface GrowingLane extends Lane {
  readonly place: ItemPlace
  id: string | undefined
  type: string
  label: string
  isDone: boolean
  readonly events: Array<number>
}

interface ItemPlace extends ItemKey {
  /** The number of the response in the stream. */
  readonly response: number
}

/** Starts with the lane of the response. */
export const make = (): Lanes => {
  const response = makeLane(responseKey, { response: -1, index: -1, nth: 0 }, "response")
  const all: Array<GrowingLane> = [response]
  const byKey = new Map<string, GrowingLane>()
  let responses = 0

  const laneAt = (key: ItemKey): GrowingLane => {
    const place = { response: responses, index: key.index, nth: key.nth }
    const text = keyText(place)
    const known = byKey.get(text)
    if (known !== undefined) return known
    const lane = makeLane(text, place, "")
    byKey.set(text, lane)
    const behind = all.findLastIndex((other) => isBefore(other.place, place))
    all.splice(behind + 1, 0, lane)
    return lane
  }

  return {
    all,
    add: (index, chunk, json, before, after) => {
      if (before.responseId !== undefined && after.responseId !== before.responseId) responses++
      const key = chunk === undefined || chunk.type === "UNKNOWN" ? keyOfJson(json, after) : keyOf(chunk, before, after)
      const lane = key === undefined ? response : laneAt(key)
      lane.events.push(index)
      // A delta changes only what an item has, not what it is
      if (key !== undefined && (lane.type === "" || chunk?.type.endsWith(".delta") !== true)) update(lane, after, key)
      return lane
    }
  }
}

const makeLane = (key: string, place: ItemPlace, type: string): GrowingLane => ({
  key,
  place,
  outputIndex: place.response === -1 ? undefined : place.index,
  id: undefined,
  type,
  label: type,
  events: [],
  isDone: false
})

/** As `SnapshotItem.key`, but for the response. */
const keyText = ({ index, nth, response }: ItemPlace): string =>
  `${response === 0 ? "" : `${response}/`}${index}${nth === 0 ? "" : `.${nth}`}`

const isBefore = (a: ItemPlace, b: ItemPlace): boolean =>
  (a.response - b.response || a.index - b.index || a.nth - b.nth) < 0

const update = (lane: GrowingLane, { items }: State, key: ItemKey): void => {
  const item = items.get(key)
  if (item === undefined) return
  lane.id = item.ids[0]
  lane.type = item.base.type === "UNKNOWN" ? item.base.raw.type : item.base.type
  lane.label = labelOf(item.base)
  lane.isDone = item.isDone
}

// -----------------------------------------------------------------------------
// The item of an event
// -----------------------------------------------------------------------------

/** The item of a valid event. `undefined` for one of the response. */
const keyOf = (
  chunk: Exclude<ResponsesStreamChunk, { readonly type: "UNKNOWN" }>,
  before: State,
  after: State
): ItemKey | undefined => {
  const key = keyIn(chunk, before)
  // What comes after the response has ended makes no new item
  return key === undefined || after.items.get(key) === undefined ? undefined : key
}

const keyIn = (
  chunk: Exclude<ResponsesStreamChunk, { readonly type: "UNKNOWN" }>,
  before: State
): ItemKey | undefined => {
  switch (chunk.type) {
    case "response.output_item.added":
      return keyOfReport(before, reportOf(chunk.item, chunk.outputIndex), "added")
    case "response.output_item.done":
      return keyOfReport(before, reportOf(chunk.item, chunk.outputIndex), "done")
    default:
      return "outputIndex" in chunk && isItemUpdate(chunk.type)
        ? keyOfUpdate(before, chunk, itemTypesOf(chunk.type))
        : undefined
  }
}

/** The item that an event without a model names, as far as it can be read. It may be one that hasn't come. */
const keyOfJson = (json: unknown, state: State): ItemKey | undefined => {
  if (!isObject(json)) return undefined
  const { item_id: id, output_index } = json
  const index = finite(output_index)
  const known =
    (typeof id === "string" ? itemById(state, id) : undefined) ??
    (index === undefined ? undefined : itemAt(state, index))
  return known?.key ?? (index === undefined ? undefined : { index, nth: 0 })
}

/** What an item is called, for people. */
export const labelOf = (item: OutputItem): string => {
  const { name, serverLabel } = fieldsOf(item)
  if (typeof name === "string" && name !== "") return typeof serverLabel === "string" ? `${serverLabel}: ${name}` : name
  const type = item.type === "UNKNOWN" ? item.raw.type : item.type
  return type
    .replace(/^.*:/, "")
    .replace(/_call$/, "")
    .replaceAll("_", " ")
}
