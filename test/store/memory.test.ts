import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { limitsOf } from "../../src/store/limits.ts"
import { makeMemory } from "../../src/store/memory.ts"
import { makeStore } from "../../src/store/store.ts"
import { created } from "../support/events.ts"
import { batch, contract, outcome } from "./contract.ts"

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
})
