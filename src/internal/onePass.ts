/**
 * Decodes what a schema of this package describes in one pass: check and rename together, without building the schema.
 *
 * It reads what the schemas are made of (`Kinds`), so that a model stands once. What it doesn't take, it leaves to Effect's
 * interpreter, which decides and makes every error report.
 *
 * The interpreter takes several times as long: it parses an object by its wire keys, renames, and parses the result once
 * more, on each level. The first event of a stream shows it most, since no code is optimized then.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import { isObject } from "./json.ts"
import type { Json } from "./json.ts"
import { isLazy } from "./lazy.ts"
import type { Kinds, Lazy } from "./lazy.ts"
import { memberType, unknownOf } from "./openUnion.ts"

/** Stands for a value that wasn't taken. */
export const refused = Symbol()

/** Decodes a value, or gives `refused`. */
export type Decode = (value: unknown) => unknown

const decoders = new WeakMap<Schema.Constraint, Decode>()

/** The decoder of a schema. It throws where only the interpreter can tell: on what is no JSON, on schemas of others. */
export const decoderOf = (schema: Schema.Constraint): Decode => {
  let decode = decoders.get(schema)
  if (decode === undefined) {
    decode = isLazy(schema) ? makeOf(schema) : (leaves.get(schema) ?? leave)
    decoders.set(schema, decode)
  }
  return decode
}

/** Each kind has a maker of its own, which TypeScript doesn't see of a kind that isn't known. */
const makeOf = (schema: Lazy): Decode => (makers[schema["~kind"]] as (schema: Lazy) => Decode)(schema)

/** Ends the pass. A value that were only refused might be taken by the next member of a union. */
const leftToInterpreter = new TypeError("Left to the interpreter")

const leave: Decode = () => {
  throw leftToInterpreter
}

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

/** Whether a value is a JSON object, as `JSON.parse` makes it. */
const isJsonObject = (value: unknown): value is Json => {
  if (!isObject(value)) return false
  if (Object.getPrototypeOf(value) !== Object.prototype) throw leftToInterpreter
  return true
}

const decodeUnknown: Decode = (json) =>
  isJsonObject(json) && typeof json["type"] === "string" ? unknownOf(json) : refused

/** Makes the decoder of a schema of each kind. */
const makers: { readonly [K in keyof Kinds]: (schema: Kinds[K]) => Decode } = {
  tag: ({ literal }) => when((value) => value === literal),
  optional: ({ schema }) => decoderOf(schema),
  nullable:
    ({ members: [schema] }) =>
    (value) =>
      value === null ? null : decoderOf(schema)(value),
  recursive:
    ({ self }) =>
    (value) =>
      decoderOf(self())(value),
  unknown: () => decodeUnknown,
  list:
    ({ value: item }) =>
    (values) => {
      if (!Array.isArray(values)) return refused
      const decoded: Array<unknown> = []
      for (const value of values) {
        const next = decoderOf(item)(value)
        if (next === refused) return refused
        decoded.push(next)
      }
      return decoded
    },
  record:
    ({ value: item }) =>
    (json) => {
      if (!isJsonObject(json)) return refused
      const entries: Array<[string, unknown]> = []
      for (const [key, value] of Object.entries(json)) {
        const next = decoderOf(item)(value)
        if (next === refused) return refused
        entries.push([key, next])
      }
      return Object.fromEntries(entries)
    },
  union:
    ({ members }) =>
    (value) => {
      for (const member of members) {
        const decoded = decoderOf(member)(value)
        if (decoded !== refused) return decoded
      }
      return refused
    },
  openUnion: ({ members }) => {
    const byType = new Map<unknown, Schema.Constraint>()
    let known = 0
    // To know a member's type is to look at its fields: no further than to the one that is asked for
    const memberOf = (type: unknown): Schema.Constraint | undefined => {
      while (known < members.length && !byType.has(type)) {
        const member = members[known++]!
        byType.set(memberType(member), member)
      }
      return byType.get(type)
    }
    return (json) => {
      const member = isJsonObject(json) ? memberOf(json["type"]) : undefined
      return (member === undefined ? decodeUnknown : decoderOf(member))(json)
    }
  },
  model: ({ fields, keyOf }) => {
    const all = Object.entries(fields).map(([name, schema]) => ({
      name,
      key: keyOf(name),
      schema,
      isOptional: isLazy(schema) && schema["~kind"] === "optional",
      // Made when the first value comes: most fields of most models never have one
      decode: undefined as Decode | undefined
    }))
    return (json) => {
      if (!isJsonObject(json)) return refused
      const decoded: Record<string, unknown> = {}
      for (const field of all) {
        const value = json[field.key]
        if (value === undefined) {
          if (field.key in json) throw leftToInterpreter
          if (!field.isOptional) return refused
        } else {
          const next = (field.decode ??= decoderOf(field.schema))(value)
          if (next === refused) return refused
          decoded[field.name] = next
        }
      }
      return decoded
    }
  }
}
