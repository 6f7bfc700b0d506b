import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { wireKey } from "../../src/schema/model.ts"
import { JsonRecord, model, nullish, openEnum } from "../../src/schema/model.ts"
import { memberType, openUnion, unknownMember } from "../../src/schema/openUnion.ts"

class Circle extends model<Circle>("Circle")({
  type: Schema.tag("circle"),
  lineWidth: Schema.Finite,
  fillColour: nullish(Schema.String)
}) {}

class Square extends model<Square>("Square")(
  {
    type: Schema.tag("square"),
    sideLength: Schema.Finite,
    imageUrl: Schema.optionalKey(Schema.String)
  },
  ["imageUrl"]
) {}

class UnknownShape extends unknownMember<UnknownShape>("UnknownShape") {}

const Shape = openUnion([Circle, Square], UnknownShape)
type Shape = typeof Shape.Type

/** A union inside of an object inside of a union, as items and their parts are. */
class Group extends model<Group>("Group")({
  type: Schema.tag("group"),
  innerShapes: Schema.Array(Shape)
}) {}

const Drawing = openUnion([Group], UnknownShape)

const circle = { type: "circle", line_width: 2, fill_colour: null }
const square = { type: "square", side_length: 3, imageUrl: "https://example.com/a.png" }
const hexagon = { type: "hexagon", side_length: 1, nested: { camelCase: [1, null], snake_case: { a: 1 } } }

const decode = Schema.decodeUnknownSync(Shape)
const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** Path and message of all that is wrong. */
const refusals = (
  schema: Schema.Constraint,
  input: unknown
): ReadonlyArray<readonly [path: unknown, message: string]> => {
  const result = Schema.decodeUnknownResult(schema as Schema.Codec<unknown>)(input, { errors: "all" })
  assert(Result.isFailure(result))
  return format(result.failure.issue).issues.map(({ message, path }) => [path, message])
}

