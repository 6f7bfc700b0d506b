import { assert, describe, it } from "@effect/vitest"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { WebSocket, WebSocketServer } from "ws"
import { makeTexts, parseExtensions } from "../../src/cli/watch/frames.ts"
import { completed, created, whole } from "./samples.ts"
import { call, exchangeRaw, serveRaw, startWatching, until } from "./watching.ts"

type Json = Record<string, unknown>

/** A gateway: each request is answered as its `input` says, on its lane. */
const serveSocket = async (
  answer: (request: Json, send: (event: unknown) => void, socket: WebSocket) => void,
  perMessageDeflate = false
): Promise<string> => {
  const server = createServer((_, response) => response.writeHead(426, { "x-why": "socket" }).end("no"))
  const sockets = new WebSocketServer({ server, perMessageDeflate: perMessageDeflate ? { threshold: 0 } : false })
  sockets.on("connection", (socket) => {
    socket.on("message", (data: Buffer) => {
      const request: Json = JSON.parse(data.toString())
      const lane = request["stream_id"] === undefined ? {} : { stream_id: request["stream_id"] }
      answer(
        request,
        (event) => socket.send(typeof event === "string" ? event : JSON.stringify({ ...(event as Json), ...lane })),
        socket
      )
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as { readonly port: number }).port}`
}

const connect = async (url: string, perMessageDeflate = false) => {
  const socket = new WebSocket(`${url.replace("http", "ws")}/v1/responses?key=s3cr3t`, {
    perMessageDeflate,
    headers: { authorization: "Bearer s3cr3t" }
  })
  const messages: Array<string> = []
  socket.on("message", (data: Buffer) => messages.push(data.toString()))
  socket.on("error", () => {})
  await once(socket, "open")
  onTestFinished(() => socket.terminate())
  return { socket, messages }
}

const temporary = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "effect-responses-stream-watch-"))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

const create = (rest: Json = {}) => JSON.stringify({ type: "response.create", model: "m", ...rest })

describe("a WebSocket through the proxy", () => {
  for (const isCompressed of [false, true]) {
    it(`has each response as a stream, ${isCompressed ? "with" : "without"} compression`, async () => {
      const upstream = await serveSocket((_, send) => whole.forEach(send), isCompressed)
      const directory = temporary()
      const watching = await startWatching(upstream, { directory })
      const { messages, socket } = await connect(watching.url, isCompressed)
      assert.strictEqual(socket.extensions, isCompressed ? "permessage-deflate" : "")
      for (const n of [1, 2]) {
        socket.send(create({ input: "x".repeat(70_000) }))
        await until(() => messages.length === n * whole.length)
      }
      assert.deepStrictEqual(
        messages.map((text) => JSON.parse(text)),
        [...whole, ...whole]
      )
      await until(() => watching.streams.entries().filter(({ state }) => state === "ended").length === 2)
      await watching.flush()
      assert.deepStrictEqual(
        watching.streams.entries().map(({ events, httpStatus, name, verdict }) => [name, httpStatus, events, verdict]),
        [1, 2].map(() => ["WebSocket /v1/responses", undefined, 9, "Completed"])
      )
      const files = readdirSync(directory)
      assert.strictEqual(files.length, 4)
      const recorded = readFileSync(
        join(
          directory,
          files.find((name) => name.endsWith("-2.sse"))!
        ),
        "utf8"
      )
      assert.strictEqual(recorded, whole.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""))
      const everything = files.map((name) => readFileSync(join(directory, name), "utf8")).join("")
      assert.notInclude(everything + watching.printed.join(""), "s3cr3t")
    })
  }

  it("has a stream for each lane, and one for what belongs to no request", async () => {
    const upstream = await serveSocket((request, send) => {
      if (request["stream_id"] === "a") return whole.slice(0, 5).forEach(send)
      if (request["stream_id"] === "b") return whole.forEach(send)
      return send({ type: "error", code: "x", message: "No", param: null, sequence_number: 0 })
    })
    const watching = await startWatching(upstream)
    const { messages, socket } = await connect(watching.url)
    socket.send(create({ stream_id: "a" }))
    socket.send(create({ stream_id: "b" }))
    await until(() => messages.length === 14)
    socket.send(JSON.stringify({ type: "response.steer", input: "x" }))
    await until(() => messages.length === 15)
    socket.close()
    await until(() => watching.streams.entries().filter(({ state }) => state !== "open").length === 2)
    assert.deepStrictEqual(
      watching.streams.entries().map(({ events, note, verdict }) => [events, verdict, note]),
      [
        [6, "Errored", undefined],
        [9, "Completed", undefined]
      ]
    )
  })

  it("has errors and sparse responses in the form of an event stream", async () => {
    const { output: _, ...sparse } = completed.response
    const upstream = await serveSocket((request, send) => {
      if (request["model"] === "none")
        return send({ type: "error", status: 404, error: { code: "model_not_found", message: "No", param: null } })
      return [created, { ...completed, response: sparse }].forEach(send)
    })
    const watching = await startWatching(upstream)
    const { messages, socket } = await connect(watching.url)
    socket.send(create())
    socket.send(create({ model: "none" }))
    await until(() => messages.length === 3)
    await until(() => watching.streams.entries().filter(({ state }) => state === "ended").length === 2)
    assert.deepStrictEqual(
      watching.streams.entries().map(({ invalid, verdict }) => [verdict, invalid]),
      [
        ["Completed", 0],
        ["Errored", 0]
      ]
    )
  })

  it("ends with the upstream's, and what was open is cut", async () => {
    const upstream = await serveSocket((_, send, socket) => {
      send(created)
      setTimeout(() => socket.terminate(), 30)
    })
    const watching = await startWatching(upstream)
    const { socket } = await connect(watching.url)
    socket.send(create())
    const [code] = (await once(socket, "close")) as [number]
    assert.strictEqual(code, 1006)
    await until(() => watching.printed.length === 2)
    assert.deepInclude(watching.streams.entries()[0], {
      state: "failed",
      verdict: "Truncated",
      note: "the WebSocket closed before its end"
    })
  })

  it("is closed by whoever closes it, with the code", async () => {
    const codes: Array<number> = []
    const upstream = await serveSocket((_, _send, socket) => {
      socket.on("close", (code) => codes.push(code))
    })
    const { url } = await startWatching(upstream)
    const { socket } = await connect(url)
    socket.send(create())
    socket.close(4001, "bye")
    const [code] = (await once(socket, "close")) as [number]
    await until(() => codes.length === 1)
    assert.deepStrictEqual([code, codes], [4001, [4001]])
  })

  it("is refused as the upstream refuses it, or can't be reached", async () => {
    const upstream = await serveRaw((socket) => {
      socket.on("data", () => socket.end("HTTP/1.1 401 No\r\nX-Why: key\r\nContent-Length: 3\r\n\r\nwho"))
    })
    const watching = await startWatching(upstream)
    const request =
      "GET /v1/responses HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    const { text } = await exchangeRaw(watching.port, request)
    assert.strictEqual(text, "HTTP/1.1 401 No\r\nX-Why: key\r\nContent-Length: 3\r\nConnection: close\r\n\r\nwho")
    await until(() => watching.printed.length === 2)
    assert.deepInclude(watching.streams.entries()[0], { httpStatus: 401, state: "ended" })
    const nowhere = await startWatching("http://127.0.0.1:1")
    assert.match((await exchangeRaw(nowhere.port, request)).text, /^HTTP\/1\.1 502 .*can't be reached/s)
    // Plain requests go on
    assert.strictEqual((await call(`${watching.url}/x`)).response.statusCode, 401)
  })

  it("passes frames that can't be read, and says so", async () => {
    const upstream = await serveRaw((socket, read) => {
      socket.on("data", () => {
        if (read().endsWith("\r\n\r\n"))
          socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        if (read().endsWith("bye")) socket.end(Buffer.from("\xff\xffnonsense, all of it", "latin1"))
      })
    })
    const watching = await startWatching(upstream)
    const { text } = await exchangeRaw(
      watching.port,
      "GET /v1/responses HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nbye"
    )
    assert.match(text, /\r\n\r\nÿÿnonsense, all of it$/)
    await until(() => watching.printed.length === 2)
    assert.include(watching.printed[1], "the frames of the WebSocket can't be read")
  })
})

describe("the texts of a WebSocket", () => {
  it("are those of its frames, however they are cut, masked and fragmented", () => {
    const frame = (opcode: number, payload: Buffer, isLast: boolean, isMasked: boolean): Buffer => {
      const mask = isMasked ? randomBytes(4) : Buffer.alloc(0)
      const length =
        payload.length < 126
          ? Buffer.of(payload.length)
          : payload.length < 65_536
            ? Buffer.of(126, payload.length >> 8, payload.length & 255)
            : Buffer.concat([Buffer.of(127), Buffer.alloc(8)])
      if (length[0] === 127) length.writeBigUInt64BE(BigInt(payload.length), 1)
      if (isMasked) length[0]! |= 0x80
      const body = isMasked ? payload.map((byte, i) => byte ^ mask[i & 3]!) : payload
      return Buffer.concat([Buffer.of((isLast ? 0x80 : 0) | opcode), length, mask, body])
    }
    for (let run = 0; run < 60; run++) {
      const isMasked = run % 2 === 0
      const sent: Array<string> = []
      const frames: Array<Buffer> = []
      for (let n = 0; n < 5; n++) {
        const text = "é✓x".repeat(Math.floor(Math.random() ** 4 * 40_000))
        sent.push(text)
        const bytes = Buffer.from(text)
        const middle = Math.floor(Math.random() * bytes.length)
        frames.push(
          frame(2, randomBytes(20), true, isMasked),
          frame(1, bytes.subarray(0, middle), false, isMasked),
          frame(9, Buffer.from("ping"), true, isMasked),
          frame(0, bytes.subarray(middle), true, isMasked)
        )
      }
      const all = Buffer.concat(frames)
      const read: Array<string> = []
      const push = makeTexts(undefined, (text) => read.push(text))
      for (let at = 0; at < all.length;) {
        const next = at + 1 + Math.floor(Math.random() ** 3 * 20_000)
        assert.isTrue(push(all.subarray(at, next)))
        at = next
      }
      assert.deepStrictEqual(read, sent)
    }
  })

  it("are not read behind what is no frame, and not with an extension that nobody knows", () => {
    const push = makeTexts({ keepsContext: true }, () => assert.fail())
    assert.isFalse(push(Buffer.of(0xc1, 3, 0xff, 0xff, 0xff)))
    assert.isFalse(push(Buffer.of(0x81, 0)))
    assert.isFalse(makeTexts(undefined, () => {})(Buffer.of(0x81, 127, 1, 0, 0, 0, 0, 0, 0, 0)))
    assert.isUndefined(parseExtensions("bbf-usp-protocol"))
    assert.isUndefined(parseExtensions("permessage-deflate, other"))
    assert.deepStrictEqual(parseExtensions("permessage-deflate; server_no_context_takeover"), {
      client: { keepsContext: true },
      server: { keepsContext: false }
    })
  })
})
