/** Writes figures of `StreamStore` into docs/scale.md, and what follows from them. */
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { root } from "./prepare.mjs"
import { format, machine, table } from "./report.mjs"
import { median } from "./statistics.mjs"
import { leastOf } from "./streamStore.mjs"

const page = join(root, "docs/scale.md")

const number = (value, digits = 0) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** Two digits that count: what is derived is no more exact than that. */
const round = (value) => number(Number(value.toPrecision(2)))

const bytes = (value) => {
  const [unit, size] = [
    ["TB", 1e12],
    ["GB", 1e9],
    ["MB", 1e6],
    ["kB", 1e3],
    ["bytes", 1]
  ].find(([, size]) => value >= size)
  return `${Number((value / size).toPrecision(3))} ${unit}`
}

const both = (samples, show) => {
  const { least, median } = leastOf(samples)
  return `${show(median)} (${show(least)})`
}

const laneOf = ({ cost }, id) => cost.find((lane) => lane.id === id)

const costTable = (found) => {
  const without = laneOf(found, "without")
  const title = {
    without: "without",
    memory: "`layerMemory`",
    redis: "`layerRedis`",
    file: "the same, Redis appends to a file"
  }
  const cell = (lane, kind) => {
    const times = lane[kind].map((time, round) => time / without[kind][round])
    return [both(lane[kind], (time) => number(time * 1000, 1)), both(times, (ratio) => number(ratio, 1))]
  }
  const head = ["", "all there, µs", "in times", "alone, µs of the processor's", "in times"]
  return table(
    head,
    found.cost.map((lane) => [title[lane.id], ...cell(lane, "fast"), ...cell(lane, "slow")])
  )
}

const fanOutRow = (title, runs) => [
  title,
  both(
    runs.map(({ time }) => time / 1000),
    (seconds) => number(seconds, 1)
  ),
  number(Math.max(...runs.map(({ delivered, time }) => (delivered / time) * 1000))),
  both(
    runs.map(({ processor, stored }) => (processor / stored) * 1000),
    (time) => number(time)
  ),
  bytes(median(runs.map(({ perStream }) => perStream))),
  bytes(Math.max(...runs.map(({ peak }) => peak)))
]

const fanOutTable = ({ fanOut }) =>
  table(
    [
      "",
      "seconds",
      "events a second to followers, at best",
      "µs of the processor's an event",
      "memory a stream",
      "process at most"
    ],
    [fanOutRow("`layerMemory`", fanOut.memory), fanOutRow("`layerRedis`", fanOut.redis)]
  )

const costOf = (runs) => (name) =>
  both(
    runs.map((run) => run[name] * 1000),
    (time) => number(time)
  )

const latencyRow = (title, runs, name, cost = () => "") => [
  title,
  both(
    runs.map((run) => run[name].median),
    (time) => number(time, 2)
  ),
  both(
    runs.map((run) => run[name].late),
    (time) => number(time, 1)
  ),
  cost("redisBusy"),
  cost("followerBusy")
]

const latencyTable = ({ latency }) => {
  const all = [...latency.alone, ...latency.among]
  return table(
    ["", "median, ms", "99th percentile, ms", "Redis, µs an event", "follower's process, µs an event"],
    [
      latencyRow("a `PING`", all, "ping"),
      latencyRow("to the writer's confirmation", all, "confirmed"),
      latencyRow("to a follower elsewhere", latency.alone, "follower", costOf(latency.alone)),
      latencyRow("the same, whose process follows 1,000 others", latency.among, "follower", costOf(latency.among))
    ]
  )
}

/** The figures that were measured. */
export const scaleFigures = (found) => {
  const { fanOut, latency } = found
  const [{ delivered, stored }] = fanOut.redis
  const each = stored / fanOut.streams
  return `Measured on ${machine()}, beside other work. A cell is the median of the rounds, and in brackets the least, which other
work disturbs less. Ratios are of the same round.

**What \`persist\` costs.** 20,000 text deltas that are all there, and events that come alone: of 100 streams at once, one each
10 ms.

${costTable(found)}

**${number(fanOut.streams)} streams with five followers each**, in one process, each of ${each} events, one each 100 ms: ${number(stored)} events stored,
${number(delivered)} given to followers. The run fails if one is lost or comes twice. Time of the processor is for an event with its
five followers.

${fanOutTable(found)}

**From a writer's event to a follower in another process**: ${number(latency.events)} events a round, one each 5 ms.

${latencyTable(found)}`
}

