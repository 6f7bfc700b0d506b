import { assert, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import type { ChunkEvent } from "../../src/stream/ChunkStream.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError } from "../../src/errors/StreamError.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as Testing from "../../src/testing/testing.ts"
import * as Web from "../../src/web/Web.ts"
import { bytesOf, pieces, splits } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, sse, wellFormed } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import { drain } from "../support/drain.ts"
import type { Drained } from "../support/drain.ts"
import { upstream } from "../support/upstream.ts"

// -----------------------------------------------------------------------------
// Upstream and downstream
// -----------------------------------------------------------------------------

const answerOf = (body: ReadableStream<Uint8Array> | string | null, init: ResponseInit = {}): Response =>
  new Response(body as BodyInit | null, { headers: { "content-type": "text/event-stream" }, ...init })

async function* read<A>(stream: ReadableStream<A>) {
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

const decodeBy = {
  chunks: (body, options) => drain(Web.chunks(body, options)),
  decoderStream: (body, options) => drain(read(body.pipeThrough(Web.decoderStream(options))))
} satisfies Record<
  string,
  (body: ReadableStream<Uint8Array>, options?: ChunkStream.DecodeOptions) => Promise<Drained<ResponsesStreamChunk>>
>

const ways = Object.entries(decodeBy)

const tagOf = (error: unknown): unknown => {
  assert.instanceOf(error, Error)
  return "_tag" in error ? error._tag : undefined
}

const types = (values: ReadonlyArray<{ readonly type: string }>): ReadonlyArray<string> =>
  values.map(({ type }) => type)

/** Everything that tells one error from another. */
const fingerprint = (error: unknown): string =>
  error instanceof Error ? JSON.stringify([error.message, Object.entries(error)]) : `${error === undefined}`

const done = bytesOf("data: [DONE]\n\n")
const whole = bytesOf(sse(...wellFormed))
const nonsense = bytesOf("data: nonsense\n\n")

/** Lets everything happen that waits for nothing. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

const samples = fileURLToPath(new URL("../../examples/streams/", import.meta.url))
const sampleFiles = readdirSync(samples)
  .filter((file) => file.endsWith(".sse"))
  .map((file) => ({ file, bytes: new Uint8Array(readFileSync(samples + file)) }))

// -----------------------------------------------------------------------------
// Chunks
// -----------------------------------------------------------------------------

describe("Web.chunks", () => {
  it("keeps nothing of pieces that give no chunk, however many come", async () => {
    setFlagsFromString("--expose-gc")
    const collect = runInNewContext("gc") as () => void
    const comment = bytesOf(": OPENROUTER PROCESSING\n\n")
    const used: Array<number> = []
    let pulled = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          if (++pulled % 50_000 === 0) {
            collect()
            used.push(process.memoryUsage().heapUsed)
          }
          if (pulled <= 200_000) controller.enqueue(comment)
          else controller.close()
        }
      },
      { highWaterMark: 0 }
    )
    const { values } = await drain(Web.chunks(body, { onEnd: "allow" }))
    assert.deepStrictEqual(values, [])
    assert.lengthOf(used, 4)
    // 97 bytes for each piece would be 14 MB
    assert.isBelow(used.at(-1)! - used[0]!, 2_000_000)
  })

  it("gives the chunks of a response, and of its body", async () => {
    for (const source of [answerOf(upstream([whole]).body), upstream(pieces(whole, 7)).body]) {
      const { error, values } = await drain(Web.chunks(source))
      assert.isUndefined(error)
      assert.deepStrictEqual(types(values), types(wellFormed as never))
    }
  })

  it("reads nothing before it is asked, and then one piece when its chunks are used up", async () => {
    const source = upstream(wellFormed.map((event) => bytesOf(sse(event, event))))
    const chunks = Web.chunks(source.body)
    await settle()
    assert.strictEqual(source.pulled(), 0)
    assert.isFalse(source.body.locked)
    for (const pulled of [1, 1, 2, 2, 3]) {
      await chunks.next()
      await settle()
      assert.strictEqual(source.pulled(), pulled)
    }
  })

  it("cancels upstream once when the loop is left, and is over then", async () => {
    const source = upstream([whole])
    const chunks = Web.chunks(source.body)
    for await (const chunk of chunks) {
      assert.strictEqual(chunk.type, "response.created")
      break
    }
    assert.deepStrictEqual(source.canceled, [undefined])
    assert.deepStrictEqual(await chunks.next(), { done: true, value: undefined })
    await chunks.return()
    assert.strictEqual(source.canceled.length, 1)
  })

  it("cancels upstream when the loop throws", async () => {
    const source = upstream([whole])
    const { error } = await drain(
      (async function* () {
        for await (const chunk of Web.chunks(source.body)) {
          if (chunk.type === "response.output_text.delta") throw new RangeError("enough")
          yield chunk
        }
      })()
    )
    assert.instanceOf(error, RangeError)
    assert.strictEqual(source.canceled.length, 1)
  })

  it("return() ends a chunk that is waited for", async () => {
    const source = upstream([bytesOf(sse(created))], "stall")
    const chunks = Web.chunks(source.body)
    await chunks.next()
    const waiting = [chunks.next(), chunks.next()]
    await settle()
    assert.deepStrictEqual(await chunks.return(), { done: true, value: undefined })
    for (const next of await Promise.all(waiting)) assert.deepStrictEqual(next, { done: true, value: undefined })
    assert.strictEqual(source.canceled.length, 1)
  })

  it("return() before the first chunk cancels the body", async () => {
    const source = upstream([whole])
    await Web.chunks(answerOf(source.body)).return()
    assert.strictEqual(source.pulled(), 0)
    assert.strictEqual(source.canceled.length, 1)
  })

  it("cancels upstream once at [DONE], before the chunks are used up", async () => {
    const source = upstream([whole, done, nonsense])
    const chunks = Web.chunks(source.body)
    for (const event of wellFormed) assert.strictEqual((await chunks.next()).value?.type, event.type)
    assert.strictEqual(source.canceled.length, 0)
    assert.deepStrictEqual(await chunks.next(), { done: true, value: undefined })
    assert.strictEqual(source.canceled.length, 1)
    assert.strictEqual(source.pulled(), 2)
    await chunks.return()
    assert.strictEqual(source.canceled.length, 1)

    const same = upstream([new Uint8Array([...whole, ...done])], "stall")
    await Web.chunks(same.body).next()
    assert.strictEqual(same.canceled.length, 1)
  })

  it("doesn't cancel what has ended or failed", async () => {
    for (const source of [upstream([whole]), upstream([whole], { failure: new Error("reset") })]) {
      const chunks = Web.chunks(source.body)
      const { error } = await drain(chunks)
      assert.isUndefined(error)
      await chunks.return()
      assert.deepStrictEqual(source.canceled, [])
    }
  })

  it("serves calls that overlap in their order", async () => {
    const source = upstream(pieces(whole, 50))
    const chunks = Web.chunks(source.body)
    const results = await Promise.all(Array.from({ length: wellFormed.length + 2 }, () => chunks.next()))
    assert.deepStrictEqual(
      results.map(({ value }) => value?.type),
      [...types(wellFormed as never), undefined, undefined]
    )
    assert.deepStrictEqual(results.map((result) => result.done).slice(-3), [false, true, true])
  })

  it("gives an error to the first of the calls that wait, and the end to the others", async () => {
    const source = upstream([bytesOf(sse(created)), nonsense], "stall")
    const chunks = Web.chunks(source.body)
    const results = await Promise.allSettled([chunks.next(), chunks.next(), chunks.next()])
    assert.deepStrictEqual(
      results.map((result) => (result.status === "fulfilled" ? result.value.done : tagOf(result.reason))),
      [false, "InvalidJson", true]
    )
    assert.strictEqual(source.canceled.length, 1)
    assert.strictEqual(tagOf(source.canceled[0]), "InvalidJson")
  })

  it("calls nothing when the loop has been left", async () => {
    const skipped: Array<unknown> = []
    const tail = `data: ${JSON.stringify({ ...delta("a"), delta: 1 })}`
    const chunks = Web.chunks(upstream([bytesOf(sse(created) + tail)], "stall").body, {
      onInvalid: "skip",
      onSkip: (error) => void skipped.push(error)
    })
    await chunks.next()
    const waiting = chunks.next()
    await settle()
    await chunks.return()
    await waiting
    assert.deepStrictEqual(skipped, [])
  })

  it("can be iterated over in parts", async () => {
    const chunks = Web.chunks(upstream([whole]).body)
    assert.strictEqual(chunks[Symbol.asyncIterator](), chunks)
    await chunks.next()
    const { values } = await drain(chunks)
    assert.deepStrictEqual(types(values), types(wellFormed.slice(1) as never))
  })

  it("ends with what a callback throws, and cancels upstream", async () => {
    const source = upstream([bytesOf(sse(created)), nonsense], "stall")
    const { error, values } = await drain(
      Web.chunks(source.body, {
        onInvalid: "skip",
        onSkip: () => {
          throw new RangeError("callback")
        }
      })
    )
    assert.instanceOf(error, RangeError)
    assert.strictEqual(values.length, 1)
    assert.strictEqual(source.canceled.length, 1)
  })

  it("refuses an answer that is no event stream, as ChunkStream.fromResponse does", async () => {
    const json = JSON.stringify({ error: { message: "slow down", code: 429 } })
    const answers: ReadonlyArray<() => Response> = [
      () => answerOf(json, { status: 429, headers: { "content-type": "application/json", "retry-after": "7" } }),
      () => answerOf(json, { headers: { "content-type": "application/json" } }),
      () => answerOf(json),
      () => answerOf(null, { status: 502 }),
      () => answerOf(null),
      () => answerOf("<!doctype html>", { headers: { "content-type": "text/html" } })
    ]
    for (const make of answers) {
      const { error, values } = await drain(Web.chunks(make()))
      assert.deepStrictEqual(values, [])
      assert.strictEqual(tagOf(error), "NotAnEventStream")
      const expected = await Effect.runPromise(outcome(ChunkStream.fromResponse(make())))
      assert.strictEqual(fingerprint(error), fingerprint(expected.error))
    }
  })

  it("ends with UnexpectedEnd and its cause when reading fails, or the body is in use", async () => {
    const failure = new Error("reset")
    const broken = await drain(Web.chunks(upstream([bytesOf(sse(created))], { failure }).body))
    assert.strictEqual(broken.values.length, 1)
    assert.strictEqual(tagOf(broken.error), "UnexpectedEnd")
    assert.strictEqual((broken.error as Error).cause, failure)

    const { body } = upstream([whole])
    body.getReader()
    const locked = await drain(Web.chunks(body))
    assert.strictEqual(tagOf(locked.error), "UnexpectedEnd")
    assert.instanceOf((locked.error as Error).cause, TypeError)
  })

  describe("with a signal", () => {
    const start = (parts: ReadonlyArray<Uint8Array>) => {
      const controller = new AbortController()
      const source = upstream(parts, "stall")
      const chunks = Web.chunks(answerOf(source.body), { signal: controller.signal })
      return { chunks, controller, source }
    }
    const reason = new RangeError("enough")

    it("rejects what is waited for with the reason, and cancels upstream once", async () => {
      const { chunks, controller, source } = start([bytesOf(sse(created))])
      await chunks.next()
      const waiting = Promise.allSettled([chunks.next(), chunks.next()])
      await settle()
      controller.abort(reason)
      assert.deepStrictEqual(await waiting, [
        { status: "rejected", reason },
        { status: "fulfilled", value: { done: true, value: undefined } }
      ])
      assert.deepStrictEqual(source.canceled, [reason])
      await chunks.return()
      assert.strictEqual(source.canceled.length, 1)
    })

    it("drops chunks that were read and not asked for", async () => {
      const { chunks, controller, source } = start([whole])
      await chunks.next()
      controller.abort(reason)
      const { error, values } = await drain(chunks)
      assert.strictEqual(error, reason)
      assert.deepStrictEqual(values, [])
      assert.deepStrictEqual(source.canceled, [reason])
    })

    it("that is aborted already reads nothing", async () => {
      const { chunks, controller, source } = start([whole])
      controller.abort(reason)
      const { error } = await drain(chunks)
      assert.strictEqual(error, reason)
      assert.strictEqual(source.pulled(), 0)
      assert.deepStrictEqual(source.canceled, [reason])
    })

    it("aborts an answer that is no event stream while its body is read", async () => {
      const controller = new AbortController()
      const source = upstream([bytesOf("{")], "stall")
      const chunks = Web.chunks(answerOf(source.body, { status: 500 }), { signal: controller.signal })
      const waiting = Promise.allSettled([chunks.next()])
      await settle()
      controller.abort(reason)
      assert.deepStrictEqual(await waiting, [{ status: "rejected", reason }])
      assert.strictEqual(source.canceled.length, 1)
    })

    it("leaves nothing on the signal, however the loop ends", async () => {
      for (const parts of [[whole, done], [bytesOf(sse(created)), nonsense], [bytesOf(sse(created))]]) {
        const { chunks, controller } = start(parts)
        const listeners = new Set<unknown>()
        const { signal } = controller
        const add = signal.addEventListener.bind(signal)
        const remove = signal.removeEventListener.bind(signal)
        signal.addEventListener = (type: string, listener: never) => {
          listeners.add(listener)
          add(type, listener)
        }
        signal.removeEventListener = (type: string, listener: never) => {
          listeners.delete(listener)
          remove(type, listener)
        }
        await chunks.next()
        assert.strictEqual(listeners.size, 1)
        if (parts.length === 1) await chunks.return()
        else await drain(chunks)
        assert.strictEqual(listeners.size, 0)
      }
    })
  })
})

// -----------------------------------------------------------------------------
// A TransformStream
// -----------------------------------------------------------------------------

describe("Web.decoderStream", () => {
  it("is a TransformStream", () => {
    assert.instanceOf(Web.decoderStream(), TransformStream)
  })

  it("gives every chunk before an error, to a reader that is slow and while upstream says nothing more", async () => {
    const source = upstream([new Uint8Array([...bytesOf(sse(created, itemAdded)), ...nonsense])], "stall")
    const reader = source.body.pipeThrough(Web.decoderStream()).getReader()
    for (const type of [created.type, itemAdded.type]) {
      await settle()
      assert.strictEqual((await reader.read()).value?.type, type)
    }
    await settle()
    const [error] = await Promise.allSettled([reader.read()])
    assert(error.status === "rejected")
    assert.strictEqual(tagOf(error.reason), "InvalidJson")
    await settle()
    assert.strictEqual(source.canceled.length, 1)
    assert.strictEqual(source.canceled[0], error.reason)
  })

  it("closes at [DONE] and cancels upstream once", async () => {
    const source = upstream([whole, done], "stall")
    const { error, values } = await drain(read(source.body.pipeThrough(Web.decoderStream())))
    assert.isUndefined(error)
    assert.strictEqual(values.length, wellFormed.length)
    await settle()
    assert.strictEqual(source.canceled.length, 1)
  })

  it("cancels upstream with the reason when its reader leaves", async () => {
    const source = upstream([whole], "stall")
    const reader = source.body.pipeThrough(Web.decoderStream()).getReader()
    await reader.read()
    await reader.cancel("bye")
    await settle()
    assert.deepStrictEqual(source.canceled, ["bye"])
  })

  it("reads no more of upstream than a TransformStream that does nothing", async () => {
    const pulled = async (transform: TransformStream<Uint8Array, unknown>) => {
      const counts: Array<number> = []
      const source = upstream(wellFormed.map((event) => bytesOf(sse(event))))
      const reader = source.body.pipeThrough(transform).getReader()
      await settle()
      counts.push(source.pulled())
      while (!(await reader.read()).done) {
        await settle()
        counts.push(source.pulled())
      }
      return counts
    }
    assert.deepStrictEqual(await pulled(Web.decoderStream()), await pulled(new TransformStream()))
  })

  it("errors with UnexpectedEnd and its cause when upstream fails", async () => {
    const failure = new Error("reset")
    const source = upstream([bytesOf(sse(created))], { failure })
    const { error, values } = await drain(read(source.body.pipeThrough(Web.decoderStream())))
    assert.strictEqual(values.length, 1)
    assert.strictEqual(tagOf(error), "UnexpectedEnd")
    assert.strictEqual((error as Error).cause, failure)
  })
})

// -----------------------------------------------------------------------------
// The same as ChunkStream
// -----------------------------------------------------------------------------

describe("chunks and errors", () => {
  /** What each way gives of the same pieces. */
  const readAll = async (parts: ReadonlyArray<Uint8Array>, options: ChunkStream.DecodeOptions) => {
    const expected = await Effect.runPromise(
      outcome(Stream.fromIterable(parts).pipe(Stream.rechunk(1), ChunkStream.decode(options)))
    )
    const actual = await Promise.all(ways.map(([, decode]) => decode(upstream(parts).body, options)))
    const comparable = ({ error, values }: Drained<ResponsesStreamChunk>) => ({ values, error: fingerprint(error) })
    return { expected: ways.map(() => comparable(expected)), actual: actual.map(comparable) }
  }
  const onSkip = () => {}
  const policies: ReadonlyArray<ChunkStream.DecodeOptions> = [
    {},
    { onInvalid: "skip", onSkip },
    { onInvalid: "skip", onSkip, onEnd: "allow", tolerance: "strict" },
    { maxEventSize: 600 },
    { onEnd: "synthesize" }
  ]

  it.each(sampleFiles)("of $file are those of ChunkStream.decode, however it is cut", async ({ bytes, file }) => {
    for (const options of policies) {
      for (const size of [1, 61, bytes.length]) {
        const { actual, expected } = await readAll(pieces(bytes, size), options)
        assert.deepStrictEqual(actual, expected, `${file} in pieces of ${size}`)
      }
      const { actual, expected } = await readAll([bytes.subarray(0, bytes.length / 2)], options)
      assert.deepStrictEqual(actual, expected, `half of ${file}`)
    }
  })

  const Plan = Schema.Struct({
    size: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 400 })),
    at: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 0.999 })),
    fault: Schema.NullOr(Schema.Literals(["notJson", "missingKey", "null", "wrongType", "cut"])),
    policy: Schema.Literals([0, 1, 2, 3, 4]),
    dialect: Schema.Literals(["OpenAI", "OpenRouter"]),
    lineEnd: Schema.Literals(["\n", "\r\n"])
  })
  it.effect.prop(
    "of any answer, whole or broken, are those of ChunkStream.decode",
    { answer: Testing.anyAnswer(), plan: Plan },
    ({ answer, plan: { at, fault, lineEnd, dialect, policy, size } }) =>
      Effect.promise(async () => {
        const { length } = Testing.toJson(answer)
        // Places from the end, so that many cuts leave nothing but the terminal chunk away
        const place = length - 1 - Math.floor(at * at * length)
        const broken =
          fault === null ? answer : answer.pipe(fault === "cut" ? Testing.cut(place) : Testing.malformed(place, fault))
        const { actual, expected } = await readAll(
          Testing.toPieces(broken, size, { lineEnd, dialect }),
          policies[policy]!
        )
        assert.deepStrictEqual(actual, expected, `${fault} at ${place}`)
      })
  )
})

