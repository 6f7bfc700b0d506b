/**
 * The command. `run.mjs` starts it.
 *
 *     npm run fuzz                                   for a minute, with a new seed
 *     npm run fuzz -- --minutes 5 --seed 7           the same inputs each time; --seconds for less
 *     npm run fuzz -- --replay fuzz-7-12-….json      one input again
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { campaign, faultOf } from "./campaign.ts"
import type { Report } from "./campaign.ts"
import { check } from "./check.ts"
import { readCorpus } from "./corpus.ts"
import { library } from "./library.ts"
import { fileOf, read, write } from "./record.ts"
import { watch } from "./watchdog.ts"

const { values: flags } = parseArgs({
  options: {
    minutes: { type: "string" },
    seconds: { type: "string" },
    seed: { type: "string" },
    from: { type: "string", default: "0" },
    out: { type: "string", default: "." },
    replay: { type: "string" }
  }
})

const integer = (text: string, name: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`--${name} is an integer`)
  return value
}

const list = (counts: Iterable<readonly [string, number]>): string =>
  [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ")

const print = ({ bytes, combinations, inputs, kinds, outcomes }: Report, seconds: number): void => {
  const { ends, ...events } = outcomes
  console.log(`${inputs} inputs, ${(inputs / seconds).toFixed(0)} a second, ${(bytes / 1e6).toFixed(1)} MB`)
  console.log(`ways to read: ${combinations.size}`)
  console.log(`made: ${list(kinds)}`)
  console.log(`events: ${list(Object.entries(events))}`)
  console.log(`ends: ${list(ends)}`)
}

/** Runs until the time is over. Gives the exit code. */
const run = async (): Promise<number> => {
  const seed = flags.seed === undefined ? Date.now() % 2 ** 31 : integer(flags.seed, "seed")
  const seconds = Number(flags.seconds ?? 60 * Number(flags.minutes ?? 1))
  if (!(seconds > 0)) throw new Error("--minutes and --seconds are numbers")
  console.log(`seed ${seed}`)
  mkdirSync(flags.out, { recursive: true })
  const corpus = await readCorpus()
  const start = performance.now()
  const elapsed = (): number => (performance.now() - start) / 1000
  const watchdog = watch(seed)
  const report = await campaign({
    library,
    corpus,
    seed,
    from: integer(flags.from, "from"),
    goesOn: () => elapsed() < seconds,
    shrinkSeconds: 10,
    onInput: watchdog.onInput
  })
  await watchdog.stop()
  print(report, elapsed())
  for (const finding of report.findings) {
    const file = join(flags.out, fileOf(finding))
    writeFileSync(file, write(finding))
    const { detail, law, run } = finding.fault
    console.log(`\nFAULT in ${report.faults.get(law)} inputs: ${law}\n  ${run}: ${detail.slice(0, 600)}`)
    console.log(`  again: npm run fuzz -- --replay ${file}`)
  }
  console.log(report.findings.length === 0 ? "no faults" : `\n${report.findings.length} laws are broken`)
  return report.findings.length === 0 ? 0 : 1
}

const replay = async (file: string): Promise<number> => {
  const { input, law } = read(file)
  const { faults } = await check(library, input)
  for (const fault of faults) console.log(`FAULT: ${fault.law}\n  ${fault.run}: ${fault.detail}`)
  if ((await faultOf(library, input, law)) === undefined) console.log(`mended: ${law}`)
  return faults.length === 0 ? 0 : 1
}

let unhandled = 0
process.on("unhandledRejection", (reason) => {
  unhandled++
  console.log("FAULT: a rejection that nobody handles", reason)
})

const code = await (flags.replay === undefined ? run() : replay(flags.replay))
process.exitCode = unhandled > 0 ? 1 : code
