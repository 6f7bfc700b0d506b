import { afterEach, assert, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import { WebSocket } from "ws"
import { ResponseCreate, ResponseInject, ResponseSteer } from "../../src/chunk/models.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { InvalidJson } from "../../src/errors/StreamError.ts"
import type { ChunkStreamError } from "../../src/errors/StreamError.ts"
import * as ProviderError from "../../src/operator/ProviderError.ts"
import * as ResponsesSocket from "../../src/socket/ResponsesSocket.ts"
import { completed, created, delta, itemAdded, itemDone, wellFormed } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"
import type { Json } from "../support/recordings.ts"
import { interleave, onLane, serve } from "./server.ts"
import type { Peer } from "./server.ts"

const closing: Array<() => Promise<void>> = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const start = async (answer: (peer: Peer, event: Json) => void) => {
  const server = await serve(answer)
  closing.push(server.close)
  return server
}

const socketTo = (url: string) =>
  Socket.fromWebSocket(
    Effect.acquireRelease(
      Effect.sync(() => new WebSocket(url)),
      (webSocket) => Effect.sync(() => webSocket.close())
    )
  )

type Chunks = ResponsesSocket.ResponsesSocket<ResponsesStreamChunk, ChunkStreamError>

/** Runs a program with the responses of a server's socket. */
const run = <A, E>(
  url: string,
  program: (responses: Chunks) => Effect.Effect<A, E>,
  options?: ResponsesSocket.FromSocketOptions
) =>
  socketTo(url).pipe(
    Effect.flatMap((socket) => ResponsesSocket.fromSocket(socket, options)),
    Effect.flatMap(program),
    Effect.scoped,
    Effect.runPromise
  )

const laneOf = ({ stream_id: lane }: Json) => (typeof lane === "string" ? lane : undefined)

/** Answers all requests at once when so many have come, their events mixed. */
const answerTogether = (count: number, events: ReadonlyArray<object> = wellFormed) => {
  const lanes: Array<string | undefined> = []
  return (peer: Peer, request: Json) => {
    lanes.push(laneOf(request))
    if (lanes.length < count) return
    let turn = 0
    peer.send(
      ...interleave(
        lanes.map((lane) => onLane(lane, events)),
        (left) => turn++ % left
      )
    )
  }
}

const types = (chunks: ReadonlyArray<{ readonly type: string }>): ReadonlyArray<string> =>
  chunks.map(({ type }) => type)

const request = { model: "example/model", input: "Hello" }

const expected = types(wellFormed)

describe("fromSocket", () => {
  it("streams several lanes at a time", async () => {
    const { received, url } = await start(answerTogether(3))
    const results = await run(url, ({ create }) =>
      Effect.all(
        ["a", "b", undefined].map((lane) => Stream.runCollect(create({ ...request, stream_id: lane }))),
        { concurrency: "unbounded" }
      )
    )
    assert.deepStrictEqual(results.map(types), [expected, expected, expected])
    assert.deepStrictEqual(
      results.map(([first]) => first?.type === "response.created" && first.streamId),
      ["a", "b", undefined]
    )
    assert.deepStrictEqual(received, [
      { type: "response.create", ...request, stream_id: "a" },
      { type: "response.create", ...request, stream_id: "b" },
      { type: "response.create", ...request }
    ])
  })

  it("sends a request only when its stream runs, and again for each run", async () => {
    const { received, url } = await start((peer, event) => peer.send(...onLane(laneOf(event), wellFormed)))
    await run(url, ({ create }) => {
      const stream = create({ ...request, stream: true, background: false, type: "other" })
      return Effect.gen(function* () {
        assert.isEmpty(received)
        for (let i = 1; i <= 2; i++) {
          assert.deepStrictEqual(types(yield* Stream.runCollect(stream)), expected)
          assert.lengthOf(received, i)
        }
      })
    })
    assert.deepStrictEqual(received[0], { type: "response.create", ...request })
  })

  it("ends all lanes under way with UnexpectedEnd when the connection breaks, and later ones at once", async () => {
    let count = 0
    const { url } = await start((peer, event) => {
      peer.send(...onLane(laneOf(event), count++ === 0 ? wellFormed : wellFormed.slice(0, 3)))
      if (count === 3) setTimeout(peer.cut, 10)
    })
    await run(url, ({ create }) =>
      Effect.gen(function* () {
        const ask = (lane: string) => outcome(create({ ...request, stream_id: lane }))
        const results = yield* Effect.all(["a", "b", "c"].map(ask), { concurrency: "unbounded" })
        assert.deepStrictEqual(
          results.map(({ error }) => error?._tag),
          [undefined, "UnexpectedEnd", "UnexpectedEnd"]
        )
        assert.deepStrictEqual(
          results.map(({ values }) => values.length),
          [5, 3, 3]
        )
        const { error } = results[1]!
        assert(error?._tag === "UnexpectedEnd")
        assert.strictEqual(String(error.cause), "Error: The socket closed with the code 1006")
        const late = yield* ask("d")
        assert.strictEqual(late.error?._tag, "UnexpectedEnd")
      })
    )
  })

  it("fails where no connection can be made", async () => {
    const { close, url } = await serve(() => {})
    await close()
    const error = await run(url, () => Effect.void).catch((error: unknown) => error)
    assert.isTrue(Socket.isSocketError(error))
  })

  it("lets a slow consumer wait without holding up others, up to its buffer, and loses nothing", async () => {
    const many = [
      created,
      ...Array.from({ length: 200 }, (_, i) => ({ ...delta(`${i}`), sequence_number: i + 1 })),
      completed
    ]
    const { url } = await start(answerTogether(2, many))
    await run(
      url,
      ({ create }) =>
        Effect.gen(function* () {
          let taken = 0
          const slow = create({ ...request, stream_id: "slow" }).pipe(
            Stream.rechunk(1),
            Stream.tap(() => Effect.sync(() => taken++)),
            Stream.tap(() => Effect.sleep("1 millis")),
            Stream.runCollect
          )
          const fiber = yield* Effect.forkChild(slow)
          const fast = yield* Stream.runCollect(create({ ...request, stream_id: "fast" }))
          assert.isBelow(taken, many.length)
          assert.deepStrictEqual(types(fast), types(many))
          assert.deepStrictEqual(types(yield* Fiber.join(fiber)), types(many))
        }),
      { bufferSize: 250 }
    )
  })

  it("reads no more of the socket than fits the buffer of a consumer that pauses", async () => {
    const large = delta("x".repeat(200_000))
    let sent = 0
    const { url } = await start((peer, event) => {
      const send = () => {
        if (sent++ < 300) peer.socket.send(JSON.stringify({ ...large, stream_id: laneOf(event) }), send)
      }
      peer.send(...onLane(laneOf(event), [created]))
      send()
    })
    await run(
      url,
      ({ create }) =>
        create({ ...request, stream_id: "a" }).pipe(
          Stream.rechunk(1),
          Stream.runForEach((chunk) => (chunk.type === "response.created" ? Effect.void : Effect.sleep("150 millis"))),
          Effect.timeoutOption("400 millis")
        ),
      { bufferSize: 4, onDropped: () => {} }
    )
    assert.isBelow(sent, 300)
  })

  it("gives a slow consumer the rest, and the end, when the scope closes while its buffer is full", async () => {
    const many = [created, ...Array.from({ length: 20 }, (_, i) => delta(`${i}`)), completed]
    for (const [events, tag] of [
      [many, undefined],
      [many.slice(0, -1), "UnexpectedEnd"]
    ] as const) {
      const program = Effect.gen(function* () {
        const batches = yield* Queue.unbounded<readonly [string, ...Array<string>]>()
        const socket = Socket.make({
          reader: Effect.succeed({ pull: Queue.take(batches), upgrade: () => Effect.die("no upgrade") }),
          writer: Effect.succeed({ write: () => Effect.void, writeAll: () => Effect.void })
        })
        const scope = yield* Scope.make()
        const { create } = yield* Scope.provide(ResponsesSocket.fromSocket(socket, { bufferSize: 5 }), scope)
        const slow = create(request).pipe(
          Stream.rechunk(1),
          Stream.tap(() => Effect.sleep("1 millis"))
        )
        const fiber = yield* Effect.forkDetach(outcome(slow))
        yield* Effect.sleep("5 millis")
        const [first, ...rest] = events.map((event) => JSON.stringify(event))
        yield* Queue.offer(batches, [first!, ...rest])
        yield* Effect.sleep("3 millis")
        yield* Scope.close(scope, Exit.void)
        return yield* Fiber.join(fiber)
      })
      const { error, values } = await Effect.runPromise(program)
      assert.deepStrictEqual(types(values), types(events))
      assert.strictEqual(error?._tag, tag)
    }
  })

  it("fails to steer and to inject once the socket is closed, and dies once its scope is", async () => {
    const { url } = await start((peer) => peer.socket.close(1000))
    const late = await run(url, (responses) =>
      Effect.gen(function* () {
        const { steer, inject } = responses
        yield* outcome(responses.create(request))
        for (const command of [
          steer({ previousResponseId: "resp_1", input: "x" }),
          inject({ responseId: "resp_1", input: [] })
        ])
          assert.isTrue(Socket.isSocketError(yield* Effect.flip(command)))
        return responses
      })
    )
    assert.isTrue(
      Socket.isSocketError(await Effect.runPromise(Effect.flip(late.steer({ previousResponseId: "r", input: "" }))))
    )
    const { url: open } = await start(() => {})
    const { steer } = await run(open, Effect.succeed)
    const exit = await Effect.runPromiseExit(steer({ previousResponseId: "resp_1", input: "x" }))
    assert.isTrue(Exit.hasDies(exit))
  })

  it("makes up a missing end after a close with the code 1000, and after no other", async () => {
    for (const [code, last, tag] of [
      [1000, "response.completed", undefined],
      [1011, "response.output_item.done", "UnexpectedEnd"]
    ] as const) {
      const { url } = await start((peer) => {
        peer.send(...wellFormed.slice(0, -1))
        peer.socket.close(code)
      })
      const { error, values } = await run(url, ({ create }) => outcome(create(request)), { onEnd: "synthesize" })
      assert.strictEqual(values.at(-1)?.type, last)
      assert.strictEqual(error?._tag, tag)
    }
  })

  it("drops and counts what comes after a consumer has left, and goes on with the lane", async () => {
    const dropped: Array<ResponsesSocket.Dropped> = []
    const { url } = await start((peer, event) => peer.send(...onLane(laneOf(event), wellFormed)))
    await run(
      url,
      ({ create }) =>
        Effect.gen(function* () {
          const first = yield* create({ ...request, stream_id: "a" }).pipe(Stream.take(1), Stream.runCollect)
          assert.lengthOf(first, 1)
          assert.deepStrictEqual(types(yield* Stream.runCollect(create({ ...request, stream_id: "a" }))), expected)
        }),
      { bufferSize: 1, onDropped: (each) => dropped.push(each) }
    )
    assert.isAtMost(dropped.length, 1)
    for (const { count, streamId } of dropped) assert.isTrue(count < 5 && streamId === "a")
  })

  it("steers a response: its stream goes on with the one that follows", async () => {
    const { received, url } = await start((peer, event) => {
      if (event["type"] === "response.create") return peer.send(...wellFormed.slice(0, 3))
      const steer = { id: "steer_1", previous_response_id: event["previous_response_id"] }
      peer.send(
        { type: "response.steer.accepted", sequence_number: 5, steer },
        {
          ...completed,
          type: "response.incomplete",
          response: { ...completed.response, status: "incomplete", incomplete_details: { reason: "steered" } }
        },
        { ...created, response: { ...created.response, id: "resp_2" } },
        { ...completed, response: { ...completed.response, id: "resp_2" } }
      )
    })
    const chunks = await run(url, ({ create, steer }) =>
      create(request).pipe(
        Stream.tap((chunk) =>
          chunk.type === "response.output_text.delta"
            ? Effect.orDie(steer({ previousResponseId: "resp_1", input: "In French" }))
            : Effect.void
        ),
        Stream.runCollect
      )
    )
    assert.deepStrictEqual(types(chunks).slice(3), [
      "response.steer.accepted",
      "response.incomplete",
      "response.created",
      "response.completed"
    ])
    assert.deepStrictEqual(received[1], { type: "response.steer", previous_response_id: "resp_1", input: "In French" })
  })

  it("gives a nested error with its status and the time to wait", async () => {
    const error = {
      type: "tokens",
      code: "rate_limit_exceeded",
      message: "m",
      param: null,
      headers: { "retry-after": "3" }
    }
    const { url } = await start((peer) => peer.send(created, { type: "error", status: 429, error }))
    const [, chunk] = await run(url, ({ create }) => Stream.runCollect(create(request)))
    assert.include(ProviderError.fromChunk(chunk!), { status: 429, retryAfter: 3, retryable: true, code: error.code })
  })

  it("sends what the schemas of client events describe", async () => {
    const { received, url } = await start((peer, event) => {
      if (event["type"] === "response.inject") peer.send(...onLane("a", wellFormed))
    })
    const input = [{ type: "function_call_output", call_id: "call_1", output: "4" }]
    await run(url, ({ create, inject, steer }) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(
          Stream.runDrain(create({ ...request, stream_id: "a", generate: false, previous_response_id: "resp_0" }))
        )
        while (received.length === 0) yield* Effect.sleep("1 millis")
        yield* Effect.orDie(steer({ previousResponseId: "resp_1", input: "Go on" }))
        yield* Effect.orDie(inject({ responseId: "resp_1", input }))
        yield* Fiber.join(fiber)
      })
    )
    const [create, steer, inject] = received
    assert.deepInclude(Schema.decodeUnknownSync(ResponseCreate)(create), {
      streamId: "a",
      generate: false,
      previousResponseId: "resp_0"
    })
    assert.deepStrictEqual<unknown>(
      Schema.encodeSync(ResponseCreate)(Schema.decodeUnknownSync(ResponseCreate)(create)),
      create
    )
    assert.deepInclude(Schema.decodeUnknownSync(ResponseSteer)(steer), { previousResponseId: "resp_1", input: "Go on" })
    assert.deepStrictEqual<unknown>(
      Schema.encodeSync(ResponseInject)(Schema.decodeUnknownSync(ResponseInject)(inject)),
      inject
    )
  })
})

