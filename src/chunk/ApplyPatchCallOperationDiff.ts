/**
 * Chunks of an apply-patch call's diff: any number of deltas, then the full diff.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofItem, piece } from "../schema/chunk.ts"
import { natural } from "../schema/model.ts"

/**
 * The next piece of the diff of an apply-patch call.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseApplyPatchCallOperationDiffDelta extends chunk<ResponseApplyPatchCallOperationDiffDelta>()(
  "response.apply_patch_call_operation_diff.delta",
  ofItem,
  piece
) {}

/**
 * The diff of an apply-patch call is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseApplyPatchCallOperationDiffDone extends chunk<ResponseApplyPatchCallOperationDiffDone>()(
  "response.apply_patch_call_operation_diff.done",
  ofItem,
  {
    /** The full diff: the deltas before it, joined. It isn't parsed here. */
    diff: natural(Schema.String)
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseApplyPatchCallOperationDiffDelta, ResponseApplyPatchCallOperationDiffDone] as const
