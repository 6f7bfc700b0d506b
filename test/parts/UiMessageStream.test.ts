import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as UiMessageStream from "../../src/parts/UiMessageStream.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Testing from "../../src/testing/testing.ts"
import { completed, created, delta, itemAdded, partialImage, wellFormed } from "../support/events.ts"
import { base64Of, images } from "../support/images.ts"

type UiMessageChunk = UiMessageStream.UiMessageChunk

const picture = base64Of(images["image/png"]!)

const decode = (...events: ReadonlyArray<unknown>) =>
  Stream.fromIterable(events).pipe(ChunkStream.decodeJson({ endAt: "input" }))

const write = (...events: ReadonlyArray<unknown>): Effect.Effect<ReadonlyArray<UiMessageChunk>, unknown> =>
  decode(...events).pipe(
    Stream.catch(() => Stream.empty),
    UiMessageStream.chunks(),
    Stream.runCollect
  )

const writeAll = (chunks: ReadonlyArray<ResponsesStreamChunk>): ReadonlyArray<UiMessageChunk> => {
  const all: Array<UiMessageChunk> = []
  let state = UiMessageStream.initial
  for (const chunk of chunks) {
    const [next, made] = UiMessageStream.step(state, chunk)
    state = next
    all.push(...made)
  }
  return [...all, ...UiMessageStream.end(state)]
}

/** The events of an item that is added and done. */
const whole = (item: object, outputIndex = 0) => [
  { type: "response.output_item.added", sequence_number: 1, output_index: outputIndex, item },
  { type: "response.output_item.done", sequence_number: 2, output_index: outputIndex, item }
]

const ofTypes = (chunks: ReadonlyArray<UiMessageChunk>, start: string) =>
  chunks.filter(({ type }) => type.startsWith(start))

