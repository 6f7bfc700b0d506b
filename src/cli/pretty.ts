/**
 * An inspection for people: a line an event, pieces of one thing folded into one line, and a summary.
 *
 * @internal
 */
import * as Result from "effect/Result"
import type { Progress } from "../stream/progress.ts"
import type { Verdict } from "../stream/verdict.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError, InvalidChunk, InvalidJson } from "../errors/StreamError.ts"
import { formatPath } from "../errors/StreamError.ts"
import type { RepairName } from "../wire/Tolerance.ts"
import { isSound, typeOf } from "./Inspection.ts"
import type { InputReport, ViolationEntry } from "./Inspection.ts"
import { foldKey, itemOf, join, preview } from "./preview.ts"
import type { Joined } from "./preview.ts"
import { count, padEnd, sanitize, truncate, widthOf } from "./text.ts"
import type { Style } from "./text.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** How to render. */
export interface PrettyOptions {
  readonly style: Style
  /** Columns of the terminal. */
  readonly width: number
}

/** Renders the events of one input while they come. */
export interface Renderer {
  readonly onEvent: (
    result: Result.Result<ResponsesStreamChunk, InvalidJson | InvalidChunk>,
    index: number,
    json: unknown,
    repairs: ReadonlyArray<RepairName>
  ) => void
  readonly onComment: (text: string) => void
  /** The input has ended. */
  readonly onEnd: (report: InputReport, progress: Progress, error?: ChunkStreamError) => void
  /** Hands over the lines made since the last call. */
  readonly take: () => string
}

interface Fold {
  readonly key: string
  readonly type: string
  readonly item: string
  readonly first: number
  readonly joined: Joined
  readonly mark: string
  readonly repairs: Array<string>
  last: number
  count: number
}

const indexWidth = 9
const itemWidth = 4
/** How many lines a list in the summary has, and how many wrong fields an event shows. */
const maxListed = 20
const maxFields = 5

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

/** Makes a renderer of one input. */
export const make = (options: PrettyOptions): Renderer => {
  const { style, width } = options
  const typeWidth = width >= 110 ? 43 : 37
  let out = ""
  let fold: Fold | undefined
  let comments = 0
  let comment = ""
  let begun = false
  // A repair is named once; later events only have the mark
  const named = new Set<string>()

  const print = (line: string): void => {
    out += line + "\n"
  }

  const begin = (): void => {
    if (begun) return
    begun = true
    print(
      style.dim(
        `  ${"index".padStart(indexWidth)}  ${padEnd("type", typeWidth)} ${"item".padStart(itemWidth)}  preview`
      )
    )
  }

  const row = (
    mark: string,
    index: string,
    type: string,
    times: number,
    item: string,
    write: (room: number) => string
  ) => {
    begin()
    const suffix = times > 1 ? ` ×${times}` : ""
    const shown = truncate(sanitize(type.slice(0, 200)), 80)
    const pad = " ".repeat(Math.max(0, typeWidth - widthOf(shown) - suffix.length))
    const taken = 2 + indexWidth + 2 + Math.max(typeWidth, widthOf(shown) + suffix.length) + 1 + itemWidth + 2
    print(
      `${mark} ${index.padStart(indexWidth)}  ${colorType(style, shown)}${style.cyan(suffix)}${pad} ` +
        `${item.padStart(itemWidth)}  ${write(Math.max(12, width - taken))}`.trimEnd()
    )
  }

  const indent = " ".repeat(2 + indexWidth + 2)

  const printRepairs = (names: ReadonlyArray<string>): void => {
    if (names.length > 0) print(indent + style.yellow(`repaired: ${names.join(", ")}`))
  }

  const flush = (): void => {
    if (fold !== undefined) {
      const { count, first, item, joined, last, mark, repairs, type } = fold
      fold = undefined
      row(mark, count === 1 ? `${first}` : `${first}-${last}`, type, count, item, (room) =>
        truncate(joined.preview(), room)
      )
      printRepairs(repairs)
    }
    if (comments > 0) {
      begin()
      const times = comments === 1 ? "" : ` ×${comments}`
      print(
        style.dim(`  ${":".padStart(indexWidth)}  ${truncate(sanitize(comment), Math.max(12, width - 24))}${times}`)
      )
      comments = 0
    }
  }

  const invalid = (error: InvalidJson | InvalidChunk, type: string, json: unknown): void => {
    const reasons = reasonsOf(error)
    row(style.red("✗"), `${error.index}`, type, 1, itemOf(json), () => style.red(`${error._tag}: ${reasons[0]}`))
    for (const reason of reasons.slice(1)) print(indent + style.red(reason))
  }

  return {
    onComment: (text) => {
      // A comment between pieces doesn't tear them apart: it is shown after them
      if (comments === 0) comment = text.slice(0, 400).trim()
      comments++
    },
    onEvent: (result, index, json, applied) => {
      const type = typeOf(result, json) ?? "–"
      if (Result.isFailure(result)) {
        flush()
        return invalid(result.failure, type, json)
      }
      const isUnknown = result.success.type === "UNKNOWN"
      const mark = isUnknown ? style.cyan("?") : applied.length > 0 ? style.yellow("~") : " "
      const unnamed = applied.filter((name) => !named.has(name))
      for (const name of applied) named.add(name)
      const key = foldKey(type, json)
      if (key === undefined) {
        flush()
        row(mark, `${index}`, type, 1, itemOf(json), (room) =>
          isUnknown
            ? `${style.cyan("[unknown]")} ${truncate(preview(json), Math.max(2, room - 10))}`
            : truncate(preview(json), room)
        )
        return printRepairs(unnamed)
      }
      if (fold?.key !== key || fold.mark !== mark) {
        flush()
        fold = {
          key,
          type,
          mark,
          repairs: [],
          item: itemOf(json),
          first: index,
          last: index,
          count: 0,
          joined: join()
        }
      }
      fold.repairs.push(...unnamed)
      fold.count++
      fold.last = index
      fold.joined.add(json)
    },
    onEnd: (report, progress, error) => {
      flush()
      if (error !== undefined && error._tag !== "UnexpectedEnd") {
        print(style.red(`✗ ${`${error.index}`.padStart(indexWidth)}  ${error._tag}: ${error.message}`))
        if (error._tag === "NotAnEventStream" && error.providerError !== undefined) {
          const { code, message } = error.providerError
          const said = [code, message].filter((word) => word !== undefined).join(" · ")
          print(
            indent +
              truncate(`The provider says: ${sanitize(said.slice(0, 2000))}`, Math.max(40, width - indent.length))
          )
        }
      }
      out += summary(report, progress, options)
    },
    take: () => {
      const taken = out
      out = ""
      return taken
    }
  }
}

