/**
 * Prints what a bundle holds of this package, `effect` included: kB after minifying and gzip, by two bundlers.
 *
 *     npm run size
 */
import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import { rolldown } from "rolldown"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")

const sdk = "@openrouter/sdk"

/** What is bundled, and the budget in kB that a test holds it to. */
export const entries = [
  {
    name: "one family alone: `decodeOnly` with the image chunks",
    budget: 34,
    code: `import { decodeOnly } from "./src/ChunkStream.ts"
import { members } from "./src/chunk/ImageGenerationCall.ts"
export const decode = decodeOnly(members)`
  },
  {
    name: "`ChunkStream.decode`, all models",
    budget: 42.7,
    code: `export { decode } from "./src/ChunkStream.ts"`
  },
  {
    name: "all that `ChunkStream` exports",
    budget: 44,
    code: `export * from "./src/ChunkStream.ts"`
  },
  {
    name: "`Web.chunks`, without Effect's streams",
    budget: 43.5,
    code: `export { chunks } from "./src/Web.ts"`
  },
  {
    name: "for comparison: `@openrouter/sdk`, event union and event stream",
    code: `export { EventStream } from "${sdk}/lib/event-streams.js"
export { ResponsesStreamingResponse$inboundSchema } from "${sdk}/models/responsesstreamingresponse.js"`
  }
]

const withEsbuild = async (code) => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    legalComments: "none",
    write: false,
    logLevel: "warning"
  })
  return outputFiles[0].contents
}

const withRolldown = async (code) => {
  const entry = join(root, "entry.ts")
  const bundle = await rolldown({
    input: entry,
    platform: "browser",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? code : undefined)
      }
    ]
  })
  const { output } = await bundle.generate({ format: "esm", minify: true, comments: false })
  await bundle.close()
  return output[0].code
}

const kilobytes = (code) => gzipSync(code, { level: 9 }).length / 1000

/**
 * Bundles everything.
 *
 * @returns {Promise<ReadonlyArray<{ readonly name: string, readonly budget?: number, readonly esbuild: number, readonly rolldown: number }>>}
 */
export const measure = async () => {
  const sizes = []
  for (const { code, ...entry } of entries) {
    sizes.push({
      ...entry,
      esbuild: kilobytes(await withEsbuild(code)),
      rolldown: kilobytes(await withRolldown(code))
    })
  }
  return sizes
}

const main = async () => {
  const sizes = await measure()
  const width = Math.max(...sizes.map(({ name }) => name.length))
  console.log(`${"kB, minified and gzipped".padEnd(width)}  esbuild  rolldown`)
  for (const { esbuild, name, rolldown } of sizes) {
    console.log(`${name.padEnd(width)}  ${esbuild.toFixed(1).padStart(7)}  ${rolldown.toFixed(1).padStart(8)}`)
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) await main()
