/**
 * Media types of images: by signature, and by the name that a provider gives.
 *
 * @internal
 */

/** The signatures of file types: how files begin, each byte as one character. */
const signatures: ReadonlyArray<readonly [mediaType: string, signature: RegExp]> = [
  ["image/png", /^\x89PNG\r\n[^]\n/],
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/webp", /^RIFF[^]{4}WEBP/],
  ["image/gif", /^GIF8[79]a/],
  // The major brand, or a compatible one
  ["image/avif", /^\0\0[^]{2}ftyp(?:avi[fs]|(?:mif1|msf1|miaf)[^]{4}(?:[^]{4}){0,15}?avi[fs])/],
  ["image/heic", /^\0\0[^]{2}ftyphe[iv][cxms]/],
  ["image/bmp", /^BM[^]{4}\0{4}/]
]

/** A byte order mark, white space, declarations and comments may come first. */
const svgSignature = /^(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->)[^])*-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s/>]/i

const charactersOf = (bytes: Uint8Array, count: number): string => String.fromCharCode(...bytes.subarray(0, count))

/** The media type of an image by its signature. `undefined` for any other file. */
export const fromBytes = (bytes: Uint8Array): string | undefined => {
  const beginning = charactersOf(bytes, 80)
  const known = signatures.find(([, pattern]) => pattern.test(beginning))
  if (known !== undefined) return known[0]
  const isMarkup = /^(?:\xef\xbb\xbf)?\s*(?:<|$)/.test(beginning)
  return isMarkup && svgSignature.test(charactersOf(bytes, 1024)) ? "image/svg+xml" : undefined
}

const spellings = new Map([
  ["image/jpg", "image/jpeg"],
  ["image/svg", "image/svg+xml"]
])

/** The media type of a format (`png`, `image/png`). `undefined` if the name isn't one. */
export const fromName = (name: string | null | undefined): string | undefined => {
  if (name === undefined || name === null || name.length > 127) return undefined
  const lower = name.toLowerCase()
  const mediaType = lower.includes("/") ? lower : `image/${lower}`
  return /^[a-z]+\/[a-z\d][a-z\d.+-]*$/.test(mediaType) ? (spellings.get(mediaType) ?? mediaType) : undefined
}

/** Whether it is the media type of an image. */
export const isImage = (mediaType: string): boolean => mediaType.startsWith("image/")
