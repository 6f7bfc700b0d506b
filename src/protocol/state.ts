/**
 * The state of the rules. It never changes: a step copies what it changes, and shares the rest.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import type { TerminalVerdict } from "../stream/verdict.ts"
import * as Open from "./open.ts"
import type { Ranges } from "./ranges.ts"

/** It grows with the open items and parts, not with the text. */
export interface State {
  readonly sequenceNumber: number | undefined
  /** Whether sequence numbers were skipped: something on the way may have removed chunks. */
  readonly skipped: boolean
  /** Whether a chunk of the response has come. */
  readonly begun: boolean
  /** The stage of the response: 0 created, 1 queued, 2 in progress; -1 before that. */
  readonly stage: number
  readonly terminal: TerminalVerdict | undefined
  /** Ordinal of the terminal chunk. */
  readonly endIndex: number
  readonly errored: boolean
  /** Whether the last chunk about the response was an error. */
  readonly afterError: boolean
  readonly itemsOpened: boolean
  readonly items: Open.Open<number, Item>
  /** The used output indexes. */
  readonly opened: Ranges
}

/** An open output item. */
export interface Item {
  readonly outputIndex: number
  readonly type: string | undefined
  readonly id: string | undefined
  /** Whether its `added` is missing. That was reported; its consequences aren't. */
  readonly missed: boolean
  /** Whether I5 was reported. */
  readonly strayed: boolean
  readonly texts: Open.Open<TextKey, TextState>
  /** The stage of its image: 0 in progress, 1 generating, 2 partial image, 3 completed; -1 before that. */
  readonly imageStage: number
  /** Index of the next partial image. */
  readonly nextImage: number
}

/** The key of a text within its item. */
export type TextKey = number | string

/** A growing text, of a part or of the item. Only its length and hash are kept. */
export interface TextState {
  /** Whether it is a part that was added. */
  readonly isPart: boolean
  readonly isDone: boolean
  readonly length: number
  readonly hash: number
}

/** The state before the first event. */
export const initial: State = {
  sequenceNumber: undefined,
  skipped: false,
  begun: false,
  stage: -1,
  terminal: undefined,
  endIndex: -1,
  errored: false,
  afterError: false,
  itemsOpened: false,
  items: Open.empty,
  opened: []
}

/** A shallow copy, to be changed. Copies made for each delta are written out: a spread takes longer. */
export const copy = (state: State): Mutable<State> => ({
  sequenceNumber: state.sequenceNumber,
  skipped: state.skipped,
  begun: state.begun,
  stage: state.stage,
  terminal: state.terminal,
  endIndex: state.endIndex,
  errored: state.errored,
  afterError: state.afterError,
  itemsOpened: state.itemsOpened,
  items: state.items,
  opened: state.opened
})

export const newItem = (outputIndex: number, missed: boolean, type?: string, id?: string): Item => ({
  outputIndex,
  type,
  id,
  missed,
  strayed: false,
  texts: Open.empty,
  imageStage: -1,
  nextImage: 0
})

export const withTexts = (item: Item, texts: Item["texts"]): Item => ({
  outputIndex: item.outputIndex,
  type: item.type,
  id: item.id,
  missed: item.missed,
  strayed: item.strayed,
  texts,
  imageStage: item.imageStage,
  nextImage: item.nextImage
})

export const newText = (isPart: boolean, isDone = false, length = 0, hash = 0): TextState => ({
  isPart,
  isDone,
  length,
  hash
})

/** The hash of a text, given the hash of the text before it. */
export const hashOf = (text: string, hash: number): number => {
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}
