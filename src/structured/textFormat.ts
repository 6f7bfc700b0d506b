/**
 * The JSON schema of a request, in the subset that strict output allows:
 * https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import type { JsonSchema } from "effect/JsonSchema"
import { isObject } from "../base/json.ts"

/** A JSON schema with its definitions. */
interface Described {
  readonly schema: JsonSchema
  readonly strict: boolean
}

/** The JSON schema of a schema: strict, if that is possible without another shape of the JSON. */
export const describe = (schema: Schema.Constraint): Described => {
  const document = Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error", generateDescriptions: true })
  const root = rootOf(document.schema, document.definitions)
  const strict = Object.fromEntries(
    Object.entries(document.definitions).map(([key, definition]) => [key, toStrict(definition)])
  )
  const strictRoot = toStrict(root)
  const isStrict = strictRoot !== undefined && strictRoot.type === "object" && Object.values(strict).every(isObject)
  return isStrict
    ? { schema: withDefinitions(strictRoot, strict), strict: true }
    : { schema: withDefinitions(root, document.definitions), strict: false }
}

const rootOf = (schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): JsonSchema =>
  Object.entries(definitions).find(([key]) => refTo(key) === schema["$ref"])?.[1] ?? schema

const refTo = (key: string): string => `#/$defs/${key}`

/** Adds the definitions that something refers to. */
const withDefinitions = (root: JsonSchema, definitions: Readonly<Record<string, unknown>>): JsonSchema => {
  const text = JSON.stringify([root, definitions])
  const used = Object.entries(definitions).filter(([key]) => text.includes(JSON.stringify(refTo(key))))
  return used.length === 0 ? root : { ...root, $defs: Object.fromEntries(used) }
}

// -----------------------------------------------------------------------------
// The subset
// -----------------------------------------------------------------------------

/** What has to be dropped from a strict schema, and may: the decoder checks it again, and descriptions tell it. */
const droppable: ReadonlySet<string> = new Set([
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
  "default",
  "examples",
  "maxLength",
  "maxProperties",
  "minLength",
  "minProperties",
  "readOnly",
  "uniqueItems",
  "writeOnly"
])

/** What stays as it is. */
const plain: ReadonlySet<string> = new Set([
  "$ref",
  "description",
  "enum",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "maxItems",
  "maximum",
  "minItems",
  "minimum",
  "multipleOf",
  "pattern",
  "title",
  "type"
])

const formats: ReadonlySet<unknown> = new Set([
  "date",
  "date-time",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "time",
  "uuid"
])

/** A schema in the subset. `undefined` if it describes what the subset can't. */
const toStrict = (schema: JsonSchema): JsonSchema | undefined => {
  const { additionalProperties, allOf, anyOf, format, items, oneOf, prefixItems, properties, required, ...rest } =
    mergeAllOf(schema)
  if (allOf !== undefined) return undefined
  const strict: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(rest)) {
    if (plain.has(key)) strict[key] = value
    else if (!droppable.has(key)) return undefined
  }
  if (formats.has(format)) strict["format"] = format

  const union = anyOf ?? oneOf
  if (union !== undefined) {
    const members = strictAll(union)
    if (members === undefined) return undefined
    strict["anyOf"] = members
  }

  if (strict["type"] === "array") {
    const all = [items, ...(Array.isArray(prefixItems) ? prefixItems : [])].map((each) => JSON.stringify(each))
    // Effect writes the first element of a list that isn't empty twice
    const element = isObject(items) && all.every((each) => each === all[0]) ? toStrict(items) : undefined
    if (element === undefined) return undefined
    strict["items"] = element
  }

  if (strict["type"] === "object") {
    if (!isObject(properties) || additionalProperties !== false) return undefined
    const keys = Object.keys(properties)
    const fields = strictAll(Object.values(properties))
    if (fields === undefined) return undefined
    const isRequired = new Set(Array.isArray(required) ? required : [])
    strict["properties"] = Object.fromEntries(
      keys.map((key, i) => [key, isRequired.has(key) ? fields[i]! : orNull(fields[i]!)])
    )
    strict["required"] = keys
    strict["additionalProperties"] = false
  }

  if ("$ref" in strict) return refAlone(strict)
  return "type" in strict || "anyOf" in strict ? strict : undefined
}

const strictAll = (schemas: unknown): ReadonlyArray<JsonSchema> | undefined => {
  if (!Array.isArray(schemas)) return undefined
  const all = schemas.map((each: unknown) => (isObject(each) ? toStrict(each) : undefined))
  return all.every((each) => each !== undefined) ? all : undefined
}

/** What may be missing is null in strict output. */
const orNull = (schema: JsonSchema): JsonSchema => {
  const members: ReadonlyArray<unknown> = Array.isArray(schema["anyOf"]) ? schema["anyOf"] : [schema]
  if (members.some((member) => isObject(member) && member["type"] === "null")) return schema
  const anyOf = [...members, { type: "null" }]
  return Array.isArray(schema["anyOf"]) ? { ...schema, anyOf } : { anyOf }
}

/** A reference allows no keywords beside it. */
const refAlone = ({ $ref, ...rest }: JsonSchema): JsonSchema =>
  Object.keys(rest).length === 0 ? { $ref } : { ...rest, anyOf: [{ $ref }] }

const isPlain = (schema: JsonSchema): boolean =>
  Object.keys(schema).every((key) => (key !== "type" && plain.has(key)) || droppable.has(key) || key === "format")

/** Which of two bounds of a kind is the tighter one. */
const tighter: Readonly<Record<string, (...bounds: ReadonlyArray<number>) => number>> = {
  exclusiveMaximum: Math.min,
  exclusiveMinimum: Math.max,
  maxItems: Math.min,
  maximum: Math.min,
  minItems: Math.max,
  minimum: Math.max
}

/**
 * Merges the members of `allOf`, which Effect writes for further checks and descriptions. Of two bounds of a kind the
 * tighter one stays. What has a shape stays in `allOf`.
 */
const mergeAllOf = ({ allOf, ...schema }: JsonSchema): JsonSchema => {
  if (!Array.isArray(allOf)) return schema
  const members = allOf.map((member) => (isObject(member) ? mergeAllOf(member) : {}))
  if (!members.every(isPlain)) return { ...schema, allOf }
  const all: ReadonlyArray<JsonSchema> = [schema, ...members]
  const descriptions = new Set(all.flatMap(({ description }) => (typeof description === "string" ? [description] : [])))
  const description = descriptions.size === 0 ? {} : { description: [...descriptions].join("; ") }
  const bounds = Object.entries(tighter).flatMap(([key, choose]) => {
    const given = all.map((each) => each[key]).filter((bound) => typeof bound === "number")
    return given.length === 0 ? [] : [[key, choose(...given)] as const]
  })
  return { ...Object.assign({}, ...all.toReversed()), ...Object.fromEntries(bounds), ...description }
}
