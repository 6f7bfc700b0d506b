import { assert, describe, it } from "@effect/vitest"
import { mistakeOf } from "../../src/cli/inspect/options.ts"
import type { Options } from "../../src/cli/inspect/options.ts"

const none: Options = {
  format: "pretty",
  strict: false,
  types: [],
  items: [],
  timing: false,
  text: false,
  follow: false,
  redact: false
}

const mistake = (options: Partial<Options>, files: ReadonlyArray<string> = ["a.sse"], hasOutput = false) =>
  mistakeOf({ ...none, ...options }, files, hasOutput)

describe("the flags of inspect", () => {
  it("go together where they say something", () => {
    for (const options of [
      {},
      { format: "json", timing: true, strict: true },
      { types: ["*.delta"], items: ["0"], timing: true },
      { text: true, strict: true },
      { follow: true, text: true },
      { follow: true, format: "json" },
      { follow: true, types: ["error"] }
    ] as const) {
      assert.isUndefined(mistake(options), JSON.stringify(options))
    }
    assert.isUndefined(mistake({}, []))
    assert.isUndefined(mistake({ redact: true }, [], true))
  })

  it("don't go together where one would be without effect", () => {
    for (const [options, files, hasOutput, message] of [
      [{ types: ["error", ""] }, ["a"], false, /^--type takes the type of an event/],
      [{ items: ["-1"] }, ["a"], false, /^--item takes an index from 0 on, or an id/],
      [{ items: [""] }, ["a"], false, /^--item takes/],
      [{ redact: true }, ["a"], false, /^--redact needs -o/],
      [{}, ["a"], true, /^-o is for --redact/],
      [{ redact: true, strict: true }, ["a"], true, /no other flag/],
      [{ redact: true, items: ["1"] }, ["a"], true, /no other flag/],
      [{ redact: true }, ["a", "b"], true, /one capture/],
      [{ text: true, format: "json" }, ["a"], false, /^--text prints no lines/],
      [{ text: true, types: ["a"] }, ["a"], false, /^--text prints no lines/],
      [{ format: "json", items: ["0"] }, ["a"], false, /^--type and --item/],
      [{ follow: true }, [], false, /^--follow takes one file/],
      [{ follow: true }, ["-"], false, /^--follow takes one file/],
      [{ follow: true }, ["a", "b"], false, /^--follow takes one file/]
    ] as const) {
      assert.match(mistake(options, files, hasOutput) ?? "", message)
    }
  })
})
