/** Each block of docs/recipes.md, run. `follow`, `resumedText` and `answerRoute` are run beside the modules they use. */
import { assert, beforeEach, describe, it, vi } from "@effect/vitest"
import type * as LanguageModel from "effect/ai/LanguageModel"
import * as Tool from "effect/ai/Tool"
import * as Toolkit from "effect/ai/Toolkit"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import OpenAI from "openai"
import { OpenRouter } from "@openrouter/sdk"
import { HTTPClient } from "@openrouter/sdk/lib/http.js"
import { WebSocket } from "ws"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError } from "../../src/errors/StreamError.ts"
import type * as FunctionCall from "../../src/call/FunctionCall.ts"
import type * as ToolCall from "../../src/call/ToolCall.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as StreamStore from "../../src/store/StreamStore.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Testing from "../../src/testing/testing.ts"
import * as Web from "../../src/web/Web.ts"
import { bytesOf } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse, wellFormed } from "../support/events.ts"
import { fence } from "../support/fence.ts"
import { outcome } from "../support/outcome.ts"
import type { Json } from "../support/recordings.ts"
import { upstream } from "../support/upstream.ts"
import { onLane, serve } from "../socket/server.ts"
import type { Peer } from "../socket/server.ts"

const root = join(import.meta.dirname, "../..")
const recipes = readFileSync(join(root, "docs/recipes.md"), "utf8")

const eventStream = (body: BodyInit) => new Response(body, { headers: { "content-type": "text/event-stream" } })

const hello = () => eventStream(sse(...wellFormed))
const cut = () => eventStream(sse(...wellFormed.slice(0, 3)))

const usage = { input_tokens: 3, output_tokens: 4, total_tokens: 7, cost: 0.5 }
const withUsage = { ...completed, response: { ...completed.response, usage } }
const hellos = () => eventStream(sse(created, itemAdded, delta("Hello"), itemDone, withUsage))

/** Stands in for the gateway, and keeps what it was asked. */
const gateway = (answer: () => Response) => {
  const requests: Array<RequestInit> = []
  vi.stubGlobal("fetch", (_url: string, init: RequestInit) => {
    requests.push(init)
    return Promise.resolve(answer())
  })
  return requests
}

const ask = () =>
  new Request("http://server.test", { method: "POST", headers: { authorization: "Bearer a" }, body: '{"stream":true}' })

beforeEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe("docs/recipes.md", () => {
  it("has a test for every block of code", () => {
    const tests = ["project", "operator", "stream"].flatMap((folder) =>
      readdirSync(join(root, "test", folder))
        .filter((name) => name.endsWith(".test.ts"))
        .map((name) => readFileSync(join(root, "test", folder, name), "utf8"))
    )
    const blocks = [...recipes.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1]!)
    assert.isAbove(blocks.length, 20)
    for (const block of blocks) {
      const names = [...block.matchAll(/^export const (\w+)/gm)].map((match) => match[1]!)
      assert.isNotEmpty(names, block)
      for (const name of names)
        assert.isTrue(
          tests.some((text) => new RegExp(`\\(\\s*"${name}"\\s*\\)`).test(text)),
          name
        )
    }
  })

  it("lists its recipes at its head, and no other", () => {
    const anchors = [...recipes.matchAll(/\]\(#([\w-]+)\)/g)].map((match) => match[1]!)
    const headings = [...recipes.matchAll(/^## (.*)$/gm)].map((match) =>
      match[1]!
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-")
    )
    assert.sameMembers([...new Set(anchors)], headings)
  })
})

describe("reading", () => {
  it("gives the text alone", async () => {
    const text = await fence<(response: Response) => Stream.Stream<string>>("text")
    const response = Testing.toResponse(Testing.answer(Testing.text("Hello, world")), { size: 5 })
    assert.deepStrictEqual(await Effect.runPromise(Stream.runCollect(text(response))), ["Hello, ", "world"])
    const printText = await fence<(response: Response, print: (text: string) => void) => Promise<void>>("printText")
    const printed: Array<string> = []
    await printText(hello(), (text) => printed.push(text))
    assert.deepStrictEqual(printed, ["Hello"])
  })

  it("keeps the text of a cut stream, and knows whether it is whole", async () => {
    const textSoFar = await fence<(response: Response) => Effect.Effect<unknown>>("textSoFar")
    const run = (...events: ReadonlyArray<unknown>) => Effect.runPromise(textSoFar(eventStream(sse(...events))))
    assert.deepStrictEqual(await run(...wellFormed), { text: "Hello", isWhole: true })
    assert.deepStrictEqual(await run(...wellFormed.slice(0, -1)), { text: "Hello", isWhole: true })
    assert.deepStrictEqual(await run(...wellFormed.slice(0, 3)), { text: "Hello", isWhole: false })
  })

  it("keeps the text of a cut stream without Effect, and throws all other errors", async () => {
    const textOrPart = await fence<(response: Response) => Promise<string>>("textOrPart")
    assert.strictEqual(await textOrPart(hello()), "Hello")
    assert.strictEqual(await textOrPart(cut()), "Hello …")
    const error: unknown = await textOrPart(Response.json({})).catch((error: unknown) => error)
    assert.propertyVal(error, "_tag", "NotAnEventStream")
  })

  const calls = Testing.answer(
    Testing.functionCall({ name: "get_weather", arguments: { city: "Oslo" } }),
    Testing.functionCall({ name: "add", arguments: { a: 1, b: 2 } }),
    Testing.functionCall({ name: "add", arguments: { a: 1 } }),
    Testing.functionCall({ name: "dance", arguments: {} })
  )

  it("answers function calls, invalid ones with what is wrong", async () => {
    const callOutputs =
      await fence<(response: Response) => Effect.Effect<ReadonlyArray<Record<string, string>>>>("callOutputs")
    const outputs = await Effect.runPromise(callOutputs(Testing.toResponse(calls)))
    assert.deepStrictEqual(
      outputs.map(({ call_id: id, type }) => [type, id]),
      [0, 1, 2, 3].map((i) => ["function_call_output", `call_${i}`])
    )
    assert.deepStrictEqual(
      outputs.slice(0, 2).map(({ output }) => output),
      ["It rains in Oslo.", "3"]
    )
    assert.match(outputs[2]!["output"]!, /^b: /)
    assert.include(outputs[3]!["output"], "no schema for dance")
  })

  it("runs function calls without Effect", async () => {
    const runCalls =
      await fence<(response: Response, run: (call: FunctionCall.Finished) => Promise<void>) => Promise<void>>(
        "runCalls"
      )
    const seen: Array<unknown> = []
    await runCalls(Testing.toResponse(calls), async ({ arguments: json, name }) => void seen.push([name, json]))
    assert.deepStrictEqual(seen, [
      ["get_weather", { city: "Oslo" }],
      ["add", { a: 1, b: 2 }],
      ["add", { a: 1 }],
      ["dance", {}]
    ])
  })

  const tools = Testing.answer(
    {
      added: { type: "web_search_call", id: "ws_1", status: "in_progress" },
      events: [{ type: "response.web_search_call.searching", item_id: "ws_1" }],
      done: { type: "web_search_call", id: "ws_1", status: "completed" }
    },
    ...[
      { type: "custom_tool_call", id: "ctc_1", call_id: "call_1", name: "sql", input: "select 1" },
      { type: "shell_call", id: "sh_1", call_id: "call_2", action: { commands: ["ls"] } },
      { type: "mcp_approval_request", id: "mcpr_1", name: "find", arguments: '{"q":1}' },
      { type: "mcp_call", id: "mcp_1", name: "find", arguments: "{}", error: "No" }
    ].map((item) => ({ added: item, events: [], done: { ...item, status: "completed" } }))
  )

  it("follows calls of every kind, and gives those that are finished", async () => {
    const followTools =
      await fence<
        (response: Response, show: (line: string) => void) => Stream.Stream<ToolCall.Finished, ChunkStreamError>
      >("followTools")
    const lines: Array<string> = []
    const calls = await Effect.runPromise(
      Stream.runCollect(followTools(Testing.toResponse(tools), (line) => void lines.push(line)))
    )
    assert.deepStrictEqual(lines, ["web_search_call is searching", "mcp_call: Failed"])
    assert.deepStrictEqual(
      calls.map(({ type }) => type),
      ["web_search_call", "custom_tool_call", "shell_call", "mcp_approval_request"]
    )
  })

  it("runs calls of several kinds without Effect", async () => {
    const runTools =
      await fence<(response: Response, run: (...call: ReadonlyArray<unknown>) => Promise<void>) => Promise<void>>(
        "runTools"
      )
    const seen: Array<unknown> = []
    await runTools(Testing.toResponse(tools), async (...call) => void seen.push(call))
    assert.deepStrictEqual(seen, [["select 1", "sql"], [["ls"]], [{ q: 1 }, "find"]])
  })

  it("makes a language model of a gateway", async () => {
    type Send = (options: LanguageModel.ProviderOptions) => Promise<Response>
    const languageModel = await fence<(send: Send) => Effect.Effect<LanguageModel.LanguageModel>>("languageModel")
    const answer = Testing.answer(Testing.text("Hello"), Testing.functionCall({ name: "add", arguments: { a: 1 } }))
    const add = Tool.make("add", { parameters: Schema.Struct({ a: Schema.Int }), success: Schema.Int })
    const toolkit = Toolkit.make(add)
    const program = Effect.gen(function* () {
      const model = yield* languageModel(async ({ tools }) => {
        assert.deepStrictEqual(
          tools.map(({ name }) => name),
          ["add"]
        )
        return Testing.toResponse(answer)
      })
      const parts = yield* Stream.runCollect(model.streamText({ prompt: "1?", toolkit }))
      const { text, toolResults } = yield* model.generateText({ prompt: "1?", toolkit })
      const broken = yield* languageModel(async () => Testing.toResponse(answer.pipe(Testing.cut(4))))
      const failed = yield* languageModel(async () =>
        Testing.toResponse(Testing.answer().pipe(Testing.endingWith("failed")))
      )
      const errors = yield* Effect.forEach(
        [
          Stream.runDrain(broken.streamText({ prompt: "1?" })),
          Stream.runDrain(failed.streamText({ prompt: "1?" })),
          failed.generateText({ prompt: "1?" })
        ],
        (failing: Effect.Effect<unknown, { readonly _tag: string }>) => Effect.flip(failing)
      )
      return { errors, parts, text, toolResults }
    })
    const handlers = toolkit.toLayer({ add: ({ a }) => Effect.succeed(a + 1) })
    const { errors, parts, text, toolResults } = await Effect.runPromise(program.pipe(Effect.provide(handlers)))
    const results = parts.flatMap((part) => (part.type === "tool-result" ? [part.result] : []))
    assert.deepStrictEqual([results, text, toolResults.map(({ result }) => result)], [[2], "Hello", [2]])
    assert.deepStrictEqual(
      errors.map(({ _tag }) => _tag),
      ["AiError", "AiError", "AiError"]
    )
  })

  it("shows images as they become sharper, and says where there is none", async () => {
    const showImages =
      await fence<(response: Response, elementOf: (i: number) => object) => Effect.Effect<void>>("showImages")
    const shown: Array<string> = []
    const element = {
      alt: "",
      set src(url: string) {
        shown.push(url)
      }
    }
    const answer = Testing.answer(Testing.image({ partialImages: 2 }))
    await Effect.runPromise(showImages(Testing.toResponse(answer), () => element))
    assert.strictEqual(new Set(shown).size, 3)
    assert.isTrue(shown.every((url) => url.startsWith("blob:")))
    assert.strictEqual(element.alt, "")
    const broken = Testing.toResponse(answer.pipe(Testing.cut(4)))
    await Effect.runPromise(Effect.exit(showImages(broken, () => element)))
    assert.strictEqual(element.alt, "No image: Cut")
  })

  const oslo = { city: "Oslo", celsius: 4 }

  it("gives structured output its type, and says why there is none", async () => {
    const weather = await fence<(response: Response) => Effect.Effect<unknown, { readonly _tag: string }>>("weather")
    const of = (text: string) => weather(Testing.toResponse(Testing.answer(Testing.text(text))))
    assert.deepStrictEqual(await Effect.runPromise(of(JSON.stringify(oslo))), oslo)
    assert.propertyVal(await Effect.runPromise(Effect.flip(of('{"city":"Oslo"}'))), "_tag", "InvalidOutput")
    assert.propertyVal(await Effect.runPromise(Effect.flip(of('{"city":"Os'))), "_tag", "OutputUnfinished")
    const refused = Testing.toResponse(Testing.answer(Testing.refusal("No.")))
    assert.strictEqual(await Effect.runPromise(weather(refused)), "No.")
  })

  it("shows structured output while it grows, and asks for it", async () => {
    const format = await fence<object>("weatherFormat")
    assert.include(format, { type: "json_schema", name: "weather", strict: true })
    const showWeather =
      await fence<(response: Response, show: (...known: ReadonlyArray<unknown>) => void) => Stream.Stream<unknown>>(
        "showWeather"
      )
    const answer = Testing.answer(Testing.text(JSON.stringify(oslo), { deltaSize: 12 }))
    const seen: Array<unknown> = []
    const outcomes = showWeather(Testing.toResponse(answer), (...known) => seen.push(known))
    const found = await Effect.runPromise(Stream.runCollect(outcomes))
    assert.deepStrictEqual(found, [{ _tag: "Finished", text: JSON.stringify(oslo), value: oslo }])
    assert.deepStrictEqual(seen, [
      ["Osl", undefined],
      ["Oslo", undefined],
      ["Oslo", 4]
    ])
  })

  it("follows structured output without Effect", async () => {
    const structured =
      await fence<(response: Response, show: (partial: unknown) => void) => Promise<unknown>>("structured")
    const seen: Array<unknown> = []
    const answer = Testing.answer(Testing.text(JSON.stringify(oslo), { deltaSize: 12 }))
    assert.deepStrictEqual(await structured(Testing.toResponse(answer), (partial) => seen.push(partial)), oslo)
    assert.deepStrictEqual(seen, [{ city: "Osl" }, { city: "Oslo" }, oslo])
    const refused = Testing.toResponse(Testing.answer(Testing.refusal("No.")))
    const error: unknown = await structured(refused, () => {}).catch((error: unknown) => error)
    assert.propertyVal(error, "message", "No answer: Refused")
  })

  it("gives tokens and cost", async () => {
    const usage = await fence<(response: Response) => Effect.Effect<unknown>>("usage")
    assert.deepStrictEqual(await Effect.runPromise(usage(hellos())), { tokens: 7, dollars: 0.5 })
    const totalTokens = await fence<(response: Response) => Promise<number | undefined>>("totalTokens")
    assert.strictEqual(await totalTokens(hellos()), 7)
    assert.isUndefined(await totalTokens(hello()))
  })

  it("reads a response that isn't streamed", async () => {
    const wholeText = await fence<(response: Response) => Effect.Effect<string, { readonly _tag: string }>>("wholeText")
    assert.strictEqual(await Effect.runPromise(wholeText(Response.json(completed.response))), "Hello")
    const error = await Effect.runPromise(Effect.flip(wholeText(Response.json({ error: { message: "No" } }))))
    assert.strictEqual(error._tag, "SchemaError")
  })
})

describe("passing on", () => {
  type Handler = (response: Response) => Response

  it("passes bytes on and checks them on the side", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {})
    const requests = gateway(hellos)
    const checkedProxy = await fence<(request: Request) => Promise<Response>>("checkedProxy")
    assert.strictEqual(await (await checkedProxy(ask())).text(), await hellos().text())
    assert.deepStrictEqual(log.mock.calls, [[{ outcome: "ended", verdict: "Completed", tokens: 7 }]])
    assert.strictEqual(requests[0]!.body, '{"stream":true}')
  })

  it("passes on every field, also unknown ones, and the lines around the data", async () => {
    const proxy = await fence<Handler>("proxy")
    const event = { ...delta("Hello"), novelty: [1, null] }
    const debug = { type: "response.debug", sequence_number: 3, debug: {} }
    const named = [`event: ${event.type}\nid: 7\n${sse(event)}`, `event: ${completed.type}\n${sse(completed)}`]
    assert.strictEqual(await proxy(eventStream(named.join(sse(debug)))).text(), named.join(""))
  })

  it("serves strict clients", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {})
    gateway(cut)
    const regularProxy = await fence<(request: Request) => Promise<Response>>("regularProxy")
    const text = await (await regularProxy(ask())).text()
    assert.include(text, '"type":"response.failed"')
    assert.include(text, '"code":"unexpected_end"')
  })

  it("tells the client of a proxy that the stream was cut", async () => {
    const proxy = await fence<Handler>("proxy")
    const text = await proxy(eventStream(sse(created, itemAdded))).text()
    const events = text
      .trim()
      .split("\n\n")
      .map((block) => JSON.parse(block.split("data: ", 2)[1]!) as { readonly type: string })
    assert.deepStrictEqual(
      events.map(({ type }) => type),
      ["response.created", "response.output_item.added", "error"]
    )
  })

  it("releases the upstream of a proxy when its client goes away, and reads no more than it has to", async () => {
    const proxy = await fence<Handler>("proxy")
    const { body, canceled, pulled } = upstream(Array.from({ length: 100 }, () => bytesOf(sse(delta("x")))))
    const reader = proxy(eventStream(body)).body!.getReader()
    await reader.read()
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.isBelow(pulled(), 8)
    await reader.cancel()
    assert.lengthOf(canceled, 1)
  })

  it("answers with plain text, and breaks the body off where the stream was cut", async () => {
    const handler = await fence<(request: Request) => Promise<Response>>("handler")
    gateway(hello)
    const response = await handler(ask())
    assert.strictEqual(response.headers.get("content-type"), "text/plain; charset=utf-8")
    assert.strictEqual(await response.text(), "Hello")
    gateway(cut)
    const broken = await handler(ask())
    const error: unknown = await broken.text().catch((error: unknown) => error)
    assert.propertyVal(error, "_tag", "UnexpectedEnd")
    gateway(() => Response.json({}, { status: 401 }))
    assert.strictEqual((await handler(ask())).status, 401)
  })
})

