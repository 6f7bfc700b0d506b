/**
 * Chunks of a refusal: any number of deltas, then the full text.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofContentPart, piece } from "../schema/chunk.ts"
import { natural } from "../schema/model.ts"

/**
 * The next piece of the text in which the model declines to answer.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseRefusalDelta extends chunk<ResponseRefusalDelta>()(
  "response.refusal.delta",
  ofContentPart,
  piece
) {}

/**
 * A refusal is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseRefusalDone extends chunk<ResponseRefusalDone>()("response.refusal.done", ofContentPart, {
  /** The full text: the deltas before it, joined. */
  refusal: natural(Schema.String)
}) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseRefusalDelta, ResponseRefusalDone] as const