describe("fromWebSocket", () => {
  const open = (url: string, options?: ResponsesSocket.SocketOptions) => {
    const webSocket = new WebSocket(url)
    closing.push(async () => webSocket.terminate())
    return { webSocket, ...ResponsesSocket.fromWebSocket(webSocket, options) }
  }

  const collect = async (chunks: AsyncIterable<ResponsesStreamChunk>) => {
    const values: Array<ResponsesStreamChunk> = []
    let error: unknown
    try {
      for await (const chunk of chunks) values.push(chunk)
    } catch (thrown) {
      error = thrown
    }
    return { types: types(values), error }
  }

  it("iterates over several lanes at a time, asked before the socket is open", async () => {
    const { received, url } = await start(answerTogether(2))
    const { create } = open(url)
    const results = await Promise.all(["a", "b"].map((lane) => collect(create({ ...request, stream_id: lane }))))
    assert.deepStrictEqual(results, [
      { types: expected, error: undefined },
      { types: expected, error: undefined }
    ])
    assert.deepStrictEqual(received.map(laneOf), ["a", "b"])
  })

  it("lets a loop that reads nothing hold up no other", async () => {
    const { url } = await start(answerTogether(2))
    const { create } = open(url)
    const slow = create({ ...request, stream_id: "slow" })
    assert.deepStrictEqual((await collect(create({ ...request, stream_id: "fast" }))).types, expected)
    assert.deepStrictEqual((await collect(slow)).types, expected)
  })

  it("throws UnexpectedEnd when the connection breaks, and when there is none", async () => {
    const { url } = await start((peer) => {
      peer.send(...wellFormed.slice(0, 3))
      setTimeout(peer.cut, 10)
    })
    const { create } = open(url)
    const broken = await collect(create(request))
    assert.deepStrictEqual(broken.types, expected.slice(0, 3))
    assert.propertyVal(broken.error, "_tag", "UnexpectedEnd")
    assert.propertyVal((await collect(create(request))).error, "_tag", "UnexpectedEnd")
    const { close, url: gone } = await serve(() => {})
    await close()
    assert.propertyVal((await collect(open(gone).create(request))).error, "_tag", "UnexpectedEnd")
  })

  it("ends a loop by its signal, and counts what comes after it was left", async () => {
    const dropped: Array<ResponsesSocket.Dropped> = []
    let peers: ReadonlyArray<Peer> = []
    const { url } = await start((peer) => {
      peers = [...peers, peer]
      peer.send(created)
    })
    const { create } = open(url, { onDropped: (each) => dropped.push(each) })
    const controller = new AbortController()
    const chunks = create(request, { signal: controller.signal })
    assert.strictEqual((await chunks.next()).value?.type, "response.created")
    const pending = chunks.next().catch((error: unknown) => error)
    controller.abort(new Error("enough"))
    assert.propertyVal(await pending, "message", "enough")
    peers[0]!.send(...wellFormed.slice(1))
    for await (const chunk of create(request)) {
      assert.strictEqual(chunk.type, "response.created")
      break
    }
    assert.deepStrictEqual(dropped, [{ count: 4 }])
    peers[0]!.send(...wellFormed.slice(1))
    await vi.waitFor(() => assert.deepStrictEqual(dropped, [{ count: 4 }, { count: 4 }]))
  })

  it("sends nothing that can't be serialized, and goes on with the lane", async () => {
    const { received, url } = await start((peer) => peer.send(...wellFormed))
    const { create } = open(url)
    const cyclic: Record<string, unknown> = { ...request }
    cyclic["self"] = cyclic
    assert.throws(() => create(cyclic), TypeError)
    assert.deepStrictEqual((await collect(create(request))).types, expected)
    assert.lengthOf(received, 1)
  })

  it("sends no request whose loop has ended before, by its signal or by itself", async () => {
    const { received, url } = await start((peer) => peer.send(...wellFormed))
    const dropped: Array<ResponsesSocket.Dropped> = []
    const { create } = open(url, { onDropped: (each) => dropped.push(each) })
    const reason = new Error("enough")
    const controller = new AbortController()
    const { signal } = controller
    const early = create(request, { signal: AbortSignal.abort(reason) })
    const [idle, begun, left] = [create(request, { signal }), create(request, { signal }), create(request)]
    const pending = collect(begun)
    await left.return?.()
    controller.abort(reason)
    assert.deepStrictEqual((await collect(create(request))).types, expected)
    for (const result of [collect(early), collect(idle), pending])
      assert.deepStrictEqual<unknown>(await result, { types: [], error: reason })
    // The socket is open now
    const late = create(request, { signal })
    assert.deepStrictEqual((await collect(create(request))).types, expected)
    assert.deepStrictEqual<unknown>(await collect(late), { types: [], error: reason })
    assert.lengthOf(received, 2)
    assert.isEmpty(dropped)
  })

  it("says of a socket that never opened that it didn't", async () => {
    const { close, url } = await serve(() => {})
    await close()
    const { error } = await collect(open(url).create(request))
    assert.nestedPropertyVal(error, "cause.message", "The socket didn't open")
  })

  it("makes up a missing end after a close with the code 1000", async () => {
    const { url } = await start((peer) => {
      peer.send(...wellFormed.slice(0, -1))
      peer.socket.close(1000)
    })
    const result = await collect(open(url, { onEnd: "synthesize" }).create(request))
    assert.deepStrictEqual(result, { types: expected, error: undefined })
  })

  it("reads binary frames as UTF-8", async () => {
    const { url } = await start((peer) => {
      for (const event of [created, itemAdded, delta("é"), itemDone, completed])
        peer.socket.send(Buffer.from(JSON.stringify(event)))
    })
    const { create, webSocket } = open(url)
    let text = ""
    for await (const chunk of create(request)) if (chunk.type === "response.output_text.delta") text += chunk.delta
    assert.strictEqual(text, "é")
    assert.strictEqual(webSocket.binaryType, "arraybuffer")
  })

  it("reads typed arrays, and says of a frame that is neither text nor bytes what it is", async () => {
    const target = new EventTarget()
    const message = (data: unknown) => target.dispatchEvent(Object.assign(new Event("message"), { data }))
    const { create } = ResponsesSocket.fromWebSocket({
      readyState: 1,
      send: () => {},
      addEventListener: (type, listener) => target.addEventListener(type, listener)
    })
    const result = collect(create(request))
    message(new TextEncoder().encode(JSON.stringify(created)))
    message(new Blob(["{}"]))
    const { error, types } = await result
    assert.deepStrictEqual(types, ["response.created"])
    assert(error instanceof InvalidJson)
    assert.strictEqual(error.payload(), "A frame without text")
  })

  it("throws where it can't steer or inject, as the socket is closed", async () => {
    const { url } = await start((peer) => peer.socket.close(1000))
    const { create, inject, steer } = open(url)
    await collect(create(request))
    assert.throws(() => steer({ previousResponseId: "resp_1", input: "x" }), "The socket closed")
    assert.throws(() => inject({ responseId: "resp_1", input: [] }), "The socket closed")
  })

  it("steers and injects", async () => {
    const { received, url } = await start((peer, event) => {
      if (event["type"] === "response.inject") peer.send(...wellFormed)
    })
    const { create, inject, steer } = open(url)
    const chunks = create(request)
    steer({ previousResponseId: "resp_1", input: "Go on" })
    inject({ responseId: "resp_1", input: [] })
    assert.deepStrictEqual((await collect(chunks)).types, expected)
    assert.deepStrictEqual(
      received.map(({ type }) => type),
      ["response.create", "response.steer", "response.inject"]
    )
  })
})
