/**
 * Schemas that are built when first looked at: the models are many, and a stream needs few of them.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

/**
 * Makes a schema of properties that may be getters, `ast` among them. Nothing is read before somebody asks for it.
 *
 * A schema that is derived by an annotation or a check is built at once.
 */
export const lazy = <P extends { readonly ast: SchemaAST.AST }>(properties: P): Schema.Constraint & P => {
  const schema = Schema.make<Schema.Constraint>(SchemaAST.never, {
    rebuild: (ast: SchemaAST.AST) => Schema.make(ast, properties)
  })
  for (const key of Object.keys(properties)) {
    Object.defineProperty(schema, key, { get: () => properties[key as keyof P] })
  }
  return schema as Schema.Constraint & P
}

/** Defines a union that isn't built before it is looked at. */
export const lazyUnion = <const Members extends ReadonlyArray<Schema.Constraint>>(
  members: Members
): Schema.Union<Members> => {
  let ast: SchemaAST.AST | undefined
  const schema: Schema.Constraint = lazy({
    members,
    get ast() {
      return (ast ??= Schema.Union(members).ast)
    },
    mapMembers: <To extends ReadonlyArray<Schema.Constraint>>(f: (members: Members) => To) => Schema.Union(f(members))
  })
  return schema as Schema.Union<Members>
}

/** Stands for a schema without building it. */
export const suspended = (schema: Schema.Constraint): Schema.Constraint => Schema.suspend(() => schema)

/** What a suspended schema stands for, or the schema itself. */
export const resolved = (schema: Schema.Constraint): Schema.Constraint => Schema.make(resolvedAst(schema.ast))

/** What a suspended node stands for, or the node itself. */
export const resolvedAst = (ast: SchemaAST.AST): SchemaAST.AST =>
  ast._tag === "Suspend" ? resolvedAst(ast.thunk()) : ast
