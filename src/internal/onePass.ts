/**
 * Decodes what a schema of this package describes in one pass: check and rename together, without building the schema.
 *
 * It reads what the schemas are made of (`Kinds`), so that a model stands once. What it doesn't take, it leaves to Effect's
 * interpreter, which decides and makes every error report.
 *
 * The interpreter takes ten times as long: it parses an object by its wire keys, renames, and parses it once more, on each
 * level. The first event of a stream shows it most, since no code is compiled then.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import { isObject } from "./json.ts"
import { isLazy } from "./lazy.ts"
import type { Lazy, Member } from "./lazy.ts"
import { memberType, unknownOf } from "./openUnion.ts"

/** Stands for a value that wasn't taken. */
export const refused = Symbol()

/** Decodes a value, or gives `refused`. */
export type Decode = (value: unknown) => unknown

const decoders = new WeakMap<Schema.Constraint, Decode>()

/** The decoder of a schema. One that isn't of this package refuses everything. */
export const decoderOf = (schema: Schema.Constraint): Decode => {
  let decode = decoders.get(schema)
  if (decode === undefined) {
    decode = isLazy(schema) ? make(schema) : (leaves.get(schema) ?? refuse)
    decoders.set(schema, decode)
  }
  return decode
}

const refuse: Decode = () => refused

const when =
  (is: (value: unknown) => boolean): Decode =>
  (value) =>
    is(value) ? value : refused

const leaves = /* @__PURE__ */ new Map<Schema.Constraint, Decode>([
  [Schema.String, /* @__PURE__ */ when((value) => typeof value === "string")],
  [Schema.Finite, /* @__PURE__ */ when(Number.isFinite)],
  [Schema.Boolean, /* @__PURE__ */ when((value) => typeof value === "boolean")],
  [Schema.Null, /* @__PURE__ */ when((value) => value === null)],
  [Schema.Unknown, (value) => value]
])

const make = (schema: Lazy): Decode => {
  switch (schema["~kind"]) {
    case "tag":
      return when((value) => value === schema.literal)
    case "list":
      return decodeList(schema.value)
    case "record":
      return decodeRecord(schema.value)
    case "optional":
      return decoderOf(schema.schema)
    case "nullable":
      return (value) => (value === null ? null : decoderOf(schema.members[0])(value))
    case "union":
      return decodeFirst(schema.members)
    case "recursive":
      return (value) => decoderOf(schema.self())(value)
    case "model":
      return decodeModel(schema)
    case "openUnion":
      return decodeByType(schema.members)
    case "unknown":
      return decodeUnknown
  }
}

const decodeList =
  (item: Schema.Constraint): Decode =>
  (values) => {
    if (!Array.isArray(values)) return refused
    const decoded: Array<unknown> = []
    for (const value of values) {
      const next = decoderOf(item)(value)
      if (next === refused) return refused
      decoded.push(next)
    }
    return decoded
  }

const decodeRecord =
  (item: Schema.Constraint): Decode =>
  (json) => {
    // An assignment to __proto__ would be lost
    if (!isObject(json) || Object.hasOwn(json, "__proto__")) return refused
    const decoded: Record<string, unknown> = {}
    for (const key of Object.keys(json)) {
      const next = decoderOf(item)(json[key])
      if (next === refused) return refused
      decoded[key] = next
    }
    return decoded
  }

const decodeFirst =
  (members: ReadonlyArray<Schema.Constraint>): Decode =>
  (value) => {
    for (const member of members) {
      const decoded = decoderOf(member)(value)
      if (decoded !== refused) return decoded
    }
    return refused
  }

const decodeModel = ({ fields, keyOf }: Extract<Lazy, { readonly "~kind": "model" }>): Decode => {
  const all = Object.entries(fields).map(([name, schema]) => ({
    name,
    key: keyOf(name),
    schema,
    isOptional: isLazy(schema) && schema["~kind"] === "optional",
    // Made when the first value comes: most fields of most models never have one
    decode: undefined as Decode | undefined
  }))
  return (json) => {
    if (!isObject(json)) return refused
    const decoded: Record<string, unknown> = {}
    for (const field of all) {
      const value = json[field.key]
      if (value === undefined) {
        if (!field.isOptional || field.key in json) return refused
      } else {
        const next = (field.decode ??= decoderOf(field.schema))(value)
        if (next === refused) return refused
        decoded[field.name] = next
      }
    }
    return decoded
  }
}

const decodeByType = (members: ReadonlyArray<Member>): Decode => {
  const byType = new Map<unknown, Schema.Constraint>()
  // To know a member's type is to look at its fields: no further than to the one that is asked for
  const memberOf = (type: unknown): Schema.Constraint | undefined => {
    for (let i = byType.size; i < members.length && !byType.has(type); i++)
      byType.set(memberType(members[i]!), members[i]!)
    return byType.get(type)
  }
  return (json) => {
    const member = isObject(json) ? memberOf(json["type"]) : undefined
    return member === undefined ? decodeUnknown(json) : decoderOf(member)(json)
  }
}

const decodeUnknown: Decode = (json) => (isObject(json) && typeof json["type"] === "string" ? unknownOf(json) : refused)
