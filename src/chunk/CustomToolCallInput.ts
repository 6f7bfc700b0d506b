/**
 * Chunks of the free text that a custom tool is called with: any number of deltas, then the full input.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofItem, piece } from "../schema/chunk.ts"
import { natural } from "../schema/model.ts"

/**
 * The next piece of a custom tool call's input.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCustomToolCallInputDelta extends chunk<ResponseCustomToolCallInputDelta>()(
  "response.custom_tool_call_input.delta",
  ofItem,
  piece
) {}

/**
 * The input of a custom tool call is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCustomToolCallInputDone extends chunk<ResponseCustomToolCallInputDone>()(
  "response.custom_tool_call_input.done",
  ofItem,
  {
    /** The full input: the deltas before it, joined. Free text, not JSON. */
    input: natural(Schema.String)
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseCustomToolCallInputDelta, ResponseCustomToolCallInputDone] as const