describe("chunks", () => {
  it.effect("writes a text as a message of one step", () =>
    Effect.gen(function* () {
      const metadata = { responseId: "resp_1", model: "example/model" }
      assert.deepStrictEqual<unknown>(yield* write(...wellFormed), [
        { type: "start" },
        { type: "start-step" },
        { type: "message-metadata", messageMetadata: metadata },
        { type: "text-start", id: "msg_1", providerMetadata: { openai: { itemId: "msg_1" } } },
        { type: "text-delta", id: "msg_1", delta: "Hello" },
        { type: "text-end", id: "msg_1" },
        { type: "message-metadata", messageMetadata: metadata },
        { type: "finish-step" },
        { type: "finish", finishReason: "stop" }
      ])
    })
  )

  it.effect("has the usage in the metadata", () =>
    Effect.gen(function* () {
      const usage = { input_tokens: 3, output_tokens: 4, total_tokens: 7 }
      const chunks = yield* write(created, { ...completed, response: { ...completed.response, usage } })
      const [, last] = ofTypes(chunks, "message-metadata")
      assert(last?.type === "message-metadata")
      assert.deepStrictEqual<unknown>(last.messageMetadata.usage, { inputTokens: 3, outputTokens: 4, totalTokens: 7 })
    })
  )

  it.effect("keeps the id of a message, if it is given", () =>
    Effect.gen(function* () {
      const [start] = yield* decode(...wellFormed).pipe(
        UiMessageStream.chunks({ messageId: "message-1" }),
        Stream.runCollect
      )
      assert.deepStrictEqual<unknown>(start, { type: "start", messageId: "message-1" })
    })
  )

  it.effect("writes several responses as steps of one message", () =>
    Effect.gen(function* () {
      const second = { ...created, response: { ...created.response, id: "resp_2" } }
      const chunks = yield* write(...wellFormed, second, {
        ...completed,
        response: { ...completed.response, id: "resp_2" }
      })
      const count = (type: string) => chunks.filter((chunk) => chunk.type === type).length
      assert.deepStrictEqual(
        ["start", "start-step", "finish-step", "finish"].map((type) => count(type)),
        [1, 2, 2, 1]
      )
      assert.strictEqual(chunks.at(-1)?.type, "finish")
    })
  )

  it("writes the input of a function while it grows, and whole", () => {
    const answer = Testing.answer(Testing.functionCall({ name: "tide", arguments: { at: "OSC" }, deltaSize: 6 }))
    const chunks = ofTypes(writeAll(Testing.toChunks(answer)), "tool-")
    const call = { toolCallId: "call_0", toolName: "tide" }
    assert.deepStrictEqual<unknown>(chunks, [
      { type: "tool-input-start", ...call },
      { type: "tool-input-delta", toolCallId: "call_0", inputTextDelta: '{"at":' },
      { type: "tool-input-delta", toolCallId: "call_0", inputTextDelta: '"OSC"}' },
      {
        type: "tool-input-available",
        ...call,
        input: { at: "OSC" },
        providerMetadata: { openai: { itemId: "fc_0" } }
      }
    ])
  })

  it("writes an input that isn't JSON as an error", () => {
    const answer = Testing.answer(Testing.functionCall({ name: "tide", arguments: "{secret", deltaSize: 99 }))
    const last = ofTypes(writeAll(Testing.toChunks(answer)), "tool-").at(-1)
    const call = { toolCallId: "call_0", toolName: "tide", input: "{secret" }
    assert.deepStrictEqual<unknown>(last, { type: "tool-input-error", ...call, errorText: "The input is not JSON." })
  })

  it.effect("writes the tools of the provider with their outputs", () =>
    Effect.gen(function* () {
      const action = { type: "search", query: "tide" }
      const search = { type: "web_search_call", id: "ws_1", status: "completed", action }
      const call = { toolCallId: "ws_1", providerExecuted: true }
      const chunks = yield* write(created, ...whole(search), completed)
      assert.deepStrictEqual<unknown>(ofTypes(chunks, "tool-"), [
        { type: "tool-input-start", ...call, toolName: "web_search" },
        {
          type: "tool-input-available",
          ...call,
          toolName: "web_search",
          input: { action },
          providerMetadata: { openai: { itemId: "ws_1" } }
        },
        { type: "tool-output-available", ...call, output: { action, status: "completed" } }
      ])
    })
  )

  it.effect("writes the tools of an MCP server as dynamic, and their failures without payload", () =>
    Effect.gen(function* () {
      const item = { type: "mcp_call", id: "mcp_1", name: "roll", server_label: "dice", arguments: "{}" }
      const failed = { ...item, status: "failed", error: "secret", output: null }
      const chunks = ofTypes(yield* write(created, ...whole(failed), completed), "tool-")
      assert.include(chunks[0], { type: "tool-input-start", providerExecuted: true, dynamic: true })
      const call = { toolCallId: "mcp_1", providerExecuted: true, dynamic: true }
      assert.deepStrictEqual<unknown>(chunks.at(-1), {
        type: "tool-output-error",
        ...call,
        errorText: "The tool failed."
      })
    })
  )

  it.effect("asks for approval of a call that it has written", () =>
    Effect.gen(function* () {
      const item = { type: "mcp_approval_request", id: "mcpr_1", name: "roll", server_label: "dice", arguments: "{}" }
      const types = ofTypes(yield* write(created, ...whole(item), completed), "tool-").map(({ type }) => type)
      assert.deepStrictEqual(types, [
        "tool-input-start",
        "tool-input-delta",
        "tool-input-available",
        "tool-approval-request"
      ])
    })
  )

  it.effect("leaves out an output whose call never came, which readers refuse", () =>
    Effect.gen(function* () {
      const output = { type: "shell_call_output", id: "sho_1", call_id: "call_1", status: "completed", output: [] }
      assert.deepStrictEqual(ofTypes(yield* write(created, ...whole(output), completed), "tool-"), [])
    })
  )

  it.effect("writes an image as a file, and its previews as data that messages don't keep", () =>
    Effect.gen(function* () {
      const item = { type: "image_generation_call", id: "ig_1", status: "completed", result: picture }
      const [added, done] = whole(item)
      const chunks = yield* write(created, added, partialImage(picture), done, completed)
      const url = `data:image/png;base64,${picture}`
      assert.include(ofTypes(chunks, "file")[0], { url, mediaType: "image/png" })
      const [preview] = ofTypes(chunks, "data-")
      assert(preview?.type === "data-partial-image")
      assert.isTrue(preview.transient)
      assert.deepStrictEqual(preview.data, { url, mediaType: "image/png", index: 0 })
    })
  )

  /** The sources of a message with annotations, which the terminal chunk repeats. */
  const sourcesOf = (...annotations: ReadonlyArray<object>) => {
    const content = [{ type: "output_text", text: "Hello", annotations }]
    const item = { type: "message", id: "msg_1", role: "assistant", status: "completed", content }
    const response = { ...completed.response, output: [item] }
    return Effect.map(write(created, ...whole(item), { ...completed, response }), (chunks) =>
      ofTypes(chunks, "source-")
    )
  }

  const citation = { type: "url_citation", url: "https://tide.test/", title: "Tides", start_index: 0, end_index: 1 }
  const file = { type: "file_citation", file_id: "file_1", filename: "tides.txt", index: 0 }

  it.effect("writes what a text cites once, wherever it does", () =>
    Effect.gen(function* () {
      const own = { type: "container_file_citation", container_id: "cntr_1", file_id: "file_1", filename: "tides.txt" }
      const sources = yield* sourcesOf(
        citation,
        file,
        { ...citation, end_index: 2 },
        { ...file, index: 7 },
        { ...own, start_index: 0, end_index: 1 },
        { ...own, start_index: 2, end_index: 3 }
      )
      const document = { type: "source-document", mediaType: "text/plain", title: "tides.txt" }
      assert.deepStrictEqual<unknown>(sources, [
        { type: "source-url", sourceId: "source-0", url: "https://tide.test/", title: "Tides" },
        { ...document, sourceId: "source-1", providerMetadata: { openai: { fileId: "file_1" } } },
        {
          ...document,
          sourceId: "source-4",
          providerMetadata: { openai: { fileId: "file_1", containerId: "cntr_1" } }
        }
      ])
    })
  )

  it.effect.each([
    { filename: "a.pdf", mediaType: "application/pdf" },
    { filename: "b.PNG", mediaType: "image/png" },
    { filename: "c.constructor", mediaType: "application/octet-stream" },
    { filename: "pdf", mediaType: "application/octet-stream" }
  ])("knows the media type of $filename", ({ filename, mediaType }) =>
    Effect.gen(function* () {
      const [source] = yield* sourcesOf({ ...file, filename })
      assert.include(source, { type: "source-document", mediaType })
    })
  )

  it.effect.each(["javascript:alert(1)", "data:text/html,x", "JavaScript://tide.test/%0aalert(1)"])(
    "leaves out %s, which isn't the address of a page",
    (url) => Effect.map(sourcesOf({ ...citation, url }), (sources) => assert.deepStrictEqual(sources, []))
  )

  it.effect.each([
    { url: "https://tide.test/z.webp?size=1", mediaType: "image/webp" },
    { url: "http://tide.test/z", mediaType: "image/png" },
    { url: "https://tide.test/z.pdf", mediaType: "image/png" }
  ])("writes an image that is linked as a file: $url", ({ mediaType, url }) =>
    Effect.gen(function* () {
      const item = { type: "image_generation_call", id: "ig_1", status: "completed", result: url }
      const response = { ...completed.response, output: [item] }
      assert.deepStrictEqual<unknown>(
        ofTypes(yield* write(created, ...whole(item), { ...completed, response }), "file"),
        [{ type: "file", url, mediaType, providerMetadata: { openai: { itemId: "ig_1" } } }]
      )
    })
  )

  it.effect.each([
    { image: { status: "failed", error: { code: "moderation_blocked", message: "secret" } } },
    { image: { status: "completed", result: "not base64!" } },
    { image: { status: "completed", result: "https://" } },
    { image: { status: "completed" } },
    { image: { status: "incomplete" } }
  ])("writes an image that failed as a tool that failed: $image", ({ image }) =>
    Effect.gen(function* () {
      const item = { type: "image_generation_call", id: "ig_1", ...image }
      const chunks = yield* write(created, ...whole(item), completed)
      const call = { toolCallId: "ig_1", providerExecuted: true }
      assert.deepStrictEqual<unknown>(ofTypes(chunks, "tool-"), [
        {
          type: "tool-input-available",
          ...call,
          toolName: "image_generation",
          input: {},
          providerMetadata: { openai: { itemId: "ig_1" } }
        },
        { type: "tool-output-error", ...call, errorText: "The tool failed." }
      ])
    })
  )

  it.effect("says nothing of an image that was cut, or whose response failed", () =>
    Effect.gen(function* () {
      const item = { type: "image_generation_call", id: "ig_1", status: "in_progress" }
      const [added] = whole(item)
      const failed = {
        ...completed,
        type: "response.failed",
        response: { ...completed.response, status: "failed", error: { code: "server_error", message: "secret" } }
      }
      assert.deepStrictEqual(ofTypes(yield* write(created, added), "tool-"), [])
      assert.deepStrictEqual(ofTypes(yield* write(created, added, failed), "tool-"), [])
    })
  )

  it.effect("tells of a failure behind all that the response has, without payload", () =>
    Effect.gen(function* () {
      const error = { type: "error", sequence_number: 3, code: "secret", message: "secret", param: null }
      const chunks = yield* write(created, itemAdded, delta("Hel"), error)
      assert.deepStrictEqual<unknown>(chunks.slice(-4), [
        { type: "text-end", id: "msg_1" },
        { type: "finish-step" },
        { type: "finish", finishReason: "error" },
        { type: "error", errorText: "The stream failed." }
      ])
    })
  )

  it.effect("has the responses behind one that failed", () =>
    Effect.gen(function* () {
      const failed = { ...completed, type: "response.failed", response: { ...completed.response, status: "failed" } }
      const begin = { ...created, response: { ...created.response, id: "resp_2" } }
      const end = { ...completed, response: { ...completed.response, id: "resp_2" } }
      const chunks = yield* write(created, failed, begin, end)
      assert.deepStrictEqual<unknown>(chunks.slice(-3), [
        { type: "finish-step" },
        { type: "finish", finishReason: "stop" },
        { type: "error", errorText: "The stream failed." }
      ])
    })
  )

  it.effect("has a text of one's own for the failure", () =>
    Effect.gen(function* () {
      const error = { code: "rate_limit_exceeded", message: "Wait" }
      const response = { ...completed.response, status: "failed", error }
      const chunks = yield* decode(created, { ...completed, type: "response.failed", response }).pipe(
        UiMessageStream.chunks({ toErrorText: ({ code, message }) => `${code}: ${message}` }),
        Stream.runCollect
      )
      assert.deepStrictEqual<unknown>(ofTypes(chunks, "error"), [
        { type: "error", errorText: "rate_limit_exceeded: Wait" }
      ])
    })
  )

  it.effect("has texts of one's own for tools that failed, and for inputs that can't be read", () =>
    Effect.gen(function* () {
      const call = { type: "mcp_call", id: "mcp_1", name: "roll", server_label: "dice", arguments: "{}" }
      const wrong = { type: "function_call", id: "fc_1", call_id: "call_1", name: "tide", arguments: "{" }
      const image = { type: "image_generation_call", id: "ig_1", status: "failed", error: { code: "b", message: "B" } }
      const chunks = yield* decode(
        created,
        ...whole({ ...call, status: "failed", error: "A" }),
        ...whole({ ...wrong, status: "completed" }, 1),
        ...whole(image, 2),
        completed
      ).pipe(
        UiMessageStream.chunks({ toErrorText: (error) => [error.toolName, error.code, error.message].join() }),
        Stream.runCollect
      )
      assert.deepStrictEqual(
        chunks.flatMap((chunk) => ("errorText" in chunk ? [chunk.errorText] : [])),
        ["roll,,A", "tide,,", "image_generation,b,B"]
      )
    })
  )

  describe("with a callback that gives no text", () => {
    beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}))
    afterEach(() => void vi.restoreAllMocks())

    it.effect.each<() => unknown>([
      () => {
        throw new Error("secret")
      },
      () => undefined,
      () => Promise.reject(new Error("secret"))
    ])("has the usual text of a tool that failed: %s", (callback) =>
      Effect.gen(function* () {
        const toErrorText = callback as () => string
        const item = { type: "image_generation_call", id: "ig_1", status: "failed" }
        const chunks = yield* decode(created, ...whole(item), completed).pipe(
          UiMessageStream.chunks({ toErrorText }),
          Stream.runCollect
        )
        assert.include(ofTypes(chunks, "tool-").at(-1), { errorText: "The tool failed." })
        assert.lengthOf(vi.mocked(console.error).mock.calls, 1)
      })
    )
  })

  it.effect.each([
    { response: { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }, finishReason: "length" },
    {
      response: { status: "incomplete", incomplete_details: { reason: "content_filter" } },
      finishReason: "content-filter"
    },
    { response: { status: "incomplete", incomplete_details: { reason: "other" } }, finishReason: "other" }
  ])("finishes with the reason $finishReason", ({ finishReason, response }) =>
    Effect.gen(function* () {
      const terminal = { ...completed, type: "response.incomplete", response: { ...completed.response, ...response } }
      assert.deepStrictEqual<unknown>((yield* write(created, terminal)).at(-1), { type: "finish", finishReason })
    })
  )

  it.effect("ends what is open where the chunks end, and then fails as they do", () =>
    Effect.gen(function* () {
      const made: Array<UiMessageChunk> = []
      const error = yield* decode(created, itemAdded, delta("Hel")).pipe(
        UiMessageStream.chunks(),
        Stream.runForEach((chunk) => Effect.sync(() => void made.push(chunk))),
        Effect.flip
      )
      assert.strictEqual(error._tag, "UnexpectedEnd")
      assert.deepStrictEqual<unknown>(made.slice(-3), [
        { type: "text-end", id: "msg_1" },
        { type: "finish-step" },
        { type: "finish", finishReason: "other" }
      ])
    })
  )

  it("gives nothing of nothing", () => {
    assert.deepStrictEqual(UiMessageStream.end(UiMessageStream.initial), [])
  })
})

