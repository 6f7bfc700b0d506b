import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { isObject } from "../../src/base/json.ts"
import { members } from "../../src/chunk/ResponsesStreamChunk.ts"
import { memberType, openUnion, unknownMember } from "../../src/schema/openUnion.ts"
import { model } from "../../src/schema/model.ts"
import { table } from "../../src/wire/table.ts"
import { makeDecoder } from "../../src/wire/tableDecoder.ts"
import { codecs } from "../chunk/laws/codecs.ts"
import { at, pathsIn, withAt, without } from "../chunk/laws/wire.ts"
import { withoutStacks } from "../support/stacks.ts"
import { agreementOf, tableOf } from "../support/table.ts"

/** Values that a place may wrongly have. */
const json = [
  null,
  "",
  "a",
  0,
  -0,
  1.5,
  1e308,
  2 ** 53,
  JSON.parse("1e400") as number,
  true,
  [],
  ["a"],
  [{}],
  {},
  { type: "a" },
  { type: 1 },
  { type: "toString" },
  { a: { type: "message" } },
  JSON.parse(`{"type":"__proto__","__proto__":{"type":"message"}}`) as object
]

/** The same that no JSON has, but objects that are handed over may have. */
const odd = [
  undefined,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  new Date(0),
  new Map(),
  Array.from({ length: 1 }),
  Object.create({ type: "a" }) as object,
  Object.assign(Object.create(null) as object, { type: "a" })
]

/** At most so many of some things, without a choice that isn't repeated by the next run. */
const some = <A>(all: ReadonlyArray<A>, most: number): ReadonlyArray<A> =>
  all.length <= most ? all : all.filter(() => Math.random() < most / all.length)

const prototypeNames = ["__proto__", "constructor", "toString", "hasOwnProperty"]

/** The object with one more key, whatever its name. */
const added = (object: object, key: string): object =>
  Object.defineProperty({ ...object }, key, { value: 1, enumerable: true, configurable: true, writable: true })

/** A wire value, and the same with one thing changed at some of its places. */
const mutationsOf = function* (wire: unknown): Generator {
  yield wire
  for (const path of some(pathsIn(wire), 8)) {
    for (const other of [...some(json, 4), ...some(odd, 2)]) yield withAt(wire, path, () => other)
    const here = at(wire, path)
    if (!isObject(here)) continue
    for (const key of Object.keys(here)) {
      yield withAt(wire, path, () => without(here, key))
      yield withAt(wire, path, () => ({ ...without(here, key), [`${key}s`]: here[key] }))
    }
    for (const key of some(prototypeNames, 2)) yield withAt(wire, path, () => added(here, key))
    yield withAt(wire, path, () => ({ ...here, added: 1, another: { type: "a" } }))
  }
}

