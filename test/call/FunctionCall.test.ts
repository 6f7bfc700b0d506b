import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Stream from "effect/Stream"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { makeDecoder } from "../support/decoder.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import { invalidJsonPosition } from "../../src/base/jsonPosition.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as Testing from "../../src/testing/testing.ts"
import { outcome } from "../support/outcome.ts"

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

interface Wire {
  readonly type: string
  readonly [key: string]: unknown
}

type Chunks = ReadonlyArray<ResponsesStreamChunk>

const decoder = makeDecoder()

const decoded = (wires: ReadonlyArray<Wire>): Chunks =>
  wires.map((wire, index) => Result.getOrThrow(decoder.decodeJson({ sequence_number: index, ...wire }, index)))

const response = (status: string, output: ReadonlyArray<object> = []): Wire => ({
  type: `response.${status}`,
  response: { id: "resp_1", object: "response", created_at: 1, model: "m", status, output }
})

const created = { ...response("in_progress"), type: "response.created" }

/** The events of a call. */
const call = (output_index: number, name = "weather", call_id = `call_${output_index}`, id = `fc_${output_index}`) => {
  const item = (rest: object = {}) => ({ type: "function_call", id, call_id, name, arguments: "", ...rest })
  const ofItem = { output_index, item_id: id }
  return {
    item,
    added: (rest?: object): Wire => ({ type: "response.output_item.added", output_index, item: item(rest) }),
    delta: (delta: string): Wire => ({ type: "response.function_call_arguments.delta", ...ofItem, delta }),
    argumentsDone: (text: string): Wire => ({
      type: "response.function_call_arguments.done",
      ...ofItem,
      arguments: text
    }),
    done: (text: string, rest: object = { status: "completed" }): Wire => ({
      type: "response.output_item.done",
      output_index,
      item: item({ arguments: text, ...rest })
    })
  }
}

const callsOf = (chunks: Chunks) => Stream.runCollect(FunctionCall.events(Stream.fromIterable(chunks)))

const run = (...wires: ReadonlyArray<Wire>): ReadonlyArray<FunctionCall.CallEvent> =>
  Effect.runSync(callsOf(decoded(wires)))

/** Events in short: what a test is about. */
const short = (events: ReadonlyArray<FunctionCall.CallEvent<FunctionCall.Finished, FunctionCall.CallError>>) =>
  events.map((event): ReadonlyArray<unknown> => [event._tag, event.callId, ...aboutOf(event)])

const aboutOf = (
  event: FunctionCall.CallEvent<FunctionCall.Finished, FunctionCall.CallError>
): ReadonlyArray<unknown> => {
  if (event._tag === "Started") return []
  if (event._tag === "Arguments") return [event.partial]
  if (event._tag === "Finished") return [event.arguments]
  return [event._tag === "Invalid" ? event.error._tag : event.verdict]
}

const only = <Tag extends FunctionCall.CallEvent["_tag"]>(
  events: ReadonlyArray<FunctionCall.CallEvent>,
  tag: Tag
): Extract<FunctionCall.CallEvent, { readonly _tag: Tag }> => {
  const found = events.filter((event) => event._tag === tag)
  assert.lengthOf(found, 1)
  return found[0] as Extract<FunctionCall.CallEvent, { readonly _tag: Tag }>
}

const oslo = '{"city":"Oslo"}'

/** Whether a partial value is one that the other may grow from. */
const isWithin = (partial: unknown, whole: unknown): boolean => {
  if (partial === undefined) return true
  if (typeof partial === "string") return typeof whole === "string" && whole.startsWith(partial)
  if (typeof partial !== "object" || partial === null) return Object.is(partial, whole)
  if (typeof whole !== "object" || whole === null || Array.isArray(partial) !== Array.isArray(whole)) return false
  const other = whole as { readonly [key: string]: unknown }
  return Object.entries(partial).every(([key, value]) => Object.hasOwn(other, key) && isWithin(value, other[key]))
}

// -----------------------------------------------------------------------------
// Calls
// -----------------------------------------------------------------------------

