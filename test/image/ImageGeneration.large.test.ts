import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { sliceSize } from "../../src/image/base64.ts"
import { anImage, base64Of } from "../support/images.ts"
import { call, callsOf, completed, completedWith, decoded, ig, imageOf, imagesOf, result } from "./streams.ts"

const ms = (time: number) => `${time.toFixed(1)} ms`

/** Counts the turns that others get, and the work between two of them, in ms of computing and not of waiting. */
const watched = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    let turns = 0
    let longest = 0
    let total = 0
    let last = process.cpuUsage()
    const note = () => {
      const { system, user } = process.cpuUsage(last)
      last = process.cpuUsage()
      longest = Math.max(longest, (user + system) / 1000)
      total += (user + system) / 1000
    }
    const turn = () => {
      note()
      turns++
      timer = setImmediate(turn)
    }
    let timer = setImmediate(turn)
    const value = yield* effect
    clearImmediate(timer)
    note()
    return { value, turns, longest, total }
  })

describe("large images", () => {
  it.live("let others have their turn between slices", (ctx) =>
    Effect.gen(function* () {
      const text = base64Of(anImage(1, 24 << 20))
      const chunks = decoded([ig.done({ result: text }), completed])
      const { longest, total, turns, value } = yield* watched(callsOf(chunks))
      assert.strictEqual(value[0]?.outcome._tag, "Completed")
      console.log(`${ctx.task.name}: ${text.length} characters, ${turns} turns, longest ${ms(longest)} of ${ms(total)}`)
      assert.isAtLeast(turns, Math.floor(text.length / sliceSize))
      assert.isBelow(longest, total / 2)
    })
  )

  it.live("let others have their turn between many small ones", (ctx) =>
    Effect.gen(function* () {
      const items = Array.from({ length: 1000 }, (_, n) => ({
        ...call(n).item(),
        result: base64Of(anImage(n, 20_000))
      }))
      const chunks = decoded([completedWith(...items)])
      const { longest, total, turns, value } = yield* watched(callsOf(chunks))
      assert.deepStrictEqual(
        value.map((call) => imagesOf(call).final).slice(0, 100),
        Array.from({ length: 100 }, (_, n) => ({ ...imageOf(n), bytes: items[n]!.result }))
      )
      assert.isTrue(value.every(({ outcome }) => outcome._tag === "Completed"))
      console.log(`${ctx.task.name}: ${value.length} images, ${turns} turns, longest ${ms(longest)} of ${ms(total)}`)
      const due = (items[0]!.result.length * items.length) / sliceSize
      assert.isAtLeast(turns, Math.floor(due) - 1)
      // So many that each has a timer's delay in a browser would be too many
      assert.isAtMost(turns, due * 1.5)
    })
  )

  it.live("need nothing of a runtime but TextEncoder", () =>
    Effect.gen(function* () {
      const names = ["Buffer", "atob", "fetch", "TextDecoder", "Blob"] as const
      const own = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name)!)
      const chunks = decoded([ig.done(result(1)), completed])
      for (const name of names) Reflect.deleteProperty(globalThis, name)
      const calls = yield* Effect.ensuring(
        callsOf(chunks),
        Effect.sync(() => {
          for (const [i, name] of names.entries()) Object.defineProperty(globalThis, name, own[i]!)
        })
      )
      assert.strictEqual(calls[0]?.outcome._tag, "Completed")
    })
  )
})
