import { assert, describe, it } from "@effect/vitest"
import { invalidJsonPosition } from "../../src/base/jsonPosition.ts"
import { call, created, only, oslo, response, run, short } from "./streams.ts"
import type { Wire } from "./streams.ts"

describe("events", () => {
  const a = call(0)
  const b = call(1, "time")

  it("gives a call as it starts, grows and finishes", () => {
    const events = run(
      created,
      a.added(),
      a.delta('{"ci'),
      a.delta('ty":"Os'),
      a.delta('lo"}'),
      a.argumentsDone(oslo),
      a.done(oslo),
      response("completed", [a.item({ arguments: oslo })])
    )
    const identity = { outputIndex: 0, itemId: "fc_0", callId: "call_0", name: "weather" }
    assert.deepStrictEqual(events, [
      { _tag: "Started", ...identity },
      { _tag: "Arguments", ...identity, delta: '{"ci', argumentsText: '{"ci', partial: {} },
      { _tag: "Arguments", ...identity, delta: 'ty":"Os', argumentsText: '{"city":"Os', partial: { city: "Os" } },
      { _tag: "Arguments", ...identity, delta: 'lo"}', argumentsText: oslo, partial: { city: "Oslo" } },
      { _tag: "Finished", ...identity, argumentsText: oslo, arguments: { city: "Oslo" } }
    ])
  })

  it("keeps to each event the value that it had, in whatever order they are read", () => {
    const events = run(a.added(), ...Array.from('{"list":[1,2,{"a":"b"}]}', a.delta))
    const partials = events.toReversed().map((event) => ("partial" in event ? event.partial : undefined))
    assert.deepStrictEqual(
      [...new Set(partials.map((partial) => JSON.stringify(partial)))],
      [
        undefined,
        '{"list":[1,2,{"a":"b"}]}',
        '{"list":[1,2,{"a":""}]}',
        '{"list":[1,2,{}]}',
        '{"list":[1,2]}',
        '{"list":[1]}',
        '{"list":[]}',
        "{}"
      ]
        .slice(1)
        .concat([undefined as never])
    )
  })

  it("makes a partial value once, and leaves it in copies of the event", () => {
    const [, event] = run(a.added(), a.delta('{"city":"O'))
    assert(event?._tag === "Arguments")
    assert.strictEqual(event.partial, event.partial)
    assert.deepStrictEqual({ ...event }.partial, { city: "O" })
    assert.include(JSON.stringify(event), '"partial":{"city":"O"}')
  })

  it("finishes a call at whatever says first that its arguments are complete", () => {
    const completed = response("completed", [a.item({ arguments: oslo })])
    const finished = ["Finished", "call_0", { city: "Oslo" }]
    for (const wires of [[a.argumentsDone(oslo), a.done(oslo), completed], [a.done(oslo), completed], [completed]]) {
      const events = [a.added(), ...wires].map((_, i, all) => short(run(...all.slice(0, i + 1))))
      assert.deepStrictEqual(events[1], [["Started", "call_0"], finished])
      assert.deepStrictEqual(events.at(-1), events[1])
    }
  })

  it("gives a call that stands in nothing but the response", () => {
    assert.deepStrictEqual(short(run(created, response("completed", [a.item({ arguments: oslo })]))), [
      ["Started", "call_0"],
      ["Finished", "call_0", { city: "Oslo" }]
    ])
  })

  it("takes arguments that come with the item, and doesn't run them before something says that they are complete", () => {
    const events = run(a.added({ arguments: oslo }))
    assert.deepStrictEqual(short(events), [
      ["Started", "call_0"],
      ["Arguments", "call_0", { city: "Oslo" }],
      ["Unfinished", "call_0", "Truncated"]
    ])
    assert.deepStrictEqual(short(run(a.added({ arguments: oslo }), a.done(oslo))).at(-1), [
      "Finished",
      "call_0",
      { city: "Oslo" }
    ])
  })

  it("believes what is done, whatever the deltas were", () => {
    const deltas = [a.added(), a.delta('{"city":"Rome"}'), a.delta("}}")]
    for (const end of [a.argumentsDone(oslo), a.done(oslo), response("completed", [a.item({ arguments: oslo })])]) {
      const { arguments: args, argumentsText } = only(run(...deltas, end), "Finished")
      assert.deepStrictEqual(args, { city: "Oslo" })
      assert.strictEqual(argumentsText, oslo)
    }
  })

  it("falls back on the deltas where what is done has no arguments", () => {
    const finished = only(run(a.added(), a.delta(oslo), a.done("")), "Finished")
    assert.deepStrictEqual([finished.argumentsText, finished.arguments], [oslo, { city: "Oslo" }])
    const said = only(run(a.added(), a.argumentsDone("1"), a.done("")), "Finished")
    assert.deepStrictEqual([said.argumentsText, said.arguments], ["1", 1])
  })

  it("takes empty arguments of a complete call as {}", () => {
    for (const text of ["", " \n"]) {
      const finished = only(run(a.added(), a.argumentsDone(text), a.done(text)), "Finished")
      assert.deepStrictEqual([finished.argumentsText, finished.arguments], [text, {}])
    }
    assert.deepStrictEqual(short(run(a.added(), a.done("", {}))).at(-1), ["Finished", "call_0", {}])
  })

  it("never finishes a call that was cut, whatever of it is said to be done", () => {
    for (const cut of ['{"x":48151', "", "12", "tru"]) {
      const events = run(a.added(), a.delta(cut), a.argumentsDone(cut), a.done(cut, { status: "incomplete" }))
      const unfinished = only(events, "Unfinished")
      assert.strictEqual(unfinished.verdict, "Incomplete")
      assert.strictEqual(unfinished.argumentsText, cut)
      assert.isFalse(events.some(({ _tag }) => _tag === "Finished" || _tag === "Invalid"))
    }
    for (const text of ["12", "null"]) {
      const later = [a.added(), a.argumentsDone(text), response("incomplete", [a.item({ arguments: text })])]
      assert.deepStrictEqual(short(run(...later)).at(-1), ["Unfinished", "call_0", "Incomplete"])
    }
    assert.deepStrictEqual(short(run(a.added(), a.done("", { status: "failed" }))).at(-1)?.[2], "Failed")
    const late = only(run(a.added(), a.done('{"x":[48151', { status: "incomplete" })), "Unfinished")
    assert.deepStrictEqual([late.argumentsText, late.partial], ['{"x":[48151', { x: [] }])
  })

  it("says where complete arguments stop being JSON, and not what they are", () => {
    for (const text of ['{"secret":nope}', '{"secret":"hidden"', "secret", '{"secret":1}}']) {
      const { argumentsText, error } = only(run(a.added(), a.argumentsDone(text), a.done(text)), "Invalid")
      assert.strictEqual(argumentsText, text)
      assert.strictEqual(error._tag, "InvalidArgumentsJson")
      assert.strictEqual(error.position, invalidJsonPosition(text))
      assert.include(error.message, `weather (output item 0)`)
      assert.include(error.message, `position ${error.position}`)
      assert.notInclude(JSON.stringify(error) + String(error), "secret")
      assert.strictEqual(error.payload(), text)
      assert.deepStrictEqual([error.outputIndex, error.callId, error.functionName], [0, "call_0", "weather"])
    }
  })

  it("keeps the name of a function out of messages unless it could be one", () => {
    const { error } = only(run(call(3, "my name is …").done("{")), "Invalid")
    assert.include(error.message, "a function (output item 3)")
    assert.strictEqual(error.functionName, "my name is …")
  })

  it("takes JSON of any kind", () => {
    for (const json of [null, 12, "text", true, [1], { a: {} }]) {
      assert.deepStrictEqual(only(run(a.done(JSON.stringify(json))), "Finished").arguments, json)
    }
    const { arguments: args } = only(run(a.done('{"__proto__":{"x":1}}')), "Finished")
    assert.strictEqual(Object.getPrototypeOf(args), Object.prototype)
    assert.strictEqual(JSON.stringify(args), '{"__proto__":{"x":1}}')
  })

  it("keeps calls apart by output index, whatever ids the chunks have", () => {
    const strange = (wire: Wire, item_id: string): Wire => ({ ...wire, item_id })
    const events = run(
      a.added(),
      b.added(),
      strange(a.delta('{"city":'), "x"),
      strange(b.delta('{"zone":"'), "x"),
      strange(a.delta('"Oslo"}'), "y"),
      strange(b.delta('CET"}'), "fc_0"),
      strange(b.argumentsDone('{"zone":"CET"}'), "z"),
      a.done(oslo, { id: "other" })
    )
    assert.deepStrictEqual(short(events.filter(({ _tag }) => _tag !== "Arguments")), [
      ["Started", "call_0"],
      ["Started", "call_1"],
      ["Finished", "call_1", { zone: "CET" }],
      ["Finished", "call_0", { city: "Oslo" }]
    ])
  })

  it("says what it knows of a call: no item id where there is none, a namespace where there is one", () => {
    const started = only(run(a.added({ id: null, namespace: "crm" })), "Started")
    assert.deepStrictEqual(started, {
      _tag: "Started",
      outputIndex: 0,
      callId: "call_0",
      name: "weather",
      namespace: "crm"
    })
    assert.strictEqual(only(run(a.added({ namespace: "crm" }), a.argumentsDone("[]")), "Finished").namespace, "crm")
    const { error, ...invalid } = only(run(a.done("{", { namespace: "crm" })), "Invalid")
    assert.deepStrictEqual(invalid, {
      _tag: "Invalid",
      outputIndex: 0,
      itemId: "fc_0",
      callId: "call_0",
      name: "weather",
      namespace: "crm",
      argumentsText: "{"
    })
    assert.strictEqual(error.callId, "call_0")
  })

  it("holds back what it can't name, and catches up with it", () => {
    const deltas = [a.delta('{"city":'), a.delta('"Os')]
    const events = run(...deltas, a.added(), a.delta('lo"}'), a.argumentsDone(oslo))
    assert.deepStrictEqual(short(events), [
      ["Started", "call_0"],
      ["Arguments", "call_0", { city: "Os" }],
      ["Arguments", "call_0", { city: "Oslo" }],
      ["Finished", "call_0", { city: "Oslo" }]
    ])
    assert.deepStrictEqual(short(run(...deltas, a.argumentsDone(oslo), a.done(oslo))), [
      ["Started", "call_0"],
      ["Arguments", "call_0", { city: "Os" }],
      ["Finished", "call_0", { city: "Oslo" }]
    ])
    const said = only(run(a.argumentsDone('{"city":"Os')), "Unfinished")
    assert.deepStrictEqual([said.argumentsText, said.partial], ['{"city":"Os', { city: "Os" }])
    const nameless = only(run(...deltas), "Unfinished")
    assert.deepStrictEqual(nameless, {
      _tag: "Unfinished",
      outputIndex: 0,
      argumentsText: '{"city":"Os',
      partial: { city: "Os" },
      verdict: "Truncated"
    })
  })

  it("gives deltas that make the text when joined", () => {
    const pieces = ['{"a":', "", '"b"', "}"]
    const events = run(a.delta(pieces[0]!), a.added(), ...pieces.slice(1).map(a.delta))
    const grown = events.filter((event) => event._tag === "Arguments")
    assert.strictEqual(grown.map(({ delta }) => delta).join(""), '{"a":"b"}')
    assert.lengthOf(grown, 3)
  })

  it("ignores what comes to a call after its end, and repetitions", () => {
    const events = run(
      a.added(),
      a.added(),
      a.argumentsDone(oslo),
      a.delta("x"),
      a.argumentsDone('{"city":"Rome"}'),
      a.added(),
      a.done('{"city":"Rome"}'),
      a.done(oslo),
      response("completed", [a.item({ arguments: oslo })]),
      response("completed", [a.item({ arguments: oslo })]),
      a.added(),
      a.delta("{"),
      b.done("{}")
    )
    assert.deepStrictEqual(short(events), [
      ["Started", "call_0"],
      ["Finished", "call_0", { city: "Oslo" }]
    ])
  })

  it("goes on with the next response on the same stream", () => {
    const one = [created, a.added(), a.done(oslo), response("completed", [a.item({ arguments: oslo })])]
    assert.deepStrictEqual(short(run(...one, ...one)), [...short(run(...one)), ...short(run(...one))])
    // A response isn't begun anew by another beginning
    assert.deepStrictEqual(short(run(created, a.added(), created, a.done(oslo))), short(run(...one)))
  })

  it("leaves other tools alone", () => {
    const item = { type: "custom_tool_call", call_id: "c", name: "sql", input: "select 1" }
    const mcp = { type: "mcp_call", id: "m", name: "search", arguments: oslo }
    const events = run(
      { type: "response.output_item.added", output_index: 0, item },
      { type: "response.custom_tool_call_input.delta", output_index: 0, item_id: "x", delta: "select" },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.mcp_call_arguments.delta", output_index: 1, item_id: "m", delta: "{" },
      { type: "response.output_item.done", output_index: 1, item: mcp },
      response("completed", [item, mcp])
    )
    assert.isEmpty(events)
  })
})
