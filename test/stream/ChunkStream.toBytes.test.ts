import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { vi } from "vitest"
import { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError } from "../../src/errors/StreamError.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import type { RepairName } from "../../src/wire/Tolerance.ts"
import * as Testing from "../../src/testing/testing.ts"
import * as Web from "../../src/web/Web.ts"
import { bytesOf } from "../support/bytes.ts"
import { created, delta, itemAdded, sse, wellFormed } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import { upstream } from "../support/upstream.ts"
import { decoded } from "../support/wires.ts"

const chunks = decoded(wellFormed)

const textOf = (pieces: ReadonlyArray<Uint8Array>): string => {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join("") + decoder.decode()
}

/** The text that a stream is written as. */
const written = <E, R>(
  self: Stream.Stream<ChunkStream.ChunkElement, E, R>,
  options?: ChunkStream.ToBytesOptions<E>
): Effect.Effect<string, never, R> => self.pipe(ChunkStream.toBytes(options), Stream.runCollect, Effect.map(textOf))

/** The JSON of each event of a text, but for `[DONE]`. */
const dataOf = (text: string): ReadonlyArray<Record<string, unknown>> =>
  Array.from(text.matchAll(/^data: (\{.*)$/gm), ([, data]) => JSON.parse(data!) as Record<string, unknown>)

const named = (...events: ReadonlyArray<{ readonly type: string }>): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("")

/** The same with the JSON that a chunk encodes to: its keys are in the order of the schema. */
const regular = (...events: ReadonlyArray<{ readonly type: string }>): string =>
  named(...decoded(events).map((chunk) => Schema.encodeSync(ResponsesStreamChunk)(chunk)))

const failedEvent = (sequenceNumber: number) => ({
  type: "error",
  sequence_number: sequenceNumber,
  code: "stream_failed",
  message: "The stream failed.",
  param: null
})

class Foreign extends Data.TaggedError("Foreign")<{ readonly message: string }> {}

describe("ChunkStream.toBytes", () => {
  it.effect("names events in the dialect of OpenAI", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* written(Stream.fromIterable(chunks)), regular(...wellFormed))
    })
  )

  it.effect("has no names and [DONE] at the end in the dialect of OpenRouter", () =>
    Effect.gen(function* () {
      const text = yield* written(Stream.fromIterable(chunks), { dialect: "OpenRouter" })
      assert.strictEqual(text, `${regular(...wellFormed).replaceAll(/^event: .*\n/gm, "")}data: [DONE]\n\n`)
      assert.strictEqual(yield* written(Stream.empty, { dialect: "OpenRouter" }), "data: [DONE]\n\n")
      assert.strictEqual(yield* written(Stream.empty), "")
    })
  )

  it.effect.prop("gives any chunk as its schema encodes it", [Testing.anyChunk()], ([chunk]) =>
    Effect.gen(function* () {
      const [json] = dataOf(yield* written(Stream.make(chunk)))
      assert.strictEqual(
        JSON.stringify(json),
        JSON.stringify(yield* Schema.encodeEffect(ResponsesStreamChunk)(chunk).pipe(Effect.orDie))
      )
    })
  )

  it.effect.prop("gives what decodes to the same chunks", [Testing.anyAnswer()], ([answer]) =>
    Effect.gen(function* () {
      const all = Testing.toChunks(answer)
      for (const dialect of ["OpenAI", "OpenRouter"] as const) {
        const again = Stream.fromIterable(all).pipe(ChunkStream.toBytes({ dialect }), ChunkStream.decode())
        assert.deepStrictEqual(yield* outcome(again), { values: all, error: undefined })
      }
    })
  )

  it.effect("gives a large batch in pieces, and a small one in one", () =>
    Effect.gen(function* () {
      const deltas = decoded(Array.from({ length: 1000 }, (_, i) => ({ ...delta(`${i} 🗼`), sequence_number: i })))
      const sizes = yield* Stream.fromArray(deltas).pipe(ChunkStream.toBytes(), Stream.runCollect)
      assert.strictEqual(textOf(sizes), yield* written(Stream.fromIterable(deltas).pipe(Stream.rechunk(1))))
      assert.isAbove(sizes.length, 1)
      assert.isBelow(Math.max(...sizes.map(({ length }) => length)), 20_000)
      assert.lengthOf(yield* Stream.fromArray(chunks).pipe(ChunkStream.toBytes(), Stream.runCollect), 1)
    })
  )
})

