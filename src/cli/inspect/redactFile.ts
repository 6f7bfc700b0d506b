/**
 * Writes a capture without its payload.
 *
 * @internal
 */
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { createGzip } from "node:zlib"
import { transduce } from "../../base/transduce.ts"
import { makeCaptureRedactor } from "../../capture/redact.ts"
import { sanitize } from "../../capture/text.ts"
import type { CaptureFile } from "../captureFiles.ts"
import { complain, reasonOf, systemCode } from "../complaint.ts"
import { failure } from "../unpack.ts"

/** Writes the blank capture to a new file, or to standard output for `-`. Gives the exit code. */
export const redactFile = Effect.fnUntraced(function* (capture: CaptureFile, output: string) {
  const fs = yield* FileSystem.FileSystem
  const stdio = yield* Stdio.Stdio
  let readError: PlatformError | undefined
  const readable = capture.bytes.pipe(
    Stream.catch((error) => {
      readError = error
      return Stream.empty
    })
  )
  const redactor = makeCaptureRedactor(capture.path)
  const blank = transduce<Uint8Array, never, never, Uint8Array, never>(readable, ({ emit }) => {
    return { push: (bytes) => emit(redactor.push(bytes)), end: () => emit(redactor.end()) }
  })
  const canRead =
    capture.path === "-"
      ? undefined
      : yield* Effect.flip(fs.access(capture.path, { readable: true })).pipe(Effect.orElseSucceed(() => undefined))
  if (canRead !== undefined) return yield* fail(`${sanitize(capture.path)}: ${reasonOf(canRead)}`)
  const packed = /\.gz$/i.test(output)
    ? NodeStream.pipeThroughDuplex(blank, { evaluate: () => createGzip(), onError: failure })
    : blank
  const sink = output === "-" ? stdio.stdout() : fs.sink(output, { flag: "wx" })
  const written = yield* Effect.result(Stream.run(packed, sink))
  if (written._tag === "Failure") {
    const code = systemCode(written.failure)
    if (code === "EEXIST") return yield* fail(`${sanitize(output)}: is there already. Give -o a new name`)
    return yield* code === "EPIPE"
      ? Effect.succeed(0 as const)
      : fail(`${sanitize(output)}: can't be written (${code ?? written.failure.reason._tag})`)
  }
  if (readError !== undefined) return yield* fail(`${sanitize(capture.path)}: ${reasonOf(readError)}`)
  if (redactor.hasReplaced()) {
    yield* complain(`${sanitize(capture.path)}: bytes that aren't UTF-8 are replaced by x`)
  }
  return 0 as const
})

const fail = (message: string): Effect.Effect<2> => Effect.as(complain(message), 2 as const)
