import { assert, describe, it } from "@effect/vitest"
import { once } from "node:events"
import * as http from "node:http"
import * as net from "node:net"
import { buffer } from "node:stream/consumers"
import * as zlib from "node:zlib"
import { makeCertificate } from "./certificate.ts"
import { completed, created, jsonl, sse, whole } from "./samples.ts"
import type { StreamEntry } from "../../src/capture/streamEntry.ts"
import type { Watching } from "./watching.ts"
import { call, exchangeRaw, serveHttp, serveRaw, startWatching, until } from "./watching.ts"

const randomBytes = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(Math.random() * 256)))

const cuts = (bytes: Uint8Array): ReadonlyArray<Uint8Array> => {
  const pieces: Array<Uint8Array> = []
  for (let at = 0; at < bytes.length;) {
    const next = at + 1 + Math.floor(Math.random() * Math.random() * 20_000)
    pieces.push(bytes.subarray(at, next))
    at = next
  }
  return pieces
}

const inPieces = async (to: http.ServerResponse | http.ClientRequest, bytes: Uint8Array) => {
  for (const piece of cuts(bytes)) await new Promise((resolve) => to.write(piece, resolve))
  to.end()
}

/** Node has zstd from 22.15 on. */
const { createZstdCompress: createZstd }: { readonly createZstdCompress?: () => zlib.BrotliCompress } = zlib

const streamHead = { "content-type": "text/event-stream" }

const entryOf = ({ streams }: Watching, id = "1"): StreamEntry =>
  streams.entries().find((one) => one.id === id) ?? assert.fail(`there is no stream ${id}`)

