/** The examples in a project of their own, where the package and what they need is installed as it is for a user. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const here = fileURLToPath(new URL("..", import.meta.url))

export const root = resolve(here, "../..")

const name = "effect-responses-stream"

const versionOf = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version

/** Where what a project needs is installed. */
const packages = {
  "eventsource-parser": join(root, "node_modules/eventsource-parser"),
  effect: join(root, "node_modules/effect"),
  "@effect/platform-node": join(root, "node_modules/@effect/platform-node"),
  "@types/node": join(root, "node_modules/@types/node"),
  esbuild: join(root, "node_modules/esbuild"),
  ws: join(root, "node_modules/ws"),
  "@types/ws": join(root, "node_modules/@types/ws"),
  "@types/bun": join(here, "node_modules/@types/bun"),
  hono: join(here, "node_modules/hono"),
  "@ai-sdk/react": join(here, "node_modules/@ai-sdk/react"),
  "@types/react": join(here, "node_modules/@types/react"),
  "@types/react-dom": join(here, "node_modules/@types/react-dom"),
  ai: join(here, "node_modules/ai"),
  react: join(here, "node_modules/react"),
  redis: join(here, "node_modules/redis"),
  "react-dom": join(here, "node_modules/react-dom")
}

/** Makes the project. */
export const makeProject = () => {
  if (!existsSync(join(root, "dist/cli/main.js"))) throw new Error("There is no package: npm run build")
  if (!existsSync(packages.hono)) throw new Error("Install what the examples need: npm ci --prefix test/examples")
  const folder = mkdtempSync(join(tmpdir(), "examples-"))
  const installed = join(folder, "node_modules", name)
  for (const part of ["package.json", "dist", "src"])
    cpSync(join(root, part), join(installed, part), { recursive: true })
  const versions = { [name]: versionOf(root) }
  for (const [name, target] of Object.entries(packages)) {
    const link = join(folder, "node_modules", name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(target, link)
    versions[name] = versionOf(target)
  }
  mkdirSync(join(folder, "node_modules/.bin"))
  symlinkSync(`../${name}/dist/cli/main.js`, join(folder, "node_modules/.bin", name))
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module", dependencies: versions }))
  writeFileSync(join(folder, "deno.json"), JSON.stringify({ nodeModulesDir: "manual" }))
  cpSync(join(root, "examples"), join(folder, "examples"), { recursive: true })
  const path = (name) => join(folder, name)
  return {
    folder,
    /** The path of a file in it. */
    path,
    /** Writes a file into it, and gives its path. */
    write: (name, text) => {
      writeFileSync(path(name), text)
      return path(name)
    },
    /** Bundles a file of it into another, as its platform does, and gives the path of that. */
    bundle: async (outfile, entry, options) => {
      await build({
        absWorkingDir: folder,
        entryPoints: [entry],
        outfile,
        bundle: true,
        target: "es2023",
        charset: "utf8",
        logLevel: "silent",
        ...options
      })
      return path(outfile)
    },
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}
