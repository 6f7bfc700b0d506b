import { assert, describe, it } from "@effect/vitest"
import { cases } from "../../src/chunk/ResponsesStreamChunk.ts"
import { findAdded, findDone, fitsType, idsOf, itemTypes, itemTypesOf, matchOutput } from "../../src/stream/items.ts"
import type { ItemLookup, ItemReport, ItemUpdateType, KnownItem } from "../../src/stream/items.ts"

/** Chunks of an output index, but for those that bring the item itself. */
const updates = Object.entries(cases)
  .filter(([type, { fields }]) => "outputIndex" in fields && !type.startsWith("response.output_item."))
  .map(([type]) => type as ItemUpdateType)

describe("itemTypesOf", () => {
  it("knows the items of each chunk that updates one, and has no family too many", () => {
    assert.isAbove(updates.length, 40)
    const families = updates.map((type) => type.split(".")[1]!)
    assert.deepStrictEqual([...new Set(families)].toSorted(), Object.keys(itemTypes).toSorted())
    for (const type of updates) assert.isNotEmpty(itemTypesOf(type), type)
  })

  it("tells the families of one item apart by their wire type", () => {
    assert.deepStrictEqual(itemTypesOf("response.content_part.added"), ["message", "reasoning"])
    assert.deepStrictEqual(itemTypesOf("response.reasoning_summary_text.delta"), ["reasoning"])
    assert.deepStrictEqual(itemTypesOf("response.output_text.annotation.added"), ["message"])
    assert.deepStrictEqual(itemTypesOf("response.fusion_call.panel.reasoning.delta"), ["openrouter:fusion"])
    assert.deepStrictEqual(itemTypesOf("response.shell_call_output_content.done"), ["shell_call_output", "shell_call"])
  })
})

describe("fitsType", () => {
  it("takes the types of the family, a provider's own, and unknown ones", () => {
    const types = itemTypesOf("response.output_text.delta")
    for (const type of ["message", "openrouter:datetime", "UNKNOWN", undefined]) assert.isTrue(fitsType(type, types))
    for (const type of ["reasoning", "web_search_call", ""]) assert.isFalse(fitsType(type, types))
  })
})

describe("idsOf", () => {
  it("gives the item's own id, then that of its call, each once", () => {
    for (const [item, ids] of [
      [{ type: "function_call", id: "i", call_id: "c" }, ["i", "c"]],
      [{ type: "function_call", id: "i", callId: "c" }, ["i", "c"]],
      [{ type: "function_call", id: "c", call_id: "c" }, ["c"]],
      [{ type: "function_call", id: "", call_id: "c" }, ["c"]],
      [{ type: "function_call", id: null, call_id: "" }, []],
      [{ type: "function_call_output", id: "o", call_id: "c" }, ["o"]]
    ] as const) {
      assert.deepStrictEqual(idsOf(item), ids)
    }
  })
})

interface Known extends KnownItem {
  readonly name: string | undefined
}

const known = (outputIndex: number, ids: ReadonlyArray<string>, rest: Partial<Known> = {}): Known => ({
  outputIndex,
  ids,
  type: "function_call",
  name: undefined,
  isDone: false,
  isInferred: false,
  ...rest
})

interface Report extends ItemReport {
  readonly name: string | undefined
}

const report = (
  outputIndex: number,
  ids: ReadonlyArray<string>,
  { name, type = "function_call" }: { readonly type?: string; readonly name?: string } = {}
): Report => ({ outputIndex, ids, type, name })

const lookup = (...items: ReadonlyArray<Known>): ItemLookup<Known> => ({
  byId: (id) => items.findLast(({ ids }) => ids.includes(id)),
  at: (index) => {
    const there = items.filter(({ outputIndex }) => outputIndex === index)
    return there.findLast(({ isDone }) => !isDone) ?? there.at(-1)
  }
})

