/**
 * What the terminal shows of the streams that are watched: a line when one begins, one for each fault, and one at its end.
 * There is no payload in them.
 *
 * @internal
 */
import * as Result from "effect/Result"
import { reasonsOf } from "../../capture/errorText.ts"
import type { InspectedEvent } from "../../capture/inspectBytes.ts"
import { typeOf } from "../../capture/inspection.ts"
import type { InputReport, ViolationEntry } from "../../capture/inspection.ts"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import { count, sanitize } from "../../capture/text.ts"
import { fill, truncate, truncateStart } from "../text.ts"
import type { Style } from "../text.ts"

/** How the lines look. */
export interface LineOptions {
  readonly style: Style
  readonly width: number
}

/** How many faults of one stream are shown. */
export const maxFaults = 10

/** A stream begins. */
export const beginLine = ({ id, name }: StreamEntry, { style, width }: LineOptions): string => {
  const start = `#${id} `
  return style.dim(start) + truncateStart(sanitize(name), width - start.length)
}

/** What is wrong with an event, a line for each fault. */
export const faultLines = (
  id: string,
  { index, json, result, violations }: InspectedEvent,
  options: LineOptions
): ReadonlyArray<string> => {
  const type = sanitize((typeOf(result, json) ?? "no type").slice(0, 200))
  const invalid = Result.isFailure(result)
    ? [fault(id, index, `${type}: ${reasonsOf(result.failure)[0]}`, "error", options)]
    : []
  return [...invalid, ...violations.map((violation) => violationLine(id, violation, options))]
}

/** A rule that is broken. */
export const violationLine = (
  id: string,
  { index, message, rule, severity }: ViolationEntry,
  options: LineOptions
): string => fault(id, index, `${rule} ${sanitize(message)}`, severity, options)

/** There are more faults than are shown. */
export const moreFaultsLine = (id: string, { style }: LineOptions): string =>
  style.dim(`#${id}   more faults: see the page`)

const fault = (
  id: string,
  index: number,
  text: string,
  severity: ViolationEntry["severity"],
  { style, width }: LineOptions
): string => {
  const start = `#${id} `
  const color = severity === "error" ? style.red : style.yellow
  return style.dim(start) + color(truncate(`✗ event ${index} ${text}`, width - start.length))
}

/** A stream has ended. */
export const endLines = (
  entry: StreamEntry,
  report: InputReport | undefined,
  { style, width }: LineOptions
): ReadonlyArray<string> => {
  const { duration, firstToken, httpStatus, id, name, note, verdict, violations } = entry
  const invalid = report?.invalid ?? 0
  const { cost, input_tokens: input, output_tokens: output } = report?.response.usage ?? {}
  const facts = [
    ...(httpStatus === undefined ? [] : [httpStatus < 400 ? `${httpStatus}` : style.red(`${httpStatus}`)]),
    ...(report === undefined ? [] : [count(report.events, "event")]),
    ...(verdict === undefined ? [] : [colorVerdict(style, verdict)]),
    ...(invalid === 0 ? [] : [style.red(`${invalid} invalid`)]),
    ...(violations === 0 ? [] : [style.yellow(count(violations, "violation"))]),
    ...(firstToken === undefined ? [] : [`first token ${seconds(firstToken)}`]),
    ...(duration === undefined ? [] : [seconds(duration)]),
    ...(typeof input === "number" ? [`${count(input, "token")} in`] : []),
    ...(typeof output === "number" ? [`${count(output, "token")} out`] : []),
    ...(typeof cost === "number" ? [`cost ${cost}`] : [])
  ]
  const said = note === undefined ? [] : sanitize(note).split(" ")
  const start = `#${id}`
  const words = [...facts.map((fact, i) => (i === facts.length - 1 && said.length === 0 ? fact : `${fact},`)), ...said]
  const path = truncateStart(sanitize(name), Math.max(20, Math.floor(width / 2)))
  const [first = "", ...others] = fill([start, path, ...words], width, " ".repeat(start.length + 1))
  return [style.dim(start) + first.slice(start.length), ...others]
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`

const colorVerdict = (style: Style, verdict: string): string =>
  (verdict === "Completed" ? style.green : verdict === "Incomplete" ? style.yellow : style.red)(verdict)
