/**
 * The models of `src` with the known values of their string enums.
 *
 * Those values are types, so that no bundle carries them. What is made from the schemas themselves (docs, JSON Schema,
 * the drift watch) loads the models by this plugin, which gives each such enum its values as `examples`.
 */
import { readFile, rm, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")

const openEnum = /\bopenEnum<([^<>]+)>\(\)/g

const withKnownValues = (source) =>
  `import { String as AnyString } from "effect/Schema"
${source.replace(openEnum, (_, union) => {
  const values = union.split("|").flatMap((value) => (value.trim() === "" ? [] : [JSON.parse(value)]))
  return `AnyString.annotate({ examples: ${JSON.stringify(values)} })`
})}`

/**
 * @type {import("esbuild").Plugin}
 */
export const knownValues = {
  name: "known-values",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]src[\\/](?:chunk|model)[\\/]\w+\.ts$/ }, async ({ path }) => ({
      contents: withKnownValues(await readFile(path, "utf8")),
      loader: "ts"
    }))
}

/**
 * Loads `src/ResponsesStreamChunk.ts` so, beside the modules of `effect` that are loaded already.
 *
 * @returns {Promise<typeof import("../src/ResponsesStreamChunk.ts")>}
 */
export const loadChunks = async () => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/ResponsesStreamChunk.ts"],
    plugins: [knownValues],
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "warning"
  })
  // In the project's folder, where packages are found
  const file = join(root, `.scratch-chunks-${process.pid}-${performance.now()}.mjs`)
  await writeFile(file, outputFiles[0].contents)
  try {
    return await import(pathToFileURL(file).href)
  } finally {
    await rm(file)
  }
}
