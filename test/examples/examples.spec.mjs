import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll } from "vitest"
import { runtimes } from "../runtimes/lib/runtimes.mjs"
import { freePort, startMock, startRedis, startServer } from "./lib/program.mjs"
import { bundle, makeProject, root } from "./lib/project.mjs"

const here = fileURLToPath(new URL(".", import.meta.url))

/** A runtime of test/runtimes. Where it isn't on this machine, this throws how to install it. */
const find = (name) => {
  try {
    return runtimes.find((runtime) => runtime.name === name).find()
  } catch (error) {
    throw new Error(`${name} is not on this machine. Install it: ${error.message}`, { cause: error })
  }
}

/** An answer that takes a while: a hundred words, fifty a second. */
const words = Array.from({ length: 100 }, (_, i) => `word ${i} é \u{1F408}\n`).join("")
let stream
let project
beforeAll(async () => {
  project = makeProject()
  const { answer, text, toText } = await import(
    inProject("node_modules/effect-responses-stream/dist/testing/testing.js")
  )
  stream = toText(answer(text(words, { deltaSize: Math.ceil(Array.from(words).length / 100) })))
  writeFileSync(inProject("words.sse"), stream)
})
afterAll(() => project?.remove())

const inProject = (path) => join(project.folder, path)

// -----------------------------------------------------------------------------
// The mock of the gateway
// -----------------------------------------------------------------------------

const sample = (name) => join(root, "examples/streams", `${name}.sse`)

const sampleText = (name) => readFileSync(sample(name), "utf8")

/** The text that the deltas of a sample make. */
const textOf = (name) =>
  Array.from(
    sampleText(name).matchAll(/^data: (\{"type":"response\.output_text\.delta".*\})$/gm),
    ([, json]) => JSON.parse(json).delta
  ).join("")

const refusal = { error: { code: 429, message: "Slow down" } }

const refusalFile = () => {
  const file = inProject("refusal.json")
  writeFileSync(file, JSON.stringify(refusal))
  return file
}

/** Runs something while the mock answers with some captures, and gives what the mock then said. */
const withMock = async ({ files, flags = ["--cut", "1000"], port }, use) => {
  const mock = await startMock(project.folder, files, "--port", String(port), ...flags)
  try {
    await use(mock)
  } finally {
    await mock.stop()
  }
}

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

// -----------------------------------------------------------------------------
// Servers
// -----------------------------------------------------------------------------

/** The handler of an edge runtime, as Vercel wraps a route. */
const edgeEntry = (route) => `
import { POST } from ${JSON.stringify(route)}
addEventListener("fetch", (event) => event.respondWith(event.request.method === "POST" ? POST(event.request) : new Response("")))
`

const bundleInto = async (file, entry, options) => {
  writeFileSync(inProject(file), await bundle(project.folder, entry, options))
  return inProject(file)
}

/** The body breaks in what came. A runtime may throw away what it hasn't sent when the break comes. */
const breaks = { broken: true, text: { test: (text) => text !== "" && textOf("cut").startsWith(text) } }

