/**
 * Data URLs: what they say of themselves, and their bytes.
 *
 * @internal
 */
import * as Result from "effect/Result"
import * as base64 from "./base64.ts"

/** A text, taken apart as a data URL. */
export interface DataUrl {
  /** The bytes, slice by slice. */
  readonly slices: base64.Slices
  /** The type it gives itself, in lower case. */
  readonly mediaType: string
}

/** Takes a data URL apart. `undefined` if the text is none. */
export const parse = (text: string): DataUrl | undefined => {
  const match = /^\s*data:([^,;]{0,255})((?:;[^,;]{0,255}){0,15}),/i.exec(text)
  if (match === null) return undefined
  const [{ length }, mediaType, parameters] = match as unknown as readonly [string, string, string]
  return {
    slices: /;\s*base64\s*$/i.test(parameters) ? base64.decode(text, length) : decodePercent(text, length),
    mediaType: mediaType.trim().toLowerCase()
  }
}

const percent = 0x25

/** Decodes `%20` and the like, in bytes: what is no escape stands for itself. */
function* decodePercent(text: string, from: number): base64.Slices {
  const encoder = new TextEncoder()
  const pieces: Array<Uint8Array> = []
  let size = 0
  for (let read = from; read < text.length;) {
    const end = wholeEnd(text, read + base64.sliceSize)
    const bytes = encoder.encode(text.slice(read, end))
    let written = 0
    for (let i = 0; i < bytes.length; i++) {
      const escaped = bytes[i] === percent ? hex(bytes[i + 1]) * 16 + hex(bytes[i + 2]) : NaN
      bytes[written++] = Number.isNaN(escaped) ? bytes[i]! : escaped
      if (!Number.isNaN(escaped)) i += 2
    }
    pieces.push(bytes.subarray(0, written))
    size += written
    yield end - read
    read = end
  }
  const all = new Uint8Array(size)
  let offset = 0
  for (const piece of pieces) {
    all.set(piece, offset)
    offset += piece.length
  }
  return Result.succeed(all)
}

/** Where to cut at the latest, so that neither an escape nor a character is cut in two. */
const wholeEnd = (text: string, end: number): number => {
  if (end >= text.length) return text.length
  if (text.charCodeAt(end - 2) === percent) return end - 2
  const last = text.charCodeAt(end - 1)
  return last === percent || (last & 0xfc00) === 0xd800 ? end - 1 : end
}

const hex = (code: number | undefined): number =>
  code === undefined
    ? NaN
    : code >= 0x30 && code <= 0x39
      ? code - 0x30
      : (code | 0x20) >= 0x61 && (code | 0x20) <= 0x66
        ? (code | 0x20) - 0x57
        : NaN
