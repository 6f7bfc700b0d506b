/** The drift watch: see scripts/drift.mjs. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { members } from "../../src/chunk/ResponsesStreamChunk.ts"
import { differences } from "../../test/peers/differences.ts"
import { compare } from "./compare.ts"
import { loadOpenAI } from "./openai.ts"
import { loadOpenRouter } from "./openrouter.ts"
import { readModels } from "./ours.ts"
import { describe, isMissing } from "./report.ts"
import type { Drift } from "./report.ts"
import type { Catalogue } from "./shape.ts"

const peers: ReadonlyArray<{
  readonly name: (typeof differences)[number]["peer"]
  readonly load: (modules: string) => Catalogue | Promise<Catalogue>
}> = [
  { name: "@openrouter/sdk", load: async (modules) => (await loadOpenRouter(modules)).catalogue },
  { name: "openai", load: loadOpenAI }
]

/** Installs the newest releases with the npm client, without running anything of theirs. */
const install = (directory: string): string | undefined => {
  const options = ["--prefix", directory, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
  const args = ["install", ...options, ...peers.map(({ name }) => `${name}@latest`)]
  const npm = process.env["npm_execpath"]
  const { error, status, stderr } =
    npm === undefined
      ? spawnSync("npm", args, { encoding: "utf8", shell: process.platform === "win32" })
      : spawnSync(process.execPath, [npm, ...args], { encoding: "utf8" })
  return status === 0 ? undefined : (error?.message ?? stderr.trim())
}

const watch = async (directory: string): Promise<number> => {
  const problem = install(directory)
  if (problem !== undefined) {
    console.error(
      `npm can't install the newest releases, so that nothing was compared. Is there a network?\n${problem}`
    )
    return 2
  }
  const ours = readModels(members, "effect-responses-stream")
  let missing = false
  for (const { load, name } of peers) {
    const installed = await load(resolve("node_modules"))
    const newest = await load(join(directory, "node_modules"))
    const drift: Drift = { models: compare(ours, newest), releases: compare(installed, newest) }
    const known = differences.filter(({ check, peer }) => check === "fields" && peer === name)
    console.log(`${describe(drift, installed.source, known)}\n`)
    missing ||= isMissing(drift)
  }
  console.log(missing ? "An event type has no model." : "Every event type has a model.")
  return missing ? 1 : 0
}

const directory = mkdtempSync(join(tmpdir(), "drift-"))
try {
  process.exitCode = await watch(directory)
} catch (error) {
  console.error("A newest release can't be read, so that not all was compared.")
  console.error(error)
  process.exitCode = 2
} finally {
  rmSync(directory, { recursive: true, force: true })
}
