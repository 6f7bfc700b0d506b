/**
 * Builds `dist`: the modules with `tsc`, the JSON Schema from the schemas, the command with esbuild.
 *
 *     node scripts/build.mjs
 */
import { spawnSync } from "node:child_process"
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"
import { makePage } from "./page.mjs"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")

/**
 * Bundles the command into one file that needs nothing but Node 20.
 *
 * @param {{ readonly outfile?: string, readonly minify?: boolean }} [options]
 * @returns {Promise<{ readonly outfile: string, readonly bytes: number, readonly inputs: ReadonlyArray<string> }>}
 */
export const bundleCommand = async ({ minify = true, outfile = join(root, "dist/cli/main.js") } = {}) => {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"))
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["src/cli/main.ts"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minify,
    legalComments: "none",
    charset: "utf8",
    metafile: true,
    logLevel: "warning",
    define: { PACKAGE_VERSION: JSON.stringify(version) },
    banner: { js: "#!/usr/bin/env node" }
  })
  await chmod(outfile, 0o755)
  const [output] = Object.values(metafile.outputs)
  return { outfile, bytes: output.bytes, inputs: Object.keys(metafile.inputs) }
}

/** The licences of the packages that bundled files are from. */
const licenses = async (inputs) => {
  const packages = new Set(
    inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.slice(1) ?? [])
  )
  const sections = []
  for (const directory of packages) {
    const { license, name, version } = JSON.parse(await readFile(join(root, directory, "package.json"), "utf8"))
    const file = (await readdir(join(root, directory))).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? "" : `\n\n${(await readFile(join(root, directory, file), "utf8")).trim()}`
    sections.push(`${name} ${version} (${license})${text}`)
  }
  return `main.js and page.html contain parts of these packages.\n\n${sections.join(`\n\n${"-".repeat(80)}\n\n`)}\n`
}

const run = (script, ...args) => {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" })
  if (status !== 0) process.exit(status ?? 1)
}

const main = async () => {
  const dist = join(root, "dist")
  await rm(dist, { recursive: true, force: true })
  run(join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json")
  // The command is one file; nobody imports its modules
  await rm(join(dist, "cli"), { recursive: true, force: true })
  await mkdir(join(dist, "cli"), { recursive: true })
  run(join(root, "scripts/schema-json.mjs"))
  const command = await bundleCommand()
  const page = await makePage()
  await writeFile(join(dist, "cli/page.html"), page.html)
  await writeFile(join(dist, "cli/LICENSES.txt"), await licenses([...command.inputs, ...page.inputs]))
  // As npm's own words: `npm pack --json`, which builds, has the output to itself
  console.error(`dist/cli/main.js: ${(command.bytes / 1000).toFixed(0)} kB`)
  console.error(`dist/cli/page.html: ${page.kilobytes.toFixed(0)} kB gz`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) await main()
