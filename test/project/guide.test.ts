import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { cases } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as StreamError from "../../src/errors/StreamError.ts"
import { repairs } from "../../src/wire/Tolerance.ts"
import { bytesOf } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse, wellFormed } from "../support/events.ts"
import { fence } from "../support/fence.ts"
import { modules } from "../support/modules.ts"
import { upstream } from "../support/upstream.ts"

const root = join(import.meta.dirname, "../..")

const read = (file: string): string => readFileSync(join(root, file), "utf8")

const guide = read("docs/guide.md")

/** The first cells of the table under a heading, or of the last table before the next one. */
const firstCells = (heading: string): Array<string> => {
  const section = guide.split(`### ${heading}\n`)[1]!.split("\n#")[0]!
  return [...section.matchAll(/^\| +`([\w.-]+)` +\|/gm)].map((match) => match[1]!)
}

describe("docs/chunks.md", () => {
  it("is what npm run docs writes", async () => {
    const { renderChunks } = (await import(pathToFileURL(join(root, "scripts/docs/chunks.mjs")).href)) as {
      readonly renderChunks: () => Promise<string>
    }
    assert.strictEqual(read("docs/chunks.md"), await renderChunks(), "run npm run docs")
  })

  it("has a row for each chunk", () => {
    const rows = [...read("docs/chunks.md").matchAll(/^\| `([\w.]+)`<br>/gm)].map((match) => match[1]!)
    assert.sameMembers(rows, Object.keys(cases))
  })
})

describe("docs/api", () => {
  it("has a page for each module and no other", () => {
    const pages = readdirSync(join(root, "docs/api")).filter((name) => name !== "README.md")
    assert.sameMembers(
      pages,
      Object.keys(modules).map((name) => `${name}.md`),
      "run npm run docs"
    )
  })
})

describe("the guide", () => {
  it("lists every error and every repair, and no other", () => {
    const errors = Object.entries(StreamError).filter(([, value]) => value.prototype instanceof Error)
    assert.sameMembers(
      firstCells("Errors of the stream"),
      errors.map(([name]) => name)
    )
    assert.sameMembers(firstCells("Deviations"), [...repairs])
  })

  it("names only chunks that exist", () => {
    const older = /`response\.(?:reasoning\.(?:delta|done)|done)`/g
    const named = [...guide.replace(older, "").matchAll(/[`"](response\.[\w.]+)[`"]/g)].map((match) => match[1]!)
    assert.isAbove(named.length, 20)
    for (const type of named) if (type !== "response.something_new") assert.property(cases, type)
  })
})

describe("code in the guide", () => {
  const eventStream = (body: BodyInit) => new Response(body, { headers: { "content-type": "text/event-stream" } })

  type Handler = (response: Response) => Response

  it("passes on every field, also unknown ones, and the lines around the data", async () => {
    const proxy = await fence<Handler>("proxy")
    const event = { ...delta("Hello"), novelty: [1, null] }
    const text = `event: ${event.type}\nid: 7\n${sse(event)}${sse(completed)}`
    assert.strictEqual(await proxy(eventStream(text)).text(), text)
  })

  it("tells the client of a proxy that the stream was cut", async () => {
    const proxy = await fence<Handler>("proxy")
    const text = await proxy(eventStream(sse(created, itemAdded))).text()
    const events = text
      .trim()
      .split("\n\n")
      .map((block) => JSON.parse(block.slice(6)) as { readonly type: string })
    assert.deepStrictEqual(
      events.map(({ type }) => type),
      ["response.created", "response.output_item.added", "error"]
    )
  })

  it("releases the upstream of a proxy when its client goes away, and reads no more than it has to", async () => {
    const proxy = await fence<Handler>("proxy")
    const { body, canceled, pulled } = upstream(Array.from({ length: 100 }, () => bytesOf(sse(delta("x")))))
    const reader = proxy(eventStream(body)).body!.getReader()
    await reader.read()
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.isBelow(pulled(), 8)
    await reader.cancel()
    assert.lengthOf(canceled, 1)
  })

  it("keeps interleaved texts apart", async () => {
    const textsOf = await fence<(response: Response) => Parameters<typeof Effect.runPromise>[0]>("textsOf")
    const second = { ...delta("B"), output_index: 1 }
    const response = eventStream(sse(created, delta("a"), second, delta("c"), itemDone, completed))
    assert.deepStrictEqual(
      await Effect.runPromise(textsOf(response)),
      new Map([
        ["0.0", "ac"],
        ["1.0", "B"]
      ])
    )
  })

  it("keeps the text of a cut stream, and knows whether it is whole", async () => {
    const textSoFar = await fence<(response: Response) => Parameters<typeof Effect.runPromise>[0]>("textSoFar")
    const run = (...events: ReadonlyArray<unknown>) => Effect.runPromise(textSoFar(eventStream(sse(...events))))
    assert.deepStrictEqual(await run(...wellFormed), { text: "Hello", isWhole: true })
    assert.deepStrictEqual(await run(...wellFormed.slice(0, -1)), { text: "Hello", isWhole: true })
    assert.deepStrictEqual(await run(...wellFormed.slice(0, 3)), { text: "Hello", isWhole: false })
  })

  it("retries a cut stream, a busy server and a lost request, and not a refusal", async () => {
    const collect =
      await fence<(request: () => Promise<Response>) => Parameters<typeof Effect.runPromiseExit>[0]>("collect")
    const lost = (attempt: number) => new TypeError(`request ${attempt} is lost`)
    const requests = async (...responses: ReadonlyArray<Response>) => {
      let made = 0
      const exit = await Effect.runPromiseExit(
        collect(() =>
          responses[made] === undefined ? Promise.reject(lost(made++)) : Promise.resolve(responses[made++]!)
        )
      )
      return [made, exit._tag]
    }
    const good = eventStream(sse(...wellFormed))
    const busy = Response.json(
      { error: { message: "busy", code: 429 } },
      { status: 429, headers: { "retry-after": "0" } }
    )
    const refused = Response.json({ error: { message: "no", code: 401 } }, { status: 401 })
    assert.deepStrictEqual(await requests(eventStream(sse(created)), busy, good), [3, "Success"])
    assert.deepStrictEqual(await requests(refused), [1, "Failure"])
    assert.deepStrictEqual(await requests(), [3, "Failure"])
  })
})
