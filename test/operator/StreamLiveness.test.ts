import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as SseFrame from "../../src/sse/SseFrame.ts"
import { StreamStalled } from "../../src/errors/StreamError.ts"
import * as StreamLiveness from "../../src/operator/StreamLiveness.ts"
import * as Testing from "../../src/testing/testing.ts"
import { bytesOf } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"

const keepalive = { type: "keepalive", sequence_number: 9 }

/** Waits some seconds before each element; `undefined` gives none, and the stream goes on. */
const paced = <A>(...steps: ReadonlyArray<readonly [seconds: number, value: A]>): Stream.Stream<A> =>
  Stream.fromIterable(steps).pipe(
    Stream.rechunk(1),
    Stream.mapEffect(([seconds, value]) => Effect.as(Effect.sleep(Duration.seconds(seconds)), value))
  )

const json = (...steps: ReadonlyArray<readonly [seconds: number, value: unknown]>) => paced<unknown>(...steps)

const silence = Stream.fromEffectDrain(Effect.never)

/** The outcome of a stream after some seconds. */
const after = <A, E>(seconds: number, stream: Stream.Stream<A, E>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(outcome(stream))
    yield* TestClock.adjust(Duration.seconds(seconds))
    const exit = fiber.pollUnsafe()
    if (exit === undefined) yield* Fiber.interrupt(fiber)
    return exit?._tag === "Success" ? exit.value : undefined
  })

const limit = StreamLiveness.failOnStall("10 seconds")

