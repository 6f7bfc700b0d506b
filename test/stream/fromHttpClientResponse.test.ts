import { assert, describe, it, vi } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Testing from "../../src/testing/testing.ts"
import { bytesOf, pieces } from "../support/bytes.ts"
import { completed, created, itemAdded, sse, wellFormed } from "../support/events.ts"
import { fence } from "../support/fence.ts"
import { outcome } from "../support/outcome.ts"
import { upstream } from "../support/upstream.ts"

const url = "http://gateway.test/responses"
const eventStream = { headers: { "content-type": "text/event-stream" } }
const whole = sse(...wellFormed)

/** A client that gives the answers one after the other, and the signals of its requests. */
const clientOf = (...answers: ReadonlyArray<() => Response>) => {
  const signals: Array<AbortSignal> = []
  const client = HttpClient.make((request, _url, signal) =>
    Effect.sync(() => {
      signals.push(signal)
      return HttpClientResponse.fromWeb(request, answers[signals.length - 1]!())
    })
  )
  return { client, signals }
}

const ask = <E, R>(client: HttpClient.HttpClient.With<E, R>, options?: ChunkStream.DecodeOptions) =>
  Stream.unwrap(Effect.map(client.post(url), (response) => ChunkStream.fromHttpClientResponse(response, options)))

const fingerprint = (error: Error | undefined): string =>
  error === undefined ? "" : JSON.stringify([error.message, Object.entries(error)])

/** The route of the recipes, as a web handler over a client. */
const recipeHandler = async (client: HttpClient.HttpClient) => {
  const answerRoute = await fence<Layer.Layer<never, never, HttpRouter.HttpRouter>>("answerRoute")
  const clients = HttpRouter.provideRequest(Layer.succeed(HttpClient.HttpClient, client))
  return HttpRouter.toWebHandler(clients(answerRoute), { disableLogger: true })
}

const question = () =>
  new Request("http://server.test/answer", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ input: "Hello" })
  })

describe("the route of the recipes", () => {
  it("serves the chunks, and what went wrong as an error event", async () => {
    const text = sse(created) + "data: nonsense\n\n" + sse(itemAdded)
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
    const { dispose, handler } = await recipeHandler(clientOf(() => new Response(text, eventStream)).client)
    const response = await handler(question())
    assert.strictEqual(response.status, 200)
    assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
    const { error, values } = await Effect.runPromise(outcome(ChunkStream.fromResponse(response)))
    warn.mockRestore()
    await dispose()
    assert.isUndefined(error)
    assert.deepStrictEqual(
      values.map((chunk) => (chunk.type === "error" ? chunk.code : chunk.type)),
      ["response.created", "response.output_item.added", "unexpected_end"]
    )
  })

  it("reads as its client reads, and aborts the request when its client leaves", async () => {
    const source = upstream(
      Array.from({ length: 100 }, () => bytesOf(sse(created))),
      "stall"
    )
    const { client, signals } = clientOf(() => new Response(source.body, eventStream))
    const { dispose, handler } = await recipeHandler(client)
    const response = await handler(question())
    const reader = response.body!.getReader()
    await reader.read()
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.isBelow(source.pulled(), 10)
    assert.isFalse(signals[0]?.aborted)
    await reader.cancel()
    await vi.waitUntil(() => signals[0]?.aborted === true && source.canceled.length > 0)
    assert.strictEqual(source.canceled.length, 1)
    await dispose()
  })
})

