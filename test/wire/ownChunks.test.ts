import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as Stream from "effect/Stream"
import { setImmediate } from "node:timers/promises"
import { inspect } from "node:util"
import { runInNewContext } from "node:vm"
import * as v from "valibot"
import { z } from "zod"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import type { ChunkOf, ChunkSchemas, DecodeOptions, StandardSchema } from "../../src/stream/ChunkStream.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { InvalidChunk } from "../../src/errors/StreamError.ts"
import type { AppliedRepair } from "../../src/wire/Tolerance.ts"
import * as Web from "../../src/web/Web.ts"
import { bytesOf } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse, wellFormed } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"
import { drain } from "../support/drain.ts"

// -----------------------------------------------------------------------------
// Entrances
// -----------------------------------------------------------------------------

interface Outcome {
  readonly values: ReadonlyArray<unknown>
  /** The first error. */
  readonly error: unknown
}

type Options = DecodeOptions<ChunkSchemas>

interface Entrance {
  readonly name: string
  readonly read: (events: ReadonlyArray<unknown>, options: Options) => Promise<Outcome>
}

const run = <A, E>(stream: Stream.Stream<A, E>): Promise<Outcome> => Effect.runPromise(outcome(stream))

const bytes = (events: ReadonlyArray<unknown>) => Stream.make(bytesOf(sse(...events)))

const body = (events: ReadonlyArray<unknown>) => answer(events).body as ReadableStream<Uint8Array<ArrayBuffer>>

const answer = (events: ReadonlyArray<unknown>) =>
  new Response(sse(...events), { headers: { "content-type": "text/event-stream" } })

const entrances: ReadonlyArray<Entrance> = [
  {
    name: "ChunkStream.decode",
    read: (events, options) => run(bytes(events).pipe(ChunkStream.decode(options)))
  },
  {
    name: "ChunkStream.decode, as results",
    read: async (events, options) => {
      const { error, values } = await run(bytes(events).pipe(ChunkStream.decode({ ...options, as: "result" })))
      const results = values as ReadonlyArray<Result.Result<unknown, InvalidChunk>>
      const failure = results.find(Result.isFailure)
      return {
        values: results.filter(Result.isSuccess).map(({ success }) => success),
        error: failure?.failure ?? error
      }
    }
  },
  {
    name: "ChunkStream.decode, as events",
    read: (events, options) =>
      run(
        bytes(events).pipe(
          ChunkStream.decode({ ...options, as: "event" }),
          Stream.map(({ chunk }) => chunk)
        )
      )
  },
  {
    name: "ChunkStream.fromReadableStream",
    read: (events, options) => run(ChunkStream.fromReadableStream(body(events), options))
  },
  {
    name: "ChunkStream.fromResponse",
    read: (events, options) => run(ChunkStream.fromResponse(answer(events), options))
  },
  {
    name: "ChunkStream.decodeJson",
    read: (events, options) => run(Stream.fromIterable(events).pipe(ChunkStream.decodeJson(options)))
  },
  {
    name: "ChunkStream.fromHttpClientResponse",
    read: (events, options) => {
      const request = HttpClientRequest.get("http://gateway.test/responses")
      return run(ChunkStream.fromHttpClientResponse(HttpClientResponse.fromWeb(request, answer(events)), options))
    }
  },
  { name: "Web.chunks", read: (events, options) => drain(Web.chunks(answer(events), options)) },
  {
    name: "Web.decoderStream",
    read: (events, options) => drain(body(events).pipeThrough(Web.decoderStream(options)))
  },
  {
    name: "Web.validate",
    read: async (events, { chunks, tolerance }) => {
      const values: Array<unknown> = []
      const errors: Array<unknown> = []
      const response = Web.validate(answer(events), {
        ...(chunks === undefined ? {} : { chunks }),
        ...(tolerance === undefined ? {} : { tolerance }),
        onInvalid: "abort",
        onEvent: ({ chunk }) => values.push(chunk),
        onError: (error) => errors.push(error)
      })
      await response.text()
      return { values, error: errors[0] }
    }
  }
]

const { read } = entrances[0]!

// -----------------------------------------------------------------------------
// Schemas
// -----------------------------------------------------------------------------

