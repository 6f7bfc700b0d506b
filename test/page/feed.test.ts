import { afterEach, assert, describe, it } from "@effect/vitest"
import { createServer } from "node:http"
import type { Server, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { StreamEntry } from "../../src/capture/streamEntry.ts"
import { follow, openStream } from "../../src/page/model/feed.ts"

const entry = (id: string, events = 0): StreamEntry => ({
  id,
  name: `${id}.sse`,
  startedAt: undefined,
  httpStatus: 200,
  state: "open",
  events,
  invalid: 0,
  violations: 0,
  verdict: undefined,
  model: undefined,
  firstToken: undefined,
  duration: undefined,
  note: undefined
})

let server: Server | undefined

const serve = async (answer: (url: string, response: ServerResponse) => void): Promise<string> => {
  const started = createServer((request, response) => answer(request.url ?? "", response))
  server = started
  await new Promise<void>((resolve) => void started.listen(0, "127.0.0.1", resolve))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens to a port
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`
}

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

const event = (entries: ReadonlyArray<unknown>): string => `data: ${JSON.stringify(entries)}\n\n`

describe("follow", () => {
  it("gives all streams, then those that have changed, and connects anew when the server is gone", async () => {
    let connections = 0
    const base = await serve((url, response) => {
      assert.strictEqual(url, "/feed")
      connections++
      response.writeHead(200, { "content-type": "text/event-stream" })
      if (connections === 1) response.end(event([entry("1"), { id: 7 }, null]) + event([entry("1", 5), entry("2")]))
      else response.write(event([entry("3")]))
    })
    const seen: Array<unknown> = []
    const controller = new AbortController()
    await follow({
      base,
      signal: controller.signal,
      onConnection: (isConnected) => seen.push(isConnected),
      onEntries: (entries, isFirst) => {
        seen.push([isFirst, ...entries.map(({ events, id }) => `${id} ${events}`)])
        if (connections === 2) controller.abort()
      }
    })
    assert.deepStrictEqual(seen, [true, [true, "1 0"], [false, "1 5", "2 0"], false, true, [true, "3 0"], false])
  })

  it("tries again after answers that are no feed", async () => {
    let connections = 0
    const base = await serve((_url, response) => {
      connections++
      if (connections === 1) response.writeHead(500).end("no")
      else response.writeHead(200).end(connections === 2 ? "data: {\n\n" : event([entry("1")]))
    })
    const controller = new AbortController()
    const seen: Array<string> = []
    await follow({
      base,
      signal: controller.signal,
      onEntries: (entries) => {
        seen.push(...entries.map(({ id }) => id))
        controller.abort()
      }
    })
    assert.deepStrictEqual([connections, seen], [3, ["1"]])
  })
})

describe("openStream", () => {
  it("gives the bytes of a stream, and the name of its capture", async () => {
    const base = await serve((url, response) => {
      assert.strictEqual(url, "/streams/a%2Fb")
      response.writeHead(200, { "x-capture-name": encodeURIComponent("naïve.jsonl") }).end("abc")
    })
    const { bytes, name } = await openStream("a/b", new AbortController().signal, base)
    assert.strictEqual(name, "naïve.jsonl")
    assert.strictEqual(await new Response(bytes).text(), "abc")
  })

  it("fails if there is no such stream", async () => {
    const base = await serve((_url, response) => void response.writeHead(404).end())
    const failure = await openStream("1", new AbortController().signal, base).catch((error: unknown) => error)
    assert.include(String(failure), "404")
  })
})
