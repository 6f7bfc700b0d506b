/**
 * The state of an output item while it is streamed: the item as it was added, and what was streamed since.
 *
 * States never change. A step copies only what it changes. The item itself is made when it is read.
 *
 * @internal
 */
import type { Case } from "../chunk/ResponsesStreamChunk.ts"
import type { FusionAnalysis } from "../model/FusionAnalysis.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { ShellOutput } from "../model/ShellOutput.ts"
import { idOf } from "./itemFields.ts"
import type { OrderedMap } from "./orderedMap.ts"
import type { Part } from "./part.ts"

/** The key of an item. `nth` distinguishes items with the same index, which some gateways send. */
export interface ItemKey {
  readonly index: number
  readonly nth: number
}

/** A text that grows until it is complete. */
export interface TextState {
  readonly text: string
  readonly isWhole: boolean
}

/** The output of a shell command. */
export interface Output {
  readonly stdout: string
  readonly stderr: string
  /** The full output, once it has come. */
  readonly output?: ReadonlyArray<ShellOutput> | undefined
}

/** A model on the panel of a fusion call. */
export interface Panel {
  readonly nth: number
  readonly content: TextState
  readonly reasoning: string
  readonly error?: string | undefined
  readonly statusCode?: number | undefined
}

/** What was streamed for an item. */
export interface Streamed {
  readonly status?: string | undefined
  readonly content?: OrderedMap<number, Part> | undefined
  readonly summary?: OrderedMap<number, Part> | undefined
  readonly arguments?: TextState | undefined
  readonly input?: TextState | undefined
  readonly code?: TextState | undefined
  readonly diff?: TextState | undefined
  readonly commands?: OrderedMap<number, TextState> | undefined
  readonly outputs?: OrderedMap<number, Output> | undefined
  readonly partialImage?: Case<"response.image_generation_call.partial_image"> | undefined
  readonly panels?: OrderedMap<string, Panel> | undefined
  readonly panelCount?: number | undefined
  readonly analystModel?: string | undefined
  readonly judgeModel?: string | undefined
  readonly analysis?: FusionAnalysis | undefined
}

/** An item. */
export interface ItemState {
  readonly key: ItemKey
  /** The last received item, or the one inferred from its chunks. */
  readonly base: OutputItem
  readonly isDone: boolean
  /** Whether neither its `added` nor its `done` came. */
  readonly isInferred: boolean
  /** The ids of the item. */
  readonly aliases: ReadonlyArray<string>
  readonly streamed?: Streamed | undefined
}

/** Copies are written out where a delta makes them: a spread takes longer. */
export const withStreamed = (state: ItemState, streamed: Streamed): ItemState => ({
  key: state.key,
  base: state.base,
  isDone: state.isDone,
  isInferred: state.isInferred,
  aliases: state.aliases,
  streamed
})

const noAliases: ReadonlyArray<string> = []

/** A new item. */
export const newItem = (key: ItemKey, base: OutputItem, isDone: boolean, isInferred = false): ItemState => {
  const id = idOf(base)
  return { key, base, isDone, isInferred, aliases: id === undefined ? noAliases : [id], streamed: undefined }
}

/** Adds an id to an item. */
export const withAlias = (state: ItemState, id: string | undefined): ItemState =>
  id === undefined || state.aliases.includes(id) ? state : { ...state, aliases: [...state.aliases, id] }
