/**
 * Chunks of the commands that a shell call runs. A call may have several, each with its own index.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofShellCommand, piece } from "../schema/chunk.ts"
import { natural } from "../schema/model.ts"

/**
 * A command has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseShellCallCommandAdded extends chunk<ResponseShellCallCommandAdded>()(
  "response.shell_call_command.added",
  ofShellCommand,
  {
    /** The command as it begins, usually empty. */
    command: natural(Schema.String)
  }
) {}

/**
 * The next piece of a command.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseShellCallCommandDelta extends chunk<ResponseShellCallCommandDelta>()(
  "response.shell_call_command.delta",
  ofShellCommand,
  piece
) {}

/**
 * A command is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseShellCallCommandDone extends chunk<ResponseShellCallCommandDone>()(
  "response.shell_call_command.done",
  ofShellCommand,
  {
    /** The full command: the deltas before it, joined. */
    command: natural(Schema.String)
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [
  ResponseShellCallCommandAdded,
  ResponseShellCallCommandDelta,
  ResponseShellCallCommandDone
] as const
