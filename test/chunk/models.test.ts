import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { inspect } from "node:util"
import { loadOpenAI } from "../../scripts/drift/openai.ts"
import { chunkName } from "../../src/schema/chunk.ts"
import { wireKey } from "../../src/schema/model.ts"
import { memberType } from "../../src/schema/openUnion.ts"
import * as models from "../../src/chunk/models.ts"

// What is tested is derived from the files of src/chunk and src/model: a new chunk or family needs no line here.

type ChunkSchema = Schema.Codec<unknown, unknown> & {
  readonly fields: Record<string, Schema.Constraint> & { readonly type: Schema.Constraint }
}

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const read = (relative: string): string => readFileSync(pathOf(relative), "utf8")
const filesOf = (folder: string): ReadonlyArray<string> =>
  readdirSync(pathOf(folder))
    .filter((file) => file.endsWith(".ts"))
    .toSorted()
const load = (file: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ pathOf(file))

const named: Record<string, unknown> = models
const modelsSource = read("../../src/chunk/models.ts")

/** A source whose classes are declared under the names that they are exported by. */
const exportedNames = (source: string): string => {
  const alias = /^export \{ (\w+) as (\w+) \}$/m.exec(source)
  return alias === null ? source : source.replace(`class ${alias[1]} `, `export class ${alias[2]} `)
}

const families = await Promise.all(
  // Beside the families stand the union and the flat names
  filesOf("../../src/chunk")
    .filter((file) => file !== "ResponsesStreamChunk.ts" && file !== "models.ts")
    .map(async (file) => {
      const source = exportedNames(read(`../../src/chunk/${file}`))
      const exported = await load(`../../src/chunk/${file}`)
      return {
        file,
        source,
        exported,
        /** Names of the classes that the file defines with `chunk`, and of its other classes. */
        names: [...source.matchAll(/^export class (\w+) extends chunk</gm)].map((match) => match[1]!),
        others: [...source.matchAll(/^export class (\w+) extends (?!chunk<)/gm)].map((match) => match[1]!),
        members: (exported["members"] ?? []) as ReadonlyArray<ChunkSchema>
      }
    })
)

const chunks = families.flatMap(({ file, members }) =>
  members.map((schema) => ({ file, schema, type: memberType(schema) }))
)
const byType = new Map(chunks.map(({ schema, type }) => [type, schema]))

