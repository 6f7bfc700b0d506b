/**
 * Looks at the package as its users do: packs it, installs it beside effect, and type-checks a program that uses every
 * entry point, with every TypeScript and resolution that users have. Also looks at what the tarball holds, where maps
 * lead, what bundlers keep, and at the workflows that publish it.
 *
 *     npm run build && node test/package/run.mjs [--tarball FILE] [--keep]
 *
 * The exit code is 1 if something is wrong.
 */
import { spawn, spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { basename, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { bundlers } from "./lib/bundles.mjs"
import { problemsOfContents } from "./lib/contents.mjs"
import { entriesOf, problemsOfManifest } from "./lib/manifest.mjs"
import { problemsOfMaps, readerOf } from "./lib/maps.mjs"
import { errorsOf, generated, missingNames, specifiersOf, tsconfigOf, webTypes } from "./lib/types.mjs"

const here = fileURLToPath(new URL(".", import.meta.url))
const root = resolve(here, "../..")
const tools = join(here, "node_modules")

const { values } = parseArgs({ options: { tarball: { type: "string" }, keep: { type: "boolean", default: false } } })

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"))

const run = (command, args, cwd) => {
  const { error, status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: "utf8" })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stdout}${stderr}`)
  return stdout
}

/** Runs a compiler, and gives what it printed. */
const compile = (compiler, project) =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(compiler, "bin/tsc"), "-p", project, "--pretty", "false"])
    let output = ""
    child.stdout.on("data", (data) => (output += data))
    child.stderr.on("data", (data) => (output += data))
    child.on("error", failed)
    child.on("close", (status) => done({ status, output }))
  })

/** What is wrong, said at once and counted. */
const problems = []
const report = (title, found) => {
  console.log(`${found.length === 0 ? "ok  " : "FAIL"} ${title}`)
  for (const problem of found) console.log(`       ${problem}`)
  problems.push(...found)
}

// What is needed

if (!existsSync(join(tools, "yaml"))) run("npm", ["ci", "--prefix", here, "--no-audit", "--no-fund"], root)
const { problemsOfWorkflow } = await import("./lib/workflows.mjs")
if (!existsSync(join(root, "dist/cli/main.js"))) throw new Error("There is nothing to pack: npm run build")

const folder = mkdtempSync(join(tmpdir(), "package-"))
process.on("exit", () => {
  if (values.keep) console.log(`Kept: ${folder}`)
  else rmSync(folder, { recursive: true, force: true })
})
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => process.exit(1))

// The tarball

const packed =
  values.tarball === undefined ? run("npm", ["pack", "--json", "--pack-destination", folder], root) : "[{}]"
const tarball = resolve(values.tarball ?? join(folder, basename(JSON.parse(packed)[0].filename)))
const effect = readJson(join(root, "package.json")).devDependencies.effect
writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }))
// As a user who looks twice: no script of anybody runs
const flags = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"]
run("npm", ["install", ...flags, tarball, `effect@${effect}`], folder)

const { name } = readJson(join(root, "package.json"))
const installed = join(folder, "node_modules", name)
const manifest = readJson(join(installed, "package.json"))
const files = readdirSync(installed, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(installed.length + 1))
  .map((path) => ({ path: path.replaceAll("\\", "/"), size: readFileSync(join(installed, path)).byteLength }))
const paths = files.map(({ path }) => path)
const read = readerOf(installed)

const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`
const unpacked = files.reduce((sum, { size }) => sum + size, 0)
console.log(`${name} ${manifest.version}: ${kB(readFileSync(tarball).byteLength)} packed, ${kB(unpacked)} unpacked`)

const largest = files.toSorted((a, b) => b.size - a.size)[0]
report(
  `${files.length} files, the largest ${largest.path} with ${kB(largest.size)}: all are needed, none is missing`,
  problemsOfContents(files)
)

const enginesOf = (dependency) => readJson(join(folder, "node_modules", dependency, "package.json")).engines?.node
const engines = Object.fromEntries(Object.keys(manifest.dependencies).map((each) => [each, enginesOf(each)]))
const command = read(Object.values(manifest.bin)[0].slice(2))
report("package.json is complete, and what it names is there", [
  ...problemsOfManifest(manifest, paths, engines),
  ...(command.startsWith("#!/usr/bin/env node\n") ? [] : ["the command doesn't begin with the line that names Node"])
])

const maps = problemsOfMaps(paths, read)
report(`${maps.maps} maps lead to src, asked for ${maps.places} names`, maps.problems)

// Types

const entries = entriesOf(manifest.exports, paths)
const program = join(folder, "program")
mkdirSync(program)
cpSync(join(here, "consumer"), program, { recursive: true })
for (const [file, text] of Object.entries(generated(name, entries))) writeFileSync(join(program, file), `${text}\n`)
const imported = new Set(
  readdirSync(program)
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => specifiersOf(readFileSync(join(program, file), "utf8")))
)
report(
  `the program uses all ${entries.length} entry points`,
  entries
    .filter((entry) => !imported.has(name + entry.slice(1)))
    .map((entry) => `nothing uses ${entry}: write test/package/consumer${entry.slice(1)}.ts`)
)

