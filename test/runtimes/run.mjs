/**
 * Runs the cases on the package, installed from its tarball as a user would, in every runtime, and prints a table.
 *
 *     node test/runtimes/run.mjs [RUNTIME…] [--tarball FILE] [--keep]
 *
 * A name stands for all runtimes that begin with it (`node`). The exit code is 1 if a case failed, if a runtime isn't on
 * the machine, or if a module of the package has no cases.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { install, modulesWithoutCases, pack } from "./lib/package.mjs"
import { killAll, start } from "./lib/process.mjs"
import { startRegistry } from "./lib/registry.mjs"
import { follow } from "./lib/results.mjs"
import { Missing, runtimes } from "./lib/runtimes.mjs"
import { startServer } from "./lib/server.mjs"

const here = fileURLToPath(new URL(".", import.meta.url))
const root = resolve(here, "../..")

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { tarball: { type: "string" }, keep: { type: "boolean", default: false } }
})

const unknown = positionals.filter((name) => !runtimes.some((runtime) => runtime.name.startsWith(name)))
if (unknown.length > 0) {
  console.error(`There is no runtime ${unknown.join(", ")}. There are ${runtimes.map(({ name }) => name).join(", ")}.`)
  process.exit(2)
}
const chosen = runtimes.filter(
  ({ name }) => positionals.length === 0 || positionals.some((prefix) => name.startsWith(prefix))
)

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** Runs one runtime. Whatever goes wrong is a failure of it. */
const runOne = async (runtime, machine) => {
  const begin = performance.now()
  /** @type {{ name: string, version: string, passed: number, failures: Array<{ name: string, error: string }> }} */
  const row = { name: runtime.name, version: "", passed: 0, failures: [] }
  let program
  try {
    const found = runtime.find()
    row.version = found.version ?? ""
    const results = follow()
    const { command, cwd, env } = await runtime.start(machine, found, results.onReport)
    program = start(command, {
      cwd,
      env,
      onLine: (line) => {
        if (line.startsWith("@version ")) row.version = line.slice("@version ".length)
        else results.onLine(line)
      }
    })
    void program.ended.then(results.onEnded)
    await results.done
    Object.assign(row, results.result())
  } catch (error) {
    const isMissing = error instanceof Missing
    row.failures.push({
      name: isMissing ? "not on this machine" : "start",
      error: isMissing ? `Install it: ${error.message}` : String(error.stack ?? error)
    })
  }
  await program?.stop()
  return { ...row, time: seconds(begin) }
}

const print = (rows) => {
  const table = [
    ["runtime", "version", "passed", "failed", "time"],
    ...rows.map(({ failures, name, passed, time, version }) => [name, version, passed, failures.length, time])
  ].map((row) => row.map(String))
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)))
  // Words to the left, numbers to the right
  const line = (row) => row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ")
  const [head, ...body] = table.map(line)
  console.log(["", head, widths.map((width) => "-".repeat(width)).join("  "), ...body, ""].join("\n"))
}

const begin = performance.now()
const folder = mkdtempSync(join(tmpdir(), "runtimes-"))

// Nothing outlives the run, however it ends
process.on("exit", () => {
  killAll()
  if (!values.keep) rmSync(folder, { recursive: true, force: true })
})
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => process.exit(1))

const streams = join(root, "examples/streams")
const samples = Object.fromEntries(
  readdirSync(streams)
    .filter((file) => file.endsWith(".sse"))
    .map((file) => [file, readFileSync(join(streams, file), "utf8")])
)
const tarball = values.tarball === undefined ? pack(root, folder) : resolve(values.tarball)
const user = install({ folder: join(folder, "user"), here, root, samples, tarball })
const { manifest } = user
console.log(`${manifest.name} ${manifest.version}, packed and installed in ${seconds(begin)}`)
if (values.keep) console.log(`Kept: ${folder}`)

const withoutCases = modulesWithoutCases(user)
for (const module of withoutCases) {
  console.log(`The module ${module} has no cases: write test/runtimes/cases/${module}.ts`)
}

const server = await startServer(samples)
const registry = await startRegistry(user, tarball)
const rows = []
for (const runtime of chosen) {
  const row = await runOne(runtime, { user, server, registry, origin: server.origin })
  rows.push(row)
  console.log(`${row.name}: ${row.passed} passed, ${row.failures.length} failed, ${row.time}`)
  for (const { error, name } of row.failures) console.log(`  ${name}\n    ${error.replaceAll("\n", "\n    ")}`)
}
await server.close()
await registry.close()

print(rows)
const passed = rows.reduce((sum, row) => sum + row.passed, 0)
const failed = rows.reduce((sum, row) => sum + row.failures.length, withoutCases.length)
console.log(`${chosen.length} runtimes in ${seconds(begin)}\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
