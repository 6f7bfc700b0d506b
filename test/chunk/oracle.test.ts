import { assert, beforeAll, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { inspect } from "node:util"
import { makeDecoder } from "../support/decoder.ts"
import { withoutStacks } from "../support/stacks.ts"
import { memberType } from "../../src/schema/openUnion.ts"
import * as ErrorFamily from "../../src/chunk/Error.ts"
import * as ImageGenerationCall from "../../src/chunk/ImageGenerationCall.ts"
import { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { same } from "../chunk/laws/wire.ts"
import { load } from "../oracle/load.ts"
import type { Validator, Verdict } from "../oracle/models.mjs"

// Two families are written a second time in test/oracle, with another library. Both have to say the same of everything.

const families = [...ImageGenerationCall.members, ...ErrorFamily.members]
const types = families.map(memberType)

withoutStacks()

let oracle: Readonly<Record<string, Validator>> = {}
beforeAll(async () => {
  oracle = await load()
}, 300_000)

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const verdict = (result: Result.Result<unknown, Schema.SchemaError>): Verdict =>
  Result.match(result, {
    onSuccess: (value) => ({ accepted: true, value }),
    onFailure: ({ issue }) => ({
      accepted: false,
      paths: format(issue).issues.map(({ path = [] }) => path as ReadonlyArray<PropertyKey>)
    })
  })

type Ours = Omit<Validator, "wires">

const validatorOf = (schema: Schema.Codec<unknown, unknown>): Ours => {
  const [decode, encode] = [Schema.decodeUnknownResult(schema), Schema.encodeUnknownResult(schema)]
  return {
    decode: (wire) => verdict(decode(wire, { errors: "all" })),
    encode: (value) => verdict(encode(value, { errors: "all" })),
    is: Schema.is(schema)
  }
}

const ours = new Map(
  families.map((schema) => [memberType(schema), validatorOf(schema as unknown as Schema.Codec<unknown, unknown>)])
)
const union = validatorOf(ResponsesStreamChunk)
const streams = makeDecoder({ tolerance: "strict" })

type Fields = Readonly<Record<string, unknown>>

interface Mutation {
  readonly what: string
  readonly value: unknown
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Values of every type: those that JSON has, and those that only objects can carry. */
const foreign: Readonly<Record<string, unknown>> = {
  null: null,
  true: true,
  zero: 0,
  "negative zero": -0,
  fraction: 6113.14,
  "empty text": "",
  text: "a value of tomorrow",
  "empty array": [],
  array: ["1024x1024"],
  "empty object": {},
  object: { code: null, message: "", extra: 1 },
  undefined: undefined,
  NaN: Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
  "negative infinity": Number.NEGATIVE_INFINITY,
  bigint: 1n,
  symbol: Symbol("text"),
  date: new Date(0),
  "boxed text": new String("text"),
  function: () => "text"
}

const set = (fields: Fields, key: string, value: unknown): Fields =>
  Object.fromEntries([...Object.entries(fields).filter(([name]) => name !== key), [key, value]])

const drop = (fields: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key))

/** Spellings that a key could be mistaken for. */
const spellings = (key: string): ReadonlyArray<string> =>
  [
    key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    key.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase()),
    key.toUpperCase(),
    `${key} `
  ].filter((spelling) => spelling !== key)

/** The mutations of one key: dropped, renamed, of another type; an object under it alike. */
const mutationsOf = (fields: Fields, key: string): ReadonlyArray<Mutation> => {
  const inner = fields[key]
  const retyped = Object.entries(foreign).map(([name, value]) => ({
    what: `${key}: ${name}`,
    value: set(fields, key, value)
  }))
  const renamed = spellings(key).map((name) => ({
    what: `${key} spelt "${name}"`,
    value: set(drop(fields, key), name, inner)
  }))
  const within = (isFields(inner) ? mutations(inner, []) : []).map(({ value, what }) => ({
    what: `${key}.${what}`,
    value: set(fields, key, value)
  }))
  return [{ what: `without ${key}`, value: drop(fields, key) }].concat(retyped, renamed, within)
}

/** Every mutation of an object: of one of its keys, of one that it could have, or with one that it doesn't know. */
const mutations = (fields: Fields, optional: ReadonlyArray<string>): ReadonlyArray<Mutation> => [
  ...[...new Set([...Object.keys(fields), ...optional])].flatMap((key) => mutationsOf(fields, key)),
  ...["extra", "toString", "constructor", "__proto__"].map((key) => ({
    what: `with ${key}`,
    value: set(fields, key, "extra")
  }))
]

/** What is no plain object at all. */
const noObjects = (fields: Fields): ReadonlyArray<Mutation> => [
  ...Object.entries(foreign).map(([what, value]) => ({ what, value })),
  { what: "in an array", value: [fields] },
  { what: "as entries", value: Object.entries(fields) },
  { what: "as JSON", value: JSON.stringify(fields) }
]

/** The paths as a set: the other reports one for each member of a union. */
const distinct = (paths: ReadonlyArray<unknown>): ReadonlyArray<string> =>
  [...new Set(paths.map((path) => JSON.stringify(path)))].toSorted()

type Path = ReadonlyArray<unknown>

/** The other reports a nullable object too if a field of it is wrong: it isn't null either. */
const innermost = (paths: ReadonlyArray<Path>): ReadonlyArray<Path> =>
  paths.filter((path) => !paths.some((other) => other.length > path.length && path.every((key, i) => key === other[i])))

const agree = (a: Verdict, b: Verdict): boolean =>
  a.accepted
    ? b.accepted && same(a.value, b.value)
    : !b.accepted && same(distinct(a.paths), distinct(innermost(b.paths)))

const show = (verdict: Verdict): string =>
  verdict.accepted ? `accepts ${inspect(verdict.value)}` : `refuses ${inspect(verdict.paths)}`

/** Counts what both said, and collects where they differ. */
const makeTally = () => {
  const seen = { accepted: 0, refused: 0 }
  const differences: Array<string> = []
  return {
    seen,
    differences,
    compare: (what: string, mine: Verdict, other: Verdict): void => {
      seen[other.accepted ? "accepted" : "refused"]++
      if (!agree(mine, other)) differences.push(`${what}: ours ${show(mine)}, the other ${show(other)}`)
    }
  }
}

const optionalKeys = (schema: Schema.Constraint): ReadonlyArray<string> => {
  assert(schema.ast._tag === "Objects")
  return schema.ast.propertySignatures
    .filter(({ type }) => type.context?.isOptional === true)
    .map(({ name }) => String(name))
}

describe("a second opinion", () => {
  it("has both families, and no more", () => {
    assert.sameMembers(Object.keys(oracle), types)
  })

  it.effect.each(families.map((schema) => ({ schema, type: memberType(schema) })))(
    "agrees on $type",
    ({ schema, type }) =>
      Effect.gen(function* () {
        const [mine, other] = [ours.get(type)!, oracle[type]!]
        const seed = Math.floor(Math.random() * 2 ** 31)
        const generated = yield* Arbitrary.sampleEffect(Arbitrary.schema(Schema.toEncoded(schema)), {
          count: 100,
          seed
        })
        const valid = [...generated, ...other.wires(100, seed)] as unknown as ReadonlyArray<Fields>
        const wire = makeTally()
        const decoded = makeTally()

        const decodeBoth = (what: string, value: unknown): void => {
          const expected = other.decode(value)
          wire.compare(`${what}, decoded`, mine.decode(value), expected)
          // The union and the decoder of streams go by the type: with another one they judge by another schema
          if (!isFields(value) || value["type"] !== type) return
          wire.compare(`${what}, decoded by the union`, union.decode(value), expected)
          const streamed = streams.decodeJson(value, 0)
          wire.compare(
            `${what}, decoded in a stream`,
            Result.isSuccess(streamed)
              ? { accepted: true, value: streamed.success }
              : { accepted: false, paths: streamed.failure.fields.map(({ path }) => path) },
            expected
          )
        }
        const encodeBoth = (what: string, value: unknown): void => {
          decoded.compare(`${what}, encoded`, mine.encode(value), other.encode(value))
          if (mine.is(value) !== other.is(value)) decoded.differences.push(`${what}: is ${mine.is(value)}`)
        }

        for (const fields of valid) {
          decodeBoth("as generated", fields)
          const verdict = mine.decode(fields)
          assert(verdict.accepted, `${JSON.stringify(fields)} is valid`)
          encodeBoth("as generated", verdict.value)
        }
        for (const fields of valid.filter((_, i) => i % 20 === 0)) {
          for (const { value, what } of [
            ...mutations(fields, optionalKeys(Schema.toEncoded(schema))),
            ...noObjects(fields)
          ]) {
            decodeBoth(what, value)
          }
          const verdict = mine.decode(fields)
          assert(verdict.accepted)
          const chunk = verdict.value as Fields
          for (const { value, what } of [
            ...mutations(chunk, optionalKeys(Schema.toType(schema))),
            ...noObjects(chunk)
          ]) {
            encodeBoth(what, value)
          }
        }

        const differences = [...new Set([...wire.differences, ...decoded.differences])]
        assert.strictEqual(differences.slice(0, 10).join("\n"), "", `${differences.length} differences, seed ${seed}`)
        for (const { accepted, refused } of [wire.seen, decoded.seen]) {
          assert.isAbove(accepted, 0)
          assert.isAbove(refused, 0)
        }
        console.log(`${type}: decoding ${JSON.stringify(wire.seen)}, encoding ${JSON.stringify(decoded.seen)}`)
      })
  )
})
