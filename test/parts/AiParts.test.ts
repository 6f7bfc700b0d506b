import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as AiParts from "../../src/parts/AiParts.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Testing from "../../src/testing/testing.ts"
import { decoded } from "../support/wires.ts"
import type { Wire } from "../support/wires.ts"
import { partsOf } from "./parts.ts"

const created = { type: "response.created", response: { id: "resp_1", model: "m", created_at: 1, output: [] } }

const end = (status: "completed" | "failed" | "incomplete", fields: object = {}) => ({
  type: `response.${status}`,
  response: { id: "resp_1", status, output: [], ...fields }
})

const added = (item: object, output_index = 0) => ({ type: "response.output_item.added", output_index, item })
const done = (item: object, output_index = 0) => ({ type: "response.output_item.done", output_index, item })

const message = (id: string, ...content: ReadonlyArray<object>) => ({ type: "message", id, content })
const text = (text: string, ...annotations: ReadonlyArray<object>) => ({ type: "output_text", text, annotations })
const delta = (item_id: string, delta: string, output_index = 0, content_index = 0) => ({
  type: "response.output_text.delta",
  item_id,
  output_index,
  content_index,
  delta
})

const call = (fields: object) => ({ type: "function_call", id: "fc_1", call_id: "call_1", name: "tide", ...fields })

/** What a test is about: the parts of events, without those of the response. */
const partsFrom = (events: ReadonlyArray<Wire>, options?: AiParts.Options) =>
  partsOf(decoded(events), options).filter(({ type }) => type !== "finish" && type !== "response-metadata")

const finishOf = (...events: ReadonlyArray<Wire>) => partsOf(decoded(events)).at(-1)

const contentOf = (chunks: Iterable<ResponsesStreamChunk>) => AiParts.content()(Stream.fromIterable(chunks))

const metadataIn = (events: ReadonlyArray<Wire>, options?: AiParts.Options) =>
  partsOf(decoded(events), options).flatMap((part) =>
    part.type === "response-metadata" && part.metadata !== undefined ? [part.metadata["openai"]] : []
  )

describe("texts", () => {
  it("begin with their first delta and end with their item", () => {
    assert.deepStrictEqual(partsFrom([created, added(message("m")), delta("m", "a"), done(message("m", text("ab")))]), [
      { type: "text-start", id: "m", metadata: { openai: { itemId: "m" } } },
      { type: "text-delta", id: "m", delta: "a" },
      { type: "text-delta", id: "m", delta: "b" },
      { type: "text-end", id: "m", metadata: { openai: { itemId: "m" } } }
    ])
  })

  it("have ids of their own, also where items share one", () => {
    const parts = partsFrom([
      delta("m", "a"),
      delta("m", "b", 0, 1),
      done(message("m")),
      added(message("m"), 1),
      delta("", "c", 1)
    ])
    assert.deepStrictEqual(
      parts.flatMap((part) => (part.type === "text-start" ? [part.id] : [])),
      ["m", "m:1", "m#"]
    )
  })

  it("come once if they come without deltas", () => {
    const whole = message("m", text("Hello"))
    for (const events of [
      [created, added(message("m")), done(whole)],
      [created, done(whole)],
      [created, end("completed", { output: [whole] })],
      [created, done(whole), end("completed", { output: [whole] })],
      [created, end("completed", { output_text: "Hello" })]
    ]) {
      const deltas = partsFrom(events).flatMap((part) => (part.type === "text-delta" ? [part.delta] : []))
      assert.deepStrictEqual(deltas, ["Hello"], JSON.stringify(events))
    }
  })

  it("end if they are cut, or the response fails", () => {
    for (const events of [[], [end("failed")], [end("incomplete")], [{ type: "error", message: "No" }]]) {
      const parts = partsFrom([created, added(message("m")), delta("m", "a"), ...events])
      assert.isTrue(parts.some(({ type }) => type === "text-end"))
    }
  })

  it("have the phase of their message, also if only the item that is done has it", () => {
    const phased = { ...message("m", text("a")), phase: "commentary" }
    const part = { item_id: "m", output_index: 0, content_index: 0, part: text("a") }
    const parts = partsFrom([
      added(message("m")),
      delta("m", "a"),
      { type: "response.content_part.done", ...part },
      done(phased)
    ])
    assert.deepStrictEqual(parts.at(-1), {
      type: "text-end",
      id: "m",
      metadata: { openai: { itemId: "m", phase: "commentary" } }
    })
    assert.deepInclude(partsFrom([added(phased), delta("m", "a")])[0]?.metadata?.["openai"], { phase: "commentary" })
  })

  const textDone = (text: string) => ({
    type: "response.output_text.done",
    item_id: "m",
    output_index: 0,
    content_index: 0,
    text
  })

  it("have the deltas behind a final text that the item confirms", () => {
    const deltas = partsFrom([
      added(message("m")),
      delta("m", "A"),
      textDone("A"),
      { type: "response.content_part.done", item_id: "m", output_index: 0, content_index: 0, part: text("A") },
      delta("m", "B"),
      done(message("m", text("AB")))
    ]).flatMap((part) => (part.type === "text-delta" ? [part.delta] : []))
    assert.deepStrictEqual(deltas, ["A", "B"])
  })

  it.effect("of a whole response are the final ones, also if the deltas contradict them", () =>
    Effect.gen(function* () {
      const chunks = decoded([created, added(message("m")), delta("m", "hel"), textDone("HELLO"), end("completed")])
      assert.deepInclude((yield* contentOf(chunks)).at(-2), { type: "text", text: "HELLO" })
      const summary = { item_id: "r", output_index: 0, summary_index: 0 }
      const reasoning = decoded([
        added({ type: "reasoning", id: "r", summary: [] }),
        { type: "response.reasoning_summary_text.delta", ...summary, delta: "hm" },
        { type: "response.reasoning_summary_text.done", ...summary, text: "Hm" },
        end("completed")
      ])
      assert.deepInclude((yield* contentOf(reasoning)).at(-2), { type: "reasoning", text: "Hm" })
    })
  )

  it("may be refusals, which end a response by content-filter", () => {
    const parts = partsOf(Testing.toChunks(Testing.answer(Testing.refusal("No"))))
    const textEnd = parts.find((part) => part.type === "text-end")
    assert.deepInclude(textEnd?.metadata?.["openai"], { refusal: "No" })
    assert.deepInclude(parts.at(-1), { type: "finish", reason: "content-filter" })
  })
})

