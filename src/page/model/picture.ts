/**
 * Images in streams, as a page can show them.
 *
 * @internal
 */
import * as Result from "effect/Result"
import * as Base64 from "../../image/base64.ts"
import * as DataUrl from "../../image/dataUrl.ts"
import * as ImageType from "../../image/imageType.ts"

/** An image. */
export interface Picture {
  /** A data URL of base64. */
  readonly url: string
  readonly mediaType: string
  /** The size of the file in bytes. */
  readonly size: number
}

/** So many characters of base64 are enough to tell the type of an image. */
const maxHead = 1400

/** The image of base64 or of a data URL. `undefined` for what is neither, or is no image. */
export const pictureOf = (text: string, format?: string | null): Picture | undefined => {
  const url = DataUrl.parse(text)
  const base64 = text.slice(url?.offset ?? 0)
  const head = base64.slice(0, maxHead)
  const bytes = bytesOf(head.slice(0, head.length & ~3))
  if (bytes === undefined || bytes.length === 0) return undefined
  const named = [url?.mediaType, ImageType.fromName(format)].find(
    (type) => type !== undefined && ImageType.isImage(type)
  )
  const mediaType = ImageType.fromBytes(bytes) ?? named
  if (mediaType === undefined) return undefined
  const padding = /=*\s*$/.exec(base64.slice(-4))?.[0].length ?? 0
  return {
    // Browsers take the standard alphabet only
    url: `data:${mediaType};base64,${base64.replaceAll("-", "+").replaceAll("_", "/")}`,
    mediaType,
    size: Math.floor(((base64.length - padding) * 3) / 4)
  }
}

/** Decodes base64 at once. `undefined` if it is none. */
export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> | undefined => {
  const slices = Base64.decode(base64)
  let slice = slices.next()
  while (slice.done !== true) slice = slices.next()
  return Result.getOrUndefined(slice.value)
}
