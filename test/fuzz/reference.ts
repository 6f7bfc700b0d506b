/**
 * What an event stream means, written from the specifications and from what the package documents. It shares no code
 * with `src` but the schemas: `ResponsesStreamChunk`, run by Effect's interpreter.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { ResponsesStreamChunk as Chunk } from "../../src/chunk/ResponsesStreamChunk.ts"

// -----------------------------------------------------------------------------
// UTF-8
// -----------------------------------------------------------------------------

interface Utf8 {
  /** How many bytes at the beginning are whole characters. */
  readonly valid: number
  /** What comes behind them: nothing, the beginning of a character, or bytes that can't be one. */
  readonly rest: "none" | "cut" | "invalid"
}

/** The lowest and the highest second byte of a sequence. By them, nothing is overlong, a surrogate, or too high. */
const secondBytes = (lead: number): readonly [number, number] =>
  lead === 0xe0
    ? [0xa0, 0xbf]
    : lead === 0xed
      ? [0x80, 0x9f]
      : lead === 0xf0
        ? [0x90, 0xbf]
        : lead === 0xf4
          ? [0x80, 0x8f]
          : [0x80, 0xbf]

const lengthOf = (lead: number): number =>
  lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0

/** Finds where bytes stop being UTF-8. */
export const utf8Of = (bytes: Uint8Array): Utf8 => {
  for (let at = 0; at < bytes.length;) {
    const length = lengthOf(bytes[at]!)
    if (length === 0) return { valid: at, rest: "invalid" }
    const [low, high] = secondBytes(bytes[at]!)
    for (let i = 1; i < length; i++) {
      const byte = bytes[at + i]
      if (byte === undefined) return { valid: at, rest: "cut" }
      if (byte < (i === 1 ? low : 0x80) || byte > (i === 1 ? high : 0xbf)) return { valid: at, rest: "invalid" }
    }
    at += length
  }
  return { valid: bytes.length, rest: "none" }
}

/** The text of valid bytes. */
export const textOf = (bytes: Uint8Array): string => {
  const parts: Array<string> = []
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at]!
    const length = lengthOf(lead)
    let code = length === 1 ? lead : lead & (0x7f >> length)
    for (let i = 1; i < length; i++) code = (code << 6) | (bytes[at + i]! & 0x3f)
    parts.push(String.fromCodePoint(code))
    at += length
  }
  return parts.join("")
}

// -----------------------------------------------------------------------------
// Server-sent events
// -----------------------------------------------------------------------------

interface EventFrame {
  readonly kind: "event"
  readonly data: string
  readonly event: string | undefined
  readonly id: string | undefined
  /** Whether its blank line came. */
  readonly isWhole: boolean
  /** Its bytes: from its first line to behind its blank line. */
  readonly from: number
  readonly to: number
}

type Frame = EventFrame | { readonly kind: "comment"; readonly text: string }

/** How the bytes end, where no event ends the stream sooner. */
type BytesEnd =
  | { readonly kind: "end" }
  | { readonly kind: "InvalidUtf8"; readonly byteOffset: number }
  | { readonly kind: "EventTooLarge" }
  | { readonly kind: "NotAnEventStream"; readonly body: string }

export interface Reading {
  readonly frames: ReadonlyArray<Frame>
  readonly end: BytesEnd
  /**
   * Whether `EventTooLarge` may come sooner or too: a line without data, or an event that is cut, is about too large, or
   * a comment is inside an event that is too large.
   */
  readonly mayBeTooLarge: boolean
  /** Where lines, events and comments end: what may be looked at as a unit. */
  readonly breaks: ReadonlyArray<number>
}

const lf = 10
const cr = 13

interface Line {
  readonly from: number
  /** The end of its text. */
  readonly end: number
  /** Behind its line break. */
  readonly to: number
}

const linesOf = (bytes: Uint8Array, from: number): { readonly lines: ReadonlyArray<Line>; readonly rest: number } => {
  const lines: Array<Line> = []
  let start = from
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte !== lf && byte !== cr) continue
    const to = byte === cr && bytes[at + 1] === lf ? at + 2 : at + 1
    lines.push({ from: start, end: at, to })
    start = to
    at = to - 1
  }
  return { lines, rest: start }
}

const fieldOf = (line: string): readonly [name: string, value: string] => {
  const colon = line.indexOf(":")
  if (colon === -1) return [line, ""]
  return [line.slice(0, colon), line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1)]
}

/** The longest beginning of a body that an error shows. */
const longestBody = 65_536

/** The body from its first character on, if no event stream begins like it. */
const bodyOf = (text: string): string | undefined => {
  const start = text.search(/[^\s\uFEFF]/)
  return start !== -1 && '[{"<'.includes(text[start]!) ? text.slice(start, start + longestBody) : undefined
}

