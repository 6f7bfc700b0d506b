/**
 * Images, as they come and as bytes.
 *
 * @internal
 */
import * as Data from "effect/Data"

// Compiler messages name a type as declared: `Image` would look like the class of the web
/**
 * An image as a file.
 *
 * @category models
 * @since 0.1.0
 */
export interface GeneratedImage {
  /** The content of the file. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /**
   * The type of the file by its signature: PNG, JPEG, WebP, GIF, AVIF, HEIC, BMP or SVG. For any other file it is the
   * image type of the data URL, then of `output_format`, then `application/octet-stream`.
   */
  readonly mediaType: string
  /**
   * Position among the images of the call. A preview has the index that the provider gives it. The final image comes
   * after the highest of these, and has 0 if there were none.
   */
  readonly index: number
  /** The type that the provider names. Absent where it is `mediaType`. */
  readonly declaredType?: string
}

/**
 * An image as received, for `decode`.
 *
 * @category models
 * @since 0.1.0
 */
export interface EncodedImage {
  /** Index of the call's item in the response's `output`. */
  readonly outputIndex: number
  /** Position among the images of the call. */
  readonly index: number
  /** Whether it is a preview. */
  readonly isPartial: boolean
  /** Base64, or a base64 data URL. */
  readonly text: string
  /** The format that the provider names, such as `png`. */
  readonly format?: string
}

/**
 * The image data can't be decoded: it is not base64, or it is empty.
 *
 * **Details**
 *
 * It is part of the values and never ends a stream. Other images are not affected.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidImage extends Data.TaggedError("InvalidImage")<{
  readonly message: string
  /** Index of the call's item in the response's `output`. */
  readonly outputIndex: number
  /** Position among the images of the call. */
  readonly imageIndex: number
  /** Whether it is a preview. */
  readonly isPartial: boolean
  /** What is wrong: a character that base64 doesn't have, an end in the middle of a byte, or no byte at all. */
  readonly reason: "NotBase64" | "Truncated" | "Empty"
  /** Offset of the first wrong character, in UTF-16 code units. The length of the text, if none is wrong. */
  readonly position: number
}> {
  readonly #text: string

  constructor(fields: {
    readonly image: EncodedImage
    readonly reason: "NotBase64" | "Truncated" | "Empty"
    readonly position: number
  }) {
    const { image, position, reason } = fields
    const { index: imageIndex, isPartial, outputIndex, text } = image
    const which = isPartial ? `Partial image ${imageIndex}` : "The image"
    const what = {
      NotBase64: `is not base64 from character ${position} of ${text.length} on`,
      Truncated: `breaks off after ${text.length} characters of base64`,
      Empty: "has no bytes"
    }[reason]
    super({
      message: `${which} of output item ${outputIndex} ${what}. Read payload() for what came.`,
      outputIndex,
      imageIndex,
      isPartial,
      reason,
      position
    })
    this.#text = text
  }

  /** The text as received. */
  payload(): string {
    return this.#text
  }
}
