/** What `ai` makes of the UI message streams of recordings. */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as UiMessageStream from "../../src/parts/UiMessageStream.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Testing from "../../src/testing/testing.ts"
import { answerOf } from "../judges/answer.ts"
import type { Answer } from "../judges/answer.ts"
import type * as Judge from "../judges/uiMessages.mjs"
import { completed, created, delta, itemAdded } from "../support/events.ts"
import { install } from "../support/install.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"

let judge: typeof Judge

const decode = (bytes: Uint8Array): Promise<ReadonlyArray<ResponsesStreamChunk>> =>
  Stream.make(bytes).pipe(
    ChunkStream.decode({ onEnd: "allow" }),
    Stream.catch(() => Stream.empty),
    Stream.runCollect,
    Effect.runPromise
  )

const write = (chunks: ReadonlyArray<ResponsesStreamChunk>): Promise<ReadonlyArray<UiMessageStream.UiMessageChunk>> =>
  Stream.fromIterable(chunks).pipe(UiMessageStream.chunks(), Stream.runCollect, Effect.runPromise)

/** The texts and refusals of a message. */
const textOf = (message: Judge.Message | undefined): string =>
  (message?.parts ?? []).map((part) => (part.type === "text" ? String(part["text"]) : "")).join("")

/** The calls of functions and custom tools, as the message has them. */
const callsOf = (message: Judge.Message | undefined, { calls }: Answer) =>
  (message?.parts ?? []).flatMap((part) =>
    calls.some(({ id }) => id === part["toolCallId"])
      ? [{ id: part["toolCallId"], name: part.type.slice("tool-".length), input: part["input"] }]
      : []
  )

/** The same of the response, with inputs as values: text that isn't JSON stays text. */
const responseCalls = ({ calls }: Answer) =>
  calls.map(({ id, input, name }) => {
    try {
      return { id, name, input: input.trim() === "" ? {} : JSON.parse(input) }
    } catch {
      return { id, name, input }
    }
  })

beforeAll(async () => {
  await install("judges")
  judge = await import("../judges/uiMessages.mjs")
}, 240_000)

describe.skipIf(!hasRecordings)("ai, of recordings,", () => {
  it("accepts every chunk of every recording, and reads the text and the calls of the response", async () => {
    const faults: Array<string> = []
    const counts = new Map<string, number>()
    const count = (what: string, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by)
    for (const { bytes, file, isReal } of recordings) {
      const made = await write(await decode(bytes))
      count("recordings")
      for (const chunk of made) {
        const fault = await judge.faultOf(chunk)
        if (fault !== undefined) faults.push(`${file}: ${fault}`)
        count(chunk.type)
      }
      const { errors, message } = await judge.readMessage(made)
      const failures = made.flatMap((chunk) => (chunk.type === "error" ? [chunk.errorText] : []))
      const compare = (what: string, actual: unknown, expected: unknown) => {
        const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
        if (a !== b) faults.push(`${file}: ${what} ${a.slice(0, 300)} instead of ${b.slice(0, 300)}`)
      }
      compare("errors", errors, failures)
      const answer = await answerOf(bytes)
      // Somebody wrote one by hand whose final text isn't that of its deltas
      if (!isReal && !answer.text.startsWith(textOf(message))) count("texts that contradict their deltas")
      else compare("text", textOf(message), answer.text)
      const cut = new Set(
        message?.parts.flatMap((part) => (part["state"] === "input-streaming" ? [part["toolCallId"]] : []))
      )
      const calls = callsOf(message, answer).filter(({ id }) => !cut.has(id))
      const expected = responseCalls(answer).filter(({ id }) => !cut.has(id))
      compare("calls", calls, expected)
      count("calls that were cut", cut.size)
      count("calls of functions and custom tools", calls.length)
      for (const part of message?.parts ?? []) {
        if (part["state"] === "streaming") faults.push(`${file}: ${part.type} is left open`)
      }
    }
    assert.strictEqual(counts.get("calls that were cut"), 1)
    assert.strictEqual(counts.get("texts that contradict their deltas"), 1)
    console.log([...counts].map(([what, n]) => `${n} ${what}`).join("\n"))
    assert.deepStrictEqual(faults, [])
  }, 120_000)

  it("reads the same from the bytes of a response, by the transport of useChat", async () => {
    for (const { bytes, file } of recordings.filter((_, i) => i % 5 === 0)) {
      const chunks = await decode(bytes)
      const made = await write(chunks)
      const response = UiMessageStream.toResponse(Stream.fromIterable(chunks))
      assert.deepStrictEqual<unknown>(await judge.chunksOf(response), JSON.parse(JSON.stringify(made)), file)
    }
  }, 120_000)
})

