/**
 * The helpers that every model is written with: `model` for an object, `openEnum` for a string with known values.
 * (`openUnion` and `chunk` have files of their own.)
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import { lazy } from "./lazy.ts"

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
 * `kept` names the fields that the wire itself spells in camelCase (`imageUrl`), so that they aren't renamed. Only
 * chunks have an identifier, which follows from their type: the names of 250 models would be 3 % of every bundle.
 */
export const model =
  <Self>() =>
  <const F extends Schema.Struct.Fields, const Kept extends keyof F & string = never>(
    define: () => F,
    kept: ReadonlyArray<Kept> = [],
    type?: string,
    identifier?: (type: string) => string
  ): Model<Self, F, Kept> => {
    let fields: F | undefined
    let ast: SchemaAST.AST | undefined
    const schema: Schema.Constraint = lazy({
      [wireType]: type,
      get fields() {
        return (fields ??= define())
      },
      get ast() {
        return (ast ??= build(this.fields, kept, type && identifier?.(type)))
      }
    })
    return schema as Model<Self, F, Kept>
  }

const build = (fields: Schema.Struct.Fields, kept: ReadonlyArray<string>, identifier?: string): SchemaAST.AST => {
  const keys: Record<string, string> = {}
  for (const field of Object.keys(fields)) keys[field] = kept.includes(field) ? field : wireKey(field)
  const struct = Schema.Struct(fields)
  // Without a key to rename there is nothing to transform. A recursive model depends on that: the encoded side of a
  // struct with renamed keys is made from the encoded sides of its fields, which for a field of its own has no end.
  const renames = Object.entries(keys).some(([field, key]) => field !== key)
  const schema = renames ? Schema.encodeKeys<typeof struct, {}>(keys)(struct) : struct
  return (identifier === undefined ? schema : schema.annotate({ identifier })).ast
}

/** Where a chunk has its wire type, for all who need no more of it. */
export const wireType = "~wireType"

/**
 * The literal schema of a chunk's `type`.
 *
 * It is a function so that a call can be marked as pure: bundlers keep a bare property access, and with it the model,
 * although nobody uses the result.
 */
export const typeOf = <T extends string>(chunk: {
  readonly fields: { readonly type: Schema.tag<T> }
}): Schema.Literal<T> => Schema.Literal((chunk as unknown as { readonly [wireType]: T })[wireType])

/** A string with known values that stay visible in editors; any other string is valid too. */
export interface OpenEnum<L extends string> extends Schema.Codec<L | (string & {})> {}

/**
 * Defines a string enum that a gateway may extend: new values pass, known ones autocomplete.
 *
 * The known values are types only. Nothing is checked against them, and as data they would be 4 % of every bundle.
 */
export const openEnum = <const L extends string>(): OpenEnum<L> => Schema.String as OpenEnum<string> as OpenEnum<L>

/** A field that may be absent and may be `null`: what the gateways do with nearly every optional field. */
export const nullish = <S extends Schema.Constraint>(schema: S): Schema.optionalKey<Schema.NullOr<S>> => {
  // One for all fields of a kind, and with it one parser
  let made = nullishOf.get(schema)
  if (made === undefined) nullishOf.set(schema, (made = Schema.optionalKey(Schema.NullOr(schema))))
  return made as Schema.optionalKey<Schema.NullOr<S>>
}

const nullishOf = new WeakMap<Schema.Constraint, Schema.Constraint>()

/** A JSON object with keys of the user's own (metadata, JSON schemas, tool parameters): kept as it came. */
export const JsonRecord: Schema.$Record<Schema.String, Schema.Unknown> = Schema.Record(Schema.String, Schema.Unknown)
