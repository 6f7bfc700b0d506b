import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { modules } from "../support/modules.ts"

const root = join(import.meta.dirname, "../..")

/** The folders of `src`, from the left to the right. Those of one row don't see each other. */
const rows = [
  ["base"],
  ["errors"],
  ["sse"],
  ["schema"],
  ["model"],
  ["chunk"],
  ["wire"],
  ["stream"],
  ["protocol", "snapshot", "call", "image", "structured", "operator"],
  ["normalize", "parts", "store"],
  ["web"],
  ["socket"],
  ["testing"],
  ["capture"],
  ["page", "cli"]
]

const rowOf = (room: string): number => rows.findIndex((rooms) => rooms.includes(room))

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /\.tsx?$/.test(file))
  .toSorted()

/** The files of the project that a file imports, as types or as values. */
const importsOf = (file: string): ReadonlyArray<string> => {
  const code = readFileSync(join(root, "src", file), "utf8").replaceAll(/\/\*[^]*?\*\//g, "")
  return [...code.matchAll(/(?:\bfrom|^\s*import|\bimport\s*\()\s*"(\.[^"]+)"/gm)].map(([, specifier]) =>
    join(file, "..", specifier!).replaceAll("\\", "/")
  )
}

const roomOf = (file: string): string => file.split("/")[0]!

describe("src", () => {
  it("has the rooms that the rule names, and one file outside of them", () => {
    assert.sameMembers([...new Set(sources.map(roomOf))], [...rows.flat(), "index.ts"])
    assert.isAbove(sources.flatMap(importsOf).length, 400)
  })

  it.each(sources.filter((file) => file !== "index.ts"))("%s imports from its own room or to the left", (file) => {
    const room = roomOf(file)
    const wrong = importsOf(file).filter((target) => roomOf(target) !== room && rowOf(roomOf(target)) >= rowOf(room))
    assert.deepStrictEqual(wrong, [], `${file} imports ${wrong.join(", ")}`)
    assert.notInclude(importsOf(file), "index.ts")
  })

  it("names public modules in PascalCase, and private files in camelCase", () => {
    const published = new Set(Object.values(modules).filter((file) => file !== "src/testing/testing.ts"))
    // A file of these goes by the name of what it declares
    const free = new Set(["chunk", "model", "cli", "page", "index.ts"])
    for (const file of sources.filter((each) => !free.has(roomOf(each))))
      assert.match(file, published.has(`src/${file}`) ? /\/[A-Z]\w*\.ts$/ : /\/[a-z]\w*\.ts$/)
  })
})