describe("StreamLiveness.failOnStall", () => {
  it.effect("fails after the duration without an event, with what came before", () =>
    Effect.gen(function* () {
      const chunks = json([1, created], [2, itemAdded]).pipe(
        Stream.concat(silence),
        ChunkStream.decodeJson({ endAt: "input" }),
        limit
      )
      assert.isUndefined(yield* after(12, chunks))
      const result = yield* after(13, chunks)
      assert.deepStrictEqual(
        result?.values.map(({ type }) => type),
        ["response.created", "response.output_item.added"]
      )
      const error = result?.error
      assert.instanceOf(error, StreamStalled)
      assert.strictEqual(error.index, 2)
      assert.strictEqual(error.type, "response.output_item.added")
      assert.strictEqual(error.sequenceNumber, 1)
      assert.strictEqual(Duration.toSeconds(error.duration), 10)
      assert.strictEqual(
        error.message,
        "The stream has stalled: nothing but signs of life for 10s, after 2 events, the last of them " +
          "response.output_item.added. What came is incomplete: retry the request, or wait longer."
      )
    })
  )

  it.effect("counts from the start", () =>
    Effect.gen(function* () {
      const chunks = silence.pipe(ChunkStream.decodeJson({ endAt: "input" }), limit)
      assert.isUndefined(yield* after(9, chunks))
      const result = yield* after(10, chunks)
      assert(result?.error?._tag === "StreamStalled")
      assert.strictEqual(result.error.index, 0)
      assert.notProperty(result.error, "type")
      assert.notProperty(result.error, "sequenceNumber")
    })
  )

  it.effect("takes any event as a sign of work, and keepalives as none", () =>
    Effect.gen(function* () {
      const working = json(
        [9, created],
        [9, { type: "response.of_tomorrow" }],
        [9, itemAdded],
        [9, itemDone],
        [9, completed]
      )
      const whole = yield* after(45, working.pipe(ChunkStream.decodeJson({ endAt: "input" }), limit))
      assert(whole !== undefined)
      assert.strictEqual(whole.values.length, 5)
      assert.isUndefined(whole.error)
      const idle = json([1, created], [4, keepalive], [4, keepalive], [1, keepalive], [2, itemAdded], [1, completed])
      const stalled = yield* after(11, idle.pipe(ChunkStream.decodeJson({ endAt: "input" }), limit))
      assert(stalled?.error?._tag === "StreamStalled")
      assert.strictEqual(stalled.values.length, 4)
      assert.include(stalled.error, { index: 4, type: "keepalive", sequenceNumber: 9 })
    })
  )

  it.effect("takes a batch by its most meaningful element", () =>
    Effect.gen(function* () {
      const batch = (...events: ReadonlyArray<unknown>) => bytesOf(sse(...events))
      const bytes = paced([9, batch(created, keepalive)], [9, batch(keepalive, itemAdded)], [9, batch(keepalive)])
      const { error } = (yield* after(28, bytes.pipe(Stream.concat(silence), ChunkStream.decode(), limit)))!
      assert(error?._tag === "StreamStalled")
      assert.strictEqual(error.index, 5)
    })
  )

  it.effect("sees no comments in chunks", () =>
    Effect.gen(function* () {
      const comment = bytesOf(": OPENROUTER PROCESSING\n\n")
      const bytes = paced([1, bytesOf(sse(created))], [6, comment], [6, comment], [6, comment])
      const result = yield* after(11, bytes.pipe(ChunkStream.decode(), limit))
      assert.strictEqual(result?.error?._tag, "StreamStalled")
    })
  )

  it.effect("counts nothing while the consumer works", () =>
    Effect.gen(function* () {
      const chunks = json([9, created], [9, itemAdded], [9, itemDone], [9, completed]).pipe(
        ChunkStream.decodeJson({ endAt: "input" }),
        limit,
        Stream.tap(() => Effect.sleep("1 hour"))
      )
      const result = yield* after(5 * 3600, chunks)
      assert(result !== undefined)
      assert.strictEqual(result.values.length, 4)
      assert.isUndefined(result.error)
    })
  )

  it.effect("ends soon where the response has ended and the connection stays open", () =>
    Effect.gen(function* () {
      const error = { type: "error", sequence_number: 4, code: null, message: "m", param: null }
      const cancelled = { type: "response.cancelled", response: { id: "resp_1" } }
      const watch = StreamLiveness.failOnStall("10 seconds", { afterEnd: "3 seconds" })
      for (const end of [completed, { ...completed, type: "response.incomplete" }, cancelled, error]) {
        for (const more of [[], [keepalive], [itemDone]]) {
          const chunks = Stream.fromIterable<unknown>([created, end, ...more]).pipe(
            Stream.concat(silence),
            ChunkStream.decodeJson({ endAt: "input" })
          )
          assert.isUndefined(yield* after(0.9, chunks.pipe(limit)))
          const result = yield* after(1, chunks.pipe(limit))
          assert.isUndefined(result?.error)
          assert.strictEqual(result?.values.length, 2 + more.length)
          assert.isUndefined(yield* after(2.9, chunks.pipe(watch)))
          assert.strictEqual((yield* after(3, chunks.pipe(watch)))?.values.length, 2 + more.length)
        }
      }
    })
  )

  it.effect("ends after the response however much comes, and interrupts upstream", () =>
    Effect.gen(function* () {
      let interrupted = 0
      const chatter = Stream.fromEffectRepeat(Effect.delay(Effect.succeed<unknown>(keepalive), "300 millis"))
      const chunks = json([1, created], [1, completed]).pipe(
        Stream.concat(chatter),
        ChunkStream.decodeJson({ endAt: "input" }),
        Stream.onExit((exit) => Effect.sync(() => void (Exit.hasInterrupts(exit) && interrupted++))),
        limit
      )
      const result = yield* after(3, chunks)
      assert.isUndefined(result?.error)
      assert.strictEqual(result?.values.length, 5)
      assert.strictEqual(interrupted, 1)
    })
  )

  it.effect("ends after the response by the limit if that is shorter, and not at all if it is told so", () =>
    Effect.gen(function* () {
      const chunks = Stream.concat(json([0, completed]), silence).pipe(ChunkStream.decodeJson({ endAt: "input" }))
      const result = yield* after(0.2, chunks.pipe(StreamLiveness.failOnStall("200 millis")))
      assert.deepStrictEqual([result?.error, result?.values.length], [undefined, 1])
      const patient = StreamLiveness.failOnStall("1 second", { afterEnd: Duration.infinity })
      assert.isUndefined(yield* after(1e6, chunks.pipe(patient)))
      const infinite = StreamLiveness.failOnStall(Duration.infinity)
      assert.strictEqual((yield* after(1, chunks.pipe(infinite)))?.values.length, 1)
    })
  )

  it.effect("goes on with another response", () =>
    Effect.gen(function* () {
      const second = { ...created, response: { ...created.response, id: "resp_2" } }
      const chunks = json([0, created], [0, completed], [0.9, second], [9, itemAdded]).pipe(
        Stream.concat(silence),
        ChunkStream.decodeJson({ endAt: "input" }),
        limit
      )
      const result = yield* after(19.9, chunks)
      assert(result?.error?._tag === "StreamStalled")
      assert.strictEqual(result.values.length, 4)
    })
  )

  it.effect("says no type that is payload", () =>
    Effect.gen(function* () {
      for (const type of ["response.of_tomorrow", "SECRET\u001b[31m\n", "x".repeat(100_000)]) {
        const chunks = json([0, created], [0, { type, sequence_number: Infinity }])
        const result = yield* after(
          10,
          chunks.pipe(Stream.concat(silence), ChunkStream.decodeJson({ endAt: "input" }), limit)
        )
        const error = result?.error
        assert(error?._tag === "StreamStalled")
        assert.strictEqual(error.type, "UNKNOWN")
        assert.notProperty(error, "sequenceNumber")
        assert.include(error.message, "after 2 events, the last of them of an unknown type.")
        for (const shown of [error.message, String(error), JSON.stringify(error)]) assert.notInclude(shown, type)
      }
    })
  )

  it.effect("interrupts and releases upstream once", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const bytes = Stream.make(bytesOf(sse(created))).pipe(
        Stream.concat(
          Stream.fromEffectDrain(Effect.onInterrupt(Effect.never, () => Effect.sync(() => seen.push("interrupted"))))
        ),
        Stream.ensuring(Effect.sync(() => seen.push("released")))
      )
      const result = yield* after(10, bytes.pipe(ChunkStream.decode(), limit))
      assert.strictEqual(result?.error?._tag, "StreamStalled")
      assert.deepStrictEqual(seen, ["interrupted", "released"])
    })
  )

  it.effect("cancels the body of a response", () =>
    Effect.gen(function* () {
      let cancelled = 0
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(bytesOf(sse(created))),
        cancel: () => void cancelled++
      })
      const fiber = yield* Effect.forkChild(outcome(ChunkStream.fromReadableStream(body).pipe(limit)))
      // A body is read in real time
      while (fiber.pollUnsafe() === undefined) {
        yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 1)))
        yield* TestClock.adjust("10 seconds")
      }
      const { error, values } = yield* Fiber.join(fiber)
      assert.strictEqual(error?._tag, "StreamStalled")
      assert.strictEqual(values.length, 1)
      assert.strictEqual(cancelled, 1)
    })
  )

  it.effect("lets errors, ends and interruption of upstream pass", () =>
    Effect.gen(function* () {
      const failed = yield* after(
        5,
        Stream.concat(json([5, created]), Stream.fail("boom" as const)).pipe(
          ChunkStream.decodeJson({ endAt: "input" }),
          limit
        )
      )
      assert.strictEqual(failed?.error, "boom")
      const cut = yield* after(5, json([5, created]).pipe(ChunkStream.decodeJson({ endAt: "input" }), limit))
      assert(typeof cut?.error === "object" && cut.error._tag === "UnexpectedEnd")
      const fiber = yield* Effect.forkChild(
        Stream.runDrain(silence.pipe(ChunkStream.decodeJson({ endAt: "input" }), limit))
      )
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.interrupt(fiber)
      assert.strictEqual((yield* Fiber.await(fiber))._tag, "Failure")
    })
  )

  it.effect("starts anew with each run", () =>
    Effect.gen(function* () {
      const chunks = json([6, keepalive], [6, created]).pipe(ChunkStream.decodeJson({ endAt: "input" }), limit)
      for (let run = 0; run < 2; run++) {
        const result = yield* after(10, chunks)
        assert(result?.error?._tag === "StreamStalled")
        assert.strictEqual(result.error.index, 1)
      }
    })
  )

  it.effect("waits for ever where the duration is infinite", () =>
    Effect.gen(function* () {
      const chunks = silence.pipe(
        ChunkStream.decodeJson({ endAt: "input" }),
        StreamLiveness.failOnStall(Duration.infinity)
      )
      assert.isUndefined(yield* after(1e9, chunks))
    })
  )
})

