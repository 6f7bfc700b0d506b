import { assert, describe, it } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { inspect } from "node:util"
import type { InvalidEvent } from "../../src/errors/StreamError.ts"
import * as StreamResume from "../../src/operator/StreamResume.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { makeRandom } from "../fuzz/random.ts"
import { completed, created, delta, itemAdded, itemDone, sse, wellFormed } from "../support/events.ts"
import { bodyOf, keep, serve } from "../support/faulty.ts"
import { bytesOf } from "../support/bytes.ts"
import { outcome } from "../support/outcome.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"

type Json = Record<string, unknown>

class Down extends Data.TaggedError("Down")<{}> {}

const numbered = (event: object, sequence_number: number): Json => ({ ...event, sequence_number })

const keepalive = (sequence_number: number): Json => ({ type: "keepalive", sequence_number })

const keepalives = (...numbers: ReadonlyArray<number>) => numbers.map(keepalive)

const end = (sequence_number: number) => numbered(completed, sequence_number)

const answering = (...events: ReadonlyArray<unknown>): Response =>
  new Response(sse(...events), { headers: { "content-type": "text/event-stream" } })

const refusing = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ error: { message: "No" } }, { status, headers })

type Answer = Response | Down | ReadonlyArray<unknown>

/** Answers one request after the other: with events, a response, or a failure. Keeps what it was asked for. */
const provider = (...answers: ReadonlyArray<Answer>) => {
  const asked: Array<string> = []
  const left = [...answers]
  const next = (what: string) =>
    Effect.suspend((): Effect.Effect<Response, Down> => {
      asked.push(what)
      const answer = left.shift()
      if (answer === undefined) return Effect.die(`asked for ${what} once too often`)
      if (answer instanceof Down) return Effect.fail(answer)
      return Effect.succeed(answer instanceof Response ? answer : answering(...answer))
    })
  return {
    asked,
    open: next("open"),
    resume: ({ after, responseId }: StreamResume.ResumePoint) => next(`${responseId} ${after}`),
    schedule: Schedule.recurs(3)
  }
}

const numbersOf = (values: ReadonlyArray<object>) =>
  values.map((chunk) => ("sequenceNumber" in chunk ? chunk.sequenceNumber : undefined))

