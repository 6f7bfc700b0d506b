/**
 * What the client has been told so far, beside the snapshot of what came. It never changes: a step copies what it
 * changes, and shares the rest.
 *
 * @internal
 */
import * as HashSet from "effect/HashSet"
import type { Mutable } from "effect/Types"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import * as Open from "../protocol/open.ts"
import type { ItemKey } from "../snapshot/itemState.ts"
import * as Snapshot from "../snapshot/state.ts"
import type { RepairName } from "../wire/Tolerance.ts"

/**
 * An event of a normalized stream, or one that is to be normalized.
 *
 * @category models
 * @since 0.1.0
 */
export interface NormalizedEvent {
  /** Ordinal of the event, from 0. */
  readonly index: number
  /** The chunk. */
  readonly chunk: ResponsesStreamChunk
  /** The `event:` line, if the other events of the stream have one. */
  readonly event?: string
  /** The `id:` line, if there was one. */
  readonly id?: string
  /** The JSON, with the fields that no model has. Absent if the chunk was added or repaired, or came without it. */
  readonly json?: unknown
  /** The repairs that made the event valid, if it needed any. */
  readonly repairs?: ReadonlyArray<RepairName>
}

/** An event that waits. */
export interface Held {
  readonly event: NormalizedEvent
  /** Its ordinal among the events that came. */
  readonly ordinal: number
}

export interface State {
  /** What came: the response as the provider means it. */
  readonly snapshot: Snapshot.State
  /** How many events came, and how many went out. */
  readonly inputs: number
  readonly outputs: number
  readonly nextNumber: number
  /** Whether the last event had an `event:` line. */
  readonly hasEventLines: boolean
  readonly responseId: string | undefined
  /** The stage of the response: 0 created, 1 queued, 2 in progress; -1 before that. */
  readonly stage: number
  /** The items, by {@link keyText}. */
  readonly items: Open.Open<string, Item>
  /** How many of them the client knows. */
  readonly count: number
  /** The ids that items have got. */
  readonly ids: HashSet.HashSet<string>
  /** What came before the response was created, and isn't about it. */
  readonly early: ReadonlyArray<Held>
  /** An error, or a failure that names no reason, and what came behind it. What follows decides. */
  readonly held: ReadonlyArray<Held>
  readonly isOver: boolean
  /** Whether another response may follow: input that steers this one was accepted, or has ended it. */
  readonly mayFollow: boolean
  /** The last event, if it was a delta that went out as it came. */
  readonly last: LastDelta | undefined
}

/**
 * A delta that went out as it came. Most events are like the one before, and need no other look-up. What such deltas add to
 * the text stands here alone, until another event comes: to write it into the items takes longer.
 */
interface LastDelta {
  readonly type: string
  readonly itemId: unknown
  readonly outputIndex: number
  /** The index of its part. */
  readonly at: unknown
  readonly item: Item
  readonly text: ItemText
  /** The deltas of the text so far, joined. */
  readonly sent: string
}

/** An output item. */
export interface Item {
  readonly key: ItemKey
  /** The only id, call id and output index that the client sees. */
  readonly id: string
  readonly callId: string | undefined
  readonly outputIndex: number
  /** Its type, with `UNKNOWN` for one that has no model. */
  readonly type: string
  /** Whether it waits for its name: the client doesn't know it yet. */
  readonly isHeld: boolean
  readonly isDone: boolean
  /** The item as its `done` has told it. */
  readonly told: OutputItem | undefined
  readonly texts: Open.Open<string, ItemText>
  /** How many parts its content and its summary have. */
  readonly content: number
  readonly summary: number
  /** The stage of its image: 0 in progress, 1 generating, 2 partial image, 3 completed; -1 before that. */
  readonly imageStage: number
  readonly nextImage: number
}

/** A growing text, of a part or of the item. */
export interface ItemText {
  readonly key: string
  /** The list that its part is in. `undefined` without a part. */
  readonly list: "content" | "summary" | undefined
  /** The index of its part that the client sees. */
  readonly index: number
  /** The type of its part, with `UNKNOWN` for one that has no model. */
  readonly partType: string
  /** The index that the provider gives its part, which may be another. */
  readonly at: number
  /** Whether another part has taken its place. */
  readonly isReplaced: boolean
  readonly isOpenPart: boolean
  /** How many annotations its part has got. */
  readonly annotations: number
  /** The deltas so far, joined. */
  readonly sent: string
  readonly isDone: boolean
}

export const initial: State = {
  snapshot: Snapshot.initial,
  inputs: 0,
  outputs: 0,
  nextNumber: 0,
  hasEventLines: false,
  responseId: undefined,
  stage: -1,
  items: Open.empty,
  count: 0,
  ids: /* @__PURE__ */ HashSet.empty(),
  early: [],
  held: [],
  isOver: false,
  mayFollow: false,
  last: undefined
}

/** A copy to be changed, whose items have what the last deltas added. */
export const copy = (state: State): Mutable<State> => {
  const next = copyAll(state)
  const { last } = state
  next.last = undefined
  if (last !== undefined && last.sent !== last.text.sent) {
    const text = { ...last.text, sent: last.sent }
    const item = { ...last.item, texts: Open.set(last.item.texts, text.key, text) }
    next.items = Open.set(state.items, keyText(item.key), item)
  }
  return next
}

/** The state after a delta like the last one. */
export const grow = (state: State, last: LastDelta, hasEventLines: boolean): Mutable<State> => {
  const next = copyAll(state)
  next.inputs++
  next.outputs++
  next.nextNumber++
  next.hasEventLines = hasEventLines
  next.last = last
  return next
}

/** A shallow copy. It is written out: a spread takes longer. */
const copyAll = (state: State): Mutable<State> => ({
  snapshot: state.snapshot,
  inputs: state.inputs,
  outputs: state.outputs,
  nextNumber: state.nextNumber,
  hasEventLines: state.hasEventLines,
  responseId: state.responseId,
  stage: state.stage,
  items: state.items,
  count: state.count,
  ids: state.ids,
  early: state.early,
  held: state.held,
  isOver: state.isOver,
  mayFollow: state.mayFollow,
  last: state.last
})

export const keyText = ({ index, nth }: ItemKey): string => (nth === 0 ? `${index}` : `${index}:${nth}`)

/** The items that the client knows, in the order of the output. */
export const knownItems = ({ items }: State): ReadonlyArray<Item> =>
  Open.values(items)
    .filter(({ isHeld }) => !isHeld)
    .toSorted((a, b) => a.outputIndex - b.outputIndex)

/** The items that wait for their names, in the order of what came. */
export const heldItems = ({ items }: State): ReadonlyArray<Item> =>
  Open.values(items)
    .filter(({ isHeld }) => isHeld)
    .toSorted((a, b) => a.key.index - b.key.index || a.key.nth - b.key.nth)

/** The texts of a list, in their order. */
export const textsIn = ({ texts }: Item, list: "content" | "summary"): ReadonlyArray<ItemText> =>
  Open.values(texts)
    .filter((text) => text.list === list)
    .toSorted((a, b) => a.index - b.index)
