/** Puts in place what is measured: the peers, and the library as its own build makes it. */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

export const here = dirname(fileURLToPath(import.meta.url))
export const root = resolve(here, "..")

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"))

/** Whether a folder has the packages that its lock file names. */
const isInstalled = (folder) => {
  const installed = join(folder, "node_modules/.package-lock.json")
  if (!existsSync(installed)) return false
  const { packages } = readJson(join(folder, "package-lock.json"))
  const { packages: found } = readJson(installed)
  return Object.keys(packages).every((path) => path === "" || packages[path].version === found[path]?.version)
}

const install = (folder) => {
  if (isInstalled(folder)) return
  const args = ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
  const { status } = spawnSync("npm", args, { stdio: "inherit", shell: process.platform === "win32" })
  if (status !== 0) throw new Error(`Install the peers by "npm ci --prefix ${folder}"`)
}

/**
 * Lets contestants import the library by its published names: `bench/dist` is a package with the exports of the real one,
 * and stands beside the peers.
 */
const link = () => {
  const { exports, name, sideEffects, type } = readJson(join(root, "package.json"))
  const modules = JSON.parse(JSON.stringify(exports).replaceAll('"./dist/', '"./'))
  writeFileSync(join(here, "dist/package.json"), JSON.stringify({ name, type, sideEffects, exports: modules }))
  const place = join(here, "node_modules", name)
  rmSync(place, { recursive: true, force: true })
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(join(here, "dist"), place, "junction")
}

/**
 * The library's modules in `bench/dist`, by the compiler and the settings of `npm run build`: what is measured is what
 * the sources say now. Types are `npm run check`'s business.
 */
const build = () => {
  rmSync(join(here, "dist"), { recursive: true, force: true })
  const tsc = join(root, "node_modules/typescript/bin/tsc")
  const options = ["--outDir", join(here, "dist"), "--noCheck", "--declaration", "false", "--declarationMap", "false"]
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json", ...options], {
    cwd: root,
    stdio: "inherit"
  })
  // 2 says that there were errors, which it has printed, and modules all the same
  if (status !== 0 && status !== 2) throw new Error("The library does not build")
}

export const prepare = () => {
  install(here)
  install(join(here, "effect-schema"))
  build()
  link()
}
