/**
 * Chunks of the code that a code interpreter call runs: any number of deltas, then the full code.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofItem, piece } from "../schema/chunk.ts"
import { natural } from "../schema/model.ts"

/**
 * The next piece of the code that the model writes.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCodeInterpreterCallCodeDelta extends chunk<ResponseCodeInterpreterCallCodeDelta>()(
  "response.code_interpreter_call_code.delta",
  ofItem,
  piece
) {}

/**
 * The code is complete and about to run.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCodeInterpreterCallCodeDone extends chunk<ResponseCodeInterpreterCallCodeDone>()(
  "response.code_interpreter_call_code.done",
  ofItem,
  {
    /** The full code: the deltas before it, joined. */
    code: natural(Schema.String)
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseCodeInterpreterCallCodeDelta, ResponseCodeInterpreterCallCodeDone] as const
