/**
 * The command `replay`: a mock of the gateway that answers with captures.
 *
 * @internal
 */
import * as Arr from "effect/Array"
import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { complain, reasonOf } from "../complaint.ts"
import { ExitCode } from "../ExitCode.ts"
import { describeInput } from "../../capture/inputKind.ts"
import { isPort } from "../loopback.ts"
import * as Capture from "./capture.ts"
import { readTimes, sayUnused } from "../recordedTimes.ts"
import * as Server from "./server.ts"
import { sanitize } from "../../capture/text.ts"
import { unpack } from "../unpack.ts"

// -----------------------------------------------------------------------------
// Command
// -----------------------------------------------------------------------------

const atLeast =
  (minimum: number) =>
  (flag: Flag.Flag<number>): Flag.Flag<Option.Option<number>> =>
    flag.pipe(
      Flag.filter(
        (value) => value >= minimum,
        () => `an integer of at least ${minimum}`
      ),
      Flag.optional
    )

const speedOf = (text: string): Option.Option<number> => {
  const speed = text === "max" ? Infinity : text.trim() === "" ? 0 : Number(text)
  return speed > 0 ? Option.some(speed) : Option.none()
}

/** The command `replay`. */
export const replay = Command.make(
  "replay",
  {
    files: Argument.String("FILE").pipe(
      Argument.withDescription(
        "Server-sent events (.sse), one JSON object a line (.jsonl, with times or without) or a JSON array of them, or " +
          "a JSON error, also compressed (.gz); - for standard input. Several are served in turn, one a request. An .sse " +
          "file takes its times from the .jsonl file of the same name"
      ),
      Argument.atLeast(1)
    ),
    port: Flag.Int("port").pipe(
      Flag.filter(isPort, () => "a port from 0 to 65535"),
      Flag.withDescription("The port to listen on; 0: any free one"),
      Flag.withDefault(0)
    ),
    speed: Flag.String("speed").pipe(
      Flag.filterMap(speedOf, () => "a number above 0, or max"),
      Flag.withMetavar("factor"),
      Flag.withDescription(
        "1: at the pace of the recording if it has times, else as a model answers (0.5 s to the first event, 50 " +
          "deltas a second, 2 s a preview of an image); 10: ten times as fast; max: without waiting"
      ),
      Flag.withDefault(1)
    ),
    cut: Flag.Int("cut").pipe(
      Flag.withMetavar("bytes"),
      Flag.withDescription("Send pieces of so many bytes, across lines, characters and events"),
      atLeast(1)
    ),
    dropAfter: Flag.Int("drop-after").pipe(
      Flag.withMetavar("events"),
      Flag.withDescription("Break the connection after so many events, in the middle of the next"),
      atLeast(0)
    ),
    resumable: Flag.Boolean("resumable").pipe(
      Flag.withDefault(false),
      Flag.withDescription(
        "Keep responses, and serve GET …/{id}?starting_after=n too. Connections break at random bytes, or as " +
          "--drop-after says, until nothing is left"
      )
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withMetavar("number"),
      Flag.withDescription("Break connections in the same places again; without it, the seed is printed"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ cut, dropAfter, files, port, resumable, seed: given, speed }) {
    if (files.indexOf("-") !== files.lastIndexOf("-")) return yield* giveUp("standard input (-) can be read only once")
    if (Option.isSome(given) && !resumable) {
      const error = new CliError.ValidationError({ message: "--seed is for --resumable" })
      return yield* new CliError.ShowHelp({ commandPath: ["effect-responses-stream", "replay"], errors: [error] })
    }
    const recordings = yield* Effect.forEach(files, readCapture)
    if (!Arr.isReadonlyArrayNonEmpty(recordings)) return undefined
    const seed = Option.isSome(given) ? given.value : yield* Random.nextIntBetween(0, 1e6)
    if (resumable && Option.isNone(given)) yield* complain(`--seed ${seed}`)
    const url = yield* Server.serve({
      recordings,
      port,
      speed,
      cut: Option.getOrUndefined(cut),
      dropAfter: Option.getOrUndefined(dropAfter),
      resumable: resumable ? { seed } : undefined,
      log: complain
    }).pipe(Effect.catchTag("ListenError", ({ message }) => giveUp(message)))
    yield* Console.log(url)
    return yield* Effect.never
  }, Effect.scoped)
).pipe(
  Command.withDescription(
    "Serve captures of Responses streams as POST /api/v1/responses, on the loopback interface, until it is stopped.\n" +
      "  Prints the URL on standard output, and on standard error what came of each request."
  ),
  Command.withShortDescription("Serve captures as a mock of the gateway"),
  Command.withExamples([
    { command: "npx effect-responses-stream replay capture.sse --port 9000", description: "Answer with a recording" },
    {
      command: "npx effect-responses-stream replay capture.sse --speed max --cut 7",
      description: "Answer at once, in pieces of 7 bytes"
    },
    {
      command: "npx effect-responses-stream replay capture.sse --drop-after 20",
      description: "Break off, as a connection does"
    },
    {
      command: "npx effect-responses-stream replay capture.sse --resumable --seed 1",
      description: "Break off at random, and let clients resume"
    },
    {
      command:
        `echo '{"error":{"code":429,"message":"Slow down"}}' |\n` +
        "    npx effect-responses-stream replay - capture.sse",
      description: "Refuse every other request"
    }
  ])
)

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** Says why nothing can be served. */
const giveUp = (message: string): Effect.Effect<never, ExitCode> =>
  Effect.andThen(complain(message), new ExitCode({ code: 2 }))

const readCapture = Effect.fnUntraced(function* (file: string) {
  const bytes = yield* readBytes(file).pipe(
    Effect.catchTag("PlatformError", (error) => giveUp(`${sanitize(file)}: ${reasonOf(error)}`))
  )
  const times = yield* readTimes(file)
  const capture = Capture.make(file, bytes, times)
  if (times !== undefined && Result.isSuccess(capture) && capture.success._tag === "EventStream") {
    if (!capture.success.hasTimes) yield* sayUnused(file)
  }
  return Result.isSuccess(capture)
    ? { file, capture: capture.success }
    : yield* giveUp(
        `${sanitize(file)}: neither a capture nor a JSON error. ${describeInput(capture.failure.payload()) ?? ""}`.trim()
      )
})

const readBytes = Effect.fnUntraced(function* (file: string) {
  const stdio = yield* Stdio.Stdio
  const fs = yield* FileSystem.FileSystem
  return Buffer.concat(yield* Stream.runCollect(unpack(file === "-" ? stdio.stdin : fs.stream(file))))
})
