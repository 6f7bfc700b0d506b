/** The examples that run to their end. */
import { assert, describe, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { runToEnd } from "./lib/example.mjs"
import { withMock } from "./lib/program.mjs"
import { makeProject } from "./lib/project.mjs"
import { sample, textOf, words, writeStreams } from "./lib/streams.mjs"

const project = makeProject()
const streams = writeStreams(project)
afterAll(() => project.remove())

describe.concurrent("examples/tools.ts", () => {
  it("shows calls as they begin and end, and decodes functions", async () => {
    const files = [sample("function-call"), sample("text-with-reasoning")]
    await withMock(project, { files, flags: ["--speed", "max"] }, async ({ url }) => {
      const program = await project.bundle("tools.mjs", "examples/tools.ts", { format: "esm", platform: "node" })
      const calls = await runToEnd(project, process.execPath, [program], url)
      assert.strictEqual(calls.status, 0, calls.output)
      assert.match(calls.output, /^read_tide begins$/m)
      assert.match(calls.output, /^read_tide of OSC-4\n/m)
      assert.match(calls.output, /^read_tide of BRG-1\n/m)
      const search = await runToEnd(project, process.execPath, [program], url)
      assert.strictEqual(search.status, 0, search.output)
      assert.match(
        search.output,
        /^web_search_call is searching\nweb_search_call is completed\nweb_search_call is finished$/m
      )
    })
  })
})

describe.concurrent("examples/normalize.ts", () => {
  it("shows what is added to a stream that was cut", async () => {
    const program = await project.bundle("normalize.mjs", "examples/normalize.ts", { format: "esm", platform: "node" })
    const { output, status } = await runToEnd(project, process.execPath, [program])
    assert.strictEqual(status, 0, output)
    assert.match(output, /: added-failure, response\.failed$/m)
  })
})

describe.concurrent("examples/structured.ts", () => {
  it("shows an answer while it grows, and the whole", async () => {
    await withMock(project, { files: [sample("structured-output")], flags: ["--speed", "max"] }, async ({ url }) => {
      const program = await project.bundle("structured.mjs", "examples/structured.ts", {
        format: "esm",
        platform: "node"
      })
      const { output, status } = await runToEnd(project, process.execPath, [program], url)
      assert.strictEqual(status, 0, output)
      assert.match(output, /^… Pa: 0 steps$/m)
      assert.match(output, /^Pancakes in 20 minutes\nWhisk all of it\.$/m)
    })
  })
})

describe.concurrent("examples/language-model.ts", () => {
  it("runs the functions that the model calls, and goes on with their results", async () => {
    const files = [sample("function-call"), sample("text-with-reasoning")]
    await withMock(project, { files, flags: ["--speed", "max"] }, async ({ url }) => {
      const entry = "examples/language-model.ts"
      const program = await project.bundle("language-model.mjs", entry, { format: "esm", platform: "node" })
      const { output, status } = await runToEnd(project, process.execPath, [program], url)
      assert.strictEqual(status, 0, output)
      assert.match(output, /^read_tide of \{"stationId":"OSC-4"/m)
      assert.match(output, /^read_tide gives \{"metres":2.4\}\nread_tide gives .*\n\ntool-calls, 53 tokens$/m)
      assert.include(output, textOf("text-with-reasoning"))
    })
  })
})

describe.concurrent("examples/retry.ts", () => {
  it("asks again after a refusal, and prints one answer", async () => {
    const files = [streams.refusal, sample("text-with-reasoning")]
    await withMock(project, { files, flags: ["--speed", "max"] }, async ({ url }) => {
      const program = await project.bundle("retry.mjs", "examples/retry.ts", { format: "esm", platform: "node" })
      const { output, status } = await runToEnd(project, process.execPath, [program], url)
      assert.strictEqual(status, 0, output)
      assert.include(output, textOf("text-with-reasoning"))
      assert.include(output, "Try 1 failed: ")
    })
  })
})

describe.concurrent("examples/resume.ts", () => {
  it("prints one answer over connections that break", async () => {
    const flags = ["--speed", "max", "--resumable", "--drop-after", "20"]
    await withMock(project, { files: [sample("text-with-reasoning")], flags }, async ({ url }) => {
      const program = await project.bundle("resume.mjs", "examples/resume.ts", { format: "esm", platform: "node" })
      const { output, status } = await runToEnd(project, process.execPath, [program], url)
      assert.strictEqual(status, 0, output)
      assert.include(output, "broke off at event 20 ")
      assert.include(output.replaceAll(/\nThe stream .*\n\n/g, ""), textOf("text-with-reasoning"))
    })
  })
})

describe.concurrent("examples/store.ts", () => {
  it("prints one answer to a reader that leaves and comes back", async () => {
    await withMock(project, { files: [streams.words], flags: ["--speed", "4"] }, async ({ url }) => {
      const program = await project.bundle("store.mjs", "examples/store.ts", { format: "esm", platform: "node" })
      const { output, status } = await runToEnd(project, process.execPath, [program], url)
      assert.strictEqual(status, 0, output)
      assert.strictEqual(output.replace(/\nIt left at offset 30\n|\nThe stream has ended at offset \d+\n/g, ""), words)
    })
  })
})

describe.concurrent("examples/socket.ts", () => {
  it("prints two answers that come at a time", async () => {
    const program = await project.bundle("socket.mjs", "examples/socket.ts", {
      format: "esm",
      platform: "node",
      // `ws` is CommonJS
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)' }
    })
    const { output, status } = await runToEnd(project, process.execPath, [program])
    assert.strictEqual(status, 0, output)
    const textOn = (lane) =>
      Array.from(output.matchAll(new RegExp(`^${lane}: (.*)$`, "gm")), ([, text]) => text).join("")
    assert.deepStrictEqual([textOn("a"), textOn("b")], ["You said hello", "You said good evening"])
    assert.match(output, /^b: .*\n(?:.*\n)*a is completed$/m)
  })
})

describe.concurrent("examples/curl", () => {
  it("shows every event and how the stream ended", async () => {
    const files = [sample("text-with-reasoning"), sample("cut")]
    await withMock(project, { files, flags: ["--speed", "max"] }, async ({ url }) => {
      for (const [status, verdict] of [
        [0, /Completed/],
        [1, /Truncated/]
      ]) {
        const ended = await runToEnd(project, "sh", ["examples/curl/inspect.sh", "Hello"], url)
        assert.match(ended.output, verdict)
        assert.strictEqual(ended.status, status, ended.output)
      }
    })
  })
})
