/** The bars that the project holds itself to, measured now. All are ratios of what ran in the same rounds. */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { coldStart } from "./coldStart.mjs"
import { contestants } from "./contestants.mjs"
import { here } from "./prepare.mjs"
import { checkInspection, race } from "./race.mjs"
import { median, ratios, slope } from "./statistics.mjs"
import { hasRecordings, imageWorkload, textWorkload, workloads } from "./workloads.mjs"

/**
 * @typedef {object} Bar
 * @property {string} what
 * @property {string} measured with its spread
 * @property {string} bar empty where it is only told
 * @property {string} aim where it should get to, if that is more than the bar
 * @property {boolean} holds
 */

const contestant = (id) => contestants.find((each) => each.id === id)
const workload = (id) => workloads.find((each) => each.id === id)

const times = (ratio) => `${ratio.toFixed(2)} ×`
const spread = ({ high, low, median }) => `${times(median)} (${low.toFixed(2)}–${high.toFixed(2)})`

const aimOf = (aim) => (aim === undefined ? "" : times(aim))

/** A ratio that may be so much at most. */
const atMost = (what, ratio, limit, aim) => ({
  what,
  measured: spread(ratio),
  bar: `≤ ${times(limit)}`,
  aim: aimOf(aim),
  holds: ratio.median <= limit
})

/** A ratio that must be so much at least. */
const atLeast = (what, ratio, limit, aim) => ({
  what,
  measured: spread(ratio),
  bar: `≥ ${times(limit)}`,
  aim: aimOf(aim),
  holds: ratio.median >= limit
})

