/**
 * The helpers that every model is written with: `model` for an object, `openEnum` for a string with known values.
 * (`openUnion` and `chunk` have files of their own.)
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { LazySchema, once } from "./lazy.ts"

type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : S

type WireFields<F extends Schema.Struct.Fields, Kept extends keyof F> = {
  readonly [K in keyof F as K extends Kept ? K : K extends string ? SnakeCase<K> : K]: Schema.toEncoded<F[K]>
}

interface Wire<F extends Schema.Struct.Fields, Kept extends keyof F> extends Schema.decodeTo<
  Schema.Struct<F>,
  Schema.Struct<WireFields<F, Kept>>
> {}

/**
 * The schema of an object on the wire: camelCase fields when decoded, snake_case keys when encoded.
 *
 * It is `Schema.Opaque` of a struct with `encodeKeys`, under one name: written out, the two types double the size of
 * every published declaration.
 */
export interface Model<Self, F extends Schema.Struct.Fields, Kept extends keyof F = never> extends Schema.Opaque<
  Self,
  Wire<F, Kept>,
  {}
> {
  /** The fields by their decoded names. */
  readonly fields: F
}

/** The wire's spelling of a decoded field name: `partialImageB64` is `partial_image_b64`. */
export const wireKey = (field: string): string => field.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase())

/**
 * Defines an object of the wire. It is built when first looked at, and its fields before that where only they are read.
 *
 * `kept` names the fields that the wire itself spells in camelCase (`imageUrl`), so that they aren't renamed.
 */
export const model =
  <Self>() =>
  <const F extends Schema.Struct.Fields, const Kept extends keyof F & string = never>(
    define: () => F,
    kept?: ReadonlyArray<Kept>
  ): Model<Self, F, Kept> =>
    new ModelSchema(define, kept) as unknown as Model<Self, F, Kept>

export class ModelSchema extends LazySchema {
  readonly "~fields": () => Schema.Struct.Fields
  readonly keyOf: (field: string) => string
  constructor(define: () => Schema.Struct.Fields, kept: ReadonlyArray<string> = [], identifier?: () => string) {
    const fields = once(define)
    const keyOf = (field: string): string => (kept.includes(field) ? field : wireKey(field))
    super("model", () => build(fields(), keyOf, identifier?.()))
    this["~fields"] = fields
    this.keyOf = keyOf
  }
  get fields(): Schema.Struct.Fields {
    return this["~fields"]()
  }
}

const build = (
  fields: Schema.Struct.Fields,
  keyOf: (field: string) => string,
  identifier: string | undefined
): Schema.Constraint => {
  const to = Schema.Struct(fields)
  // Without a key to rename there is nothing to transform. A recursive model depends on that: the encoded side of a
  // struct with renamed keys is made from the encoded sides of its fields, which for a field of its own has no end.
  const isRenamed = Object.keys(fields).some((name) => keyOf(name) !== name)
  const from = isRenamed ? encodedStruct(fields, keyOf) : to
  const ast = isRenamed ? renaming(from, to, keyOf).ast : to.ast
  const schema = Schema.make<Schema.Top>(ast, { fields, from, to })
  return identifier === undefined ? schema : schema.annotate({ identifier })
}

const encodedStruct = (fields: Schema.Struct.Fields, keyOf: (field: string) => string) =>
  Schema.Struct(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [keyOf(name), Schema.toEncoded(field)]))
  )

/** `Schema.encodeKeys` does the same, and takes 0.4 % more of every bundle. */
const renaming = (
  from: Schema.Struct<Schema.Struct.Fields>,
  to: Schema.Struct<Schema.Struct.Fields>,
  keyOf: (field: string) => string
): Schema.Constraint => {
  const names = new Map(Object.keys(to.fields).map((name) => [keyOf(name), name]))
  const decode = mapKeys((key) => names.get(key)!)
  return from.pipe(
    Schema.decodeTo(to, SchemaTransformation.transform<Keyed, Keyed>({ decode, encode: mapKeys(keyOf) }))
  )
}

