/**
 * Bytes of a capture, server-sent events or JSON lines, to the reader of a stream.
 *
 * JSON lines become events first, so that both formats share everything that follows: sizes, UTF-8, `[DONE]`, indexes,
 * and the treatment of a cut last line.
 *
 * @internal
 */
import { concat } from "../sse/utf8.ts"
import { makeJsonLines } from "./jsonLines.ts"
import type { JsonLines } from "./jsonLines.ts"
import { isObject } from "../base/json.ts"
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
}

/** The format of a capture. */
export type Format = "sse" | "jsonl"

/** How many bytes are read ahead to distinguish JSON lines from a JSON body. */
const maxSniffed = 64 * 1024

/** Makes a reader that detects the format by the first line, or else by the file's name. */
export const make = (file: string, reader: Reader): CaptureReader => {
  let jsonLines: JsonLines | undefined
  let start: Uint8Array | undefined = new Uint8Array(0)

  const begin = (format: Format): void => {
    const bytes = start!
    start = undefined
    if (format === "jsonl")
      jsonLines = makeJsonLines((frame) => {
        reader.push(frame)
        return reader.isDone
      })
    if (jsonLines === undefined) reader.push(bytes)
    else jsonLines.push(bytes)
  }

  return {
    push: (bytes) => {
      if (start === undefined) {
        if (jsonLines === undefined) reader.push(bytes)
        else jsonLines.push(bytes)
      } else {
        start = concat(start, bytes)
        const format = sniff(file, start, start.length >= maxSniffed)
        if (format !== undefined) begin(format)
      }
      return reader.isDone
    },
    end: () => {
      if (start !== undefined) begin(sniff(file, start, true) ?? "sse")
      reader.end()
    },
    error: () => {
      const error = reader.error
      return error?._tag === "InvalidUtf8" && jsonLines !== undefined
        ? new InvalidUtf8({ index: error.index, byteOffset: error.byteOffset - jsonLines.shift() })
        : error
    }
  }
}

// -----------------------------------------------------------------------------
// Format
// -----------------------------------------------------------------------------

const field = /^(?:data|event|id|retry)?:/

/**
 * Detects the format of an input by its beginning. `undefined` if it needs more. `last` says that there is no more.
 *
 * **Details**
 *
 * A first line that begins like a field of an event stream decides, then the extension, then a `{`: that is a JSON
 * line, unless the entire input is one object without a `type`, as a gateway answers instead of a stream.
 */
export const sniff = (file: string, bytes: Uint8Array, last: boolean): Format | undefined => {
  const text = new TextDecoder().decode(bytes)
  const first = text.search(/\S/)
  if (first === -1) return last ? "sse" : undefined
  const end = text.slice(first).search(/[\r\n]/)
  const line = end === -1 ? text.slice(first) : text.slice(first, first + end)
  if (field.test(line)) return "sse"
  // "retry:" is the longest field
  if (end === -1 && line.length < 6 && !last) return undefined
  const extension = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase()
  if (extension === "sse") return "sse"
  if (extension === "jsonl" || extension === "ndjson") return "jsonl"
  if (line[0] !== "{") return "sse"
  if (end !== -1 && isTyped(parse(line))) return "jsonl"
  if (!last) return undefined
  const whole = parse(text)
  return whole === undefined || isTyped(whole) ? "jsonl" : "sse"
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isTyped = (json: unknown): boolean =>
  isObject(json) && Object.hasOwn(json, "type") && typeof json["type"] === "string"
