import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import { anImage, base64Of } from "../support/images.ts"
import { call, callsOf, completedWith, decoded, ig, result } from "./streams.ts"

const mebibyte = 1 << 20

const ms = (time: number) => `${time.toFixed(1)} ms`

describe("large images", () => {
  it.live("stop being decoded when the fiber is interrupted", () =>
    Effect.gen(function* () {
      const encoded = {
        outputIndex: 0,
        index: 0,
        isPartial: false,
        text: base64Of(anImage(1, 24 * mebibyte))
      }
      const fiber = yield* Effect.forkChild(ImageGeneration.decode(encoded))
      yield* Effect.yieldNow
      const start = performance.now()
      yield* Fiber.interrupt(fiber)
      const interrupted = performance.now() - start
      const again = performance.now()
      yield* ImageGeneration.decode(encoded)
      assert.isBelow(interrupted, (performance.now() - again) / 2)
    })
  )

  it.live("take time in proportion to their size and number", (ctx) =>
    Effect.gen(function* () {
      const time = (count: number, size: number) => {
        const partial = base64Of(anImage(1, size))
        const chunks = decoded([...Array.from({ length: count }, (_, n) => ig.partial(n, partial)), ig.done(result(1))])
        const once = Effect.timed(callsOf(chunks, { partialImages: "last" }))
        return Effect.all(Array.from({ length: 4 }, () => once)).pipe(
          Effect.map((runs) => Math.min(...runs.map(([duration]) => Duration.toMillis(duration))))
        )
      }
      const small = yield* time(4, mebibyte * 2)
      const large = yield* time(4, mebibyte * 16)
      const many = yield* time(32, mebibyte * 2)
      console.log(`${ctx.task.name}: 4 of 2 MiB ${ms(small)}, 4 of 16 MiB ${ms(large)}, 32 of 2 MiB ${ms(many)}`)
      // In fewer ms than that it is memory that is measured: small pieces are given out again, large ones are new
      const least = Math.max(small, 25)
      assert.isBelow(large, least * 8 * 4)
      assert.isBelow(many, least * 8 * 4)
    })
  )

  it("are stepped over in time that is in proportion to their number", (ctx) => {
    const time = (count: number) => {
      const streams = Array.from({ length: count }, (_, n) => [
        call(n).added(),
        call(n).partial(0, "AA=="),
        call(n).done(result(1))
      ])
      const chunks = decoded([
        ...streams.flat(),
        completedWith(...Array.from({ length: count }, (_, n) => call(n).item(result(1))))
      ])
      const times = Array.from({ length: 4 }, () => {
        const start = performance.now()
        let state = ImageGeneration.initial
        for (const chunk of chunks) state = ImageGeneration.step(state, chunk)[0]
        return performance.now() - start
      })
      return Math.min(...times)
    }
    const [few, many] = [time(500), time(8000)]
    console.log(`${ctx.task.name}: 500 calls ${ms(few)}, 8000 calls ${ms(many)}`)
    assert.isBelow(many, few * 16 * 4)
  })
})
