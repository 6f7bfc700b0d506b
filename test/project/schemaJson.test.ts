import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { makeDecoder } from "../support/decoder.ts"
import { hasRecordings, payloadsOf, realRecordings } from "../support/recordings.ts"
import { chunkName } from "../../src/schema/chunk.ts"
import { memberType } from "../../src/schema/openUnion.ts"
import type { ResponseImageGenerationCallPartialImage } from "../../src/chunk/ResponsesStreamChunk.ts"
import { cases, members, ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { formatPath } from "../../src/errors/StreamError.ts"

interface SchemaDocument {
  readonly $schema: string
  readonly $ref: string
  readonly $defs: Record<string, { readonly [key: string]: unknown }>
}

const { schemaJson } = (await import(new URL("../../scripts/schema-json.mjs", import.meta.url).href)) as {
  readonly schemaJson: (union: Schema.Constraint, name: string) => SchemaDocument
}

const document = schemaJson(ResponsesStreamChunk, "ResponsesStreamChunk")

// Strict: what Ajv doesn't know, or finds doubtful, is an error
const ajv = new Ajv2020({ strict: true, logger: false, strictTypes: true })
ajv.addSchema(document, "schema.json")
const validate = ajv.getSchema("schema.json")!
const definition = (name: string) => ajv.getSchema(`schema.json#/$defs/${name}`)!

const strict = makeDecoder({ tolerance: "strict" })

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether the decoder takes an event. The document has to say the same. */
const isTaken = (json: unknown, hint: () => string): boolean => {
  const result = strict.decodeJson(json, 0)
  const taken = Result.isSuccess(result)
  if (validate(json) !== taken) {
    assert.fail(`${hint()}: ${taken ? ajv.errorsText(validate.errors) : `taken, but ${result.failure.message}`}`)
  }
  return taken
}

// -----------------------------------------------------------------------------
// Changes
// -----------------------------------------------------------------------------

interface Place {
  readonly parent: Json | Array<unknown>
  readonly key: string | number
  readonly path: ReadonlyArray<string | number>
  /** The path with types for indexes, so that each kind of place can be tried once. */
  readonly name: string
}

const placesOf = function* (value: unknown, path: Place["path"] = [], name = ""): Generator<Place> {
  if (typeof value !== "object" || value === null) return
  const parent = value as Json | Array<unknown>
  const own = isObject(value) && typeof value["type"] === "string" ? `${name}<${value["type"]}>` : name
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const place = { parent, key, path: [...path, key], name: own + (typeof key === "number" ? "[]" : `.${key}`) }
    yield place
    yield* placesOf((parent as Json)[key], place.path, place.name)
  }
}

const absent = Symbol("absent")

const values: ReadonlyArray<unknown> = [null, true, 1.5, "a value of tomorrow", [], {}]

/** What is tried in a place: every kind of value, and none where that leaves JSON. */
const replacementsOf = ({ parent }: Place): ReadonlyArray<unknown> =>
  Array.isArray(parent) ? values : [absent, ...values]

/** Calls with the event while one place of it has another value. */
const changed = <A>(place: Place, replacement: unknown, use: () => A): A => {
  const parent = place.parent as Json
  const value = parent[place.key]
  try {
    if (replacement === absent) delete parent[place.key]
    else parent[place.key] = replacement
    return use()
  } finally {
    parent[place.key] = value
  }
}

const describeChange = (json: Json, { path }: Place, replacement: unknown): string =>
  `${String(json["type"])} with ${replacement === absent ? "no" : JSON.stringify(replacement)} ${formatPath(path)}`

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

const samplesFolder = fileURLToPath(new URL("../../examples/streams/", import.meta.url))

const parsed = (text: string): ReadonlyArray<Json> => {
  try {
    return [JSON.parse(text) as Json]
  } catch {
    return []
  }
}

const samples = readdirSync(samplesFolder)
  .filter((file) => file.endsWith(".sse"))
  .map((file) => ({ file, events: payloadsOf(readFileSync(samplesFolder + file, "utf8")).flatMap(parsed) }))