// -----------------------------------------------------------------------------
// Passing on
// -----------------------------------------------------------------------------

/** A callback that keeps what it is called with. */
const recorder = () => {
  const events: Array<ChunkEvent> = []
  const errors: Array<ChunkStreamError> = []
  const summaries: Array<Web.ValidateSummary> = []
  const options = {
    onEvent: (event) => void events.push(event),
    onError: (error) => void errors.push(error),
    onFinish: (summary) => void summaries.push(summary)
  } satisfies Web.ValidateOptions
  return { events, errors, summaries, options }
}

const textOf = (bytes: ReadonlyArray<Uint8Array>): string => {
  // A decoder that is told nothing takes a BOM away
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  return bytes.map((piece) => decoder.decode(piece, { stream: true })).join("")
}

/** Passes pieces through `validate` and gives what the client gets. */
const passOn = async (
  parts: ReadonlyArray<Uint8Array>,
  options: Web.ValidateOptions,
  after?: "end" | "stall" | { readonly failure: unknown }
) => {
  const source = upstream(parts, after)
  const seen = recorder()
  const response = Web.validate(answerOf(source.body), { ...seen.options, ...options })
  const { error, values } = await drain(read(response.body!))
  return { error, source, text: textOf(values), values, ...seen }
}

/** The `error` event that ends a text, as our own strict decoder reads it, and what is before it. */
const errorEventOf = async (text: string) => {
  const { error, values } = await drain(
    Web.chunks(upstream([bytesOf(text)]).body, { onInvalid: "skip", onSkip: () => {}, tolerance: "strict" })
  )
  assert.isUndefined(error)
  const last = values.at(-1)
  assert(last?.type === "error")
  const at = Math.max(text.lastIndexOf("event: error\n"), text.lastIndexOf('data: {"type":"error"'))
  return {
    chunk: last,
    before: text.slice(0, text.includes("event: error\n") ? text.lastIndexOf("event: error\n") : at)
  }
}

