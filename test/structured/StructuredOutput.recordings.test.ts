import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as StructuredOutput from "../../src/structured/StructuredOutput.ts"
import { makeDecoder } from "../support/decoder.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"

const decoder = makeDecoder()

interface Json {
  readonly type: string
  readonly item?: Item
  readonly response?: { readonly output?: ReadonlyArray<Item>; readonly text?: { readonly format?: { type: string } } }
}

interface Item {
  readonly type: string
  readonly phase?: string
  readonly content: ReadonlyArray<{ readonly type: string; readonly text?: string; readonly refusal?: string }>
}

describe.skipIf(!hasRecordings)("recorded answers", () => {
  it("end as the response has them", () => {
    const counts = { Finished: 0, Invalid: 0, Refused: 0, Unfinished: 0, structured: 0 }
    for (const { events, file } of realRecordings) {
      const json = events as unknown as ReadonlyArray<Json>
      let state = StructuredOutput.initial
      const found: Array<StructuredOutput.OutputEvent> = []
      for (const [index, event] of events.entries()) {
        const [next, made] = StructuredOutput.step(state, Result.getOrThrow(decoder.decodeJson(event, index)))
        state = next
        found.push(...made)
      }
      found.push(...StructuredOutput.end(state))
      const last = found.at(-1)
      assert(last !== undefined && last._tag !== "Partial", file)
      const messages = json
        .flatMap(({ item, type }) => (type === "response.output_item.done" ? [item!] : []))
        .filter(({ phase, type }) => type === "message" && phase !== "commentary")
      const parts = messages.at(-1)?.content ?? []
      const isStructured = json.some(({ response }) => response?.text?.format?.type === "json_schema")
      counts[last._tag]++
      if (!isStructured) continue
      counts.structured++
      const [part] = parts
      const text = part?.text ?? ""
      if (part === undefined) assert.include(last, { _tag: "Unfinished", verdict: "Completed" }, file)
      else if (part.type === "refusal") assert.include(last, { _tag: "Refused", refusal: part.refusal! }, file)
      else assert.deepStrictEqual<unknown>(last, { _tag: "Finished", text, value: JSON.parse(text) }, file)
      // What was known last is the value
      const partial = found.findLast((event) => event._tag === "Partial")
      if (last._tag === "Finished") assert.deepStrictEqual(partial?.partial, last.value, file)
    }
    console.log("outcomes", counts)
    assert.isAtLeast(counts.structured, 25)
    assert.isAtLeast(counts.Refused, 3)
    assert.isAtLeast(counts.Finished, 15)
  })
})