describe("beside SDKs", () => {
  const openai = (fetch: () => Promise<Response>) =>
    new OpenAI({ apiKey: "a", baseURL: "http://gateway.test", maxRetries: 0, fetch })

  it("reads the events of OpenAI's SDK, and finds a cut that it doesn't", async () => {
    const askOf =
      await fence<(client: OpenAI, input: string) => Stream.Stream<ResponsesStreamChunk, ChunkStreamError>>("ask")
    const run = (answer: () => Response) =>
      Effect.runPromise(
        outcome(
          askOf(
            openai(async () => answer()),
            "Hello"
          )
        )
      )
    const whole = await run(hello)
    assert.isUndefined(whole.error)
    assert.deepStrictEqual<ReadonlyArray<string>>(
      whole.values.map(({ type }) => type),
      wellFormed.map(({ type }) => type)
    )
    assert.strictEqual((await run(cut)).error?._tag, "UnexpectedEnd")
    const refused = await run(() => Response.json({ error: { message: "No" } }, { status: 401 }))
    assert.strictEqual<string | undefined>(refused.error?._tag, "SdkFailed")
    const flat = { type: "error", code: "a", message: "m", param: null, sequence_number: 1 }
    const failed = await run(() => eventStream(`${sse(created)}event: error\n${sse(flat)}`))
    assert.strictEqual<string | undefined>(failed.error?._tag, "SdkFailed")
  })

  it("reads the bytes behind OpenAI's SDK", async () => {
    const askForText = await fence<(client: OpenAI, input: string) => Promise<string>>("askForText")
    assert.strictEqual(
      await askForText(
        openai(async () => hello()),
        "Hello"
      ),
      "Hello"
    )
  })

  it("checks what an SDK reads, and nothing that isn't streamed", async () => {
    const checkedFetch = await fence<typeof fetch>("checkedFetch")
    const log = vi.spyOn(console, "log").mockImplementation(() => {})
    const error = vi.spyOn(console, "error").mockImplementation(() => {})
    const read = async () => {
      const types: Array<string> = []
      const client = new OpenAI({ apiKey: "a", baseURL: "http://gateway.test", fetch: checkedFetch })
      const events = await client.responses.create({ model: "m", input: "Hello", stream: true })
      for await (const { type } of events) types.push(type)
      return types
    }
    gateway(hellos)
    assert.deepStrictEqual<ReadonlyArray<string>>(
      await read(),
      wellFormed.map(({ type }) => type)
    )
    assert.deepStrictEqual(log.mock.calls, [["Completed", 7]])
    gateway(cut)
    assert.lengthOf(await read(), 3)
    assert.lengthOf(error.mock.calls, 1)
    const json = Response.json({})
    gateway(() => json)
    assert.strictEqual(await checkedFetch("http://gateway.test"), json)
  })

  it("checks what OpenRouter's SDK reads, whose own events have other keys than the wire", async () => {
    const checkedFetch = await fence<typeof fetch>("checkedFetch")
    const log = vi.spyOn(console, "log").mockImplementation(() => {})
    gateway(hellos)
    const client = new OpenRouter({ apiKey: "a", httpClient: new HTTPClient({ fetcher: checkedFetch }) })
    const events = await client.beta.responses.send({ responsesRequest: { input: "Hello", stream: true } })
    const values: Array<unknown> = []
    assert(Symbol.asyncIterator in events)
    for await (const event of events) values.push(event)
    assert.lengthOf(values, wellFormed.length)
    assert.deepStrictEqual(log.mock.calls, [["Completed", 7]])
    const { error } = await Effect.runPromise(outcome(Stream.fromIterable(values).pipe(ChunkStream.decodeJson())))
    assert.strictEqual(error?._tag, "InvalidChunk")
  })

  it("answers useChat, and words its errors", async () => {
    const answerChat = await fence<(upstream: Response) => Response>("answerChat")
    const whole = answerChat(hello())
    assert.strictEqual(whole.headers.get("x-vercel-ai-ui-message-stream"), "v1")
    assert.include(await whole.text(), '{"type":"text-delta","id":"msg_1","delta":"Hello"}')
    assert.include(await answerChat(cut()).text(), '{"type":"error","errorText":"The answer was cut."}')
  })

  describe("over a WebSocket", () => {
    const answer = (peer: Peer, { stream_id: lane }: Json) =>
      peer.send(...onLane(typeof lane === "string" ? lane : undefined, wellFormed))

    it("asks on two lanes at a time", async () => {
      const askTwo =
        await fence<
          (socket: Socket.Socket, inputs: readonly [string, string]) => Effect.Effect<ReadonlyArray<string>, unknown>
        >("askTwo")
      const { close, received, url } = await serve(answer)
      const connect = Effect.acquireRelease(
        Effect.sync(() => new WebSocket(url)),
        (webSocket) => Effect.sync(() => webSocket.close())
      )
      const socket = Effect.runSync(Socket.fromWebSocket(connect))
      assert.deepStrictEqual(await Effect.runPromise(askTwo(socket, ["Hello", "Again"])), ["Hello", "Hello"])
      assert.deepStrictEqual(
        received.map(({ input, stream_id: lane }) => [lane, input]),
        [
          ["lane-0", "Hello"],
          ["lane-1", "Again"]
        ]
      )
      await close()
    })

    it("prints without Effect", async () => {
      const printFrom =
        await fence<(webSocket: WebSocket, input: string, print: (text: string) => void) => Promise<void>>("printFrom")
      const { close, url } = await serve(answer)
      const printed: Array<string> = []
      await printFrom(new WebSocket(url), "Hello", (text) => printed.push(text))
      assert.deepStrictEqual(printed, ["Hello"])
      await close()
    })
  })
})

