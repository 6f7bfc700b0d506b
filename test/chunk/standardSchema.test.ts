import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { isDeepStrictEqual } from "node:util"
import { wireKey } from "../../src/schema/model.ts"
import { memberType } from "../../src/schema/openUnion.ts"
import { cases, members, ResponsesStreamChunk, UnknownChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as events from "../support/events.ts"

/** Standard Schema as another library sees it: nothing of Effect in its types. */
interface Standard {
  readonly "~standard": {
    readonly version: number
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>
  }
}

interface StandardResult {
  readonly value?: unknown
  readonly issues?:
    | ReadonlyArray<{ readonly message: string; readonly path?: ReadonlyArray<unknown> | undefined }>
    | undefined
}

/** Validates as another library does that takes no promises. */
const validateWith = (schema: Standard) => {
  const { validate } = schema["~standard"]
  return (value: unknown): StandardResult => {
    const result = validate(value)
    if (result instanceof Promise) throw new TypeError("validation is not synchronous")
    return result
  }
}

const pathsOf = ({ issues = [] }: StandardResult): ReadonlyArray<unknown> => issues.map(({ path }) => path)

const ofUnion = validateWith(Schema.toStandardSchemaV1(ResponsesStreamChunk))

const each = [
  ...Object.entries(cases).map(([type, schema]) => ({ type, schema: schema as Schema.Codec<unknown, unknown> })),
  { type: "the union", schema: ResponsesStreamChunk as Schema.Codec<unknown, unknown> },
  { type: "the unknown chunk", schema: UnknownChunk as unknown as Schema.Codec<unknown, unknown> }
]

describe("Standard Schema", () => {
  it("has every chunk, the union and the unknown chunk", () => {
    assert.strictEqual(each.length, members.length + 2)
    for (const { schema, type } of each) {
      const { vendor, version } = Schema.toStandardSchemaV1(schema)["~standard"]
      assert.deepStrictEqual([version, vendor], [1, "effect"], type)
    }
  })

  it("gives camelCase values", () => {
    const { value } = ofUnion(events.delta("Hello"))
    assert.deepStrictEqual(value, {
      type: "response.output_text.delta",
      sequenceNumber: 2,
      itemId: "msg_1",
      outputIndex: 0,
      contentIndex: 0,
      delta: "Hello"
    })
  })

  it("gives issues with wire paths, all at once", () => {
    const [content] = events.itemDone.item.content
    const item = { ...events.itemDone.item, content: [content, { type: "output_text" }] }
    const result = ofUnion({ ...events.itemDone, sequence_number: "3", item })
    assert.notProperty(result, "value")
    assert.sameDeepMembers(pathsOf(result).slice(), [["sequence_number"], ["item", "content", 1, "text"]])
  })

  it("passes unknown types, and refuses what has no type", () => {
    const raw = { type: "response.new_thing", some_key: 1 }
    assert.deepStrictEqual(ofUnion(raw), { value: { type: "UNKNOWN", isUnknown: true, raw } })
    assert.deepStrictEqual(pathsOf(ofUnion({})), [["type"]])
    for (const value of [null, undefined, "text", 1, []]) assert.isNotEmpty(ofUnion(value).issues)
  })

  it.effect.each(each)("validates $type as decoding does", ({ schema }) =>
    Effect.gen(function* () {
      const validate = validateWith(Schema.toStandardSchemaV1(schema))
      const decode = Schema.decodeUnknownSync(schema)
      const encode = Schema.encodeSync(schema)
      const result = yield* Arbitrary.checkEffect(
        Arbitrary.schema(schema),
        (value) => {
          const wire = encode(value)
          return isDeepStrictEqual(validate(wire), { value: decode(wire) })
        },
        { runs: 20 }
      )
      assert.isUndefined(Arbitrary.formatCheckFailure(result))
    })
  )

  it.effect.each(members.map((schema) => ({ type: memberType(schema), schema })))(
    "names each required key of $type where it is missing",
    ({ schema }) =>
      Effect.gen(function* () {
        const codec = schema as Schema.Codec<unknown, unknown>
        const validate = validateWith(Schema.toStandardSchemaV1(codec))
        const [value] = yield* Arbitrary.sampleEffect(Arbitrary.schema(codec), { count: 1, seed: 1 })
        const wire = Schema.encodeSync(codec)(value) as Record<string, unknown>
        for (const [field, { ast }] of Object.entries(schema.fields)) {
          if (ast.context?.isOptional === true) continue
          const { [wireKey(field)]: _, ...rest } = wire
          assert.deepStrictEqual(pathsOf(validate(rest)), [[wireKey(field)]])
        }
      })
  )

  it.prop("says of any JSON what decoding says, and never throws", { json: Schema.Json }, ({ json }) => {
    const result = ofUnion(json)
    const decoded = Schema.decodeUnknownResult(ResponsesStreamChunk)(json)
    assert.strictEqual(result.issues === undefined, Result.isSuccess(decoded))
  })
})
