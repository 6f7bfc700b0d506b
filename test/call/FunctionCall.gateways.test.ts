import { assert, describe, it } from "@effect/vitest"

import { call, only, oslo, response, run, short } from "./streams.ts"

describe("calls of gateways that miscount", () => {
  it("are kept apart where each item has index 0", () => {
    const a = call(0, "weather", "call_a")
    const b = call(0, "time", "call_b")
    const ab = [a.item({ arguments: oslo }), b.item({ arguments: "{}" })]
    const due = [
      ["Started", "call_a"],
      ["Finished", "call_a", { city: "Oslo" }],
      ["Started", "call_b"],
      ["Finished", "call_b", {}]
    ]
    const sequential = [a.added(), a.delta(oslo), a.done(oslo), b.added(), b.done("{}"), response("completed", ab)]
    const events = short(run(...sequential)).filter(([tag]) => tag !== "Arguments")
    assert.deepStrictEqual(events, due)
    assert.deepStrictEqual(short(run(a.done(oslo), b.done("{}"), a.done(oslo), b.done("{}"))), due)
    const together = short(run(a.added(), b.added(), a.done(oslo), a.added(), b.done("{}"), response("completed", ab)))
    assert.sameDeepMembers(together, due)
    assert.sameDeepMembers(short(run(a.added(), b.added(), response("completed", ab))), due)
  })

  it("aren't repeated by a response that leaves items out, or has them in another order", () => {
    const [a, b] = [call(2), call(4, "time")]
    const streamed = [a.added(), b.added(), a.done(oslo), b.done("{}")]
    const items = [a.item({ arguments: oslo }), b.item({ arguments: "{}" })]
    const due = short(run(...streamed))
    assert.lengthOf(due, 4)
    for (const output of [items, items.toReversed(), [{ type: "message", role: "assistant", content: [] }, ...items]]) {
      assert.deepStrictEqual(short(run(...streamed, response("completed", output))), due)
    }
    // What was left open is closed by the right item
    const open = short(run(a.added(), b.added(), response("completed", items)))
    assert.sameDeepMembers(open, due)
  })

  it("aren't repeated under a new id", () => {
    const again = response("completed", [call(0).item({ arguments: oslo, call_id: "renamed" })])
    assert.lengthOf(run(call(0).added(), call(0).done(oslo), again), 2)
    assert.deepStrictEqual(short(run(call(0).added(), call(0, "weather", "renamed").done(oslo), again)), [
      ["Started", "call_0"],
      ["Finished", "renamed", { city: "Oslo" }]
    ])
    const late = [call(0, "", "").added(), call(0).done(oslo)]
    assert.deepStrictEqual(only(run(...late), "Finished").name, "weather")
  })

  it("aren't taken for a new call that the response has at their place", () => {
    const [a, added] = [call(0), call(0, "time", "call_new")]
    const output = [added.item({ arguments: "{}" }), a.item({ arguments: oslo })]
    const finished = [
      ["Finished", "call_0", { city: "Oslo" }],
      ["Started", "call_new"],
      ["Finished", "call_new", {}]
    ]
    const [ofA, ...ofNew] = finished
    assert.deepStrictEqual(short(run(a.done(oslo), response("completed", output))), [
      ["Started", "call_0"],
      ...finished
    ])
    assert.deepStrictEqual(short(run(a.added(), response("completed", output))), [
      ["Started", "call_0"],
      ...ofNew,
      ofA!
    ])
  })

  it("are all there where they have one id", () => {
    const two = [call(0, "weather", "weather"), call(1, "weather", "weather")]
    const items = two.map((each, i) => each.item({ arguments: `[${i}]` }))
    const streamed = two.flatMap((each, i) => [each.added(), each.done(`[${i}]`)])
    for (const wires of [streamed, [...streamed, response("completed", items)], [response("completed", items)]]) {
      const finished = run(...wires).filter((event) => event._tag === "Finished")
      assert.deepStrictEqual(
        finished.map(({ arguments: args }) => args),
        [[0], [1]]
      )
    }
  })
})