const price = { type: "vendor.price", sequence_number: 7, at: "2026-01-02T03:04:05.000Z", total: { cents: 12 } }

/** What the schemas make of it. */
const priced = { type: "vendor.price", at: new Date(price.at), total: { cents: 12 } } as const

const ofEffect = Schema.toStandardSchemaV1(
  Schema.Struct({
    type: Schema.Literal("vendor.price"),
    at: Schema.DateFromString,
    total: Schema.Struct({ cents: Schema.Number })
  })
)

const ofZod = z.object({
  type: z.literal("vendor.price"),
  at: z.iso.datetime().transform((text) => new Date(text)),
  total: z.object({ cents: z.number() })
})

const ofValibot = v.object({
  type: v.literal("vendor.price"),
  at: v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.transform((text) => new Date(text))
  ),
  total: v.object({ cents: v.number() })
})

const libraries: { readonly [name: string]: StandardSchema } = { Effect: ofEffect, Zod: ofZod, Valibot: ofValibot }

/** A schema by hand. */
const schemaOf = (validate: (value: unknown) => unknown): StandardSchema => ({
  "~standard": { version: 1, vendor: "test", validate: validate as StandardSchema["~standard"]["validate"] }
})

/** Takes any event, and marks it. */
const marked = schemaOf((json) => ({ value: { marked: json } }))

const refuses = (...issues: ReadonlyArray<object>) =>
  schemaOf(() => ({ issues: issues.map((issue) => Object.assign({ message: secret }, issue)) }))

/** No delta of no text. Otherwise the chunk is like that of the model. */
const strictDelta = z
  .object({ type: z.literal("response.output_text.delta"), delta: z.string().min(1), sequence_number: z.number() })
  .transform(({ delta, sequence_number, type }) => ({ type, delta, sequenceNumber: sequence_number }))

const secret = "sk-secret"

const typesOf = ({ values }: Outcome): ReadonlyArray<unknown> =>
  values.map((value) => (value as { readonly type?: unknown }).type)

const isInvalidChunk: (error: unknown) => asserts error is InvalidChunk = (error) =>
  assert.instanceOf(error, InvalidChunk)

/** The error of an event of type `vendor.price`. */
const refusal = async (schema: StandardSchema, event: object = price): Promise<InvalidChunk> => {
  const { error } = await read([event], { chunks: { "vendor.price": schema } })
  isInvalidChunk(error)
  return error
}

const assertKeepsSecret = (error: InvalidChunk): void => {
  for (const shown of [error.message, error.toString(), JSON.stringify(error), inspect(error, { depth: null })]) {
    assert.notInclude(shown, secret)
  }
}

// -----------------------------------------------------------------------------
// Tests
// -----------------------------------------------------------------------------

for (const { name, read } of entrances) {
  describe(`chunks of one's own by ${name}`, () => {
    for (const [library, schema] of Object.entries(libraries)) {
      const chunks = { "vendor.price": schema }

      it(`gives what a schema of ${library} makes of an event, among the other chunks`, async () => {
        const unknown = { type: "vendor.other", sequence_number: 8 }
        const { error, values } = await read([created, price, unknown, delta("Hello"), completed], { chunks })
        const others = await read([created, unknown, delta("Hello"), completed], {})
        assert.isUndefined(error)
        assert.deepStrictEqual(values[1], priced)
        assert.deepStrictEqual(values.toSpliced(1, 1), others.values)
        assert.deepStrictEqual(values[2], { type: "UNKNOWN", isUnknown: true, raw: unknown })
      })

      it(`fails with InvalidChunk where a schema of ${library} refuses an event`, async () => {
        const wrong = { ...price, total: { cents: secret } }
        const { error, values } = await read([created, wrong], { chunks })
        isInvalidChunk(error)
        assert.strictEqual(values.length, 1)
        assert.strictEqual(error.index, 1)
        assert.strictEqual(error.type, "vendor.price")
        assert.strictEqual(error.sequenceNumber, 7)
        assert.deepStrictEqual(error.path, ["total", "cents"])
        const expected = "a value that its own schema takes"
        assert.deepStrictEqual(error.fields, [
          { path: ["total", "cents"], expected, actual: "string", message: `expected ${expected}, got string` }
        ])
        assertKeepsSecret(error)
        assert.deepStrictEqual(error.payload(), wrong)
      })
    }
  })
}

