import { assert, describe, it } from "@effect/vitest"
import { compare, factsOf } from "../../src/page/model/facts.ts"
import type { Section } from "../../src/page/model/facts.ts"
import type { Recording } from "../../src/page/model/types.ts"
import { created, delta, itemAdded, itemDone } from "../support/events.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"
import { read, sse } from "./reading.ts"

const completed = {
  type: "response.completed",
  sequence_number: 9,
  response: {
    ...created.response,
    status: "completed",
    usage: { input_tokens: 10, output_tokens: 30, total_tokens: 40, cost: 0.5 }
  }
}

const timed = (events: ReadonlyArray<object>, step: number) =>
  read(events.map((event, i) => `${JSON.stringify({ at: 100 + i * step, event })}\n`).join(""), { name: "x.jsonl" })

const value = (recording: Recording, section: Section, name: string) =>
  factsOf(recording).find((fact) => fact.section === section && fact.name === name)?.value

const events = [created, itemAdded, delta("Hel"), delta("lo"), itemDone, completed]

describe("factsOf", () => {
  it("says how a stream ended, what it took and what it cost", () => {
    const recording = timed(events, 100)
    assert.strictEqual(value(recording, "stream", "Verdict"), "Completed")
    assert.strictEqual(value(recording, "stream", "Items"), 1)
    assert.strictEqual(value(recording, "time", "First token"), 300)
    assert.strictEqual(value(recording, "time", "Total"), 600)
    assert.strictEqual(value(recording, "time", "Tokens a second"), 300)
    assert.strictEqual(value(recording, "usage", "Cost"), 0.5)
    assert.strictEqual(value(recording, "types", "response.output_text.delta"), 2)
  })

  it("knows no times where there are none", () => {
    assert.isUndefined(value(read(sse(events)), "time", "Total"))
  })
})

describe("compare", () => {
  it("marks what differs, and names what only one has", () => {
    const other = read(sse([created, itemAdded, delta("Hel"), { ...delta("lo"), type: "response.new" }, "{"]))
    const comparisons = compare(read(sse(events)), other)
    const shown = comparisons.filter(({ differs }) => differs).map(({ name, values: [one, two] }) => [name, one, two])
    assert.deepInclude(shown, ["Verdict", "Completed", "Truncated"])
    assert.deepInclude(shown, ["Invalid events", 0, 1])
    assert.deepInclude(shown, ["response.output_text.delta", 2, 1])
    assert.deepInclude(shown, ["response.new", undefined, 1])
    assert.deepInclude(shown, ["Cost", 0.5, undefined])
    assert.isFalse(comparisons.find(({ name }) => name === "response.created")?.differs)
    const sections = comparisons.map(({ section }) => section)
    assert.deepStrictEqual(new Set(sections).size, sections.filter((section, i) => section !== sections[i - 1]).length)
  })

  it("takes times for the same within a tenth", () => {
    const differs = (step: number) =>
      compare(timed(events, 100), timed(events, step)).find(({ name }) => name === "Total")?.differs
    assert.isFalse(differs(105))
    assert.isTrue(differs(150))
  })

  it.skipIf(!hasRecordings)("finds nothing between a recording and itself", () => {
    for (const { bytes, file } of recordings.slice(0, 60)) {
      const recording = read(bytes, { name: file })
      assert.isEmpty(
        compare(recording, recording).filter(({ differs }) => differs),
        file
      )
    }
  })
})
