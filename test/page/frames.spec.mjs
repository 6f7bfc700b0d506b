/** How smoothly the page scrolls a recording of 100,000 events, and moves through a long text. */
import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll } from "vitest"
import { answer, text, toText } from "../../dist/testing/testing.js"
import { largeCapture } from "./large.mjs"
import { browsers, launch, open } from "./lib/browser.mjs"
import { startView } from "./lib/command.mjs"

const events = 100_000

/** 100 kB of Markdown, with words, lists and code. */
const longText = Array.from(
  { length: 480 },
  (_, i) =>
    `## Section ${i}\n\nThe **quick** brown fox writes “naïve” tests with 日本語 in them 🙂, and says [so](#${i}) at some ` +
    `length, so that lines wrap.\n\n- one item of a list\n- another item\n\n\`\`\`ts\nconst value = compute(${i})\n\`\`\`\n\n`
).join("")

const folder = mkdtempSync(join(tmpdir(), "effect-responses-stream-frames-"))
let view
let textView
beforeAll(async () => {
  const file = join(folder, "large.jsonl")
  writeFileSync(file, largeCapture({ events, format: "jsonl" }))
  view = await startView([file])
  const textFile = join(folder, "text.sse")
  writeFileSync(textFile, toText(answer(text(longText, { deltaSize: 16 }))))
  textView = await startView([textFile])
})
afterAll(async () => {
  await view.stop()
  await textView.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Scrolls an element for some frames, and gives how long each took, in milliseconds. */
const scroll = (element, { by, frames }) =>
  new Promise((resolve) => {
    const times = []
    let last
    const step = (now) => {
      if (last !== undefined) times.push(now - last)
      last = now
      element.scrollTop += by
      if (times.length === frames) resolve(times)
      else requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })

/** Moves a slider at each frame, from its beginning to its end and again, and gives how long each frame took. */
const drag = (slider, { frames }) =>
  new Promise((resolve) => {
    const times = []
    let last
    const step = (now) => {
      if (last !== undefined) times.push(now - last)
      last = now
      slider.value = String(((times.length * 0.003) % 1) * Number(slider.max))
      slider.dispatchEvent(new Event("input", { bubbles: true }))
      if (times.length === frames) resolve(times)
      else requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Far below what is seen on an idle machine: it holds on two busy cores, and a list that isn't virtual misses it. */
const floor = 10

describe.each(browsers)("the page in %s", (name) => {
  it("scrolls through 100,000 events", async () => {
    const browser = await launch(name)
    try {
      const begin = performance.now()
      const { page } = await open(browser, view.url)
      await page
        .getByRole("search", { name: "Events" })
        .getByRole("status")
        .filter({ hasText: /^100,\d{3} events$/ })
        .waitFor({ timeout: 60_000 })
      await page.getByRole("navigation", { name: "Streams" }).getByText("Completed").waitFor({ timeout: 60_000 })
      const seconds = (performance.now() - begin) / 1000
      const table = page.getByRole("grid", { name: "Events" })
      assert.isBelow(await table.getByRole("row").count(), 200)
      for (const [what, by] of [
        ["rows", 40],
        ["pages", 5000]
      ]) {
        await table.evaluate((element) => (element.scrollTop = 0))
        const times = await table.evaluate(scroll, { by, frames: 120 })
        // The rows are there, too
        await page.waitForFunction(() => {
          const table = document.querySelector("[role=grid]")
          const { bottom, height } = table.getBoundingClientRect()
          const rows = [...table.querySelectorAll("[role=row]")]
          return table.scrollTop > height && rows.some((row) => row.getBoundingClientRect().bottom >= bottom)
        })
        const rate = 1000 / median(times)
        console.log(
          `${name}, ${events} events, read in ${seconds.toFixed(1)} s, scrolling by ${what}: ` +
            `${rate.toFixed(0)} frames a second (median), the slowest frame ${Math.max(...times).toFixed(0)} ms`
        )
        assert.isAbove(rate, floor)
      }
    } finally {
      await browser.close()
    }
  })

  it("moves through a text of 100 kB", async () => {
    const browser = await launch(name)
    try {
      const { page } = await open(browser, textView.url)
      await page.getByRole("navigation", { name: "Streams" }).getByText("Completed").waitFor()
      const slider = page.getByRole("slider", { name: "Event" })
      await page.waitForFunction(() => Number(document.querySelector("input[type=range]")?.max) > 5000)
      const times = await slider.evaluate(drag, { frames: 240 })
      // What is shown is the last of the places
      const selected = page.getByRole("grid", { name: "Events" }).getByRole("row", { selected: true })
      await selected.waitFor()
      const index = Number(/^\d+/.exec(await selected.getByRole("gridcell").first().textContent())[0])
      assert.approximately(index / Number(await slider.getAttribute("max")), 0.72, 0.01)
      const rate = 1000 / median(times)
      console.log(
        `${name}, a text of ${(longText.length / 1000).toFixed(0)} kB: ${rate.toFixed(0)} frames a second (median) while ` +
          `the slider moves, the slowest frame ${Math.max(...times).toFixed(0)} ms`
      )
      assert.isAbove(rate, floor)
    } finally {
      await browser.close()
    }
  })
})
