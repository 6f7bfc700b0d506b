import { assert, describe, it } from "@effect/vitest"
import { isSound, maxEntries, toJson } from "../../src/cli/Inspection.ts"
import { read } from "./read.ts"
import { completed, created, delta, sse, whole } from "./samples.ts"

describe("Inspection", () => {
  it("counts a flawless stream", () => {
    const { json, report } = read(`: hello\n\n${sse([...whole, "[DONE]"])}`, { file: "a.sse" })
    assert.deepStrictEqual(json, {
      file: "a.sse",
      events: 9,
      known: 9,
      unknown: 0,
      invalid: 0,
      repaired: 0,
      comments: 1,
      verdict: "Completed",
      types: {
        "response.created": 1,
        "response.output_item.added": 1,
        "response.content_part.added": 1,
        "response.output_text.delta": 2,
        "response.output_text.done": 1,
        "response.content_part.done": 1,
        "response.output_item.done": 1,
        "response.completed": 1
      },
      violations: [],
      errors: []
    })
    assert.isTrue(isSound(report))
  })

  it("counts types that are names of Object.prototype", () => {
    const names = ["__proto__", "toString", "constructor", "__proto__", "hasOwnProperty"]
    const { report } = read(sse([created, ...names.map((type) => ({ type })), completed]))
    const text = toJson(report)
    assert.include(text, `"__proto__":2,"toString":1,"constructor":1,"hasOwnProperty":1`)
    assert.deepStrictEqual([report.known, report.unknown, report.events], [2, 5, 7])
  })

  it("tells where events are invalid, and never what they say", () => {
    const { report } = read(sse([created, { ...delta(1, ""), delta: { secret: "hunter2" } }, "hunter2", completed]))
    assert.deepStrictEqual(
      report.errors.map(({ _tag, index, path, type }) => [_tag, index, type, path]),
      [
        ["InvalidChunk", 1, "response.output_text.delta", ["delta"]],
        ["InvalidJson", 2, undefined, []]
      ]
    )
    assert.deepStrictEqual([report.events, report.known, report.invalid], [4, 2, 2])
    assert.notInclude(toJson(report), "hunter2")
    assert.isFalse(isSound(report))
  })

  it("counts an event that needs two repairs once", () => {
    const { json } = read(sse([created, { error: { message: "No" } }]))
    assert.strictEqual(json.repaired, 1)
    assert.strictEqual(json.verdict, "Errored")
    assert.deepStrictEqual(json.repairs, { "bare-error": 1, "error-shape": 1, "missing-sequence-number": 1 })
    assert.strictEqual(json.types.error, 1)
  })

  it("counts an older name under the type that the wire has", () => {
    const { response } = completed
    const { json } = read(sse([...whole.slice(0, -1), { type: "response.done", sequence_number: 8, response }]))
    assert.strictEqual(json.types["response.done"], 1)
    assert.strictEqual(json.verdict, "Completed")
    assert.deepStrictEqual(json.repairs, { "older-name": 1 })
  })

  it("gives the rule, the severity and the index of violations", () => {
    const { json } = read(sse([...whole.slice(0, 3), delta(1, "Hello"), ...whole.slice(5)]))
    assert.deepStrictEqual(json.violations, [{ rule: "S1", severity: "warning", index: 3 }])
  })

  it("keeps a bounded number of errors, and always the one that ended the input", () => {
    const bytes = new TextEncoder().encode(sse(Array.from({ length: maxEntries + 5 }, () => "{")))
    const { json } = read(new Uint8Array([...bytes, 0xff]))
    assert.strictEqual(json.invalid, maxEntries + 5)
    assert.strictEqual(json.errors.length, maxEntries + 1)
    assert.strictEqual(json.errors[maxEntries]._tag, "InvalidUtf8")
    assert.strictEqual(json.omitted.errors, 5)
  })

  it("escapes control characters that JSON allows", () => {
    const { report } = read(sse([{ type: "a\u009b31m\u2028\u007f\u001b" }]))
    // oxlint-disable-next-line no-control-regex
    assert.notMatch(toJson(report), /[\u0000-\u001f\u007f-\u009f\u2028]/)
    assert.deepStrictEqual(Object.keys(JSON.parse(toJson(report)).types), ["a\u009b31m\u2028\u007f\u001b"])
  })
})
