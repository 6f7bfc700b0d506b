/**
 * Prints help and usage errors: requested help to standard output, the rest to standard error.
 *
 * @internal
 */
import * as CliOutput from "effect/cli/CliOutput"
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"

/** Presents help, the version and usage errors. A usage error is a line and a hint, not the full help. */
export const presenter: CliOutput.Presenter = {
  present: Effect.fnUntraced(function* (event) {
    const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
    const formatter = CliOutput.defaultFormatter({ colors: canColor })
    if (event._tag === "Version") {
      yield* Console.log(`${event.name} ${event.version}`)
    } else if (event._tag === "Help") {
      const help = formatter.formatHelpDoc(event.helpDoc)
      yield* event.reason === "Requested" ? Console.log(help) : Console.error(help)
    } else {
      const messages = event.errors.map((error) => formatter.formatCliError(error))
      yield* Console.error(`${messages.join("\n")}\n\nSee ${event.commandPath.join(" ")} --help`)
    }
  })
}
