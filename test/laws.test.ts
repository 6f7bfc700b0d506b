import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { members, ResponsesStreamChunk } from "../src/ResponsesStreamChunk.ts"
import { codecs, objects, openUnions } from "./laws/codecs.ts"
import type { NamedCodec } from "./laws/codecs.ts"
import {
  at,
  isLiteral,
  isOpenUnion,
  kinds,
  kindsOf,
  placesOf,
  positiveZeros,
  same,
  valueOf,
  withAt,
  without
} from "./laws/wire.ts"

// Every schema that `models` exports is under every law that applies to it. Failures name the schema, the shrunk value
// and a replay token.

/** A law of one schema: nothing where it holds for a value, else what is wrong. */
type Law<A> = (value: A) => string | undefined

interface Case<A> {
  readonly name: string
  readonly values: Arbitrary.Arbitrary<A>
  readonly law: Law<A>
}

/** Checks a law of many schemas. Reports all that break it, and how much was tried. */
const checkAll = <A>(cases: ReadonlyArray<Case<A>>, runs: number) =>
  Effect.gen(function* () {
    const broken: Array<string> = []
    let tried = 0
    for (const { law, name, values } of cases) {
      const result = yield* Arbitrary.checkEffect(
        values,
        (value) => {
          const wrong = law(value)
          return wrong === undefined ? Effect.succeed(true) : Effect.fail(wrong)
        },
        { runs, size: 6, maxShrinks: 200 }
      )
      const failure = Arbitrary.formatCheckFailure(result)
      if (failure !== undefined) broken.push(`${name}: ${failure}`)
      if (result._tag === "Passed") tried += result.runs
    }
    if (broken.length > 0)
      assert.fail(`${broken.length} of ${cases.length} schemas\n\n${broken.slice(0, 5).join("\n\n")}`)
    assert.strictEqual(tried, cases.length * runs)
    console.log(`${cases.length} schemas × ${runs} values`)
  })

const show = (value: unknown): string => JSON.stringify(value)
const expectEqual = (actual: unknown, expected: unknown, what: string): string | undefined =>
  same(actual, expected) ? undefined : `${what}: ${show(actual)} instead of ${show(expected)}`

const format = SchemaIssue.makeFormatterStandardSchemaV1()

type Codec = Schema.Codec<unknown, unknown>

/** What decoding gives: the value, or the paths of all that is wrong. */
const decoderOf = (schema: Codec) => {
  const decode = Schema.decodeUnknownResult(schema)
  return (wire: unknown): Result.Result<unknown, ReadonlyArray<unknown>> =>
    Result.mapError(decode(wire, { errors: "all" }), ({ issue }) => format(issue).issues.map(({ path }) => path))
}

/** Tells what is wrong unless a schema refuses a value at exactly one path. */
const refusedAt = (result: Result.Result<unknown, unknown>, path: ReadonlyArray<unknown>, what: string) =>
  Result.isSuccess(result) ? `${what} is accepted` : expectEqual(result.failure, [path], `${what} is refused`)

/** Wire values as a schema describes them, made without decoding or encoding anything. */
const wiresOf = ({ schema }: { readonly schema: Codec }): Arbitrary.Arbitrary<unknown> =>
  Arbitrary.schema(Schema.toEncoded(schema))

/** Wire objects with all their keys. */
const fullWiresOf = ({ keys }: NamedCodec): Arbitrary.Arbitrary<Record<string, unknown>> =>
  Arbitrary.all(Object.fromEntries(keys.map(({ ast, key }) => [key, Arbitrary.schema(Schema.make(ast))])))

describe("the schemas under law", () => {
  it("are all chunks, the union, and every model that these carry", () => {
    const schemas = new Set<unknown>(codecs.map(({ schema }) => schema))
    for (const member of members) assert.isTrue(schemas.has(member))
    assert.isTrue(schemas.has(ResponsesStreamChunk))
    assert.isAbove(openUnions.length, 1)
    assert.isAbove(objects.length, members.length)
    console.log(`${codecs.length} schemas: ${objects.length} objects, ${openUnions.length} open unions`)
  })
})

