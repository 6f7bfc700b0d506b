import { assert, describe, it, vi } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { UnexpectedEnd } from "../../src/errors/StreamError.ts"
import type { ChunkStreamError } from "../../src/errors/StreamError.ts"
import { bytesOf, pieces, splits } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse, wellFormed } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"

const secret = "S3CRET"

const decodeText = (text: string, options?: ChunkStream.DecodeOptions) =>
  Stream.make(bytesOf(text)).pipe(ChunkStream.decode(options), outcome)

const types = (values: ReadonlyArray<{ readonly type: string }>) => values.map(({ type }) => type)

describe("ChunkStream.decode", () => {
  it.effect("gives camelCase chunks and ends", () =>
    Effect.gen(function* () {
      const { error, values } = yield* decodeText(sse(...wellFormed))
      assert.isUndefined(error)
      assert.deepStrictEqual(types(values), types(wellFormed as never))
      const chunk = values[2]
      assert(chunk?.type === "response.output_text.delta")
      assert.strictEqual(chunk.itemId, "msg_1")
      assert.strictEqual(chunk.contentIndex, 0)
    })
  )

  it.effect("stops reading at [DONE] and releases upstream", () =>
    Effect.gen(function* () {
      let pulled = 0
      let released = 0
      const bytes = Stream.fromIterable([
        bytesOf(sse(...wellFormed) + "data: [DONE]\n\n"),
        bytesOf("data: {}\n\n")
      ]).pipe(
        Stream.rechunk(1),
        Stream.tap(() => Effect.sync(() => pulled++)),
        Stream.ensuring(Effect.sync(() => released++))
      )
      const { error, values } = yield* outcome(bytes.pipe(ChunkStream.decode()))
      assert.isUndefined(error)
      assert.strictEqual(values.length, wellFormed.length)
      assert.strictEqual(pulled, 1)
      assert.strictEqual(released, 1)
    })
  )

  it.effect("takes [DONE] with spaces around it, and nothing like it", () =>
    Effect.gen(function* () {
      for (const data of ["[DONE]", " [DONE]", "[DONE] ", "  [DONE]\t"]) {
        const { error } = yield* decodeText(sse(created) + `data: ${data}\n\ndata: nonsense\n\n`)
        assert.strictEqual(error?._tag, "UnexpectedEnd", data)
      }
      for (const data of ["[done]", "[DONE].", "[DONE][DONE]", "[ DONE ]"]) {
        const { error } = yield* decodeText(sse(created) + `data: ${data}\n\n`)
        assert.strictEqual(error?._tag, "InvalidJson", data)
      }
    })
  )

  it.effect("reports events that say nothing as comments, and goes on", () =>
    Effect.gen(function* () {
      const heartbeats = [
        "data: null\n\n",
        "data: {}\n\n",
        "event: ping\ndata: {}\n\n",
        "data:\n\n",
        "event: ping\ndata: null\n\n"
      ]
      const comments: Array<string> = []
      const text = wellFormed.map((event, i) => (heartbeats[i] ?? "") + sse(event)).join("")
      const { error, values } = yield* outcome(
        Stream.make(bytesOf(text)).pipe(
          ChunkStream.decode({ as: "event", onComment: (comment) => void comments.push(comment) })
        )
      )
      assert.isUndefined(error)
      assert.deepStrictEqual(
        values.map(({ index }) => index),
        wellFormed.map((_, i) => i)
      )
      assert.deepStrictEqual(comments, ["null", "{}", "{}", "", "null"])
    })
  )

  it.effect("takes no event of a known type for a heartbeat", () =>
    Effect.gen(function* () {
      for (const data of ["{}", "null", ""]) {
        const { error } = yield* decodeText(sse(created) + `event: response.completed\ndata: ${data}\n\n`)
        assert.include(["InvalidChunk", "InvalidJson"], error?._tag, data)
      }
      for (const data of ["{}", "null"]) {
        const { error } = yield* decodeText(sse(created) + `data: ${data}\n\n`, { tolerance: "strict" })
        assert.strictEqual(error?._tag, "InvalidChunk", data)
      }
    })
  )

  it.effect("fails with UnexpectedEnd at [DONE] where no terminal chunk came", () =>
    Effect.gen(function* () {
      const { error, values } = yield* decodeText(sse(created, itemAdded) + "data: [DONE]\n\n")
      assert.strictEqual(values.length, 2)
      assert(error?._tag === "UnexpectedEnd")
      assert.strictEqual(error.verdict, "Truncated")
      assert.deepStrictEqual(error.openItems, [{ outputIndex: 0, type: "message" }])
      assert.strictEqual(error.responseId, "resp_1")
      assert.notInclude(JSON.stringify(error), "resp_1")
      assert.strictEqual(error.sequenceNumber, 1)
      assert.strictEqual(error.index, 2)
    })
  )

  it.effect("pulls no more than is consumed", () =>
    Effect.gen(function* () {
      let pulled = 0
      const bytes = Stream.fromIterable(wellFormed.map((event) => bytesOf(sse(event)))).pipe(
        Stream.rechunk(1),
        Stream.tap(() => Effect.sync(() => pulled++))
      )
      const values = yield* bytes.pipe(ChunkStream.decode(), Stream.take(2), Stream.runCollect)
      assert.strictEqual(values.length, 2)
      assert.strictEqual(pulled, 2)
    })
  )

  it.effect("gives the same chunks and the same error however the bytes are cut", () =>
    Effect.gen(function* () {
      const streams = [
        sse(...wellFormed),
        sse(created, delta("é€😀\u2028")) + ": comment\r\n\r\nevent: x\rdata: {}\r\r",
        "\uFEFF" +
          sse(created).replaceAll("\n", "\r\n") +
          'data: {"type":\r\ndata: "keepalive","sequence_number":3}\r\n\r\n',
        sse(created) + 'data: {"type":"response.out'
      ]
      for (const text of streams) {
        const bytes = bytesOf(text)
        const whole = yield* outcome(Stream.make(bytes).pipe(ChunkStream.decode()))
        for (const cut of splits(bytes)) {
          const { error, values } = yield* outcome(Stream.fromIterable(cut).pipe(ChunkStream.decode()))
          assert.deepStrictEqual(values, whole.values)
          assert.strictEqual(error?.message, whole.error?.message)
        }
      }
    })
  )
})

