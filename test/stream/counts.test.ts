import { assert, it } from "@effect/vitest"
import { makeCounter } from "../../src/stream/counts.ts"

it("counts events, and an event with several repairs once", () => {
  const { addChunk, addInvalid, addRepair, counts } = makeCounter()
  assert.deepStrictEqual(counts, { chunks: 0, unknown: 0, invalid: 0, repaired: 0 })
  addRepair({ index: 0 })
  addRepair({ index: 0 })
  addChunk(false)
  addInvalid()
  addRepair({ index: 2 })
  addChunk(true)
  assert.deepStrictEqual(counts, { chunks: 2, unknown: 1, invalid: 1, repaired: 2 })
})
