import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { anImage } from "../support/images.ts"
import {
  byIndex,
  call,
  callsOf,
  completed,
  completedWith,
  created,
  decoded,
  eventsOf,
  ig,
  imageOf,
  imagesOf,
  only,
  response,
  result
} from "./streams.ts"
import type { Wire } from "./streams.ts"

describe("calls of careless providers", () => {
  it.effect("need no added, no states and no order of partial images", () =>
    Effect.gen(function* () {
      const wires = [
        ig.partial(2, anImage(1)),
        ig.partial(0, anImage(2)),
        ig.partial(0, anImage(3)),
        ig.done(result(4))
      ]
      const call = yield* only([...wires, completed])
      assert.deepStrictEqual(imagesOf(call), {
        partial: [imageOf(1, 2), imageOf(2, 0), imageOf(3, 0)],
        final: imageOf(4, 3)
      })
      assert.isEmpty(call.states)
    })
  )

  it.effect("have each state once, however often it is repeated", () =>
    Effect.gen(function* () {
      const beat = ig.is("generating")
      const call = yield* only([ig.is("in_progress"), beat, beat, beat, ig.is("completed"), ig.done(result(1))])
      assert.deepStrictEqual(call.states, ["in_progress", "generating", "completed"])
    })
  )

  it.effect("are held together by the output index, and have the id of their item", () =>
    Effect.gen(function* () {
      const ids = ["a", "b", "c", "d"]
      const [added, generating, partial, done] = ids.map((id) => call(7, id)) as [
        typeof ig,
        typeof ig,
        typeof ig,
        typeof ig
      ]
      const wires = [added.added(), generating.is("generating"), partial.partial(0, anImage(1)), done.done(result(2))]
      const { itemId, outputIndex, states } = yield* only([...wires, completedWith(call(0, "e").item(result(2)))])
      assert.deepStrictEqual({ itemId, outputIndex, states }, { itemId: "d", outputIndex: 7, states: ["generating"] })
    })
  )

  it.effect("have no id where there is none, or only an empty one", () =>
    Effect.gen(function* () {
      for (const id of ["", null]) {
        const { added, done, is, item } = call(0, id)
        const given = yield* only([added(), is("generating"), done(result(1)), completedWith(item(result(1)))])
        assert.notProperty(given, "itemId")
      }
    })
  )

  it.effect("aren't changed by what comes after their end", () =>
    Effect.gen(function* () {
      const late = [ig.added(), ig.is("completed"), ig.partial(5, anImage(9)), ig.done(result(8))]
      const { outcome, partialImages, states } = yield* only([ig.done(result(1)), ...late, completed, ...late])
      assert.deepStrictEqual([outcome._tag, partialImages, states], ["Completed", [], []])
    })
  )

  it.effect("are two if items with ids of their own share an output index", () =>
    Effect.gen(function* () {
      const [a, b] = [call(0, "a"), call(0, "b")]
      const items = [a.item(result(1)), b.item(result(2))]
      for (const echoed of [
        items,
        [a.item(), b.item()],
        [call(0, "x").item(result(1)), call(0, "y").item(result(2))]
      ]) {
        const wires = [a.added(), a.done(result(1)), b.added(), b.partial(0, anImage(3)), b.done(result(2))]
        const calls = yield* callsOf(decoded([...wires, completedWith(...echoed)]))
        assert.deepStrictEqual(calls.map(imagesOf), [
          { partial: [], final: imageOf(1) },
          { partial: [imageOf(3)], final: imageOf(2, 1) }
        ])
      }
    })
  )

  describe("and are open at one output index", () => {
    const [a, b] = [call(0, "a"), call(0, "b")]
    const begun = [a.added(), b.added(), a.is("generating"), b.partial(0, anImage(3)), a.partial(0, anImage(4))]
    const items = [a.item(result(1)), b.item(result(2))]
    const due = new Map([
      ["a", { partial: [imageOf(4)], final: imageOf(1, 1) }],
      ["b", { partial: [imageOf(3)], final: imageOf(2, 1) }]
    ])
    for (const [name, ...wires] of [
      ["are done in order", a.done(result(1)), b.done(result(2))],
      ["are done in reverse", b.done(result(2)), a.done(result(1)), completedWith(...items)],
      ["are done twice", ...[1, 2].flatMap(() => [a.done(result(1)), b.done(result(2))])],
      ["are done in the response", completedWith(...items)],
      ["are done without an image", b.done(), a.done(), completedWith(...items.toReversed())]
    ] as const) {
      it.effect(`go each their way if they ${name}`, () =>
        Effect.gen(function* () {
          const calls = yield* callsOf(decoded([...begun, ...wires]))
          assert.deepStrictEqual(new Map(calls.map((call) => [call.itemId ?? "", imagesOf(call)])), due)
          assert.strictEqual(calls.length, 2)
        })
      )
    }

    it.effect("have keys of their own, and each its end", () =>
      Effect.gen(function* () {
        const events = yield* eventsOf(decoded([...begun, a.done(result(1))]))
        assert.deepStrictEqual(
          events.map(({ _tag, itemId, key }) => [_tag, key, itemId]),
          [
            ["Started", "0", "a"],
            ["Started", "0:1", "b"],
            ["StateChanged", "0", "a"],
            ["PartialImage", "0:1", "b"],
            ["PartialImage", "0", "a"],
            ["Ended", "0", "a"],
            ["Ended", "0:1", "b"]
          ]
        )
      })
    )
  })

  it.effect("are found by a known id, whatever the index", () =>
    Effect.gen(function* () {
      const elsewhere = (wire: Wire, output_index: number): Wire => ({ ...wire, output_index })
      const [a, b] = [call(0), call(1)]
      const calls = yield* callsOf(
        decoded([
          a.added(),
          b.added(),
          elsewhere(a.partial(0, anImage(3)), 1),
          elsewhere(b.done(result(2)), 0),
          elsewhere(a.done(result(1)), 7)
        ])
      )
      assert.deepStrictEqual(byIndex(calls).map(imagesOf), [
        { partial: [imageOf(3)], final: imageOf(1, 1) },
        { partial: [], final: imageOf(2) }
      ])
    })
  )

  it.effect("are cut by the next response, and end at the first terminal chunk", () =>
    Effect.gen(function* () {
      const next = response("created", { id: "resp_2" })
      const told = (...wires: ReadonlyArray<Wire>) =>
        callsOf(decoded(wires)).pipe(Effect.map((calls) => calls.map(({ key, outcome }) => [key, outcome._tag])))
      const two = [next, ig.added(), ig.done(result(2))]
      const ends = [
        ["0", "Cut"],
        ["0", "Completed"]
      ]
      assert.deepStrictEqual(yield* told(created, ig.added(), ...two), ends)
      assert.deepStrictEqual(yield* told(created, ig.added(), created, ig.done(result(1))), [["0", "Completed"]])
      const late = [completedWith(ig.item(result(1))), created, ig.added(), call(1).done(result(3))]
      assert.deepStrictEqual(yield* told(created, ig.added(), response("failed"), ...late), [["0", "Failed"]])
      assert.deepStrictEqual(yield* told(created, ig.added(), response("failed"), ...late, ...two), [
        ["0", "Failed"],
        ["0", "Completed"]
      ])
    })
  )

  const waiting = [1, 3, 4].map((index) => call(index))
  const began = waiting.flatMap(({ added, done }) => [added(), done()])
  const message = { type: "message", id: "m", role: "assistant", status: "completed", content: [] }
  const renamed = (n: number) => ({ type: "image_generation_call", id: `other_${n}`, ...result(n) })
  const own = (n: number) => ({ type: "image_generation_call", id: `ig_${n}`, ...result(n) })

  for (const [name, output] of [
    ["ids", [own(4), own(3), own(1)]],
    ["places, where the ids are others", [message, renamed(1), message, renamed(3), renamed(4)]],
    ["order, where the ids are others and items are left out", [renamed(1), message, renamed(3), renamed(4)]],
    ["ids, and then by places", [message, renamed(1), message, renamed(3), own(4)]],
    ["ids, and then by order", [own(4), renamed(1), renamed(3)]],
    ["ids, and then by order, the first by its id", [own(1), renamed(3), renamed(4)]]
  ] as const) {
    it.effect(`find their images in the response by ${name}`, () =>
      Effect.gen(function* () {
        const calls = byIndex(yield* callsOf(decoded([...began, completedWith(...output)])))
        assert.deepStrictEqual(
          calls.map((call) => [call.outputIndex, imagesOf(call).final]),
          [1, 3, 4].map((n) => [n, imageOf(n)])
        )
      })
    )
  }

  it.effect("are complete where the response has images that weren't streamed", () =>
    Effect.gen(function* () {
      const calls = yield* callsOf(decoded([call(1).added(), completedWith(renamed(0), renamed(1), renamed(2))]))
      assert.deepStrictEqual(
        byIndex(calls).map((call) => [call.outputIndex, call.itemId, imagesOf(call).final]),
        [0, 1, 2].map((n) => [n, `other_${n}`, imageOf(n)])
      )
    })
  )

  it.effect("are not confused by unknown items, other tools and zero below zero", () =>
    Effect.gen(function* () {
      const others = [
        { type: "response.output_item.added", output_index: 0, item: { type: "of_tomorrow", result: "x" } },
        { type: "response.of_tomorrow", output_index: 0 },
        { type: "keepalive" }
      ]
      const { added } = call(-0)
      const calls = yield* callsOf(decoded([added(), ...others, ig.is("generating"), ig.done(result(1)), completed]))
      assert.deepStrictEqual(calls.map(imagesOf), [{ partial: [], final: imageOf(1) }])
    })
  )
})