describe("an event that is written", () => {
  const read = (text: string, options?: ChunkStream.DecodeOptions) =>
    Stream.make(bytesOf(text)).pipe(ChunkStream.decode({ onEnd: "allow", ...options, as: "event" }))

  it.effect("has its JSON as it came, its name and its id", () =>
    Effect.gen(function* () {
      const more = { ...created, vendor: { snake_case: 1 } }
      const text = `event: other\nid: 7\ndata: ${JSON.stringify(more)}\n\n`
      assert.strictEqual(yield* written(read(text)), text)
      assert.strictEqual(
        yield* written(read(`id: 7\ndata: ${JSON.stringify(more)}\n\n`)),
        `event: response.created\nid: 7\ndata: ${JSON.stringify(more)}\n\n`
      )
      assert.strictEqual(
        yield* written(read(text), { dialect: "OpenRouter" }),
        `id: 7\ndata: ${JSON.stringify(more)}\n\ndata: [DONE]\n\n`
      )
    })
  )

  it.effect("has the JSON of its chunk if a repair mended it", () =>
    Effect.gen(function* () {
      const { sequence_number: _, ...unnumbered } = itemAdded
      const text = yield* written(read(`event: x\ndata: ${JSON.stringify({ ...unnumbered, vendor: 1 })}\n\n`))
      const mended = { ...itemAdded, sequence_number: 0 }
      assert.strictEqual(text, regular(mended))
    })
  )

  it.effect("has the JSON of its chunk if it has none", () =>
    Effect.gen(function* () {
      const event = { index: 0, chunk: chunks[0]! }
      assert.strictEqual(yield* written(Stream.make(event)), named(created))
      assert.strictEqual(yield* written(Stream.make({ ...event, json: null })), named(created))
    })
  )

  it.effect("has no name and no id that would break its lines", () =>
    Effect.gen(function* () {
      const event = { index: 0, chunk: chunks[0]!, json: created }
      const plain = `data: ${JSON.stringify(created)}\n\n`
      for (const bad of ["a\ndata: injected", "a\r", "\0", ""]) {
        assert.strictEqual(yield* written(Stream.make({ ...event, event: bad, id: bad })), plain)
        const unknown = { type: "UNKNOWN", isUnknown: true, raw: { type: bad } }
        assert.strictEqual(yield* written(Stream.make(unknown)), `data: ${JSON.stringify({ type: bad })}\n\n`)
      }
    })
  )

  it.effect("has its JSON under a schema of the user's own, also if a repair mended it", () =>
    Effect.gen(function* () {
      const price = { type: "vendor.price", sequence_number: 9, cents: 5 }
      const own = {
        "vendor.price": Schema.toStandardSchemaV1(
          Schema.Struct({ type: Schema.tag("vendor.price"), cents: Schema.Finite })
        ),
        "response.output_text.delta": Schema.toStandardSchemaV1(
          Schema.Struct({ type: Schema.tag("response.output_text.delta"), delta: Schema.String })
        )
      }
      const options = { chunks: own, onEnd: "allow" } as const
      const bytes = Stream.make(bytesOf(sse(price, delta("a"))))
      const text = yield* written(bytes.pipe(ChunkStream.decode({ ...options, as: "event" })))
      assert.strictEqual(text, named(price, delta("a")))
      const repairs: ReadonlyArray<RepairName> = []
      const [event] = yield* bytes.pipe(
        ChunkStream.decode({ ...options, as: "event" }),
        Stream.drop(1),
        Stream.runCollect
      )
      assert.strictEqual(yield* written(Stream.make({ ...event!, repairs })), named(delta("a")))
    })
  )
})

const withFields = (chunk: ResponsesStreamChunk, fields: object): { readonly type: string } =>
  Object.assign({}, chunk, fields)

/** What is written before the stream dies, and with what. */
const dying = (self: Stream.Stream<ChunkStream.ChunkElement>) =>
  Effect.gen(function* () {
    const pieces: Array<Uint8Array> = []
    const exit = yield* self.pipe(
      ChunkStream.toBytes(),
      Stream.runForEach((piece) => Effect.sync(() => pieces.push(piece))),
      Effect.exit
    )
    assert(Exit.isFailure(exit))
    return { text: textOf(pieces), defect: Cause.squash(exit.cause) }
  })