const colorType = (style: Style, type: string): string => {
  const prefix = "response."
  return type.startsWith(prefix) ? style.dim(prefix) + type.slice(prefix.length) : type
}

const reasonsOf = (error: InvalidJson | InvalidChunk): ReadonlyArray<string> => {
  if (error._tag === "InvalidJson") return [`the data is not JSON from position ${error.position} on`]
  const shown = error.fields
    .slice(0, maxFields)
    .map(({ message, path }) => (path.length === 0 ? message : `${formatPath(path)}: ${message}`))
  const more = error.fields.length - shown.length
  return shown.length === 0 ? ["it has a wrong shape"] : more === 0 ? shown : [...shown, `… and ${more} more`]
}

// -----------------------------------------------------------------------------
// Summary
// -----------------------------------------------------------------------------

/** What follows the events of an input: counts by type, repairs, violations, the verdict. */
const summary = (report: InputReport, progress: Progress, { style, width }: PrettyOptions): string => {
  const lines: Array<string> = [""]
  const title = (text: string): void => void lines.push(style.bold(text))
  if (report.types.size > 0) {
    title("types")
    table(
      lines,
      Array.from(report.types, ([type, n]) => [colorTypeOf(style, type), n])
    )
  }
  if (report.repairs.size > 0) {
    title("repairs")
    table(
      lines,
      Array.from(report.repairs, ([name, n]) => [{ shown: style.yellow(name), width: name.length }, n])
    )
  }
  if (report.violations.length > 0) {
    title("protocol")
    violations(lines, report, style, width)
  }
  if (lines.length > 1) lines.push("")
  const { errors } = report.omitted
  const facts = [
    count(report.events, "event"),
    ...(report.unknown > 0 ? [style.cyan(`${report.unknown} unknown`)] : []),
    ...(report.invalid > 0 ? [style.red(`${report.invalid} invalid`)] : []),
    ...(report.repaired > 0 ? [style.yellow(`${report.repaired} repaired`)] : []),
    ...(report.comments > 0 ? [count(report.comments, "comment")] : []),
    ...(errors > 0 ? [`details of ${errors} errors not kept`] : [])
  ]
  lines.push(`${colorVerdict(style, report.verdict)}  ${facts.join(", ")}`)
  const explanation = explain(report.verdict, progress)
  if (explanation !== "") lines.push(style.dim(explanation))
  return lines.join("\n") + "\n"
}

