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
 * Opens a page of its own, and notes what must not happen: errors, messages on the console, what the policy stops, and
 * requests that leave the page's origin.
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
  const isOwn = (address) =>
    url.startsWith("file:") ? address === url.split("#")[0] : address.startsWith(new URL(url).origin)
  await context.route(
    (address) => !isOwn(address.href.split("#")[0]) && !/^(data|blob):/.test(address.href),
    (route) => {
      faults.push(`request: ${route.request().url()}`)
      return route.abort()
    }
  )
  await page.goto(url)
  return { page, faults, close: () => context.close() }
}
