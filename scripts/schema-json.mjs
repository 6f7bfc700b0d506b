/**
 * Writes `dist/schema.json`: the wire form of all chunks as JSON Schema 2020-12, from the schemas in `src`.
 *
 *     node scripts/schema-json.mjs
 *
 * Effect's own `Schema.toJsonSchemaDocument` writes each model out wherever it is used, since the encoded side of a
 * schema has no name. Here each model is one definition under its identifier.
 */
import { writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { isDeepStrictEqual } from "node:util"
import { loadChunks } from "./schemas.mjs"

/**
 * The JSON Schema document of a union of chunks.
 *
 * @param {{ readonly ast: import("effect/SchemaAST").AST }} union what the document is of, in `$defs` under `name` too
 * @param {string} name
 * @returns {Record<string, unknown> & { readonly $defs: Record<string, Record<string, unknown>> }}
 */
export const schemaJson = (union, name) => {
  const $defs = {}
  const asts = new Map()

  /** Refers to a definition, and makes it where it is new. An optional field has an AST of its own for the same model. */
  const define = (identifier, ast, make) => {
    const seen = asts.get(identifier) ?? new Set()
    asts.set(identifier, seen)
    if (!seen.has(ast)) {
      seen.add(ast)
      const schema = make()
      $defs[identifier] ??= schema
      if (!isDeepStrictEqual($defs[identifier], schema)) throw new Error(`Two schemas have the name ${identifier}`)
    }
    return { $ref: `#/$defs/${identifier}` }
  }

  const wireOf = (ast) => {
    const { annotations, checks = [] } = ast
    if (checks.length > 0 && !isFinite(ast)) throw new Error(`There is no JSON Schema of a check on ${ast._tag}`)
    switch (ast._tag) {
      case "Suspend":
        return wireOf(ast.thunk())
      case "Objects":
        return annotations?.identifier === undefined
          ? objectOf(ast)
          : define(annotations.identifier, ast, () => (isUnknown(ast) ? unknownOf() : objectOf(ast)))
      case "Declaration":
        return openUnionOf(ast)
      case "Union":
        return anyOf(ast.types.map(wireOf))
      case "Arrays": {
        if (ast.elements.length > 0 || ast.rest.length !== 1) break
        return { type: "array", ...unlessAnything("items", wireOf(ast.rest[0])) }
      }
      case "Literal":
        return { const: ast.literal }
      case "String":
        return { type: "string", ...(annotations?.examples === undefined ? {} : { examples: annotations.examples }) }
      case "Number":
        if (checks.length === 0) break
        return { type: "number" }
      case "Boolean":
        return { type: "boolean" }
      case "Null":
        return { type: "null" }
      case "Unknown":
        return {}
    }
    throw new Error(`There is no JSON Schema of ${ast._tag}`)
  }

  /** A model: the names are the wire's, the rest is in the fields, which have them in the same order. */
  const objectOf = (ast) => {
    const wire = ast.encoding === undefined ? ast : ast.encoding.at(-1).to
    if (ast.indexSignatures.length > 0) {
      const [{ parameter, type }, ...rest] = ast.indexSignatures
      if (rest.length > 0 || ast.propertySignatures.length > 0 || parameter._tag !== "String") {
        throw new Error("There is no JSON Schema of these index signatures")
      }
      return { type: "object", ...unlessAnything("additionalProperties", wireOf(type)) }
    }
    if (wire.propertySignatures?.length !== ast.propertySignatures.length) {
      throw new Error(`${ast.annotations?.identifier} has other fields on the wire`)
    }
    const properties = {}
    const required = []
    for (const [i, { name, type }] of wire.propertySignatures.entries()) {
      properties[name] = wireOf(ast.propertySignatures[i].type)
      if (type.context?.isOptional !== true) required.push(name)
    }
    return { type: "object", properties, ...(required.length > 0 ? { required } : {}) }
  }

  /** An open union: its members, and anything whose type is none of theirs. It has no name but in its unknown member. */
  const openUnionOf = (ast, named) => {
    const members = ast.typeParameters.slice(0, -1)
    const unknown = ast.typeParameters.at(-1).annotations.identifier
    return define(named ?? unknown.replace(/^Unknown/, ""), ast, () => {
      const other = define(unknown, ast, () => unknownOf(members.map(typeOf)))
      return { anyOf: [...members.map(wireOf), other] }
    })
  }

  const root = openUnionOf(union.ast, name)
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: name,
    ...root,
    $defs: Object.fromEntries(
      Object.keys($defs)
        .toSorted()
        .map((identifier) => [identifier, $defs[identifier]])
    )
  }
}

const isFinite = ({ _tag, checks }) =>
  _tag === "Number" && checks.length === 1 && checks[0].annotations?.representation?.id === "effect/schema/isFinite"

/** An unknown member encodes to an object of which nothing but its `type` is known. */
const isUnknown = (ast) => ast.encoding?.at(-1).to._tag === "Declaration"

const unknownOf = (known = []) => ({
  type: "object",
  properties: { type: { type: "string", ...(known.length > 0 ? { not: { enum: known } } : {}) } },
  required: ["type"]
})

/** The wire type of a member of an open union. */
const typeOf = (ast) => ast.propertySignatures.find(({ name }) => name === "type").type.literal

/** A union, in short where it is a plain type or null: `{ type: ["string", "null"] }`. */
const anyOf = (schemas) => {
  const [first, second] = schemas
  const isNullable = schemas.length === 2 && second.type === "null" && plain.has(first.type)
  if (isNullable) return { ...first, type: [first.type, "null"] }
  return { anyOf: schemas.flatMap((schema) => schema.anyOf ?? [schema]) }
}

const plain = new Set(["string", "number", "boolean"])

const unlessAnything = (key, schema) => (Object.keys(schema).length === 0 ? {} : { [key]: schema })

const main = async () => {
  const dist = join(dirname(fileURLToPath(import.meta.url)), "../dist")
  const { ResponsesStreamChunk } = await loadChunks()
  const text = `${JSON.stringify(schemaJson(ResponsesStreamChunk, "ResponsesStreamChunk"))}\n`
  await writeFile(join(dist, "schema.json"), text)
  console.error(`dist/schema.json: ${(text.length / 1000).toFixed(0)} kB`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) await main()
