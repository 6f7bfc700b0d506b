import { assert, describe, it, vi } from "@effect/vitest"
import * as Result from "effect/Result"
import { makeDecoder } from "../support/decoder.ts"
import type { AppliedRepair, RepairName } from "../../src/wire/Tolerance.ts"
import { applyRepairs, repairs } from "../../src/wire/repair.ts"
import type { RepairContext } from "../../src/wire/repair.ts"
import * as Tolerance from "../../src/wire/Tolerance.ts"
import { completed, delta, wellFormed } from "../support/events.ts"

type Json = { readonly [key: string]: unknown }

/** Freezes an object and everything in it: a repair that changes its input throws. */
const frozen = <A>(value: A): A => {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

const context: RepairContext = {
  index: 7,
  stream: {
    responseId: "resp_1",
    findItem: (type) => (String(type).startsWith("response.output") ? { outputIndex: 2, itemId: "msg_1" } : undefined)
  }
}

/** Applies the repairs of a name. */
const applyNamed = (name: RepairName, json: Json, about: RepairContext): Json | undefined => {
  let repaired: Json | undefined
  for (const { apply } of repairs.filter((repair) => repair.name === name))
    repaired = apply(repaired ?? json, about) ?? repaired
  return repaired
}

const index = 7
const detail = { code: "rate_limit_exceeded", message: "Slow down", param: null }
const reasoning = { item_id: "rs_1", output_index: 0, content_index: 0, sequence_number: 4 }

interface Case {
  readonly name: string
  readonly json: Json
  /** The `event:` line. */
  readonly event?: string
  /** What the repair gives; nothing where it doesn't apply. */
  readonly gives?: Json
}

const inResponse = (response: Json): Json => ({ type: "response.completed", response })
const inItem = (item: Json): Json => ({ type: "response.output_item.done", item })

const units: Record<(typeof repairs)[number]["name"], ReadonlyArray<Case>> = {
  "type-from-event-line": [
    { name: "takes the name", json: { a: 1 }, event: "keepalive", gives: { a: 1, type: "keepalive" } },
    { name: "takes it for null", json: { type: null }, event: "keepalive", gives: { type: "keepalive" } },
    { name: "takes it for an empty name", json: { type: "" }, event: "keepalive", gives: { type: "keepalive" } },
    { name: "takes an unknown name too", json: {}, event: "vendor.thing", gives: { type: "vendor.thing" } },
    { name: "leaves a type alone", json: { type: "error" }, event: "keepalive" },
    { name: "leaves the default name alone", json: { a: 1 }, event: "message" },
    { name: "leaves an event without a line alone", json: { a: 1 } }
  ],
  "bare-error": [
    {
      name: "names an object with an error an error",
      json: { error: detail },
      gives: { error: detail, type: "error" }
    },
    {
      name: "keeps what stands beside the error",
      json: { error: detail, user_id: "u" },
      gives: { error: detail, user_id: "u", type: "error" }
    },
    { name: "leaves an object with a type alone", json: { type: "response.error", error: detail } },
    { name: "leaves a type that is null alone", json: { type: null, error: detail } },
    {
      name: "names an object with an error that is a text an error",
      json: { error: "Slow down" },
      gives: { error: "Slow down", type: "error" }
    },
    { name: "leaves an error that is null alone", json: { error: null } },
    { name: "leaves an error that is a list alone", json: { error: [detail] } },
    { name: "leaves an empty object alone", json: {} }
  ],
  "error-shape": [
    {
      name: "flattens a nested error and keeps its type",
      json: { type: "error", sequence_number: 3, error: { type: "insufficient_quota", ...detail } },
      gives: { type: "error", sequence_number: 3, ...detail, error_type: "insufficient_quota" }
    },
    {
      name: "flattens a nested error without a type",
      json: { type: "error", error: { ...detail, type: null } },
      gives: { type: "error", ...detail }
    },
    {
      name: "keeps the headers and the finding of a nested error, and the status beside it",
      json: {
        type: "error",
        status: 429,
        error: { ...detail, headers: { a: "b" }, misalignment: { review_target: "t" } }
      },
      gives: { type: "error", status: 429, ...detail, headers: { a: "b" }, misalignment: { review_target: "t" } }
    },
    {
      name: "makes a number of a status that is a text, and drops what is none of the kind",
      json: { type: "error", ...detail, status: "503", headers: [], misalignment: "m" },
      gives: { type: "error", ...detail, status: 503 }
    },
    {
      name: "drops a status that is no number",
      json: { type: "error", ...detail, status: "failed" },
      gives: { type: "error", ...detail }
    },
    {
      name: "makes text of a nested number, and null of what is missing",
      json: { type: "error", error: { code: 429, message: "m" } },
      gives: { type: "error", code: "429", message: "m", param: null }
    },
    {
      name: "makes null of a flat code and param that are missing",
      json: { type: "error", message: "m", sequence_number: 3 },
      gives: { type: "error", message: "m", sequence_number: 3, code: null, param: null }
    },
    {
      name: "makes text of a flat number",
      json: { type: "error", code: 502, message: "m", param: null },
      gives: { type: "error", code: "502", message: "m", param: null }
    },
    {
      name: "takes an error that is a text for the message",
      json: { type: "error", error: "Slow down" },
      gives: { type: "error", message: "Slow down", code: null, param: null }
    },
    {
      name: "keeps a message beside a nested error without one",
      json: { type: "error", message: "m", error: { code: "x" } },
      gives: { type: "error", message: "m", code: "x", param: null }
    },
    {
      name: "keeps a message beside a nested one that is null",
      json: { type: "error", message: "m", error: { code: "x", message: null } },
      gives: { type: "error", message: "m", code: "x", param: null }
    },
    { name: "leaves the described form alone", json: { type: "error", sequence_number: 3, ...detail } },
    { name: "leaves other types alone", json: { type: "response.error", error: { code: 1, message: "m" } } }
  ],
  "numeric-error-code": [
    {
      name: "makes text of the number in an error",
      json: { type: "response.error", error: { code: 429, message: "m" } },
      gives: { type: "response.error", error: { code: "429", message: "m" } }
    },
    {
      name: "makes text of the number in a response's error",
      json: { type: "response.failed", response: { id: "r", error: { code: 502, message: "m" } } },
      gives: { type: "response.failed", response: { id: "r", error: { code: "502", message: "m" } } }
    },
    { name: "leaves text alone", json: { type: "response.error", error: { code: "x", message: "m" } } },
    { name: "leaves a response without an error alone", json: { type: "response.failed", response: { error: null } } }
  ],
  "older-name": [
    {
      name: "renames the reasoning delta",
      json: { type: "response.reasoning.delta", ...reasoning, delta: "a" },
      gives: { type: "response.reasoning_text.delta", ...reasoning, delta: "a" }
    },
    {
      name: "renames the whole reasoning",
      json: { type: "response.reasoning.done", ...reasoning, text: "a" },
      gives: { type: "response.reasoning_text.done", ...reasoning, text: "a" }
    },
    { name: "renames the end", json: { ...completed, type: "response.done" }, gives: completed },
    ...["failed", "incomplete"].map((status) => ({
      name: `renames the end of a response that is ${status}`,
      json: { type: "response.done", response: { status } },
      gives: { type: `response.${status}`, response: { status } }
    })),
    {
      name: "renames the annotation",
      json: { type: "response.output_text_annotation.added", annotation: null },
      gives: { type: "response.output_text.annotation.added", annotation: null }
    },
    { name: "leaves the name of today alone", json: completed },
    { name: "leaves names of the prototype alone", json: { type: "toString" } }
  ],
  "missing-sequence-number": [
    { name: "takes the ordinal", json: { type: "keepalive" }, gives: { type: "keepalive", sequence_number: index } },
    { name: "leaves an event that has none by its shape alone", json: { type: "response.error", error: detail } },
    { name: "leaves a number alone, 0 too", json: { type: "keepalive", sequence_number: 0 } },
    {
      name: "takes null for missing",
      json: { type: "keepalive", sequence_number: null },
      gives: { type: "keepalive", sequence_number: index }
    },
    { name: "leaves a value of a wrong type alone", json: { type: "keepalive", sequence_number: "1" } }
  ],
  "response-shape": [
    {
      name: "nests the fields of a response",
      json: { type: "response.completed", sequence_number: 3, id: "r", output: [] },
      gives: { type: "response.completed", sequence_number: 3, response: { id: "r", output: [] } }
    },
    {
      name: "nests what the response lacks",
      json: { type: "response.failed", response: { id: "r", error: null }, error: { message: "m" } },
      gives: { type: "response.failed", response: { id: "r", error: { message: "m" } } }
    },
    {
      name: "leaves what the response has alone",
      json: { type: "response.failed", response: { output: [] }, output: [1] }
    },
    {
      name: "leaves an event without a response alone",
      json: { type: "response.completed", sequence_number: 3, x: 1 }
    },
    { name: "leaves other types alone", json: { type: "response.output_text.done", status: "x" } },
    { name: "leaves a response of another kind alone", json: { type: "response.completed", response: 5, output: [] } }
  ],
  "error-text": [
    {
      name: "makes an object of a response's error that is a text",
      json: inResponse({ error: "Slow down" }),
      gives: inResponse({ error: { message: "Slow down" } })
    },
    {
      name: "makes one of an error event's text",
      json: { type: "response.error", error: "Slow down" },
      gives: { type: "response.error", error: { message: "Slow down" } }
    },
    {
      name: "makes one of an error event's fields",
      json: { type: "response.error", code: "x", message: "m" },
      gives: { type: "response.error", code: "x", message: "m", error: { code: "x", message: "m" } }
    },
    { name: "leaves an object alone", json: inResponse({ error: { message: "m" } }) }
  ],
  "missing-id": [
    { name: "takes that of the stream", json: inResponse({}), gives: inResponse({ id: "resp_1" }) },
    { name: "leaves an id alone", json: inResponse({ id: "r" }) }
  ],
  "missing-status": [
    { name: "takes that of the type", json: inResponse({}), gives: inResponse({ status: "completed" }) },
    {
      name: "says that a new response is in progress",
      json: { type: "response.created", response: { status: null } },
      gives: { type: "response.created", response: { status: "in_progress" } }
    },
    { name: "leaves a status alone", json: inResponse({ status: "odd" }) }
  ],
  "timestamp-text": [
    {
      name: "reads digits",
      json: inResponse({ created_at: "1780000000" }),
      gives: inResponse({ created_at: 1_780_000_000 })
    },
    {
      name: "reads a date",
      json: inResponse({ created_at: "2026-05-28T20:26:40Z" }),
      gives: inResponse({ created_at: 1_780_000_000 })
    },
    { name: "leaves other text alone", json: inResponse({ created_at: "yesterday" }) },
    { name: "leaves a number alone", json: inResponse({ created_at: 1 }) }
  ],
  "metadata-values": [
    {
      name: "makes text of values",
      json: inResponse({ metadata: { a: 1, b: true, c: null, d: { e: [] }, f: "g" } }),
      gives: inResponse({ metadata: { a: "1", b: "true", c: "null", d: '{"e":[]}', f: "g" } })
    },
    { name: "leaves text alone", json: inResponse({ metadata: { a: "b" } }) },
    { name: "leaves other kinds alone", json: inResponse({ metadata: [1] }) }
  ],
  "conversation-id": [
    {
      name: "makes an object of an id",
      json: inResponse({ conversation: "c" }),
      gives: inResponse({ conversation: { id: "c" } })
    },
    { name: "leaves an object alone", json: inResponse({ conversation: { id: "c" } }) }
  ],
  "usage-shape": [
    { name: "makes null of an empty object", json: inResponse({ usage: {} }), gives: inResponse({ usage: null }) },
    {
      name: "adds the total",
      json: inResponse({ usage: { input_tokens: 1, output_tokens: 2 } }),
      gives: inResponse({ usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } })
    },
    {
      name: "reads the names of Chat Completions",
      json: inResponse({ usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } }),
      gives: inResponse({
        usage: { prompt_tokens: 1, completion_tokens: 2, input_tokens: 1, output_tokens: 2, total_tokens: 3 }
      })
    },
    {
      name: "adds up what there is",
      json: inResponse({ usage: { output_tokens: 2, input_tokens: null } }),
      gives: inResponse({ usage: { output_tokens: 2, input_tokens: null, total_tokens: 2 } })
    },
    {
      name: "leaves a full one alone",
      json: inResponse({ usage: { input_tokens: 1, output_tokens: 2, total_tokens: 9 } })
    },
    { name: "leaves null alone", json: inResponse({ usage: null }) }
  ],
  "nested-fields": [
    {
      name: "moves the fields of a citation up",
      json: inItem({ content: [{ annotations: [{ type: "url_citation", url_citation: { url: "u", title: "t" } }] }] }),
      gives: inItem({ content: [{ annotations: [{ type: "url_citation", url: "u", title: "t" }] }] })
    },
    {
      name: "moves the fields of a function up",
      json: inResponse({ tools: [{ type: "function", function: { name: "f" }, strict: true }] }),
      gives: inResponse({ tools: [{ type: "function", name: "f", strict: true }] })
    },
    { name: "leaves other objects alone", json: inItem({ type: "input_audio", input_audio: { data: "" } }) }
  ],
  "arguments-object": [
    {
      name: "makes text of the arguments of an item",
      json: inItem({ type: "function_call", arguments: { a: 1 } }),
      gives: inItem({ type: "function_call", arguments: '{"a":1}' })
    },
    {
      name: "makes text of the arguments of an event",
      json: { type: "response.mcp_call_arguments.done", arguments: {} },
      gives: { type: "response.mcp_call_arguments.done", arguments: "{}" }
    },
    { name: "leaves text alone", json: inItem({ type: "function_call", arguments: "{}" }) },
    { name: "leaves other calls alone", json: inItem({ type: "tool_search_call", arguments: {} }) }
  ],
  "empty-action": [
    {
      name: "leaves out what a call does",
      json: inItem({ type: "web_search_call", action: {} }),
      gives: inItem({ type: "web_search_call", action: null })
    },
    {
      name: "leaves out what a patch does, in a response too",
      json: inResponse({ output: [{ type: "apply_patch_call", operation: {} }] }),
      gives: inResponse({ output: [{ type: "apply_patch_call", operation: null }] })
    },
    { name: "leaves one that says something alone", json: inItem({ type: "computer_call", action: { x: 1 } }) },
    { name: "leaves a shell's alone", json: inItem({ type: "shell_call", action: {} }) },
    { name: "leaves the user's own objects alone", json: inResponse({ metadata: { action: {} } }) }
  ],
  "agent-name": [
    {
      name: "takes the name",
      json: { type: "response.output_text.done", agent: "main" },
      gives: { type: "response.output_text.done", agent: { agent_name: "main" } }
    },
    {
      name: "takes that of an item",
      json: inItem({ type: "message", agent: "main" }),
      gives: inItem({ type: "message", agent: { agent_name: "main" } })
    },
    { name: "leaves other values alone", json: { type: "response.output_text.done", agent: 5 } },
    { name: "leaves the user's own objects alone", json: inResponse({ metadata: { agent: "main" } }) }
  ],
  "numeric-stream-id": [
    {
      name: "gives the digits",
      json: { type: "response.output_text.done", stream_id: 5 },
      gives: { type: "response.output_text.done", stream_id: "5" }
    },
    { name: "leaves an object alone", json: { type: "response.output_text.done", stream_id: {} } }
  ],
  "delta-shape": [
    {
      name: "takes arguments for the delta",
      json: { type: "response.function_call_arguments.delta", arguments: "{" },
      gives: { type: "response.function_call_arguments.delta", arguments: "{", delta: "{" }
    },
    {
      name: "makes text of arguments that are an object",
      json: { type: "response.function_call_arguments.delta", delta: { a: 1 } },
      gives: { type: "response.function_call_arguments.delta", delta: '{"a":1}' }
    },
    {
      name: "takes the text out of an object",
      json: { type: "response.output_text.delta", delta: { text: "a" } },
      gives: { type: "response.output_text.delta", delta: "a" }
    },
    { name: "leaves an object without a text alone", json: { type: "response.output_text.delta", delta: {} } },
    { name: "leaves text alone", json: { type: "response.output_text.delta", delta: "a", arguments: "b" } },
    { name: "leaves other types alone", json: { type: "vendor.thing", arguments: "b" } }
  ],
  "missing-output-index": [
    {
      name: "takes that of the item",
      json: { type: "response.output_text.delta", item_id: "msg_1" },
      gives: { type: "response.output_text.delta", item_id: "msg_1", output_index: 2 }
    },
    { name: "leaves an index alone", json: { type: "response.output_text.delta", output_index: 0 } },
    { name: "leaves an event of no item alone", json: { type: "response.created" } }
  ],
  "missing-item-id": [
    {
      name: "takes that of the item",
      json: { type: "response.output_text.delta", output_index: 2, item_id: null },
      gives: { type: "response.output_text.delta", output_index: 2, item_id: "msg_1" }
    },
    { name: "leaves an id alone, an empty one too", json: { type: "response.output_text.delta", item_id: "" } }
  ]
}

