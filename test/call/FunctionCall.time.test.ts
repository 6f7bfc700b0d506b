import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import { call, decoded, response } from "./streams.ts"
import type { Chunks } from "./streams.ts"

describe("time", () => {
  const ratio = Effect.fnUntraced(function* (time: (size: number) => Effect.Effect<number>, size: number) {
    yield* time(size)
    const small = Math.min(yield* time(size), yield* time(size))
    return Math.min(yield* time(4 * size), yield* time(4 * size)) / small
  })

  const timed = (chunks: Chunks, read: (event: FunctionCall.CallEvent) => void) => {
    const start = performance.now()
    return Stream.fromIterable(chunks).pipe(
      FunctionCall.events,
      Stream.runForEachArray((events) => Effect.sync(() => events.forEach(read))),
      Effect.map(() => performance.now() - start)
    )
  }

  it.effect("is linear in the deltas of a call, with partial values read as they come", () =>
    Effect.gen(function* () {
      const a = call(0)
      const time = (size: number) => {
        const text = JSON.stringify({ path: "a.txt", content: "x\n".repeat(size * 5) })
        const chunks = decoded([a.added(), ...(text.match(/[^]{1,12}/g) ?? []).map(a.delta), a.done(text)])
        let read = 0
        return timed(chunks, (event) => {
          if (event._tag === "Arguments" && event.partial !== undefined) read++
        }).pipe(Effect.tap(() => Effect.sync(() => assert.isAtLeast(read, size))))
      }
      // Linear is a factor of 4; quadratic would be 16
      assert.isBelow(yield* ratio(time, 10_000), 10)
    })
  )

  it.effect("is linear in the elements of an array in single characters", () =>
    Effect.gen(function* () {
      const a = call(0)
      const time = (size: number) => {
        const text = JSON.stringify(Array.from({ length: size / 2 }, (_, i) => i % 10))
        return timed(decoded([a.added(), ...Array.from(text, a.delta), a.done(text)]), () => {})
      }
      assert.isBelow(yield* ratio(time, 10_000), 10)
    })
  )

  const indexes: ReadonlyArray<readonly [name: string, indexOf: (nth: number) => number]> = [
    ["at once", (nth) => nth],
    ["at one index", () => 0]
  ]
  it.effect.each(indexes)("is nearly linear in the calls that are open %s", ([, indexOf]) =>
    Effect.gen(function* () {
      const time = (size: number) => {
        const many = Array.from({ length: size }, (_, i) => call(indexOf(i), "weather", `call_${i}`, `fc_${i}`))
        const wires = [...many.map((each) => each.added()), ...many.map((each) => each.delta("{"))]
        const completed = response(
          "completed",
          many.map((each) => each.item({ arguments: "{}" }))
        )
        return timed(decoded([...wires, ...many.map((each) => each.delta("}")), completed]), () => {})
      }
      assert.isBelow(yield* ratio(time, 1_000), 10)
    })
  )
})