describe("StreamResume.resumable", () => {
  it.effect("asks for what follows the last number, until the terminal chunk", () =>
    Effect.gen(function* () {
      const source = provider(wellFormed.slice(0, 2), wellFormed.slice(2, 3), wellFormed.slice(3))
      const { error, values } = yield* outcome(StreamResume.resumable(source))
      assert.isUndefined(error)
      assert.deepStrictEqual(numbersOf(values), [0, 1, 2, 3, 4])
      assert.deepStrictEqual(source.asked, ["open", "resp_1 1", "resp_1 2"])
    })
  )

  it.effect("opens one connection if it brings everything, or an error chunk", () =>
    Effect.gen(function* () {
      const error = { type: "error", code: "server_error", message: "m", param: null, sequence_number: 1 }
      for (const events of [wellFormed, [created, error]]) {
        const source = provider(events)
        const { values } = yield* outcome(StreamResume.resumable(source))
        assert.strictEqual(values.length, events.length)
        assert.deepStrictEqual(source.asked, ["open"])
      }
    })
  )

  it.effect("loses no numbers that are late", () =>
    Effect.gen(function* () {
      const start = [created, ...keepalives(1, 2, 3, 4, 5, 6, 9)]
      for (const rest of [
        [...keepalives(7, 8, 10), end(11)],
        [...keepalives(9, 7, 8, 10), end(11)],
        [...start, ...keepalives(7, 8, 10), end(11)]
      ]) {
        const source = provider(start, rest)
        const { error, values } = yield* outcome(StreamResume.resumable(source))
        assert.isUndefined(error)
        assert.deepStrictEqual(numbersOf(values), [0, 1, 2, 3, 4, 5, 6, 9, 7, 8, 10, 11])
        assert.deepStrictEqual(source.asked, ["open", "resp_1 6"])
      }
    })
  )

  it.effect("fails with the number behind which it would go on, so that going on from the error loses nothing", () =>
    Effect.gen(function* () {
      const start = [created, ...keepalives(1, 2, 3, 4, 5, 6, 9)]
      const first = yield* outcome(StreamResume.resumable(provider(start, new Down(), new Down(), new Down())))
      assert(first.error?._tag === "UnexpectedEnd")
      assert.deepStrictEqual([first.error.sequenceNumber, first.error.responseId], [6, "resp_1"])
      const source = provider([...keepalives(7, 8, 10), end(11)])
      const { error, values } = yield* outcome(StreamResume.resumable({ ...source, from: first.error }))
      assert.deepStrictEqual([error, numbersOf(values)], [undefined, [7, 8, 10, 11]])
      assert.deepStrictEqual(source.asked, ["resp_1 6"])
    })
  )

  it.effect("passes numbers that repeat within a connection", () =>
    Effect.gen(function* () {
      const note = { type: "vendor.note" }
      for (const events of [
        wellFormed.map((event) => numbered(event, 0)),
        wellFormed.map((event, i) => numbered(event, Math.floor(i / 2))),
        wellFormed.flatMap((event) => [note, numbered(event, 0)])
      ]) {
        const { error, values } = yield* outcome(StreamResume.resumable(provider(events)))
        assert.deepStrictEqual([error, values.length], [undefined, events.length])
      }
      const { values } = yield* outcome(
        StreamResume.resumable(provider([created, ...keepalives(1, 1)], [...keepalives(1, 2, 2), end(3)]))
      )
      assert.deepStrictEqual(numbersOf(values), [0, 1, 1, 2, 2, 3])
    })
  )

  it.effect("ends at a terminal chunk, and lets go of a connection that stays open", () =>
    Effect.gen(function* () {
      let canceled = 0
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(bytesOf(sse(...wellFormed, keepalive(5)))),
        cancel: () => void canceled++
      })
      const response = new Response(body, { headers: { "content-type": "text/event-stream" } })
      const { error, values } = yield* outcome(StreamResume.resumable(provider(response)))
      assert.deepStrictEqual([error, numbersOf(values), canceled], [undefined, [0, 1, 2, 3, 4], 1])
    })
  )

  it.effect("gives what follows an error chunk", () =>
    Effect.gen(function* () {
      const error = { type: "error", code: "server_error", message: "m", param: null, sequence_number: 1 }
      const failed = { ...completed, type: "response.failed", sequence_number: 2 }
      const { values } = yield* outcome(StreamResume.resumable(provider([created, error, failed])))
      assert.deepStrictEqual(numbersOf(values), [0, 1, 2])
    })
  )

  it.effect("waits for no number that is 32 behind", () =>
    Effect.gen(function* () {
      const late = Array.from({ length: 33 }, (_, i) => i + 2)
      const source = provider([created, ...keepalives(...late)], keepalives(35), [end(36)])
      assert.isUndefined((yield* outcome(StreamResume.resumable(source))).error)
      assert.deepStrictEqual(source.asked, ["open", "resp_1 34", "resp_1 35"])
      const near = provider([created, ...keepalives(...late.slice(0, -1))], [keepalive(33), end(34)])
      assert.isUndefined((yield* outcome(StreamResume.resumable(near))).error)
      assert.deepStrictEqual(near.asked, ["open", "resp_1 0"])
    })
  )

  it.effect("gives events without a number once", () =>
    Effect.gen(function* () {
      const note = { type: "vendor.note" }
      const start = [created, note, itemAdded, note, note]
      for (const rest of [
        [...start, note, ...wellFormed.slice(2)],
        [itemAdded, note, note, note, ...wellFormed.slice(2)]
      ]) {
        const { values } = yield* outcome(StreamResume.resumable(provider(start, rest)))
        assert.deepStrictEqual(numbersOf(values), [0, undefined, 1, undefined, undefined, undefined, 2, 3, 4])
      }
      const { values } = yield* outcome(
        StreamResume.resumable(provider([note, created, note], [note, created, note, ...wellFormed.slice(1)]))
      )
      assert.deepStrictEqual(numbersOf(values), [undefined, 0, undefined, 1, 2, 3, 4])
    })
  )

  it.effect("counts events, items and repairs as if there were one connection", () =>
    Effect.gen(function* () {
      const { output_index: _, ...bare } = delta("Hello")
      const first = { ...itemAdded, item: { ...itemAdded.item, id: "msg_0" } }
      const second = numbered({ ...itemAdded, output_index: 1 }, 2)
      const rest = [numbered(bare, 3), numbered({ ...itemDone, output_index: 1 }, 4), end(5)]
      const repairs: Array<unknown> = []
      const events = yield* StreamResume.resumable({
        ...provider([created, first, second], [created, first, second, ...rest]),
        as: "event",
        onRepair: ({ index, name }) => repairs.push([index, name])
      }).pipe(Stream.runCollect)
      const whole = yield* Stream.make(bytesOf(sse(created, first, second, ...rest))).pipe(
        ChunkStream.decode({ as: "event" }),
        Stream.runCollect
      )
      assert.deepStrictEqual(events, whole)
      assert.propertyVal(events[3]?.chunk, "outputIndex", 1)
      assert.deepStrictEqual(repairs, [[3, "missing-output-index"]])
      const { error } = yield* outcome(
        StreamResume.resumable({ ...provider([created, first], [second], [], [], []), schedule: Schedule.recurs(2) })
      )
      assert(error?._tag === "UnexpectedEnd")
      assert.deepStrictEqual([error.index, error.sequenceNumber, error.responseId], [3, 2, "resp_1"])
      assert.deepStrictEqual(
        error.openItems.map(({ outputIndex }) => outputIndex),
        [0, 1]
      )
    })
  )

  it.effect("takes schemas of one's own, and numbers of events that are invalid", () =>
    Effect.gen(function* () {
      const own = { type: "vendor.own", sequence_number: 1, text: "a" }
      const bad = numbered({ ...delta("b"), delta: 7 }, 2)
      const start = [created, own, bad]
      const rest = keepalives(3).concat(end(4))
      const skipped: Array<InvalidEvent> = []
      const Own = Schema.toStandardSchemaV1(Schema.Struct({ type: Schema.Literal("vendor.own"), text: Schema.String }))
      for (const again of [[...start, ...rest], rest]) {
        const { error, values } = yield* outcome(
          StreamResume.resumable({
            ...provider(start, again),
            chunks: { "vendor.own": Own },
            onInvalid: "skip",
            onSkip: (error) => skipped.push(error)
          })
        )
        assert.isUndefined(error)
        assert.deepStrictEqual(numbersOf(values), [0, undefined, 3, 4])
      }
      assert.strictEqual(skipped.length, 2)
      const results = yield* StreamResume.resumable({ ...provider(start, [...start, ...rest]), as: "result" }).pipe(
        Stream.runCollect
      )
      assert.deepStrictEqual(results.map(Result.isSuccess), [true, true, false, true, true])
    })
  )

  describe("another connection", () => {
    it.effect("is tried after what it can mend, and the schedule gets the error", () =>
      Effect.gen(function* () {
        const inputs: Array<string> = []
        const source = provider(wellFormed.slice(0, 2), refusing(503), new Down(), refusing(429), wellFormed.slice(2))
        const schedule = Schedule.recurs(4).pipe(
          Schedule.setInputType<{ readonly _tag: string }>(),
          Schedule.tap(({ input }) => Effect.sync(() => inputs.push(input._tag)))
        )
        const { error, values } = yield* outcome(StreamResume.resumable({ ...source, schedule }))
        assert.deepStrictEqual([error, values.length], [undefined, 5])
        assert.deepStrictEqual(inputs, ["UnexpectedEnd", "NotAnEventStream", "Down", "NotAnEventStream"])
      })
    )

    it.effect("is tried as often as the schedule says, counted anew once something new came", () =>
      Effect.gen(function* () {
        const times = { schedule: Schedule.recurs(2) }
        const [one, two] = [wellFormed.slice(0, 2), wellFormed.slice(2, 3)]
        const renewed = provider(one, [], [...one, ...two], new Down(), wellFormed.slice(3))
        assert.isUndefined((yield* outcome(StreamResume.resumable({ ...renewed, ...times }))).error)
        const stuck = provider(one, one, one)
        const { error, values } = yield* outcome(StreamResume.resumable({ ...stuck, ...times }))
        assert.strictEqual(values.length, 2)
        assert.propertyVal(error, "_tag", "UnexpectedEnd")
        const down = provider(one, new Down(), refusing(500))
        assert.propertyVal(
          (yield* outcome(StreamResume.resumable({ ...down, ...times }))).error,
          "_tag",
          "UnexpectedEnd"
        )
      })
    )

    it.effect("waits as long as the schedule or a header says", () =>
      Effect.gen(function* () {
        const source = provider(wellFormed.slice(0, 2), refusing(503, { "retry-after": "7" }), wellFormed.slice(2))
        const fiber = yield* Effect.forkChild(
          Stream.runCollect(StreamResume.resumable({ ...source, schedule: Schedule.spaced("2 seconds") }))
        )
        for (const [seconds, connections] of [
          [1.9, 1],
          [0.2, 2],
          [6.8, 2],
          [0.2, 3]
        ] as const) {
          yield* TestClock.adjust(Duration.seconds(seconds))
          yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 10)))
          assert.strictEqual(source.asked.length, connections)
        }
        assert.strictEqual((yield* Fiber.join(fiber)).length, 5)
      })
    )

    it.effect("isn't tried if a header asks for more than maxRetryAfter", () =>
      Effect.gen(function* () {
        for (const [seconds, maxRetryAfter] of [
          ["61", undefined],
          ["8", "7 seconds"]
        ] as const) {
          const source = provider(wellFormed.slice(0, 2), refusing(503, { "retry-after": seconds }))
          const { error } = yield* outcome(
            StreamResume.resumable({ ...source, ...(maxRetryAfter === undefined ? {} : { maxRetryAfter }) })
          )
          assert(error?._tag === "UnexpectedEnd")
          assert.propertyVal(error.cause, "retryAfter", Number(seconds))
          assert.strictEqual(source.asked.length, 2)
        }
      })
    )

    it.effect("leaves why it failed in the error", () =>
      Effect.gen(function* () {
        const begin = wellFormed.slice(0, 2)
        const causeOf = (...answers: ReadonlyArray<Answer>) =>
          Effect.gen(function* () {
            const source = { ...provider(begin, ...answers), schedule: Schedule.recurs(answers.length) }
            const { error } = yield* outcome(StreamResume.resumable(source))
            assert(error?._tag === "UnexpectedEnd")
            return error
          })
        assert.propertyVal((yield* causeOf(new Down(), refusing(404))).cause, "status", 404)
        const html = new Response("<html></html>", { headers: { "content-type": "text/html" } })
        assert.propertyVal((yield* causeOf(html)).cause, "contentType", "text/html")
        const down = new Down()
        const source = { ...provider(begin, new Down(), down), schedule: Schedule.recurs(2) }
        const { error } = yield* outcome(StreamResume.resumable(source))
        assert(error?._tag === "UnexpectedEnd")
        assert.strictEqual(error.cause, down)
        const other = yield* causeOf([{ ...created, response: { ...created.response, id: "resp_2" } }])
        assert.deepStrictEqual(other.cause, new Error("The provider went on with another response"))
        assert.strictEqual(other.sequenceNumber, 1)
        assert.notInclude(inspect(other), "resp_2")
        // A connection that came later broke of its own accord
        assert.notProperty(yield* causeOf(new Down(), []), "cause")
      })
    )

    it.effect("isn't tried after a violation", () =>
      Effect.gen(function* () {
        for (const [broken, tag] of [
          [answering(numbered({ ...delta("a"), delta: 7 }, 2)), "InvalidChunk"],
          [new Response("data: {oops}\n\n"), "InvalidJson"],
          [answering("x".repeat(2000)), "EventTooLarge"],
          [new Response(Uint8Array.of(0x64, 0xff, 10)), "InvalidUtf8"]
        ] as const) {
          broken.headers.set("content-type", "text/event-stream")
          const source = provider(wellFormed.slice(0, 2), broken)
          const { error } = yield* outcome(StreamResume.resumable({ ...source, maxEventSize: 1000 }))
          assert.propertyVal(error, "_tag", tag)
          assert.propertyVal(error, "index", 2)
        }
      })
    )

    it.effect("isn't tried where the provider can't resume: the error is that of the break", () =>
      Effect.gen(function* () {
        const other = { ...created, response: { ...created.response, id: "resp_2" } }
        for (const answer of [refusing(404), refusing(400), Response.json(completed.response), [other, end(1)]]) {
          const source = provider(wellFormed.slice(0, 2), answer)
          const { error, values } = yield* outcome(StreamResume.resumable(source))
          assert(error?._tag === "UnexpectedEnd")
          assert.deepStrictEqual([error.index, error.responseId, values.length], [2, "resp_1", 2])
          assert.strictEqual(source.asked.length, 2)
        }
      })
    )

    it.effect("isn't tried without an id or numbers to ask by", () =>
      Effect.gen(function* () {
        const { id: _, ...nameless } = created.response
        const { sequence_number: __, ...unnumbered } = created
        for (const events of [[{ ...created, response: { ...nameless, id: "" } }], [unnumbered], []]) {
          const source = provider(events)
          const { error } = yield* outcome(StreamResume.resumable(source))
          assert.propertyVal(error, "_tag", "UnexpectedEnd")
          assert.deepStrictEqual(source.asked, ["open"])
        }
      })
    )

    it.effect("isn't opened twice", () =>
      Effect.gen(function* () {
        for (const [answer, tag] of [
          [refusing(503), "NotAnEventStream"],
          [new Down(), "Down"]
        ] as const) {
          const source = provider(answer)
          assert.propertyVal((yield* outcome(StreamResume.resumable(source))).error, "_tag", tag)
        }
      })
    )

    it.effect("lets go of the last one", () =>
      Effect.gen(function* () {
        const canceled: Array<number> = []
        const open = (n: number, ...events: ReadonlyArray<unknown>) =>
          new Response(
            new ReadableStream({
              start: (controller) => controller.enqueue(bytesOf(sse(...events))),
              cancel: () => void canceled.push(n)
            }),
            { headers: { "content-type": "text/event-stream" } }
          )
        const source = provider(open(0, created, itemAdded), open(1, ...wellFormed.slice(2)))
        const fiber = yield* Effect.forkChild(
          Stream.runCollect(StreamResume.resumable({ ...source, stallAfter: "10 seconds" }))
        )
        const pass = Effect.andThen(
          Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 10))),
          TestClock.adjust("10 seconds")
        )
        yield* pass
        yield* pass
        assert.strictEqual((yield* Fiber.join(fiber)).length, 5)
        assert.deepStrictEqual(canceled, [0, 1])
      })
    )

    it.effect("is stopped with the stream", () =>
      Effect.gen(function* () {
        const source = provider(wellFormed.slice(0, 2), wellFormed.slice(2))
        const chunks = yield* StreamResume.resumable(source).pipe(Stream.take(2), Stream.runCollect)
        assert.deepStrictEqual([chunks.length, source.asked], [2, ["open"]])
      })
    )
  })

  describe("stallAfter", () => {
    it.effect("counts the events of all connections, and asks again", () =>
      Effect.gen(function* () {
        const silent = (...events: ReadonlyArray<unknown>) =>
          new Response(
            new ReadableStream({ start: (controller) => controller.enqueue(bytesOf(`${sse(...events)}: hi\n\n`)) }),
            { headers: { "content-type": "text/event-stream" } }
          )
        const source = provider(silent(created), silent(itemAdded), silent(), silent())
        const done = yield* Deferred.make<unknown>()
        yield* outcome(
          StreamResume.resumable({ ...source, schedule: Schedule.recurs(2), stallAfter: "10 seconds" })
        ).pipe(
          Effect.flatMap((result) => Deferred.succeed(done, result)),
          Effect.forkChild
        )
        for (let i = 0; i < 5; i++) {
          yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 10)))
          yield* TestClock.adjust("10 seconds")
        }
        const { error, values } = (yield* Deferred.await(done)) as { error: Json; values: ReadonlyArray<object> }
        assert.deepStrictEqual(numbersOf(values), [0, 1])
        assert.deepStrictEqual([error["_tag"], error["index"]], ["StreamStalled", 2])
        assert.deepStrictEqual(source.asked, ["open", "resp_1 0", "resp_1 1", "resp_1 1"])
      })
    )
  })

  describe("a gap", () => {
    const start = [created, ...keepalives(1, 2)]
    const collect = (
      answers: ReadonlyArray<Answer>,
      options: Partial<StreamResume.ResumableOptions<{}, "chunk", Down, never, Down>> = {}
    ) => outcome(StreamResume.resumable({ ...provider(...answers), ...options }))

    it.effect("fails before the terminal chunk", () =>
      Effect.gen(function* () {
        const { error, values } = yield* collect([start, [...keepalives(5, 6), end(7)]])
        assert.deepStrictEqual(numbersOf(values), [0, 1, 2, 5, 6])
        assert(error instanceof StreamResume.ResumeGap)
        assert.deepStrictEqual([error.index, error.from, error.to, error.responseId], [5, 3, 4, "resp_1"])
        for (const text of [error.message, String(error), JSON.stringify(error), inspect(error)])
          assert.notInclude(text, "resp_1")
      })
    )

    it.effect("is reported, and the stream goes on", () =>
      Effect.gen(function* () {
        const gaps: Array<unknown> = []
        const onGap = ({ from, index, to }: StreamResume.ResumeGap) => gaps.push([index, from, to])
        const { error, values } = yield* collect([start, keepalives(5), [...keepalives(8, 6), end(9)]], { onGap })
        assert.deepStrictEqual([error, numbersOf(values)], [undefined, [0, 1, 2, 5, 8, 6, 9]])
        assert.deepStrictEqual(gaps, [
          [6, 3, 4],
          [6, 7, 7]
        ])
      })
    )

    it.effect("isn't one if the numbers come late, or on a later connection", () =>
      Effect.gen(function* () {
        for (const rest of [
          [[...keepalives(5, 4, 3), end(6)]],
          [keepalives(5), [...keepalives(3, 4, 5), end(6)]],
          [keepalives(5), [...keepalives(5, 4), ...keepalives(3), end(6)]]
        ]) {
          const { error, values } = yield* collect([start, ...rest])
          assert.isUndefined(error)
          assert.sameMembers(numbersOf(values), [0, 1, 2, 3, 4, 5, 6])
        }
      })
    )

    it.effect("isn't one within a connection, nor where it repeats something first", () =>
      Effect.gen(function* () {
        const holes = [created, ...keepalives(1, 4)]
        for (const rest of [
          [...holes, ...keepalives(6), end(8)],
          [...keepalives(4, 6), end(8)]
        ]) {
          const { error, values } = yield* collect([holes, rest])
          assert.deepStrictEqual([error, numbersOf(values)], [undefined, [0, 1, 4, 6, 8]])
        }
      })
    )

    it.effect("is sure 32 numbers later", () =>
      Effect.gen(function* () {
        const later = Array.from({ length: 60 }, (_, i) => i + 5)
        const { error, values } = yield* collect([start, [...keepalives(...later), end(65)]])
        assert.propertyVal(error, "_tag", "ResumeGap")
        assert.deepStrictEqual(numbersOf(values).slice(3), later.slice(0, 32))
      })
    )

    it.effect("is sure where the stream ends otherwise", () =>
      Effect.gen(function* () {
        const error = { type: "error", code: null, message: "m", param: null, sequence_number: 6 }
        assert.propertyVal((yield* collect([start, [...keepalives(5), error]])).error, "_tag", "ResumeGap")
        const cut = [start, keepalives(5), refusing(404)]
        assert.propertyVal((yield* collect(cut)).error, "_tag", "UnexpectedEnd")
        assert.propertyVal((yield* collect(cut, { onEnd: "allow" })).error, "_tag", "ResumeGap")
      })
    )

    it.effect("is reported if an error ends the stream, whose number leads back to it", () =>
      Effect.gen(function* () {
        const cut = [start, keepalives(5, 6), refusing(404)]
        const gaps: Array<unknown> = []
        const onGap = ({ from, to }: StreamResume.ResumeGap) => gaps.push([from, to])
        for (const options of [{}, { onGap }]) {
          const { error, values } = yield* collect(cut, options)
          assert(error?._tag === "UnexpectedEnd")
          assert.deepStrictEqual([error.sequenceNumber, numbersOf(values)], [2, [0, 1, 2, 5, 6]])
        }
        assert.deepStrictEqual(gaps, [[3, 4]])
      })
    )
  })

  describe("onEnd", () => {
    const cut = wellFormed.slice(0, 4)

    it.effect("holds for the last connection", () =>
      Effect.gen(function* () {
        const run = (onEnd: "allow" | "synthesize", ...answers: ReadonlyArray<Answer>) =>
          outcome(StreamResume.resumable({ ...provider(...answers), onEnd }))
        for (const onEnd of ["allow", "synthesize"] as const) {
          const mended = yield* run(onEnd, cut, wellFormed.slice(4))
          assert.deepStrictEqual(mended.error, undefined)
          assert.deepStrictEqual(
            mended.values.map(ChunkStream.isSynthetic),
            Array.from({ length: 5 }, () => false)
          )
          const { error, values } = yield* run(onEnd, cut, refusing(503), refusing(404))
          assert.deepStrictEqual([error, values.length], [undefined, onEnd === "allow" ? 4 : 5])
          if (onEnd === "allow") continue
          const last = values.at(-1)
          assert(last?.type === "response.completed" && ChunkStream.isSynthetic(last))
          assert.deepStrictEqual([last.sequenceNumber, last.response.output.length], [4, 1])
        }
        // An item is open, or more may have been on its way
        const broken = bodyOf(bytesOf(sse(...cut)), true, makeRandom(1, 1))
        for (const begin of [cut.slice(0, 3), broken])
          assert.propertyVal((yield* run("synthesize", begin, refusing(404))).error, "_tag", "UnexpectedEnd")
      })
    )
  })

  describe("from", () => {
    it.effect("goes on from a saved snapshot, an error, or two fields", () =>
      Effect.gen(function* () {
        const first = yield* outcome(ChunkStream.fromResponse(answering(...wellFormed.slice(0, 3))))
        assert(first.error?._tag === "UnexpectedEnd")
        const saved = JSON.stringify(first.values.reduce(ResponseSnapshot.step, ResponseSnapshot.initial))
        const snapshot = yield* Schema.decodeUnknownEffect(Schema.fromJsonString(ResponseSnapshot.ResponseSnapshot))(
          saved
        )
        for (const from of [snapshot, first.error, { responseId: "resp_1", sequenceNumber: 2 }]) {
          for (const rest of [wellFormed.slice(3), wellFormed]) {
            const source = provider(refusing(503), rest)
            const { error, values } = yield* outcome(StreamResume.resumable({ ...source, from }))
            assert.deepStrictEqual([error, numbersOf(values)], [undefined, [3, 4]])
            assert.deepStrictEqual(source.asked, ["resp_1 2", "resp_1 2"])
          }
        }
        const response = yield* StreamResume.resumable({ ...provider(wellFormed), from: snapshot }).pipe(
          ResponseSnapshot.runFinal({ from: snapshot })
        )
        assert.strictEqual(response.outputText, "Hello")
      })
    )

    it.effect("begins a response where nothing came, and gives nothing of one that is over", () =>
      Effect.gen(function* () {
        const fresh = provider(wellFormed)
        const { values } = yield* outcome(StreamResume.resumable({ ...fresh, from: ResponseSnapshot.initial }))
        assert.deepStrictEqual([values.length, fresh.asked], [5, ["open"]])
        const whole = yield* Stream.runCollect(ChunkStream.fromResponse(answering(...wellFormed)))
        const over = provider()
        const from = whole.reduce(ResponseSnapshot.step, ResponseSnapshot.initial)
        assert.deepStrictEqual(yield* outcome(StreamResume.resumable({ ...over, from })), {
          values: [],
          error: undefined
        })
        assert.deepStrictEqual(over.asked, [])
      })
    )

    it.effect("fails with what the provider answers if it can't resume", () =>
      Effect.gen(function* () {
        const from = { responseId: "resp_1", sequenceNumber: 2 }
        const { error } = yield* outcome(StreamResume.resumable({ ...provider(refusing(404)), from }))
        assert(error?._tag === "NotAnEventStream")
        assert.strictEqual(error.status, 404)
        const gone = [{ ...created, response: { ...created.response, id: "resp_2" } }]
        const other = yield* outcome(StreamResume.resumable({ ...provider(gone), from }))
        assert.deepStrictEqual([other.error?._tag, other.values.length], ["UnexpectedEnd", 0])
      })
    )
  })
})

