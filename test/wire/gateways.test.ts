/** What gateways send beyond the contract: whole streams with one deviation each. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
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
  ...["apply_patch_call", "local_shell_call", "web_search_call", "computer_call"].flatMap((type) => {
    const key = type === "apply_patch_call" ? "operation" : "action"
    const call = { type, id: "msg_1", call_id: "call_1" }
    const withCall = (item: Json) => (events: ReadonlyArray<Json>) => [
      ...change("response.output_item.", (event) => ({ ...event, item }))(
        events.filter(({ item_id: id }) => id === undefined)
      ).slice(0, -1),
      ...changeResponse(terminal, (r) => ({ ...r, output: [item] }))(events.slice(-1))
    ]
    return [
      { name: `${type} without ${key}`, change: withCall(call), repairs: {} },
      { name: `${type} with ${key} null`, change: withCall({ ...call, [key]: null }), repairs: {} },
      { name: `${type} with an empty ${key}`, change: withCall({ ...call, [key]: {} }), repairs: { "empty-action": 3 } }
    ]
  }),
  {
    name: "a patch without its path",
    change: change("response.output_item.", (event) => ({
      ...event,
      item: { type: "apply_patch_call", call_id: "c", operation: { type: "update_file" } }
    })),
    repairs: { "missing-path": 2 }
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
  const snapshot = Option.getOrUndefined(
    yield* Stream.fromIterable(chunks).pipe(ResponseSnapshot.scan(), Stream.runLast)
  )
  return { chunks, repairs, snapshot }
})

describe("a stream with", () => {
  it.effect.each(deviations)("$name", ({ change, repairs }) =>
    Effect.gen(function* () {
      const events = change(regular)
      const found = yield* read(bytesOf(events))
      assert.deepStrictEqual(found.repairs, repairs as Record<string, number>)
      assert.deepStrictEqual(
        found.chunks.map(({ type }) => type),
        events.map(({ type }) => (type === "response.done" ? terminal : type) as ResponsesStreamChunk["type"])
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

  it.effect.each([{ name: "none" }, { name: "null", inData: { type: null } }, { name: "empty", inData: { type: "" } }])(
    "types in the event lines only: $name in the data",
    ({ inData }) =>
      Effect.gen(function* () {
        const { chunks, repairs } = yield* read(
          bytesOf(
            regular,
            ({ type, ...event }) => `event: ${String(type)}\ndata: ${JSON.stringify({ ...inData, ...event })}\n\n`
          )
        )
        assert.deepStrictEqual(repairs, { "type-from-event-line": regular.length })
        assert.strictEqual(chunks.at(-1)?.type, "response.completed")
      })
  )
  it.effect("an error that the fields of its event tell, or nothing", () =>
    Effect.gen(function* () {
      const cases = [
        [
          { code: "c", message: "m" },
          { message: "m", code: "c" }
        ],
        [{ message: "m" }, { message: "m", code: null }],
        [{ code: "c" }, { message: "", code: "c" }],
        [{ error: null }, { message: "", code: null }],
        [{}, { message: "", code: null }]
      ] as const
      for (const [fields, error] of cases) {
        const { snapshot } = yield* read(bytesOf([regular[0]!, { type: "response.error", ...fields }]))
        assert.deepStrictEqual<unknown>(Object.assign({ code: null }, snapshot?.error), error)
        assert.strictEqual(snapshot?.verdict, "Errored")
      }
    })
  )

  it.effect.each([
    { name: "null", item: { item: null } },
    { name: "missing", item: {} }
  ])("an item that is $name: skipped, and all say the same of the end", ({ item }) =>
    Effect.gen(function* () {
      const events = change("response.output_item.", (event) => ({ ...without(event, "item"), ...item }))(regular)
      for (const isWhole of [true, false]) {
        const bytes = bytesOf(isWhole ? events : events.slice(0, -1))
        const results = yield* bytes.pipe(ChunkStream.decode({ as: "result", onEnd: "allow" }), Stream.runCollect)
        assert.lengthOf(results.filter(Result.isFailure), 2)
        const skipped = bytes.pipe(ChunkStream.decode({ onInvalid: "skip", onEnd: "allow" }))
        const snapshot = yield* skipped.pipe(ResponseSnapshot.scan(), Stream.runLast)
        const verdict = isWhole ? "Completed" : "Truncated"
        assert.strictEqual(Option.getOrThrow(snapshot).verdict, verdict)
        assert.strictEqual(Option.getOrThrow(snapshot).outputText, "Hi")
        assert.strictEqual(yield* skipped.pipe(StreamProtocol.runVerdict), verdict)
        // Without an item that is done, no end is made up
        const exit = yield* bytes.pipe(
          ChunkStream.decode({ onInvalid: "skip", onEnd: "synthesize" }),
          Stream.runDrain,
          Effect.exit
        )
        assert.strictEqual(exit._tag, isWhole ? "Success" : "Failure")
      }
    })
  )
})

// -----------------------------------------------------------------------------
// What parts make of it
// -----------------------------------------------------------------------------

const stepAll = (chunks: ReadonlyArray<ResponsesStreamChunk>) =>
  chunks.reduce(ResponseSnapshot.step, ResponseSnapshot.initial)

const mixed = [
  {
    item: { type: "custom_tool_call", id: "i_1", call_id: "c_1", name: "t", input: "" },
    family: "function_call_arguments",
    field: "arguments",
    own: "input"
  },
  {
    item: { type: "function_call", id: "i_1", call_id: "c_1", name: "f", arguments: "" },
    family: "custom_tool_call_input",
    field: "input",
    own: "arguments"
  },
  {
    item: { type: "mcp_call", id: "i_1", name: "f", server_label: "s", arguments: "" },
    family: "function_call_arguments",
    field: "arguments",
    own: "arguments"
  }
]

const refs = [{ item_id: "i_1", output_index: 0 }, { item_id: "i_1", output_index: 7 }, { output_index: 0 }, {}]

describe("a tool call that gets the chunks of another kind", () => {
  it.effect.each(
    mixed.flatMap((one) =>
      refs.map((ref) => Object.assign({ ref, name: `${one.item.type} by ${JSON.stringify(ref)}` }, one))
    )
  )("is found, and no second item is made: $name", ({ family, field, item, own, ref }) =>
    Effect.gen(function* () {
      const text = '{"a":1}'
      const { chunks, snapshot } = yield* read(
        bytesOf([
          regular[0]!,
          { type: "response.output_item.added", sequence_number: 1, output_index: 0, item },
          { type: `response.${family}.delta`, sequence_number: 2, ...ref, delta: text },
          { type: `response.${family}.done`, sequence_number: 3, ...ref, [field]: text },
          { ...regular.at(-1)!, response: { ...response, status: "completed", output: [] } }
        ])
      )
      assert.lengthOf(snapshot!.output, 1)
      assert.strictEqual((snapshot!.output[0] as unknown as Json)[own], text)
      const events = yield* Stream.fromIterable(chunks).pipe(FunctionCall.events, Stream.runCollect)
      assert.deepStrictEqual(
        events.flatMap((event) =>
          event._tag === "Started" || event._tag === "Arguments"
            ? []
            : [event._tag === "Finished" ? event.argumentsText : event._tag]
        ),
        item.type === "function_call" ? [text] : []
      )
    })
  )
})

describe("an item that is added with its whole text", () => {
  it.effect.each([
    {
      name: "message",
      item: { ...message, status: "in_progress" },
      part: { type: "response.content_part.added", ...place, part: { ...part, text: "" } },
      delta: { type: "response.output_text.delta", ...place, delta: "Hi" }
    },
    {
      name: "reasoning",
      item: { type: "reasoning", id: "msg_1", summary: [{ type: "summary_text", text: "Hi" }] },
      part: {
        type: "response.reasoning_summary_part.added",
        item_id: "msg_1",
        output_index: 0,
        summary_index: 0,
        part: { type: "summary_text", text: "" }
      },
      delta: {
        type: "response.reasoning_summary_text.delta",
        item_id: "msg_1",
        output_index: 0,
        summary_index: 0,
        delta: "Hi"
      }
    }
  ])("has it once, if its parts are added empty: $name", ({ delta, item, part }) =>
    Effect.gen(function* () {
      const events = [
        regular[0]!,
        { type: "response.output_item.added", sequence_number: 1, output_index: 0, item },
        { sequence_number: 2, ...part },
        { sequence_number: 3, ...delta }
      ]
      const decode = (events: ReadonlyArray<Json>) =>
        Stream.runCollect(bytesOf(events).pipe(ChunkStream.decode({ onEnd: "allow" })))
      const textOf = (chunks: ReadonlyArray<ResponsesStreamChunk>) => {
        const [item] = stepAll(chunks).output
        const [part] = item?.type === "message" ? item.content : item?.type === "reasoning" ? item.summary : []
        return part?.type === "output_text" || part?.type === "summary_text" ? part.text : undefined
      }
      assert.strictEqual(textOf(yield* decode(events)), "Hi")
      // A delta that comes before its part is kept
      const [first, added, opened, grown] = events
      const empty = { ...added!, item: { ...item, content: [], summary: [] } }
      assert.strictEqual(textOf(yield* decode([first!, empty, grown!, opened!])), "Hi")
    })
  )
})

describe("a failed response whose error is empty", () => {
  it.effect("has the error of the next chunk", () =>
    Effect.gen(function* () {
      for (const error of [{}, { message: "" }, { code: "", message: null }]) {
        const { snapshot } = yield* read(
          bytesOf([
            regular[0]!,
            {
              type: "response.failed",
              sequence_number: 1,
              response: { ...response, status: "failed", output: [], error }
            },
            { type: "error", sequence_number: 2, code: "rate_limit_exceeded", message: "Wait", param: null }
          ])
        )
        assert.deepStrictEqual<unknown>(snapshot?.error, { code: "rate_limit_exceeded", message: "Wait" })
        assert.strictEqual(snapshot?.verdict, "Failed")
      }
    })
  )
})
