/**
 * The models of `src` with what no bundle carries: their names as `identifier`, and the known values of string enums,
 * which are types, as `examples`. What is made from the schemas themselves (docs, JSON Schema, the drift watch) loads
 * them by this plugin.
 */
import { readFile, rm, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")

const openEnum = /\bopenEnum<([^<>]+)>\(\)/g

const modelClass = /\bclass (\w+) extends (model|searchTool|unknownMember)<\1>\(\)\(/g

const withNames = (source) => {
  const valued = source.replace(openEnum, (_, union) => {
    const values = union.split("|").flatMap((value) => (value.trim() === "" ? [] : [JSON.parse(value)]))
    return `AnyString.annotate({ examples: ${JSON.stringify(values)} })`
  })
  const named = valued.replace(modelClass, 'class $1 extends named("$1", $2<$1>())(')
  return `import { String as AnyString } from "effect/Schema"
const named = (identifier, define) => (...args) => define(...args).annotate({ identifier })
${named}`
}

/**
 * @type {import("esbuild").Plugin}
 */
export const modelNames = {
  name: "model-names",
  setup: (bundler) =>
    bundler.onLoad({ filter: /[\\/]src[\\/](?:chunk|model)[\\/]\w+\.ts$/ }, async ({ path }) => ({
      contents: withNames(await readFile(path, "utf8")),
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
    plugins: [modelNames],
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
