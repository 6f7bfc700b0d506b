/**
 * The command `inspect`: what is in captures of Responses streams, and whether it is sound.
 *
 * @internal
 */
import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import { transduce } from "../../base/transduce.ts"
import { concat } from "../../sse/utf8.ts"
import * as AnswerText from "./answerText.ts"
import * as CaptureFiles from "../captureFiles.ts"
import { outputWidth } from "../columns.ts"
import { complain, reasonOf, systemCode } from "../complaint.ts"
import * as EventFilter from "./eventFilter.ts"
import { ExitCode } from "../ExitCode.ts"
import { follow } from "./followFile.ts"
import { mistakeOf } from "./options.ts"
import type { Options } from "./options.ts"
import * as InspectBytes from "../../capture/inspectBytes.ts"
import type { Observer } from "../../capture/inspectBytes.ts"
import * as Inspection from "../../capture/inspection.ts"
import { makeLiveLine } from "./liveLine.ts"
import * as pretty from "./pretty.ts"
import * as ProgressLine from "./progressLine.ts"
import { redactFile } from "./redactFile.ts"
import { withTimes } from "../recordedTimes.ts"
import { sanitize } from "../../capture/text.ts"
import { makeStyle } from "../text.ts"
import { failure } from "../unpack.ts"

// -----------------------------------------------------------------------------
// Command
// -----------------------------------------------------------------------------

