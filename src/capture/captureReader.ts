/**
 * Bytes of a capture, server-sent events or JSON, to the reader of a stream.
 *
 * JSON becomes events first, so that all formats share everything that follows: sizes, UTF-8, `[DONE]`, indexes, and
 * the treatment of a cut end.
 *
 * @internal
 */
import { Tail } from "../sse/tail.ts"
import { concat } from "../sse/utf8.ts"
import { describeInput, firstValue, isAnswer, isField } from "./inputKind.ts"
import { dataField, makeJsonLines } from "./jsonLines.ts"
import type { JsonLines } from "./jsonLines.ts"
import { makeJsonValues } from "./jsonValues.ts"
import { beginsTimed, isTimed } from "./timedLines.ts"
import { makeTimedReader } from "./timedReader.ts"
import type { TimedReader } from "./timedReader.ts"
import { isObject } from "../base/json.ts"
import { isDoneData } from "../stream/reader.ts"
import type { Reader } from "../stream/reader.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import { InvalidUtf8 } from "../errors/StreamError.ts"

/** Reads one input. */
export interface CaptureReader {
  /** Reads a piece. `true` says that nothing more is to be read. */
  readonly push: (bytes: Uint8Array) => boolean
  /** The input has ended. */
  readonly end: () => void
  /** The error that ended the input. */
  readonly error: () => ChunkStreamError | undefined
  /** Length of the unfinished event at the end, in characters. */
  readonly tailLength: () => number
  /** When the event came that is being read, in milliseconds since the request, if the capture says so. */
  readonly at: () => number | undefined
  /** What the input is, if its beginning is not that of a stream of events. */
  readonly description: () => string | undefined
}

/** The format of a capture: events, one JSON value a line, the same with times, or JSON values in any layout. */
export type Format = "sse" | "jsonl" | "timed" | "json"

/** How many bytes are read ahead to distinguish JSON lines from a JSON body. */
export const maxSniffed = 64 * 1024

/** Makes a reader that detects the format by the first line, or else by the file's name, unless it is given. */
export const make = (file: string, reader: Reader, given?: Format): CaptureReader => {
  let json: JsonLines | undefined
  let timed: TimedReader | undefined
  let beginning: Uint8Array = new Uint8Array(0)
  let hasBegun = false
  const decoder = new TextDecoder()
  const tail = new Tail()
  /** The text since the last blank line. */
  let rest = ""
  let tailLength = 0

  const feed = (bytes: Uint8Array): boolean => {
    const text = decoder.decode(bytes, { stream: true })
    tail.add(text)
    rest += text
    if (tail.length < rest.length) rest = tail.length === 0 ? "" : rest.slice(-tail.length)
    reader.push(bytes)
    return reader.isDone
  }

  /** A recording with times goes on behind `[DONE]`: its last line says when the stream ended. */
  const isDone = (): boolean => reader.isDone && timed?.isOver() !== false

  const read = (bytes: Uint8Array): void => {
    if (json === undefined) feed(bytes)
    else json.push(bytes)
  }

  const begin = (format: Format): void => {
    hasBegun = true
    if (format === "timed") json = timed = makeTimedReader(feed)
    else if (format !== "sse") json = (format === "jsonl" ? makeJsonLines : makeJsonValues)(feed)
    read(beginning)
    beginning = beginning.slice(0, maxSniffed)
  }

  return {
    push: (bytes) => {
      if (hasBegun) read(bytes)
      else {
        beginning = concat(beginning, bytes)
        const format = given ?? sniff(file, beginning, beginning.length >= maxSniffed)
        if (format !== undefined) begin(format)
      }
      return isDone()
    },
    end: () => {
      if (!hasBegun) begin(given ?? sniff(file, beginning, true) ?? "sse")
      json?.end()
      if (reader.isDone) return
      const events = eventsOf(reader)
      reader.end()
      const fields = rest.replace(commentLine, "$1").trim()
      const isWhole = eventsOf(reader) > events || isDoneData(lastLine.exec(fields)?.[1] ?? "")
      if (isWhole || fields === "") return
      tailLength = timed?.tailLength() ?? Math.max(0, tail.length - (json === undefined ? 0 : dataField.length))
    },
    error: () => {
      const error = reader.error
      return error?._tag === "InvalidUtf8" && json !== undefined
        ? new InvalidUtf8({ index: error.index, byteOffset: error.byteOffset - json.shift() })
        : error
    },
    tailLength: () => tailLength,
    at: () => timed?.at(),
    description: () => describeInput(timed?.beginning() ?? new TextDecoder().decode(beginning))
  }
}

const commentLine = /(^|[\r\n]):[^\r\n]*/g

const lastLine = /(?:^|[\r\n])data: ?(\S*)$/

const eventsOf = ({ progress }: Reader): number => progress.chunks + progress.invalid

// -----------------------------------------------------------------------------
// Format
// -----------------------------------------------------------------------------

/**
 * Detects the format of an input by its beginning. `undefined` if it needs more. `last` says that there is no more.
 *
 * **Details**
 *
 * A first line that begins like a field of an event stream decides, then a `[` before a `{`: that is an array of
 * events. Then the extension of JSON lines decides, then a `{`. If the first line is an object with a `type`, that is a
 * JSON line. If the first object is an event of several lines, these are JSON values. If it is an answer without events,
 * such as a gateway gives instead of a stream, or any other document, it is read as an event stream, which refuses it.
 */
export const sniff = (file: string, bytes: Uint8Array, last: boolean): Format | undefined => {
  const text = new TextDecoder().decode(bytes)
  const first = text.search(/\S/)
  if (first === -1) return last ? "sse" : undefined
  const body = text.slice(first)
  const end = body.search(/[\r\n]/)
  const line = end === -1 ? body : body.slice(0, end)
  if (isField(line)) return "sse"
  // "retry:" is the longest field
  if (end === -1 && line.length < 6 && !last) return undefined
  // As much as tells a line with a time
  if (end === -1 && line.length < 64 && line.startsWith("{") && !last) return undefined
  if (/^\[\s*\{/.test(body)) return "json"
  const isLines = /\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(file)
  // An array may begin with what is no event. [DONE] is none
  if (/^\[\s*(?:$|[\dtfn"[-])/.test(body) && !isLines) {
    const values = firstValue(body)
    if (Array.isArray(values) && values.some(isObject)) return "json"
    if (!last) return undefined
  }
  const value = parse(line)
  if (isTimed(value) || beginsTimed(line)) return "timed"
  if (isLines) return "jsonl"
  if (line[0] !== "{") return "sse"
  if (isTyped(value)) return end !== -1 || last ? "jsonl" : undefined
  if (value !== undefined && end !== -1 && body.slice(end).trim() !== "") return "jsonl"
  return last ? formatOf(body, line) : undefined
}

/** The format of a text whose first line is not an event. */
const formatOf = (text: string, line: string): Format => {
  const value = firstValue(text)
  if (isEvent(value)) return line.trim() === text.trim() ? "jsonl" : "json"
  return isDocument(text, line) || isAnswer(value) ? "sse" : "jsonl"
}

/** Whether a text is one JSON document, or begins as one that has been laid out for people. */
const isDocument = (text: string, line: string): boolean => parse(text) !== undefined || line.trim() === "{"

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isTyped = (json: unknown): boolean =>
  isObject(json) && Object.hasOwn(json, "type") && typeof json["type"] === "string"

/** Whether an object is an event of the Responses API by its type. Other documents have a type too. */
const isEvent = (json: unknown): boolean =>
  isObject(json) && Object.hasOwn(json, "type") && /^(?:response\.|error$|keepalive$)/.test(String(json["type"]))
