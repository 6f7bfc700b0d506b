import { assert, describe, it } from "@effect/vitest"
import { existsSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { modules } from "../support/modules.ts"

const root = join(import.meta.dirname, "../..")

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly exports: Record<string, { readonly types: string; readonly default: string } | string | null>
  readonly dependencies: Record<string, string>
  readonly peerDependencies: Record<string, string>
  readonly sideEffects: boolean
  readonly files: ReadonlyArray<string>
  readonly scripts: Readonly<Record<string, string>>
}

/** A file of the built package, of a source. */
const built = (source: string, ending: string) => source.replace(/^src\/(.*)\.ts$/, `./dist/$1${ending}`)

describe("package.json", () => {
  it("has one subpath a public module, the root, and two documents", () => {
    const { "./package.json": self, "./schema.json": schema, ...rest } = manifest.exports
    assert.strictEqual(self, "./package.json")
    assert.strictEqual(schema, "./dist/schema.json")
    for (const [subpath, target] of Object.entries(rest)) {
      const source = subpath === "." ? "src/index.ts" : modules[subpath.slice(2)]
      assert(source !== undefined, subpath)
      assert.isTrue(existsSync(join(root, source)), source)
      assert.deepStrictEqual(target, { types: built(source, ".d.ts"), default: built(source, ".js") })
      // By the name of its file, whatever its room
      if (subpath !== ".") assert.strictEqual(basename(source), `${subpath.slice(2)}.ts`)
    }
  })

  it("depends on a parser of event streams and nothing else", () => {
    assert.deepStrictEqual(Object.keys(manifest.dependencies), ["eventsource-parser"])
    assert.deepStrictEqual(Object.keys(manifest.peerDependencies), ["effect"])
    assert.isFalse(manifest.sideEffects)
  })

  it("is built before it is packed, also in a checkout that never was", () => {
    assert.strictEqual(manifest.scripts["prepack"], "npm run build")
  })
})

describe("tsconfig.json", () => {
  it("finds the source of each published name", () => {
    const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8")) as {
      readonly compilerOptions: { readonly paths: Readonly<Record<string, ReadonlyArray<string>>> }
    }
    const patterns = compilerOptions.paths["effect-responses-stream/*"]!
    for (const [name, source] of Object.entries(modules)) {
      const found = patterns.map((pattern) => pattern.replace("*", name)).find((file) => existsSync(join(root, file)))
      assert.strictEqual(found, `./${source}`)
    }
  })
})

