/**
 * The inspection of one capture, from its bytes to its report: what `inspect` does, without a process.
 *
 * @internal
 */
import * as Result from "effect/Result"
import * as progress from "../stream/progress.ts"
import { Reader } from "../stream/reader.ts"
import type { RepairName, Tolerance } from "../wire/Tolerance.ts"
import * as CaptureReader from "./captureReader.ts"
import * as Inspection from "./Inspection.ts"
import type { Renderer } from "./pretty.ts"

/** How a capture is inspected. */
export interface Options {
  readonly tolerance?: Tolerance
  /** Shows what comes as it comes. */
  readonly renderer?: Renderer | undefined
}

/** Starts the inspection of one capture. */
export const make = (file: string, { renderer, tolerance = "recorded" }: Options = {}) => {
  const inspection = Inspection.make(file)
  const onEvent = (
    result: Inspection.EventResult,
    index: number,
    json: unknown,
    event: string | undefined,
    repairs: ReadonlyArray<RepairName> = []
  ): void => {
    inspection.onEvent(result, index, json, event, repairs)
    renderer?.onEvent(result, index, json, repairs)
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
        inspection.onComment()
        renderer?.onComment(text)
      }
    }
  )
  const capture = CaptureReader.make(file, reader)
  return {
    /** Reads a piece. `true` says that nothing more is to be read. */
    push: capture.push,
    /** How many events were read. */
    events: () => reader.progress.chunks + reader.progress.invalid,
    /** Ends the inspection. */
    finish: (): Inspection.InputReport => {
      capture.end()
      const error = capture.error()
      const report = inspection.finish({
        verdict: progress.verdict(reader.progress),
        counts: reader.progress,
        tailLength: capture.tailLength(),
        error,
        description: capture.description()
      })
      renderer?.onEnd(report, error)
      return report
    }
  }
}
