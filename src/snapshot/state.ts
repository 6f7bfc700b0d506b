/**
 * The state of a snapshot: the response, and the items by their keys.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import type { DebugInfo } from "../chunk/Debug.ts"
import type { UnknownChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { Response, ResponseError } from "../model/Response.ts"
import { fitsType } from "../stream/items.ts"
import type { ItemRef } from "../stream/items.ts"
import { verdictOf } from "../stream/verdict.ts"
import type { TerminalVerdict, Verdict } from "../stream/verdict.ts"
import type { ItemKey, ItemState } from "./itemState.ts"
import { OrderedMap, fill, named, numbered } from "./orderedMap.ts"

/** Spoken output, which belongs to the response and not to an item. */
export interface AudioState {
  readonly data: OrderedMap<number, string>
  readonly isDone: boolean
  readonly transcript: string
  readonly isTranscriptDone: boolean
}

export interface State {
  readonly sequenceNumber: number | undefined
  /** The last received response. Its output isn't used: `items` has it. */
  readonly response: Response | undefined
  /** The verdict of the terminal chunk, once it has come. */
  readonly terminal: TerminalVerdict | undefined
  readonly error: ResponseError | undefined
  /** Whether the terminal chunk had the output. Then no chunk changes it. */
  readonly isSealed: boolean
  readonly items: OrderedMap<ItemKey, ItemState>
  /** Keys of items by their ids. */
  readonly ids: OrderedMap<string, ItemKey>
  readonly audio: AudioState | undefined
  readonly unknown: OrderedMap<number, UnknownChunk>
  readonly debug: OrderedMap<number, DebugInfo>
}

/** The next state, while it is made. */
export type Draft = Mutable<State>

const byKey = (a: ItemKey, b: ItemKey): number => a.index - b.index || a.nth - b.nth

export const itemMap = (items: ReadonlyArray<ItemState> = []): State["items"] =>
  fill(
    new OrderedMap<ItemKey, ItemState>(byKey),
    items.map((item) => [item.key, item] as const)
  )

export const idMap = (items: ReadonlyArray<ItemState> = []): State["ids"] =>
  named(items.flatMap(({ aliases, key }) => aliases.map((id) => [id, key] as const)))

export const initial: State = {
  sequenceNumber: undefined,
  response: undefined,
  terminal: undefined,
  error: undefined,
  isSealed: false,
  items: itemMap(),
  ids: idMap(),
  audio: undefined,
  unknown: numbered(),
  debug: numbered()
}

/** A shallow copy, to be changed. Everything below it is shared and never changes. */
export const copy = (state: State): Draft => ({
  sequenceNumber: state.sequenceNumber,
  response: state.response,
  terminal: state.terminal,
  error: state.error,
  isSealed: state.isSealed,
  items: state.items,
  ids: state.ids,
  audio: state.audio,
  unknown: state.unknown,
  debug: state.debug
})

/** The version of the saved form. It is raised with each change, so that an old form is refused and not misread. */
export const version = 1

/** The state as plain data, to be saved. */
export const toJson = (state: State) => {
  const { debug, ids: _, items, unknown, ...rest } = state
  return { version, ...rest, items: items.values(), unknown: unknown.values(), debug: debug.values() } as const
}

/** The verdict if the stream ends here. Items whose `added` is missing don't count. */
export const verdict = ({ error, items, terminal }: State): Verdict => {
  const added = items.values().filter(({ isInferred }) => !isInferred)
  return verdictOf({
    terminal,
    errored: error !== undefined,
    itemsOpened: added.length > 0,
    openItems: added.filter(({ isDone }) => !isDone).length
  })
}

// -----------------------------------------------------------------------------
// Finding items
// -----------------------------------------------------------------------------

/** The item at an index, the last one if there are several. */
export const itemAt = ({ items }: State, index: number): ItemState | undefined => {
  const last = items.upTo({ index, nth: Infinity })
  return last !== undefined && last.key.index === index ? last : undefined
}

/** The item with an id. */
export const itemById = ({ ids, items }: State, id: string | undefined): ItemState | undefined => {
  const key = id === undefined || id === "" ? undefined : ids.get(id)
  return key === undefined ? undefined : items.get(key)
}

/** The key of a new item at an index, behind the last one there. */
export const nextKey = (index: number, last: ItemState | undefined): ItemKey => ({
  index,
  nth: last === undefined ? 0 : last.key.nth + 1
})

export const setItem = (draft: Draft, item: ItemState, before = draft.items.get(item.key)): void => {
  draft.items = draft.items.set(item.key, item)
  if (before?.aliases === item.aliases) return
  for (const id of item.aliases) if (before?.aliases.includes(id) !== true) draft.ids = draft.ids.set(id, item.key)
}

/**
 * The item of a chunk, by its output index. If several items have that index, or none, by its id.
 */
export const findItem = (draft: Draft, chunk: ItemRef, types: ReadonlyArray<string>): ItemState | undefined => {
  const { itemId, outputIndex } = chunk
  const last = itemAt(draft, outputIndex)
  if (last !== undefined && last.key.nth === 0 && fitsType(last.base.type, types)) return last
  const known = itemById(draft, itemId)
  if (known !== undefined && fitsType(known.base.type, types)) {
    if (known.key.index === outputIndex || (last === undefined && !known.isDone)) return known
  }
  return last !== undefined && fitsType(last.base.type, types) ? last : undefined
}
