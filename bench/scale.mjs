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
  both(
    runs.map((run) => run[name].median / run.ping.median),
    (times) => number(times, 1)
  ),
  cost("redisBusy"),
  cost("followerBusy")
]

const latencyTable = ({ latency }) => {
  const all = [...latency.alone, ...latency.among]
  return table(
    [
      "",
      "median, ms",
      "99th percentile, ms",
      "median, of the `PING`'s",
      "Redis, µs an event",
      "follower's process, µs an event"
    ],
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
  return `Measured on ${machine()}.
A cell is the median of the rounds, and in brackets the least, which other work disturbs less. Ratios are of the same round.

**What \`persist\` costs.** 20,000 text deltas that are all there, and events that come alone: of 100 streams at once, one each
10 ms.

${costTable(found)}

**${number(fanOut.streams)} streams with five followers each**, in one process, each of ${each} events, one each 100 ms: ${number(stored)} events stored,
${number(delivered)} given to followers. The run fails if one is lost or comes twice. Time of the processor is for an event with its
five followers.

${fanOutTable(found)}

**From a writer's event to a follower in another process**: ${number(latency.events)} events a round, one each 5 ms. A
\`PING\` beside them tells how much of it is the machine's.

${latencyTable(found)}`
}

/** What is assumed: the part of a core that is used, the memory of a node, events a second and seconds of an answer. */
const share = 0.7
const nodeMemory = 64e9
const rate = 20
const seconds = 60
const open = 1_000_000

const least = (samples) => Math.min(...samples) * 1000

const measuredOf = (found) => {
  const { fanOut, latency, room } = found
  const { appends, redisBusy } = laneOf(found, "redis")
  return {
    ...room,
    together: least(fanOut.redis.map(({ redis, stored }) => redis.busy / stored)),
    appends: median(fanOut.redis.map(({ redis, stored }) => redis.appends / stored)),
    single: least(redisBusy.map((time, round) => time / appends[round])),
    read: least(latency.among.map((run) => run.redisBusy)) - least(latency.alone.map((run) => run.redisBusy)),
    process: least(fanOut.redis.map(({ processor, stored }) => processor / stored)),
    inProcess: median(fanOut.redis.map(({ perStream }) => perStream))
  }
}

const part = `${share * 100}% of a core`

/** Events a second at so many microseconds each. */
const carries = (cost) => (share * 1e6) / cost

const oneRedis = (found) => {
  const { appends, event, json, read, single, stream, together } = measuredOf(found)
  const whole = stream + rate * seconds * event
  return table(
    ["", "arithmetic", ""],
    [
      ["memory of an event", `JSON of ${json} bytes, its id and a field`, bytes(event)],
      ["of a stream without events", "a node of 4 kB, a hash, the keys", bytes(stream)],
      ["of an answer", `${rate} × ${seconds} × ${number(event)} + ${number(stream)} bytes`, bytes(whole)],
      [
        "of the default `maxLength`",
        `100,000 × ${number(event)} + ${number(stream)} bytes`,
        bytes(1e5 * event + stream)
      ],
      ["answers in 64 GB, half used", `32 GB / ${bytes(whole)}`, round(nodeMemory / 2 / whole)],
      ["commands an event", `appends, with ${number(found.fanOut.streams)} streams; at most 1`, number(appends, 2)],
      ["events a second, in such batches, and read", `${part} / ${number(together)} µs`, round(carries(together))],
      [
        "events a second, each appended alone, and not read",
        `${part} / ${number(single)} µs an append`,
        round(carries(single))
      ],
      ["open answers", `${round(carries(together))} / ${rate}`, round(carries(together) / rate)],
      ["a read that names 1,000 streams more", "Redis, the second less the first, above", `${number(read)} µs`]
    ]
  )
}

const million = (found) => {
  const { event, inProcess, process, stream, together } = measuredOf(found)
  const events = open * rate
  const nodes = events / carries(together)
  const processes = events / carries(process)
  const whole = stream + rate * seconds * event
  const memoryRow = (minutes) => {
    const memory = open * (1 + minutes) * whole
    return [
      `Redis memory, kept for ${minutes} min`,
      `1 M × (1 + ${minutes}) × ${bytes(whole)}`,
      `${bytes(memory)}: ${round(memory / (nodeMemory / 2))} nodes of 64 GB, half used`
    ]
  }
  return table(
    ["", "arithmetic", ""],
    [
      ["events a second", `1 M × ${rate}`, `${events / 1e6} M`],
      ["Redis nodes by time", `${events / 1e6} M × ${number(together)} µs / ${part}`, round(nodes)],
      memoryRow(60),
      memoryRow(5),
      ["processes of a core", `${events / 1e6} M × ${number(process)} µs / ${part}`, round(processes)],
      ["open answers a process", `1 M / ${round(processes)}`, round(open / processes)],
      ["their memory there", `${round(open / processes)} × ${bytes(inProcess)}`, bytes((open / processes) * inProcess)],
      ["connections of a node, to all", `2 × ${round(processes)}`, round(2 * processes)]
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