/** The command `inspect`. */
export const inspect = Command.make(
  "inspect",
  {
    files: Argument.String("FILE").pipe(
      Argument.withDescription(
        "Server-sent events (.sse), one JSON object a line (.jsonl) or a JSON array of them, also compressed (.gz), " +
          "and directories of such files; - or nothing: standard input"
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
    ),
    types: Flag.String("type").pipe(
      Flag.withMetavar("type"),
      Flag.withDescription("Show only events of this type; * stands for any characters. May be given more than once"),
      Flag.atLeast(0)
    ),
    items: Flag.String("item").pipe(
      Flag.withMetavar("item"),
      Flag.withDescription("Show only events of this output item: its index or its id. May be given more than once"),
      Flag.atLeast(0)
    ),
    timing: Flag.Boolean("timing").pipe(
      Flag.withDescription("Show when events came, if the recording has times, as those of watch have"),
      Flag.withDefault(false)
    ),
    text: Flag.Boolean("text").pipe(
      Flag.withDescription("Print only the text of the answer. What is wrong goes to standard error"),
      Flag.withDefault(false)
    ),
    follow: Flag.Boolean("follow").pipe(
      Flag.withDescription("Go on reading a file that grows, until its stream ends or Ctrl-C is pressed"),
      Flag.withDefault(false)
    ),
    redact: Flag.Boolean("redact").pipe(
      Flag.withDescription("Write the capture with x for each character that users or models wrote, in its own format"),
      Flag.withDefault(false)
    ),
    output: Flag.String("output").pipe(
      Flag.withAlias("o"),
      Flag.withMetavar("file"),
      Flag.withDescription("Where --redact writes to; - for standard output"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ files, output, ...options }) {
    const mistake = mistakeOf(options, files, Option.isSome(output))
    if (mistake !== undefined) {
      const error = new CliError.ValidationError({ message: mistake })
      return yield* new CliError.ShowHelp({ commandPath: ["effect-responses-stream", "inspect"], errors: [error] })
    }
    const captures = yield* CaptureFiles.find(yield* CaptureFiles.pathsOf("inspect", files))
    const code =
      options.follow && captures[0]?.path !== files[0]
        ? yield* refuse("--follow takes one file, not a directory")
        : yield* start(captures, options, Option.getOrUndefined(output))
    return yield* code === 0 ? Effect.void : new ExitCode({ code })
  })
).pipe(
  Command.withDescription(
    "Inspect captures of Responses streams: validate every event, check the protocol, tell how the stream ended.\n" +
      "  Exits with 0 if nothing is invalid and no stream is cut (a half event at its end is a cut), with 1 otherwise, " +
      "with 2 for wrong usage or a file that can't be read."
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
  readonly options: Options
  readonly pretty: pretty.PrettyOptions
  readonly isTerminal: boolean
  /** Ends a file that is followed. */
  readonly signal: AbortSignal | undefined
  readonly several: boolean
  /** Whether the line of a run of pieces grows on the screen while it comes. */
  readonly live: boolean
  readonly writeProgress: (text: string) => Effect.Effect<void>
  readonly now: () => number
}

const defaultWidth = 120

const refuse = (message: string): Effect.Effect<2> => Effect.as(complain(message), 2 as const)

/** Does what the flags ask for, and gives the exit code. */
const start = Effect.fnUntraced(function* (
  captures: ReadonlyArray<CaptureFiles.CaptureFile>,
  options: Options,
  output: string | undefined
) {
  const [first] = captures
  if (first === undefined) return yield* refuse("there is no capture in the directory")
  const isOne = captures.length === 1
  if (output !== undefined) {
    return yield* isOne ? redactFile(first, output) : refuse("--redact takes one capture")
  }
  if (!options.follow) return yield* run(captures, options)
  return yield* isOne && !/\.gz$/i.test(first.path)
    ? runFollowing(captures, options)
    : refuse("--follow takes one file that isn't compressed")
})

/** Follows a file. Being stopped is a regular end, with a summary. */
const runFollowing = (files: ReadonlyArray<CaptureFiles.CaptureFile>, options: Options) =>
  Effect.uninterruptible(
    Effect.gen(function* () {
      const stop = new AbortController()
      const onSignal = (): void => stop.abort()
      process.once("SIGINT", onSignal)
      process.once("SIGTERM", onSignal)
      const code = yield* run(files, options, stop.signal)
      process.exitCode = code
      return code
    })
  )

const run = Effect.fnUntraced(function* (
  files: ReadonlyArray<CaptureFiles.CaptureFile>,
  options: Options,
  signal?: AbortSignal
) {
  const { format, text, timing } = options
  const stdio = yield* Stdio.Stdio
  const terminal = yield* Terminal.Terminal
  const clock = yield* Clock.Clock
  const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
  const isTerminal = yield* stdio.stdoutIsTerminal
  const columns = yield* terminal.columns
  const width = outputWidth(columns, defaultWidth)
  // A line that the terminal breaks can't be rewritten
  const live = format === "pretty" && !text && isTerminal && width <= columns
  const outcomes: Array<pretty.Outcome> = []
  const environment: Environment = {
    options,
    pretty: { style: makeStyle(canColor && isTerminal), width, timing },
    isTerminal,
    signal,
    several: files.length > 1,
    live,
    // The events on the screen show well enough how far it is
    writeProgress: format === "pretty" && isTerminal ? () => Effect.void : yield* ProgressLine.writer,
    now: () => clock.currentTimeMillisUnsafe()
  }
  const end = Stream.suspend(() =>
    environment.several && format === "pretty" && !text
      ? Stream.succeed(pretty.overview(outcomes, environment.pretty))
      : Stream.empty
  )
  return yield* Stream.fromIterable(files).pipe(
    Stream.mapEffect((file) => (timing && signal === undefined ? withTimes(file) : Effect.succeed(file))),
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

/** What is made of one input. */
interface View extends Observer {
  /** Hands over the text since the last call. */
  readonly take: () => string
  /** The line that isn't whole yet. */
  readonly unfinished: () => string
  /** What to say on standard error at the end. */
  readonly complaints: (report: Inspection.InputReport) => ReadonlyArray<string>
}

/** The lines say what is wrong. */
const none = (): ReadonlyArray<string> => []

const makeView = ({ isTerminal, options, pretty: prettyOptions }: Environment): View => {
  const { format, items, text, timing, types } = options
  if (text) {
    const answer = AnswerText.make(isTerminal)
    return {
      onEvent: answer.onEvent,
      onComment: () => {},
      onEnd: answer.end,
      take: answer.take,
      unfinished: () => "",
      complaints: AnswerText.complaints
    }
  }
  if (format === "json") {
    let out = ""
    return {
      onEvent: () => {},
      onComment: () => {},
      onEnd: (report) => {
        out = `${Inspection.toJson(report, timing)}\n`
      },
      take: () => {
        const taken = out
        out = ""
        return taken
      },
      unfinished: () => "",
      complaints: none
    }
  }
  const filter = types.length + items.length > 0 ? EventFilter.make({ types, items }) : undefined
  return { ...pretty.make({ ...prettyOptions, filter }), complaints: none }
}

const inspectFile = (
  capture: CaptureFiles.CaptureFile,
  outcomes: Array<pretty.Outcome>,
  environment: Environment
): Stream.Stream<string> => {
  const { format, strict, text } = environment.options
  const file = capture.path
  let pieces = 0
  let at: number | undefined
  const start = () => {
    const view = makeView(environment)
    const tolerance = strict ? "strict" : "recorded"
    return { view, inspection: InspectBytes.make(file, { observer: view, tolerance, at: () => at }) }
  }
  let { inspection, view } = start()
  const bytes: Stream.Stream<Uint8Array | "replaced", PlatformError> =
    environment.signal === undefined
      ? environment.live && capture.times === undefined
        ? inFrames(capture.bytes)
        : capture.bytes
      : Stream.fromAsyncIterable(
          follow(file, { signal: environment.signal, isComplete: () => inspection.isComplete() }),
          failure
        )
  return transduce<Uint8Array | "replaced", PlatformError, never, string, never>(bytes, ({ close, emit }) => {
    const line = ProgressLine.make(environment.writeProgress, environment.now)
    const live = makeLiveLine()
    let out = ""
    let bytesRead = 0
    let finished = false
    let readError: string | undefined
    let messages: Array<string> = []

    const say = (message: string): void => void messages.push(`${sanitize(file)}: ${message}`)

    const begin = (): void => {
      if (environment.several && format === "pretty" && !text) {
        out += pretty.heading(file, outcomes.length === 0, environment.pretty)
      }
    }

    const finish = (): void => {
      finished = true
      if (readError !== undefined) say(readError)
      if (readError !== undefined && bytesRead === 0) {
        outcomes.push({ file, report: undefined, readError })
        return
      }
      if (bytesRead === 0) begin()
      const report = inspection.finish()
      outcomes.push({ file, report, readError })
      for (const complaint of view.complaints(report)) say(complaint)
    }

    const flush = (): void => {
      const lines = out + view.take()
      out = ""
      const text = live(lines, environment.live ? view.unfinished() : "")
      if (text !== "") emit(text)
    }

    return {
      push: (input) => {
        if (input === "replaced") {
          say("is another file now, or was made shorter. It is read again")
          flush()
          ;({ inspection, view } = start())
          return
        }
        if (bytesRead === 0 && input.length > 0) begin()
        bytesRead += input.length
        at = capture.times?.[pieces++]
        // The last of the times is that of the end
        if (inspection.push(input) && capture.times === undefined) {
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
        const update = finished ? line.erase() : line.update(bytesRead, inspection.events())
        if (messages.length === 0) return update
        const said = Effect.forEach(messages, complain, { discard: true })
        messages = []
        return update === undefined ? said : Effect.andThen(update, said)
      }
    }
  })
}
