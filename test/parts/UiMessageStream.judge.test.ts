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

  it("asks for the headers that a response has", async () => {
    const { headers } = UiMessageStream.toResponse(Stream.empty)
    for (const name of ["content-type", "x-vercel-ai-ui-message-stream", "x-accel-buffering"])
      assert.strictEqual(headers.get(name), judge.headers[name])
  })
})
