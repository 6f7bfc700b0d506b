import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { inflateSync } from "node:zlib"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import type { ResponsesStreamChunk as Chunk, WireType } from "../../src/chunk/ResponsesStreamChunk.ts"
import { cases, ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as Testing from "../../src/testing/testing.ts"
import { outcome } from "../support/outcome.ts"

const webSearch: Testing.Item = {
  added: { type: "web_search_call", status: "in_progress" },
  events: [
    { type: "response.web_search_call.in_progress" },
    { type: "response.web_search_call.searching" },
    { type: "response.web_search_call.completed" }
  ],
  done: { type: "web_search_call", status: "completed", action: { type: "search", query: "lighthouses" } }
}

const items = {
  text: Testing.text("Grüße aus dem Leuchtturm 🗼 !"),
  "text of a letter a delta": Testing.text("Hello 🗼", { deltaSize: 1 }),
  "empty text": Testing.text(""),
  refusal: Testing.refusal("I won't."),
  "reasoning as a summary": Testing.reasoning("Let me see."),
  "reasoning as text": Testing.reasoning("Let me see.", { as: "text" }),
  "function call": Testing.functionCall({ name: "get_weather", arguments: { city: "Oslo", days: [1, 2] } }),
  "function call with broken arguments": Testing.functionCall({ name: "f", arguments: '{"a":', callId: "call_x" }),
  image: Testing.image({ partialImages: 3 }),
  "image without partial ones": Testing.image({ partialImages: 0, result: "QQ==", outputFormat: "webp" }),
  "item by hand": webSearch
}

const all = Testing.answer(...Object.values(items))

const answers: ReadonlyArray<readonly [name: string, answer: Testing.Answer]> = [
  ["nothing", Testing.answer()],
  ...Object.entries(items).map(([name, item]) => [name, Testing.answer(item)] as const),
  ["all of these", all],
  ["all of these interleaved", all.pipe(Testing.interleaved(1))],
  ["all of these interleaved in another way", all.pipe(Testing.interleaved(-2.5))]
]

const dialects: ReadonlyArray<Testing.SseOptions> = (["OpenAI", "OpenRouter"] as const).flatMap((dialect) =>
  (["\n", "\r\n"] as const).map((lineEnd) => ({ dialect, lineEnd }))
)

const chunksOf = (answer: Testing.Answer, options?: ChunkStream.DecodeOptions) =>
  Stream.fromIterable(Testing.toPieces(answer, 97)).pipe(ChunkStream.decode(options), outcome)

/** What the protocol says of a stream. */
const judge = (events: Iterable<StreamProtocol.ProtocolEvent>) => {
  const violations: Array<StreamProtocol.Violation> = []
  let state = StreamProtocol.initial
  for (const event of events) {
    const [next, found] = StreamProtocol.step(state, event)
    state = next
    violations.push(...found)
  }
  return { violations: [...violations, ...StreamProtocol.end(state)], verdict: StreamProtocol.verdict(state) }
}

/** What each item says: its deltas joined, and its texts as they were repeated. */
const spoken = (chunks: ReadonlyArray<Chunk>) => {
  const said = new Map<number, { joined: string; repeated: string }>()
  for (const chunk of chunks) {
    if (!("outputIndex" in chunk) || chunk.outputIndex === undefined) continue
    const item = said.get(chunk.outputIndex) ?? { joined: "", repeated: "" }
    said.set(chunk.outputIndex, item)
    if ("delta" in chunk && typeof chunk.delta === "string") item.joined += chunk.delta
    switch (chunk.type) {
      case "response.output_text.done":
      case "response.reasoning_text.done":
      case "response.reasoning_summary_text.done":
        item.repeated += chunk.text
        break
      case "response.refusal.done":
        item.repeated += chunk.refusal
        break
      case "response.function_call_arguments.done":
        item.repeated += chunk.arguments
        break
    }
  }
  return said
}

const isSpoken = (chunks: ReadonlyArray<Chunk>, expected: ReadonlyArray<Chunk>): void => {
  const said = spoken(chunks)
  for (const { joined, repeated } of said.values()) assert.strictEqual(joined, repeated)
  assert.deepStrictEqual(
    [...said].toSorted(([a], [b]) => a - b),
    [...spoken(expected)].toSorted(([a], [b]) => a - b)
  )
}

/** Decodes an answer's bytes strictly, and holds it to everything that a well-formed stream is. */
const assertWellFormed = (answer: Testing.Answer, size: number, dialect: Testing.SseOptions) =>
  Effect.gen(function* () {
    const { error, values } = yield* Stream.fromIterable(Testing.toPieces(answer, size, dialect)).pipe(
      ChunkStream.decode({ as: "event", tolerance: "strict" }),
      outcome
    )
    assert.isUndefined(error)
    assert.deepStrictEqual(
      values.map(({ chunk }) => chunk),
      Testing.toChunks(answer)
    )
    assert.deepStrictEqual<ReadonlyArray<unknown>>(
      values.map(({ json }) => json),
      Testing.toJson(answer)
    )
    assert.deepStrictEqual(judge(values), { violations: [], verdict: "Completed" })
  })

describe("an answer", () => {
  it.effect.each(answers)("of %s is well-formed in every dialect", ([, answer]) =>
    Effect.gen(function* () {
      for (const dialect of dialects) {
        for (const size of [1, 7, 1e6]) yield* assertWellFormed(answer, size, dialect)
      }
    })
  )

  it("has no event of an unknown type, item or part", () => {
    assert.notInclude(JSON.stringify(Testing.toChunks(all)), "isUnknown")
  })

  it("says the same per item however it is interleaved", () => {
    const mixtures = Array.from({ length: 50 }, (_, seed) => all.pipe(Testing.interleaved(seed)))
    for (const mixture of mixtures) isSpoken(Testing.toChunks(mixture), Testing.toChunks(all))
    assert.strictEqual(new Set(mixtures.map((mixture) => Testing.toText(mixture))).size, mixtures.length)
  })

  it("is the same text with the same seed", () => {
    const once = Testing.toText(all.pipe(Testing.interleaved(7)))
    assert.strictEqual(Testing.toText(all.pipe(Testing.interleaved(8), Testing.interleaved(7))), once)
  })

  it("is not changed by what is made of it", () => {
    const before = Testing.toText(all)
    all.pipe(Testing.interleaved(1), Testing.cut(3), Testing.malformed(1, "null"), Testing.endingWith("failed"))
    assert.strictEqual(Testing.toText(all), before)
  })

  it("is made by combinators in any order", () => {
    const [a, b, c] = [Testing.interleaved(5), Testing.cut(9), Testing.malformed(4, "null")]
    assert.strictEqual(Testing.toText(all.pipe(a, b, c)), Testing.toText(all.pipe(c, b, a)))
  })

  it.effect.each([
    { how: "incomplete", verdict: "Incomplete" },
    { how: "failed", verdict: "Failed" }
  ] as const)("ends as $how", ({ how, verdict }) =>
    Effect.gen(function* () {
      const answer = all.pipe(Testing.endingWith(how))
      const { error, values } = yield* chunksOf(answer, { tolerance: "strict" })
      assert.isUndefined(error)
      const events = values.map((chunk, index) => ({ chunk, index }))
      assert.deepStrictEqual(judge(events), { violations: [], verdict })
    })
  )

  it("has items with ids of their own, and the call ids that were given", () => {
    const ids = Testing.toChunks(Testing.answer(items["function call with broken arguments"], items["function call"]))
      .filter((chunk) => chunk.type === "response.output_item.done")
      .map(({ item }) => (item.type === "function_call" ? [item.id, item.callId] : []))
    assert.deepStrictEqual(ids, [
      ["fc_0", "call_x"],
      ["fc_1", "call_1"]
    ])
  })

  it("has images that are real and differ", () => {
    const images = Testing.toChunks(Testing.answer(items.image)).flatMap((chunk) => {
      if (chunk.type === "response.image_generation_call.partial_image") return [chunk.partialImageB64]
      if (chunk.type !== "response.output_item.done" || chunk.item.type !== "image_generation_call") return []
      return [chunk.item.result!]
    })
    assert.strictEqual(new Set(images).size, 4)
    for (const image of images) {
      const bytes = Buffer.from(image, "base64")
      assert.strictEqual(bytes.toString("latin1", 1, 4), "PNG")
      const at = bytes.indexOf("IDAT")
      assert.strictEqual(inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4))).length, 2)
    }
  })

  it("refuses deltas of no size", () => {
    for (const deltaSize of [0, -1, 1.5, Number.NaN]) {
      assert.throws(() => Testing.text("Hello", { deltaSize }), RangeError)
    }
  })
})

