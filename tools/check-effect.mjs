// Type check with Effect's diagnostics on top. The compiler that knows them comes as a binary for Linux on x64.
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const compiler = fileURLToPath(new URL("node_modules/@effect/tsgo-linux-x64/lib/tsc", import.meta.url))
if (!existsSync(compiler)) {
  console.error(
    `Effect's diagnostics need Linux on x64; this is ${process.platform} on ${process.arch}. Use npm run check.`
  )
  process.exit(1)
}
const { status } = spawnSync(compiler, ["--noEmit", "-p", "."], { stdio: "inherit" })
process.exit(status ?? 1)
