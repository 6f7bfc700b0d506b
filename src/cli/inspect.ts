/**
 * The command `inspect`: what is in captures of Responses streams, and whether it is sound.
 *
 * @internal
 */
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { systemError } from "effect/PlatformError"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import { createReadStream } from "node:fs"
import { transduce } from "../base/transduce.ts"
import { concat } from "../sse/utf8.ts"
import type { Tolerance } from "../wire/Tolerance.ts"
import { outputWidth } from "./columns.ts"
import { complain, reasonOf, systemCode } from "./complaint.ts"
import { ExitCode } from "./ExitCode.ts"
import * as InspectBytes from "../capture/inspectBytes.ts"
import * as Inspection from "../capture/inspection.ts"
import { makeLiveLine } from "./liveLine.ts"
import * as pretty from "./pretty.ts"
import * as ProgressLine from "./progressLine.ts"
import { sanitize } from "../capture/text.ts"
import { makeStyle } from "./text.ts"

// -----------------------------------------------------------------------------
// Command
// -----------------------------------------------------------------------------

const commandPath = ["effect-responses-stream", "inspect"] as const

/** The command `inspect`. */
export const inspect = Command.make(
  "inspect",
  {
    files: Argument.String("FILE").pipe(
      Argument.withDescription(
        "Server-sent events (.sse), one JSON object a line (.jsonl) or a JSON array of them; " +
          "- or nothing: standard input"
      ),
      Argument.variadic()
    ),
    format: Flag.Literals("format", ["pretty", "json"]).pipe(
      Flag.withDescription("pretty: a line an event and a summary; json: one object a file, without payload"),
      Flag.withDefault("pretty")
    ),
    strict: Flag.Boolean("strict").pipe(
      Flag.withDescription("Take no event that needs a repair"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ files, format, strict }) {
    const stdio = yield* Stdio.Stdio
    const inputs = files.length > 0 ? files : ["-"]
    if (files.length === 0 && (yield* stdio.stdinIsTerminal)) {
      return yield* new CliError.ShowHelp({ commandPath, errors: [] })
    }
    if (inputs.indexOf("-") !== inputs.lastIndexOf("-")) {
      return yield* new CliError.ShowHelp({
        commandPath,
        errors: [new CliError.ValidationError({ message: "Standard input (-) can be read only once" })]
      })
    }
    const code = yield* run(inputs, format, strict ? "strict" : "recorded")
    return yield* code === 0 ? Effect.void : new ExitCode({ code })
  })
).pipe(
  Command.withDescription(
    "Inspect captures of Responses streams: validate every event, check the protocol, tell how the stream ended.\n" +
      "  Exits with 0 if nothing is invalid and no stream is cut, with 1 otherwise, with 2 for wrong usage or a file " +
      "that can't be read."
  ),
  Command.withShortDescription("Inspect captures of Responses streams"),
  Command.withExamples([
    {
      command:
        "curl -N https://openrouter.ai/api/v1/responses \\\n" +
        '    -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\\n' +
        '    -d \'{"model":"openai/gpt-5","input":"Hello","stream":true}\' |\n' +
        "    npx effect-responses-stream inspect",
      description: "Inspect a stream while it comes"
    },
    {
      command: "npx effect-responses-stream inspect capture.sse other.jsonl",
      description: "Inspect recordings"
    },
    {
      command: "npx effect-responses-stream inspect --format json captures/* |\n    jq 'select(.invalid > 0) | .file'",
      description: "List the recordings with invalid events"
    }
  ])
)

// -----------------------------------------------------------------------------
// Running
// -----------------------------------------------------------------------------

/** What the inspection of every input shares. */
interface Environment {
  readonly bytes: (file: string) => Stream.Stream<Uint8Array, PlatformError>
  readonly format: "pretty" | "json"
  readonly tolerance: Tolerance
  readonly pretty: pretty.PrettyOptions
  readonly several: boolean
  /** Whether the line of a run of pieces grows on the screen while it comes. */
  readonly live: boolean
  readonly writeProgress: (text: string) => Effect.Effect<void>
  readonly now: () => number
}

const defaultWidth = 120