/** The identifier of a schema; nothing for other values and for schemas without one. */
const identifierOf = (value: unknown): string | undefined => {
  const identifier = Schema.isSchema(value) ? value.ast.annotations?.["identifier"] : undefined
  return typeof identifier === "string" ? identifier : undefined
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** The paths of all issues that decoding reports, as JSON; nothing where it succeeds. */
/** The literal that a `Type…` constant stands for. */
const literalOf = (constant: unknown): unknown => (constant as { readonly literal?: unknown }).literal

const refusals = (schema: Schema.Constraint, input: unknown): ReadonlyArray<string> => {
  const result = Schema.decodeUnknownResult(schema as Schema.Codec<unknown>)(input, { errors: "all" })
  return Result.isSuccess(result)
    ? []
    : format(result.failure.issue)
        .issues.map(({ path }) => JSON.stringify(path))
        .toSorted()
}

interface Field {
  readonly optional: boolean
  readonly kind: string
}

const kindOf = (ast: SchemaAST.AST): string => {
  switch (ast._tag) {
    case "String":
      return "string"
    case "Number":
      return "number"
    case "Literal":
      return typeof ast.literal
    case "Union": {
      const kinds = new Set(ast.types.map((type) => (type._tag === "Null" ? "null" : kindOf(type))))
      const known = [...kinds].filter((kind) => kind !== "null")
      return known.length !== 1 ? "model" : kinds.has("null") ? `${known[0]}|null` : known[0]!
    }
    default:
      return "model"
  }
}

/** The keys that a chunk has on the wire, `type` aside, read from the encoded side of its schema. */
const wireFields = (schema: ChunkSchema): Record<string, Field> => {
  const { ast } = Schema.toEncoded(schema)
  assert(ast._tag === "Objects")
  const entries = ast.propertySignatures
    .filter(({ name }) => name !== "type")
    .map(({ name, type }) => [name, { optional: type.context?.isOptional === true, kind: kindOf(type) }] as const)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
}

const requiredKeys = (schema: ChunkSchema): ReadonlyArray<string> =>
  Object.entries(wireFields(schema))
    .filter(([, { optional }]) => !optional)
    .map(([key]) => key)

/** The fields of every chunk. They are newer than the catalogue and the documents. */
const ofStream = new Set(["stream_id", "agent"])

/** Whether a key is of the chunk alone: each has a type. */
const isOwn = (key: string): boolean => key !== "type" && !ofStream.has(key)

const ownFields = (schema: ChunkSchema): Record<string, Field> =>
  Object.fromEntries(Object.entries(wireFields(schema)).filter(([key]) => isOwn(key)))

/** The kind of a field in the catalogue's words. */
const parseKind = (text: string): string => {
  const kind = text.trim().replace(/^(integer|number)$/, "number")
  return /^(string|number)(\|null)?$/.test(kind) ? kind : "model"
}

/** Splits at `;` outside of braces. */
const split = (text: string): ReadonlyArray<string> => {
  const parts = [""]
  let depth = 0
  for (const char of text) {
    depth += char === "{" ? 1 : char === "}" ? -1 : 0
    if (char === ";" && depth === 0) parts.push("")
    else parts[parts.length - 1] += char
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "")
}

describe("src/chunk", () => {
  const withChunks = families.filter(({ names }) => names.length > 0)
  it.each(withChunks)("$file lists every chunk it defines in `members`, in the same order", (family) => {
    for (const [i, name] of family.names.entries()) assert.strictEqual(family.members[i], family.exported[name])
    assert.strictEqual(family.members.length, family.names.length)
    assert.isTrue(family.source.trimEnd().endsWith("] as const"), "`members` ends the file")
  })

  it("exports nothing that looks like a chunk without being a member", () => {
    const strays = families.flatMap(({ exported, names }) =>
      Object.keys(exported).filter(
        (name) => identifierOf(exported[name])?.startsWith("ResponsesStreamChunk") === true && !names.includes(name)
      )
    )
    assert.deepStrictEqual(strays, [])
  })

  it("names chunks after their wire type", () => {
    for (const { exported, file, names } of families) {
      for (const name of names) {
        const schema = exported[name] as ChunkSchema
        assert.strictEqual(name, chunkName(memberType(schema)), file)
        assert.strictEqual(identifierOf(schema), "ResponsesStreamChunk" + name, file)
      }
    }
  })

  it("has a file for each second segment of the wire types", () => {
    const shared: Record<string, string> = { error: "Error.ts", keepalive: "Keepalive.ts", debug: "Debug.ts" }
    for (const { file, type } of chunks) {
      const segments = type.split(".").filter((segment, i) => i > 0 || segment !== "response")
      const expected = segments.length > 1 ? chunkName(segments[0]!) + ".ts" : (shared[segments[0]!] ?? "Lifecycle.ts")
      assert.strictEqual(file, expected, type)
    }
  })

  it("has each wire type once", () => {
    assert.strictEqual(byType.size, chunks.length)
    const sources = [...families.map(({ source }) => source), modelsSource].join("\n")
    for (const { type } of chunks) {
      const literal = sources.split("\n").filter((line) => line.includes(`"${type}"`))
      assert.strictEqual(literal.length, 1, `"${type}" stands once among the models`)
      if (!type.includes(".")) continue
      const anywhere = sources.match(new RegExp(`(?<![\\w.])${type.replaceAll(".", "\\.")}(?![\\w.]*\\w)`, "g"))
      assert.strictEqual(anywhere?.length, 1, `${type} isn't written elsewhere, in comments for instance`)
    }
  })

  it("spells every key in snake_case on the wire", () => {
    for (const { schema, type } of chunks) {
      assert.deepStrictEqual(
        Object.keys(wireFields(schema)),
        Object.keys(schema.fields)
          .filter((field) => field !== "type")
          .map(wireKey)
          .toSorted(),
        type
      )
    }
  })

  it.each(chunks)("$type: names each required key that is missing", ({ schema, type }) => {
    const expected = requiredKeys(schema).map((key) => JSON.stringify([key]))
    assert.deepStrictEqual(refusals(schema, { type }), expected)
  })

  it.each(chunks)("$type: names each key with a value of the wrong type", ({ schema, type }) => {
    const keys = Object.keys(wireFields(schema))
    const wrong = Object.fromEntries(keys.map((key) => [key, true]))
    assert.deepStrictEqual(
      [...new Set(refusals(schema, { type, ...wrong }))],
      keys.map((key) => JSON.stringify([key]))
    )
  })

  it.each(chunks)("$type: refuses another type, and whatever is no object", ({ schema }) => {
    for (const type of ["", "response.unheard_of", "toString", null, 1, {}]) {
      assert.include(refusals(schema, { type }), JSON.stringify(["type"]))
    }
    for (const input of [null, undefined, "x", 1, true, [], () => 1]) {
      assert.notStrictEqual(refusals(schema, input).length, 0)
    }
  })
})

describe("models", () => {
  it("has every chunk and its `type` under a flat name", () => {
    for (const { schema, type } of chunks) {
      const name = chunkName(type)
      assert.strictEqual(named[`ResponsesStreamChunk${name}`], schema)
      assert.strictEqual(literalOf(named[`Type${name}`]), type)
      assert.include(modelsSource, `export type Type${name} = typeof Type${name}.Type\n`)
    }
  })

  it("has no flat name beyond those", () => {
    const flat = chunks.flatMap(({ type }) => [`ResponsesStreamChunk${chunkName(type)}`, `Type${chunkName(type)}`])
    for (const name of Object.keys(named)) {
      if (/^(ResponsesStreamChunk.|Type[A-Z])/.test(name)) assert.include(flat, name)
    }
    assert.property(named, "ResponsesStreamChunk")
    assert.property(named, "UnknownChunk")
  })

  it("has the models that one family alone uses", () => {
    for (const { exported, file, others } of families) {
      for (const name of others) assert.strictEqual(named[name], exported[name], `${name} of ${file}`)
    }
  })

  it.each(filesOf("../../src/model"))("has everything that src/model/%s exports", async (file) => {
    for (const [name, value] of Object.entries(await load(`../../src/model/${file}`))) {
      assert.strictEqual(named[name], value, name)
    }
    assert.include(modelsSource, `export * from "../model/${file}"\n`)
  })

  it("gives every schema an identifier of its own", () => {
    const seen = new Map<string, unknown>()
    for (const [name, value] of Object.entries(named)) {
      const identifier = identifierOf(value)
      if (identifier === undefined) continue
      assert.isTrue(!seen.has(identifier) || seen.get(identifier) === value, `${identifier} (${name}) is unique`)
      seen.set(identifier, value)
    }
  })
})

describe("the documented image generation chunks", () => {
  // The types are checked here too: the documents' example has to type-check as it stands.
  const inProgress: models.ResponsesStreamChunkResponseImageGenerationCallInProgress = {
    type: "response.image_generation_call.in_progress",
    itemId: "<id>",
    outputIndex: 6113.14,
    sequenceNumber: 9228.5
  }
  const completed: models.ResponsesStreamChunkResponseImageGenerationCallCompleted = {
    type: "response.image_generation_call.completed",
    itemId: "<id>",
    outputIndex: 3940.96,
    sequenceNumber: 1686.31
  }
  const inProgressType: models.TypeResponseImageGenerationCallInProgress = "response.image_generation_call.in_progress"
  const completedType: models.TypeResponseImageGenerationCallCompleted = "response.image_generation_call.completed"

  const documented = [
    {
      name: "ResponsesStreamChunkResponseImageGenerationCallInProgress",
      typeName: "TypeResponseImageGenerationCallInProgress",
      schema: models.ResponsesStreamChunkResponseImageGenerationCallInProgress,
      literal: models.TypeResponseImageGenerationCallInProgress,
      type: inProgressType,
      value: inProgress,
      wire: {
        type: "response.image_generation_call.in_progress",
        item_id: "<id>",
        output_index: 6113.14,
        sequence_number: 9228.5
      }
    },
    {
      name: "ResponsesStreamChunkResponseImageGenerationCallCompleted",
      typeName: "TypeResponseImageGenerationCallCompleted",
      schema: models.ResponsesStreamChunkResponseImageGenerationCallCompleted,
      literal: models.TypeResponseImageGenerationCallCompleted,
      type: completedType,
      value: completed,
      wire: {
        type: "response.image_generation_call.completed",
        item_id: "<id>",
        output_index: 3940.96,
        sequence_number: 1686.31
      }
    }
  ]

  describe.each(documented)("$name", ({ literal, name, schema, type, typeName, value, wire }) => {
    it("has the documented names", () => {
      assert.strictEqual(named[name], schema)
      assert.strictEqual(named[typeName], literal)
      assert.strictEqual(identifierOf(schema), name)
      assert.isTrue(Schema.is(literal)(type))
      assert.isFalse(Schema.is(literal)(type + "x"))
      assert.isFalse(Schema.is(literal)("response.image_generation_call.generating"))
    })

    it("takes the example as a decoded value, and not its wire form", () => {
      assert.isTrue(Schema.is(schema)(value))
      assert.isFalse(Schema.is(schema)(wire))
    })

    it("encodes the example to snake_case and decodes it back", () => {
      assert.deepStrictEqual<unknown>(Schema.encodeUnknownSync(schema)(value), wire)
      assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(schema)(wire), value)
    })

    it("decodes from JSON text the same", () => {
      const json: unknown = JSON.parse(JSON.stringify(wire))
      assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(schema)(json), value)
    })

    it.each(Object.keys(wire))("refuses a chunk without %s, with that path", (key) => {
      const rest = Object.fromEntries(Object.entries(wire).filter(([other]) => other !== key))
      assert.deepStrictEqual(refusals(schema, rest), [JSON.stringify([key])])
    })

    const wrong: Record<string, ReadonlyArray<unknown>> = {
      type: ["", "response.image_generation_call.generating", "IN_PROGRESS", 1, true, null, undefined, {}, []],
      item_id: [1, 0, true, null, undefined, {}, [], ["<id>"]],
      output_index: ["6113.14", "", true, null, undefined, {}, [], 1n, Infinity, -Infinity, NaN],
      sequence_number: ["9228.5", "", false, null, undefined, {}, [], 1n, Infinity, -Infinity, NaN]
    }
    const cases = Object.entries(wrong).flatMap(([key, values]) =>
      values.map((bad) => ({ key, bad, shown: inspect(bad) }))
    )
    it.each(cases)("refuses $shown as $key, with that path", ({ bad, key }) => {
      assert.deepStrictEqual(refusals(schema, { ...wire, [key]: bad }), [JSON.stringify([key])])
    })

    it("refuses the camelCase form on the wire, naming the keys that it misses", () => {
      const missing = ["item_id", "output_index", "sequence_number"].map((key) => JSON.stringify([key]))
      assert.deepStrictEqual(refusals(schema, value), missing)
    })

    it("takes any finite number, and any string as an id", () => {
      for (const number of [0, -0, -1, 0.1, 1e308, 5e-324, Number.MAX_SAFE_INTEGER + 1]) {
        assert.deepStrictEqual(refusals(schema, { ...wire, output_index: number, sequence_number: number }), [])
      }
      for (const id of ["", " ", "ig_1", "\u{1f600}"]) {
        assert.deepStrictEqual(refusals(schema, { ...wire, item_id: id }), [])
      }
    })
  })

  const documents = pathOf("../../../shared/documents")

  it("is what the model documents say", (ctx) => {
    ctx.skip(!existsSync(documents), "../shared/documents is not beside the project")
    const found = readdirSync(documents).map((file) => readFileSync(`${documents}/${file}`, "utf8"))
    assert.sameMembers(
      found.map((text) => /^# (\w+)/.exec(text)?.[1]),
      documented.map(({ name }) => name)
    )
    for (const text of found) {
      const name = /^# (\w+)/.exec(text)![1]!
      const schema = named[name] as ChunkSchema

      const example = /= (\{[^}]*\});/
        .exec(text)![1]!
        .replace(/^(\s*)(\w+):/gm, '$1"$2":')
        .replace(/,(\s*\})/, "$1")
      const value: unknown = JSON.parse(example)
      assert.isTrue(Schema.is(schema)(value), name)
      const wire = Schema.encodeUnknownSync(schema)(value)
      assert.deepStrictEqual(Schema.decodeUnknownSync(schema)(wire), value, name)
      assert.deepStrictEqual<unknown>(documented.find((known) => known.name === name)?.value, value, name)

      const rows = [...text.matchAll(/^\| `(\w+)` +\| (.*?) +\| (.*?) +\|/gm)]
      const kinds: Record<string, string> = { "*string*": "string", "*number*": "number" }
      assert.deepStrictEqual(
        rows.map(([, field]) => field),
        Object.keys(schema.fields).filter((field) => !ofStream.has(wireKey(field))),
        name
      )
      for (const [, field, kind, required] of rows) {
        assert.strictEqual(required, ":heavy_check_mark:", `${name}.${field} is required`)
        if (field === "type") {
          assert.strictEqual(literalOf(named[/^\[models\.(\w+)\]/.exec(kind!)![1]!]), memberType(schema), name)
        } else {
          const expected = { optional: false, kind: kinds[kind!]! }
          assert.deepStrictEqual(wireFields(schema)[wireKey(field!)], expected, `${name}.${field}`)
        }
      }
    }
  })
})