describe("a chunk of a known type that is written", () => {
  const [start, , text] = decoded([created, itemAdded, { ...delta("a"), obfuscation: "x" }])

  it.effect("has no field that is undefined and may be absent", () =>
    Effect.gen(function* () {
      assert(start?.type === "response.created" && text?.type === "response.output_text.delta")
      for (const [chunk, event] of [
        [withFields(text, { obfuscation: undefined }), delta("a")],
        [
          withFields(start, { response: Object.assign({}, start.response, { usage: undefined, metadata: undefined }) }),
          created
        ]
      ] as const)
        assert.strictEqual(yield* written(Stream.make(chunk)), regular(event))
    })
  )

  it.effect("is a defect without payload if it doesn't fit its schema", () =>
    Effect.gen(function* () {
      assert(start !== undefined && text !== undefined)
      for (const bad of [
        withFields(text, { delta: 5, itemId: "secret" }),
        withFields(text, { sequenceNumber: undefined }),
        { type: text.type, delta: "secret" },
        { type: "UNKNOWN", isUnknown: true, raw: { secret: 1 } },
        { index: 0, chunk: withFields(text, { delta: 5 }) }
      ]) {
        const elements: ReadonlyArray<ChunkStream.ChunkElement> = [start, bad, text]
        const { defect, text: sent } = yield* dying(Stream.fromIterable(elements))
        assert.strictEqual(sent, named(created, failedEvent(1)))
        assert.instanceOf(defect, TypeError)
        const { type } = "chunk" in bad ? bad.chunk : bad
        assert.include(String(defect), type)
        assert.notInclude(String(defect), "secret")
      }
    })
  )
})

describe("an event that nests too deeply to be written", () => {
  const deep = `{"a":`.repeat(20_000) + "1" + "}".repeat(20_000)
  const texts = [
    sse({ type: "response.vendor" }).replace(`}\n`, `,"deep":${deep}}\n`),
    sse(delta("a")).replace(`}\n`, `,"deep":${deep}}\n`)
  ]

  it.effect("is the error of an invalid event, and the stream ends", () =>
    Effect.gen(function* () {
      const message = "The provider sent an event that has a wrong shape."
      const error = { ...failedEvent(1), code: "invalid_event", message }
      for (const text of texts) {
        const events = Stream.make(bytesOf(sse(created) + text + sse(itemAdded))).pipe(
          ChunkStream.decode({ as: "event", onEnd: "allow" })
        )
        assert.strictEqual(yield* written(events), named(created, error))
        assert.strictEqual(yield* written(events, { dialect: "OpenRouter" }), sse(created, error))
      }
    })
  )
})

describe("a chunk of a schema of the user's own that is written", () => {
  it.effect("may have fields that events and unknown chunks have", () =>
    Effect.gen(function* () {
      for (const own of [
        { type: "vendor.a", chunk: "text", json: {} },
        { type: "vendor.b", raw: { type: "c" } }
      ])
        assert.strictEqual(yield* written(Stream.make(own)), named(own))
    })
  )
})

