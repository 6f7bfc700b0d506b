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
import { modules } from "./modules.mjs"
import { makePage, maxPage } from "./page.mjs"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")

const sdk = "@openrouter/sdk"

/** The bundlers, as the table names them. */
export const bundlers = ["esbuild", "rolldown"]

/** What is bundled, and the budgets in kB that a test holds it to, in the order of the bundlers. */
export const entries = [
  {
    name: "`ChunkStream.decode`",
    budgets: [30.3, 25.7],
    code: `export { decode } from "./${modules.ChunkStream}"`
  },
  {
    name: "`ChunkStream.fromResponse` and `toResponse`",
    code: `export { fromResponse, toResponse } from "./${modules.ChunkStream}"`
  },
  {
    name: "all that `ChunkStream` exports",
    budgets: [39.7, 38],
    code: `export * from "./${modules.ChunkStream}"`
  },
  {
    name: "`Web.chunks`, without Effect's streams",
    budgets: [27.2, 26.2],
    code: `export { chunks } from "./${modules.Web}"`
  },
  {
    name: "all that `StructuredOutput` exports, Effect's schemas included",
    code: `export * from "./${modules.StructuredOutput}"`
  },
  ...[
    "ToolCall",
    "AiParts",
    "UiMessageStream",
    "StreamNormalize",
    "StreamResume",
    "StreamRetry",
    "ResponsesSocket"
  ].map((name) => ({
    name: `all that \`${name}\` exports`,
    code: `export * from "./${modules[name]}"`
  })),
  {
    name: "`StreamStore` with `layerMemory`",
    budgets: [48.4, 46.1],
    code: `export { layerMemory, StreamStore } from "./${modules.StreamStore}"`
  },
  {
    name: "the schemas of all models",
    code: `export * from "./${modules.models}"`
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
 * @returns {Promise<ReadonlyArray<{ readonly name: string, readonly budgets?: ReadonlyArray<number>, readonly sizes: ReadonlyArray<number> }>>}
 */
export const measure = async () => {
  const rows = []
  for (const { budgets, code, name } of entries) {
    const bundles = [await withEsbuild(code), await withRolldown(code)]
    rows.push({ name, budgets, sizes: bundles.map(kilobytes) })
  }
  return rows
}

const main = async () => {
  const rows = await measure()
  const title = "kB, minified and gzipped"
  const width = Math.max(...rows.map(({ name }) => name.length))
  console.log([title.padEnd(width), ...bundlers].join("  "))
  for (const { name, sizes } of rows) {
    const cells = sizes.map((size, i) => size.toFixed(1).padStart(bundlers[i].length))
    console.log([name.padEnd(width), ...cells].join("  "))
  }
  const { kilobytes } = await makePage()
  console.log(`\nthe page of watch and view: ${kilobytes.toFixed(1)} kB of at most ${maxPage}`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) await main()
