/**
 * A recording with times: a line of JSON for each event and comment, in order of arrival, and one for the end.
 *
 * **Details**
 *
 * - `{"at":412.3,"event":{…}}` is an event. Data that isn't a JSON object is a string. `name` is the `event:` line, if
 *   the data has another `type` or none. `id` is the `id:` line.
 * - `{"at":412.3,"comment":"PROCESSING"}` is a comment.
 * - `{"at":412.3,"tail":"data: {\"ty"}` is the last line: when the stream ended, and what has come since the last blank
 *   line. That is usually nothing: `"tail":""`.
 *
 * `at` counts milliseconds since the request.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import { makeParser } from "../sse/eventParser.ts"
import { Tail } from "../sse/tail.ts"
import { commentText, eventText } from "../stream/eventText.ts"
import { entriesOf } from "./jsonEntries.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** What came of a stream at a time. */
export type TimedRecord =
  | {
      readonly _tag: "Event"
      readonly at: number
      readonly data: string
      readonly name?: string | undefined
      readonly id?: string | undefined
    }
  | { readonly _tag: "Comment"; readonly at: number; readonly text: string }
  | { readonly _tag: "Tail"; readonly at: number; readonly text: string }

// -----------------------------------------------------------------------------
// Writing
// -----------------------------------------------------------------------------

/** Writes a line, with its line end. */
export const lineOf = (record: TimedRecord): string => {
  const at = Math.round(record.at * 1000) / 1000
  switch (record._tag) {
    case "Comment":
      return `${JSON.stringify({ at, comment: record.text })}\n`
    case "Tail":
      return `${JSON.stringify({ at, tail: record.text })}\n`
    default: {
      const { data, id, name } = record
      const json = objectOf(data)
      const lines = JSON.stringify({ at, name: json?.["type"] === name ? undefined : name, id })
      // Line ends between the tokens of JSON are white space
      const event = json === undefined ? JSON.stringify(data) : data.trim().replaceAll("\n", " ")
      return `${lines.slice(0, -1)},"event":${event}}\n`
    }
  }
}

/** Makes the lines of one stream while it comes. */
export interface TimedRecorder {
  /** Takes bytes that have just come. Gives the lines that are whole. */
  readonly push: (bytes: Uint8Array, at: number) => string
  /** The stream has ended. Gives the last line, if anything has come. */
  readonly end: (at: number) => string
}

/**
 * Makes a recorder of the bytes of an event stream. The time of an event is that of its last byte.
 *
 * **Gotchas**
 *
 * There are no lines behind bytes that aren't UTF-8, or behind an event that is too large: who reads the stream itself
 * doesn't read on either.
 */
export const makeTimedRecorder = (): TimedRecorder => {
  let now = 0
  let lines = ""
  let endsWithCr = false
  let hasBegun = false
  let isOver = false
  /** The text since the last blank line. */
  let held = ""
  const tail = new Tail()
  const decoder = new TextDecoder()
  const parser = makeParser({
    onEvent: (data, name, id, whole) => {
      if (whole) lines += lineOf({ _tag: "Event", at: now, data, name, id })
    },
    onComment: (text) => {
      lines += lineOf({ _tag: "Comment", at: now, text })
    }
  })

  const hold = (text: string): void => {
    tail.add(text)
    held += text
    if (tail.length < held.length) held = tail.length === 0 ? "" : held.slice(-tail.length)
  }

  const take = (): string => {
    const taken = lines
    lines = ""
    return taken
  }

  return {
    push: (bytes, at) => {
      if (isOver || bytes.length === 0) return ""
      hasBegun = true
      now = at
      hold(decoder.decode(bytes, { stream: true }))
      const error = parser.push(lineFeeds(bytes, endsWithCr))
      endsWithCr = bytes.at(-1) === carriageReturn
      if (error !== undefined) {
        isOver = true
        if (error._tag === "NotAnEventStream") lines += lineOf({ _tag: "Tail", at, text: error.payload() })
      }
      return take()
    },
    end: (at) => {
      if (isOver || !hasBegun) return ""
      isOver = true
      const error = parser.end()
      const rest = error?._tag === "NotAnEventStream" ? error.payload() : error === undefined ? held : ""
      return lineOf({ _tag: "Tail", at, text: rest })
    }
  }
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

/** Bytes whose lines all end in line feeds, so that a line is over with its last byte. */
const lineFeeds = (bytes: Uint8Array, afterCr: boolean): Uint8Array => {
  if (!afterCr && !bytes.includes(carriageReturn)) return bytes
  return bytes
    .filter((byte, i) => byte !== lineFeed || (i === 0 ? !afterCr : bytes[i - 1] !== carriageReturn))
    .map((byte) => (byte === carriageReturn ? lineFeed : byte))
}

// -----------------------------------------------------------------------------
// Reading
// -----------------------------------------------------------------------------

/**
 * Whether a JSON value is a line with a time. Events of a gateway have a type instead.
 */
export const isTimed = (json: unknown): boolean =>
  isObject(json) &&
  typeof json["at"] === "number" &&
  !Object.hasOwn(json, "type") &&
  ["event", "comment", "tail"].some((key) => Object.hasOwn(json, key))

/** Whether a text is the beginning of a line with a time, as this module writes it. */
export const beginsTimed = (text: string): boolean => /^\{"at":\d[\d.e+-]*,"(?:name|id|event|comment|tail)":/.test(text)

/** Reads a line. `undefined` if it isn't one with a time. */
export const recordOf = (line: string): TimedRecord | undefined => {
  const json = objectOf(line)
  if (json === undefined || !isTimed(json)) return undefined
  const { comment, event, id, name, tail } = json
  const at = Number(json["at"])
  if (typeof comment === "string") return { _tag: "Comment", at, text: comment }
  if (typeof tail === "string") return { _tag: "Tail", at, text: tail }
  const data = typeof event === "string" ? event : entriesOf(line).get("event")
  if (data === undefined) return undefined
  return { _tag: "Event", at, data, name: textOf(name), id: textOf(id) }
}

/** The text of an event stream that says the same. */
export const frameOf = (record: TimedRecord): string => {
  switch (record._tag) {
    case "Comment":
      return commentText(record.text.replace(lineEnds, " "))
    case "Tail":
      // Its comments have lines of their own
      return record.text.replace(/^:.*(?:\r\n?|\n)/gm, "")
    default:
      return eventText({
        data: record.data.replace(lineEnds, "\ndata: "),
        event: record.name,
        id: record.id
      })
  }
}

const lineEnds = /\r\n?|\n/g

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

const objectOf = (text: string): { readonly [key: string]: unknown } | undefined => {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    const json: unknown = JSON.parse(text)
    return isObject(json) ? json : undefined
  } catch {
    return undefined
  }
}
