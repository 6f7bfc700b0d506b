/**
 * How long an event takes from a writer to a follower in another process.
 *
 *     node bench/streamStore/latency.mjs URL EVENTS OTHERS
 *
 * Prints JSON: milliseconds to the follower, to the writer's own confirmation, and of a PING, and what an event cost Redis and
 * the follower's process. An event comes each 5 ms. OTHERS: how many other streams the follower's process follows.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as Stream from "effect/Stream"
import { fork } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { textStream } from "../workloads.mjs"
import { eventsOf, layerOf, newKey, redisState, storeIn } from "./layers.mjs"

const [url, events, others] = process.argv.slice(2)
const gap = 5

const source = textStream(Number(events)).events
const now = () => process.hrtime.bigint()

/** The pieces of the body, made when they are asked for: a delta is the time at which it came. */
const pieces = source.map((event) => ({ ...event }))
const encoder = new TextEncoder()
const stamped = new Proxy(pieces, {
  get: (all, at) => {
    const event = all[at]
    if (event?.type === undefined) return event
    const isDelta = event.type === "response.output_text.delta"
    return encoder.encode(`data: ${JSON.stringify(isDelta ? { ...event, delta: String(now()) } : event)}\n\n`)
  }
})

const main = Effect.gen(function* () {
  const context = yield* Layer.build(layerOf(url))
  const store = storeIn(context)
  const redis = Context.get(context, Redis.Redis)
  const key = newKey()
  const child = yield* Effect.promise(async () => {
    const child = fork(join(import.meta.dirname, "follower.mjs"), [url, key, others], { execArgv: [] })
    await once(child, "message")
    return child
  })
  const answer = once(child, "message")
  const confirmed = []
  const pings = []
  // All that is followed beside it has to be with the connection first
  yield* Effect.sleep("1 second")
  const before = yield* Effect.promise(() => redisState(context))
  yield* eventsOf(stamped, gap).pipe(
    store.persist(key),
    Stream.runForEach(({ json, offset }) =>
      Effect.gen(function* () {
        if (/^\d+$/.test(json.delta ?? "")) confirmed.push(Number(now() - BigInt(json.delta)) / 1e6)
        if (offset % 10 !== 0) return
        const begin = now()
        yield* redis.send("PING")
        pings.push(Number(now() - begin) / 1e6)
      })
    )
  )
  const [{ busy, times }] = yield* Effect.promise(() => answer)
  const after = yield* Effect.promise(() => redisState(context))
  if (times.length !== Number(events)) throw new Error(`${times.length} events came of ${events}`)
  return {
    times,
    confirmed,
    pings,
    followerBusy: busy / source.length,
    redisBusy: (after.busy - before.busy) / source.length
  }
})

process.stdout.write(JSON.stringify(await Effect.runPromise(Effect.scoped(main))))
process.exit(0)
