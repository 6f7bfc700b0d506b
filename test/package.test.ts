import { assert, describe, it } from "@effect/vitest"
import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly exports: Record<string, { readonly types: string; readonly default: string } | string | null>
  readonly dependencies: Record<string, string>
  readonly peerDependencies: Record<string, string>
  readonly sideEffects: boolean
}

describe("package.json", () => {
  it("has one subpath a module, and none into internals", () => {
    const modules = readdirSync(join(root, "src"))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => name.slice(0, -3))
    const expected = Object.fromEntries(
      modules.map((name) => [
        name === "index" ? "." : `./${name}`,
        { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` }
      ])
    )
    const {
      "./chunk/*": chunk,
      "./internal/*": internal,
      "./model/*": model,
      "./package.json": self,
      "./schema.json": schema,
      ...rest
    } = manifest.exports
    assert.deepStrictEqual(rest, expected)
    assert.deepStrictEqual(chunk, { types: "./dist/chunk/*.d.ts", default: "./dist/chunk/*.js" })
    assert.deepStrictEqual(model, { types: "./dist/model/*.d.ts", default: "./dist/model/*.js" })
    assert.isNull(internal)
    assert.strictEqual(self, "./package.json")
    assert.strictEqual(schema, "./dist/schema.json")
  })

  it("depends on a parser of event streams and nothing else", () => {
    assert.deepStrictEqual(Object.keys(manifest.dependencies), ["eventsource-parser"])
    assert.deepStrictEqual(Object.keys(manifest.peerDependencies), ["effect"])
    assert.isFalse(manifest.sideEffects)
  })
})

describe("index", () => {
  it("exports every module as a namespace and holds no logic", () => {
    const text = readFileSync(join(root, "src/index.ts"), "utf8")
    const statements = text
      .replace(/\/\*\*[^]*?\*\//g, "")
      .trim()
      .replace(/\s+/g, " ")
    const modules = readdirSync(join(root, "src"))
      .filter((name) => /^[A-Z]\w+\.ts$/.test(name))
      .map((name) => name.slice(0, -3))
      .toSorted()
    assert.strictEqual(statements, modules.map((name) => `export * as ${name} from "./${name}.ts"`).join(" "))
  })
})
