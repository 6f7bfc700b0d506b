import type * as SchemaAST from "effect/SchemaAST"
import { keysOf } from "./codecs.ts"

/** A kind of JSON value. */
export type Kind = "array" | "boolean" | "null" | "number" | "object" | "string"

/** One plain value of each kind. */
export const valueOf: Readonly<Record<Kind, unknown>> = {
  array: [],
  boolean: true,
  null: null,
  number: 1.5,
  object: {},
  string: "a value of tomorrow"
}

export const kinds = Object.keys(valueOf) as ReadonlyArray<Kind>

const kindOf = (value: unknown): Kind =>
  value === null ? "null" : Array.isArray(value) ? "array" : (typeof value as Kind)

/** The kinds of JSON that an encoded schema takes at all. */
export const kindsOf = (ast: SchemaAST.AST): ReadonlySet<Kind> => {
  switch (ast._tag) {
    case "Null":
      return new Set<Kind>(["null"])
    case "String":
    case "TemplateLiteral":
      return new Set<Kind>(["string"])
    case "Number":
      return new Set<Kind>(["number"])
    case "Boolean":
      return new Set<Kind>(["boolean"])
    case "Literal":
      return new Set<Kind>([kindOf(ast.literal)])
    case "Arrays":
      return new Set<Kind>(["array"])
    case "Declaration":
    case "Objects":
      return new Set<Kind>(["object"])
    case "Union":
      return new Set(ast.types.flatMap((type) => [...kindsOf(type)]))
    case "Suspend":
      return kindsOf(ast.thunk())
    case "Unknown":
      return new Set(kinds)
    default:
      throw new Error(`${ast._tag} has no place in a wire model`)
  }
}

/** Whether a wire value is held to one literal, as a `type` is. */
export const isLiteral = (ast: SchemaAST.AST): boolean => ast._tag === "Literal"

export type Path = ReadonlyArray<string | number>

/** A place in a wire value, and the schema that describes what stands there. */
export interface Place {
  readonly path: Path
  readonly ast: SchemaAST.AST
}

/** Whether a place is that of an open union: the only declarations with type parameters among the models. */
export const isOpenUnion = ({ ast }: Place): boolean => ast._tag === "Declaration" && ast.typeParameters.length > 0

/**
 * The places of a wire value at any depth. It stops where more than one member of a plain union could be meant: there a
 * mutation may turn one member into another.
 */
export const placesOf = (ast: SchemaAST.AST, value: unknown, path: Path = []): ReadonlyArray<Place> => {
  const below = (child: SchemaAST.AST, at: unknown, key: string | number) => placesOf(child, at, [...path, key])
  switch (ast._tag) {
    case "Suspend":
      return placesOf(ast.thunk(), value, path)
    case "Union": {
      const meant = ast.types.filter((type) => kindsOf(type).has(kindOf(value)))
      return meant.length === 1 ? placesOf(meant[0]!, value, path) : []
    }
    case "Arrays":
      return (value as ReadonlyArray<unknown>).flatMap((item, i) => {
        const child = ast.elements[i] ?? ast.rest[0]
        return child === undefined ? [] : below(child, item, i)
      })
    case "Objects": {
      const object = value as Record<string, unknown>
      return [
        { path, ast },
        ...keysOf(ast).flatMap(({ ast: child, key }) =>
          Object.hasOwn(object, key) ? below(child, object[key], key) : []
        ),
        ...(ast.propertySignatures.length > 0
          ? []
          : ast.indexSignatures.flatMap(({ type }) =>
              Object.entries(object).flatMap(([key, child]) => below(type, child, key))
            ))
      ]
    }
    case "Declaration": {
      const { type } = value as { readonly type: unknown }
      const member = ast.typeParameters.find((parameter) =>
        keysOf(parameter).some(({ ast, key }) => key === "type" && ast._tag === "Literal" && ast.literal === type)
      )
      return [{ path, ast }, ...(member === undefined ? [] : placesOf(member, value, path))]
    }
    default:
      return []
  }
}

/** What stands at a path. */
export const at = (value: unknown, path: Path): unknown =>
  path.reduce((parent, key) => (parent as Record<string | number, unknown>)[key], value)

/** The value with another one at a path; what is not on the way is shared. */
export const withAt = (value: unknown, path: Path, change: (value: unknown) => unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  if (Array.isArray(value)) return value.map((item, i) => (i === key ? withAt(item, rest, change) : item))
  const object = value as Record<string, unknown>
  return { ...object, [key]: withAt(object[key], rest, change) }
}

/** The object without a key. */
export const without = (object: unknown, key: string): Record<string, unknown> => {
  const { [key]: _, ...rest } = object as Record<string, unknown>
  return rest
}

/** The value with 0 for -0, which JSON can't tell apart. */
export const positiveZeros = (value: unknown): unknown => {
  if (Object.is(value, -0)) return 0
  if (Array.isArray(value)) return value.map(positiveZeros)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, positiveZeros(item)]))
}

/** Whether two values have the same content; 0 and -0 differ, objects with and without a prototype don't. */
export const same = (a: unknown, b: unknown): boolean => {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b)
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]))
  )
}

/** The paths of all places in a JSON value. */
export const pathsIn = (value: unknown, path: Path = []): ReadonlyArray<Path> =>
  typeof value === "object" && value !== null
    ? [
        path,
        ...Object.entries(value).flatMap(([key, child]) =>
          pathsIn(child, [...path, Array.isArray(value) ? Number(key) : key])
        )
      ]
    : [path]