const servers = [
  {
    name: "cloudflare-worker",
    start: async (port) => {
      const { node, version } = find("workerd")
      const options = { format: "esm", platform: "browser", conditions: ["workerd", "worker", "browser"] }
      const script = await bundleInto("worker.js", "examples/cloudflare-worker/worker.ts", options)
      const date = /\d{8}/.exec(version)[0].replace(/(....)(..)(..)/, "$1-$2-$3")
      return [node, join(here, "drivers/worker.mjs"), script, date, String(port)]
    },
    passesEvents: true,
    // It says so in an event
    cut: { broken: false, text: /data: \{"type":"error"[^\n]+\n\n$/ }
  },
  {
    name: "vercel-edge",
    cut: breaks,
    start: async (port) => {
      const { node } = find("vercel-edge")
      writeFileSync(inProject("edge.ts"), edgeEntry("./examples/vercel-edge/app/api/answer/route.ts"))
      const options = { format: "iife", platform: "browser", conditions: ["edge-light", "worker", "browser"] }
      return [node, join(here, "drivers/edge.mjs"), await bundleInto("edge.js", "edge.ts", options), String(port)]
    }
  },
  {
    name: "deno-deploy",
    cut: breaks,
    start: () => [find("deno").file, "run", "--allow-net", "--allow-env", "examples/deno-deploy/main.ts"]
  },
  {
    name: "bun-serve",
    cut: breaks,
    start: () => [find("bun").file, "examples/bun-serve/server.ts"],
    path: "/answer"
  },
  {
    name: "node-http",
    cut: breaks,
    start: () => [find("node24").file, "examples/node-http/server.ts"]
  },
  {
    name: "effect-http-router",
    cut: breaks,
    start: () => [find("node24").file, "examples/effect-http-router/server.ts"],
    path: "/answer",
    triesAgain: true
  },
  {
    name: "hono",
    start: () => [find("bun").file, "examples/hono/app.ts"],
    path: "/answer",
    // It says so in words
    cut: { broken: false, text: new RegExp(`^${textOf("cut")}\\n\\[.*terminal chunk.*\\]$`) }
  }
]

/** What a program sees of the environment. */
const environment = (port, url) => ({
  PATH: process.env.PATH,
  HOME: project.folder,
  NO_COLOR: "1",
  RESPONSES_URL: url,
  PORT: String(port),
  DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}`,
  DENO_NO_UPDATE_CHECK: "1"
})

/** Runs a program in the project to its end. */
const runToEnd = (command, args, url = "") => {
  const options = { cwd: project.folder, encoding: "utf8", env: environment(0, url) }
  const { status, stderr, stdout } = spawnSync(command, args, options)
  return { status, output: stdout + stderr }
}

/** Starts an example that talks to a mock that isn't there yet. */
const serve = async (start) => {
  const port = await freePort()
  const mockPort = await freePort()
  const command = await start(port)
  const url = `http://127.0.0.1:${mockPort}/api/v1/responses`
  const server = await startServer(command, { cwd: project.folder, env: environment(port, url), port })
  return { ...server, mockPort }
}

describe.each(servers)("examples/$name", ({ cut, passesEvents, path = "/", start, triesAgain }) => {
  let server
  let url
  let whole
  beforeAll(async () => {
    whole = { text: passesEvents ? stream : words, broken: false }
    server = await serve(start)
    url = server.url + path
  })
  afterAll(() => server?.stop())

  it("answers while the stream comes", () =>
    withMock({ files: [inProject("words.sse")], port: server.mockPort }, async (mock) => {
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
    }))

  it("doesn't pass a stream that was cut for a whole one", () =>
    withMock({ files: [sample("cut")], port: server.mockPort }, async () => {
      const { broken, text } = await readBody(await ask(url))
      assert.strictEqual(broken, cut.broken)
      assert.isTrue(cut.text.test(text), text)
    }))

  it("passes on a refusal, or tries again", () =>
    withMock({ files: [refusalFile(), inProject("words.sse")], port: server.mockPort }, async () => {
      const response = await ask(url)
      if (triesAgain) {
        assert.deepStrictEqual(await readBody(response), whole)
      } else {
        assert.strictEqual(response.status, 429)
        assert.deepStrictEqual(await response.json(), refusal)
      }
    }))

  it("lets go of the gateway when its client leaves", () =>
    withMock({ files: [inProject("words.sse")], port: server.mockPort }, async (mock) => {
      const leaving = new AbortController()
      const response = await ask(url, { signal: leaving.signal })
      await response.body.getReader().read()
      leaving.abort()
      await mock.said(1)
      assert.match(mock.lines[0], /broken off$/)
    }))
})

// -----------------------------------------------------------------------------
// The rest
// -----------------------------------------------------------------------------

describe("examples/effect-http-router", () => {
  it("passes on the events that are valid", async () => {
    const server = await serve(() => [find("node24").file, "examples/effect-http-router/server.ts"])
    try {
      await withMock({ files: [sample("malformed")], flags: ["--speed", "max"], port: server.mockPort }, async () => {
        const { broken, text } = await readBody(await ask(`${server.url}/responses`))
        const events = text.trim().split("\n\n")
        assert.isFalse(broken)
        for (const event of events) assert.include(sampleText("malformed"), event)
        const command = "node_modules/.bin/effect-responses-stream"
        const { output } = runToEnd(process.execPath, [command, "inspect", "--format", "json", sample("malformed")])
        const report = JSON.parse(output)
        assert.isAbove(report.invalid, 0)
        // And [DONE]
        assert.lengthOf(events, report.events - report.invalid + 1)
      })
    } finally {
      await server.stop()
    }
  })
})

describe("examples/supabase", () => {
  let server
  beforeAll(async () => {
    const main = "examples/supabase/functions/answer/index.ts"
    server = await serve(() => [find("deno").file, "run", "--allow-net", "--allow-env", main])
  })
  afterAll(() => server?.stop())

  it.each([
    { name: "words", status: 200, has: ["text", "tokens"] },
    { name: "cut", status: 502, has: ["error", "text"] },
    { name: "malformed", status: 502, has: ["error", "text"] },
    { name: "refusal", status: 502, has: ["error", "text"] }
  ])("answers with $status for $name", ({ has, name, status }) => {
    const file = name === "refusal" ? refusalFile() : name === "words" ? inProject("words.sse") : sample(name)
    return withMock({ files: [file], flags: ["--speed", "max"], port: server.mockPort }, async () => {
      const response = await ask(server.url)
      const json = await response.json()
      assert.deepStrictEqual([response.status, Object.keys(json)], [status, has])
      if (status === 200) assert.strictEqual(json.text, words)
    })
  })
})

describe("examples/tools.ts", () => {
  it("shows calls as they begin and end, and decodes functions", async () => {
    const port = await freePort()
    const files = [sample("function-call"), sample("text-with-reasoning")]
    await withMock({ files, flags: ["--speed", "max"], port }, async ({ url }) => {
      const program = await bundleInto("tools.mjs", "examples/tools.ts", { format: "esm", platform: "node" })
      const calls = runToEnd(process.execPath, [program], url)
      assert.strictEqual(calls.status, 0, calls.output)
      assert.match(calls.output, /^read_tide begins$/m)
      assert.match(calls.output, /^read_tide of OSC-4\n/m)
      assert.match(calls.output, /^read_tide of BRG-1\n/m)
      const search = runToEnd(process.execPath, [program], url)
      assert.strictEqual(search.status, 0, search.output)
      assert.match(
        search.output,
        /^web_search_call is searching\nweb_search_call is completed\nweb_search_call is finished$/m
      )
    })
  })
})

describe("examples/normalize.ts", () => {
  it("shows what is added to a stream that was cut", async () => {
    const program = await bundleInto("normalize.mjs", "examples/normalize.ts", { format: "esm", platform: "node" })
    const { output, status } = runToEnd(process.execPath, [program])
    assert.strictEqual(status, 0, output)
    assert.match(output, /: added-failure, response\.failed$/m)
  })
})

describe("examples/structured.ts", () => {
  it("shows an answer while it grows, and the whole", async () => {
    const port = await freePort()
    await withMock({ files: [sample("structured-output")], flags: ["--speed", "max"], port }, async ({ url }) => {
      const program = await bundleInto("structured.mjs", "examples/structured.ts", { format: "esm", platform: "node" })
      const { output, status } = runToEnd(process.execPath, [program], url)
      assert.strictEqual(status, 0, output)
      assert.match(output, /^… Pa: 0 steps$/m)
      assert.match(output, /^Pancakes in 20 minutes\nWhisk all of it\.$/m)
    })
  })
})

describe("examples/language-model.ts", () => {
  it("runs the functions that the model calls, and goes on with their results", async () => {
    const port = await freePort()
    const files = [sample("function-call"), sample("text-with-reasoning")]
    await withMock({ files, flags: ["--speed", "max"], port }, async ({ url }) => {
      const entry = "examples/language-model.ts"
      const program = await bundleInto("language-model.mjs", entry, { format: "esm", platform: "node" })
      const { output, status } = runToEnd(process.execPath, [program], url)
      assert.strictEqual(status, 0, output)
      assert.match(output, /^read_tide of \{"stationId":"OSC-4"/m)
      assert.match(output, /^read_tide gives \{"metres":2.4\}\nread_tide gives .*\n\ntool-calls, 53 tokens$/m)
      assert.include(output, textOf("text-with-reasoning"))
    })
  })
})

describe("examples/retry.ts", () => {
  it("asks again after a refusal, and prints one answer", async () => {
    const port = await freePort()
    const files = [refusalFile(), sample("text-with-reasoning")]
    await withMock({ files, flags: ["--speed", "max"], port }, async ({ url }) => {
      const program = await bundleInto("retry.mjs", "examples/retry.ts", { format: "esm", platform: "node" })
      const { output, status } = runToEnd(process.execPath, [program], url)
      assert.strictEqual(status, 0, output)
      assert.include(output, textOf("text-with-reasoning"))
      assert.include(output, "Try 1 failed: ")
    })
  })
})

describe("examples/resume.ts", () => {
  it("prints one answer over connections that break", async () => {
    const port = await freePort()
    const flags = ["--speed", "max", "--resumable", "--drop-after", "20"]
    await withMock({ files: [sample("text-with-reasoning")], flags, port }, async ({ url }) => {
      const program = await bundleInto("resume.mjs", "examples/resume.ts", { format: "esm", platform: "node" })
      const { output, status } = runToEnd(process.execPath, [program], url)
      assert.strictEqual(status, 0, output)
      assert.include(output, "broke off at event 20 ")
      assert.include(output.replaceAll(/\nThe stream .*\n\n/g, ""), textOf("text-with-reasoning"))
    })
  })
})

describe("examples/store.ts", () => {
  it("prints one answer to a reader that leaves and comes back", async () => {
    const port = await freePort()
    await withMock({ files: [inProject("words.sse")], flags: ["--speed", "4"], port }, async ({ url }) => {
      const program = await bundleInto("store.mjs", "examples/store.ts", { format: "esm", platform: "node" })
      const { output, status } = runToEnd(process.execPath, [program], url)
      assert.strictEqual(status, 0, output)
      assert.strictEqual(output.replace(/\nIt left at offset 30\n|\nThe stream has ended at offset \d+\n/g, ""), words)
    })
  })
})

describe("examples/socket.ts", () => {
  it("prints two answers that come at a time", async () => {
    const program = await bundleInto("socket.mjs", "examples/socket.ts", {
      format: "esm",
      platform: "node",
      // `ws` is CommonJS
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)' }
    })
    const { output, status } = runToEnd(process.execPath, [program])
    assert.strictEqual(status, 0, output)
    const textOn = (lane) =>
      Array.from(output.matchAll(new RegExp(`^${lane}: (.*)$`, "gm")), ([, text]) => text).join("")
    assert.deepStrictEqual([textOn("a"), textOn("b")], ["You said hello", "You said good evening"])
    assert.match(output, /^b: .*\n(?:.*\n)*a is completed$/m)
  })
})

describe("examples/curl", () => {
  it("shows every event and how the stream ended", async () => {
    const port = await freePort()
    const files = [sample("text-with-reasoning"), sample("cut")]
    await withMock({ files, flags: ["--speed", "max"], port }, ({ url }) => {
      for (const [status, verdict] of [
        [0, /Completed/],
        [1, /Truncated/]
      ]) {
        const ended = runToEnd("sh", ["examples/curl/inspect.sh", "Hello"], url)
        assert.match(ended.output, verdict)
        assert.strictEqual(ended.status, status, ended.output)
      }
    })
  })
})

describe("examples/browser", () => {
  let browser
  let page
  let site
  beforeAll(async () => {
    const { file } = find("chromium")
    const { chromium } = createRequire(new URL("../runtimes/package.json", import.meta.url))("playwright-core")
    // As Vite serves it
    const html = readFileSync(inProject("examples/browser/index.html"), "utf8").replace("main.ts", "main.js")
    const script = await bundle(project.folder, "examples/browser/main.ts", { format: "esm", platform: "browser" })
    site = createServer((request, response) => {
      const isScript = request.url === "/main.js"
      response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" })
      response.end(isScript ? script : html)
    })
    await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve))
    browser = await chromium.launch({ executablePath: file, args: ["--no-sandbox", "--disable-gpu"] })
    page = await browser.newPage({ viewport: { width: 720, height: 640 } })
  })
  afterAll(async () => {
    await browser?.close()
    site?.close()
  })

  const open = async ({ url }) => {
    await page.goto(`http://127.0.0.1:${site.address().port}/?url=${encodeURIComponent(url)}`)
    await page.click("button")
  }

  const status = (text) =>
    page.waitForFunction((text) => document.querySelector("#status").textContent.includes(text), text)

  it("shows the text while it comes", async () => {
    const port = await freePort()
    await withMock({ files: [inProject("words.sse")], flags: ["--cut", "100"], port }, async (mock) => {
      await open(mock)
      await page.waitForFunction(() => document.querySelector("#answer").textContent !== "")
      const begun = await page.textContent("#answer")
      await status("finished")
      assert.isBelow(begun.length, words.length)
      assert.strictEqual(await page.textContent("#answer"), words)
    })
  })

  it("shows images as they become sharper", async () => {
    const port = await freePort()
    await withMock({ files: [sample("image-generation")], flags: [], port }, async (mock) => {
      const captions = []
      const seen = new Set()
      await page.exposeFunction("onPicture", (caption, picture) => {
        captions.push(caption)
        if (picture !== "") seen.add(picture)
      })
      await open(mock)
      // What is in the picture, each time that its caption changes
      await page.evaluate(() => {
        const pixels = async (image) => {
          await image.decode()
          const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight)
          const context = canvas.getContext("2d")
          context.drawImage(image, 0, 0)
          return `${canvas.width}x${canvas.height} ${context.getImageData(0, 0, canvas.width, canvas.height).data.join()}`
        }
        const look = async () => {
          const image = document.querySelector("img")
          if (image === null) return
          const caption = document.querySelector("figcaption").textContent
          globalThis.onPicture(caption, image.src === "" ? "" : await pixels(image).catch(() => ""))
        }
        new MutationObserver(look).observe(document.querySelector("#images"), { childList: true, subtree: true })
      })
      await status("finished")
      await page.waitForFunction(() => document.querySelector("figcaption").textContent === "finished")
      assert.includeMembers(captions, ["generating", "preview 1", "preview 2", "finished"])
      assert.strictEqual(seen.size, 3)
      for (const picture of seen) assert.match(picture, /^16x16 /)
    })
  })

  it("keeps what came of a stream that was cut, and says so", async () => {
    const port = await freePort()
    const flags = ["--drop-after", "20"]
    await withMock({ files: [inProject("words.sse")], flags, port }, async (mock) => {
      await open(mock)
      await status("terminal chunk")
      const kept = await page.textContent("#answer")
      assert.isTrue(kept.length > 0 && words.startsWith(kept))
    })
  })
})

