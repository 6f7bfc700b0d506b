/**
 * A recording in figures, and two of them side by side.
 *
 * @internal
 */
import { tokensPerSecond } from "../../capture/timing.ts"
import { costOf } from "../../snapshot/cost.ts"
import * as Ending from "./ending.ts"
import type { Recording } from "./types.ts"

/** What a value is, for its writing. */
type Unit = "text" | "count" | "milliseconds" | "dollars" | "perSecond"

/** What a fact is about. */
export type Section = "stream" | "time" | "usage" | "types" | "violations" | "repairs"

/** A fact of a recording. */
export interface Fact {
  readonly section: Section
  /** A few words, or the name of a type, of a rule or of a repair. */
  readonly name: string
  readonly unit: Unit
  /** `undefined`: not known, or none. */
  readonly value: string | number | undefined
}

/** The same fact of two recordings. */
export interface Comparison extends Omit<Fact, "value"> {
  readonly values: readonly [Fact["value"], Fact["value"]]
  readonly differs: boolean
}

/** The facts of a recording, in the order in which they are shown. */
export const factsOf = (recording: Recording): ReadonlyArray<Fact> => {
  const { report, timing } = recording
  const snapshot = recording.snapshotAt(recording.rows.length - 1)
  const { usage } = snapshot
  const rules = countBy(report.violations.map(({ rule }) => rule))
  return [
    fact("stream", "Verdict", "text", Ending.of(recording)),
    fact("stream", "Model", "text", report.response.model),
    fact("stream", "Events", "count", report.events),
    fact("stream", "Items", "count", recording.lanes.length - 1),
    fact("stream", "Invalid events", "count", report.invalid),
    fact("stream", "Unknown events", "count", report.unknown),
    fact("stream", "Repaired events", "count", report.repaired),
    fact("stream", "Violations", "count", report.violations.length + report.omitted.violations),
    fact("time", "First event", "milliseconds", timing.firstEvent),
    fact("time", "First token", "milliseconds", timing.firstToken),
    fact("time", "Total", "milliseconds", timing.last),
    fact("time", "Longest gap", "milliseconds", timing.longestGap?.duration),
    fact("time", "Tokens a second", "perSecond", tokensPerSecond(timing, usage?.outputTokens)),
    fact("usage", "Input tokens", "count", usage?.inputTokens),
    fact("usage", "Cached tokens", "count", usage?.inputTokensDetails?.cachedTokens),
    fact("usage", "Output tokens", "count", usage?.outputTokens),
    fact("usage", "Reasoning tokens", "count", usage?.outputTokensDetails?.reasoningTokens),
    fact("usage", "Cost", "dollars", costOf(snapshot)),
    ...counts("types", report.types),
    ...counts("violations", rules),
    ...counts("repairs", report.repairs)
  ]
}

const fact = (section: Section, name: string, unit: Unit, value: Fact["value"] | null): Fact => ({
  section,
  name,
  unit,
  value: value ?? undefined
})

const counts = (section: Section, all: ReadonlyMap<string, number>): ReadonlyArray<Fact> =>
  Array.from(all, ([name, value]) => fact(section, name, "count", value))

const countBy = (names: ReadonlyArray<string>): ReadonlyMap<string, number> => {
  const all = new Map<string, number>()
  for (const name of names) all.set(name, (all.get(name) ?? 0) + 1)
  return all
}

/** The facts of two recordings side by side. What neither has is left out. */
export const compare = (one: Recording, other: Recording): ReadonlyArray<Comparison> => {
  const facts = factsOf(one)
  const others = new Map(factsOf(other).map((fact) => [keyOf(fact), fact]))
  const names = new Set(facts.map(keyOf))
  const onlyOther = [...others.values()].filter((fact) => !names.has(keyOf(fact)))
  const pairs = [
    ...facts.map((fact) => pair(fact, fact.value, others.get(keyOf(fact))?.value)),
    ...onlyOther.map((fact) => pair(fact, undefined, fact.value))
  ]
  return sections.flatMap((section) =>
    pairs.filter((each) => each.section === section && each.values.some((value) => value !== undefined))
  )
}

const sections: ReadonlyArray<Section> = ["stream", "time", "usage", "types", "violations", "repairs"]

const keyOf = ({ name, section }: Fact): string => `${section} ${name}`

const pair = ({ name, section, unit }: Fact, one: Fact["value"], other: Fact["value"]): Comparison => ({
  section,
  name,
  unit,
  values: [one, other],
  differs: isDifferent(unit, one, other)
})

/** No two times are the same. So they differ from a tenth on. */
const isDifferent = (unit: Unit, one: Fact["value"], other: Fact["value"]): boolean =>
  (unit === "milliseconds" || unit === "perSecond") && typeof one === "number" && typeof other === "number"
    ? Math.abs(one - other) > Math.max(Math.abs(one), Math.abs(other)) / 10
    : one !== other
