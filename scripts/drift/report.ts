/** What has drifted, in words. */
import type { Comparison, Finding } from "./compare.ts"
import { kinds, looserKinds } from "./compare.ts"

/** A peer's newest release beside the one that the tests hold the models against. */
export interface Drift {
  /** The newest release against our models. */
  readonly models: Comparison
  /** The newest release against the installed one. */
  readonly releases: Comparison
}

/** A difference that is listed with its reason, for all paths where its path is `*`. */
export interface KnownDifference {
  readonly kind: string
  readonly path: string
}

/** What of a comparison with our models is new: neither listed, nor more that is valid here than the peer says. */
export const news = (findings: ReadonlyArray<Finding>, known: ReadonlyArray<KnownDifference>): ReadonlyArray<Finding> =>
  findings.filter(
    ({ kind, path }) =>
      !looserKinds.includes(kind) && !known.some((row) => row.kind === kind && (row.path === path || row.path === "*"))
  )

/** Tells whether an event type has no model. */
export const isMissing = ({ models }: Drift): boolean => models.findings.some(({ kind }) => kind === "event")

/** What a difference between two releases is called. */
const changes: Partial<Record<Finding["kind"], string>> = {
  event: "new event type",
  member: "new member of a union",
  field: "new field",
  value: "new value",
  type: "type changed",
  open: "type changed",
  absent: "optional or gone, was required",
  optional: "required, was optional",
  null: "may be null",
  nullish: "can't be null any more",
  closed: "closed, was open",
  fraction: "integer, was any number",
  ours: "gone",
  oursEvent: "event type is gone"
}

const rows = (findings: ReadonlyArray<Finding>, words: Readonly<Record<string, string>>): string => {
  const width = Math.max(...findings.map(({ path }) => path.length))
  return findings.map(({ kind, path }) => `  ${path.padEnd(width)}  ${words[kind] ?? kind}`).join("\n")
}

/** The report on one peer. */
export const describe = (drift: Drift, installed: string, known: ReadonlyArray<KnownDifference>): string => {
  const { models, releases } = drift
  const unknown = news(models.findings, known)
  const parts = [
    `${models.peer}: ${models.chunks} chunks, ${models.models} models, ${models.fields} fields compared`,
    unknown.length === 0
      ? "Nothing in it is missing in the models, but for what docs/differences.md lists."
      : `Not in the models, and not in docs/differences.md:\n${rows(unknown, kinds)}`
  ]
  if (models.peer === installed) parts.push("It is the release that the tests hold the models against.")
  else if (releases.findings.length === 0) parts.push(`Nothing has changed since ${installed}.`)
  else parts.push(`Changed since ${installed}:\n${rows(releases.findings, changes)}`)
  return parts.join("\n")
}
