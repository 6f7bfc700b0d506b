import { assert, describe, it } from "@effect/vitest"
import { invalidJsonPosition } from "../../src/base/jsonPosition.ts"
import { call, created, ofResponse, only, oslo, response, run, short } from "./streams.ts"
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

  it("finishes a call at whatever says first that it is complete", () => {
    const completed = response("completed", [a.item({ arguments: oslo })])
    const finished = ["Finished", "call_0", { city: "Oslo" }]
    for (const wires of [[a.done(oslo), completed], [a.done(oslo, {})], [completed]]) {
      const events = [a.added(), ...wires].map((_, i, all) => short(run(...all.slice(0, i + 1))))
      assert.deepStrictEqual(events[1], [["Started", "call_0"], finished])
      assert.deepStrictEqual(events.at(-1), events[1])
    }
  })

  it("doesn't finish a call when its arguments are done: only the item says whether it is complete", () => {
    const grown = [
      ["Started", "call_0"],
      ["Arguments", "call_0", { city: "Oslo" }]
    ]
    assert.deepStrictEqual(short(run(a.added(), a.argumentsDone(oslo))), [
      ...grown,
      ["Unfinished", "call_0", "Truncated"]
    ])
    for (const [end, outcome] of [
      [a.done(oslo), ["Finished", "call_0", { city: "Oslo" }]],
      [a.done(oslo, { status: "incomplete" }), ["Unfinished", "call_0", "Incomplete"]],
      [a.done(oslo, { status: "failed" }), ["Unfinished", "call_0", "Failed"]],
      [response("completed"), ["Finished", "call_0", { city: "Oslo" }]],
      [response("incomplete"), ["Unfinished", "call_0", "Incomplete"]],
      [response("failed"), ["Unfinished", "call_0", "Failed"]]
    ] as const) {
      assert.deepStrictEqual(short(run(a.added(), a.argumentsDone(oslo), end)), [...grown, outcome])
    }
  })

  it("gives what the complete arguments have beyond the deltas", () => {
    const events = run(a.added(), a.delta('{"city":'), a.argumentsDone(oslo), a.argumentsDone(oslo))
    const deltas = events.flatMap((event) => (event._tag === "Arguments" ? [event.delta] : []))
    assert.deepStrictEqual(deltas, ['{"city":', '"Oslo"}'])
    const other = run(a.added(), a.delta("[1"), a.argumentsDone(oslo))
    assert.deepStrictEqual(only(other, "Arguments").argumentsText, "[1")
    const { argumentsText, partial } = only(other, "Unfinished")
    assert.deepStrictEqual([argumentsText, partial], [oslo, { city: "Oslo" }])
  })

  it("leaves it to the response if the item that is done has another status", () => {
    for (const status of ["in_progress", "of tomorrow"]) {
      const done = a.done(oslo, { status })
      const grown = [
        ["Started", "call_0"],
        ["Arguments", "call_0", { city: "Oslo" }]
      ]
      assert.deepStrictEqual(short(run(a.added(), done)), [...grown, ["Unfinished", "call_0", "Truncated"]])
      for (const output of [[], [a.item({ arguments: oslo, status })]]) {
        for (const [verdict, outcome] of [
          ["completed", ["Finished", "call_0", { city: "Oslo" }]],
          ["incomplete", ["Unfinished", "call_0", "Incomplete"]]
        ] as const) {
          const events = run(a.added(), done, a.delta("x"), response(verdict, output))
          assert.deepStrictEqual(short(events), [...grown, outcome])
        }
      }
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
    for (const ends of [
      [a.argumentsDone(oslo), response("completed")],
      [a.done(oslo)],
      [response("completed", [a.item({ arguments: oslo })])]
    ]) {
      const { arguments: args, argumentsText } = only(run(...deltas, ...ends), "Finished")
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
    const said = run(a.added(), a.argumentsDone(""), response("completed"))
    assert.deepStrictEqual(short(said).at(-1), ["Finished", "call_0", {}])
  })

  it("never finishes a call that was cut, whatever of it is said to be done", () => {
    for (const cut of ['{"x":48151', "", "12", "tru", oslo, "[]"]) {
      const events = run(a.added(), a.delta(cut), a.argumentsDone(cut), a.done(cut, { status: "incomplete" }))
      const unfinished = only(events, "Unfinished")
      assert.strictEqual(unfinished.verdict, "Incomplete")
      assert.strictEqual(unfinished.argumentsText, cut)
      assert.isFalse(events.some(({ _tag }) => _tag === "Finished" || _tag === "Invalid"))
    }
    for (const text of ["12", "null", oslo]) {
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

  it("keeps calls apart by output index where the ids of chunks are unknown", () => {
    const strange = (wire: Wire, item_id: string): Wire => ({ ...wire, item_id })
    const events = run(
      a.added(),
      b.added(),
      strange(a.delta('{"city":'), "x"),
      strange(b.delta('{"zone":"'), "x"),
      strange(a.delta('"Oslo"}'), "y"),
      strange(b.delta('CET"}'), ""),
      strange(b.argumentsDone('{"zone":"CET"}'), "z"),
      b.done('{"zone":"CET"}', { id: "another" }),
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
    assert.strictEqual(only(run(a.done("[]", { namespace: "crm" })), "Finished").namespace, "crm")
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
    const events = run(...deltas, a.added(), a.delta('lo"}'), a.argumentsDone(oslo), a.done(oslo))
    assert.deepStrictEqual(short(events), [
      ["Started", "call_0"],
      ["Arguments", "call_0", { city: "Os" }],
      ["Arguments", "call_0", { city: "Oslo" }],
      ["Finished", "call_0", { city: "Oslo" }]
    ])
    assert.deepStrictEqual(short(run(...deltas, a.argumentsDone(oslo), a.done(oslo))), [
      ["Started", "call_0"],
      ["Arguments", "call_0", { city: "Oslo" }],
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
      a.done(oslo),
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
    const createdAgain = ofResponse(created, "resp_2")
    const two = [createdAgain, ...one.slice(1, 3), ofResponse(one[3]!, "resp_2")]
    assert.deepStrictEqual(short(run(...one, ...two)), [...short(run(...one)), ...short(run(...one))])
    // Its id may stand in any chunk of the response
    assert.deepStrictEqual(short(run(...one.slice(1), ...two)), short(run(...one, ...two)))
    // What is open when it begins was cut
    const error = { type: "error", code: "server_error", message: "no", param: null }
    for (const [verdict, ...wires] of [["Truncated"], ["Errored", error]] as const) {
      assert.deepStrictEqual(short(run(created, a.added(), ...wires, ...two)), [
        ["Started", "call_0"],
        ["Unfinished", "call_0", verdict],
        ...short(run(...two))
      ])
    }
    assert.deepStrictEqual(
      short(run(created, a.added(), error, createdAgain, a.added()))
        .at(-1)
        ?.at(-1),
      "Truncated"
    )
  })

  it("takes a response that is created again, or without an id, for the same", () => {
    const wires = [created, a.added(), created, ofResponse(created, ""), a.done(oslo)]
    const due = [
      ["Started", "call_0"],
      ["Finished", "call_0", { city: "Oslo" }]
    ]
    assert.deepStrictEqual(short(run(...wires)), due)
    assert.deepStrictEqual(short(run(...wires, response("completed"), ...wires, b.done("{}"))), due)
  })

  it("lets the first terminal chunk decide", () => {
    const [completed, failed] = [response("completed", [a.item({ arguments: oslo })]), response("failed")]
    const cancelled = { type: "response.cancelled" }
    for (const [first, tag] of [
      [completed, "Finished"],
      [failed, "Unfinished"],
      [cancelled, "Unfinished"]
    ] as const) {
      const events = run(created, a.added(), first, failed, completed, cancelled, b.added(), b.done(oslo))
      assert.deepStrictEqual(
        events.map(({ _tag, callId }) => [_tag, callId]),
        [
          ["Started", "call_0"],
          [tag, "call_0"]
        ]
      )
    }
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
