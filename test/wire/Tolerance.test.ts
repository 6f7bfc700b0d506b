import { assert, describe, it, vi } from "@effect/vitest"
import * as Result from "effect/Result"
import { makeDecoder } from "../support/decoder.ts"
import type { AppliedRepair, RepairName } from "../../src/wire/Tolerance.ts"
import { applyRepairs, repairs } from "../../src/wire/repair.ts"
import * as Tolerance from "../../src/wire/Tolerance.ts"
import { completed, delta, wellFormed } from "../support/events.ts"

type Json = { readonly [key: string]: unknown }

/** Freezes an object and everything in it: a repair that changes its input throws. */
const frozen = <A>(value: A): A => {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

const byName = (name: RepairName) => repairs.find((repair) => repair.name === name)!

const index = 7
const detail = { code: "rate_limit_exceeded", message: "Slow down", param: null }
const reasoning = { item_id: "rs_1", output_index: 0, content_index: 0, sequence_number: 4 }

interface Case {
  readonly name: string
  readonly json: Json
  /** What the repair gives; nothing where it doesn't apply. */
  readonly gives?: Json
}

const units: Record<RepairName, ReadonlyArray<Case>> = {
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
    { name: "leaves the name of today alone", json: completed },
    { name: "leaves names of the prototype alone", json: { type: "toString" } }
  ],
  "missing-sequence-number": [
    { name: "takes the ordinal", json: { type: "keepalive" }, gives: { type: "keepalive", sequence_number: index } },
    { name: "leaves an event that has none by its shape alone", json: { type: "response.error", error: detail } },
    { name: "leaves a number alone, 0 too", json: { type: "keepalive", sequence_number: 0 } },
    { name: "leaves a value of a wrong type alone", json: { type: "keepalive", sequence_number: null } }
  ]
}

describe("repairs", () => {
  it("stand in this order, under these names", () => {
    assert.deepStrictEqual(Tolerance.repairs, [
      "bare-error",
      "error-shape",
      "numeric-error-code",
      "older-name",
      "missing-sequence-number"
    ])
    assert.sameOrderedMembers(
      repairs.map(({ name }) => name),
      Object.keys(units)
    )
  })

  for (const [name, cases] of Object.entries(units)) {
    it.each(cases)(`${name} $name`, ({ gives, json }) => {
      const before = structuredClone(json)
      const repaired = byName(name as RepairName).apply(frozen(json), index)
      assert.deepStrictEqual(repaired, gives)
      assert.deepStrictEqual(json, before)
      assert.notStrictEqual(repaired, json)
    })
  }

  it("keeps a __proto__ key a key", () => {
    const json = JSON.parse(`{"type":"error","__proto__":{"code":"x"},"message":"m"}`) as Json
    const repaired = applyRepairs(json, index)!.json
    assert.deepStrictEqual(Object.keys(repaired), ["type", "__proto__", "message", "code", "param", "sequence_number"])
    assert.strictEqual(repaired["code"], null)
    assert.strictEqual(Object.getPrototypeOf(repaired), Object.prototype)
  })
})

describe("applyRepairs", () => {
  it("applies every repair that fits, each to what the one before gave", () => {
    assert.deepStrictEqual(applyRepairs(frozen({ error: { code: 429, message: "m" } }), index), {
      json: { type: "error", code: "429", message: "m", param: null, sequence_number: index },
      names: ["bare-error", "error-shape", "missing-sequence-number"]
    })
    assert.deepStrictEqual(applyRepairs(frozen({ type: "response.done", response: {} }), index), {
      json: { type: "response.completed", response: {}, sequence_number: index },
      names: ["older-name", "missing-sequence-number"]
    })
  })

  it("gives undefined where none fits", () => {
    for (const json of wellFormed) assert.isUndefined(applyRepairs(frozen(json), index))
    assert.isUndefined(applyRepairs(frozen({ type: "response.unheard_of", sequence_number: 1 }), index))
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

  it("covers every repair", () => {
    assert.sameMembers(
      [...new Set(repairable.flatMap(({ names }) => names))],
      repairs.map(({ name }) => name)
    )
  })

  it("reports what is still wrong after a repair, and no repair", () => {
    const cases: ReadonlyArray<readonly [json: Json, paths: ReadonlyArray<ReadonlyArray<PropertyKey>>]> = [
      [{ ...delta("a"), sequence_number: undefined, delta: null }, [["sequence_number"], ["delta"]]],
      [{ type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0 }, [["delta"]]],
      [{ error: { code: "x" } }, [["message"]]],
      [{ type: "error", sequence_number: 1, error: { ...detail, message: 1 } }, [["message"]]],
      [{ type: "response.done", response: { ...completed.response, output: null } }, [["response", "output"]]]
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
