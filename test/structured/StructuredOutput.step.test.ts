import { assert, describe, it } from "@effect/vitest"
import * as StructuredOutput from "../../src/structured/StructuredOutput.ts"
import { completed, created, decoded, lifecycle, message, outcome, refusal, run, short, text } from "./streams.ts"
import type { Wire } from "./streams.ts"

const oslo = '{"city":"Oslo"}'
const value = { city: "Oslo" }

describe("partial values", () => {
  it("grow with each delta, and are followed by one outcome", () => {
    const m = message()
    const events = run(
      created,
      m.added,
      m.part("added", text("")),
      ...['{"ci', 'ty":"O', "sl", 'o"}'].map((delta) => m.delta(delta)),
      m.textDone(oslo),
      m.part("done", text(oslo)),
      m.done([text(oslo)]),
      completed(m.item([text(oslo)], "completed"))
    )
    assert.deepStrictEqual(short(events), [
      ["Partial", {}],
      ["Partial", { city: "O" }],
      ["Partial", { city: "Osl" }],
      ["Partial", value],
      ["Finished", value]
    ])
    assert.strictEqual(events[1]?._tag === "Partial" && events[1].text, '{"city":"O')
  })

  it("are silent while nothing is known, and once the text isn't JSON", () => {
    const m = message()
    assert.deepStrictEqual(short(run(m.added, m.delta(" \n"), m.delta("tr"), m.delta("ue"))), [
      ["Partial", true],
      ["Unfinished", "Truncated", true]
    ])
    assert.deepStrictEqual(short(run(m.added, m.delta("[1,"), m.delta("?"), m.delta("2]"))), [
      ["Partial", [1]],
      ["Unfinished", "Truncated", [1]]
    ])
  })

  it("come of what a done brings beyond the deltas", () => {
    const m = message()
    for (const wire of [
      m.textDone(oslo),
      m.part("done", text(oslo)),
      m.part("added", text(oslo)),
      m.done([text(oslo)])
    ])
      assert.deepStrictEqual(short(run(m.added, wire, completed())), [
        ["Partial", value],
        ["Finished", value]
      ])
  })

  it("begin again where a done contradicts the deltas", () => {
    const m = message()
    assert.deepStrictEqual(short(run(m.added, m.delta('{"city":"Ber'), m.textDone(oslo), completed())), [
      ["Partial", { city: "Ber" }],
      ["Partial", value],
      ["Finished", value]
    ])
  })

  it("are the same whenever they are read, also after the state went on", () => {
    const m = message()
    const [early, late] = run(m.added, m.delta('[{"a":'), m.delta("[1,2,3]}]"))
    assert(early?._tag === "Partial" && late?._tag === "Partial")
    assert.deepStrictEqual(late.partial, [{ a: [1, 2, 3] }])
    assert.deepStrictEqual(early.partial, [{}])
    assert.strictEqual(early.partial, early.partial)
  })
})

describe("the text", () => {
  const a = message(0)
  const b = message(1)

  it("is that of all parts of a message", () => {
    const wires = [a.added, a.delta('{"ci'), a.textDone('{"city"'), a.delta(':"Oslo"', 1), a.delta("}", 2)]
    assert.deepStrictEqual(outcome(...wires, completed()), ["Finished", value])
    assert.deepStrictEqual(outcome(a.added, a.done([text('{"city"'), text(':"Oslo"}')]), completed()), [
      "Finished",
      value
    ])
  })

  it("is that of the last message", () => {
    const wires = [a.added, a.delta("[1]"), a.done([text("[1]")]), b.added, b.delta(oslo), b.done([text(oslo)])]
    assert.deepStrictEqual(short(run(...wires, completed())), [
      ["Partial", [1]],
      ["Partial", value],
      ["Finished", value]
    ])
    const output = [a.item([text("[1]")]), b.item([text(oslo)])]
    assert.deepStrictEqual(outcome(completed(...output)), ["Finished", value])
  })

  it("is not that of a message that has none", () => {
    const wires = [a.added, a.done([text(oslo)]), b.added, b.done([text("")])]
    assert.deepStrictEqual(outcome(...wires, completed()), ["Finished", value])
    assert.deepStrictEqual(outcome(...wires, completed(b.item())), ["Finished", value])
  })

  it("is never that of commentary, and rather that of the final answer", () => {
    const comment = message(1, "commentary")
    const final = message(0, "final_answer")
    const wires = [
      final.added,
      final.delta(oslo),
      comment.added,
      comment.delta("I look."),
      message(2).added,
      message(2).delta("[2]")
    ]
    assert.deepStrictEqual(short(run(...wires, completed())), [
      ["Partial", value],
      ["Finished", value]
    ])
    assert.deepStrictEqual(outcome(comment.added, comment.delta("[1]"), completed()), [
      "Unfinished",
      "Completed",
      undefined
    ])
  })

  it("is not that of a message that turns out to be commentary", () => {
    const late = { ...message(0, "commentary").done([text("[0]")]) }
    assert.deepStrictEqual(short(run(a.added, a.delta("[0]"), late, b.added, b.delta(oslo), completed())), [
      ["Partial", [0]],
      ["Partial", value],
      ["Finished", value]
    ])
  })

  it("is never that of reasoning or of a provider's own items", () => {
    const ofItem = { output_index: 0, content_index: 0, item_id: "x" }
    const reasoning = { type: "reasoning", id: "x", summary: [] }
    const own = { type: "vendor:thing", id: "x" }
    const part = { type: "reasoning_text", text: "[0]" }
    const wires: ReadonlyArray<Wire> = [
      { type: "response.output_item.added", output_index: 0, item: reasoning },
      { type: "response.content_part.done", ...ofItem, part }
    ]
    assert.deepStrictEqual(outcome(...wires, completed()), ["Unfinished", "Completed", undefined])
    const vendor: ReadonlyArray<Wire> = [
      { type: "response.output_item.added", output_index: 0, item: own },
      { type: "response.output_text.delta", ...ofItem, delta: "[0]" }
    ]
    assert.deepStrictEqual(outcome(...vendor, completed()), ["Unfinished", "Completed", undefined])
  })

  it("keeps its white space, and its fence of Markdown, which isn't JSON", () => {
    const spaced = `\n  ${oslo}\t`
    const events = run(completed(a.item([text(spaced)])))
    assert.deepStrictEqual(events, [{ _tag: "Finished", text: spaced, value }])
    assert.deepStrictEqual(outcome(completed(a.item([text("```json\n{}\n```")]))), ["Invalid", "InvalidOutputJson"])
  })

  it("is found without ids, without added, and where the gateway changes the id", () => {
    const delta = (id: string, delta: string): Wire => ({ ...a.delta(delta), item_id: id })
    assert.deepStrictEqual(outcome(delta("", '{"city":'), delta("", '"Oslo"}'), completed()), ["Finished", value])
    assert.deepStrictEqual(outcome(delta("a", '{"city":'), delta("b", '"Oslo"}'), completed()), ["Finished", value])
  })

  it("goes by the final response before what was streamed", () => {
    assert.deepStrictEqual(outcome(a.added, a.delta("[1"), completed(a.item([text("[2]")]))), ["Finished", [2]])
  })
})

