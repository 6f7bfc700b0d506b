import { assert, beforeAll, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import * as http from "node:http"
import { json } from "node:stream/consumers"
import { tmpdir } from "node:os"
import { gzipSync } from "node:zlib"
import { join } from "node:path"
import { afterAll } from "vitest"
import * as StreamResume from "../../src/operator/StreamResume.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Capture from "../../src/cli/replay/capture.ts"
import * as Plan from "../../src/cli/replay/plan.ts"
import { makeTimedRecorder } from "../../src/capture/timedLines.ts"
import * as Server from "../../src/cli/replay/server.ts"
import * as Testing from "../../src/testing/testing.ts"
import { read } from "./read.ts"
import { completed, created, delta, itemAdded, jsonl, sse, whole } from "./samples.ts"

const samples = join(import.meta.dirname, "../../examples/streams")
const sampleFiles = readdirSync(samples).filter((name) => name.endsWith(".sse"))

const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (pieces: ReadonlyArray<Uint8Array>) => Buffer.concat(pieces).toString()

const eventStream = (input: string | Uint8Array, file = "-"): Capture.EventStream => {
  const capture = Result.getOrThrow(Capture.make(file, typeof input === "string" ? bytesOf(input) : input))
  return capture._tag === "EventStream" ? capture : assert.fail("it is an error body")
}

const eventsIn = (blocks: ReadonlyArray<Capture.Block>) => blocks.filter(({ isEvent }) => isEvent).length

const types = (blocks: ReadonlyArray<Capture.Block>) => blocks.map(({ isComment, type }) => type ?? isComment)

describe("a capture to replay", () => {
  it("is the bytes of its file, with as many events as inspect counts", () => {
    assert.isAbove(sampleFiles.length, 3)
    for (const name of sampleFiles) {
      const bytes = readFileSync(join(samples, name))
      const { blocks, verdict } = eventStream(bytes, name)
      const { report } = read(bytes, { file: name })
      assert.strictEqual(textOf(blocks.map(({ bytes }) => bytes)), bytes.toString(), name)
      assert.strictEqual(eventsIn(blocks), report.events, name)
      assert.strictEqual(verdict, report.verdict, name)
    }
  })

  it("knows its events under any line end, after a byte order mark, and without a last blank line", () => {
    for (const lineEnd of ["\n", "\r\n", "\r"]) {
      const text = `\uFEFF: hi${lineEnd}${lineEnd}${sse(whole, lineEnd)}data: [DONE]`
      const { blocks } = eventStream(text)
      assert.strictEqual(textOf(blocks.map(({ bytes }) => bytes)), text)
      // The comment, the blank line behind it, the events and [DONE]
      const events = whole.map((event) => (event as { type: string }).type)
      assert.deepStrictEqual(types(blocks), [true, false, ...events, false])
      assert.deepStrictEqual(types(eventStream(text.slice(1)).blocks), types(blocks))
    }
    assert.strictEqual(eventsIn(eventStream(sse(whole).trimEnd()).blocks), whole.length)
  })

  it("counts events that are invalid, and nothing behind [DONE]", () => {
    const { blocks } = eventStream(sse([created, "{bad", '{"type":"response.completed"}', "[DONE]", completed]))
    assert.deepStrictEqual(
      types(blocks),
      ["response.created", undefined, "response.completed", false, false].map((type) => type ?? false)
    )
    assert.strictEqual(eventsIn(blocks), 3)
  })

  it("makes events of JSON lines, and leaves a cut one cut", () => {
    const lines = `\uFEFF${jsonl([created, completed], "\r\n")}\n  [DONE] \n`
    const { blocks } = eventStream(lines)
    assert.strictEqual(textOf(blocks.map(({ bytes }) => bytes)), sse([created, completed, "[DONE]"]))
    const whole = jsonl([created, completed]).trimEnd()
    assert.strictEqual(textOf(eventStream(whole).blocks.map(({ bytes }) => bytes)), sse([created, completed]))
    const cut = whole.slice(0, -9)
    const sent = eventStream(cut)
    assert.strictEqual(textOf(sent.blocks.map(({ bytes }) => bytes)), sse([created, completed]).slice(0, -11))
    assert.deepStrictEqual([eventsIn(sent.blocks), sent.verdict], [1, "Truncated"])
  })

  it("keeps bytes that are no UTF-8", () => {
    const bytes = new Uint8Array([...bytesOf(`${jsonl([created])}{"type":"x`), 0xff, ...bytesOf('"}\n')])
    assert.isTrue(Buffer.concat(eventStream(bytes).blocks.map(({ bytes }) => bytes)).includes(0xff))
  })

  it("has the response of its terminal chunk as it came", () => {
    const odd = { ...completed, response: { ...completed.response, novelty: 1 } }
    assert.deepStrictEqual(eventStream(sse([created, odd])).response, odd.response)
    assert.isUndefined(eventStream(sse([created])).response)
  })

  it("is an error where the file is one, with the status that it names", () => {
    for (const [code, status] of [
      [429, 429],
      ["503", 503],
      ["rate_limit_exceeded", 400],
      [200, 400],
      [undefined, 400]
    ] as const) {
      const bytes = bytesOf(JSON.stringify({ error: { code, message: "No" } }, undefined, 2))
      assert.deepStrictEqual(Capture.make("-", bytes), Result.succeed({ _tag: "ErrorBody", status, bytes }))
    }
    for (const text of ["<html></html>", "[]", '{"a":\n1}']) {
      const capture = Capture.make("-", bytesOf(text))
      assert.isTrue(Result.isFailure(capture), text)
    }
  })
})

describe("a recording with times to replay", () => {
  /** A recording of pieces that come every 100 ms, the first after 250. */
  const record = (pieces: ReadonlyArray<string>): string => {
    const recorder = makeTimedRecorder()
    const lines = pieces.map((piece, i) => recorder.push(bytesOf(piece), 250 + 100 * i)).join("")
    return lines + recorder.end(250 + 100 * pieces.length)
  }
  const raw = [
    ": PING\n\n",
    "event: response.created\n",
    `${sse([created])}id: 7\nda`,
    'ta: {"type":"a"}\n\ndata: {"ty'
  ]
  const times = [250, 450, 550, 650]

  it("is made of its lines, with the comments, names, ids and the cut end", () => {
    const { blocks, hasTimes, verdict } = eventStream(record(raw))
    assert.deepStrictEqual(
      blocks.map(({ at }) => at),
      times
    )
    assert.deepStrictEqual([hasTimes, verdict, eventsIn(blocks)], [true, "Truncated", 2])
    assert.strictEqual(
      textOf(blocks.map(({ bytes }) => bytes)),
      `: PING\n\n${sse([created])}id: 7\ndata: {"type":"a"}\n\ndata: {"ty`
    )
  })

  it("lends its times to the bytes it was made of", () => {
    for (const lineEnd of ["\n", "\r\n", "\r"]) {
      const pieces = raw.map((piece) => piece.replaceAll("\n", lineEnd))
      const capture = Result.getOrThrow(Capture.make("a.sse", bytesOf(pieces.join("")), bytesOf(record(pieces))))
      const { blocks, hasTimes } = capture._tag === "EventStream" ? capture : assert.fail()
      assert.isTrue(hasTimes)
      assert.strictEqual(textOf(blocks.map(({ bytes }) => bytes)), pieces.join(""))
      // The blank line behind the comment came with it
      assert.deepStrictEqual(
        blocks.map(({ at }) => at),
        [250, 250, 450, 550, 650]
      )
    }
  })

  it("lends no times to another stream", () => {
    for (const other of [record(raw.slice(0, -1)), record([...raw, "x"]), record([sse(whole)]), "{}\n", ""]) {
      const capture = Result.getOrThrow(Capture.make("a.sse", bytesOf(raw.join("")), bytesOf(other)))
      assert.isFalse(capture._tag === "EventStream" && capture.hasTimes, other)
    }
  })

  it("is sent at its pace, by the speed faster, and at once to who resumes", () => {
    const { blocks } = eventStream(record(sse(whole).split(/(?<=\n\n)/)))
    const options = { speed: 2, cut: undefined, dropAfter: undefined }
    const plan = Plan.make(blocks, options)
    assert.deepStrictEqual(
      plan.steps.map(({ at }) => at),
      [...whole, "the end"].map((_, i) => 125 + 50 * i)
    )
    assert.strictEqual(plan.duration, 575)
    assert.strictEqual(Plan.make(blocks, { ...options, speed: Infinity }).duration, 0)
    const rest = Plan.makeRest(blocks, 5, { ...options, dropAfter: 10 }, 0)
    assert.deepStrictEqual(
      rest.steps.map(({ at }) => at),
      [0, 50, 100, 150]
    )
  })

  it("stays open for the silence at its end, which the bytes alone don't have", () => {
    const text = sse(whole)
    const recorder = makeTimedRecorder()
    const lines = recorder.push(bytesOf(text), 10)
    const times = lines + recorder.end(9000)
    for (const [file, input, recording] of [
      ["a.jsonl", times, undefined],
      ["a.sse", text, times],
      ["a.sse", text, lines]
    ] as const) {
      const beside = recording === undefined ? undefined : bytesOf(recording)
      const capture = Result.getOrThrow(Capture.make(file, bytesOf(input), beside))
      const { blocks } = capture._tag === "EventStream" ? capture : assert.fail()
      for (const cut of [undefined, 7]) {
        const { duration, steps } = Plan.make(blocks, { speed: 1, cut, dropAfter: undefined })
        assert.strictEqual(duration, recording === lines ? 10 : 9000)
        assert.strictEqual(steps.at(-1)?.at, duration)
        assert.strictEqual(textOf(steps.map(({ bytes }) => bytes)), text)
      }
      // A connection that breaks doesn't wait for it
      assert.strictEqual(Plan.make(blocks, { speed: 1, cut: undefined, dropAfter: 3 }).duration, 10)
    }
  })
})

describe("a plan to replay", () => {
  const plan = (input: string, options: Partial<Plan.PlanOptions>) =>
    Plan.make(eventStream(input).blocks, { speed: 1, cut: undefined, dropAfter: undefined, ...options })

  it("takes the time that a model takes, divided by the speed", () => {
    const normal = plan(sse(whole), {})
    assert.deepStrictEqual(
      normal.steps.map(({ at }) => at),
      [500, 500, 500, 800, 820, 820, 820, 820, 820]
    )
    assert.strictEqual(normal.duration, 820)
    assert.strictEqual(plan(sse(whole), { speed: 4 }).duration, 205)
    assert.isTrue(plan(sse(whole), { speed: Infinity }).steps.every(({ at }) => at === 0))
  })

  it("waits for images, tools and signs of life", () => {
    const answer = Testing.answer(Testing.image({ partialImages: 2 }))
    assert.strictEqual(plan(Testing.toText(answer), {}).duration, 500 + 2 * 2000 + 1000)
    const comments = Testing.toText(Testing.answer(), { dialect: "OpenRouter" })
    assert.strictEqual(plan(comments, {}).duration, 500 + 500)
  })

  it("cuts what is sent at a time, across events", () => {
    const { steps } = plan(sse(whole), { cut: 7 })
    assert.deepStrictEqual(
      steps.map(({ at, events }) => [at, events]),
      [
        [500, 3],
        [800, 1],
        [820, 5]
      ]
    )
    const pieces = steps.map(({ bytes }) => Array.from(Plan.pieces(bytes, 7)))
    for (const group of pieces) assert.isTrue(group.slice(0, -1).every(({ length }) => length === 7))
    assert.strictEqual(textOf(pieces.flat()), sse(whole))
  })

  it("drops in the middle of an event, or after the last", () => {
    for (let events = 0; events <= whole.length + 1; events++) {
      const { drops, steps } = plan(sse(whole), { dropAfter: events })
      const text = textOf(steps.map(({ bytes }) => bytes))
      assert.isTrue(drops)
      assert.strictEqual(
        steps.reduce((sum, { events }) => sum + events, 0),
        Math.min(events, whole.length)
      )
      assert.isTrue(text.startsWith(sse(whole.slice(0, events))))
      const rest = text.slice(sse(whole.slice(0, events)).length)
      if (events < whole.length) assert.match(rest, /^data: \{[^\n]+$/)
      else assert.strictEqual(rest, "")
    }
  })

  const sentOf = ({ steps }: Plan.Plan) => steps.reduce((sum, { events }) => sum + events, 0)

  it("has what follows a number, and what has none with what is before it", () => {
    const events = [": hi", created, { type: "vendor.note" }, itemAdded, { type: "vendor.note" }, completed]
    const text = `: hi\n\n${sse(events.slice(1))}data: [DONE]\n\n`
    const { blocks } = eventStream(text)
    const options = { speed: Infinity, cut: undefined, dropAfter: 9 }
    for (const [after, from] of [
      [undefined, ": hi"],
      [-1, 'data: {"type":"response.created"'],
      [0, 'data: {"type":"vendor.note"}\n\ndata: {"type":"response.output_item.added"'],
      [1, 'data: {"type":"vendor.note"}\n\ndata: {"type":"response.completed"'],
      [8, "data: [DONE]"]
    ] as const) {
      const { steps } = Plan.makeRest(blocks, after, options, 0)
      assert.strictEqual(textOf(steps.map(({ bytes }) => bytes)), text.slice(text.indexOf(from)))
    }
  })

  it("breaks anywhere behind its first event, and not at the last one", () => {
    const { blocks } = eventStream(sse(whole))
    const rest = (after: number | undefined, random: number, dropAfter?: number) =>
      Plan.makeRest(blocks, after, { speed: 1, cut: undefined, dropAfter }, random)
    const lengths = Array.from({ length: 2000 }, (_, i) => textOf(rest(2, i / 2000).steps.map(({ bytes }) => bytes)))
    const text = sse(whole.slice(3))
    const first = sse(whole.slice(3, 4)).length
    assert.isTrue(lengths.every((sent) => text.startsWith(sent) && sent.length >= first && sent.length < text.length))
    assert.strictEqual(new Set(lengths).size, text.length - first)
    assert.isTrue(rest(2, 0.5).drops)
    assert.deepStrictEqual([rest(7, 0.5).drops, sentOf(rest(7, 0.5))], [false, 1])
    assert.deepStrictEqual([rest(undefined, 0.5, 4).drops, sentOf(rest(undefined, 0.5, 4))], [true, 4])
    assert.deepStrictEqual([rest(6, 0.5, 4).drops, sentOf(rest(6, 0.5, 4))], [false, 2])
  })
})

describe("the mock of the gateway", () => {
  const start = Effect.fnUntraced(function* (
    inputs: ReadonlyArray<string>,
    options?: Partial<Pick<Server.ServerOptions, keyof Plan.PlanOptions | "port" | "resumable">>
  ) {
    const lines: Array<string> = []
    const [first, ...rest] = inputs.map((input, i) => ({
      file: `${i}.sse`,
      capture: Result.getOrThrow(Capture.make("-", bytesOf(input)))
    }))
    const url = yield* Server.serve({
      recordings: [first!, ...rest],
      port: 0,
      speed: Infinity,
      cut: undefined,
      dropAfter: undefined,
      log: (line) => Effect.sync(() => void lines.push(line)),
      ...options
    })
    return { url, lines }
  })

  const call = (url: string, body: unknown = { stream: true }, init?: RequestInit) =>
    Effect.promise(() => fetch(url, { method: "POST", body: JSON.stringify(body), ...init }))

  const decode = (response: Response) => ChunkStream.fromResponse(response).pipe(Stream.runCollect)

  it.live("answers with the bytes of the capture", () =>
    Effect.gen(function* () {
      const { lines, url } = yield* start([sse(whole)])
      const response = yield* call(url)
      assert.deepStrictEqual([response.status, response.headers.get("content-type")], [200, "text/event-stream"])
      assert.strictEqual(yield* Effect.promise(() => response.text()), sse(whole))
      assert.deepStrictEqual(lines, ["0.sse: 9 of 9 events"])
    })
  )

  it.live("gives the same chunks however it cuts", () =>
    Effect.gen(function* () {
      const text = sse([...whole.slice(0, 4), { ...delta(4, "l\u{1F408}"), novelty: "é" }, ...whole.slice(5)])
      const expected = yield* ChunkStream.decode()(Stream.make(bytesOf(text))).pipe(Stream.runCollect)
      for (const cut of [1, 7, 100_000]) {
        const { url } = yield* start([text], { cut })
        assert.deepStrictEqual(yield* decode(yield* call(url)), expected)
      }
    })
  )

  it.live("sends in time, and not before", () =>
    Effect.gen(function* () {
      const { lines, url } = yield* start([sse(whole)], { speed: 1 })
      const begin = performance.now()
      const response = yield* call(url)
      // The head is there before the first event
      assert.deepStrictEqual(lines, [])
      const text = yield* Effect.promise(() => response.text())
      assert.strictEqual(text, sse(whole))
      assert.isAtLeast(performance.now() - begin, 800)
    })
  )

  it.live("breaks off, which is an unexpected end", () =>
    Effect.gen(function* () {
      const { lines, url } = yield* start([sse(whole)], { dropAfter: 5 })
      const types: Array<string> = []
      const error = yield* ChunkStream.fromResponse(yield* call(url)).pipe(
        Stream.runForEach((chunk) => Effect.sync(() => void types.push(chunk.type))),
        Effect.flip
      )
      assert.strictEqual(error._tag, "UnexpectedEnd")
      assert.isDefined(error._tag === "UnexpectedEnd" ? error.cause : undefined)
      assert.strictEqual(types.length, 5)
      assert.deepStrictEqual(lines, ["0.sse: 5 of 9 events, dropped"])
    })
  )

  it.live("keeps responses, and breaks them at places that the seed says", () =>
    Effect.gen(function* () {
      const runs: Array<ReadonlyArray<string>> = []
      for (const seed of [1, 1, 2]) {
        const { lines, url } = yield* start([sse(whole)], { resumable: { seed } })
        const get = (path: string) => Effect.promise(() => fetch(`${url}/${path}`))
        // Nobody has asked for it yet
        assert.strictEqual((yield* get("resp_1?stream=true")).status, 404)
        const expected = yield* ChunkStream.decode()(Stream.make(bytesOf(sse(whole)))).pipe(Stream.runCollect)
        const chunks = yield* StreamResume.resumable({
          open: call(url),
          resume: ({ after, responseId }) => get(`${responseId}?stream=true&starting_after=${after}`),
          schedule: Schedule.recurs(3)
        }).pipe(Stream.runCollect)
        assert.deepStrictEqual(chunks, expected)
        assert.isAbove(lines.length, 2)
        assert.match(lines[2]!, /^0\.sse: \d of 9 events after \d(?:, dropped)?$/)
        runs.push([...lines])
        const json = yield* Effect.flatMap(get("resp_1"), (response) => Effect.promise(() => response.json()))
        assert.deepStrictEqual(json, completed.response)
        for (const [path, status] of [
          ["resp_1?stream=true&starting_after=x", 400],
          ["resp_2", 404],
          ["resp_1/cancel", 404]
        ] as const)
          assert.strictEqual((yield* get(path)).status, status)
      }
      assert.deepStrictEqual(runs[0], runs[1])
      assert.notDeepEqual(runs[0], runs[2])
    })
  )

  it.live("keeps no responses unless it is told to", () =>
    Effect.gen(function* () {
      const { url } = yield* start([sse(whole)])
      yield* decode(yield* call(url))
      assert.strictEqual((yield* Effect.promise(() => fetch(`${url}/resp_1`))).status, 404)
    })
  )

  it.live("answers a request without a stream with the response as JSON", () =>
    Effect.gen(function* () {
      const { url } = yield* start([sse(whole), sse(whole.slice(0, 3))])
      for (const body of [{}, { stream: false }]) {
        const response = yield* call(url, body)
        const json = yield* Effect.promise(() => response.json())
        if (body.stream === undefined) assert.deepStrictEqual([response.status, json], [200, completed.response])
        else assert.deepStrictEqual([response.status, json.error.code], [502, 502])
      }
    })
  )

  it.live("serves several captures in turn, errors with their status", () =>
    Effect.gen(function* () {
      const refusal = JSON.stringify({ error: { code: 429, message: "Slow down" } })
      const { url } = yield* start([refusal, sse(whole)])
      for (const _ of [1, 2]) {
        const refused = yield* call(url)
        assert.deepStrictEqual([refused.status, refused.headers.get("retry-after")], [429, "1"])
        const error = yield* Effect.flip(decode(refused))
        assert.strictEqual(error._tag === "NotAnEventStream" ? error.providerError?.message : undefined, "Slow down")
        assert.strictEqual((yield* decode(yield* call(url))).length, whole.length)
      }
    })
  )

  it.live("can be called by a page of any origin", () =>
    Effect.gen(function* () {
      const { url } = yield* start([sse(whole)])
      const preflight = yield* Effect.promise(() =>
        fetch(url, {
          method: "OPTIONS",
          headers: { "access-control-request-headers": "authorization,content-type", origin: "https://example.com" }
        })
      )
      assert.strictEqual(preflight.status, 204)
      assert.strictEqual(preflight.headers.get("access-control-allow-headers"), "authorization,content-type")
      for (const response of [preflight, yield* call(url)]) {
        assert.strictEqual(response.headers.get("access-control-allow-origin"), "*")
        yield* Effect.promise(() => response.text())
      }
    })
  )

  it.live("refuses as a gateway does: JSON with a code and a message", () =>
    Effect.gen(function* () {
      const { lines, url } = yield* start([sse(whole)])
      const other = new URL("/api/v1/chat/completions", url).href
      for (const [response, status] of [
        [yield* call(other), 404],
        [yield* call(url, undefined, { method: "GET", body: null }), 405],
        [yield* call(url, undefined, { body: "{bad" }), 400],
        [yield* call(url, []), 400]
      ] as const) {
        const { error } = yield* Effect.promise(() => response.json())
        assert.deepStrictEqual([response.status, error.code, typeof error.message], [status, status, "string"])
      }
      assert.strictEqual(lines.length, 4)
      // None of them has taken a turn
      assert.strictEqual((yield* decode(yield* call(new URL("/v1/responses?x=1", url).href))).length, whole.length)
    })
  )

  it.live("explains itself", () =>
    Effect.gen(function* () {
      const { url } = yield* start([sse(whole)])
      const text = yield* Effect.promise(() => fetch(new URL("/", url)).then((response) => response.text()))
      assert.include(text, "0.sse: 9 events, Completed")
      assert.include(text, `curl -N ${url} `)
    })
  )

  it.live("stops when the client leaves, and sends no more than it takes", () =>
    Effect.gen(function* () {
      const long = sse(Array.from({ length: 300 }, (_, i) => delta(i, "x".repeat(100_000))))
      const { lines, url } = yield* start([long])
      const request = http.request(url, { method: "POST" })
      request.end('{"stream":true}')
      // Reads nothing of the body
      yield* Effect.promise(() => once(request, "response"))
      yield* Effect.sleep(300)
      assert.deepStrictEqual(lines, [])
      request.destroy()
      while (lines.length === 0) yield* Effect.sleep(5)
      const sent = Number(/^0\.sse: (\d+) of 300 events, broken off$/.exec(lines[0]!)?.[1])
      assert.isBelow(sent, 250)
    })
  )

  it.live("says that a port is in use", () =>
    Effect.gen(function* () {
      const { url } = yield* start([sse(whole)])
      const port = Number(new URL(url).port)
      const error = yield* Effect.flip(start([sse(whole)], { port }))
      assert.deepStrictEqual([error._tag, error.message], ["ListenError", `port ${port} is in use`])
    })
  )

  it.live("refuses a body of 500 MB, and keeps nothing of it", () =>
    Effect.gen(function* () {
      const { lines, url } = yield* start([sse(whole)])
      const piece = Buffer.alloc(1_000_000, " ")
      const post = (headers: http.OutgoingHttpHeaders, count: number) =>
        Effect.promise(async () => {
          const request = http.request(url, { method: "POST", headers })
          const answered = once(request, "response") as Promise<[http.IncomingMessage]>
          let peak = 0
          for (let sent = 0; sent < count; sent++) {
            await new Promise((resolve) => request.write(piece, resolve))
            peak = Math.max(peak, process.memoryUsage().arrayBuffers)
          }
          if (count > 1) request.end()
          const [response] = await answered
          const { error } = (await json(response)) as { readonly error: { readonly code: number } }
          request.destroy()
          return { status: response.statusCode, code: error.code, peak }
        })
      const before = process.memoryUsage().arrayBuffers
      const { code, peak, status } = yield* post({}, 500)
      assert.deepStrictEqual([status, code], [413, 413])
      // What is kept until it is too large, and what is under way
      assert.isBelow(peak - before, 200_000_000)
      // What says its length is refused at once
      assert.strictEqual((yield* post({ "content-length": 500 * piece.length }, 1)).status, 413)
      assert.deepStrictEqual(lines, ["POST /api/v1/responses: 413", "POST /api/v1/responses: 413"])
      // None of them has taken a turn, and what is large but not too large is read
      const padding = " ".repeat(30_000_000)
      const response = yield* call(url, undefined, { body: `${padding}{"stream":true}` })
      assert.strictEqual((yield* decode(response)).length, whole.length)
    })
  )

  it("lets go of its port and its connections with its scope", async () => {
    const url = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const { url } = yield* start([sse(whole)], { speed: 0.001 })
          yield* call(url)
          return url
        })
      )
    )
    const failure = await fetch(url).catch((error: unknown) => error)
    assert.instanceOf(failure, TypeError)
  })
})