const json = (event: unknown): string => JSON.stringify(event)

interface Block {
  readonly text: string
  readonly isInvalid?: true
}

/** Blocks with everything that bytes can have: line ends of all kinds, comments, fields, events over many lines. */
const blocks: ReadonlyArray<Block> = [
  { text: "\uFEFFretry: 3000\n\n" },
  { text: ": OPENROUTER PROCESSING\n" },
  { text: "\n" },
  { text: `id: 1\nevent: response.created\ndata: ${json(created)}\n\n` },
  { text: `data: ${json({ ...itemAdded, vendor: "é€😀" })}\r\n\r\n` },
  { text: "data: nonsense é\r\n\r\n", isInvalid: true },
  { text: ":\r\n" },
  { text: `x-field: 1\r\ndata: ${json(delta("a")).replace(",", ",\r\ndata: ")}\r\n: between\r\nretry: 5\r\n\r\n` },
  { text: "\r\n" },
  { text: `data: ${json({ ...delta("b"), delta: 1 })}\n\n`, isInvalid: true },
  { text: 'event: new\rdata: {"type":"response.new"}\r\r' },
  { text: ": invalid after a carriage return\r" },
  { text: "id: 7\r: within\rdata: []\r\r", isInvalid: true },
  { text: `data: ${json(delta("\u2028"))}\n\r` },
  { text: `data:${json(completed)}\n\n` },
  { text: "data: [DONE]\n\n" }
]

