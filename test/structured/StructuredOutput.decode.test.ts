import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as Stream from "effect/Stream"
import { inspect } from "node:util"
import * as v from "valibot"
import { z } from "zod"
import * as StructuredOutput from "../../src/structured/StructuredOutput.ts"
import { outcome } from "../support/outcome.ts"
import { completed, decoded, lifecycle, message, refusal, short, text } from "./streams.ts"

const Weather = Schema.Struct({ city: Schema.String, days: Schema.optionalKey(Schema.Finite) })

const m = message()

const answer = (json: string, cut = 9) =>
  Stream.fromIterable(decoded([m.added, m.delta(json.slice(0, cut)), m.delta(json.slice(cut)), completed()]))

const eventsOf = <S extends StructuredOutput.OutputSchema>(
  schema: S,
  json: string,
  options?: StructuredOutput.DecodeOptions
) => Stream.runCollect(answer(json).pipe(StructuredOutput.events(schema, options)))

const decode = <S extends StructuredOutput.OutputSchema>(
  schema: S,
  json: string,
  options?: StructuredOutput.DecodeOptions
) => answer(json).pipe(StructuredOutput.decode(schema, options))

const failure = <S extends StructuredOutput.OutputSchema>(schema: S, json: string) =>
  Effect.map(Effect.flip(decode(schema, json)), (error) => {
    assert(error._tag === "InvalidOutput")
    return error
  })

describe("events", () => {
  it.effect("gives what is known, and then the output of the schema", () =>
    Effect.gen(function* () {
      const At = Schema.Struct({ at: Schema.DateTimeUtcFromString })
      const events = yield* eventsOf(At, '{"at":"2026-01-02T03:04:05Z"}')
      const [first, , last] = events
      assert(first?._tag === "Partial" && last?._tag === "Finished")
      expectTypeOf(first.partial.at).toEqualTypeOf<string | undefined>()
      assert.strictEqual(first.partial.at, "20")
      assert.strictEqual(last.value.at.epochMilliseconds, Date.UTC(2026, 0, 2, 3, 4, 5))
      assert.strictEqual(last.text, '{"at":"2026-01-02T03:04:05Z"}')
    })
  )

  it.effect("says what is wrong by its path, and nothing of what the model wrote", () =>
    Effect.gen(function* () {
      const events = yield* eventsOf(Weather, '{"city":{"secret":1},"days":"secret"}')
      const last = events.at(-1)
      assert(last?._tag === "Invalid" && last.error._tag === "InvalidOutput")
      const { error } = last
      assert.deepStrictEqual(error.fields, [
        { path: ["city"], message: "expected string" },
        { path: ["days"], message: "expected number" }
      ])
      assert.deepStrictEqual(error.path, ["city"])
      assert.strictEqual(
        error.message,
        "The output of the model doesn't fit its schema: expected string at city; expected number at days. " +
          "Read fields for all of it."
      )
      assert.deepStrictEqual(error.payload(), { city: { secret: 1 }, days: "secret" })
      assert.strictEqual(error.issue?._tag, "Composite")
      assert.notInclude(JSON.stringify(error) + String(error) + inspect(error), "secret")
    })
  )

  it.effect("passes the error of the stream behind the outcome", () =>
    Effect.gen(function* () {
      const chunks = Stream.concat(Stream.fromIterable(decoded([m.added, m.delta('{"city')])), Stream.fail("lost"))
      const { error, values } = yield* outcome(chunks.pipe(StructuredOutput.events(Weather)))
      assert.strictEqual(error, "lost")
      assert.deepStrictEqual(short(values), [
        ["Partial", {}],
        ["Unfinished", "Truncated", {}]
      ])
    })
  )
})