describe("calls", () => {
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
    const later = [a.added(), a.argumentsDone("12"), response("incomplete", [a.item({ arguments: "12" })])]
    assert.deepStrictEqual(short(run(...later)).at(-1), ["Unfinished", "call_0", "Incomplete"])
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

describe("calls that the stream leaves open", () => {
  const a = call(0)
  const begun = [created, a.added(), a.delta('{"city":"Os')]

  it("are unfinished, with the verdict on what ended them", () => {
    const error = { type: "error", code: "server_error", message: "no", param: null }
    const ends: ReadonlyArray<readonly [verdict: string, ...wires: ReadonlyArray<Wire>]> = [
      ["Truncated"],
      ["Errored", error],
      ["Failed", error, response("failed")],
      ["Failed", response("failed")],
      ["Failed", response("failed", [a.item({ arguments: '{"city":"Os' })])],
      ["Incomplete", response("incomplete")],
      ["Incomplete", response("incomplete", [a.item({ arguments: '{"city":"Os', status: "incomplete" })])],
      ["Completed", response("completed")]
    ]
    for (const [verdict, ...wires] of ends) {
      const unfinished = only(run(...begun, ...wires), "Unfinished")
      assert.strictEqual(unfinished.verdict, verdict)
      assert.strictEqual(unfinished.argumentsText, '{"city":"Os')
      assert.deepStrictEqual(unfinished.partial, { city: "Os" })
      assert.strictEqual(unfinished.name, "weather")
    }
  })

  it("are finished by a response that completes, if what came of them is whole", () => {
    assert.deepStrictEqual(short(run(...begun, a.delta('lo"}'), response("completed"))).at(-1), [
      "Finished",
      "call_0",
      { city: "Oslo" }
    ])
    assert.deepStrictEqual(short(run(...begun, a.delta('lo"}'), response("incomplete"))).at(-1), [
      "Unfinished",
      "call_0",
      "Incomplete"
    ])
    assert.deepStrictEqual(short(run(a.added(), a.argumentsDone("{"), response("completed"))).at(-1), [
      "Invalid",
      "call_0",
      "InvalidArgumentsJson"
    ])
    assert.deepStrictEqual(short(run(a.added(), response("completed"))).at(-1)?.[0], "Unfinished")
  })

  it("are finished by a response that doesn't, if it has them as completed", () => {
    for (const status of ["incomplete", "failed"]) {
      const whole = response(status, [a.item({ arguments: "", status: "completed" })])
      assert.deepStrictEqual(short(run(a.added(), whole)).at(-1), ["Finished", "call_0", {}])
    }
  })

  it("come in the order of the output", () => {
    const events = run(...[7, 2, 5].map((index) => call(index).added()))
    assert.deepStrictEqual(
      events.flatMap(({ _tag, outputIndex }) => (_tag === "Unfinished" ? [outputIndex] : [])),
      [2, 5, 7]
    )
  })

  class Lost extends Data.TaggedError("Lost")<{}> {}

  it.effect("come before the error that ends the stream", () =>
    Effect.gen(function* () {
      const chunks = Stream.concat(Stream.fromIterable(decoded(begun)), Stream.fail(new Lost()))
      const { error, values } = yield* outcome(FunctionCall.events(chunks))
      assert.instanceOf(error, Lost)
      assert.deepStrictEqual(short(values).at(-1), ["Unfinished", "call_0", "Truncated"])
      const bytes = Stream.make(
        new TextEncoder().encode(begun.map((wire) => `data: ${JSON.stringify(wire)}\n\n`).join(""))
      )
      const cut = yield* outcome(FunctionCall.events(ChunkStream.decode()(bytes)))
      assert.strictEqual(cut.error?._tag, "UnexpectedEnd")
      assert.deepStrictEqual(short(cut.values).at(-1), ["Unfinished", "call_0", "Truncated"])
    })
  )

  it.effect("are not told of by a defect, or where nobody listens any more", () =>
    Effect.gen(function* () {
      const seen: Array<FunctionCall.CallEvent> = []
      let released = 0
      const watch = (chunks: Stream.Stream<ResponsesStreamChunk>) =>
        FunctionCall.events(chunks.pipe(Stream.ensuring(Effect.sync(() => released++)))).pipe(
          Stream.runForEach((event) => Effect.sync(() => seen.push(event)))
        )
      const chunks = Stream.fromIterable(decoded(begun))
      const exit = yield* Effect.exit(watch(Stream.concat(chunks, Stream.die("defect"))))
      assert.isTrue(Exit.isFailure(exit) && Exit.hasDies(exit))
      const fiber = yield* Effect.forkChild(watch(Stream.concat(chunks, Stream.never)), { startImmediately: true })
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(released, 2)
      assert.isFalse(seen.some(({ _tag }) => _tag === "Unfinished"))
      assert.lengthOf(seen, 4)
    })
  )

  it.effect("are not shared between runs of one stream", () =>
    Effect.gen(function* () {
      const stream = FunctionCall.events(Stream.fromIterable(decoded([...begun, a.done(oslo)])))
      const [first, second] = [yield* Stream.runCollect(stream), yield* Stream.runCollect(stream)]
      assert.deepStrictEqual(first, second)
    })
  )
})

describe("calls of gateways that miscount", () => {
  it("are kept apart where each item has index 0", () => {
    const a = call(0, "weather", "call_a")
    const b = call(0, "time", "call_b")
    const ab = [a.item({ arguments: oslo }), b.item({ arguments: "{}" })]
    const due = [
      ["Started", "call_a"],
      ["Finished", "call_a", { city: "Oslo" }],
      ["Started", "call_b"],
      ["Finished", "call_b", {}]
    ]
    const sequential = [a.added(), a.delta(oslo), a.done(oslo), b.added(), b.done("{}"), response("completed", ab)]
    const events = short(run(...sequential)).filter(([tag]) => tag !== "Arguments")
    assert.deepStrictEqual(events, due)
    assert.deepStrictEqual(short(run(a.done(oslo), b.done("{}"), a.done(oslo), b.done("{}"))), due)
    const together = short(run(a.added(), b.added(), a.done(oslo), a.added(), b.done("{}"), response("completed", ab)))
    assert.sameDeepMembers(together, due)
    assert.sameDeepMembers(short(run(a.added(), b.added(), response("completed", ab))), due)
  })

  it("aren't repeated by a response that leaves items out, or has them in another order", () => {
    const [a, b] = [call(2), call(4, "time")]
    const streamed = [a.added(), b.added(), a.done(oslo), b.done("{}")]
    const items = [a.item({ arguments: oslo }), b.item({ arguments: "{}" })]
    const due = short(run(...streamed))
    assert.lengthOf(due, 4)
    for (const output of [items, items.toReversed(), [{ type: "message", role: "assistant", content: [] }, ...items]]) {
      assert.deepStrictEqual(short(run(...streamed, response("completed", output))), due)
    }
    // What was left open is closed by the right item
    const open = short(run(a.added(), b.added(), response("completed", items)))
    assert.sameDeepMembers(open, due)
  })

  it("aren't repeated under a new id", () => {
    const again = response("completed", [call(0).item({ arguments: oslo, call_id: "renamed" })])
    assert.lengthOf(run(call(0).added(), call(0).done(oslo), again), 2)
    assert.deepStrictEqual(short(run(call(0).added(), call(0, "weather", "renamed").done(oslo), again)), [
      ["Started", "call_0"],
      ["Finished", "renamed", { city: "Oslo" }]
    ])
    const late = [call(0, "", "").added(), call(0).done(oslo)]
    assert.deepStrictEqual(only(run(...late), "Finished").name, "weather")
  })

  it("are all there where they have one id", () => {
    const two = [call(0, "weather", "weather"), call(1, "weather", "weather")]
    const items = two.map((each, i) => each.item({ arguments: `[${i}]` }))
    const streamed = two.flatMap((each, i) => [each.added(), each.done(`[${i}]`)])
    for (const wires of [streamed, [...streamed, response("completed", items)], [response("completed", items)]]) {
      const finished = run(...wires).filter((event) => event._tag === "Finished")
      assert.deepStrictEqual(
        finished.map(({ arguments: args }) => args),
        [[0], [1]]
      )
    }
  })
})

// -----------------------------------------------------------------------------
// Steps
// -----------------------------------------------------------------------------

describe("step", () => {
  it("leaves the state that it is given as it was", () => {
    const a = call(0)
    const chunks = decoded([
      created,
      a.added(),
      a.delta('{"city":'),
      a.delta('"Oslo"}'),
      a.done(oslo),
      response("completed")
    ])
    const states = [FunctionCall.initial]
    const found = chunks.map((chunk) => {
      const [state, events] = FunctionCall.step(states.at(-1)!, chunk)
      states.push(state)
      return events
    })
    const [rome] = decoded([a.delta('"Rome"}')])
    for (const [i, chunk] of chunks.entries()) {
      FunctionCall.step(states[i]!, rome!)
      assert.deepStrictEqual(FunctionCall.step(states[i]!, chunk)[1], found[i])
    }
    assert.isEmpty(FunctionCall.end(states.at(-1)!))
    assert.deepStrictEqual(short(FunctionCall.end(states[3]!)), [["Unfinished", "call_0", "Truncated"]])
  })
})

// -----------------------------------------------------------------------------
// Decoding
// -----------------------------------------------------------------------------

class Places extends Context.Service<Places, { readonly find: (name: string) => Effect.Effect<number> }>()("Places") {}

/** A place by its name: asks a service, which takes its time. */
const Place = Schema.String.pipe(
  Schema.decodeTo(Schema.Number, {
    decode: SchemaGetter.transformEffect((name: string) =>
      Effect.gen(function* () {
        yield* Effect.yieldNow
        const found = yield* (yield* Places).find(name)
        return found < 0 ? yield* Effect.fail(new SchemaIssue.InvalidValue({ expected: "a known place" })) : found
      })
    ),
    encode: SchemaGetter.transform(String)
  })
)

const places = Effect.provideService(Places, { find: (name) => Effect.succeed(name === "Oslo" ? 47 : -1) })

describe("decode", () => {
  const functions = {
    weather: Schema.Struct({ city: Schema.String, days: Schema.optionalKey(Schema.Finite) }),
    alarm: Schema.Struct({ at: Schema.DateTimeUtcFromString })
  }

  const decodeWith = <F extends FunctionCall.Functions>(
    functions: F,
    wires: ReadonlyArray<Wire>,
    options?: FunctionCall.DecodeOptions
  ) =>
    Stream.fromIterable(decoded(wires)).pipe(
      FunctionCall.events,
      FunctionCall.decode(functions, options),
      Stream.runCollect
    )

  const invalidOf = <Call extends FunctionCall.Finished<string, unknown>>(
    events: ReadonlyArray<FunctionCall.CallEvent<Call, FunctionCall.CallError>>
  ) => {
    const found = events.filter((event) => event._tag === "Invalid")
    assert.lengthOf(found, 1)
    return found[0]!
  }

  it.effect("gives arguments their types, by the name of the function", () =>
    Effect.gen(function* () {
      const a = call(0)
      const b = call(1, "alarm")
      const events = yield* decodeWith(functions, [
        a.added(),
        a.delta(oslo),
        a.done(oslo),
        b.done('{"at":"2026-01-02T03:04:05Z"}')
      ])
      assert.deepStrictEqual(
        events.map(({ _tag }) => _tag),
        ["Started", "Arguments", "Finished", "Started", "Finished"]
      )
      for (const event of events) {
        if (event._tag !== "Finished") continue
        if (event.name === "weather") {
          const city: string = event.arguments.city
          const days: number | undefined = event.arguments.days
          assert.deepStrictEqual([city, days, event.callId], ["Oslo", undefined, "call_0"])
        } else {
          const name: "alarm" = event.name
          assert.deepStrictEqual([name, event.arguments.at.epochMilliseconds], ["alarm", Date.UTC(2026, 0, 2, 3, 4, 5)])
        }
      }
    })
  )

  it.effect("says which arguments are wrong, and nothing of what they are", () =>
    Effect.gen(function* () {
      const text = '{"city":{"secret":1},"days":"secret"}'
      const { argumentsText, error } = invalidOf(yield* decodeWith(functions, [call(4).done(text)]))
      assert.strictEqual(argumentsText, text)
      assert(error._tag === "InvalidArguments")
      assert.deepStrictEqual(error.path, ["city"])
      assert.deepStrictEqual(error.fields, [
        { path: ["city"], message: "expected string" },
        { path: ["days"], message: "expected number" }
      ])
      assert.strictEqual(
        error.message,
        "The arguments of weather (output item 4) don't fit its schema: expected string at city (and 1 more). " +
          "Answer the call with an error, so that the model can correct it."
      )
      assert.deepStrictEqual([error.outputIndex, error.callId, error.functionName], [4, "call_4", "weather"])
      assert.notInclude(JSON.stringify(error) + String(error), "secret")
      assert.deepStrictEqual(error.payload(), JSON.parse(text))
      assert.strictEqual(error.issue?._tag, "Composite")
    })
  )

  it.effect("takes empty arguments as {}, of which the schema decides", () =>
    Effect.gen(function* () {
      const { error } = invalidOf(yield* decodeWith(functions, [call(0).done("")]))
      assert(error._tag === "InvalidArguments")
      assert.deepStrictEqual(error.fields, [{ path: ["city"], message: "missing key" }])
      const [, event] = yield* decodeWith({ now: Schema.Struct({}) }, [call(0, "now").done("")])
      assert(event?._tag === "Finished")
      assert.deepStrictEqual(event.arguments, {})
    })
  )

  it.effect("knows no function but those that are given", () =>
    Effect.gen(function* () {
      for (const name of ["time", "toString", "__proto__", "constructor", ""]) {
        const { error } = invalidOf(yield* decodeWith(functions, [call(0, name).done("{}")]))
        assert.strictEqual(error._tag, "UnknownFunction")
        assert.strictEqual(error.functionName, name)
        assert.include(error.message, `no schema for ${name === "" ? "a function" : name} (output item 0)`)
      }
    })
  )

  it.effect("goes on after calls that can't be used, and passes what isn't finished", () =>
    Effect.gen(function* () {
      const [a, b, c, d, e] = [call(0, "none"), call(1), call(2), call(3), call(4)]
      const events = yield* decodeWith(functions, [
        a.done("{}"),
        b.done("{"),
        c.done("{}"),
        d.done(oslo),
        e.added(),
        e.delta("{")
      ])
      assert.deepStrictEqual(
        events.flatMap((event) =>
          event._tag === "Invalid" ? [event.error._tag] : event._tag === "Started" ? [] : [event._tag]
        ),
        ["UnknownFunction", "InvalidArgumentsJson", "InvalidArguments", "Finished", "Arguments", "Unfinished"]
      )
    })
  )

  it.effect("leaves out what the schema doesn't name, or refuses it", () =>
    Effect.gen(function* () {
      const wires = [call(0).done('{"city":"Oslo","more":1}')]
      const [, ignored] = yield* decodeWith(functions, wires)
      assert(ignored?._tag === "Finished" && ignored.name === "weather")
      assert.deepStrictEqual(ignored.arguments, { city: "Oslo" })
      const { error } = invalidOf(yield* decodeWith(functions, wires, { onExcessProperty: "error" }))
      assert(error._tag === "InvalidArguments")
      assert.deepStrictEqual(error.path, ["more"])
    })
  )

  it.effect("runs schemas that ask services", () =>
    Effect.gen(function* () {
      const wires = [call(0, "go").done('{"to":"Oslo"}'), call(1, "go").done('{"to":"Atlantis"}')]
      const events = yield* decodeWith({ go: Schema.Struct({ to: Place }) }, wires).pipe(places)
      const finished = events.find((event) => event._tag === "Finished")
      const to: number | undefined = finished?.arguments.to
      assert.strictEqual(to, 47)
      const { error } = invalidOf(events)
      assert(error._tag === "InvalidArguments")
      assert.deepStrictEqual(error.fields, [{ path: ["to"], message: "expected a known place" }])
    })
  )

  it.effect("hands on what came before a call while its schema is still at work", () =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<number>()
      const [a, b] = [call(0, "go"), call(1, "go")]
      const seen: Array<string> = []
      const fiber = yield* Stream.fromIterable(
        decoded([a.added(), a.delta('{"to":"Oslo"}'), a.done('{"to":"Oslo"}'), b.added()])
      ).pipe(
        FunctionCall.events,
        FunctionCall.decode({ go: Schema.Struct({ to: Place }) }),
        Stream.runForEach(({ _tag }) => Effect.sync(() => seen.push(_tag))),
        Effect.provideService(Places, { find: () => Deferred.await(answer) }),
        Effect.forkChild({ startImmediately: true })
      )
      for (let i = 0; i < 10; i++) yield* Effect.yieldNow
      assert.deepStrictEqual(seen, ["Started", "Arguments"])
      yield* Deferred.succeed(answer, 1)
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(seen, ["Started", "Arguments", "Finished", "Started", "Unfinished"])
    })
  )

  it.effect("refuses what nests too deeply for a recursive schema, and lets other defects pass", () =>
    Effect.gen(function* () {
      interface Tree {
        readonly child?: Tree
      }
      const Tree: Schema.Codec<Tree> = Schema.Struct({
        child: Schema.optionalKey(Schema.suspend((): Schema.Codec<Tree> => Tree))
      })
      const deep = (depth: number) => [call(0, "grow").done('{"child":'.repeat(depth) + "{}" + "}".repeat(depth))]
      const { error } = invalidOf(yield* decodeWith({ grow: Tree }, deep(100_000)))
      assert(error._tag === "InvalidArguments")
      assert.include(error.message, "nested too deeply")
      assert.isUndefined(error.issue)
      const [, event] = yield* decodeWith({ grow: Tree }, deep(10))
      assert.strictEqual(event?._tag, "Finished")

      const Broken = Schema.String.check(
        Schema.makeFilter(() => {
          throw new RangeError("Invalid time value")
        })
      )
      const exit = yield* Effect.exit(decodeWith({ grow: Broken }, [call(0, "grow").done('"x"')]))
      assert.isTrue(Exit.isFailure(exit) && Exit.hasDies(exit))
    })
  )

  it.effect("decodes a single call, or fails with what is wrong", () =>
    Effect.gen(function* () {
      const decodeCall = FunctionCall.decodeCall(functions)
      const finished = (text: string, name?: string) => only(run(call(0, name).done(text)), "Finished")
      const { name } = yield* decodeCall(finished(oslo))
      assert.strictEqual(name, "weather")
      const unknown = yield* Effect.flip(decodeCall(finished("{}", "time")))
      assert.strictEqual(unknown._tag, "UnknownFunction")
      const invalid = yield* decodeCall(finished("{}")).pipe(
        Effect.catchTag("InvalidArguments", ({ path }) => Effect.succeed(path))
      )
      assert.deepStrictEqual(invalid, ["city"])
    })
  )

  it.effect("passes the error of the stream", () =>
    Effect.gen(function* () {
      const chunks = Stream.concat(Stream.fromIterable(decoded([call(0).done(oslo)])), Stream.fail("lost"))
      const { error, values } = yield* outcome(chunks.pipe(FunctionCall.events, FunctionCall.decode(functions)))
      assert.strictEqual(error, "lost")
      assert.lengthOf(values, 2)
    })
  )
})