describe("what passes through the proxy", () => {
  it("is the same bytes, in both directions, however they are cut", async () => {
    const answers = new Map<string, Buffer>()
    const requests = new Map<string, Buffer>()
    const upstream = await serveHttp(async (request, response) => {
      const body = await buffer(request)
      const path = request.url!
      requests.set(path, body)
      const answer = randomBytes(Math.floor(Math.random() * 50_000))
      answers.set(path, answer)
      const hasLength = Math.random() < 0.5
      const head = Math.random() < 0.5 ? streamHead : { "content-type": "application/octet-stream" }
      response.writeHead(200, { ...head, ...(hasLength ? { "content-length": answer.length } : {}) })
      await inPieces(response, answer)
    })
    const { url } = await startWatching(`${upstream}/base/`)
    const agent = new http.Agent({ keepAlive: true })
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const sent = randomBytes(Math.floor(Math.random() * 50_000))
        const path = `/v1/responses/${i}?q=${i}`
        const hasLength = i % 2 === 0
        const request = http.request(url + path, {
          method: "POST",
          agent,
          headers: hasLength ? { "content-length": sent.length } : {}
        })
        const [[response]] = await Promise.all([
          once(request, "response") as Promise<[http.IncomingMessage]>,
          inPieces(request, sent)
        ])
        const body = await buffer(response)
        assert.isTrue(requests.get(`/base${path}`)!.equals(sent))
        assert.isTrue(answers.get(`/base${path}`)!.equals(body))
      })
    )
    agent.destroy()
  })

  it("has the headers as they were written, but those of the connection", async () => {
    let seen = ""
    const upstream = await serveRaw((socket, read) => {
      socket.on("data", () => {
        seen = read()
        socket.write(
          "HTTP/1.1 299 As I like\r\nX-One: a\r\nset-COOKIE: a=1\r\nSet-Cookie: b=2\r\nConnection: keep-alive, X-Hop\r\n" +
            "X-Hop: 1\r\nContent-Encoding: nonsense\r\nLocation: http://else.where/\r\nContent-Length: 2\r\n\r\nok"
        )
      })
    })
    const { port } = await startWatching(`${upstream}/api`)
    const { text } = await exchangeRaw(
      port,
      "POST /v1/x?key=%20 HTTP/1.1\r\nhOst: local\r\nauthORIZATION: Bearer x\r\nX-B: 1\r\nConnection: close, x-mine\r\n" +
        "X-Mine: 1\r\nTE: trailers\r\nx-b: 2\r\nContent-Length: 0\r\n\r\n"
    )
    const host = new URL(upstream).host
    assert.strictEqual(
      seen,
      `POST /api/v1/x?key=%20 HTTP/1.1\r\nhOst: ${host}\r\nauthORIZATION: Bearer x\r\nX-B: 1\r\nx-b: 2\r\n` +
        "Content-Length: 0\r\nConnection: keep-alive\r\n\r\n"
    )
    assert.strictEqual(
      text,
      "HTTP/1.1 299 As I like\r\nX-One: a\r\nset-COOKIE: a=1\r\nSet-Cookie: b=2\r\nContent-Encoding: nonsense\r\n" +
        "Location: http://else.where/\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    )
  })

  it("has no body where there is none: HEAD, 204, 304, and a POST without one", async () => {
    let seen = ""
    const upstream = await serveRaw((socket, read) => {
      socket.on("data", () => {
        seen = read()
        const status = /^POST \/v1\/(\d+)/.exec(seen)?.[1]
        socket.end(
          status === undefined
            ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nTrailer: X-T\r\n\r\n"
            : `HTTP/1.1 ${status} No\r\nETag: "1"\r\n\r\n`
        )
      })
    })
    const { port } = await startWatching(upstream)
    const head = await exchangeRaw(port, "HEAD /v1/responses HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert.strictEqual(head.text, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n")
    for (const status of [204, 304]) {
      const { text } = await exchangeRaw(port, `POST /v1/${status} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      assert.match(seen, /^POST \/v1\/\d+ HTTP\/1\.1\r\nHost: [^\r]+\r\nContent-Length: 0\r\n/)
      assert.strictEqual(text, `HTTP/1.1 ${status} No\r\nETag: "1"\r\nConnection: close\r\n\r\n`)
    }
  })

  it("has its trailers, in both directions", async () => {
    let trailers: ReadonlyArray<string> = []
    const upstream = await serveHttp(async (request, response) => {
      await buffer(request)
      trailers = request.rawTrailers
      response.writeHead(200, { trailer: "X-Sum" })
      response.write("body")
      response.addTrailers([["X-Sum", "7"]] as never)
      response.end()
    })
    const { port } = await startWatching(upstream)
    const { text } = await exchangeRaw(
      port,
      "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: X-Of\r\nConnection: close\r\n\r\n" +
        "3\r\nabc\r\n0\r\nX-Of: mine\r\n\r\n"
    )
    assert.deepStrictEqual(trailers, ["X-Of", "mine"])
    assert.match(text, /4\r\nbody\r\n0\r\nX-Sum: 7\r\n\r\n$/)
  })

  it("has what comes before the answer: 100 and 103", async () => {
    let asked = 0
    const upstream = await serveHttp(
      async (request, response) => {
        response.writeEarlyHints({ link: "</a>; rel=preload" })
        const body = await buffer(request)
        response.end(`${request.headers.expect} ${body.toString()}`)
      },
      (server) =>
        server.on("checkContinue", (request, response) => {
          asked++
          response.writeContinue()
          server.emit("request", request, response)
        })
    )
    const { url } = await startWatching(upstream)
    const request = http.request(`${url}/v1/x`, { method: "POST", headers: { expect: "100-continue" } })
    const hints: Array<unknown> = []
    request.on("information", ({ headers, statusCode }) => hints.push([statusCode, headers["link"]]))
    request.flushHeaders()
    await once(request, "continue")
    assert.strictEqual(asked, 1)
    request.end("later")
    const [response] = (await once(request, "response")) as [http.IncomingMessage]
    assert.strictEqual((await buffer(response)).toString(), "100-continue later")
    assert.deepInclude(hints, [103, "</a>; rel=preload"])
  })

  it("is declined where it asks for HTTP/2, and answered all the same", async () => {
    const upstream = await serveHttp(async (request, response) => {
      const body = await buffer(request)
      response.end(`${request.headers.upgrade} ${String(request.headers["x-a"])} ${body.toString()}`)
    })
    const { port } = await startWatching(upstream)
    const { text } = await exchangeRaw(
      port,
      "POST /x HTTP/1.1\r\nHost: x\r\nX-A: é\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" +
        "HTTP2-Settings: AAMAAABk\r\nContent-Length: 5\r\n\r\nhello",
      (text) => text.endsWith("hello")
    )
    assert.match(text, /\r\n\r\nundefined Ã© hello$|undefined .+ hello/s)
  })

  it("comes as it is where the upstream refuses, and is in the list with its status", async () => {
    const error = '{"error":{"code":429,"type":"rate_limit_exceeded","message":"s3cr3t"}}'
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.writeHead(429, { "content-type": "application/json", "retry-after": "3" }).end(error)
    })
    const watching = await startWatching(upstream)
    const { body, response } = await call(`${watching.url}/v1/responses`)
    assert.deepStrictEqual([response.statusCode, response.headers["retry-after"]], [429, "3"])
    assert.strictEqual(body.toString(), error)
    await until(() => watching.printed.length === 2)
    assert.deepInclude(entryOf(watching), { httpStatus: 429, state: "ended", events: 0, name: "POST /v1/responses" })
    assert.match(
      watching.printed[1]!,
      /^#1 POST \/v1\/responses 429, \d\.\d\d s, rate_limit_exceeded, retry after 3 s$/
    )
  })

  it("is a redirect that nobody follows, and a preflight that the upstream answers", async () => {
    const upstream = await serveHttp((request, response) => {
      response.writeHead(request.method === "OPTIONS" ? 204 : 307, {
        location: "http://127.0.0.1:1/",
        "access-control-allow-origin": "https://app.example"
      })
      response.end()
    })
    const watching = await startWatching(upstream)
    const preflight = await call(`${watching.url}/v1/responses`, { method: "OPTIONS" })
    assert.deepStrictEqual(
      [preflight.response.statusCode, preflight.response.headers["access-control-allow-origin"]],
      [204, "https://app.example"]
    )
    assert.strictEqual((await call(`${watching.url}/v1/responses`)).response.statusCode, 307)
    await until(() => watching.printed.length === 2)
    assert.strictEqual(watching.streams.entries().length, 1)
  })
})

describe("what goes wrong", () => {
  it("is a 502 that says so, if the upstream can't be reached", async () => {
    const server = net.createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as net.AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const watching = await startWatching(`http://127.0.0.1:${port}`)
    const { body, response } = await call(`${watching.url}/v1/responses`, { body: "x".repeat(100_000) })
    assert.strictEqual(response.statusCode, 502)
    const { error } = JSON.parse(body.toString())
    assert.deepStrictEqual(error, { code: 502, message: "The upstream can't be reached (ECONNREFUSED)." })
    await until(() => watching.printed.length === 2)
    assert.deepInclude(entryOf(watching), {
      httpStatus: 502,
      state: "failed",
      note: "the upstream can't be reached (ECONNREFUSED)"
    })
  })

  it("is a 502 that says so, if the upstream's certificate isn't trusted", async () => {
    let requests = 0
    const upstream = await serveHttp(
      () => requests++,
      (server) => server.on("upgrade", () => requests++),
      makeCertificate()
    )
    const watching = await startWatching(upstream)
    const { body, response } = await call(`${watching.url}/v1/responses`, { body: "s3cr3t" })
    const socket = await exchangeRaw(
      watching.port,
      "GET /v1/responses HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    )
    const said = "upstream's certificate isn't trusted (DEPTH_ZERO_SELF_SIGNED_CERT)"
    assert.strictEqual(response.statusCode, 502)
    assert.deepStrictEqual(JSON.parse(body.toString()), { error: { code: 502, message: `The ${said}.` } })
    assert.match(socket.text, /^HTTP\/1\.1 502 /)
    assert.include(socket.text, said)
    await until(() => watching.printed.length === 4)
    for (const entry of watching.streams.entries()) {
      assert.deepInclude(entry, { httpStatus: 502, state: "failed", note: `the ${said}` })
    }
    assert.strictEqual(watching.printed.filter((line) => line.includes(said)).length, 2)
    assert.strictEqual(requests, 0)
  })

  it("breaks the client's connection, if the upstream's breaks: with a length, in chunks, and to the end", async () => {
    const text = sse([created])
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.writeHead(200, {
        ...streamHead,
        ...(request.url === "/length/responses" ? { "content-length": 100_000 } : {})
      })
      response.write(text, () => response.destroy())
    })
    const watching = await startWatching(upstream)
    for (const path of ["/length/responses", "/chunks/responses"]) {
      const request = http.request(watching.url + path, { method: "POST" }).end()
      const [response] = (await once(request, "response")) as [http.IncomingMessage]
      let read = ""
      response.on("data", (bytes: Buffer) => (read += bytes.toString()))
      const failure = await once(response, "end").catch((error: unknown) => error)
      assert.instanceOf(failure, Error)
      assert.strictEqual(read, text)
    }
    const old = await exchangeRaw(watching.port, "POST /chunks/responses HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
    assert.isTrue(old.isReset)
    await until(() => watching.streams.entries().filter(({ state }) => state === "failed").length === 3)
    assert.deepInclude(entryOf(watching), {
      httpStatus: 200,
      events: 1,
      verdict: "Truncated",
      note: "the upstream broke off"
    })
  })

  it("ends the request upstream, when the client leaves", async () => {
    const left: Array<string> = []
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.on("close", () => left.push(request.url!))
      if (request.url === "/silent/responses") return
      response.writeHead(200, streamHead)
      response.write(sse([created]))
    })
    const watching = await startWatching(upstream)
    for (const path of ["/silent/responses", "/v1/responses"]) {
      const request = http.request(watching.url + path, { method: "POST" }).end()
      request.on("error", () => {})
      if (path === "/v1/responses") await once(request, "response")
      else await until(() => watching.printed.length === 1)
      request.destroy()
      await until(() => left.at(-1) === path)
    }
    await until(() => watching.printed.length === 4)
    assert.deepStrictEqual(
      watching.streams.entries().map(({ note, state, verdict }) => [state, note, verdict]),
      [
        ["failed", "the client left", undefined],
        ["failed", "the client left", "Truncated"]
      ]
    )
  })

  it("is only its own stream's, if an upstream hangs or a client doesn't read", async () => {
    let written = 0
    const upstream = await serveHttp((request, response) => {
      request.resume()
      if (request.url === "/hang/responses") return
      response.writeHead(200, streamHead)
      if (request.url !== "/slow/responses") return response.end(sse(whole))
      const write = (): void => {
        while (written < 300_000_000 && response.write("x".repeat(100_000))) written += 100_000
      }
      response.on("drain", write)
      return write()
    })
    const { url } = await startWatching(upstream)
    const hanging = http.request(`${url}/hang/responses`, { method: "POST" }).end()
    const slow = http.request(`${url}/slow/responses`, { method: "POST" }).end()
    for (const request of [hanging, slow]) request.on("error", () => {})
    await once(slow, "response")
    for (let i = 0; i < 20; i++) {
      assert.strictEqual((await call(`${url}/v1/responses`)).body.toString(), sse(whole))
    }
    // What the systems' buffers take, and no more
    assert.isBelow(written, 60_000_000)
    hanging.destroy()
    slow.destroy()
  })

  it("doesn't end it: nonsense as a request, and as an answer", async () => {
    const upstream = await serveRaw((socket, read) => {
      socket.on("data", () => socket.end(read().includes("/bad") ? "nonsense\r\n\r\n" : "HTTP/1.1 204 No\r\n\r\n"))
    })
    const { port, url } = await startWatching(upstream)
    await exchangeRaw(port, "nonsense\r\n\r\n")
    assert.strictEqual((await call(`${url}/bad/responses`)).response.statusCode, 502)
    assert.strictEqual((await call(`${url}/good/responses`)).response.statusCode, 204)
  })
})

