import { assert, describe, it } from "@effect/vitest"
import { share } from "../../src/snapshot/share.ts"

/** A list in a list, and so on. */
const nested = (depth: number): ReadonlyArray<unknown> => {
  let value: ReadonlyArray<unknown> = []
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

describe("share", () => {
  it("gives the old value where the new one is equal", () => {
    const old = { a: [1, { b: "c" }], d: null }
    assert.strictEqual(share(old, structuredClone(old)), old)
  })

  it("gives the new value with what is equal of the old one", () => {
    const old = { a: { x: [1] }, b: { y: [2] } }
    const value = { a: { x: [1] }, b: { y: [3] } }
    const shared = share(old, value)
    assert.deepStrictEqual(shared, value)
    assert.strictEqual(shared.a, old.a)
  })

  it("gives the new value itself where nothing is equal", () => {
    const value = { a: [2] }
    assert.strictEqual(share({ a: [1] }, value), value)
  })

  it("keeps a key named __proto__ as it is", () => {
    const parse = (x: number): object => JSON.parse(`{ "__proto__": { "x": ${x} }, "kept": [1] }`) as object
    const [old, value] = [parse(1), parse(2)]
    const shared = share(old, value)
    assert.deepStrictEqual(Object.keys(shared), ["__proto__", "kept"])
    assert.deepStrictEqual(Object.getOwnPropertyDescriptor(shared, "__proto__")?.value, { x: 2 })
    assert.strictEqual(Reflect.get(shared, "kept"), Reflect.get(old, "kept"))
  })

  it("shares what is nested as deep as any provider nests", () => {
    const old = nested(90)
    assert.strictEqual(share(old, nested(90)), old)
  })

  it("shares down to a depth of 100, and nothing below it", () => {
    const [old, value] = [nested(150), nested(150)]
    assert.strictEqual(share(old, value), value)
    const whole = nested(99)
    assert.strictEqual(share(whole, nested(99)), whole)
    const tooDeep = nested(101)
    assert.notStrictEqual(share(tooDeep, nested(101)), tooDeep)
  })

  it("takes deeper values as they come, so that none uses up the stack", () => {
    const value = nested(100_000)
    assert.strictEqual(share(nested(100_000), value), value)
  })
})
