/**
 * Chunks that open and close a content part of an item: a text, a refusal, a reasoning text.
 *
 * @since 0.1.0
 */
import { chunk, ofContentPart } from "../schema/chunk.ts"
import { ContentPart } from "../model/ContentPart.ts"

/**
 * A content part has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseContentPartAdded extends chunk<ResponseContentPartAdded>()(
  "response.content_part.added",
  ofContentPart,
  {
    /** The part as it begins, usually with an empty text. A part of an unknown type is kept as received. */
    part: ContentPart
  }
) {}

/**
 * A content part is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseContentPartDone extends chunk<ResponseContentPartDone>()(
  "response.content_part.done",
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
export const members = [ResponseContentPartAdded, ResponseContentPartDone] as const
