import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { ChildProcessWithoutNullStreams } from "node:child_process"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import * as http from "node:http"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, onTestFinished } from "vitest"
import { makeCertificate } from "./certificate.ts"
import { sse, whole } from "./samples.ts"
import { read } from "./read.ts"
import { call, exchangeRaw, serveHttp, until } from "./watching.ts"

/** What matters of the built page here: by what the command knows it. */
const page = '<!doctype html><meta name="generator" content="effect-responses-stream"><body><!--recordings--></body>'

describe("effect-responses-stream watch", () => {
  const directory = mkdtempSync(join(tmpdir(), "effect-responses-stream-watch-"))
  const command = join(directory, "main.js")

  beforeAll(async () => {
    // A computed specifier, since the script has no types
    const script: { readonly bundleCommand: (options: { readonly outfile: string }) => Promise<unknown> } =
      await import(new URL("../../scripts/build.mjs", import.meta.url).href)
    writeFileSync(join(directory, "package.json"), '{"type":"module"}')
    writeFileSync(join(directory, "page.html"), page)
    await script.bundleCommand({ outfile: command })
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  const start = async (args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}) => {
    const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [command, "watch", ...args], {
      env: { ...process.env, ...env }
    })
    onTestFinished(() => void child.kill("SIGKILL"))
    const output = { stdout: "", stderr: "" }
    child.stdout.on("data", (text: Buffer) => (output.stdout += text.toString()))
    child.stderr.on("data", (text: Buffer) => (output.stderr += text.toString()))
    await until(() => output.stdout.includes("/v1\n") || child.exitCode !== null)
    const [, proxy = "", pageUrl = ""] =
      /^proxy {2}(\S+)\npage {3}(\S+)\nSet the base URL of your app to \1\/v1\n$/.exec(output.stdout) ?? []
    return { child, output, proxy, pageUrl }
  }

  it("shows, serves and records a stream, and ends at SIGINT with all that came", async () => {
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.writeHead(200, { "content-type": "text/event-stream" })
      if (request.url?.startsWith("/api/v1/") === true) response.end(sse(whole))
      else response.write(sse(whole.slice(0, 4)))
    })
    const out = join(directory, "out")
    const { child, output, pageUrl, proxy } = await start(["--upstream", `${upstream}/api`, "--out", out])
    assert.strictEqual((await call(`${proxy}/v1/responses?k=s3cr3t`)).body.toString(), sse(whole))
    await until(() => output.stderr.includes("Completed"))
    const open = http.request(`${proxy}/open/responses`, { method: "POST" }).end()
    open.on("error", () => {})
    const [response] = (await once(open, "response")) as [http.IncomingMessage]
    response.on("error", () => {})
    await once(response, "data")
    assert.strictEqual((await call(pageUrl, { method: "GET" })).body.toString(), page)
    const recorded = await call(`${pageUrl}streams/1`, { method: "GET" })
    assert.match(String(recorded.response.headers["x-capture-name"]), /-1\.jsonl$/)
    assert.strictEqual(read(recorded.body, { file: "a.jsonl" }).report.events, 9)
    await until(() => output.stderr.includes("#2"))
    child.kill("SIGINT")
    assert.deepStrictEqual(await once(child, "exit"), [0, null])
    const files = Object.fromEntries(
      readdirSync(out).map((name) => [name.replace(/^.*Z-/, ""), readFileSync(join(out, name), "utf8")])
    )
    assert.deepStrictEqual(Object.keys(files).toSorted(), ["1.jsonl", "1.sse", "2.jsonl", "2.sse"])
    assert.strictEqual(files["1.sse"], sse(whole))
    assert.strictEqual(files["2.sse"], sse(whole.slice(0, 4)))
    assert.strictEqual(files["2.jsonl"]!.split("\n").length, 6)
    assert.match(
      output.stderr,
      new RegExp(
        "^#1 POST /v1/responses\\n" +
          "#1 POST /v1/responses 200, 9 events, Completed, first token \\S+ s, \\S+ s\\n" +
          "#2 POST /open/responses\\n" +
          "#2 POST /open/responses 200, 4 events, Truncated, first token \\S+ s, \\S+ s,\\s+watching was stopped\\n$"
      )
    )
    assert.notInclude(output.stdout + output.stderr, "\x1b")
  })

  it("passes on to an upstream with TLS whose certificate NODE_EXTRA_CA_CERTS has, WebSockets too", async () => {
    const certificate = makeCertificate()
    const file = join(directory, "cert.pem")
    writeFileSync(file, certificate.cert)
    const upstream = await serveHttp(
      (request, response) => {
        request.resume()
        response.writeHead(200, { "content-type": "text/event-stream" }).end(sse(whole))
      },
      (server) =>
        server.on("upgrade", (_, socket) => {
          socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nframes")
        }),
      certificate
    )
    const { output, proxy } = await start(["--upstream", upstream], { NODE_EXTRA_CA_CERTS: file })
    assert.strictEqual((await call(`${proxy}/v1/responses`)).body.toString(), sse(whole))
    await until(() => output.stderr.includes("Completed"))
    const { text } = await exchangeRaw(
      Number(new URL(proxy).port),
      "GET /v1/responses HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    )
    assert.match(text, /^HTTP\/1\.1 101 [^]*\r\n\r\nframes$/)
  })

  it("exits with 2 where it is used wrongly, or can't have a port or a directory, and says why", async () => {
    const taken = createServer().listen(0, "127.0.0.1")
    await once(taken, "listening")
    onTestFinished(() => void taken.close())
    const port = String((taken.address() as AddressInfo).port)
    const upstream = ["--upstream", "http://127.0.0.1:1"]
    writeFileSync(join(directory, "file"), "")
    for (const [args, message] of [
      [[], "upstream"],
      [["--upstream", "openrouter.ai"], "the URL of a gateway"],
      [["--upstream", "ftp://a.b"], "the URL of a gateway"],
      [["--upstream", "https://user:s3cr3t@a.b/?k=s3cr3t"], "can't have a user or a password or a query"],
      [["--upstream", "https://a.b/v1/responses"], "what comes before /v1/responses"],
      [[...upstream, "--port", "65536"], "a port from 0 to 65535"],
      [[...upstream, "--port", port], `port ${port} is in use`],
      [[...upstream, "--page-port", port], `port ${port} is in use`],
      [[...upstream, "--out", join(directory, "file")], "file: is not a directory"],
      [[...upstream, "--out", join(directory, "file", "x")], "can't be made (ENOTDIR)"]
    ] as const) {
      const { status, stderr, stdout } = spawnSync(process.execPath, [command, "watch", ...args], {
        encoding: "utf8",
        timeout: 20_000
      })
      assert.deepStrictEqual([status, stdout], [2, ""], `${args.join(" ")}: ${stderr}`)
      assert.include(stderr, message)
      assert.notInclude(stderr, "s3cr3t")
    }
  })
})