const joined = (some: ReadonlyArray<Block>): string => some.map(({ text }) => text).join("")
const allBytes = bytesOf(joined(blocks))

/** Cut in two at every line end, and at places between; byte by byte; in small pieces. */
const cuts: ReadonlyArray<ReadonlyArray<Uint8Array>> = [
  ...splits(allBytes).filter((parts, at) => {
    const around = allBytes.subarray(Math.max(0, at - 2), at + 2)
    return parts.length !== 2 || at % 17 === 0 || around.includes(10) || around.includes(13)
  }),
  ...[2, 5, 13, 100].map((size) => pieces(allBytes, size))
]

describe("Web.validate", () => {
  it("keeps headers about the bytes of the body only if all bytes pass", () => {
    const names = ["content-digest", "content-md5", "digest", "etag", "repr-digest"]
    for (const [onInvalid, kept] of [
      ["pass", names],
      ["drop", []],
      ["abort", []]
    ] as const) {
      const headers = { "content-type": "text/event-stream", ...Object.fromEntries(names.map((name) => [name, "x"])) }
      const response = Web.validate(new Response(upstream([whole]).body, { headers }), { onInvalid })
      assert.deepStrictEqual(
        [...response.headers.keys()].filter((name) => names.includes(name)),
        kept
      )
    }
  })

  it("adds no byte behind [DONE], however its lines end", async () => {
    for (const text of ["data:[DONE]\n\r", "data:[DONE]\r\n\r", "data:[DONE]\n\n"])
      for (const onInvalid of ["drop", "abort"] as const)
        assert.strictEqual((await passOn([bytesOf(text)], { onInvalid, onEnd: "allow" })).text, text)
  })

  it("ends with its error in the place of an unfinished event, though a comment stands in that", async () => {
    for (const onInvalid of ["drop", "abort"] as const) {
      const { text } = await passOn([bytesOf("data:[DONE]\nx\r:\r")], { onInvalid })
      assert.match(text.trim(), /^data: \{"type":"error",.*"code":"unexpected_end".*\}$/)
    }
  })

  it("gives a response at once, with the status and the headers of the other", () => {
    const headers = new Headers({ "content-type": "text/event-stream", "x-request-id": "r1", "content-length": "10" })
    for (const [name, value] of [
      ["content-encoding", "gzip"],
      ["transfer-encoding", "chunked"],
      ["connection", "keep-alive"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"]
    ] as const) {
      headers.append(name, value)
    }
    const source = upstream([whole])
    const response = Web.validate(new Response(source.body, { headers, status: 201, statusText: "Made" }))
    assert.instanceOf(response, Response)
    assert.deepStrictEqual([response.status, response.statusText], [201, "Made"])
    assert.deepStrictEqual(
      [...response.headers],
      [
        ["content-type", "text/event-stream"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
        ["x-request-id", "r1"]
      ]
    )
    assert.strictEqual(source.pulled(), 0)
    assert.isTrue(source.body.locked)
  })

  describe('onInvalid: "pass"', () => {
    it("passes every byte on, in the same pieces, whatever they are", async () => {
      const inputs = [allBytes, bytesOf("{}"), new Uint8Array([0xff, 0xfe, 10, 10]), bytesOf(sse(created)), whole]
      for (const input of inputs) {
        for (const parts of [[input], pieces(input, 3)]) {
          const { error, values } = await passOn(parts, { onInvalid: "pass", maxEventSize: 100 })
          assert.isUndefined(error)
          assert.deepStrictEqual<ReadonlyArray<Uint8Array>>(values, parts)
        }
      }
    })

    it("is the default, and reports valid and invalid events in their order", async () => {
      const order: Array<string> = []
      await passOn([allBytes], {
        onEvent: ({ chunk, index }) => void order.push(`${index} ${chunk.type}`),
        onError: (error) => void order.push(`${error.index} ${error._tag}`)
      })
      assert.deepStrictEqual(order, [
        "0 response.created",
        "1 response.output_item.added",
        "2 InvalidJson",
        "3 response.output_text.delta",
        "4 InvalidChunk",
        "5 UNKNOWN",
        "6 InvalidChunk",
        "7 response.output_text.delta",
        "8 response.completed"
      ])
    })

    it("gives events as ChunkStream does", async () => {
      const { events } = await passOn([allBytes], {})
      const expected = await Effect.runPromise(
        Stream.make(allBytes).pipe(
          ChunkStream.decode({ as: "event", onInvalid: "skip", onSkip: () => {} }),
          Stream.runCollect
        )
      )
      assert.deepStrictEqual(events, expected)
    })

    it.each(["[DONE]", " [DONE] ", "\t[DONE]"])("ends at %j, though upstream stays open", async (data) => {
      const end = bytesOf(`data: ${data}\n\n`)
      const { error, errors, source, summaries, values } = await passOn([whole, end, nonsense], {}, "stall")
      assert.deepStrictEqual<ReadonlyArray<Uint8Array>>(values, [whole, end])
      assert.isUndefined(error)
      assert.deepStrictEqual(errors, [])
      assert.strictEqual(source.canceled.length, 1)
      assert.strictEqual(source.pulled(), 2)
      assert.deepStrictEqual(
        summaries.map(({ events, outcome, verdict }) => [outcome, verdict, events]),
        [["ended", "Completed", wellFormed.length]]
      )
    })

    it("ends at [DONE] with what comes in the same piece, also where the response isn't whole", async () => {
      const piece = bytesOf(sse(created) + "data: [DONE]\n\ndata: nonsense\n\n")
      const { errors, source, summaries, values } = await passOn([piece], {}, "stall")
      assert.deepStrictEqual<ReadonlyArray<Uint8Array>>(values, [piece])
      assert.deepStrictEqual(errors.map(tagOf), ["UnexpectedEnd"])
      assert.deepStrictEqual(source.canceled, errors)
      assert.deepStrictEqual(
        summaries.map(({ error, outcome, verdict }) => [outcome, verdict, error]),
        [["ended", "Truncated", errors[0]]]
      )
    })

    it("goes on after the terminal chunk, and passes the failure of upstream on", async () => {
      const failure = new Error("reset")
      const parts = [whole, bytesOf(": alive\n\n"), nonsense]
      const { error, errors, source, summaries, values } = await passOn(parts, {}, { failure })
      assert.deepStrictEqual<ReadonlyArray<Uint8Array>>(values, parts)
      assert.strictEqual(error, failure)
      assert.deepStrictEqual(errors.map(tagOf), ["InvalidJson"])
      assert.deepStrictEqual(source.canceled, [])
      assert.deepStrictEqual(
        summaries.map(({ events, outcome, verdict }) => [outcome, verdict, events]),
        [["failed", "Completed", wellFormed.length + 1]]
      )
    })

    it("reports a failure of upstream before the terminal chunk, with its cause", async () => {
      const failure = new Error("reset")
      const { error, errors } = await passOn([bytesOf(sse(created))], {}, { failure })
      assert.strictEqual(error, failure)
      assert.deepStrictEqual(errors.map(tagOf), ["UnexpectedEnd"])
      assert.strictEqual(errors[0]!.cause, failure)
    })

    it("stops the check at an error of the stream, reports it once, and goes on passing", async () => {
      const parts = [bytesOf(sse(created)), new Uint8Array([0xff]), whole]
      const { errors, events, summaries, values } = await passOn(parts, {})
      assert.deepStrictEqual<ReadonlyArray<Uint8Array>>(values, parts)
      assert.deepStrictEqual(errors.map(tagOf), ["InvalidUtf8"])
      assert.strictEqual(events.length, 1)
      assert.strictEqual(summaries[0]?.error, errors[0])
      assert.strictEqual(summaries[0]?.outcome, "ended")
    })
  })

  describe('onInvalid: "drop"', () => {
    const expected = joined(blocks.filter(({ isInvalid }) => isInvalid !== true))

    it("drops the bytes of invalid events and no others, however the bytes are cut", async () => {
      for (const parts of cuts) {
        const { errors, source, summaries, text } = await passOn(parts, { onInvalid: "drop" }, "stall")
        if (text !== expected) assert.strictEqual(text, expected, `first piece ${parts[0]?.length}`)
        assert.deepStrictEqual(errors.map(tagOf), ["InvalidJson", "InvalidChunk", "InvalidChunk"])
        assert.strictEqual(source.canceled.length, 1, "[DONE] cancels upstream")
        assert.deepStrictEqual(
          summaries.map(({ events, invalid, outcome, unknown, verdict }) => [
            outcome,
            verdict,
            events,
            unknown,
            invalid
          ]),
          [["ended", "Completed", 9, 1, 3]]
        )
      }
    })

    it("gives nothing that shares a buffer with something else", async () => {
      const text = joined(blocks)
      for (const size of [allBytes.length, 200, 50]) {
        const source = upstream(pieces(allBytes, size).map((piece) => piece.slice()))
        const reader = Web.validate(answerOf(source.body), { onInvalid: "drop", onError: () => {} }).body!.getReader()
        let got = ""
        for (;;) {
          const { done, value } = await reader.read()
          if (done) break
          got += textOf([value])
          // What a byte stream does with the buffers that it is given
          structuredClone(value.buffer, { transfer: [value.buffer] })
        }
        assert.strictEqual(got.length, expected.length, `${text.length}`)
      }
    })

    it("passes on the last event without its blank line, [DONE] too", async () => {
      for (const tail of [
        ": bye\n",
        `data: ${json({ type: "keepalive", sequence_number: 9 })}`,
        "data: [DONE]",
        "id: 1\ndata: [DONE]\n",
        ""
      ]) {
        const text = sse(...wellFormed) + tail
        const { errors, text: passed } = await passOn(pieces(bytesOf(text), 9), { onInvalid: "drop" })
        assert.strictEqual(passed, text)
        assert.deepStrictEqual(errors, [])
      }
    })

    it("leaves out what is cut behind the terminal chunk", async () => {
      for (const tail of ['data: {"type":"resp', 'data: {"type":"keepalive"}', "data: nonsense"]) {
        const { error, text } = await passOn([bytesOf(sse(...wellFormed) + tail)], {
          onInvalid: "drop",
          tolerance: "strict"
        })
        assert.isUndefined(error)
        assert.strictEqual(text, sse(...wellFormed))
      }
    })
  })

  describe("an event that ends the response and is invalid", () => {
    const broken = { type: "response.completed", sequence_number: 4, response: 1 }
    const cases: ReadonlyArray<readonly [name: string, text: string, code: string]> = [
      ["has a wrong shape", sse(broken), "InvalidChunk"],
      ["is of another terminal type", sse({ ...broken, type: "response.failed" }), "InvalidChunk"],
      ["is an error", sse({ type: "error", sequence_number: 4, message: 1 }), "InvalidChunk"],
      ["is not JSON", "event: response.completed\ndata: {\n\n", "InvalidJson"],
      ["has no data", "event: response.incomplete\ndata:\n\n", "InvalidJson"]
    ]
    const good = sse(...wellFormed.slice(0, -1))

    it.each(cases)("drop: ends the body with an error event if it %s", async (_, text, tag) => {
      const parts = [bytesOf(good), bytesOf(text), done]
      const { error, errors, source, summaries, text: passed } = await passOn(parts, { onInvalid: "drop" }, "stall")
      assert.isUndefined(error)
      const end = await errorEventOf(passed)
      assert.strictEqual(end.before, good)
      assert.strictEqual(end.chunk.code, "invalid_event")
      assert.deepStrictEqual(errors.map(tagOf), [tag])
      assert.deepStrictEqual(source.canceled, errors)
      assert.strictEqual(source.pulled(), 2)
      assert.deepStrictEqual(
        summaries.map(({ error, invalid, outcome }) => [outcome, invalid, error]),
        [["aborted", 1, errors[0]]]
      )
    })

    it("drop: is dropped behind one that is valid", async () => {
      for (const first of [sse(completed), sse({ type: "error", code: "c", message: "m", param: null })]) {
        const text = good + first
        const parts = [bytesOf(text), bytesOf(sse(broken)), bytesOf(": alive\n\n"), done]
        const { errors, text: passed } = await passOn(parts, { onInvalid: "drop" }, "stall")
        assert.strictEqual(passed, text + ": alive\n\n" + textOf([done]))
        assert.deepStrictEqual(errors.map(tagOf), ["InvalidChunk"])
      }
    })

    it("pass: is reported, and passes", async () => {
      const parts = [bytesOf(good), bytesOf(sse(broken)), done]
      const { errors, values } = await passOn(parts, {}, "stall")
      assert.deepStrictEqual<ReadonlyArray<Uint8Array>>(values, parts)
      assert.strictEqual(errors[0]?._tag, "InvalidChunk")
    })
  })

  describe.each(["pass", "drop", "abort"] as const)("%s: whatever the pieces are", (onInvalid) => {
    const heartbeats = ["data:\n\n", "data\n\n", "event: ping\ndata: {}\n\n", "data: null\r\n\r\n"].map(
      (text): Block => ({ text })
    )
    const any = [...blocks.slice(0, -1), ...heartbeats]
    const parts = [...any.map(({ text }) => bytesOf(text)), new Uint8Array([100, 0xff, 10, 10])]

    it("passes events that say nothing", async () => {
      for (const { text } of heartbeats) {
        const stream = text + sse(created) + text + sse(completed) + text
        const { errors, text: passed } = await passOn(pieces(bytesOf(stream), 3), { onInvalid })
        assert.strictEqual(passed, stream)
        assert.deepStrictEqual(errors, [])
      }
    })

    it.effect.prop(
      "the bytes, errors and counts are the same",
      {
        which: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: parts.length - 1 }))).check(
          Schema.isMaxLength(8)
        ),
        cut: Schema.Array(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))).check(
          Schema.isMaxLength(12)
        ),
        end: Schema.Literals(["", "data: [DONE]\n\n", "data: [DONE]", "data: {", ": b"])
      },
      ({ cut, end, which }) =>
        Effect.promise(async () => {
          const bytes = new Uint8Array([...which.flatMap((i) => Array.from(parts[i]!)), ...bytesOf(end)])
          const places = [...cut.map((at) => Math.floor(at * bytes.length)), bytes.length].toSorted((a, b) => a - b)
          const outcomeOf = async (some: ReadonlyArray<Uint8Array>) => {
            const { errors, summaries, values } = await passOn(some, { onInvalid, maxEventSize: 1000 })
            const passed = Array.from(values.flatMap((piece) => Array.from(piece)))
            return { passed, errors: errors.map(fingerprint), summaries: summaries.map((summary) => json(summary)) }
          }
          const inPieces = places.map((to, i) => bytes.subarray(places[i - 1] ?? 0, to))
          const expected = await outcomeOf([bytes])
          assert.deepStrictEqual(await outcomeOf(inPieces), expected)
          assert.deepStrictEqual(await outcomeOf(pieces(bytes, 1)), expected)
        })
    )

    it("positions count every byte", async () => {
      const text = sse(created).replaceAll("\n", "\r\n")
      const bytes = new Uint8Array([...bytesOf(text), ...bytesOf(text), 0xff])
      for (const cut of splits(bytes)) {
        const { errors } = await passOn(cut, { onInvalid })
        assert(errors[0]?._tag === "InvalidUtf8")
        assert.strictEqual(errors[0].byteOffset, 2 * text.length)
      }
      // The rest of a line break is a piece of its own
      const { errors } = await passOn(
        [bytesOf(text.slice(0, -1)), bytesOf("\n"), bytesOf(text), new Uint8Array([0xff])],
        { onInvalid }
      )
      assert(errors[0]?._tag === "InvalidUtf8")
      assert.strictEqual(errors[0].byteOffset, 2 * text.length)
    })

    it("takes as many blank lines as there are", async () => {
      const blank = "\n".repeat(125_000)
      for (const text of [
        blank + sse(...wellFormed),
        sse(...wellFormed) + blank,
        sse(created) + blank + sse(completed)
      ]) {
        for (const size of [text.length, 1000]) {
          const options = { onInvalid, maxEventSize: 1000 }
          const { error, errors, summaries, text: passed } = await passOn(pieces(bytesOf(text), size), options)
          assert.isUndefined(error)
          assert.strictEqual(passed, text)
          assert.deepStrictEqual(errors, [])
          assert.strictEqual(summaries.length, 1)
        }
      }
    })

    it("takes an event in as many pieces as it comes in", async () => {
      const text = sse(delta("x".repeat(130_000)), completed)
      const { error, errors, text: passed } = await passOn(pieces(bytesOf(text), 1), { onInvalid })
      assert.isUndefined(error)
      assert.strictEqual(passed, text)
      assert.deepStrictEqual(errors, [])
    })
  })

  describe('onInvalid: "abort"', () => {
    it("ends with an error event at the first invalid one, however the bytes are cut", async () => {
      const before = joined(blocks.slice(0, 5))
      for (const parts of cuts) {
        const { error, errors, events, source, summaries, text } = await passOn(parts, { onInvalid: "abort" }, "stall")
        assert.isUndefined(error)
        const end = await errorEventOf(text)
        assert.strictEqual(end.before, before)
        const { code, message, param, sequenceNumber } = end.chunk
        assert.deepStrictEqual(
          [code, message, param, sequenceNumber],
          ["invalid_event", "The provider sent an event that is not JSON.", null, itemAdded.sequence_number + 1]
        )
        assert.deepStrictEqual(errors.map(tagOf), ["InvalidJson"])
        assert.strictEqual(events.length, 2)
        assert.deepStrictEqual(source.canceled, errors)
        const [summary] = summaries
        assert(summary?.outcome === "aborted")
        assert.strictEqual(summary.error, errors[0])
      }
    })

    it("names the event as the others are named", async () => {
      const bad = "data: nonsense\n\n"
      const named = await passOn([bytesOf(`event: response.created\ndata: ${json(created)}\n\nevent: x\n${bad}`)], {
        onInvalid: "abort"
      })
      assert.include(named.text, '\n\nevent: error\ndata: {"type":"error"')
      const unnamed = await passOn([bytesOf(sse(created) + bad)], { onInvalid: "abort" })
      assert.notInclude(unnamed.text, "event:")
    })

    it("says what toErrorEvent says, and its own words where that throws", async () => {
      const log = vi.spyOn(console, "error").mockImplementation(() => {})
      const parts = [bytesOf(sse(created)), nonsense]
      const own = await passOn(parts, {
        onInvalid: "abort",
        toErrorEvent: (error) => ({ message: `line\n\ndata: ${error._tag}`, code: "c", param: "p" })
      })
      const { chunk } = await errorEventOf(own.text)
      assert.deepStrictEqual([chunk.message, chunk.code, chunk.param], ["line\n\ndata: InvalidJson", "c", "p"])
      const thrown = new RangeError("callback")
      const fallback = await passOn(parts, {
        onInvalid: "abort",
        toErrorEvent: () => {
          throw thrown
        }
      })
      assert.deepStrictEqual(log.mock.lastCall?.[1], thrown)
      log.mockRestore()
      assert.strictEqual((await errorEventOf(fallback.text)).chunk.code, "invalid_event")
    })

    it("keeps to a sequence number that can be written", async () => {
      const infinite = json({ ...created, sequence_number: 1 }).replace(
        '"sequence_number":1',
        '"sequence_number":1e999'
      )
      const { text } = await passOn([bytesOf(`data: ${infinite}\n\n`)], { onInvalid: "abort" })
      assert.strictEqual((await errorEventOf(text)).chunk.sequenceNumber, 1)
    })
  })

  it.each(["drop", "abort"] as const)(
    "%s: ends with an error event what can't be checked any more",
    async (onInvalid) => {
      const failure = new Error("reset")
      const good = sse(created)
      const keepalive = `data: ${json({ type: "keepalive", sequence_number: 9 })}`
      const big = `data: ${json(delta("x".repeat(2000)))}\n\n`
      const cases: ReadonlyArray<
        readonly [text: string, before: string, tag: string, code: string, after?: { readonly failure: unknown }]
      > = [
        [good, good, "UnexpectedEnd", "unexpected_end"],
        [good, good, "UnexpectedEnd", "unexpected_end", { failure }],
        [good + 'data: {"type":"resp', good, "UnexpectedEnd", "unexpected_end"],
        [good + keepalive, good + keepalive + "\n\n", "UnexpectedEnd", "unexpected_end"],
        [good + keepalive + "\r", good + keepalive + "\r\n\n", "UnexpectedEnd", "unexpected_end"],
        [good + "data: [DONE]\n\n", good, "UnexpectedEnd", "unexpected_end"],
        [good + "data: [DONE]\n", good, "UnexpectedEnd", "unexpected_end"],
        [good + big, good, "EventTooLarge", "event_too_large"],
        ["retry: 1\n\n", "", "UnexpectedEnd", "unexpected_end"],
        // Heartbeats and comments are all that comes
        ["data: {}", "data: {}\n\n", "UnexpectedEnd", "unexpected_end"],
        ["data: null\n", "data: null\n\n\n", "UnexpectedEnd", "unexpected_end"],
        ["retry: 1\n\ndata: {}", "retry: 1\n\ndata: {}\n\n", "UnexpectedEnd", "unexpected_end"],
        ["data: {}\n\ndata: {}", "data: {}\n\ndata: {}\n\n", "UnexpectedEnd", "unexpected_end"],
        [good + "event: ping\ndata: {}", good + "event: ping\ndata: {}\n\n", "UnexpectedEnd", "unexpected_end"],
        ["data:\n\ndata:", "data:\n\n", "UnexpectedEnd", "unexpected_end"],
        [": hi\n", ": hi\n", "UnexpectedEnd", "unexpected_end"],
        ["\uFEFF: hi\n", "\uFEFF: hi\n", "UnexpectedEnd", "unexpected_end"],
        ["data: {}\n\ndata: [DONE]\n\n", "data: {}\n\n", "UnexpectedEnd", "unexpected_end"],
        ["data: [DONE]\n\n", "", "UnexpectedEnd", "unexpected_end"],
        ['{\n\n"error": {"message": "no"}\n\n}', "", "NotAnEventStream", "not_an_event_stream"],
        ["", "", "UnexpectedEnd", "unexpected_end"]
      ]
      for (const [text, before, tag, code, after] of cases) {
        for (const size of [1, 20, 10_000]) {
          const result = await passOn(pieces(bytesOf(text), size), { onInvalid, maxEventSize: 1000 }, after)
          assert.isUndefined(result.error, text)
          const end = await errorEventOf(result.text)
          assert.strictEqual(end.before, before, text)
          assert.strictEqual(end.chunk.code, code, text)
          assert.deepStrictEqual(result.errors.map(tagOf), [tag], text)
          assert.strictEqual(result.summaries[0]?.outcome, "aborted")
          assert.strictEqual(result.summaries.length, 1)
        }
      }
      const invalidUtf8 = new Uint8Array([...bytesOf(good), 100, 0xff, 10, 10])
      const utf8 = await passOn([invalidUtf8], { onInvalid })
      assert.strictEqual((await errorEventOf(utf8.text)).before, good)

      const allowed = await passOn([bytesOf(good)], { onInvalid, onEnd: "allow" })
      assert.strictEqual(allowed.text, good)
    }
  )

  it.each(["drop", "abort"] as const)("%s: holds no more than an event may have", async (onInvalid) => {
    const line = bytesOf(`x: ${"y".repeat(1000)}\n`)
    const lines = Array.from({ length: 1000 }, () => line)
    const { errors, source, text } = await passOn([bytesOf(sse(created)), ...lines], { onInvalid, maxEventSize: 1000 })
    assert.deepStrictEqual(errors.map(tagOf), ["EventTooLarge"])
    assert.isBelow(source.pulled(), 100)
    assert.strictEqual((await errorEventOf(text)).before, sse(created))
  })

  it("reports usage, verdict and repairs when the body has ended", async () => {
    const usage = { input_tokens: 8, output_tokens: 16, total_tokens: 24 }
    const { sequence_number: _, ...unnumbered } = delta("a")
    const text = sse(created, unnumbered, { ...completed, response: { ...completed.response, usage } })
    const { summaries } = await passOn([bytesOf(text)], {})
    assert.deepStrictEqual(JSON.parse(json(summaries)), [
      {
        outcome: "ended",
        verdict: "Completed",
        events: 3,
        unknown: 0,
        invalid: 0,
        repaired: 1,
        usage: { inputTokens: 8, outputTokens: 16, totalTokens: 24 }
      }
    ])
  })

  it("cancels upstream once when the client leaves, also while it waits, and reports it", async () => {
    for (const onInvalid of ["pass", "drop", "abort"] as const) {
      for (const waits of [false, true]) {
        const source = upstream([bytesOf(sse(created)), bytesOf(sse(itemAdded).slice(0, 9))], "stall")
        const { errors, options, summaries } = recorder()
        const reader = Web.validate(answerOf(source.body), { ...options, onInvalid }).body!.getReader()
        await reader.read()
        const pending = waits ? reader.read() : undefined
        await settle()
        await reader.cancel("bye")
        await pending
        await settle()
        assert.deepStrictEqual(source.canceled, ["bye"])
        assert.deepStrictEqual(errors, [])
        assert.deepStrictEqual(
          summaries.map(({ events, outcome, verdict }) => [outcome, verdict, events]),
          [["canceled", "Truncated", 1]]
        )
      }
    }
  })

  it("reads no more than the client reads", async () => {
    for (const onInvalid of ["pass", "drop", "abort"] as const) {
      const source = upstream(wellFormed.map((event) => bytesOf(sse(event))))
      const reader = Web.validate(answerOf(source.body), { onInvalid }).body!.getReader()
      for (const pulled of [0, 1, 2, 3]) {
        await settle()
        assert.strictEqual(source.pulled(), pulled)
        await reader.read()
      }
    }
  })

  it("says on the console what a callback throws or rejects with, and goes on", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {})
    const thrown = new RangeError("callback")
    const fail = () => {
      throw thrown
    }
    const text = ": c\n\n" + sse({ ...created, sequence_number: undefined }) + "data: nonsense\n\n" + sse(completed)
    const calls = { onEvent: fail, onError: fail, onFinish: fail, onComment: fail, onRepair: fail }
    const rejecting = { onEvent: () => Promise.reject(thrown) } as unknown as Web.ValidateOptions
    const { text: passed } = await passOn([bytesOf(text)], calls)
    const logged = log.mock.calls.splice(0)
    const { text: passedToo } = await passOn([bytesOf(sse(completed))], rejecting)
    const loggedToo = log.mock.calls.splice(0)
    log.mockRestore()
    assert.strictEqual(passed, text)
    assert.strictEqual(passedToo, sse(completed))
    // A comment, a repair, two events, an error and the end
    assert.deepStrictEqual(
      logged.map((call) => call[1]),
      Array.from({ length: 6 }, () => thrown)
    )
    assert.deepStrictEqual(
      loggedToo.map((call) => call[1]),
      [thrown]
    )
  })

  it("passes on what is no event stream, and reports it with its status when it has ended", async () => {
    const body = json({ error: { message: "slow down", code: 429 } })
    for (const onInvalid of ["pass", "drop", "abort"] as const) {
      const source = upstream(pieces(bytesOf(body), 5))
      const { errors, options, summaries } = recorder()
      const head = { status: 429, headers: { "content-type": "application/json", "retry-after": "7" } }
      const response = Web.validate(answerOf(source.body, head), { ...options, onInvalid })
      assert.strictEqual(response.status, 429)
      assert.strictEqual(response.headers.get("content-type"), "application/json")
      assert.deepStrictEqual(errors, [])
      assert.strictEqual(await response.text(), body)
      const [error] = errors
      assert(error?._tag === "NotAnEventStream")
      assert.deepStrictEqual([error.status, error.retryAfter], [429, 7])
      assert.strictEqual(error.providerError?.message, "slow down")
      assert.strictEqual(summaries[0]?.error, error)
    }
  })

  it("keeps the beginning of a large body that is no event stream, and all of its bytes", async () => {
    const page = bytesOf(`<!doctype html>${"é".repeat(500_000)}`)
    for (const size of [page.length, 60_000]) {
      const { errors, options } = recorder()
      const head = { headers: { "content-type": "text/html" } }
      const response = Web.validate(answerOf(upstream(pieces(page, size)).body, head), options)
      assert.deepStrictEqual(new Uint8Array(await response.arrayBuffer()), page)
      const [error] = errors
      assert(error?._tag === "NotAnEventStream")
      assert.strictEqual(error.payload(), textOf([page]).slice(0, 65_536))
    }
  })

  it("gives back a response that has no body, and reports it", async () => {
    const { errors, options, summaries } = recorder()
    const response = answerOf(null, { status: 204 })
    assert.strictEqual(Web.validate(response, options), response)
    assert.deepStrictEqual(errors, [])
    await settle()
    assert.deepStrictEqual(errors.map(tagOf), ["NotAnEventStream"])
    assert.strictEqual(summaries.length, 1)
  })

  it("tells a JSON body from an event stream, with the status, when the head doesn't", async () => {
    const { errors } = await passOn([bytesOf(json({ error: { message: "no" } }))], {})
    assert(errors[0]?._tag === "NotAnEventStream")
    assert.strictEqual(errors[0].status, 200)
    assert.strictEqual(errors[0].providerError?.message, "no")
  })

  it("throws a TypeError where the body is in use", () => {
    const response = answerOf(upstream([whole]).body)
    response.body!.getReader()
    assert.throws(() => Web.validate(response), TypeError)
  })
})

