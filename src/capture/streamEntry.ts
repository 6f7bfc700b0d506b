/**
 * A stream as the page lists it. The command's server tells the page of each.
 *
 * @internal
 */
import type { InputReport } from "./inspection.ts"
import type { Timing } from "./timing.ts"

/** A stream in the list, as the server tells of it. */
export interface StreamEntry {
  readonly id: string
  /** A file's name, or method and path of a request. */
  readonly name: string
  /** Milliseconds since 1970. */
  readonly startedAt: number | undefined
  readonly httpStatus: number | undefined
  readonly state: "open" | "ended" | "failed"
  readonly events: number
  /** Invalid events, and the error that ended the stream. */
  readonly invalid: number
  readonly violations: number
  /** How it ended: what {@link endingOf} says. */
  readonly verdict: string | undefined
  readonly model: string | undefined
  /** Milliseconds from the request to the first token, and to the end. */
  readonly firstToken: number | undefined
  readonly duration: number | undefined
  /** What the server has to say, such as why it failed. No payload. */
  readonly note: string | undefined
}

/** How a stream ended: its verdict, or that nothing of it is of the Responses API. */
export const endingOf = ({ hint, verdict }: Pick<InputReport, "hint" | "verdict">): string =>
  hint === undefined ? verdict : "Not a Responses stream"

/** The error that ended a stream. No event has it. An end that is too early is none: the verdict tells of it. */
export const endingError = ({ errors }: Pick<InputReport, "errors">): InputReport["errors"][number] | undefined => {
  const last = errors.at(-1)
  return last?._tag === "InvalidJson" || last?._tag === "InvalidChunk" ? undefined : last
}

/** What a report and its times say of a stream. */
export const factsOf = (
  report: InputReport,
  timing: Timing
): Pick<StreamEntry, "events" | "invalid" | "violations" | "model" | "firstToken" | "duration"> => ({
  events: report.events,
  invalid: report.errors.length + report.omitted.errors,
  violations: report.violations.length + report.omitted.violations,
  model: report.response.model,
  firstToken: timing.firstToken,
  duration: timing.last
})
