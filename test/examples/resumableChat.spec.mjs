/** The chat whose answers outlive the page and the server, in Chromium, with a real Redis. */
import { assert, describe, it } from "@effect/vitest"
import { afterAll, beforeAll } from "vitest"
import { launch } from "../page/lib/browser.mjs"
import { find, serve } from "./lib/example.mjs"
import { startRedis, withMock } from "./lib/program.mjs"
import { makeProject } from "./lib/project.mjs"
import { sample, sampleText, words, wordsStream, writeStreams } from "./lib/streams.mjs"

const project = makeProject()
const streams = writeStreams(project)
afterAll(() => project.remove())

describe.concurrent("examples/resumable-chat", () => {
  let browser
  let redis
  beforeAll(async () => {
    redis = await startRedis()
    browser = await launch("chromium")
  })
  afterAll(async () => {
    await browser?.close()
    await redis?.stop()
  })

  const serveChat = (...args) =>
    serve(project, () => [find("node24").file, "examples/resumable-chat/start.ts", ...args])

  const serveTwo = () => serveChat("--redis", redis.url)

  /** Opens a page, and notes the events that it gets, by their connection. */
  const open = async (url) => {
    const context = await browser.newContext()
    // A lease has to be over, and the answer goes on at its pace
    context.setDefaultTimeout(60_000)
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

  // They have one mock after the other
  const inTurn = { concurrent: false }

  describe("with two servers", () => {
    let chat
    beforeAll(async () => {
      chat = await serveTwo()
    })
    afterAll(() => chat?.stop())

    const mock = (file, use, ...flags) => withMock(project, { files: [file], flags, port: chat.mockPort }, use)

    it("goes on in the middle of a text, on the other server", inTurn, () =>
      mock(streams.slowWords, async () => {
        const tab = await open(chat.url)
        await ask(tab.page)
        await text(tab.page).waitFor()
        await reload(tab, eventsOf(wordsStream))
        assert.strictEqual(await text(tab.page).textContent(), words)
        const [first, second] = serversOf(chat, "GET").slice(-2)
        assert.notStrictEqual(first, second)
      })
    )

    it("goes on in the middle of an image, on the other server", inTurn, () =>
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
      })
    )

    it("is cancelled from a second tab", inTurn, () =>
      mock(
        streams.slowWords,
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
        "0.4"
      )
    )

    it("says so when nobody can go on", inTurn, () =>
      mock(
        streams.words,
        async () => {
          const { page } = await open(chat.url)
          await ask(page)
          await says(page, "The answer broke off. Ask again.")
          const kept = await text(page).textContent()
          assert.isTrue(kept.length > 0 && words.startsWith(kept))
        },
        "--drop-after",
        "20"
      )
    )
  })

  it.each([
    { name: "that writes", method: "POST", connections: 1 },
    { name: "that it follows", method: "GET", connections: 2 }
  ])("goes on when the server dies $name", async ({ connections, method }) => {
    const chat = await serveTwo()
    const flags = ["--resumable", "--seed", "1"]
    try {
      await withMock(project, { files: [streams.slowWords], flags, port: chat.mockPort }, async (mock) => {
        const { page, received } = await open(chat.url)
        await ask(page)
        await text(page).waitFor()
        killServer(chat, serversOf(chat, method)[0])
        await says(page, "Finished")
        assert.strictEqual(await text(page).textContent(), words)
        assert.deepStrictEqual(received().flat(), eventsOf(wordsStream))
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
      await withMock(project, { files: [streams.slowWords], flags: [], port: chat.mockPort }, async () => {
        const tab = await open(chat.url)
        await ask(tab.page)
        await text(tab.page).waitFor()
        await reload(tab, eventsOf(wordsStream))
        assert.strictEqual(await text(tab.page).textContent(), words)
        assert.deepStrictEqual(serversOf(chat, "GET"), ["1", "1"])
      })
    } finally {
      await chat.stop()
    }
  })
})
