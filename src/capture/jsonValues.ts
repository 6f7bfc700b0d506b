/**
 * JSON values of any layout to the events of an event stream: the elements of arrays, and values one after another.
 *
 * @internal
 */
import { concat } from "../sse/utf8.ts"
import { dataField, endOfEvent } from "./jsonLines.ts"
import type { JsonLines } from "./jsonLines.ts"

const noBytes = new Uint8Array(0)
const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d
const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** Makes a reader of one input. `emit` gets the bytes of events, and returns `true` to stop. */
export const makeJsonValues = (emit: (bytes: Uint8Array) => boolean): JsonLines => {
  let shift = 0
  let isDone = false
  let inArray = false
  /** Whether the values are in arrays: another one may follow. */
  let hasArrays = false
  let atStart = true
  let inValue = false
  let inString = false
  let isEscaped = false
  /** Open arrays and objects of the value. */
  let depth = 0

  /** The offset behind the value, or -1 if it doesn't end here. */
  const valueEnd = (bytes: Uint8Array, from: number): number => {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (inString) {
        if (isEscaped) isEscaped = false
        else if (byte === backslash) isEscaped = true
        else if (byte === quote) {
          inString = false
          if (depth === 0) return at + 1
        }
      } else if (byte === quote) inString = true
      else if (byte === openBrace || byte === openBracket) depth++
      else if (byte === closeBrace || byte === closeBracket) {
        if (depth === 0) return at
        if (--depth === 0) return at + 1
      } else if (depth === 0 && (byte === comma || byte <= 0x20)) return at
    }
    return -1
  }

  /** The offset of the next value. */
  const valueStart = (bytes: Uint8Array, from: number): number => {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!
      const isMark = byte === 0xef || byte === 0xbb || byte === 0xbf
      if (byte <= 0x20 || byte === comma || (atStart && isMark)) continue
      if (!inArray && (atStart || hasArrays) && byte === openBracket) inArray = hasArrays = true
      else if (inArray && byte === closeBracket) inArray = false
      else return at
      atStart = false
    }
    return bytes.length
  }

  const push = (bytes: Uint8Array): void => {
    let from = 0
    while (from < bytes.length && !isDone) {
      if (!inValue) {
        const start = valueStart(bytes, from)
        shift -= start - from
        from = start
        if (from === bytes.length) return
        atStart = false
      }
      const prefix = inValue ? noBytes : dataField
      const end = valueEnd(bytes, from)
      // What closes nothing is a value of its own, which is not JSON
      const to = end === -1 ? bytes.length : inValue ? end : Math.max(end, from + 1)
      inValue = end === -1
      shift += prefix.length
      isDone = emit(concat(concat(prefix, withoutLineEnds(bytes.subarray(from, to))), inValue ? noBytes : endOfEvent))
      if (isDone) return
      if (!inValue) shift += endOfEvent.length
      from = to
    }
  }

  return {
    push,
    // Behind an array, a word is no value that was cut
    end: () => {
      if (inValue && hasArrays && !inArray && !inString && depth === 0 && !isDone) emit(endOfEvent)
    },
    shift: () => shift
  }
}

/** Line ends between tokens become white space. Within a string they are not JSON, and a tab there isn't either. */
const withoutLineEnds = (bytes: Uint8Array): Uint8Array =>
  bytes.includes(lineFeed) || bytes.includes(carriageReturn)
    ? bytes.map((byte) => (byte === lineFeed || byte === carriageReturn ? tab : byte))
    : bytes
