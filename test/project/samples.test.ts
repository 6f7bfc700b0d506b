import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { inflateSync } from "node:zlib"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { verdict } from "../../src/stream/progress.ts"
import { readEvents } from "../support/reader.ts"
import type { EventRead } from "../support/reader.ts"
import { ResponsesStreamChunk as Union } from "../../src/chunk/ResponsesStreamChunk.ts"
import { makeParser } from "../../src/sse/eventParser.ts"
import type { ChunkStreamError } from "../../src/errors/StreamError.ts"
import type { Tolerance } from "../../src/wire/Tolerance.ts"
import { pieces } from "../support/bytes.ts"
import { outcome } from "../support/outcome.ts"

const folder = fileURLToPath(new URL("../../examples/streams/", import.meta.url))
const readme = readFileSync(folder + "README.md", "utf8")

/** Reads pieces by one reader to the end, bad events included. */
const read = (
  parts: Iterable<Uint8Array>,
  options: {
    readonly tolerance?: Tolerance
    readonly onComment?: (text: string) => void
  } = {}
) => {
  const { events, reader } = readEvents(options)
  for (const part of parts) reader.push(part)
  reader.end()
  return { events, error: reader.error, verdict: verdict(reader.progress) }
}

/** Everything that tells one error from another. */
const fingerprint = (error: ChunkStreamError | undefined): string =>
  error === undefined ? "" : JSON.stringify([error.message, Object.entries(error)])

/** All that the byte level tells, in one text. Chunks, errors and verdicts are a function of it. */
const frames = (parts: ReadonlyArray<Uint8Array>): string => {
  let seen = ""
  const parser = makeParser({
    onEvent: (data, event, id, whole) => {
      seen += `event ${event} ${id} ${whole} ${data}\n`
    },
    onComment: (text) => {
      seen += `comment ${text}\n`
    }
  })
  for (const part of parts) parser.push(part)
  return `${seen}error ${parser.end()?._tag} ${parser.tailLength()}`
}

/** What is expected of an event: its type, or the error it is refused with. */
type Expected = string | { readonly tag: "InvalidJson" | "InvalidChunk"; readonly path?: ReadonlyArray<PropertyKey> }

const times = (count: number, ...types: ReadonlyArray<string>): ReadonlyArray<string> =>
  Array.from({ length: count }, () => types).flat()

const begin = ["response.created", "response.in_progress"]

const message = [...begin, "response.output_item.added", "response.content_part.added"]

interface Sample {
  readonly file: string
  readonly events: ReadonlyArray<Expected>
  readonly verdict: string
  readonly good: boolean
}

const samples: ReadonlyArray<Sample> = [
  {
    file: "image-generation.sse",
    good: true,
    verdict: "Completed",
    events: [
      ...begin,
      "response.output_item.added",
      "response.image_generation_call.in_progress",
      "response.image_generation_call.generating",
      ...times(2, "response.image_generation_call.partial_image"),
      "response.image_generation_call.completed",
      "response.output_item.done",
      "response.completed"
    ]
  },
  {
    file: "text-with-reasoning.sse",
    good: true,
    verdict: "Completed",
    events: [
      ...begin,
      "response.output_item.added",
      "response.reasoning_summary_part.added",
      ...times(4, "response.reasoning_summary_text.delta"),
      "response.reasoning_summary_text.done",
      "response.reasoning_summary_part.done",
      "response.output_item.done",
      "response.output_item.added",
      "response.web_search_call.in_progress",
      "response.web_search_call.searching",
      "response.web_search_call.completed",
      "response.output_item.done",
      "response.output_item.added",
      "response.content_part.added",
      ...times(4, "response.output_text.delta"),
      "response.output_text.annotation.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed"
    ]
  },
  {
    file: "function-call.sse",
    good: true,
    verdict: "Completed",
    events: [
      ...begin,
      "response.output_item.added",
      ...times(7, "response.function_call_arguments.delta"),
      "response.function_call_arguments.done",
      "response.output_item.done",
      "keepalive",
      "response.output_item.added",
      ...times(7, "response.function_call_arguments.delta"),
      "response.function_call_arguments.done",
      "response.output_item.done",
      "response.completed"
    ]
  },
  {
    file: "openrouter-interleaved.sse",
    good: true,
    verdict: "Completed",
    events: [
      ...message,
      "response.reasoning_text.delta",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.reasoning_text.delta",
      ...times(2, "response.output_text.delta"),
      "response.reasoning_text.delta",
      ...times(1, "response.output_text.delta", "response.output_text.done"),
      ...times(1, "response.content_part.done", "response.output_item.done", "response.reasoning_text.done"),
      ...times(1, "response.content_part.done", "response.output_item.done", "response.completed")
    ]
  },
  {
    file: "malformed.sse",
    good: false,
    verdict: "Completed",
    events: [
      ...message,
      "response.output_text.delta",
      { tag: "InvalidJson" },
      { tag: "InvalidChunk", path: ["delta"] },
      "response.output_text.delta",
      "UNKNOWN",
      "response.output_text.delta",
      "response.output_item.added",
      "response.output_item.done",
      "response.output_text.done",
      { tag: "InvalidChunk", path: ["part", "annotations", 0, "url"] },
      "response.output_item.done",
      "response.completed"
    ]
  },
  {
    file: "cut.sse",
    good: false,
    verdict: "Truncated",
    events: [...message, ...times(2, "response.output_text.delta")]
  },
  {
    file: "structured-output.sse",
    good: true,
    verdict: "Completed",
    events: [
      ...message,
      ...times(17, "response.output_text.delta"),
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed"
    ]
  }
]