// -----------------------------------------------------------------------------
// Recordings
// -----------------------------------------------------------------------------

describe.skipIf(!hasRecordings)("recorded streams", () => {
  it("give the chunks of ChunkStream, and pass through validate byte for byte", async () => {
    let events = 0
    let passed = 0
    let whole = 0
    for (const { bytes, file } of realRecordings) {
      const parts = pieces(bytes, 1460)
      const options = { onInvalid: "skip", onSkip: () => {}, onEnd: "allow" } as const
      const expected = await Effect.runPromise(outcome(Stream.fromIterable(parts).pipe(ChunkStream.decode(options))))
      const { error, values } = await drain(Web.chunks(upstream(parts).body, options))
      assert.deepStrictEqual(values, expected.values, file)
      assert.strictEqual(fingerprint(error), fingerprint(expected.error), file)

      const untouched = await passOn(parts, { onInvalid: "pass" })
      assert.deepStrictEqual<ReadonlyArray<Uint8Array>>(untouched.values, parts, file)

      const strict = await passOn(parts, { onInvalid: "drop", onEnd: "allow" })
      events += strict.summaries[0]!.events
      passed += strict.events.length
      if (strict.errors.length > 0) continue
      whole++
      // What is behind [DONE], and a line end alone at the end, are no event
      const text = textOf(parts)
      const end = /\ndata: ?\[DONE\](?:\r\n|\n|\r){0,2}/.exec(text)
      const rest = text.slice(strict.text.length)
      assert.isTrue(text.startsWith(strict.text), file)
      if (end !== null) assert.strictEqual(strict.text.length, end.index + end[0].length, file)
      else assert.match(rest, /^\s*$/, file)
    }
    assert.isAbove(whole, realRecordings.length / 2)
    console.log(
      `validate: ${passed} of ${events} events in ${realRecordings.length} recordings pass, ${whole} recordings whole`
    )
  })
})

