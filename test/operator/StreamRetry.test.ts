import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

import * as TestClock from "effect/testing/TestClock"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError, ProviderError } from "../../src/errors/StreamError.ts"
import * as StreamLiveness from "../../src/operator/StreamLiveness.ts"
import * as StreamRetry from "../../src/operator/StreamRetry.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Testing from "../../src/testing/testing.ts"
import { completed, created, delta, itemAdded, sse, wellFormed } from "../support/events.ts"
import { fence } from "../support/fence.ts"
import { outcome } from "../support/outcome.ts"

const headers = { "content-type": "text/event-stream" }

const busyEvent = { type: "error", code: "rate_limit_exceeded", message: "busy", param: null, sequence_number: 1 }
const refusedEvent = { ...busyEvent, code: "invalid_prompt" }
const failedEvent = {
  type: "response.failed",
  sequence_number: 1,
  response: { ...created.response, status: "failed", error: { code: "server_error", message: "Oh" } }
}
const keepalive = { type: "keepalive", sequence_number: 1 }
const unknown = { type: "response.novelty", sequence_number: 1 }
const emptyCompleted = { ...completed, response: { ...completed.response, output: [] } }

const busy = (retryAfter?: number) =>
  Response.json(
    { error: { message: "busy", code: 429 } },
    { status: 429, headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) } }
  )

class Lost extends Data.TaggedError("Lost")<{ readonly try: number }> {}

type Answer = Response | ReadonlyArray<unknown> | "lost"

/** Twice more, after 1 and 2 seconds. */
const schedule = Schedule.exponential("1 second").pipe(Schedule.upTo({ times: 2 }))

/** Answers each try with the next answer, and keeps the times of the tries in seconds. */
const makeServer = (...answers: ReadonlyArray<Answer>) => {
  const times: Array<number> = []
  const read = Stream.unwrap(
    Effect.gen(function* () {
      times.push((yield* Effect.clockWith((clock) => clock.currentTimeMillis)) / 1000)
      const answer = answers[times.length - 1]
      if (answer === undefined || answer === "lost") return yield* new Lost({ try: times.length })
      return ChunkStream.fromResponse(answer instanceof Response ? answer : new Response(sse(...answer), { headers }))
    })
  )
  return { read, times }
}

/** Runs an effect to its end. Bodies are read in real time, and waits pass at once. */
const settle = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    while (fiber.pollUnsafe() === undefined) {
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 1)))
      yield* TestClock.adjust("100 millis")
    }
    return yield* Fiber.join(fiber)
  })

const run = (
  answers: ReadonlyArray<Answer>,
  operator: <E>(
    self: Stream.Stream<ResponsesStreamChunk, E>
  ) => Stream.Stream<ResponsesStreamChunk, E | ProviderError | StreamRetry.EmptyResponse> = StreamRetry.beforeContent(
    schedule
  )
) =>
  Effect.gen(function* () {
    const { read, times } = makeServer(...answers)
    const { error, values } = yield* settle(outcome(operator(read)))
    return { error, times, types: values.map((chunk) => (chunk.type === "UNKNOWN" ? chunk.raw.type : chunk.type)) }
  })

/** Holds the waits between tries to some seconds. While a body is read, a little of the test's time passes. */
const assertWaits = (times: ReadonlyArray<number>, waits: ReadonlyArray<number>) => {
  assert.lengthOf(times, waits.length + 1)
  for (const [i, wait] of waits.entries()) {
    assert.isAtLeast(times[i + 1]! - times[i]!, wait - 1e-9)
    assert.isBelow(times[i + 1]! - times[i]!, wait + 0.9)
  }
}

const typesOf = (events: ReadonlyArray<{ readonly type: string }>) => events.map(({ type }) => type)