describe("on other elements", () => {
  it.effect("reads events and results as it reads chunks", () =>
    Effect.gen(function* () {
      const bytes = paced([1, bytesOf(sse(created))], [6, bytesOf(sse(keepalive))]).pipe(Stream.concat(silence))
      const events = yield* after(11, bytes.pipe(ChunkStream.decode({ as: "event" }), limit))
      const results = yield* after(11, bytes.pipe(ChunkStream.decode({ as: "result" }), limit))
      for (const result of [events, results]) {
        assert(result?.error?._tag === "StreamStalled")
        assert.include(result.error, { index: 2, type: "keepalive", sequenceNumber: 9 })
      }
      const invalid = paced([9, bytesOf("data: x\n\n")], [9, bytesOf(sse(completed))])
      const taken = yield* after(18, invalid.pipe(ChunkStream.decode({ as: "result" }), limit))
      assert.isUndefined(taken?.error)
      assert.strictEqual(taken?.values.length, 2)
    })
  )

  it.effect("takes comments, reconnection times and keepalives of frames for signs of life only", () =>
    Effect.gen(function* () {
      const signs = [
        ": OPENROUTER PROCESSING\n\n",
        "retry: 100\n\n",
        'data: {"type":"keepalive","sequence_number":1}\n\n',
        'event: keepalive\ndata: {"type":"keepalive","sequence_number":1}\n\n'
      ]
      for (const sign of signs) {
        const bytes = paced([4, bytesOf(sign)], [4, bytesOf(sign)], [4, bytesOf(sign)])
        const result = yield* after(10, bytes.pipe(SseFrame.decode(), limit))
        assert(result?.error?._tag === "StreamStalled", sign)
        assert.strictEqual(result.values.length, 2)
      }
      const events = ["data: [DONE]\n\n", sse(delta("keepalive")), 'data: "keepalive"\n\n', "data: keepalive {\n\n"]
      for (const event of events) {
        const bytes = paced([9, bytesOf(event)], [9, bytesOf(event)])
        const result = yield* after(18, bytes.pipe(SseFrame.decode(), limit))
        assert.isUndefined(result?.error, event)
      }
    })
  )

  it.effect("takes the user's word for what is meaningful, on elements of any kind", () =>
    Effect.gen(function* () {
      const comment = bytesOf(": OPENROUTER PROCESSING\n\n")
      const connection = StreamLiveness.failOnStall("5 seconds", { isMeaningful: () => true })
      const watched = <E>(bytes: Stream.Stream<Uint8Array, E>) => bytes.pipe(connection, ChunkStream.decode(), limit)
      const dead = yield* after(9, watched(paced([4, comment]).pipe(Stream.concat(silence))))
      assert(dead?.error?._tag === "StreamStalled")
      assert.strictEqual(Duration.toSeconds(dead.error.duration), 5)
      const hung = yield* after(10, watched(paced([4, comment], [4, comment], [4, comment])))
      assert(hung?.error?._tag === "StreamStalled")
      assert.strictEqual(Duration.toSeconds(hung.error.duration), 10)
    })
  )
})

describe("any answer", () => {
  it.effect.prop(
    "passes untouched while it keeps coming, and stalls wherever it stops, with all that came",
    [Testing.anyAnswer()],
    ([answer]) =>
      Effect.gen(function* () {
        const all = Testing.toChunks(answer)
        const slow = paced(...all.map((chunk) => [9, chunk] as const))
        const whole = yield* after(9 * all.length, slow.pipe(limit))
        assert.deepStrictEqual(whole, { values: all, error: undefined })
        const stop = all.length >> 1
        const stopped = yield* after(9 * stop + 10, slow.pipe(Stream.take(stop), Stream.concat(silence), limit))
        assert(stopped !== undefined)
        assert.deepStrictEqual(stopped.values, all.slice(0, stop))
        assert(stopped.error?._tag === "StreamStalled")
        assert.strictEqual(stopped.error.index, stop)
      }),
    { arbitrary: { runs: 30 } }
  )
})
