import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { inspect } from "node:util"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import type { ResponsesStreamChunk as Chunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { StreamStalled } from "../../src/errors/StreamError.ts"
import type { ChunkStreamError } from "../../src/errors/StreamError.ts"
import * as ProviderError from "../../src/operator/ProviderError.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as Testing from "../../src/testing/testing.ts"
import { outcome } from "../support/outcome.ts"
import { chunksOf, run, runJson, shown, added, text, message, response, created } from "./snapshots.ts"
import type { Snapshot } from "./snapshots.ts"

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

const answer = Testing.answer(Testing.text("Hello, all", { deltaSize: 1 }))
const answerChunks = Testing.toChunks(answer)

describe("scan", () => {
  it.effect("gives a snapshot for each chunk, with options and without", () =>
    Effect.gen(function* () {
      const chunks = Stream.fromIterable(answerChunks)
      const expected = answerChunks.map((_, i) => shown(run(answerChunks.slice(0, i + 1))))
      const streams = [
        chunks.pipe(ResponseSnapshot.scan()),
        chunks.pipe(ResponseSnapshot.scan({ emit: "chunk" })),
        ResponseSnapshot.scan({ from: ResponseSnapshot.initial })(chunks)
      ]
      for (const stream of streams) {
        assert.deepStrictEqual((yield* Stream.runCollect(stream)).map(shown), expected)
        // Runs share nothing
        assert.deepStrictEqual((yield* Stream.runCollect(stream)).map(shown), expected)
      }
    })
  )

  it.effect("gives one for each piece that comes, if so told", () =>
    Effect.gen(function* () {
      const pieces = [answerChunks.slice(0, 5), answerChunks.slice(5, 6), answerChunks.slice(6)] as const
      const chunks = Stream.fromIterable(pieces).pipe(
        Stream.mapArray((arrays) => arrays),
        Stream.flatMap(Stream.fromArray)
      )
      const snapshots = yield* chunks.pipe(ResponseSnapshot.scan({ emit: "batch" }), Stream.runCollect)
      assert.deepStrictEqual(
        snapshots.map(shown),
        [5, 6, answerChunks.length].map((to) => shown(run(answerChunks.slice(0, to))))
      )
    })
  )

  it.effect("goes on from a snapshot", () =>
    Effect.gen(function* () {
      const from = run(answerChunks.slice(0, 7))
      const rest = Stream.fromIterable(answerChunks.slice(7))
      const last = yield* rest.pipe(ResponseSnapshot.scan({ from }), Stream.runLast)
      assert(last._tag === "Some")
      assert.deepStrictEqual(shown(last.value), shown(run(answerChunks)))
    })
  )

  it.effect("delivers the snapshots before an error, then the error", () =>
    Effect.gen(function* () {
      const chunks = Stream.fromIterable(answerChunks.slice(0, 6)).pipe(Stream.concat(Stream.fail("cut" as const)))
      const { error, values } = yield* outcome(chunks.pipe(ResponseSnapshot.scan()))
      assert.strictEqual(error, "cut")
      assert.deepStrictEqual(
        values.map(shown),
        answerChunks.slice(0, 6).map((_, i) => shown(run(answerChunks.slice(0, i + 1))))
      )
    })
  )
})

describe("runFinal", () => {
  it.effect("gives the response, with options and without", () =>
    Effect.gen(function* () {
      const chunks = Stream.fromIterable(answerChunks)
      const expected = run(answerChunks).response
      const from = run(answerChunks.slice(0, 7))
      const rest = Stream.fromIterable(answerChunks.slice(7))
      const effects = [
        chunks.pipe(ResponseSnapshot.runFinal()),
        ResponseSnapshot.runFinal({})(chunks),
        rest.pipe(ResponseSnapshot.runFinal({ from }))
      ]
      for (const effect of effects) {
        assert.deepStrictEqual(yield* effect, expected)
        assert.deepStrictEqual(yield* effect, expected)
      }
    })
  )

  it.effect("gives an incomplete response as one, with what was streamed", () =>
    Effect.gen(function* () {
      const wire = [
        created,
        added(0, message("m")),
        text(0, "Hel"),
        {
          type: "response.incomplete",
          response: { ...response, status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }
        }
      ]
      const final = yield* Stream.fromIterable(chunksOf(...wire)).pipe(ResponseSnapshot.runFinal())
      assert.strictEqual(final.status, "incomplete")
      assert.deepStrictEqual(final.output, runJson(...wire).output)
      assert.strictEqual(final.output.length, 1)
    })
  )

  it.effect("fails with what came, where the provider gave up", () =>
    Effect.gen(function* () {
      const ends = {
        Failed: {
          type: "response.failed",
          response: { ...response, status: "failed", error: { code: "server_error", message: "Secret" } }
        },
        Errored: { type: "error", code: "server_error", message: "Secret", param: null }
      }
      for (const [verdict, end] of Object.entries(ends)) {
        const chunks = chunksOf(created, added(0, message("m")), text(0, "Hel"), end)
        const error = yield* Effect.flip(Stream.fromIterable(chunks).pipe(ResponseSnapshot.runFinal()))
        assert(error._tag === "FinalResponseFailed")
        assert.strictEqual(error.verdict, verdict)
        assert.deepStrictEqual(error.error, { code: "server_error", message: "Secret" })
        assert.strictEqual(error.snapshot.outputText, "Hel")
        for (const told of [error.message, String(error), JSON.stringify(error), inspect(error)]) {
          assert.notInclude(told, "Secret")
          assert.notInclude(told, 'Hel"')
        }
      }
    })
  )

  it.effect("fails with what came, where the stream was cut or failed", () =>
    Effect.gen(function* () {
      const begun = answerChunks.slice(0, 6)
      const cut = yield* Effect.flip(Stream.fromIterable(begun).pipe(ResponseSnapshot.runFinal()))
      assert(cut._tag === "FinalResponseMissing")
      assert.strictEqual(cut.verdict, "Truncated")
      assert.isUndefined(cut.cause)
      assert.deepStrictEqual(shown(cut.snapshot), shown(run(begun)))
      const almost = yield* Effect.flip(
        Stream.fromIterable(answerChunks.slice(0, -1)).pipe(ResponseSnapshot.runFinal())
      )
      assert(almost._tag === "FinalResponseMissing")
      assert.strictEqual(almost.verdict, "ItemsCompleteWithoutTerminal")
      for (const told of [cut.message, String(cut), JSON.stringify(cut), inspect(cut)]) {
        assert.notInclude(told, "resp_test")
      }
      const bytes = Stream.fromIterable(Testing.toPieces(answer.pipe(Testing.cut(6)), 10))
      const allowed = yield* Effect.flip(
        bytes.pipe(ChunkStream.decode({ onEnd: "allow" }), ResponseSnapshot.runFinal())
      )
      assert(allowed._tag === "FinalResponseMissing")
      assert.deepStrictEqual(shown(allowed.snapshot), shown(run(begun)))
    })
  )

  it.effect("passes on the errors of the stream, for catchTag and retry", () =>
    Effect.gen(function* () {
      const bytes = Stream.fromIterable(Testing.toPieces(answer.pipe(Testing.cut(6)), 10))
      const caught = yield* bytes.pipe(
        ChunkStream.decode(),
        ResponseSnapshot.runFinal(),
        Effect.catchTag("UnexpectedEnd", ({ verdict }) => Effect.succeed(verdict))
      )
      assert.strictEqual(caught, "Truncated")
      const busy = { type: "error", code: "rate_limit_exceeded", message: "Slow down", param: null }
      let runs = 0
      const chunks = Stream.suspend(() => Stream.fromIterable(runs++ < 2 ? chunksOf(created, busy) : answerChunks))
      const final = yield* chunks.pipe(
        ProviderError.failOnProviderError,
        ResponseSnapshot.runFinal(),
        Effect.retry({ while: (error) => error._tag === "ProviderError" && error.retryable })
      )
      assert.strictEqual(final.outputText, "Hello, all")
      assert.strictEqual(runs, 3)
    })
  )

  it.effect("gives the text of the response, whether the provider does or not", () =>
    Effect.gen(function* () {
      const finalOf = (end: object) =>
        Stream.fromIterable(
          chunksOf(created, added(0, message("m")), text(0, "Hel"), { type: "response.completed", response: end })
        ).pipe(ResponseSnapshot.runFinal())
      const end = { ...response, status: "completed" }
      const whole = [message("m", "Hello"), { type: "reasoning", summary: [] }, message("n", ", ", "all")]
      assert.strictEqual((yield* finalOf({ ...end, output: whole })).outputText, "Hello, all")
      assert.strictEqual((yield* finalOf({ ...end, output: [] })).outputText, "Hel")
      assert.strictEqual((yield* finalOf({ ...end, output: [], output_text: null })).outputText, "Hel")
      assert.strictEqual((yield* finalOf({ ...end, output: [], output_text: "" })).outputText, "Hel")
      assert.strictEqual((yield* finalOf({ ...end, output: whole, output_text: "Its own" })).outputText, "Its own")
      const silent = yield* finalOf({ ...end, output: [{ type: "reasoning", summary: [] }] })
      assert.strictEqual(silent.outputText, "")
    })
  )

  it.effect("gives a canceled response as one, if its chunks have one", () =>
    Effect.gen(function* () {
      const begun = [created, added(0, message("m")), text(0, "Hel")]
      const ends = [
        { type: "response.cancelled" },
        { type: "response.completed", response: { ...response, status: "cancelled" } }
      ]
      for (const end of ends) {
        const final = yield* Stream.fromIterable(chunksOf(...begun, end)).pipe(ResponseSnapshot.runFinal())
        assert.deepStrictEqual([final.status, final.outputText], ["cancelled", "Hel"])
      }
      const missing = yield* Stream.fromIterable(chunksOf({ type: "response.cancelled" })).pipe(
        ResponseSnapshot.runFinal(),
        Effect.flip
      )
      assert(missing._tag === "FinalResponseMissing")
      assert.strictEqual(missing.verdict, "Cancelled")
    })
  )

  it.effect("gives the last of several responses", () =>
    Effect.gen(function* () {
      const second = { ...response, id: "resp_2" }
      const chunks = chunksOf(
        created,
        added(0, message("m")),
        text(0, "first"),
        { type: "response.completed", response: { ...response, status: "completed" } },
        { type: "response.created", response: second },
        added(0, message("m")),
        text(0, "second"),
        { type: "response.completed", response: { ...second, status: "completed" } }
      )
      const final = yield* Stream.fromIterable(chunks).pipe(ResponseSnapshot.runFinal())
      assert.deepStrictEqual([final.id, final.outputText], ["resp_2", "second"])
      const cut = yield* Effect.flip(Stream.fromIterable(chunks.slice(0, -1)).pipe(ResponseSnapshot.runFinal()))
      assert.strictEqual(cut._tag, "FinalResponseMissing")
    })
  )

  it.effect("passes on defects and interruption", () =>
    Effect.gen(function* () {
      const died = yield* Effect.exit(Stream.die("bug").pipe(ResponseSnapshot.runFinal()))
      assert(Exit.isFailure(died))
      assert.isTrue(Cause.hasDies(died.cause))
      const fiber = yield* Effect.forkChild(
        Stream.concat(Stream.fromIterable(answerChunks.slice(0, 3)), Stream.never).pipe(ResponseSnapshot.runFinal())
      )
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      const exit = yield* Fiber.await(fiber)
      assert(Exit.isFailure(exit))
      assert.isTrue(Cause.hasInterrupts(exit.cause))
    })
  )
})

describe("operators with options", () => {
  it("are refused by the compiler where the call is forgotten", () => {
    const chunks = Stream.fromIterable(answerChunks)
    // @ts-expect-error: scan takes its options first
    assert.isFunction(chunks.pipe(ResponseSnapshot.scan))
    // @ts-expect-error: runFinal too
    assert.isFunction(chunks.pipe(ResponseSnapshot.runFinal))
    // @ts-expect-error: and the stream second
    assert.isFunction(ResponseSnapshot.scan(chunks))
    // @ts-expect-error: here too
    assert.isFunction(ResponseSnapshot.runFinal(chunks))
  })

  it("keep the error and the requirements of the stream", () => {
    const stream: Stream.Stream<Chunk, "cut", "service"> = Stream.fromIterable(answerChunks)
    const scanned = stream.pipe(ResponseSnapshot.scan())
    const final = stream.pipe(ResponseSnapshot.runFinal())
    expectTypeOf(scanned).toEqualTypeOf<Stream.Stream<Snapshot, "cut", "service">>()
    type Failure = ResponseSnapshot.FinalResponseFailed | ResponseSnapshot.FinalResponseMissing | "cut"
    expectTypeOf(final).toEqualTypeOf<Effect.Effect<ResponseSnapshot.SnapshotResponse, Failure, "service">>()
    expectTypeOf<ResponseSnapshot.SnapshotResponse["outputText"]>().toEqualTypeOf<string>()
  })
})

describe("runSnapshot", () => {
  const half = answerChunks.slice(0, 7)

  it.effect("gives the last snapshot of a whole stream, or goes on from another", () =>
    Effect.gen(function* () {
      const whole = yield* Stream.fromIterable(answerChunks).pipe(ResponseSnapshot.runSnapshot())
      assert.deepStrictEqual(shown(whole), shown(run(answerChunks)))
      const rest = Stream.fromIterable(answerChunks.slice(7))
      const more = yield* rest.pipe(ResponseSnapshot.runSnapshot({ from: run(half) }))
      assert.deepStrictEqual(shown(more), shown(whole))
      assert.deepStrictEqual(shown(yield* ResponseSnapshot.runSnapshot()(Stream.empty)), shown(run([])))
    })
  )

  it.effect("never fails for a stream that was cut or has stalled", () =>
    Effect.gen(function* () {
      for (let cut = 0; cut < answerChunks.length; cut++) {
        const bytes = Testing.toBytes(answer.pipe(Testing.cut(cut)))
        const snapshot = yield* Stream.make(bytes).pipe(ChunkStream.decode(), ResponseSnapshot.runSnapshot())
        assert.deepStrictEqual(shown(snapshot), shown(run(answerChunks.slice(0, cut))))
        assert.include(["Truncated", "ItemsCompleteWithoutTerminal"], snapshot.verdict)
      }
      const stalled = Stream.concat(
        Stream.fromIterable(half),
        Stream.fail(new StreamStalled({ index: 7, duration: Duration.seconds(1) }))
      )
      const snapshot = yield* stalled.pipe(ResponseSnapshot.runSnapshot())
      assert.deepStrictEqual(shown(snapshot), shown(run(half)))
      assert.strictEqual(snapshot.verdict, "Truncated")
    })
  )

  it.effect("passes the stream's other errors on, and names no error that it takes", () =>
    Effect.gen(function* () {
      const page = ChunkStream.fromResponse(new Response("{}", { status: 500 })).pipe(ResponseSnapshot.runSnapshot())
      assert.strictEqual((yield* Effect.flip(page))._tag, "NotAnEventStream")
      expectTypeOf(page).toEqualTypeOf<
        Effect.Effect<ResponseSnapshot.ResponseSnapshot, Exclude<ChunkStreamError, { readonly _tag: "UnexpectedEnd" }>>
      >()
      const cut = Stream.fail("other").pipe(ResponseSnapshot.runSnapshot())
      assert.strictEqual(yield* Effect.flip(cut), "other")
    })
  )

  it.effect("gives the error of a response that failed as a value", () =>
    Effect.gen(function* () {
      const failed = Testing.toChunks(answer.pipe(Testing.endingWith("failed")))
      const snapshot = yield* Stream.fromIterable(failed).pipe(ResponseSnapshot.runSnapshot())
      assert.strictEqual(snapshot.verdict, "Failed")
      assert.isDefined(snapshot.error)
    })
  )
})

describe("outputText, usage and costOf", () => {
  const ended = (response: object) =>
    runJson({ ...created }, { type: "response.completed", sequence_number: 9, response: { ...response } })

  const withUsage = (usage: object | null) => ended({ ...created.response, status: "completed", usage })

  const tokens = { input_tokens: 3, output_tokens: 4, total_tokens: 7 }

  it("is the text of the terminal chunk in the snapshot too", () => {
    const snapshot = ended({ ...created.response, status: "completed", output_text: "Hello" })
    assert.strictEqual(snapshot.outputText, "Hello")
    assert.strictEqual(snapshot.response?.outputText, "Hello")
  })

  it("gives tokens once the terminal chunk has come", () => {
    assert.isUndefined(runJson(created).usage)
    assert.isUndefined(withUsage(null).usage)
    assert.strictEqual(withUsage(tokens).usage?.totalTokens, 7)
  })

  it("gives the cost in US dollars, where the provider says it", () => {
    for (const [usage, expected] of [
      [null, undefined],
      [tokens, undefined],
      [{ ...tokens, cost: null }, undefined],
      [{ ...tokens, cost: 0 }, 0],
      [{ ...tokens, cost: 0.5, is_byok: false, cost_details: { upstream_inference_cost: 0.5 } }, 0.5],
      // With a key of the user's own, OpenRouter's fee comes beside what the provider charges
      [{ ...tokens, cost: 0.05, is_byok: true, cost_details: { upstream_inference_cost: 1 } }, 1.05],
      [{ ...tokens, cost: 0.05, is_byok: true }, undefined],
      [{ ...tokens, cost_in_usd_ticks: 12_559_000 }, 0.0012559]
    ] as const) {
      const snapshot = withUsage(usage)
      assert.strictEqual(ResponseSnapshot.costOf(snapshot), expected)
      assert.strictEqual(ResponseSnapshot.costOf(snapshot.response!), expected)
    }
  })
})
