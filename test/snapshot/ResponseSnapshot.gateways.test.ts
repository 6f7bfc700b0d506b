import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import type { ResponsesStreamChunk as Chunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as Testing from "../../src/testing/testing.ts"
import {
  chunksOf,
  run,
  runJson,
  shown,
  ofItem,
  added,
  done,
  text,
  message,
  response,
  created,
  completed,
  jsonOf,
  restore
} from "./snapshots.ts"
import type { Json, Snapshot } from "./snapshots.ts"

// -----------------------------------------------------------------------------
// What gateways get wrong
// -----------------------------------------------------------------------------

describe("a stream that keeps no rules", () => {
  it("opens items and parts whose added is missing", () => {
    const snapshot = runJson(
      text(2, "Hello", "m"),
      { type: "response.function_call_arguments.delta", ...ofItem(1, "f"), delta: "{}" },
      { type: "response.function_call_arguments.done", ...ofItem(1, "f"), name: "go", arguments: "{}" },
      {
        type: "response.reasoning_summary_part.done",
        ...ofItem(0, ""),
        summary_index: 0,
        part: { type: "summary_text", text: "hm" }
      }
    )
    assert.deepStrictEqual(
      snapshot.items.map(({ isInferred, item }) => [item.type, isInferred]),
      [
        ["reasoning", true],
        ["function_call", true],
        ["message", true]
      ]
    )
    const [reasoning, call, message] = snapshot.output
    assert(reasoning?.type === "reasoning" && call?.type === "function_call" && message?.type === "message")
    assert.deepStrictEqual([call.id, call.name, call.arguments], ["f", "go", "{}"])
    assert.isFalse("id" in reasoning)
    assert.strictEqual(snapshot.outputText, "Hello")
    assert.strictEqual(snapshot.status, "in_progress")
  })

  it("takes an added that comes after its deltas, and a done without an added", () => {
    const late = runJson(text(0, "Hello", "m"), added(0, { ...message("m"), phase: "final_answer" }))
    assert.deepStrictEqual(
      late.items.map(({ isDone, isInferred }) => [isDone, isInferred]),
      [[false, false]]
    )
    assert.strictEqual(late.outputText, "Hello")
    assert(late.output[0]?.type === "message")
    assert.strictEqual(late.output[0].phase, "final_answer")
    const only = runJson(done(0, message("m", "Hello")), added(0, message("m")), text(0, " late", "m"))
    assert.strictEqual(only.outputText, "Hello")
    assert.strictEqual(only.items.length, 1)
  })

  it("takes any number for an index, in any order", () => {
    const indexes = [1e9, 6113.14, 0, -3, 1e308, -0, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER]
    const snapshot = runJson(...indexes.map((index) => text(index, `[${index}]`)), {
      type: "response.output_text.delta",
      ...ofItem(0),
      content_index: 1e9,
      delta: "!"
    })
    assert.deepStrictEqual(
      snapshot.items.map(({ outputIndex }) => outputIndex),
      [-3, 0, Number.MIN_VALUE, 6113.14, 1e9, Number.MAX_SAFE_INTEGER, 1e308]
    )
    assert.strictEqual(ResponseSnapshot.find(snapshot, 0)?.item, snapshot.output[1])
    assert.deepStrictEqual(snapshot.output[1]?.type === "message" && snapshot.output[1].content.length, 2)
  })

  it("keeps several items that have the same index apart, by type and id", () => {
    const snapshot = runJson(
      created,
      added(0, { type: "reasoning", id: "r", summary: [] }),
      done(0, { type: "reasoning", id: "r", summary: [{ type: "summary_text", text: "hm" }] }),
      added(0, message("m")),
      added(0, { type: "function_call", id: "f", call_id: "c", name: "go", arguments: "" }),
      text(0, "Hello", "m"),
      { type: "response.function_call_arguments.delta", ...ofItem(0, "f"), delta: "{}" },
      done(0, message("m", "Hello"))
    )
    assert.deepStrictEqual(
      snapshot.items.map(({ isDone, item, key }) => [key, item.type, isDone]),
      [
        ["0", "reasoning", true],
        ["0.1", "message", true],
        ["0.2", "function_call", false]
      ]
    )
    assert.strictEqual(snapshot.outputText, "Hello")
    assert.strictEqual((snapshot.output[2] as { readonly arguments?: unknown }).arguments, "{}")
  })

  it("gives two calls that are open at one index their own arguments, by id", () => {
    const call = (id: string) => ({ type: "function_call", id, call_id: `call_${id}`, name: "go", arguments: "" })
    const delta = (id: string, delta: string) => ({
      type: "response.function_call_arguments.delta",
      ...ofItem(0, id),
      delta
    })
    const wire = [
      created,
      added(0, call("a")),
      added(0, call("b")),
      delta("a", '{"a":'),
      delta("b", '{"b":'),
      delta("a", "1}"),
      delta("b", "2}")
    ]
    const argumentsOf = (snapshot: Snapshot) =>
      snapshot.output.map((item) => (item.type === "function_call" ? item.arguments : ""))
    const snapshot = runJson(...wire)
    assert.deepStrictEqual(argumentsOf(snapshot), ['{"a":1}', '{"b":2}'])
    assert.strictEqual(ResponseSnapshot.find(snapshot, "call_a"), snapshot.items[0])
    // Without an id, a delta is that of the last open one
    const open = runJson(...wire.slice(0, 3), done(0, { ...call("b"), arguments: "{}" }), delta("", "[]"))
    assert.deepStrictEqual(argumentsOf(open), ["[]", "{}"])
    assert.strictEqual(ResponseSnapshot.find(open, 0), open.items[0])
  })

  it("gives a delta to the item that has its id, whatever index it has", () => {
    const snapshot = runJson(added(0, message("a")), added(1, message("b")), text(0, "B", "b"), text(1, "A", "a"))
    assert.deepStrictEqual(
      snapshot.output.map((item) => item.type === "message" && item.content.map((part) => "text" in part && part.text)),
      [["A"], ["B"]]
    )
  })

  it("keeps an item whose done is the first that comes apart from an open one", () => {
    const snapshot = runJson(
      added(0, message("a")),
      done(0, { type: "function_call", id: "f", call_id: "c", name: "go", arguments: "{}" }),
      text(0, "Hi", "a")
    )
    assert.deepStrictEqual(
      snapshot.items.map(({ isDone, item }) => [item.type, isDone]),
      [
        ["message", false],
        ["function_call", true]
      ]
    )
    assert.strictEqual(snapshot.outputText, "Hi")
  })

  it("takes no item of a response for a new one, whose id is known", () => {
    const again = {
      type: "response.in_progress",
      response: { ...response, output: [message("a", "A"), message("b", "B"), message("c", "C")] }
    }
    const snapshot = runJson(created, added(0, message("a")), added(0, message("b")), text(0, "Be", "b"), again)
    assert.deepStrictEqual(
      snapshot.items.map(({ item, key }) => [key, item.type === "message" && item.id]),
      [
        ["0", "a"],
        ["0.1", "b"],
        ["2", "c"]
      ]
    )
    // One that only the response had is added after all
    const late = run(chunksOf(added(2, message("c")), text(2, "Ce", "c")), snapshot)
    assert.strictEqual(late.items.length, 3)
    assert.strictEqual(late.outputText, "BeCe")
  })

  it("keeps the keys of items that the final response renames or leaves out", () => {
    const reasoning = { type: "reasoning", id: "r", summary: [] }
    const streamed = [created, done(0, reasoning), done(1, message("a", "A")), done(2, message("b", "B"))]
    const keysOf = (...output: ReadonlyArray<Json>) => {
      const snapshot = runJson(...streamed, completed(...output))
      assert.deepStrictEqual(snapshot.response?.output, snapshot.output)
      assert.strictEqual(snapshot.output.length, output.length)
      return snapshot.items.map(({ key }) => key)
    }
    assert.deepStrictEqual(keysOf(message("a", "A"), message("b", "B")), ["1", "2"])
    assert.deepStrictEqual(keysOf(reasoning, message("x", "A"), message("y", "B")), ["0", "1", "2"])
    assert.deepStrictEqual(keysOf(message("x", "A"), message("y", "B")), ["1", "2"])
    // What can't keep them has the places there
    assert.deepStrictEqual(keysOf(message("b", "B"), message("a", "A")), ["0", "1"])
    assert.deepStrictEqual(keysOf(message("a", "A"), reasoning, message("b", "B"), message("c", "C")), [
      "0",
      "1",
      "2",
      "3"
    ])
    const renamed = runJson(...streamed, completed(message("x", "A"), message("y", "B")))
    for (const id of ["a", "x"]) assert.strictEqual(ResponseSnapshot.find(renamed, id), renamed.items[0])
  })

  it("goes by the output index where each chunk has another id", () => {
    const snapshot = runJson(
      added(0, message("a")),
      text(0, "Hel", "b"),
      text(0, "lo", "c"),
      done(0, { ...message("d", "Hello") })
    )
    assert.strictEqual(snapshot.items.length, 1)
    assert.strictEqual(snapshot.outputText, "Hello")
    for (const id of ["a", "b", "d"]) assert.strictEqual(ResponseSnapshot.find(snapshot, id), snapshot.items[0], id)
    assert.strictEqual(ResponseSnapshot.find(snapshot, "c"), undefined)
    assert.strictEqual(ResponseSnapshot.find(snapshot, ""), undefined)
  })

  it("goes by the id where the index has no item", () => {
    const snapshot = runJson(added(0, message("m")), text(1, "Hello", "m"), done(1, message("m", "Hello")))
    assert.deepStrictEqual(
      snapshot.items.map(({ isDone, outputIndex }) => [outputIndex, isDone]),
      [[0, true]]
    )
    assert.strictEqual(snapshot.outputText, "Hello")
  })

  it("begins an item anew that is added again", () => {
    const snapshot = runJson(added(0, message("m")), text(0, "Hel"), added(0, message("m")), text(0, "Hello"))
    assert.strictEqual(snapshot.outputText, "Hello")
    assert.strictEqual(snapshot.items.length, 1)
  })

  it("takes over the output of a response that is resumed", () => {
    const snapshot = runJson({
      type: "response.in_progress",
      response: { ...response, output: [message("m", "Hello"), { type: "reasoning", id: "r", summary: [] }] }
    })
    assert.strictEqual(snapshot.outputText, "Hello")
    assert.deepStrictEqual(
      snapshot.items.map(({ isDone }) => isDone),
      [true, false]
    )
  })

  it("is never led astray by names of the prototype", () => {
    const names = ["__proto__", "constructor", "toString"]
    const snapshot = runJson(
      ...names.map((type, i) => added(i, { type, id: type })),
      ...names.map((id, i) => text(i, "x", id)),
      ...names.map((model, i) => ({ type: "response.fusion_call.panel.delta", ...ofItem(9), model, delta: `${i}` })),
      ...names.map((type) => ({ type }))
    )
    assert.strictEqual(snapshot.items.length, 4)
    assert.deepStrictEqual(
      snapshot.items[3]?.extra?.panels?.map(({ content, model }) => [model, content]),
      names.map((name, i) => [name, `${i}`])
    )
    assert.strictEqual(snapshot.unknown.length, 3)
    assert.deepStrictEqual(Object.keys(Object.prototype), [])
  })

  it("is taken however deep it nests", () => {
    let deep: unknown = {}
    for (let i = 0; i < 100_000; i++) deep = { deep }
    const item = { type: "acme", id: "a", deep }
    const again = (chunk: Chunk) => run([chunk, chunk, ...chunksOf(text(0, "x"))]).items.length
    for (const chunk of chunksOf(done(0, item))) assert.strictEqual(again(chunk), 1)
  })

  it.prop("makes a snapshot of any chunks, which can be saved", [Arbitrary.array(Testing.anyChunk())], ([chunks]) => {
    let snapshot = ResponseSnapshot.initial
    for (const chunk of chunks) {
      snapshot = ResponseSnapshot.step(snapshot, chunk)
      shown(snapshot)
    }
    assert.deepStrictEqual(jsonOf(shown(restore(snapshot))), jsonOf(shown(snapshot)))
  })
})