/** The events of all real recordings, read when a test asks for them. */
const recorded = function* (): Generator<{ readonly file: string; readonly json: Json }> {
  for (const { events, file } of realRecordings) for (const json of events) yield { file, json }
}

// -----------------------------------------------------------------------------
// Tests
// -----------------------------------------------------------------------------

describe("schema.json", () => {
  it("is a document of JSON Schema 2020-12 without an id", () => {
    assert.strictEqual(document.$schema, "https://json-schema.org/draft/2020-12/schema")
    assert.isTrue(ajv.validateSchema(document), ajv.errorsText())
    assert.notInclude(JSON.stringify(document), `"$id"`)
    assert.deepStrictEqual(JSON.parse(JSON.stringify(document)), document)
  })

  it("has the union, and each chunk under its long name", () => {
    assert.strictEqual(document.$ref, "#/$defs/ResponsesStreamChunk")
    for (const type of members.map(memberType)) {
      const { properties } = document.$defs[`ResponsesStreamChunk${chunkName(type)}`]! as {
        readonly properties: { readonly type: unknown }
      }
      assert.deepStrictEqual(properties.type, { const: type })
    }
  })

  it("has every model once: each definition is referred to", () => {
    const references = new Set(JSON.stringify(document).match(/(?<="#\/\$defs\/)\w+(?=")/g))
    assert.sameMembers(Object.keys(document.$defs), [...references])
    console.log(`${Object.keys(document.$defs).length} definitions, ${JSON.stringify(document).length} characters`)
  })

  it("takes any value of a string enum, and tells the known ones", () => {
    const { properties } = document.$defs["ResponsesStreamChunkResponseImageGenerationCallPartialImage"]! as {
      readonly properties: Record<string, unknown>
    }
    expectTypeOf<"webp">().toExtend<ResponseImageGenerationCallPartialImage["outputFormat"]>()
    assert.deepStrictEqual(properties["output_format"], {
      type: ["string", "null"],
      examples: ["png", "jpeg", "webp", "gif", "svg"]
    })
  })

  it("takes an unknown type, but no known type as unknown", () => {
    assert.isTrue(isTaken({ type: "response.new_thing", anything: [1] }, () => "unknown"))
    assert.isTrue(isTaken({ type: "toString" }, () => "toString"))
    for (const type of Object.keys(cases))
      assert.isFalse(
        isTaken({ type }, () => type),
        type
      )
    for (const json of [{}, { type: 1 }, { type: null }, null, [], "text", 1, true]) {
      assert.isFalse(
        isTaken(json, () => JSON.stringify(json)),
        JSON.stringify(json)
      )
    }
  })

  it("refuses numbers beyond all numbers, which JSON can spell", () => {
    const wire = `{"type":"keepalive","sequence_number":1e999}`
    assert.isFalse(isTaken(JSON.parse(wire), () => wire))
  })
})