describe("reasoning", () => {
  const reasoning = (fields: object) => ({ type: "reasoning", id: "r", summary: [], ...fields })
  const summary = (text: string) => ({ type: "summary_text", text })
  const of = (summary_index: number) => ({ item_id: "r", output_index: 0, summary_index })

  it("begins with its item, and its last text ends with the encrypted content", () => {
    const parts = partsFrom([
      added(reasoning({})),
      { type: "response.reasoning_summary_text.delta", ...of(0), delta: "a" },
      { type: "response.reasoning_summary_text.done", ...of(0), text: "a" },
      { type: "response.reasoning_summary_text.delta", ...of(1), delta: "b" },
      done(reasoning({ encrypted_content: "e", summary: [summary("a"), summary("b")] }))
    ])
    const metadata = { openai: { itemId: "r" } }
    assert.deepStrictEqual(parts, [
      { type: "reasoning-start", id: "r:0", metadata },
      { type: "reasoning-delta", id: "r:0", delta: "a", metadata },
      { type: "reasoning-end", id: "r:0", metadata },
      { type: "reasoning-start", id: "r:1", metadata },
      { type: "reasoning-delta", id: "r:1", delta: "b", metadata },
      { type: "reasoning-end", id: "r:1", metadata: { openai: { itemId: "r", encryptedContent: "e" } } }
    ])
  })

  it("has a text without one, for its encrypted content", () => {
    const parts = partsFrom([done(reasoning({ encrypted_content: "e" }))])
    assert.deepStrictEqual(
      parts.map(({ type }) => type),
      ["reasoning-start", "reasoning-end"]
    )
  })
})