describe("the dialect", () => {
  const answer = Testing.answer(Testing.text("Hello"))

  it("of OpenAI names each event", () => {
    const lines = Testing.toText(answer).split("\n")
    const types = Testing.toJson(answer).map(({ type }) => `event: ${String(type)}`)
    assert.deepStrictEqual(
      lines.filter((line) => line.startsWith("event:")),
      types
    )
    assert.notInclude(lines, "data: [DONE]")
  })

  it("of OpenRouter has comments, no names, and [DONE]", () => {
    const text = Testing.toText(answer, { dialect: "OpenRouter" })
    assert.isTrue(text.startsWith(": OPENROUTER PROCESSING\n\n"))
    assert.isTrue(text.endsWith("\n\ndata: [DONE]\n\n"))
    assert.notInclude(text, "event:")
  })

  it("with CRLF has no bare line feed", () => {
    for (const dialect of ["OpenAI", "OpenRouter"] as const) {
      const text = Testing.toText(answer, { dialect, lineEnd: "\r\n" })
      assert.notInclude(text.replaceAll("\r\n", ""), "\n")
      assert.strictEqual(text.replaceAll("\r\n", "\n"), Testing.toText(answer, { dialect }))
    }
  })

  it("cuts pieces of the given size", () => {
    const pieces = Testing.toPieces(answer, 10)
    assert.isTrue(pieces.slice(0, -1).every(({ length }) => length === 10))
    assert.deepStrictEqual(new Uint8Array(Buffer.concat(pieces)), Testing.toBytes(answer))
    for (const size of [0, -1, 1.5, Number.NaN]) assert.throws(() => Testing.toPieces(answer, size), RangeError)
  })
})

