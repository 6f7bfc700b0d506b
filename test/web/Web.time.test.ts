import { assert, describe, it } from "@effect/vitest"
import * as Web from "../../src/web/Web.ts"
import { bytesOf, pieces } from "../support/bytes.ts"
import { completed, partialImage, sse } from "../support/events.ts"
import { growth } from "../support/growth.ts"
import { upstream } from "../support/upstream.ts"

describe("Web.validate", () => {
  it("takes linear time over an image in small pieces", async () => {
    const inPieces = new Map(
      [2_000_000, 8_000_000].map((size) => [
        size,
        pieces(bytesOf(sse(partialImage("A".repeat(size)), completed)), 1460)
      ])
    )
    const run = async (size: number) => {
      const parts = inPieces.get(size)!
      const headers = { "content-type": "text/event-stream" }
      const response = Web.validate(new Response(upstream(parts).body, { headers }), { onInvalid: "drop" })
      // All of it, and no event of an error behind it
      const { byteLength } = await response.arrayBuffer()
      assert.strictEqual(
        byteLength,
        parts.reduce((sum, part) => sum + part.length, 0)
      )
    }
    // Linear is a factor of 4; quadratic would be 16
    assert.isBelow(await growth(run, 2_000_000, 8_000_000), 10)
  })
})