describe("breaking off and going on", () => {
  const endless = () => upstream([bytesOf(sse(created))], "stall")

  it("aborts by a signal", async () => {
    vi.spyOn(console, "log").mockImplementation(() => {})
    const printUntil = await fence<(response: Response, signal: AbortSignal) => Promise<unknown>>("printUntil")
    const typesUntil = await fence<(response: Response, signal: AbortSignal) => Promise<unknown>>("typesUntil")
    for (const run of [printUntil, typesUntil]) {
      const { body, canceled, pulled } = endless()
      const controller = new AbortController()
      const running = run(eventStream(body), controller.signal).catch((error: unknown) => error)
      await vi.waitUntil(() => pulled() === 1)
      controller.abort()
      assert.instanceOf(await running, Error)
      await vi.waitUntil(() => canceled.length === 1)
    }
    assert.lengthOf((await typesUntil(hello(), new AbortController().signal)) as ReadonlyArray<string>, 5)
  })

  it("retries a cut stream, a busy server and a lost request, and not a refusal", async () => {
    const follow = await fence<(request: () => Promise<Response>) => Stream.Stream<unknown>>("follow")
    const lost = (attempt: number) => new TypeError(`request ${attempt} is lost`)
    const requests = async (...responses: ReadonlyArray<Response>) => {
      let made = 0
      const exit = await Effect.runPromiseExit(
        Stream.runCollect(
          follow(() =>
            responses[made] === undefined ? Promise.reject(lost(made++)) : Promise.resolve(responses[made++]!)
          )
        )
      )
      return [made, exit._tag]
    }
    const busy = Response.json(
      { error: { message: "busy", code: 429 } },
      { status: 429, headers: { "retry-after": "0" } }
    )
    const refused = Response.json({ error: { message: "no", code: 401 } }, { status: 401 })
    assert.deepStrictEqual(await requests(eventStream(sse(created)), busy, hello()), [3, "Success"])
    assert.deepStrictEqual(await requests(refused), [1, "Failure"])
    assert.deepStrictEqual(await requests(), [3, "Failure"])
  })

  it("resumes without Effect", async () => {
    const printResumed = await fence<(url: string, headers: object, body: object) => Promise<void>>("printResumed")
    const log = vi.spyOn(console, "log").mockImplementation(() => {})
    const asked: Array<string> = []
    vi.stubGlobal("fetch", (url: string) => Promise.resolve(asked.push(url) === 1 ? cut() : hello()))
    await printResumed("/responses", {}, { input: "Hi" })
    assert.deepStrictEqual(log.mock.calls, [["Hello"]])
    assert.deepStrictEqual(asked, ["/responses", "/responses/resp_1?stream=true&starting_after=2"])
  })

  it.effect("goes on from a saved snapshot", () =>
    Effect.gen(function* () {
      type GoOn = (
        saved: string,
        restFrom: (after: number) => Stream.Stream<ResponsesStreamChunk>
      ) => Effect.Effect<{ readonly output: unknown }, { readonly _tag: string }>
      const goOn = yield* Effect.promise(() => fence<GoOn>("goOn"))
      const chunks = Testing.toChunks(Testing.answer(Testing.text("Hello, world"), Testing.text("Again")))
      const whole = chunks.reduce(ResponseSnapshot.step, ResponseSnapshot.initial)
      for (let at = 1; at < chunks.length; at++) {
        const half = chunks.slice(0, at).reduce(ResponseSnapshot.step, ResponseSnapshot.initial)
        const rest = (after: number) => Stream.fromIterable(chunks.slice(after + 1))
        assert.deepStrictEqual<unknown>((yield* goOn(JSON.stringify(half), rest)).output, whole.output)
      }
      const refused = yield* Effect.flip(goOn('{"version":0}', () => Stream.empty))
      assert.strictEqual(refused._tag, "SchemaError")
    })
  )

  it("answers anew from where the client was", async () => {
    type Begin = (key: string, events: Stream.Stream<unknown>) => Effect.Effect<unknown, never, StreamStore.StreamStore>
    type Rejoin = (key: string, lastEventId: string | null) => Effect.Effect<Response, never, StreamStore.StreamStore>
    const begin = await fence<Begin>("begin")
    const rejoin = await fence<Rejoin>("rejoin")
    const program = Effect.gen(function* () {
      yield* begin("answer", ChunkStream.fromResponse(hello(), { as: "event" }).pipe(Stream.orDie))
      const whole = yield* Effect.flatMap(rejoin("answer", null), (response) => Effect.promise(() => response.text()))
      const rest = yield* Effect.flatMap(rejoin("answer", "3"), (response) => Effect.promise(() => response.text()))
      return [whole, rest].map((text) => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id))
    })
    const ids = await Effect.runPromise(Effect.provide(program, StreamStore.layerMemory()))
    assert.deepStrictEqual(ids, [
      ["1", "2", "3", "4", "5"],
      ["4", "5"]
    ])
  })

  it.effect("waits until a background response has ended", () =>
    Effect.gen(function* () {
      type Finished = (get: () => Promise<Response>) => Effect.Effect<{ readonly status: string }>
      const finished = yield* Effect.promise(() => fence<Finished>("finished"))
      const statuses = ["queued", "in_progress", "completed"]
      let asked = 0
      const get = async () => Response.json({ ...completed.response, status: statuses[asked++] })
      const fiber = yield* Effect.forkChild(finished(get))
      while (fiber.pollUnsafe() === undefined) {
        yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 1)))
        yield* TestClock.adjust("1 second")
      }
      assert.strictEqual((yield* Fiber.join(fiber)).status, "completed")
      assert.strictEqual(asked, 3)
    })
  )
})