describe("findAdded and findDone", () => {
  const a = known(0, ["x", "a"])
  const done = known(0, ["x", "a"], { isDone: true })

  it("find a call by its call id, whatever its own id is", () => {
    assert.strictEqual(findDone(lookup(a, known(0, ["y", "b"])), report(0, ["z", "a"])), a)
    assert.strictEqual(findAdded(lookup(a, known(0, ["y", "b"])), report(0, ["z", "a"])), a)
  })

  it("tell calls of one item id apart by their call ids", () => {
    for (const item of [a, done]) assert.isUndefined(findAdded(lookup(item), report(0, ["x", "b"])))
    assert.isUndefined(findDone(lookup(done), report(0, ["x", "b"])))
    // What is open may be renamed
    assert.strictEqual(findDone(lookup(a), report(0, ["x", "b"])), a)
    assert.strictEqual(findDone(lookup(a, known(0, ["x", "c"])), report(0, ["x", "a"])), a)
  })

  it("find a call by its item id where its call id wasn't known", () => {
    const nameless = known(0, ["x"])
    assert.strictEqual(findDone(lookup(nameless, known(0, ["y"])), report(0, ["x", "a"])), nameless)
  })

  it("find a call with both ids at whatever index, even if it is done", () => {
    for (const find of [findAdded, findDone]) {
      assert.strictEqual(find(lookup(done, known(1, ["z", "c"])), report(1, ["x", "a"])), done)
      assert.isUndefined(find(lookup(done), report(1, ["a"])))
    }
  })

  it("take the methods of a class", () => {
    class Items implements ItemLookup<Known> {
      readonly #items = [a]
      byId(id: string): Known | undefined {
        return this.#items.find(({ ids }) => ids.includes(id))
      }
      at(index: number): Known | undefined {
        return this.#items.find(({ outputIndex }) => outputIndex === index)
      }
    }
    for (const find of [findAdded, findDone]) assert.strictEqual(find(new Items(), report(0, ["x", "a"])), a)
  })
})

describe("matchOutput", () => {
  /** The index of each item's owner. */
  const match = (items: ReadonlyArray<Known>, ...output: ReadonlyArray<Report>) => {
    const owners = matchOutput(items, output)
    return output.map((item) => {
      const owner = owners.get(item)
      return owner === undefined ? undefined : items.indexOf(owner)
    })
  }
  const a = known(0, ["x", "a"])
  const b = known(1, ["y", "b"])
  const message = known(2, ["m"], { type: "message" })

  it("matches by ids first", () => {
    assert.deepStrictEqual(match([a, b], report(0, ["y", "b"]), report(1, ["x", "a"])), [1, 0])
    assert.deepStrictEqual(match([a, b], report(0, ["new", "b"]), report(1, ["a"])), [1, 0])
    // Two of one call id, and two of one item id
    assert.deepStrictEqual(
      match([known(0, ["x", "f"]), known(1, ["y", "f"])], report(0, ["y", "f"]), report(1, ["x", "f"])),
      [1, 0]
    )
    assert.deepStrictEqual(
      match([known(0, ["i", "a"]), known(1, ["i", "b"])], report(0, ["i", "b"]), report(1, ["i", "a"])),
      [1, 0]
    )
    assert.deepStrictEqual(match([known(0, ["f"]), known(1, ["f"])], report(3, ["f"]), report(4, ["f"])), [0, 1])
  })

  it("matches by place what no id tells, if each has an item there", () => {
    assert.deepStrictEqual(match([a, b], report(0, ["new"]), report(1, ["newer"])), [0, 1])
    assert.deepStrictEqual(match([a, b], report(0, ["new"]), report(1, ["newer"]), report(2, ["newest"])), [
      0,
      1,
      undefined
    ])
    assert.deepStrictEqual(match([a, b], report(0, ["y", "b"]), report(1, ["new"])), [1, 0])
    assert.deepStrictEqual(match([b], report(0, ["new"]), report(1, [])), [undefined, 0])
  })

  it("matches by order within a type, if places don't tell", () => {
    assert.deepStrictEqual(match([a, b], report(1, ["new"]), report(2, [])), [0, 1])
    assert.deepStrictEqual(match([known(0, []), known(0, [])], report(0, []), report(1, [])), [0, 1])
    const words = report(0, ["n"], { type: "message" })
    assert.deepStrictEqual(match([a, b, message], words, report(1, []), report(2, [])), [2, 0, 1])
    assert.deepStrictEqual(match([a, message], words), [1])
  })

  it("never takes an item for two, or one of another type", () => {
    assert.deepStrictEqual(match([a], report(0, ["x", "a"]), report(0, ["x", "a"])), [0, undefined])
    assert.deepStrictEqual(match([a], report(0, ["x"], { type: "message" })), [undefined])
    assert.deepStrictEqual(match([], report(0, ["x"])), [undefined])
    assert.deepStrictEqual(match([known(0, ["x"], { isInferred: true })], report(4, ["x"], { type: "message" })), [0])
  })

  it("takes another kind than the type", () => {
    const items = [known(0, [], { name: "f" }), known(1, [])]
    const [g, f, nameless] = [report(0, [], { name: "g" }), report(1, [], { name: "f" }), report(2, [])] as const
    const owners = (...output: ReadonlyArray<Report>) =>
      [...matchOutput(items, output, ({ name }) => name)].map(([item, owner]) => [
        output.indexOf(item),
        items.indexOf(owner)
      ])
    assert.deepStrictEqual(owners(g, f, nameless), [
      [1, 0],
      [2, 1]
    ])
    assert.deepStrictEqual(owners(report(0, []), f), [
      [0, 0],
      [1, 1]
    ])
  })
})
