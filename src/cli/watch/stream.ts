/**
 * One stream that is watched: it is validated and recorded while it comes.
 *
 * @internal
 */
import { isObject } from "../../base/json.ts"
import * as Result from "effect/Result"
import * as InspectBytes from "../../capture/inspectBytes.ts"
import { maxEntries, typeOf } from "../../capture/inspection.ts"
import type { InputReport } from "../../capture/inspection.ts"
import { makeRedactor } from "../../capture/redact.ts"
import { endingError, endingOf, factsOf } from "../../capture/streamEntry.ts"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import type { TimedRecorder } from "../../capture/timedLines.ts"
import { makeTimedRecorder } from "../../capture/timedLines.ts"
import * as Timing from "../../capture/timing.ts"
import * as Lines from "./lines.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** What the stream is, and who gets what is known of it. */
export interface StreamOptions {
  readonly id: string
  /** Method and path. */
  readonly name: string
  /** When the request came, in milliseconds since 1970. */
  readonly startedAt: number
  readonly redacts: boolean
  /** How lines look now: a terminal's width changes. */
  readonly lines: () => Lines.LineOptions
  readonly print: (line: string) => void
  readonly onChange: () => void
  /** Gets the bytes of the stream, and the lines with their times, with what is to be blank blanked. */
  readonly onBytes: (bytes: Uint8Array) => void
  readonly onLines: (lines: Uint8Array) => void
  /** All has come. */
  readonly onEnd: () => void
}

/** A stream that is watched. Times are milliseconds since the request. */
export interface WatchedStream {
  readonly entry: () => StreamEntry
  readonly onStatus: (status: number) => void
  /** Bytes of the event stream have come. */
  readonly push: (bytes: Uint8Array, at: number) => void
  /** It is over. `failure` says why, if it isn't complete. */
  readonly end: (at: number, failure?: string) => void
  /** Adds something to say about it. */
  readonly addNote: (note: string) => void
}

// -----------------------------------------------------------------------------
// Watching
// -----------------------------------------------------------------------------

/** Starts to watch a stream. */
export const makeStream = (options: StreamOptions): WatchedStream => {
  const { id, lines, name, onChange, print, redacts, startedAt } = options
  // They are let go of at the end: thousands of streams may be listed
  let redactor = redacts ? makeRedactor("sse") : undefined
  let recorder: TimedRecorder | undefined = makeTimedRecorder()
  const notes: Array<string> = []
  let inspection: ReturnType<typeof InspectBytes.make> | undefined
  let events = 0
  let verdict: string | undefined
  let timing = Timing.initial
  let now = 0
  let httpStatus: number | undefined
  let state: StreamEntry["state"] = "open"
  let invalid = 0
  let violations = 0
  let model: string | undefined
  let duration: number | undefined
  let isRead = false
  let shown = 0

  const show = (faults: ReadonlyArray<string>): void => {
    for (const line of faults) {
      shown++
      if (shown <= Lines.maxFaults) print(line)
      else if (shown === Lines.maxFaults + 1) print(Lines.moreFaultsLine(id, lines()))
    }
  }

  const observer: InspectBytes.Observer = {
    onEvent: (event) => {
      const { index, json, result } = event
      timing = Timing.step(timing, now, index, typeOf(result, json) ?? "")
      if (Result.isFailure(result)) invalid++
      violations += event.violations.length
      const response = isObject(json) ? json["response"] : undefined
      if (isObject(response) && typeof response["model"] === "string") model = response["model"].slice(0, 200)
      if (shown <= Lines.maxFaults) show(Lines.faultLines(id, event, lines()))
    },
    onComment: () => {},
    onEnd: () => {}
  }

  const record = (bytes: Uint8Array, written: string): void => {
    if (bytes.length > 0) options.onBytes(bytes)
    if (written !== "") options.onLines(Buffer.from(written))
  }

  const finishReport = (reading: NonNullable<typeof inspection>): InputReport => {
    const end = reading.finish()
    const atEnd = end.violations.slice(Math.min(violations, maxEntries))
    violations = end.violations.length + end.omitted.violations
    show(atEnd.map((violation) => Lines.violationLine(id, violation, lines())))
    return end
  }

  const entry = (): StreamEntry => ({
    id,
    name,
    startedAt,
    httpStatus,
    state,
    events: inspection?.events() ?? events,
    invalid,
    violations,
    verdict,
    model,
    firstToken: timing.firstToken,
    duration,
    note: notes.length === 0 ? undefined : notes.join("; ")
  })

  print(Lines.beginLine(entry(), lines()))

  return {
    entry,
    onStatus: (status) => {
      httpStatus = status
      onChange()
    },
    push: (bytes, at) => {
      if (state !== "open" || recorder === undefined) return
      now = at
      inspection ??= InspectBytes.make("-", { observer, format: "sse" })
      if (!isRead) isRead = inspection.push(bytes)
      const kept = redactor === undefined ? bytes : redactor.push(bytes)
      record(kept, recorder.push(kept, at))
      onChange()
    },
    end: (at, failure) => {
      if (state !== "open" || recorder === undefined) return
      now = at
      duration = at
      const rest = redactor?.end() ?? new Uint8Array(0)
      record(rest, recorder.push(rest, at) + recorder.end(at))
      const report = inspection && finishReport(inspection)
      verdict = report && endingOf(report)
      model = report?.response.model ?? model
      events = report?.events ?? 0
      invalid = report === undefined ? 0 : factsOf(report, timing).invalid
      inspection = redactor = recorder = undefined
      if (failure !== undefined) notes.unshift(failure)
      const why = report && (report.hint ?? endingError(report)?.message)
      if (why !== undefined) notes.push(why)
      state = failure === undefined ? "ended" : "failed"
      for (const line of Lines.endLines(entry(), report, lines())) print(line)
      options.onEnd()
      onChange()
    },
    addNote: (note) => {
      notes.push(note)
      onChange()
    }
  }
}
