/** What `StreamStore` costs, and what it carries. Each measurement has processes of its own, and a Redis where it needs one. */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { here } from "./prepare.mjs"
import { median, quantile } from "./statistics.mjs"
import { startRedis } from "./streamStore/redisServer.mjs"

const scripted = async (script, args, execArgv = []) => {
  const file = join(here, "streamStore", `${script}.mjs`)
  const { stdout } = await promisify(execFile)(process.execPath, [...execArgv, file, ...args.map(String)])
  return JSON.parse(stdout)
}

const withRedis = async (options, use) => {
  const redis = await startRedis(options)
  try {
    return await use(redis.url)
  } finally {
    await redis.stop()
  }
}

const repeat = async (rounds, measure) => {
  const found = []
  for (let round = 0; round < rounds; round++) found.push(await measure())
  return found
}

/** The least and the median of some rounds: on a machine that others use too, the least is nearest to the truth. */
export const leastOf = (samples) => ({ least: Math.min(...samples), median: median(samples) })

/** The first tenth is the compiler's. */
const delays = (samples) => {
  const settled = samples.slice(samples.length / 10)
  return { median: median(settled), late: quantile(settled, 0.99) }
}

const cost = (rounds) =>
  withRedis({}, (url) => withRedis({ file: true }, (withFile) => scripted("cost", [url, withFile, rounds])))

const fanOut = async ({ deltas, rounds, streams }) => {
  const run = (...url) => scripted("fanOut", [streams, deltas, ...url], ["--expose-gc"])
  return {
    streams,
    memory: await repeat(rounds, () => run()),
    redis: await repeat(rounds, () => withRedis({}, run))
  }
}

/** To a follower's process that follows nothing else, and to one that follows 1,000 streams. */
const latency = ({ events, rounds }) =>
  withRedis({}, async (url) => {
    const run = async (others) => {
      const { confirmed, pings, times, ...busy } = await scripted("latency", [url, events, others])
      return { follower: delays(times), confirmed: delays(confirmed), ping: delays(pings), ...busy }
    }
    const [alone, among] = [[], []]
    for (let round = 0; round < rounds; round++) {
      alone.push(await run(0))
      among.push(await run(1000))
    }
    return { events, alone, among }
  })

/** Measures all of it. */
export const measureStreamStore = async ({ quick }) => ({
  room: await withRedis({}, (url) => scripted("room", [url])),
  cost: await cost(quick ? 2 : 5),
  fanOut: await fanOut(quick ? { streams: 100, deltas: 20, rounds: 1 } : { streams: 1000, deltas: 20, rounds: 2 }),
  latency: await latency(quick ? { events: 200, rounds: 1 } : { events: 600, rounds: 3 })
})
