/**
 * The schemas of `src`, loaded as they are: what is made from them (the table, docs, JSON Schema, the drift watch) reads
 * them beside the modules of `effect` that are loaded already.
 */
import { rm, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"
import { modules } from "./modules.mjs"

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")

/**
 * Loads what a module of TypeScript exports that stands in the project's folder.
 *
 * @param {string} contents
 */
export const load = async (contents) => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    write: false,
    logLevel: "warning"
  })
  // In the project's folder, where packages are found
  const file = join(root, `.scratch-schemas-${process.pid}-${performance.now()}.mjs`)
  await writeFile(file, outputFiles[0].contents)
  try {
    return await import(pathToFileURL(file).href)
  } finally {
    await rm(file)
  }
}

/**
 * The union of all chunks, its members and look-ups.
 *
 * @returns {Promise<typeof import("../src/chunk/ResponsesStreamChunk.ts")>}
 */
export const loadChunks = () => load(`export * from "./${modules.ResponsesStreamChunk}"`)