const compilers = [join(tools, "typescript59"), join(tools, "typescript6"), join(root, "node_modules/typescript")]
const runs = compilers.flatMap((compiler) =>
  [
    { moduleResolution: "bundler", platform: "DOM" },
    { moduleResolution: "nodenext", platform: "DOM" },
    { moduleResolution: "nodenext", platform: "Node" },
    { moduleResolution: "bundler", platform: "Workers" },
    { moduleResolution: "bundler", platform: "none" }
  ].map((options) => ({ compiler, version: readJson(join(compiler, "package.json")).version, ...options }))
)
const foreign = new Map()
for (const { compiler, moduleResolution, platform, version } of runs) {
  const project = join(folder, "tsconfig.json")
  const typeRoots = [join(tools, "@types"), tools]
  writeFileSync(project, JSON.stringify(tsconfigOf({ moduleResolution, platform, typeRoots })))
  const begin = performance.now()
  const { output, status } = await compile(compiler, project)
  const errors = errorsOf(output)
  const own = errors.filter(({ owner }) => owner === name)
  // Without web types the program itself can't be right: it names them
  const ofProgram = errors.filter(
    ({ code, owner }) => owner === "" && (platform !== "none" || !/^TS(2304|2552)$/.test(code))
  )
  const { names, others } = platform === "none" ? missingNames(own) : { names: {}, others: own }
  const expected = platform === "none" ? webTypes : {}
  const lines = [...others, ...ofProgram].map(({ code, file, message }) => `${file}: ${code}: ${message}`)
  for (const file of new Set([...Object.keys(names), ...Object.keys(expected)])) {
    const [found = "", known = ""] = [names[file]?.join(", "), expected[file]?.join(", ")]
    if (found !== known) lines.push(`${file} names ${found || "no web type"}, where it is known for ${known || "none"}`)
  }
  if (status !== 0 && errors.length === 0) lines.push(output)
  const others_ = errors.filter(({ owner }) => owner !== "" && owner !== name)
  if (platform !== "none")
    for (const { code, message, owner } of others_) {
      const key = `${owner}, with the types of ${platform}: ${code}: ${message}`
      foreign.set(key, (foreign.get(key) ?? 0) + 1)
    }
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  const types = platform === "none" ? "no web types: only those are missing" : `types of ${platform}`
  report(
    `TypeScript ${version}, ${moduleResolution}, ${types} (${seconds} s; ${others_.length} errors of others)`,
    lines
  )
}
for (const [key, times] of foreign) console.log(`       not ours: ${key} (${times} times)`)

// Bundles of what is installed

const lost = []
for (const [bundler, bundle] of Object.entries(bundlers)) {
  for (const entry of entries.filter((each) => each.startsWith("./chunk/"))) {
    const { kept } = await bundle(`export * from "${name + entry.slice(1)}"`, folder, { external: true })
    const found = kept.filter((file) => file.includes("/dist/chunk/")).map((file) => basename(file, ".js"))
    if (found.join() !== basename(entry)) lost.push(`${bundler} keeps ${found.join(", ")} of ${entry}`)
  }
  const use = "export const use = ChunkStream"
  const ofModule = await bundle(`import * as ChunkStream from "${name}/ChunkStream"\n${use}`, folder, { minify: true })
  const ofRoot = await bundle(`import { ChunkStream } from "${name}"\n${use}`, folder, { minify: true })
  console.log(`       ${bundler}: ChunkStream ${kB(ofModule.bytes)}, by the root ${kB(ofRoot.bytes)}, with effect`)
  if (Math.abs(ofRoot.bytes / ofModule.bytes - 1) > 0.01) lost.push(`${bundler}: the root costs more than the module`)
  const unused = await bundle(
    entries
      .map((each) => `import "${name + each.slice(1)}"`)
      .filter((line) => !line.includes(".json"))
      .join("\n"),
    folder,
    { minify: true }
  )
  if (unused.kept.some((file) => file.includes(`/${name}/`))) lost.push(`${bundler} keeps what isn't used`)
}
report("bundles of the installed package hold one family for one, and nothing for nothing", lost)

// CommonJS callers, and the command

const required = createRequire(join(folder, "index.cjs"))
report(
  "require() gives every module",
  entries
    .filter((entry) => !entry.endsWith(".json"))
    .filter((entry) => Object.keys(required(name + entry.slice(1))).length === 0)
    .map((entry) => `${entry} is empty`)
)

// Workflows

const workflows = join(root, ".github/workflows")
const project = {
  scripts: readJson(join(root, "package.json")).scripts,
  exists: (path) => existsSync(join(root, path))
}
for (const file of readdirSync(workflows)) {
  const path = `.github/workflows/${file}`
  report(path, problemsOfWorkflow(path, readFileSync(join(workflows, file), "utf8"), project))
}

console.log(problems.length === 0 ? "The package is fit to publish." : `${problems.length} problems.`)
process.exit(problems.length === 0 ? 0 : 1)
