/** Code that is bundled and imported as a program has it, without what Vitest adds to each use of an import. */
import { build } from "esbuild"
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { aliases } from "./modules.ts"

const root = join(import.meta.dirname, "../..")

/** Bundles code that imports this package by its name, and gives what it exports. */
export const importBundled = async <A>(code: string): Promise<A> => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: code, resolveDir: root, loader: "ts" },
    alias: aliases,
    bundle: true,
    external: ["effect/*"],
    format: "esm",
    platform: "node",
    write: false
  })
  // Beside package.json, where effect is found
  const file = join(root, `.scratch-${process.pid}-${count++}.mjs`)
  writeFileSync(file, outputFiles[0]!.contents)
  try {
    return (await import(pathToFileURL(file).href)) as A
  } finally {
    rmSync(file)
  }
}

let count = 0
