import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import * as Web from "../../src/web/Web.ts"
import { bytesOf } from "../support/bytes.ts"
import { created, delta, itemAdded, sse, wellFormed } from "../support/events.ts"
import { upstream } from "../support/upstream.ts"

const headers = { "content-type": "text/event-stream" }

const answer = (text: string) => new Response(text, { headers })

const linesOf = async (response: Response) => (await response.text()).trimEnd().split("\n\n")

const cut = () => answer(sse(created, itemAdded, delta("Hel")))

const reads = async (reader: ReadableStreamDefaultReader<Uint8Array>) =>
  new TextDecoder().decode((await reader.read()).value)

describe("uiMessageStream", () => {
  it("writes a response as a UI message stream", async () => {
    const response = Web.uiMessageStream(answer(sse(...wellFormed)), { messageId: "message-1" })
    assert.strictEqual(response.status, 200)
    assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
    assert.strictEqual(response.headers.get("x-vercel-ai-ui-message-stream"), "v1")
    const lines = await linesOf(response)
    assert.strictEqual(lines[0], 'data: {"type":"start","messageId":"message-1"}')
    assert.include(lines, 'data: {"type":"text-delta","id":"msg_1","delta":"Hello"}')
    assert.deepStrictEqual(lines.slice(-2), ['data: {"type":"finish","finishReason":"stop"}', "data: [DONE]"])
  })

  it("reads a body too", async () => {
    const lines = await linesOf(Web.uiMessageStream(answer(sse(...wellFormed)).body!))
    assert.include(lines, 'data: {"type":"text-delta","id":"msg_1","delta":"Hello"}')
  })

  it("ends with an error without payload, or with a text of one's own", async () => {
    const lines = await linesOf(Web.uiMessageStream(cut()))
    assert.deepStrictEqual(lines.slice(-4), [
      'data: {"type":"finish-step"}',
      'data: {"type":"finish","finishReason":"other"}',
      'data: {"type":"error","errorText":"The provider\'s stream ended before the response was complete."}',
      "data: [DONE]"
    ])
    const own = await linesOf(Web.uiMessageStream(cut(), { toErrorText: ({ _tag }) => _tag }))
    assert.strictEqual(own.at(-2), 'data: {"type":"error","errorText":"UnexpectedEnd"}')
  })

  it("answers a refusal with an error", async () => {
    const refusal = Response.json({ error: { message: "secret" } }, { status: 429 })
    const response = Web.uiMessageStream(refusal)
    assert.strictEqual(response.status, 200)
    assert.deepStrictEqual(await linesOf(response), [
      'data: {"type":"error","errorText":"The provider sent no event stream."}',
      "data: [DONE]"
    ])
  })

  it("reads upstream when it is read, and cancels it when the client leaves", async () => {
    const pieces = wellFormed.map((event) => bytesOf(sse(event)))
    const { body, canceled, pulled } = upstream(pieces)
    const reader = Web.uiMessageStream(new Response(body, { headers })).body!.getReader()
    assert.strictEqual(pulled(), 0)
    assert.include(await reads(reader), '"start"')
    assert.strictEqual(pulled(), 1)
    await reader.cancel("enough")
    assert.deepStrictEqual(canceled, ["enough"])
  })

  it("is canceled while it waits", async () => {
    const { body, canceled } = upstream([], "stall")
    const reader = Web.uiMessageStream(new Response(body, { headers })).body!.getReader()
    const reading = reader.read()
    await reader.cancel("enough")
    assert.deepStrictEqual(await reading, { done: true, value: undefined })
    assert.deepStrictEqual(canceled, ["enough"])
  })

  describe("with callbacks that throw", () => {
    beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}))
    afterEach(() => void vi.restoreAllMocks())

    it("ends with an error", async () => {
      const onComment = () => {
        throw new Error("secret")
      }
      const lines = await linesOf(Web.uiMessageStream(answer(`${sse(created)}: comment\n\n`), { onComment }))
      assert.strictEqual(lines.at(-2), 'data: {"type":"error","errorText":"The stream failed."}')
      assert.strictEqual(vi.mocked(console.error).mock.calls.length, 1)
    })
  })

  describe("with keepAlive", () => {
    beforeEach(() => void vi.useFakeTimers())
    afterEach(() => void vi.useRealTimers())

    it("sends a comment after each silence, and loses nothing", async () => {
      let send: ReadableStreamDefaultController<Uint8Array> | undefined
      const body = new ReadableStream<Uint8Array>({ start: (controller) => void (send = controller) })
      const reader = Web.uiMessageStream(body, { keepAlive: 1000 }).body!.getReader()
      for (let silence = 0; silence < 2; silence++) {
        const reading = reads(reader)
        await vi.advanceTimersByTimeAsync(1000)
        assert.strictEqual(await reading, ": keep-alive\n\n")
      }
      send!.enqueue(bytesOf(sse(created)))
      assert.include(await reads(reader), '"start"')
      await reader.cancel()
      assert.strictEqual(vi.getTimerCount(), 0)
    })

    it.each([0, -1, 0.5, NaN, -Infinity])("refuses %d", (keepAlive) => {
      assert.throws(() => Web.uiMessageStream(answer(""), { keepAlive }), RangeError)
    })

    it.each([Infinity, 1e12, 2 ** 31])("is silent for a day, if it is %d", async (keepAlive) => {
      const reader = Web.uiMessageStream(new ReadableStream<Uint8Array>(), { keepAlive }).body!.getReader()
      let hasCome = false
      const reading = reader.read().then(() => void (hasCome = true))
      await vi.advanceTimersByTimeAsync(86_400_000)
      assert.isFalse(hasCome)
      await reader.cancel()
      await reading
    })
  })
})