describe("an error of a stream that is written", () => {
  it.effect("becomes an error event, numbered after the last chunk, and the stream ends", () =>
    Effect.gen(function* () {
      const cut = Stream.make(bytesOf(sse(created, itemAdded, delta("secret"))))
      const events = [created, itemAdded, delta("secret")]
      const message = "The provider's stream ended before the response was complete."
      const unexpectedEnd = { ...failedEvent(3), code: "unexpected_end", message }
      const error = named(unexpectedEnd)
      assert.strictEqual(yield* written(cut.pipe(ChunkStream.decode())), regular(...events) + error)
      assert.strictEqual(yield* written(cut.pipe(ChunkStream.decode({ as: "event" }))), named(...events) + error)
    })
  )

  it.effect("has the number of what was sent, if the chunks have none", () =>
    Effect.gen(function* () {
      const unknown = (raw: { readonly type: string; readonly sequence_number?: number }) => ({
        type: "UNKNOWN",
        isUnknown: true,
        raw
      })
      const numberAfter = (...raws: ReadonlyArray<Parameters<typeof unknown>[0]>) =>
        Effect.map(
          written(Stream.fromIterable(raws.map(unknown)).pipe(Stream.concat(Stream.fail("x")))),
          (text) => dataOf(text).at(-1)?.["sequence_number"]
        )
      assert.strictEqual(yield* numberAfter(), 0)
      assert.strictEqual(yield* numberAfter({ type: "a" }, { type: "b" }), 2)
      assert.strictEqual(yield* numberAfter({ type: "a", sequence_number: 7 }, { type: "b" }), 9)
    })
  )

  it.effect("is followed by no [DONE]", () =>
    Effect.gen(function* () {
      const text = yield* written(Stream.fail("secret"), { dialect: "OpenRouter" })
      assert.strictEqual(text, sse(failedEvent(0)))
    })
  )

  it.effect("has no payload if it is of another kind", () =>
    Effect.gen(function* () {
      for (const error of [new Foreign({ message: "secret" }), "secret", undefined, { _tag: "toString", index: 0 }])
        assert.strictEqual(yield* written(Stream.fail(error)), named(failedEvent(0)))
    })
  )

  it.effect("has the words of toErrorEvent", () =>
    Effect.gen(function* () {
      const stream: Stream.Stream<never, ChunkStreamError> = Stream.make(bytesOf("data: {oops}\n\n")).pipe(
        ChunkStream.decode(),
        Stream.drain
      )
      const text = yield* written(stream, { toErrorEvent: ({ _tag }) => ({ message: _tag, code: "c", param: "p" }) })
      assert.deepStrictEqual(dataOf(text), [
        { type: "error", sequence_number: 0, code: "c", message: "InvalidJson", param: "p" }
      ])
    })
  )

  it.effect("has the usual words if toErrorEvent throws", () =>
    Effect.gen(function* () {
      const complain = vi.spyOn(console, "error").mockImplementation(() => {})
      const text = yield* written(Stream.fail("x"), {
        toErrorEvent: () => {
          throw new Error("oops")
        }
      })
      assert.strictEqual(text, named(failedEvent(0)))
      assert.lengthOf(complain.mock.calls, 1)
      complain.mockRestore()
    })
  )

  it.effect("has the usual words if toErrorEvent gives something else, and complains once", () =>
    Effect.gen(function* () {
      const complain = vi.spyOn(console, "error").mockImplementation(() => {})
      const wrong: ReadonlyArray<() => unknown> = [
        () => undefined,
        () => null,
        () => "words",
        () => ({}),
        () => ({ message: 5n }),
        () => ({ message: "a", code: 1n }),
        () => ({ message: "a", param: {} }),
        () => Promise.resolve({ message: "a" }),
        () => Promise.reject(new Error("late"))
      ]
      for (const [i, toErrorEvent] of wrong.entries()) {
        const text = yield* written(Stream.fail("x"), { toErrorEvent: toErrorEvent as never })
        assert.strictEqual(text, named(failedEvent(0)))
        assert.lengthOf(complain.mock.calls, i + 1)
      }
      complain.mockRestore()
    })
  )

  it.effect("is one of the setting up too", () =>
    Effect.gen(function* () {
      const failing: Stream.Stream<never, string> = Stream.unwrap(Effect.fail("x"))
      assert.strictEqual(yield* written(failing), named(failedEvent(0)))
    })
  )

  it.effect("tells the client of a defect, and then dies with it", () =>
    Effect.gen(function* () {
      const defect = new Error("secret")
      const pieces: Array<Uint8Array> = []
      const exit = yield* Stream.fromIterable(chunks.slice(0, 1)).pipe(
        Stream.concat(Stream.die(defect)),
        ChunkStream.toBytes({ toErrorEvent: () => ({ message: "never asked" }) }),
        Stream.runForEach((piece) => Effect.sync(() => pieces.push(piece))),
        Effect.exit
      )
      assert.strictEqual(textOf(pieces), named(created, failedEvent(1)))
      assert(Exit.isFailure(exit))
      assert.strictEqual(Cause.squash(exit.cause), defect)
    })
  )

  it.effect("is a defect if a chunk has no JSON, and comes after the chunks before it", () =>
    Effect.gen(function* () {
      for (const bad of [{ size: 1n }, { toJSON: () => undefined }]) {
        const { defect, text } = yield* dying(Stream.fromArray([chunks[0]!, { type: "own", ...bad }, chunks[1]!]))
        assert.strictEqual(text, named(created, failedEvent(1)))
        assert.instanceOf(defect, TypeError)
      }
    })
  )

  it.effect("is none if the stream is interrupted", () =>
    Effect.gen(function* () {
      const pieces: Array<Uint8Array> = []
      const exit = yield* Stream.fromIterable(chunks.slice(0, 1)).pipe(
        Stream.concat(Stream.fromEffect(Effect.interrupt)),
        ChunkStream.toBytes(),
        Stream.runForEach((piece) => Effect.sync(() => pieces.push(piece))),
        Effect.exit
      )
      assert.strictEqual(textOf(pieces), named(created))
      assert(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause))
    })
  )
})

