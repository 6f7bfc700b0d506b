import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import * as fs from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { toJson } from "../../src/capture/inspection.ts"
import { makeRecorder } from "../../src/cli/watch/recorder.ts"
import type { RecorderFs } from "../../src/cli/watch/recorder.ts"
import * as Testing from "../../src/testing/testing.ts"
import { read } from "./read.ts"
import { created, sse, whole } from "./samples.ts"
import { call, serveHttp, startWatching, until } from "./watching.ts"

const temporary = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "effect-responses-stream-watch-"))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

const serveText = (text: string | Uint8Array) =>
  serveHttp((request, response) => {
    request.resume()
    response.writeHead(200, { "content-type": "text/event-stream" }).end(text)
  })

/** A disk with room for so many bytes: what doesn't fit is cut, as a write is. */
const smallDisk = (room: number): RecorderFs => {
  let left = room
  return {
    appendFile: async (path, data, options) => {
      const kept = data.subarray(0, left)
      left -= kept.length
      await fs.appendFile(path, kept, options)
      if (kept.length < data.length) throw Object.assign(new Error("full"), { code: "ENOSPC" })
    },
    truncate: fs.truncate,
    unlink: fs.unlink
  }
}

const contents = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory)
      .toSorted()
      .map((name) => [name.replace(/^.*Z-/, ""), readFileSync(join(directory, name), "utf8")])
  )

