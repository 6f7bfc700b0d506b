/**
 * What is known of a stream: its name, how it ended, its figures, and what is wrong with it.
 *
 * @internal
 */
import { sanitize } from "../../capture/text.ts"
import type { RepairName } from "../../wire/Tolerance.ts"
import * as Ending from "../model/ending.ts"
import type { EventRow, Recording } from "../model/types.ts"
import type { Fact } from "../model/facts.ts"
import { factsOf } from "../model/facts.ts"
import { counted, errorWord, factText, integer } from "./format.ts"
import { Icon } from "./icon.tsx"
import type { Opened } from "./opened.ts"
import { nextProblem, select } from "./pane.ts"
import type { Pane } from "./pane.ts"
import { VerdictBadge } from "./verdictBadge.tsx"
import { partName } from "./state.ts"

/** The header of a stream. Side by side it has no figures: a table has those of both. */
export const StreamHeader = ({ isSide, pane }: { readonly isSide: boolean; readonly pane: Pane }) => {
  const { error, isLive, recording, version } = pane.opened
  void version.value
  const { report } = recording
  const words = Ending.wordsOf(recording)
  const Heading = isSide ? "h2" : "h1"
  return (
    <header class="head">
      <div class="head-title">
        <Heading class="cut cut-start" title={sanitize(recording.name)}>
          <bdi>{sanitize(recording.name)}</bdi>
        </Heading>
        <VerdictBadge
          isOpen={Ending.isOpen(recording)}
          openWord={isLive ? "Open" : "Reading…"}
          verdict={Ending.of(recording)}
        />
        {report.response.model !== undefined && <span class="mono soft cut">{sanitize(report.response.model)}</span>}
      </div>
      {error.value !== undefined && <p class="bad">{error.value}</p>}
      {words !== undefined && <p class="warn">{sanitize(words)}</p>}
      {!isSide && <Figures opened={pane.opened} />}
    </header>
  )
}

const Figures = ({ opened: { recording, version } }: { readonly opened: Opened }) => {
  void version.value
  return (
    <dl class="facts">
      {factsOf(recording)
        .filter(isFigure)
        .map((fact) => (
          <div key={fact.name}>
            <dt>{words[fact.name] ?? fact.name}</dt>
            <dd>{factText(fact)}</dd>
          </div>
        ))}
    </dl>
  )
}

/** Shorter words for facts. */
const words: Readonly<Record<string, string>> = {
  "Tokens a second": "Tokens/s",
  "Input tokens": "Tokens in",
  "Cached tokens": "Cached",
  "Output tokens": "Tokens out",
  "Reasoning tokens": "Reasoning"
}

/** Whether a fact has a place in the header. */
const isFigure = ({ name, section, value }: Fact): boolean =>
  value !== undefined &&
  (name === "Events" ||
    (section === "time" && name !== "First event") ||
    (section === "usage" && (value !== 0 || name === "Cost")))

/** How many problems have a chip of their own. */
const maxChips = 200

/** What is wrong, each with the event where it is. Absent if nothing is. */
export const Problems = ({ pane }: { readonly pane: Pane }) => {
  void pane.opened.version.value
  const { recording } = pane.opened
  const problems = problemsOf(recording)
  if (problems.length === 0) return null
  const total = totalOf(recording)
  return (
    <section class="problems" aria-label={partName("Problems", pane)}>
      <strong>{headingOf(recording)}</strong>
      <button
        type="button"
        class="button bare icon"
        aria-label="Previous problem"
        onClick={() => nextProblem(pane, -1)}
      >
        <Icon name="up" />
      </button>
      <button type="button" class="button bare icon" aria-label="Next problem" onClick={() => nextProblem(pane, 1)}>
        <Icon name="down" />
      </button>
      {problems.map(({ index, name, title, tone }, i) => (
        <button
          key={i}
          type="button"
          class={`chip ${tone}`}
          title={title}
          onClick={() => {
            select(pane, index ?? 0, "event")
          }}
        >
          <Icon name={tone === "bad" ? "cross" : tone === "warn" ? "warning" : "wrench"} size={12} />
          {name}
          {index !== undefined && <span class="soft">#{index}</span>}
        </button>
      ))}
      {total > problems.length && <span class="soft">and {integer(total - problems.length)} more</span>}
    </section>
  )
}

/** What was repaired is no problem: the list counts none for it. */
const headingOf = (recording: Recording): string => {
  const { repaired, repairs } = recording.report
  const wrong = totalOf(recording) - repairs.size
  return [wrong > 0 && counted(wrong, "problem"), repairs.size > 0 && counted(repaired, "repaired event")]
    .filter((words) => words !== false)
    .join(", ")
}

interface Problem {
  /** Of the event, or of the one that would have come. `undefined`: of none. */
  readonly index: number | undefined
  readonly name: string
  readonly title: string
  readonly tone: "bad" | "warn" | "soft"
}

/** The worst first: invalid events, then violations, then the first of each repair. */
const problemsOf = ({ report, rows }: Recording): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = report.errors.slice(0, maxChips).map(({ _tag, index, message }) => ({
    index: _tag === "NotAnEventStream" ? undefined : index,
    name: errorWord(_tag),
    title: sanitize(message),
    tone: "bad"
  }))
  for (const { index, message, rule, severity } of report.violations.slice(0, maxChips - problems.length)) {
    const tone = severity === "error" ? "bad" : "warn"
    problems.push({ index, name: rule, title: `${rule}: ${message}`, tone })
  }
  for (const name of report.repairs.keys()) {
    const row = problems.length < maxChips ? firstRepaired(rows, name) : undefined
    const times = report.repairs.get(name) ?? 0
    if (row !== undefined) {
      const title = `Repaired ${counted(times, "time")}`
      problems.push({ index: row.index, name: times > 1 ? `${name} ×${times}` : name, title, tone: "soft" })
    }
  }
  return problems
}

/** The first row with each repair. A row never changes, so it is looked for once. */
const firsts = new WeakMap<Recording["rows"], Map<string, EventRow>>()

const firstRepaired = (rows: Recording["rows"], name: RepairName): EventRow | undefined => {
  const known = firsts.get(rows) ?? new Map<string, EventRow>()
  firsts.set(rows, known)
  const row = known.get(name) ?? rows.find(({ repairs }) => repairs.includes(name))
  if (row !== undefined) known.set(name, row)
  return row
}

const totalOf = ({ report }: Recording): number =>
  report.errors.length +
  report.omitted.errors +
  report.violations.length +
  report.omitted.violations +
  report.repairs.size
