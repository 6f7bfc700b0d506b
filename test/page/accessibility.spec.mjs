/** What axe finds in each view, and whether the page fits a phone. */
import { assert, describe, it } from "@effect/vitest"
import axe from "axe-core"
import { afterAll, beforeAll } from "vitest"
import { browsers, launch, open } from "./lib/browser.mjs"
import { samples, startView } from "./lib/command.mjs"

/** What axe finds that is serious, or worse, in words. */
const findings = `axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
  violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ help, id, nodes }) => [id, help, ...nodes.map(({ target }) => target.join(" "))].join(": "))
)`

/**
 * Gives the page a theme as its button does, which a dialog may cover, and tells which one it has then. Firefox doesn't take
 * one from Playwright.
 */
const wear = (theme) => {
  document.documentElement.dataset.theme = theme
  return getComputedStyle(document.documentElement).colorScheme
}

let view
beforeAll(async () => {
  view = await startView([samples])
})
afterAll(() => view.stop())

/** Each view, by what a person does to see it. */
const views = {
  "the start": async () => {},
  "a stream": async (page, choose) => {
    await choose("text-with-reasoning")
    await page.getByText("The lighthouse of Lindholmen").first().waitFor()
  },
  "an event with a wrong field": async (page, choose) => {
    await choose("malformed")
    await page
      .getByRole("region", { name: "Problems" })
      .getByRole("button", { name: /Invalid.*#6/ })
      .click()
    await page
      .getByText(/expected .+, got /)
      .first()
      .waitFor()
  },
  "the text of a rule": async (page, choose) => {
    await choose("openrouter-interleaved")
    await page.getByRole("region", { name: "Problems" }).getByRole("button", { name: /^I5/ }).first().click()
    await page.getByRole("link", { name: "Rule I5" }).click()
    await page.getByRole("dialog", { name: "Rule I5" }).waitFor()
  },
  "the filters": async (page, choose) => {
    await choose("function-call")
    const tab = page.getByRole("tab", { name: "Events" })
    if (await tab.isVisible()) await tab.click()
    await page.getByRole("button", { name: "Filter" }).click()
    await page.getByRole("group", { name: "Type" }).waitFor()
  },
  "a comparison": async (page, choose) => {
    await choose("malformed")
    await page.getByRole("button", { name: "Compare" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "function-call.sse" }).click()
    await page.getByRole("heading", { name: "Side by side" }).waitFor()
  },
  "the keys": async (page) => {
    await page.getByRole("button", { name: "Keys" }).click()
    await page.getByRole("dialog", { name: "Keys" }).waitFor()
  }
}

describe.each(browsers)("the page in %s", (name) => {
  let browser
  let tab
  beforeAll(async () => {
    browser = await launch(name)
    tab = await open(browser, view.url)
  })
  afterAll(() => browser?.close())

  it.each(Object.entries(views))(
    "axe finds nothing serious in %s, in both themes, and it fits a phone",
    async (_, act) => {
      const { page } = tab
      await page.setViewportSize({ width: 1400, height: 900 })
      await tab.reopen()
      const link = (file) => page.getByRole("link", { name: `${file}.sse` })
      await link("cut").waitFor()
      await act(page, (file) => link(file).click())
      await page.evaluate(axe.source)
      for (const theme of ["light", "dark"]) {
        assert.strictEqual(await page.evaluate(wear, theme), theme)
        assert.deepStrictEqual(await page.evaluate(findings), [], theme)
      }
      await page.setViewportSize({ width: 390, height: 844 })
      await page.waitForFunction(() => innerWidth === 390)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.isAtMost(width, 390)
    }
  )
})