const bytesOfSample = new Map(samples.map(({ file }) => [file, new Uint8Array(readFileSync(folder + file))]))
const bytesOf = ({ file }: Sample): Uint8Array => bytesOfSample.get(file)!
const good = samples.filter((sample) => sample.good)

const summary = ({ result }: EventRead): Expected =>
  Result.isSuccess(result)
    ? result.success.type
    : result.failure._tag === "InvalidChunk"
      ? { tag: "InvalidChunk", path: result.failure.path }
      : { tag: "InvalidJson" }

describe("examples/streams", () => {
  it("has these files, and its README says the verdict and the invalid events of each", () => {
    assert.sameMembers(
      readdirSync(folder).filter((file) => file.endsWith(".sse")),
      samples.map(({ file }) => file)
    )
    const rows = [...readme.matchAll(/^\| `(\S+\.sse)` \|.*\| `(\w+)` \| (\d+) \|$/gm)]
    assert.deepStrictEqual(
      rows.map(([, file, verdict, invalid]) => [file, verdict, Number(invalid)]),
      samples.map(({ events, file, verdict }) => [file, verdict, events.filter((e) => typeof e !== "string").length])
    )
  })

  it.each(samples)("$file gives its events in order, and its verdict", (sample) => {
    const { events, verdict } = read([bytesOf(sample)])
    assert.deepStrictEqual(events.map(summary), sample.events)
    assert.strictEqual(verdict, sample.verdict)
  })

  it.effect.each(samples.filter(({ verdict }) => verdict === "Completed"))("$file ends without an error", (sample) =>
    Effect.gen(function* () {
      const { error, values } = yield* Stream.make(bytesOf(sample)).pipe(ChunkStream.decode({ as: "result" }), outcome)
      assert.isUndefined(error)
      assert.strictEqual(values.length, sample.events.length)
    })
  )

  it.each(good)("$file is the same under strict tolerance, and needs no repair", (sample) => {
    const strict = read([bytesOf(sample)], { tolerance: "strict" })
    assert.deepStrictEqual(strict.events.map(summary), sample.events)
    const { events } = read([bytesOf(sample)])
    assert.deepStrictEqual(events, strict.events)
    assert.deepStrictEqual(
      events.flatMap(({ repairs }) => repairs),
      []
    )
  })

  it.each(samples)("$file: encoding a chunk gives back the JSON it was decoded from", (sample) => {
    const encode = Schema.encodeUnknownSync(Union)
    const decoded = read([bytesOf(sample)]).events.flatMap(({ json, result }) =>
      Result.isSuccess(result) ? [{ json, encoded: encode(result.success) }] : []
    )
    assert.deepStrictEqual<ReadonlyArray<unknown>>(
      decoded.map(({ encoded }) => encoded),
      decoded.map(({ json }) => json)
    )
  })

  it.each(good)("$file has increasing sequence numbers and an `event:` line for each event, or for none", (sample) => {
    const { events } = read([bytesOf(sample)])
    const numbers = events.map(({ json }) => (json as { readonly sequence_number: number }).sequence_number)
    assert.deepStrictEqual(
      numbers,
      numbers.toSorted((a, b) => a - b)
    )
    assert.strictEqual(new Set(numbers).size, numbers.length)
    const named = sample.file === "openrouter-interleaved.sse" ? events.map(() => undefined) : sample.events
    assert.deepStrictEqual<unknown>(
      events.map(({ event }) => event),
      named
    )
  })

  it("image-generation.sse carries images that differ and can be read", () => {
    const images = read([bytesOf(samples[0]!)]).events.flatMap(({ result }) => {
      if (!Result.isSuccess(result)) return []
      const chunk = result.success
      if (chunk.type === "response.image_generation_call.partial_image") return [chunk.partialImageB64]
      return chunk.type === "response.output_item.done" && chunk.item.type === "image_generation_call"
        ? [chunk.item.result]
        : []
    })
    assert.strictEqual(new Set(images).size, 3)
    for (const image of images) {
      assert(typeof image === "string" && image.length < 300)
      const png = Buffer.from(image, "base64")
      assert.strictEqual(png.toString("base64"), image)
      assert.strictEqual(png.subarray(1, 4).toString(), "PNG")
      const data = png.indexOf("IDAT")
      const rows = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)))
      assert.strictEqual(rows.length, 16 * 9, "16 rows of a filter byte and 16 pixels of 4 bits")
    }
  })

  it("openrouter-interleaved.sse has CRLF line ends only, and comments", () => {
    const bytes = bytesOf(samples[3]!)
    const text = new TextDecoder().decode(bytes)
    assert.notMatch(text, /[^\r]\n|\r[^\n]/)
    const comments: Array<string> = []
    read([bytes], { onComment: (comment) => comments.push(comment) })
    assert.deepStrictEqual(comments, times(3, "OPENROUTER PROCESSING"))
    assert.isTrue(text.endsWith("data: [DONE]\r\n\r\n"))
  })

  it.effect(
    'malformed.sse gives all good chunks with onInvalid: "skip", and those before the first bad one without',
    () =>
      Effect.gen(function* () {
        const sample = samples[4]!
        const types = sample.events.filter((event) => typeof event === "string")
        const skipped: Array<number> = []
        const skip = yield* Stream.make(bytesOf(sample)).pipe(
          ChunkStream.decode({ onInvalid: "skip", onSkip: (error) => skipped.push(error.index) }),
          outcome
        )
        assert.deepStrictEqual<ReadonlyArray<unknown>>(
          skip.values.map(({ type }) => type),
          types
        )
        assert.deepStrictEqual(skipped, [5, 6, 13])
        const fail = yield* Stream.make(bytesOf(sample)).pipe(ChunkStream.decode(), outcome)
        assert.strictEqual(fail.values.length, 5)
        assert(fail.error?._tag === "InvalidJson")
        assert.strictEqual(fail.error.position, 0)
      })
  )

  it("malformed.sse keeps an unknown event and an unknown item as they came", () => {
    const chunks = read([bytesOf(samples[4]!)]).events.flatMap(({ json, result }) =>
      Result.isSuccess(result) ? [{ chunk: result.success, json }] : []
    )
    const unknown = chunks.find(({ chunk }) => chunk.type === "UNKNOWN")
    assert(unknown?.chunk.type === "UNKNOWN")
    assert.strictEqual<unknown>(unknown.chunk.raw, unknown.json)
    const items = chunks.flatMap(({ chunk }) =>
      chunk.type === "response.output_item.done" && chunk.item.type === "UNKNOWN" ? [chunk.item.raw] : []
    )
    assert.deepStrictEqual(
      items.map(({ buoy }) => buoy),
      [{ name: "F3", waveHeightMetres: 1.4 }]
    )
  })

  it.effect("cut.sse ends with UnexpectedEnd, which says what is open and how far the next event came", () =>
    Effect.gen(function* () {
      const sample = samples[5]!
      const { error, values } = yield* Stream.make(bytesOf(sample)).pipe(ChunkStream.decode(), outcome)
      assert.deepStrictEqual<ReadonlyArray<unknown>>(
        values.map(({ type }) => type),
        sample.events
      )
      assert(error?._tag === "UnexpectedEnd")
      assert.strictEqual(error.verdict, "Truncated")
      assert.strictEqual(error.sequenceNumber, 5)
      assert.deepStrictEqual(
        error.openItems.map(({ outputIndex, type }) => [outputIndex, type]),
        [[0, "message"]]
      )
      const text = new TextDecoder().decode(bytesOf(sample))
      assert.strictEqual(error.tailLength, text.length - text.lastIndexOf("\n\n") - 2)
      assert.isTrue(readme.includes(`${error.tailLength} characters of a seventh`), String(error.tailLength))
    })
  )
})

