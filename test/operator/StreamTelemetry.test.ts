import { assert, describe, it, vi } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as Tracer from "effect/Tracer"
import type * as StreamError from "../../src/errors/StreamError.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as StreamTelemetry from "../../src/operator/StreamTelemetry.ts"
import * as Testing from "../../src/testing/testing.ts"
import { anotherCopy } from "../support/anotherCopy.ts"
import { bytesOf } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse, wellFormed } from "../support/events.ts"

/** Runs an effect with a tracer and metrics of its own. */
const traced = <A, E, R>(effect: Effect.Effect<A, E, R>) => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return Effect.gen(function* () {
    const exit = yield* Effect.exit(effect)
    const counts: Record<string, unknown> = {}
    for (const { attributes, id, state, type } of yield* Metric.snapshot) {
      const key = [id, ...Object.entries(attributes ?? {}).map(([key, value]) => `${key}=${value}`)].join(" ")
      if (type === "Counter") counts[key] = Number(state.count)
      if (type === "Frequency") counts[key] = Object.fromEntries(state.occurrences)
    }
    return { exit, spans, counts }
  }).pipe(Effect.provideService(Tracer.Tracer, tracer), Effect.provideService(Metric.MetricRegistry, new Map()))
}

/** Decodes bytes, and reports what is skipped and repaired. */
const instrumented =
  (options?: ChunkStream.DecodeOptions) =>
  <E, R>(self: Stream.Stream<Uint8Array, E, R>) =>
    StreamTelemetry.instrument((reporting) => self.pipe(ChunkStream.decode(reporting)), options)

const attributesOf = (span: Tracer.Span | undefined): Record<string, unknown> =>
  Object.fromEntries(span?.attributes ?? [])

const bytes = (...texts: ReadonlyArray<string>) => Stream.fromIterable(texts.map(bytesOf)).pipe(Stream.rechunk(1))

const usage = { input_tokens: 8, output_tokens: 16, total_tokens: 24 }
const used = { ...completed, response: { ...completed.response, usage } }
const unnumbered = { type: "keepalive" }
const unknown = { type: "response.new", sequence_number: 7 }
const mixed = sse(created, unknown, unnumbered) + "data: nonsense\n\n" + sse({ ...delta("a"), delta: 1 }, itemAdded)
const skip = { onInvalid: "skip", onSkip: () => {} } as const

