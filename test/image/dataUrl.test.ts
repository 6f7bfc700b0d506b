import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as base64 from "../../src/image/base64.ts"
import * as dataUrl from "../../src/image/dataUrl.ts"

const read = (text: string) => {
  const url = dataUrl.parse(text)
  if (url === undefined) return undefined
  for (;;) {
    const slice = url.slices.next()
    if (slice.done !== true) continue
    return {
      mediaType: url.mediaType,
      result: Result.map(slice.value, (bytes) => Buffer.from(bytes).toString("latin1"))
    }
  }
}

const slice = base64.sliceSize

describe("parse", () => {
  it("reads base64", () => {
    const expected = { mediaType: "image/png", result: Result.succeed("Hello") }
    for (const head of ["data:image/png;base64,", " DATA:image/PNG ; BASE64 ,", "data:image/png;charset=x;base64,"]) {
      assert.deepStrictEqual(read(`${head}SGVsbG8=`), expected, head)
    }
    assert.deepStrictEqual(read("data:;base64,SGVsbG8="), { ...expected, mediaType: "" })
  })

  it("counts the position of a fault from the beginning of the text", () => {
    assert.deepStrictEqual(read("data:;base64,AAA!")?.result, Result.fail("data:;base64,AAA".length))
  })

  it("reads text with escapes, and leaves alone what is no escape", () => {
    const svg = "data:image/svg+xml;utf8,%3Csvg%20id='100%25'%3E%f0%9f%98%80</svg>"
    assert.deepStrictEqual(read(svg)?.result, Result.succeed("<svg id='100%'>\xf0\x9f\x98\x80</svg>"))
    assert.deepStrictEqual(read("data:,%%41%4%zz%4")?.result, Result.succeed("%A%4%zz%4"))
    assert.deepStrictEqual(read("data:,é")?.result, Result.succeed("\xc3\xa9"))
    assert.deepStrictEqual(read("data:,")?.result, Result.succeed(""))
  })

  it("reads escapes and characters wherever slices meet", () => {
    for (let shift = 0; shift < 5; shift++) {
      const head = "a".repeat(slice - shift)
      assert.deepStrictEqual(read(`data:,${head}%41%42b`)?.result, Result.succeed(`${head}ABb`))
      assert.deepStrictEqual(read(`data:,${head}%%%41`)?.result, Result.succeed(`${head}%%A`))
      assert.deepStrictEqual(read(`data:,${head}\u{1F600}`)?.result, Result.succeed(`${head}\xf0\x9f\x98\x80`))
    }
  })

  it.prop("gives back what was escaped", [Schema.Uint8Array], ([bytes]) => {
    const escaped = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")
    assert.deepStrictEqual(read(`data:,${escaped}`)?.result, Result.succeed(Buffer.from(bytes).toString("latin1")))
  })

  it("takes nothing else", () => {
    for (const text of [
      "",
      "SGVsbG8=",
      "data",
      "data:",
      "data:image/png;base64",
      "https://example.com/a,b",
      "xdata:,"
    ]) {
      assert.isUndefined(read(text), text)
    }
  })
})
