import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import type { OrderedMap } from "../../src/snapshot/orderedMap.ts"
import { fill, named, numbered } from "../../src/snapshot/orderedMap.ts"

const numbers = Arbitrary.array(Arbitrary.schema(Schema.Finite))

/** Puts -0 where a map has 0. */
const keyOf = (key: number): number => key + 0

const heightOf = (map: OrderedMap<number, unknown>): number => map.root?.height ?? 0

describe("an ordered map", () => {
  it.prop("has what was set last for each key, in the order of the keys", [numbers], ([keys]) => {
    const map = numbered(keys.map((key, i) => [key, i] as const))
    const expected = new Map(keys.map((key, i) => [keyOf(key), i]))
    const sorted = [...expected].toSorted(([a], [b]) => a - b)
    assert.deepStrictEqual(
      map.entries().map(([key, value]) => [keyOf(key), value]),
      sorted
    )
    assert.deepStrictEqual(map.toJSON(), map.entries())
    assert.deepStrictEqual(
      map.values(),
      sorted.map(([, value]) => value)
    )
    for (const [key, value] of sorted) assert.strictEqual(map.get(key), value)
    assert.strictEqual(map.get(0.123), undefined)
    assert.strictEqual(keyOf(map.lastKey() ?? 0), sorted.at(-1)?.[0] ?? 0)
  })

  it.prop(
    "finds the greatest key that isn't above one",
    [numbers, Arbitrary.schema(Schema.Finite)],
    ([keys, limit]) => {
      const map = numbered(keys.map((key) => [key, keyOf(key)] as const))
      const below = keys.map(keyOf).filter((key) => key <= limit)
      assert.strictEqual(map.upTo(limit), below.length === 0 ? undefined : Math.max(...below))
    }
  )

  it.prop("stays as it was when another is made of it", [numbers, numbers], ([before, after]) => {
    const map = numbered(before.map((key) => [key, "before"] as const))
    const entries = map.entries()
    const other = fill(
      map,
      after.map((key) => [key, "after"] as const)
    )
    assert.deepStrictEqual(map.entries(), entries)
    for (const key of after) assert.strictEqual(other.get(key), "after")
  })

  it("stays flat in whatever order keys are set", () => {
    const count = 10_000
    const orders = {
      upward: (i: number) => i,
      downward: (i: number) => -i,
      inward: (i: number) => (i % 2 === 0 ? i : 2 * count - i),
      scattered: (i: number) => (i * 7919) % count
    }
    for (const [name, order] of Object.entries(orders)) {
      const map = numbered(Array.from({ length: count }, (_, i) => [order(i), i] as const))
      assert.strictEqual(map.values().length, count, name)
      // The height of a tree whose sides differ by one at most
      assert.isAtMost(heightOf(map), 1.4405 * Math.log2(count + 2), name)
    }
  })

  it("takes any text for a name", () => {
    const names = ["toString", "__proto__", "b", "a", ""]
    const map = named(names.map((name) => [name, name] as const))
    assert.deepStrictEqual(map.values(), names.toSorted())
    assert.strictEqual(map.get("constructor"), undefined)
  })

  it("lists what comes at the end, of whichever map it is made", () => {
    const empty = numbered<string>()
    assert.deepStrictEqual(empty.values(), [])
    const one = empty.set(1, "one")
    assert.deepStrictEqual(one.values(), ["one"])
    const two = one.set(2, "two")
    const other = one.set(3, "three")
    assert.deepStrictEqual(two.values(), ["one", "two"])
    assert.deepStrictEqual(other.values(), ["one", "three"])
    assert.deepStrictEqual(two.set(2, "second").values(), ["one", "second"])
    assert.deepStrictEqual(two.set(0, "zero").values(), ["zero", "one", "two"])
    assert.deepStrictEqual(Object.freeze(two).set(4, "four").set(5, "five").values(), ["one", "two", "four", "five"])
    assert.deepStrictEqual(one.values(), ["one"])
  })

  it("lists thousands of values, of the map before and of the next one", () => {
    const keys = Array.from({ length: 5000 }, (_, i) => (i * 2731) % 5000)
    const before = numbered(keys.map((key) => [key, `${key}`] as const))
    const expected = Array.from({ length: 5000 }, (_, key) => `${key}`)
    assert.deepStrictEqual(before.values(), expected)
    const after = before.set(1234, "-1").set(5000, "5000")
    assert.deepStrictEqual(after.values(), [...expected.with(1234, "-1"), "5000"])
    assert.deepStrictEqual(before.values(), expected)
    // A list is the caller's own
    before.values().length = 0
    assert.deepStrictEqual(before.values(), expected)
  })
})
