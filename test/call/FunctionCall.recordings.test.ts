import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { makeDecoder } from "../support/decoder.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import { eventsOf, isWithin } from "./streams.ts"

const decoder = makeDecoder()

interface Item {
  readonly type: string
  readonly call_id: string
  readonly name: string
  readonly arguments: string
  readonly status?: string
}

interface Json {
  readonly type: string
  readonly item?: Item
  readonly response?: { readonly output?: ReadonlyArray<Item> }
}

/** What each call was in the end: by the response, or by its item where the response has no output. */
const dueOf = (events: ReadonlyArray<Json>): ReadonlyMap<string, Item> => {
  const items = events.flatMap(({ item, type }) => (type === "response.output_item.done" ? [item!] : []))
  const last = events.findLast(({ type }) => /^response\.(completed|incomplete|failed|done)$/.test(type))
  const all = [...items, ...(last?.response?.output ?? [])]
  return new Map(all.filter(({ type }) => type === "function_call").map((item) => [item.call_id, item]))
}

describe.skipIf(!hasRecordings)("recorded calls", () => {
  it("end as the response has them, and grow to it", () => {
    const counts = { files: 0, calls: 0, deltas: 0, unfinished: 0, invalid: 0, rewritten: 0 }
    for (const { events, file } of realRecordings) {
      const due = dueOf(events as unknown as ReadonlyArray<Json>)
      const chunks = events.map((json, index) => Result.getOrThrow(decoder.decodeJson(json, index)))
      const found = Effect.runSync(eventsOf(chunks))
      if (due.size > 0) counts.files++
      const ended = found.filter((event) => event._tag !== "Started" && event._tag !== "Arguments")
      assert.sameMembers(
        ended.map(({ callId }) => callId!),
        [...due.keys()],
        file
      )
      for (const end of ended) {
        const item = due.get(end.callId!)!
        const started = found.filter((event) => event._tag === "Started" && event.callId === end.callId)
        const grown = found.filter((event) => event._tag === "Arguments" && event.callId === end.callId)
        counts.calls++
        counts.deltas += grown.length
        assert.lengthOf(started, 1, file)
        assert.strictEqual(end.name, item.name, file)
        if (end._tag === "Invalid") counts.invalid++
        if (end._tag === "Unfinished") {
          counts.unfinished++
          assert.strictEqual(item.status, "incomplete", file)
        }
        if (end._tag !== "Finished") continue
        assert.strictEqual(end.argumentsText, item.arguments, file)
        assert.deepStrictEqual(end.arguments, JSON.parse(item.arguments), file)
        const last = grown.at(-1)
        // Some recordings had paths taken out of what is done, and left in the deltas
        const isRewritten = last?._tag === "Arguments" && last.argumentsText !== end.argumentsText
        if (isRewritten) counts.rewritten++
        const whole = isRewritten ? JSON.parse(last.argumentsText) : end.arguments
        for (const event of grown) {
          assert(event._tag === "Arguments")
          assert.isTrue(isWithin(event.partial, whole), file)
        }
        if (last?._tag === "Arguments") assert.deepStrictEqual(last.partial, whole, file)
      }
    }
    console.log("recorded calls:", JSON.stringify(counts))
    assert.isAtLeast(counts.calls, 100)
    assert.isAtLeast(counts.deltas, 500)
    assert.isAtLeast(counts.unfinished, 1)
    assert.strictEqual(counts.invalid, 0)
  })
})
