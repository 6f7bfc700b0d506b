import { assert, describe, it } from "@effect/vitest"
import * as Web from "../../src/web/Web.ts"
import { bytesOf, pieces } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, partialImage, sse } from "../support/events.ts"
import { growth } from "../support/growth.ts"
import { upstream } from "../support/upstream.ts"

/** Bytes in one piece, made once for each size. */
const inOnePiece = (make: (size: number) => string) => {
  const made = new Map<number, Uint8Array>()
  return (size: number): Uint8Array => {
    const bytes = made.get(size) ?? bytesOf(make(size))
    made.set(size, bytes)
    return bytes
  }
}

const headers = { "content-type": "text/event-stream" }

const keepalive = { type: "keepalive", sequence_number: 1 }

describe("Web.decoderStream", () => {
  it("takes linear time over many chunks in a piece", async () => {
    const bytes = inOnePiece((size) => sse(...Array.from({ length: size }, () => keepalive), completed))
    const run = async (size: number) => {
      let chunks = 0
      const sink = new WritableStream({ write: () => void chunks++ })
      await upstream([bytes(size)])
        .body.pipeThrough(Web.decoderStream())
        .pipeTo(sink)
      assert.strictEqual(chunks, size + 1)
    }
    assert.isBelow(await growth(run, 10_000, 40_000), 10)
  })
})

describe("Web.validate", () => {
  it.each(["pass", "drop", "abort"] as const)(
    "%s: gives each piece while upstream waits for the next",
    async (onInvalid) => {
      let give: (piece: Uint8Array) => void = () => {}
      const body = new ReadableStream<Uint8Array>({ start: (controller) => void (give = (p) => controller.enqueue(p)) })
      const reader = Web.validate(new Response(body, { headers }), { onInvalid }).body!.getReader()
      const delays: Array<number> = []
      for (const text of [
        ": PROCESSING\n\n",
        ": alive\n",
        sse(created),
        sse(itemAdded),
        "data: x\r\r".replace("x", JSON.stringify(delta("a")))
      ]) {
        const waiting = reader.read()
        await new Promise((resolve) => setTimeout(resolve, 5))
        const start = performance.now()
        give(bytesOf(text))
        const { value } = await waiting
        delays.push(performance.now() - start)
        assert.strictEqual(new TextDecoder().decode(value), text)
      }
      // Nothing but the check lies between: no timer, no next piece
      assert.isBelow(Math.max(...delays), 100)
      console.log(`validate, ${onInvalid}: a piece takes ${Math.max(...delays).toFixed(2)} ms at most`)
    }
  )

  it.each(["drop", "abort"] as const)("%s: takes linear time over blank lines in a piece", async (onInvalid) => {
    const bytes = inOnePiece((size) => "\n".repeat(size) + sse(completed))
    const run = async (size: number) => {
      const response = Web.validate(new Response(upstream([bytes(size)]).body, { headers }), { onInvalid })
      assert.strictEqual((await response.arrayBuffer()).byteLength, bytes(size).length)
    }
    assert.isBelow(await growth(run, 40_000, 160_000), 10)
  })

  it.each(["drop", "abort"] as const)("%s: takes linear time over an event byte by byte", async (onInvalid) => {
    const inPieces = new Map(
      [30_000, 120_000].map((size) => [size, pieces(bytesOf(sse(partialImage("A".repeat(size)), completed)), 1)])
    )
    const run = async (size: number) => {
      const parts = inPieces.get(size)!
      const response = Web.validate(new Response(upstream(parts).body, { headers }), { onInvalid })
      assert.strictEqual((await response.arrayBuffer()).byteLength, parts.length)
    }
    assert.isBelow(await growth(run, 30_000, 120_000), 10)
  })

  it("takes linear time over an image in small pieces", async () => {
    const inPieces = new Map(
      [2_000_000, 8_000_000].map((size) => [
        size,
        pieces(bytesOf(sse(partialImage("A".repeat(size)), completed)), 1460)
      ])
    )
    const run = async (size: number) => {
      const parts = inPieces.get(size)!
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
