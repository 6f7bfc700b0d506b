import { assert, describe, it } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { outcome } from "../support/outcome.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { call, created, decoded, only, oslo, response, run, short } from "./streams.ts"
import type { Wire } from "./streams.ts"

describe("calls that the stream leaves open", () => {
  const a = call(0)
  const begun = [created, a.added(), a.delta('{"city":"Os')]

  it("are unfinished, with the verdict on what ended them", () => {
    const error = { type: "error", code: "server_error", message: "no", param: null }
    const ends: ReadonlyArray<readonly [verdict: string, ...wires: ReadonlyArray<Wire>]> = [
      ["Truncated"],
      ["Errored", error],
      ["Failed", error, response("failed")],
      ["Failed", response("failed")],
      ["Failed", response("failed", [a.item({ arguments: '{"city":"Os' })])],
      ["Incomplete", response("incomplete")],
      ["Incomplete", response("incomplete", [a.item({ arguments: '{"city":"Os', status: "incomplete" })])],
      ["Cancelled", { type: "response.cancelled" }],
      ["Cancelled", { type: "response.cancelled", response: { id: "resp_1", status: "cancelled" } }],
      ["Cancelled", { ...response("cancelled"), type: "response.completed" }],
      ["Completed", response("completed")]
    ]
    for (const [verdict, ...wires] of ends) {
      const unfinished = only(run(...begun, ...wires), "Unfinished")
      assert.strictEqual(unfinished.verdict, verdict)
      assert.strictEqual(unfinished.argumentsText, '{"city":"Os')
      assert.deepStrictEqual(unfinished.partial, { city: "Os" })
      assert.strictEqual(unfinished.name, "weather")
    }
  })

  it("are finished by a response that completes, if what came of them is whole", () => {
    assert.deepStrictEqual(short(run(...begun, a.delta('lo"}'), response("completed"))).at(-1), [
      "Finished",
      "call_0",
      { city: "Oslo" }
    ])
    assert.deepStrictEqual(short(run(...begun, a.delta('lo"}'), response("incomplete"))).at(-1), [
      "Unfinished",
      "call_0",
      "Incomplete"
    ])
    assert.deepStrictEqual(short(run(a.added(), a.argumentsDone("{"), response("completed"))).at(-1), [
      "Invalid",
      "call_0",
      "InvalidArgumentsJson"
    ])
    assert.deepStrictEqual(short(run(a.added(), response("completed"))).at(-1)?.[0], "Unfinished")
  })

  it("are finished by a response that doesn't, if it has them as completed", () => {
    for (const status of ["incomplete", "failed"]) {
      const whole = response(status, [a.item({ arguments: "", status: "completed" })])
      assert.deepStrictEqual(short(run(a.added(), whole)).at(-1), ["Finished", "call_0", {}])
    }
  })

  it("are unfinished with what came of them, if the turn was cut, however whole they look", () => {
    const open = [a.added(), a.delta('{"city":')]
    const text = (...wires: ReadonlyArray<Wire>) => {
      const events = run(...open, ...wires)
      assert.isFalse(events.some(({ _tag }) => _tag === "Finished" || _tag === "Invalid"))
      const { argumentsText, partial, verdict } = only(events, "Unfinished")
      return [verdict, argumentsText, partial]
    }
    const whole = { arguments: oslo, status: "incomplete" }
    assert.deepStrictEqual(text(a.done(oslo, whole)), ["Incomplete", oslo, { city: "Oslo" }])
    for (const [status, verdict] of [
      ["incomplete", "Incomplete"],
      ["failed", "Failed"]
    ] as const) {
      for (const rest of [{}, { status: "in_progress" }]) {
        const cut = response(status, [a.item({ arguments: oslo, ...rest })])
        assert.deepStrictEqual(text(cut), [verdict, oslo, { city: "Oslo" }])
      }
    }
    // The item is cut in a response that is completed
    assert.deepStrictEqual(text(response("completed", [a.item(whole)]))[0], "Incomplete")
    // Whoever cancels a response wants nothing run
    const cancelled = { ...response("cancelled", [a.item({ arguments: oslo, status: "completed" })]) }
    const ended = text({ ...cancelled, type: "response.completed" })
    assert.deepStrictEqual(ended, ["Cancelled", oslo, { city: "Oslo" }])
  })

  it("come in the order of the output", () => {
    const events = run(...[7, 2, 5].map((index) => call(index).added()))
    assert.deepStrictEqual(
      events.flatMap(({ _tag, outputIndex }) => (_tag === "Unfinished" ? [outputIndex] : [])),
      [2, 5, 7]
    )
  })

  class Lost extends Data.TaggedError("Lost")<{}> {}

  it.effect("come before the error that ends the stream", () =>
    Effect.gen(function* () {
      const chunks = Stream.concat(Stream.fromIterable(decoded(begun)), Stream.fail(new Lost()))
      const { error, values } = yield* outcome(FunctionCall.events(chunks))
      assert.instanceOf(error, Lost)
      assert.deepStrictEqual(short(values).at(-1), ["Unfinished", "call_0", "Truncated"])
      const bytes = Stream.make(
        new TextEncoder().encode(begun.map((wire) => `data: ${JSON.stringify(wire)}\n\n`).join(""))
      )
      const cut = yield* outcome(FunctionCall.events(ChunkStream.decode()(bytes)))
      assert.strictEqual(cut.error?._tag, "UnexpectedEnd")
      assert.deepStrictEqual(short(cut.values).at(-1), ["Unfinished", "call_0", "Truncated"])
    })
  )

  it.effect("are not told of by a defect, or where nobody listens any more", () =>
    Effect.gen(function* () {
      const seen: Array<FunctionCall.CallEvent> = []
      let released = 0
      const watch = (chunks: Stream.Stream<ResponsesStreamChunk>) =>
        FunctionCall.events(chunks.pipe(Stream.ensuring(Effect.sync(() => released++)))).pipe(
          Stream.runForEach((event) => Effect.sync(() => seen.push(event)))
        )
      const chunks = Stream.fromIterable(decoded(begun))
      const exit = yield* Effect.exit(watch(Stream.concat(chunks, Stream.die("defect"))))
      assert.isTrue(Exit.isFailure(exit) && Exit.hasDies(exit))
      const fiber = yield* Effect.forkChild(watch(Stream.concat(chunks, Stream.never)), { startImmediately: true })
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(released, 2)
      assert.isFalse(seen.some(({ _tag }) => _tag === "Unfinished"))
      assert.lengthOf(seen, 4)
    })
  )

  it.effect("are not shared between runs of one stream", () =>
    Effect.gen(function* () {
      const stream = FunctionCall.events(Stream.fromIterable(decoded([...begun, a.done(oslo)])))
      const [first, second] = [yield* Stream.runCollect(stream), yield* Stream.runCollect(stream)]
      assert.deepStrictEqual(first, second)
    })
  )
})
