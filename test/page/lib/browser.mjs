/** Opens the page in real browsers: those of test/runtimes. */
import { createRequire } from "node:module"
import { runtimes } from "../../runtimes/lib/runtimes.mjs"

// Installed apart: bash test/runtimes/install.sh
const playwright = createRequire(new URL("../../runtimes/package.json", import.meta.url))("playwright-core")

/** The browsers, by name. */
export const browsers = ["chromium", "firefox"]

const options = {
  chromium: { args: ["--no-sandbox", "--disable-background-networking"] },
  firefox: { channel: "moz-firefox" }
}

/** Starts a browser. Where it isn't on this machine, this says how to install it. */
export const launch = (name) => {
  const { file } = runtimes.find((runtime) => runtime.name === name).find()
  return playwright[name].launch({ executablePath: file, headless: true, ...options[name] })
}

/**
 * Opens a page in a tab of its own, and notes what must not happen: errors, messages on the console, what the policy
 * stops, and requests that leave the page's origin.
 *
 * A new tab takes longer than the page in it. Tests that come one after the other `reopen` theirs: nothing is left then
 * of what the page was, kept or had noted.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export const open = async (browser, url, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options })
  context.setDefaultTimeout(30_000)
  const faults = []
  const page = await context.newPage()
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`))
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`)
  })
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) => {
      console.error(`policy: ${violatedDirective} ${blockedURI}`)
    })
  })
  let own = url
  const isOwn = (address) =>
    own.startsWith("file:") ? address === own.split("#")[0] : address.startsWith(new URL(own).origin)
  await context.route(
    (address) => !isOwn(address.href.split("#")[0]) && !/^(data|blob):/.test(address.href),
    (route) => {
      faults.push(`request: ${route.request().url()}`)
      return route.abort()
    }
  )
  await page.goto(url)
  const reopen = async (next = url) => {
    await page.evaluate(() => localStorage.clear())
    // Else an address that differs in its hash alone would be the same page
    await page.goto("about:blank")
    faults.length = 0
    own = next
    await page.goto(next)
  }
  return { page, faults, reopen, close: () => context.close() }
}
