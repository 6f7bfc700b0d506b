/**
 * Prints help and usage errors: requested help to standard output, the rest to standard error.
 *
 * @internal
 */
import * as CliOutput from "effect/cli/CliOutput"
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { outputWidth } from "./columns.ts"
import { fill, widthOf } from "./text.ts"

/** Presents help, the version and usage errors. A usage error is a line and a hint, not the full help. */
export const presenter: CliOutput.Presenter = {
  present: Effect.fnUntraced(function* (event) {
    const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
    const formatter = CliOutput.defaultFormatter({ colors: canColor })
    if (event._tag === "Version") {
      yield* Console.log(`${event.name} ${event.version}`)
    } else if (event._tag === "Help") {
      const help = wrapHelp(
        formatter.formatHelpDoc(event.helpDoc),
        Math.min(maxWidth, outputWidth(process.stdout.columns, maxWidth))
      )
      yield* event.reason === "Requested" ? Console.log(help) : Console.error(help)
    } else {
      const messages = event.errors.map((error) => formatter.formatCliError(error))
      yield* Console.error(`${messages.join("\n")}\n\nSee ${event.commandPath.join(" ")} --help`)
    }
  })
}

const maxWidth = 80

/** A description with less room than this stands below its name. */
const minRoom = 24

/** Breaks the long lines of a help text, but not its examples. What follows is indented as the last column is. */
const wrapHelp = (help: string, width: number): string => {
  const lines = help.split("\n")
  const examples = lines.findIndex((line) => line.includes("EXAMPLES"))
  const end = examples === -1 ? lines.length : examples
  return [...lines.slice(0, end).flatMap(wrapLine(width)), ...lines.slice(end)].join("\n")
}

const wrapLine =
  (width: number) =>
  (line: string): ReadonlyArray<string> => {
    if (widthOf(line) <= width) return [line]
    const [, start = ""] = /^(\s*(?:\S.*\S\s{2,})?)\S/.exec(line) ?? []
    const indent = width - widthOf(start) < minRoom ? "      " : " ".repeat(widthOf(start))
    const lines = fill(line.slice(start.length).split(" "), width - indent.length)
    return indent.length < widthOf(start)
      ? [start.trimEnd(), ...lines.map((rest) => indent + rest)]
      : lines.map((rest, i) => (i === 0 ? start : indent) + rest)
  }
