/**
 * An inspection for people: a line an event, pieces of one thing folded into one line, and a summary.
 *
 * @internal
 */
import { isObject } from "../../base/json.ts"
import * as Result from "effect/Result"
import type { InvalidChunk, InvalidJson } from "../../errors/StreamError.ts"
import type { Verdict } from "../../stream/verdict.ts"
import { messageOf, reasonsOf } from "../../capture/errorText.ts"
import { isSound, typeOf } from "../../capture/inspection.ts"
import type { Observer } from "../../capture/inspectBytes.ts"
import type { InputReport, ResponseFacts, ViolationEntry } from "../../capture/inspection.ts"
import { foldKey, itemOf, join, preview } from "../../capture/preview.ts"
import type { Joined } from "../../capture/preview.ts"
import { count, sanitize } from "../../capture/text.ts"
import { tokensPerSecond } from "../../capture/timing.ts"
import type { EventFilter } from "./eventFilter.ts"
import { fill, padEnd, truncate, truncateStart, widthOf, wrap } from "../text.ts"
import type { Style } from "../text.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** How to render. */
export interface PrettyOptions {
  readonly style: Style
  /** Columns of the terminal. */
  readonly width: number
  /** Which events have a line, if not all. */
  readonly filter?: EventFilter | undefined
  /** Whether lines have the time of their event, and the summary those of the stream. */
  readonly timing?: boolean | undefined
}

/** Renders the events of one input while they come. */
export interface Renderer extends Observer {
  /** Hands over the lines made since the last call. */
  readonly take: () => string
  /** The line of the run of pieces that comes, as far as it has come. It has no line end. */
  readonly unfinished: () => string
}

interface Fold {
  readonly key: string
  readonly type: string
  readonly item: string
  readonly first: number
  readonly at: number | undefined
  readonly joined: Joined
  readonly mark: string
  readonly repairs: Array<string>
  last: number
  count: number
}

const indexWidth = 9
const itemWidth = 4
/** Seconds with their thousandths, and a blank. */
const timeWidth = 9
/** How many lines a list in the summary has. */
const maxListed = 20

/** The columns that the types of events get: the rest is for previews. */
const typeWidthOf = (width: number): number => (width >= 110 ? 46 : Math.min(37, Math.max(26, width - 45)))

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