describe("withSpan", () => {
  it.effect("makes a span for each run, with what came and what it used", () =>
    Effect.gen(function* () {
      const chunks = bytes(sse(created, itemAdded, delta("Hello")), sse(itemDone, used)).pipe(
        ChunkStream.decode(),
        StreamTelemetry.withSpan("answer", { attributes: { "gen_ai.operation.name": "chat" }, kind: "client" })
      )
      const { spans } = yield* traced(Effect.andThen(Stream.runDrain(chunks), Stream.runDrain(chunks)))
      assert.strictEqual(spans.length, 2)
      for (const span of spans) {
        assert.strictEqual(span.name, "answer")
        assert.strictEqual(span.kind, "client")
        assert(span.status._tag === "Ended" && Exit.isSuccess(span.status.exit))
        assert.deepStrictEqual(attributesOf(span), {
          "gen_ai.operation.name": "chat",
          "responses_stream.chunks": 5,
          "responses_stream.unknown": 0,
          "responses_stream.invalid": 0,
          "responses_stream.repaired": 0,
          "responses_stream.verdict": "Completed",
          "responses_stream.time_to_first_output": 0,
          "gen_ai.response.id": "resp_1",
          "gen_ai.response.model": "example/model",
          "gen_ai.response.finish_reasons": ["completed"],
          "gen_ai.usage.input_tokens": 8,
          "gen_ai.usage.output_tokens": 16
        })
      }
    })
  )

  it.effect("is the parent of what runs within the stream, and a child of the span around it", () =>
    Effect.gen(function* () {
      const chunks = bytes(sse(...wellFormed)).pipe(
        Stream.tap(() => Effect.withSpan(Effect.void, "read")),
        ChunkStream.decode(),
        StreamTelemetry.withSpan("answer")
      )
      const { spans } = yield* traced(Stream.runDrain(chunks).pipe(Effect.withSpan("request")))
      const parents = spans.map(({ name, parent }) => [
        name,
        Option.getOrUndefined(parent)?._tag === "Span" ? (Option.getOrThrow(parent) as Tracer.Span).name : undefined
      ])
      assert.deepStrictEqual(parents, [
        ["request", undefined],
        ["answer", "request"],
        ["read", "answer"]
      ])
    })
  )

  it.effect("counts what is skipped and repaired where the stream is instrumented", () =>
    Effect.gen(function* () {
      const skipped: Array<number> = []
      const repaired: Array<string> = []
      const chunks = bytes(mixed, sse(completed)).pipe(
        instrumented({
          onInvalid: "skip",
          onSkip: ({ index }) => void skipped.push(index),
          onRepair: ({ name }) => void repaired.push(name)
        }),
        StreamTelemetry.withSpan("answer")
      )
      const { spans } = yield* traced(Effect.andThen(Stream.runDrain(chunks), Stream.runDrain(chunks)))
      for (const span of spans) {
        const attributes = attributesOf(span)
        assert.strictEqual(attributes["responses_stream.chunks"], 5)
        assert.strictEqual(attributes["responses_stream.unknown"], 1)
        assert.strictEqual(attributes["responses_stream.invalid"], 2)
        assert.strictEqual(attributes["responses_stream.repaired"], 1)
      }
      assert.deepStrictEqual(skipped, [3, 4, 3, 4])
      assert.deepStrictEqual(repaired, ["missing-sequence-number", "missing-sequence-number"])
    })
  )

  it.effect("doesn't take a terminal event with a wrong shape for an end, as no other reader does", () =>
    Effect.gen(function* () {
      const chunks = bytes(sse(created, { type: "response.completed", sequence_number: 1 })).pipe(
        instrumented(skip),
        StreamTelemetry.withSpan("answer")
      )
      const { spans } = yield* traced(Stream.runDrain(chunks))
      assert.strictEqual(attributesOf(spans[0])["responses_stream.verdict"], "Truncated")
    })
  )

  it.effect("doesn't take an end that was made up for one that came", () =>
    Effect.gen(function* () {
      const chunks = bytes(sse(created, itemAdded, itemDone)).pipe(
        ChunkStream.decode({ onEnd: "synthesize" }),
        StreamTelemetry.withSpan("answer")
      )
      const { spans } = yield* traced(Stream.runDrain(chunks))
      const attributes = attributesOf(spans[0])
      assert.strictEqual(attributes["responses_stream.chunks"], 4)
      assert.strictEqual(attributes["responses_stream.verdict"], "ItemsCompleteWithoutTerminal")
      assert.isUndefined(attributes["gen_ai.response.finish_reasons"])
    })
  )

  it.effect("counts an event with two repairs once", () =>
    Effect.gen(function* () {
      const bare = { type: "error", error: { message: "m", code: 429 } }
      const chunks = bytes(sse(bare)).pipe(instrumented(), StreamTelemetry.withSpan("answer"))
      const { spans } = yield* traced(Stream.runDrain(chunks))
      assert.strictEqual(attributesOf(spans[0])["responses_stream.repaired"], 1)
    })
  )

  it.effect("warns of what it skips where there is no callback, as ChunkStream.decode does", () =>
    Effect.gen(function* () {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
      yield* bytes(mixed, sse(completed)).pipe(instrumented({ onInvalid: "skip" }), Stream.runDrain)
      const messages = warn.mock.calls.map(String)
      warn.mockRestore()
      assert.strictEqual(messages.length, 2)
      assert.notInclude(messages.join(""), "nonsense")
    })
  )

  it.effect("counts what is skipped and repaired of events, which have more than the chunk", () =>
    Effect.gen(function* () {
      const input = bytes(mixed, sse(completed))
      const events = StreamTelemetry.instrument((options) => input.pipe(ChunkStream.decode(options)), {
        ...skip,
        as: "event"
      })
      const { exit, spans } = yield* traced(events.pipe(StreamTelemetry.withSpan("answer"), Stream.runCollect))
      assert(Exit.isSuccess(exit))
      assert.deepStrictEqual(
        exit.value.map(({ index }) => index),
        [0, 1, 2, 5, 6]
      )
      const attributes = attributesOf(spans[0])
      assert.strictEqual(attributes["responses_stream.invalid"], 2)
      assert.strictEqual(attributes["responses_stream.repaired"], 1)
    })
  )

  it.effect("watches results and events too", () =>
    Effect.gen(function* () {
      const input = bytes(mixed, sse(completed))
      const results = input.pipe(ChunkStream.decode({ as: "result" }), StreamTelemetry.withSpan("results"))
      const events = input.pipe(ChunkStream.decode({ ...skip, as: "event" }), StreamTelemetry.withSpan("events"))
      const { spans } = yield* traced(Effect.andThen(Stream.runDrain(results), Stream.runDrain(events)))
      const counts = spans.map((span) => {
        const attributes = attributesOf(span)
        return ["chunks", "unknown", "invalid", "verdict"].map((name) => attributes[`responses_stream.${name}`])
      })
      assert.deepStrictEqual(counts, [
        [5, 1, 2, "Completed"],
        [5, 1, 0, "Completed"]
      ])
    })
  )

  it.effect("ends with the stream's error, and says its tag and the verdict", () =>
    Effect.gen(function* () {
      class Broken extends Data.TaggedError("Broken") {}
      const cases: ReadonlyArray<readonly [text: string, tag: string, verdict: string | undefined, invalid: number]> = [
        [sse(created, itemAdded), "UnexpectedEnd", "Truncated", 0],
        [sse(created, itemAdded, itemDone), "UnexpectedEnd", "ItemsCompleteWithoutTerminal", 0],
        [sse(created) + "data: nonsense\n\n", "InvalidJson", undefined, 1],
        [sse(created, { type: "keepalive", sequence_number: "1" }), "InvalidChunk", undefined, 1],
        ["{}", "NotAnEventStream", undefined, 0],
        [sse(created) + "broken", "Broken", undefined, 0]
      ]
      for (const [text, tag, verdict, invalid] of cases) {
        const chunks = bytes(text).pipe(
          Stream.concat(text.endsWith("broken") ? Stream.fail(new Broken()) : Stream.empty),
          instrumented(),
          StreamTelemetry.withSpan("answer")
        )
        const { exit, spans } = yield* traced(Stream.runDrain(chunks))
        const attributes = attributesOf(spans[0])
        assert.strictEqual(attributes["error.type"], tag)
        assert.strictEqual(attributes["responses_stream.verdict"], verdict, tag)
        assert.strictEqual(attributes["responses_stream.invalid"], invalid, tag)
        assert(spans[0]?.status._tag === "Ended")
        assert.isTrue(Exit.isFailure(exit))
        assert.isTrue(Exit.isFailure(spans[0].status.exit))
      }
    })
  )

  it.effect("knows the errors of another copy of the package", () =>
    Effect.gen(function* () {
      const copy = yield* Effect.promise(() => anotherCopy<typeof StreamError>("src/errors/StreamError.ts"))
      const cut = new copy.UnexpectedEnd({
        index: 1,
        verdict: "ItemsCompleteWithoutTerminal",
        openItems: [],
        tailLength: 0
      })
      const invalid = new copy.InvalidJson({ index: 1, position: 0, data: "nonsense", type: "response.completed" })
      const seen = []
      for (const error of [cut, invalid]) {
        const { spans } = yield* traced(Stream.runDrain(StreamTelemetry.withSpan("answer")(Stream.fail(error))))
        const attributes = attributesOf(spans[0])
        seen.push([attributes["responses_stream.verdict"], attributes["responses_stream.invalid"]])
      }
      assert.deepStrictEqual(seen, [
        ["ItemsCompleteWithoutTerminal", 0],
        [undefined, 1]
      ])
    })
  )

  it.effect("says what the provider's error is where the stream itself ends well", () =>
    Effect.gen(function* () {
      const failed = (error: unknown) => ({
        ...completed,
        type: "response.failed",
        response: { ...created.response, error }
      })
      const reasoned = (reason: string) => ({
        ...completed,
        type: "response.incomplete",
        response: { ...completed.response, status: "incomplete", incomplete_details: { reason } }
      })
      const error = { type: "error", message: "m", param: null, sequence_number: 5 }
      const cases: ReadonlyArray<readonly [end: object, type: unknown, verdict: string, reasons: unknown]> = [
        [failed({ code: "server_error", message: "m" }), "server_error", "Failed", ["in_progress"]],
        [failed(null), "response.failed", "Failed", ["in_progress"]],
        [{ ...error, code: "rate_limit_exceeded" }, "rate_limit_exceeded", "Errored", undefined],
        [{ ...error, code: null }, "error", "Errored", undefined],
        [{ ...error, code: "Your prompt S3CRET" }, "error", "Errored", undefined],
        [{ ...error, code: "x".repeat(65) }, "error", "Errored", undefined],
        [{ ...error, code: "a\u202eb" }, "error", "Errored", undefined],
        [{ ...error, code: "" }, "error", "Errored", undefined],
        [{ ...error, code: "v1.rate-limit_2" }, "v1.rate-limit_2", "Errored", undefined],
        [failed({ code: "no name", message: "m" }), "response.failed", "Failed", ["in_progress"]],
        [{ type: "response.error", error: { code: "no name", message: "m" } }, "response.error", "Errored", undefined],
        [reasoned("no name"), undefined, "Incomplete", ["incomplete"]],
        [{ type: "response.error", error: { code: "c", message: "m" } }, "c", "Errored", undefined],
        [reasoned("max_output_tokens"), undefined, "Incomplete", ["max_output_tokens"]]
      ]
      for (const [end, type, verdict, reasons] of cases) {
        const chunks = bytes(sse(created, end)).pipe(ChunkStream.decode(), StreamTelemetry.withSpan("answer"))
        const { exit, spans } = yield* traced(Stream.runDrain(chunks))
        assert.isTrue(Exit.isSuccess(exit))
        const attributes = attributesOf(spans[0])
        assert.strictEqual(attributes["error.type"], type)
        assert.strictEqual(attributes["responses_stream.verdict"], verdict)
        assert.deepStrictEqual(attributes["gen_ai.response.finish_reasons"], reasons)
      }
    })
  )

  it.effect("takes the first terminal chunk for the end, whatever comes after it", () =>
    Effect.gen(function* () {
      const failed = { ...completed, type: "response.failed", response: { ...created.response, error: { code: "c" } } }
      const error = { type: "error", message: "m", code: "c", param: null, sequence_number: 5 }
      for (const late of [failed, error, { type: "response.error", error: { code: "c", message: "m" } }]) {
        const chunks = bytes(sse(created, used, late)).pipe(ChunkStream.decode(), StreamTelemetry.withSpan("answer"))
        const { spans } = yield* traced(Stream.runDrain(chunks))
        const attributes = attributesOf(spans[0])
        assert.notProperty(attributes, "error.type")
        assert.strictEqual(attributes["responses_stream.verdict"], "Completed")
        assert.deepStrictEqual(attributes["gen_ai.response.finish_reasons"], ["completed"])
        assert.strictEqual(attributes["gen_ai.usage.input_tokens"], 8)
        assert.strictEqual(attributes["responses_stream.chunks"], 3)
      }
    })
  )

  it.effect("takes the latest response where another one begins", () =>
    Effect.gen(function* () {
      const second = { ...created, response: { ...created.response, id: "resp_2" } }
      const chunks = bytes(sse(created, used, second)).pipe(
        ChunkStream.decode({ onEnd: "allow" }),
        StreamTelemetry.withSpan("answer")
      )
      const { spans } = yield* traced(Stream.runDrain(chunks))
      const attributes = attributesOf(spans[0])
      assert.strictEqual(attributes["gen_ai.response.id"], "resp_2")
      assert.strictEqual(attributes["responses_stream.verdict"], "Truncated")
      assert.notProperty(attributes, "gen_ai.response.finish_reasons")
    })
  )

  it.effect("has no verdict where the consumer left before the end, but one behind the terminal chunk", () =>
    Effect.gen(function* () {
      const verdicts = []
      for (const count of [2, wellFormed.length]) {
        const { spans } = yield* traced(
          bytes(...wellFormed.map((event) => sse(event))).pipe(
            ChunkStream.decode(),
            StreamTelemetry.withSpan("answer"),
            Stream.take(count),
            Stream.runDrain
          )
        )
        assert.strictEqual(spans[0]?.status._tag, "Ended")
        const attributes = attributesOf(spans[0])
        verdicts.push([attributes["responses_stream.chunks"], attributes["responses_stream.verdict"]])
      }
      assert.deepStrictEqual(verdicts, [
        [2, undefined],
        [wellFormed.length, "Completed"]
      ])
    })
  )

  it.effect("ends when the stream is interrupted", () =>
    Effect.gen(function* () {
      const first = yield* Deferred.make<void>()
      const { spans } = yield* traced(
        Effect.gen(function* () {
          const fiber = yield* bytes(sse(created)).pipe(
            Stream.concat(Stream.never),
            ChunkStream.decode(),
            StreamTelemetry.withSpan("answer"),
            Stream.runForEach(() => Deferred.succeed(first, undefined)),
            Effect.forkChild
          )
          yield* Deferred.await(first)
          yield* Fiber.interrupt(fiber)
        })
      )
      assert(spans[0]?.status._tag === "Ended")
      assert(Exit.isFailure(spans[0].status.exit))
      assert.isTrue(Exit.hasInterrupts(spans[0].status.exit))
      const attributes = attributesOf(spans[0])
      assert.strictEqual(attributes["responses_stream.chunks"], 1)
      assert.isUndefined(attributes["error.type"])
    })
  )

  it.effect("measures the time to the first output", () =>
    Effect.gen(function* () {
      const at = (millis: number, text: string) =>
        Stream.fromEffect(Effect.delay(Effect.succeed(bytesOf(text)), millis))
      const chunks = Stream.make(bytesOf(sse(created))).pipe(
        Stream.concat(at(300, sse(itemAdded))),
        Stream.concat(at(450, sse(delta("a")))),
        Stream.concat(at(500, sse(itemDone, completed))),
        ChunkStream.decode(),
        StreamTelemetry.withSpan("answer")
      )
      const fiber = yield* Effect.forkChild(traced(Stream.runDrain(chunks)))
      yield* TestClock.adjust("2 seconds")
      const { spans } = yield* Fiber.join(fiber)
      assert.strictEqual(attributesOf(spans[0])["responses_stream.time_to_first_output"], 750)
    })
  )

  it.effect("tells no output from the chunks around it", () =>
    Effect.gen(function* () {
      const answers = [Testing.answer(), Testing.answer(Testing.image({ partialImages: 1 }))]
      const times = []
      for (const answer of answers) {
        const { spans } = yield* traced(
          Stream.fromIterable(Testing.toPieces(answer, 100)).pipe(
            ChunkStream.decode(),
            StreamTelemetry.withSpan("answer"),
            Stream.runDrain
          )
        )
        times.push(attributesOf(spans[0])["responses_stream.time_to_first_output"])
      }
      assert.deepStrictEqual(times, [undefined, 0])
    })
  )

  it.effect("keeps the chunks and the batches as they are", () =>
    Effect.gen(function* () {
      const chunks = bytes(sse(created, itemAdded), sse(delta("a"), itemDone, completed)).pipe(ChunkStream.decode())
      const batches = <A, E>(stream: Stream.Stream<A, E>) => stream.pipe(Stream.chunks, Stream.runCollect)
      const watched = chunks.pipe(StreamTelemetry.withMetrics(), StreamTelemetry.withSpan("answer"))
      assert.deepStrictEqual(yield* batches(watched), yield* batches(chunks))
    })
  )
})