describe("the catalogue of wire types", () => {
  /** Where our chunks differ from the catalogue on purpose: it describes, and recordings show what is really sent. */
  const differences: ReadonlyArray<{ of: RegExp; key: string; ours: Field; reason: string }> = [
    ...["size", "quality", "background", "output_format"].map((key) => ({
      of: /^response\.image_generation_call\.partial_image$/,
      key,
      ours: { optional: true, kind: "string|null" },
      reason: "settings of an image that the item echoes too, where openai describes them as nullable"
    })),
    {
      of: /\.delta$/,
      key: "obfuscation",
      ours: { optional: true, kind: "string" },
      reason: "recorded on deltas of every family, described on none but the shell's"
    },
    {
      of: /^response\.output_text\.(delta|done)$/,
      key: "logprobs",
      ours: { optional: true, kind: "model|null" },
      reason: "OpenRouter and ChatGPT recordings leave it out of deltas and texts"
    },
    {
      of: /^response\.function_call_arguments\.done$/,
      key: "name",
      ours: { optional: true, kind: "string|null" },
      reason: "recorded from OpenRouter only, the others leave it out"
    },
    {
      of: /^response\.shell_call_command\./,
      key: "item_id",
      ours: { optional: true, kind: "string" },
      reason: "recordings leave it out, as openai describes it, but every other chunk of an item has it"
    },
    {
      of: /^response\.output_text\.annotation\.added$/,
      key: "annotation",
      ours: { optional: false, kind: "model|null" },
      reason: "newer than the catalogue: in the types of openai"
    },
    {
      of: /^response\.reasoning_summary_part\.done$/,
      key: "status",
      ours: { optional: true, kind: "string" },
      reason: "newer than the catalogue: in the types of openai"
    },
    {
      of: /^error$/,
      key: "error_type",
      ours: { optional: true, kind: "string|null" },
      reason: "the nested recorded form has it as error.type, and the repair that flattens it keeps it"
    },
    ...["status", "headers", "misalignment"].map((key) => ({
      of: /^error$/,
      key,
      ours: { optional: true, kind: key === "status" ? "number|null" : "model|null" },
      reason: "newer than the catalogue: over a WebSocket, in the types of openai"
    }))
  ]

  const catalogue = pathOf("../../../shared/spec/chunks.tsv")
  const parseFields = (text: string): Record<string, Field> => {
    const [described, recorded] = text.split(/\s+\(recorded /)
    const fields: Record<string, Field> = {}
    for (const part of split(described!)) {
      const [, key, optional, kind] = /^(\w+)(\??): (.*)$/.exec(part)!
      fields[key!] = { optional: optional === "?", kind: parseKind(kind!) }
    }
    if (recorded?.startsWith("also: ")) {
      for (const [, key] of recorded.matchAll(/(\w+)\?/g)) fields[key!] = { optional: true, kind: "string" }
    }
    return fields
  }

  const readCatalogue = (): ReadonlyArray<{ readonly type: string; readonly fields: string }> =>
    readFileSync(catalogue, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split("\t"))
      .map(([type, , , fields]) => ({ type: type!, fields: fields! }))

  it("lacks of our types only what the installed openai has come to describe since, with the same fields", (ctx) => {
    ctx.skip(!existsSync(catalogue), "../shared/spec/chunks.tsv is not beside the project")
    const catalogued = readCatalogue().map(({ type }) => type)
    const { events, source } = loadOpenAI(pathOf("../../node_modules/"))
    const since = [...byType.keys()].filter((type) => !catalogued.includes(type))
    console.log(`types: ${catalogued.length} catalogued, newer in ${source}: ${since.join(", ")}`)
    assert.sameMembers([...catalogued, ...since], [...byType.keys()], "every catalogued type has a model, once")
    for (const type of since) {
      const described = events.get(type)
      assert(described !== undefined, `${type} is described by ${source}`)
      const required = [...described.fields].filter(([, field]) => field.required).map(([key]) => key)
      assert.sameMembers(
        Object.keys(wireFields(byType.get(type)!)).filter(isOwn),
        [...described.fields.keys()].filter(isOwn),
        type
      )
      assert.sameMembers([...requiredKeys(byType.get(type)!)], required.filter(isOwn), type)
    }
  })

  it("has the same fields, required and optional ones as ours, but for the listed differences", (ctx) => {
    ctx.skip(!existsSync(catalogue), "../shared/spec/chunks.tsv is not beside the project")
    const used = new Set<string>()
    for (const { fields, type } of readCatalogue()) {
      const expected = parseFields(fields)
      for (const { key, of, ours } of differences) {
        if (!of.test(type)) continue
        if (JSON.stringify(expected[key]) !== JSON.stringify(ours)) used.add(`${String(of)} ${key}`)
        expected[key] = ours
      }
      assert.deepStrictEqual(ownFields(byType.get(type)!), expected, type)
    }
    assert.sameMembers(
      [...used],
      differences.map(({ key, of }) => `${String(of)} ${key}`),
      "every listed difference is one"
    )
  })
})
