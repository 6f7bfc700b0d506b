import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { isDeepStrictEqual } from "node:util"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import type { ResponsesStreamChunk as Chunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError } from "../../src/errors/StreamError.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as Testing from "../../src/testing/testing.ts"
import { bytesOf } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import { upstream } from "../support/upstream.ts"

const synthesize = { onEnd: "synthesize" } as const

/** Whether all items of an answer are done, and there is more than what comes before an answer. */
const isAnswer = (events: ReadonlyArray<object>): boolean => {
  const items = events.flatMap((event) =>
    "item" in event && "type" in event && event.type === done ? [event.item as Item] : []
  )
  return (
    items.some(({ type }) => type !== "reasoning" && type !== "mcp_list_tools") &&
    items.every(({ status }) => status !== "incomplete")
  )
}
const done = "response.output_item.done"
interface Item {
  readonly type: string
  readonly status?: unknown
}

const withoutEnd = [created, itemAdded, delta("Hello"), itemDone]

/** What the made-up event has to be on the wire. */
const madeUp = {
  type: "response.completed",
  sequence_number: 4,
  response: { ...created.response, status: "completed", output: [itemDone.item] }
}

/** An event without its number. */
const unnumber = (event: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(event).filter(([key]) => key !== "sequence_number"))

const eventStream = (body: BodyInit) => new Response(body, { headers: { "content-type": "text/event-stream" } })

const bytes = (text: string) => Stream.make(bytesOf(text))

const encode = Schema.encodeSync(ResponsesStreamChunk)

/** Every entrance that gives chunks, each fed with the same events. */
const entrances: {
  readonly [name: string]: (
    events: ReadonlyArray<unknown>,
    options: ChunkStream.DecodeOptions
  ) => Stream.Stream<Chunk, ChunkStreamError>
} = {
  decode: (events, options) => bytes(sse(...events)).pipe(ChunkStream.decode(options)),
  "decode with [DONE]": (events, options) =>
    bytes(`${sse(...events)}data: [DONE]\n\n`).pipe(ChunkStream.decode(options)),
  "decode without a blank line at the end": (events, options) =>
    bytes(sse(...events).trimEnd()).pipe(ChunkStream.decode(options)),
  "decode, as results": (events, options) =>
    bytes(sse(...events)).pipe(ChunkStream.decode({ ...options, as: "result" }), Stream.map(Result.getOrThrow)),
  "decode, as events": (events, options) =>
    bytes(sse(...events)).pipe(
      ChunkStream.decode({ ...options, as: "event" }),
      Stream.map(({ chunk }) => chunk)
    ),
  decodeJson: (events, options) => Stream.fromIterable(events).pipe(ChunkStream.decodeJson(options)),
  fromReadableStream: (events, options) => ChunkStream.fromReadableStream(eventStream(sse(...events)).body!, options),
  fromResponse: (events, options) => ChunkStream.fromResponse(eventStream(sse(...events)), options)
}

