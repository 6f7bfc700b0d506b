import { assert, describe, it } from "@effect/vitest"
import type { NormalizeReport } from "../../src/normalize/StreamNormalize.ts"
import type { NormalizeOptions, ValidateSummary } from "../../src/web/Web.ts"
import * as Web from "../../src/web/Web.ts"
import { bytesOf, pieces } from "../support/bytes.ts"
import { created, delta, itemAdded, itemDone, sse, wellFormed } from "../support/events.ts"
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