describe("an outcome", () => {
  const m = message()
  const half = [m.added, m.delta('{"city":"Os')]

  it("is Unfinished for every response that doesn't complete, however whole its text looks", () => {
    const whole = [m.added, m.delta(oslo), m.done([text(oslo)])]
    const cancelled = { ...lifecycle("cancelled"), type: "response.failed" }
    for (const [wire, verdict] of [
      [lifecycle("incomplete"), "Incomplete"],
      [lifecycle("failed"), "Failed"],
      [cancelled, "Cancelled"],
      [lifecycle("cancelled"), "Cancelled"],
      [{ type: "error", code: "a", message: "m", param: null }, "Errored"],
      [created, "Truncated"]
    ] as const) {
      assert.deepStrictEqual(outcome(...half, wire), ["Unfinished", verdict, { city: "Os" }])
      assert.deepStrictEqual(outcome(...whole, wire), ["Unfinished", verdict, value])
    }
    assert.deepStrictEqual(outcome(), ["Unfinished", "Truncated", undefined])
  })

  it("says why a response is incomplete", () => {
    for (const reason of ["max_output_tokens", "content_filter"]) {
      const event = run(...half, lifecycle("incomplete", { incomplete_details: { reason } })).at(-1)
      assert(event?._tag === "Unfinished")
      assert.strictEqual(event.incompleteDetails?.reason, reason)
      assert.strictEqual(event.text, '{"city":"Os')
    }
    const event = run(...half, lifecycle("failed", { incomplete_details: null })).at(-1)
    assert.notProperty(event, "incompleteDetails")
  })

  it("is Unfinished where a completed response stops before its JSON ends, or has no text", () => {
    assert.deepStrictEqual(outcome(...half, completed()), ["Unfinished", "Completed", { city: "Os" }])
    assert.deepStrictEqual(outcome(completed()), ["Unfinished", "Completed", undefined])
    assert.deepStrictEqual(outcome(completed(m.item([text(" \n")]))), ["Unfinished", "Completed", undefined])
    assert.deepStrictEqual(outcome(completed(m.item([text('{"city":"Os')], "incomplete"))), [
      "Unfinished",
      "Incomplete",
      { city: "Os" }
    ])
  })

  it("is Refused for a refusal, in whatever way it comes and the response ends", () => {
    const no = "I can't."
    const ways = [
      [m.refusal("I "), m.refusal("can't.")],
      [m.refusal("I "), m.refusalDone(no)],
      [m.part("done", refusal(no))],
      [m.done([refusal(no)])]
    ]
    for (const way of ways)
      for (const last of [completed(), lifecycle("incomplete"), created])
        assert.deepStrictEqual(short(run(m.added, ...way, last)), [["Refused", no]])
    assert.deepStrictEqual(outcome(completed(m.item([text("{"), refusal(no)]))), ["Refused", no])
  })

  it("comes once for each response", () => {
    const other = { ...created, response: { ...(created["response"] as object), id: "resp_2" } }
    assert.deepStrictEqual(
      short(run(created, completed(m.item([text("[1]")])), m.delta("[9]"), completed(), other, ...half)),
      [
        ["Finished", [1]],
        ["Partial", { city: "Os" }],
        ["Unfinished", "Truncated", { city: "Os" }]
      ]
    )
    assert.deepStrictEqual(short(run(created, ...half, other)).slice(-2), [
      ["Unfinished", "Truncated", { city: "Os" }],
      ["Unfinished", "Truncated", undefined]
    ])
  })
})

describe("a state", () => {
  it("never changes: two streams may go on from one", () => {
    const m = message()
    const [first, second, third] = decoded([m.delta("[1"), m.delta(",2]"), m.delta(",3]")])
    const [state] = StructuredOutput.step(StructuredOutput.initial, first!)
    const partial = (chunk: typeof first) => short(StructuredOutput.step(state, chunk!)[1])
    assert.deepStrictEqual(partial(second), [["Partial", [1, 2]]])
    assert.deepStrictEqual(partial(third), [["Partial", [1, 3]]])
    assert.deepStrictEqual(short(StructuredOutput.end(state)), [["Unfinished", "Truncated", []]])
  })
})