describe('onEnd: "synthesize"', () => {
  for (const [name, read] of Object.entries(entrances)) {
    it.effect(`closes a stream whose items are all done: ${name}`, () =>
      Effect.gen(function* () {
        const { error, values } = yield* outcome(read(withoutEnd, synthesize))
        assert.isUndefined(error)
        assert.strictEqual(values.length, 5)
        assert.deepStrictEqual(encode(values[4]!), madeUp as never)
        assert.deepStrictEqual(values.map(ChunkStream.isSynthetic), [false, false, false, false, true])
      })
    )

    it.effect(`leaves a whole stream alone: ${name}`, () =>
      Effect.gen(function* () {
        const { error, values } = yield* outcome(read([...withoutEnd, completed], synthesize))
        assert.isUndefined(error)
        assert.strictEqual(values.length, 5)
        assert.isFalse(values.some(ChunkStream.isSynthetic))
      })
    )

    it.effect(`fails where an item is open: ${name}`, () =>
      Effect.gen(function* () {
        const { error, values } = yield* outcome(read(withoutEnd.slice(0, 3), synthesize))
        assert.strictEqual(values.length, 3)
        assert(error?._tag === "UnexpectedEnd")
        assert.strictEqual(error.verdict, "Truncated")
      })
    )
  }

  it.effect("marks the event, whose JSON is what the chunk encodes to", () =>
    Effect.gen(function* () {
      const events = yield* bytes(sse(...withoutEnd)).pipe(
        ChunkStream.decode({ ...synthesize, as: "event" }),
        Stream.runCollect
      )
      const { chunk, ...last } = events[4]!
      assert.deepStrictEqual(last, { index: 4, json: madeUp, synthetic: true })
      assert.deepStrictEqual(encode(chunk), madeUp as never)
      for (const event of events.slice(0, 4)) assert.notProperty(event, "synthetic")
    })
  )

  it.effect("is not marked in another stream, nor in a copy", () =>
    Effect.gen(function* () {
      const stream = Stream.fromIterable<unknown>(withoutEnd).pipe(ChunkStream.decodeJson(synthesize))
      const first = yield* Stream.runCollect(stream)
      const second = yield* Stream.runCollect(Stream.make<Array<unknown>>(madeUp).pipe(ChunkStream.decodeJson()))
      assert.deepStrictEqual(second[0], first[4])
      assert.isFalse(ChunkStream.isSynthetic(second[0]!))
      assert.isFalse(ChunkStream.isSynthetic(structuredClone(first[4]!)))
      // Each run makes its own
      assert.notStrictEqual((yield* Stream.runCollect(stream))[4], first[4])
    })
  )

  it.effect("orders items by their index, keeps all of one index, and keeps those that have no model", () =>
    Effect.gen(function* () {
      const item = (output_index: number, item: object) => [
        { type: "response.output_item.added", sequence_number: 1, output_index, item },
        { type: "response.output_item.done", sequence_number: 2, output_index, item }
      ]
      const unknown = { type: "vendor:novelty", id: "n", deep: { a: [1, null] } }
      const first = { ...itemDone.item, id: "msg_first" }
      const last = { ...itemDone.item, id: "msg_last" }
      const events = [created, ...item(10, first), ...item(2, unknown), ...item(10, last), ...item(0, itemDone.item)]
      const { error, values } = yield* outcome(entrances["decode"]!(events, synthesize))
      assert.isUndefined(error)
      const wire = encode(values.at(-1)!) as unknown as { readonly response: { readonly output: unknown } }
      assert.deepStrictEqual(wire.response.output, [itemDone.item, unknown, first, last])
    })
  )

  it.effect("takes the response as it was last seen", () =>
    Effect.gen(function* () {
      const later = { ...created.response, model: "example/later", metadata: { a: "b" } }
      const events = [
        created,
        { type: "response.in_progress", sequence_number: 1, response: later },
        itemAdded,
        itemDone
      ]
      const { values } = yield* outcome(entrances["decode"]!(events, synthesize))
      const chunk = values.at(-1)
      assert(chunk?.type === "response.completed")
      assert.strictEqual(chunk.response.model, "example/later")
      assert.deepStrictEqual(chunk.response.metadata, { a: "b" })
    })
  )

  it.effect("counts events where nothing is numbered", () =>
    Effect.gen(function* () {
      const events = withoutEnd.map(unnumber)
      const { values } = yield* outcome(entrances["decode"]!(events, synthesize))
      assert.deepStrictEqual(encode(values[4]!), madeUp as never)
    })
  )

  it.effect("hands what is made up to a schema of the user's own", () =>
    Effect.gen(function* () {
      const completed = Schema.toStandardSchemaV1(Schema.Struct({ type: Schema.tag("response.completed") }))
      const values = yield* bytes(sse(...withoutEnd)).pipe(
        ChunkStream.decode({ ...synthesize, chunks: { "response.completed": completed } }),
        Stream.runCollect
      )
      assert.deepStrictEqual(values[4], { type: "response.completed" })
    })
  )

  it.effect("fails where no valid end can be made, or nothing was opened", () =>
    Effect.gen(function* () {
      const neverShown = [itemAdded, itemDone]
      const invalid = { ...itemDone, item: { type: "message", id: 1 } }
      const nothing = [created]
      const cases = [
        { events: neverShown, values: 2, verdict: "ItemsCompleteWithoutTerminal" },
        { events: [created, itemAdded, invalid], values: 2, verdict: "Truncated" },
        { events: nothing, values: 1, verdict: "Truncated" },
        { events: [], values: 0, verdict: "Truncated" }
      ]
      for (const { events, values: count, verdict } of cases) {
        const { error, values } = yield* outcome(
          entrances["decode"]!(events, { ...synthesize, onInvalid: "skip", onSkip: () => {} })
        )
        assert.strictEqual(values.length, count)
        assert(error?._tag === "UnexpectedEnd")
        assert.strictEqual(error.verdict, verdict)
      }
    })
  )

  it.effect("takes no failure that can't be read for a completed response", () =>
    Effect.gen(function* () {
      for (const [type, tag] of [
        ["response.failed", "UnexpectedEnd"],
        ["response.incomplete", "UnexpectedEnd"],
        ["response.completed", undefined]
      ] as const) {
        const events = [...withoutEnd, { type, sequence_number: 9, response: 5 }]
        const { error } = yield* outcome(
          entrances["decode"]!(events, { ...synthesize, onInvalid: "skip", onSkip: () => {} })
        )
        assert.strictEqual(error?._tag, tag, type)
      }
    })
  )

  it.effect("fails where reading failed: a connection that broke is no end", () =>
    Effect.gen(function* () {
      const cause = new TypeError("terminated")
      const { body } = upstream([bytesOf(sse(...withoutEnd))], { failure: cause })
      const { error, values } = yield* outcome(ChunkStream.fromReadableStream(body, synthesize))
      assert.strictEqual(values.length, 4)
      assert(error?._tag === "UnexpectedEnd")
      assert.strictEqual(error.verdict, "ItemsCompleteWithoutTerminal")
      assert.strictEqual(error.cause, cause)
    })
  )

  it.effect("doesn't end a stream that ended with an error of the provider", () =>
    Effect.gen(function* () {
      const error = { type: "error", sequence_number: 4, code: null, message: "m", param: null }
      const { values } = yield* outcome(entrances["decode"]!([...withoutEnd, error], synthesize))
      assert.deepStrictEqual(values.at(-1)!.type, "error")
    })
  )

  it.effect("is no end in the eyes of the protocol: the verdict says what came", () =>
    Effect.gen(function* () {
      const answer = Testing.answer(Testing.text("Hello"), Testing.image())
      const verdict = yield* Stream.make(Testing.toBytes(answer.pipe(Testing.cut(-1)))).pipe(
        ChunkStream.decode({ ...synthesize, as: "event" }),
        StreamProtocol.check({ onViolation: "fail" }),
        StreamProtocol.runVerdict
      )
      assert.strictEqual(verdict, "ItemsCompleteWithoutTerminal")
    })
  )

  it.effect.prop(
    "closes any answer without its last event, in one piece and in many, with the output of the real one",
    [Testing.anyAnswer()],
    ([answer]) =>
      Effect.gen(function* () {
        const whole = Testing.toJson(answer)
        const real = Testing.toChunks(answer).at(-1)!
        for (const size of [7, 1_000_000]) {
          const { error, values } = yield* outcome(
            Stream.fromIterable(Testing.toPieces(answer.pipe(Testing.cut(-1)), size)).pipe(
              ChunkStream.decode(synthesize)
            )
          )
          // An answer without items, with reasoning alone or with an item that was cut can't be told from a cut one
          if (!isAnswer(whole)) {
            assert(error?._tag === "UnexpectedEnd")
            assert.strictEqual(values.length, whole.length - 1)
            continue
          }
          assert.isUndefined(error)
          const last = values.at(-1)!
          assert(last.type === "response.completed" && real.type === "response.completed")
          assert.isTrue(ChunkStream.isSynthetic(last))
          assert.deepStrictEqual(last.response.output, real.response.output)
          assert.strictEqual(last.sequenceNumber, real.sequenceNumber)
          const again = yield* Stream.make<Array<unknown>>(encode(last))
            .pipe(
              ChunkStream.decodeJson({
                tolerance: "strict"
              })
            )
            .pipe(Stream.runCollect)
          assert.deepStrictEqual(again, [last])
        }
      }),
    { arbitrary: { runs: 60 } }
  )

  it.effect.prop(
    "fails on any other part of an answer as the default does, or closes it",
    [Testing.anyAnswer(), Arbitrary.schema(Schema.Finite)],
    ([answer, where]) =>
      Effect.gen(function* () {
        const { length } = Testing.toJson(answer)
        const cut = Testing.toPieces(answer.pipe(Testing.cut(Math.floor(Math.abs(Math.sin(where)) * length))), 50)
        const run = (options: ChunkStream.DecodeOptions) =>
          outcome(Stream.fromIterable(cut).pipe(ChunkStream.decode(options)))
        const failed = yield* run({})
        const synthesized = yield* run(synthesize)
        assert(failed.error?._tag === "UnexpectedEnd")
        if (failed.error.verdict === "Truncated") {
          assert.deepStrictEqual(synthesized.error?.message, failed.error.message)
          assert.deepStrictEqual(synthesized.values, failed.values)
        } else {
          assert.isUndefined(synthesized.error)
          assert.deepStrictEqual(synthesized.values.slice(0, -1), failed.values)
        }
      }),
    { arbitrary: { runs: 60 } }
  )
})