describe.skipIf(!hasRecordings)("recordings of real streams", () => {
  it.effect(
    "come whole, wherever their connections break",
    () =>
      Effect.gen(function* () {
        const seed = Math.floor(Math.random() * 1e6)
        let resumed = 0
        let connections = 0
        for (const [n, { bytes, file }] of realRecordings.entries()) {
          const uncut = yield* outcome(Stream.make(bytes).pipe(ChunkStream.decode({ as: "event" })))
          const first = uncut.values[0]
          const isNumbered = uncut.values.every(({ json }) => Number.isInteger(json["sequence_number"]))
          if (uncut.error !== undefined || !isNumbered || first?.chunk.type !== "response.created") continue
          const random = makeRandom(seed, n)
          const kept = keep(new TextDecoder().decode(bytes).replaceAll("\r\n", "\n"))
          const server = serve(kept, 5, random)
          const { error, values } = yield* outcome(
            StreamResume.resumable({ ...server, as: "event", schedule: Schedule.recurs(20) })
          )
          assert.isUndefined(error, file)
          assert.deepStrictEqual(values, uncut.values, `${file}, seed ${seed}`)
          resumed++
          connections += server.connections()
        }
        console.log(`seed ${seed}: ${resumed} recordings over ${connections} connections`)
        assert.isAbove(resumed, 200)
      }),
    120_000
  )
})