describe("an answer that is broken", () => {
  const answer = Testing.answer(
    Testing.reasoning("Let me see."),
    Testing.text("Hello"),
    Testing.refusal("No."),
    Testing.functionCall({ name: "f", arguments: {} }),
    Testing.image()
  ).pipe(Testing.interleaved(3))
  const whole = Testing.toChunks(answer)
  const each = whole.map(({ type }, at) => ({ type, at }))

  it.effect.each(each)("is cut in $type, event $at", ({ at }) =>
    Effect.gen(function* () {
      for (const dialect of dialects) {
        for (const broken of [Testing.cut(at), Testing.cut(at - whole.length)]) {
          const pieces = Testing.toPieces(answer.pipe(broken), 50, dialect)
          const { error, values } = yield* Stream.fromIterable(pieces).pipe(ChunkStream.decode(), outcome)
          assert.deepStrictEqual(values, whole.slice(0, at))
          assert(error?._tag === "UnexpectedEnd")
          assert.strictEqual(error.index, at)
          assert.isAbove(error.tailLength, 0)
        }
      }
      assert.deepStrictEqual(Testing.toChunks(answer.pipe(Testing.cut(at))), whole.slice(0, at))
      assert.deepStrictEqual(Testing.toJson(answer.pipe(Testing.cut(at))), Testing.toJson(answer).slice(0, at))
    })
  )

  const faults = ["notJson", "missingKey", "null", "wrongType"] as const

  it.effect.each(each.flatMap(({ at, type }) => faults.map((fault) => ({ at, type, fault }))))(
    "is malformed in $type, event $at: $fault",
    ({ at, fault }) =>
      Effect.gen(function* () {
        const broken = answer.pipe(Testing.malformed(at, fault))
        for (const tolerance of ["strict", "recorded"] as const) {
          const { error, values } = yield* chunksOf(broken, { tolerance })
          assert.deepStrictEqual(values, whole.slice(0, at))
          assert(error?._tag === (fault === "notJson" ? "InvalidJson" : "InvalidChunk"))
          assert.strictEqual(error.index, at)
          if (error._tag === "InvalidChunk") assert.strictEqual(error.fields.length, 1)
        }
        const { error, values } = yield* chunksOf(broken, { onInvalid: "skip", onSkip: () => {} })
        // A terminal event that can't be read ends nothing
        const isLost = at === whole.length - 1
        assert.strictEqual(error?._tag, isLost ? "UnexpectedEnd" : undefined)
        assert.deepStrictEqual(values, Testing.toChunks(broken))
        assert.deepStrictEqual(values, whole.toSpliced(at, 1))
        assert.strictEqual(Testing.toJson(broken).length, fault === "notJson" ? whole.length - 1 : whole.length)
      })
  )

  it("has only events that there are", () => {
    for (const at of [whole.length, -whole.length - 1, 0.5, Number.NaN, Infinity]) {
      assert.throws(() => answer.pipe(Testing.cut(at)), RangeError, String(at))
      assert.throws(() => answer.pipe(Testing.malformed(at, "null")), RangeError, `${whole.length} events`)
    }
  })
})

