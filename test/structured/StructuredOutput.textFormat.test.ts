import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as StructuredOutput from "../../src/structured/StructuredOutput.ts"
import { completed, decoded, message, text } from "./streams.ts"

const formatOf = (schema: Schema.Constraint) => StructuredOutput.textFormat(schema, { name: "example" })

interface Tree {
  readonly value: number
  readonly left?: Tree
  readonly children: ReadonlyArray<Tree>
}
const Tree: Schema.Codec<Tree> = Schema.Struct({
  value: Schema.Finite,
  left: Schema.optionalKey(Schema.suspend((): Schema.Codec<Tree> => Tree)),
  children: Schema.Array(Schema.suspend((): Schema.Codec<Tree> => Tree))
}).annotate({ identifier: "Tree" })

const Address = Schema.Struct({ street: Schema.String }).annotate({ identifier: "Address" })

class Person extends Schema.Class<Person>("Person")({
  name: Schema.NonEmptyString,
  born: Schema.optionalKey(Schema.Date)
}) {}

const strict = {
  scalars: Schema.Struct({ a: Schema.String, b: Schema.Finite, c: Schema.Boolean, d: Schema.Null, e: Schema.Int }),
  optional: Schema.Struct({
    key: Schema.optionalKey(Schema.String),
    both: Schema.optional(Schema.Finite),
    nullable: Schema.optionalKey(Schema.NullOr(Schema.String)),
    nested: Schema.optionalKey(
      Schema.Struct({ union: Schema.optionalKey(Schema.Union([Schema.String, Schema.Finite])) })
    )
  }),
  enums: Schema.Struct({ a: Schema.Literals(["x", "y"]), b: Schema.Literal(1), c: Schema.Enum({ A: "a", B: 3 }) }),
  lists: Schema.Struct({ many: Schema.Array(Schema.String), some: Schema.NonEmptyArray(Schema.Int) }),
  unions: Schema.Struct({
    any: Schema.Union([
      Schema.Struct({ _tag: Schema.tag("A"), x: Schema.optionalKey(Schema.String) }),
      Schema.Struct({ _tag: Schema.tag("B"), y: Schema.Finite })
    ]),
    one: Schema.Union([Schema.String, Schema.Finite], { mode: "oneOf" })
  }),
  checks: Schema.Struct({
    short: Schema.String.check(Schema.isMinLength(2), Schema.isMaxLength(4)),
    range: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(1), Schema.isLessThan(9)),
    list: Schema.Array(Schema.Boolean).check(Schema.isMaxLength(3)),
    id: Schema.String.check(Schema.isUUID()),
    unique: Schema.UniqueArray(Schema.Int)
  }),
  annotated: Schema.Struct({
    home: Address,
    work: Schema.optionalKey(Address).pipe(Schema.annotateKey({ description: "where they work" })),
    note: Schema.String.annotate({ description: "a note", examples: ["hi"], default: "" })
  }),
  encoded: Schema.Struct({
    at: Schema.DateTimeUtcFromString,
    count: Schema.FiniteFromString,
    tags: Schema.Option(Schema.String)
  }),
  recursive: Tree,
  classes: Person
}

const loose = {
  "an array": Schema.Array(Schema.String),
  "a text": Schema.String,
  "a union": Schema.Union([Schema.Struct({ a: Schema.String }), Schema.Struct({ b: Schema.String })]),
  "a record": Schema.Struct({ a: Schema.Record(Schema.String, Schema.Finite) }),
  "a struct with more keys": Schema.StructWithRest(Schema.Struct({ a: Schema.String }), [
    Schema.Record(Schema.String, Schema.String)
  ]),
  "a tuple": Schema.Struct({ a: Schema.Tuple([Schema.String, Schema.Finite]) }),
  "any value": Schema.Struct({ a: Schema.Struct({ b: Schema.Array(Schema.Unknown) }) }),
  "an empty struct": Schema.Struct({ a: Schema.Struct({}) }),
  "a record in a definition": Schema.Struct({
    a: Schema.Struct({ b: Schema.Record(Schema.String, Schema.String) }).annotate({ identifier: "Inner" })
  })
}

type Node = { readonly [key: string]: unknown }

