import { assert, describe, it } from "@effect/vitest"
import { initial, push, valueOf } from "../../src/base/partialJson.ts"
import { growth } from "../support/growth.ts"

describe("partial JSON", () => {
  const kinds: { readonly [kind: string]: (size: number) => string } = {
    string: (size) => JSON.stringify({ text: "x".repeat(size) }),
    escapes: (size) => JSON.stringify("\n".repeat(size / 2)),
    numbers: (size) => JSON.stringify(Array.from({ length: size / 2 }, () => 7)),
    keys: (size) => JSON.stringify(Object.fromEntries(Array.from({ length: size / 10 }, (_, i) => [`k${i}`, 1]))),
    nested: (size) => "[".repeat(size / 2) + "]".repeat(size / 2),
    digits: (size) => "1".repeat(size)
  }

  it.each(Object.entries(kinds))("takes linear time, in single characters: %s", async (_, make) => {
    const inUnits = new Map([50_000, 200_000].map((size) => [size, make(size).split("")]))
    const run = (size: number) => {
      let state = initial
      for (const unit of inUnits.get(size)!) state = push(state, unit)
    }
    // Linear is a factor of 4; quadratic would be 16
    assert.isBelow(await growth(run, 50_000, 200_000), 10)
  })

  it("takes linear time to be looked at after each piece of a long string", async () => {
    const run = (count: number) => {
      let state = push(initial, '{"path":"a","text":"')
      for (let i = 0; i < count; i++) valueOf((state = push(state, "0123456789")))
    }
    assert.isBelow(await growth(run, 20_000, 80_000), 10)
  })
})