describe("bad input", () => {
  interface Case {
    readonly name: string
    readonly data: string
    readonly tag: ChunkStreamError["_tag"]
    readonly check?: (error: ChunkStreamError) => void
  }
  const path =
    (...keys: ReadonlyArray<PropertyKey>) =>
    (error: ChunkStreamError) => {
      assert(error._tag === "InvalidChunk")
      assert.deepStrictEqual(error.path, keys)
    }
  const position = (expected: number) => (error: ChunkStreamError) => {
    assert(error._tag === "InvalidJson")
    assert.strictEqual(error.position, expected)
  }
  const deltaWith = (fields: object) => JSON.stringify({ ...delta(secret), ...fields })
  const cases: ReadonlyArray<Case> = [
    { name: "text", data: secret, tag: "InvalidJson", check: position(0) },
    { name: "cut JSON", data: `{"type":"${secret}`, tag: "InvalidJson", check: position(9 + secret.length) },
    { name: "two values", data: `{} {"${secret}":1}`, tag: "InvalidJson", check: position(3) },
    { name: "a string", data: `"${secret}"`, tag: "InvalidChunk", check: path() },
    { name: "a number", data: "12", tag: "InvalidChunk", check: path() },
    { name: "an array", data: `["${secret}"]`, tag: "InvalidChunk", check: path() },
    { name: "an object without a type", data: `{"delta":"${secret}"}`, tag: "InvalidChunk", check: path("type") },
    { name: "a type that is null", data: `{"type":null,"x":"${secret}"}`, tag: "InvalidChunk", check: path("type") },
    { name: "a type that is a number", data: `{"type":1,"x":"${secret}"}`, tag: "InvalidChunk", check: path("type") },
    { name: "a type that is an object", data: `{"type":{"${secret}":1}}`, tag: "InvalidChunk", check: path("type") },
    { name: "a missing field", data: deltaWith({ delta: undefined }), tag: "InvalidChunk", check: path("delta") },
    {
      name: "a field of a wrong type",
      data: deltaWith({ output_index: secret }),
      tag: "InvalidChunk",
      check: path("output_index")
    },
    { name: "a field that is null", data: deltaWith({ delta: null }), tag: "InvalidChunk", check: path("delta") },
    {
      name: "a number that is too large",
      data: deltaWith({}).replace('"output_index":0', '"output_index":1e999'),
      tag: "InvalidChunk",
      check: path("output_index")
    },
    {
      name: "a wrong field deep inside",
      data: JSON.stringify({
        ...completed,
        response: {
          ...completed.response,
          output: [{ type: "message", content: [{ type: "output_text", text: [secret] }] }]
        }
      }),
      tag: "InvalidChunk",
      check: path("response", "output", 0, "content", 0, "text")
    },
    {
      name: "an item without a type",
      data: JSON.stringify({ ...itemAdded, item: { id: secret } }),
      tag: "InvalidChunk",
      check: path("item", "type")
    },
    {
      name: "a chat completions chunk",
      data: JSON.stringify({ id: secret, object: "chat.completion.chunk", choices: [{ delta: { content: secret } }] }),
      tag: "InvalidChunk",
      check: (error) => assert.include(error.message, "Chat Completions")
    }
  ]
  for (const { check, data, name, tag } of cases) {
    it.effect(`refuses ${name} with ${tag}, after the good events and before the others`, () =>
      Effect.gen(function* () {
        const text = sse(created) + `data: ${data}\n\n` + sse(itemDone, completed)
        const { error, values } = yield* decodeText(text)
        assert.deepStrictEqual(types(values), ["response.created"])
        assert(error !== undefined)
        assert.strictEqual(error._tag, tag)
        assert.strictEqual(error.index, 1)
        check?.(error)
        for (const shown of [error.message, String(error), JSON.stringify(error), error.stack ?? ""]) {
          assert.notInclude(shown, secret)
        }
        const results = yield* Stream.make(bytesOf(text)).pipe(ChunkStream.decode({ as: "result" }), Stream.runCollect)
        assert.deepStrictEqual(results.map(Result.isSuccess), [true, false, true, true])
      })
    )
  }

  it.effect("hands out the payload on request", () =>
    Effect.gen(function* () {
      const json = yield* decodeText(`data: ${secret}\n\n`)
      assert(json.error?._tag === "InvalidJson")
      assert.strictEqual(json.error.payload(), secret)
      const chunk = yield* decodeText(`data: {"type":"keepalive","sequence_number":"${secret}"}\n\n`)
      assert(chunk.error?._tag === "InvalidChunk")
      assert.deepStrictEqual(chunk.error.payload(), { type: "keepalive", sequence_number: secret })
    })
  )

  it.effect("keeps event lines and the user's own keys out of messages", () =>
    Effect.gen(function* () {
      const named = yield* decodeText(`event: ${secret}\ndata: {\n\n`)
      assert(named.error?._tag === "InvalidJson")
      assert.isUndefined(named.error.type)
      const known = yield* decodeText("event: response.output_text.delta\ndata: {\n\n")
      assert(known.error?._tag === "InvalidJson")
      assert.strictEqual(known.error.type, "response.output_text.delta")
      const keyed = yield* decodeText(
        sse({ ...completed, response: { ...completed.response, metadata: { [secret]: 1 } } }),
        { tolerance: "strict" }
      )
      assert(keyed.error?._tag === "InvalidChunk")
      for (const error of [named.error, keyed.error]) assert.notInclude(error.message, secret)
      assert.deepStrictEqual(keyed.error.path, ["response", "metadata", "[…]"])
    })
  )

  it.effect("reports no more of many wrong fields than is of use", () =>
    Effect.gen(function* () {
      const output = Array.from({ length: 10_000 }, () => 1)
      const { error } = yield* decodeText(sse({ ...completed, response: { ...completed.response, output } }))
      assert(error?._tag === "InvalidChunk")
      assert.strictEqual(error.fields.length, 100)
      assert.isBelow(JSON.stringify(error).length, 20_000)
    })
  )

  it.effect("names every wrong field", () =>
    Effect.gen(function* () {
      const { error } = yield* decodeText('data: {"type":"response.output_text.delta","sequence_number":1}\n\n', {
        tolerance: "strict"
      })
      assert(error?._tag === "InvalidChunk")
      assert.sameDeepMembers(
        error.fields.map(({ path }) => path),
        [["content_index"], ["delta"], ["item_id"], ["output_index"]]
      )
      assert.strictEqual(error.type, "response.output_text.delta")
      assert.strictEqual(error.sequenceNumber, 1)
    })
  )

  it.effect("gives unknown types as UnknownChunk, prototype names among them", () =>
    Effect.gen(function* () {
      const names = ["response.new.thing", "toString", "constructor", "__proto__", "hasOwnProperty", "UNKNOWN", ""]
      const events = names.map((type) => ({ type, a: 1 }))
      const { error, values } = yield* decodeText(sse(created, ...events, completed))
      assert.isUndefined(error)
      assert.deepStrictEqual(
        values.slice(1, -1),
        events.map((raw) => ({ type: "UNKNOWN" as const, isUnknown: true as const, raw }))
      )
    })
  )

  it.effect("keeps __proto__ keys what they are: keys", () =>
    Effect.gen(function* () {
      const event = `{"type":"response.created","sequence_number":0,"response":${JSON.stringify(created.response).slice(
        0,
        -1
      )},"metadata":{"__proto__":"a","constructor":"b"},"__proto__":{"polluted":true}}}`
      const { values } = yield* decodeText(`data: ${event}\n\n`, { onEnd: "allow" })
      const chunk = values[0]
      assert(chunk?.type === "response.created")
      assert.deepStrictEqual(Object.entries(chunk.response.metadata ?? {}), [
        ["__proto__", "a"],
        ["constructor", "b"]
      ])
      assert.isFalse("polluted" in chunk.response)
      assert.isFalse("polluted" in {})
    })
  )

  it.effect("survives 10,000 levels of nesting, where it can as a chunk, else with an error", () =>
    Effect.gen(function* () {
      const depth = 10_000
      const deep = "[".repeat(depth) + "]".repeat(depth)
      const filter = '{"type":"and","filters":['.repeat(depth) + "]}".repeat(depth)
      const unknown = yield* decodeText(`data: {"type":"new","deep":${deep}}\n\n`, { onEnd: "allow" })
      assert.deepStrictEqual(types(unknown.values), ["UNKNOWN"])
      const ignored = yield* decodeText(`data: {"type":"keepalive","sequence_number":1,"deep":${deep}}\n\n`, {
        onEnd: "allow"
      })
      assert.deepStrictEqual(types(ignored.values), ["keepalive"])
      const response = JSON.stringify(created.response).slice(0, -1)
      const recursive = yield* decodeText(
        `data: {"type":"response.created","sequence_number":0,"response":${response},"tools":[{"type":"file_search","vector_store_ids":[],"filters":${filter}}]}}\n\n`,
        { onEnd: "allow" }
      )
      assert.strictEqual(recursive.values.length + (recursive.error?._tag === "InvalidChunk" ? 1 : 0), 1)
    })
  )

  it.effect("ends an empty or cut stream with UnexpectedEnd", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [text: string, values: number, tailLength: number]> = [
        ["", 0, 0],
        [": comment\n\n", 0, 0],
        [sse(created), 1, 0],
        [sse(created) + 'data: {"type":"resp', 1, 19],
        [sse(created) + 'data: {"type":"keepalive","sequence_number":2}', 2, 0],
        [sse(created) + 'data: {"type":"keepalive","sequence_number":2}\n', 2, 0]
      ]
      for (const [text, values, tailLength] of cases) {
        const result = yield* decodeText(text)
        assert.strictEqual(result.values.length, values, text)
        assert(result.error?._tag === "UnexpectedEnd", text)
        assert.strictEqual(result.error.tailLength, tailLength, text)
        assert.strictEqual(result.error.index, values, text)
        const allowed = yield* decodeText(text, { onEnd: "allow" })
        assert.isUndefined(allowed.error, text)
        assert.strictEqual(allowed.values.length, values, text)
      }
    })
  )

  it.effect("tells cut UTF-8 at the end from invalid UTF-8", () =>
    Effect.gen(function* () {
      const bytes = new Uint8Array([...bytesOf(sse(created) + 'data: {"type":"'), 0xe2, 0x82])
      for (const cut of [[bytes], ...splits(bytes)]) {
        const { error, values } = yield* outcome(Stream.fromIterable(cut).pipe(ChunkStream.decode()))
        assert.strictEqual(values.length, 1)
        assert.strictEqual(error?._tag, "UnexpectedEnd")
      }
    })
  )

  it.effect("takes every terminal chunk and every error as an end", () =>
    Effect.gen(function* () {
      const ends = [
        completed,
        { ...completed, type: "response.incomplete" },
        { ...completed, type: "response.failed" },
        { type: "error", code: null, message: "m", param: null, sequence_number: 9 },
        { type: "response.error", error: { message: "m" } }
      ]
      for (const end of ends) {
        const { error, values } = yield* decodeText(sse(created, itemAdded, end))
        assert.isUndefined(error, end.type)
        assert.strictEqual(values.length, 3)
      }
    })
  )

  it.effect("says when all items are complete and only the terminal chunk is missing", () =>
    Effect.gen(function* () {
      const { error } = yield* decodeText(sse(created, itemAdded, itemDone))
      assert(error?._tag === "UnexpectedEnd")
      assert.strictEqual(error.verdict, "ItemsCompleteWithoutTerminal")
      assert.deepStrictEqual(error.openItems, [])
    })
  )

  it.effect("counts no terminal event with a wrong shape as an end: nobody has seen it", () =>
    Effect.gen(function* () {
      const skipped: Array<string> = []
      const { error } = yield* decodeText(sse(created, { type: "response.completed", sequence_number: 3 }), {
        onInvalid: "skip",
        onSkip: (invalid) => skipped.push(invalid._tag)
      })
      assert(error?._tag === "UnexpectedEnd")
      assert.strictEqual(error.verdict, "Truncated")
      assert.deepStrictEqual(skipped, ["InvalidChunk"])
    })
  )
})

