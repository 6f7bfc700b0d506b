/**
 * Writes what is generated in `docs`: the table of chunks, and the API pages. With `--check`, only says what is stale.
 *
 *     node scripts/docs.mjs
 */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { renderChunks } from "./docs/chunks.mjs"
import { root } from "./schemas.mjs"

const tools = join(root, "scripts/docs")
if (!existsSync(join(tools, "node_modules"))) {
  const { status } = spawnSync("npm", ["ci", "--prefix", tools, "--no-audit", "--no-fund"], { stdio: "inherit" })
  if (status !== 0) process.exit(status ?? 1)
}
const { renderPages } = await import("./docs/api.mjs")

const pages = new Map([["docs/chunks.md", await renderChunks()]])
for (const [name, text] of await renderPages()) pages.set(`docs/api/${name}`, text)

const found = existsSync(join(root, "docs/api")) ? await readdir(join(root, "docs/api")) : []
const left = found.map((name) => `docs/api/${name}`).filter((file) => !pages.has(file))
const stale = []
for (const [file, text] of pages) {
  const path = join(root, file)
  if (!existsSync(path) || (await readFile(path, "utf8")) !== text) stale.push({ file, text })
}

if (process.argv.includes("--check")) {
  for (const file of [...stale.map(({ file }) => file), ...left]) console.error(`${file} is stale: npm run docs`)
  if (stale.length + left.length > 0) process.exitCode = 1
  else console.log(`${pages.size} generated pages are up to date`)
} else {
  for (const file of left) await rm(join(root, file))
  for (const { file, text } of stale) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  console.log(`${stale.length} of ${pages.size} generated pages written`)
}
