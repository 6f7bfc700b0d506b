import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { cases } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as StreamError from "../../src/errors/StreamError.ts"
import type { ChunkStreamError } from "../../src/errors/StreamError.ts"
import { completed, created, delta, itemDone, sse } from "../support/events.ts"
import { fence } from "../support/fence.ts"
import { modules } from "../support/modules.ts"
import { outcome } from "../support/outcome.ts"

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
  it("lists every error, and no other", () => {
    const errors = Object.entries(StreamError).filter(([, value]) => value.prototype instanceof Error)
    assert.sameMembers(
      firstCells("Errors of the stream"),
      errors.map(([name]) => name)
    )
  })

  it("has at most 5,000 words", () => {
    const words = guide.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word))
    assert.isAbove(words.length, 4000)
    assert.isAtMost(words.length, 5000)
  })

  it("names only chunks that exist", () => {
    // Some gateways send it, and it has no model
    const cancelled = /`response\.cancell?ed`/g
    const named = [...guide.replace(cancelled, "").matchAll(/[`"](response\.[\w.]+)[`"]/g)].map((match) => match[1]!)
    assert.isAbove(named.length, 20)
    for (const type of named) if (type !== "response.something_new") assert.property(cases, type)
  })
})

describe("links between pages", () => {
  it("lead to headings that exist", () => {
    const anchorsOf = (page: string) =>
      [...read(page).matchAll(/^#+ (.*)$/gm)].map((match) =>
        match[1]!
          .toLowerCase()
          .replaceAll(/[^\p{L}\d _-]/gu, "")
          .replaceAll(" ", "-")
      )
    const docs = readdirSync(join(root, "docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`)
    let links = 0
    for (const page of ["README.md", "CONTRIBUTING.md", "examples/README.md", ...docs]) {
      for (const [, target, anchor] of read(page).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)) {
        const file = target === "" ? page : join(page, "..", target!)
        links++
        assert.include(anchorsOf(file), anchor, `${page} links to ${file}`)
      }
    }
    assert.isAbove(links, 60)
  })
})

describe("code in the guide", () => {
  const eventStream = (body: BodyInit) => new Response(body, { headers: { "content-type": "text/event-stream" } })

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

  it("gives chunks of one's own their type", async () => {
    const percents = await fence<(response: Response) => Stream.Stream<number, ChunkStreamError>>("percents")
    const progress = (percent: unknown) => ({ type: "vendor.progress", percent })
    const run = (...events: ReadonlyArray<unknown>) =>
      Effect.runPromise(outcome(percents(eventStream(sse(created, ...events, completed)))))
    assert.deepStrictEqual(await run(progress(10), progress(100)), { error: undefined, values: [10, 100] })
    assert.strictEqual((await run(progress("all"))).error?._tag, "InvalidChunk")
  })
})
