/**
 * Base64 to bytes, in slices: the caller may pause after each.
 *
 * Effect's decoder needs the entire text, padded and without white space. If the runtime has a decoder, it takes the
 * slices that are plain base64. This one takes all others, so that the result and the position of a fault are the same
 * everywhere.
 *
 * @internal
 */
import * as Result from "effect/Result"

/**
 * A decoding in progress: yields the number of characters of each slice, and returns the bytes, or the position of the
 * first wrong character (the length, if the text ends too early).
 */
export type Slices = Generator<number, Result.Result<Uint8Array<ArrayBuffer>, number>, void>

/** Characters of a slice, small enough for a page to stay responsive between two of them. */
export const sliceSize = 0x8_0000

// Values of characters, beside the digits 0 to 63
const blank = 64
const padding = 65
const invalid = 255

const makeValues = (): Uint8Array => {
  const values = new Uint8Array(256).fill(invalid)
  const set = (characters: string, valueOf: (i: number) => number): void => {
    for (let i = 0; i < characters.length; i++) values[characters.charCodeAt(i)] = valueOf(i)
  }
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  set(`${letters}${letters.toLowerCase()}0123456789+/`, (i) => i)
  set("-_", (i) => 62 + i)
  set("\t\n\f\r ", () => blank)
  set("=", () => padding)
  return values
}

const values = /* @__PURE__ */ makeValues()

type SetFromBase64 = (this: Uint8Array, text: string) => { readonly read: number; readonly written: number }

/** Decodes a slice by the runtime. `false` if it has no decoder, or if the slice has more than digits. */
const decodePlain = (slice: string, target: Uint8Array): boolean => {
  const { setFromBase64 }: Uint8Array & { readonly setFromBase64?: SetFromBase64 } = Uint8Array.prototype
  if (setFromBase64 === undefined) return false
  try {
    return setFromBase64.call(target, slice).written === target.length
  } catch {
    return false
  }
}

/** Decodes base64 from an offset on: in either alphabet, with or without padding, white space anywhere. */
export function* decode(text: string, from = 0): Slices {
  const { length } = text
  const paddings = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0
  // The size without white space, which is the upper bound
  const bytes = new Uint8Array(Math.max(0, Math.floor(((length - from - paddings) * 3) / 4)))
  // A character that isn't ASCII has up to three bytes. The first of them is refused
  const codes = new Uint8Array(Math.min(length - from, sliceSize) + 3)
  const encoder = new TextEncoder()
  // Padding and a line end may follow
  const plainEnd = length - 8
  let mayBePlain = true
  let written = 0
  let pending = 0
  let digits = 0
  let padded = 0

  for (let read = from; read < length;) {
    const plainSize = Math.min(sliceSize, (plainEnd - read) & ~3)
    if (mayBePlain && digits === 0 && plainSize > 0) {
      const target = bytes.subarray(written, written + (plainSize / 4) * 3)
      mayBePlain = decodePlain(text.slice(read, read + plainSize), target)
      if (mayBePlain) {
        read += plainSize
        written += target.length
        yield plainSize
        continue
      }
    }

    const slice = text.slice(read, read + sliceSize)
    encoder.encodeInto(slice, codes)
    for (let i = 0; i < slice.length;) {
      if (digits === 0 && padded === 0) {
        for (; i + 3 < slice.length; i += 4) {
          const a = values[codes[i]!]!
          const b = values[codes[i + 1]!]!
          const c = values[codes[i + 2]!]!
          const d = values[codes[i + 3]!]!
          if ((a | b | c | d) > 63) break
          bytes[written++] = (a << 2) | (b >> 4)
          bytes[written++] = (b << 4) | (c >> 2)
          bytes[written++] = (c << 6) | d
        }
        if (i === slice.length) break
      }
      const value = values[codes[i]!]!
      if (value === padding && digits >= 2 && digits + padded < 4) padded++
      else if (value <= 63 && padded === 0) {
        pending = (pending << 6) | value
        digits = (digits + 1) & 3
        if (digits !== 1) bytes[written++] = pending >> ((-digits & 3) * 2)
      } else if (value !== blank) return Result.fail(read + i)
      i++
    }
    read += slice.length
    yield slice.length
  }
  if (digits === 1) return Result.fail(length)
  return Result.succeed(written === bytes.length ? bytes : bytes.slice(0, written))
}
