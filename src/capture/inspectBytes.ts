/**
 * The inspection of one capture, from its bytes to its report: what `inspect` does, without a process.
 *
 * @internal
 */
import * as Result from "effect/Result"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import * as progress from "../stream/progress.ts"
import { Reader } from "../stream/reader.ts"
import type { RepairName, Tolerance } from "../wire/Tolerance.ts"
import * as CaptureReader from "./captureReader.ts"
import * as Inspection from "./inspection.ts"

/** An event of a capture, with all that is known of it. */
export interface InspectedEvent {
  readonly result: Inspection.EventResult
  readonly index: number
  readonly json: unknown
  readonly repairs: ReadonlyArray<RepairName>
  /** The rules that it breaks. */
  readonly violations: ReadonlyArray<Inspection.ViolationEntry>
  /** When it came, in milliseconds since the request, if the capture says so. */
  readonly at: number | undefined
}

/** Sees the events of one input while they come. */
export interface Observer {
  readonly onEvent: (event: InspectedEvent) => void
  readonly onComment: (text: string, at: number | undefined) => void
  /** The input has ended. */
  readonly onEnd: (report: Inspection.InputReport, error?: ChunkStreamError) => void
}

/** How a capture is inspected. */
export interface Options {
  readonly tolerance?: Tolerance
  readonly observer?: Observer | undefined
  /** What the bytes are. Without it, the format is detected. */
  readonly format?: CaptureReader.Format
  /** When the bytes came that are being read, if the capture itself doesn't say so. */
  readonly at?: () => number | undefined
}

/** Starts the inspection of one capture. */
export const make = (file: string, { at: timeOf, format, observer, tolerance = "recorded" }: Options = {}) => {
  const inspection = Inspection.make(file)
  const timeNow = (): number | undefined => timeOf?.() ?? capture.at()
  const onEvent = (
    result: Inspection.EventResult,
    index: number,
    json: unknown,
    event: string | undefined,
    repairs: ReadonlyArray<RepairName> = []
  ): void => {
    const at = timeNow()
    const violations = inspection.onEvent(result, index, json, event, repairs, at)
    observer?.onEvent({ result, index, json, repairs, violations, at })
  }
  const reader = new Reader(
    {
      onChunk: (chunk, index, json, event, _id, repairs) =>
        onEvent(Result.succeed(chunk), index, json(), event, repairs),
      onInvalid: (error, index, json, event) => {
        onEvent(Result.fail(error), index, json, event)
        return false
      }
    },
    {
      tolerance,
      onEnd: "fail",
      onComment: (text) => {
        const at = timeNow()
        inspection.onComment(at)
        observer?.onComment(text, at)
      }
    }
  )
  const capture = CaptureReader.make(file, reader, format)
  const report = (isOver: boolean): Inspection.InputReport =>
    inspection.report({
      isOver,
      verdict: progress.verdict(reader.progress),
      counts: reader.progress,
      tailLength: capture.tailLength(),
      error: capture.error(),
      description: capture.description()
    })
  return {
    /** Reads a piece. `true` says that nothing more is to be read. */
    push: capture.push,
    /** How many events were read. */
    events: () => reader.progress.chunks + reader.progress.invalid,
    /** Whether the stream has ended: by its terminal chunk, by `[DONE]` or by an error. */
    isComplete: () => reader.isDone || reader.progress.terminal !== undefined,
    /** What is known so far. */
    report: () => report(false),
    /** Ends the inspection. */
    finish: (): Inspection.InputReport => {
      capture.end()
      const at = timeNow()
      if (at !== undefined) inspection.onEnd(at)
      const end = report(true)
      observer?.onEnd(end, capture.error())
      return end
    }
  }
}
