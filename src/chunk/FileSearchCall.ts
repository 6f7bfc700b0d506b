/**
 * Chunks of the file search tool: in progress, searching, completed.
 *
 * @since 0.1.0
 */
import { chunk, ofItem } from "../schema/chunk.ts"

/**
 * A file search call has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFileSearchCallInProgress extends chunk<ResponseFileSearchCallInProgress>()(
  "response.file_search_call.in_progress",
  ofItem
) {}

/**
 * The provider is searching the files.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFileSearchCallSearching extends chunk<ResponseFileSearchCallSearching>()(
  "response.file_search_call.searching",
  ofItem
) {}

/**
 * The file search is completed. The done item has its results.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFileSearchCallCompleted extends chunk<ResponseFileSearchCallCompleted>()(
  "response.file_search_call.completed",
  ofItem
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [
  ResponseFileSearchCallInProgress,
  ResponseFileSearchCallSearching,
  ResponseFileSearchCallCompleted
] as const