/** Reads the bytes of a stream that has ended. */
export const readBytes = (all: Uint8Array, maxEventSize: number): Reading => {
  const { rest, valid } = utf8Of(all)
  const bytes = all.subarray(0, valid)
  const bytesEnd: BytesEnd = rest === "invalid" ? { kind: "InvalidUtf8", byteOffset: valid } : { kind: "end" }
  const body = bodyOf(textOf(bytes))
  if (body !== undefined) {
    return { frames: [], end: { kind: "NotAnEventStream", body }, mayBeTooLarge: false, breaks: [] }
  }

  const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const { lines, rest: restFrom } = linesOf(bytes, hasBom ? 3 : 0)
  const frames: Array<Frame> = []
  const breaks: Array<number> = []
  let mayBeTooLarge = false
  let isTooLarge = false
  let data: Array<string> = []
  let event: string | undefined
  let id: string | undefined
  let from: number | undefined
  let hasComment = false

  const emit = (frame: Frame, ...lengths: ReadonlyArray<number>): void => {
    if (isTooLarge) return
    if (lengths.some((length) => length > maxEventSize)) isTooLarge = true
    else frames.push(frame)
  }

  const dispatch = (to: number, isWhole: boolean): void => {
    if (data.length > 0) {
      const joined = data.join("\n")
      const frame: Frame = { kind: "event", data: joined, event, id, isWhole, from: from!, to }
      emit(frame, joined.length, event?.length ?? 0)
      if (isTooLarge && hasComment) mayBeTooLarge = true
    }
    hasComment = false
    data = []
    event = undefined
    id = undefined
    from = undefined
  }

  const readLine = (text: string, start: number, isComplete: boolean): void => {
    if (!text.startsWith("data") && text.length > maxEventSize) mayBeTooLarge = true
    if (text.startsWith(":")) {
      if (isComplete) {
        const comment = fieldOf(text)[1]
        emit({ kind: "comment", text: comment }, comment.length)
        hasComment ||= from !== undefined
      }
      return
    }
    // The mark at the beginning is part of the first line
    from ??= hasBom && start === 3 ? 0 : start
    const [name, value] = fieldOf(text)
    if (name === "data") data.push(value)
    else if (name === "event") event = value === "" ? undefined : value
    else if (name === "id" && !value.includes("\0")) id = value
  }

  for (const line of lines) {
    if (line.end === line.from) dispatch(line.to, true)
    else readLine(textOf(bytes.subarray(line.from, line.end)), line.from, true)
    if (from === undefined) breaks.push(line.to)
  }
  const lastText = textOf(bytes.subarray(restFrom))
  if (rest === "none") {
    if (lastText !== "") readLine(lastText, restFrom, false)
    dispatch(bytes.length, false)
  } else {
    const buffered = data.reduce((sum, each) => sum + each.length + 1, lastText.length)
    if (buffered > maxEventSize || (event?.length ?? 0) > maxEventSize) mayBeTooLarge = true
  }
  return { frames, end: isTooLarge ? { kind: "EventTooLarge" } : bytesEnd, mayBeTooLarge, breaks }
}

// -----------------------------------------------------------------------------
// JSON
// -----------------------------------------------------------------------------

const digit = (char: string | undefined): boolean => char !== undefined && char >= "0" && char <= "9"

/** The offset of the first character that JSON doesn't allow, or the length of the text if it ends too early. */
export const jsonFault = (text: string): number => {
  let at = 0
  const closers: Array<string> = []
  const blank = (): void => {
    while (at < text.length && " \t\n\r".includes(text[at]!)) at++
  }
  /** Reads a string. `false` where it is wrong: then `at` is there. */
  const string = (): boolean => {
    if (text[at] !== '"') return false
    for (at++; at < text.length; at++) {
      const char = text[at]!
      if (char === '"') {
        at++
        return true
      }
      if (char < " ") return false
      if (char !== "\\") continue
      at++
      if (text[at] === "u") {
        for (let i = 0; i < 4; i++) {
          at++
          if (!/^[\dA-Fa-f]$/.test(text[at] ?? "")) return false
        }
      } else if (!'"\\/bfnrt'.includes(text[at] ?? "?")) return false
    }
    return false
  }
  const digits = (): boolean => {
    if (!digit(text[at])) return false
    while (digit(text[at])) at++
    return true
  }
  const number = (): boolean => {
    if (text[at] === "-") at++
    if (text[at] === "0") at++
    else if (!digits()) return false
    if (text[at] === ".") {
      at++
      if (!digits()) return false
    }
    if (text[at] === "e" || text[at] === "E") {
      at++
      if (text[at] === "+" || text[at] === "-") at++
      if (!digits()) return false
    }
    return true
  }
  const scalar = (): boolean => {
    const word = { t: "true", f: "false", n: "null" }[text[at] ?? ""]
    if (word === undefined) return text[at] === '"' ? string() : number()
    for (const char of word) {
      if (text[at] !== char) return false
      at++
    }
    return true
  }
  const key = (): boolean => {
    blank()
    if (!string()) return false
    blank()
    if (text[at] !== ":") return false
    at++
    return true
  }
  for (;;) {
    blank()
    const char = text[at]
    if (char === "{" || char === "[") {
      at++
      blank()
      const closer = char === "{" ? "}" : "]"
      if (text[at] !== closer) {
        closers.push(closer)
        if (char === "{" && !key()) return at
        continue
      }
      at++
    } else if (!scalar()) return at
    // Behind a value
    for (;;) {
      blank()
      const closer = closers.at(-1)
      if (closer === undefined || (text[at] !== closer && text[at] !== ",")) return at
      if (text[at++] === ",") {
        if (closer === "}" && !key()) return at
        break
      }
      closers.pop()
    }
  }
}

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