describe("calls", () => {
  const of = { item_id: "fc_1", output_index: 0 }
  const begun = [
    created,
    added(call({ arguments: "" })),
    { type: "response.function_call_arguments.delta", ...of, delta: '{"a":' },
    { type: "response.function_call_arguments.done", ...of, arguments: '{"a":1}' }
  ]

  it("come when they are finished, with all of their arguments as deltas", () => {
    const params = { type: "tool-params-delta", id: "call_1" } as const
    assert.deepStrictEqual(partsFrom([...begun, done(call({ arguments: '{"a":1}', status: "completed" }))]), [
      { type: "tool-params-start", id: "call_1", name: "tide" },
      { ...params, delta: '{"a":' },
      { ...params, delta: "1}" },
      { type: "tool-params-end", id: "call_1" },
      { type: "tool-call", id: "call_1", name: "tide", params: { a: 1 }, metadata: { openai: { itemId: "fc_1" } } }
    ])
  })

  it("never come if they are cut, however whole their arguments are", () => {
    for (const events of [[], [done(call({ arguments: '{"a":1}', status: "incomplete" }))], [end("incomplete")]]) {
      const types = partsFrom([...begun, ...events]).map(({ type }) => type)
      assert.include(types, "tool-params-end")
      assert.notInclude(types, "tool-call")
    }
  })

  it("have the text of arguments that aren't JSON", () => {
    const parts = partsFrom([done(call({ arguments: "{oops", status: "completed" }))])
    assert.deepInclude(parts.at(-1), { type: "tool-call", params: "{oops" })
  })

  it("make JSON of inputs that are text", () => {
    const item = { type: "custom_tool_call", id: "c", call_id: "call_2", name: "sql" }
    const parts = partsFrom([
      added({ ...item, input: "" }),
      { type: "response.custom_tool_call_input.delta", item_id: "c", output_index: 0, delta: 'a "b' },
      { type: "response.custom_tool_call_input.done", item_id: "c", output_index: 0, input: 'a "b"\n' },
      done({ ...item, input: 'a "b"\n', status: "completed" })
    ])
    const json = parts.map((part) => (part.type === "tool-params-delta" ? part.delta : "")).join("")
    assert.strictEqual(JSON.parse(json), 'a "b"\n')
    assert.deepInclude(parts.at(-1), { type: "tool-call", params: 'a "b"\n' })
  })

  it("begin once their name and id are known, with all that came before", () => {
    const params = { type: "response.function_call_arguments.delta", ...of }
    for (const late of [{ name: "" }, { call_id: "" }]) {
      const parts = partsFrom([
        added(call({ arguments: "", ...late })),
        { ...params, delta: '{"a"' },
        { ...params, delta: ":1" },
        done(call({ arguments: '{"a":1}', status: "completed" }))
      ])
      assert.deepStrictEqual(parts, [
        { type: "tool-params-start", id: "call_1", name: "tide" },
        { type: "tool-params-delta", id: "call_1", delta: '{"a":1}' },
        { type: "tool-params-end", id: "call_1" },
        { type: "tool-call", id: "call_1", name: "tide", params: { a: 1 }, metadata: { openai: { itemId: "fc_1" } } }
      ])
    }
  })

  it("are metadata without a name", () => {
    const events = [created, done(call({ name: "", arguments: "{}", status: "completed" })), end("completed")]
    assert.deepStrictEqual(partsFrom(events), [])
    assert.deepStrictEqual(metadataIn(events), [{ toolCall: { id: "call_1", name: "", itemId: "fc_1", params: {} } }])
    assert.deepInclude(finishOf(...events), { reason: "stop" })
  })

  it("are metadata if they aren't declared", () => {
    const events = [...begun, done(call({ arguments: '{"a":1}', status: "completed" }))]
    const tools = [{ name: "tides" }]
    assert.deepStrictEqual(partsFrom(events, { tools }), [])
    assert.deepStrictEqual(metadataIn(events, { tools }), [
      { toolCall: { id: "call_1", name: "tide", itemId: "fc_1", params: { a: 1 } } }
    ])
    assert.lengthOf(partsFrom(events, { tools: [{ name: "tide" }] }), 5)
  })

  it("say of what type they are if they aren't functions", () => {
    const item = { type: "custom_tool_call", id: "c", call_id: "call_2", name: "sql", input: "a", status: "completed" }
    assert.deepInclude(partsFrom([done(item)]).at(-1), {
      metadata: { openai: { itemId: "c", type: "custom_tool_call" } }
    })
  })

  describe("of the provider's tools", () => {
    const action = { type: "search", query: "tide" }
    const search = { type: "web_search_call", id: "ws", status: "completed", action }

    it("have their results", () => {
      const metadata = { openai: { itemId: "ws" } }
      assert.deepStrictEqual(partsFrom([done(search)]).slice(2), [
        {
          type: "tool-call",
          id: "ws",
          name: "web_search",
          providerExecuted: true,
          params: { action },
          metadata: { openai: { itemId: "ws", type: "web_search_call" } }
        },
        {
          type: "tool-result",
          id: "ws",
          name: "web_search",
          providerExecuted: true,
          result: { status: "completed", action },
          isFailure: false,
          metadata
        }
      ])
    })

    it("have their names in the toolkit", () => {
      const parts = partsFrom([done(search)], { tools: [{ name: "Search", providerName: "web_search" }] })
      assert.deepStrictEqual(
        parts.flatMap((part) => ("name" in part ? [part.name] : [])),
        ["Search", "Search", "Search"]
      )
    })

    it("are metadata if they aren't declared", () => {
      const tools = [{ name: "web_search" }]
      const names = { id: "ws", name: "web_search", itemId: "ws", type: "web_search_call" }
      assert.deepStrictEqual(partsFrom([done(search)], { tools }), [])
      assert.deepStrictEqual(metadataIn([done(search)], { tools }), [
        { toolCall: { ...names, params: { action } } },
        { toolResult: { ...names, result: { status: "completed", action } } }
      ])
    })

    it("have results if they fail, and ask for approval", () => {
      const mcp = { server_label: "s", name: "read", arguments: "{}" }
      const failed = partsFrom([done({ type: "mcp_call", id: "a", ...mcp, error: "No", status: "failed" })])
      assert.deepInclude(failed.at(-1), { type: "tool-result", id: "a", name: "mcp", isFailure: false })
      const asked = partsFrom([done({ type: "mcp_approval_request", id: "b", ...mcp, status: "completed" })])
      assert.deepStrictEqual(asked.at(-1), { type: "tool-approval-request", approvalId: "b", toolCallId: "b" })
    })

    it("ask for approval in metadata if they aren't declared", () => {
      const item = { type: "mcp_approval_request", id: "b", server_label: "s", name: "read", arguments: "{}" }
      const events = [created, done(item), end("completed")]
      assert.deepStrictEqual(partsFrom(events, { tools: [] }), [])
      assert.deepStrictEqual(metadataIn(events, { tools: [] }).at(-1), {
        toolApprovalRequest: { approvalId: "b", toolCallId: "b" }
      })
    })
  })
})