describe("keepAlive", () => {
  const comment = ": keep-alive\n\n"

  it.effect("sends a comment after each silence, and loses no chunk", () =>
    Effect.gen(function* () {
      const queue = yield* Queue.unbounded<ResponsesStreamChunk, Cause.Done>()
      const pieces: Array<string> = []
      const fiber = yield* Stream.fromQueue(queue).pipe(
        ChunkStream.toBytes({ keepAlive: "10 seconds" }),
        Stream.runForEach((piece) => Effect.sync(() => pieces.push(textOf([piece])))),
        Effect.forkChild
      )
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(pieces, [])
      yield* TestClock.adjust("12 seconds")
      assert.deepStrictEqual(pieces, [comment, comment])
      yield* Queue.offer(queue, chunks[0]!)
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(pieces.slice(2), [named(created)])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(pieces.slice(3), [comment])
      yield* Queue.offer(queue, chunks[1]!)
      yield* Queue.end(queue)
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(pieces.slice(4), [regular(itemAdded)])
    })
  )

  it.effect("counts no time in which nobody reads", () =>
    Effect.gen(function* () {
      const pieces: Array<string> = []
      yield* Stream.fromIterable(chunks).pipe(
        Stream.rechunk(1),
        ChunkStream.toBytes({ keepAlive: "1 second" }),
        Stream.runForEach((piece) =>
          Effect.sync(() => pieces.push(textOf([piece]))).pipe(Effect.andThen(TestClock.adjust("1 minute")))
        )
      )
      assert.strictEqual(pieces.join(""), regular(...wellFormed))
    })
  )

  it("takes a millisecond or more, and is off if it is infinite", async () => {
    for (const keepAlive of [0, -1, Number.NaN, 0.5, "1 micro", -Infinity] as const) {
      assert.throws(() => ChunkStream.toResponse(Stream.empty, { keepAlive }), RangeError)
      assert.throws(() => Stream.empty.pipe(ChunkStream.toBytes({ keepAlive })), RangeError)
    }
    for (const keepAlive of [1, "Infinity"] as const)
      assert.strictEqual(
        await ChunkStream.toResponse(Stream.fromIterable(chunks), { keepAlive }).text(),
        regular(...wellFormed)
      )
  })

  it.effect("tells of errors, and interrupts upstream, as without it", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* written(Stream.fail("x"), { keepAlive: 1000 }), named(failedEvent(0)))
      let interrupted = 0
      const fiber = yield* Stream.fromEffectDrain(
        Effect.onInterrupt(Effect.never, () => Effect.sync(() => void interrupted++))
      ).pipe(ChunkStream.toBytes({ keepAlive: 1000 }), Stream.runDrain, Effect.forkChild)
      yield* TestClock.adjust(2500)
      assert.strictEqual(interrupted, 0)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(interrupted, 1)
    })
  )
})

