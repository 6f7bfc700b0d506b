/**
 * Chunks of a function call's arguments: any number of deltas, then the full JSON text.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofItem, piece } from "../schema/chunk.ts"
import { natural, nullish } from "../schema/model.ts"

/**
 * The next piece of the JSON text of a function call's arguments.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFunctionCallArgumentsDelta extends chunk<ResponseFunctionCallArgumentsDelta>()(
  "response.function_call_arguments.delta",
  ofItem,
  piece
) {}

/**
 * The arguments of a function call are complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFunctionCallArgumentsDone extends chunk<ResponseFunctionCallArgumentsDone>()(
  "response.function_call_arguments.done",
  ofItem,
  {
    /** The full JSON text: the deltas before it, joined. It isn't parsed here and needn't be valid JSON. */
    arguments: natural(Schema.String),
    /** Name of the function. Absent with most providers: the output item has it. */
    name: nullish(Schema.String)
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseFunctionCallArgumentsDelta, ResponseFunctionCallArgumentsDone] as const