/** Makes a renderer of one input. */
export const make = (options: PrettyOptions): Renderer => {
  const { filter, style, timing = false, width } = options
  const timesWidth = timing ? timeWidth + 1 : 0
  const typeWidth = typeWidthOf(width - timesWidth)
  const indent = " ".repeat(2 + indexWidth + 2 + timesWidth)
  const room = width - (indent.length + typeWidth + 1 + itemWidth + 2)
  let hidden = 0
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
        `  ${"index".padStart(indexWidth)}  ${timing ? `${"time".padStart(timeWidth)} ` : ""}${padEnd("type", typeWidth)} ${"item".padStart(itemWidth)}  ${truncate("preview", room)}`
      )
    )
  }

  const timeOf = (at: number | undefined): string =>
    timing ? `${(at === undefined ? "" : (at / 1000).toFixed(3)).padStart(timeWidth)} ` : ""

  const row = (
    mark: string,
    index: string,
    at: number | undefined,
    type: string,
    times: number,
    item: string,
    preview: string
  ): string => {
    const suffix = times > 1 ? ` ×${times}` : ""
    const shown = shortType(sanitize(type.slice(0, maxType)), typeWidth - suffix.length)
    const pad = " ".repeat(typeWidth - widthOf(shown) - suffix.length)
    const start = `${mark} ${index.padStart(indexWidth)}  ${style.dim(timeOf(at))}${colorType(style, shown)}${style.cyan(suffix)}${pad}`
    return `${start} ${truncate(item, itemWidth).padStart(itemWidth)}  ${preview}`.trimEnd()
  }

  const foldRow = ({ at, count, first, item, joined, last, mark, type }: Fold): string => {
    const range = `${first}-${last}`
    const index = count === 1 ? `${first}` : range.length > indexWidth ? `${first}+` : range
    return row(mark, index, at, type, count, item, truncate(joined.preview(), room))
  }

  /** Prints text below the type of an event. */
  const printBelow = (text: string, color: (text: string) => string): void => {
    for (const line of wrap(text, width - indent.length)) print(indent + color(line))
  }

  const printRepairs = (names: ReadonlyArray<string>): void => {
    if (names.length > 0) printBelow(`repaired: ${names.join(", ")}`, style.yellow)
  }

  const flush = (): void => {
    if (fold !== undefined) {
      const { repairs } = fold
      print(foldRow(fold))
      fold = undefined
      printRepairs(repairs)
    }
    if (comments > 0) {
      begin()
      const times = comments === 1 ? "" : ` ×${comments}`
      print(style.dim(`  ${":".padStart(indexWidth)}  ${truncate(sanitize(comment), width - 24)}${times}`))
      comments = 0
    }
  }

  const addToFold = (
    key: string,
    mark: string,
    index: number,
    type: string,
    json: unknown,
    at: number | undefined,
    repairs: ReadonlyArray<string>
  ): void => {
    if (fold?.key !== key || fold.mark !== mark) {
      flush()
      begin()
      const item = itemOf(json)
      fold = { key, type, mark, repairs: [], item, first: index, at, last: index, count: 0, joined: join() }
    }
    fold.repairs.push(...repairs)
    fold.count++
    fold.last = index
    fold.joined.add(json)
  }

  const invalid = (error: InvalidJson | InvalidChunk, type: string, json: unknown, at: number | undefined): void => {
    const [first, ...others] = reasonsOf(error)
    const reason = `${error._tag}: ${first}`
    const fits = widthOf(reason) <= room
    begin()
    print(row(style.red("✗"), `${error.index}`, at, type, 1, itemOf(json), fits ? style.red(reason) : ""))
    for (const line of fits ? others : [reason, ...others]) printBelow(line, style.red)
  }

  return {
    onComment: (text) => {
      if (filter !== undefined) return
      // A comment between pieces doesn't tear them apart: it is shown after them
      if (comments === 0) comment = text.slice(0, 400).trim()
      comments++
    },
    onEvent: ({ at, index, json, repairs: applied, result }) => {
      const typeOnWire = typeOf(result, json)
      if (filter?.(typeOnWire, json) === false) {
        hidden++
        return
      }
      const type = typeOnWire ?? "–"
      if (Result.isFailure(result)) {
        if (isChatChunk(json)) return addToFold("", style.red("✗"), index, chatChunk, json, at, [])
        flush()
        return invalid(result.failure, type, json, at)
      }
      const isUnknown = result.success.type === "UNKNOWN"
      const mark = isUnknown ? style.cyan("?") : applied.length > 0 ? style.yellow("~") : " "
      const unnamed = applied.filter((name) => !named.has(name))
      for (const name of applied) named.add(name)
      const key = foldKey(type, json)
      if (key !== undefined) return addToFold(key, mark, index, type, json, at, unnamed)
      flush()
      begin()
      const shown = isUnknown
        ? `${style.cyan("[unknown]")} ${truncate(preview(json), room - "[unknown] ".length)}`
        : truncate(preview(json), room)
      print(row(mark, `${index}`, at, type, 1, itemOf(json), shown))
      printRepairs(unnamed)
    },
    onEnd: (report, error) => {
      flush()
      if (error !== undefined && error._tag !== "UnexpectedEnd" && error._tag !== "NotAnEventStream") {
        const [first, ...others] = wrap(`${error._tag}: ${messageOf(error)}`, width - indent.length)
        print(style.red(`✗ ${`${error.index}`.padStart(indexWidth)}  ${first}`))
        for (const line of others) print(indent + style.red(line))
      }
      out += summary(report, options, hidden)
      if (error?._tag === "NotAnEventStream" && error.providerError !== undefined) {
        const { code, message } = error.providerError
        const said = [code, message].filter((word) => word !== undefined).join(" · ")
        for (const line of wrap(`The provider says: ${sanitize(said.slice(0, maxSaid))}`, width)) print(line)
      }
    },
    take: () => {
      const taken = out
      out = ""
      return taken
    },
    unfinished: () => (fold === undefined ? "" : foldRow(fold))
  }
}

const chatChunk = "chat.completion.chunk"

const isChatChunk = (json: unknown): boolean => isObject(json) && json["object"] === chatChunk

/** How much is looked at of a type, and shown of what a provider says. */
const maxType = 200
const maxSaid = 600

const prefix = "response."

/** A type in so many columns. Its end tells it apart. */
const shortType = (type: string, width: number): string =>
  truncateStart(widthOf(type) > width && type.startsWith(prefix) ? `…${type.slice(prefix.length)}` : type, width)

const colorType = (style: Style, type: string): string =>
  type.startsWith(prefix) ? style.dim(prefix) + type.slice(prefix.length) : type

// -----------------------------------------------------------------------------
// Summary
// -----------------------------------------------------------------------------

