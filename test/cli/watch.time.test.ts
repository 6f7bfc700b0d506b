import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import * as http from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { sse, whole } from "./samples.ts"
import { serveHttp } from "./watching.ts"

const requests = 200

/** Between two requests, in milliseconds: what is done when there is time is none of the next one's. */
const pause = 15

const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

/** The command in a process of its own, which records. */
const startCommand = async (upstream: string): Promise<string> => {
  const directory = mkdtempSync(join(tmpdir(), "effect-responses-stream-watch-"))
  const command = join(directory, "main.js")
  // A computed specifier, since the script has no types
  const script: { readonly bundleCommand: (options: { readonly outfile: string }) => Promise<unknown> } = await import(
    new URL("../../scripts/build.mjs", import.meta.url).href
  )
  writeFileSync(join(directory, "package.json"), '{"type":"module"}')
  writeFileSync(join(directory, "page.html"), '<meta name="generator" content="effect-responses-stream">')
  await script.bundleCommand({ outfile: command })
  const child = spawn(process.execPath, [command, "watch", "--upstream", upstream, "--out", join(directory, "out")], {
    stdio: ["ignore", "pipe", "ignore"]
  })
  onTestFinished(async () => {
    child.kill("SIGINT")
    await once(child, "exit")
    rmSync(directory, { recursive: true, force: true })
  })
  const [text] = (await once(child.stdout, "data")) as [Buffer]
  return /^proxy +(\S+)/.exec(text.toString())?.[1] ?? assert.fail(text.toString())
}

describe("the time to the first byte", () => {
  it("is less than 2 ms longer through the proxy, in the median", async () => {
    const upstream = await serveHttp((request, response) => {
      request.resume()
      response.writeHead(200, { "content-type": "text/event-stream" })
      response.write(sse(whole.slice(0, 1)))
      setImmediate(() => response.end(sse(whole.slice(1))))
    })
    const proxy = await startCommand(upstream)
    const agent = new http.Agent({ keepAlive: true })
    const firstByte = async (base: string): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, pause))
      const start = performance.now()
      const request = http.request(`${base}/v1/responses`, { method: "POST", agent })
      request.end('{"stream":true}')
      const [response] = (await once(request, "response")) as [http.IncomingMessage]
      const ended = once(response, "end")
      await once(response, "data")
      const time = performance.now() - start
      await ended
      return time
    }
    for (let i = 0; i < 30; i++) for (const base of [upstream, proxy]) await firstByte(base)
    const direct: Array<number> = []
    const proxied: Array<number> = []
    for (let i = 0; i < requests; i++) {
      direct.push(await firstByte(upstream))
      proxied.push(await firstByte(proxy))
    }
    agent.destroy()
    console.log(
      `first byte, median of ${requests} requests each: ${median(direct).toFixed(2)} ms direct, ` +
        `${median(proxied).toFixed(2)} ms through the proxy`
    )
    assert.isBelow(median(proxied) - median(direct), 2)
  })
})
