/** What gateways send beyond the contract: whole streams with one deviation each. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { RepairName } from "../../src/wire/Tolerance.ts"

type Json = { readonly [key: string]: unknown }

const response = { id: "resp_1", object: "response", created_at: 1_780_000_000, model: "example/m" }
const usage = { input_tokens: 3, output_tokens: 2, total_tokens: 5 }
const part = { type: "output_text", text: "Hi", annotations: [] }
const message = { type: "message", id: "msg_1", role: "assistant", status: "completed", content: [part] }
const place = { item_id: "msg_1", output_index: 0, content_index: 0 }

/** A regular answer: `Hi`. */
const regular: ReadonlyArray<Json> = [
  { type: "response.created", sequence_number: 0, response: { ...response, status: "in_progress", output: [] } },
  { type: "response.in_progress", sequence_number: 1, response: { ...response, status: "in_progress", output: [] } },
  {
    type: "response.output_item.added",
    sequence_number: 2,
    output_index: 0,
    item: { ...message, status: "in_progress", content: [] }
  },
  { type: "response.content_part.added", sequence_number: 3, ...place, part: { ...part, text: "" } },
  { type: "response.output_text.delta", sequence_number: 4, ...place, delta: "Hi" },
  { type: "response.output_text.done", sequence_number: 5, ...place, text: "Hi" },
  { type: "response.content_part.done", sequence_number: 6, ...place, part },
  { type: "response.output_item.done", sequence_number: 7, output_index: 0, item: message },
  {
    type: "response.completed",
    sequence_number: 8,
    response: { ...response, status: "completed", output: [message], usage }
  }
]

const without = (json: Json, ...keys: ReadonlyArray<string>): Json =>
  Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)))

/** Changes the events of some types, those that begin with a name. */
const change =
  (type: string, f: (event: Json) => Json) =>
  (events: ReadonlyArray<Json>): ReadonlyArray<Json> =>
    events.map((event) => (String(event["type"]).startsWith(type) ? f(event) : event))

const changeResponse = (type: string, f: (response: Json) => Json) =>
  change(type, (event) =>
    typeof event["response"] === "object" ? { ...event, response: f(event["response"] as Json) } : event
  )

const terminal = "response.completed"

interface Deviation {
  readonly name: string
  readonly change: (events: ReadonlyArray<Json>) => ReadonlyArray<Json>
  /** How often each repair is reported. */
  readonly repairs: { readonly [_ in RepairName]?: number }
}

