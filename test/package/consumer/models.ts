import * as Schema from "effect/Schema"
import {
  ResponsesStreamChunkResponseImageGenerationCallInProgress,
  TypeResponseImageGenerationCallInProgress
} from "effect-responses-stream/models"

export const type: TypeResponseImageGenerationCallInProgress = "response.image_generation_call.in_progress"

export const isType: (u: unknown) => u is TypeResponseImageGenerationCallInProgress = Schema.is(
  TypeResponseImageGenerationCallInProgress
)

export const itemIdOf = (json: unknown): string =>
  Schema.decodeUnknownSync(ResponsesStreamChunkResponseImageGenerationCallInProgress)(json).itemId
