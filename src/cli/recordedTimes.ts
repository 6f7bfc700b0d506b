/**
 * The times of a raw recording, from the recording of the same stream that has times, which stands beside it.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { sniff } from "../capture/captureReader.ts"
import { sanitize } from "../capture/text.ts"
import { lineOf, makeTimedRecorder, recordOf } from "../capture/timedLines.ts"
import type { TimedRecord } from "../capture/timedLines.ts"
import { makeEventEnds } from "../sse/eventEnds.ts"
import { noBytes } from "../sse/utf8.ts"
import type { CaptureFile } from "./captureFiles.ts"
import { complain } from "./complaint.ts"

// -----------------------------------------------------------------------------
// Blocks
// -----------------------------------------------------------------------------

/** Bytes that are sent at a time, and the time that was recorded. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly at?: number | undefined
}

interface TimedPiece extends Piece {
  readonly at: number
}

/** The blocks of an event stream. Joined, they are all of its bytes. */
export const blocksOf = (bytes: Uint8Array): ReadonlyArray<Piece> => {
  let from = 0
  const ends = makeEventEnds().ends(bytes, 0)
  const blocks = ends.map((end) => bytes.subarray(from, (from = end)))
  return (from < bytes.length ? [...blocks, bytes.subarray(from)] : blocks).map((block) => ({ bytes: block }))
}

/**
 * The blocks of an event stream with their times, from the lines that were recorded of it. `undefined` if the lines
 * aren't those of the blocks. A block without a line, such as a blank one, came with the one before it. Where the lines
 * say when the stream ended, the last piece is empty and has that time.
 */
export const timed = (blocks: ReadonlyArray<Piece>, recording: Uint8Array): ReadonlyArray<TimedPiece> | undefined => {
  const recorded = linesOf(new TextDecoder().decode(recording)).map(recordOf)
  const last = recorded.at(-1)
  const end = last !== undefined && isEmptyTail(last) ? last : undefined
  if (end !== undefined) recorded.pop()
  const recorder = makeTimedRecorder()
  const pieces: Array<TimedPiece> = []
  let next = 0
  let at = recorded[0]?.at ?? 0
  for (const [i, { bytes }] of blocks.entries()) {
    const isLast = i === blocks.length - 1
    for (const line of linesOf(recorder.push(bytes, 0) + (isLast ? recorder.end(0) : ""))) {
      if (line === emptyTail) continue
      const record = recorded[next++]
      if (record === undefined || lineOf({ ...record, at: 0 }) !== `${line}\n`) return undefined
      at = record.at
    }
    pieces.push({ bytes, at })
  }
  if (next < recorded.length) return undefined
  return end === undefined ? pieces : [...pieces, { bytes: noBytes, at: end.at }]
}

/** A last line that only says when the stream ended. Who has stopped before has none. */
const isEmptyTail = (record: TimedRecord): boolean => record._tag === "Tail" && record.text === ""

const emptyTail = lineOf({ _tag: "Tail", at: 0, text: "" }).trimEnd()

const linesOf = (text: string): ReadonlyArray<string> => text.split("\n").filter((line) => line !== "")

/** Replaces text of bytes, each of which is a character here. */
export const replace = (bytes: Uint8Array, pattern: RegExp, by: string): Uint8Array =>
  Buffer.from(Buffer.from(bytes).toString("latin1").replace(pattern, by), "latin1")

const carriageReturn = 0x0d

/** A block whose lines end in line feeds: where it ends doesn't depend on the next byte. */
export const lineFeeds = (block: Uint8Array): Uint8Array =>
  block.includes(carriageReturn) ? replace(block, /\r\n?/g, "\n") : block

// -----------------------------------------------------------------------------
// Files
// -----------------------------------------------------------------------------

/** The file that has the times of a raw recording. */
const timesFile = (file: string): string | undefined =>
  /\.sse$/i.test(file) ? file.replace(/\.sse$/i, ".jsonl") : undefined

/** The recording with times beside a raw one, if there is one. */
export const readTimes = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = timesFile(file)
  if (path === undefined) return undefined
  const bytes = yield* Effect.orElseSucceed(fs.readFile(path), () => undefined)
  return bytes !== undefined && sniff(path, bytes, true) === "timed" ? bytes : undefined
})

/** A raw recording in pieces with their times, if the recording that has them stands beside it. */
export const withTimes = Effect.fnUntraced(function* (capture: CaptureFile) {
  const recording = yield* readTimes(capture.path)
  if (recording === undefined) return capture
  const bytes = yield* Effect.orElseSucceed(Stream.runCollect(capture.bytes), () => undefined)
  // It fails again where it is inspected
  if (bytes === undefined) return capture
  const pieces = timed(blocksOf(Buffer.concat(bytes)), recording)
  if (pieces === undefined) {
    yield* sayUnused(capture.path)
    return capture
  }
  const times = pieces.map(({ at }) => at)
  const blocks = pieces.map(({ bytes }) => (bytes.at(-1) === carriageReturn ? lineFeeds(bytes) : bytes))
  return { ...capture, bytes: Stream.fromIterable(blocks), times }
})

/** Says that the recording with times is of another stream. */
export const sayUnused = (file: string): Effect.Effect<void> =>
  complain(`${sanitize(timesFile(file) ?? "")}: not the events of ${sanitize(file)}. Its times are not used`)