describe("decode", () => {
  it.effect("gives the value alone", () =>
    Effect.gen(function* () {
      const value = yield* decode(Weather, ' {"city":"Oslo","days":3}\n')
      expectTypeOf(value).toEqualTypeOf<typeof Weather.Type>()
      assert.deepStrictEqual(value, { city: "Oslo", days: 3 })
    })
  )

  it.effect("fails with each outcome that is no value", () =>
    Effect.gen(function* () {
      const errorOf = (...wires: Parameters<typeof decoded>[0]) =>
        Effect.flip(Stream.fromIterable(decoded(wires)).pipe(StructuredOutput.decode(Weather)))

      const invalid = yield* errorOf(completed(m.item([text("secret")])))
      assert(invalid._tag === "InvalidOutputJson")
      assert.strictEqual(invalid.position, 0)
      assert.include(invalid.message, "not valid JSON at position 0 of 6")
      assert.strictEqual(invalid.payload(), "secret")

      const refused = yield* errorOf(completed(m.item([refusal("secret")])))
      assert(refused._tag === "OutputRefused")
      assert.strictEqual(refused.refusal, "secret")

      const incomplete = lifecycle("incomplete", { incomplete_details: { reason: "secret" } })
      const unfinished = yield* errorOf(m.added, m.delta('{"city":"secret'), incomplete)
      assert(unfinished._tag === "OutputUnfinished")
      assert.strictEqual(unfinished.verdict, "Incomplete")
      assert.strictEqual(unfinished.incompleteDetails?.reason, "secret")
      assert.strictEqual(unfinished.text, '{"city":"secret')
      assert.deepStrictEqual(unfinished.partial, { city: "secret" })

      assert.include(yield* errorOf(), { _tag: "OutputUnfinished", verdict: "Truncated" })
      for (const error of [invalid, refused, unfinished]) {
        assert.isAbove(error.message.length, 20)
        assert.notInclude(JSON.stringify(error) + String(error) + inspect(error), "secret")
      }
    })
  )

  it.effect("passes the error of the stream, also behind a whole answer", () =>
    Effect.gen(function* () {
      const chunks = Stream.concat(answer('{"city":"Oslo"}'), Stream.fail("lost" as const))
      const error = yield* Effect.flip(chunks.pipe(StructuredOutput.decode(Weather)))
      assert.strictEqual(error, "lost")
    })
  )

  it.effect("gives the last of several responses", () =>
    Effect.gen(function* () {
      const created = { ...lifecycle("in_progress", { id: "resp_2" }), type: "response.created" }
      const wires = [completed(m.item([text("1")])), created, completed(m.item([text("2")]))]
      assert.strictEqual(yield* Stream.fromIterable(decoded(wires)).pipe(StructuredOutput.decode(Schema.Finite)), 2)
    })
  )

  it.effect("starts anew each time it runs", () =>
    Effect.gen(function* () {
      const value = decode(Weather, '{"city":"Oslo"}')
      assert.deepStrictEqual([yield* value, yield* value], [{ city: "Oslo" }, { city: "Oslo" }])
    })
  )
})

class Places extends Context.Service<Places, { readonly find: (name: string) => Effect.Effect<number> }>()("Places") {}

describe("an Effect schema", () => {
  it.effect("may need services", () =>
    Effect.gen(function* () {
      const Place = Schema.String.pipe(
        Schema.decodeTo(Schema.Finite, {
          decode: SchemaGetter.transformEffect((name: string) => Effect.flatMap(Places, ({ find }) => find(name))),
          encode: SchemaGetter.transform(String)
        })
      )
      const value = yield* decode(Schema.Struct({ to: Place }), '{"to":"Oslo"}').pipe(
        Effect.provideService(Places, { find: (name) => Effect.succeed(name.length) })
      )
      assert.deepStrictEqual(value, { to: 4 })
    })
  )

  it.effect("reads the JSON that its JSON schema describes", () =>
    Effect.gen(function* () {
      class Trip extends Schema.Class<Trip>("Trip")({ at: Schema.Date, tags: Schema.ReadonlySet(Schema.String) }) {}
      const trip = yield* decode(Trip, '{"at":"2026-01-02T03:04:05.000Z","tags":["a"]}')
      assert.instanceOf(trip, Trip)
      assert.strictEqual(trip.at.getTime(), Date.UTC(2026, 0, 2, 3, 4, 5))
      assert.deepStrictEqual([...trip.tags], ["a"])
    })
  )

  const A = Schema.Struct({ x: Schema.optionalKey(Schema.String), z: Schema.Finite })
  const B = Schema.Struct({ y: Schema.optionalKey(Schema.Boolean), w: Schema.NullOr(Schema.String) })
  const Nulls = Schema.Struct({
    key: Schema.optionalKey(Schema.Literals(["a", "b"])),
    both: Schema.optional(Schema.Finite),
    kept: Schema.optionalKey(Schema.NullOr(Schema.String)),
    filled: Schema.String.pipe(Schema.withDecodingDefaultKey(Effect.succeed("x"))),
    either: Schema.Array(Schema.Union([A, B])),
    date: Schema.optionalKey(Schema.Date)
  })

  it.effect("takes a null of strict output as missing, where it doesn't take null", () =>
    Effect.gen(function* () {
      const json = { key: null, both: null, kept: null, filled: null, date: null }
      const either = [
        { x: null, z: 1 },
        { y: null, w: null },
        { x: "a", z: 2 }
      ]
      assert.deepStrictEqual(yield* decode(Nulls, JSON.stringify({ ...json, either })), {
        both: undefined,
        kept: null,
        filled: "x",
        either: [{ z: 1 }, { w: null }, { x: "a", z: 2 }]
      })
      const many = Array.from({ length: 300 }, () => ({ x: null, z: 1 }))
      assert.deepStrictEqual(
        yield* decode(Schema.Array(A), JSON.stringify(many)),
        many.map(() => ({ z: 1 }))
      )
    })
  )

  it.effect("reports a null where something is required, as the model sent it", () =>
    Effect.gen(function* () {
      const error = yield* failure(Weather, '{"city":null,"days":null}')
      assert.deepStrictEqual(error.fields, [
        { path: ["city"], message: "expected string" },
        { path: ["days"], message: "expected number" }
      ])
      assert.deepStrictEqual((yield* failure(Schema.Array(Schema.String), "[null]")).path, [0])
      assert.deepStrictEqual((yield* failure(Schema.String, "null")).path, [])
    })
  )

  it.effect("leaves out keys that it doesn't name, or refuses them", () =>
    Effect.gen(function* () {
      const json = '{"city":"Oslo","more":1}'
      assert.deepStrictEqual(yield* decode(Weather, json), { city: "Oslo" })
      const error = yield* Effect.flip(decode(Weather, json, { onExcessProperty: "error" }))
      assert.strictEqual(error._tag, "InvalidOutput")
    })
  )

  it.effect("refuses what nests too deeply for it, and lets other defects pass", () =>
    Effect.gen(function* () {
      interface Tree {
        readonly child?: Tree
      }
      const Tree: Schema.Codec<Tree> = Schema.Struct({
        child: Schema.optionalKey(Schema.suspend((): Schema.Codec<Tree> => Tree))
      })
      const error = yield* failure(Tree, '{"child":'.repeat(100_000) + "{}" + "}".repeat(100_000))
      assert.include(error.message, "nested too deeply")
      assert.isUndefined(error.issue)
      const Broken = Schema.String.check(
        Schema.makeFilter(() => {
          throw new RangeError("Invalid time value")
        })
      )
      const exit = yield* Effect.exit(decode(Broken, '"x"'))
      assert.isTrue(Exit.isFailure(exit) && Exit.hasDies(exit))
    })
  )
})

