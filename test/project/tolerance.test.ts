import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { InvalidChunk } from "../../src/errors/StreamError.ts"
import { Reader } from "../../src/stream/reader.ts"
import { table } from "../../src/wire/table.ts"
import { repairs } from "../../src/wire/Tolerance.ts"

const page = readFileSync(join(import.meta.dirname, "../../docs/tolerance.md"), "utf8")

/** The cells of each row of the table under a heading, without its head. */
const rowsOf = (heading: string): ReadonlyArray<ReadonlyArray<string>> => {
  const section = page.split(`## ${heading}\n`)[1]!.split("\n## ")[0]!
  const rows = section.split("\n").filter((line) => line.startsWith("|"))
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim())
  )
}

const namesIn = (cell: string): ReadonlyArray<string> => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name]) => name!)

const shapes = rowsOf("Repairs of shape")
const fields = rowsOf("Repairs of missing fields")

/** The natural values of a field, as the lines of the table have them. */
const valuesOf = (key: string): ReadonlyArray<string> => {
  const kinds = table.flatMap((line) =>
    Array.from(line.matchAll(/(\w+)(?:!|(?=:~))(\S+)/g), ([, name, kind]) => ({ name, kind }))
  )
  const empty: Record<string, string> = { s: `""`, n: "0", "[": "[]", "|": `""`, ":": "null" }
  return kinds
    .filter(({ name }) => name === key)
    .map(({ kind }) => (kind!.includes("=") ? JSON.stringify(kind!.split("=")[1]) : empty[kind![0]!]!))
}

describe("docs/tolerance.md", () => {
  it("has each repair once, and no other", () => {
    const named = [...shapes, ...fields].flatMap(([cell]) => namesIn(cell!))
    assert.deepStrictEqual(named.toSorted(), repairs.toSorted())
  })

  it("says of each missing field which values stand for it", () => {
    for (const [cell, value] of fields) {
      for (const name of namesIn(cell!)) {
        const key = name.replace("missing-", "").replaceAll("-", "_")
        assert.sameMembers([...namesIn(value!)], [...new Set(valuesOf(key))], name)
      }
    }
  })

  it("says what each repair takes, and who sends it", () => {
    for (const row of [...shapes, ...fields]) for (const cell of row) assert.isNotEmpty(cell, row[0])
  })

  it("shows events that no repair makes valid", () => {
    const events = rowsOf("What is not repaired").map(([cell]) => namesIn(cell!)[0]!)
    assert.isAbove(events.length, 5)
    for (const event of events) {
      const errors: Array<unknown> = []
      const reader = new Reader({ onChunk: () => {}, onInvalid: (error) => errors.push(error) === 0 })
      reader.pushJson(JSON.parse(event))
      assert.instanceOf(errors[0], InvalidChunk, event)
    }
  })
})