describe("schema.json and the strict decoder", () => {
  it.each(samples)("say the same of each event of $file", ({ events, file }) => {
    const refused = events.filter((json) => !isTaken(json, () => file)).map(({ type }) => type)
    const expected = file === "malformed.sse" ? ["response.output_text.delta", "response.content_part.done"] : []
    assert.isNotEmpty(events)
    assert.deepStrictEqual(refused, expected)
  })

  it.each(samples)("say the same of each event of $file by its own definition, and no other takes it", ({ events }) => {
    const types = members.map(memberType)
    for (const json of events) {
      if (!(types as ReadonlyArray<unknown>).includes(json["type"])) continue
      const taken = types.filter((type) => definition(`ResponsesStreamChunk${chunkName(type)}`)(json))
      assert.deepStrictEqual<unknown>(taken, validate(json) ? [json["type"]] : [])
    }
  })

  it.each(samples)("say the same of each event of $file with any one place changed", ({ events, file }) => {
    let [taken, refused] = [0, 0]
    for (const json of events) {
      for (const place of placesOf(json)) {
        for (const replacement of replacementsOf(place)) {
          const hint = (): string => describeChange(json, place, replacement)
          if (changed(place, replacement, () => isTaken(json, hint))) taken++
          else refused++
        }
      }
    }
    assert.isAbove(taken, 100)
    assert.isAbove(refused, 100)
    console.log(`${file}: ${taken} changes taken, ${refused} refused`)
  })

  describe.skipIf(!hasRecordings)("on recordings", () => {
    it("say the same of each event: what needs a repair is refused, all else is taken", () => {
      let [taken, refused] = [0, 0]
      for (const { file, json } of recorded()) {
        if (isTaken(json, () => file)) taken++
        else refused++
      }
      assert.isAbove(taken, 10_000)
      assert.isAbove(refused, 0)
      console.log(`${taken} recorded events taken, ${refused} refused`)
    })

    it("say the same with each kind of place changed", () => {
      const seen = new Set<string>()
      let [taken, refused] = [0, 0]
      for (const { json } of recorded()) {
        for (const place of placesOf(json)) {
          if (seen.has(place.name)) continue
          seen.add(place.name)
          const all = replacementsOf(place)
          // No value, and another kind with each place: all of them with each would take long
          for (const replacement of new Set([all[0], null, all[seen.size % all.length]])) {
            const hint = (): string => describeChange(json, place, replacement)
            if (changed(place, replacement, () => isTaken(json, hint))) taken++
            else refused++
          }
        }
      }
      assert.isAbove(seen.size, 500)
      console.log(`${seen.size} kinds of places: ${taken} changes taken, ${refused} refused`)
    })
  })

  const encode = Schema.encodeUnknownSync(ResponsesStreamChunk)
  /** The JSON of a generated chunk as it goes over the wire. */
  const wireOf = (chunk: typeof ResponsesStreamChunk.Type): Json => JSON.parse(JSON.stringify(encode(chunk))) as Json

  it.prop(
    "say the same of generated chunks, as they are and with any one place changed",
    { chunk: Arbitrary.schema(ResponsesStreamChunk), at: Schema.Finite, replacement: Schema.Json },
    ({ at, chunk, replacement }) => {
      const json = wireOf(chunk)
      assert.isTrue(isTaken(json, () => JSON.stringify(json)))
      const places = [...placesOf(json)]
      const place = places[Math.abs(Math.trunc(at)) % places.length]!
      for (const value of [...replacementsOf(place), replacement]) {
        changed(place, value, () => isTaken(json, () => describeChange(json, place, value)))
      }
    }
  )
})

// Effect's own document writes every model out wherever it is used: right, but for the union far too large for a validator
describe("Schema.toJsonSchemaDocument", () => {
  it("gives a document of each chunk and of the union", () => {
    for (const schema of [...members, ResponsesStreamChunk]) {
      assert.strictEqual(Schema.toJsonSchemaDocument(schema).dialect, "draft-2020-12")
    }
  })

  it("excludes the known types from what is unknown", () => {
    const { schema } = Schema.toJsonSchemaDocument(ResponsesStreamChunk)
    const { anyOf } = schema as {
      readonly anyOf: ReadonlyArray<{
        readonly allOf?: ReadonlyArray<{ readonly properties: { readonly type: unknown } }>
      }>
    }
    assert.strictEqual(anyOf.length, members.length + 1)
    const known = { not: { enum: members.map(memberType) } }
    assert.deepStrictEqual(anyOf.at(-1)?.allOf?.[0]?.properties.type, { type: "string", ...known })
  })

  it("says what schema.json says, of a chunk with any one place changed", () => {
    const type = "response.content_part.done"
    const { definitions, schema } = Schema.toJsonSchemaDocument(cases[type])
    const validateToo = new Ajv2020({ strict: true, logger: false }).compile({ ...schema, $defs: definitions })
    const validateOne = definition(`ResponsesStreamChunk${chunkName(type)}`)
    let [taken, refused] = [0, 0]
    for (const json of samples.flatMap(({ events }) => events)) {
      for (const place of json["type"] === type ? placesOf(json) : []) {
        for (const replacement of replacementsOf(place)) {
          const [one, too] = changed(place, replacement, () => [validateOne(json), validateToo(json)] as const)
          assert.strictEqual(too, one, describeChange(json, place, replacement))
          if (one) taken++
          else refused++
        }
      }
    }
    assert.isAbove(taken, 20)
    assert.isAbove(refused, 20)
  })
})
