import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Capture from "../../src/cli/replay/capture.ts"
import * as Server from "../../src/cli/replay/server.ts"
import * as StreamResume from "../../src/operator/StreamResume.ts"
import * as Testing from "../../src/testing/testing.ts"
import { bytesOf } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse, wellFormed } from "../support/events.ts"
import { fence } from "../support/fence.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import { outcome } from "../support/outcome.ts"

const decode = (...events: ReadonlyArray<unknown>) =>
  Stream.fromIterable(events).pipe(ChunkStream.decodeJson({ endAt: "input", onEnd: "allow" }))

const eventsOf = (...events: ReadonlyArray<unknown>) =>
  Stream.make(bytesOf(sse(...events))).pipe(ChunkStream.decode({ as: "event", onEnd: "allow" }))

const typesOf = <E>(stream: Stream.Stream<{ readonly type: string }, E>) =>
  Effect.map(Stream.runCollect(stream), (chunks) => chunks.map(({ type }) => type))

const responseError = { type: "response.error", error: { message: "m" } }

const unnumbered = { type: "response.of_tomorrow" }

const keepalive = (sequence_number: number) => ({ type: "keepalive", sequence_number })

/** An event without its number. */
const unnumber = (event: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(event).filter(([key]) => key !== "sequence_number"))

/** A number of places to cut, from any number. */
const place = (n: number, length: number) => Math.floor(Math.abs(Math.sin(n)) * (length + 1))