/** What the schemas say of a parsed event. */
export type Shape =
  | { readonly kind: "chunk"; readonly chunk: Chunk }
  | { readonly kind: "refused" }
  /** The interpreter has run out of stack, which the table need not do. */
  | { readonly kind: "tooDeep" }

const interpret = Schema.decodeUnknownResult(ResponsesStreamChunk)

export const shapeOf = (json: unknown): Shape => {
  try {
    const result = interpret(json)
    return Result.isSuccess(result) ? { kind: "chunk", chunk: result.success } : { kind: "refused" }
  } catch (thrown) {
    if (thrown instanceof RangeError) return { kind: "tooDeep" }
    throw thrown
  }
}

/** Whether a value is a chunk, by the decoded side of the schemas. */
export const isChunk = (value: unknown): boolean => {
  try {
    return isChunkType(value)
  } catch (thrown) {
    return thrown instanceof RangeError
  }
}

const isChunkType = Schema.is(ResponsesStreamChunk)

/** An event of a stream, read as strictly as the schemas are. */
interface ReferenceEvent {
  readonly frame: EventFrame
  /** The parsed data. `undefined` if it isn't JSON. */
  readonly json: unknown
  readonly shape: Shape | { readonly kind: "notJson"; readonly position: number }
  /** Whether it only keeps the connection open: in each tolerance, or not in the strict one. */
  readonly heartbeat: "always" | "recorded" | undefined
}

/** Whether a type has a model. */
const isKnown = (type: string | undefined): boolean => {
  const shape = shapeOf({ type })
  return type !== undefined && !(shape.kind === "chunk" && shape.chunk.type === "UNKNOWN")
}

const heartbeatOf = ({ data, event }: EventFrame): ReferenceEvent["heartbeat"] => {
  if (isKnown(event)) return undefined
  return data === "" ? "always" : /^[ \t\n]*(?:null|\{[ \t\n]*\})[ \t\n]*$/.test(data) ? "recorded" : undefined
}

const readEvent = (frame: EventFrame): ReferenceEvent => {
  const heartbeat = heartbeatOf(frame)
  let json: unknown
  try {
    json = JSON.parse(frame.data)
  } catch {
    return {
      frame,
      json: undefined,
      shape: { kind: "notJson", position: jsonFault(frame.data) },
      heartbeat
    }
  }
  return { frame, json, shape: shapeOf(json), heartbeat }
}

/** What comes one after the other: comments, and events without those that the end has cut. */
export type Step = { readonly kind: "comment"; readonly text: string } | ({ readonly kind: "event" } & ReferenceEvent)

export interface ReferenceStream {
  readonly reading: Reading
  readonly steps: ReadonlyArray<Step>
  /** The event that ends the stream, if it came. */
  readonly done: EventFrame | undefined
}

const isDone = (data: string): boolean => data.trim() === "[DONE]"

export const readStream = (bytes: Uint8Array, maxEventSize: number): ReferenceStream => {
  const reading = readBytes(bytes, maxEventSize)
  const steps: Array<Step> = []
  for (const frame of reading.frames) {
    if (frame.kind === "comment") steps.push(frame)
    else if (isDone(frame.data)) return { reading, steps, done: frame }
    else {
      const event = readEvent(frame)
      // Without its blank line it may be cut
      if (frame.isWhole || event.shape.kind !== "notJson") steps.push({ kind: "event", ...event })
    }
  }
  return { reading, steps, done: undefined }
}