describe.skipIf(!hasRecordings)("recordings of real streams", () => {
  it.effect("are closed with their own output where the terminal event is taken away", () =>
    Effect.gen(function* () {
      let closed = 0
      let same = 0
      for (const { events, file } of realRecordings) {
        const end = events.at(-1) as unknown as
          | { readonly type?: string; readonly response: { readonly output: unknown } }
          | undefined
        if (end?.type !== "response.completed") continue
        const { error, values } = yield* outcome(
          Stream.fromIterable(events.slice(0, -1)).pipe(ChunkStream.decodeJson(synthesize))
        )
        // What a provider leaves open is no whole answer without the provider's own word
        if (error !== undefined) {
          assert(error._tag === "UnexpectedEnd", file)
          assert.strictEqual(error.verdict, "Truncated", file)
          continue
        }
        closed++
        const last = values.at(-1)!
        assert(last.type === "response.completed", file)
        assert.isTrue(ChunkStream.isSynthetic(last), file)
        const real = yield* Stream.runHead(Stream.make<Array<unknown>>(end).pipe(ChunkStream.decodeJson()))
        assert(Option.isSome(real) && real.value.type === "response.completed", file)
        if (isDeepStrictEqual(last.response.output, real.value.response.output)) same++
      }
      console.log(
        `${closed} of ${realRecordings.length} recordings closed, ${same} with the very output of their provider`
      )
      assert.isAbove(closed, 300)
      assert.isAbove(same, closed / 2)
    })
  )
})
