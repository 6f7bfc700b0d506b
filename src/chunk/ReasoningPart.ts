/**
 * Chunks that open and close a content part of a reasoning item, as vLLM and its hosts send them.
 *
 * @since 0.1.0
 */
import { chunk, ofContentPart } from "../schema/chunk.ts"
import { ContentPart } from "../model/ContentPart.ts"

/**
 * A part of the reasoning has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseReasoningPartAdded extends chunk<ResponseReasoningPartAdded>()(
  "response.reasoning_part.added",
  ofContentPart,
  {
    /** The part as it begins, usually with an empty text. A part of an unknown type is kept as received. */
    part: ContentPart
  }
) {}

/**
 * A part of the reasoning is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseReasoningPartDone extends chunk<ResponseReasoningPartDone>()(
  "response.reasoning_part.done",
  ofContentPart,
  {
    /** The complete part. A part of an unknown type is kept as received. */
    part: ContentPart
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseReasoningPartAdded, ResponseReasoningPartDone] as const
