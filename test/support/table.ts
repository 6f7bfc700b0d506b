/** Tables of schemas, and how a table's decoder is held against Effect's interpreter. */
import { assert } from "@effect/vitest"
import * as Exit from "effect/Exit"
import * as Cause from "effect/Cause"
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import { refused } from "../../src/wire/tableDecoder.ts"
import type { TableDecoder } from "../../src/wire/tableDecoder.ts"
import { assertSame } from "./same.ts"

interface Table {
  readonly lines: ReadonlyArray<string>
  /** What each schema is, in the table's own words. */
  readonly refs: ReadonlyArray<string>
}

const compiler = (await import(new URL("../../scripts/compile/table.mjs", import.meta.url).href)) as {
  readonly tableOf: (schemas: ReadonlyArray<Schema.Constraint>) => {
    readonly lines: ReadonlyArray<{ readonly text: string }>
    readonly refs: ReadonlyArray<string>
  }
}

/** The table of some schemas, as `npm run compile` makes it. */
export const tableOf = (schemas: ReadonlyArray<Schema.Constraint>): Table => {
  const { lines, refs } = compiler.tableOf(schemas)
  return { lines: lines.map(({ text }) => text), refs }
}

type Path = ReadonlyArray<PropertyKey>

const kindOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value)

const isShape = (ast: SchemaAST.AST): boolean => ast._tag !== "Null"

interface Visitor {
  /** A value that stands for one of several shapes: what is wrong with it can be said at that place alone. */
  readonly onUnion: (path: Path) => void
  /** A value under a key of the user's own. */
  readonly onUserKey: (path: Path) => void
}

/** Walks through a value by its schema. */
const walk = (ast: SchemaAST.AST, value: unknown, visitor: Visitor, path: Path = []): void => {
  const object = value as Record<PropertyKey, unknown>
  switch (ast._tag) {
    case "Suspend":
      return walk(ast.thunk(), value, visitor, path)
    case "Union": {
      const shapes = ast.types.filter(isShape)
      return shapes.length === 1 ? walk(shapes[0]!, value, visitor, path) : visitor.onUnion(path)
    }
    case "Arrays":
      if (kindOf(value) !== "array") return
      for (const [i, item] of (value as ReadonlyArray<unknown>).entries())
        walk(ast.rest[0]!, item, visitor, [...path, i])
      return
    case "Objects":
      if (kindOf(value) !== "object") return
      for (const { name, type } of ast.propertySignatures) walk(type, object[name], visitor, [...path, name])
      for (const { type } of ast.indexSignatures) {
        for (const key of Object.keys(object)) {
          visitor.onUserKey([...path, key])
          walk(type, object[key], visitor, [...path, key])
        }
      }
      return
    case "Declaration": {
      if (kindOf(value) !== "object") return
      const member = ast.typeParameters.find(
        (parameter) =>
          parameter._tag === "Objects" &&
          parameter.propertySignatures.some(
            ({ name, type }) => name === "type" && type._tag === "Literal" && type.literal === object["type"]
          )
      )
      if (member !== undefined) walk(member, value, visitor, path)
    }
  }
}

/** Where a value has unions, and how a report shows a path: without the user's own keys. */
const placesOf = (ast: SchemaAST.AST, value: unknown) => {
  const unions: Array<Path> = []
  const userKeys = new Set<string>()
  walk(ast, value, {
    onUnion: (path) => void unions.push(path),
    onUserKey: (path) => void userKeys.add(JSON.stringify(path))
  })
  const show = (path: Path): Path =>
    path.map((key, i) => (userKeys.has(JSON.stringify(path.slice(0, i + 1))) ? "[…]" : key))
  return { unions: unions.map(show), show }
}

/** Paths in their order, those below a union of shapes as that of the union. */
const settled = (paths: ReadonlyArray<Path>, unions: ReadonlyArray<Path>): ReadonlyArray<string> => {
  const isBelow = (path: Path, union: Path) => union.every((key, i) => path[i] === key)
  return [...new Set(paths.map((path) => JSON.stringify(unions.find((union) => isBelow(path, union)) ?? path)))]
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** Asserts that a decoder says of a value what the interpreter says: the same value and order of keys, or paths. */
export const agreementOf = (schema: Schema.Codec<unknown, unknown>, decoder: TableDecoder) => {
  const interpret = Schema.decodeUnknownExit(schema, { errors: "all" })
  const { ast } = Schema.toEncoded(schema)
  return (value: unknown): boolean => {
    const decoded = decoder.decode(value)
    const exit = interpret(value)
    const messageOf = () => JSON.stringify(value)
    if (Exit.isSuccess(exit)) {
      if (decoded === refused) assert.fail(messageOf())
      assertSame(decoded, exit.value)
      assertSame(JSON.stringify(decoded), JSON.stringify(exit.value))
      assertSame(decoder.report(value), [])
      return true
    }
    assertSame(decoded, refused, messageOf)
    const error = exit.cause.reasons.find(Cause.isFailReason)?.error
    assert(error !== undefined)
    const { show, unions } = placesOf(ast, value)
    assertSame(
      settled(
        decoder.report(value).map(({ path }) => path),
        unions
      ),
      settled(
        format(error.issue).issues.map(({ path = [] }) => show(path as Path)),
        unions
      ).slice(0, 100),
      messageOf
    )
    return false
  }
}