describe("a Standard Schema", () => {
  const zod = z.object({ city: z.string(), days: z.number().optional() })
  const valibot = v.object({ city: v.string(), days: v.optional(v.number()) })

  it.effect.each([zod, valibot])("decodes, with its own types", (schema) =>
    Effect.gen(function* () {
      const value = yield* decode(schema, '{"city":"Oslo","days":3}')
      expectTypeOf(value).toEqualTypeOf<{ city: string; days?: number | undefined }>()
      assert.deepStrictEqual(value, { city: "Oslo", days: 3 })
      assert.deepStrictEqual(yield* decode(schema, '{"city":"Oslo","days":null}'), { city: "Oslo" })
      const [first] = yield* eventsOf(schema, '{"city":"Oslo"}')
      assert(first?._tag === "Partial")
      expectTypeOf(first.partial.city).toEqualTypeOf<string | undefined>()
    })
  )

  it.effect("says what is wrong by its path, in its own words only in fields", () =>
    Effect.gen(function* () {
      const error = yield* failure(
        z.object({ list: z.array(z.string().refine(() => false, { error: ({ input }) => String(input) })) }),
        '{"list":["secret"]}'
      )
      assert.deepStrictEqual(error.fields, [{ path: ["list", 0], message: "secret" }])
      assert.include(error.message, "schema: a wrong value at list[0]. Read")
      assert.isUndefined(error.issue)
      assert.notInclude(JSON.stringify(error) + String(error) + inspect(error), "secret")
    })
  )

  it.effect("may be asynchronous, and dies if it throws", () =>
    Effect.gen(function* () {
      const slow = zod.transform(async ({ city }) => Promise.resolve(city.length))
      const value = yield* decode(slow, '{"city":"Oslo"}')
      expectTypeOf(value).toEqualTypeOf<number>()
      assert.strictEqual(value, 4)
      const broken = z.string().transform(() => {
        throw new Error("no")
      })
      const exit = yield* Effect.exit(decode(broken, '"x"'))
      assert.isTrue(Exit.isFailure(exit) && Exit.hasDies(exit))
    })
  )
})

describe("the type of a partial value", () => {
  it("has every field optional, texts of any beginning, and null where a field may be missing", () => {
    const Deep = Schema.Struct({
      kind: Schema.Literals(["a", "b"]),
      list: Schema.Array(Schema.Struct({ n: Schema.Finite })),
      pair: Schema.Tuple([Schema.String, Schema.Finite]),
      maybe: Schema.optionalKey(Schema.Boolean),
      any: Schema.Unknown,
      date: Schema.Date,
      map: Schema.Record(Schema.String, Schema.Finite)
    })
    expectTypeOf<StructuredOutput.PartialOf<typeof Deep>>().toEqualTypeOf<{
      readonly kind?: string
      readonly list?: ReadonlyArray<{ readonly n?: number }>
      readonly pair?: readonly [string?, number?]
      readonly maybe?: boolean | null
      readonly any?: Schema.Json
      readonly date?: Schema.Json
      readonly map?: { readonly [key: string]: number | undefined }
    }>()
  })
})
