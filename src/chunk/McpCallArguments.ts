/**
 * Chunks of the arguments of an MCP call: any number of deltas, then the full JSON text.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofItem, piece } from "../schema/chunk.ts"
import { natural } from "../schema/model.ts"

/**
 * The next piece of the JSON text of an MCP call's arguments.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseMcpCallArgumentsDelta extends chunk<ResponseMcpCallArgumentsDelta>()(
  "response.mcp_call_arguments.delta",
  ofItem,
  piece
) {}

/**
 * The arguments of an MCP call are complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseMcpCallArgumentsDone extends chunk<ResponseMcpCallArgumentsDone>()(
  "response.mcp_call_arguments.done",
  ofItem,
  {
    /** The full JSON text: the deltas before it, joined. It isn't parsed here and needn't be valid JSON. */
    arguments: natural(Schema.String)
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseMcpCallArgumentsDelta, ResponseMcpCallArgumentsDone] as const