describe("an answer as a response", () => {
  it.effect("is what fetch gives, as often as it is asked for", () =>
    Effect.gen(function* () {
      for (const options of [{}, { size: 5 }, { size: 1000, dialect: "OpenRouter" }] as const) {
        const { error, values } = yield* ChunkStream.fromResponse(Testing.toResponse(all, options)).pipe(outcome)
        assert.isUndefined(error)
        assert.deepStrictEqual(values, Testing.toChunks(all))
      }
    })
  )

  it.effect("is parsed objects too", () =>
    Effect.gen(function* () {
      const { error, values } = yield* Stream.fromIterable(Testing.toJson(all))
        .pipe(ChunkStream.decodeJson({ endAt: "input" }))
        .pipe(outcome)
      assert.isUndefined(error)
      assert.deepStrictEqual(values, Testing.toChunks(all))
    })
  )
})

const holds = <A, E>(result: Arbitrary.CheckResult<A, E>): void =>
  assert.strictEqual(Arbitrary.formatCheckFailure(result) ?? "", "")

describe("any answer", () => {
  it.effect("is well-formed, and says the same per item in any mixture and any pieces", () =>
    Effect.gen(function* () {
      const values = Arbitrary.all({
        answer: Testing.anyAnswer(),
        seed: Arbitrary.schema(Schema.Int),
        size: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 300 }))),
        dialect: Arbitrary.schema(Schema.Literals([0, 1, 2, 3]))
      })
      const seen = new Set<string>()
      const result = yield* Arbitrary.checkEffect(values, ({ answer, dialect, seed, size }) =>
        Effect.gen(function* () {
          const mixed = answer.pipe(Testing.interleaved(seed))
          yield* assertWellFormed(mixed, size, dialects[dialect]!)
          isSpoken(Testing.toChunks(mixed), Testing.toChunks(answer))
          for (const { type } of Testing.toChunks(mixed)) seen.add(type)
          return true
        })
      )
      holds(result)
      assert.isAbove(seen.size, 20)
    })
  )

  it.effect("is the same with the same seed of sampling", () =>
    Effect.gen(function* () {
      const sample = () =>
        Effect.map(Arbitrary.sampleEffect(Testing.anyAnswer(), { seed: 1 }), (all) =>
          all.map((answer) => Testing.toText(answer))
        )
      assert.deepStrictEqual(yield* sample(), yield* sample())
    })
  )
})

describe("any chunk", () => {
  it.effect("encodes and decodes, and there are known and unknown ones", () =>
    Effect.gen(function* () {
      const encode = Schema.encodeSync(ResponsesStreamChunk)
      const decode = Schema.decodeUnknownSync(ResponsesStreamChunk)
      const equivalent = Schema.toEquivalence(ResponsesStreamChunk)
      const seen = new Set<string>()
      const result = yield* Arbitrary.checkEffect(
        Testing.anyChunk(),
        (chunk) => {
          seen.add(chunk.type)
          return equivalent(decode(encode(chunk)), chunk)
        },
        { runs: 500 }
      )
      holds(result)
      assert.isAbove(seen.size, 30)
      assert.isTrue(seen.has("UNKNOWN"))
    })
  )

  it.effect.each(Object.keys(cases) as Array<WireType>)("of type %s has that type", (type) =>
    Effect.gen(function* () {
      const is = Schema.is(cases[type])
      const result = yield* Arbitrary.checkEffect(Testing.anyChunk(type), (chunk) => chunk.type === type && is(chunk), {
        runs: 10
      })
      holds(result)
    })
  )
})

describe("the module", () => {
  const folder = fileURLToPath(new URL("../../src/", import.meta.url))
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"))
  const isTesting = (file: string): boolean => /^testing(\.ts$|\/)/.test(file)
  const codeOf = (file: string): string => readFileSync(folder + file, "utf8").replaceAll(/\/\*[^]*?\*\//g, "")

  it("is imported by no other, so that no bundle has it unasked", () => {
    const others = sources.filter((file) => !isTesting(file))
    assert.include(others, "index.ts")
    for (const file of others) assert.notMatch(codeOf(file), /["'][^"']*\/testing(\.ts|\/[^"']*)["']/, file)
  })

  it("takes nothing from chance or from the clock", () => {
    const own = sources.filter(isTesting)
    assert.isAbove(own.length, 1)
    for (const file of own) assert.notMatch(codeOf(file), /\bMath\.random\b|\bDate\b|\bperformance\b|\bcrypto\b/, file)
  })
})