describe("sources, files and the rest", () => {
  it("are sources of annotations, once each", () => {
    const url = { type: "url_citation", url: "https://example.com/", title: "T", start_index: 0, end_index: 1 }
    const parts = partsFrom([
      delta("m", "a"),
      {
        type: "response.output_text.annotation.added",
        item_id: "m",
        output_index: 0,
        content_index: 0,
        annotation: url
      },
      done(message("m", text("a", url, { type: "file_citation", file_id: "f" })))
    ])
    assert.deepStrictEqual(
      parts.filter(({ type }) => type === "source"),
      [
        {
          type: "source",
          sourceType: "url",
          id: "source-0",
          url: "https://example.com/",
          title: "T",
          metadata: { openai: { type: "url_citation", startIndex: 0, endIndex: 1 } }
        },
        {
          type: "source",
          sourceType: "document",
          id: "source-1",
          mediaType: "application/octet-stream",
          title: "f",
          fileName: "f",
          metadata: { openai: { type: "file_citation", fileId: "f" } }
        }
      ]
    )
  })

  it("are files of images, whatever base64 they come as", () => {
    const item = { type: "image_generation_call", id: "ig", status: "completed", output_format: "png" }
    const parts = partsFrom([done({ ...item, result: "data:image/webp;base64,-_8" })])
    assert.deepStrictEqual(parts, [
      { type: "file", mediaType: "image/webp", data: "+/8=", metadata: { openai: { itemId: "ig" } } }
    ])
    assert.deepStrictEqual(partsFrom([done({ ...item, result: "?" })]), [])
  })

  it("are metadata for what has no part", () => {
    const unknown = { type: "response.telepathy.delta", sequence_number: 0, thought: "x" }
    const compaction = { type: "compaction", id: "c", encrypted_content: "e" }
    assert.deepStrictEqual(metadataIn([unknown, done(compaction)]), [{ chunk: unknown }, { item: compaction }])
    const image = Testing.answer(Testing.image({ partialImages: 1 }))
    const previews = partsOf(Testing.toChunks(image)).filter(
      (part) => part.type === "response-metadata" && part.metadata?.["openai"] !== undefined
    )
    assert.strictEqual(previews.length, 1)
  })
})