describe("StreamResume.dedupe", () => {
  it.effect("gives what came once, in order", () =>
    Effect.gen(function* () {
      const twice = decode(created, itemAdded, created, itemAdded, delta("a"), delta("a"), itemDone, completed)
      assert.deepStrictEqual(
        yield* typesOf(StreamResume.dedupe(twice)),
        wellFormed.map(({ type }) => type)
      )
    })
  )

  it.effect("counts keepalives and unknown types by their numbers", () =>
    Effect.gen(function* () {
      const unknown = { type: "response.of_tomorrow", sequence_number: 6 }
      const stream = decode(created, keepalive(5), unknown, keepalive(5), unknown, keepalive(7))
      assert.deepStrictEqual(yield* typesOf(StreamResume.dedupe(stream)), [
        "response.created",
        "keepalive",
        "UNKNOWN",
        "keepalive"
      ])
    })
  )

  it.effect("lets chunks without a number pass", () =>
    Effect.gen(function* () {
      const stream = decode(created, unnumbered, responseError, unnumbered, created)
      assert.deepStrictEqual(yield* typesOf(StreamResume.dedupe(stream)), [
        "response.created",
        "UNKNOWN",
        "response.error",
        "UNKNOWN"
      ])
    })
  )

  /** The numbers of the keepalives that pass. */
  const passing = (numbers: Iterable<number>) =>
    Stream.fromIterable(numbers).pipe(
      Stream.map(keepalive),
      ChunkStream.decodeJson({ endAt: "input", onEnd: "allow" }),
      StreamResume.dedupe,
      Stream.map((chunk) => (chunk.type === "keepalive" ? chunk.sequenceNumber : undefined)),
      Stream.runCollect
    )

  it.effect("takes any start and any step, and what comes late, and drops only what was seen", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* passing([6, 9, 7, 8, 10]), [6, 9, 7, 8, 10])
      assert.deepStrictEqual(yield* passing([6, 9, 7, 8, 10, 6, 7, 8, 9, 10, 11]), [6, 9, 7, 8, 10, 11])
      assert.deepStrictEqual(yield* passing([-3, -0, 0, 100, 99, 100, 101, 5, -3, 5, 1]), [-3, -0, 100, 99, 101, 5, 1])
      assert.deepStrictEqual(yield* passing([4, 2, 0, 1, 3, 0, 1, 2, 3, 4]), [4, 2, 0, 1, 3])
    })
  )

  it.effect("takes only integers for numbers", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* passing([1, 1.5, 1.5, 1, 2]), [1, 1.5, 1.5, 2])
      // JSON reads 1e400 as infinity
      const odd = [Infinity, -Infinity, Number.NaN, 1e300, Number.MAX_SAFE_INTEGER, "9", null].map(
        (sequence_number) => ({
          type: "response.of_tomorrow",
          sequence_number
        })
      )
      const stream = decode(created, ...odd, ...odd, itemAdded, itemAdded)
      assert.deepStrictEqual(yield* typesOf(StreamResume.dedupe(stream)), [
        "response.created",
        ...odd.map(() => "UNKNOWN"),
        // All but the two integers
        ...odd.slice(2).map(() => "UNKNOWN"),
        "response.output_item.added"
      ])
    })
  )

  it.effect("remembers a stream of any length without gaps, and a thousand gaps", () =>
    Effect.gen(function* () {
      const long = Array.from({ length: 50_000 }, (_, i) => i)
      assert.deepStrictEqual(yield* passing([...long, ...long]), long)
      const even = Array.from({ length: 1024 }, (_, i) => 2 * i)
      const odd = even.map((n) => n + 1)
      assert.deepStrictEqual(yield* passing([...even, ...odd, ...even]), [...even, ...odd])
      // Of more gaps, the lowest count as seen
      const more = Array.from({ length: 1500 }, (_, i) => 2 * i)
      const late = more.map((n) => n + 1)
      assert.deepStrictEqual(yield* passing([...more, ...late]), [...more, ...late.slice(1500 - 1024)])
    })
  )

  it.effect("takes another response for what it is, although its numbers start anew", () =>
    Effect.gen(function* () {
      const other = { ...created.response, id: "resp_2" }
      const stream = decode(...wellFormed, { ...created, response: other }, itemAdded, itemAdded, {
        ...completed,
        response: other
      })
      const types = yield* typesOf(StreamResume.dedupe(stream))
      assert.deepStrictEqual(types.slice(wellFormed.length), [
        "response.created",
        "response.output_item.added",
        "response.completed"
      ])
    })
  )

  it.effect("doesn't go by numbers that a repair made up", () =>
    Effect.gen(function* () {
      const bare = wellFormed.map(unnumber)
      const again = [...bare.slice(0, 2), ...bare]
      const events = Stream.concat(eventsOf(...again.slice(0, 2)), eventsOf(...again.slice(2)))
      assert.strictEqual((yield* Stream.runCollect(StreamResume.dedupe(events))).length, again.length)
      const chunks = Stream.concat(decode(...again.slice(0, 2)), decode(...again.slice(2)))
      assert.strictEqual((yield* Stream.runCollect(StreamResume.dedupe(chunks))).length, again.length)
    })
  )

  it.effect("forgets what it saw from run to run, and lets errors pass", () =>
    Effect.gen(function* () {
      const stream = Stream.concat(decode(created, itemAdded, itemAdded), Stream.fail("boom")).pipe(StreamResume.dedupe)
      for (let run = 0; run < 2; run++) {
        const { error, values } = yield* outcome(stream)
        assert.strictEqual(values.length, 2)
        assert.strictEqual(error, "boom")
      }
    })
  )

  it.effect.prop(
    "makes one stream of any pieces that overlap, of chunks and of events",
    [Testing.anyAnswer(), Arbitrary.array(Arbitrary.schema(Schema.Finite), { maxLength: 4 })],
    ([answer, cuts]) =>
      Effect.gen(function* () {
        const events = Testing.toJson(answer)
        let reached = 0
        // Each connection begins somewhere in what came, and breaks somewhere after it
        const connections = [...cuts, 0].map((n, i) => {
          const from = place(n, reached)
          reached = i === cuts.length ? events.length : reached + place(n * 31, events.length - reached)
          return events.slice(from, reached)
        })
        const all = Testing.toChunks(answer)
        const chunks = Stream.fromIterable(connections).pipe(Stream.flatMap((piece) => decode(...piece)))
        assert.deepStrictEqual(yield* Stream.runCollect(StreamResume.dedupe(chunks)), all)
        const withJson = Stream.fromIterable(connections).pipe(Stream.flatMap((piece) => eventsOf(...piece)))
        assert.deepStrictEqual(
          (yield* Stream.runCollect(StreamResume.dedupe(withJson))).map(({ chunk }) => chunk),
          all
        )
      }),
    { arbitrary: { runs: 60 } }
  )
})