describe("the table", () => {
  it("is what the schemas give, and so are the flat names", () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, ["scripts/compile.mjs", "--check"], {
      cwd: join(import.meta.dirname, "../.."),
      encoding: "utf8"
    })
    assert.strictEqual(status, 0, stdout + stderr)
    assert.strictEqual(stdout, "")
  })

  it("has the union of all chunks in its first line", () => {
    const { has } = makeDecoder(table, "#0.")
    for (const member of members) assert.isTrue(has(memberType(member)))
    for (const type of ["toString", "__proto__", "UNKNOWN", "", undefined, 1]) assert.isFalse(has(type))
  })

  it("has one line for a name: two models that share one fail the compile", () => {
    class Whole extends model<Whole>("Shared")({ type: Schema.tag("whole"), size: Schema.Finite }) {}
    class Half extends model<Half>("Shared")({ type: Schema.tag("half"), size: Schema.Finite }) {}
    assert.throws(() => tableOf([Whole, Half]), "Two schemas have the name Shared")
    assert.lengthOf(tableOf([Whole, Whole.annotate({ title: "The same" })]).lines, 1)
    class Empty extends model<Empty>("Empty")({}) {}
    assert.throws(() => tableOf([Empty]), "Empty: the table can't express a model without fields")
  })

  it("says of a schema that it can't express what and where it is", () => {
    class Part extends model<Part>("Part")({ type: Schema.tag("part"), size: Schema.Number }) {}
    class Dated extends model<Dated>("Dated")({ createdAt: Schema.DateFromString }) {}
    class Short extends model<Short>("Short")({ name: Schema.String.check(Schema.isMaxLength(3)) }) {}
    class Late extends model<Late>("Late")({ size: Schema.Finite, type: Schema.tag("late") }) {}
    class Untyped extends model<Untyped>("Untyped")({ type: Schema.String }) {}
    class Proto extends model<Proto>("Proto")({ constructor: Schema.String }) {}
    class Respelt extends model<Respelt>("Respelt")({ pairs: Schema.Tuple([Schema.String]) }) {}
    class UnknownPart extends unknownMember<UnknownPart>("UnknownPart") {}
    const cases = [
      [Part, "Part.size: the table can't express a number that may be infinite"],
      [Dated, "Dated.createdAt: the table can't express "],
      [Short, "Short.name: the table can't express a check on String"],
      [Proto, "Proto.constructor: the table can't express this name"],
      [Respelt, "Respelt.pairs: the table can't express a tuple"],
      [Schema.Struct({ a: Schema.String }), "schema 0: the table can't express an object without an identifier"],
      [openUnion([Late], UnknownPart), "Late.type: the table can't express a literal"],
      [openUnion([Untyped], UnknownPart), "the table can't express a member that doesn't begin with its type"]
    ] as const
    for (const [schema, message] of cases) assert.throws(() => tableOf([schema]), message)
  })
})

describe("the table's decoder", () => {
  withoutStacks()

  // What a client sends is in no stream, and may have any other field
  const streamed = codecs.filter(({ name }) => name !== "ResponseCreate")
  const { lines, refs } = tableOf(streamed.map(({ schema }) => schema))

  for (const [i, { name, schema }] of streamed.entries()) {
    const agree = agreementOf(schema, makeDecoder(lines, refs[i]!))

    it.prop(`agrees with the interpreter on ${name}`, [Arbitrary.schema(schema)], ([value]) => {
      const wire = Schema.encodeUnknownSync(schema)(value)
      assert.isTrue(agree(wire), name)
      for (const mutation of mutationsOf(wire)) agree(mutation)
    })
  }

  it("refuses, and does not take, what is nested too deeply", () => {
    const { decode, report } = makeDecoder(table, "#0.")
    let filter: unknown = { type: "eq", key: "a", value: 1 }
    for (let depth = 0; depth < 200_000; depth++) filter = { type: "and", filters: [filter] }
    const response = { id: "r", object: "response", created_at: 0, model: "m", status: "completed", output: [] }
    const tools = [{ type: "file_search", vector_store_ids: [], filters: filter }]
    const event = { type: "response.created", sequence_number: 0, response: { ...response, tools } }
    assert.throws(() => decode(event), RangeError)
    assert.throws(() => report(event), RangeError)
  })

  it("says of every wrong field what was expected and what came, and nothing of its value", () => {
    const { report } = makeDecoder(table, "#0.")
    const event = {
      type: "response.output_item.added",
      output_index: JSON.parse("1e400") as number,
      item: { type: "function_call", call_id: null, arguments: {}, status: 1, caller: { type: 2 }, metadata: [] }
    }
    const sentences = report(event).map(({ message, path }) => `${path.join(".")}: ${message}`)
    assert.sameMembers(sentences, [
      "sequence_number: missing key",
      "output_index: expected a finite number, got Infinity",
      "item.call_id: expected string, got null",
      "item.name: missing key",
      "item.arguments: expected string, got an object",
      "item.caller.type: expected string, got number",
      "item.status: expected string or null, got number",
      "item.metadata: expected an object or null, got an array"
    ])
  })

  it("reports at most 100 fields", () => {
    const { report } = makeDecoder(table, "#0.")
    const content = Array.from({ length: 1000 }, () => ({ type: "output_text" }))
    const event = { type: "response.output_item.done", output_index: 0, sequence_number: 0 }
    assert.strictEqual(report({ ...event, item: { type: "message", content } }).length, 100)
  })
})