/** What follows the events of an input: counts by type, repairs, violations, the verdict, facts of the response. */
const summary = (report: InputReport, { style, timing, width }: PrettyOptions, hidden: number): string => {
  const lines: Array<string> = [""]
  const title = (text: string): void => void lines.push(style.bold(text))
  if (report.types.size > 0) {
    title("types")
    const counts = Array.from(report.types, ([type, n]): Row => [sanitize(type), (shown) => colorType(style, shown), n])
    table(lines, report.others === 0 ? counts : [...counts, ["of other types", style.dim, report.others]], width)
  }
  if (report.repairs.size > 0) {
    title("repairs")
    table(
      lines,
      Array.from(report.repairs, ([name, n]): Row => [name, style.yellow, n]),
      width
    )
  }
  if (report.violations.length > 0) {
    title("protocol")
    violations(lines, report, style, width)
  }
  if (lines.length > 1) lines.push("")
  const { errors, unchecked } = report.omitted
  const facts = [
    count(report.events, "event"),
    ...(hidden > 0 ? [`${hidden} hidden`] : []),
    ...(report.unknown > 0 ? [style.cyan(`${report.unknown} unknown`)] : []),
    ...(report.invalid > 0 ? [style.red(`${report.invalid} invalid`)] : []),
    ...(report.repaired > 0 ? [style.yellow(`${report.repaired} repaired`)] : []),
    ...(report.comments > 0 ? [count(report.comments, "comment")] : []),
    ...(errors > 0 ? [`details of ${errors} errors not kept`] : []),
    ...(unchecked > 0 ? [`the protocol not checked of ${count(unchecked, "event")}: too many items`] : [])
  ]
  lines.push(...fill([`${colorVerdict(style, report.verdict)} `, ...listed(facts)], width, "  "))
  if (hidden > 0 && hidden === report.events) lines.push(style.yellow("No event matches --type and --item."))
  const response = responseFacts(report.response)
  if (response.length > 0) lines.push(...fill(listed(response), width, "  ").map(style.dim))
  if (timing === true) lines.push(...fill(listed(times(report)), width, "  ").map(style.dim))
  const ending = explain(report)
  if (report.hint !== undefined) lines.push(...wrap(report.hint, width).map(style.yellow))
  else if (ending !== "") lines.push(...wrap(ending, width).map(style.dim))
  return lines.join("\n") + "\n"
}

/** Values with commas. */
const listed = (values: ReadonlyArray<string>): ReadonlyArray<string> =>
  values.map((value, i) => (i === values.length - 1 ? value : `${value},`))

const milliseconds = (duration: number): string =>
  duration < 1000 ? `${Math.round(duration)} ms` : `${(duration / 1000).toFixed(duration < 10_000 ? 2 : 1)} s`

/** How long it took, in words. */
const times = ({ events, response, timing }: InputReport): ReadonlyArray<string> => {
  if (timing === undefined) return ["The recording has no times."]
  const { firstEvent, firstToken, last, longestGap } = timing
  const tokens = response.usage?.["output_tokens"]
  const rate = tokensPerSecond(timing, typeof tokens === "number" ? tokens : undefined)
  return [
    ...(firstEvent === undefined ? [] : [`first event ${milliseconds(firstEvent)}`]),
    ...(firstToken === undefined ? [] : [`first token ${milliseconds(firstToken)}`]),
    ...(rate === undefined ? [] : [`${rate.toFixed(1)} tokens a second`]),
    ...(longestGap === undefined
      ? []
      : [
          `longest gap ${milliseconds(longestGap.duration)} before ${longestGap.before === events ? "the end" : `event ${longestGap.before}`}`
        ]),
    ...(last === undefined ? [] : [`total ${milliseconds(last)}`])
  ]
}

const responseFacts = ({ id, model, status, usage }: ResponseFacts): ReadonlyArray<string> => {
  const number = (name: string, within?: string): number | undefined => {
    const value = usage?.[name]
    if (within === undefined) return typeof value === "number" ? value : undefined
    return typeof value === "object" ? value[within] : undefined
  }
  const tokens = (name: string, part: string, what: string): ReadonlyArray<string> => {
    const n = number(`${name}_tokens`)
    const of = number(`${name}_tokens_details`, `${part}_tokens`)
    return n === undefined
      ? []
      : [`${count(n, "token")} ${what}${of === undefined || of === 0 ? "" : ` (${of} ${part})`}`]
  }
  const cost = number("cost")
  const upstream = number("cost_details", "upstream_inference_cost")
  return [
    ...(id === undefined ? [] : [`response ${sanitize(id)}`]),
    ...(model === undefined ? [] : [`model ${sanitize(model)}`]),
    ...(status === undefined ? [] : [`status ${sanitize(status)}`]),
    ...tokens("input", "cached", "in"),
    ...tokens("output", "reasoning", "out"),
    ...(cost === undefined ? [] : [`cost ${cost}${upstream === undefined ? "" : ` (${upstream} upstream)`}`])
  ]
}

