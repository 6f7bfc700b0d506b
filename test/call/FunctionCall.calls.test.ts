import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import { outcome } from "../support/outcome.ts"
import { call, created, decoded, oslo, response, run, short } from "./streams.ts"

describe("calls", () => {
  const [a, b, c] = [call(0), call(1), call(2)]
  const wires = [
    created,
    a.added(),
    b.added(),
    c.added(),
    a.delta('{"city":'),
    b.delta('{"city":1}'),
    b.done('{"city":1}'),
    a.done('{"city":'),
    c.delta(oslo),
    response("incomplete")
  ]

  const calls = FunctionCall.calls({ weather: Schema.Struct({ city: Schema.Unknown }) })

  it.effect("gives each call once, in the order in which they end, those that can't be used among them", () =>
    Effect.gen(function* () {
      const outcomes = yield* Stream.runCollect(calls(Stream.fromIterable(decoded(wires))))
      assert.deepStrictEqual(short(outcomes), [
        ["Finished", "call_1", { city: 1 }],
        ["Invalid", "call_0", "InvalidArgumentsJson"],
        ["Unfinished", "call_2", "Incomplete"]
      ])
      assert.deepStrictEqual<ReadonlyArray<unknown>>(
        outcomes,
        run(...wires).filter(({ _tag }) => _tag !== "Started" && _tag !== "Arguments")
      )
    })
  )

  it.effect("gives them their types, and loses none", () =>
    Effect.gen(function* () {
      const outcomes = yield* Stream.fromIterable(
        decoded([...wires.slice(0, -1), c.done(oslo), call(3, "time").done("{}")])
      ).pipe(FunctionCall.calls({ weather: Schema.Struct({ city: Schema.String }) }), Stream.runCollect)
      const results = outcomes.map((call): string => {
        if (call._tag === "Finished") return call.arguments.city
        return call._tag === "Invalid" ? call.error._tag : call.verdict
      })
      assert.deepStrictEqual(results, ["InvalidArguments", "InvalidArgumentsJson", "Oslo", "UnknownFunction"])
    })
  )

  it.effect("gives what the end of the stream cuts before its error", () =>
    Effect.gen(function* () {
      const chunks = Stream.concat(Stream.fromIterable(decoded([a.added(), a.delta(oslo)])), Stream.fail("lost"))
      const { error, values } = yield* outcome(calls(chunks))
      assert.strictEqual(error, "lost")
      assert.deepStrictEqual(short(values), [["Unfinished", "call_0", "Truncated"]])
    })
  )

  it.effect("gives the first call as soon as it has ended", () =>
    Effect.gen(function* () {
      const chunks = Stream.concat(Stream.fromIterable(decoded([a.added(), a.done(oslo)])), Stream.never)
      const first = yield* Stream.runCollect(chunks.pipe(calls, Stream.take(1)))
      assert.deepStrictEqual(short(first), [["Finished", "call_0", { city: "Oslo" }]])
    })
  )
})
