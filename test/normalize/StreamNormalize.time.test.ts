import { assert, describe, it } from "@effect/vitest"
import { createParser } from "eventsource-parser"
import * as StreamNormalize from "../../src/normalize/StreamNormalize.ts"
import { encodeChunk } from "../../src/wire/chunkEncoder.ts"
import * as Web from "../../src/web/Web.ts"
import { bytesOf, pieces } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse } from "../support/events.ts"
import { growth } from "../support/growth.ts"
import { upstream } from "../support/upstream.ts"
import { eventsOf, normalize } from "./normalized.ts"

const headers = { "content-type": "text/event-stream" }

/** A regular stream with this many deltas. */
const regular = (deltas: number): Uint8Array => {
  const events = [created, itemAdded, ...Array.from({ length: deltas }, () => delta("word ")), itemDone, completed]
  const { events: all } = normalize(eventsOf(bytesOf(sse(...events))).events)
  return bytesOf(sse(...all.map(({ chunk }) => encodeChunk(chunk))))
}

describe("a regular stream", () => {
  const bytes = regular(20_000)
  const input = pieces(bytes, 16_384)

  const body = () => new Response(upstream(input).body, { headers })

  /** The least that a client does: text, events and JSON. */
  const floor = async () => {
    const parser = createParser({ onEvent: ({ data }) => void JSON.parse(data) })
    const decoder = new TextDecoder()
    const reader = body().body!.getReader()
    for (let piece; !(piece = await reader.read()).done;) parser.feed(decoder.decode(piece.value, { stream: true }))
  }

  const fastest = async (run: () => Promise<void>) => {
    let best = Infinity
    for (let i = 0; i < 5; i++) {
      const start = process.cpuUsage()
      await run()
      best = Math.min(best, process.cpuUsage(start).user)
    }
    return best
  }

  it("takes a few times what a client's loop takes", async () => {
    assert.strictEqual((await Web.normalize(body()).arrayBuffer()).byteLength, bytes.length)
    const least = await fastest(floor)
    const drain = async (response: Response) => void (await response.arrayBuffer())
    const validate = await fastest(() => drain(Web.validate(body(), { onInvalid: "abort" })))
    const web = await fastest(() => drain(Web.normalize(body())))
    const { events } = eventsOf(bytes)
    const chunks = await fastest(async () => {
      let state = StreamNormalize.initial
      for (const event of events) state = StreamNormalize.step(state, event)[0]
    })
    const times = (time: number) => (time / least).toFixed(2)
    console.log(
      `× floor: Web.validate ${times(validate)}, Web.normalize ${times(web)}, StreamNormalize.step ${times(chunks)}`
    )
    assert.isBelow(web / least, 20)
  })

  it("takes linear time", async () => {
    const made = new Map([5000, 20_000].map((size) => [size, regular(size)]))
    const run = async (size: number) => {
      const response = Web.normalize(new Response(upstream([made.get(size)!]).body, { headers }))
      await response.arrayBuffer()
    }
    assert.isBelow(await growth(run, 5000, 20_000), 10)
  })
})
