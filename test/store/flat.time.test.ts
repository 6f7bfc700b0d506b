import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { Backend } from "../../src/store/backend.ts"
import { limitsOf } from "../../src/store/limits.ts"
import { makeMemory } from "../../src/store/memory.ts"
import { makeRedis } from "../../src/store/redis.ts"
import { makeStore } from "../../src/store/store.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { delta } from "../support/events.ts"
import { redisClient, redisServer } from "../support/redisServer.ts"

setFlagsFromString("--expose-gc")
const gc = runInNewContext("gc") as () => void

const events = 200_000
const options = { maxLength: 1000 }

/** How much the heap grows from a quarter of a stream to its end, in MB. */
const growthOf = (backend: Backend) =>
  Effect.gen(function* () {
    const store = makeStore(backend)
    const used: Array<number> = []
    const follower = yield* store
      .follow("key", { waitForWriter: "5 seconds" })
      .pipe(Stream.runCount, Effect.forkScoped({ startImmediately: true }))
    yield* Stream.range(1, events).pipe(
      Stream.rechunk(50),
      Stream.map((n) => ({ ...delta(`${n}`), sequence_number: n })),
      ChunkStream.decodeJson({ as: "event", onEnd: "allow" }),
      store.persist("key"),
      Stream.runForEach(({ offset }) =>
        Effect.sync(() => {
          if (offset !== events / 4 && offset !== events) return
          gc()
          used.push(process.memoryUsage().heapUsed / 1e6)
        })
      )
    )
    yield* Fiber.interrupt(follower)
    assert.lengthOf(used, 2)
    return used[1]! - used[0]!
  })

describe("a stream of 200,000 events", () => {
  it.live(
    "takes no more memory than what is kept of it",
    () =>
      Effect.gen(function* () {
        const growth = yield* Effect.flatMap(makeMemory(limitsOf(options)), growthOf)
        console.log("growth in memory", growth.toFixed(1), "MB")
        assert.isBelow(growth, 8)
      }).pipe(Effect.scoped),
    60_000
  )

  it.live(
    "takes no memory of those that write it to Redis and follow it there",
    () =>
      Effect.gen(function* () {
        const server = yield* redisServer
        const context = yield* Layer.build(redisClient(server))
        const growth = yield* Effect.flatMap(Effect.provideContext(makeRedis(options), context), growthOf)
        console.log("growth with Redis", growth.toFixed(1), "MB")
        assert.isBelow(growth, 8)
      }).pipe(Effect.scoped),
    120_000
  )
})