describe("operating", () => {
  const secret = "SECRET"
  const invalid = { ...delta(secret), delta: { secret } }

  it("logs without payload", async () => {
    const warnings: Array<string> = []
    const lines: Array<unknown> = []
    for (const level of ["log", "error"] as const) {
      vi.spyOn(console, level).mockImplementation((...args: ReadonlyArray<unknown>) => void lines.push(args))
    }
    type Logged = (response: Response, onWarning: (text: string) => void) => Stream.Stream<unknown>
    const logged = await fence<Logged>("logged")
    const run = (text: string) =>
      Effect.runPromise(outcome(logged(eventStream(text), (warning) => warnings.push(warning))))
    const repaired = { ...itemAdded, sequence_number: undefined }
    const { values } = await run(`${sse(created, repaired, invalid)}data: ${secret}\n\n${sse(completed)}`)
    assert.lengthOf(values, 3)
    assert.lengthOf(warnings, 3)
    assert.strictEqual(warnings[0], "Event 1: repaired by missing-sequence-number")
    await run(sse(created, delta(secret)))
    assert.lengthOf(lines, 1)

    const countChunks = await fence<(response: Response) => Promise<number>>("countChunks")
    const warn = vi.spyOn(console, "warn").mockImplementation((text: string) => void warnings.push(text))
    assert.strictEqual(await countChunks(eventStream(sse(created, invalid, delta(secret)))), 2)
    assert.lengthOf(warn.mock.calls, 1)
    assert.lengthOf(lines, 2)
    assert.notInclude(JSON.stringify([warnings, lines]), secret)
  })

  it("makes responses to test with", async () => {
    const responses = await fence<Record<string, () => Response>>("responses")
    const endOf = async (response: Response) => {
      const types: Array<string> = []
      try {
        for await (const { type } of Web.chunks(response)) types.push(type)
      } catch (error) {
        return (error as { readonly _tag: string })._tag
      }
      return types.at(-1)
    }
    const ends = await Promise.all(Object.entries(responses).map(async ([name, make]) => [name, await endOf(make())]))
    assert.deepStrictEqual(Object.fromEntries(ends), {
      whole: "response.completed",
      interleaved: "response.completed",
      cut: "UnexpectedEnd",
      invalid: "InvalidChunk",
      failed: "response.failed",
      refused: "NotAnEventStream"
    })
  })
})
