import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { invalidJsonPosition } from "../../src/base/jsonPosition.ts"
import { isJson } from "../support/isJson.ts"

describe("invalidJsonPosition", () => {
  it("names the first character that can't stand", () => {
    const cases: ReadonlyArray<readonly [text: string, position: number]> = [
      ["", 0],
      ["  ", 2],
      ["x", 0],
      ["{", 1],
      ["{]", 1],
      ['{"a"', 4],
      ['{"a" 1}', 5],
      ['{"a":1,}', 7],
      ["[1,]", 3],
      ["[1 2]", 3],
      ['{"a":"b', 7],
      ['"\\x"', 2],
      ['"\\u12g4"', 5],
      ['"\\u12"', 5],
      ['{"a":"\\u12","b":1}', 10],
      ['"a\nb"', 2],
      ["tru", 3],
      ["trUe", 2],
      ["01", 1],
      ["-", 1],
      ["1.e3", 2],
      ["1e+", 3],
      ['{"a":1}}', 7],
      ["{} {}", 3],
      ["NaN", 0],
      ["'a'", 0]
    ]
    for (const [text, position] of cases) {
      assert.isFalse(isJson(text), text)
      assert.strictEqual(invalidJsonPosition(text), position, text)
    }
  })

  it("copes with deep nesting and long strings", () => {
    assert.strictEqual(invalidJsonPosition("[".repeat(100_000)), 100_000)
    assert.strictEqual(invalidJsonPosition('"' + "a\\n".repeat(1_000_000)), 3_000_001)
  })

  it.prop("finds a control character wherever it is put", { json: Schema.Json, at: Schema.Finite }, ({ at, json }) => {
    const text = JSON.stringify(json)
    const position = Math.abs(Math.trunc(at)) % (text.length + 1)
    assert.strictEqual(invalidJsonPosition(text.slice(0, position) + "\u0001" + text.slice(position)), position)
  })

  it.prop(
    "finds an escape that isn't finished",
    { json: Schema.Json, text: Schema.String, digits: Schema.Literals(["", "0", "00", "00e"]) },
    ({ digits, json, text }) => {
      const before = `[${JSON.stringify(text).slice(0, -1)}\\u${digits}`
      assert.strictEqual(invalidJsonPosition(`${before}",${JSON.stringify(json)}]`), before.length)
    }
  )

  it.prop(
    "says the length where the text only ends too early",
    { json: Schema.Json, at: Schema.Finite },
    ({ at, json }) => {
      const text = JSON.stringify({ json })
      const length = Math.abs(Math.trunc(at)) % text.length
      assert.strictEqual(invalidJsonPosition(text.slice(0, length)), length)
    }
  )
})
