import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { bytesOf, pieces } from "../support/bytes.ts"
import { completed, partialImage, sse } from "../support/events.ts"
import { growth } from "../support/growth.ts"
import { outcome } from "../support/outcome.ts"

describe("large events", () => {
  it("decodes a partial image of 8 MB from pieces of 1460 bytes in linear time", async () => {
    const inPieces = new Map(
      [2_000_000, 8_000_000].map((size) => [
        size,
        pieces(bytesOf(sse(partialImage("A".repeat(size)), completed)), 1460)
      ])
    )
    const run = async (size: number) => {
      const stream = Stream.fromIterable(inPieces.get(size)!).pipe(ChunkStream.decode())
      const { error, values } = await Effect.runPromise(outcome(stream))
      assert.isUndefined(error)
      const chunk = values[0]
      assert(chunk?.type === "response.image_generation_call.partial_image")
      assert.strictEqual(chunk.partialImageB64.length, size)
    }
    // Linear is a factor of 4; quadratic would be 16
    assert.isBelow(await growth(run, 2_000_000, 8_000_000), 10)
  })
})
