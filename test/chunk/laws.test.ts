import { assert, beforeAll, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { Member } from "../../src/schema/openUnion.ts"
import { memberType } from "../../src/schema/openUnion.ts"
import { members, ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { codecs, keysOf, objects, openUnions } from "./laws/codecs.ts"
import type { NamedCodec } from "./laws/codecs.ts"
import * as wires from "./laws/wire.ts"
import { at, placesOf, positiveZeros, same, withAt, without } from "./laws/wire.ts"

// Every schema that `models` exports is under every law that applies to it. Values are new in each run: a failure names
// the schema, the smallest value that breaks the law, and the token that replays it.

/** A law of one schema: says what is wrong with a value, and nothing where the law holds. */
type Law<A> = (value: A) => string | undefined

interface Case<A> {
  readonly name: string
  readonly values: Arbitrary.Arbitrary<A>
  readonly law: Law<A>
}

type Wire = Record<string, unknown>

const report = (figures: string): void => console.log(figures)

/** Checks a law of many schemas, and tells of all that break it. */
const checkAll = <A>(cases: ReadonlyArray<Case<A>>, runs: number) =>
  Effect.gen(function* () {
    const broken: Array<string> = []
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
    }
    if (broken.length > 0) {
      assert.fail(`${broken.length} of ${cases.length} schemas break it\n\n${broken.slice(0, 5).join("\n\n")}`)
    }
    report(`${cases.length} schemas × ${runs} values`)
  })

/** The first thing that is wrong with one of many. */
const first = <A>(items: Iterable<A>, law: Law<A>): string | undefined => {
  for (const item of items) {
    const wrong = law(item)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

const show = (value: unknown): string => JSON.stringify(value)

/**
 * Whether a key is one backslash. From V8 13 on, `JSON.parse` that has once seen such a key takes any other key of one
 * escaped character in its place for it, so that values with such keys can't be told from broken ones.
 */
const hasLoneBackslash = (json: string): boolean => json.includes(String.raw`"\\":`)

const expectSame = (actual: unknown, expected: unknown, what: string): string | undefined =>
  same(actual, expected) ? undefined : `${what}: ${show(actual)} instead of ${show(expected)}`

type Codec = Schema.Codec<unknown, unknown>

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** The two directions of a schema. A refusal comes as the paths of all that is wrong. */
const directions = (schema: Codec) => {
  const result = Schema.decodeUnknownResult(schema)
  return {
    decode: Schema.decodeUnknownSync(schema),
    encode: Schema.encodeUnknownSync(schema),
    refusal: (wire: unknown): ReadonlyArray<unknown> => {
      const decoded = result(wire, { errors: "all" })
      return Result.isSuccess(decoded) ? [] : format(decoded.failure.issue).issues.map(({ path }) => path)
    }
  }
}

/** Wire values as a schema describes them, made without decoding or encoding anything. */
const wiresOf = (schema: Codec): Arbitrary.Arbitrary<unknown> => Arbitrary.schema(Schema.toEncoded(schema))

/** Wire objects with all the keys that a schema has. */
const fullWiresOf = ({ keys }: NamedCodec): Arbitrary.Arbitrary<Wire> =>
  Arbitrary.all(Object.fromEntries(keys.map(({ ast, key }) => [key, Arbitrary.schema(Schema.make(ast))])))

const onValues = (lawOf: (codec: NamedCodec) => Law<unknown>): ReadonlyArray<Case<unknown>> =>
  codecs.map((codec) => ({ name: codec.name, values: Arbitrary.schema(codec.schema), law: lawOf(codec) }))

const onWires = (lawOf: (codec: NamedCodec) => Law<unknown>): ReadonlyArray<Case<unknown>> =>
  codecs.map((codec) => ({ name: codec.name, values: wiresOf(codec.schema), law: lawOf(codec) }))

const onFullWires = (lawOf: (codec: NamedCodec) => Law<Wire>, of = objects): ReadonlyArray<Case<Wire>> =>
  of.map((codec) => ({ name: codec.name, values: fullWiresOf(codec), law: lawOf(codec) }))

// Without this, a recursive schema whose encoded side has no end would take all memory where values are made from it
beforeAll(() => {
  const endless = codecs.filter(({ schema }) => Result.isFailure(Result.try(() => Schema.toRepresentation(schema))))
  assert.deepStrictEqual(
    endless.map(({ name }) => name),
    [],
    "the encoded side of these has no end"
  )
})

describe("the schemas under law", () => {
  it("are all chunks, their union, and every model that they carry", () => {
    const schemas = new Set<unknown>(codecs.map(({ schema }) => schema))
    for (const member of members) assert.isTrue(schemas.has(member))
    assert.isTrue(schemas.has(ResponsesStreamChunk))
    assert.isAbove(objects.length, members.length)
    assert.isAbove(openUnions.length, 1)
    report(`${codecs.length} schemas: ${objects.length} objects, ${openUnions.length} open unions`)
  })

  it.effect("are given values of every type, with unknown members, -0, and keys that prototypes have", () =>
    Effect.gen(function* () {
      const values = yield* Arbitrary.sampleEffect(Arbitrary.schema(ResponsesStreamChunk), { count: 2000, seed: 1 })
      assert.sameMembers<string>([...new Set(values.map(({ type }) => type))], [...members.map(memberType), "UNKNOWN"])
      const seen = { negativeZeros: 0, unknownMembers: 0, keysOfUnknownMembers: 0, prototypeKeys: 0 }
      const visit = (value: unknown): void => {
        if (Object.is(value, -0)) seen.negativeZeros++
        if (typeof value !== "object" || value === null) return
        if ("isUnknown" in value && "raw" in value) {
          seen.unknownMembers++
          seen.keysOfUnknownMembers += Object.keys(value.raw as object).length - 1
        }
        seen.prototypeKeys += Object.keys(value).filter((key) => key in Object.prototype).length
        Object.values(value).forEach(visit)
      }
      values.forEach(visit)
      for (const [what, count] of Object.entries(seen)) assert.isAbove(count, 0, what)
      report(`${values.length} chunks: ${show(seen)}`)
    })
  )
})

describe("every schema", () => {
  it.effect("decodes what it encoded to an equal value", () =>
    checkAll(
      onValues(({ schema }) => {
        const { decode, encode } = directions(schema)
        const equivalent = Schema.toEquivalence(schema)
        return (value) => {
          const back = decode(encode(value))
          return equivalent(back, value) ? expectSame(back, value, "decoded") : `${show(back)} is not equivalent`
        }
      }),
      50
    )
  )

  it.effect("tells different values apart by its equivalence", () =>
    checkAll(
      codecs.map(({ name, schema }): Case<ReadonlyArray<unknown>> => {
        const equivalent = Schema.toEquivalence(schema)
        const value = Arbitrary.schema(schema)
        return {
          name,
          values: Arbitrary.all([value, value]),
          law: ([a, b]) =>
            // 0 and -0 may count as one value or as two
            equivalent(a, b) ? expectSame(positiveZeros(a), positiveZeros(b), "equivalent") : undefined
        }
      }),
      25
    )
  )

  it.effect("encodes what it decoded to the same wire value, and takes it for decoded", () =>
    checkAll(
      onWires(({ schema }) => {
        const { decode, encode } = directions(schema)
        const is = Schema.is(schema)
        return (wire) => {
          const value = decode(wire)
          return is(value) ? expectSame(encode(value), wire, "encoded") : `Schema.is refuses ${show(value)}`
        }
      }),
      50
    )
  )

  it.effect("encodes to JSON that is the wire form, and decodes that JSON", () =>
    checkAll(
      onValues(({ schema }) => {
        const { decode, encode } = directions(schema)
        return (value) => {
          const encoded = encode(value)
          const text = JSON.stringify(encoded)
          if (hasLoneBackslash(text)) return undefined
          const json: unknown = JSON.parse(text)
          return (
            expectSame(json, positiveZeros(encoded), "through JSON") ??
            expectSame(decode(json), positiveZeros(value), "decoded")
          )
        }
      }),
      30
    )
  )

  it.effect("decodes the same with keys that it doesn't know", () =>
    checkAll(
      onFullWires(({ name, schema }) => {
        const { decode } = directions(schema)
        // It keeps them: they are fields of the request
        if (name === "ResponseCreate") return () => undefined
        return (wire) =>
          first(["key_of_tomorrow", "keyOfTomorrow", "toString", "__proto__"], (key) => {
            const more = Object.fromEntries([...Object.entries(wire), [key, { type: 1 }]])
            return expectSame(decode(more), decode(wire), `with ${key}`)
          })
      }),
      15
    )
  )
})

describe("every key", () => {
  it.effect("that is required is missed by its name on the wire", () =>
    checkAll(
      onFullWires(({ keys, schema }) => {
        const { refusal } = directions(schema)
        const required = keys.filter(({ optional }) => !optional)
        return (wire) =>
          first(required, ({ key }) => expectSame(refusal(without(wire, key)), [[key]], `refused without ${key}`))
      }),
      15
    )
  )

  it.effect("that is optional may be absent, and then is absent from what is decoded and encoded", () =>
    checkAll(
      onFullWires(({ keys, schema }) => {
        const { decode, encode } = directions(schema)
        const optional = keys.filter(({ optional }) => optional)
        return (wire) =>
          first(optional, ({ key }) => {
            const less = without(wire, key)
            const value = decode(less) as object
            return (
              expectSame(encode(value), less, `encoded without ${key}`) ??
              expectSame(Object.keys(value).length, keys.length - 1, `keys without ${key}`)
            )
          })
      }),
      15
    )
  )

  it.effect("refuses JSON of other kinds than its own, null among them, by its name on the wire", () =>
    checkAll(
      onFullWires(({ keys, schema }) => {
        const { refusal } = directions(schema)
        const foreign = keys.flatMap(({ ast, key }) => {
          const own = wires.kindsOf(ast)
          return wires.kinds.filter((kind) => !own.has(kind)).map((kind) => ({ key, kind }))
        })
        return (wire) =>
          first(foreign, ({ key, kind }) =>
            expectSame(refusal({ ...wire, [key]: wires.valueOf[kind] }), [[key]], `refused with ${kind} as ${key}`)
          )
      }),
      8
    )
  )

  it.effect("that holds a string takes values that nobody knows yet, but for the type of a model", () =>
    checkAll(
      onFullWires(({ keys, schema }) => {
        const { decode, encode } = directions(schema)
        const strings = keys.filter(({ ast }) => !wires.isLiteral(ast) && wires.kindsOf(ast).has("string"))
        return (wire) =>
          first(strings, ({ key }) => {
            const renewed = { ...wire, [key]: wires.valueOf.string }
            return expectSame(encode(decode(renewed)), renewed, `encoded with a new ${key}`)
          })
      }),
      8
    )
  )
})

describe("every open union", () => {
  it("has one member of a type", () => {
    for (const { name, schema } of openUnions) {
      const { members } = schema as unknown as { readonly members: ReadonlyArray<Member> }
      const types = members.map((member): string => memberType(member))
      assert.strictEqual(new Set(types).size, types.length, name)
    }
  })

  it.effect("takes a member that it doesn't know, and gives back the very object", () =>
    checkAll(
      openUnions.map(({ name, schema, unknown }): Case<unknown> => {
        const { decode, encode } = directions(schema)
        return {
          name,
          values: wiresOf(unknown),
          law: (wire) => {
            const value = decode(wire)
            return (
              expectSame(value, { type: "UNKNOWN", isUnknown: true, raw: wire }, "decoded") ??
              ((value as { readonly raw: unknown }).raw === wire ? undefined : "raw is another object") ??
              (encode(value) === wire ? undefined : "another object is encoded")
            )
          }
        }
      }),
      200
    )
  )
})

describe("every place in a chunk, at any depth", () => {
  const { decode, encode, refusal } = directions(ResponsesStreamChunk)
  const chunks = objects.filter(({ schema }) => (members as ReadonlyArray<unknown>).includes(schema))

  const nameOf = ({ name }: NamedCodec, path: wires.Path): string =>
    [name, ...path.map((key) => (typeof key === "number" ? "*" : key))].join(".")

  const reportPlaces = (places: ReadonlyArray<string>, atLeast: number) =>
    Effect.sync(() => {
      const distinct = new Set(places).size
      assert.isAtLeast(distinct, atLeast)
      report(`${places.length} changes at ${distinct} places`)
    })

  it.effect("misses a required key by its path in the chunk", () => {
    const places: Array<string> = []
    return checkAll(
      onFullWires((codec) => {
        const { ast } = Schema.toEncoded(codec.schema)
        return (wire) =>
          first(placesOf(ast, wire), (place) => {
            const required = keysOf(place.ast).filter(({ optional }) => !optional)
            return first(required, ({ key }) => {
              const path = [...place.path, key]
              places.push(nameOf(codec, path))
              const less = withAt(wire, place.path, (object) => without(object, key))
              return expectSame(refusal(less), [path], `refused without ${path.join(".")}`)
            })
          })
      }, chunks),
      40
    ).pipe(Effect.andThen(reportPlaces(places, chunks.length)))
  })

  it.effect("takes an unknown member of an open union, and gives back the very object", () => {
    const places: Array<string> = []
    return checkAll(
      onFullWires((codec) => {
        const { ast } = Schema.toEncoded(codec.schema)
        return (wire) =>
          first(placesOf(ast, wire).filter(wires.isOpenUnion), ({ path }) => {
            places.push(nameOf(codec, path))
            const unknown = { type: "unmodelled.member", snake_case: [{ camelCase: -0 }], nothing: null }
            const changed = withAt(wire, path, () => unknown)
            const encoded = encode(decode(changed))
            const where = path.join(".")
            return (
              expectSame(encoded, changed, `encoded with an unknown ${where}`) ??
              (at(encoded, path) === unknown ? undefined : `another object is encoded at ${where}`)
            )
          })
      }, chunks),
      80
    ).pipe(Effect.andThen(reportPlaces(places, openUnions.length)))
  })
})
