/**
 * Chunks of the image generation tool: in progress, generating, any number of partial images, completed.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofItem } from "../schema/chunk.ts"
import { natural, nullish, openEnum } from "../schema/model.ts"

/**
 * An image generation call has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseImageGenerationCallInProgress extends chunk<ResponseImageGenerationCallInProgress>()(
  "response.image_generation_call.in_progress",
  ofItem
) {}

/**
 * The provider is generating the image.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseImageGenerationCallGenerating extends chunk<ResponseImageGenerationCallGenerating>()(
  "response.image_generation_call.generating",
  ofItem
) {}

/**
 * A partial image: a preview of the whole picture, sharper with each index.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseImageGenerationCallPartialImage extends chunk<ResponseImageGenerationCallPartialImage>()(
  "response.image_generation_call.partial_image",
  ofItem,
  {
    /** The image file as base64 text. Its content isn't checked here. */
    partialImageB64: Schema.String,
    /** Which preview this is, from 0 upward. Any finite number is valid. */
    partialImageIndex: natural(Schema.Finite),
    /** Size in pixels, width by height, such as `1024x1024`. Absent or null where the provider doesn't say. */
    size: nullish(openEnum(["1024x1024", "1024x1536", "1536x1024"])),
    /** Quality the provider chose. Absent or null where the provider doesn't say. */
    quality: nullish(openEnum(["low", "medium", "high", "xhigh", "max", "auto"])),
    /** Background of the image. Absent or null where the provider doesn't say. */
    background: nullish(openEnum(["transparent", "opaque", "auto"])),
    /** File format of the image. Absent or null where the provider doesn't say. */
    outputFormat: nullish(openEnum(["png", "jpeg", "webp", "gif", "svg"]))
  }
) {}

/**
 * The image generation call is completed. The done item has the image.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseImageGenerationCallCompleted extends chunk<ResponseImageGenerationCallCompleted>()(
  "response.image_generation_call.completed",
  ofItem
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [
  ResponseImageGenerationCallInProgress,
  ResponseImageGenerationCallGenerating,
  ResponseImageGenerationCallPartialImage,
  ResponseImageGenerationCallCompleted
] as const
