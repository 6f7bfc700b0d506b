import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"

interface Row {
  readonly name: string
  readonly budgets?: ReadonlyArray<number>
  readonly sizes: ReadonlyArray<number>
}

const { bundlers, measure } = (await import(new URL("../../scripts/size.mjs", import.meta.url).href)) as {
  readonly bundlers: ReadonlyArray<string>
  readonly measure: () => Promise<ReadonlyArray<Row>>
}

const rows = await measure()

describe("bundle sizes", () => {
  for (const { budgets, name, sizes } of rows) {
    if (budgets === undefined) continue
    it(`${name}: below ${budgets.join(", ")} kB`, () => {
      assert.strictEqual(budgets.length, sizes.length)
      for (const [i, size] of sizes.entries()) assert.isBelow(size, budgets[i]!, bundlers[i])
    })
  }

  it("are those that README gives, to 1 %", () => {
    const lines = readFileSync(new URL("../../README.md", import.meta.url), "utf8").split("\n")
    for (const { name, sizes } of rows) {
      const row = lines.find((line) => line.startsWith(`| ${name} `))
      assert(row !== undefined, `README has no row for ${name}`)
      const given = [...row.slice(name.length + 2).matchAll(/\d+\.\d/g)].map(Number)
      assert.strictEqual(given.length, sizes.length)
      for (const [i, size] of sizes.entries()) assert.closeTo(given[i]!, size, size / 100, `${name}, ${bundlers[i]}`)
    }
  })
})