describe("finish", () => {
  it("has the reason", () => {
    const tool = done(call({ arguments: "{}", status: "completed" }))
    const reason = (...events: ReadonlyArray<Wire>) => Reflect.get(finishOf(created, ...events)!, "reason")
    assert.strictEqual(reason(end("completed")), "stop")
    assert.strictEqual(reason(tool, end("completed")), "tool-calls")
    assert.strictEqual(reason(end("incomplete", { incomplete_details: { reason: "max_output_tokens" } })), "length")
    assert.strictEqual(
      reason(end("incomplete", { incomplete_details: { reason: "content_filter" } })),
      "content-filter"
    )
    assert.strictEqual(reason(end("incomplete")), "other")
    assert.strictEqual(reason(end("completed", { status: "cancelled" })), "other")
    assert.strictEqual(reason(end("failed")), "error")
    assert.strictEqual(reason({ type: "error", message: "No" }), "error")
    assert.strictEqual(reason(), "unknown")
    assert.strictEqual(reason(done(message("m", text("a")))), "unknown")
    assert.strictEqual(reason(tool), "unknown")
  })

  it("has the usage, and all of it in the metadata", () => {
    const usage = {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 2 },
      total_tokens: 15,
      cost: 0.5
    }
    assert.deepStrictEqual(finishOf(created, end("completed", { usage, service_tier: "default" })), {
      type: "finish",
      reason: "stop",
      usage: {
        inputTokens: { uncached: 6, total: 10, cacheRead: 4 },
        outputTokens: { total: 5, text: 3, reasoning: 2 }
      },
      metadata: { openai: { serviceTier: "default", usage } }
    })
  })

  it("leaves out counts that can't be", () => {
    const usage = {
      input_tokens: 1.5,
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 7 },
      total_tokens: 1
    }
    assert.deepInclude(finishOf(created, end("completed", { usage })), {
      usage: { inputTokens: {}, outputTokens: { total: 5, reasoning: 7 } }
    })
  })

  it("comes once, and nothing behind it", () => {
    const parts = partsOf(decoded([created, end("completed"), delta("m", "a"), end("failed")]))
    assert.deepStrictEqual(
      parts.map(({ type }) => type),
      ["response-metadata", "finish"]
    )
    assert.deepStrictEqual(partsOf([]), [])
  })

  it("comes for each response of a stream", () => {
    const another = { ...created, response: { ...created.response, id: "resp_2" } }
    const parts = partsOf(decoded([created, delta("m", "a"), another, delta("m", "b"), end("completed")]))
    assert.strictEqual(parts.filter(({ type }) => type === "finish").length, 2)
    assert.deepStrictEqual(
      parts.flatMap((part) => (part.type === "response-metadata" ? [part.id] : [])),
      ["resp_1", "resp_2"]
    )
  })

  it("comes with one error, of the code and message that the provider gave", () => {
    const error = { code: "server_error", message: "No" }
    const parts = partsFrom([created, { type: "error", ...error }, end("failed", { error })])
    assert.deepStrictEqual(parts, [{ type: "error", error }])
  })

  it.effect("has the first error in its metadata, also of a whole response", () =>
    Effect.gen(function* () {
      const error = { code: "server_error", message: "No" }
      for (const last of [end("failed", { error }), { type: "error", ...error }]) {
        const finish = (yield* contentOf(decoded([created, last]))).at(-1)
        assert.deepInclude(finish, { type: "finish", reason: "error", metadata: { openai: { error } } })
        assert.deepStrictEqual<unknown>(finish, finishOf(created, last))
      }
    })
  )
})

describe("parts and content", () => {
  it.effect("leaves errors of the chunks as they are, behind the ends of what is open", () =>
    Effect.gen(function* () {
      const bytes = Testing.toBytes(Testing.answer(Testing.text("Hello")).pipe(Testing.cut(5)))
      const types: Array<string> = []
      const error = yield* Stream.make(bytes).pipe(
        ChunkStream.decode(),
        AiParts.parts(),
        Stream.runForEach(({ type }) => Effect.sync(() => types.push(type))),
        Effect.flip
      )
      assert.strictEqual(error._tag, "UnexpectedEnd")
      assert.deepStrictEqual(types.slice(-2), ["text-end", "finish"])
    })
  )

  it.effect("gathers each text in one part", () =>
    Effect.gen(function* () {
      const answer = Testing.answer(Testing.reasoning("Hm"), Testing.text("Hello", { deltaSize: 2 }))
      const content = yield* AiParts.content()(Stream.fromIterable(Testing.toChunks(answer)))
      assert.deepStrictEqual(
        content.map((part) => ("text" in part ? `${part.type} ${part.text}` : part.type)),
        ["response-metadata", "reasoning Hm", "text Hello", "finish"]
      )
    })
  )
})
