/**
 * JSON lines to the events of an event stream.
 *
 * @internal
 */
import { concat } from "../sse/utf8.ts"

/** Reads lines that come in pieces. */
export interface JsonLines {
  readonly push: (bytes: Uint8Array) => void
  /** The input has ended. */
  readonly end: () => void
  /** How many bytes more were emitted than were read, up to the line that is being read. */
  readonly shift: () => number
}

/** What a line of JSON lacks to be the `data:` line of an event. */
export const dataField = new TextEncoder().encode("data: ")
const noBytes = new Uint8Array(0)
/** What ends an event. */
export const endOfEvent = new TextEncoder().encode("\n\n")

/** Makes a reader of one input. `emit` gets the bytes of events, and returns `true` to stop. */
export const makeJsonLines = (emit: (bytes: Uint8Array) => boolean): JsonLines => {
  let shift = 0
  let isDone = false
  let inLine = false
  let atStart = true

  const push = (bytes: Uint8Array): void => {
    let from = atStart && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
    shift -= from
    atStart = false
    while (from < bytes.length && !isDone) {
      if (!inLine) {
        const content = skipWhitespace(bytes, from)
        shift -= content - from
        from = content
        if (from === bytes.length) return
      }
      const end = lineEnd(bytes, from)
      const isWhole = end < bytes.length
      const prefix = inLine ? noBytes : dataField
      shift += prefix.length
      isDone = emit(concat(concat(prefix, bytes.subarray(from, end)), isWhole ? endOfEvent : noBytes))
      if (isDone) return
      inLine = !isWhole
      if (isWhole) shift += endOfEvent.length - 1
      from = end + 1
    }
  }

  // What is left of a line is what a cut left
  return { push, end: () => {}, shift: () => shift }
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

const skipWhitespace = (bytes: Uint8Array, from: number): number => {
  let at = from
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x09 && byte !== lineFeed && byte !== carriageReturn) break
    at++
  }
  return at
}

/** Where the line ends, or the bytes do. JSON has neither character within a value's text. */
const lineEnd = (bytes: Uint8Array, from: number): number => {
  const at = bytes.indexOf(lineFeed, from)
  const end = at === -1 ? bytes.length : at
  const cr = bytes.subarray(from, end).indexOf(carriageReturn)
  return cr === -1 ? end : from + cr
}
