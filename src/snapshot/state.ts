/**
 * The state of a snapshot: the response, and the items by their keys.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import type { DebugInfo } from "../chunk/Debug.ts"
import type { UnknownChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { Response, ResponseError } from "../model/Response.ts"
import { verdictOf } from "../stream/verdict.ts"
import type { ItemsDone, TerminalVerdict, Verdict } from "../stream/verdict.ts"
import type { ItemKey } from "./itemState.ts"
import { named, numbered } from "./orderedMap.ts"
import type { OrderedMap } from "./orderedMap.ts"
import { factsOf } from "./places.ts"
import type { ItemFacts } from "./places.ts"

/** Spoken output, which belongs to the response and not to an item. */
export interface AudioState {
  readonly data: OrderedMap<number, string>
  readonly isDone: boolean
  readonly transcript: string
  readonly isTranscriptDone: boolean
}

export interface State extends ItemFacts {
  readonly sequenceNumber: number | undefined
  /** The first id of the response. */
  readonly responseId: string | undefined
  /** The last received response. Its output isn't used: `items` has it. */
  readonly response: Response | undefined
  /** The verdict of the terminal chunk, once it has come. */
  readonly terminal: TerminalVerdict | undefined
  readonly error: ResponseError | undefined
  /** Whether the terminal chunk had the output. Then no chunk changes it. */
  readonly isSealed: boolean
  /** Keys of items by their ids. */
  readonly ids: OrderedMap<string, ItemKey>
  /** What the items that are done make. */
  readonly done: ItemsDone
  readonly audio: AudioState | undefined
  readonly unknown: OrderedMap<number, UnknownChunk>
  readonly debug: OrderedMap<number, DebugInfo>
}

/** The next state, while it is made. */
export type Draft = Mutable<State>

export const initial: State = {
  sequenceNumber: undefined,
  responseId: undefined,
  response: undefined,
  terminal: undefined,
  error: undefined,
  isSealed: false,
  ...factsOf([]),
  ids: named(),
  done: "nothing",
  audio: undefined,
  unknown: numbered(),
  debug: numbered()
}

/** A shallow copy, to be changed. Everything below it is shared and never changes. */
export const copy = (state: State): Draft => ({
  sequenceNumber: state.sequenceNumber,
  responseId: state.responseId,
  response: state.response,
  terminal: state.terminal,
  error: state.error,
  isSealed: state.isSealed,
  items: state.items,
  ids: state.ids,
  places: state.places,
  count: state.count,
  openCount: state.openCount,
  done: state.done,
  audio: state.audio,
  unknown: state.unknown,
  debug: state.debug
})

/** The version of the saved form. It is raised with each change, so that an old form is refused and not misread. */
export const version = 3

/** The state as plain data, to be saved. */
export const toJson = (state: State) => {
  const { count: _, debug, items, openCount: __, places: ___, unknown, ...rest } = state
  return { version, ...rest, items: items.values(), unknown: unknown.values(), debug: debug.values() } as const
}

/** The verdict if the stream ends here. Only items that were added or are done count. */
export const verdict = ({ done, error, openCount: openItems, terminal }: State): Verdict =>
  verdictOf({ terminal, errored: error !== undefined, openItems, done })