// -----------------------------------------------------------------------------
// Any stream
// -----------------------------------------------------------------------------

const anyArguments = Arbitrary.schema(Schema.Record(Schema.String, Schema.Json))

/** Answers with calls among other items, and the arguments of each call by its output index. */
const anyAnswer = Arbitrary.map(
  Arbitrary.all({
    items: Arbitrary.array(
      Arbitrary.all({
        args: anyArguments,
        isCall: Arbitrary.schema(Schema.Literals([true, true, false])),
        deltaSize: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })))
      }),
      { maxLength: 4 }
    ),
    seed: Arbitrary.schema(Schema.Int)
  }),
  ({ items, seed }) => ({
    seed,
    answer: Testing.answer(
      ...items.map(({ args, deltaSize, isCall }, i) =>
        isCall
          ? Testing.functionCall({ name: `f${i}`, arguments: args, deltaSize })
          : Testing.text("Hello", { deltaSize })
      )
    ),
    due: new Map(items.flatMap(({ args, isCall }, i) => (isCall ? [[i, JSON.stringify(args)] as const] : [])))
  })
)

const byCall = (events: ReadonlyArray<FunctionCall.CallEvent>) =>
  events.toSorted((a, b) => a.outputIndex - b.outputIndex)

describe("any answer", () => {
  it.effect.prop("has each call with the arguments that it was made of", [anyAnswer], ([{ answer, due, seed }]) =>
    Effect.gen(function* () {
      const events = yield* callsOf(Testing.toChunks(answer.pipe(Testing.interleaved(seed))))
      const finished = events.filter((event) => event._tag === "Finished")
      assert.deepStrictEqual(
        new Map(finished.map((event) => [event.outputIndex, JSON.stringify(event.arguments)])),
        due
      )
      for (const event of events) {
        if (event._tag !== "Arguments") continue
        const whole = finished.find(({ outputIndex }) => outputIndex === event.outputIndex)!
        assert.isTrue(whole.argumentsText.startsWith(event.argumentsText))
        assert.isTrue(isWithin(event.partial, whole.arguments))
      }
    })
  )

  it.effect.prop("gives the same for each call however the items are interleaved", [anyAnswer], ([{ answer, seed }]) =>
    Effect.gen(function* () {
      const events = yield* callsOf(Testing.toChunks(answer))
      const mixed = yield* callsOf(Testing.toChunks(answer.pipe(Testing.interleaved(seed))))
      assert.deepStrictEqual(byCall(mixed), byCall(events))
    })
  )

  it.effect.prop("gives the same however the chunks are batched", [anyAnswer], ([{ answer, seed }]) =>
    Effect.gen(function* () {
      const chunks = Testing.toChunks(answer.pipe(Testing.interleaved(seed)))
      const expected = yield* callsOf(chunks)
      for (const size of [1, 3]) {
        const events = yield* Stream.fromIterable(chunks).pipe(
          Stream.rechunk(size),
          FunctionCall.events,
          Stream.runCollect
        )
        assert.deepStrictEqual(events, expected)
      }
    })
  )

  it.prop("gives at any cut what it had given before, and an end to each call", [anyAnswer], ([{ answer, seed }]) => {
    const chunks = Testing.toChunks(answer.pipe(Testing.interleaved(seed)))
    let state = FunctionCall.initial
    const open = new Set<number>()
    for (const chunk of chunks) {
      const [next, events] = FunctionCall.step(state, chunk)
      state = next
      for (const { _tag, outputIndex } of events) {
        assert.notStrictEqual(_tag, "Unfinished")
        if (_tag === "Started") open.add(outputIndex)
        if (_tag === "Finished") open.delete(outputIndex)
      }
      assert.deepStrictEqual(
        FunctionCall.end(state).map(({ outputIndex }) => outputIndex),
        [...open].toSorted((a, b) => a - b)
      )
    }
  })
})