describe("policies", () => {
  const text = sse(created) + "data: nonsense\n\n" + sse({ ...delta("a"), delta: 1 }, completed)

  it.effect("skips invalid events with a report to a callback", () =>
    Effect.gen(function* () {
      const skipped: Array<readonly [string, number]> = []
      const { error, values } = yield* decodeText(text, {
        onInvalid: "skip",
        onSkip: (invalid) => skipped.push([invalid._tag, invalid.index])
      })
      assert.isUndefined(error)
      assert.deepStrictEqual(types(values), ["response.created", "response.completed"])
      assert.deepStrictEqual(skipped, [
        ["InvalidJson", 1],
        ["InvalidChunk", 2]
      ])
    })
  )

  it.effect("delivers the chunks before a callback that throws, then dies of what it threw", () =>
    Effect.gen(function* () {
      const thrown = new Error("from onSkip")
      const seen: Array<string> = []
      const exit = yield* Stream.make(bytesOf(sse(created, itemAdded, { ...delta("a"), delta: null }, itemDone))).pipe(
        ChunkStream.decode({
          onInvalid: "skip",
          onSkip: () => {
            throw thrown
          }
        }),
        Stream.runForEach((chunk) => Effect.sync(() => seen.push(chunk.type))),
        Effect.exit
      )
      assert.deepStrictEqual(seen, ["response.created", "response.output_item.added"])
      assert(Exit.isFailure(exit))
      assert.strictEqual(Cause.squash(exit.cause), thrown)
    })
  )

  it.effect("warns of what it skips where there is no callback, without payload", () =>
    Effect.gen(function* () {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
      const { values } = yield* decodeText(text, { onInvalid: "skip" })
      const messages = warn.mock.calls.map(String)
      warn.mockRestore()
      assert.strictEqual(values.length, 2)
      assert.strictEqual(messages.length, 2)
      assert.include(messages[0], "Event 1")
      assert.notInclude(messages.join(""), "nonsense")
    })
  )

  it.effect("reports comments", () =>
    Effect.gen(function* () {
      const comments: Array<string> = []
      yield* decodeText(": OPENROUTER PROCESSING\n\n" + sse(completed), { onComment: (text) => comments.push(text) })
      assert.deepStrictEqual(comments, ["OPENROUTER PROCESSING"])
    })
  )
})