describe("types", () => {
  type Own = z.output<typeof ofZod>
  type Known = ResponsesStreamChunk
  type StrictDelta = z.output<typeof strictDelta>
  type Others = Exclude<Known, { readonly type: "response.output_text.delta" }>
  type Element<S> = S extends Stream.Stream<infer A, infer _E, infer _R> ? A : never

  const input = Stream.empty as Stream.Stream<Uint8Array>
  const chunks = { "vendor.price": ofZod, "response.output_text.delta": strictDelta }
  type Chunk = Others | Own | StrictDelta

  it("are those of the schemas, and of the chunks of all other types", () => {
    const decoded = input.pipe(ChunkStream.decode({ chunks }))
    expectTypeOf<Element<typeof decoded>>().toEqualTypeOf<Chunk>()
    const results = input.pipe(ChunkStream.decode({ as: "result", chunks }))
    expectTypeOf<Result.Result.Success<Element<typeof results>>>().toEqualTypeOf<Chunk>()
    const events = input.pipe(ChunkStream.decode({ as: "event", chunks }))
    expectTypeOf<Element<typeof events>>().toEqualTypeOf<ChunkStream.ChunkEvent<Chunk>>()
    const ofReadable = ChunkStream.fromReadableStream(body([]), { chunks })
    expectTypeOf<Element<typeof ofReadable>>().toEqualTypeOf<Chunk>()
    const ofResponse = ChunkStream.fromResponse(answer([]), { chunks })
    expectTypeOf<Element<typeof ofResponse>>().toEqualTypeOf<Chunk>()
    const ofJson = Stream.empty.pipe(ChunkStream.decodeJson({ chunks }))
    expectTypeOf<Element<typeof ofJson>>().toEqualTypeOf<Chunk>()
    expectTypeOf(ChunkStream.fromHttpClientResponse<typeof chunks>).returns.toExtend<Stream.Stream<Chunk, unknown>>()
    expectTypeOf(Web.chunks(answer([]), { chunks })).toEqualTypeOf<Web.ChunkIterator<Chunk>>()
    expectTypeOf(Web.decoderStream({ chunks })).toEqualTypeOf<TransformStream<Uint8Array, Chunk>>()
    Web.validate(answer([]), {
      chunks,
      onEvent: (event) => expectTypeOf(event).toEqualTypeOf<ChunkStream.ChunkEvent<Chunk>>()
    })
  })

  it("are told apart by type", () => {
    const texts = input.pipe(
      ChunkStream.decode({ chunks }),
      Stream.map((chunk) => {
        if (chunk.type === "vendor.price") expectTypeOf(chunk).toEqualTypeOf<Own>()
        if (chunk.type === "response.output_text.delta") expectTypeOf(chunk).toEqualTypeOf<StrictDelta>()
        return chunk.type === "response.refusal.delta" ? chunk.itemId : ""
      })
    )
    expectTypeOf<Element<typeof texts>>().toEqualTypeOf<string>()
  })

  it("are the same from every library", () => {
    expectTypeOf<ChunkOf<{ "vendor.price": typeof ofEffect }>>().toExtend<Known | Own>()
    expectTypeOf<ChunkOf<{ "vendor.price": typeof ofValibot }>>().toEqualTypeOf<Known | Own>()
    expectTypeOf<ChunkOf<{ "vendor.price": typeof ofZod }>>().toEqualTypeOf<Known | Own>()
  })

  it("are those of the known chunks where there are no schemas", () => {
    expectTypeOf<ChunkOf<{}>>().toEqualTypeOf<Known>()
    const plain = input.pipe(ChunkStream.decode())
    expectTypeOf<Element<typeof plain>>().toEqualTypeOf<Known>()
    const withOptions = input.pipe(ChunkStream.decode({ onInvalid: "skip" }))
    expectTypeOf<Element<typeof withOptions>>().toEqualTypeOf<Known>()
    const piped = Stream.make({}).pipe(ChunkStream.decodeJson())
    expectTypeOf<Element<typeof piped>>().toEqualTypeOf<Known>()
    expectTypeOf(Web.chunks(answer([]))).toEqualTypeOf<Web.ChunkIterator>()
    expectTypeOf(Web.decoderStream()).toEqualTypeOf<TransformStream<Uint8Array, Known>>()
    Web.validate(answer([]), { onEvent: (event) => expectTypeOf(event).toEqualTypeOf<ChunkStream.ChunkEvent>() })
  })

  it("exclude no known chunk where the names of the types aren't known", () => {
    expectTypeOf<ChunkOf<{ readonly [type: string]: typeof ofZod }>>().toEqualTypeOf<Known | Own>()
  })
})

