/**
 * The state of the rules: what they keep of a stream. A state is never changed once it is made. A step copies what it
 * touches, and shares the rest.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import type { TerminalVerdict } from "../stream/verdict.ts"
import * as Open from "./open.ts"
import type { Ranges } from "./ranges.ts"

/** It grows with the items and parts that are open, never with the text that went by. */
export interface State {
  readonly sequenceNumber: number | undefined
  /** Sequence numbers were skipped: something between the model and here may have left chunks out. */
  readonly skipped: boolean
  /** Something of the response has come. */
  readonly begun: boolean
  /** How far the response is: 0 created, 1 queued, 2 in progress; -1 before that. */
  readonly stage: number
  readonly terminal: TerminalVerdict | undefined
  /** Ordinal of the terminal chunk. */
  readonly endIndex: number
  readonly errored: boolean
  /** The last chunk of note was an error. */
  readonly afterError: boolean
  readonly itemsOpened: boolean
  readonly items: Open.Open<number, Item>
  /** The output indexes that were opened. */
  readonly opened: Ranges
}

/** An output item that is open. */
export interface Item {
  readonly outputIndex: number
  readonly type: string | undefined
  readonly id: string | undefined
  /** Its `added` was missed. That has been reported; what else is missing for the same reason isn't. */
  readonly missed: boolean
  /** Rule I5 has been reported. */
  readonly strayed: boolean
  readonly texts: Open.Open<TextKey, TextState>
  /** How far its image is: 0 in progress, 1 generating, 2 partial image, 3 completed; -1 before that. */
  readonly imageStage: number
  /** Index of the next partial image. */
  readonly nextImage: number
}

/** What tells the texts of an item apart. */
export type TextKey = number | string

/** A text that grows: of a part, or of its own. Of what came, only length and hash are kept. */
export interface TextState {
  /** It is a part that was opened. */
  readonly isPart: boolean
  readonly isDone: boolean
  readonly length: number
  readonly hash: number
}

/** The state of a stream that has not begun. */
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

/** A shallow copy, to be changed. Copies made for each delta are written out: a spread takes ten times as long. */
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

/** The hash of a text, given the hash of what came before it. */
export const hashOf = (text: string, hash: number): number => {
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}