describe("StreamRetry.beforeContent", () => {
  it.effect.each<readonly [string, Answer]>([
    ["a cut", [created]],
    ["a cut before the first chunk", []],
    ["an error of the provider", [created, busyEvent]],
    ["a failed response", [created, failedEvent]],
    ["a busy provider", busy()],
    ["a request that is lost", "lost"]
  ])("sends again after %s, and gives one response", ([, answer]) =>
    Effect.gen(function* () {
      const { error, times, types } = yield* run([answer, answer, wellFormed])
      assert.isUndefined(error)
      assert.lengthOf(times, 3)
      assert.deepStrictEqual(types, typesOf(wellFormed))
    })
  )

  it.effect.each<readonly [string, ReadonlyArray<unknown>]>([
    ["an item", [created, itemAdded]],
    ["a delta of an item that was never added", [created, delta("a")]],
    ["sound", [created, { type: "response.audio.delta", sequence_number: 1, delta: "AAAA" }]],
    ["a delta of an unknown type", [created, { type: "response.novelty.delta", sequence_number: 1 }]],
    ["an unknown type of chunk about an item", [created, { ...unknown, output_index: 0 }]]
  ])("never sends again after %s", ([, events]) =>
    Effect.gen(function* () {
      for (const end of [[], [busyEvent]]) {
        const { error, times, types } = yield* run([[...events, ...end], wellFormed])
        assert.strictEqual(error?._tag, end.length === 0 ? "UnexpectedEnd" : "ProviderError")
        assert.strictEqual(StreamRetry.triesOf(error), 1)
        assert.lengthOf(times, 1)
        assert.lengthOf(types, 2)
      }
    })
  )

  it.effect("gives what was held back in its order when the model begins, or the response ends without output", () =>
    Effect.gen(function* () {
      const events = [created, keepalive, unknown, { ...created, type: "response.in_progress" }, keepalive]
      for (const rest of [
        wellFormed.slice(1),
        [emptyCompleted],
        [{ ...emptyCompleted, type: "response.incomplete" }]
      ]) {
        const { error, times, types } = yield* run([
          [created, unknown],
          [...events, ...rest]
        ])
        assert.isUndefined(error)
        assert.lengthOf(times, 2)
        assert.deepStrictEqual(types, typesOf([...events, ...rest]))
      }
    })
  )

  it.effect("holds nothing back once the model has begun", () =>
    Effect.gen(function* () {
      const held = [created, keepalive]
      const events = Stream.fromIterable<unknown>([...held, itemAdded, delta("a")]).pipe(
        Stream.rechunk(1),
        Stream.concat(Stream.never),
        ChunkStream.decodeJson(),
        StreamRetry.beforeContent(schedule)
      )
      const values = yield* events.pipe(Stream.take(4), Stream.runCollect)
      assert.deepStrictEqual(typesOf(values), typesOf([...held, itemAdded, delta("a")]))
    })
  )

  it.effect("holds back 1,024 chunks, and with one more the stream counts as begun", () =>
    Effect.gen(function* () {
      const many = (count: number) => Array.from({ length: count }, () => keepalive)
      assert.lengthOf((yield* run([many(1024), wellFormed])).times, 2)
      const { times, types } = yield* run([many(1025), wellFormed])
      assert.lengthOf(times, 1)
      assert.lengthOf(types, 1025)
    })
  )

  it.effect("gives up with the schedule: with the last error, what came before it, and the number of tries", () =>
    Effect.gen(function* () {
      const { error, times, types } = yield* run([busy(), [created], [created, keepalive, busyEvent], wellFormed])
      assertWaits(times, [1, 2])
      assert.include(error, { _tag: "ProviderError", index: 2, code: "rate_limit_exceeded" })
      assert.strictEqual(StreamRetry.triesOf(error), 3)
      assert.deepStrictEqual(types, ["response.created", "keepalive"])
    })
  )

  it.effect("doesn't send again what can't succeed, nor after a defect", () =>
    Effect.gen(function* () {
      for (const [answer, tag] of [
        [[created, refusedEvent], "ProviderError"],
        [Response.json({ error: { message: "no", code: 401 } }, { status: 401 }), "ProviderError"],
        [new Response("<html>", { headers: { "content-type": "text/html" } }), "NotAnEventStream"],
        [[created, { ...created, response: null }], "InvalidChunk"]
      ] as const) {
        const { error, times } = yield* run([answer, wellFormed])
        assert.strictEqual(error?._tag, tag)
        assert.lengthOf(times, 1)
      }
      let tries = 0
      const broken = Stream.suspend((): Stream.Stream<ResponsesStreamChunk> => {
        tries++
        throw new Error("defect")
      })
      const exit = yield* Effect.exit(Stream.runDrain(broken.pipe(StreamRetry.beforeContent(schedule))))
      assert.strictEqual(exit._tag, "Failure")
      assert.strictEqual(tries, 1)
    })
  )

  it.effect("waits as long as the provider says, and no shorter than the schedule", () =>
    Effect.gen(function* () {
      const { times } = yield* run([busy(30), busy(1), wellFormed])
      assertWaits(times, [30, 2])
    })
  )

  it.effect("gives up where the provider says longer than the option allows", () =>
    Effect.gen(function* () {
      const { error, times } = yield* run([busy(61), wellFormed])
      assert.include(error, { _tag: "ProviderError", retryAfter: 61 })
      assertWaits(times, [])
      const patient = yield* run(
        [busy(61), wellFormed],
        StreamRetry.beforeContent(schedule, { maxRetryAfter: "61 seconds" })
      )
      assert.isUndefined(patient.error)
      assertWaits(patient.times, [61])
      const never = yield* run([busy(1), wellFormed], StreamRetry.beforeContent(schedule, { maxRetryAfter: 0 }))
      assertWaits(never.times, [])
    })
  )

  it.effect("sends again after a stall", () =>
    Effect.gen(function* () {
      let tries = 0
      const { error, values } = yield* settle(
        Stream.suspend(() =>
          tries++ === 0
            ? Stream.concat(Stream.make<[unknown]>(created), Stream.never)
            : Stream.fromIterable<unknown>(wellFormed)
        ).pipe(
          ChunkStream.decodeJson(),
          StreamLiveness.failOnStall("10 seconds"),
          StreamRetry.beforeContent(schedule),
          outcome
        )
      )
      assert.isUndefined(error)
      assert.strictEqual(tries, 2)
      assert.deepStrictEqual<ReadonlyArray<string>>(typesOf(values), typesOf(wellFormed))
    })
  )

  it.effect("counts an answer without output as failed, if asked", () =>
    Effect.gen(function* () {
      const operator = StreamRetry.beforeContent(schedule, { onEmpty: "fail" })
      const empty = [created, emptyCompleted]
      const mended = yield* run([empty, wellFormed], operator)
      assert.isUndefined(mended.error)
      assert.deepStrictEqual(mended.types, typesOf(wellFormed))
      const { error, times, types } = yield* run([empty, empty, empty], operator)
      assert(error?._tag === "EmptyResponse")
      assert.strictEqual(error.index, 2)
      assert.strictEqual(error.chunk?.type, "response.completed")
      assert.notInclude(JSON.stringify(error), "resp_1")
      assert.strictEqual(StreamRetry.triesOf(error), 3)
      assert.lengthOf(times, 3)
      assert.deepStrictEqual(types, ["response.created"])
      // One that has its output at the end, or was ended by a limit, isn't empty
      for (const end of [completed, { ...emptyCompleted, type: "response.incomplete" }]) {
        assert.lengthOf((yield* run([[created, end]], operator)).times, 1)
      }
    })
  )

  it.effect("counts a stream that just ends as empty too, if asked", () =>
    Effect.gen(function* () {
      const { error, values } = yield* Stream.make<[unknown]>(created).pipe(
        ChunkStream.decodeJson({ onEnd: "allow" }),
        StreamRetry.beforeContent(Schedule.recurs(1), { onEmpty: "fail" }),
        outcome
      )
      assert.include(error, { _tag: "EmptyResponse", index: 1 })
      assert.lengthOf(values, 1)
    })
  )

  it.effect("tries again as `while` says, and gives it and the schedule the error", () =>
    Effect.gen(function* () {
      const once = yield* run(["lost", wellFormed], StreamRetry.beforeContent(schedule, { while: () => false }))
      assert.strictEqual<string | undefined>(once.error?._tag, "Lost")
      assert.lengthOf(once.times, 1)
      const all = yield* run(
        [[created, refusedEvent], wellFormed],
        StreamRetry.beforeContent(schedule, { while: () => true })
      )
      assert.isUndefined(all.error)
      const inputs: Array<unknown> = []
      const seen = schedule.pipe(Schedule.tap(({ input }) => Effect.sync(() => inputs.push(input))))
      yield* run([busy(), "lost", wellFormed], StreamRetry.beforeContent(seen))
      assert.deepStrictEqual(
        inputs.map((input) => (input as { readonly _tag: string })._tag),
        ["ProviderError", "Lost"]
      )
    })
  )

  it.effect("tells the request which try it is", () =>
    Effect.gen(function* () {
      const attempts: Array<number> = []
      const { read } = makeServer(busy(), busy(), wellFormed)
      const request = Stream.unwrap(
        Effect.map(Schedule.CurrentMetadata, ({ attempt }) => {
          attempts.push(attempt)
          return read
        })
      )
      yield* settle(outcome(request.pipe(StreamRetry.beforeContent(schedule))))
      assert.deepStrictEqual(attempts, [0, 1, 2])
    })
  )

  it.effect("begins the schedule anew with each run", () =>
    Effect.gen(function* () {
      const stream = Stream.fail(new Lost({ try: 0 })).pipe(
        StreamRetry.beforeContent<unknown, never, never>(Schedule.recurs(2))
      )
      for (let i = 0; i < 2; i++) {
        const error = yield* Effect.flip(Stream.runDrain(stream))
        assert.strictEqual(StreamRetry.triesOf(error), 3)
      }
    })
  )

  it.effect("takes events, and has the error's code from their JSON", () =>
    Effect.gen(function* () {
      const answers = [[created, { ...busyEvent, error: { code: "x", retry_after: 5 } }], wellFormed]
      let tries = 0
      const { values } = yield* settle(
        Stream.suspend(() => Stream.fromIterable<unknown>(answers[tries++] ?? [])).pipe(
          ChunkStream.decodeJson({ as: "event" }),
          StreamRetry.beforeContent(schedule),
          outcome
        )
      )
      assert.strictEqual(tries, 2)
      assert.deepStrictEqual(
        values.map(({ index, json }) => [index, json["type"]]),
        wellFormed.map(({ type }, i) => [i, type])
      )
    })
  )

  it.effect("releases the body of a try before the next one, and on interruption", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const isSecond = yield* Deferred.make<void>()
      let tries = 0
      const request = Stream.suspend(() => {
        const n = ++tries
        return Stream.scoped(
          Stream.unwrap(
            Effect.as(
              Effect.acquireRelease(
                Effect.sync(() => {
                  log.push(`open ${n}`)
                  if (n === 2) Deferred.doneUnsafe(isSecond, Effect.void)
                }),
                () => Effect.sync(() => log.push(`close ${n}`))
              ),
              Stream.fromIterable<unknown>(n === 1 ? [created, busyEvent] : [created]).pipe(Stream.concat(Stream.never))
            )
          )
        )
      }).pipe(ChunkStream.decodeJson(), StreamRetry.beforeContent(Schedule.recurs(1)))
      const fiber = yield* Effect.forkChild(Stream.runDrain(request))
      yield* Deferred.await(isSecond)
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(log, ["open 1", "close 1", "open 2", "close 2"])
    })
  )

  it("has the errors of the stream, and those that it adds", () => {
    const { read } = makeServer()
    const plain = read.pipe(StreamRetry.beforeContent(schedule))
    expectTypeOf(plain).toEqualTypeOf<Stream.Stream<ResponsesStreamChunk, ChunkStreamError | Lost | ProviderError>>()
    const strict = read.pipe(StreamRetry.beforeContent(schedule, { onEmpty: "fail" }))
    expectTypeOf(strict).toEqualTypeOf<
      Stream.Stream<ResponsesStreamChunk, ChunkStreamError | Lost | ProviderError | StreamRetry.EmptyResponse>
    >()
    const typed = schedule.pipe(Schedule.setInputType<ChunkStreamError | Lost | ProviderError>())
    expectTypeOf(
      read.pipe(
        StreamRetry.beforeContent(typed, {
          while: (error: ChunkStreamError | Lost | ProviderError) => error._tag === "Lost"
        })
      )
    ).toEqualTypeOf<Stream.Stream<ResponsesStreamChunk, ChunkStreamError | Lost | ProviderError>>()
    const narrow = schedule.pipe(Schedule.setInputType<Lost | ProviderError>())
    // @ts-expect-error -- the schedule doesn't take the errors of decoding
    // @effect-diagnostics-next-line missingEffectError:off
    read.pipe(StreamRetry.beforeContent(narrow))
  })

  it.effect.prop(
    "gives one whole response, wherever the tries before were cut",
    [Testing.anyAnswer(), Arbitrary.schema(Schema.Finite), Arbitrary.schema(Schema.Boolean)],
    ([answer, where, fails]) =>
      Effect.gen(function* () {
        const events = Testing.toJson(answer)
        const chunks = Testing.toChunks(answer)
        const at = Math.abs(Math.trunc(where)) % (chunks.length - 1)
        const first = chunks.findIndex((chunk) => "outputIndex" in chunk)
        let tries = 0
        const { error, values } = yield* Stream.suspend(() =>
          Stream.fromIterable<unknown>(++tries <= 2 ? [...events.slice(0, at), ...(fails ? [busyEvent] : [])] : events)
        ).pipe(ChunkStream.decodeJson(), StreamRetry.beforeContent(Schedule.recurs(2)), outcome)
        if (first === -1 || at <= first) {
          assert.isUndefined(error)
          assert.strictEqual(tries, 3)
          assert.deepStrictEqual(values, chunks)
        } else {
          assert.strictEqual(error?._tag, fails ? "ProviderError" : "UnexpectedEnd")
          assert.strictEqual(tries, 1)
          assert.deepStrictEqual(values, chunks.slice(0, at))
        }
      }),
    { arbitrary: { runs: 60 } }
  )
})

