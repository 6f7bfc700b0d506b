import { execFile } from "node:child_process"
import { mkdir, readFile, rmdir, stat } from "node:fs/promises"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

/** The packages that a lock file names, with their versions. */
const locked = async (file: string): Promise<string> => {
  const { packages } = JSON.parse(await readFile(file, "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly version?: string }>>
  }
  const versions = Object.entries(packages).flatMap(([path, { version }]) => (path === "" ? [] : [path, version]))
  return JSON.stringify(versions)
}

const isInstalled = async (folder: string): Promise<boolean> => {
  const installed = await locked(`${folder}node_modules/.package-lock.json`).catch(() => undefined)
  return installed === (await locked(`${folder}package-lock.json`))
}

/** Whoever makes this folder installs. `.gitignore` knows its name. */
const claimOf = (folder: string): string => `${folder}.scratch-install`

/** After this time, in milliseconds, a claim is of a process that was killed. */
const claimLasts = 240_000

const claim = async (folder: string): Promise<void> => {
  for (;;) {
    const error = await mkdir(claimOf(folder)).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error
    )
    if (error === undefined) return
    if (error.code !== "EEXIST") throw error
    const since = await stat(claimOf(folder)).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity
    )
    if (Date.now() - since > claimLasts) await release(folder)
    else await setTimeout(200)
  }
}

const release = (folder: string): Promise<void> => rmdir(claimOf(folder)).catch(() => undefined)

/**
 * Installs the packages of a folder of `test`, by its lock file, unless they are there. Several workers may ask at once: one installs, the others wait.
 * Such a folder has packages that must not meet those of the project.
 */
export const install = async (name: "judges" | "judges/effect-ai" | "oracle"): Promise<void> => {
  const folder = fileURLToPath(new URL(`../${name}/`, import.meta.url))
  if (await isInstalled(folder)) return
  await claim(folder)
  try {
    if (await isInstalled(folder)) return
    const args = ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"]
    await promisify(execFile)("npm", args, { shell: process.platform === "win32" })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Install the packages of test/${name} by "npm ci --prefix test/${name}". It failed: ${reason}`, {
      cause
    })
  } finally {
    await release(folder)
  }
}