describe("index", () => {
  it("exports every module as a namespace and holds no logic", () => {
    const text = readFileSync(join(root, "src/index.ts"), "utf8")
    const statements = text
      .replaceAll(/\/\*\*[^]*?\*\//g, "")
      .trim()
      .split(/\s*\n\s*/)
    // The flat names and what tests are written with are no namespaces
    const namespaces = Object.entries(modules).filter(([name]) => name !== "models" && name !== "testing")
    assert.deepStrictEqual(
      statements,
      namespaces.map(([name, source]) => `export * as ${name} from "./${source.slice("src/".length)}"`)
    )
  })
})

describe("README, as registries show it", () => {
  it("links to nothing that the package hasn't", async () => {
    const { linksOf } = await load("contents")
    const isPacked = (file: string): boolean =>
      ["LICENSE", "package.json"].includes(file) ||
      manifest.files.some((pattern) =>
        pattern.includes("*")
          ? new RegExp(`^${pattern.replace("*", "[^/]*")}$`).test(file)
          : file === pattern || file.startsWith(`${pattern}/`)
      )
    const links = linksOf(readFileSync(join(root, "README.md"), "utf8"))
    assert.isAbove(links.length, 10)
    assert.deepStrictEqual(
      links.filter((link) => !isPacked(link)),
      []
    )
  })
})

interface File {
  readonly path: string
  readonly size: number
}

interface CompilerError {
  readonly file: string
  readonly code: string
  readonly message: string
  readonly owner: string
}

interface Project {
  readonly scripts: Readonly<Record<string, string>>
  readonly exists: (path: string) => boolean
}

interface Checks {
  readonly linksOf: (markdown: string) => ReadonlyArray<string>
  readonly problemsOfContents: (files: ReadonlyArray<File>) => ReadonlyArray<string>
  readonly problemsOfManifest: (
    manifest: object,
    paths: ReadonlyArray<string>,
    engines: Readonly<Record<string, string | undefined>>
  ) => ReadonlyArray<string>
  readonly entriesOf: (exports: object, paths: ReadonlyArray<string>) => ReadonlyArray<string>
  readonly problemsOfMaps: (
    paths: ReadonlyArray<string>,
    read: (path: string) => string
  ) => { readonly maps: number; readonly places: number; readonly problems: ReadonlyArray<string> }
  readonly errorsOf: (output: string) => ReadonlyArray<CompilerError>
  readonly judge: (
    errors: ReadonlyArray<CompilerError>,
    about: { readonly name: string; readonly platform: string }
  ) => { readonly problems: ReadonlyArray<string>; readonly foreign: ReadonlyArray<CompilerError> }
  readonly problemsOfWorkflow: (workflow: object, project: Project) => ReadonlyArray<string>
}

const load = async (name: string): Promise<Checks> =>
  (await import(new URL(`../package/lib/${name}.mjs`, import.meta.url).href)) as Checks

// What npm run check:package looks at, with faults in it
describe("the checks of the package", async () => {
  const { linksOf, problemsOfContents } = await load("contents")
  const { entriesOf, problemsOfManifest } = await load("manifest")
  const { problemsOfMaps } = await load("maps")
  const { errorsOf, judge } = await load("types")
  const { problemsOfWorkflow } = await load("workflows")

  const files: ReadonlyArray<File> = [
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "package.json",
    "dist/schema.json",
    "dist/cli/LICENSES.txt",
    "dist/cli/main.js",
    "dist/cli/page.html",
    "dist/index.js",
    "dist/index.js.map",
    "dist/index.d.ts",
    "dist/index.d.ts.map",
    "src/index.ts"
  ].map((path) => ({ path, size: 1 }))
  const paths = files.map(({ path }) => path)
  const read = ["docs/guide.md", "docs/benchmarks-dark.svg", "examples/decode.ts", "examples/streams/cut.sse"]

  it("let a good list of files pass, with docs and examples", () => {
    assert.deepStrictEqual(problemsOfContents(files), [])
    assert.deepStrictEqual(problemsOfContents([...files, ...read.map((path) => ({ path, size: 1 }))]), [])
  })

  it("see the files that a page links to, however it does", () => {
    const page = `[a](docs/a.md#b) <img src="a.svg"> <source srcset="b.svg"> [c](#d) [e](https://e.test/f.md) [g](h.md "i")`
    assert.deepStrictEqual(linksOf(page), ["docs/a.md", "h.md", "a.svg", "b.svg"])
  })

  it.each([
    "test/index.test.ts",
    "dist/index.test.js",
    "dist/tsconfig.tsbuildinfo",
    "dist/gone.js",
    "src/cli/main.ts",
    ".scratch-1.mjs",
    "docs/api/ChunkStream.md",
    "scripts/build.mjs"
  ])("find %s in a tarball", (path) => {
    assert.deepStrictEqual(problemsOfContents([...files, { path, size: 1 }]), [`${path} is nothing that a user needs`])
  })

  it.each(paths.filter((path) => path !== "src/index.ts"))("miss %s", (path) => {
    assert.deepStrictEqual(problemsOfContents(files.filter((file) => file.path !== path)), [`${path} is missing`])
  })

  it("find files that are too large, and empty ones", () => {
    const sizes = new Map([
      ["LICENSE", 0],
      ["README.md", 1e6]
    ])
    assert.deepStrictEqual(problemsOfContents(files.map(({ path }) => ({ path, size: sizes.get(path) ?? 1 }))), [
      "README.md has 1000000 bytes",
      "LICENSE is empty"
    ])
  })

  const good = {
    name: "name",
    version: "1.0.0",
    description: "What it is",
    keywords: ["a", "b", "c", "d", "e"],
    license: "MIT",
    type: "module",
    sideEffects: false,
    bin: { name: "./dist/cli/main.js" },
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./internal/*": null },
    engines: { node: ">=20" },
    dependencies: { "eventsource-parser": "^4.1.3" }
  }
  const engines = { "eventsource-parser": ">=22.12" }

  it("let a good manifest pass", () => {
    assert.deepStrictEqual(problemsOfManifest(good, paths, engines), [])
  })

  it.each<readonly [string, object, string]>([
    ["no license", { license: undefined }, "license is missing"],
    ["no description", { description: " " }, "description is missing"],
    ["side effects", { sideEffects: undefined }, "sideEffects is not false"],
    ["no module", { type: "commonjs" }, "type is not module"],
    ["no engines", { engines: undefined }, "engines says nothing of Node"],
    ["a version of its own", { version: "1" }, "version is 1"],
    ["few keywords", { keywords: ["a"] }, "keywords are few"],
    ["an export of nothing", { exports: { ".": "./dist/none.js" } }, "./dist/none.js leads to no file"],
    ["a pattern of nothing", { exports: { "./x/*": "./dist/x/*.js" } }, "./dist/x/*.js leads to no file"],
    ["no command", { bin: { name: "./dist/cli.js" } }, "./dist/cli.js leads to no file"],
    [
      "a script on install",
      { scripts: { postinstall: "x" } },
      "the script postinstall would run on the user's machine"
    ],
    ["privacy", { private: true }, "private is set"]
  ])("find %s in a manifest", (_, fault, problem) => {
    assert.include(problemsOfManifest({ ...good, ...fault }, paths, engines), problem)
  })

  it("find a dependency that asks for a newer Node", () => {
    const manifest = { ...good, dependencies: { ...good.dependencies, other: "^1.0.0" } }
    assert.deepStrictEqual(problemsOfManifest(manifest, paths, { ...engines, other: ">=22" }), [
      "other asks for Node >=22, the package for >=20"
    ])
    assert.deepStrictEqual(problemsOfManifest(good, paths, { "eventsource-parser": ">=24" }), [
      "eventsource-parser asks for Node >=24, the package for >=20",
      "eventsource-parser no longer asks for Node >=22.12: strike it off the list"
    ])
  })

  it("know an entry point for each file of a pattern", () => {
    assert.deepStrictEqual(
      entriesOf({ ".": "./dist/index.js", "./chunk/*": { default: "./dist/chunk/*.js" }, "./internal/*": null }, [
        "dist/chunk/B.js",
        "dist/chunk/A.js",
        "dist/chunk/A.d.ts"
      ]),
      [".", "./chunk/A", "./chunk/B"]
    )
  })

  // One name in line 2 of the source, at the column where it stands in the first line of what was made of it
  const withMap = (map: object, source = "// comment\nexport const one = 1"): Readonly<Record<string, string>> => ({
    "dist/a.js": "export const one = 1;\n//# sourceMappingURL=a.js.map",
    "dist/a.js.map": JSON.stringify({ version: 3, sources: ["../src/a.ts"], names: [], mappings: "AACA,aAAa", ...map }),
    "src/a.ts": source
  })
  const look = (files: Readonly<Record<string, string>>) => problemsOfMaps(Object.keys(files), (path) => files[path]!)

  it("let a map pass that leads to the name in its source", () => {
    assert.deepStrictEqual(look(withMap({})), { maps: 1, places: 1, problems: [] })
  })

  it("find maps that lead out of the package, to other places, or nowhere", () => {
    assert.deepStrictEqual(look(withMap({ sources: ["../../src/a.ts"] })).problems, [
      "dist/a.js.map leads to ../src/a.ts, which is not in the package"
    ])
    assert.deepStrictEqual(look(withMap({}, "// comment\nexport const two = 1")).problems, [
      "dist/a.js.map leads one to src/a.ts:2, where it is not"
    ])
    assert.deepStrictEqual(look(withMap({ sources: [] })).problems.slice(0, 1), ["dist/a.js.map has no source"])
    const { "dist/a.js.map": map, ...without } = withMap({})
    assert.isDefined(map)
    assert.deepStrictEqual(look(without).problems, ["dist/a.js names the map a.js.map, which is not in the package"])
    assert.deepStrictEqual(look({ ...withMap({}), "dist/a.js": "export const one = 1" }).problems, [
      "dist/a.js has no map",
      "dist/a.js.map belongs to no file"
    ])
  })

  it("tell whose declarations an error is in", () => {
    const errors = errorsOf(
      [
        "node_modules/effect/dist/A.d.ts(1,2): error TS2304: Cannot find name 'Storage'.",
        "../node_modules/name/dist/B.d.ts(1,2): error TS2322: No.",
        "program/main.ts(3,4): error TS2345: Wrong.",
        "  Because of this.",
        "error TS5023: Unknown compiler option."
      ].join("\n")
    )
    const { foreign, problems } = judge(errors, { name: "name", platform: "DOM" })
    assert.deepStrictEqual(
      foreign.map(({ owner }) => owner),
      ["effect"]
    )
    assert.deepStrictEqual(problems, [
      "dist/B.d.ts: TS2322: No.",
      "program/main.ts: TS2345: Wrong.",
      ": TS5023: Unknown compiler option."
    ])
  })

  it("hold the list of web types that declarations name", () => {
    const missing = (names: Readonly<Record<string, ReadonlyArray<string>>>) =>
      errorsOf(
        Object.entries(names)
          .flatMap(([file, list]) =>
            list.map((each) => `node_modules/name/${file}(1,1): error TS2304: Cannot find name '${each}'.`)
          )
          .join("\n")
      )
    const known = {
      "dist/stream/ChunkStream.d.ts": ["Response", "ReadableStream"],
      "dist/web/Web.d.ts": ["TransformStream", "Response", "ReadableStream", "Response"],
      "dist/operator/StreamResume.d.ts": ["Response"],
      "dist/socket/ResponsesSocket.d.ts": ["AbortSignal"],
      "dist/stream/body.d.ts": ["Response", "ReadableStream"],
      "dist/stream/eventStream.d.ts": ["Response"],
      "dist/parts/UiMessageStream.d.ts": ["Response"],
      "dist/web/options.d.ts": ["Response", "AbortSignal"],
      "dist/testing/testing.d.ts": ["Response"]
    }
    const judged = (names: Readonly<Record<string, ReadonlyArray<string>>>) =>
      judge(missing(names), { name: "name", platform: "none" }).problems
    assert.deepStrictEqual(judged(known), [])
    assert.deepStrictEqual(judged({ ...known, "dist/testing/testing.d.ts": [] }), [
      "dist/testing/testing.d.ts names no web type, and is known to name Response"
    ])
    assert.deepStrictEqual(judged({ ...known, "dist/index.d.ts": ["Request"] }), [
      "dist/index.d.ts names Request, and is known to name no web type"
    ])
    assert.lengthOf(judge(missing(known), { name: "name", platform: "Node" }).problems, 15)
  })

  const project = { scripts: { build: "x" }, exists: (path: string) => path === ".ci/run" }
  const job = { "timeout-minutes": 1, steps: [{ uses: "actions/checkout@v6" }, { run: "bash .ci/run\nnpm run build" }] }
  const workflow = { permissions: { contents: "read" }, jobs: { job } }

  it("let a good workflow pass", () => {
    assert.deepStrictEqual(problemsOfWorkflow(workflow, project), [])
  })

  it.each<readonly [string, object, string]>([
    ["an action at a branch", { steps: [{ uses: "a/b@main" }] }, "job uses a/b@main, which is not pinned"],
    ["a workflow that isn't there", { uses: "./.github/x.yml" }, "job uses ./.github/x.yml, which is not there"],
    [
      "a script that isn't there",
      { steps: [{ run: "npm run none" }] },
      "job runs the script none, which package.json doesn't have"
    ],
    ["a file that isn't there", { steps: [{ run: "node none.mjs" }] }, "job runs none.mjs, which is not there"],
    ["a job without end", { "timeout-minutes": undefined }, "job may run for hours"],
    [
      "an identity among packages",
      { permissions: { "id-token": "write" }, steps: [{ run: "npm ci" }] },
      "job has the identity that publishes, and runs code of packages: npm ci"
    ]
  ])("find %s", (_, fault, problem) => {
    assert.deepStrictEqual(problemsOfWorkflow({ ...workflow, jobs: { job: { ...job, ...fault } } }, project), [problem])
  })

  it("find permissions that all jobs have, and that nobody wrote down", () => {
    assert.deepStrictEqual(problemsOfWorkflow({ jobs: { job } }, project), ["it doesn't say what jobs may do"])
    assert.deepStrictEqual(problemsOfWorkflow({ ...workflow, permissions: { contents: "write" } }, project), [
      "all jobs may write contents"
    ])
  })
})
