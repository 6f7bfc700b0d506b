import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { ChildProcessWithoutNullStreams } from "node:child_process"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { afterAll, afterEach } from "vitest"
import type { StreamEntry } from "../../src/capture/streamEntry.ts"
import { created, delta, jsonl, sse, whole } from "./samples.ts"

/** What matters of the built page here: where recordings go, and by what the command knows it. */
const page = '<!doctype html><meta name="generator" content="effect-responses-stream"><body><!--recordings--></body>'

describe("effect-responses-stream view", () => {
  const directory = mkdtempSync(join(tmpdir(), "effect-responses-stream-view-"))
  const command = join(directory, "main.js")
  const children: Array<ChildProcessWithoutNullStreams> = []

  beforeAll(async () => {
    // A computed specifier, since the script has no types
    const script: { readonly bundleCommand: (options: { readonly outfile: string }) => Promise<unknown> } =
      await import(new URL("../../scripts/build.mjs", import.meta.url).href)
    writeFileSync(join(directory, "package.json"), '{"type":"module"}')
    writeFileSync(join(directory, "page.html"), page)
    await script.bundleCommand({ outfile: command })
  })
  afterEach(() => children.splice(0).map((child) => child.kill("SIGKILL")))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(directory, name)
    writeFileSync(path, content)
    return path
  }

  const start = async (...args: ReadonlyArray<string>) => {
    const child = spawn(process.execPath, [command, "view", ...args])
    children.push(child)
    const [line] = (await once(child.stdout, "data")) as [Buffer]
    return { child, url: line.toString().trimEnd() }
  }

  const run = (args: ReadonlyArray<string>, input: string | Uint8Array = "") => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [command, "view", ...args], {
      encoding: "utf8",
      input,
      timeout: 20_000
    })
    return { status, stderr, stdout }
  }

  /** Reads the feed until what it tells satisfies a condition. */
  const feedUntil = async (url: string, isEnough: (entries: ReadonlyArray<StreamEntry>) => boolean) => {
    const entries = new Map<string, StreamEntry>()
    const response = await fetch(`${url}feed`)
    let text = ""
    for await (const bytes of response.body!) {
      text += Buffer.from(bytes).toString()
      for (const [, data] of text.matchAll(/^data: (.*)\n\n/gm)) {
        const batch: ReadonlyArray<StreamEntry> = JSON.parse(data!)
        for (const entry of batch) entries.set(entry.id, entry)
      }
      if (isEnough([...entries.values()])) break
    }
    return [...entries.values()]
  }

  const haveEnded = (entries: ReadonlyArray<StreamEntry>) => entries.every(({ state }) => state !== "open")

  const recordingsIn = (html: string): ReadonlyArray<{ readonly name: string; readonly text: string }> => {
    const [, json] = /<script type="application\/json" id="recordings">(.*?)<\/script>/.exec(html) ?? []
    const recordings: ReadonlyArray<{ readonly name: string; readonly gzip: string }> = JSON.parse(json!)
    return recordings.map(({ gzip, name }) => ({ name, text: gunzipSync(Buffer.from(gzip, "base64")).toString() }))
  }

  it("prints the URL of the page, lists the captures with what is in them, and ends at SIGINT", async () => {
    const { child, url } = await start(
      file("a.sse", sse(whole)),
      file("b.jsonl", jsonl(["{bad", ...whole.slice(0, 4)])),
      file("c.sse.gz", gzipSync(sse(whole))),
      file("d.txt", "No stream")
    )
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/$/)
    const answer = await fetch(url)
    assert.strictEqual(await answer.text(), page)
    const entries = await feedUntil(url, haveEnded)
    assert.deepStrictEqual(
      entries.map(({ events, invalid, model, name, state, verdict }) => [name, state, events, invalid, verdict, model]),
      [
        ["a.sse", "ended", 9, 0, "Completed", "test/model"],
        ["b.jsonl", "ended", 5, 1, "Truncated", "test/model"],
        ["c.sse", "ended", 9, 0, "Completed", "test/model"],
        ["d.txt", "ended", 0, 0, "Not a Responses stream", undefined]
      ]
    )
    for (const [index, content] of [sse(whole), jsonl(["{bad", ...whole.slice(0, 4)]), sse(whole)].entries()) {
      const response = await fetch(`${url}streams/${entries[index]!.id}`)
      assert.strictEqual(response.headers.get("x-capture-name"), entries[index]!.name)
      assert.strictEqual(await response.text(), content)
    }
    child.kill("SIGINT")
    assert.deepStrictEqual(await once(child, "exit"), [130, null])
  })

  it("shows the captures of a directory by their paths in it", async () => {
    mkdirSync(join(directory, "captures/inner"), { recursive: true })
    file("captures/z.sse", sse(whole))
    file("captures/inner/y.jsonl.gz", gzipSync(jsonl(whole)))
    file("captures/notes.md", "# Notes")
    // The same stream, once with its times
    file("captures/x.sse", sse(whole))
    file("captures/x.jsonl", whole.map((event, at) => `{"at":${at},"event":${JSON.stringify(event)}}\n`).join(""))
    const { url } = await start(join(directory, "captures"))
    const entries = await feedUntil(url, haveEnded)
    assert.deepStrictEqual(
      entries.map(({ events, name }) => [name, events]),
      [
        ["inner/y.jsonl", 9],
        ["x.jsonl", 9],
        ["z.sse", 9]
      ]
    )
  })

  it("shows standard input while it comes", async () => {
    for (const args of [["-"], []]) {
      const { child, url } = await start(...args)
      child.stdin.write(sse([created, delta(1, "Hel")]))
      const [entry] = await feedUntil(url, ([entry]) => entry?.events === 2)
      assert.deepStrictEqual([entry?.state, entry?.verdict, entry?.name], ["open", undefined, "standard input"])
      const response = await fetch(`${url}streams/${entry!.id}`)
      let text = ""
      for await (const bytes of response.body!) {
        const isFirst = text === ""
        text += Buffer.from(bytes).toString()
        if (isFirst) child.stdin.end(sse([delta(2, "lo")]))
      }
      assert.strictEqual(text, sse([created, delta(1, "Hel"), delta(2, "lo")]))
      const [end] = await feedUntil(url, haveEnded)
      assert.deepStrictEqual([end?.state, end?.verdict, end?.events], ["ended", "Truncated", 3])
      child.kill("SIGKILL")
    }
  })

  it("writes the page with the captures in it, over a page that it has written and over no other file", () => {
    const out = join(directory, "out.html")
    const capture = file("<script>.sse", sse(whole))
    for (const args of [[capture, "-"], [capture]]) {
      assert.deepStrictEqual(run(["--html", out, ...args], jsonl(whole)), { status: 0, stderr: "", stdout: "" })
      const html = readFileSync(out, "utf8")
      assert.deepStrictEqual(
        recordingsIn(html),
        [
          { name: "<script>.sse", text: sse(whole) },
          { name: "standard input", text: jsonl(whole) }
        ].slice(0, args.length)
      )
      assert.strictEqual(html.replace(/<script.*<\/script>/, "<!--recordings-->"), page)
      assert.notInclude(html, directory)
    }
    const other = file("other.html", "<!doctype html><p>Mine</p>")
    for (const path of [other, capture]) {
      const before = readFileSync(path, "utf8")
      const { status, stderr } = run(["--html", path, capture])
      assert.strictEqual(status, 2)
      assert.include(stderr, "is there, and is no page that view has written")
      assert.strictEqual(readFileSync(path, "utf8"), before)
    }
  })

  it("writes the page to standard output", () => {
    const { status, stderr, stdout } = run(["--html", "-"], sse(whole))
    assert.deepStrictEqual([status, stderr], [0, ""])
    assert.deepStrictEqual(recordingsIn(stdout), [{ name: "standard input", text: sse(whole) }])
  })

  it("shows and writes captures without what was said, if it is told to", async () => {
    const capture = file("said.sse", sse(whole))
    const { stdout } = run(["--html", "-", "--redact", capture])
    const [recording] = recordingsIn(stdout)
    assert.notInclude(recording?.text, "Hel")
    assert.strictEqual(recording?.text.length, sse(whole).length)
    const { url } = await start("--redact", capture)
    const [entry] = await feedUntil(url, haveEnded)
    assert.deepStrictEqual([entry?.events, entry?.invalid, entry?.verdict], [9, 0, "Completed"])
    const answer = await fetch(`${url}streams/${entry!.id}`)
    assert.strictEqual(await answer.text(), recording?.text)
  })

  it("exits with 2 where it is used wrongly or can't read or write, and says why", () => {
    const capture = file("d.sse", sse(whole))
    const none = join(directory, "none.sse")
    mkdirSync(join(directory, "empty"))
    for (const [args, messages] of [
      [
        [none, capture, join(directory, "neither.sse")],
        ["none.sse: no such file", "neither.sse: no such file"]
      ],
      [["--html", join(directory, "new.html"), none], ["none.sse: no such file"]],
      [["--html", join(directory, "no/new.html"), capture], ["new.html: no such file"]],
      [["--html", "-", file("cut.sse.gz", gzipSync(sse(whole)).subarray(0, 200))], ["cut.sse.gz: can't be read"]],
      [[join(directory, "empty")], ["no captures"]],
      [[capture, "--port", "65536"], ["a port from 0 to 65535"]],
      [["-", "-"], ["only once"]]
    ] as const) {
      const { status, stderr, stdout } = run(args)
      assert.deepStrictEqual([status, stdout], [2, ""], args.join(" "))
      for (const message of messages) assert.include(stderr, message)
    }
  })
})
