import { assert, describe, it } from "@effect/vitest"
import * as dataUrl from "../../src/image/dataUrl.ts"

describe("parse", () => {
  it("reads the media type and where the base64 begins", () => {
    const heads = ["data:image/png;base64,", " DATA:image/PNG ; BASE64 ,", "data:image/png;charset=x;base64,"]
    for (const head of heads) {
      assert.deepStrictEqual(dataUrl.parse(`${head}SGVsbG8=`), { mediaType: "image/png", offset: head.length }, head)
    }
    assert.deepStrictEqual(dataUrl.parse("data:;base64,SGVsbG8="), { mediaType: "", offset: 13 })
  })

  it("takes nothing else", () => {
    for (const text of [
      "",
      "SGVsbG8=",
      "data",
      "data:",
      "data:,SGVsbG8=",
      "data:image/svg+xml;utf8,%3Csvg%3E",
      "data:image/png;base64",
      "https://example.com/a,b",
      "xdata:;base64,"
    ]) {
      assert.isUndefined(dataUrl.parse(text), text)
    }
  })
})