describe("values", () => {
  it("may be instances of a class", async () => {
    class Price extends Schema.Class<Price>("Price")({ total: Schema.Struct({ cents: Schema.Number }) }) {}
    const { values } = await read([price, completed], { chunks: { "vendor.price": Schema.toStandardSchemaV1(Price) } })
    assert.deepStrictEqual(values[0], new Price({ total: { cents: 12 } }))
    assert.instanceOf(values[0], Price)
  })

  it("may say that they are unknown, and are repaired by nothing", async () => {
    const unknown = schemaOf(() => ({ value: { type: "UNKNOWN" } }))
    const repairs: Array<AppliedRepair> = []
    const { values } = await read([{ type: "vendor.price" }, completed], {
      chunks: { "vendor.price": unknown },
      onRepair: (repair) => repairs.push(repair)
    })
    assert.deepStrictEqual(values[0], { type: "UNKNOWN" })
    assert.deepStrictEqual(repairs, [])
  })

  it("are objects: nothing else is a chunk", async () => {
    for (const value of [null, undefined, secret, 1]) {
      const error = await refusal(schemaOf(() => ({ value })))
      assert.include(error.message, "its schema gives no object")
      assertKeepsSecret(error)
    }
  })

  it("come with the JSON that they were made from", async () => {
    const events = await Effect.runPromise(
      bytes([price, completed]).pipe(
        ChunkStream.decode({ as: "event", chunks: { "vendor.price": ofZod } }),
        Stream.runCollect
      )
    )
    assert.deepStrictEqual(events[0], { index: 0, chunk: priced, json: price })
  })
})

describe("a stricter version of a known type", () => {
  const chunks = { "response.output_text.delta": strictDelta }

  it("refuses what the model takes", async () => {
    const { error, values } = await read([created, delta("")], { chunks })
    isInvalidChunk(error)
    assert.strictEqual(values.length, 1)
    assert.strictEqual(error.index, 1)
    assert.strictEqual(error.type, "response.output_text.delta")
    assert.strictEqual(error.sequenceNumber, 2)
    assert.deepStrictEqual(error.path, ["delta"])
    assert.isUndefined((await read([created, delta(""), completed], {})).error)
  })

  it("sees every one of many deltas", async () => {
    const texts = Array.from({ length: 50 }, (_, i) => (i % 10 === 9 ? "" : `word ${i}`))
    const events = texts.map((text, i) => ({ ...delta(text), sequence_number: i }))
    const seen: Array<unknown> = []
    const seeing = schemaOf((json) => {
      seen.push(json)
      return strictDelta["~standard"].validate(json)
    })
    const results = await Effect.runPromise(
      bytes([...events, completed]).pipe(
        ChunkStream.decode({ as: "result", chunks: { "response.output_text.delta": seeing } }),
        Stream.runCollect
      )
    )
    assert.deepStrictEqual(
      [...new Set(seen.map((json) => (json as typeof created).sequence_number))],
      [...texts.keys()]
    )
    assert.deepStrictEqual(results.map(Result.isSuccess), [...texts.map((text) => text !== ""), true])
  })

  it("leaves deltas of other types to their models, one after the other", async () => {
    const events = Array.from({ length: 20 }, (_, i) => ({
      ...delta(`word ${i}`),
      sequence_number: i,
      type: i % 2 === 0 ? "response.output_text.delta" : "response.refusal.delta"
    }))
    const { error, values } = await read([...events, completed], { chunks })
    assert.isUndefined(error)
    assert.deepStrictEqual(
      values.slice(0, -1).map((value) => Object.hasOwn(value as object, "itemId")),
      events.map((_, i) => i % 2 === 1)
    )
  })
})