describe("StreamResume.afterSequence", () => {
  it.effect("drops chunks up to the number, and none without one", () =>
    Effect.gen(function* () {
      const stream = decode(created, itemAdded, unnumbered, responseError, delta("a"), itemDone)
      assert.deepStrictEqual(yield* typesOf(stream.pipe(StreamResume.afterSequence(1))), [
        "UNKNOWN",
        "response.error",
        "response.output_text.delta",
        "response.output_item.done"
      ])
    })
  )

  it.effect("drops nothing where nothing came before", () =>
    Effect.gen(function* () {
      const stream = decode(...wellFormed)
      for (const none of [undefined, -1, Number.NEGATIVE_INFINITY]) {
        const chunks = yield* Stream.runCollect(stream.pipe(StreamResume.afterSequence(none)))
        assert.strictEqual(chunks.length, wellFormed.length)
      }
    })
  )

  it.effect("doesn't go by numbers that a repair made up", () =>
    Effect.gen(function* () {
      const bare = wellFormed.map(unnumber)
      const events = yield* Stream.runCollect(eventsOf(...bare).pipe(StreamResume.afterSequence(2)))
      const chunks = yield* Stream.runCollect(decode(...bare).pipe(StreamResume.afterSequence(2)))
      assert.deepStrictEqual([events.length, chunks.length], [wellFormed.length, wellFormed.length])
    })
  )

  it.effect.prop(
    "goes on where any answer was cut, by the number that the error has",
    [Testing.anyAnswer(), Arbitrary.schema(Schema.Finite)],
    ([answer, where]) =>
      Effect.gen(function* () {
        const all = Testing.toChunks(answer)
        const cut = answer.pipe(Testing.cut(place(where, all.length - 1)))
        const first = yield* outcome(Stream.make(Testing.toBytes(cut)).pipe(ChunkStream.decode()))
        assert(first.error?._tag === "UnexpectedEnd")
        const rest = yield* Stream.make(Testing.toBytes(answer)).pipe(
          ChunkStream.decode(),
          StreamResume.afterSequence(first.error.sequenceNumber),
          Stream.runCollect
        )
        assert.deepStrictEqual([...first.values, ...rest], all)
      }),
    { arbitrary: { runs: 60 } }
  )
})

describe("the recipe to resume", () => {
  type Resumed = (url: string, headers: Record<string, string>, body: object) => Stream.Stream<string, unknown>

  it.live("gives the text once and whole from a mock that breaks its connections", () =>
    Effect.gen(function* () {
      const resumedText = yield* Effect.promise(() => fence<Resumed>("resumedText"))
      const text = "Once upon a time, there was a stream. ".repeat(4)
      const capture = Capture.make("-", Testing.toBytes(Testing.answer(Testing.text(text))))
      const lines: Array<string> = []
      const url = yield* Server.serve({
        recordings: [{ file: "a.sse", capture: Result.getOrThrow(capture) }],
        port: 0,
        speed: Infinity,
        cut: undefined,
        dropAfter: undefined,
        resumable: { seed: 1 },
        log: (line) => Effect.sync(() => void lines.push(line))
      })
      const pieces = yield* Stream.runCollect(resumedText(url, {}, { model: "a/b", input: "Go on" }))
      assert.strictEqual(pieces.join(""), text)
      assert.isAbove(lines.filter((line) => line.endsWith("dropped")).length, 0)
    })
  )
})

describe.skipIf(!hasRecordings)("recordings of real streams", () => {
  it.effect("pass untouched, and once where they come twice", () =>
    Effect.gen(function* () {
      const files = realRecordings.filter(({ isJsonLines }) => !isJsonLines)
      assert.isAbove(files.length, 50)
      let numbered = 0
      for (const { bytes, file } of files) {
        const events = Stream.make(bytes).pipe(ChunkStream.decode({ as: "event", onEnd: "allow" }))
        const all = yield* Stream.runCollect(events)
        if (all.some(({ repairs }) => repairs?.includes("missing-sequence-number"))) continue
        numbered++
        const twice = yield* Stream.runCollect(StreamResume.dedupe(Stream.concat(events, events)))
        assert.deepStrictEqual(
          twice.map(({ index }) => index),
          all.map(({ index }) => index),
          file
        )
      }
      console.log(`${numbered} of ${files.length} recordings are numbered`)
      assert.isAbove(numbered, files.length * 0.9)
    })
  )
})