describe("effect-responses-stream replay", () => {
  const directory = mkdtempSync(join(tmpdir(), "effect-responses-stream-replay-"))
  const command = join(directory, "main.js")

  beforeAll(async () => {
    // A computed specifier, since the script has no types
    const script: { readonly bundleCommand: (options: { readonly outfile: string }) => Promise<unknown> } =
      await import(new URL("../../scripts/build.mjs", import.meta.url).href)
    writeFileSync(join(directory, "package.json"), '{"type":"module"}')
    await script.bundleCommand({ outfile: command })
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(directory, name)
    writeFileSync(path, content)
    return path
  }

  it("serves what is compressed, whatever its name is", async () => {
    const packed = [file("d.jsonl.gz", gzipSync(jsonl(whole).trimEnd())), file("d.sse", gzipSync(sse(whole))), "-"]
    const child = spawn(process.execPath, [command, "replay", ...packed, "--speed", "max"])
    child.stdin.end(gzipSync(sse(whole)))
    const [line] = (await once(child.stdout, "data")) as [Buffer]
    for (const _ of packed) {
      const response = await fetch(line.toString().trim(), { method: "POST", body: '{"stream":true}' })
      assert.strictEqual(await response.text(), sse(whole))
    }
    child.kill("SIGINT")
    await once(child, "exit")
  })

  it("prints the URL, serves, says what came of each request, and ends at SIGINT", async () => {
    const child = spawn(process.execPath, [
      command,
      "replay",
      file("a.sse", sse(whole)),
      "-",
      "--speed",
      "max",
      "--drop-after",
      "3",
      "--cut",
      "5"
    ])
    let stderr = ""
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()))
    child.stdin.end(jsonl(whole))
    const [line] = (await once(child.stdout, "data")) as [Buffer]
    const url = line.toString()
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/responses\n$/)
    for (const _ of [1, 2]) {
      const response = await fetch(url.trim(), { method: "POST", body: '{"stream":true}' })
      assert.instanceOf(await response.text().catch((error: unknown) => error), TypeError)
    }
    child.kill("SIGINT")
    assert.deepStrictEqual(await once(child, "exit"), [130, null])
    assert.strictEqual(
      stderr,
      `effect-responses-stream: ${join(directory, "a.sse")}: 3 of 9 events, dropped\n` +
        "effect-responses-stream: -: 3 of 9 events, dropped\n"
    )
  })

  it("says its seed, unless it is given one", async () => {
    for (const [args, said] of [
      [["--resumable"], /^effect-responses-stream: --seed \d+\n$/],
      [["--resumable", "--seed", "7"], /^$/],
      [[], /^$/]
    ] as const) {
      const child = spawn(process.execPath, [command, "replay", file("c.sse", sse(whole)), ...args])
      let stderr = ""
      child.stderr.on("data", (text: Buffer) => (stderr += text.toString()))
      await once(child.stdout, "data")
      child.kill("SIGINT")
      await once(child, "exit")
      assert.match(stderr, said)
    }
  })

  it("exits with 2 where it is used wrongly or has nothing to serve, and says why", () => {
    const capture = file("b.sse", sse(whole))
    for (const [args, message] of [
      [[], "FILE"],
      [[capture, "--port", "65536"], "a port from 0 to 65535"],
      [[capture, "--speed", "0"], "a number above 0, or max"],
      [[capture, "--speed", "fast"], "a number above 0, or max"],
      [[capture, "--cut", "0"], "an integer of at least 1"],
      [[capture, "--cut", "1.5"], "integer"],
      [[capture, "--drop-after", "-1"], "an integer of at least 0"],
      [[capture, "--seed", "x"], "Invalid value for flag --seed"],
      [[capture, "--seed", "1"], "--seed is for --resumable"],
      [[join(directory, "none.sse")], "none.sse: no such file"],
      [[directory], "is a directory"],
      [[file("cut.sse.gz", gzipSync(sse(whole)).subarray(0, 60))], "its gzip data is damaged"],
      [[capture, file("page.html", "<html></html>")], "neither a capture nor a JSON error"],
      [["-", "-"], "only once"]
    ] as const) {
      const { status, stderr, stdout } = spawnSync(process.execPath, [command, "replay", ...args], {
        encoding: "utf8",
        input: "",
        timeout: 20_000
      })
      assert.deepStrictEqual([status, stdout], [2, ""], args.join(" "))
      assert.include(stderr, message)
    }
  })
})
