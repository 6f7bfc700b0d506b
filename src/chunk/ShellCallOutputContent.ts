/**
 * Chunks of what the commands of a shell call print: any number of deltas, then the full output.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofItem } from "../schema/chunk.ts"
import { model, nullish } from "../schema/model.ts"
import { ShellOutput } from "../model/ShellOutput.ts"

/**
 * A piece of a command's output, of one stream or of both.
 *
 * @category models
 * @since 0.1.0
 */
export class ShellOutputDelta extends model<ShellOutputDelta>("ShellOutputDelta")({
  /** The next piece of the error stream. Absent where the command printed nothing there. */
  stderr: nullish(Schema.String),
  /** The next piece of the output stream. Absent where the command printed nothing there. */
  stdout: nullish(Schema.String)
}) {}

/**
 * The next piece of what a command prints.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseShellCallOutputContentDelta extends chunk<ResponseShellCallOutputContentDelta>()(
  "response.shell_call_output_content.delta",
  ofItem,
  {
    /** Index of the command in the call's list of commands. Any finite number is valid. */
    commandIndex: Schema.Finite,
    /** The pieces to append to the pieces before them. */
    delta: ShellOutputDelta,
    /** Random padding that hides the length of the piece. Absent where the provider pads nothing. */
    obfuscation: Schema.optionalKey(Schema.String)
  }
) {}

/**
 * The output of a command is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseShellCallOutputContentDone extends chunk<ResponseShellCallOutputContentDone>()(
  "response.shell_call_output_content.done",
  ofItem,
  {
    /** Index of the command in the call's list of commands. Any finite number is valid. */
    commandIndex: Schema.Finite,
    /** The full output: the deltas before it, joined, and how the command ended. */
    output: Schema.Array(ShellOutput)
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseShellCallOutputContentDelta, ResponseShellCallOutputContentDone] as const
