import { assert, describe, it } from "@effect/vitest"
import * as EventFilter from "../../src/cli/inspect/eventFilter.ts"

const event = (type: string, more: object = {}) => ({ type, ...more })

const shown = (options: Partial<EventFilter.FilterOptions>, events: ReadonlyArray<{ readonly type: string }>) => {
  const filter = EventFilter.make({ types: [], items: [], ...options })
  return events.flatMap((json, i) => (filter(json.type, json) ? [i] : []))
}

describe("a filter of events", () => {
  it("takes events of the types, with * for any characters and nothing else special", () => {
    const events = ["response.created", "response.output_text.delta", "responsexcreated", "error"].map((type) =>
      event(type)
    )
    assert.deepStrictEqual(shown({ types: ["response.created"] }, events), [0])
    assert.deepStrictEqual(shown({ types: ["*.delta", "err*"] }, events), [1, 3])
    assert.deepStrictEqual(shown({ types: ["response.*"] }, events), [0, 1])
    assert.deepStrictEqual(shown({ types: ["*"] }, events), [0, 1, 2, 3])
    assert.deepStrictEqual(shown({ types: [".*", "respons[e].created"] }, events), [])
  })

  it("takes events of the items, by index or id, also those that have only the other", () => {
    const events = [
      event("response.created"),
      event("response.output_item.added", { output_index: 0, item: { id: "msg_1" } }),
      event("response.output_text.delta", { item_id: "msg_1" }),
      event("response.output_text.delta", { output_index: 0 }),
      event("response.output_text.delta", { output_index: 1, item_id: "msg_2" })
    ]
    assert.deepStrictEqual(shown({ items: ["0"] }, events), [1, 2, 3])
    assert.deepStrictEqual(shown({ items: ["msg_1"] }, events), [1, 2, 3])
    assert.deepStrictEqual(shown({ items: ["1", "msg_1"] }, events), [1, 2, 3, 4])
    assert.deepStrictEqual(shown({ items: ["0"], types: ["*.delta"] }, events), [2, 3])
    assert.deepStrictEqual(shown({ items: ["7"] }, events), [])
  })
})