describe("a sample cut into pieces", () => {
  it.each(samples)("$file gives the same frames at every offset, and byte by byte", (sample) => {
    const bytes = bytesOf(sample)
    const whole = frames([bytes])
    for (let at = 0; at <= bytes.length; at++) {
      if (frames([bytes.subarray(0, at), bytes.subarray(at)]) !== whole) assert.fail(`cut at ${at}`)
    }
    for (const size of [1, 2, 3, 7, 64]) assert.strictEqual(frames(pieces(bytes, size)), whole, `pieces of ${size}`)
    assert.strictEqual(frames(pieces(bytes, 1).flatMap((piece) => [new Uint8Array(0), piece])), whole, "empty pieces")
  })

  it.each(samples)("$file, ended anywhere, gives a part of its events and says that it was cut", (sample) => {
    const bytes = bytesOf(sample)
    const { events } = read([bytes])
    for (let end = 0; end < bytes.length; end += 97) {
      const part = read([bytes.subarray(0, end)])
      assert.deepStrictEqual(part.events, events.slice(0, part.events.length), `ended at ${end}`)
      const finished = part.events.length === events.length && sample.verdict === "Completed"
      assert.strictEqual(part.error?._tag, finished ? undefined : "UnexpectedEnd", `ended at ${end}`)
    }
  })

  it.each(samples)("$file, ended anywhere, has the same frames and tail whatever the cuts", (sample) => {
    const bytes = bytesOf(sample)
    const step = sample.file === "openrouter-interleaved.sse" ? 1 : 7
    for (let end = 3; end < bytes.length - 64; end += step) {
      const whole = frames([bytes.subarray(0, end)])
      for (const at of [end - 1, end - 3, end >> 1]) {
        const cut = frames([bytes.subarray(0, at), bytes.subarray(at, end)])
        assert.isTrue(cut === whole, `ended at ${end}, cut at ${at}: ${cut.slice(-9)} and ${whole.slice(-9)}`)
      }
    }
  })

  it.each(samples)("$file gives the same chunks and the same error at offsets all over, and byte by byte", (sample) => {
    const bytes = bytesOf(sample)
    const whole = read([bytes])
    const check = (parts: ReadonlyArray<Uint8Array>, name: string) => {
      const cut = read(parts)
      assert.deepStrictEqual(cut.events, whole.events, name)
      assert.strictEqual(fingerprint(cut.error), fingerprint(whole.error), name)
      assert.strictEqual(cut.verdict, whole.verdict, name)
    }
    // A prime, so that the offsets fall on other places of each event
    for (let at = 0; at <= bytes.length; at += 97) check([bytes.subarray(0, at), bytes.subarray(at)], `cut at ${at}`)
    check(pieces(bytes, 1), "byte by byte")
  })

  // Everything anew, compared by value
  const Places = Schema.Array(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })))
  it.effect.prop("gives the same chunks and the same error at any set of places", { places: Places }, ({ places }) =>
    Effect.gen(function* () {
      for (const sample of samples) {
        const bytes = bytesOf(sample)
        const whole = yield* Stream.make(bytes).pipe(ChunkStream.decode({ as: "result" }), outcome)
        const at = [
          0,
          ...places.map((place) => Math.floor(place * bytes.length)).toSorted((a, b) => a - b),
          bytes.length
        ]
        const parts = at.slice(1).map((end, i) => bytes.subarray(at[i], end))
        const cut = yield* Stream.fromIterable(parts).pipe(
          Stream.rechunk(1),
          ChunkStream.decode({ as: "result" }),
          outcome
        )
        assert.deepStrictEqual(cut.values, whole.values, sample.file)
        assert.strictEqual(fingerprint(cut.error), fingerprint(whole.error), sample.file)
      }
    })
  )
})
