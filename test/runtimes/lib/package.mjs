/** The package as a user gets it. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { build } from "esbuild"
import { run } from "./process.mjs"

const read = (file) => JSON.parse(readFileSync(file, "utf8"))

/** Builds and packs the project. */
export const pack = (root, folder) => {
  run(process.execPath, ["scripts/build.mjs"], { cwd: root })
  const [{ filename }] = JSON.parse(
    run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: root })
  )
  return join(folder, basename(filename))
}

/** Installs a tarball into a folder of its own, with effect as its peer, and puts the cases beside it. */
export const install = ({ folder, here, root, samples, tarball }) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }))
  const effect = read(join(root, "package.json")).devDependencies.effect
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", tarball, `effect@${effect}`], { cwd: folder })
  for (const part of ["cases", "entries", "harness"]) cpSync(join(here, part), join(folder, part), { recursive: true })
  const manifest = read(join(folder, "node_modules/effect-responses-stream/package.json"))
  return { folder, manifest, effect, samples, suites: suitesOf(here) }
}

const suitesOf = (here) =>
  readdirSync(join(here, "cases"))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -3))
    .toSorted()

/** What the package exports and no file of cases is named after. */
export const modulesWithoutCases = ({ manifest, suites }) =>
  Object.entries(manifest.exports)
    .filter(([path, target]) => target !== null && !path.includes("*") && !path.endsWith(".json"))
    .map(([path]) => (path === "." ? "index" : path.slice(2)))
    .filter((module) => !suites.includes(module))

/** The program that runs the cases of the given kind of entry. */
export const mainOf = ({ samples, suites }, entry, origin) => {
  const imports = suites.map((suite) => `import { cases as ${suite} } from "./cases/${suite}.ts"`)
  const context = JSON.stringify({ samples, origin })
  return [
    ...imports,
    `import { start } from "./entries/${entry}.ts"`,
    `${entry === "worker" ? "export default " : ""}start({ ${suites.join(", ")} }, ${context})`,
    ""
  ].join("\n")
}

/** Writes the program, and gives the path. */
export const writeMain = (user, entry, origin, file = `main.${entry}.ts`) => {
  const path = join(user.folder, file)
  writeFileSync(path, mainOf(user, entry, origin))
  return path
}

/** Bundles a program of the user's folder, as the user's own bundler would. */
export const bundle = async (user, entryPoint, options) => {
  const { outputFiles } = await build({
    absWorkingDir: user.folder,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    target: "es2023",
    charset: "utf8",
    logLevel: "silent",
    ...options
  })
  return outputFiles[0].text
}