describe("invalid events", () => {
  it("have a field for each issue, wherever its schema says it is", async () => {
    const expected = "a value that its own schema takes"
    const { fields, message } = await refusal(
      refuses(
        { path: ["total", { key: "cents" }] },
        { path: [{ key: "total" }] },
        { path: ["total", "euros"] },
        { path: ["nowhere", 0, "at all"] },
        {}
      )
    )
    assert.deepStrictEqual(fields, [
      { path: ["total", "cents"], expected, actual: "number", message: `expected ${expected}, got number` },
      { path: ["total"], expected, actual: "an object", message: `expected ${expected}, got an object` },
      { path: ["total", "euros"], expected, actual: "missing", message: "missing key" },
      { path: ["nowhere", 0, "[…]"], expected, actual: "missing", message: "missing key" },
      { path: [], expected, actual: "an object", message: `expected ${expected}, got an object` }
    ])
    assert.include(
      message,
      `expected ${expected}, got number at total.cents; expected ${expected}, got an object at total; ` +
        `missing key at total.euros; missing key at nowhere[0][…]; expected ${expected}, got an object. `
    )
  })

  it("have a path by own keys only", async () => {
    const { fields } = await refusal(refuses({ path: ["toString"] }, { path: ["__proto__", "constructor"] }))
    assert.deepStrictEqual(
      fields.map(({ actual }) => actual),
      ["missing", "missing"]
    )
  })

  it("quote neither the event nor what its schema says", async () => {
    const wrong = { ...price, total: secret }
    const quoting = z.object({
      total: z.string().refine(() => false, { error: ({ input }) => `not ${String(input)}` })
    })
    assert.include(quoting.safeParse(wrong).error?.message, secret)
    for (const schema of [quoting, refuses({ path: ["total"], input: secret }), refuses()]) {
      const error = await refusal(schema, wrong)
      assertKeepsSecret(error)
      assert.deepStrictEqual(error.payload(), wrong)
    }
  })

  it("have at most 100 fields", async () => {
    const error = await refusal(refuses(...Array.from({ length: 10_000 }, (_, i) => ({ path: [i] }))))
    assert.strictEqual(error.fields.length, 100)
    assert.deepStrictEqual(error.fields[99]?.path, [99])
  })

  it("are those whose schema throws", async () => {
    const throws = schemaOf(() => {
      throw new Error(secret)
    })
    const malformed = [undefined, null, "text", { issues: 1 }, { issues: [null] }, { issues: [{ path: [null] }] }]
    for (const schema of [throws, ...malformed.map((result) => schemaOf(() => result))]) {
      const error = await refusal(schema)
      assert.include(error.message, "its schema has thrown an error")
      assert.deepStrictEqual(error.path, [])
      assertKeepsSecret(error)
    }
  })

  it("are those whose schema is asynchronous, also where its promise rejects", async () => {
    const rejections: Array<unknown> = []
    const onRejection = (reason: unknown): void => void rejections.push(reason)
    process.on("unhandledRejection", onRejection)
    const slow = SchemaGetter.checkEffect<object>(() => Effect.promise(() => Promise.resolve(true)))
    const asynchronous = {
      resolving: schemaOf(async (value) => ({ value })),
      rejecting: schemaOf(() => Promise.reject(new Error(secret))),
      "another realm": schemaOf(() => runInNewContext("Promise.reject(new Error())")),
      Effect: Schema.toStandardSchemaV1(
        Schema.Struct({}).pipe(Schema.decode({ decode: slow, encode: SchemaGetter.passthrough() }))
      ),
      Zod: z.object({ total: z.unknown().refine(async () => true) }),
      Valibot: v.objectAsync({
        total: v.pipeAsync(
          v.unknown(),
          v.checkAsync(async () => true)
        )
      })
    }
    for (const [name, schema] of Object.entries(asynchronous)) {
      const error = await refusal(schema)
      assert.include(error.message, "its schema is asynchronous", name)
      assertKeepsSecret(error)
    }
    await setImmediate()
    process.off("unhandledRejection", onRejection)
    assert.deepStrictEqual(rejections, [])
  })

  it("are skipped, each with its error", async () => {
    const skipped: Array<unknown> = []
    const outcome = await read([created, { ...price, at: secret }, price, completed], {
      chunks: { "vendor.price": ofZod },
      onInvalid: "skip",
      onSkip: (error) => skipped.push([error._tag, error.index, error.type])
    })
    assert.isUndefined(outcome.error)
    assert.deepStrictEqual(typesOf(outcome), ["response.created", "vendor.price", "response.completed"])
    assert.deepStrictEqual(skipped, [["InvalidChunk", 1, "vendor.price"]])
  })

  it("are results among the others", async () => {
    const results = await Effect.runPromise(
      bytes([created, { ...price, at: secret }, price, completed]).pipe(
        ChunkStream.decode({ as: "result", chunks: { "vendor.price": ofZod } }),
        Stream.runCollect
      )
    )
    assert.deepStrictEqual(results.map(Result.isSuccess), [true, false, true, true])
  })
})

