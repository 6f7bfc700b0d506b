import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as StructuredOutput from "../../src/structured/StructuredOutput.ts"
import * as Testing from "../../src/testing/testing.ts"
import { isWithin } from "../call/streams.ts"

const anyJson = Arbitrary.schema(Schema.Json)
const anySize = Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 7 })))

describe("any JSON, cut anywhere", () => {
  it.effect.prop(
    "grows to its value, and is never an error of the JSON where it is cut",
    [anyJson, anySize],
    ([json, deltaSize]) =>
      Effect.gen(function* () {
        const text = JSON.stringify(json)
        const whole: unknown = JSON.parse(text)
        const answer = Testing.answer(Testing.text(text, { deltaSize }))
        const events = yield* Stream.runCollect(
          Stream.fromIterable(Testing.toChunks(answer)).pipe(StructuredOutput.events(Schema.Json))
        )
        const last = events.at(-1)
        assert(last?._tag === "Finished")
        assert.deepStrictEqual<unknown>(last.value, whole)
        let before: unknown
        for (const event of events.slice(0, -1)) {
          assert(event._tag === "Partial")
          assert.isTrue(isWithin(before, event.partial))
          assert.isTrue(isWithin(event.partial, whole))
          before = event.partial
        }
        const { length } = Testing.toChunks(answer)
        for (let at = 1; at < length; at += Math.ceil(length / 12)) {
          const cut = Testing.toChunks(answer.pipe(Testing.cut(at)))
          const error = yield* Effect.flip(Stream.fromIterable(cut).pipe(StructuredOutput.decode(Schema.Json)))
          assert.include(error, { _tag: "OutputUnfinished", verdict: "Truncated" })
        }
      })
  )
})

describe("any answer", () => {
  it.effect.prop("has one outcome, which comes last", [Testing.anyAnswer()], ([answer]) =>
    Effect.gen(function* () {
      const events = yield* Stream.runCollect(
        Stream.fromIterable(Testing.toChunks(answer)).pipe(StructuredOutput.events(Schema.Json))
      )
      assert.isAbove(events.length, 0)
      for (const event of events.slice(0, -1)) assert.strictEqual(event._tag, "Partial")
      assert.notStrictEqual(events.at(-1)?._tag, "Partial")
    })
  )
})
