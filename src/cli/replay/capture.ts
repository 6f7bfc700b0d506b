/**
 * A capture to be sent again: its bytes, block by block, with the event of each.
 *
 * Blocks are read by the same reader as `inspect` reads with, so that both count the same events. The bytes stay as
 * they are: line ends, comments, malformed events and a cut end.
 *
 * @internal
 */
import * as Result from "effect/Result"
import { isObject } from "../../base/json.ts"
import { concat } from "../../sse/utf8.ts"
import { finite } from "../../stream/event.ts"
import * as progress from "../../stream/progress.ts"
import type { Verdict } from "../../stream/verdict.ts"
import { Reader } from "../../stream/reader.ts"
import { terminalVerdict } from "../../stream/verdict.ts"
import type { NotAnEventStream } from "../../errors/StreamError.ts"
import { typeOf } from "../../capture/inspection.ts"
import { dataField, endOfEvent, makeJsonLines } from "../../capture/jsonLines.ts"
import { makeJsonValues } from "../../capture/jsonValues.ts"
import { sniff } from "../../capture/captureReader.ts"
import type { Format } from "../../capture/captureReader.ts"
import { makeTimedReader } from "../../capture/timedReader.ts"
import { blocksOf, lineFeeds, replace, timed } from "../recordedTimes.ts"
import type { Piece } from "../recordedTimes.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** Bytes up to a blank line: an event, comments, `[DONE]`, or what a cut left of one. None: the end has its time. */
export interface Block {
  readonly bytes: Uint8Array
  /** Whether it is an event, as `inspect` counts them. */
  readonly isEvent: boolean
  readonly isComment: boolean
  /** The type of the event, as the wire names it. */
  readonly type: string | undefined
  /** The sequence number of the event, if it has one. */
  readonly sequenceNumber: number | undefined
  /** When it came, in milliseconds after the request, if that was recorded. */
  readonly at: number | undefined
}

/** A recorded event stream. */
export interface EventStream {
  readonly _tag: "EventStream"
  readonly blocks: ReadonlyArray<Block>
  /** Whether the recording has times. */
  readonly hasTimes: boolean
  readonly verdict: Verdict
  /** The response of the terminal chunk, as it came. */
  readonly response: unknown
  /** The id of the response, if an event has one. */
  readonly responseId: string | undefined
}

/** A recorded error, as a gateway answers instead of a stream. */
interface ErrorBody {
  readonly _tag: "ErrorBody"
  /** The HTTP status: the code of the error if that is one, else 400. */
  readonly status: number
  readonly bytes: Uint8Array
}

/** What a capture answers a request with. */
export type Capture = EventStream | ErrorBody

// -----------------------------------------------------------------------------
// Reading
// -----------------------------------------------------------------------------

/**
 * Reads a capture, whose format is detected as by `inspect`.
 *
 * **Details**
 *
 * JSON becomes events. What is neither an event stream nor a JSON error is refused. `times` is a recording of the same
 * event stream that has times. They are taken if its lines are what the stream says.
 */
export const make = (file: string, bytes: Uint8Array, times?: Uint8Array): Result.Result<Capture, NotAnEventStream> => {
  let events = 0
  let comments = 0
  let type: string | undefined
  let sequenceNumber: number | undefined
  let response: unknown
  const reader = new Reader(
    {
      onChunk: (chunk, _, json) => {
        events++
        const event = json()
        type = typeOf(Result.succeed(chunk), event)
        sequenceNumber = finite(event["sequence_number"])
        if (terminalVerdict(type) !== undefined && isObject(event)) response = event["response"]
      },
      onInvalid: (error, _, json) => {
        events++
        type = typeOf(Result.fail(error), json)
        return false
      }
    },
    { onEnd: "allow", onComment: () => comments++ }
  )
  const format = sniff(file, bytes, true)
  const read = piecesOf(format, bytes)
  const pieces = (format === "sse" && times !== undefined ? timed(read, times) : undefined) ?? read
  const blocks = pieces.map(({ at, bytes: piece }, i): Block => {
    const before = { events, comments }
    type = sequenceNumber = undefined
    reader.push(lineFeeds(piece))
    // A last event without its blank line counts if its JSON is complete
    if (i === pieces.length - 1) reader.end()
    return {
      bytes: piece,
      isEvent: events > before.events,
      isComment: comments > before.comments,
      type,
      sequenceNumber,
      at
    }
  })
  const error = reader.error
  if (error?._tag !== "NotAnEventStream") {
    return Result.succeed({
      _tag: "EventStream",
      blocks,
      hasTimes: blocks.some(({ at }) => at !== undefined),
      verdict: progress.verdict(reader.progress),
      response,
      responseId: reader.responseId
    })
  }
  return error.providerError === undefined
    ? Result.fail(error)
    : Result.succeed({ _tag: "ErrorBody", status: statusOf(error.providerError.code), bytes })
}

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** The HTTP status of a recorded error, from its code: a number or text. */
const statusOf = (code: unknown): number => {
  const status = Number(code)
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : 400
}

const piecesOf = (format: Format | undefined, bytes: Uint8Array): ReadonlyArray<Piece> => {
  switch (format) {
    case "timed":
      return timedFramesOf(bytes)
    case "jsonl":
      return framesOf(bytes, makeJsonLines).map((frame) => ({ bytes: frame }))
    case "json":
      return framesOf(bytes, makeJsonValues).map((frame) => ({ bytes: frame }))
    default:
      return blocksOf(bytes)
  }
}

/** JSON values as events. A last one that was cut stays without its end. */
const framesOf = (bytes: Uint8Array, make: typeof makeJsonLines): Array<Uint8Array> => {
  const frames: Array<Uint8Array> = []
  const values = make((frame) => {
    frames.push(replace(frame, /[ \t]+(?=(?:\n\n)?$)/, ""))
    return false
  })
  values.push(bytes)
  values.end()
  const last = frames.at(-1)
  if (last !== undefined && isJson(last.subarray(dataField.length)))
    frames[frames.length - 1] = concat(last, endOfEvent)
  return frames
}

/** Lines with times as events and comments. What a cut left stays without its end. */
const timedFramesOf = (bytes: Uint8Array): ReadonlyArray<Piece> => {
  const frames: Array<Piece> = []
  const lines = makeTimedReader((frame) => {
    frames.push({ bytes: frame, at: lines.at() })
    return false
  })
  lines.push(bytes)
  lines.end()
  return frames
}

const isJson = (line: Uint8Array): boolean => {
  try {
    JSON.parse(new TextDecoder().decode(line))
    return true
  } catch {
    return false
  }
}