describe("tolerance", () => {
  const chunks = {
    error: z.object({ type: z.literal("error"), code: z.literal("429"), sequence_number: z.number() })
  }
  const bare = { error: { code: 429, message: "Slow down" } }

  it("repairs an event for the schema of its type", async () => {
    const repairs: Array<unknown> = []
    const { error, values } = await read([bare], { chunks, onRepair: ({ name, type }) => repairs.push([name, type]) })
    assert.isUndefined(error)
    assert.deepStrictEqual(values, [{ type: "error", code: "429", sequence_number: 0 }])
    assert.deepStrictEqual(repairs, [
      ["bare-error", "error"],
      ["error-shape", "error"],
      ["missing-sequence-number", "error"]
    ])
  })

  it("leaves what its schema takes as it is", async () => {
    const { values } = await read([{ type: "error" }], {
      chunks: { error: marked },
      onRepair: () => assert.fail("nothing needs a repair")
    })
    assert.deepStrictEqual(values, [{ marked: { type: "error" } }])
  })

  it("says what is wrong with the repaired event, and has the one that came", async () => {
    const wrong = { error: { code: 500 } }
    const { error } = await read([wrong], { chunks })
    isInvalidChunk(error)
    assert.strictEqual(error.type, "error")
    assert.deepStrictEqual(error.path, ["code"])
    assert.deepStrictEqual(error.payload(), wrong)
  })

  it("repairs nothing for a schema that has seen the event as it came, which runs once", async () => {
    const seen: Array<unknown> = []
    const schema = schemaOf((value) => {
      seen.push(value)
      return { issues: [{ message: "no", path: ["percent"] }] }
    })
    const event = { type: "vendor.progress", percent: "x" }
    const { error } = await read([event], { chunks: { "vendor.progress": schema }, onRepair: () => assert.fail() })
    assert(error instanceof InvalidChunk)
    assert.deepStrictEqual(seen, [event])
    assert.deepStrictEqual(error.path, ["percent"])
    assert.notProperty(error, "sequenceNumber")
  })

  it("repairs nothing where it is strict", async () => {
    const { error } = await read([bare], { chunks, tolerance: "strict" })
    isInvalidChunk(error)
    assert.isUndefined(error.type)
    assert.deepStrictEqual(error.path, ["type"])
    const { error: numeric } = await read([{ type: "error", code: 429 }], { chunks, tolerance: "strict" })
    isInvalidChunk(numeric)
    assert.deepStrictEqual(
      numeric.fields.map(({ path }) => path),
      [["code"], ["sequence_number"]]
    )
  })
})

