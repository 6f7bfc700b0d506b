/** The examples that answer over HTTP, each on its own runtime. */
import { assert, describe, it } from "@effect/vitest"
import { afterAll, beforeAll } from "vitest"
import { find, runToEnd, serve } from "./lib/example.mjs"
import { withMock } from "./lib/program.mjs"
import { makeProject } from "./lib/project.mjs"
import { servers } from "./lib/servers.mjs"
import { refusal, sample, sampleText, words, wordsStream, writeStreams } from "./lib/streams.mjs"

const project = makeProject()
const streams = writeStreams(project)
afterAll(() => project.remove())

const ask = (url, init) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ input: "Hello" }),
    ...init
  })

/** Reads a body until it ends or breaks. */
const readBody = async (response, decoder = new TextDecoder()) => {
  let text = ""
  try {
    for await (const piece of response.body) text += decoder.decode(piece, { stream: true })
    return { text, broken: false }
  } catch {
    return { text, broken: true }
  }
}

// The examples run side by side. The tests of one have one mock after the other, at the port that it asks
const inTurn = { concurrent: false }

describe.concurrent.each(servers)("examples/$name", ({ cut, passesEvents, path = "/", start, triesAgain }) => {
  let server
  let url
  let whole
  beforeAll(async () => {
    whole = { text: passesEvents ? wordsStream : words, broken: false }
    server = await serve(project, (port) => start(project, port))
    url = server.url + path
  })
  afterAll(() => server?.stop())

  it("answers while the stream comes", inTurn, () =>
    withMock(project, { files: [streams.words], port: server.mockPort }, async (mock) => {
      const response = await ask(url)
      assert.strictEqual(response.status, 200)
      const reader = response.body.getReader()
      const first = await reader.read()
      // A piece is here, and the mock isn't through
      assert.isAbove(first.value.length, 0)
      assert.deepStrictEqual(mock.lines, [])
      reader.releaseLock()
      const decoder = new TextDecoder()
      const begun = decoder.decode(first.value, { stream: true })
      const rest = await readBody(response, decoder)
      assert.deepStrictEqual({ ...rest, text: begun + rest.text }, whole)
    })
  )

  it("doesn't pass a stream that was cut for a whole one", inTurn, () =>
    withMock(project, { files: [sample("cut")], port: server.mockPort }, async () => {
      const { broken, text } = await readBody(await ask(url))
      assert.strictEqual(broken, cut.broken)
      assert.isTrue(cut.text.test(text), text)
    })
  )

  it("passes on a refusal, or tries again", inTurn, () =>
    withMock(project, { files: [streams.refusal, streams.words], port: server.mockPort }, async () => {
      const response = await ask(url)
      if (triesAgain) {
        assert.deepStrictEqual(await readBody(response), whole)
      } else {
        assert.strictEqual(response.status, 429)
        assert.deepStrictEqual(await response.json(), refusal)
      }
    })
  )

  it("lets go of the gateway when its client leaves", inTurn, () =>
    withMock(project, { files: [streams.words], port: server.mockPort }, async (mock) => {
      const leaving = new AbortController()
      const response = await ask(url, { signal: leaving.signal })
      await response.body.getReader().read()
      leaving.abort()
      await mock.said(1)
      assert.match(mock.lines[0], /broken off$/)
    })
  )
})

describe.concurrent("examples/effect-http-router", () => {
  it("passes on the events that are valid", async () => {
    const server = await serve(project, () => [find("node24").file, "examples/effect-http-router/server.ts"])
    try {
      await withMock(
        project,
        { files: [sample("malformed")], flags: ["--speed", "max"], port: server.mockPort },
        async () => {
          const { broken, text } = await readBody(await ask(`${server.url}/responses`))
          const events = text.trim().split("\n\n")
          assert.isFalse(broken)
          for (const event of events) assert.include(sampleText("malformed"), event)
          const command = "node_modules/.bin/effect-responses-stream"
          const { output } = await runToEnd(project, process.execPath, [
            command,
            "inspect",
            "--format",
            "json",
            sample("malformed")
          ])
          const report = JSON.parse(output)
          assert.isAbove(report.invalid, 0)
          // And [DONE]
          assert.lengthOf(events, report.events - report.invalid + 1)
        }
      )
    } finally {
      await server.stop()
    }
  })
})

describe.concurrent("examples/supabase", () => {
  let server
  beforeAll(async () => {
    const main = "examples/supabase/functions/answer/index.ts"
    server = await serve(project, () => [find("deno").file, "run", "--allow-net", "--allow-env", main])
  })
  afterAll(() => server?.stop())

  it.each([
    { name: "words", status: 200, has: ["text", "tokens"] },
    { name: "cut", status: 502, has: ["error", "text"] },
    { name: "malformed", status: 502, has: ["error", "text"] },
    { name: "refusal", status: 502, has: ["error", "text"] }
  ])("answers with $status for $name", inTurn, ({ has, name, status }) => {
    const file = name === "refusal" ? streams.refusal : name === "words" ? streams.words : sample(name)
    return withMock(project, { files: [file], flags: ["--speed", "max"], port: server.mockPort }, async () => {
      const response = await ask(server.url)
      const json = await response.json()
      assert.deepStrictEqual([response.status, Object.keys(json)], [status, has])
      if (status === 200) assert.strictEqual(json.text, words)
    })
  })
})