describe("examples/use-chat", () => {
  let browser
  let page
  let server
  beforeAll(async () => {
    const { file } = find("chromium")
    const { chromium } = createRequire(new URL("../runtimes/package.json", import.meta.url))("playwright-core")
    await bundleInto("examples/use-chat/page.js", "examples/use-chat/page.tsx", {
      format: "esm",
      platform: "browser",
      jsx: "automatic"
    })
    server = await serve(() => [find("node24").file, "examples/use-chat/server.ts"])
    browser = await chromium.launch({ executablePath: file, args: ["--no-sandbox", "--disable-gpu"] })
    page = await browser.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const ask = async (text) => {
    await page.goto(server.url)
    await page.getByLabel("Your message").fill(text)
    await page.getByRole("button", { name: "Send" }).click()
  }

  const isAnswered = () => page.getByRole("button", { name: "Send" }).waitFor()

  const answer = () => page.locator(".assistant")

  const shows = async (text) => assert.include(await answer().innerText(), text)

  it("shows the text while it comes", () =>
    withMock({ files: [inProject("words.sse")], flags: ["--cut", "100"], port: server.mockPort }, async () => {
      await ask("Count")
      assert.strictEqual(await page.locator(".user p").textContent(), "Count")
      const begun = await answer().locator("p").first().textContent()
      await isAnswered()
      assert.isBelow(begun.length, words.length)
      assert.strictEqual(await answer().locator("p").first().textContent(), words)
    }))

  it("shows reasoning, a search, a source and the usage", () =>
    withMock({ files: [sample("text-with-reasoning")], flags: ["--speed", "max"], port: server.mockPort }, async () => {
      await ask("Since when?")
      await isAnswered()
      assert.include(await answer().locator("details p").textContent(), "**Finding the year**")
      await answer().getByLabel("Tool web_search").getByText("is finished").waitFor()
      const source = answer().getByLabel("Sources").getByRole("link")
      assert.strictEqual(await source.textContent(), "Lindholmen light: a chronicle")
      await shows(textOf("text-with-reasoning"))
      await shows("2210 tokens in, 187 out")
    }))

  it("shows the inputs of calls", () =>
    withMock({ files: [sample("function-call")], flags: ["--speed", "max"], port: server.mockPort }, async () => {
      await ask("The tide?")
      await isAnswered()
      const inputs = await answer().getByLabel("Tool read_tide").locator("pre").allTextContents()
      assert.deepStrictEqual(
        inputs.map((input) => JSON.parse(input).stationId),
        ["OSC-4", "BRG-1"]
      )
    }))

  it("shows an image as it becomes sharper", () =>
    withMock({ files: [sample("image-generation")], flags: [], port: server.mockPort }, async () => {
      const seen = new Set()
      await ask("Draw a lighthouse")
      for (const caption of ["Preview 1", "Preview 2", "Finished"]) {
        await answer().getByText(caption).waitFor()
        seen.add(await answer().locator("img").getAttribute("src"))
      }
      await isAnswered()
      assert.strictEqual(await answer().locator("img").count(), 1)
      assert.strictEqual(seen.size, 3)
      const width = await answer()
        .locator("img")
        .evaluate((image) => image.decode().then(() => image.naturalWidth))
      assert.strictEqual(width, 16)
    }))

  it.each([
    { name: "cut", alert: "The provider's stream ended before the response was complete." },
    { name: "refusal", alert: "The provider sent no event stream." }
  ])("says what went wrong without payload: $name", ({ alert, name }) => {
    const file = name === "refusal" ? refusalFile() : sample(name)
    return withMock({ files: [file], flags: ["--speed", "max"], port: server.mockPort }, async () => {
      await ask("And then?")
      assert.strictEqual(await page.getByRole("alert").textContent(), alert)
      if (name === "cut") await shows(textOf("cut").trim())
    })
  })

  it("lets go of the gateway when a person stops the answer", () =>
    withMock({ files: [inProject("words.sse")], port: server.mockPort }, async (mock) => {
      await ask("Count")
      await page.getByRole("button", { name: "Stop" }).click()
      await mock.said(1)
      assert.match(mock.lines[0], /broken off$/)
    }))
})

describe("examples/resumable-chat", () => {
  let browser
  let redis
  beforeAll(async () => {
    redis = await startRedis()
    const { chromium } = createRequire(new URL("../runtimes/package.json", import.meta.url))("playwright-core")
    browser = await chromium.launch({
      executablePath: find("chromium").file,
      args: ["--no-sandbox", "--disable-gpu"]
    })
  })
  afterAll(async () => {
    await browser?.close()
    await redis?.stop()
  })

  const serveChat = (...args) => serve(() => [find("node24").file, "examples/resumable-chat/start.ts", ...args])

  const serveTwo = () => serveChat("--redis", redis.url)

  /** Opens a page, and notes the events that it gets, by their connection. */
  const open = async (url) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    const connections = new Map()
    session.on("Network.eventSourceMessageReceived", ({ data, eventId, requestId }) => {
      if (!connections.has(requestId)) connections.set(requestId, [])
      connections.get(requestId).push({ id: Number(eventId), event: JSON.parse(data) })
    })
    await session.send("Network.enable")
    await page.goto(url)
    return { page, received: () => Array.from(connections.values()) }
  }

  const ask = async (page) => {
    await page.getByLabel("Your message").fill("Count")
    await page.getByRole("button", { name: "Send" }).click()
  }

  const says = (page, words) => page.getByRole("status").getByText(words).waitFor()

  const text = (page) => page.locator("#answer p").first()

  /** What the page has to get of a stream: each event once, in order. */
  const eventsOf = (stream) => {
    const sent = Array.from(stream.matchAll(/^data: (.*)$/gm), ([, json]) => JSON.parse(json))
    return [{ type: "chat.question", input: "Count" }, ...sent].map((event, i) => ({ id: i + 1, event }))
  }

  /** The servers that took requests with a method, in turn. */
  const serversOf = ({ lines }, method) =>
    lines.flatMap((line) => new RegExp(`^${method} by server (.)`).exec(line)?.[1] ?? [])

  /** Ends a server as a crash does. */
  const killServer = ({ lines }, number) => {
    const pids = lines.flatMap((line) => new RegExp(`^Server ${number} is process (\\d+)`).exec(line)?.[1] ?? [])
    process.kill(Number(pids[0]), "SIGKILL")
  }

  /** Reloads a page in the middle, and looks at what it got before and after that. */
  const reload = async ({ page, received }, expected) => {
    await page.reload()
    await says(page, "Finished")
    const [before, after] = received()
    assert.isBelow(before.length, expected.length)
    assert.deepStrictEqual(before, expected.slice(0, before.length))
    assert.deepStrictEqual(after, expected)
    assert.strictEqual(await page.locator("#question").textContent(), "Count")
  }

  describe("with two servers", () => {
    let chat
    beforeAll(async () => {
      chat = await serveTwo()
    })
    afterAll(() => chat?.stop())

    const mock = (file, use, ...flags) => withMock({ files: [file], flags, port: chat.mockPort }, use)

    it("goes on in the middle of a text, on the other server", () =>
      mock(
        inProject("words.sse"),
        async () => {
          const tab = await open(chat.url)
          await ask(tab.page)
          await text(tab.page).waitFor()
          await reload(tab, eventsOf(stream))
          assert.strictEqual(await text(tab.page).textContent(), words)
          const [first, second] = serversOf(chat, "GET").slice(-2)
          assert.notStrictEqual(first, second)
        },
        "--speed",
        "0.4"
      ))

    it("goes on in the middle of an image, on the other server", () =>
      mock(sample("image-generation"), async () => {
        const tab = await open(chat.url)
        await ask(tab.page)
        await tab.page.getByText("Preview 1").waitFor()
        const expected = eventsOf(sampleText("image-generation"))
        await reload(tab, expected)
        await tab.page.locator("figcaption").getByText("Finished").waitFor()
        const { result } = expected.find(({ event }) => event.type === "response.output_item.done").event.item
        const image = tab.page.locator("img")
        assert.strictEqual(await image.count(), 1)
        assert.strictEqual(await image.getAttribute("src"), `data:image/png;base64,${result}`)
        assert.strictEqual(await image.evaluate((image) => image.decode().then(() => image.naturalWidth)), 16)
        const [first, second] = serversOf(chat, "GET").slice(-2)
        assert.notStrictEqual(first, second)
      }))

    it("is cancelled from a second tab", () =>
      mock(
        inProject("words.sse"),
        async (mock) => {
          const { page } = await open(chat.url)
          await ask(page)
          await text(page).waitFor()
          const second = await page.context().newPage()
          await second.goto(page.url())
          await text(second).waitFor()
          await second.getByRole("button", { name: "Stop" }).click()
          for (const tab of [page, second]) await says(tab, "The answer was cancelled.")
          assert.strictEqual(await text(page).textContent(), await text(second).textContent())
          assert.notStrictEqual(await text(page).textContent(), words)
          // The connection, and the request that cancels the response
          await mock.said(2)
          assert.isTrue(mock.lines.some((line) => line.endsWith("broken off")))
          assert.isTrue(mock.lines.some((line) => line.endsWith("/cancel: 404")))
        },
        "--speed",
        "0.2"
      ))

    it("says so when nobody can go on", () =>
      mock(
        inProject("words.sse"),
        async () => {
          const { page } = await open(chat.url)
          await ask(page)
          await says(page, "The answer broke off. Ask again.")
          const kept = await text(page).textContent()
          assert.isTrue(kept.length > 0 && words.startsWith(kept))
        },
        "--drop-after",
        "20"
      ))
  })

  it.each([
    { name: "that writes", method: "POST", connections: 1 },
    { name: "that it follows", method: "GET", connections: 2 }
  ])("goes on when the server dies $name", async ({ connections, method }) => {
    const chat = await serveTwo()
    const flags = ["--resumable", "--seed", "1", "--speed", "0.7"]
    try {
      await withMock({ files: [inProject("words.sse")], flags, port: chat.mockPort }, async (mock) => {
        const { page, received } = await open(chat.url)
        await ask(page)
        await text(page).waitFor()
        killServer(chat, serversOf(chat, method)[0])
        await says(page, "Finished")
        assert.strictEqual(await text(page).textContent(), words)
        assert.deepStrictEqual(received().flat(), eventsOf(stream))
        assert.lengthOf(serversOf(chat, "GET"), connections)
        // A writer that died broke its connection to the provider
        assert.strictEqual(
          mock.lines.some((line) => line.endsWith("broken off")),
          method === "POST"
        )
      })
    } finally {
      await chat.stop()
    }
  })

  it("needs no Redis with one server", async () => {
    const chat = await serveChat()
    try {
      const flags = ["--speed", "0.4"]
      await withMock({ files: [inProject("words.sse")], flags, port: chat.mockPort }, async () => {
        const tab = await open(chat.url)
        await ask(tab.page)
        await text(tab.page).waitFor()
        await reload(tab, eventsOf(stream))
        assert.strictEqual(await text(tab.page).textContent(), words)
        assert.deepStrictEqual(serversOf(chat, "GET"), ["1", "1"])
      })
    } finally {
      await chat.stop()
    }
  })
})

// -----------------------------------------------------------------------------
// All of them
// -----------------------------------------------------------------------------

/** The chunks of `UiMessageStream` are chunks of `ai`, and have no field that those lack. */
const chunkTypes = `
import type { UIMessageChunk } from "ai"
import type { DataTypes, Metadata, UiMessageChunk } from "effect-responses-stream/UiMessageStream"

type Theirs = UIMessageChunk<Metadata, DataTypes>
type FieldsOf<Chunk, Type> = keyof Extract<Chunk, { readonly type: Type }>
type Excess = {
  [Type in UiMessageChunk["type"]]: Exclude<FieldsOf<UiMessageChunk, Type>, FieldsOf<Theirs, Type>>
}[UiMessageChunk["type"]]

declare const ours: UiMessageChunk
export const theirs: Theirs = ours
export const excess: [Excess] extends [never] ? true : Excess = true
`

describe("the examples", () => {
  const folders = readdirSync(join(root, "examples"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "streams")
    .map(({ name }) => name)

  it("are all here, and in the README of the folder", () => {
    const tested = [...servers.map(({ name }) => name), "supabase", "curl", "browser", "use-chat", "resumable-chat"]
    assert.sameMembers(folders, tested)
    const readme = readFileSync(join(root, "examples/README.md"), "utf8")
    for (const name of folders) assert.include(readme, `(${name}/`)
    assert.include(readme, "(structured.ts)")
    assert.include(readme, "(store.ts)")
    assert.include(readme, "(tools.ts)")
  })

  const base = {
    target: "ES2023",
    module: "NodeNext",
    moduleResolution: "NodeNext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true
  }
  const dom = ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"]

  beforeAll(() => writeFileSync(inProject("examples/use-chat/chunks.ts"), chunkTypes))

  it.each([
    { files: ["cloudflare-worker/worker.ts", "browser/main.ts"], options: { lib: dom, types: [] } },
    {
      files: ["vercel-edge/app/api/answer/route.ts", "node-http/server.ts", "effect-http-router/server.ts"],
      options: { lib: dom, types: ["node"] }
    },
    {
      files: ["use-chat/page.tsx", "use-chat/server.ts", "use-chat/chunks.ts"],
      options: { lib: dom, types: ["node", "react"], jsx: "react-jsx", allowImportingTsExtensions: true }
    },
    {
      files: ["resumable-chat/page.ts", "resumable-chat/server.ts", "resumable-chat/start.ts"],
      options: { lib: dom, types: ["node"], allowImportingTsExtensions: true }
    },
    { files: ["bun-serve/server.ts", "hono/app.ts"], options: { lib: ["ES2023"], types: ["bun"] } }
  ])("have the right types: $files", ({ files, options }) => {
    const config = inProject(`tsconfig.${options.types.join("")}.json`)
    writeFileSync(
      config,
      JSON.stringify({ compilerOptions: { ...base, ...options }, files: files.map((file) => `examples/${file}`) })
    )
    const { output, status } = runToEnd(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", config])
    assert.strictEqual(status, 0, output)
  })

  it("have the right types: deno", () => {
    const files = ["examples/deno-deploy/main.ts", "examples/supabase/functions/answer/index.ts"]
    const { output, status } = runToEnd(find("deno").file, ["check", ...files])
    assert.strictEqual(status, 0, output)
  })
})