interface Cell {
  readonly shown: string
  readonly width: number
}

const colorTypeOf = (style: Style, type: string): Cell => {
  const shown = truncate(sanitize(type.slice(0, 200)), 80)
  return { shown: colorType(style, shown), width: widthOf(shown) }
}

const table = (lines: Array<string>, rows: ReadonlyArray<readonly [Cell, number]>): void => {
  const width = Math.max(...rows.map(([cell]) => cell.width))
  const digits = Math.max(...rows.map(([, n]) => String(n).length))
  for (const [cell, n] of rows) {
    lines.push(`  ${cell.shown}${" ".repeat(width - cell.width)}  ${String(n).padStart(digits)}`)
  }
}

/** One line for each rule that was broken: how often, and where first. */
const violations = (lines: Array<string>, report: InputReport, style: Style, width: number): void => {
  const groups = new Map<string, { readonly first: ViolationEntry; n: number }>()
  for (const violation of report.violations) {
    const key = `${violation.rule} ${violation.severity}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: violation, n: 1 })
    else group.n++
  }
  for (const { first, n } of Array.from(groups.values()).slice(0, maxListed)) {
    const color = first.severity === "error" ? style.red : style.yellow
    const where = `${first.severity} at event ${first.index}${n === 1 ? "" : `, and ${n - 1} more`}: `
    lines.push(`  ${color(first.rule.padEnd(2))} ${truncate(where + sanitize(first.message), Math.max(40, width - 5))}`)
  }
  if (report.omitted.violations > 0) lines.push(`  … and ${report.omitted.violations} more`)
}

const colorVerdict = (style: Style, verdict: Verdict): string =>
  style.bold((verdict === "Completed" ? style.green : verdict === "Incomplete" ? style.yellow : style.red)(verdict))

const explain = (verdict: Verdict, progress: Progress): string => {
  const last = progress.sequenceNumber === undefined ? "" : ` The last sequence number is ${progress.sequenceNumber}.`
  if (verdict === "ItemsCompleteWithoutTerminal") return `Every item is complete, but no terminal event came.${last}`
  if (verdict !== "Truncated") return ""
  const open = Array.from(progress.open.keys())
  const items =
    open.length === 0
      ? ""
      : `, with ${open.length === 1 ? "item" : "items"} ${open.slice(0, 10).join(", ")}${open.length > 10 ? ", …" : ""} open`
  return `The input ends without a terminal event${items}.${last}`
}

/** Renders the heading of an input, where there are several. */
export const heading = (file: string, first: boolean, { style }: PrettyOptions): string =>
  `${first ? "" : "\n"}${style.bold(`── ${sanitize(file)} ──`)}\n`

/** An input in the overview: its report, or its name where it couldn't be read. */
export type Outcome =
  | { readonly file: string; readonly report: InputReport; readonly readError: string | undefined }
  | { readonly file: string; readonly report: undefined; readonly readError: string }

/** Renders one line an input. */
export const overview = (outcomes: ReadonlyArray<Outcome>, { style }: PrettyOptions): string => {
  const width = Math.max(...outcomes.map(({ file }) => widthOf(sanitize(file))))
  const digits = Math.max(...outcomes.map(({ report }) => String(report?.events ?? 0).length))
  const lines = outcomes.map(({ file, readError, report }) => {
    const ok = report !== undefined && readError === undefined && isSound(report)
    const mark = ok ? style.green("✓") : style.red("✗")
    const shown = padEnd(sanitize(file), width)
    if (report === undefined) return `${mark} ${shown}  ${style.red(readError)}`
    const broken = report.violations.length + report.omitted.violations
    const facts = [
      ...(report.invalid > 0 ? [style.red(`${report.invalid} invalid`)] : []),
      ...(report.unknown > 0 ? [style.cyan(`${report.unknown} unknown`)] : []),
      ...(report.repaired > 0 ? [style.yellow(`${report.repaired} repaired`)] : []),
      ...(broken > 0 ? [count(broken, "violation")] : []),
      ...(readError === undefined ? [] : [style.red(readError)])
    ]
    const events = `${String(report.events).padStart(digits)} event${report.events === 1 ? " " : "s"}`
    return `${mark} ${shown}  ${events}  ${colorVerdict(style, report.verdict)}${
      facts.length === 0 ? "" : `  ${facts.join(", ")}`
    }`
  })
  return `\n${style.bold("overview")}\n${lines.join("\n")}\n`
}