describe("ChunkStream.decode as events", () => {
  it.effect("gives the JSON untouched, with event and id lines", () =>
    Effect.gen(function* () {
      const event = { ...delta("a"), vendor_extension: { a: [1] } }
      const bytes = bytesOf(
        `id: 5\nevent: response.output_text.delta\ndata: ${JSON.stringify(event)}\n\n` + sse(completed)
      )
      const events = yield* Stream.make(bytes).pipe(ChunkStream.decode({ as: "event" }), Stream.runCollect)
      const { chunk, ...rest } = events[0]!
      assert.strictEqual(chunk.type, "response.output_text.delta")
      assert.deepStrictEqual(rest, { index: 0, json: event, event: "response.output_text.delta", id: "5" })
      assert.deepStrictEqual(Object.keys(events[1]!), ["index", "chunk", "json"])
    })
  )

  it.effect("names the repairs of each event", () =>
    Effect.gen(function* () {
      const repairs: Array<unknown> = []
      const bare = { type: "error", error: { type: "t", code: 429, message: "m" } }
      const events = yield* Stream.make(bytesOf(sse(bare, completed))).pipe(
        ChunkStream.decode({ as: "event", onRepair: (repair) => repairs.push(repair) }),
        Stream.runCollect
      )
      assert.deepStrictEqual(events[0]!.repairs, ["error-shape", "missing-sequence-number"])
      assert.deepStrictEqual(events[0]!.json, bare)
      assert.isUndefined(events[1]!.repairs)
      assert.deepStrictEqual(repairs, [
        { name: "error-shape", index: 0, type: "error" },
        { name: "missing-sequence-number", index: 0, type: "error" }
      ])
    })
  )
})