describe("final", () => {
  it.effect("gives what runFinal gives, and throws the same errors", () =>
    Effect.gen(function* () {
      const answer = Testing.answer(Testing.text("Hello"), Testing.functionCall({ name: "f", arguments: {} }))
      for (const events of [
        Testing.toText(answer),
        Testing.toText(answer.pipe(Testing.endingWith("incomplete"))),
        Testing.toText(answer.pipe(Testing.endingWith("failed"))),
        Testing.toText(answer.pipe(Testing.cut(5))),
        sse(created, { type: "error", code: "a", message: "m", param: null, sequence_number: 1 }),
        '{"error":{"message":"no"}}'
      ]) {
        for (const onEnd of ["fail", "allow"] as const) {
          const expected = yield* ChunkStream.fromResponse(answerOf(events), { onEnd }).pipe(
            ResponseSnapshot.runFinal(),
            Effect.result
          )
          const got = yield* Effect.promise(() =>
            Web.final(answerOf(events), { onEnd }).then(Result.succeed, (error: unknown) => Result.fail(error))
          )
          if (Result.isSuccess(expected)) assert.deepStrictEqual<unknown>(got, expected)
          else {
            assert(Result.isFailure(got))
            assert.strictEqual(tagOf(got.failure), expected.failure._tag)
            assert.strictEqual(fingerprint(got.failure), fingerprint(expected.failure))
          }
        }
      }
    })
  )

  it("has the text, wherever it stands", async () => {
    const { output, outputText, status } = await Web.final(answerOf(sse(...wellFormed)))
    assert.deepStrictEqual([status, outputText, output.length], ["completed", "Hello", 1])
    const empty = { ...completed, response: { ...completed.response, output: [] } }
    assert.strictEqual((await Web.final(answerOf(sse(created, itemAdded, delta("Hi"), empty)).body!)).outputText, "Hi")
  })

  it("ends with the signal's reason, and cancels upstream", async () => {
    const { body, canceled, pulled } = upstream([bytesOf(sse(created))], "stall")
    const controller = new AbortController()
    const reading = Web.final(body, { signal: controller.signal }).catch((error: unknown) => error)
    await vi.waitUntil(() => pulled() === 1)
    const reason = new Error("enough")
    controller.abort(reason)
    assert.strictEqual(await reading, reason)
    await vi.waitUntil(() => canceled.length === 1)
  })
})