describe("repairs", () => {
  it("are named, each once, beside those of missing fields", () => {
    assert.strictEqual(new Set(Tolerance.repairs).size, Tolerance.repairs.length)
    for (const { name } of repairs) assert.include(Tolerance.repairs, name)
    for (const name of ["missing-output", "missing-content-index", "missing-arguments", "missing-obfuscation"]) {
      assert.include<string>(Tolerance.repairs, name)
    }
  })

  it("all have tests", () => {
    assert.sameMembers([...new Set(repairs.map(({ name }) => name))], Object.keys(units) as Array<keyof typeof units>)
  })

  for (const [name, cases] of Object.entries(units)) {
    it.each(cases)(`${name} $name`, ({ event, gives, json }) => {
      const before = structuredClone(json)
      const repaired = applyNamed(name as RepairName, frozen(json), { ...context, event })
      assert.deepStrictEqual(repaired, gives)
      assert.deepStrictEqual(json, before)
      assert.notStrictEqual(repaired, json)
    })
  }

  it("keeps a __proto__ key a key", () => {
    const json = JSON.parse(`{"type":"error","__proto__":{"code":"x"},"message":"m"}`) as Json
    const repaired = applyRepairs(json, context).json
    assert.deepStrictEqual(Object.keys(repaired), ["type", "__proto__", "message", "code", "param", "sequence_number"])
    assert.strictEqual(repaired["code"], null)
    assert.strictEqual(Object.getPrototypeOf(repaired), Object.prototype)
  })
})

