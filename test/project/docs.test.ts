import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import * as StreamError from "../../src/errors/StreamError.ts"
import { modules } from "../support/modules.ts"

const root = join(import.meta.dirname, "../..")

const files = (folder: string, suffix: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(suffix))
    .map((name) => join(root, folder, name))

const markdown = [
  join(root, "README.md"),
  join(root, "CONTRIBUTING.md"),
  ...files("docs", ".md"),
  ...files("examples", ".md")
]
const sources = files("src", ".ts")

interface Fence {
  readonly file: string
  readonly line: number
  readonly code: string
}

const fencesOf = (file: string): ReadonlyArray<Fence> => {
  const text = readFileSync(file, "utf8").replace(/^ *\* ?/gm, (prefix) => (file.endsWith(".ts") ? "" : prefix))
  return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => ({
    file: relative(root, file),
    line: text.slice(0, match.index).split("\n").length + 1,
    code: match[1]!
  }))
}

describe("code in docs", () => {
  it("type-checks, in README, docs and doc comments", () => {
    const fences = [...markdown, ...sources].flatMap(fencesOf)
    assert.isAbove(fences.filter(({ file }) => file === "README.md").length, 2)
    assert.isAbove(fences.filter(({ file }) => file.startsWith("src")).length, 5)

    const folder = mkdtempSync(join(root, ".scratch-docs-"))
    try {
      const targets = fences.map(({ file, line }) => join(folder, `${file}.${line}.ts`))
      for (const [i, { code }] of fences.entries()) {
        const target = targets[i]!
        mkdirSync(dirname(target), { recursive: true })
        // `export {}` makes a module of a fence without imports
        writeFileSync(target, `${code}\nexport {}\n`)
      }
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({
          extends: join(root, "tsconfig.json"),
          compilerOptions: {
            noUnusedLocals: false,
            rootDir: root,
            paths: {
              ...Object.fromEntries(
                Object.entries(modules).map(([name, file]) => [`effect-responses-stream/${name}`, [join(root, file)]])
              ),
              "effect-responses-stream": [join(root, "src/index.ts")],
              "npm:effect-responses-stream": [join(root, "src/index.ts")],
              "npm:effect/*": [join(root, "node_modules/effect/dist/*.d.ts")]
            }
          },
          include: [],
          files: targets
        })
      )
      const tsc = join(root, "node_modules/.bin/tsc")
      const { status, stdout } = spawnSync(tsc, ["-p", folder], { encoding: "utf8" })
      assert.strictEqual(status, 0, stdout)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe("doc comments", () => {
  // A rule that is left out for the line may stand between
  const documented = /\*\/\s*(?:\/\/ oxlint-disable-next-line .*\s*)?$/

  it("stand on every public export", () => {
    const declared = /^export (?:declare )?(?:abstract )?(?:class|const|function|interface|type) (\w+)/gm
    /** Whether a file's own exports are public, by name: of what a public module exports from it. */
    const publicOf = (file: string): ReadonlyArray<readonly [file: string, name?: string]> => [
      [file],
      ...[...readFileSync(file, "utf8").matchAll(/^export (?:type )?(\{[^}]*\}|\*) from "(\.[^"]+)"/gm)].flatMap(
        ([, names, specifier]): ReadonlyArray<readonly [file: string, name?: string]> => {
          const target = join(dirname(file), specifier!)
          return names === "*" ? publicOf(target) : names!.match(/\w+(?=\s*[,}]| as )/g)!.map((name) => [target, name])
        }
      )
    ]
    const missing = [
      ...Object.values(modules).map((file) => join(root, file)),
      ...["capture", "cli", "page"].flatMap((room) => files(`src/${room}`, ".ts"))
    ]
      .flatMap(publicOf)
      .flatMap(([file, name]) => {
        const text = readFileSync(file, "utf8")
        return [...text.matchAll(declared)]
          .filter((match) => name === undefined || match[1] === name)
          .filter((match) => !documented.test(text.slice(0, match.index)))
          .map((match) => `${relative(root, file)}: ${match[1]}`)
      })
    assert.deepStrictEqual([...new Set(missing)], [])
  })

  it("stand on every field of every model but its type", () => {
    let fields = 0
    const missing = [...files("src/model", ".ts"), ...files("src/chunk", ".ts")].flatMap((file) => {
      const text = readFileSync(file, "utf8")
      return (
        [...text.matchAll(/^ {2,6}(\w+): (?!Schema\.tag\()(?:nullish|openEnum|Schema\.|[A-Z]\w+,?$)(?!.*\n *\): )/gm)]
          .filter((match) => fields++ >= 0 && !documented.test(text.slice(0, match.index)))
          // Shared settings are documented on their type
          .filter((match) => !new RegExp(`\\*/\\n +readonly ${match[1]}: `).test(text))
          .map((match) => `${relative(root, file)}: ${match[1]}`)
      )
    })
    assert.isAbove(fields, 600)
    assert.deepStrictEqual(missing, [])
  })
})

describe("README", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8")

  it("lists every error and no other", () => {
    const errors = Object.entries(StreamError)
      .filter(([, value]) => value.prototype instanceof Error)
      .map(([name]) => name)
    const section = readme.slice(readme.indexOf("## Errors"), readme.indexOf("## The command"))
    const listed = [...section.matchAll(/^\| `([A-Z]\w+)` +\|/gm)].map((match) => match[1]!)
    assert.sameMembers(listed, errors)
  })

  it("names only npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>
    }
    for (const file of markdown) {
      for (const [, name] of readFileSync(file, "utf8").matchAll(/npm (?:run )?((?:start|test)\b|(?<=run )[\w:]+)/g)) {
        assert.property(scripts, name!, file)
      }
    }
  })

  it("links to files that exist", () => {
    for (const file of markdown) {
      for (const [, target] of readFileSync(file, "utf8").matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
        assert.doesNotThrow(() => readFileSync(join(dirname(file), target!)), undefined, `${file}: ${target}`)
      }
    }
  })
})
