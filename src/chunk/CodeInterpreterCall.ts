/**
 * Chunks of the code interpreter tool: in progress, interpreting, completed.
 *
 * @since 0.1.0
 */
import { chunk, ofItem } from "../schema/chunk.ts"

/**
 * A code interpreter call has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCodeInterpreterCallInProgress extends chunk<ResponseCodeInterpreterCallInProgress>()(
  "response.code_interpreter_call.in_progress",
  ofItem
) {}

/**
 * The provider is running the code.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCodeInterpreterCallInterpreting extends chunk<ResponseCodeInterpreterCallInterpreting>()(
  "response.code_interpreter_call.interpreting",
  ofItem
) {}

/**
 * The code has run. The done item has its outputs.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCodeInterpreterCallCompleted extends chunk<ResponseCodeInterpreterCallCompleted>()(
  "response.code_interpreter_call.completed",
  ofItem
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [
  ResponseCodeInterpreterCallInProgress,
  ResponseCodeInterpreterCallInterpreting,
  ResponseCodeInterpreterCallCompleted
] as const
