/**
 * Makes the pictures of the page in README, light and dark, from the sample streams. It needs the built package and the
 * Chromium of test/runtimes/install.sh.
 *
 *     npm run build && node scripts/picture.mjs
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { launch, open } from "../test/page/lib/browser.mjs"
import { samples, startView } from "../test/page/lib/command.mjs"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")

/** The samples have no times. These are the same at each run: half a second to the first event, then a steady pace. */
const withTimes = (sse) =>
  Array.from(sse.matchAll(/^data: (.*)$/gm), ([, data]) => data)
    .filter((data) => data !== "[DONE]")
    .map((data, i) => {
      const event = data.startsWith("{") ? data : JSON.stringify(data)
      return `{"at":${480 + 45 * i + ((i * 37) % 11) * 3},"event":${event}}\n`
    })
    .join("")

/** A picture is much smaller as WebP, which the browser can write. */
const toWebp = async (page, png) => {
  const url = await page.evaluate(
    async (url) => {
      const picture = new Image()
      picture.src = url
      await picture.decode()
      const canvas = document.createElement("canvas")
      canvas.width = picture.width
      canvas.height = picture.height
      canvas.getContext("2d").drawImage(picture, 0, 0)
      return canvas.toDataURL("image/webp", 0.8)
    },
    `data:image/png;base64,${png.toString("base64")}`
  )
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64")
}

const folder = mkdtempSync(join(tmpdir(), "effect-responses-stream-picture-"))
for (const name of readdirSync(samples).filter((name) => name.endsWith(".sse"))) {
  const sse = readFileSync(join(samples, name), "utf8")
  writeFileSync(join(folder, name.replace(".sse", ".jsonl")), withTimes(sse))
}
const view = await startView([folder])
const browser = await launch("chromium")
try {
  for (const colorScheme of ["light", "dark"]) {
    const { close, page } = await open(browser, view.url, {
      colorScheme,
      viewport: { width: 1300, height: 700 },
      deviceScaleFactor: 1.5
    })
    await page.getByRole("link", { name: "malformed.jsonl" }).click()
    await page
      .getByRole("region", { name: "Problems" })
      .getByRole("button", { name: /Invalid.*#6/ })
      .click()
    await page.getByRole("list", { name: "JSON of the event" }).waitFor()
    await page.evaluate(() => {
      document.activeElement.blur()
      return document.fonts.ready
    })
    const file = join(root, `docs/page-${colorScheme}.webp`)
    writeFileSync(file, await toWebp(page, await page.screenshot()))
    console.log(`${file}: ${(statSync(file).size / 1000).toFixed(0)} kB`)
    await close()
  }
} finally {
  await browser.close()
  await view.stop()
  rmSync(folder, { recursive: true, force: true })
}
