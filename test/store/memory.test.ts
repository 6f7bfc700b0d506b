import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { StoreUnavailable } from "../../src/store/errors.ts"
import { limitsOf } from "../../src/store/limits.ts"
import { makeMemory } from "../../src/store/memory.ts"
import { makeStore } from "../../src/store/store.ts"
import { created } from "../support/events.ts"
import { batch, contract, makeUpstream, outcome } from "./contract.ts"

contract("a store in memory", (options = {}) =>
  Effect.map(makeMemory(limitsOf(options)), (backend) => [backend, backend] as const)
)

describe("a store in memory", () => {
  it.effect("takes a writer for alive for 15 seconds, and keeps its stream for an hour", () =>
    Effect.gen(function* () {
      const backend = yield* makeMemory(limitsOf({}))
      const store = makeStore(backend)
      yield* backend.claim("key", "first", 0)
      yield* TestClock.adjust("10 seconds")
      yield* backend.append("key", "first", batch(1, created))
      const follower = yield* outcome(store.follow("key", { after: 1 })).pipe(
        Effect.forkScoped({ startImmediately: true })
      )
      yield* TestClock.adjust("14999 millis")
      assert.isUndefined(follower.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.deepInclude((yield* Fiber.join(follower)).error, { _tag: "UnexpectedEnd", offset: 1 })
      yield* TestClock.adjust("59 minutes")
      assert.lengthOf((yield* outcome(store.follow("key").pipe(Stream.take(1)))).values, 1)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Effect.flip(store.status("key")))._tag, "StreamUnknown")
    }).pipe(Effect.scoped)
  )

  it.effect("is given up at once by a writer that the database refuses", () =>
    Effect.gen(function* () {
      const backend = yield* makeMemory(limitsOf({}))
      let isFull = false
      const store = makeStore({
        ...backend,
        append: (...args) =>
          Effect.suspend(() => (isFull ? Effect.fail(new StoreUnavailable({ code: "OOM" })) : backend.append(...args)))
      })
      const upstream = yield* makeUpstream
      const writer = yield* outcome(upstream.stream.pipe(store.persist("key"))).pipe(
        Effect.forkScoped({ startImmediately: true })
      )
      yield* upstream.offer(created)
      while ((yield* store.status("key")).offset < 1) yield* Effect.yieldNow
      isFull = true
      yield* upstream.offer(created)
      assert.deepInclude((yield* Fiber.join(writer)).error, { _tag: "StoreUnavailable", code: "OOM" })
      assert.deepInclude(yield* store.status("key"), { state: "lost", offset: 1 })
    }).pipe(Effect.scoped)
  )

  it.effect("refuses a stream that would be gone before its writer shows a sign of life", () =>
    Effect.sync(() => {
      assert.throws(() => limitsOf({ timeToLive: "14 seconds" }), RangeError)
      assert.throws(() => limitsOf({ lease: "2 hours" }), RangeError)
    })
  )
})

describe("a store that answers nothing", () => {
  it.effect("lets go of a writer that is interrupted", () =>
    Effect.gen(function* () {
      for (const [lease, wait] of [
        ["15 seconds", 1000],
        ["300 millis", 300]
      ] as const) {
        const backend = yield* makeMemory(limitsOf({ lease }))
        const { persist } = makeStore({ ...backend, release: () => Effect.never })
        const { stream } = yield* makeUpstream
        const writer = yield* stream.pipe(
          persist("key"),
          Stream.runDrain,
          Effect.forkScoped({ startImmediately: true })
        )
        yield* Fiber.interrupt(writer).pipe(Effect.forkScoped({ startImmediately: true }))
        yield* TestClock.adjust(wait - 1)
        assert.isUndefined(writer.pollUnsafe())
        yield* TestClock.adjust(1)
        assert.isDefined(writer.pollUnsafe())
      }
    }).pipe(Effect.scoped)
  )
})
