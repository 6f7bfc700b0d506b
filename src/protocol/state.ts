/**
 * The state of the rules. It never changes: a step copies what it changes, and shares the rest.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import type { KnownItem } from "../stream/items.ts"
import type { ItemsDone, TerminalVerdict } from "../stream/verdict.ts"
import * as Open from "./open.ts"
import type { Ranges } from "./ranges.ts"

/** It grows with the open items and their parts, not with the text. */
export interface State {
  readonly sequenceNumber: number | undefined
  /** Whether sequence numbers were skipped: something on the way may have removed chunks. */
  readonly skipped: boolean
  /** Whether the stream goes on after a sequence number. What came before is unknown. */
  readonly isRest: boolean
  /** Whether a chunk of the response has come. */
  readonly begun: boolean
  readonly created: boolean
  /** The stage of the response: 0 created, 1 queued, 2 in progress; -1 before that. */
  readonly stage: number
  readonly responseId: string | undefined
  /** Whether another response id was reported. */
  readonly hasOtherId: boolean
  readonly terminal: TerminalVerdict | undefined
  /** Whether another response may follow: input that steers this one was accepted, or has ended it. */
  readonly mayFollow: boolean
  /** Ordinal of the terminal chunk. */
  readonly endIndex: number
  /** Whether a chunk behind the terminal one was reported. */
  readonly hasMore: boolean
  readonly errored: boolean
  /** Whether the last chunk about the response was an error. */
  readonly afterError: boolean
  /** What the items that are done make. */
  readonly done: ItemsDone
  /** The open items, by their serial numbers. */
  readonly items: Open.Open<number, Item>
  /** Their texts, by the same numbers: a delta changes nothing else of its item. */
  readonly texts: Open.Open<number, Texts>
  /** The serial number of the last open item at each output index. */
  readonly places: Open.Open<number, number>
  /** The serial number of the open item that has an id. */
  readonly ids: Open.Open<string, number>
  readonly nextSerial: number
  /** The last items that were done, a few of them: for what comes late. */
  readonly lastDone: ReadonlyArray<DoneItem>
  /** The used output indexes. */
  readonly used: Ranges
  /** The highest output index at which an item was added. */
  readonly highest: number
  /** Whether I4 was reported. */
  readonly misplaced: boolean
}

/** An item that is done. */
export interface DoneItem extends KnownItem {
  readonly isDone: true
  readonly isInferred: false
  /** Whether its `added` was missing when it was done. That was reported. */
  readonly wasInferred: boolean
  /** Whether nothing was reported of what it is made of. */
  readonly isWhole: boolean
}

/** An open output item. */
export interface Item extends KnownItem {
  readonly isDone: false
  readonly serial: number
  /** Its own id, which is one of its ids. */
  readonly id: string | undefined
  /** Whether its chunks come behind its `done`. That was reported; its consequences aren't. */
  readonly isLate: boolean
  /** Whether I5 was reported. */
  readonly strayed: boolean
  /** Whether all its chunks are known. If one may be missing or another item's, what it is made of isn't checked. */
  readonly isWhole: boolean
  /** The stage of its image: 0 in progress, 1 generating, 2 partial image, 3 completed; -1 before that. */
  readonly imageStage: number
  /** Index of the next partial image. `undefined` once G1 was reported. */
  readonly nextImage: number | undefined
  /** The serial numbers of the open items that were added before and after it at its output index. */
  readonly below: number | undefined
  readonly above: number | undefined
}

/** The texts of an item. */
export type Texts = Open.Open<TextKey, TextState>

/** The key of a text within its item. */
export type TextKey = number | string

/** A growing text, of a part or of the item. Only its length and hash are kept. */
export interface TextState extends Digest {
  /** The type of its part, where that is known. */
  readonly partType: string | undefined
  /** Whether it is an open part. */
  readonly isOpenPart: boolean
  readonly isDone: boolean
  /** Whether I2 or I6 was reported. */
  readonly isFaulty: boolean
}

/** The length of a text, and a hash of 64 bits in two lanes. */
export interface Digest {
  readonly length: number
  readonly low: number
  readonly high: number
}

/** The state before the first event. */
export const initial: State = {
  sequenceNumber: undefined,
  skipped: false,
  isRest: false,
  begun: false,
  created: false,
  stage: -1,
  responseId: undefined,
  hasOtherId: false,
  terminal: undefined,
  mayFollow: false,
  endIndex: -1,
  hasMore: false,
  errored: false,
  afterError: false,
  done: "nothing",
  items: Open.empty,
  texts: Open.empty,
  places: Open.empty,
  ids: Open.empty,
  nextSerial: 0,
  lastDone: [],
  used: [],
  highest: -1,
  misplaced: false
}

/** A shallow copy, to be changed. Copies made for each delta are written out: a spread takes longer. */
export const copy = (state: State): Mutable<State> => ({
  sequenceNumber: state.sequenceNumber,
  skipped: state.skipped,
  isRest: state.isRest,
  begun: state.begun,
  created: state.created,
  stage: state.stage,
  responseId: state.responseId,
  hasOtherId: state.hasOtherId,
  terminal: state.terminal,
  mayFollow: state.mayFollow,
  endIndex: state.endIndex,
  hasMore: state.hasMore,
  errored: state.errored,
  afterError: state.afterError,
  done: state.done,
  items: state.items,
  texts: state.texts,
  places: state.places,
  ids: state.ids,
  nextSerial: state.nextSerial,
  lastDone: state.lastDone,
  used: state.used,
  highest: state.highest,
  misplaced: state.misplaced
})

export const newText = (partType: string | undefined, isOpenPart: boolean): TextState => ({
  partType,
  isOpenPart,
  isDone: false,
  isFaulty: false,
  length: 0,
  low: 0,
  high: 0
})

/**
 * A text with more of it. Each step of a lane is a bijection of the lane, so texts of one length that differ in one place
 * always differ in it. The shift lets high bits change low ones.
 */
export const withMore = (text: TextState, more: string): TextState => {
  let { high, low } = text
  for (let i = 0; i < more.length; i++) {
    const unit = more.charCodeAt(i)
    low = Math.imul(low ^ unit, 0x9e3779b1)
    low ^= low >>> 15
    high = Math.imul(high ^ unit, 0x85ebca77)
    high ^= high >>> 15
  }
  return {
    partType: text.partType,
    isOpenPart: text.isOpenPart,
    isDone: text.isDone,
    isFaulty: text.isFaulty,
    length: text.length + more.length,
    low,
    high
  }
}

const nothing: TextState = /* @__PURE__ */ newText(undefined, false)

/** Whether a text is the one whose digest is given. */
export const isTextOf = ({ high, length, low }: Digest, text: string): boolean => {
  if (length !== text.length) return false
  const other = withMore(nothing, text)
  return other.low === low && other.high === high
}
