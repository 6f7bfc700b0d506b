/**
 * How a stream ended, and what is wrong at its end, in the same words wherever the page says it.
 *
 * @internal
 */
import type { ViolationEntry } from "../../capture/inspection.ts"
import { endingOf } from "../../capture/streamEntry.ts"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import type { EventRow, Recording } from "./types.ts"

/** What is said of a stream that ended in the regular way, without any. */
export const noEvents = "No events"

/** How a stream of the list ended: a verdict, or a few words. One without a verdict had no events. */
export const ofEntry = ({ state, verdict }: Pick<StreamEntry, "state" | "verdict">): string =>
  verdict ?? (state === "failed" ? "Failed" : noEvents)

/** How a recording ended. The command knows more of one without events: that is no empty file. */
export const of = ({ entry, report, rows }: Pick<Recording, "entry" | "report" | "rows">): string =>
  rows.length > 0 || entry === undefined ? endingOf(report) : ofEntry(entry)

/** Whether more may come, or be known. */
export const isOpen = ({ entry, isOpen, rows }: Pick<Recording, "entry" | "isOpen" | "rows">): boolean =>
  isOpen || (rows.length === 0 && entry?.state === "open")

/** What the list says of a stream: its HTTP status, unless all is well, and why it failed. `undefined`: nothing. */
export const detailOf = (entry: Pick<StreamEntry, "httpStatus" | "note" | "state" | "verdict">): string | undefined => {
  const { httpStatus, note } = entry
  const isTold = httpStatus !== undefined && (httpStatus !== 200 || hasNoEvents(entry))
  const said = [isTold ? `HTTP ${httpStatus}` : undefined, note].filter((word) => word !== undefined)
  return said.length === 0 ? undefined : said.join(": ")
}

/** What is said beside the ending of a recording: what the list says, or else what the input is. */
export const wordsOf = (recording: Recording): string | undefined => {
  const { entry, report } = recording
  const detail = entry && detailOf(entry)
  const words = detail === undefined ? [] : [sentence(detail)]
  if (entry !== undefined && hasNoEvents(entry)) return [...words, "No events came."].join(" ")
  return words[0] ?? (isOpen(recording) ? undefined : report.hint)
}

const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`

const hasNoEvents = ({ state, verdict }: Pick<StreamEntry, "state" | "verdict">): boolean =>
  state !== "open" && verdict === undefined

/**
 * The rules that an event breaks. Whether a terminal event breaks one may be known at the end of the stream only, so its
 * row doesn't have it.
 */
export const violationsAt = (
  { report }: Pick<Recording, "report">,
  { index, violations }: Pick<EventRow, "index" | "violations">
): ReadonlyArray<ViolationEntry> => [
  ...violations,
  ...report.violations.filter((violation) => violation.index === index && !violations.includes(violation))
]
