/**
 * Chunks of a reasoning text: any number of deltas, then the full text.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofContentPart, piece } from "../schema/chunk.ts"
import { natural } from "../schema/model.ts"

/**
 * The next piece of a reasoning text.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseReasoningTextDelta extends chunk<ResponseReasoningTextDelta>()(
  "response.reasoning_text.delta",
  ofContentPart,
  piece
) {}

/**
 * A reasoning text is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseReasoningTextDone extends chunk<ResponseReasoningTextDone>()(
  "response.reasoning_text.done",
  ofContentPart,
  {
    /** The full text: the deltas before it, joined. */
    text: natural(Schema.String)
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseReasoningTextDelta, ResponseReasoningTextDone] as const