/** What is told without a bar. */
const information = (what, measured) => ({ what, measured, bar: "", aim: "", holds: true })

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`

const scripted = async (script, args, execArgv = []) => {
  const { stdout } = await promisify(execFile)(process.execPath, [...execArgv, join(here, script), ...args.map(String)])
  return JSON.parse(stdout)
}

/** Lets contestants run on a workload, and gives the ratio of two of them in the same rounds, or what `race` gave of one. */
const raceOn = async (workload, ids, options) => {
  const entries = await race(
    ids.map((id) => ({ contestant: contestant(id), workload })),
    options
  )
  const entry = (id) => entries.find((each) => each.id === id)
  return { entry, ratio: (id, base) => ratios(entry(id).times, entry(base).times) }
}

/** Text deltas against the floor and the SDK, and results against chunks. */
const textDeltas = async (effort) => {
  const ids = ["floor", "decode", "fromReadableStream", "results", "web", "openrouter"]
  const options = { seconds: 45 * effort, generations: effort < 1 ? 2 : 6 }
  const { ratio } = await raceOn(workload("text-deltas"), ids, options)
  const faster = ratio("openrouter", "fromReadableStream")
  const what = "text deltas, 16 KiB pieces"
  return [
    atMost(`${what}: fromReadableStream, of the floor`, ratio("fromReadableStream", "floor"), 0.65, 0.5),
    atMost(`${what}: Web.chunks, of the floor`, ratio("web", "floor"), 0.65, 0.5),
    atMost(`${what}: decode, of the floor`, ratio("decode", "floor"), 1.25),
    atMost(`${what}: decode as results, of chunks`, ratio("results", "decode"), 1.1),
    {
      ...atLeast(`${what}: @openrouter/sdk, of fromReadableStream`, faster, 8, 10),
      measured: `${spread(faster)}; of the floor ${spread(ratio("openrouter", "floor"))}`
    }
  ]
}

/** `fromReadableStream` and `Web.chunks` against the floor: a bar and an aim for each. */
const againstFloor = (id, what, bars) => async (effort) => {
  const options = { seconds: 20 * effort, generations: effort < 1 ? 2 : 4 }
  const { ratio } = await raceOn(workload(id), ["floor", ...Object.keys(bars)], options)
  return Object.entries(bars).map(([id, [limit, aim]]) =>
    atMost(`${what}: ${contestant(id).title}, of the floor`, ratio(id, "floor"), limit, aim)
  )
}

/** Another text than the plain one, for information. */
const otherText = (id, what) => async (effort) => {
  const options = { seconds: 8 * effort, generations: effort < 1 ? 1 : 2 }
  const { ratio } = await raceOn(workload(id), ["floor", "fromReadableStream"], options)
  return [information(`${what}: fromReadableStream, of the floor`, spread(ratio("fromReadableStream", "floor")))]
}

/** Recordings have no digest that everyone must meet; of ours nothing may be missing, changed or unknown. */
const recordings = async (effort) => {
  const what = "whole recordings"
  if (!hasRecordings) return [information(what, "left out, ../shared/captures is not beside the project")]
  const options = { seconds: 20 * effort, generations: effort < 1 ? 2 : 4 }
  const ours = ["fromReadableStream", "web"]
  const { entry, ratio } = await raceOn(workload("recorded"), ["floor", ...ours], options)
  for (const id of ours) checkInspection(entry(id))
  return ours.map((id) => atMost(`${what}: ${contestant(id).title}, of the floor`, ratio(id, "floor"), 1.3, 1))
}

/** `decode` can't be faster than the source that it is behind, which gives an effect for each of thousands of pieces. */
const image = async (effort) => {
  const ids = ["floor", "fromResponse", "fromReadableStream", "decode", "effectSource"]
  const options = { seconds: 30 * effort, generations: effort < 1 ? 2 : 4 }
  const { ratio } = await raceOn(workload("image"), ids, options)
  const behind = "the same: decode, of the floor behind Effect's Stream.fromReadableStream"
  return [
    atMost("an image of 8 MB: fromResponse, of the floor", ratio("fromResponse", "floor"), 1.15, 1),
    information("the same: fromReadableStream, of the floor", spread(ratio("fromReadableStream", "floor"))),
    information(
      behind,
      `${spread(ratio("decode", "effectSource"))}; of the floor itself ${spread(ratio("decode", "floor"))}`
    )
  ]
}

/**
 * Whether 16 times as much takes 16 times as long. The limit leaves room for caches and the collector, which are harder on
 * the large (the floor's figure shows by how much); what is not linear would exceed it many times over.
 */
const linear = async (what, sizes, effort) => {
  const lanes = ["decode", "floor"].flatMap((id) =>
    sizes.map((size) => ({ contestant: contestant(id), workload: size }))
  )
  const entries = await race(lanes, { seconds: 16 * effort, generations: effort < 1 ? 1 : 2, least: 20 })
  const perByte = entries.map((entry) => entry.times.map((time) => time / entry.bytes))
  const [small, middle, large, floorSmall, , floorLarge] = perByte
  const growth = ratios(large, small)
  const floor = times(ratios(floorLarge, floorSmall).median)
  return [
    {
      what: `${what}: the time for each at 16 times the size`,
      measured: `${spread(growth)}, at 4 times ${times(ratios(middle, small).median)}; the floor's ${floor}`,
      bar: "≤ 1.40 ×",
      aim: "",
      holds: growth.median <= 1.4
    }
  ]
}

const memory = async (effort) => {
  const events = 2_000_000 * effort
  const { ahead, events: seen, expected, used } = await scripted("memory.mjs", ["decode", events, 24], ["--expose-gc"])
  if (seen !== expected) throw new Error(`${seen} events came of ${expected}`)
  // The first quarter is the program's own start
  const perEvent = slope(used.slice(used.length / 4)) / (events / used.length)
  return [
    {
      what: `memory over ${seen.toLocaleString("en")} events: growth for each event`,
      measured: `${perEvent.toFixed(2)} bytes (in use: ${megabytes(Math.min(...used))}–${megabytes(Math.max(...used))})`,
      bar: "≤ 1.00 byte",
      aim: "",
      holds: perEvent <= 1
    },
    {
      what: "the same: pieces read ahead of the consumer",
      measured: String(ahead),
      bar: "≤ 2",
      aim: "",
      holds: ahead <= 2
    }
  ]
}