/** The chunks of calls, in no order, with ids and indexes that contradict each other. */
const anyWires = Arbitrary.array(
  Arbitrary.map(
    Arbitrary.all({
      index: Arbitrary.schema(Schema.Literals([0, 1, -0, 2.5])),
      id: Arbitrary.schema(Schema.Literals(["a", "b", "c", ""])),
      text: Arbitrary.schema(Schema.Literals(["", "{", "{}", '{"a":', "1", "}", "[1]"])),
      status: Arbitrary.schema(Schema.Literals(["completed", "incomplete", "in_progress", "failed", "other"])),
      kind: Arbitrary.schema(Schema.Literals([0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5]))
    }),
    ({ id, index, kind, status, text }): Wire => {
      const events = call(index, "weather", id)
      const item = events.item({ arguments: text, status })
      switch (kind) {
        case 0:
          return events.added({ arguments: text, status })
        case 1:
          return events.delta(text)
        case 2:
          return events.argumentsDone(text)
        case 3:
          return events.done(text, { status })
        case 4:
          return response(status === "completed" || status === "failed" ? status : "incomplete", [item, item])
        default:
          return created
      }
    }
  ),
  { maxLength: 20 }
)

describe("any chunks", () => {
  it.prop("start each call once, and end it once", [anyWires], ([wires]) => {
    const open = new Map<number, number>()
    for (const { _tag, callId, outputIndex } of run(...wires)) {
      const count = open.get(outputIndex) ?? 0
      if (_tag === "Started") open.set(outputIndex, count + 1)
      else if (_tag !== "Unfinished" || callId !== undefined) {
        assert.isAbove(count, 0)
        if (_tag !== "Arguments") open.set(outputIndex, count - 1)
      }
    }
    assert.isTrue([...open.values()].every((count) => count === 0))
  })

  it.effect.prop("of any type are taken", [Arbitrary.array(Testing.anyChunk())], ([chunks]) =>
    Effect.gen(function* () {
      const events = yield* callsOf(chunks)
      if (!JSON.stringify(chunks).includes("function_call")) assert.isEmpty(events)
    })
  )
})

