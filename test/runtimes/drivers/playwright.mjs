// Opens a page in a browser until it is finished: node playwright.mjs BROWSER EXECUTABLE ORIGIN NAME
import playwright from "playwright-core"

const [browserName, executablePath, origin, name] = process.argv.slice(2)

const options = {
  chromium: {
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync"
    ]
  },
  firefox: { channel: "moz-firefox" }
}

const browser = await playwright[browserName].launch({ executablePath, headless: true, ...options[browserName] })
try {
  const page = await browser.newPage()
  page.on("pageerror", (error) => console.error(error.stack))
  page.on("console", (message) => console.error(message.text()))
  await page.goto(`${origin}/page/${name}/`)
  await fetch(`${origin}/finished/${name}`)
} finally {
  await browser.close()
}