describe("ai", () => {
  it.effect.prop("reads any answer, wherever it is cut", [Testing.anyAnswer()], ([answer]) =>
    Effect.promise(async () => {
      const chunks = Testing.toChunks(answer)
      for (let end = 1; end <= chunks.length; end += Math.ceil(chunks.length / 5)) {
        const { errors } = await judge.readMessage(await write(chunks.slice(0, end)))
        assert.deepStrictEqual(errors, [])
      }
    })
  )

  const chatOf = (...events: ReadonlyArray<unknown>) =>
    judge.chat(UiMessageStream.toResponse(Stream.fromIterable(events).pipe(ChunkStream.decodeJson())))

  const failed = {
    ...completed.response,
    output: [],
    status: "failed",
    error: { code: "server_error", message: "secret" }
  }

  it.each([
    {
      what: "a response that failed",
      events: [{ ...completed, type: "response.failed", response: failed }],
      reason: "error",
      text: "The stream failed."
    },
    {
      what: "a cut",
      events: [],
      reason: "other",
      text: "The provider's stream ended before the response was complete."
    }
  ])("tells a chat of $what: the text before, the reason and the error", async ({ events, reason, text }) => {
    const { errors, finishReason, message } = await chatOf(created, itemAdded, delta("Hel"), ...events)
    assert.deepStrictEqual(errors, [text])
    assert.strictEqual(finishReason, reason)
    assert.strictEqual(textOf(message), "Hel")
  })

  it.each([{ keys: '{"a":[{"__proto__":{"b":1}}]}' }, { keys: '{"constructor":{"prototype":1}}' }])(
    "reads what is behind keys that it refuses: $keys",
    async ({ keys }) => {
      const call = { type: "function_call", id: "fc_1", call_id: "call_1", name: "tide", arguments: keys }
      const outputs = [JSON.parse(`{"type":"new",${keys.slice(1)}`)]
      const code = {
        type: "code_interpreter_call",
        id: "ci_1",
        status: "completed",
        code: "1",
        container_id: "c",
        outputs
      }
      const items = [{ ...call, status: "completed" }, code]
      const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 }
      const details = { input_tokens_details: { cache_write_tokens_details: JSON.parse('{"__proto__":1}') } }
      const { errors, message } = await chatOf(
        created,
        ...items.flatMap((item, index) => [
          { type: "response.output_item.added", sequence_number: 1, output_index: index + 1, item },
          { type: "response.output_item.done", sequence_number: 2, output_index: index + 1, item }
        ]),
        itemAdded,
        delta("Hello"),
        { ...completed, response: { ...completed.response, usage: { ...usage, ...details } } }
      )
      assert.deepStrictEqual(errors, [])
      assert.strictEqual(textOf(message), "Hello")
      const [tide, interpreter] = message?.parts.filter(({ type }) => type.startsWith("tool-")) ?? []
      assert.deepInclude(tide, {
        state: "output-error",
        input: keys,
        errorText: "The input has a key that is not allowed."
      })
      assert.deepInclude(interpreter, { state: "output-available", output: JSON.stringify({ outputs }) })
    }
  )

  it("asks for the headers that a response has", async () => {
    const { headers } = UiMessageStream.toResponse(Stream.empty)
    for (const name of ["content-type", "x-vercel-ai-ui-message-stream", "x-accel-buffering"])
      assert.strictEqual(headers.get(name), judge.headers[name])
  })
})