// -----------------------------------------------------------------------------
// Time
// -----------------------------------------------------------------------------

describe("time", () => {
  const ratio = Effect.fnUntraced(function* (time: (size: number) => Effect.Effect<number>, size: number) {
    yield* time(size)
    const small = Math.min(yield* time(size), yield* time(size))
    return Math.min(yield* time(4 * size), yield* time(4 * size)) / small
  })

  const timed = (chunks: Chunks, read: (event: FunctionCall.CallEvent) => void) => {
    const start = performance.now()
    return Stream.fromIterable(chunks).pipe(
      FunctionCall.events,
      Stream.runForEachArray((events) => Effect.sync(() => events.forEach(read))),
      Effect.map(() => performance.now() - start)
    )
  }

  it.effect("is linear in the deltas of a call, with partial values read as they come", () =>
    Effect.gen(function* () {
      const a = call(0)
      const time = (size: number) => {
        const text = JSON.stringify({ path: "a.txt", content: "x\n".repeat(size * 5) })
        const chunks = decoded([a.added(), ...(text.match(/[^]{1,12}/g) ?? []).map(a.delta), a.done(text)])
        let read = 0
        return timed(chunks, (event) => {
          if (event._tag === "Arguments" && event.partial !== undefined) read++
        }).pipe(Effect.tap(() => Effect.sync(() => assert.isAtLeast(read, size))))
      }
      // Linear is a factor of 4; quadratic would be 16
      assert.isBelow(yield* ratio(time, 10_000), 10)
    })
  )

  it.effect("is linear in the elements of an array in single characters", () =>
    Effect.gen(function* () {
      const a = call(0)
      const time = (size: number) => {
        const text = JSON.stringify(Array.from({ length: size / 2 }, (_, i) => i % 10))
        return timed(decoded([a.added(), ...Array.from(text, a.delta), a.done(text)]), () => {})
      }
      assert.isBelow(yield* ratio(time, 10_000), 10)
    })
  )

  it.effect("is nearly linear in the calls that are open at once", () =>
    Effect.gen(function* () {
      const time = (size: number) => {
        const many = Array.from({ length: size }, (_, i) => call(i))
        const wires = [...many.map((each) => each.added()), ...many.map((each) => each.delta("{"))]
        const completed = response(
          "completed",
          many.map((each) => each.item({ arguments: "{}" }))
        )
        return timed(decoded([...wires, ...many.map((each) => each.delta("}")), completed]), () => {})
      }
      assert.isBelow(yield* ratio(time, 1_000), 10)
    })
  )
})

