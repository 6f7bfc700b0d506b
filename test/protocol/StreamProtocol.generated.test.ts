import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as Testing from "../../src/testing/testing.ts"
import { item, created, keepalive, error, decode } from "./streams.ts"
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

  /** What a plant makes of a stream: the stream, and where the rule is first broken. */
  type Planted = readonly [stream: ReadonlyArray<Wire>, at: number]

  /** Plants a fault at one of the places where it can stand. */
  type Plant = (stream: ReadonlyArray<Wire>, n: number) => Planted | undefined

  const placesOf = (stream: ReadonlyArray<Wire>, matches: (wire: Wire) => boolean) =>
    stream.flatMap((wire, i) => (matches(wire) ? [i] : []))

  const replacing =
    (matches: (wire: Wire) => boolean, replace: (wire: Wire) => ReadonlyArray<Wire>, offset = 0): Plant =>
    (stream, n) => {
      const at = pick(placesOf(stream, matches), n)
      return at === undefined ? undefined : [stream.toSpliced(at, 1, ...replace(stream[at]!)), at + offset]
    }

  const typed =
    (...types: ReadonlyArray<string>) =>
    ({ type }: Wire) =>
      types.includes(type)

  /** Leaves an event out; what needs it is the next event of the same part or item. */
  const leavingOut =
    (types: ReadonlyArray<string>, ...keys: ReadonlyArray<string>): Plant =>
    (stream, n) => {
      const at = pick(placesOf(stream, typed(...types)), n)
      if (at === undefined) return undefined
      const left = stream[at]!
      const next = stream.findIndex((wire, i) => i > at && keys.every((key) => wire[key] === left[key]))
      return next === -1 ? undefined : [stream.toSpliced(at, 1), next - 1]
    }

  const unnumber = (json: object): object =>
    Object.fromEntries(Object.entries(json).filter(([key]) => key !== "sequence_number"))

  const afterDone = replacing(typed("response.output_item.done"), (done) => [done, done], 1)

  const plants: { readonly [_ in StreamProtocol.RuleId]: Plant } = {
    F2: replacing(
      () => true,
      (wire) => [{ ...wire, event: "response.x" }]
    ),
    S1: (stream, n) => {
      const at = 1 + Math.floor(Math.abs(Math.sin(n)) * (stream.length - 1))
      return [stream.with(at, { ...stream[at]!, sequence_number: at - 1 }), at]
    },
    R1: (stream) => [stream.slice(1), 0],
    R2: replacing(
      (wire) => !typed("response.completed")(wire),
      (wire) => [wire, created],
      1
    ),
    R3: replacing(typed("response.completed"), (wire) => [wire, keepalive], 1),
    R4: replacing(
      (wire) => !typed("response.completed")(wire),
      (wire) => [wire, error],
      2
    ),
    I1: replacing(typed("response.output_item.added"), (added) => [added, added], 1),
    I2: leavingOut(
      ["response.content_part.added", "response.reasoning_summary_part.added"],
      "output_index",
      "content_index",
      "summary_index"
    ),
    I3: afterDone,
    I4: (stream, n) => {
      const indexes = placesOf(stream, typed("response.output_item.added")).map((i) => stream[i]!["output_index"])
      const moved = pick(indexes, n)
      const to = indexes.length + 3
      return moved === undefined
        ? undefined
        : [
            stream.map((wire) => (wire["output_index"] === moved ? { ...wire, output_index: to } : wire)),
            stream.length - 1
          ]
    },
    I5: replacing(
      ({ item_id }) => item_id !== undefined,
      (wire) => [{ ...wire, item_id: "another" }]
    ),
    // A text without deltas may have any done
    I6: (stream, n) => {
      const at = pick(
        placesOf(
          stream,
          ({ output_index, text, type }) =>
            typeof text === "string" &&
            text !== "" &&
            stream.some((wire) => wire.type === type.replace(/done$/, "delta") && wire["output_index"] === output_index)
        ),
        n
      )
      return at === undefined
        ? undefined
        : [stream.with(at, { ...stream[at]!, text: `${String(stream[at]!["text"])}!` }), at]
    },
    G1: replacing(
      typed("response.image_generation_call.completed"),
      (done) => [done, { ...done, type: "response.image_generation_call.generating" }],
      1
    )
  }

  for (const [rule, plant] of Object.entries(plants)) {
    it.effect(`finds a fault against ${rule} where it was planted, and none before`, () =>
      Effect.gen(function* () {
        let planted = 0
        const seen = yield* Arbitrary.checkEffect(
          Arbitrary.all(generated),
          ([answer, n]) => {
            const stream = Testing.toJson(answer).map((json) => unnumber(json) as Wire)
            const faulty = plant(stream, n)
            if (faulty === undefined) return true
            planted++
            const [wires, at] = faulty
            const { violations } = check(wires.map(decode))
            return (
              violations[0]?.rule === rule && violations.every(({ index }) => index >= at) && violations[0].index === at
            )
          },
          { runs: 100 }
        )
        assert.strictEqual(seen._tag, "Passed", JSON.stringify(seen))
        assert.isAbove(planted, 10)
      })
    )
  }

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
    const size = (wires: ReadonlyArray<Wire>) => JSON.stringify(steps(wires.map(decode))).length
    const closed = (n: number, step: number) =>
      times(n, (i) => item(i * step, "of_tomorrow")).flatMap(({ added, done }) => [added, done])
    assert.isBelow(size(closed(5000, 1)), size(closed(10, 1)) + 20)
    assert.isBelow(size(closed(6000, 2)), 20_000)
    assert.isBelow(size(closed(3000, 2)) + 1000, size(closed(500, 2)) * 3)
  })
})
