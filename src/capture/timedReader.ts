/**
 * A recording with times to the events of an event stream.
 *
 * @internal
 */
import { defaultMaxEventSize } from "../sse/eventParser.ts"
import { concat, noBytes } from "../sse/utf8.ts"
import { makeJsonLines } from "./jsonLines.ts"
import type { JsonLines } from "./jsonLines.ts"
import { frameOf, recordOf } from "./timedLines.ts"

/** Reads lines that come in pieces. A line is read when it is whole, or when the input has ended. */
export interface TimedReader extends JsonLines {
  /** The time of the line that is being read. */
  readonly at: () => number | undefined
  /** Whether the line that says when the stream ended has been read. */
  readonly isOver: () => boolean
  /** Characters that a cut left of an event. */
  readonly tailLength: () => number
  /** The text of the first line that says what came. */
  readonly beginning: () => string | undefined
}

/** Makes a reader of one input. `emit` gets the bytes of events, and returns `true` to stop. */
export const makeTimedReader = (emit: (bytes: Uint8Array) => boolean): TimedReader => {
  const plain = makeJsonLines((bytes) => (isDone = emit(bytes)))
  const encoder = new TextEncoder()
  let held: Array<Uint8Array> = []
  let heldLength = 0
  let shift = 0
  let isDone = false
  let isOver = false
  let at: number | undefined
  let tailLength = 0
  let beginning: string | undefined

  /** Reads a line. `true` says to stop. */
  const readLine = (line: Uint8Array, lineEnd: Uint8Array): boolean => {
    const record = recordOf(textOf(line))
    isOver ||= record?._tag === "Tail"
    if (isDone) {
      // Nothing more is emitted, but time goes on
      at = record?.at ?? at
      return true
    }
    if (record === undefined) {
      // What has no time is read as JSON lines are: a line that is cut, or that isn't UTF-8
      at = undefined
      tailLength = lineEnd.length > 0 ? 0 : textOf(line).length
      plain.push(concat(line, lineEnd))
      return isDone
    }
    at = record.at
    tailLength = record._tag === "Tail" ? record.text.length : 0
    const text = frameOf(record)
    beginning ??= text
    const frame = encoder.encode(text)
    shift += frame.length - line.length - lineEnd.length
    return emit(frame)
  }

  return {
    push: (bytes) => {
      let from = 0
      for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, from)) {
        held.push(bytes.subarray(from, end))
        isDone = readLine(joined(held), bytes.subarray(end, end + 1))
        held = []
        heldLength = 0
        from = end + 1
      }
      if (from === bytes.length) return
      held.push(bytes.slice(from))
      heldLength += bytes.length - from
      // The reader refuses it
      if (heldLength > maxLine) {
        plain.push(joined(held))
        held = []
        heldLength = 0
      }
    },
    end: () => {
      if (held.length > 0) readLine(joined(held), noBytes)
    },
    shift: () => shift + plain.shift(),
    at: () => at,
    isOver: () => isOver,
    tailLength: () => tailLength,
    beginning: () => beginning
  }
}

const lineFeed = 0x0a

/** A longer line holds an event that is too large, however its text is written. */
const maxLine = 6 * defaultMaxEventSize

const joined = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
  const [first = noBytes, ...more] = pieces
  if (more.length === 0) return first
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

const textOf = (line: Uint8Array): string => new TextDecoder().decode(line)
