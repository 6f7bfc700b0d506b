import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as Testing from "../../src/testing/testing.ts"
import { item, decode } from "./streams.ts"
import type { Wire } from "./streams.ts"

describe("any answer", () => {
  const check = (events: ReadonlyArray<StreamProtocol.ProtocolEvent>) => {
    let state = StreamProtocol.initial
    const violations: Array<StreamProtocol.Violation> = []
    for (const event of events) {
      const [next, found] = StreamProtocol.step(state, event)
      state = next
      violations.push(...found)
    }
    return { state, violations: [...violations, ...StreamProtocol.end(state)] }
  }

  const generated = [Testing.anyAnswer(), Arbitrary.schema(Schema.Finite)] as const

  /** One of some things, by any number. */
  const pick = <A>(things: ReadonlyArray<A>, n: number): A | undefined =>
    things[Math.floor(Math.abs(Math.sin(n)) * things.length)]

  it.effect.prop(
    "keeps all rules, and any beginning of it too, with a verdict that says that it was cut",
    [...generated],
    ([answer, where]) =>
      Effect.sync(() => {
        const events = Testing.toJson(answer).map((json, i) => decode(json as Wire, i))
        const whole = check(events)
        assert.deepStrictEqual(whole.violations, [])
        assert.strictEqual(StreamProtocol.verdict(whole.state), "Completed")
        const prefix = events.slice(0, Math.floor(Math.abs(Math.sin(where)) * events.length))
        const cut = check(prefix)
        assert.deepStrictEqual(cut.violations, [])
        const verdict =
          StreamProtocol.openItems(cut.state).length === 0 && prefix.length > 2
            ? "ItemsCompleteWithoutTerminal"
            : "Truncated"
        assert.strictEqual(StreamProtocol.verdict(cut.state), verdict)
      })
  )

  const placesOf = (stream: ReadonlyArray<Wire>, matches: (wire: Wire) => boolean) =>
    stream.flatMap((wire, i) => (matches(wire) ? [i] : []))

  const typed =
    (...types: ReadonlyArray<string>) =>
    ({ type }: Wire) =>
      types.includes(type)

  it.effect.prop(
    "reports an item whose added was malformed and skipped once, at the next event of the item",
    [...generated],
    ([answer, n]) =>
      Effect.gen(function* () {
        const events = Testing.toJson(answer)
        const at = pick(placesOf(events as ReadonlyArray<Wire>, typed("response.output_item.added")), n)
        if (at === undefined) return
        const index = events.findIndex((json, i) => i > at && json["output_index"] === events[at]!["output_index"])
        const reported: Array<StreamProtocol.Violation> = []
        yield* Stream.make(Testing.toBytes(answer.pipe(Testing.malformed(at, "wrongType")))).pipe(
          ChunkStream.decode({ as: "event", onInvalid: "skip", onSkip: () => {} }),
          StreamProtocol.check({ onViolation: "report", onReport: (violation) => reported.push(violation) }),
          Stream.runDrain
        )
        assert.deepStrictEqual(
          reported.map(({ index, rule }) => ({ index, rule })),
          [{ index, rule: "I1" }]
        )
      })
  )
})

describe("hostile streams", () => {
  const steps = (events: ReadonlyArray<StreamProtocol.ProtocolEvent>) => {
    let state = StreamProtocol.initial
    for (const event of events) state = StreamProtocol.step(state, event)[0]
    return state
  }
  const times = <A>(n: number, make: (i: number) => A) => Array.from({ length: n }, (_, i) => make(i))

  it("take no more memory than what is open, whatever was closed and left out", () => {
    const json = (wires: ReadonlyArray<Wire>) => JSON.stringify(steps(wires.map(decode)))
    const size = (wires: ReadonlyArray<Wire>) => json(wires).length
    const closed = (n: number, step: number) =>
      times(n, (i) => item(i * step, "of_tomorrow")).flatMap(({ added, done }) => [added, done])
    const kept = (wires: ReadonlyArray<Wire>) => json(wires).replaceAll(/-?\d+/g, "")
    assert.strictEqual(kept(closed(5000, 1)), kept(closed(100, 1)))
    assert.isBelow(size(closed(6000, 2)), 20_000)
    assert.isBelow(size(closed(3000, 2)) + 1000, size(closed(500, 2)) * 3)
  })
})
