/**
 * The helpers that every model is written with: `model` for an object, `openEnum` for a string with known values.
 *
 * @internal
 */
import * as Schema from "effect/Schema"

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
 * It is `Schema.Opaque` of a struct with `Schema.encodeKeys`, under one name: written out, it would list the fields
 * twice in every declaration.
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
 * Defines an object of the wire by its name and fields.
 *
 * `kept` names the fields that are camelCase on the wire too (`imageUrl`): they aren't renamed.
 */
export const model =
  <Self>(identifier: string) =>
  <const F extends Schema.Struct.Fields, const Kept extends keyof F & string = never>(
    fields: F,
    kept: ReadonlyArray<Kept> = []
  ): Model<Self, F, Kept> => {
    const struct: Schema.Struct<Schema.Struct.Fields> = Schema.Struct(fields)
    const renamed = Object.keys(fields).filter((name) => wireKey(name) !== name && !kept.includes(name as Kept))
    // If there is no key to rename, there is no transformation. A recursive model depends on that: the encoded side of
    // a struct with renamed keys is made from the encoded sides of its fields, which never ends if a field is the
    // model.
    const schema =
      renamed.length === 0
        ? { ast: struct.ast, from: struct }
        : struct.pipe(Schema.encodeKeys(Object.fromEntries(renamed.map((name) => [name, wireKey(name)]))))
    const { ast, from } = schema
    return Schema.make<Schema.Top>(ast, { fields, from, to: struct }).annotate({ identifier }) as unknown as Model<
      Self,
      F,
      Kept
    >
  }

/** A string with known values that stay visible in editors; any other string is valid too. */
export interface OpenEnum<L extends string> extends Schema.Codec<L | (string & {})> {}

/**
 * Defines a string enum that a gateway may extend: new values pass, known ones autocomplete. The known values are the
 * schema's `examples`.
 */
export const openEnum = <const L extends string>(known: ReadonlyArray<L>): OpenEnum<L> =>
  Schema.String.annotate({ examples: known }) as OpenEnum<string> as OpenEnum<L>

/** A field that may be absent or `null`, as gateways send nearly every optional field. */
export const nullish = <S extends Schema.Constraint>(schema: S): Schema.optionalKey<Schema.NullOr<S>> =>
  Schema.optionalKey(Schema.NullOr(schema))

/**
 * A required field that has a natural value, which stands for it where a gateway leaves it out or sends `null`: a list
 * that is empty, an index of 0, a text that has not begun, or a given constant. The schema still requires the field: the
 * decoder fills it as a repair, which it reports as `missing-<field>`.
 */
export const natural = <S extends Schema.Top>(schema: S, constant?: string): S =>
  schema.annotate({ natural: constant ?? true }) as S

/** A JSON object with keys of the user's own (metadata, JSON schemas, tool parameters). It is kept as received. */
export const JsonRecord: Schema.$Record<Schema.String, Schema.Unknown> = /* @__PURE__ */ Schema.Record(
  Schema.String,
  Schema.Unknown
)
