import { assert, describe, it } from "@effect/vitest"
import { makeEventEnds } from "../../src/sse/eventEnds.ts"
import { bytesOf } from "../support/bytes.ts"
import { growth } from "../support/growth.ts"

describe("the ends of events", () => {
  it.each(["\n", "\r"])("take linear time over many lines that end with %j alone", async (lineEnd) => {
    const inLines = new Map([200_000, 800_000].map((count) => [count, bytesOf(`x${lineEnd}`.repeat(count))]))
    const run = (count: number) => assert.deepStrictEqual(makeEventEnds().ends(inLines.get(count)!, 0), [])
    // Linear is a factor of 4; to look for the other line end from each line would make it 16
    assert.isBelow(await growth(run, 200_000, 800_000), 10)
  })
})
