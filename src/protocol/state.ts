/**
 * What the rules of a stream remember. Nothing here is ever changed once it is made: a step copies what it touches and
 * shares the rest.
 *
 * @internal
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"

/** What is remembered of a stream: O(open items and their open parts), whatever went by. */
export interface Memory {
  sequenceNumber: number | undefined
  /** Sequence numbers were skipped: something between the model and here may have left chunks out. */
  skipped: boolean
  /** Something of the response has come. */
  begun: boolean
  stage: number
  terminal: Terminal | undefined
  /** Ordinal of the terminal chunk. */
  endIndex: number
  errored: boolean
  /** The last chunk of note was an error. */
  afterError: boolean
  itemsOpened: boolean
  items: Open<number, Item>
  /** The output indexes that were opened. */
  opened: ReadonlyArray<Range>
}

export type Terminal = "Completed" | "Incomplete" | "Failed"

export interface Item {
  readonly outputIndex: number
  readonly type: string | undefined
  readonly id: string | undefined
  /** Its `added` was missed. That has been reported; what else is missing for the same reason isn't. */
  readonly missed: boolean
  /** Rule I5 has been reported. */
  readonly strayed: boolean
  readonly texts: Open<TextKey, Text>
  readonly imageStage: number
  readonly nextImage: number
}

/** What tells the texts of an item apart. */
export type TextKey = number | string

/** A text that grows: of a part, or of its own. Of what came, only length and hash are kept. */
export interface Text {
  /** It is a part that was opened. */
  readonly isPart: boolean
  readonly isDone: boolean
  readonly length: number
  readonly hash: number
}

export const newItem = (outputIndex: number, missed: boolean, type?: string, id?: string): Item => ({
  outputIndex,
  type,
  id,
  missed,
  strayed: false,
  texts: nothingOpen,
  imageStage: -1,
  nextImage: 0
})

/** Written out, as is whatever else is made for each delta: a spread takes ten times as long. */
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

export const newText = (isPart: boolean, isDone = false, length = 0, hash = 0): Text => ({
  isPart,
  isDone,
  length,
  hash
})

/** The memory of a stream that has not begun. */
export const start = (): Memory => ({
  sequenceNumber: undefined,
  skipped: false,
  begun: false,
  stage: -1,
  terminal: undefined,
  endIndex: -1,
  errored: false,
  afterError: false,
  itemsOpened: false,
  items: nothingOpen,
  opened: []
})

export const copy = (memory: Memory): Memory => ({
  sequenceNumber: memory.sequenceNumber,
  skipped: memory.skipped,
  begun: memory.begun,
  stage: memory.stage,
  terminal: memory.terminal,
  endIndex: memory.endIndex,
  errored: memory.errored,
  afterError: memory.afterError,
  itemsOpened: memory.itemsOpened,
  items: memory.items,
  opened: memory.opened
})

// -----------------------------------------------------------------------------
// What is open
// -----------------------------------------------------------------------------

/**
 * Elements by key, with the one last used in front: a delta after a delta of the same text costs one cell. Any other
 * element costs a path in a tree, so that a stream that opens thousands stays linear.
 */
export interface Open<K extends string | number, A> {
  readonly key: K | undefined
  readonly front: A | undefined
  /** The others, and what the one in front was when it last stood here. */
  readonly rest: HashMap.HashMap<K, A>
}

const nothingOpen: Open<never, never> = { key: undefined, front: undefined, rest: HashMap.empty() }

export const get = <K extends string | number, A>(open: Open<K, A>, key: K): A | undefined =>
  open.key === key ? open.front : Option.getOrUndefined(HashMap.get(open.rest, key))

export const put = <K extends string | number, A>(open: Open<K, A>, key: K, element: A): Open<K, A> => {
  if (open.key === key || open.key === undefined) return { key, front: element, rest: open.rest }
  return { key, front: element, rest: HashMap.set(open.rest, open.key, open.front!) }
}

export const remove = <K extends string | number, A>(open: Open<K, A>, key: K): Open<K, A> => {
  const rest = HashMap.remove(open.rest, key)
  return open.key === key ? { key: undefined, front: undefined, rest } : { key: open.key, front: open.front, rest }
}

export const elements = <K extends string | number, A>({ front, key, rest }: Open<K, A>): ReadonlyArray<A> => {
  const all: Array<A> = front === undefined ? [] : [front]
  for (const [other, element] of rest) if (other !== key) all.push(element)
  return all
}

// -----------------------------------------------------------------------------
// What was opened
// -----------------------------------------------------------------------------

/** Numbers from low to high. A stream without gaps has a single one of them. */
export type Range = readonly [from: number, to: number]

/** More gaps than any stream has that means well. Beyond them the lowest are forgotten, as if there were none. */
const maxRanges = 1000

/** How many ranges begin at or below a number. */
const countUpTo = (ranges: ReadonlyArray<Range>, n: number): number => {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[middle]![0] <= n) low = middle + 1
    else high = middle
  }
  return low
}

export const includes = (ranges: ReadonlyArray<Range>, n: number): boolean => {
  const range = ranges[countUpTo(ranges, n) - 1]
  return range !== undefined && n <= range[1]
}

export const include = (ranges: ReadonlyArray<Range>, n: number): ReadonlyArray<Range> => {
  const after = countUpTo(ranges, n)
  const left = ranges[after - 1]
  const right = ranges[after]
  if (left !== undefined && n <= left[1]) return ranges
  const joinsLeft = left !== undefined && left[1] + 1 === n
  const joinsRight = right !== undefined && right[0] - 1 === n
  const joined = ranges.toSpliced(joinsLeft ? after - 1 : after, Number(joinsLeft) + Number(joinsRight), [
    joinsLeft ? left[0] : n,
    joinsRight ? right[1] : n
  ])
  return joined.length > maxRanges ? joined.toSpliced(0, 2, [joined[0]![0], joined[1]![1]]) : joined
}

// -----------------------------------------------------------------------------
// Texts
// -----------------------------------------------------------------------------

/** The hash of a text that goes on. */
export const hashOf = (text: string, hash: number): number => {
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}
