/**
 * Chunks of the listing of an MCP server's tools: in progress, then completed or failed.
 *
 * @since 0.1.0
 */
import { chunk, ofItem } from "../schema/chunk.ts"

/**
 * The provider is asking an MCP server for its tools.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseMcpListToolsInProgress extends chunk<ResponseMcpListToolsInProgress>()(
  "response.mcp_list_tools.in_progress",
  ofItem
) {}

/**
 * The tools of an MCP server are listed. The done item has the list.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseMcpListToolsCompleted extends chunk<ResponseMcpListToolsCompleted>()(
  "response.mcp_list_tools.completed",
  ofItem
) {}

/**
 * The MCP server's tools could not be listed. The done item has the error.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseMcpListToolsFailed extends chunk<ResponseMcpListToolsFailed>()(
  "response.mcp_list_tools.failed",
  ofItem
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [
  ResponseMcpListToolsInProgress,
  ResponseMcpListToolsCompleted,
  ResponseMcpListToolsFailed
] as const