/** Checks what readers rely on. */
const checkMessage = (chunks: ReadonlyArray<UiMessageChunk>): void => {
  const open = new Set<string>()
  const calls = new Set<string>()
  let steps = 0
  const hasError = chunks.at(-1)?.type === "error"
  const last = chunks.length - (hasError ? 2 : 1)
  for (const [index, chunk] of chunks.entries()) {
    assert.strictEqual(chunk.type === "start", index === 0)
    assert.strictEqual(chunk.type === "error", index > last)
    assert.strictEqual(chunk.type === "finish", index === last)
    if (chunk.type === "start-step") assert.strictEqual(steps++, 0)
    else if (chunk.type === "finish-step") assert.strictEqual(steps--, 1)
    else if (!["start", "finish", "error"].includes(chunk.type)) assert.strictEqual(steps, 1)
    const [, kind, what] = /^(text|reasoning)-(start|delta|end)$/.exec(chunk.type) ?? []
    if ("id" in chunk && kind !== undefined) {
      const key = `${kind} ${chunk.id}`
      assert.strictEqual(open.has(key), what !== "start", key)
      if (what === "start") open.add(key)
      if (what === "end") open.delete(key)
    }
    if (chunk.type === "tool-input-start" || chunk.type === "tool-input-available" || chunk.type === "tool-input-error")
      calls.add(chunk.toolCallId)
    else if ("toolCallId" in chunk) assert.isTrue(calls.has(chunk.toolCallId))
  }
  assert.strictEqual(steps, 0)
  assert.strictEqual(open.size, 0)
}

