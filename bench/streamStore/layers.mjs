/** The stores that are measured, and what Redis says of itself. */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as StreamStore from "effect-responses-stream/StreamStore"

/** On a machine that is busy with others, a process may wait long. That is no outage. */
const options = { lease: "3 minutes", retryFor: "2 minutes" }

/** A store with the Redis client that it uses, if it uses one. */
export const layerOf = (url) =>
  url === undefined
    ? StreamStore.layerMemory()
    : Layer.provideMerge(StreamStore.layerRedis(options), NodeRedis.layer({ url }))

export const storeIn = (context) => Context.get(context, StreamStore.StreamStore)

/** Numbers of a section of INFO by name. */
const info = async (redis, section) => {
  const text = await Effect.runPromise(redis.send("INFO", section))
  return new Map([...text.matchAll(/^(\w+):(.+)\r$/gm)].map(([, name, value]) => [name, value]))
}

/** What Redis has done and has: processor time in milliseconds, calls of commands, bytes. */
export const redisState = async (context) => {
  const redis = Context.get(context, Redis.Redis)
  const [cpu, commands, memory] = await Promise.all(["cpu", "commandstats", "memory"].map((name) => info(redis, name)))
  const calls = (name) => Number(/calls=(\d+)/.exec(commands.get(`cmdstat_${name}`) ?? "")?.[1] ?? 0)
  return {
    busy: 1000 * (Number(cpu.get("used_cpu_sys")) + Number(cpu.get("used_cpu_user"))),
    memory: Number(memory.get("used_memory")),
    appends: calls("evalsha") + calls("eval"),
    reads: calls("xread"),
    pages: calls("xrange")
  }
}

/** A body whose pieces are there when they are asked for, or each after some milliseconds. */
export const bodyOf = (pieces, gap = 0) => {
  let next = 0
  return new ReadableStream({
    pull: async (controller) => {
      if (next === pieces.length) return controller.close()
      if (gap > 0) await new Promise((resolve) => setTimeout(resolve, gap))
      controller.enqueue(pieces[next++])
    }
  })
}

/** A stream of chunk events from such a body. */
export const eventsOf = (pieces, gap) => ChunkStream.fromReadableStream(bodyOf(pieces, gap), { as: "event" })

/** The events of a body as pieces. */
export const piecesOf = ({ body }) =>
  body
    .toString()
    .split(/(?<=\n\n)/)
    .map((event) => new TextEncoder().encode(event))

/** A source of keys that nobody has used. */
let used = 0
export const newKey = () => `${process.pid}-${used++}`
