import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Validator } from "./models.mjs"

const folder = fileURLToPath(new URL(".", import.meta.url))

/** The packages that a lock file names, with their versions. */
const locked = async (file: string): Promise<string> => {
  const { packages } = JSON.parse(await readFile(folder + file, "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly version?: string }>>
  }
  const versions = Object.entries(packages).flatMap(([path, { version }]) => (path === "" ? [] : [path, version]))
  return JSON.stringify(versions)
}

const isInstalled = async (): Promise<boolean> => {
  const installed = await locked("node_modules/.package-lock.json").catch(() => undefined)
  return installed === (await locked("package-lock.json"))
}

/**
 * Loads the second opinion: its validators by wire type. Its library wants another Effect than the project's, so it has a lock file of its own, and is
 * installed when it is first asked for.
 */
export const load = async (): Promise<Readonly<Record<string, Validator>>> => {
  if (!(await isInstalled())) {
    const args = ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"]
    await promisify(execFile)("npm", args, { shell: process.platform === "win32" }).catch((cause: Error) => {
      throw new Error(`Install the second opinion by "npm ci --prefix test/oracle". It failed: ${cause.message}`, {
        cause
      })
    })
  }
  const { validators } = await import("./models.mjs")
  return validators
}