describe("any chunks", () => {
  it.prop("make a message that readers take, wherever an answer is cut", [Testing.anyAnswer()], ([answer]) => {
    const chunks = Testing.toChunks(answer)
    for (let end = 1; end <= chunks.length; end++) checkMessage(writeAll(chunks.slice(0, end)))
  })

  it.prop("make a message that readers take, in any order", [Arbitrary.array(Testing.anyChunk())], ([chunks]) => {
    const made = writeAll(chunks)
    if (made.length > 0) checkMessage(made)
  })

  it.prop("have the text of the answer", [Testing.anyAnswer()], ([answer]) => {
    const chunks = Testing.toChunks(answer)
    let written = ""
    for (const made of writeAll(chunks)) if (made.type === "text-delta") written += made.delta
    let answered = ""
    for (const chunk of chunks)
      if (chunk.type === "response.output_text.delta" || chunk.type === "response.refusal.delta")
        answered += chunk.delta
    assert.strictEqual(written, answered)
  })
})

describe("toResponse", () => {
  const linesOf = async (response: Response) => (await response.text()).trimEnd().split("\n\n")

  it("is an event stream of JSON that ends with [DONE]", async () => {
    const response = UiMessageStream.toResponse(decode(...wellFormed))
    assert.strictEqual(response.status, 200)
    assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
    assert.strictEqual(response.headers.get("x-vercel-ai-ui-message-stream"), "v1")
    const lines = await linesOf(response)
    const chunks = await Effect.runPromise(write(...wellFormed))
    assert.deepStrictEqual(lines, [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}`), "data: [DONE]"])
  })

  it("takes headers and a status", async () => {
    const response = UiMessageStream.toResponse(Stream.empty, { status: 201, headers: { "x-own": "1" } })
    assert.deepStrictEqual([response.status, response.headers.get("x-own")], [201, "1"])
    assert.strictEqual(response.headers.get("x-vercel-ai-ui-message-stream"), "v1")
    assert.deepStrictEqual(await linesOf(response), ["data: [DONE]"])
  })

  it("ends with an error without payload, or with a text of one's own", async () => {
    const cut = () => decode(created, itemAdded, delta("Hel"))
    const lines = await linesOf(UiMessageStream.toResponse(cut()))
    assert.deepStrictEqual(lines.slice(-4), [
      'data: {"type":"finish-step"}',
      'data: {"type":"finish","finishReason":"other"}',
      'data: {"type":"error","errorText":"The provider\'s stream ended before the response was complete."}',
      "data: [DONE]"
    ])
    const own = await linesOf(UiMessageStream.toResponse(cut(), { toErrorText: ({ _tag }) => _tag }))
    assert.include(own, 'data: {"type":"error","errorText":"UnexpectedEnd"}')
  })

  it("reads upstream when it is read, and lets go of it when the client leaves", async () => {
    let pulls = 0
    let released = false
    const chunks = Stream.fromIterable(Testing.toChunks(Testing.answer(Testing.text("a b c d")))).pipe(
      Stream.rechunk(1),
      Stream.tap(() => Effect.sync(() => void pulls++)),
      Stream.ensuring(Effect.sync(() => void (released = true)))
    )
    const { body } = UiMessageStream.toResponse(chunks)
    await new Promise((resolve) => setTimeout(resolve, 10))
    assert.strictEqual(pulls, 0)
    const reader = body!.getReader()
    await reader.read()
    assert.strictEqual(pulls, 1)
    await reader.cancel()
    assert.isTrue(released)
  })

  it("says that it is alive after a silence", async () => {
    const response = UiMessageStream.toResponse(Stream.never, { keepAlive: Duration.millis(1) })
    const reader = response.body!.getReader()
    const { value } = await reader.read()
    assert.strictEqual(new TextDecoder().decode(value), ": keep-alive\n\n")
    await reader.cancel()
  })
})
