/**
 * Compares the models with the newest `@openrouter/sdk` and `openai` that npm serves.
 *
 *     node scripts/drift.mjs
 *
 * Exit 0: every event type has a model. Exit 1: one is missing here. Exit 2: nothing could be compared.
 */
import { spawnSync } from "node:child_process"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { build } from "esbuild"
import { root } from "./schemas.mjs"

// Beside package.json, where dependencies are found
const outfile = join(root, `.scratch-drift-${process.pid}.mjs`)
await build({
  absWorkingDir: root,
  entryPoints: ["scripts/drift/main.ts"],
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