/** A name, its colour and how often it came. */
type Row = readonly [name: string, color: (text: string) => string, n: number]

const table = (lines: Array<string>, rows: ReadonlyArray<Row>, width: number): void => {
  const digits = Math.max(...rows.map(([, , n]) => String(n).length))
  const shown = rows.map(([name]) => truncate(name, Math.min(80, width - 4 - digits)))
  const column = Math.max(...shown.map(widthOf))
  for (const [i, [, color, n]] of rows.entries()) {
    const name = shown[i]!
    lines.push(`  ${color(name)}${" ".repeat(column - widthOf(name))}  ${String(n).padStart(digits)}`)
  }
}

/** Each rule that was broken: how often, and where first. */
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
    const [start, ...others] = wrap(where + sanitize(first.message), width - 5)
    lines.push(`  ${color(first.rule.padEnd(2))} ${start}`, ...others.map((line) => `     ${line}`))
  }
  if (report.omitted.violations > 0) lines.push(`  … and ${report.omitted.violations} more`)
}

const colorVerdict = (style: Style, verdict: Verdict): string =>
  style.bold((verdict === "Completed" ? style.green : verdict === "Incomplete" ? style.yellow : style.red)(verdict))

/** How many items are named that are open. */
const maxOpen = 10

/** How an input ends, if it doesn't end as it should. */
export const explain = ({ lastSequenceNumber, openItems, tailLength, verdict }: InputReport): string => {
  const tail = tailLength === 0 ? "" : `, ${count(tailLength, "character")} into an event`
  const last = lastSequenceNumber === undefined ? "" : ` The last sequence number is ${lastSequenceNumber}.`
  if (verdict === "ItemsCompleteWithoutTerminal")
    return `Every item is complete, but the input ends without a terminal event${tail}.${last}`
  if (verdict !== "Truncated") return tail === "" ? "" : `The input ends${tail.slice(1)}.`
  const indexes = openItems.slice(0, maxOpen).map(({ outputIndex }) => outputIndex)
  const more = openItems.length - indexes.length
  const items =
    indexes.length === 0
      ? ""
      : `, before output ${indexes.length === 1 ? "item" : "items"} ${indexes.join(", ")}` +
        `${more === 0 ? "" : ` and ${more} more`} ${openItems.length === 1 ? "was" : "were"} done`
  return `The input ends without a terminal event${items}${tail}.${last}`
}

/** Renders the heading of an input, where there are several. */
export const heading = (file: string, first: boolean, { style, width }: PrettyOptions): string =>
  `${first ? "" : "\n"}${style.bold(`── ${truncateStart(sanitize(file), width - 6)} ──`)}\n`

/** An input in the overview: its report, or its name where it couldn't be read. */
export type Outcome =
  | { readonly file: string; readonly report: InputReport; readonly readError: string | undefined }
  | { readonly file: string; readonly report: undefined; readonly readError: string }

/** Renders one line an input. */
export const overview = (outcomes: ReadonlyArray<Outcome>, { style, width }: PrettyOptions): string => {
  const names = outcomes.map(({ file }) => truncateStart(sanitize(file), Math.max(20, width - 42)))
  const column = Math.max(...names.map(widthOf))
  const digits = Math.max(...outcomes.map(({ report }) => String(report?.events ?? 0).length))
  const lines = outcomes.flatMap(({ readError, report }, i) => {
    const ok = report !== undefined && readError === undefined && isSound(report)
    const mark = ok ? style.green("✓") : style.red("✗")
    const name = `${mark} ${padEnd(names[i]!, column)} `
    if (report === undefined) return fill([name, style.red(readError)], width, "    ")
    const broken = report.violations.length + report.omitted.violations
    const facts = [
      ...(report.invalid > 0 ? [style.red(`${report.invalid} invalid`)] : []),
      ...(report.unknown > 0 ? [style.cyan(`${report.unknown} unknown`)] : []),
      ...(report.repaired > 0 ? [style.yellow(`${report.repaired} repaired`)] : []),
      ...(broken > 0 ? [count(broken, "violation")] : []),
      ...(readError === undefined ? [] : [style.red(readError)])
    ]
    const events = `${String(report.events).padStart(digits)} event${report.events === 1 ? " " : "s"} `
    const verdict = colorVerdict(style, report.verdict) + (facts.length === 0 ? "" : " ")
    return fill([name, events, verdict, ...listed(facts)], width, "    ")
  })
  return `\n${style.bold("overview")}\n${lines.join("\n")}\n`
}
