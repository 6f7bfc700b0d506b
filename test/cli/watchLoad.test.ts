import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import * as http from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { delta, sse, whole } from "./samples.ts"
import { call, serveHttp, startWatching, until } from "./watching.ts"

const count = 1000

/** The stream of a number, which is like no other. */
const textOf = (n: number): string =>
  sse([...whole.slice(0, 3), ...Array.from({ length: 20 }, (_, i) => delta(3 + i, `${n}.${i} `)), ...whole.slice(5)])

describe("1,000 streams at once", () => {
  it("all arrive as they are, and all are recorded: no event is lost", { timeout: 60_000 }, async () => {
    let open = 0
    let most = 0
    const waiting: Array<() => void> = []
    const upstream = await serveHttp((request, response) => {
      request.resume()
      const text = textOf(Number(request.url!.split("/")[2]))
      const middle = Math.floor(text.length / 2)
      most = Math.max(most, ++open)
      response.on("close", () => open--)
      response.writeHead(200, { "content-type": "text/event-stream" })
      response.write(text.slice(0, middle))
      // The rest comes when all are open
      waiting.push(() => response.end(text.slice(middle)))
      if (waiting.length === count) for (const resume of waiting) resume()
    })
    const directory = mkdtempSync(join(tmpdir(), "effect-responses-stream-watch-"))
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
    const watching = await startWatching(upstream, { directory })
    const start = performance.now()
    const agent = new http.Agent({ keepAlive: true })
    const wrong = await Promise.all(
      Array.from({ length: count }, async (_, n) => {
        const { body } = await call(`${watching.url}/s/${n}/responses`, { agent })
        return body.toString() === textOf(n) ? 0 : 1
      })
    )
    agent.destroy()
    const passed = performance.now()
    await until(() => watching.streams.entries().every(({ state }) => state === "ended"))
    await watching.flush()
    const written = performance.now()
    assert.strictEqual(most, count)
    assert.strictEqual(wrong.filter((isWrong) => isWrong === 1).length, 0)
    const entries = watching.streams.entries()
    assert.strictEqual(entries.length, count)
    for (const { events, note, verdict } of entries) {
      assert.deepStrictEqual([events, verdict, note], [27, "Completed", undefined])
    }
    const names = new Map(entries.map(({ id, name }) => [id, Number(name.split("/")[2])]))
    const files = readdirSync(directory)
    assert.strictEqual(files.length, 2 * count)
    let lines = 0
    for (const file of files) {
      const text = readFileSync(join(directory, file), "utf8")
      const expected = textOf(names.get(/-(\d+)\.\w+$/.exec(file)![1]!)!)
      if (file.endsWith(".sse")) assert.strictEqual(text, expected)
      else {
        const events = text.trimEnd().split("\n").slice(0, -1)
        lines += events.length
        const data = events.map((line) => `data: ${line.replace(/^\{"at":[\d.]+,"event":(.*)\}$/, "$1")}\n\n`)
        assert.strictEqual(data.join(""), expected)
      }
    }
    console.log(
      `${count} streams at once (${lines} events): passed in ${((passed - start) / 1000).toFixed(1)} s, ` +
        `recorded after ${((written - start) / 1000).toFixed(1)} s`
    )
  })
})
