/**
 * Runs the tests with the newest `effect` that npm serves, in a copy of the checkout: the checkout stays as it is.
 *
 *     npm run test:effect-latest                                  all tests
 *     npm run test:effect-latest -- test/sse/SseFrame.test.ts    what vitest is told
 */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { cp, mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")

/** What follows the version of `effect`. */
const packages = ["effect", "@effect/vitest", "@effect/platform-node"]

/** What git ignores, and git's own. */
const leftOut = /^(node_modules|dist|coverage|\.git|\.scratch-.*|\.example-.*|.*\.tgz)$/

/** @returns {number} the exit status */
const run = (cwd, command, ...args) => {
  console.log(`$ ${[command, ...args].join(" ")}`)
  const { error, status } = spawnSync(command, args, { cwd, stdio: "inherit", shell: process.platform === "win32" })
  if (error !== undefined) throw error
  // A signal ended it
  return status ?? 1
}

const lockedIn = async (file) => JSON.parse(await readFile(file, "utf8")).packages

/** Says which versions were installed, and where the lock file has another one. */
const printVersions = async (copy) => {
  const installed = await lockedIn(join(copy, "node_modules/.package-lock.json"))
  const locked = await lockedIn(join(root, "package-lock.json"))
  for (const path of packages.map((name) => `node_modules/${name}`)) {
    const [is, was] = [installed[path].version, locked[path].version]
    console.log(`${path.replace("node_modules/", "")} ${is}: ${is === was ? "the locked version" : `${was} is locked`}`)
  }
}

const main = async () => {
  const temporary = await realpath(await mkdtemp(join(tmpdir(), "effect-latest-")))
  const copy = join(temporary, "checkout")
  try {
    await cp(root, copy, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !leftOut.test(basename(source)) || source === root
    })
    // Tests look for recordings beside the checkout
    const shared = resolve(root, "../shared")
    if (existsSync(shared)) await symlink(await realpath(shared), join(temporary, "shared"), "junction")

    const newest = packages.map((name) => `${name}@latest`)
    const status = run(copy, "npm", "install", "--no-save", "--no-audit", "--no-fund", ...newest)
    if (status !== 0) return status
    await printVersions(copy)
    return run(copy, "npx", "vitest", "run", ...process.argv.slice(2))
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

process.exitCode = await main()
