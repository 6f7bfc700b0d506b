/**
 * The commands of the shell tools and what they write.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, natural, nullish } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"

/**
 * What a shell call runs: commands and their limits.
 *
 * @category models
 * @since 0.1.0
 */
export class ShellAction extends model<ShellAction>("ShellAction")({
  /** The commands, in order. Empty when the call has just been added. */
  commands: natural(Schema.Array(Schema.String)),
  /** The most characters of output that are kept for each command. Absent or null without a limit. */
  maxOutputLength: nullish(Schema.Finite),
  /** How long the commands may run, in milliseconds. Absent or null without a limit. */
  timeoutMs: nullish(Schema.Finite)
}) {}

/**
 * The command has ended by itself.
 *
 * @category models
 * @since 0.1.0
 */
export class ShellExit extends model<ShellExit>("ShellExit")({
  type: Schema.tag("exit"),
  /** The exit code of the command: 0 is success. */
  exitCode: Schema.Finite
}) {}

/**
 * The command was stopped because it ran too long.
 *
 * @category models
 * @since 0.1.0
 */
export class ShellTimeout extends model<ShellTimeout>("ShellTimeout")({
  type: Schema.tag("timeout")
}) {}

/**
 * An outcome of a command that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownShellOutcome extends unknownMember<UnknownShellOutcome>("UnknownShellOutcome") {}

/**
 * How a command ended: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const ShellOutcome = openUnion([ShellExit, ShellTimeout], UnknownShellOutcome)

/** How a command ended: a union by `type`. */
export type ShellOutcome = typeof ShellOutcome.Type

/**
 * What one command of a shell call has written, and how it has ended.
 *
 * @category models
 * @since 0.1.0
 */
export class ShellOutput extends model<ShellOutput>("ShellOutput")({
  /** What the command wrote to its standard output. Empty where it wrote nothing. */
  stdout: natural(Schema.String),
  /** What the command wrote to its standard error. Empty where it wrote nothing. */
  stderr: natural(Schema.String),
  /** How the command has ended: by itself or by the time limit. */
  outcome: nullish(ShellOutcome),
  /** Id of whoever created the output. Absent where the provider doesn't say. */
  createdBy: nullish(Schema.String)
}) {}
