import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import type { OpenUnion } from "../../../src/schema/openUnion.ts"
import * as models from "../../../src/chunk/models.ts"

/** A schema that `models` exports: a chunk, the union, a nested model, a `type` literal. */
export interface NamedCodec {
  readonly name: string
  readonly schema: Schema.Codec<unknown, unknown>
  /** The keys of the wire object; none where the schema is no plain object. */
  readonly keys: ReadonlyArray<WireKey>
}

/** A key of a wire object, read from the encoded side of its schema. */
export interface WireKey {
  readonly key: string
  readonly optional: boolean
  readonly ast: SchemaAST.AST
}

/** The keys that a wire object is described with. */
export const keysOf = (ast: SchemaAST.AST): ReadonlyArray<WireKey> =>
  ast._tag === "Suspend"
    ? keysOf(ast.thunk())
    : ast._tag === "Objects"
      ? ast.propertySignatures.map(({ name, type }) => ({
          key: String(name),
          optional: type.context?.isOptional === true,
          ast: type
        }))
      : []

/** Every schema that `models` exports. Nothing is listed by hand: a new model is under every law at once. */
export const codecs: ReadonlyArray<NamedCodec> = Object.entries(models).flatMap(([name, value]) => {
  if (!Schema.isSchema(value)) return []
  const schema = value as Schema.Codec<unknown, unknown>
  return [{ name, schema, keys: keysOf(Schema.toEncoded(schema).ast) }]
})

/** Those of them that are objects with keys of their own. */
export const objects: ReadonlyArray<NamedCodec> = codecs.filter(({ keys }) => keys.length > 0)

type AnyUnion = OpenUnion<ReadonlyArray<Schema.Codec<unknown>>, Schema.Codec<unknown, unknown>>

/** Those of them that are open unions, with their unknown member. */
export const openUnions = codecs.flatMap(({ name, schema }) =>
  "unknown" in schema && "members" in schema ? [{ name, schema, unknown: (schema as unknown as AnyUnion).unknown }] : []
)
