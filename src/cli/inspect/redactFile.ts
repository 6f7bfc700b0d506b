/**
 * Writes a capture without its payload.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { transduce } from "../../base/transduce.ts"
import { makeCaptureRedactor } from "../../capture/redact.ts"
import { sanitize } from "../../capture/text.ts"
import type { CaptureFile } from "../captureFiles.ts"
import { complain, reasonOf, systemCode } from "../complaint.ts"

/** Writes the blank capture to a file, or to standard output for `-`. Gives the exit code. */
export const redactFile = Effect.fnUntraced(function* (capture: CaptureFile, output: string) {
  const fs = yield* FileSystem.FileSystem
  const stdio = yield* Stdio.Stdio
  if (yield* isSameFile(fs, capture.path, output)) {
    return yield* fail(`${sanitize(output)}: is what is read. Give -o another file`)
  }
  let readError: PlatformError | undefined
  const readable = capture.bytes.pipe(
    Stream.catch((error) => {
      readError = error
      return Stream.empty
    })
  )
  const blank = transduce<Uint8Array, never, never, Uint8Array, never>(readable, ({ emit }) => {
    const redactor = makeCaptureRedactor(capture.path)
    return { push: (bytes) => emit(redactor.push(bytes)), end: () => emit(redactor.end()) }
  })
  const canRead =
    capture.path === "-"
      ? undefined
      : yield* Effect.flip(fs.access(capture.path, { readable: true })).pipe(Effect.orElseSucceed(() => undefined))
  if (canRead !== undefined) return yield* fail(`${sanitize(capture.path)}: ${reasonOf(canRead)}`)
  const written = yield* Effect.result(Stream.run(blank, output === "-" ? stdio.stdout() : fs.sink(output)))
  if (written._tag === "Failure") {
    return yield* systemCode(written.failure) === "EPIPE"
      ? Effect.succeed(0 as const)
      : fail(`${sanitize(output)}: can't be written (${systemCode(written.failure) ?? written.failure.reason._tag})`)
  }
  if (readError !== undefined) return yield* fail(`${sanitize(capture.path)}: ${reasonOf(readError)}`)
  return 0 as const
})

const fail = (message: string): Effect.Effect<2> => Effect.as(complain(message), 2 as const)

const isSameFile = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, input: string, output: string) {
  if (input === "-" || output === "-") return false
  const stats = yield* Effect.forEach([input, output], (path) => Effect.option(fs.stat(path)))
  const [read, written] = stats.map(Option.getOrUndefined)
  if (read === undefined || written === undefined) return false
  return read.dev === written.dev && Option.getOrUndefined(read.ino) === Option.getOrUndefined(written.ino)
})
