/**
 * Schemas that are built when first looked at: the models are many, and a stream needs few of them. What they are made
 * of can be read without building them.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import type { Compiled } from "./compiled.ts"

/** What a lazy schema is made of, by its kind. The names are those that Effect's own schemas use. */
export interface Kinds {
  readonly tag: { readonly literal: string }
  readonly list: { readonly value: Schema.Constraint }
  readonly record: { readonly value: Schema.Constraint }
  readonly optional: { readonly schema: Schema.Constraint }
  readonly nullable: { readonly members: readonly [Schema.Constraint, Schema.Null] }
  readonly union: { readonly members: ReadonlyArray<Schema.Constraint> }
  readonly recursive: { readonly self: () => Schema.Constraint }
  readonly model: {
    readonly fields: Schema.Struct.Fields
    readonly keyOf: (field: string) => string
    /** The wire type of a chunk: to know it, nobody has to look at the fields. */
    readonly "~wireType"?: string
    readonly "~compiled"?: Compiled | undefined
  }
  readonly openUnion: { readonly members: ReadonlyArray<Member> }
  readonly unknown: {}
}

type OfKind<K extends keyof Kinds> = K extends unknown ? { readonly "~kind": K } & Kinds[K] : never

/** A lazy schema of any kind. One that was annotated, checked or changed otherwise isn't lazy any more. */
export type Lazy = OfKind<keyof Kinds>

/** Tells what a schema is without building it. */
export const isLazy = (schema: object): schema is Lazy => "~kind" in schema

/** A member of an open union: an object whose `type` is one literal. */
export type Member = Schema.Constraint & { readonly fields: { readonly type: Schema.Constraint } }

/** A class whose instances have the methods that all schemas have, and are functions: classes extend schemas. */
const baseOf = (schema: object): new () => object =>
  Object.assign(
    function () {
      return Object.setPrototypeOf(function () {}, new.target.prototype)
    },
    { prototype: Object.getPrototypeOf(schema) }
  ) as unknown as new () => object

/** Gives what a function gives, which runs once. */
export const once = <A extends object>(make: () => A): (() => A) => {
  let made: A | undefined
  return () => (made ??= make())
}

/** A schema whose `ast` is made when it is asked for. `build` gives an ordinary schema with the same properties. */
export class LazySchema extends /* @__PURE__ */ baseOf(Schema.String) {
  readonly "~kind": keyof Kinds
  // Not kept on `this`, which may be a class that extends this one
  readonly "~built": () => Schema.Top
  constructor(kind: keyof Kinds, build: () => Schema.Constraint, properties?: object) {
    super()
    this["~kind"] = kind
    this["~built"] = once(build as () => Schema.Top)
    Object.assign(this, properties)
  }
  get ast(): SchemaAST.AST {
    return this["~built"]().ast
  }
  rebuild(ast: SchemaAST.AST): unknown {
    return this["~built"]().rebuild(ast)
  }
}

/** Stands for a schema without building it. */
export const suspended = (schema: Schema.Constraint): Schema.Constraint => Schema.suspend(() => schema)

/** What a suspended schema stands for, or the schema itself. */
export const resolved = (schema: Schema.Constraint): Schema.Constraint => Schema.make(resolvedAst(schema.ast))

/** What a suspended node stands for, or the node itself. */
export const resolvedAst = (ast: SchemaAST.AST): SchemaAST.AST =>
  ast._tag === "Suspend" ? resolvedAst(ast.thunk()) : ast
