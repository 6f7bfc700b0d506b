import { assert, describe, it } from "@effect/vitest"
import type { ChunkStreamError } from "../../src/errors/StreamError.ts"
import type { NormalizeReport } from "../../src/normalize/StreamNormalize.ts"
import type { NormalizeOptions, ValidateSummary } from "../../src/web/Web.ts"
import * as Web from "../../src/web/Web.ts"
import type { StandardSchema } from "../../src/wire/ownChunks.ts"
import { bytesOf, pieces } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse, wellFormed } from "../support/events.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"
import { upstream } from "../support/upstream.ts"
import { eventsOf, faultsOf, normalize } from "./normalized.ts"

const headers = { "content-type": "text/event-stream" }

const through = async (input: ReadonlyArray<Uint8Array>, options: NormalizeOptions = {}) => {
  const reports: Array<NormalizeReport> = []
  const summaries: Array<ValidateSummary> = []
  const response = Web.normalize(new Response(upstream(input).body, { headers }), {
    onReport: (report) => reports.push(report),
    onFinish: (summary) => summaries.push(summary),
    ...options
  })
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { bytes, text: new TextDecoder().decode(bytes), reports, summary: summaries[0]! }
}

const textOf = (text: string, options?: NormalizeOptions) => through([bytesOf(text)], options)

const typesOf = (text: string): ReadonlyArray<string> => eventsOf(bytesOf(text)).events.map(({ chunk }) => chunk.type)

const lastType = (text: string): string => eventsOf(bytesOf(text)).events.at(-1)!.chunk.type

describe.skipIf(!hasRecordings)("recordings", () => {
  it("pass byte for byte, or become what StreamNormalize makes of their events", async () => {
    let same = 0
    for (const { bytes, file } of recordings) {
      const { error, events } = eventsOf(bytes)
      const expected = normalize(events, error)
      const actual = await through([bytes])
      const isSame = Buffer.compare(actual.bytes, bytes) === 0
      if (isSame) same++
      assert.strictEqual(actual.reports.length === 0, isSame, file)
      assert.deepStrictEqual(actual.reports, expected.reports, file)
      const read = eventsOf(actual.bytes)
      assert.isUndefined(read.error, file)
      assert.deepStrictEqual(faultsOf(read.events), [], file)
      const chunksOf = (all: ReadonlyArray<{ readonly chunk: unknown }>) => all.map(({ chunk }) => chunk)
      assert.deepStrictEqual(chunksOf(read.events), chunksOf(expected.events), file)
    }
    console.log(`${same} of ${recordings.length} recordings pass byte for byte`)
    assert.isAbove(same, 350)
  })
})

const regular = sse(...wellFormed.map((event, i) => Object.assign({}, event, { sequence_number: i })))

