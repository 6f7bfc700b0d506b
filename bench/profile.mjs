/**
 * Where the time goes: the self time of groups of functions, for each event, of the floor and of another contestant.
 *
 *     node bench/profile.mjs [--workload text-deltas] [--of decode] [--functions 20] [--seconds 4] [--no-build]
 *
 * Sampled by the profiler behind `node --cpu-prof`, which costs a little itself: the sums are larger than the benchmark's.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { contestants } from "./contestants.mjs"
import { prepare } from "./prepare.mjs"
import { startWorker } from "./startWorker.mjs"
import { store } from "./store.mjs"
import { workloads } from "./workloads.mjs"

const { values: flags } = parseArgs({
  options: {
    workload: { type: "string", default: "text-deltas" },
    of: { type: "string", default: "decode" },
    functions: { type: "string", default: "0" },
    seconds: { type: "string", default: "4" },
    "no-build": { type: "boolean", default: false }
  }
})

/** The group of a function, by the first pattern that its place matches: `name file`. */
const groups = [
  ["JSON.parse", /^jsonParse /],
  ["TextDecoder", /^decode $|node:internal\/encoding/],
  ["eventsource-parser", /node_modules\/eventsource-parser\//],
  ["frames (SseFrame)", /bench\/dist\/sse\//],
  ["the last delta", /bench\/dist\/wire\/lastDelta/],
  ["check and rename (table)", /bench\/dist\/wire\//],
  ["reader, ChunkStream, Web", /bench\/dist\/(base|stream|web)\//],
  ["the rest of this package", /bench\/dist\//],
  ["Effect's Schema (the interpreter)", /node_modules\/effect\/dist\/(internal\/schema|Schema)/],
  ["Effect's runtime and Stream", /node_modules\/effect\//],
  ["other packages", /node_modules\//],
  ["garbage collection", /^\(garbage collector\)/],
  ["ReadableStream and promises (Node)", /node:/],
  ["the benchmark itself", /\/bench\//],
  ["the engine, without a place", /./]
]

const groupOf = (place) => groups.find(([, pattern]) => pattern.test(place))[0]

/** Self time in microseconds by place, without what was idle or the profiler. */
const selfTimes = ({ nodes, samples, timeDeltas }) => {
  const frames = new Map(nodes.map(({ callFrame, id }) => [id, callFrame]))
  const times = new Map()
  for (const [i, id] of samples.entries()) {
    const { functionName, lineNumber, url } = frames.get(id)
    if (functionName === "(idle)" || (functionName === "dispatch" && url === "")) continue
    const place = `${functionName} ${url}${url === "" ? "" : `:${lineNumber + 1}`}`
    times.set(place, (times.get(place) ?? 0) + timeDeltas[i])
  }
  return times
}

const find = (list, wanted) => {
  const found = list.find(({ id }) => id === wanted)
  if (found === undefined) throw new Error(`There is no ${wanted}: ${list.map(({ id }) => id).join(", ")}`)
  return found
}

/** Profiles contestants in turns, and keeps of each the run that was disturbed least. */
const profilesOf = async (ids, files) => {
  const rounds = 5
  const workers = []
  try {
    for (const id of ids) {
      const contestant = find(contestants, id)
      workers.push({ id, runs: [], ...(await startWorker(contestant, files)) })
    }
    for (let round = 0; round < rounds; round++) {
      for (const { ask, runs } of workers) {
        const { events, profile } = await ask("profile", { least: (Number(flags.seconds) * 1000) / rounds })
        const places = [...selfTimes(profile)].map(([place, time]) => ({ place, time: time / events }))
        runs.push({ places, all: places.reduce((sum, { time }) => sum + time, 0) })
      }
    }
  } finally {
    await Promise.all(workers.map(({ stop }) => stop()))
  }
  return workers.map(({ id, runs }) => {
    const { all, places } = runs.toSorted((a, b) => a.all - b.all)[0]
    const byGroup = new Map()
    for (const { place, time } of places) byGroup.set(groupOf(place), (byGroup.get(groupOf(place)) ?? 0) + time)
    return { id, places, byGroup, all }
  })
}

const cell = (time) => time.toFixed(3).padStart(10)
const signed = (time) => `${time < 0 ? "−" : "+"}${Math.abs(time).toFixed(3)}`.padStart(10)

if (!flags["no-build"]) prepare()
const workload = find(workloads, flags.workload)
const folder = await mkdtemp(join(tmpdir(), "bench-"))
try {
  const { files } = await store(folder, workload)
  const [floor, other] = await profilesOf(["floor", flags.of], files)
  const row = (name, a, b) =>
    console.log(
      `${name.padEnd(58)}${cell(a)}${cell(b)}${signed(b - a)}${`${((100 * (b - a)) / floor.all).toFixed(1)} %`.padStart(10)}`
    )
  console.log(`${workload.title}: self time, µs an event\n`)
  console.log(
    `${"".padEnd(58)}${"floor".padStart(10)}${other.id.padStart(10)}${"more".padStart(10)}${"of floor".padStart(10)}`
  )
  for (const [name] of groups) {
    const [a, b] = [floor, other].map(({ byGroup }) => byGroup.get(name) ?? 0)
    if (a > 0 || b > 0) row(name, a, b)
  }
  row("all", floor.all, other.all)
  const count = Number(flags.functions)
  if (count > 0) console.log(`\nThe functions of ${other.id} with the most self time\n`)
  for (const { place, time } of other.places.toSorted((a, b) => b.time - a.time).slice(0, count)) {
    console.log(`${cell(time)}  ${place.replace(/ file:.*\/(?=node_modules\/|bench\/)/, "  ")}`)
  }
} finally {
  await rm(folder, { recursive: true })
}
