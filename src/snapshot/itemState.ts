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
import { idsOf } from "../stream/items.ts"
import { fieldsOf } from "./itemFields.ts"
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
  /** Whether neither its `added` nor its `done` came, and no response had it. */
  readonly isInferred: boolean
  /** Its place among the items that were added or are done, in the order in which they came. */
  readonly order?: number | undefined
  /** The output index that it had then. Its updates may have had another one. */
  readonly reportedAt?: number | undefined
  /** The ids of the item. */
  readonly ids: ReadonlyArray<string>
  /** The first other id that an update of it had. */
  readonly alias?: string | undefined
  readonly streamed?: Streamed | undefined
}

/** Copies are written out where a delta makes them: a spread takes longer. */
export const withStreamed = (state: ItemState, streamed: Streamed): ItemState => ({
  key: state.key,
  base: state.base,
  isDone: state.isDone,
  isInferred: state.isInferred,
  order: state.order,
  reportedAt: state.reportedAt,
  ids: state.ids,
  alias: state.alias,
  streamed
})

/** A new item. */
export const newItem = (
  key: ItemKey,
  base: OutputItem,
  { isDone = false, isInferred = false }: Partial<Pick<ItemState, "isDone" | "isInferred">> = {}
): ItemState => ({
  key,
  base,
  isDone,
  isInferred,
  order: undefined,
  reportedAt: undefined,
  ids: idsOf(fieldsOf(base)),
  alias: undefined,
  streamed: undefined
})
