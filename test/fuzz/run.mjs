// Runs the fuzz on any Node: node test/fuzz/run.mjs [--minutes N] [--seconds N] [--seed N] [--out DIR] [--replay FILE]
import { rmSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"

// Beside the sources, which find the samples from where they are
const outfile = fileURLToPath(new URL(`.scratch-${process.pid}.mjs`, import.meta.url))
const entryPoints = [fileURLToPath(new URL("main.ts", import.meta.url))]
try {
  await build({ entryPoints, outfile, platform: "node", format: "esm", packages: "external", bundle: true })
  await import(pathToFileURL(outfile).href)
} finally {
  rmSync(outfile, { force: true })
}