describe("names that prototypes have", () => {
  const names = ["__proto__", "toString", "constructor", "hasOwnProperty"]
  const events = names.map((type) => ({ type, sequence_number: 1 }))
  const entries = names.map((name) => [name, marked] as const)
  const bare = Object.create(null) as Record<string, StandardSchema>
  for (const [name, schema] of entries) Object.defineProperty(bare, name, { value: schema, enumerable: true })
  const parsed = JSON.parse(`{ ${names.map((name) => `"${name}": null`).join()} }`, (key, value: unknown) =>
    key === "" ? value : marked
  ) as ChunkSchemas
  const tables: { readonly [name: string]: ChunkSchemas } = {
    "an object of entries": Object.fromEntries(entries),
    "an object without a prototype": bare,
    "an object whose keys were parsed": parsed
  }

  for (const [table, chunks] of Object.entries(tables)) {
    it(`are types of one's own in ${table}`, async () => {
      const { error, values } = await read([...events, completed], { chunks })
      assert.isUndefined(error)
      assert.deepStrictEqual(
        values.slice(0, -1),
        events.map((event) => ({ marked: event }))
      )
    })
  }

  it("are no types of one's own where only a prototype has them", async () => {
    for (const chunks of [{}, { "vendor.price": marked }, Object.create({ toString: marked }) as ChunkSchemas]) {
      const { error, values } = await read([...events, completed], { chunks })
      assert.isUndefined(error)
      assert.deepStrictEqual(
        values.slice(0, -1),
        events.map((raw) => ({ type: "UNKNOWN", isUnknown: true, raw }))
      )
    }
  })

  it("are no types of an event that only its prototype gives", async () => {
    const inherited: unknown = Object.create({ type: "vendor.price" })
    const { error } = await run(
      Stream.make(inherited).pipe(ChunkStream.decodeJson({ chunks: { "vendor.price": marked } }))
    )
    isInvalidChunk(error)
    assert.isUndefined(error.type)
  })
})

describe("the end", () => {
  const own = z.object({
    type: z.literal("response.completed"),
    response: z.object({ status: z.literal("completed") })
  })

  for (const { name, read } of entrances) {
    it(`is a terminal chunk of one's own for ${name}, also one that gives no type`, async () => {
      for (const schema of [own, own.transform(({ response }) => ({ answer: response })), marked]) {
        const { error, values } = await read(wellFormed, { chunks: { "response.completed": schema } })
        assert.isUndefined(error)
        assert.strictEqual(values.length, wellFormed.length)
      }
    })
  }

  it("is a terminal chunk by a repair, also one that gives no type", async () => {
    const { error } = await read([created, { ...completed, type: "response.done" }], {
      chunks: { "response.completed": marked }
    })
    assert.isUndefined(error)
    assert.isUndefined((await read([created, { error: { code: 1 } }], { chunks: { error: marked } })).error)
  })

  it("is one without a response: Web.validate takes no usage from it", async () => {
    const summaries: Array<Web.ValidateSummary> = []
    const response = Web.validate(answer(wellFormed), {
      chunks: { "response.completed": z.object({ type: z.literal("response.completed") }) },
      onFinish: (summary) => summaries.push(summary)
    })
    assert.strictEqual(await response.text(), sse(...wellFormed))
    assert.deepStrictEqual(summaries, [
      { outcome: "ended", verdict: "Completed", events: 5, unknown: 0, invalid: 0, repaired: 0 }
    ])
  })

  it("is no event that the schema of a terminal chunk refuses: nobody has seen it", async () => {
    const { error } = await read(wellFormed, {
      chunks: { "response.completed": refuses() },
      onInvalid: "skip",
      onSkip: () => {}
    })
    assert.propertyVal(error, "_tag", "UnexpectedEnd")
  })

  it("is no other chunk that says it is the terminal one", async () => {
    const pretends = schemaOf(() => ({ value: { type: "response.completed" } }))
    const { error } = await read([created, price], { chunks: { "vendor.price": pretends } })
    assert.propertyVal(error, "_tag", "UnexpectedEnd")
  })

  it("that was made up is told by its chunk, also one of one's own", () => {
    expectTypeOf(ChunkStream.isSynthetic).toBeCallableWith({ mine: true })
    assert.isFalse(ChunkStream.isSynthetic({ mine: true }))
  })

  it("is made up through the schema of its type", async () => {
    const events = [created, itemAdded, itemDone]
    const { error, values } = await read(events, { chunks: { "response.completed": marked }, onEnd: "synthesize" })
    assert.isUndefined(error)
    assert.nestedPropertyVal(values[3], "marked.type", "response.completed")
    const refused = await read(events, { chunks: { "response.completed": refuses() }, onEnd: "synthesize" })
    assert.propertyVal(refused.error, "_tag", "UnexpectedEnd")
  })
})
