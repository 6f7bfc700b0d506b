/**
 * Images as text to images as bytes, in slices with a pause in between.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as base64 from "./base64.ts"
import * as dataUrl from "./dataUrl.ts"
import { callRef } from "./event.ts"
import type { ImageEvent } from "./event.ts"
import { InvalidImage } from "./image.ts"
import type { EncodedImage, GeneratedImage } from "./image.ts"
import * as imageType from "./imageType.ts"

/**
 * Decodes an image. Other fibers, timers and requests run between its slices.
 *
 * **When to use**
 *
 * Use it with `step`, to decode only the images that you want. The images of `events` and `calls` are decoded.
 *
 * **Details**
 *
 * It takes base64 in the standard and in the URL alphabet, with or without padding, with white space, and base64 data
 * URLs.
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode = (image: EncodedImage): Effect.Effect<GeneratedImage, InvalidImage> =>
  Effect.suspend(() => decodeAtPace(image, makePace()))

/** Decodes an image without a pause. */
export const decodeAtOnce = (image: EncodedImage): Result.Result<GeneratedImage, InvalidImage> => {
  const url = dataUrl.parse(image.text)
  const slices = base64.decode(image.text, url?.offset)
  let slice = slices.next()
  while (slice.done !== true) slice = slices.next()
  return toImage(image, url?.mediaType, slice.value)
}

/** Counts characters, and says when it is time for a pause. */
export type Pace = (characters: number) => boolean

/** Makes the pace of a stream: its images share the time between two pauses. */
export const makePace = (): Pace => {
  let count = 0
  return (characters) => {
    count += characters
    if (count < base64.sliceSize) return false
    count = 0
    return true
  }
}

/** Decodes the image of an event, if it has one. */
export const decodeEvent = (event: ImageEvent<EncodedImage>, pace: Pace): Effect.Effect<ImageEvent> => {
  if (event._tag === "PartialImage") {
    return Effect.match(decodeAtPace(event.image, pace), {
      onSuccess: (image): ImageEvent => ({ ...event, image }),
      onFailure: (error) => ({ _tag: "InvalidPartialImage", ...callRef(event), error })
    })
  }
  if (event._tag !== "Ended") return Effect.succeed(event)
  const { outcome } = event
  if (outcome._tag !== "Completed") return Effect.succeed({ ...event, outcome })
  return Effect.match(decodeAtPace(outcome.image, pace), {
    onSuccess: (image): ImageEvent => ({ ...event, outcome: { _tag: "Completed", image } }),
    onFailure: (error) => ({ ...event, outcome: { _tag: "Invalid", error } })
  })
}

const decodeAtPace = (image: EncodedImage, pace: Pace): Effect.Effect<GeneratedImage, InvalidImage> => {
  const url = dataUrl.parse(image.text)
  return Effect.flatMap(runSlices(base64.decode(image.text, url?.offset), pace), (decoded) =>
    Effect.fromResult(toImage(image, url?.mediaType, decoded))
  )
}

type Decoded = Result.Result<Uint8Array<ArrayBuffer>, number>

const runSlices = (slices: base64.Slices, pace: Pace): Effect.Effect<Decoded> =>
  Effect.suspend(() => {
    for (;;) {
      const slice = slices.next()
      if (slice.done === true) return Effect.succeed(slice.value)
      if (pace(slice.value)) return Effect.flatMap(Effect.yieldNow, () => runSlices(slices, pace))
    }
  })

const toImage = (
  image: EncodedImage,
  urlType: string | undefined,
  decoded: Decoded
): Result.Result<GeneratedImage, InvalidImage> => {
  const { format, index, text } = image
  if (Result.isFailure(decoded)) {
    const position = decoded.failure
    const reason = position < text.length ? "NotBase64" : "Truncated"
    return Result.fail(new InvalidImage({ image, reason, position }))
  }
  const bytes = decoded.success
  if (bytes.length === 0) return Result.fail(new InvalidImage({ image, reason: "Empty", position: text.length }))
  const declared = [imageType.fromName(urlType), imageType.fromName(format)].filter(Predicate.isNotNullish)
  const mediaType = imageType.fromBytes(bytes) ?? declared.find(imageType.isImage) ?? "application/octet-stream"
  const [declaredType = mediaType] = declared
  return Result.succeed({ bytes, mediaType, index, ...(declaredType === mediaType ? {} : { declaredType }) })
}
