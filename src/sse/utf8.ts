/**
 * What `TextDecoder` doesn't tell: sequences that the end of a piece cuts, and where an invalid one is.
 *
 * @internal
 */

export const noBytes: Uint8Array = new Uint8Array(0)

export const concat = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  if (a.length === 0) return b
  if (b.length === 0) return a
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

/** It keeps a leading BOM. The parser drops one, which the specification allows; a second must stay. */
export const makeTextDecoder = (): TextDecoder => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** The beginning of an incomplete UTF-8 sequence at the end of valid bytes. */
export const cutEnd = (bytes: Uint8Array): Uint8Array => {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes.at(-back) ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.slice(-back) : noBytes
  }
  return noBytes
}

/** The number of bytes before the first invalid sequence: up to there, the text encodes to the same bytes again. */
export const validLength = (bytes: Uint8Array): number => {
  const again = new TextEncoder().encode(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes))
  let at = 0
  while (bytes[at] === again[at]) at++
  // The replacement character may begin with the same bytes as the invalid sequence
  while ((again[at]! & 0xc0) === 0x80) at--
  return at
}
