import { assert, describe, it } from "@effect/vitest"
import type { Metafile } from "esbuild"
import { build } from "esbuild"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { modules } from "../support/modules.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

const sources = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
  .map((file) => `src/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".ts"))
  .toSorted()

const published = Object.values(modules)

const library = sources.filter((file) => !/^src\/(?:capture|cli|page)\//.test(file))

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

/** A bundler: from a program to the files that put code into its bundle, and the bundle's size. */
type Bundler = (
  contents: string,
  resolveDir: string,
  options?: { readonly external?: boolean; readonly minify?: boolean }
) => Promise<{ readonly kept: ReadonlyArray<string>; readonly bytes: number }>

const { bundlers } = (await import(new URL("../package/lib/bundles.mjs", import.meta.url).href)) as {
  readonly bundlers: Readonly<Record<string, Bundler>>
}

/** The project's own files that a program keeps, with effect left outside. Tests ask for some of them again. */
const ownKept = (bundler: Bundler, contents: string): Promise<ReadonlyArray<string>> => {
  const known = ownKeptBy.get(bundler) ?? new Map<string, Promise<ReadonlyArray<string>>>()
  ownKeptBy.set(bundler, known)
  const ours = known.get(contents) ?? bundler(contents, root, { external: true }).then(ownOf)
  known.set(contents, ours)
  return ours
}

const ownKeptBy = new Map<Bundler, Map<string, Promise<ReadonlyArray<string>>>>()

const ownOf = ({ kept }: { readonly kept: ReadonlyArray<string> }): ReadonlyArray<string> =>
  kept.filter((file) => file.startsWith("src/")).toSorted()

/** What a file imports, as types or as values, statically or not. */
const importsOf = (source: string): ReadonlyArray<string> =>
  [...source.matchAll(/(?:\bfrom(?=\s)|^\s*import|\bimport\s*\()\s*["']([^"']+)["']/gm)].map((match) => match[1]!)

/** A source without its comments, whose examples import what they like. */
const codeOf = (file: string): string =>
  readFileSync(root + file, "utf8")
    .replaceAll(/\/\*[^]*?\*\//g, "")
    .replaceAll(/^\s*\/\/.*$/gm, "")

/** The folder of a path. */
const folder = (path: string): string => path.replace(/[^/]*$/, "")

describe("a bundle", () => {
  const oneChunk = [
    "src/chunk/ImageGenerationCall.ts",
    "src/schema/agent.ts",
    "src/schema/chunk.ts",
    "src/schema/model.ts"
  ]

  it("of one chunk has its family and the helpers: no other family, no model", async () => {
    const { output } = await bundle(
      `export { ResponseImageGenerationCallInProgress } from "./src/chunk/ImageGenerationCall.ts"`
    )
    assert.deepStrictEqual(kept(output), oneChunk)
  })

  it("of the same chunk under its flat name has the same", async () => {
    const { output } = await bundle(
      `export { ResponsesStreamChunkResponseImageGenerationCallInProgress } from "./${modules["models"]}"`
    )
    assert.deepStrictEqual(kept(output), oneChunk)
  })

  it("of a type literal has the same, and the literal", async () => {
    const { output, text } = await bundle(
      `export { TypeResponseImageGenerationCallInProgress } from "./${modules["models"]}"`
    )
    assert.sameMembers([...kept(output)], [...oneChunk, "src/chunk/models.ts"])
    assert.strictEqual([...text.matchAll(/^var TypeResponse\w+ =/gm)].length, 1)
  })

  it("of a chunk that carries a content part has the parts, and no items or response", async () => {
    const { output } = await bundle(
      `export { ResponsesStreamChunkResponseContentPartAdded } from "./${modules["models"]}"`
    )
    assert.deepStrictEqual(kept(output), [
      "src/base/json.ts",
      "src/chunk/ContentPart.ts",
      "src/model/Annotation.ts",
      "src/model/ContentPart.ts",
      "src/model/LogProb.ts",
      "src/schema/agent.ts",
      "src/schema/chunk.ts",
      "src/schema/model.ts",
      "src/schema/openUnion.ts"
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

describe.each(Object.entries(bundlers))("%s keeps of", (_, bundler) => {
  const families = library.filter((file) => folder(file) === "src/chunk/" && !published.includes(file))

  // Of a program that uses one chunk alone, by what modules import as values
  const valueImports = (file: string): ReadonlyArray<string> =>
    importsOf(codeOf(file).replaceAll(/^(import|export) type [^]*?from .*$/gm, ""))

  /** The first chunk of a family. */
  const memberOf = (file: string): string => {
    const code = codeOf(file)
    const [, name] =
      /^export const members = \[\s*(\w+)/m.exec(code) ?? /^export class (UnknownChunk)\b/m.exec(code) ?? []
    assert(name !== undefined)
    // Some are exported under another name than they are declared
    return new RegExp(`^export \\{ ${name} as (\\w+) \\}`, "m").exec(code)?.[1] ?? name
  }

  it.each(families)("%s that family alone, and models only if it carries some", async (file) => {
    const kept = await ownKept(bundler, `export { ${memberOf(file)} } from "./${file}"`)
    assert.deepStrictEqual(
      kept.filter((each) => folder(each) === "src/chunk/"),
      [file]
    )
    assert.deepStrictEqual(
      kept.filter((each) => published.includes(each)),
      []
    )
    const carries = valueImports(file).some((specifier) => specifier.startsWith("../model/"))
    assert.strictEqual(
      kept.some((each) => folder(each) === "src/model/"),
      carries
    )
  })

  it("a published name, flat or not, what it keeps of the same chunk in its family", async () => {
    for (const file of families) {
      const name = memberOf(file)
      const flat = name === "UnknownChunk" ? name : `ResponsesStreamChunk${name}`
      const ofFamily = await ownKept(bundler, `export { ${name} } from "./${file}"`)
      assert.deepStrictEqual(await ownKept(bundler, `export { ${flat} } from "./${modules["models"]}"`), ofFamily)
      const union = modules["ResponsesStreamChunk"]
      assert.deepStrictEqual(await ownKept(bundler, `export { ${name} } from "./${union}"`), ofFamily)
    }
  })

  // What stands on a stream of chunks costs nobody who only decodes
  const decoding = new Set(["ChunkStream", "SseFrame", "StreamError", "Tolerance"].map((name) => modules[name]))
  const others = published.filter((file) => !decoding.has(file))

  it("ChunkStream no other module", async () => {
    const kept = await ownKept(bundler, `export * from "./${modules["ChunkStream"]}"`)
    assert.include(others, "src/snapshot/ResponseSnapshot.ts")
    assert.deepStrictEqual(
      kept.filter((file) => others.includes(file)),
      []
    )
    // The rooms of other modules neither
    for (const file of kept) assert.match(file, /^src\/(base|errors|sse|wire|stream)\//)
    assert.include(kept, "src/stream/synthesize.ts")
  })

  it.each(others.filter((file) => !/models|testing|chunk/.test(file)))(
    "%s no module but what it imports",
    async (file) => {
      const reachable = new Set<string>()
      const visit = (each: string): void => {
        if (reachable.has(each)) return
        reachable.add(each)
        for (const specifier of valueImports(each).filter((each) => each.startsWith(".")))
          visit(new URL(specifier, `file:///${each}`).pathname.slice(1))
      }
      visit(file)
      const kept = await ownKept(bundler, `export * from "./${file}"`)
      assert.include(kept, file)
      assert.deepStrictEqual(
        kept.filter((each) => !reachable.has(each)),
        []
      )
    }
  )

  it("Web nothing of effect's streams", async () => {
    const { kept } = await bundler(`export * from "./${modules["Web"]}"`, root)
    const effect = kept.flatMap((file) => /node_modules\/effect\/dist\/(\w+)\.js$/.exec(file)?.[1] ?? [])
    assert.include(effect, "Data")
    for (const module of ["Schema", "Stream", "Channel", "Sink", "Layer"]) assert.notInclude(effect, module)
  })

  it("Web.chunks nothing that other functions of Web need", async () => {
    const kept = await ownKept(bundler, `export { chunks } from "./${modules["Web"]}"`)
    assert.deepStrictEqual(
      kept.filter((file) => /^src\/(web|snapshot)\/|\/resume\.ts$/.test(file)),
      ["src/web/Web.ts", "src/web/iterator.ts"]
    )
  })

  // Of a function with an Effect schema as its argument, the schema's parser is kept too: the user has given one
  const pipelines = {
    "all of ChunkStream": `export * from "./${modules["ChunkStream"]}"`,
    "all of Web": `export * from "./${modules["Web"]}"`,
    "all of SseFrame": `export * from "./${modules["SseFrame"]}"`,
    "all of StreamProtocol": `export * from "./${modules["StreamProtocol"]}"`,
    "all of ImageGeneration": `export * from "./${modules["ImageGeneration"]}"`,
    "all of StreamLiveness, StreamResume, StreamRetry, ProviderError and StreamTelemetry": [
      "Liveness",
      "Resume",
      "Retry",
      "Telemetry"
    ]
      .map((name) => `export * as Stream${name} from "./${modules[`Stream${name}`]}"`)
      .concat(`export * as ProviderError from "./${modules["ProviderError"]}"`)
      .join("\n"),
    "ResponseSnapshot's operators": `export { initial, step, find, scan, runFinal, runSnapshot, costOf } from "./${modules["ResponseSnapshot"]}"`,
    "all of AiParts": `export * from "./${modules["AiParts"]}"`,
    "all of UiMessageStream": `export * from "./${modules["UiMessageStream"]}"`,
    "all of ToolCall": `export * from "./${modules["ToolCall"]}"`,
    "StreamStore in memory": `export { layerMemory, StreamStore } from "./${modules["StreamStore"]}"`,
    "StructuredOutput's steps": `export { initial, step, end } from "./${modules["StructuredOutput"]}"`,
    "FunctionCall's operators": `export { initial, step, end, events } from "./${modules["FunctionCall"]}"`
  }

  it.each(Object.entries(pipelines))("%s no schema, model or chunk", async (_, code) => {
    const { kept } = await bundler(code, root)
    assert.isNotEmpty(kept.filter((file) => file.startsWith("src/")))
    assert.deepStrictEqual(
      kept.filter((file) => /^src\/(?:schema|model|chunk)\/|effect\/dist\/Schema\w*\.js/.test(file)),
      []
    )
  })

  it("a namespace of the root that module and no other, at the same size", async () => {
    const use = "export const use = ChunkStream"
    const ofRoot = await bundler(`import { ChunkStream } from "./src/index.ts"\n${use}`, root, { minify: true })
    const ofModule = await bundler(`import * as ChunkStream from "./${modules["ChunkStream"]}"\n${use}`, root, {
      minify: true
    })
    assert.deepStrictEqual(ofRoot.kept.toSorted(), ofModule.kept.toSorted())
    assert.approximately(ofRoot.bytes / ofModule.bytes, 1, 0.01)
  })

  it("one function of a namespace of the root hardly more than by its own module", async () => {
    const use = "export const use = ChunkStream.decode"
    const ofRoot = await bundler(`import { ChunkStream } from "./src/index.ts"\n${use}`, root, { minify: true })
    const ofModule = await bundler(`import * as ChunkStream from "./${modules["ChunkStream"]}"\n${use}`, root, {
      minify: true
    })
    // esbuild keeps the whole of a namespace that is exported under a name: here some 26 kB
    assert.isAtMost(ofRoot.bytes - ofModule.bytes, bundler === bundlers["esbuild"] ? 27_000 : 600)
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
    assert.include(library, "src/chunk/models.ts")
    assert.include(library, "src/chunk/ImageGenerationCall.ts")
    assert.include(library, "src/stream/reader.ts")
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
})
