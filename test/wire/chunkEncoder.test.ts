import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { InvalidChunk } from "../../src/errors/StreamError.ts"
import { encodeChunk, stringifyChunk } from "../../src/wire/chunkEncoder.ts"
import { makeChunkDecoder } from "../../src/wire/chunkDecoder.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import { lifecycle } from "../support/wires.ts"

const decoder = makeChunkDecoder({ tolerance: "strict" })

const chunkOf = (json: unknown): ResponsesStreamChunk => {
  const chunk = decoder.decode(json, 0)
  assert(!(chunk instanceof InvalidChunk))
  return chunk
}

/** Whether everything in a value is in another one too. */
const isPart = (part: unknown, whole: unknown): boolean => {
  if (typeof part !== "object" || part === null || typeof whole !== "object" || whole === null)
    return Object.is(part, whole)
  const [left, right] = [part as Record<string, unknown>, whole as Record<string, unknown>]
  if (Array.isArray(part) && part.length !== (whole as ReadonlyArray<unknown>).length) return false
  return Object.keys(left).every((key) => Object.hasOwn(right, key) && isPart(left[key], right[key]))
}

describe("the encoder of chunks", () => {
  it("gives unknown chunks, items and parts as they came", () => {
    const part = { type: "vendor.part", snake_case: 1, camelCase: null }
    const item = { type: "vendor.item", content: [part], __proto: 1 }
    const message = { type: "message", role: "assistant", content: [part] }
    for (const event of [
      { type: "vendor.event", sequence_number: "x", item },
      { type: "toString" },
      { type: "response.output_item.done", sequence_number: 1, item, output_index: 0 },
      { type: "response.output_item.done", sequence_number: 1, item: message, output_index: 0 }
    ])
      assert.strictEqual(JSON.stringify(encodeChunk(chunkOf(event))), JSON.stringify(event))
  })

  it("keeps every key of the user's own, and reads none of a prototype", () => {
    const records = JSON.parse(
      `{"metadata":{"__proto__":"a","toString":"b","camelCase":"c"},
        "prompt":{"id":"p","variables":{"__proto__":"a","constructor":{"type":"input_text","text":"b"}}}}`
    ) as object
    const event = { sequence_number: 0, ...lifecycle("created", records) }
    const { response } = encodeChunk(chunkOf(event)) as typeof event & { readonly response: object }
    assert.isTrue(isPart(records, response))
    assert.strictEqual(Object.getPrototypeOf(Reflect.get(response, "metadata")), Object.prototype)
  })

  it("gives what the table doesn't describe as it is", () => {
    for (const own of [{ type: "vendor.price", someCents: 1 }, { noType: 1 }]) {
      assert.strictEqual(encodeChunk(own), own)
      assert.strictEqual(stringifyChunk(own), JSON.stringify(own))
    }
  })

  it("gives a chunk of a known type that doesn't fit as it is, but no text of it", () => {
    for (const own of [{ type: "response.output_text.delta", delta: "a" }, { type: "UNKNOWN" }]) {
      assert.strictEqual(encodeChunk(own), own)
      assert.isUndefined(stringifyChunk(own))
    }
  })
})

describe.runIf(hasRecordings)("recordings", () => {
  it("encode to what came but for fields that no model describes, as the schema encodes them", () => {
    const encode = Schema.encodeUnknownSync(ResponsesStreamChunk)
    let count = 0
    for (const { events } of realRecordings) {
      for (const event of events) {
        const chunk = decoder.decode(event, 0)
        if (chunk instanceof InvalidChunk) continue
        const json = encodeChunk(chunk)
        assert.strictEqual(JSON.stringify(json), JSON.stringify(encode(chunk)))
        assert.strictEqual(stringifyChunk(chunk), JSON.stringify(json))
        assert.isTrue(isPart(json, event))
        assert.deepStrictEqual(chunkOf(json), chunk)
        count++
      }
    }
    assert.isAbove(count, 1000)
    console.log(`${count} events of ${realRecordings.length} recordings`)
  })
})