describe("Web.normalize", () => {
  it("passes what is around events, and events that need no change, byte for byte", async () => {
    const { text } = await textOf(regular)
    const odd =
      text.replaceAll("\n", "\r\n").replace("data:", ": alive\r\nretry: 5\r\nid: 7\r\ndata:") + "data: [DONE]\n\n"
    for (const size of [1, 7, 1000]) {
      const passed = await through(pieces(bytesOf(odd), size))
      assert.strictEqual(passed.text, odd)
      assert.deepStrictEqual(passed.reports, [])
      assert.strictEqual(passed.summary.outcome, "ended")
    }
  })

  it("gives the same for any pieces", async () => {
    const bytes = bytesOf(sse(itemAdded, delta("Hello")).replaceAll("data:", "event: x\ndata:"))
    const { text } = await through([bytes])
    assert.strictEqual(lastType(text), "response.failed")
    assert.strictEqual(text.match(/^event: response\./gm)?.length, text.match(/^data: /gm)?.length)
    for (const size of [1, 3, 50]) assert.strictEqual((await through(pieces(bytes, size))).text, text)
    const crlf = bytesOf(sse(created, itemAdded, delta("Hello"), completed).replaceAll("\n", "\r\n"))
    const whole = await through([crlf])
    for (const size of [1, 3, 50]) assert.strictEqual((await through(pieces(crlf, size))).text, whole.text)
  })

  it("ends a cut stream with response.failed, before [DONE] if that comes", async () => {
    const { summary, text } = await textOf(sse(created, itemAdded) + "data: [DONE]\n\n")
    assert.include(text, '"code":"unexpected_end"')
    assert.isTrue(text.endsWith("data: [DONE]\n\n"))
    assert.deepStrictEqual([summary.outcome, summary.verdict], ["aborted", "Truncated"])
    const within = await textOf(sse(created) + "data: {")
    assert.strictEqual(lastType(within.text), "response.failed")
  })

  it("completes a stream whose items are all done, where the options say so", async () => {
    const done = sse(created, itemAdded, delta("Hello"), itemDone)
    for (const tail of ["", "data: [DONE]\n\n"]) {
      assert.strictEqual(lastType((await textOf(done + tail, { onEnd: "synthesize" })).text), "response.completed")
      assert.strictEqual(lastType((await textOf(done + tail)).text), "response.failed")
    }
    const { text } = await textOf(done.trimEnd(), { onEnd: "synthesize" })
    assert.strictEqual(text, (await textOf(done, { onEnd: "synthesize" })).text)
    assert.strictEqual(lastType(text), "response.completed")
  })

  it("ends at an invalid event, or leaves it out, as the options say", async () => {
    const text = regular.replace("data:", "data: {oops}\n\ndata:")
    const failed = await textOf(text)
    assert.include(failed.text, '"code":"invalid_event"')
    assert.strictEqual(failed.text.includes("oops"), false)
    assert.strictEqual((await textOf(text, { onInvalid: "skip" })).text, (await textOf(regular)).text)
  })

  it("leaves out events that say nothing, and keeps comments", async () => {
    const { text } = await textOf(regular)
    assert.strictEqual((await textOf(`: alive\n\ndata: {}\n\n${text}`)).text, `: alive\n\n${text}`)
  })

  it("passes an error with its response.failed byte for byte, and makes one of an error alone", async () => {
    const error = { type: "error", sequence_number: 1, code: "overloaded", message: "Later", param: null }
    const failed = {
      type: "response.failed",
      sequence_number: 2,
      response: { ...created.response, status: "failed", error }
    }
    const both = sse(created, error, failed)
    assert.strictEqual((await textOf(both)).text, both)
    const { text } = await textOf(sse(created, error))
    assert.strictEqual(lastType(text), "response.failed")
    assert.include(text, '"code":"overloaded","message":"Later"')
  })

  it("gives a response that failed before a [DONE] that comes alone", async () => {
    for (const end of ["\n\n", "\r\n\r\n", "\n", ""]) {
      for (const start of ["", ": alive\n\n", "retry: 5\n\n"]) {
        const { text } = await textOf(`${start}data: [DONE]${end}`)
        assert.deepStrictEqual(typesOf(text), ["response.created", "response.in_progress", "response.failed"])
        assert.isTrue(text.startsWith(start))
        assert.match(text, /\n\ndata: \[DONE\](\r?\n){2}$/)
      }
    }
  })

  it("ends with the provider's reason where the body is its error and no event stream", async () => {
    for (const end of ["", "\n\n"]) {
      const { text } = await textOf(`{"error":{"message":"Slow down","code":429}}${end}`)
      assert.deepStrictEqual(typesOf(text), ["response.created", "response.in_progress", "response.failed"])
      assert.include(text, '"error":{"code":"429","message":"Slow down"}')
      assert.isTrue(text.startsWith("data: "))
    }
  })

  it("adds the blank line that the last event lacks", async () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const whole = (await textOf(regular)).text.replaceAll("\n", end)
      for (const missing of [1, 2]) {
        const cut = whole.slice(0, -missing * end.length)
        const added = missing === 1 && end !== "\r" ? "\n" : "\n\n"
        assert.strictEqual((await textOf(cut)).text, cut + added)
        assert.deepStrictEqual((await textOf(cut)).reports, [])
        const done = `${whole}data: [DONE]`
        assert.strictEqual(
          (await textOf(done + end.repeat(2 - missing))).text,
          `${done}${end.repeat(2 - missing)}${added}`
        )
      }
    }
  })

  it("doesn't end at a terminal event that is left out", async () => {
    const broken = { type: "response.completed", sequence_number: 4, response: 1 }
    const events = sse(created, itemAdded, delta("Hello"), itemDone, broken)
    const { summary, text } = await textOf(events, { onInvalid: "skip", onEnd: "synthesize" })
    assert.strictEqual(lastType(text), "response.completed")
    assert.deepStrictEqual([summary.outcome, summary.invalid], ["ended", 1])
    const failed = await textOf(events, { onInvalid: "skip" })
    assert.include(failed.text, '"code":"unexpected_end"')
    const vendor = await textOf(events + sse({ type: "vendor.x", sequence_number: 9 }), { onInvalid: "skip" })
    assert.include(typesOf(vendor.text), "UNKNOWN")
  })

  it("corrects a wrong event: line together with the number", async () => {
    const { text } = await textOf(
      `event: response.created\n${sse(created)}event: vendor.y\n${sse({ type: "vendor.x", sequence_number: 9 })}`
    )
    assert.include(text, 'event: vendor.x\ndata: {"type":"vendor.x","sequence_number":1}\n\n')
  })

  it("takes an event that nests too deeply to be changed for an invalid one", async () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`
    const vendor = `data: {"type":"vendor.x","sequence_number":9,"deep":${deep}}\n\n`
    const errors: Array<ChunkStreamError> = []
    const onError = (error: ChunkStreamError) => void errors.push(error)
    const { summary, text } = await textOf(sse(created) + vendor, { onError })
    assert.deepStrictEqual(typesOf(text), ["response.created", "response.failed"])
    assert.include(text, '"code":"invalid_event"')
    assert.deepStrictEqual(
      errors.map(({ _tag, index }) => [_tag, index]),
      [["InvalidChunk", 1]]
    )
    assert.deepStrictEqual([summary.outcome, summary.events, summary.invalid], ["aborted", 2, 1])
    const skipped = await textOf(vendor + regular, { onInvalid: "skip", onError })
    assert.strictEqual(skipped.text, (await textOf(regular)).text)
    assert.strictEqual(errors.length, 2)
  })

  it("fails without the output where that nests too deeply", async () => {
    const item = `{"type":"vendor_item","id":"i","deep":${"[".repeat(20_000)}${"]".repeat(20_000)}}`
    const added = `data: {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":${item}}\n\n`
    const cut = await textOf(sse(created) + added)
    assert.deepStrictEqual(typesOf(cut.text), [created.type, itemAdded.type, "response.failed"])
    assert.include(cut.text, '"code":"unexpected_end"')
    const finished = await textOf(sse(created) + added + sse({ ...completed, response: created.response }))
    assert.strictEqual(lastType(finished.text), "response.failed")
    assert.strictEqual(finished.summary.outcome, "aborted")
  })

  it("numbers events of own schemas anew in their JSON, and passes those without a number", async () => {
    const vendor = { type: "vendor.x", sequence_number: 7, more: 1 }
    for (const output of [{}, { type: "vendor.x", sequenceNumber: 7 }, { type: "UNKNOWN" }]) {
      const { reports, text } = await textOf(sse(created, vendor), { chunks: { "vendor.x": giving(output) } })
      assert.include(text, '{"type":"vendor.x","sequence_number":1,"more":1}')
      assert.deepStrictEqual(reports[0], { name: "changed-number", index: 1, type: "UNKNOWN" })
    }
    const plain = sse(created, { type: "vendor.x", more: 1 })
    const { reports, text } = await textOf(plain, { chunks: { "vendor.x": giving({}) } })
    assert.isTrue(text.startsWith(plain))
    assert.deepStrictEqual(
      reports.map(({ name }) => name),
      ["added-failure"]
    )
  })

  it("normalizes events of known types that own schemas have read, and refuses what they refuse", async () => {
    const events = sse(...wellFormed)
    const expected = await textOf(events)
    const seen: Array<unknown> = []
    const options: NormalizeOptions = {
      chunks: Object.fromEntries(wellFormed.map(({ type }) => [type, giving({ mine: type })])),
      onEvent: ({ chunk }) => void seen.push(chunk)
    }
    const actual = await textOf(events, options)
    assert.strictEqual(actual.text, expected.text)
    assert.deepStrictEqual(actual.reports, expected.reports)
    assert.deepStrictEqual(
      seen,
      wellFormed.map(({ type }) => ({ mine: type }))
    )
    const loose = { type: itemDone.type, sequence_number: 9, item: 1 }
    const odd = await textOf(sse(created, loose), { chunks: { [itemDone.type]: giving({}) } })
    assert.include(odd.text, JSON.stringify({ ...loose, sequence_number: 1 }))
    const refused = await textOf(events, { chunks: { [itemDone.type]: refusing } })
    assert.include(refused.text, '"code":"invalid_event"')
  })

  it("leaves out headers that are about the bytes of the body", () => {
    const about = { etag: '"1"', digest: "a=b", "content-digest": "a=:b:", "repr-digest": "a=:b:", "content-md5": "x" }
    const response = Web.normalize(new Response(regular, { headers: { ...headers, ...about, "x-request-id": "r1" } }))
    assert.deepStrictEqual([...response.headers.keys()], ["content-type", "x-request-id"])
  })

  it("passes what is no event stream unchanged", async () => {
    const page = new Response("<html>", { status: 502, headers: { "content-type": "text/html" } })
    assert.strictEqual(await Web.normalize(page).text(), "<html>")
  })

  it("cancels upstream when the client leaves, and reads no more than it has to", async () => {
    const { body, state } = countingUpstream(bytesOf(sse(created)))
    const reader = Web.normalize(new Response(body, { headers })).body!.getReader()
    await reader.read()
    assert.strictEqual(state.pulls, 1)
    await reader.cancel("left")
    assert.strictEqual(state.canceled, "left")
  })
})

const standard = (validate: StandardSchema["~standard"]["validate"]): StandardSchema => ({
  "~standard": { version: 1, vendor: "test", validate }
})

const giving = (value: object) => standard(() => ({ value }))

const refusing = standard(() => ({ issues: [{ message: "no" }] }))

const countingUpstream = (bytes: Uint8Array) => {
  const state: { pulls: number; canceled: unknown } = { pulls: 0, canceled: undefined }
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        state.pulls++
        controller.enqueue(bytes)
      },
      cancel: (reason) => {
        state.canceled = reason
      }
    },
    { highWaterMark: 0 }
  )
  return { body, state }
}
