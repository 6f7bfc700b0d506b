/** The examples with a page, in Chromium. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { afterAll, beforeAll } from "vitest"
import { launch } from "../page/lib/browser.mjs"
import { find, serve } from "./lib/example.mjs"
import { withMock } from "./lib/program.mjs"
import { makeProject } from "./lib/project.mjs"
import { sample, textOf, words, writeStreams } from "./lib/streams.mjs"

const project = makeProject()
const streams = writeStreams(project)
let browser
beforeAll(async () => {
  browser = await launch("chromium")
})
afterAll(async () => {
  await browser?.close()
  project.remove()
})

// The examples run side by side, and each has one page
const inTurn = { concurrent: false }

describe.concurrent("examples/browser", () => {
  let page
  let site
  beforeAll(async () => {
    // As Vite serves it
    const html = readFileSync(project.path("examples/browser/index.html"), "utf8").replace("main.ts", "main.js")
    const options = { format: "esm", platform: "browser" }
    const script = readFileSync(await project.bundle("browser.js", "examples/browser/main.ts", options))
    site = createServer((request, response) => {
      const isScript = request.url === "/main.js"
      response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" })
      response.end(isScript ? script : html)
    })
    await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve))
    page = await browser.newPage({ viewport: { width: 720, height: 640 } })
  })
  afterAll(() => site?.close())

  const open = async ({ url }) => {
    await page.goto(`http://127.0.0.1:${site.address().port}/?url=${encodeURIComponent(url)}`)
    await page.click("button")
  }

  const status = (text) =>
    page.waitForFunction((text) => document.querySelector("#status").textContent.includes(text), text)

  it("shows the text while it comes", inTurn, async () => {
    await withMock(project, { files: [streams.words], flags: ["--cut", "100"] }, async (mock) => {
      await open(mock)
      await page.waitForFunction(() => document.querySelector("#answer").textContent !== "")
      const begun = await page.textContent("#answer")
      await status("finished")
      assert.isBelow(begun.length, words.length)
      assert.strictEqual(await page.textContent("#answer"), words)
    })
  })

  it("shows images as they become sharper", inTurn, async () => {
    await withMock(project, { files: [sample("image-generation")], flags: [] }, async (mock) => {
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

  it("keeps what came of a stream that was cut, and says so", inTurn, async () => {
    const flags = ["--drop-after", "20"]
    await withMock(project, { files: [streams.words], flags }, async (mock) => {
      await open(mock)
      await status("terminal chunk")
      const kept = await page.textContent("#answer")
      assert.isTrue(kept.length > 0 && words.startsWith(kept))
    })
  })
})

describe.concurrent("examples/use-chat", () => {
  let page
  let server
  beforeAll(async () => {
    await project.bundle("examples/use-chat/page.js", "examples/use-chat/page.tsx", {
      format: "esm",
      platform: "browser",
      jsx: "automatic"
    })
    server = await serve(project, () => [find("node24").file, "examples/use-chat/server.ts"])
    page = await browser.newPage()
  })
  afterAll(() => server?.stop())

  const ask = async (text) => {
    await page.goto(server.url)
    await page.getByLabel("Your message").fill(text)
    await page.getByRole("button", { name: "Send" }).click()
  }

  const isAnswered = () => page.getByRole("button", { name: "Send" }).waitFor()

  const answer = () => page.locator(".assistant")

  const shows = async (text) => assert.include(await answer().innerText(), text)

  it("shows the text while it comes", inTurn, () =>
    withMock(project, { files: [streams.words], flags: ["--cut", "100"], port: server.mockPort }, async () => {
      await ask("Count")
      assert.strictEqual(await page.locator(".user p").textContent(), "Count")
      const begun = await answer().locator("p").first().textContent()
      await isAnswered()
      assert.isBelow(begun.length, words.length)
      assert.strictEqual(await answer().locator("p").first().textContent(), words)
    })
  )

  it("shows reasoning, a search, a source and the usage", inTurn, () =>
    withMock(
      project,
      { files: [sample("text-with-reasoning")], flags: ["--speed", "max"], port: server.mockPort },
      async () => {
        await ask("Since when?")
        await isAnswered()
        assert.include(await answer().locator("details p").textContent(), "**Finding the year**")
        await answer().getByLabel("Tool web_search").getByText("is finished").waitFor()
        const source = answer().getByLabel("Sources").getByRole("link")
        assert.strictEqual(await source.textContent(), "Lindholmen light: a chronicle")
        await shows(textOf("text-with-reasoning"))
        await shows("2210 tokens in, 187 out")
      }
    )
  )

  it("shows the inputs of calls", inTurn, () =>
    withMock(
      project,
      { files: [sample("function-call")], flags: ["--speed", "max"], port: server.mockPort },
      async () => {
        await ask("The tide?")
        await isAnswered()
        const inputs = await answer().getByLabel("Tool read_tide").locator("pre").allTextContents()
        assert.deepStrictEqual(
          inputs.map((input) => JSON.parse(input).stationId),
          ["OSC-4", "BRG-1"]
        )
      }
    )
  )

  it("shows an image as it becomes sharper", inTurn, () =>
    withMock(project, { files: [sample("image-generation")], flags: [], port: server.mockPort }, async () => {
      await ask("Draw a lighthouse")
      // What is shown, each time that it changes
      await page.evaluate(() => {
        globalThis.shown = {}
        const look = () => {
          const image = document.querySelector(".assistant img")
          if (image !== null) globalThis.shown[image.closest("figure").textContent] = image.src
        }
        new MutationObserver(look).observe(document.body, { attributes: true, childList: true, subtree: true })
        look()
      })
      await answer().getByText("Finished").waitFor()
      await isAnswered()
      const shown = await page.evaluate(() => globalThis.shown)
      assert.deepStrictEqual(Object.keys(shown), ["Preview 1", "Preview 2", "Finished"])
      assert.strictEqual(new Set(Object.values(shown)).size, 3)
      assert.strictEqual(await answer().locator("img").count(), 1)
      const width = await answer()
        .locator("img")
        .evaluate((image) => image.decode().then(() => image.naturalWidth))
      assert.strictEqual(width, 16)
    })
  )

  it.each([
    { name: "cut", alert: "The provider's stream ended before the response was complete." },
    { name: "refusal", alert: "The provider sent no event stream." }
  ])("says what went wrong without payload: $name", inTurn, ({ alert, name }) => {
    const file = name === "refusal" ? streams.refusal : sample(name)
    return withMock(project, { files: [file], flags: ["--speed", "max"], port: server.mockPort }, async () => {
      await ask("And then?")
      assert.strictEqual(await page.getByRole("alert").textContent(), alert)
      if (name === "cut") await shows(textOf("cut").trim())
    })
  })

  it("lets go of the gateway when a person stops the answer", inTurn, () =>
    withMock(project, { files: [streams.words], port: server.mockPort }, async (mock) => {
      await ask("Count")
      await page.getByRole("button", { name: "Stop" }).click()
      await mock.said(1)
      assert.match(mock.lines[0], /broken off$/)
    })
  )
})
