import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { ItemMap } from "../../src/stream/itemMap.ts"
import type { MapItem } from "../../src/stream/itemMap.ts"

const item = (
  map: ItemMap<MapItem>,
  outputIndex: number,
  ids: ReadonlyArray<string> = [],
  isDone = false
): MapItem => ({
  ...map.nextPlace(outputIndex),
  type: "message",
  ids,
  isDone,
  isInferred: false
})

const any = () => true

describe("ItemMap", () => {
  it("has the last open item at an index, or else the last one", () => {
    const empty = new ItemMap<MapItem>()
    const a = item(empty, 0)
    const one = empty.set(a)
    const b = item(one, 0)
    const two = one.set(b)
    const c = item(two, 0)
    const three = two.set(c)
    const done = (map: ItemMap<MapItem>, it: MapItem) => map.set({ ...it, isDone: true })
    const keyAt = (map: ItemMap<MapItem>) => map.at(0, any)?.key
    assert.deepStrictEqual([empty, one, two, three].map(keyAt), [undefined, "0", "0:1", "0:2"])
    assert.strictEqual(keyAt(done(three, b)), "0:2")
    assert.strictEqual(keyAt(done(done(three, b), c)), "0")
    assert.strictEqual(keyAt(done(done(done(three, b), c), a)), "0:2")
    assert.strictEqual(keyAt(done(done(done(three, a), c), b)), "0:2")
    // What was made of a map leaves it as it was
    assert.strictEqual(keyAt(three), "0:2")
    assert.deepStrictEqual(three.values(), [a, b, c])
    assert.isUndefined(three.at(1, any))
  })

  it("has the last item that was given an id", () => {
    const empty = new ItemMap<MapItem>()
    const a = item(empty, 5, ["x"])
    const one = empty.set(a)
    const b = item(one, 3, ["x", "y"])
    const two = one.set(b)
    assert.deepStrictEqual([one.byId("x"), two.byId("x"), two.byId("y"), two.byId("z")], [a, b, b, undefined])
    const renamed = { ...a, ids: [...a.ids, "z"] }
    const three = two.set(renamed)
    assert.deepStrictEqual([three.byId("x"), three.byId("z")], [b, renamed])
    assert.deepStrictEqual(three.values(), [b, renamed])
  })

  const steps = Arbitrary.array(
    Arbitrary.schema(
      Schema.Struct({
        kind: Schema.Literals(["add", "add", "addDone", "close", "name"]),
        index: Schema.Literals([0, 1, -0]),
        nth: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 })),
        id: Schema.Literals(["a", "b", "c"])
      })
    ),
    { maxLength: 30 }
  )

  it.prop("finds what a list would find", [steps], ([all]) => {
    let map = new ItemMap<MapItem>()
    const items: Array<MapItem> = []
    const ids = new Map<string, string>()
    for (const { id, index, kind, nth } of all) {
      const at = kind.startsWith("add") ? items.length : nth
      const known = items[at] ?? item(map, index, [], kind === "addDone")
      const isNamed = kind === "name" && !known.ids.includes(id)
      items[Math.min(at, items.length)] = {
        ...known,
        isDone: known.isDone || kind === "close",
        ids: isNamed ? [...known.ids, id] : known.ids
      }
      if (isNamed) ids.set(id, known.key)
      map = map.set(items[Math.min(at, items.length - 1)]!)
      for (const outputIndex of [0, 1]) {
        const there = items.filter((each) => each.outputIndex === outputIndex)
        assert.strictEqual(map.at(outputIndex, any), there.findLast(({ isDone }) => !isDone) ?? there.at(-1))
      }
      for (const [id, key] of ids) assert.strictEqual(map.byId(id)?.key, key)
    }
    assert.deepStrictEqual(
      map.values(),
      items.toSorted((a, b) => a.outputIndex - b.outputIndex || a.nth - b.nth)
    )
  })
})