describe("what is watched", () => {
  it("is a stream while it comes, then its verdict and figures", async () => {
    const upstream = await serveHttp(async (request, response) => {
      await buffer(request)
      response.writeHead(200, streamHead)
      response.write(sse(whole.slice(0, 5)))
      await once(server, "go")
      response.end(sse(whole.slice(5)))
    })
    const server = new net.Server()
    const watching = await startWatching(upstream)
    const seen: Array<unknown> = []
    watching.streams.subscribe(({ events, state }) => seen.push([state, events]))
    const answer = call(`${watching.url}/api/v1/responses?key=s3cr3t`, { body: "{}" })
    await until(() => seen.some((one) => JSON.stringify(one) === '["open",5]'))
    const reader = watching.streams.open("1")![Symbol.asyncIterator]()
    const first = Buffer.from((await reader.next()).value as Uint8Array).toString()
    assert.match(first, /^\{"at":[\d.]+,"event":\{"type":"response\.created"/)
    server.emit("go")
    assert.strictEqual((await answer).body.toString(), sse(whole))
    await until(() => watching.printed.length === 2)
    const entry = entryOf(watching)
    assert.deepInclude(entry, {
      name: "POST /api/v1/responses",
      httpStatus: 200,
      state: "ended",
      events: 9,
      invalid: 0,
      violations: 0,
      verdict: "Completed",
      model: "test/model",
      note: undefined
    })
    let rest = ""
    for (let next = await reader.next(); next.done !== true; next = await reader.next()) {
      rest += Buffer.from(next.value).toString()
    }
    const lines = (first + rest).split("\n")
    assert.strictEqual(lines.length, 11)
    assert.strictEqual(lines[9], `{"at":${Math.round(entry.duration! * 1000) / 1000},"tail":""}`)
    assert.match(watching.streams.nameOf("1"), /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-1\.jsonl$/)
    assert.deepStrictEqual(watching.printed[0], "#1 POST /api/v1/responses")
    assert.match(
      watching.printed[1]!,
      /^#1 POST \/api\/v1\/responses 200, 9 events, Completed, first token \d\.\d\d s, \d\.\d\d s$/
    )
  })

  it("is said of each event that is wrong, and of no more than some", async () => {
    const bad = Array.from({ length: 30 }, () => ({ type: "response.output_text.delta", delta: 5, s3cr3t: "s3cr3t" }))
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.writeHead(200, streamHead)
      response.end(sse([created, "{s3cr3t", ...bad, created, completed]))
    })
    const watching = await startWatching(upstream, { width: 60 })
    await call(`${watching.url}/v1/responses`)
    await until(() => watching.printed.some((line) => line.includes("Completed")))
    const { printed } = watching
    assert.match(printed[1]!, /^#1 ✗ event 1 no type: the data is not JSON from position 1/)
    assert.strictEqual(printed.filter((line) => line.includes("✗")).length, 10)
    assert.include(printed.join("\n"), "more faults")
    assert.notInclude(printed.join("\n"), "s3cr3t")
    for (const line of printed) assert.isAtMost(line.length, 60)
  })

  it.each([
    { name: "gzip", encoding: "gzip", make: zlib.createGzip },
    { name: "deflate", encoding: "deflate", make: zlib.createDeflate },
    { name: "deflate without its head", encoding: "deflate", make: zlib.createDeflateRaw },
    { name: "br", encoding: "br", make: zlib.createBrotliCompress },
    ...(createZstd === undefined ? [] : [{ name: "zstd", encoding: "zstd", make: createZstd }])
  ])(
    "is read through its compression ($name) while it comes; the client gets it untouched",
    async ({ encoding, make }) => {
      const compressor = make()
      const sent: Array<Buffer> = []
      const upstream = await serveHttp((request, response) => {
        request.resume()
        response.writeHead(200, { ...streamHead, "content-encoding": encoding })
        compressor.on("data", (bytes: Buffer) => {
          sent.push(bytes)
          for (const piece of cuts(bytes)) response.write(piece)
        })
        compressor.on("end", () => response.end())
        compressor.write(sse(whole.slice(0, 5)))
        compressor.flush()
      })
      const watching = await startWatching(upstream)
      const answer = call(`${watching.url}/v1/responses`)
      await until(() => watching.streams.entries()[0]?.events === 5)
      compressor.end(sse(whole.slice(5)))
      assert.isTrue((await answer).body.equals(Buffer.concat(sent)))
      await until(() => watching.printed.length === 2)
      assert.deepInclude(entryOf(watching), { events: 9, verdict: "Completed", note: undefined })
    }
  )

  it.each([
    { name: "gzip that is damaged", encoding: "gzip", note: "its compression can't be read" },
    { name: "an unknown one", encoding: "nonsense", note: "its compression can't be read (nonsense)" },
    ...(createZstd === undefined
      ? [{ name: `zstd on Node ${process.version}`, encoding: "zstd", note: "its compression can't be read (zstd)" }]
      : [])
  ])("says so, if its compression can't be read ($name); the client gets it untouched", async ({ encoding, note }) => {
    const packed = Buffer.from("what is this?")
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.writeHead(200, { ...streamHead, "content-encoding": encoding }).end(packed)
    })
    const watching = await startWatching(upstream)
    const { body } = await call(`${watching.url}/v1/responses`)
    assert.isTrue(body.equals(packed))
    await until(() => watching.printed.length === 2)
    assert.deepInclude(entryOf(watching), { events: 0, note })
    assert.include(watching.printed[1], note)
  })

  it("is a stream without its content type at a path of responses, and none elsewhere", async () => {
    const upstream = await serveHttp((request, response) => {
      request.resume()
      if (request.url === "/plain/responses") response.setHeader("content-type", "text/plain")
      const text = request.url === "/text/responses" ? "no stream at all" : sse(whole)
      response.write(text.slice(0, 3), () => response.end(text.slice(3)))
    })
    const watching = await startWatching(upstream)
    for (const path of ["/v1/responses", "/plain/responses", "/text/responses", "/v1/other"]) {
      await call(watching.url + path)
    }
    await until(() => watching.printed.length === 6)
    assert.deepStrictEqual(
      watching.streams.entries().map(({ events, name, verdict }) => [name, events, verdict]),
      [
        ["POST /v1/responses", 9, "Completed"],
        ["POST /plain/responses", 9, "Completed"],
        ["POST /text/responses", 0, undefined]
      ]
    )
  })

  it("is a stream of events at any path, and what it is if it isn't of the Responses API", async () => {
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" })
      response.end(
        request.url === "/v1/lines" ? jsonl(whole) : sse([{ object: "chat.completion.chunk", choices: [] }, "[DONE]"])
      )
    })
    const watching = await startWatching(upstream)
    await call(`${watching.url}/v1/chat/completions`)
    await until(() => watching.printed.some((line) => line.includes("Chat Completions")))
    assert.strictEqual(watching.streams.entries().length, 1)
    assert.strictEqual(entryOf(watching).verdict, "Not a Responses stream")
    // JSON lines are events in a file, and no event stream
    await call(`${watching.url}/v1/lines`)
    await until(() => watching.streams.entries().filter(({ state }) => state === "ended").length === 2)
    assert.deepStrictEqual(
      watching.streams.entries().map(({ verdict }) => verdict),
      ["Not a Responses stream", "Not a Responses stream"]
    )
  })

  it("says why nothing more is read of it, without payload", async () => {
    const bodies = [
      Buffer.concat([Buffer.from(sse(whole.slice(0, 3))), Buffer.from([0xff, 0x0a])]),
      Buffer.from("s3cr3t is no event\n\n")
    ]
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.writeHead(200, streamHead).end(bodies.shift())
    })
    const watching = await startWatching(upstream, { width: 1000 })
    await call(`${watching.url}/v1/responses`)
    await call(`${watching.url}/v1/responses`)
    await until(() => watching.printed.length === 4)
    assert.include(entryOf(watching).note, "Event 3 has bytes that are not UTF-8")
    assert.strictEqual(entryOf(watching).invalid, 1)
    assert.include(watching.printed.join("\n"), "Event 3 has bytes that are not UTF-8")
    assert.include(entryOf(watching, "2").note, "This is text, not a stream of events")
    assert.notInclude(watching.printed.join("\n"), "s3cr3t")
  })

  it("is kept for the page as far as there is room: the oldest that have ended go first", async () => {
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.writeHead(200, streamHead).end(sse(whole))
    })
    const watching = await startWatching(upstream, { maxKept: 6000, maxListed: 5 })
    for (let i = 1; i <= 6; i++) {
      await call(`${watching.url}/v1/responses`)
      await until(() => watching.printed.length === 2 * i)
    }
    assert.deepStrictEqual(
      watching.streams.entries().map(({ id }) => id),
      ["2", "3", "4", "5", "6"]
    )
    assert.isUndefined(watching.streams.open("2"))
    assert.strictEqual(entryOf(watching, "2").note, "its events are no longer kept for the page")
    assert.isDefined(watching.streams.open("6"))
    assert.isUndefined(entryOf(watching, "6").note)
  })

  it("says so, if too much comes at a time to look at", async () => {
    const text = sse(Array.from({ length: 3000 }, () => created))
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.writeHead(200, streamHead).end(text)
    })
    const watching = await startWatching(upstream, { maxQueued: 1000 })
    const { body } = await call(`${watching.url}/v1/responses`)
    assert.strictEqual(body.toString(), text)
    await until(() => watching.printed.length === 2)
    assert.include(watching.printed[1], "the rest isn't looked at: too much came at a time")
  })
})
