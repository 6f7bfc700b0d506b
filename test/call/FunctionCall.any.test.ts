import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as Testing from "../../src/testing/testing.ts"
import { call, created, eventsOf, isWithin, response, run } from "./streams.ts"
import type { Wire } from "./streams.ts"

const anyArguments = Arbitrary.schema(Schema.Record(Schema.String, Schema.Json))

/** Answers with calls among other items, and the arguments of each call by its output index. */
const anyAnswer = Arbitrary.map(
  Arbitrary.all({
    items: Arbitrary.array(
      Arbitrary.all({
        args: anyArguments,
        isCall: Arbitrary.schema(Schema.Literals([true, true, false])),
        deltaSize: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })))
      }),
      { maxLength: 4 }
    ),
    seed: Arbitrary.schema(Schema.Int)
  }),
  ({ items, seed }) => ({
    seed,
    answer: Testing.answer(
      ...items.map(({ args, deltaSize, isCall }, i) =>
        isCall
          ? Testing.functionCall({ name: `f${i}`, arguments: args, deltaSize })
          : Testing.text("Hello", { deltaSize })
      )
    ),
    due: new Map(items.flatMap(({ args, isCall }, i) => (isCall ? [[i, JSON.stringify(args)] as const] : [])))
  })
)

const byCall = (events: ReadonlyArray<FunctionCall.CallEvent>) =>
  events.toSorted((a, b) => a.outputIndex - b.outputIndex)

describe("any answer", () => {
  it.effect.prop("has each call with the arguments that it was made of", [anyAnswer], ([{ answer, due, seed }]) =>
    Effect.gen(function* () {
      const events = yield* eventsOf(Testing.toChunks(answer.pipe(Testing.interleaved(seed))))
      const finished = events.filter((event) => event._tag === "Finished")
      assert.deepStrictEqual(
        new Map(finished.map((event) => [event.outputIndex, JSON.stringify(event.arguments)])),
        due
      )
      for (const event of events) {
        if (event._tag !== "Arguments") continue
        const whole = finished.find(({ outputIndex }) => outputIndex === event.outputIndex)!
        assert.isTrue(whole.argumentsText.startsWith(event.argumentsText))
        assert.isTrue(isWithin(event.partial, whole.arguments))
      }
    })
  )

  it.effect.prop("gives the same for each call however the items are interleaved", [anyAnswer], ([{ answer, seed }]) =>
    Effect.gen(function* () {
      const events = yield* eventsOf(Testing.toChunks(answer))
      const mixed = yield* eventsOf(Testing.toChunks(answer.pipe(Testing.interleaved(seed))))
      assert.deepStrictEqual(byCall(mixed), byCall(events))
    })
  )

  it.effect.prop("gives the same however the chunks are batched", [anyAnswer], ([{ answer, seed }]) =>
    Effect.gen(function* () {
      const chunks = Testing.toChunks(answer.pipe(Testing.interleaved(seed)))
      const expected = yield* eventsOf(chunks)
      for (const size of [1, 3]) {
        const events = yield* Stream.fromIterable(chunks).pipe(
          Stream.rechunk(size),
          FunctionCall.events,
          Stream.runCollect
        )
        assert.deepStrictEqual(events, expected)
      }
    })
  )

  it.prop("gives at any cut what it had given before, and an end to each call", [anyAnswer], ([{ answer, seed }]) => {
    const chunks = Testing.toChunks(answer.pipe(Testing.interleaved(seed)))
    let state = FunctionCall.initial
    const open = new Set<number>()
    for (const chunk of chunks) {
      const [next, events] = FunctionCall.step(state, chunk)
      state = next
      for (const { _tag, outputIndex } of events) {
        assert.notStrictEqual(_tag, "Unfinished")
        if (_tag === "Started") open.add(outputIndex)
        if (_tag === "Finished") open.delete(outputIndex)
      }
      assert.deepStrictEqual(
        FunctionCall.end(state).map(({ outputIndex }) => outputIndex),
        [...open].toSorted((a, b) => a - b)
      )
    }
  })
})

/** The chunks of calls, in no order, with ids and indexes that contradict each other. */
const anyWires = Arbitrary.array(
  Arbitrary.map(
    Arbitrary.all({
      index: Arbitrary.schema(Schema.Literals([0, 1, -0, 2.5])),
      id: Arbitrary.schema(Schema.Literals(["a", "b", "c", ""])),
      text: Arbitrary.schema(Schema.Literals(["", "{", "{}", '{"a":', "1", "}", "[1]"])),
      status: Arbitrary.schema(Schema.Literals(["completed", "incomplete", "in_progress", "failed", "other"])),
      kind: Arbitrary.schema(Schema.Literals([0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5]))
    }),
    ({ id, index, kind, status, text }): Wire => {
      const events = call(index, "weather", id)
      const item = events.item({ arguments: text, status })
      switch (kind) {
        case 0:
          return events.added({ arguments: text, status })
        case 1:
          return events.delta(text)
        case 2:
          return events.argumentsDone(text)
        case 3:
          return events.done(text, { status })
        case 4:
          return response(status === "completed" || status === "failed" ? status : "incomplete", [item, item])
        default:
          return created
      }
    }
  ),
  { maxLength: 20 }
)

describe("any chunks", () => {
  it.prop("start each call once, and end it once", [anyWires], ([wires]) => {
    const open = new Map<number, number>()
    for (const { _tag, callId, outputIndex } of run(...wires)) {
      const count = open.get(outputIndex) ?? 0
      if (_tag === "Started") open.set(outputIndex, count + 1)
      else if (_tag !== "Unfinished" || callId !== undefined) {
        assert.isAbove(count, 0)
        if (_tag !== "Arguments") open.set(outputIndex, count - 1)
      }
    }
    assert.isTrue([...open.values()].every((count) => count === 0))
  })

  it.effect.prop("of any type are taken", [Arbitrary.array(Testing.anyChunk())], ([chunks]) =>
    Effect.gen(function* () {
      const events = yield* eventsOf(chunks)
      if (!JSON.stringify(chunks).includes("function_call")) assert.isEmpty(events)
    })
  )
})
