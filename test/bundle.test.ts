import { assert, describe, it } from "@effect/vitest"
import type { Metafile } from "esbuild"
import { build } from "esbuild"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../", import.meta.url))

const sources = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
  .map((file) => `src/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".ts"))
  .toSorted()

const library = sources.filter((file) => !file.startsWith("src/cli/"))

/** Bundles code as an edge function is bundled: no platform to lean on. */
const bundle = async (contents: string) => {
  const { metafile, outputFiles, warnings } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    metafile: true,
    write: false,
    logLevel: "silent"
  })
  return { output: Object.values(metafile.outputs)[0]!, text: outputFiles[0]!.text, warnings }
}

/** The project's files that put code into a bundle. */
const kept = (output: Metafile["outputs"][string]): ReadonlyArray<string> =>
  Object.entries(output.inputs)
    .filter(([file, { bytesInOutput }]) => file.startsWith("src/") && bytesInOutput > 0)
    .map(([file]) => file)
    .toSorted()

/** What a file imports, as types or as values, statically or not. */
const importsOf = (source: string): ReadonlyArray<string> =>
  [...source.matchAll(/(?:\bfrom|^\s*import|\bimport\s*\()\s*["']([^"']+)["']/gm)].map((match) => match[1]!)

/** A source without its comments, whose examples import what they like. */
const codeOf = (file: string): string =>
  readFileSync(root + file, "utf8")
    .replaceAll(/\/\*[^]*?\*\//g, "")
    .replaceAll(/^\s*\/\/.*$/gm, "")

/** The folder of a path. */
const folder = (path: string): string => path.replace(/[^/]*$/, "")

describe("a bundle", () => {
  const oneChunk = ["src/chunk/ImageGenerationCall.ts", "src/internal/chunk.ts", "src/internal/model.ts"]

  it("of one chunk has its family and the helpers: no other family, no model", async () => {
    const { output } = await bundle(
      `export { ResponseImageGenerationCallInProgress } from "./src/chunk/ImageGenerationCall.ts"`
    )
    assert.deepStrictEqual(kept(output), oneChunk)
  })

  it("of the same chunk under its flat name has the same", async () => {
    const { output } = await bundle(
      `export { ResponsesStreamChunkResponseImageGenerationCallInProgress } from "./src/models.ts"`
    )
    assert.deepStrictEqual(kept(output), oneChunk)
  })

  it("of a type literal has the same, and the literal", async () => {
    const { output, text } = await bundle(`export { TypeResponseImageGenerationCallInProgress } from "./src/models.ts"`)
    assert.deepStrictEqual(kept(output), [...oneChunk, "src/models.ts"])
    assert.strictEqual([...text.matchAll(/^var TypeResponse\w+ =/gm)].length, 1)
  })

  it("of a chunk that carries a content part has the parts, and no items or response", async () => {
    const { output } = await bundle(`export { ResponsesStreamChunkResponseContentPartAdded } from "./src/models.ts"`)
    assert.deepStrictEqual(kept(output), [
      "src/chunk/ContentPart.ts",
      "src/internal/chunk.ts",
      "src/internal/model.ts",
      "src/internal/openUnion.ts",
      "src/model/Annotation.ts",
      "src/model/ContentPart.ts",
      "src/model/LogProb.ts"
    ])
  })

  it("has nothing of modules that are imported and not used", async () => {
    const { output } = await bundle(library.map((file) => `import "./${file}"`).join("\n"))
    assert.deepStrictEqual(kept(output), [])
    assert.strictEqual(output.bytes, 0)
  })

  it("of everything needs no platform", async () => {
    const { output, warnings } = await bundle(
      library.map((file, i) => `export * as module${i} from "./${file}"`).join("\n")
    )
    assert.deepStrictEqual(output.imports, [])
    assert.deepStrictEqual(
      warnings.filter(({ location }) => location?.file.startsWith("src/") === true),
      []
    )
    for (const file of library) if (file !== "src/index.ts") assert.property(output.inputs, file)
  })
})

describe("package.json", () => {
  it("tells bundlers that importing has no side effects", () => {
    const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as Record<string, unknown>
    assert.strictEqual(manifest["sideEffects"], false)
  })
})

describe("the library's sources", () => {
  it("are found", () => {
    assert.include(library, "src/models.ts")
    assert.include(library, "src/chunk/ImageGenerationCall.ts")
    assert.include(library, "src/internal/pump.ts")
  })

  it.each(library)("%s imports no Node module and not the root of effect", (file) => {
    for (const specifier of importsOf(codeOf(file))) {
      assert.isFalse(specifier.startsWith("node:"), specifier)
      assert.notStrictEqual(specifier, "effect")
      assert.match(specifier, /^(\.\.?\/.*\.ts|effect\/[\w/]+|eventsource-parser)$/)
      assert.isFalse(specifier.startsWith("effect/unstable"), specifier)
      assert.isFalse(specifier.includes("/cli/"), specifier)
    }
  })

  it.each(sources)("%s makes no code of text", (file) => {
    assert.notMatch(codeOf(file), /\beval\s*\(|\bnew\s+Function\b|[^.\w]Function\s*\(/)
  })

  it.each(library)("%s imports one way: models know no chunks, chunks no union, frames no model", (file) => {
    const targets = importsOf(codeOf(file))
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => new URL(specifier, `file:///${file}`).pathname.slice(1))
    const forbidden =
      folder(file) === "src/model/" || folder(file) === "src/chunk/"
        ? /^src\/(?!model\/|internal\/)/
        : file === "src/SseFrame.ts"
          ? /^src\/(model|chunk)\/|^src\/(models|ResponsesStreamChunk)\.ts/
          : /^src\/(index|cli\/.*)\.ts/
    assert.deepStrictEqual(
      targets.filter((target) => forbidden.test(target)),
      []
    )
  })
})
