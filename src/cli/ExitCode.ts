/**
 * How a command ends the process with a code of its own.
 *
 * @internal
 */
import * as Data from "effect/Data"
import * as Runtime from "effect/Runtime"

/** Ends the process with `code`. The runtime reports nothing: the command has printed its messages before. */
export class ExitCode extends Data.TaggedError("ExitCode")<{
  /** 1: what was inspected is not sound; 2: the command was used wrongly, or a file can't be read. */
  readonly code: 1 | 2
}> {
  override readonly [Runtime.errorExitCode] = this.code
  override readonly [Runtime.errorReported] = false
}