describe("every schema", () => {
  it.effect("decodes what it encoded to an equal value", () =>
    checkAll(
      codecs.map(({ name, schema }) => {
        const [encode, decode] = [Schema.encodeUnknownSync(schema), Schema.decodeUnknownSync(schema)]
        const equivalent = Schema.toEquivalence(schema)
        return {
          name,
          values: Arbitrary.schema(schema),
          law: (value) => {
            const back = decode(encode(value))
            if (!equivalent(back, value)) return `${show(back)} is not equivalent`
            return expectEqual(back, value, "decoded")
          }
        }
      }),
      30
    )
  )

  it.effect("encodes what it decoded to the same wire value, and takes it for decoded", () =>
    checkAll(
      codecs.map((codec) => {
        const [encode, decode] = [Schema.encodeUnknownSync(codec.schema), Schema.decodeUnknownSync(codec.schema)]
        const is = Schema.is(codec.schema)
        return {
          name: codec.name,
          values: wiresOf(codec),
          law: (wire) => {
            const value = decode(wire)
            if (!is(value)) return `Schema.is refuses ${show(value)}`
            return expectEqual(encode(value), wire, "encoded")
          }
        }
      }),
      30
    )
  )

  it.effect("encodes to plain JSON", () =>
    checkAll(
      codecs.map(({ name, schema }) => {
        const [encode, decode] = [Schema.encodeUnknownSync(schema), Schema.decodeUnknownSync(schema)]
        return {
          name,
          values: Arbitrary.schema(schema),
          law: (value) => {
            const encoded = encode(value)
            const json: unknown = JSON.parse(JSON.stringify(encoded))
            return (
              expectEqual(json, positiveZeros(encoded), "through JSON") ??
              expectEqual(decode(json), positiveZeros(value), "decoded")
            )
          }
        }
      }),
      15
    )
  )

  it.effect("is only told by its JSON: an unknown key changes nothing", () =>
    checkAll(
      objects.map((codec) => {
        const decode = Schema.decodeUnknownSync(codec.schema)
        return {
          name: codec.name,
          values: fullWiresOf(codec),
          law: (wire) => {
            const expected = decode(wire)
            for (const key of ["key_of_tomorrow", "keyOfTomorrow", "toString", "__proto__"]) {
              const more = Object.fromEntries([...Object.entries(wire), [key, { type: 1 }]])
              const wrong = expectEqual(decode(more), expected, `with ${key}`)
              if (wrong !== undefined) return wrong
            }
            return undefined
          }
        }
      }),
      5
    )
  )
})

describe("every key", () => {
  it.effect("that is required is missed by its name on the wire", () =>
    checkAll(
      objects.map((codec) => {
        const decode = decoderOf(codec.schema)
        const required = codec.keys.filter(({ optional }) => !optional)
        return {
          name: codec.name,
          values: fullWiresOf(codec),
          law: (wire) => {
            for (const { key } of required) {
              const wrong = refusedAt(decode(without(wire, key)), [key], `${show(wire)} without ${key}`)
              if (wrong !== undefined) return wrong
            }
            return undefined
          }
        }
      }),
      5
    )
  )

  it.effect("that is optional may be absent, and then is absent from what is decoded and encoded", () =>
    checkAll(
      objects.map((codec) => {
        const [encode, decode] = [Schema.encodeUnknownSync(codec.schema), Schema.decodeUnknownSync(codec.schema)]
        const optional = codec.keys.filter(({ optional }) => optional)
        return {
          name: codec.name,
          values: fullWiresOf(codec),
          law: (wire) => {
            const size = Object.keys(decode(wire) as object).length
            for (const { key } of optional) {
              const less = without(wire, key)
              const value = decode(less)
              const wrong =
                expectEqual(encode(value), less, `without ${key}`) ??
                expectEqual(Object.keys(value as object).length, size - 1, `keys without ${key}`)
              if (wrong !== undefined) return wrong
            }
            return undefined
          }
        }
      }),
      5
    )
  )

  it.effect("refuses null and JSON of other kinds than its own by its name on the wire", () =>
    checkAll(
      objects.map((codec) => {
        const decode = decoderOf(codec.schema)
        const foreign = codec.keys.flatMap(({ ast, key }) => {
          const own = kindsOf(ast)
          return kinds.filter((kind) => !own.has(kind)).map((kind) => ({ key, kind }))
        })
        return {
          name: codec.name,
          values: fullWiresOf(codec),
          law: (wire) => {
            for (const { key, kind } of foreign) {
              const result = decode({ ...wire, [key]: valueOf[kind] })
              const wrong = refusedAt(result, [key], `${show(wire)} with ${kind} as ${key}`)
              if (wrong !== undefined) return wrong
            }
            return undefined
          }
        }
      }),
      3
    )
  )

  it.effect("that holds a string of known values takes new ones", () =>
    checkAll(
      objects.map((codec) => {
        const [encode, decode] = [Schema.encodeUnknownSync(codec.schema), Schema.decodeUnknownSync(codec.schema)]
        const strings = codec.keys.filter(({ ast }) => !isLiteral(ast) && kindsOf(ast).has("string"))
        return {
          name: codec.name,
          values: fullWiresOf(codec),
          law: (wire) => {
            for (const { key } of strings) {
              const renewed = { ...wire, [key]: valueOf.string }
              const wrong = expectEqual(encode(decode(renewed)), renewed, `a new ${key}`)
              if (wrong !== undefined) return wrong
            }
            return undefined
          }
        }
      }),
      3
    )
  )
})

describe("every open union", () => {
  it.effect("takes a member that it doesn't know, and gives back the very object", () =>
    checkAll(
      openUnions.map(({ name, schema, unknown }) => {
        const [encode, decode] = [Schema.encodeUnknownSync(schema), Schema.decodeUnknownSync(schema)]
        return {
          name,
          values: wiresOf({ schema: unknown }),
          law: (wire) => {
            const value = decode(wire) as { readonly raw: unknown }
            if (value.raw !== wire) return `raw is ${show(value.raw)}, not the object that came`
            if (encode(value) !== wire) return "another object is encoded"
            return expectEqual(value, { type: "UNKNOWN", isUnknown: true, raw: wire }, "decoded")
          }
        }
      }),
      50
    )
  )
})
