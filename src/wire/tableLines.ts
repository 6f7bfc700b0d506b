/**
 * The lines of the table: what the schemas say, as text.
 *
 * A table has a line of text for each model and open union. It is small, and a line is parsed when its first value
 * comes. The line of a model lists its fields, key and kind: `=message id content:[#3. phase`. The line of an open
 * union lists the lines of its members: `#3-5.#9-9.`.
 *
 * | in a line   | means                                                                         |
 * | ----------- | ----------------------------------------------------------------------------- |
 * | `key:`…     | a field of that kind; its decoded name is the key in camelCase                |
 * | `key?`…     | one that may be absent                                                        |
 * | `key~`…     | one that may be absent or `null`; `key` alone is `key~s`                      |
 * | `key!`…     | a field that has a natural value: the empty one of its kind, or text after `=`|
 * | `=text`     | the field `type`, which is that string                                        |
 * | `s` `n` `b` | a string, a finite number, a boolean                                          |
 * | `u` `z`     | anything, `null`                                                              |
 * | `~`…        | what follows, or `null`                                                       |
 * | `[`… `{`…   | a list of what follows, an object with keys of the user's own and such values |
 * | `|`…`)`     | one of the kinds between, the first that fits                                 |
 * | `#1a.`      | what the line of that number (in base 36, from 0) describes                   |
 * | `?`         | an object of a type that no model describes                                   |
 *
 * @internal
 */
import { missing } from "./fieldReport.ts"

/** The kind that is written so, with the lines that it names. */
export const parseKind = (table: ReadonlyArray<string>, kind: string): TableNode => {
  const lines: Array<Line> = []
  for (const text of table) lines.push({ text, table: lines, fields: undefined, members: undefined })
  return parseNode({ text: kind, table: lines, at: 0 })
}

/** A parsed kind. */
export interface TableNode {
  /** The letter of the table. */
  readonly kind: string
  readonly isNullable: boolean
  /** The string of `=`. */
  readonly literal: string | undefined
  /** The kind of the values of `[` and `{`, and the kinds of `|`. */
  readonly items: ReadonlyArray<TableNode>
  /** The line of `#`. */
  readonly line: Line | undefined
}

/** A line, with its fields or members once its first value has come. */
export interface Line {
  readonly text: string
  readonly table: ReadonlyArray<Line>
  /** The fields of a model. */
  fields: ReadonlyArray<Field> | undefined
  /** The members of an open union by their types. */
  members: ReadonlyMap<unknown, Line> | undefined
}

/** A field of a model. */
export interface Field {
  readonly name: string
  readonly key: string
  readonly isOptional: boolean
  readonly node: TableNode
  /** What stands for a missing value, or `missing`. */
  readonly natural: unknown
}

/** A position in a text that is parsed. */
interface Cursor {
  readonly text: string
  readonly table: ReadonlyArray<Line>
  at: number
}

/** Parses the number of a line, up to and with its full stop. */
const parseLine = (cursor: Cursor): Line => {
  const end = cursor.text.indexOf(".", cursor.at)
  const number = Number.parseInt(cursor.text.slice(cursor.at, end), 36)
  cursor.at = end + 1
  return cursor.table[number]!
}

const parseItems = (cursor: Cursor): ReadonlyArray<TableNode> => {
  const items: Array<TableNode> = []
  for (let item = parseNode(cursor); item.kind !== ")"; item = parseNode(cursor)) items.push(item)
  return items
}

const parseNode = (cursor: Cursor, isNullable = false): TableNode => {
  const kind = cursor.text[cursor.at++]!
  switch (kind) {
    case "~":
      return parseNode(cursor, true)
    case "=":
      return node(kind, isNullable, cursor.text.slice(cursor.at))
    case "#":
      return node(kind, isNullable, undefined, none, parseLine(cursor))
    case "[":
    case "{":
      return node(kind, isNullable, undefined, [parseNode(cursor)])
    case "|":
      return node(kind, isNullable, undefined, parseItems(cursor))
    default:
      return node(kind, isNullable)
  }
}

const none: ReadonlyArray<TableNode> = []

/** Makes a parsed kind. */
export const node = (kind: string, isNullable: boolean, literal?: string, items = none, line?: Line): TableNode => ({
  kind,
  isNullable,
  literal,
  items,
  line
})

/** The fields of the line of a model. */
export const fieldsOf = (line: Line): ReadonlyArray<Field> =>
  (line.fields ??= line.text.split(" ").map((text) => parseField(text, line.table)))

const parseField = (text: string, table: ReadonlyArray<Line>): Field => {
  if (text.startsWith("="))
    return { name: "type", key: "type", isOptional: false, node: parseNode({ text, table, at: 0 }), natural: missing }
  let end = 0
  while (end < text.length && !marks.includes(text[end]!)) end++
  const key = text.slice(0, end)
  const mark = text[end]
  const [kind = "", constant] = text.slice(end + 1).split("=")
  const node = parseNode({ text: kind || "s", table, at: 0 }, mark === undefined || mark === "~")
  return {
    name: camelCase(key),
    key,
    isOptional: mark !== ":" && mark !== "!",
    node,
    natural: mark === "!" ? (constant ?? empty[kind[0]!]) : mark === ":" && node.isNullable ? null : missing
  }
}

/** The keys of fields that are filled: that have a natural value, or may be absent and not `null`. */
export const naturalKeys = (table: ReadonlyArray<string>): ReadonlyArray<string> =>
  table.flatMap((line) => Array.from(line.matchAll(/(\w+)(?:!|\?(?![uz])|:~)/g), ([, key]) => key!))

const marks = ":?~!"

/** The natural values of the kinds. The first of several kinds decides. A list is read into a new one. */
const empty: Readonly<Record<string, unknown>> = { s: "", n: 0, b: false, "[": [], "{": {}, "|": "" }

const camelCase = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Whether a line is that of an open union. */
export const isOpenUnion = (line: Line): boolean => line.text.startsWith("#")

/** The members of the line of an open union, by their types. */
export const membersOf = (line: Line): ReadonlyMap<unknown, Line> => {
  if (line.members === undefined) {
    const members = new Map<unknown, Line>()
    for (const range of line.text.split(".").slice(0, -1)) {
      const [first, last] = range.slice(1).split("-")
      for (const member of line.table.slice(Number.parseInt(first!, 36), Number.parseInt(last!, 36) + 1))
        members.set(member.text.split(" ", 1)[0]!.slice(1), member)
    }
    line.members = members
  }
  return line.members
}