describe("large events", () => {
  it.effect("refuses an event above maxEventSize the same way in one piece and in many", () =>
    Effect.gen(function* () {
      const bytes = bytesOf(sse(created, delta("x".repeat(100_000)), completed))
      for (const size of [bytes.length, 1460, 7]) {
        const { error, values } = yield* outcome(
          Stream.fromIterable(pieces(bytes, size)).pipe(ChunkStream.decode({ maxEventSize: 50_000 }))
        )
        assert.deepStrictEqual(types(values), ["response.created"])
        assert(error?._tag === "EventTooLarge")
        assert.strictEqual(error.index, 1)
      }
    })
  )
})

describe("sources", () => {
  const stream = (parts: ReadonlyArray<Uint8Array>, onCancel?: () => void, failure?: unknown) => {
    let next = 0
    return new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          const part = parts[next++]
          if (part !== undefined) controller.enqueue(part)
          else if (failure !== undefined) controller.error(failure)
          else controller.close()
        },
        ...(onCancel === undefined ? {} : { cancel: onCancel })
      },
      { highWaterMark: 0 }
    )
  }
  const whole = bytesOf(sse(...wellFormed))

  it.effect("fromReadableStream decodes a body", () =>
    Effect.gen(function* () {
      const { error, values } = yield* outcome(ChunkStream.fromReadableStream(stream(pieces(whole, 100))))
      assert.isUndefined(error)
      assert.strictEqual(values.length, wellFormed.length)
    })
  )

  it.effect("fromReadableStream cancels the body once when [DONE] comes, when the consumer stops and on failure", () =>
    Effect.gen(function* () {
      const done = bytesOf("data: [DONE]\n\n")
      const bodies = [
        { parts: [whole, done, whole], take: 100 },
        { parts: [whole, whole], take: 1 },
        { parts: [bytesOf("data: nonsense\n\n"), whole], take: 100 }
      ]
      for (const { parts, take } of bodies) {
        let cancelled = 0
        yield* outcome(ChunkStream.fromReadableStream(stream(parts, () => cancelled++)).pipe(Stream.take(take)))
        assert.strictEqual(cancelled, 1)
      }
    })
  )

  it.effect("fromReadableStream makes an UnexpectedEnd of a broken connection, unless the response is whole", () =>
    Effect.gen(function* () {
      const cause = new TypeError("terminated")
      const cut = yield* outcome(
        ChunkStream.fromReadableStream(stream([bytesOf(sse(created, itemAdded))], undefined, cause))
      )
      assert.strictEqual(cut.values.length, 2)
      assert(cut.error?._tag === "UnexpectedEnd")
      assert.strictEqual(cut.error.cause, cause)
      assert.strictEqual(cut.error.openItems.length, 1)
      const complete = yield* outcome(ChunkStream.fromReadableStream(stream([whole], undefined, cause)))
      assert.isUndefined(complete.error)
    })
  )

  it.effect("fromResponse decodes an event stream, whatever the case and parameters of its content type", () =>
    Effect.gen(function* () {
      for (const contentType of ["text/event-stream", "Text/Event-Stream; charset=utf-8", undefined]) {
        const headers: Record<string, string> = contentType === undefined ? {} : { "content-type": contentType }
        const response = new Response(stream([whole]), { headers })
        const { error, values } = yield* outcome(ChunkStream.fromResponse(response))
        assert.isUndefined(error)
        assert.strictEqual(values.length, wellFormed.length)
      }
    })
  )

  it.effect("fromResponse refuses what is no event stream, with status and the provider's error", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({
        error: { message: secret, code: 429, metadata: { provider: "p" } },
        user_id: secret
      })
      const cases = [
        { body, init: { status: 429, headers: { "content-type": "application/json", "retry-after": "7" } } },
        { body, init: { status: 200, headers: { "content-type": "application/json" } } },
        {
          body: JSON.stringify({ id: secret }),
          init: { status: 200, headers: { "content-type": "application/json" } }
        },
        { body: `<html>${secret}</html>`, init: { status: 502, headers: { "content-type": "text/html" } } },
        { body: sse(...wellFormed), init: { status: 500, headers: { "content-type": "text/event-stream" } } }
      ]
      const errors = []
      for (const { body, init } of cases) {
        const { error, values } = yield* outcome(ChunkStream.fromResponse(new Response(body, init)))
        assert.deepStrictEqual(values, [])
        assert(error?._tag === "NotAnEventStream")
        assert.strictEqual(error.status, init.status)
        assert.strictEqual(error.payload(), body)
        for (const shown of [error.message, String(error), JSON.stringify(error)]) assert.notInclude(shown, secret)
        errors.push(error)
      }
      assert.deepStrictEqual(errors[0]!.providerError, { message: secret, code: 429, metadata: { provider: "p" } })
      assert.strictEqual(errors[0]!.retryAfter, 7)
      assert.strictEqual(errors[0]!.contentType, "application/json")
      assert.isDefined(errors[1]!.providerError)
      assert.isUndefined(errors[2]!.providerError)
    })
  )

  it.effect("fromResponse tells status and waiting time where only the body says that it is no event stream", () =>
    Effect.gen(function* () {
      for (const prefix of ["", "\uFEFF", " \n"]) {
        const response = new Response(prefix + JSON.stringify({ error: { message: "m", code: 429 } }), {
          status: 200,
          headers: { "content-type": "text/event-stream", "retry-after": "2.5" }
        })
        const { error } = yield* outcome(ChunkStream.fromResponse(response))
        assert(error?._tag === "NotAnEventStream")
        assert.strictEqual(error.status, 200)
        assert.strictEqual(error.retryAfter, 3)
        assert.deepStrictEqual(error.providerError, { message: "m", code: 429 })
      }
    })
  )

  it.effect("fromResponse takes no waiting time from a header that has none", () =>
    Effect.gen(function* () {
      for (const header of ["-5", "5, 6", "soon", ""]) {
        const response = new Response("", { status: 503, headers: { "retry-after": header } })
        const { error } = yield* outcome(ChunkStream.fromResponse(response))
        assert(error?._tag === "NotAnEventStream")
        assert.isUndefined(error.retryAfter, header)
      }
    })
  )

  it.live("fromResponse cancels an error body once when it is interrupted", () =>
    Effect.gen(function* () {
      let cancelled = 0
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(bytesOf("abc")),
        cancel: () => void cancelled++
      })
      const fiber = yield* Effect.forkChild(outcome(ChunkStream.fromResponse(new Response(body, { status: 500 }))))
      yield* Effect.sleep(20)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(cancelled, 1)
    })
  )

  it.live("loses nothing of a body where a pull is interrupted", () =>
    Effect.gen(function* () {
      const cause = new Error("reset")
      for (const finish of ["close", "error"] as const) {
        let controller: ReadableStreamDefaultController<Uint8Array>
        const body = new ReadableStream<Uint8Array>({
          start: (given) => {
            controller = given
          }
        })
        const pull = yield* Stream.toPull(ChunkStream.fromReadableStream(body))
        const impatient = Effect.timeoutOption(pull, 5)
        assert.isTrue(Option.isNone(yield* impatient))
        assert.isTrue(Option.isNone(yield* impatient))
        controller!.enqueue(bytesOf(sse(created)))
        yield* Effect.sleep(5)
        assert.deepStrictEqual(types(yield* pull), ["response.created"])
        assert.isTrue(Option.isNone(yield* impatient))
        if (finish === "close") controller!.close()
        else controller!.error(cause)
        yield* Effect.sleep(5)
        const error = yield* Effect.flip(pull)
        assert(error instanceof UnexpectedEnd)
        assert.strictEqual(error.cause, finish === "close" ? undefined : cause)
      }
    }).pipe(Effect.scoped)
  )

  it.live("waits until a body is canceled, after [DONE] and where the consumer leaves", () =>
    Effect.gen(function* () {
      for (const take of [1, Number.POSITIVE_INFINITY]) {
        let isCanceled = false
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(bytesOf(sse(...wellFormed) + "data: [DONE]\n\n")),
          cancel: async () => {
            await new Promise((resolve) => setTimeout(resolve, 20))
            isCanceled = true
          }
        })
        yield* ChunkStream.fromReadableStream(body).pipe(Stream.take(take), Stream.runDrain)
        assert.isTrue(isCanceled)
      }
    })
  )

  it.effect("dies of what isn't an error of the stream", () =>
    Effect.gen(function* () {
      const broken = new Error("no headers")
      const response = Object.defineProperty(new Response(sse(...wellFormed)), "headers", {
        get: () => {
          throw broken
        }
      })
      const exit = yield* Effect.exit(Stream.runDrain(ChunkStream.fromResponse(response)))
      assert(Exit.isFailure(exit))
      assert.isTrue(exit.cause.reasons.some((reason) => Cause.isDieReason(reason) && reason.defect === broken))
    })
  )

  it.effect("gives a typed error for a body that has been read", () =>
    Effect.gen(function* () {
      const good = new Response(sse(...wellFormed), { headers: { "content-type": "text/event-stream" } })
      yield* Effect.promise(() => good.text())
      const ended = yield* outcome(ChunkStream.fromResponse(good))
      assert.strictEqual(ended.error?._tag, "UnexpectedEnd")
      const locked = new Response(sse(...wellFormed), { headers: { "content-type": "text/event-stream" } })
      locked.body!.getReader()
      const inUse = yield* outcome(ChunkStream.fromResponse(locked))
      assert(inUse.error?._tag === "UnexpectedEnd")
      assert.instanceOf(inUse.error.cause, TypeError)
      const bad = new Response("x", { status: 500 })
      bad.body!.getReader()
      const refused = yield* outcome(ChunkStream.fromResponse(bad))
      assert.strictEqual(refused.error?._tag, "NotAnEventStream")
    })
  )

  it.effect("fromResponse finds a JSON error behind a missing content type", () =>
    Effect.gen(function* () {
      const response = new Response(stream([bytesOf('{"error":{"message":"m","code":"x"}}')]))
      const { error } = yield* outcome(ChunkStream.fromResponse(response))
      assert(error?._tag === "NotAnEventStream")
      assert.deepStrictEqual(error.providerError, { message: "m", code: "x" })
    })
  )

  it.effect("decodeJson decodes objects, with the same errors", () =>
    Effect.gen(function* () {
      const good = yield* outcome(Stream.fromIterable<unknown>(wellFormed).pipe(ChunkStream.decodeJson()))
      assert.isUndefined(good.error)
      const bytes = yield* decodeText(sse(...wellFormed))
      assert.deepStrictEqual(good.values, bytes.values)
      const bad = yield* outcome(Stream.fromIterable<unknown>([created, 1]).pipe(ChunkStream.decodeJson()))
      assert.strictEqual(bad.values.length, 1)
      assert.strictEqual(bad.error?._tag, "InvalidChunk")
      const cut = yield* outcome(Stream.fromIterable<unknown>([created]).pipe(ChunkStream.decodeJson()))
      assert.strictEqual(cut.error?._tag, "UnexpectedEnd")
    })
  )
})