describe("ChunkStream.toResponse", () => {
  it("is an event stream that nothing on its way changes", async () => {
    const response = ChunkStream.toResponse(Stream.fromIterable(chunks))
    assert.strictEqual(response.status, 200)
    assert.deepStrictEqual(
      [...response.headers],
      [
        ["cache-control", "no-cache, no-transform"],
        ["content-type", "text/event-stream"]
      ]
    )
    assert.strictEqual(await response.text(), regular(...wellFormed))
  })

  it("takes a status, headers, and the options of toBytes", async () => {
    const options = { status: 201, dialect: "OpenRouter" } as const
    const all = [
      { "Cache-Control": "no-store", "x-id": "1" },
      new Headers({ "cache-control": "no-store", "x-id": "1" }),
      [
        ["cache-control", "no-store"],
        ["x-id", "1"]
      ] as const
    ]
    for (const headers of all) {
      const response = ChunkStream.toResponse(Stream.empty, { ...options, headers })
      assert.strictEqual(response.status, 201)
      assert.deepStrictEqual(
        [...response.headers],
        [
          ["cache-control", "no-store"],
          ["content-type", "text/event-stream"],
          ["x-id", "1"]
        ]
      )
      assert.strictEqual(await response.text(), "data: [DONE]\n\n")
    }
  })

  it("has no status that forbids a body", () => {
    for (const status of [204, 205, 304])
      assert.throws(() => ChunkStream.toResponse(Stream.fromIterable(chunks), { status }))
  })

  it("reads upstream when its body is read, and cancels it when the client leaves", async () => {
    const { body, canceled, pulled } = upstream(wellFormed.map((event) => bytesOf(sse(event))))
    const source = new Response(body, { headers: { "content-type": "text/event-stream" } })
    const reader = ChunkStream.toResponse(ChunkStream.fromResponse(source)).body!.getReader()
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.strictEqual(pulled(), 0)
    for (const [i, event] of [created, itemAdded].entries()) {
      const { value } = await reader.read()
      assert.strictEqual(textOf([value!]), regular(event))
      await new Promise((resolve) => setTimeout(resolve, 20))
      assert.strictEqual(pulled(), i + 1)
    }
    assert.lengthOf(canceled, 0)
    await reader.cancel()
    assert.lengthOf(canceled, 1)
    assert.strictEqual(pulled(), 2)
  })

  it("cancels upstream when the client leaves while nothing comes", async () => {
    for (const options of [{}, { keepAlive: "1 minute" }] as const) {
      const { body, canceled } = upstream([], "stall")
      const reader = ChunkStream.toResponse(ChunkStream.fromReadableStream(body), options).body!.getReader()
      const read = reader.read()
      await new Promise((resolve) => setTimeout(resolve, 20))
      await reader.cancel()
      assert.isTrue((await read).done)
      assert.lengthOf(canceled, 1)
    }
  })

  it("gives what its own reader takes for whole, cut and broken streams", async () => {
    const end = async (after: "end" | { readonly failure: unknown }, ...events: ReadonlyArray<object>) => {
      const { body } = upstream([bytesOf(sse(...events))], after)
      const response = ChunkStream.toResponse(ChunkStream.fromReadableStream(body))
      const seen: Array<unknown> = []
      for await (const chunk of Web.chunks(response)) seen.push(chunk.type === "error" ? chunk.code : chunk.type)
      return seen.at(-1)
    }
    assert.strictEqual(await end("end", ...wellFormed), "response.completed")
    assert.strictEqual(await end("end", created, itemAdded), "unexpected_end")
    assert.strictEqual(await end({ failure: new Error("secret") }, created), "unexpected_end")
    assert.strictEqual(await end("end", created, { ...delta("a"), delta: 1 }), "invalid_event")
  })
})

describe.runIf(hasRecordings)("recordings", () => {
  it.effect("are written as they came, event by event, but for those that were mended", () =>
    Effect.gen(function* () {
      let count = 0
      let mended = 0
      for (const { events } of realRecordings) {
        const read = yield* outcome(
          Stream.fromIterable(events).pipe(
            ChunkStream.decodeJson({ as: "event", endAt: "input", onInvalid: "skip", onSkip: () => {}, onEnd: "allow" })
          )
        )
        const text = yield* written(Stream.fromIterable(read.values))
        const lines = Array.from(text.matchAll(/^data: (.*)$/gm), ([, data]) => data)
        assert.lengthOf(lines, read.values.length)
        for (const [i, { json, repairs }] of read.values.entries()) {
          if (repairs === undefined) assert.strictEqual(lines[i], JSON.stringify(json))
          else mended++
          count++
        }
      }
      assert.isAbove(count, 1000)
      console.log(`${count} events of ${realRecordings.length} recordings, ${mended} of them mended`)
    })
  )
})