describe("openUnion", () => {
  it("routes to the member of a type and encodes back", () => {
    assert.deepStrictEqual<unknown>(decode(circle), { type: "circle", lineWidth: 2, fillColour: null })
    assert.deepStrictEqual<unknown>(decode(square), { type: "square", sideLength: 3, imageUrl: square.imageUrl })
    for (const json of [circle, square]) assert.deepStrictEqual<unknown>(Schema.encodeSync(Shape)(decode(json)), json)
  })

  it("gives any other type as the unknown member, whose raw is the very object that came", () => {
    const types = [
      "hexagon",
      "toString",
      "constructor",
      "__proto__",
      "hasOwnProperty",
      "UNKNOWN",
      "(unknown)",
      "",
      "Circle"
    ]
    for (const type of types) {
      const json = { ...hexagon, type }
      const shape = decode(json)
      assert.deepStrictEqual<unknown>(shape, { type: "UNKNOWN", isUnknown: true, raw: json })
      assert(shape.type === "UNKNOWN")
      assert.strictEqual<unknown>(shape.raw, json)
      assert.strictEqual<unknown>(Schema.encodeSync(Shape)(shape), json)
    }
  })

  it("keeps identity through nested unions", () => {
    const json = { type: "group", inner_shapes: [circle, hexagon] }
    const group = Schema.decodeUnknownSync(Drawing)(json)
    assert(group.type === "group")
    assert.strictEqual(group.innerShapes[0]?.type, "circle")
    const unknown = group.innerShapes[1]
    assert(unknown?.type === "UNKNOWN")
    assert.strictEqual<unknown>(unknown.raw, hexagon)
    const encoded = Schema.encodeSync(Drawing)(group)
    assert.deepStrictEqual<unknown>(encoded, json)
    assert(encoded.type === "group")
    assert.strictEqual<unknown>(encoded.inner_shapes[1], hexagon)
  })

  it("refuses a known type with a wrong shape at the key that is wrong", () => {
    assert.deepStrictEqual(refusals(Shape, { type: "circle" }), [[["line_width"], "Missing key"]])
    assert.deepStrictEqual(
      refusals(Shape, { ...circle, line_width: "2" }).map(([path]) => path),
      [["line_width"]]
    )
    assert.deepStrictEqual(refusals(Drawing, { type: "group", inner_shapes: [circle, hexagon, { type: "square" }] }), [
      [["inner_shapes", 2, "side_length"], "Missing key"]
    ])
  })

  it('refuses an object without a type that is a string at ["type"]', () => {
    assert.deepStrictEqual(refusals(Shape, {}), [[["type"], "Missing key"]])
    assert.deepStrictEqual(refusals(Shape, Object.create({ type: "circle" })), [[["type"], "Missing key"]])
    for (const type of [null, undefined, 1, true, {}, ["circle"]]) {
      assert.deepStrictEqual(refusals(Shape, { ...circle, type }), [[["type"], "Expected string"]])
    }
    assert.deepStrictEqual(refusals(Drawing, { type: "group", inner_shapes: [{ line_width: 1 }] }), [
      [["inner_shapes", 0, "type"], "Missing key"]
    ])
  })

  it("refuses whatever is no object at the place itself", () => {
    for (const input of [null, undefined, "circle", 1, true, [circle]]) {
      assert.deepStrictEqual(refusals(Shape, input), [[[], "Expected an object with a type"]])
    }
    assert.deepStrictEqual(refusals(Drawing, { type: "group", inner_shapes: [null] }), [
      [["inner_shapes", 0], "Expected an object with a type"]
    ])
  })

  it("reports every wrong key when asked for all", () => {
    const json = {
      type: "group",
      inner_shapes: [{ type: "circle" }, { type: "square", side_length: null, imageUrl: 1 }, 0]
    }
    assert.deepStrictEqual(
      refusals(Drawing, json).map(([path]) => path),
      [
        ["inner_shapes", 0, "line_width"],
        ["inner_shapes", 1, "side_length"],
        ["inner_shapes", 1, "imageUrl"],
        ["inner_shapes", 2]
      ]
    )
  })

  it("tells decoded values from others", () => {
    const is = Schema.is(Shape)
    for (const json of [circle, square, hexagon]) assert.isTrue(is(decode(json)))
    assert.isFalse(is(circle), "the wire form isn't a decoded one")
    assert.isFalse(is(hexagon))
    assert.isFalse(is({ type: "UNKNOWN" }))
    assert.isFalse(is({ type: "UNKNOWN", isUnknown: true, raw: {} }))
    assert.isFalse(is({ type: "UNKNOWN", isUnknown: false, raw: hexagon }))
    assert.isFalse(is(null))
  })

  it("refuses to encode what isn't one of its values", () => {
    const encode = Schema.encodeUnknownResult(Shape)
    for (const value of [circle, hexagon, null, {}, { type: "UNKNOWN" }, { type: "circle", lineWidth: "2" }]) {
      assert.isTrue(Result.isFailure(encode(value)))
    }
  })

  it("knows its members and their types", () => {
    assert.deepStrictEqual<ReadonlyArray<unknown>>(Shape.members, [Circle, Square])
    assert.strictEqual<unknown>(Shape.unknown, UnknownShape)
    assert.deepStrictEqual(Shape.members.map(memberType), ["circle", "square"])
  })

  it("narrows by type, decoded and encoded", () => {
    expectTypeOf<Shape>().toEqualTypeOf<Circle | Square | UnknownShape>()
    expectTypeOf<Extract<Shape, { readonly type: "UNKNOWN" }>>().toEqualTypeOf<UnknownShape>()
    type Encoded = typeof Shape.Encoded
    expectTypeOf<Extract<Encoded, { readonly type: "circle" }>["line_width"]>().toEqualTypeOf<number>()
    expectTypeOf<Extract<Encoded, { readonly type: "square" }>["imageUrl"]>().toEqualTypeOf<string | undefined>()
    expectTypeOf<typeof Shape.DecodingServices>().toEqualTypeOf<never>()
  })
})

describe("unknownMember", () => {
  it("is made from raw, and decodes any object that has a type", () => {
    const made = UnknownShape.make({ raw: hexagon })
    assert.deepStrictEqual<unknown>(made, { type: "UNKNOWN", isUnknown: true, raw: hexagon })
    assert.isTrue(Schema.is(UnknownShape)(made))
    assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(UnknownShape)(hexagon), made)
    assert.isTrue(Result.isFailure(Schema.decodeUnknownResult(UnknownShape)({ side_length: 1 })))
  })
})

