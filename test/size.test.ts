import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"

interface Size {
  readonly name: string
  readonly budget?: number
  readonly esbuild: number
  readonly rolldown: number
}

const { measure } = (await import(new URL("../scripts/size.mjs", import.meta.url).href)) as {
  readonly measure: () => Promise<ReadonlyArray<Size>>
}

const sizes = await measure()

describe("bundle sizes", () => {
  for (const { budget, esbuild, name, rolldown } of sizes) {
    if (budget === undefined) continue
    it(`${name} is below ${budget} kB`, () => {
      assert.isBelow(esbuild, budget)
      assert.isBelow(rolldown, budget)
    })
  }

  it("are those that README gives, to 1 %", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
    for (const { esbuild, name, rolldown } of sizes) {
      const row = readme.split("\n").find((line) => line.startsWith(`| ${name} `))
      assert(row !== undefined, `README has no row for ${name}`)
      const [given, givenToo] = [...row.slice(name.length + 2).matchAll(/\d+\.\d/g)].map(Number)
      assert.closeTo(given!, esbuild, esbuild / 100, `${name}, esbuild`)
      assert.closeTo(givenToo!, rolldown, rolldown / 100, `${name}, rolldown`)
    }
  })
})