const deviations: ReadonlyArray<Deviation> = [
  { name: "nothing", change: (events) => events, repairs: {} },
  // The response
  {
    name: "output that is null",
    change: changeResponse(terminal, (r) => ({ ...r, output: null })),
    repairs: { "missing-output": 1 }
  },
  {
    name: "no output",
    change: changeResponse("response.", (r) => without(r, "output")),
    repairs: { "missing-output": 3 }
  },
  { name: "no model", change: changeResponse("response.", (r) => without(r, "model")), repairs: {} },
  { name: "no time", change: changeResponse("response.", (r) => without(r, "created_at")), repairs: {} },
  {
    name: "no kind of object",
    change: changeResponse("response.", (r) => without(r, "object")),
    repairs: { "missing-object": 3 }
  },
  {
    name: "only an id and a status",
    change: changeResponse("response.", ({ id, status }) => ({ id, status })),
    repairs: { "missing-output": 3, "missing-object": 3 }
  },
  {
    name: "no status",
    change: changeResponse("response.", (r) => without(r, "status")),
    repairs: { "missing-status": 3 }
  },
  { name: "no id", change: changeResponse(terminal, (r) => without(r, "id")), repairs: { "missing-id": 1 } },
  { name: "no id at all", change: changeResponse("response.", (r) => without(r, "id")), repairs: { "missing-id": 3 } },
  {
    name: "a response that isn't nested",
    change: change(terminal, ({ response, type }) => ({ type, ...(response as Json) })),
    repairs: { "response-shape": 1, "missing-sequence-number": 1 }
  },
  {
    name: "output and usage beside the response",
    change: change(terminal, (event) => ({
      ...event,
      response: without(event["response"] as Json, "output", "usage"),
      output: [message],
      usage
    })),
    repairs: { "response-shape": 1 }
  },
  {
    name: "time as text",
    change: changeResponse(terminal, (r) => ({ ...r, created_at: "1780000000" })),
    repairs: { "timestamp-text": 1 }
  },
  { name: "time that is null", change: changeResponse(terminal, (r) => ({ ...r, created_at: null })), repairs: {} },
  {
    name: "metadata that isn't text",
    change: changeResponse(terminal, (r) => ({ ...r, metadata: { a: 1, b: true } })),
    repairs: { "metadata-values": 1 }
  },
  {
    name: "a conversation as an id",
    change: changeResponse(terminal, (r) => ({ ...r, conversation: "c" })),
    repairs: { "conversation-id": 1 }
  },
  {
    name: "nested tools",
    change: changeResponse("response.", (r) => ({ ...r, tools: [{ type: "function", function: { name: "f" } }] })),
    repairs: {}
  },
  {
    name: "a terminal event of another name",
    change: change(terminal, (event) => ({ ...event, type: "response.done" })),
    repairs: { "older-name": 1 }
  },
  // Usage
  {
    name: "empty usage",
    change: changeResponse(terminal, (r) => ({ ...r, usage: {} })),
    repairs: { "usage-shape": 1 }
  },
  {
    name: "usage without a total",
    change: changeResponse(terminal, (r) => ({ ...r, usage: without(usage, "total_tokens") })),
    repairs: { "usage-shape": 1 }
  },
  {
    name: "usage of Chat Completions",
    change: changeResponse(terminal, (r) => ({
      ...r,
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
    })),
    repairs: { "usage-shape": 1 }
  },
  {
    name: "usage with one count",
    change: changeResponse(terminal, (r) => ({ ...r, usage: { output_tokens: 2 } })),
    repairs: { "usage-shape": 1, "missing-input-tokens": 1 }
  },
  {
    name: "usage details that are null or empty",
    change: changeResponse(terminal, (r) => ({
      ...r,
      usage: { ...usage, input_tokens_details: null, output_tokens_details: {} }
    })),
    repairs: {}
  },
  // Items
  {
    name: "an added message without content and status",
    change: change("response.output_item.added", (event) => ({
      ...event,
      item: without(message, "content", "status")
    })),
    repairs: { "missing-content": 1 }
  },
  {
    name: "parts without their text",
    change: change("response.content_part.added", (event) => ({ ...event, part: { type: "output_text", text: null } })),
    repairs: { "missing-text": 1 }
  },
  {
    name: "a nested citation",
    change: change("response.content_part.done", (event) => ({
      ...event,
      part: { ...part, annotations: [{ type: "url_citation", url_citation: { url: "https://example.com" } }] }
    })),
    repairs: { "nested-fields": 1 }
  },
  // Indexes, ids and numbers
  {
    name: "no indexes",
    change: change("response.", (event) => without(event, "output_index", "content_index")),
    repairs: { "missing-output-index": 6, "missing-content-index": 4 }
  },
  {
    name: "neither indexes nor ids",
    change: change("response.", (event) => without(event, "output_index", "content_index", "item_id")),
    repairs: { "missing-output-index": 6, "missing-content-index": 4, "missing-item-id": 4 }
  },
  {
    name: "no ids",
    change: change("response.", (event) => without(event, "item_id")),
    repairs: { "missing-item-id": 4 }
  },
  {
    name: "ids that are null",
    change: change("response.", (event) => ("item_id" in event ? { ...event, item_id: null } : event)),
    repairs: { "missing-item-id": 4 }
  },
  {
    name: "sequence numbers that are null",
    change: change("response.", (event) => ({ ...event, sequence_number: null })),
    repairs: { "missing-sequence-number": 9 }
  },
  {
    name: "padding that is null",
    change: change("response.output_text.delta", (event) => ({ ...event, obfuscation: null })),
    repairs: { "missing-obfuscation": 1 }
  },
  // Texts
  {
    name: "a delta that is an object",
    change: change("response.output_text.delta", (event) => ({ ...event, delta: { text: "Hi" } })),
    repairs: { "delta-shape": 1 }
  },
  {
    name: "a text that is done without itself",
    change: change("response.output_text.done", (event) => without(event, "text")),
    repairs: { "missing-text": 1 }
  }
]

const bytesOf = (events: ReadonlyArray<Json>, toText = (event: Json) => `data: ${JSON.stringify(event)}\n\n`) =>
  Stream.make(new TextEncoder().encode(events.map((event) => toText(event)).join("")))

/** Reads a stream: the chunks, the text of the answer, and how often each repair was reported. */
const read = Effect.fnUntraced(function* (bytes: Stream.Stream<Uint8Array>) {
  const repairs: Record<string, number> = {}
  const chunks: ReadonlyArray<ResponsesStreamChunk> = yield* bytes.pipe(
    ChunkStream.decode({ onRepair: ({ name }) => void (repairs[name] = (repairs[name] ?? 0) + 1) }),
    Stream.runCollect
  )
  const snapshot = yield* Stream.fromIterable(chunks).pipe(ResponseSnapshot.scan(), Stream.runLast)
  return { chunks, repairs, snapshot }
})

describe("a stream with", () => {
  it.effect.each(deviations)("$name", ({ change, repairs }) =>
    Effect.gen(function* () {
      const events = change(regular)
      const found = yield* read(bytesOf(events))
      assert.deepStrictEqual(found.repairs, repairs as Record<string, number>)
      assert.strictEqual(found.chunks.length, regular.length)
      assert.deepStrictEqual(
        found.chunks.map(({ type }) => type),
        regular.map(({ type }) => type as ResponsesStreamChunk["type"])
      )
    })
  )

  it.effect.each(deviations.filter(({ repairs }) => Object.keys(repairs).length > 0))(
    "$name is an error if strict",
    ({ change, name }) =>
      Effect.gen(function* () {
        const chunks = yield* bytesOf(change(regular)).pipe(
          ChunkStream.decode({ tolerance: "strict", as: "result", onEnd: "allow" }),
          Stream.runCollect
        )
        const isRefused = chunks.some((result) => result._tag === "Failure" || result.success.type === "UNKNOWN")
        assert.isTrue(isRefused, name)
      })
  )

  it.effect("types in the event lines only", () =>
    Effect.gen(function* () {
      const { chunks, repairs } = yield* read(
        bytesOf(regular, ({ type, ...event }) => `event: ${String(type)}\ndata: ${JSON.stringify(event)}\n\n`)
      )
      assert.deepStrictEqual(repairs, { "type-from-event-line": regular.length })
      assert.strictEqual(chunks.at(-1)?.type, "response.completed")
    })
  )
})
