import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { isSound, maxEntries, maxItems, maxTypes, toJson } from "../../src/capture/inspection.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { read } from "../cli/read.ts"
import { completed, created, delta, itemAdded, jsonl, sse, whole } from "../cli/samples.ts"

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
      tailLength: 0,
      responseId: "resp_1",
      model: "test/model",
      status: "completed",
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

  it("escapes control and format characters that JSON allows", () => {
    const name = "a\u009b31m\u2028\u007f\u001b\u202eb\u2066\u200f\ufeff\u00ad\u{e0041}c"
    const { report } = read(sse([{ type: name }]), { file: `${name}.sse` })
    assert.notMatch(toJson(report), /[\p{Cc}\p{Cf}\u2028]/u)
    assert.include(toJson(report), "\\u202eb\\u2066\\u200f\\ufeff\\u00ad\\udb40\\udc41c")
    const parsed = JSON.parse(toJson(report))
    assert.deepStrictEqual([parsed.file, ...Object.keys(parsed.types)], [`${name}.sse`, name])
  })

  it("says how far into an event the input ends, in any format and any cut of the bytes", () => {
    const events = whole.slice(0, 5)
    const cut = '{"type":"réponse'
    for (const [text, tailLength] of [
      [sse(events), 0],
      [`${sse(events)}data: ${cut}`, cut.length + 6],
      [`${sse(events, "\r\n")}event: a\r\ndata: ${cut}`, cut.length + 16],
      [sse(events).trimEnd(), 0],
      [`${sse(whole)}data: ${cut}`, cut.length + 6],
      [`${sse(whole)}data: [DONE]`, 0],
      [`${sse(whole)}data: [DO`, 9],
      [jsonl(events), 0],
      [jsonl(events) + cut, cut.length],
      [`[${events.map((event) => JSON.stringify(event)).join(",\n")},\n${cut}`, cut.length]
    ] as const) {
      for (const pieceSize of [1, 7, 100_000]) {
        assert.strictEqual(read(text, { pieceSize }).json.tailLength, tailLength, text.slice(-40))
      }
    }
  })

  it("is sound where all has come, and not where the input ends within an event", () => {
    const terminal = JSON.stringify(completed)
    const array = JSON.stringify(whole)
    for (const [text, sound] of [
      [sse(whole).trimEnd(), true],
      [`${sse(whole)}data: [DONE]`, true],
      [`${sse(whole)}: PING\n: PI`, true],
      [jsonl(whole).trimEnd(), true],
      [array.slice(0, -1), true],
      [sse(whole.slice(0, -1)), true],
      [`${sse(whole.slice(0, -1))}: PING`, true],
      [sse(whole).slice(0, -terminal.length), false],
      [sse(whole, "\r\n").slice(0, -20), false],
      [`${sse(whole)}data: {"type":"resp`, false],
      [`${sse(whole)}: PING\ndata: {"type":"resp`, false],
      [`${sse(whole)}event: response.created\n`, false],
      [jsonl(whole).slice(0, -20), false],
      [array.slice(0, -20), false]
    ] as const) {
      for (const pieceSize of [1, 7, 100_000]) {
        const { report } = read(text, { pieceSize })
        assert.deepStrictEqual([isSound(report), report.tailLength === 0], [sound, sound], text.slice(-40))
      }
    }
  })

  it("has the id, the model, the status and the usage of the response, and nothing else of it", () => {
    const { response } = completed
    const usage = {
      input_tokens: 12,
      input_tokens_details: { cached_tokens: 4, note: "hunter2" },
      output_tokens: 30,
      total_tokens: 42,
      cost: 0.5,
      "hunter2 key": 1,
      note: "hunter2"
    }
    const last = { ...completed, response: { ...response, metadata: { a: "hunter2" }, usage } }
    const { json, report } = read(sse([...whole.slice(0, -1), last]))
    assert.deepStrictEqual([json.responseId, json.model, json.status], ["resp_1", "test/model", "completed"])
    const { input_tokens, output_tokens, total_tokens, cost } = usage
    assert.deepStrictEqual(json.usage, {
      input_tokens,
      output_tokens,
      total_tokens,
      cost,
      input_tokens_details: { cached_tokens: 4 }
    })
    assert.notInclude(toJson(report), "hunter2")
  })

  it("has the facts of a response that is cut, or whose terminal event has a wrong shape", () => {
    const facts = ({ model, responseId, status, usage }: ReturnType<typeof read>["json"]) => [
      responseId,
      model,
      status,
      usage
    ]
    assert.deepStrictEqual(facts(read(sse(whole.slice(0, 5))).json), ["resp_1", "test/model", "in_progress", undefined])
    const broken = { ...completed, response: { ...completed.response, output: 7, usage: { input_tokens: 3 } } }
    const { json } = read(sse([created, broken]))
    assert.strictEqual(json.invalid, 1)
    assert.deepStrictEqual(facts(json), ["resp_1", "test/model", "completed", { input_tokens: 3 }])
    assert.deepStrictEqual(facts(read(sse([delta(0, "a")])).json), [undefined, undefined, undefined, undefined])
  })

  it("takes the response of the first terminal event", () => {
    const other = { ...completed.response, id: "resp_2", model: "b", status: "failed" }
    const { json } = read(sse([...whole, { ...created, response: other }]))
    assert.deepStrictEqual([json.responseId, json.model, json.status], ["resp_1", "test/model", "completed"])
    const { model: _, ...unnamed } = other
    const { json: restarted } = read(sse([created, { ...created, response: unnamed }]))
    assert.deepStrictEqual([restarted.responseId, restarted.model], ["resp_2", undefined])
  })

  it.effect("names and counts the repairs that a stream reports", () =>
    Effect.gen(function* () {
      const { sequence_number: _0, ...unnumbered } = delta(3, "a")
      const { sequence_number: _1, ...done } = { ...completed, type: "response.done" }
      const bytes = new TextEncoder().encode(sse([created, unnumbered, unnumbered, done]))
      const counts: Record<string, number> = {}
      yield* Stream.make(bytes).pipe(
        ChunkStream.decode({ onRepair: ({ name }) => (counts[name] = (counts[name] ?? 0) + 1) }),
        Stream.runDrain
      )
      assert.deepStrictEqual(counts, { "missing-sequence-number": 3, "older-name": 1 })
      const { json, lines } = read(bytes)
      assert.deepStrictEqual(json.repairs, counts)
      const listed = lines.slice(lines.indexOf("repairs") + 1).slice(0, 2)
      assert.deepStrictEqual(
        Object.fromEntries(listed.map((line) => line.trim().split(/ +/)).map(([name, n]) => [name, Number(n)])),
        counts
      )
    })
  )

  it("counts heartbeats as comments", () => {
    const { json, lines } = read(`: PING\n\nevent: ping\ndata: {}\n\ndata: null\n\ndata:\n\n${sse(whole)}`)
    assert.deepStrictEqual([json.comments, json.events, json.invalid], [4, 9, 0])
    assert.match(lines[1] ?? "", /^ +: {2}PING ×4$/)
  })

  it("counts the first unknown types by name, and those with a model always", () => {
    const types = Array.from({ length: maxTypes + 50 }, (_, i) => ({ type: `vendor.t${i}` }))
    const { json, lines } = read(sse([...types, ...types.slice(0, 3), ...types.slice(-2), ...whole]))
    assert.strictEqual(Object.keys(json.types).length, maxTypes + 8)
    assert.deepStrictEqual(
      [json.types["vendor.t0"], json.types["vendor.t99"], json.types["response.completed"]],
      [2, 1, 1]
    )
    assert.strictEqual(json.others, 52)
    assert.strictEqual(json.unknown, maxTypes + 55)
    assert.isDefined(lines.find((line) => /^ {2}of other types +52$/.test(line)))
    assert.isUndefined(read(sse(types.slice(0, maxTypes))).json.others)
  })

  it("keeps the beginning of long names", () => {
    const type = "x".repeat(100_000)
    const { json, report } = read(sse([{ type }, { ...completed, response: { ...completed.response, id: type } }]))
    assert.isBelow(toJson(report).length, 2000)
    assert.deepStrictEqual([Object.keys(json.types)[0], json.responseId], Array(2).fill(`${"x".repeat(200)}…`))
  })

  it("checks the protocol of a bounded number of items, and says so", () => {
    const added = (i: number) => ({ ...itemAdded, output_index: i, item: { ...itemAdded.item, id: `msg_${i}` } })
    const events = Array.from({ length: maxItems + 5 }, (_, i) => added(i))
    const { json, lines } = read(sse([created, ...events, completed]))
    assert.strictEqual(json.omitted.unchecked, 6)
    assert.strictEqual(json.verdict, "Completed")
    assert.include(lines.join("\n"), "the protocol not checked of 6 events: too many items")
    assert.isUndefined(read(sse([created, ...events.slice(0, 100), completed])).json.omitted)
  })

  it("explains errors without advice that only programs can follow", () => {
    const { json } = read(sse([created, { ...delta(1, ""), delta: 1, item_id: 2 }, "{bad", completed]))
    assert.deepStrictEqual(
      json.errors.map(({ message }: { readonly message: string }) => message),
      [
        "item_id: expected string, got number; delta: expected string, got number",
        "the data is not JSON from position 1 on"
      ]
    )
  })
})