const run = Effect.fnUntraced(function* (
  files: ReadonlyArray<string>,
  format: "pretty" | "json",
  tolerance: Tolerance
) {
  const stdio = yield* Stdio.Stdio
  const fs = yield* FileSystem.FileSystem
  const terminal = yield* Terminal.Terminal
  const clock = yield* Clock.Clock
  const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
  const isTerminal = yield* stdio.stdoutIsTerminal
  const columns = yield* terminal.columns
  const width = outputWidth(columns, defaultWidth)
  // A line that the terminal breaks can't be rewritten
  const live = format === "pretty" && isTerminal && width <= columns
  const outcomes: Array<pretty.Outcome> = []
  const environment: Environment = {
    bytes: (file) => {
      const bytes = file === "-" ? stdio.stdin : readFile(fs, file)
      return live ? inFrames(bytes) : bytes
    },
    format,
    tolerance,
    pretty: { style: makeStyle(canColor && isTerminal), width },
    several: files.length > 1,
    live,
    // The events on the screen show well enough how far it is
    writeProgress: format === "pretty" && isTerminal ? () => Effect.void : yield* ProgressLine.writer,
    now: () => clock.currentTimeMillisUnsafe()
  }
  const end = Stream.suspend(() =>
    environment.several && format === "pretty"
      ? Stream.succeed(pretty.overview(outcomes, environment.pretty))
      : Stream.empty
  )
  return yield* Stream.fromIterable(files).pipe(
    Stream.flatMap((file) => inspectFile(file, outcomes, environment)),
    Stream.concat(end),
    Stream.run(stdio.stdout()),
    Effect.map((): 0 | 1 | 2 =>
      outcomes.some(({ readError }) => readError !== undefined)
        ? 2
        : outcomes.every(({ report }) => report !== undefined && Inspection.isSound(report))
          ? 0
          : 1
    ),
    Effect.catch((error) =>
      // Whoever reads has seen enough, as `head` does
      systemCode(error) === "EPIPE"
        ? Effect.succeed(0 as const)
        : Effect.as(
            complain(`standard output can't be written (${systemCode(error) ?? error.reason._tag})`),
            2 as const
          )
    )
  )
})

/** The bytes of a file. What is no file on a disk (a pipe, /dev/stdin) can only be read in order. */
const readFile = (fs: FileSystem.FileSystem, file: string): Stream.Stream<Uint8Array, PlatformError> =>
  Stream.unwrap(
    Effect.map(fs.stat(file), ({ type }) =>
      type === "File" || type === "Directory"
        ? fs.stream(file)
        : NodeStream.fromReadable<Uint8Array, PlatformError>({
            evaluate: () => createReadStream(file),
            onError: (cause) => systemError({ _tag: "Unknown", module: "FileSystem", method: "stream", cause })
          })
    )
  )

/** How long a screen shows the same, and how many pieces are joined at most. */
const frame = "50 millis"
const maxPieces = 16

/** Joins what comes within the time of a frame, so that the screen isn't rewritten for each piece. */
const inFrames = (bytes: Stream.Stream<Uint8Array, PlatformError>): Stream.Stream<Uint8Array, PlatformError> =>
  Stream.suspend(() => {
    // A failure would overtake what is being joined
    let failure: Stream.Stream<never, PlatformError> = Stream.empty
    return bytes.pipe(
      Stream.catch((error) => {
        failure = Stream.fail(error)
        return Stream.empty
      }),
      Stream.groupedWithin(maxPieces, frame),
      Stream.map((pieces) => pieces.reduce(concat)),
      Stream.concat(Stream.suspend(() => failure))
    )
  })

const inspectFile = (
  file: string,
  outcomes: Array<pretty.Outcome>,
  environment: Environment
): Stream.Stream<string> => {
  return transduce<Uint8Array, PlatformError, never, string, never>(environment.bytes(file), ({ close, emit }) => {
    const renderer = environment.format === "pretty" ? pretty.make(environment.pretty) : undefined
    const inspection = InspectBytes.make(file, { observer: renderer, tolerance: environment.tolerance })
    const line = ProgressLine.make(environment.writeProgress, environment.now)
    const live = makeLiveLine()
    let out = ""
    let bytesRead = 0
    let finished = false
    let readError: string | undefined

    const begin = (): void => {
      if (environment.several && renderer !== undefined) {
        out += pretty.heading(file, outcomes.length === 0, environment.pretty)
      }
    }

    const finish = (): void => {
      finished = true
      if (readError !== undefined && bytesRead === 0) {
        outcomes.push({ file, report: undefined, readError })
        return
      }
      if (bytesRead === 0) begin()
      const report = inspection.finish()
      outcomes.push({ file, report, readError })
      if (renderer === undefined) out += Inspection.toJson(report) + "\n"
    }

    const flush = (): void => {
      const lines = out + (renderer?.take() ?? "")
      out = ""
      const text = live(lines, environment.live ? (renderer?.unfinished() ?? "") : "")
      if (text !== "") emit(text)
    }

    return {
      push: (input) => {
        if (bytesRead === 0 && input.length > 0) begin()
        bytesRead += input.length
        if (inspection.push(input)) {
          finish()
          close()
        }
        flush()
      },
      end: () => {
        finish()
        flush()
      },
      onError: (error) => {
        readError = reasonOf(error)
        finish()
        flush()
      },
      notice: () => {
        if (!finished) return line.update(bytesRead, inspection.events())
        const erase = line.erase()
        if (readError === undefined) return erase
        const message = complain(`${sanitize(file)}: ${readError}`)
        return erase === undefined ? message : Effect.andThen(erase, message)
      }
    }
  })
}