/** What is assumed: the part of a core that is used, the memory of a node, events a second and seconds of an answer. */
const share = 0.7
const nodeMemory = 64e9
const rate = 20
const seconds = 60
const open = 1_000_000

const least = (samples) => Math.min(...samples) * 1000

const measuredOf = ({ fanOut, latency, room }) => {
  return {
    ...room,
    alone: least(latency.alone.map(({ redisBusy }) => redisBusy)),
    among: least(latency.among.map(({ redisBusy }) => redisBusy)),
    process: least(fanOut.redis.map(({ processor, stored }) => processor / stored)),
    inProcess: median(fanOut.redis.map(({ perStream }) => perStream))
  }
}

const oneRedis = (found) => {
  const { alone, among, event, json, stream } = measuredOf(found)
  const busiest = found.cost.find(({ id }) => id === "redis")
  const appends = Math.max(...busiest.appends)
  const carries = (cost) => (share * 1e6) / cost
  const whole = stream + rate * seconds * event
  return table(
    ["", "arithmetic", ""],
    [
      ["an event", `JSON of ${json} bytes, an id and a field`, bytes(event)],
      ["a stream", "its hash, its keys, the node of 4 kB that is begun", bytes(stream)],
      [
        "an answer",
        `${rate} events a second × ${seconds} s × ${number(event)} + ${number(stream)} bytes`,
        bytes(whole)
      ],
      [
        "at the default `maxLength`",
        `100,000 × ${number(event)} + ${number(stream)} bytes`,
        bytes(1e5 * event + stream)
      ],
      ["answers in 64 GB, half of it used", `32 GB / ${bytes(whole)}`, round(nodeMemory / 2 / whole)],
      [
        "commands an event",
        `one append at most; measured ${number(appends, 2)}. One read at most a process that follows`,
        "2"
      ],
      ["events a second, small hubs", `${share * 100}% of a core / ${number(alone)} µs`, round(carries(alone))],
      ["events a second, hubs of 1,000", `${share * 100}% of a core / ${number(among)} µs`, round(carries(among))],
      ["open answers by that", `${round(carries(alone))} / ${rate}`, round(carries(alone) / rate)]
    ]
  )
}

const million = (found) => {
  const { alone, event, inProcess, process, stream } = measuredOf(found)
  const events = open * rate
  const nodes = Math.ceil(events / ((share * 1e6) / alone))
  const processes = Math.ceil(events / ((share * 1e6) / process))
  const whole = stream + rate * seconds * event
  const stored = (minutes) => open * (1 + minutes) * whole
  const memoryRow = (minutes, name) => [
    `Redis memory, \`timeToLive\` of ${name}`,
    `${open / 1e6} M × (1 + ${minutes} min / 1 min) × ${bytes(whole)}`,
    `${bytes(stored(minutes))}: ${round(stored(minutes) / (nodeMemory / 2))} nodes of 64 GB`
  ]
  return table(
    ["", "arithmetic", ""],
    [
      ["events a second", `${open / 1e6} M × ${rate}`, number(events)],
      ["Redis nodes by time", `${number(events)} × ${number(alone)} µs / ${share * 100}% of a core`, round(nodes)],
      memoryRow(60, "1 hour"),
      memoryRow(5, "5 minutes"),
      [
        "processes, of a core each",
        `${number(events)} × ${number(process)} µs / ${share * 100}% of a core`,
        round(processes)
      ],
      ["open answers a process", `${open / 1e6} M / ${round(processes)}`, round(open / processes)],
      [
        "memory of that in a process",
        `${round(open / processes)} × ${bytes(inProcess)}`,
        bytes((open / processes) * inProcess)
      ],
      ["connections, all with all", `2 × ${round(processes)} at each node`, round(2 * processes)]
    ]
  )
}

const put = (text, name, content) =>
  text.replace(
    new RegExp(`<!-- ${name} -->\n[^]*?<!-- /${name} -->`),
    () => `<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->`
  )

/** Puts them into the page. */
export const writeScale = async (found) => {
  const parts = { figures: scaleFigures(found), "one-redis": oneRedis(found), million: million(found) }
  const text = Object.entries(parts).reduce(
    (text, [name, content]) => put(text, name, content),
    await readFile(page, "utf8")
  )
  await writeFile(page, format(text))
}