describe("withMetrics", () => {
  it.effect("counts nothing unless it is asked to", () =>
    Effect.gen(function* () {
      const chunks = bytes(mixed, sse(completed)).pipe(instrumented(skip), StreamTelemetry.withSpan("answer"))
      const { counts } = yield* traced(Stream.runDrain(chunks))
      assert.deepStrictEqual(counts, {})
    })
  )

  it.effect("counts what came, over all streams", () =>
    Effect.gen(function* () {
      const whole = bytes(mixed, sse(completed)).pipe(instrumented(skip), StreamTelemetry.withMetrics())
      const cut = bytes(sse(created)).pipe(instrumented(), StreamTelemetry.withMetrics(), Stream.ignore)
      const { counts } = yield* traced(
        Effect.all([Stream.runDrain(whole), Stream.runDrain(whole), Stream.runDrain(cut)], { concurrency: "unbounded" })
      )
      assert.deepStrictEqual(counts, {
        responses_stream_chunks: 11,
        responses_stream_unknown: 2,
        responses_stream_invalid: 4,
        responses_stream_repaired: 2,
        responses_stream_ends: { Completed: 2, Truncated: 1 }
      })
    })
  )

  it.effect("counts while the stream runs, before a chunk is handed on", () =>
    Effect.gen(function* () {
      const seen: Array<number> = []
      yield* traced(
        bytes(sse(created, itemAdded), sse(completed)).pipe(
          ChunkStream.decode(),
          StreamTelemetry.withMetrics(),
          Stream.runForEach(() =>
            Effect.map(Metric.value(StreamTelemetry.metrics.chunks), ({ count }) => void seen.push(count))
          )
        )
      )
      assert.deepStrictEqual(seen, [2, 2, 3])
    })
  )

  it.effect("adds its attributes to those that are around", () =>
    Effect.gen(function* () {
      const { counts } = yield* traced(
        bytes(sse(completed)).pipe(
          ChunkStream.decode(),
          StreamTelemetry.withMetrics({ attributes: { gateway: "openrouter" } }),
          Stream.runDrain,
          Effect.provideService(Metric.CurrentMetricAttributes, { region: "eu" })
        )
      )
      assert.deepStrictEqual(counts, {
        "responses_stream_chunks region=eu gateway=openrouter": 1,
        "responses_stream_ends region=eu gateway=openrouter": { Completed: 1 }
      })
    })
  )

  it.effect("and a span around it see the same, in either order", () =>
    Effect.gen(function* () {
      const span = StreamTelemetry.withSpan("answer")
      const metrics = StreamTelemetry.withMetrics()
      const input = bytes(mixed, sse(completed))
      const chunks = StreamTelemetry.instrument((options) => input.pipe(ChunkStream.decode(options)), skip)
      for (const stream of [metrics(span(chunks)), span(metrics(chunks))]) {
        const { counts, spans } = yield* traced(Stream.runDrain(stream))
        assert.strictEqual(counts["responses_stream_invalid"], 2)
        assert.strictEqual(attributesOf(spans[0])["responses_stream.invalid"], 2)
      }
    })
  )
})
