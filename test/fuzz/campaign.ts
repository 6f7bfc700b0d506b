/** Makes inputs and checks them, until the time is over. */
import { check } from "./check.ts"
import type { Fault, Outcomes } from "./check.ts"
import type { Corpus } from "./corpus.ts"
import { makeInput } from "./input.ts"
import type { Input } from "./input.ts"
import type { Library } from "./library.ts"
import type { Run } from "./runs.ts"
import { shrink } from "./shrink.ts"

export interface CampaignOptions {
  readonly library: Library
  readonly corpus: Corpus
  readonly seed: number
  /** The number of the first input. Default 0. */
  readonly from?: number
  /** Whether to go on, before each input. */
  readonly goesOn: (inputs: number) => boolean
  /** How long a fault may be made smaller. */
  readonly shrinkSeconds: number
  /** Called before each input. */
  readonly onInput?: (number: number) => void
}

/** A law that is broken, with the smallest input that was found to break it. */
export interface Finding {
  readonly fault: Fault
  readonly seed: number
  readonly number: number
  readonly input: Input
}

export interface Report {
  readonly inputs: number
  readonly bytes: number
  /** How many inputs were made in each way. */
  readonly kinds: ReadonlyMap<string, number>
  /** The combinations of entrance and options that were used. */
  readonly combinations: ReadonlySet<string>
  readonly outcomes: Outcomes
  readonly findings: ReadonlyArray<Finding>
  /** How many inputs broke each law. */
  readonly faults: ReadonlyMap<string, number>
}

const add = (counts: Map<string, number>, name: string, count = 1): void => {
  counts.set(name, (counts.get(name) ?? 0) + count)
}

/** The first fault of an input that breaks a law. */
export const faultOf = async (library: Library, input: Input, law: string): Promise<Fault | undefined> =>
  (await check(library, input)).faults.find((fault) => fault.law === law)

const combinationOf = ({ tolerance, ...rest }: Run): string => Object.values({ tolerance, ...rest }).join()

/** Runs a campaign. Of each law, the first input that breaks it is made smaller. */
export const campaign = async (options: CampaignOptions): Promise<Report> => {
  const { corpus, library, seed, shrinkSeconds } = options
  const kinds = new Map<string, number>()
  const faults = new Map<string, number>()
  const combinations = new Set<string>()
  const findings: Array<Finding> = []
  const all: Outcomes = { decoded: 0, unknown: 0, repaired: 0, refused: 0, heartbeats: 0, ends: new Map() }
  const { from = 0 } = options
  let number = from
  let bytes = 0
  for (; options.goesOn(number - from); number++) {
    options.onInput?.(number)
    const { kinds: made, ...input } = makeInput(seed, number, corpus)
    bytes += input.bytes.length
    for (const kind of made) add(kinds, kind)
    for (const run of input.runs) combinations.add(combinationOf(run))
    const { faults: found, outcomes } = await check(library, input)
    for (const key of ["decoded", "unknown", "repaired", "refused", "heartbeats"] as const) all[key] += outcomes[key]
    for (const [end, count] of outcomes.ends) add(all.ends, end, count)
    for (const { law } of new Map(found.map((fault) => [fault.law, fault])).values()) {
      add(faults, law)
      if (findings.some((finding) => finding.fault.law === law)) continue
      const breaks = async (smaller: Input) => (await faultOf(library, smaller, law)) !== undefined
      const smallest = await shrink(input, breaks, shrinkSeconds)
      const fault = (await faultOf(library, smallest, law)) ?? found.find((each) => each.law === law)!
      findings.push({ fault, seed, number, input: smallest })
    }
  }
  return { inputs: number - from, bytes, kinds, combinations, outcomes: all, findings, faults }
}
