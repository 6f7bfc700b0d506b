/**
 * The captures that a command is given: files, directories of them, standard input.
 *
 * @internal
 */
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as CliError from "effect/cli/CliError"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { createReadStream } from "node:fs"
import { join } from "node:path"
import { sniff } from "../capture/captureReader.ts"
import { count, sanitize } from "../capture/text.ts"
import { concat, noBytes } from "../sse/utf8.ts"
import { complain } from "./complaint.ts"
import { failure, unpack } from "./unpack.ts"

/** A capture to read. */
export interface CaptureFile {
  /** Its path, or `-` for standard input. */
  readonly path: string
  /** Its path within the directory that was given, or its own name. It tells nothing of the machine. */
  readonly name: string
  /** Whether it is a file on a disk. Another one can be read only once, and may still be growing. */
  readonly isFile: boolean
  /** Its bytes, decompressed. */
  readonly bytes: Stream.Stream<Uint8Array, PlatformError>
  /** When each piece of its bytes came, if that is known from another file. */
  readonly times?: ReadonlyArray<number>
}

/** The arguments as paths: none is standard input, which is asked for only once, and not of a terminal. */
export const pathsOf = Effect.fnUntraced(function* (command: string, paths: ReadonlyArray<string>) {
  const stdio = yield* Stdio.Stdio
  const commandPath = ["effect-responses-stream", command] as const
  if (paths.length === 0 && (yield* stdio.stdinIsTerminal)) {
    return yield* new CliError.ShowHelp({ commandPath, errors: [] })
  }
  if (paths.indexOf("-") !== paths.lastIndexOf("-")) {
    const error = new CliError.ValidationError({ message: "Standard input (-) can be read only once" })
    return yield* new CliError.ShowHelp({ commandPath, errors: [error] })
  }
  return paths.length === 0 ? ["-"] : paths
})

/**
 * Finds the captures that arguments name, in their order. A directory stands for the captures in it and below it, by
 * name. What can't be found or read is an argument like any other: its bytes fail.
 */
export const find = Effect.fnUntraced(function* (paths: ReadonlyArray<string>) {
  const stdio = yield* Stdio.Stdio
  const fs = yield* FileSystem.FileSystem

  const fileAt = (path: string, name: string, isFile: boolean): CaptureFile => {
    const bytes = isFile ? fs.stream(path) : readOnce(path)
    return {
      path,
      name: name.replace(compressed, ""),
      isFile,
      bytes: unpack(bytes)
    }
  }

  return yield* Effect.forEach(paths, (path) =>
    Effect.gen(function* () {
      if (path === "-") return [{ path, name: "standard input", isFile: false, bytes: unpack(stdio.stdin) }]
      const type = yield* typeOf(fs, path)
      const names = type === "Directory" ? yield* namesIn(fs, path) : undefined
      if (names !== undefined) return names.map((name) => fileAt(join(path, name), name, true))
      return [fileAt(path, path.replace(/^.*[/\\]/, ""), type === undefined || type === "File" || type === "Directory")]
    })
  ).pipe(Effect.map((found): ReadonlyArray<CaptureFile> => found.flat()))
})

/**
 * The captures below a directory. Where the same one is there with its times and without, it is the one with them.
 * Other files are skipped, and standard error says how many.
 */
const namesIn = (fs: FileSystem.FileSystem, directory: string): Effect.Effect<ReadonlyArray<string> | undefined> =>
  fs.readDirectory(directory, { recursive: true }).pipe(
    Effect.flatMap((all) =>
      Effect.gen(function* () {
        const found = yield* Effect.forEach(all, (name) =>
          Effect.map(typeOf(fs, join(directory, name)), (type) => ({ name, type }))
        )
        const files = found.filter(({ type }) => type !== "Directory")
        const captures = new Set(
          files.flatMap(({ name, type }) => (type === "File" && capture.test(name) ? [name] : []))
        )
        const skipped = files.length - captures.size
        if (skipped > 0) yield* complain(`${sanitize(directory)}: ${count(skipped, "other file")} skipped`)
        const names = yield* Effect.filter([...captures], (name) => {
          const timed = name.replace(/\.sse$/, ".jsonl")
          return timed !== name && captures.has(timed)
            ? Effect.map(isTimed(fs, join(directory, timed)), (has) => !has)
            : Effect.succeed(true)
        })
        return names.toSorted()
      })
    ),
    Effect.orElseSucceed(() => undefined)
  )

/** What is at a path. `undefined` if nothing is, as where a link leads nowhere. */
const typeOf = (fs: FileSystem.FileSystem, path: string): Effect.Effect<FileSystem.File.Type | undefined> =>
  fs.stat(path).pipe(
    Effect.map(({ type }) => type),
    Effect.orElseSucceed(() => undefined)
  )

/** Whether a file begins as a recording with times does. */
const isTimed = (fs: FileSystem.FileSystem, path: string): Effect.Effect<boolean> =>
  fs.stream(path, { bytesToRead: 4096 }).pipe(
    Stream.runCollect,
    Effect.map((pieces) => sniff(path, pieces.reduce(concat, noBytes), true) === "timed"),
    Effect.orElseSucceed(() => false)
  )

const compressed = /\.gz$/

const capture = /\.(?:sse|jsonl|ndjson|json)(?:\.gz)?$/

/** The bytes of what is no file on a disk (a pipe, /dev/stdin): it can only be read in order. */
const readOnce = (path: string): Stream.Stream<Uint8Array, PlatformError> =>
  NodeStream.fromReadable<Uint8Array, PlatformError>({ evaluate: () => createReadStream(path), onError: failure })
