/**
 * The benchmark.
 *
 *     npm run bench                            everything, and writes docs/benchmarks.md with its charts, and docs/scale.md
 *     npm run bench -- --check                 the bars that the project holds itself to: exit 1 where one is missed
 *     node bench/main.mjs --only text-deltas   one workload, nothing written; --among floor,decode one or some contestants
 *     … --check --only image                   the bars of one section
 *     node bench/main.mjs --only store         what StreamStore costs and carries; --write puts it into docs/scale.md
 *     … --quick                                a short run, for a first look
 *     … --check --write                        also puts the bars into docs/benchmarks.md
 */
import { parseArgs } from "node:util"
import { check } from "./check.mjs"
import { contestants } from "./contestants.mjs"
import { coldStart } from "./coldStart.mjs"
import { prepare } from "./prepare.mjs"
import { race } from "./race.mjs"
import { lossOf, writeBars, writeReport } from "./report.mjs"
import { scaleFigures, writeScale } from "./scale.mjs"
import { median, ratios } from "./statistics.mjs"
import { measureStreamStore } from "./streamStore.mjs"
import { hasRecordings, workloads } from "./workloads.mjs"

const { values: flags } = parseArgs({
  options: {
    only: { type: "string" },
    among: { type: "string" },
    check: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    "no-build": { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    seconds: { type: "string" }
  }
})

const chosen = (list, names) => {
  if (names === undefined) return list
  const ids = names.split(",")
  for (const id of ids) if (!list.some((each) => each.id === id)) throw new Error(`There is no ${id}`)
  return list.filter(({ id }) => ids.includes(id))
}

/** What was raced so far, for the terminal. */
const show = (entries) => {
  const [{ bytes, events, workload }] = entries
  const floor = entries.find(({ id }) => id === "floor")
  console.log(`\n${workload.title}: ${events} events, ${(bytes / 1e6).toFixed(1)} MB`)
  for (const entry of entries) {
    const columns = [`  ${entry.id.padEnd(18)}`]
    if (floor !== undefined) {
      const ratio = ratios(entry.times, floor.times)
      columns.push(`${ratio.median.toFixed(2).padStart(6)} × floor (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`)
    }
    const unit = workload.gap === 0 ? "µs an event" : "µs of the processor's an event"
    columns.push(`${((median(entry.times) * 1000) / events).toFixed(2).padStart(9)} ${unit}`)
    columns.push(`${entry.times.length} rounds`, lossOf(entry))
    console.log(columns.join("  ").trimEnd())
  }
}

/** A bar, for the terminal. */
const showBar = ({ aim, bar, holds, measured, what }) => {
  const verdict = bar === "" ? "" : holds ? "holds" : "MISSED"
  const wanted = [...(bar === "" ? [] : [`bar ${bar}`]), ...(aim === "" ? [] : [`aim ${aim}`])]
  console.log(`${verdict.padEnd(8)}${[`${what}: ${measured}`, ...wanted].join(", ")}`)
}

if (!flags["no-build"]) prepare()
if (flags.check) {
  const bars = []
  for await (const found of check({ effort: flags.quick ? 0.2 : 1, only: flags.only?.split(",") })) {
    for (const bar of found) showBar(bar)
    bars.push(...found)
  }
  if (flags.write) await writeBars(bars)
  process.exit(bars.every(({ holds }) => holds) ? 0 : 1)
}

/** `StreamStore` against itself: what it costs and carries. */
const measureStore = async (writes) => {
  const found = await measureStreamStore({ quick: flags.quick })
  console.log(`\n${scaleFigures(found)}`)
  if (writes) await writeScale(found)
}

if (flags.only === "store") {
  await measureStore(flags.write)
  process.exit(0)
}

const racing = chosen(contestants, flags.among)
const pace = { seconds: Number(flags.seconds ?? (flags.quick ? 4 : 14)), generations: flags.quick ? 1 : 2 }
// Most of it is waiting: of the longest gap there are the fewest rounds, and of the shortest several runs in a turn
const gapPace = { seconds: flags.quick ? 2 : 10, generations: 1, least: 150 }
const raced = []
for (const workload of chosen(workloads, flags.only)) {
  if (workload.recorded && !hasRecordings) {
    console.log(`\n${workload.title}: left out, ../shared/captures is not beside the project`)
    continue
  }
  const asked = flags.among === undefined ? (workload.among ?? racing.map(({ id }) => id)) : flags.among.split(",")
  const able = racing.filter(({ id, takes }) => asked.includes(id) && (takes === undefined || takes(workload.id)))
  const entries = await race(
    able.map((contestant) => ({ contestant, workload })),
    workload.gap === 0 ? pace : gapPace
  )
  show(entries)
  raced.push(entries)
}

const whole = flags.only === undefined && flags.among === undefined
if (whole && (flags.write || !flags.quick)) {
  const cold = await coldStart({ rounds: flags.quick ? 4 : 16 })
  await writeReport({ raced, cold, contestants, generations: pace.generations })
  console.log("\ndocs/benchmarks.md and its charts are written")
  await measureStore(true)
}
