import { assert, describe, it } from "@effect/vitest"

import { call, created, only, oslo, response, run, short } from "./streams.ts"
import type { Wire } from "./streams.ts"

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

  describe("and are open at one index", () => {
    const a = call(0, "f1", "c1", "fc_1")
    const b = call(0, "f2", "c2", "fc_2")
    const [textA, textB] = ['{"a":1}', '{"b":2}']
    const begun = [created, a.added(), b.added(), a.delta(textA), b.delta(textB)]
    const argumentsDone = [a.argumentsDone(textA), b.argumentsDone(textB)]
    const done = [a.done(textA), b.done(textB)]
    const items = [a.item({ arguments: textA }), b.item({ arguments: textB })]
    const due = new Map([
      ["c1", [["Started"], ["Arguments", textA], ["Finished", textA]]],
      ["c2", [["Started"], ["Arguments", textB], ["Finished", textB]]]
    ])

    /** The events of each call. */
    const byCall = (...wires: ReadonlyArray<Wire>) => {
      const calls = new Map<string, Array<ReadonlyArray<string>>>()
      for (const event of run(...wires)) {
        const told = "argumentsText" in event ? [event._tag, event.argumentsText] : [event._tag]
        calls.set(event.callId ?? "", [...(calls.get(event.callId ?? "") ?? []), told])
      }
      return calls
    }

    const cases: ReadonlyArray<readonly [name: string, ...wires: ReadonlyArray<Wire>]> = [
      ["are done in order", ...argumentsDone, ...done, response("completed")],
      ["are done in reverse", ...argumentsDone.toReversed(), ...done.toReversed(), response("completed", items)],
      ["are done twice", ...done, ...done, response("completed", items)],
      ["are done in the response", response("completed", items)],
      ["are done in a response of another order", response("completed", items.toReversed())],
      ["have no done, and the response no output", ...argumentsDone, response("completed")],
      ["have nothing but deltas", response("completed")],
      ["have other item ids when they are done", a.done(textA, { id: "x" }), b.done(textB, { id: "y" })],
      ["have no item ids when they are done", b.done(textB, { id: null }), a.done(textA, { id: "" })]
    ]
    for (const [name, ...wires] of cases) {
      it(`go each their way if they ${name}`, () => {
        assert.deepStrictEqual(byCall(...begun, ...wires), due)
      })
    }

    it("go each their way if nothing but the call ids tells them apart", () => {
      for (const id of [null, "", "fc"]) {
        const [one, two] = [call(0, "f1", "c1", id as string), call(0, "f2", "c2", id as string)]
        const wires = [one.added(), two.added(), two.done(textB), one.done(textA)]
        const sequential = [one.added(), one.done(textA), two.added(), two.done(textB)]
        const finished = ["c1", "c2"].map((callId): [string, unknown] => [
          callId,
          due.get(callId)!.filter(([tag]) => tag !== "Arguments")
        ])
        for (const all of [
          wires,
          sequential,
          [
            ...sequential,
            response(
              "completed",
              [one, two].map(({ item }, i) => item({ arguments: [textA, textB][i] }))
            )
          ]
        ]) {
          assert.deepStrictEqual<unknown>(byCall(...all), new Map(finished))
        }
      }
      // Deltas may have the call id
      const [one, two] = [call(0, "f1", "c1", ""), call(0, "f2", "c2", "")]
      const named = (wire: Wire, item_id: string) => ({ ...wire, item_id })
      const deltas = [named(one.delta(textA), "c1"), named(two.delta(textB), "c2")]
      assert.deepStrictEqual(byCall(one.added(), two.added(), ...deltas, response("completed")), due)
    })

    it("go each their way if only the dones have call ids", () => {
      const added = [a.added({ call_id: "" }), b.added({ call_id: "" })]
      const finished = run(...added, ...done).filter((event) => event._tag === "Finished")
      assert.deepStrictEqual(
        finished.map(({ argumentsText, callId }) => [callId, argumentsText]),
        [
          ["c1", textA],
          ["c2", textB]
        ]
      )
    })

    it("are each unfinished if the stream is cut", () => {
      const cut = new Map([
        ["c1", [["Started"], ["Arguments", textA], ["Unfinished", textA]]],
        ["c2", [["Started"], ["Arguments", textB], ["Unfinished", textB]]]
      ])
      assert.deepStrictEqual(byCall(...begun), cut)
    })
  })

  it("are found by a known id, whatever the index", () => {
    const [a, b] = [call(0), call(1, "time")]
    const elsewhere = (wire: Wire, output_index: number): Wire => ({ ...wire, output_index })
    const events = run(
      a.added(),
      b.added(),
      elsewhere(a.delta(oslo), 1),
      elsewhere(b.delta("{}"), 0),
      elsewhere(b.argumentsDone("{}"), 7),
      elsewhere(a.done(oslo), 1),
      elsewhere(b.done("{}"), 0),
      // The same once more
      elsewhere(a.done(oslo), 5),
      elsewhere(a.added(), 6)
    )
    assert.deepStrictEqual(short(events), [
      ["Started", "call_0"],
      ["Started", "call_1"],
      ["Arguments", "call_0", { city: "Oslo" }],
      ["Arguments", "call_1", {}],
      ["Finished", "call_0", { city: "Oslo" }],
      ["Finished", "call_1", {}]
    ])
  })

  it("keep the call id and the name that they had if the done has none", () => {
    const [, finished] = run(call(0).added(), call(0, "", "").done(oslo))
    assert(finished?._tag === "Finished")
    assert.deepStrictEqual([finished.callId, finished.name], ["call_0", "weather"])
  })

  it("are given once if the response has them twice", () => {
    const item = call(0).item({ arguments: oslo })
    const due = [
      ["Started", "call_0"],
      ["Finished", "call_0", { city: "Oslo" }]
    ]
    for (const wires of [[], [call(0).added()], [call(0).added(), call(0).done(oslo)]]) {
      assert.deepStrictEqual(short(run(...wires, response("completed", [item, item]))), due)
    }
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

  it("aren't taken for a call of another function that the response has at their place", () => {
    const [a, other] = [call(0), call(0, "time", "call_new", "fc_new")]
    const output = response("completed", [other.item({ arguments: "{}" })])
    const fresh = [
      ["Started", "call_new"],
      ["Finished", "call_new", {}]
    ]
    assert.deepStrictEqual(short(run(a.done(oslo), output)), [...short(run(a.done(oslo))), ...fresh])
    const open = run(a.added(), a.delta(oslo), output).filter(({ _tag }) => _tag !== "Arguments")
    assert.deepStrictEqual(short(open), [["Started", "call_0"], ...fresh, ["Finished", "call_0", { city: "Oslo" }]])
  })

  it("are found by order where they are renamed and the response leaves items out", () => {
    const [a, b] = [call(1), call(3, "time")]
    const output = [a, b].map(({ item }, i) =>
      item({ arguments: i === 0 ? oslo : "{}", id: `x${i}`, call_id: `y${i}` })
    )
    const streamed = [a.added(), b.added(), a.done(oslo)]
    assert.deepStrictEqual(short(run(...streamed, response("completed", output))), [
      ["Started", "call_1"],
      ["Started", "call_3"],
      ["Finished", "call_1", { city: "Oslo" }],
      ["Finished", "y1", {}]
    ])
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