describe("applyRepairs", () => {
  it("applies every repair that fits, each to what the one before gave", () => {
    assert.deepStrictEqual(applyRepairs(frozen({ error: { code: 429, message: "m" } }), context), {
      json: { type: "error", code: "429", message: "m", param: null, sequence_number: index },
      names: ["bare-error", "error-shape", "missing-sequence-number"]
    })
    assert.deepStrictEqual(applyRepairs(frozen({ type: "response.done", response: {} }), context), {
      json: { type: "response.completed", response: { id: "resp_1", status: "completed" }, sequence_number: index },
      names: ["older-name", "missing-id", "missing-status", "missing-sequence-number"]
    })
  })

  it("gives the same event where none fits", () => {
    for (const json of [...wellFormed, { type: "response.unheard_of", sequence_number: 1 }]) {
      const repaired = applyRepairs(frozen(json), { index })
      assert.strictEqual<unknown>(repaired.json, json)
      assert.deepStrictEqual(repaired.names, [])
    }
  })
})

describe("a decoder with repairs", () => {
  const decode = (json: unknown, tolerance?: "strict" | "recorded") => {
    const applied: Array<AppliedRepair> = []
    const decoder = makeDecoder({
      ...(tolerance === undefined ? {} : { tolerance }),
      onRepair: (repair) => applied.push(repair)
    })
    return { result: decoder.decodeJson(frozen(json), index), applied }
  }

  interface Repairable {
    readonly names: ReadonlyArray<RepairName>
    readonly json: Json
    /** The repaired event as a provider would have sent it. */
    readonly as: Json
    /** The first thing wrong in strict mode; nothing where the type is unknown there. */
    readonly path?: ReadonlyArray<PropertyKey>
  }
  const repairable: ReadonlyArray<Repairable> = [
    {
      names: ["bare-error", "error-shape", "missing-sequence-number"],
      json: { error: { code: "x", message: "m" } },
      as: { type: "error", code: "x", message: "m", param: null, sequence_number: index },
      path: ["type"]
    },
    {
      names: ["error-shape"],
      json: { type: "error", sequence_number: 3, error: { type: "t", ...detail } },
      as: { type: "error", sequence_number: 3, ...detail, error_type: "t" },
      path: ["code"]
    },
    {
      names: ["error-shape"],
      json: { type: "error", sequence_number: 3, code: 1, message: "m", param: null },
      as: { type: "error", sequence_number: 3, code: "1", message: "m", param: null },
      path: ["code"]
    },
    {
      names: ["numeric-error-code"],
      json: { type: "response.error", error: { code: 429, message: "m" } },
      as: { type: "response.error", error: { code: "429", message: "m" } },
      path: ["error", "code"]
    },
    {
      names: ["older-name"],
      json: { type: "response.reasoning.delta", ...reasoning, delta: "a" },
      as: { type: "response.reasoning_text.delta", ...reasoning, delta: "a" }
    },
    {
      names: ["older-name"],
      json: { type: "response.reasoning.done", ...reasoning, text: "a" },
      as: { type: "response.reasoning_text.done", ...reasoning, text: "a" }
    },
    { names: ["older-name"], json: { ...completed, type: "response.done" }, as: completed },
    {
      names: ["missing-sequence-number"],
      json: { type: "keepalive" },
      as: { type: "keepalive", sequence_number: index },
      path: ["sequence_number"]
    }
  ]

  it.each(repairable)("repairs $json.type with $names by default and reports it", ({ as, json, names }) => {
    const expected = makeDecoder({ tolerance: "strict" }).decodeJson(as, index)
    assert(Result.isSuccess(expected))
    for (const tolerance of [undefined, "recorded"] as const) {
      const { applied, result } = decode(json, tolerance)
      assert.deepStrictEqual(result, expected)
      assert.deepStrictEqual(
        applied,
        names.map((name) => ({ name, index, type: as["type"] as string }))
      )
    }
  })

  it.each(repairable)("repairs nothing of $json.type in strict mode: $path", ({ json, path }) => {
    const { applied, result } = decode(json, "strict")
    assert.deepStrictEqual(applied, [])
    if (path === undefined) {
      assert.deepStrictEqual<unknown>(Result.getOrThrow(result), { type: "UNKNOWN", isUnknown: true, raw: json })
      return
    }
    assert(Result.isFailure(result))
    assert.deepStrictEqual(result.failure.path, path)
    assert.strictEqual(result.failure.payload(), json)
  })

  it("reports what is still wrong after a repair, and no repair", () => {
    const cases: ReadonlyArray<readonly [json: Json, paths: ReadonlyArray<ReadonlyArray<PropertyKey>>]> = [
      [{ ...delta("a"), sequence_number: undefined, delta: null }, [["delta"]]],
      [{ type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0 }, [["delta"]]],
      [{ error: { code: "x", message: 5 } }, [["message"]]],
      [{ type: "error", sequence_number: 1, error: { ...detail, message: 1 } }, [["message"]]],
      [{ type: "response.done", response: { ...completed.response, output: 5 } }, [["response", "output"]]],
      [{ ...delta("a"), content_index: null, item_id: 5 }, [["item_id"]]]
    ]
    for (const [json, paths] of cases) {
      const { applied, result } = decode(json)
      assert(Result.isFailure(result))
      const wrong = result.failure.fields.map(({ path }) => path)
      assert.sameDeepMembers(wrong, [...paths])
      assert.strictEqual(result.failure.payload(), json)
      assert.deepStrictEqual(applied, [])
    }
  })

  it("fills nothing of an event whose keys are in camelCase", () => {
    const { type, sequence_number, ...rest } = delta("a")
    const { applied, result } = decode({ type, sequenceNumber: sequence_number, ...rest })
    assert(Result.isFailure(result))
    assert.deepStrictEqual(result.failure.path, ["sequence_number"])
    assert.include(result.failure.message, "camelCase")
    assert.deepStrictEqual(applied, [])
  })

  it("calls no repair for a well-formed or an unknown event", () => {
    const untouched = [
      ...wellFormed,
      { type: "error", sequence_number: 1, ...detail },
      { type: "response.error", error: { message: "m" } }
    ]
    for (const json of untouched) {
      const { applied, result } = decode(json)
      assert.isTrue(Result.isSuccess(result))
      assert.deepStrictEqual(applied, [])
    }
    const unknown = { type: "response.unheard_of" }
    const { applied, result } = decode(unknown)
    assert.deepStrictEqual<unknown>(Result.getOrThrow(result), { type: "UNKNOWN", isUnknown: true, raw: unknown })
    assert.deepStrictEqual(applied, [])
  })

  it("looks for no repair where an event decodes as it came", () => {
    const spies = repairs.map((repair) => vi.spyOn(repair, "apply"))
    const decoder = makeDecoder()
    for (const json of wellFormed) assert.isTrue(Result.isSuccess(decoder.decodeJson(json, index)))
    assert.deepStrictEqual(
      spies.map(({ mock }) => mock.calls.length),
      repairs.map(() => 0)
    )
    assert.isTrue(Result.isFailure(decoder.decodeJson({ ...delta("a"), delta: null }, index)))
    assert.deepStrictEqual(
      spies.map(({ mock }) => mock.calls.length),
      repairs.map(() => 1)
    )
    for (const spy of spies) spy.mockRestore()
  })

  it("works without a callback", () => {
    assert.isTrue(Result.isSuccess(makeDecoder().decodeJson({ type: "keepalive" }, index)))
  })
})