type Keyed = { readonly [key: PropertyKey]: unknown }

const mapKeys =
  (nameOf: (key: string) => string) =>
  (object: Keyed): Keyed =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [nameOf(key), value]))

/** A string with known values that stay visible in editors; any other string is valid too. */
export interface OpenEnum<L extends string> extends Schema.Codec<L | (string & {})> {}

/**
 * Defines a string enum that a gateway may extend: new values pass, known ones autocomplete.
 *
 * The known values are types only. Nothing is checked against them, and as data they would be 4 % of every bundle.
 */
export const openEnum = <const L extends string>(): OpenEnum<L> => Schema.String as OpenEnum<string> as OpenEnum<L>

// The others are Effect's schemas of the same types, built when first looked at

/** The `type` of an object: one string, which is the default where the object is constructed. */
export const tag = <const T extends string>(literal: T): Schema.tag<T> =>
  new TagSchema("tag", () => Schema.tag(literal), { literal }) as unknown as Schema.tag<T>

class TagSchema extends LazySchema {
  get schema(): Schema.Constraint {
    return (this["~built"]() as unknown as Schema.tag<string>).schema
  }
}

/** A list of values of one kind. */
export const list = <S extends Schema.Constraint>(value: S): Schema.$Array<S> =>
  new LazySchema("list", () => Schema.Array(value), { value }) as unknown as Schema.$Array<S>

/** An object with keys of the user's own and values of one kind. */
export const record = <S extends Schema.Constraint>(value: S): Schema.$Record<Schema.String, S> =>
  new LazySchema("record", () => Schema.Record(Schema.String, value), {
    key: Schema.String,
    value
  }) as unknown as Schema.$Record<Schema.String, S>

/** One of several kinds of value, tried in their order. */
export const union = <const Members extends ReadonlyArray<Schema.Constraint>>(
  members: Members
): Schema.Union<Members> => makeUnion("union", members) as unknown as Schema.Union<Members>

/** A value that may be `null`. */
export const nullable = <S extends Schema.Constraint>(schema: S): Schema.NullOr<S> =>
  makeUnion("nullable", [schema, Schema.Null]) as unknown as Schema.NullOr<S>

const makeUnion = (kind: "union" | "nullable", members: ReadonlyArray<Schema.Constraint>): LazySchema =>
  new LazySchema(kind, () => Schema.Union(members), {
    members,
    mapMembers: <To extends ReadonlyArray<Schema.Constraint>>(f: (from: typeof members) => To) =>
      Schema.Union(f(members))
  })

/** A field that may be absent. */
export const optional = <S extends Schema.Constraint>(schema: S): Schema.optionalKey<S> =>
  new LazySchema("optional", () => Schema.optionalKey(schema), { schema }) as unknown as Schema.optionalKey<S>

/** A field that may be absent and may be `null`: what the gateways do with nearly every optional field. */
export const nullish = <S extends Schema.Constraint>(schema: S): Schema.optionalKey<Schema.NullOr<S>> => {
  // One for all fields of a kind, and with it one parser
  let made = nullishOf.get(schema)
  if (made === undefined) nullishOf.set(schema, (made = optional(nullable(schema))))
  return made as Schema.optionalKey<Schema.NullOr<S>>
}

const nullishOf = new WeakMap<Schema.Constraint, Schema.Constraint>()

/** A schema that is part of itself. */
export const recursive = <S extends Schema.Constraint>(self: () => S): Schema.suspend<S> =>
  new LazySchema("recursive", () => Schema.suspend(self), { self }) as unknown as Schema.suspend<S>

/** A JSON object with keys of the user's own (metadata, JSON schemas, tool parameters): kept as it came. */
export const JsonRecord: Schema.$Record<Schema.String, Schema.Unknown> = /* @__PURE__ */ record(Schema.Unknown)
