/** What a person does with the page, in real browsers, on the built command. */
import { assert, describe, it } from "@effect/vitest"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import * as http from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, beforeAll } from "vitest"
import { answer, functionCall, malformed, text, toText } from "../../dist/testing/testing.js"
import { browsers, launch, open } from "./lib/browser.mjs"
import { sample, samples, startView, startWatch, writePage } from "./lib/command.mjs"

const folder = mkdtempSync(join(tmpdir(), "effect-responses-stream-page-"))
let view
beforeAll(async () => {
  view = await startView([samples])
})
afterAll(async () => {
  await view.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The text that an element has in the end. */
const hasText = (locator, pattern) => locator.filter({ hasText: pattern }).waitFor()

const toolsOf = (page) => page.getByRole("search", { name: "Events" })
const tableOf = (page) => page.getByRole("grid", { name: "Events" })
const selectedRow = (page) => tableOf(page).getByRole("row", { selected: true })
const shows = (page, status) => hasText(toolsOf(page).getByRole("status"), status)
const content = (page) => page.getByRole("region", { name: "Content" })
const detail = (page) => page.getByRole("region", { name: "Event", exact: true })
const problems = (page) => page.getByRole("region", { name: "Problems" })

/** Opens a sample by the list. */
const choose = async (page, name) => {
  await page
    .getByRole("navigation", { name: "Streams" })
    .getByRole("link", { name: `${name}.sse` })
    .click()
  await page.getByRole("heading", { level: 1, name: `${name}.sse` }).waitFor()
}

/** Drops files on the page, as a person does. */
const drop = (page, files) =>
  page.evaluate((files) => {
    const dataTransfer = new DataTransfer()
    for (const { bytes, name, text } of files) {
      dataTransfer.items.add(new File([bytes === undefined ? text : new Uint8Array(bytes)], name))
    }
    for (const type of ["dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    }
  }, files)

describe.each(browsers)("the page in %s", (name) => {
  let browser
  let tab
  beforeAll(async () => {
    browser = await launch(name)
    tab = await open(browser, view.url)
  })
  afterAll(() => browser?.close())

  /** Uses the page. Nothing may be wrong with it: no error, no request to elsewhere, nothing that its policy stops. */
  const visit = async (use, { url = view.url } = {}) => {
    await tab.reopen(url)
    await use(tab.page)
    assert.deepStrictEqual(tab.faults, [])
  }

  it("lists the captures with what is in them, and opens the one that is chosen", () =>
    visit(async (page) => {
      const list = page.getByRole("navigation", { name: "Streams" })
      await hasText(list.getByRole("link", { name: "malformed.sse" }), "4 problems")
      await hasText(list.getByRole("link", { name: "cut.sse" }), "Truncated")
      assert.strictEqual(await list.getByRole("link").count(), 7)
      await list.getByRole("searchbox").fill("reasoning")
      await hasText(list.getByRole("status"), "1 stream found")
      await choose(page, "text-with-reasoning")
      await shows(page, "28 events")
      await hasText(content(page), "The lighthouse of Lindholmen was first lit in 1853")
      await hasText(page.getByRole("main").getByRole("definition").first(), "28")
      // The address leads back to it
      await page.reload()
      await page.getByRole("heading", { level: 1, name: "text-with-reasoning.sse" }).waitFor()
    }))

  it("filters events by type, by item and by text", () =>
    visit(async (page) => {
      await choose(page, "function-call")
      const tools = toolsOf(page)
      await tools.getByRole("button", { name: "Filter" }).click()
      await tools.getByRole("checkbox", { name: "function_call_arguments.delta" }).check()
      await shows(page, "14 of 24 events")
      await tools.getByRole("group", { name: "Item" }).getByRole("checkbox", { name: "read_tide 1" }).check()
      await shows(page, "7 of 24 events")
      await page.keyboard.press("Escape")
      await tools.getByRole("searchbox", { name: "Only events with this text" }).fill("max_age")
      await shows(page, "1 of 24 events")
      await hasText(tableOf(page).getByRole("row"), "max_age_minutes")
      assert.strictEqual(await tableOf(page).getByRole("gridcell").filter({ hasText: "max_age" }).count(), 1)
      await tools.getByRole("button", { name: "Show all" }).click()
      await shows(page, /^24 events$/)
    }))

  it("finds text, and goes from one match to the next", () =>
    visit(async (page) => {
      await choose(page, "function-call")
      await tableOf(page).focus()
      await page.keyboard.press("/")
      const field = toolsOf(page).getByRole("searchbox", { name: "Find in events" })
      await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Find in events")
      await page.keyboard.type("stationId")
      await hasText(toolsOf(page).getByRole("status"), /\d found/)
      await field.press("Enter")
      await hasText(toolsOf(page).getByRole("status"), /^1\//)
      const first = await selectedRow(page).textContent()
      await field.press("Enter")
      await hasText(toolsOf(page).getByRole("status"), /^2\//)
      assert.notStrictEqual(await selectedRow(page).textContent(), first)
    }))

  it("leads from a violation to its event, and to the text of its rule", () =>
    visit(async (page) => {
      await choose(page, "openrouter-interleaved")
      await problems(page).getByRole("button", { name: /^I5/ }).first().click()
      await hasText(selectedRow(page), "I5")
      await detail(page).getByRole("link", { name: "Rule I5" }).click()
      const dialog = page.getByRole("dialog", { name: "Rule I5" })
      await hasText(dialog, /id of no open item/)
      await page.keyboard.press("Escape")
      await dialog.waitFor({ state: "detached" })
      await hasText(detail(page), "another id than its item")
      assert.notInclude(page.url(), "#rule")
    }))

  it("marks the field that is wrong, and the place where JSON ends", () =>
    visit(async (page) => {
      await choose(page, "malformed")
      await problems(page)
        .getByRole("button", { name: /Invalid.*#6/ })
        .click()
      const lines = detail(page).getByRole("list", { name: "JSON of the event" }).getByRole("listitem")
      await hasText(lines, /^"delta": null.*expected string, got null/)
      await problems(page)
        .getByRole("button", { name: /Invalid.*#5/ })
        .click()
      await hasText(detail(page), "not JSON from position 0")
      assert.strictEqual(await detail(page).locator("mark").textContent(), "u")
    }))

  it("shows an image, and what it looked like before", () =>
    visit(async (page) => {
      await choose(page, "image-generation")
      await hasText(content(page), "Image · image/png")
      const image = content(page).getByRole("img")
      await page.waitForFunction(() => document.querySelector("[aria-label=Content] img")?.complete)
      assert.isAbove(await image.evaluate(({ naturalWidth }) => naturalWidth), 0)
      const last = await image.getAttribute("src")
      await page.getByRole("slider", { name: "Event" }).fill("5")
      await hasText(content(page), "Partial image")
      assert.notStrictEqual(await image.getAttribute("src"), last)
    }))

  it("has a light and a dark theme, and remembers which one was chosen", () =>
    visit(async (page) => {
      const isLight = () =>
        page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)[0]) > 128)
      const press = async (from, to) => {
        await page.getByRole("button", { name: `Theme: ${from}` }).click()
        await page.getByRole("button", { name: `Theme: ${to}` }).waitFor()
      }
      assert.strictEqual(
        await isLight(),
        await page.evaluate(() => matchMedia("(prefers-color-scheme: light)").matches)
      )
      await press("auto", "light")
      assert.isTrue(await isLight())
      await press("light", "dark")
      assert.isFalse(await isLight())
      await page.reload()
      await page.getByRole("button", { name: "Theme: dark" }).waitFor()
      assert.isFalse(await isLight())
    }))

  it("works by keyboard alone: to the list, into a stream, through its events", () =>
    visit(async (page) => {
      const focused = () =>
        page.evaluate(() => {
          const { ariaLabel, role, textContent } = document.activeElement
          return `${role ?? ""} ${ariaLabel ?? ""} ${textContent}`
        })
      const tabTo = async (pattern) => {
        for (let i = 0; i < 60; i++) {
          await page.keyboard.press("Tab")
          if (pattern.test(await focused())) return
        }
        assert.fail(`Tab doesn't lead to ${pattern}`)
      }
      await page.getByRole("link", { name: "function-call.sse" }).waitFor()
      await tabTo(/function-call\.sse/)
      await page.keyboard.press("Enter")
      await shows(page, "24 events")
      await tabTo(/^grid Events/)
      await page.keyboard.press("Home")
      await hasText(selectedRow(page), /^0/)
      await page.keyboard.press("ArrowDown")
      await page.keyboard.press("ArrowDown")
      await hasText(selectedRow(page), /^2/)
      // What screen readers follow
      const active = await tableOf(page).getAttribute("aria-activedescendant")
      assert.strictEqual(await selectedRow(page).getAttribute("id"), active)
      await page.keyboard.press("Enter")
      await hasText(detail(page), "response.output_item.added")
      await page.keyboard.press("End")
      await hasText(selectedRow(page), /^23/)
      await page.keyboard.press("Escape")
      await selectedRow(page).waitFor({ state: "detached" })
      await page.keyboard.press("?")
      await page.getByRole("dialog", { name: "Keys" }).waitFor()
      await page.keyboard.press("Escape")
      await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "detached" })
    }))

  it("shows how the text grew, event by event and while it plays", () =>
    visit(async (page) => {
      await choose(page, "text-with-reasoning")
      const slider = page.getByRole("slider", { name: "Event" })
      const message = content(page).getByRole("region", { name: /^Item 2/ })
      const lengths = []
      for (const event of ["17", "18", "20", "27"]) {
        await slider.fill(event)
        await hasText(tableOf(page).getByRole("row", { selected: true }), new RegExp(`^${event}`))
        lengths.push((await message.textContent()).length)
      }
      assert.deepStrictEqual(
        lengths,
        [...new Set(lengths)].toSorted((a, b) => a - b)
      )
      await slider.fill("0")
      await hasText(content(page), "No content yet")
      await page.getByRole("combobox", { name: "Speed" }).selectOption({ label: "50×" })
      await page.getByRole("button", { name: "Play" }).click()
      await hasText(message, "It has run on the sun since 1991")
    }))

  it("has a slider on the axis of the lanes, whose keys go from event to event", () =>
    visit(async (page) => {
      const lines = [0, 100, 110, 900, 1000].map((at, i) => `{"at":${at},"event":{"type":"keepalive","n":${i}}}\n`)
      await drop(page, [{ name: "timed.jsonl", text: lines.join("") }])
      await page.getByRole("heading", { level: 1, name: "timed.jsonl" }).waitFor()
      await shows(page, "5 events")
      const slider = page.getByRole("slider", { name: "Event" })
      for (const [wanted, event] of [
        ["850", 3],
        ["130", 2]
      ]) {
        await slider.fill(wanted)
        await hasText(selectedRow(page), new RegExp(`^${event}`))
        const places = await page.evaluate(() => {
          const slider = document.querySelector("input[type=range]")
          const { left, width } = slider.getBoundingClientRect()
          const thumb = 16
          const part = Number(slider.value) / Number(slider.max)
          return [
            left + thumb / 2 + part * (width - thumb),
            document.querySelector(".cursor").getBoundingClientRect().left
          ]
        })
        assert.approximately(places[0], places[1], 2)
      }
      await slider.press("ArrowRight")
      await hasText(selectedRow(page), /^3/)
      await slider.press("ArrowLeft")
      await slider.press("ArrowLeft")
      await hasText(selectedRow(page), /^1/)
      await slider.press("End")
      await hasText(selectedRow(page), /^4/)
    }))

  it("shows two recordings side by side, and what differs", () =>
    visit(async (page) => {
      await choose(page, "malformed")
      await page.getByRole("button", { name: "Compare" }).click()
      await page
        .getByRole("dialog", { name: "Compare with" })
        .getByRole("button", { name: "function-call.sse" })
        .click()
      await page.getByRole("heading", { level: 1, name: "Side by side" }).waitFor()
      assert.match(page.url(), /#\/compare\/\d+\/\d+$/)
      const facts = page.getByRole("region", { name: "Facts of both" })
      await hasText(facts.getByRole("row", { name: /^Events/ }), /differs.*16.*24/)
      const second = page.getByRole("region", { name: "Second stream" })
      await second.getByRole("heading", { name: "function-call.sse" }).waitFor()
      await second.getByRole("row").filter({ hasText: "keepalive" }).click()
      await hasText(second.getByRole("tab", { selected: true }), "Event 12")
      await page.getByRole("link", { name: "End comparison" }).click()
      await page.getByRole("heading", { level: 1, name: "malformed.sse" }).waitFor()
    }))

  it("opens files that are dropped on it, and asks nobody", () =>
    visit(async (page) => {
      const capture = readFileSync(sample("structured-output"), "utf8")
      await drop(page, [{ name: "dropped.sse", text: capture }])
      await page.getByRole("heading", { level: 1, name: "dropped.sse" }).waitFor()
      await shows(page, "25 events")
      await drop(page, [{ name: "page.html", text: "<!doctype html><title>No stream</title>" }])
      await page.getByRole("heading", { level: 1, name: "page.html" }).waitFor()
      await page.getByText("This is a web page, not a stream of events.").waitFor()
      const list = page.getByRole("navigation", { name: "Streams" })
      await hasText(list.getByRole("link", { name: "page.html" }), "Not a Responses stream")
      assert.strictEqual(await list.getByRole("link").count(), 9)
    }))

  it("shows what is wrong with each kind of malformed stream", () =>
    visit(async (page) => {
      for (const fault of ["notJson", "missingKey", "null", "wrongType"]) {
        const stream = toText(answer(text("Hello, world")).pipe(malformed(4, fault)))
        await drop(page, [{ name: `${fault}.sse`, text: stream }])
        await page.getByRole("heading", { level: 1, name: `${fault}.sse` }).waitFor()
        await problems(page).getByRole("button", { name: "Invalid" }).click()
        await hasText(detail(page).getByRole("list", { name: "Findings" }), "Invalid")
        assert.match(await selectedRow(page).textContent(), /^4.*Invalid/)
      }
    }))

  it("says what ends a file that isn't UTF-8, is no stream or no text, with the right number", () =>
    visit(async (page) => {
      const list = page.getByRole("navigation", { name: "Streams" })
      const whole = readFileSync(sample("function-call"))
      const at = whole.indexOf("response.output_item.done")
      const index = whole.subarray(0, at).toString().split("\n\n").length - 1
      const damaged = Buffer.concat([whole.subarray(0, at), Buffer.from([0xff, 0xfe]), whole.subarray(at)])
      const cases = [
        {
          name: "damaged.sse",
          bytes: [...damaged],
          chip: new RegExp(`^Not UTF-8\\s*#${index}$`),
          says: `Event ${index} has bytes that are not UTF-8`
        },
        { name: "random.sse", bytes: [200, 10, 255, 1], chip: /^Not UTF-8\s*#0$/, says: "This is not text in UTF-8" },
        { name: "web.sse", text: "<!doctype html>", chip: /^Not a stream$/, says: "This is a web page" }
      ]
      for (const { bytes, chip, name, says, text } of cases) {
        await drop(page, [{ name, bytes, text }])
        await page.getByRole("heading", { level: 1, name }).waitFor()
        await hasText(list.getByRole("link", { name }), "1 problem")
        await problems(page).getByText("1 problem").waitFor()
        await problems(page).getByRole("button", { name: chip }).click()
        await hasText(detail(page).getByRole("list", { name: "Findings at the end" }), says)
      }
      // The keys lead there too
      await page.getByRole("tab", { name: "Content" }).click()
      await page.keyboard.press("n")
      await hasText(detail(page).getByRole("list", { name: "Findings at the end" }), "This is a web page")
      assert.notInclude(await detail(page).textContent(), "No event is selected")
    }))

  it("says why a request that is watched has no events, in the words of the list", async () => {
    const upstream = http.createServer((request, response) => {
      request.resume()
      const status = Number(request.url.split("/")[1])
      response
        .writeHead(status, { "content-type": "application/json", ...(status === 429 && { "retry-after": "3" }) })
        .end("{}")
    })
    await once(upstream.listen(0, "127.0.0.1"), "listening")
    const watch = await startWatch(`http://127.0.0.1:${upstream.address().port}`)
    try {
      for (const status of [200, 429, 500]) {
        await fetch(`${watch.proxy}/${status}/v1/responses`, { method: "POST", body: "{}" })
      }
      await visit(
        async (page) => {
          const list = page.getByRole("navigation", { name: "Streams" })
          for (const [status, words] of [
            [200, "HTTP 200"],
            [429, "HTTP 429: retry after 3 s"],
            [500, "HTTP 500"]
          ]) {
            const link = list.getByRole("link", { name: `/${status}/v1/responses` })
            await hasText(link, /No events · \d/)
            await hasText(link, words)
            await link.click()
            const head = page.locator("header.head")
            await hasText(head, `${words}. No events came.`)
            await hasText(head, "No events")
            assert.notInclude(await page.getByRole("main").textContent(), "empty")
          }
        },
        { url: watch.url }
      )
    } finally {
      await watch.stop()
      upstream.close()
    }
  })

  it("breaks long names, so that nothing is clipped or squeezed on a phone", () =>
    visit(async (page) => {
      const file = (name, model) => ({
        name,
        text: toText(answer(functionCall({ name: "f".repeat(500), arguments: { a: 1 } }))).replaceAll(
          "example/model",
          model
        )
      })
      await page.setViewportSize({ width: 390, height: 844 })
      try {
        await drop(page, [file("one.sse", "m".repeat(200)), file("two.sse", "m")])
        await page.getByRole("tab", { name: "Content" }).click()
        const { width, x } = await content(page).getByRole("heading", { level: 3 }).locator("bdi").boundingBox()
        assert.isAtMost(x + width, 390)
        await page.evaluate(() => (location.hash = "#/compare/file-1/file-2"))
        const facts = page.getByRole("region", { name: "Facts of both" })
        await facts.waitFor()
        const widths = await facts
          .getByRole("columnheader")
          .evaluateAll((cells) => cells.map(({ offsetWidth }) => offsetWidth))
        assert.isAbove(Math.min(...widths), 100)
      } finally {
        await page.setViewportSize({ width: 1400, height: 900 })
      }
    }))

  it("shows what a server sends as text: it runs nothing of it and loads nothing", () =>
    visit(async (page) => {
      const evil = `<img src="https://elsewhere.example/x.png" onerror="alert(1)"><script>alert(1)</script>`
      const [first, ...rest] = toText(answer(text(`${evil} [link](javascript:alert(1))`))).split("\n\n")
      await drop(page, [{ name: `${evil}.sse`, text: [first, ...rest].join("\n\n") }])
      await hasText(content(page), "<script>alert(1)</script>")
      assert.strictEqual(await page.locator("main img, main script").count(), 0)
    }))

  it("has a policy that lets nothing be asked of another origin, and nothing foreign run", async () => {
    const { close, faults, page } = await open(browser, view.url)
    try {
      const asked = await page.evaluate(() =>
        fetch("https://elsewhere.example/").then(
          () => "answered",
          () => "stopped"
        )
      )
      assert.strictEqual(asked, "stopped")
      await page.evaluate(() => {
        const script = document.createElement("script")
        script.textContent = "globalThis.hasRun = true"
        document.body.append(script)
      })
      assert.isUndefined(await page.evaluate(() => globalThis.hasRun))
      const stopped = faults.flatMap((fault) => /policy: (\S+)/.exec(fault)?.[1] ?? [])
      assert.sameMembers([...new Set(stopped)], ["connect-src", "script-src-elem"])
      assert.isEmpty(faults.filter((fault) => fault.startsWith("request")))
    } finally {
      await close()
    }
  })

  it("follows standard input while it comes", async () => {
    const live = await startView(["-"])
    try {
      await visit(
        async (page) => {
          const [begin, ...rest] = toText(answer(text("One two three", { deltaSize: 4 }))).split(/(?<=\n\n)/)
          const write = (blocks) => live.stdin.write(blocks.join(""))
          write([begin, ...rest.slice(0, 4)])
          await shows(page, "5 events")
          await hasText(page.getByRole("main"), "Open")
          const before = await content(page).textContent()
          write(rest.slice(4, 5))
          await shows(page, "6 events")
          assert.isAbove((await content(page).textContent()).length, before.length)
          live.stdin.end(rest.slice(5).join(""))
          await hasText(content(page), "One two three")
          await hasText(page.getByRole("navigation", { name: "Streams" }).getByRole("link"), "Completed")
        },
        { url: live.url }
      )
    } finally {
      await live.stop()
    }
  })

  it("says that the command is gone, and keeps what has come", async () => {
    const other = await startView([sample("cut"), sample("malformed")])
    const { close, page } = await open(browser, other.url)
    try {
      await choose(page, "malformed")
      await shows(page, "16 events")
      await other.stop()
      await page.getByText("The command doesn’t answer.").waitFor()
      await shows(page, "16 events")
      assert.include(await content(page).textContent(), "The fog horn")
    } finally {
      await close()
    }
  })

  it("is a file with the recordings in it, which needs no server", async () => {
    const file = join(folder, `${name}.html`)
    writePage(file, [sample("malformed"), sample("function-call")])
    await visit(
      async (page) => {
        await choose(page, "function-call")
        await shows(page, "24 events")
        await choose(page, "malformed")
        await problems(page).getByRole("button", { name: /^I2/ }).click()
        await detail(page).getByRole("link", { name: "Rule I2" }).click()
        await page.getByRole("dialog", { name: "Rule I2" }).waitFor()
        assert.match(page.url(), /^file:/)
      },
      { url: pathToFileURL(file).href }
    )
  })
})
