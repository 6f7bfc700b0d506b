/**
 * Chunks of a call to a tool of an MCP server: in progress, then completed or failed.
 *
 * @since 0.1.0
 */
import { chunk, ofItem } from "../schema/chunk.ts"

/**
 * A call to a tool of an MCP server has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseMcpCallInProgress extends chunk<ResponseMcpCallInProgress>()(
  "response.mcp_call.in_progress",
  ofItem
) {}

/**
 * The call to an MCP server is completed. The done item has its output.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseMcpCallCompleted extends chunk<ResponseMcpCallCompleted>()(
  "response.mcp_call.completed",
  ofItem
) {}

/**
 * The call to an MCP server has failed. The done item has the error.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseMcpCallFailed extends chunk<ResponseMcpCallFailed>()("response.mcp_call.failed", ofItem) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseMcpCallInProgress, ResponseMcpCallCompleted, ResponseMcpCallFailed] as const
