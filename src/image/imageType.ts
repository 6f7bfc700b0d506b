/**
 * Media types of images: what their first bytes say, and what a provider says.
 *
 * @internal
 */

/** The signatures of file types: how files begin, each byte as one character. */
const signatures: ReadonlyArray<readonly [mediaType: string, signature: RegExp]> = [
  ["image/png", /^\x89PNG\r\n[^]\n/],
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/webp", /^RIFF[^]{4}WEBP/],
  ["image/gif", /^GIF8[79]a/],
  // The brand of the file, or of those that it is compatible with
  ["image/avif", /^\0\0[^]{2}ftyp(?:avi[fs]|(?:mif1|msf1|miaf)[^]{4}(?:[^]{4}){0,15}?avi[fs])/],
  ["image/heic", /^\0\0[^]{2}ftyphe[iv][cxms]/],
  ["image/bmp", /^BM[^]{4}\0{4}/]
]

/** Behind a byte order mark, white space, declarations and comments. */
const svgSignature = /^(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->)[^])*-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s/>]/i

const charactersOf = (bytes: Uint8Array, count: number): string => String.fromCharCode(...bytes.subarray(0, count))

/** The media type of an image by its first bytes. `undefined` if they are of no kind that is known here. */
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

/** A name of a format (`png`, `image/png`) as a media type. `undefined` if it can't be one. */
export const fromName = (name: string | null | undefined): string | undefined => {
  if (name === undefined || name === null || name.length > 127) return undefined
  const lower = name.toLowerCase()
  const mediaType = lower.includes("/") ? lower : `image/${lower}`
  return /^[a-z]+\/[a-z\d][a-z\d.+-]*$/.test(mediaType) ? (spellings.get(mediaType) ?? mediaType) : undefined
}

/** Whether a media type is one of images. */
export const isImage = (mediaType: string): boolean => mediaType.startsWith("image/")
