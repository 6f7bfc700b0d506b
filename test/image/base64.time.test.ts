import { assert, describe, it } from "@effect/vitest"
import { bytesOf, decode, encode, having, wrap } from "./base64Runs.ts"

describe("base64", () => {
  it("takes time in proportion to the size", (ctx) => {
    const time = (size: number) => {
      const text = encode(bytesOf(size))
      const wrapped = wrap(text)
      const times = Array.from({ length: 5 }, () => {
        const start = performance.now()
        having(undefined, () => [decode(text), decode(wrapped)])
        return performance.now() - start
      })
      return Math.min(...times)
    }
    const [small, large] = [time(1 << 19), time(1 << 23)]
    console.log(`${ctx.task.name}: 512 KiB twice ${small.toFixed(1)} ms, 8 MiB twice ${large.toFixed(1)} ms`)
    assert.isBelow(large, small * 16 * 4)
  })
})