describe("a recording", () => {
  it("has the bytes as they came, and a line with its time for each event: inspect says the same of both", async () => {
    const samples = [
      sse([...whole.slice(0, 4), "{bad", created, ...whole.slice(4)]),
      Testing.toText(Testing.answer(), { dialect: "OpenRouter" }),
      `: hi\r\n\r\n${sse(whole, "\r\n")}data: {"type":"resp`
    ]
    for (const sample of samples) {
      const directory = temporary()
      const watching = await startWatching(await serveText(sample), { directory })
      await call(`${watching.url}/v1/responses`)
      await until(() => watching.streams.entries()[0]?.state === "ended")
      await watching.flush()
      const files = contents(directory)
      assert.deepStrictEqual(Object.keys(files), ["1.jsonl", "1.sse"])
      assert.strictEqual(files["1.sse"], sample)
      const expected = read(sample, { file: "x" }).report
      for (const [name, text] of Object.entries(files)) {
        const { report } = read(text, { file: name })
        assert.deepStrictEqual(toJson({ ...report, file: "x" }), toJson(expected), name)
      }
      const entry = watching.streams.entries()[0]!
      assert.deepStrictEqual(
        [entry.events, entry.invalid, entry.verdict, entry.violations],
        [expected.events, expected.invalid, expected.verdict, expected.violations.length]
      )
    }
  })

  it("is what the page gets, where there is no room to keep its events", async () => {
    const directory = temporary()
    const watching = await startWatching(await serveText(sse(whole)), { directory, maxKept: 3000 })
    for (let i = 1; i <= 3; i++) {
      await call(`${watching.url}/v1/responses`)
      await until(() => watching.printed.length === 2 * i)
    }
    // Before it is on the disk
    let page = ""
    for await (const bytes of watching.streams.open("1")!) page += Buffer.from(bytes).toString()
    assert.strictEqual(page, contents(directory)["1.jsonl"])
    assert.strictEqual(read(page, { file: "a.jsonl" }).report.events, 9)
    assert.isUndefined(watching.streams.entries()[0]!.note)
  })

  it("is readable by its owner only", async () => {
    const directory = temporary()
    const watching = await startWatching(await serveText(sse(whole)), { directory })
    await call(`${watching.url}/v1/responses`)
    await until(() => watching.printed.length === 2)
    await watching.flush()
    for (const name of readdirSync(directory)) {
      assert.match(name, /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-1\.(?:sse|jsonl)$/)
      if (process.platform !== "win32") assert.strictEqual(statSync(join(directory, name)).mode & 0o777, 0o600)
    }
  })

  it("has no text of it with --redact, nor does the page; the client has all", async () => {
    const secret = "my s3cr3t"
    const text = sse([...whole.slice(0, 3), { ...(whole[3] as object), delta: secret }, `{"s3cr3t`, ...whole.slice(4)])
    const directory = temporary()
    const watching = await startWatching(await serveText(text), { directory, redacts: true })
    const { body } = await call(`${watching.url}/v1/responses`)
    assert.strictEqual(body.toString(), text)
    await until(() => watching.streams.entries()[0]?.state === "ended")
    await watching.flush()
    const files = contents(directory)
    let page = ""
    for await (const bytes of watching.streams.open("1")!) page += Buffer.from(bytes).toString()
    assert.strictEqual(page, files["1.jsonl"])
    const shown = [...Object.values(files), ...watching.printed, JSON.stringify(watching.streams.entries())].join("")
    assert.notInclude(shown, "s3cr3t")
    assert.notInclude(shown, "Hello")
    assert.strictEqual(files["1.sse"]!.length, text.length)
    assert.strictEqual(read(files["1.sse"]!).report.events, 10)
  })

  it("has no key and no cookie, however they come", async () => {
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response
        .writeHead(200, { "content-type": "text/event-stream", "set-cookie": "a=s3cr3t", "x-api-key": "s3cr3t" })
        .end(sse(whole))
    })
    const directory = temporary()
    const watching = await startWatching(upstream, { directory })
    await call(`${watching.url}/v1/responses?api_key=s3cr3t#s3cr3t`, {
      headers: { authorization: "Bearer s3cr3t", cookie: "s3cr3t=s3cr3t", "x-api-key": "s3cr3t" },
      body: '{"input":"s3cr3t"}'
    })
    await until(() => watching.printed.length === 2)
    await watching.flush()
    const shown = [
      ...Object.values(contents(directory)),
      ...readdirSync(directory),
      ...watching.printed,
      ...watching.complaints,
      JSON.stringify(watching.streams.entries())
    ].join("")
    assert.notInclude(shown, "s3cr3t")
  })

  it("stops where the disk is full, between two lines, and says so; everything passes on", async () => {
    const text = sse([...whole.slice(0, 3), ...Array.from({ length: 400 }, () => whole[3]), ...whole.slice(4)])
    const upstream = await serveHttp(async (request, response) => {
      request.resume()
      response.writeHead(200, { "content-type": "text/event-stream" })
      for (let at = 0; at < text.length; at += 1500) {
        response.write(text.slice(at, at + 1500))
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      response.end()
    })
    const directory = temporary()
    const watching = await startWatching(upstream, { directory, fs: smallDisk(70_001) })
    const { body } = await call(`${watching.url}/v1/responses`)
    assert.strictEqual(body.toString(), text)
    await until(() => watching.streams.entries()[0]?.state === "ended")
    await watching.flush()
    const files = contents(directory)
    assert.isAbove(files["1.jsonl"]!.length, 5000)
    assert.isTrue(files["1.jsonl"]!.endsWith("}\n"))
    assert.isTrue(text.startsWith(files["1.sse"]!))
    for (const [file, content] of Object.entries(files)) assert.strictEqual(read(content, { file }).report.invalid, 0)
    assert.deepStrictEqual(watching.complaints, [
      "the recording of #1 stops here, and others may: no space is left (ENOSPC). " +
        "Streams are passed on and shown all the same"
    ])
    const { events, note, verdict } = watching.streams.entries()[0]!
    assert.deepStrictEqual([events, verdict], [408, "Completed"])
    assert.strictEqual(note, "the recording of #1 stops here: no space is left (ENOSPC)")
    // It says so once, and tries again with the next stream
    await call(`${watching.url}/v1/responses`)
    await until(() => watching.streams.entries()[1]?.state === "ended")
    await watching.flush()
    assert.strictEqual(watching.complaints.length, 1)
    assert.include(watching.streams.entries()[1]!.note, "the recording of #2 stops here: no space is left (ENOSPC)")
    assert.deepStrictEqual(Object.keys(contents(directory)), ["1.jsonl", "1.sse"])
  })

  it("isn't there where nothing may be written, and never takes the place of another file", async () => {
    const directory = temporary()
    const recorder = makeRecorder(directory)
    const missing = makeRecorder(join(directory, "none"))
    await fs.writeFile(join(directory, "a.sse"), "mine")
    const reasons: Array<string> = []
    const taken = recorder.record("a", (reason) => reasons.push(reason))
    taken.append("sse", Buffer.from("x"))
    taken.append("jsonl", Buffer.from("{}\n"))
    missing.record("b", (reason) => reasons.push(reason)).append("sse", Buffer.from("x"))
    await Promise.all([recorder.flush(), missing.flush()])
    assert.strictEqual(contents(directory)["a.sse"], "mine")
    assert.sameMembers(reasons, ["can't be written (EEXIST)", "can't be written (ENOENT)"])
  })

  it("stops where the disk is too slow: what waits is bounded, and has no hole", async () => {
    let write = (): void => {}
    let text = ""
    const gate = new Promise<void>((resolve) => (write = resolve))
    const recorder = makeRecorder("/none", {
      maxWaiting: 1_000_000,
      fs: {
        appendFile: async (_, data) => {
          await gate
          text += Buffer.from(data).toString()
        },
        truncate: async () => {},
        unlink: async () => {}
      }
    })
    const reasons: Array<string> = []
    const recording = recorder.record("a", (reason) => reasons.push(reason))
    for (let i = 0; i < 30; i++) recording.append("sse", Buffer.alloc(100_000, 97 + (i % 26)))
    assert.deepStrictEqual(reasons, ["the disk is too slow"])
    write()
    await recorder.flush()
    assert.strictEqual(text, Array.from({ length: 10 }, (_, i) => String.fromCharCode(97 + i).repeat(100_000)).join(""))
    // There is room again
    const next = recorder.record("b", (reason) => reasons.push(reason))
    next.append("sse", Buffer.alloc(900_000))
    await recorder.flush()
    assert.strictEqual(reasons.length, 1)
  })
})