describe("model", () => {
  it("spells keys in snake_case on the wire", () => {
    const spelt: Record<string, string> = {
      type: "type",
      itemId: "item_id",
      partialImageB64: "partial_image_b64",
      topP: "top_p",
      costInUsdTicks: "cost_in_usd_ticks",
      a1B2: "a1_b2"
    }
    for (const [field, key] of Object.entries(spelt)) assert.strictEqual(wireKey(field), key)
  })

  it("keeps the keys that are to be kept, in values and in types", () => {
    const wire = { type: "square" as const, side_length: 3, imageUrl: "u" }
    expectTypeOf<typeof Square.Encoded>().toExtend<{ side_length: number; imageUrl?: string }>()
    assert.deepStrictEqual<unknown>(Schema.decodeSync(Square)(wire), { type: "square", sideLength: 3, imageUrl: "u" })
    const respelt = Schema.decodeUnknownSync(Square)({ type: "square", side_length: 3, image_url: "u" })
    assert.deepStrictEqual<unknown>(respelt, { type: "square", sideLength: 3 })
  })

  it("drops keys that it doesn't know, and keeps every key of a JSON record", () => {
    class Labelled extends model<Labelled>("Labelled")({ userLabels: JsonRecord }) {}
    const userLabels = { camelCase: 1, snake_case: { itemId: null }, "": [], "Content-Type": "x" }
    const value = Schema.decodeUnknownSync(Labelled)({ user_labels: userLabels, vendor_extension: 1 })
    assert.deepStrictEqual<unknown>(value, { userLabels })
    assert.deepStrictEqual<unknown>(Schema.encodeSync(Labelled)(value), { user_labels: userLabels })
    const proto = Schema.decodeUnknownSync(Labelled)(JSON.parse(`{"user_labels":{"__proto__":{"polluted":true}}}`))
    assert.deepStrictEqual(Object.keys(proto.userLabels), ["__proto__"])
    assert.isFalse("polluted" in proto.userLabels)
  })

  it("makes values, with the type filled in, and refuses wrong ones", () => {
    assert.deepStrictEqual<unknown>(Circle.make({ lineWidth: 1 }), { type: "circle", lineWidth: 1 })
    assert.throws(() => Circle.make({ lineWidth: Infinity }))
    expectTypeOf(Circle.make({ lineWidth: 1 })).toEqualTypeOf<Circle>()
  })

  it("has its fields", () => {
    assert.deepStrictEqual(Object.keys(Circle.fields), ["type", "lineWidth", "fillColour"])
  })

  it("tells absent, null and present apart in nullish fields", () => {
    for (const json of [{ type: "circle", line_width: 1 }, circle, { ...circle, fill_colour: "red" }]) {
      const value = Schema.decodeUnknownSync(Circle)(json)
      assert.deepStrictEqual<unknown>(Schema.encodeSync(Circle)(value), json)
    }
    assert.deepStrictEqual(
      refusals(Circle, { ...circle, fill_colour: undefined }).map(([path]) => path),
      [["fill_colour"]]
    )
  })
})

describe("openEnum", () => {
  const Status = openEnum(["in_progress", "completed"])

  it("takes known and new values", () => {
    for (const value of ["in_progress", "completed", "paused", ""]) {
      assert.strictEqual(Schema.decodeUnknownSync(Status)(value), value)
      assert.strictEqual(Schema.encodeSync(Status)(value), value)
      assert.isTrue(Schema.is(Status)(value))
    }
  })

  it('refuses what is no string with "Expected string", at its place', () => {
    const Job = Schema.Struct({ status: Status })
    for (const value of [null, undefined, 1, true, {}, ["completed"]]) {
      assert.deepStrictEqual(refusals(Job, { status: value }), [[["status"], "Expected string"]])
    }
  })

  it("has its known values at run time, as examples", () => {
    assert.deepStrictEqual(Status.ast.annotations?.["examples"], ["in_progress", "completed"])
  })

  it("keeps its known values in the type", () => {
    expectTypeOf<typeof Status.Type>().toEqualTypeOf<"in_progress" | "completed" | (string & {})>()
    expectTypeOf<"in_progress">().toExtend<typeof Status.Type>()
    expectTypeOf<string>().toExtend<typeof Status.Type>()
    expectTypeOf<typeof Status.Type>().not.toEqualTypeOf<string>()
  })
})