// -----------------------------------------------------------------------------
// Recordings
// -----------------------------------------------------------------------------

// Recorded streams of real providers. They lie beside the project and are not part of it: INDEX.tsv says where from.
const captures = fileURLToPath(new URL("../../../shared/captures/", import.meta.url))

const isPresent = existsSync(captures + "INDEX.tsv")

describe("recorded calls", () => {
  interface Item {
    readonly type: string
    readonly call_id: string
    readonly name: string
    readonly arguments: string
    readonly status?: string
  }

  interface Json {
    readonly type: string
    readonly item?: Item
    readonly response?: { readonly output?: ReadonlyArray<Item> }
  }

  /** The events of a file, read without any of our code. */
  const eventsOf = (file: string): ReadonlyArray<Json> => {
    const text = readFileSync(captures + file, "utf8")
    const data = file.endsWith(".jsonl")
      ? text.split("\n")
      : text
          .replaceAll(/\r\n?/g, "\n")
          .split(/\n\n+/)
          .map((block) => [...block.matchAll(/^data: ?(.*)$/gm)].map((match) => match[1]!).join("\n"))
    return data.filter((line) => line.trim() !== "" && line !== "[DONE]").map((line) => JSON.parse(line) as Json)
  }

  const recordings = (): ReadonlyArray<{ readonly file: string; readonly events: ReadonlyArray<Json> }> =>
    readFileSync(captures + "INDEX.tsv", "utf8")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split("\t"))
      .filter(([file, recorded]) => recorded === "real" && !file!.startsWith("chat-completions/"))
      .map(([file]) => ({ file: file!, events: eventsOf(file!) }))

  /** What each call was in the end: by the response, or by its item where the response has no output. */
  const dueOf = (events: ReadonlyArray<Json>): ReadonlyMap<string, Item> => {
    const items = events.flatMap(({ item, type }) => (type === "response.output_item.done" ? [item!] : []))
    const last = events.findLast(({ type }) => /^response\.(completed|incomplete|failed|done)$/.test(type))
    const all = [...items, ...(last?.response?.output ?? [])]
    return new Map(all.filter(({ type }) => type === "function_call").map((item) => [item.call_id, item]))
  }

  it("end as the response has them, and grow to it", (ctx) => {
    ctx.skip(!isPresent, "../shared/captures is not beside the project")
    const counts = { files: 0, calls: 0, deltas: 0, unfinished: 0, invalid: 0, rewritten: 0 }
    for (const { events, file } of recordings()) {
      const due = dueOf(events)
      const chunks = events.map((json, index) => Result.getOrThrow(decoder.decodeJson(json, index)))
      const found = Effect.runSync(callsOf(chunks))
      if (due.size > 0) counts.files++
      const ended = found.filter((event) => event._tag !== "Started" && event._tag !== "Arguments")
      assert.sameMembers(
        ended.map(({ callId }) => callId!),
        [...due.keys()],
        file
      )
      for (const end of ended) {
        const item = due.get(end.callId!)!
        const started = found.filter((event) => event._tag === "Started" && event.callId === end.callId)
        const grown = found.filter((event) => event._tag === "Arguments" && event.callId === end.callId)
        counts.calls++
        counts.deltas += grown.length
        assert.lengthOf(started, 1, file)
        assert.strictEqual(end.name, item.name, file)
        if (end._tag === "Invalid") counts.invalid++
        if (end._tag === "Unfinished") {
          counts.unfinished++
          assert.strictEqual(item.status, "incomplete", file)
        }
        if (end._tag !== "Finished") continue
        assert.strictEqual(end.argumentsText, item.arguments, file)
        assert.deepStrictEqual(end.arguments, JSON.parse(item.arguments), file)
        const last = grown.at(-1)
        // Some recordings had paths taken out of what is done, and left in the deltas
        const isRewritten = last?._tag === "Arguments" && last.argumentsText !== end.argumentsText
        if (isRewritten) counts.rewritten++
        const whole = isRewritten ? JSON.parse(last.argumentsText) : end.arguments
        for (const event of grown) {
          assert(event._tag === "Arguments")
          assert.isTrue(isWithin(event.partial, whole), file)
        }
        if (last?._tag === "Arguments") assert.deepStrictEqual(last.partial, whole, file)
      }
    }
    console.log("recorded calls:", JSON.stringify(counts))
    assert.isAtLeast(counts.calls, 100)
    assert.isAtLeast(counts.deltas, 500)
    assert.isAtLeast(counts.unfinished, 1)
    assert.strictEqual(counts.invalid, 0)
  })
})
