// Runs a TypeScript example on any Node: node scripts/example.mjs examples/decode.ts [argument…]
import { spawnSync } from "node:child_process"
import { rmSync } from "node:fs"
import { basename } from "node:path"
import { build } from "esbuild"

const [example, ...args] = process.argv.slice(2)
if (example === undefined) {
  console.error("usage: node scripts/example.mjs EXAMPLE [ARGUMENT…]")
  process.exit(2)
}
// Beside package.json, where the package's own name and its dependencies are found
const outfile = `.example-${basename(example, ".ts")}.mjs`
await build({ entryPoints: [example], outfile, platform: "node", format: "esm", packages: "external", bundle: true })
const { status } = spawnSync(process.execPath, [outfile, ...args], { stdio: "inherit" })
rmSync(outfile)
process.exit(status ?? 1)
