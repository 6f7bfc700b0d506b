/**
 * The command `watch`: a proxy in front of a gateway that shows and records its streams.
 *
 * @internal
 */
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { sanitize } from "../../capture/text.ts"
import { outputWidth } from "../columns.ts"
import { complain, systemCode } from "../complaint.ts"
import { ExitCode } from "../ExitCode.ts"
import { isPort, listen } from "../loopback.ts"
import * as PageServer from "../pageServer.ts"
import { makeStyle } from "../text.ts"
import { makeWatcher } from "./exchange.ts"
import { makeProxy } from "./proxy.ts"
import { makeQueue } from "./queue.ts"
import { makeRecorder } from "./recorder.ts"
import { makeStreams } from "./streams.ts"
import { parseUpstream } from "./upstream.ts"

// -----------------------------------------------------------------------------
// Command
// -----------------------------------------------------------------------------

const portFlag = (name: string) =>
  Flag.Int(name).pipe(
    Flag.filter(isPort, () => "a port from 0 to 65535"),
    Flag.withDefault(0)
  )

/** The command `watch`. */
export const watch = Command.make(
  "watch",
  {
    upstream: Flag.String("upstream").pipe(
      Flag.withMetavar("url"),
      Flag.withDescription(
        "Where requests are passed on to: what comes before /v1/responses, such as https://openrouter.ai/api"
      )
    ),
    port: portFlag("port").pipe(Flag.withDescription("The port of the proxy; 0: any free one")),
    pagePort: portFlag("page-port").pipe(Flag.withDescription("The port of the page; 0: any free one")),
    out: Flag.String("out").pipe(
      Flag.withMetavar("directory"),
      Flag.withDescription(
        "Record each stream there: its bytes (.sse), and a line for each event with its time (.jsonl)"
      ),
      Flag.optional
    ),
    redact: Flag.Boolean("redact").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Blank texts in what is recorded and shown, and keep their length")
    )
  },
  Effect.fnUntraced(function* ({ out, pagePort, port, redact, upstream: text }) {
    const parsed = parseUpstream(text)
    if (Result.isFailure(parsed)) {
      const error = new CliError.ValidationError({ message: parsed.failure })
      return yield* new CliError.ShowHelp({ commandPath: ["effect-responses-stream", "watch"], errors: [error] })
    }
    const upstream = parsed.success
    const run = Effect.runForkWith(yield* Effect.context())
    const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
    const style = makeStyle(canColor && process.stderr.isTTY)
    const directory = Option.getOrUndefined(out)
    if (directory !== undefined) yield* makeDirectory(directory)
    const recorder = directory === undefined ? undefined : makeRecorder(directory)
    const { flush, print } = makePrinter((text) => process.stderr.write(text))
    const queue = makeQueue(maxQueued)
    const streams = makeStreams({
      redacts: redact,
      recorder,
      lines: () => ({ style, width: outputWidth(process.stderr.columns, defaultWidth) }),
      print,
      complain: (message) => void run(complain(message))
    })
    const proxy = makeProxy({ upstream, onRequest: makeWatcher({ queue, streams }) })
    yield* Effect.addFinalizer((exit) =>
      Effect.promise(async () => {
        queue.drain()
        await streams.settle()
        await recorder?.flush()
        flush()
        // Being stopped is its regular end
        if (Exit.hasInterrupts(exit)) process.exitCode = 0
      })
    )
    const url = yield* listen(proxy.server, port).pipe(Effect.catchTag("ListenError", ({ message }) => giveUp(message)))
    // Finalizers run from the last to the first: it stops, lets go of the port, and writes what has come
    yield* Effect.addFinalizer(() => Effect.sync(() => proxy.stop("watching was stopped")))
    const page = yield* PageServer.serve({ port: pagePort, source: streams }).pipe(
      Effect.catchTags({
        ListenError: ({ message }) => giveUp(message),
        PageMissing: ({ message }) => giveUp(message)
      })
    )
    yield* Console.log(`proxy  ${url}\npage   ${page}\nSet the base URL of your app to ${url}/v1`)
    return yield* Effect.never
  }, Effect.scoped)
).pipe(
  Command.withDescription(
    "Pass requests on to a gateway, and watch the Responses streams that come back: validated, shown and recorded while " +
      "they come. Bytes are passed on as they are, in time.\n" +
      "  Prints the URLs of the proxy and of the page on standard output, and on standard error what comes. Keys and " +
      "cookies are never shown or recorded. Both URLs are on the loopback interface."
  ),
  Command.withShortDescription("Pass requests on to a gateway, and watch its streams"),
  Command.withExamples([
    {
      command: "npx effect-responses-stream watch \\\n    --upstream https://openrouter.ai/api --port 9000",
      description: "Set the base URL of an app to http://127.0.0.1:9000/v1, and watch"
    },
    {
      command: "npx effect-responses-stream watch \\\n    --upstream https://api.openai.com --out recordings --redact",
      description: "Record streams without their texts"
    }
  ])
)

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

const defaultWidth = 120

/** How many bytes may wait until they are looked at. */
const maxQueued = 256 * 1024 * 1024

/** How long lines are gathered, in milliseconds. A terminal takes its time for each write. */
const gatherTime = 30

const makePrinter = (write: (text: string) => void) => {
  let text = ""
  const flush = (): void => {
    if (text !== "") write(text)
    text = ""
  }
  const print = (line: string): void => {
    if (text === "") setTimeout(flush, gatherTime)
    text += `${line}\n`
  }
  return { flush, print }
}

/** Says why it can't watch. */
const giveUp = (message: string): Effect.Effect<never, ExitCode> =>
  Effect.andThen(complain(message), new ExitCode({ code: 2 }))

const makeDirectory = Effect.fnUntraced(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  yield* fs
    .makeDirectory(directory, { recursive: true, mode: 0o700 })
    .pipe(
      Effect.catchTag("PlatformError", (error) =>
        giveUp(
          `${sanitize(directory)}: ` +
            (systemCode(error) === "EEXIST"
              ? "is not a directory"
              : `can't be made (${systemCode(error) ?? error.reason._tag})`)
        )
      )
    )
})