const keywords = [
  ["$ref", "$defs", "title", "description", "type", "enum", "anyOf", "properties", "required", "additionalProperties"],
  ["items", "pattern", "format", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  ["minItems", "maxItems"]
].flat()

const nodesIn = (schema: unknown): ReadonlyArray<Node> => {
  if (typeof schema !== "object" || schema === null) return []
  const node = schema as Node
  const maps = [node["properties"], node["$defs"]].flatMap((each) => Object.values(each ?? {}))
  const all = [node["items"], ...maps, ...((node["anyOf"] as ReadonlyArray<unknown> | undefined) ?? [])]
  return [node, ...all.flatMap(nodesIn)]
}

/** What the description of strict output demands. */
const assertStrict = (format: StructuredOutput.TextFormat): void => {
  assert.strictEqual(format.schema["type"], "object")
  for (const node of nodesIn(format.schema)) {
    assert.includeMembers(keywords, Object.keys(node))
    if ("$ref" in node) assert.deepStrictEqual(Object.keys(node), ["$ref"])
    else assert.isTrue("type" in node || "anyOf" in node)
    if (node["type"] === "object") {
      assert.strictEqual(node["additionalProperties"], false)
      assert.sameMembers([...(node["required"] as ReadonlyArray<string>)], Object.keys(node["properties"] as object))
    }
  }
}

const ajv = new Ajv2020({ strict: true, formats: { uuid: true, "date-time": true } })

/** JSON as strict output has it: what is missing is null, by the JSON schema. */
const fill = (json: unknown, schema: Node, root: Node): unknown => {
  const ref = schema["$ref"]
  if (typeof ref === "string") return fill(json, (root["$defs"] as Record<string, Node>)[ref.slice(8)]!, root)
  const members = schema["anyOf"] as ReadonlyArray<Node> | undefined
  if (members !== undefined) {
    const filled = members.map((member) => [member, fill(json, member, root)] as const)
    const isTaken = ([member, value]: readonly [Node, unknown]) =>
      ajv.validate({ ...member, $defs: root["$defs"] ?? {} }, value)
    return (filled.find(isTaken) ?? filled[0]!)[1]
  }
  if (Array.isArray(json)) return json.map((each) => fill(each, schema["items"] as Node, root))
  if (typeof json !== "object" || json === null || schema["type"] !== "object") return json
  return Object.fromEntries(
    Object.entries(schema["properties"] as Record<string, Node>).map(([key, property]) => [
      key,
      Object.hasOwn(json, key) ? fill((json as Node)[key], property, root) : null
    ])
  )
}

const decode = (schema: Schema.ConstraintDecoder<unknown>, json: unknown) =>
  Stream.fromIterable(decoded([completed(message().item([text(JSON.stringify(json))]))])).pipe(
    StructuredOutput.decode(schema)
  )

describe("textFormat", () => {
  it("is what a request has as text.format", () => {
    const Weather = Schema.Struct({ city: Schema.String, days: Schema.optionalKey(Schema.Boolean) })
    assert.deepStrictEqual(StructuredOutput.textFormat(Weather, { name: "weather", description: "Of a day." }), {
      type: "json_schema",
      name: "weather",
      description: "Of a day.",
      strict: true,
      schema: {
        type: "object",
        properties: { city: { type: "string" }, days: { anyOf: [{ type: "boolean" }, { type: "null" }] } },
        required: ["city", "days"],
        additionalProperties: false
      }
    })
    assert.notProperty(formatOf(Weather), "description")
  })

  it.each(Object.entries(strict))("is strict for %s, and in the subset", (_, schema) => {
    const format = formatOf(schema)
    assert.isTrue(format.strict)
    assertStrict(format)
  })

  it.each(Object.entries(loose))("is not strict for %s", (_, schema) => {
    const { schema: jsonSchema, strict } = formatOf(schema)
    assert.isFalse(strict)
    const document = Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error", generateDescriptions: true })
    const { $defs = {}, ...root } = jsonSchema
    assert.deepStrictEqual({ root, $defs }, { root: document.schema, $defs: document.definitions })
  })

  it("keeps descriptions, beside references too, and tells the checks that it leaves out", () => {
    const annotated = formatOf(strict.annotated).schema
    const { note, work } = annotated["properties"] as Record<string, Node>
    assert.deepStrictEqual(work, {
      description: "where they work",
      anyOf: [{ $ref: "#/$defs/Address" }, { type: "null" }]
    })
    assert.deepStrictEqual(note, { type: "string", description: "a note" })
    const { range, short } = formatOf(strict.checks).schema["properties"] as Record<string, Node>
    assert.deepStrictEqual(short, {
      type: "string",
      description: "a value with a length of at least 2; a value with a length of at most 4"
    })
    assert.include(range, { type: "number", minimum: 1, exclusiveMaximum: 9 })
    const rating = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 }))
    const bounded = formatOf(Schema.Struct({ rating })).schema["properties"] as Record<string, Node>
    assert.include(bounded["rating"], { type: "integer", minimum: 1, maximum: 5 })
  })

  it("has no definitions but those that are referred to", () => {
    assert.notProperty(formatOf(Person).schema, "$defs")
    assert.hasAllKeys(formatOf(Tree).schema["$defs"], ["Tree"])
  })

  it("gives strict schemas that OpenAI's SDK leaves as they are", async () => {
    const { toStrictJsonSchema } = (await import("openai/lib/transform")) as {
      readonly toStrictJsonSchema: (schema: object) => object
    }
    for (const schema of Object.values(strict)) {
      const { schema: jsonSchema } = formatOf(schema)
      assert.deepStrictEqual<object>(toStrictJsonSchema(jsonSchema), jsonSchema)
    }
  })
})

describe.each(Object.entries<Schema.Codec<unknown>>(strict as never))("a strict answer of %s", (_, schema) => {
  const format = formatOf(schema)
  const codec = Schema.toCodecJson(schema)
  const isValid = ajv.compile(format.schema)

  it.effect.prop("is valid by the JSON schema, and decodes to its value", [Arbitrary.schema(schema)], ([value]) =>
    Effect.gen(function* () {
      // JSON has no -0
      const json: unknown = JSON.parse(JSON.stringify(yield* Schema.encodeUnknownEffect(codec)(value)))
      const answer = fill(json, format.schema, format.schema)
      assert.isTrue(isValid(answer), JSON.stringify({ answer, errors: isValid.errors }))
      const decoded = yield* decode(schema, answer)
      const again = yield* Schema.encodeUnknownEffect(codec)(decoded)
      assert.deepStrictEqual(fill(again, format.schema, format.schema), answer)
      // What isn't strict leaves keys out
      assert.deepStrictEqual(yield* Schema.encodeUnknownEffect(codec)(yield* decode(schema, json)), json)
    })
  )
})