describe("fromHttpClientResponse", () => {
  it.effect("gives the chunks of an answer", () =>
    Effect.gen(function* () {
      const { client } = clientOf(() => new Response(whole, eventStream))
      const { error, values } = yield* outcome(ask(client))
      assert.isUndefined(error)
      assert.deepStrictEqual<ReadonlyArray<string>>(
        values.map(({ type }) => type),
        wellFormed.map(({ type }) => type)
      )
    })
  )

  it.effect("takes the options of ChunkStream.decode", () =>
    Effect.gen(function* () {
      const skipped: Array<number> = []
      const { client } = clientOf(() => new Response(`${sse(created)}data: nonsense\n\n`, eventStream))
      const { error, values } = yield* outcome(
        ask(client, { onInvalid: "skip", onSkip: (invalid) => skipped.push(invalid.index), onEnd: "allow" })
      )
      assert.isUndefined(error)
      assert.strictEqual(values.length, 1)
      assert.deepStrictEqual(skipped, [1])
    })
  )

  it.effect("gives the chunks and the error of ChunkStream.fromResponse, whatever the answer is", () =>
    Effect.gen(function* () {
      const json = JSON.stringify({ error: { message: "slow down", code: 429 } })
      const answer = Testing.answer(Testing.text("Hello"))
      const answers: ReadonlyArray<() => Response> = [
        () => Testing.toResponse(answer, { size: 10 }),
        () => Testing.toResponse(answer.pipe(Testing.cut(-1)), { size: 10 }),
        () => Testing.toResponse(answer.pipe(Testing.malformed(3, "wrongType")), { size: 10, dialect: "OpenRouter" }),
        () => new Response(json, { status: 429, headers: { "content-type": "application/json", "retry-after": "7" } }),
        () => new Response(json, { headers: { "content-type": "application/json; charset=utf-8" } }),
        () => new Response(json, eventStream),
        () => new Response("é".repeat(200_000), { status: 500 }),
        () => new Response(null, { status: 502 }),
        () => new Response(null, eventStream),
        () => new Response("", eventStream)
      ]
      const tags = new Set<string | undefined>()
      for (const make of answers) {
        const { error, values } = yield* outcome(ask(clientOf(make).client))
        const expected = yield* outcome(ChunkStream.fromResponse(make()))
        assert.deepStrictEqual(values, expected.values)
        assert.strictEqual(fingerprint(error), fingerprint(expected.error))
        if (error?._tag === "NotAnEventStream" && expected.error?._tag === "NotAnEventStream") {
          assert.strictEqual(error.payload(), expected.error.payload())
        }
        tags.add(error?._tag)
      }
      assert.sameMembers([...tags], [undefined, "UnexpectedEnd", "InvalidChunk", "NotAnEventStream"])
    })
  )

  it.effect("ends with UnexpectedEnd, and the client's error as its cause, when reading fails", () =>
    Effect.gen(function* () {
      const failure = new Error("reset")
      const { body } = upstream([bytesOf(sse(created))], { failure })
      const { error, values } = yield* outcome(ask(clientOf(() => new Response(body, eventStream)).client))
      assert.strictEqual(values.length, 1)
      assert(error?._tag === "UnexpectedEnd")
      assert(HttpClientError.isHttpClientError(error.cause))
      assert.strictEqual(error.cause.cause, failure)
    })
  )

  it.effect("is whole when reading fails after the terminal chunk", () =>
    Effect.gen(function* () {
      const { body } = upstream([bytesOf(sse(completed))], { failure: new Error("reset") })
      const { error, values } = yield* outcome(ask(clientOf(() => new Response(body, eventStream)).client))
      assert.isUndefined(error)
      assert.strictEqual(values.length, 1)
    })
  )

  it.effect("shows what came of a refusal whose body breaks off", () =>
    Effect.gen(function* () {
      const { body } = upstream([bytesOf("upstream")], { failure: new Error("reset") })
      const { error } = yield* outcome(ask(clientOf(() => new Response(body, { status: 502 })).client))
      assert(error?._tag === "NotAnEventStream")
      assert.strictEqual(error.payload(), "upstream")
    })
  )

  it.effect("reads no more of a refusal than it shows, and aborts it", () =>
    Effect.gen(function* () {
      const part = bytesOf("x".repeat(10_000))
      const source = upstream(
        Array.from({ length: 1000 }, () => part),
        "stall"
      )
      const { client, signals } = clientOf(() => new Response(source.body, { status: 500 }))
      const { error } = yield* outcome(ask(client))
      assert(error?._tag === "NotAnEventStream")
      assert.strictEqual(error.payload().length, 65_536)
      assert.isAtMost(source.pulled(), 8)
      assert.isTrue(signals[0]?.aborted)
    })
  )

  it.effect("works with HttpClient.retryTransient: what was refused twice is read once", () =>
    Effect.gen(function* () {
      const busy = () => new Response("busy", { status: 503, headers: { "retry-after": "2" } })
      const { client, signals } = clientOf(busy, busy, () => new Response(whole, eventStream))
      const retrying = HttpClient.retryTransient(client, { times: 3, schedule: Schedule.spaced("100 millis") })
      const fiber = yield* Effect.forkChild(outcome(ask(retrying)))
      const sent = []
      for (const wait of ["0 millis", "1900 millis", "100 millis", "1900 millis", "100 millis"] as const) {
        yield* TestClock.adjust(wait)
        sent.push(signals.length)
      }
      assert.deepStrictEqual(sent, [1, 1, 2, 2, 3])
      const { error, values } = yield* Fiber.join(fiber)
      assert.isUndefined(error)
      assert.strictEqual(values.length, wellFormed.length)
    })
  )

  it.effect("gives the last refusal when retrying is given up", () =>
    Effect.gen(function* () {
      const busy = () => new Response('{"error":{"message":"busy","code":503}}', { status: 503 })
      const { client, signals } = clientOf(busy, busy, busy)
      const { error } = yield* outcome(ask(HttpClient.retryTransient(client, { times: 2 })))
      assert.strictEqual(signals.length, 3)
      assert(error?._tag === "NotAnEventStream")
      assert.strictEqual(error.status, 503)
      assert.strictEqual(error.providerError?.message, "busy")
    })
  )

  it.effect("passes on what the client itself fails with", () =>
    Effect.gen(function* () {
      const client = HttpClient.make((request) =>
        Effect.fail(new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request }) }))
      )
      const { error } = yield* outcome(ask(client))
      assert.strictEqual(error?._tag, "HttpClientError")
    })
  )

  it.effect("aborts the request and cancels the body once when it is interrupted", () =>
    Effect.gen(function* () {
      const source = upstream([bytesOf(sse(created))], "stall")
      const { client, signals } = clientOf(() => new Response(source.body, eventStream))
      const first = yield* Deferred.make<void>()
      const fiber = yield* ask(client).pipe(
        Stream.runForEach(() => Deferred.succeed(first, undefined)),
        Effect.forkChild
      )
      yield* Deferred.await(first)
      assert.isFalse(signals[0]?.aborted)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(signals[0]?.aborted)
      assert.strictEqual(source.canceled.length, 1)
    })
  )

  it.effect("aborts the request when the stream is left, and at [DONE]", () =>
    Effect.gen(function* () {
      for (const stop of [Stream.take(1), Stream.take(1000)]) {
        const source = upstream(pieces(bytesOf(`${whole}data: [DONE]\n\n`), 200), "stall")
        const { client, signals } = clientOf(() => new Response(source.body, eventStream))
        yield* Stream.runDrain(stop(ask(client)))
        assert.isTrue(signals[0]?.aborted)
        assert.strictEqual(source.canceled.length, 1)
      }
    })
  )

  it.effect("pulls no more than is consumed", () =>
    Effect.gen(function* () {
      const source = upstream(
        wellFormed.map((event) => bytesOf(sse(event))),
        "stall"
      )
      const { client } = clientOf(() => new Response(source.body, eventStream))
      yield* ask(client).pipe(Stream.take(2), Stream.runDrain)
      assert.strictEqual(source.pulled(), 2)
    })
  )

  it.effect("reads a response of FetchHttpClient", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const { error, values } = yield* outcome(
        Stream.unwrap(
          Effect.map(client.execute(HttpClientRequest.post(url)), (r) => ChunkStream.fromHttpClientResponse(r))
        )
      )
      assert.isUndefined(error)
      assert.strictEqual(values.length, wellFormed.length)
    }).pipe(
      Effect.provide(
        FetchHttpClient.layer.pipe(
          Layer.provide(Layer.succeed(FetchHttpClient.Fetch, async () => new Response(whole, eventStream)))
        )
      )
    )
  )
})
