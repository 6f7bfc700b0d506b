import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

const root = join(import.meta.dirname, "../..")

/** The folder of the compiler's declarations of the language and of the web: that of the package for this platform. */
const libraryFolder = (): string => {
  const require = createRequire(import.meta.url)
  const compiler = createRequire(require.resolve("typescript/package.json"))
  const name = `@typescript/typescript-${process.platform}-${process.arch}`
  return join(dirname(compiler.resolve(`${name}/package.json`)), "lib")
}

/** What files declare at their top level, by a pattern of the keyword. */
const declared = (files: ReadonlyArray<string>, keyword: string) => {
  const pattern = new RegExp(`^(?:export )?(?:declare )?(?:abstract )?(?:${keyword}) (\\w+)`, "gm")
  return files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(pattern)].map(([, name]) => ({ file, name: name! }))
  )
}

const globals = (): ReadonlySet<string> => {
  const folder = libraryFolder()
  const files = readdirSync(folder).filter((file) => /^lib\.(?:es|dom|webworker).*\.d\.ts$/.test(file))
  const all = declared(
    files.map((file) => join(folder, file)),
    "interface|class|type|var|namespace"
  )
  return new Set(all.map(({ name }) => name))
}

// Messages of the compiler and hovers name a type as it is declared, without its module
describe("src", () => {
  it("declares no class, interface or type under the name of a global of the language or of the web", () => {
    const known = globals()
    assert.includeMembers([...known], ["Error", "Response", "Image", "Text", "Element", "Event", "File", "Map"])
    const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      // Its names are those of the chunks, and mean them
      .filter((file) => join(file) !== join("chunk/models.ts"))
      .map((file) => join(root, "src", file))
    const types = declared(sources, "interface|class|type")
    assert.isAbove(types.length, 500)
    const shadowing = types.filter(({ name }) => known.has(name)).map(({ file, name }) => `${name} in ${file}`)
    assert.deepStrictEqual(shadowing, [])
  })
})