describe("StreamRetry.triesOf", () => {
  it("has no number for an error from elsewhere", () => {
    for (const error of [new Lost({ try: 1 }), "lost", undefined]) assert.isUndefined(StreamRetry.triesOf(error))
  })
})

describe("the recipe to retry", () => {
  type Follow = (send: () => Promise<Response>) => Stream.Stream<ResponsesStreamChunk, StreamRetry.EmptyResponse>

  it.effect("tries again before the model has begun to write, and never after", () =>
    Effect.gen(function* () {
      const follow = yield* Effect.promise(() => fence<Follow>("follow"))
      const ask = (...answers: ReadonlyArray<Response | ReadonlyArray<unknown>>) => {
        let tries = 0
        const send = () => {
          const answer = answers[tries++]!
          return Promise.resolve(answer instanceof Response ? answer : new Response(sse(...answer), { headers }))
        }
        return Effect.map(settle(outcome(follow(send))), ({ error, values }) => ({
          tag: error?._tag,
          tries,
          types: typesOf(values)
        }))
      }
      assert.deepStrictEqual(yield* ask([created, busyEvent], busy(30), wellFormed), {
        tag: undefined,
        tries: 3,
        types: typesOf(wellFormed)
      })
      const given = ["response.created", "response.output_item.added"]
      assert.deepStrictEqual<unknown>(yield* ask([created, itemAdded, busyEvent]), {
        tag: "ProviderError",
        tries: 1,
        types: given
      })
      assert.deepStrictEqual<unknown>(yield* ask(busy(3600)), { tag: "ProviderError", tries: 1, types: [] })
      const empty = [created, emptyCompleted]
      assert.include(yield* ask(empty, empty, empty), { tag: "EmptyResponse", tries: 3 })
    })
  )
})
