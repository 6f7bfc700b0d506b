/**
 * Chunks of the web search tool: in progress, searching, completed.
 *
 * @since 0.1.0
 */
import { chunk, ofItem } from "../schema/chunk.ts"

/**
 * A web search call has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseWebSearchCallInProgress extends chunk<ResponseWebSearchCallInProgress>()(
  "response.web_search_call.in_progress",
  ofItem
) {}

/**
 * The provider is searching the web.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseWebSearchCallSearching extends chunk<ResponseWebSearchCallSearching>()(
  "response.web_search_call.searching",
  ofItem
) {}

/**
 * The web search is completed. The done item has what was searched.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseWebSearchCallCompleted extends chunk<ResponseWebSearchCallCompleted>()(
  "response.web_search_call.completed",
  ofItem
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [
  ResponseWebSearchCallInProgress,
  ResponseWebSearchCallSearching,
  ResponseWebSearchCallCompleted
] as const
