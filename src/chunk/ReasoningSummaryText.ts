/**
 * Chunks of a reasoning summary's text: any number of deltas, then the full text.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofSummaryPart, piece } from "../schema/chunk.ts"
import { natural } from "../schema/model.ts"

/**
 * The next piece of a reasoning summary.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseReasoningSummaryTextDelta extends chunk<ResponseReasoningSummaryTextDelta>()(
  "response.reasoning_summary_text.delta",
  ofSummaryPart,
  piece
) {}

/**
 * The text of a reasoning summary is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseReasoningSummaryTextDone extends chunk<ResponseReasoningSummaryTextDone>()(
  "response.reasoning_summary_text.done",
  ofSummaryPart,
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
export const members = [ResponseReasoningSummaryTextDelta, ResponseReasoningSummaryTextDone] as const
