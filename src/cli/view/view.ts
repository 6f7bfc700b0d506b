/**
 * The command `view`: looks at captures in a browser.
 *
 * @internal
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { transduce } from "../../base/transduce.ts"
import { makeCaptureRedactor } from "../../capture/redact.ts"
import { sanitize } from "../../capture/text.ts"
import * as CaptureFiles from "../captureFiles.ts"
import { complain, reasonOf } from "../complaint.ts"
import { ExitCode } from "../ExitCode.ts"
import { isPort } from "../loopback.ts"
import * as PageServer from "../pageServer.ts"
import * as ViewHtml from "./html.ts"
import * as ViewSource from "./source.ts"

// -----------------------------------------------------------------------------
// Command
// -----------------------------------------------------------------------------

/** The command `view`. */
export const view = Command.make(
  "view",
  {
    files: Argument.String("FILE").pipe(
      Argument.withDescription(
        "Captures as inspect reads them, and directories of them; - or nothing: standard input, shown while it comes"
      ),
      Argument.variadic()
    ),
    port: Flag.Int("port").pipe(
      Flag.filter(isPort, () => "a port from 0 to 65535"),
      Flag.withDescription("The port to listen on; 0: any free one"),
      Flag.withDefault(0)
    ),
    html: Flag.String("html").pipe(
      Flag.withMetavar("out.html"),
      Flag.withDescription(
        "Write the page with the captures in it, and end; - for standard output. It replaces a page that was written " +
          "before, and no other file"
      ),
      Flag.optional
    ),
    redact: Flag.Boolean("redact").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Show every character of the payload as x: the lengths stay, the words don't")
    )
  },
  Effect.fnUntraced(function* ({ files, html, port, redact }) {
    const found = yield* CaptureFiles.find(yield* CaptureFiles.pathsOf("view", files))
    const inputs = redact ? found.map(blank) : found
    if (inputs.length === 0) return yield* giveUp("the directories have no captures")
    return yield* Option.isSome(html) ? write(html.value, inputs) : serve(port, inputs)
  })
).pipe(
  Command.withDescription(
    "Look at captures of Responses streams in a browser: events, text, calls, images, rules that are broken.\n" +
      "  Prints the URL of a page on the loopback interface, and serves it until it is stopped. With --html it writes " +
      "the page to a file, which needs no server."
  ),
  Command.withShortDescription("Look at captures in a browser"),
  Command.withExamples([
    { command: "npx effect-responses-stream view capture.sse other.jsonl", description: "Look at recordings" },
    {
      command: "curl -N … | npx effect-responses-stream view -",
      description: "Look at a stream while it comes"
    },
    {
      command: "npx effect-responses-stream view --html report.html --redact capture.sse",
      description: "Write a page to attach to a bug report, without what was said"
    }
  ])
)

// -----------------------------------------------------------------------------
// Serving and writing
// -----------------------------------------------------------------------------

const serve = Effect.fnUntraced(function* (port: number, inputs: ReadonlyArray<CaptureFiles.CaptureFile>) {
  const readable = yield* Effect.forEach(inputs, isReadable)
  if (!readable.every(Boolean)) return yield* new ExitCode({ code: 2 })
  const source = yield* ViewSource.make(inputs)
  const url = yield* PageServer.serve({ port, source }).pipe(Effect.catch(({ message }) => giveUp(message)))
  yield* Console.log(url)
  return yield* Effect.never
}, Effect.scoped)

/** A capture without its payload. */
const blank = (file: CaptureFiles.CaptureFile): CaptureFiles.CaptureFile => ({
  ...file,
  bytes: transduce<Uint8Array, PlatformError, never, Uint8Array, never>(file.bytes, ({ emit }) => {
    const redactor = makeCaptureRedactor(file.path)
    return { push: (bytes) => emit(redactor.push(bytes)), end: () => emit(redactor.end()) }
  })
})

/** Whether a capture can be read. Says why not. What can be read only once is not read here. */
const isReadable = ({ bytes, isFile, path }: CaptureFiles.CaptureFile): Effect.Effect<boolean> =>
  (isFile ? bytes : Stream.empty).pipe(
    Stream.take(1),
    Stream.runDrain,
    Effect.as(true),
    Effect.catch((error) => Effect.as(complain(`${sanitize(path)}: ${reasonOf(error)}`), false))
  )

const write = Effect.fnUntraced(function* (file: string, inputs: ReadonlyArray<CaptureFiles.CaptureFile>) {
  const stdio = yield* Stdio.Stdio
  const fs = yield* FileSystem.FileSystem
  if (file !== "-" && !(yield* mayReplace(fs, file).pipe(Effect.catch(giveUpOn(file))))) {
    return yield* giveUp(`${sanitize(file)}: is there, and is no page that view has written`)
  }
  const page = yield* PageServer.page.pipe(Effect.catch(({ message }) => giveUp(message)))
  const recordings = yield* Effect.forEach(inputs, ({ bytes, name, path }) =>
    Stream.runCollect(bytes).pipe(
      Effect.map((pieces) => ({ name, bytes: Buffer.concat(pieces) })),
      Effect.catch(giveUpOn(path))
    )
  )
  const html = ViewHtml.embed(page, recordings)
  const writing = file === "-" ? Stream.run(Stream.succeed(html), stdio.stdout()) : fs.writeFileString(file, html)
  return yield* writing.pipe(Effect.catch(giveUpOn(file)))
})

/** Whether there is no such file, or only a page that was written before. */
const mayReplace = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, file: string) {
  if (!(yield* fs.exists(file))) return true
  const pieces = yield* Stream.runCollect(fs.stream(file, { bytesToRead: ViewHtml.pageHead }))
  return ViewHtml.isPage(Buffer.concat(pieces).toString())
})

/** Says why nothing can be shown. */
const giveUp = (message: string): Effect.Effect<never, ExitCode> =>
  Effect.andThen(complain(message), new ExitCode({ code: 2 }))

const giveUpOn =
  (path: string) =>
  (error: PlatformError): Effect.Effect<never, ExitCode> =>
    giveUp(`${sanitize(path)}: ${reasonOf(error)}`)
