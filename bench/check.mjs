/** The bars that the project holds itself to, measured now. All are ratios of what ran in the same rounds. */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { coldStart } from "./coldStart.mjs"
import { contestants } from "./contestants.mjs"
import { here } from "./prepare.mjs"
import { race } from "./race.mjs"
import { median, ratios, slope } from "./statistics.mjs"
import { imageWorkload, textWorkload, workloads } from "./workloads.mjs"

/**
 * @typedef {object} Bar
 * @property {string} what
 * @property {string} measured with its spread
 * @property {string} bar
 * @property {boolean} holds
 */

const contestant = (id) => contestants.find((each) => each.id === id)
const workload = (id) => workloads.find((each) => each.id === id)

const times = (ratio) => `${ratio.toFixed(2)} ×`
const spread = ({ high, low, median }) => `${times(median)} (${low.toFixed(2)}–${high.toFixed(2)})`

/** A ratio that may be so much at most. */
const atMost = (what, ratio, limit) => ({
  what,
  measured: spread(ratio),
  bar: `≤ ${times(limit)}`,
  holds: ratio.median <= limit
})

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`

const scripted = async (script, args, execArgv = []) => {
  const { stdout } = await promisify(execFile)(process.execPath, [...execArgv, join(here, script), ...args.map(String)])
  return JSON.parse(stdout)
}

/** Text deltas against the floor and the SDK, and `decodeResult` against `decode`. */
const textDeltas = async (effort) => {
  const ids = ["floor", "decode", "decodeResult", "openrouter"]
  const lanes = ids.map((id) => ({ contestant: contestant(id), workload: workload("text-deltas") }))
  const entries = await race(lanes, { seconds: 36 * effort, generations: effort < 1 ? 2 : 6 })
  const [floor, decode, decodeResult, openrouter] = entries.map((entry) => entry.times)
  const faster = ratios(openrouter, decode)
  return [
    atMost("20,000 text deltas: decode, of the floor", ratios(decode, floor), 1.25),
    {
      what: "20,000 text deltas: @openrouter/sdk, of decode",
      measured: `${spread(faster)}; of the floor ${spread(ratios(openrouter, floor))}`,
      bar: "≥ 5.00 ×",
      holds: faster.median >= 5
    },
    atMost("20,000 text deltas: decodeResult, of decode", ratios(decodeResult, decode), 1.1)
  ]
}

/** `decode` can't be faster than the source that it is behind, which gives an effect for each of thousands of pieces. */
const image = async (effort) => {
  const ids = ["floor", "fromReadableStream", "decode", "effectSource"]
  const lanes = ids.map((id) => ({ contestant: contestant(id), workload: workload("image") }))
  const entries = await race(lanes, { seconds: 24 * effort, generations: effort < 1 ? 2 : 4 })
  const [floor, fromReadableStream, decode, effectSource] = entries.map((entry) => entry.times)
  return [
    atMost("an image of 8 MB: fromReadableStream, of the floor", ratios(fromReadableStream, floor), 1.3),
    {
      ...atMost(
        "the same: decode, of the floor behind Effect's Stream.fromReadableStream",
        ratios(decode, effectSource),
        1.25
      ),
      measured: `${spread(ratios(decode, effectSource))}; of the floor itself ${spread(ratios(decode, floor))}`
    }
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
      holds: perEvent <= 1
    },
    {
      what: "the same: pieces read ahead of the consumer",
      measured: String(ahead),
      bar: "≤ 2",
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
      holds: wait <= 2
    }
  ]
}

const cold = async (effort) => {
  const entries = await coldStart({ rounds: effort < 1 ? 6 : 24 })
  const of = (id, which) => entries.find((entry) => entry.id === id && entry.which === which)
  const first = ratios(of("ours", "first").both, of("openrouter", "first").both)
  const detail = (id) => {
    const entry = of(id, "first")
    return `${median(entry.import).toFixed(0)} + ${median(entry.decode).toFixed(0)} ms`
  }
  const baseline = median(of("floor", "first").process)
  const above = (id) => of(id, "first").process.map((time) => time - baseline)
  return [
    {
      ...atMost("import and first chunk, of @openrouter/sdk", first, 0.45),
      measured: `${spread(first)}: ${detail("ours")}, of ${detail("openrouter")}`
    },
    {
      what: "the same, by the processes' whole lives less that of the floor",
      measured: times(median(above("ours")) / median(above("openrouter"))),
      bar: "",
      holds: true
    },
    {
      what: "import and a short answer to its end, of @openrouter/sdk",
      measured: spread(ratios(of("ours", "last").both, of("openrouter", "last").both)),
      bar: "",
      holds: true
    }
  ]
}

const sections = {
  "text-deltas": textDeltas,
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
