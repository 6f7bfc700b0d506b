/**
 * Images as files, and their previews.
 *
 * @internal
 */
import * as Result from "effect/Result"
import type { Mutable } from "effect/Types"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import * as dataUrl from "../image/dataUrl.ts"
import { decodeAtOnce } from "../image/decode.ts"
import type { ImageEvent } from "../image/event.ts"
import type { EncodedImage } from "../image/image.ts"
import { isImage } from "../image/imageType.ts"
import * as images from "../image/state.ts"
import { mediaTypeOf } from "./mediaType.ts"
import type { Part } from "./part.ts"
import { isWebAddress } from "./sources.ts"
import { itemJson } from "./tools.ts"

/** The images of a response. It never changes. */
export interface State {
  readonly images: images.State
}

/** The state before the first chunk. */
export const initial: State = { images: images.initial }

/** The next state in the making, and the parts of this step. */
export interface Draft extends Mutable<State> {
  readonly parts: Array<Part>
}

/** Adds the images that a chunk has. An item that ended without a file is kept. */
export const onChunk = (draft: Draft, chunk: ResponsesStreamChunk): void => {
  const [next, events] = images.step(draft.images, chunk)
  draft.images = next
  const made = events.flatMap(partOf)
  draft.parts.push(...made)
  const hasEnded = events.some(({ _tag }) => _tag === "Ended")
  const hasFile = made.some(({ _tag }) => _tag === "File")
  if (hasEnded && !hasFile && chunk.type === "response.output_item.done") {
    draft.parts.push({ _tag: "Rest", of: "item", json: itemJson(chunk.item) })
  }
}

const partOf = (event: ImageEvent<EncodedImage>): ReadonlyArray<Part> => {
  const { itemId, key } = event
  const ref = itemId === undefined ? {} : { itemId }
  if (event._tag === "PartialImage") {
    const file = fileOf(event.image)
    return file === undefined ? [] : [{ _tag: "PartialImage", ...ref, key, index: event.image.index, ...file }]
  }
  if (event._tag !== "Ended") return []
  const { details, outcome } = event
  const { revisedPrompt } = details
  const failure = { _tag: "ImageFailure" as const, key, ...ref }
  switch (outcome._tag) {
    case "Completed": {
      const file = fileOf(outcome.image)
      return file === undefined
        ? [failure]
        : [{ _tag: "File", ...ref, ...file, ...(revisedPrompt === undefined ? {} : { revisedPrompt }) }]
    }
    case "Linked": {
      const { url } = outcome
      return isWebAddress(url) ? [{ _tag: "LinkedImage", ...ref, url, mediaType: linkedType(url) }] : [failure]
    }
    case "Failed": {
      const { code, message, what } = outcome
      if (what === "response") return []
      return [{ ...failure, ...(code === undefined ? {} : { code }), ...(message === undefined ? {} : { message }) }]
    }
    case "Cut":
      return []
    default:
      return [failure]
  }
}

const linkedType = (url: string): string => {
  const mediaType = mediaTypeOf(new URL(url).pathname)
  return mediaType !== undefined && isImage(mediaType) ? mediaType : "image/png"
}

/** An image as a file. `undefined` if it isn't base64. */
const fileOf = (image: EncodedImage): { readonly mediaType: string; readonly base64: string } | undefined => {
  const decoded = decodeAtOnce(image)
  if (Result.isFailure(decoded)) return undefined
  return { mediaType: decoded.success.mediaType, base64: standard(image.text) }
}

/** Base64 in the standard alphabet, padded. */
const standard = (text: string): string => {
  const digits = text
    .slice(dataUrl.parse(text)?.offset)
    .replaceAll(/[\s=]+/g, "")
    .replaceAll("-", "+")
    .replaceAll("_", "/")
  return digits.padEnd(Math.ceil(digits.length / 4) * 4, "=")
}
