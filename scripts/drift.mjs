/**
 * Compares the models with the newest `@openrouter/sdk` and `openai` that npm serves.
 *
 *     node scripts/drift.mjs
 *
 * Exit 0: every event type has a model. Exit 1: one is missing here. Exit 2: nothing could be compared.
 */
import { spawnSync } from "node:child_process"
import { rmSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { modelNames } from "./model-names.mjs"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")
// Beside package.json, where dependencies are found
const outfile = join(root, `.scratch-drift-${process.pid}.mjs`)
await build({
  absWorkingDir: root,
  entryPoints: ["scripts/drift/main.ts"],
  plugins: [modelNames],
  outfile,
  platform: "node",
  format: "esm",
  packages: "external",
  bundle: true,
  logLevel: "warning"
})
const { status } = spawnSync(process.execPath, [outfile], { cwd: root, stdio: "inherit" })
rmSync(outfile)
process.exit(status ?? 2)
