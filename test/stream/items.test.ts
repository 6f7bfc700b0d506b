import { assert, describe, it } from "@effect/vitest"
import { cases } from "../../src/chunk/ResponsesStreamChunk.ts"
import { fitsType, itemTypes, itemTypesOf } from "../../src/stream/items.ts"
import type { ItemUpdateType } from "../../src/stream/items.ts"

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