const concurrency = async (effort) => {
  const rounds = effort < 1 ? 3 : 9
  const { streams, times: took, waits } = await scripted("concurrency.mjs", ["decode", 1000, rounds])
  const wait = Math.max(waits.ready, waits.later)
  const count = streams.toLocaleString("en")
  return [
    atMost(`${count} streams at once, of one after the other`, ratios(took.together, took.sequential), 1.5),
    {
      what: `${count} streams at once: the longest that one waits for a chunk, in turns of all`,
      measured: `${waits.ready.toFixed(2)} where the bytes are there, ${waits.later.toFixed(2)} where they come later`,
      bar: "≤ 2.00",
      aim: "",
      holds: wait <= 2
    }
  ]
}

const cold = async (effort) => {
  const entries = await coldStart({ rounds: effort < 1 ? 6 : 24 })
  const of = (id, which) => entries.find((entry) => entry.id === id && entry.which === which)
  const ofSdk = (id, which) => ratios(of(id, which).both, of("openrouter", which).both)
  const detail = (id) => {
    const entry = of(id, "first")
    return `${median(entry.import).toFixed(0)} + ${median(entry.decode).toFixed(0)} ms`
  }
  const first = (id, what, limit, aim) => ({
    ...atMost(`import and first chunk: ${what}, of @openrouter/sdk`, ofSdk(id, "first"), limit, aim),
    measured: `${spread(ofSdk(id, "first"))}: ${detail(id)}, of ${detail("openrouter")}`
  })
  const models = median(of("models", "import").import)
  const baseline = median(of("floor", "first").process)
  const above = (id) => median(of(id, "first").process.map((time) => time - baseline))
  return [
    first("ours", "ChunkStream", 0.18, 0.14),
    first("web", "Web", 0.12, 0.09),
    information(
      "the same, by the processes' whole lives less that of the floor",
      `ChunkStream ${times(above("ours") / above("openrouter"))}, Web ${times(above("web") / above("openrouter"))}`
    ),
    information(
      "import and a short answer to its end, of @openrouter/sdk",
      `ChunkStream ${spread(ofSdk("ours", "last"))}, Web ${spread(ofSdk("web", "last"))}`
    ),
    {
      ...information("import of all models alone, which no decoding needs", `${models.toFixed(0)} ms`),
      bar: "≤ 100 ms",
      holds: models <= 100
    }
  ]
}

const sections = {
  "text-deltas": textDeltas,
  "text-1460": againstFloor("text-1460", "text deltas, 1460-byte pieces", {
    fromReadableStream: [0.75, 0.55],
    web: [0.75, 0.55]
  }),
  "text-events": againstFloor("text-events", "text deltas, an event a piece", {
    fromReadableStream: [1.45, 1.2],
    web: [1.25, 1]
  }),
  "text-padding": otherText("text-padding", "text deltas with padding"),
  "text-escapes": otherText("text-escapes", "text deltas with escapes"),
  "text-items": otherText("text-items", "text deltas of two items in turns"),
  "text-cjk": otherText("text-cjk", "text deltas in CJK and other scripts"),
  recorded: recordings,
  streams: againstFloor("streams", "1,000 streams at once", { fromReadableStream: [1.3, 1], web: [1.3, 1] }),
  image,
  events: (effort) => linear("text deltas", [10_000, 40_000, 160_000].map(textWorkload), effort),
  bytes: (effort) => linear("bytes of an image", [2, 8, 32].map(imageWorkload), effort),
  memory,
  concurrency,
  cold
}

/**
 * Measures the bars, and hands over each section's as soon as it has them.
 *
 * @param {{ effort: number, only?: ReadonlyArray<string> }} options
 */
export const check = async function* ({ effort, only = Object.keys(sections) }) {
  for (const section of only) {
    if (!Object.hasOwn(sections, section))
      throw new Error(`There is no ${section}: ${Object.keys(sections).join(", ")}`)
    yield await sections[section](effort)
  }
}
