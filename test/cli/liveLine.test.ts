import { assert, describe, it } from "@effect/vitest"
import { makeLiveLine } from "../../src/cli/inspect/liveLine.ts"

const erase = "\r\u001b[K"

describe("the line that grows", () => {
  it("is written in the place of what it was", () => {
    const write = makeLiveLine()
    assert.strictEqual(write("a\n", ""), "a\n")
    assert.strictEqual(write("", "b"), "b")
    assert.strictEqual(write("", "bc"), `${erase}bc`)
    assert.strictEqual(write("bcd\n", "e"), `${erase}bcd\ne`)
    assert.strictEqual(write("e\n", ""), `${erase}e\n`)
    assert.strictEqual(write("f\n", ""), "f\n")
  })

  it("is not written again if it is the same", () => {
    const write = makeLiveLine()
    assert.strictEqual(write("", ""), "")
    assert.strictEqual(write("", "a"), "a")
    assert.strictEqual(write("", "a"), "")
    assert.strictEqual(write("", ""), erase)
  })
})
