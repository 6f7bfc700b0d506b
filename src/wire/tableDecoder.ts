/**
 * Decodes JSON by a table: validates and renames in one pass, and reports every wrong field on request.
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
import { isObject, unknownOf } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { InvalidField } from "../errors/StreamError.ts"
import { addField, missing } from "./fieldReport.ts"
import type { FieldReport } from "./fieldReport.ts"

/** The result of decoding an invalid value. */
export const refused = Symbol("refused")

/** Decodes one kind of value. Overflows the stack if a value is nested too deeply. */
export interface TableDecoder<A = unknown> {
  /** The decoded value, or `refused`. */
  readonly decode: (value: unknown) => A | typeof refused
  /** The wrong fields, in the order of the schemas: at most the first 100. */
  readonly report: (value: unknown) => ReadonlyArray<InvalidField>
  /** Decodes a value, and fills missing fields that have a natural value. */
  readonly fill: (value: unknown) => Filled<A>
  /** Whether the line is an open union that has a member of a type. */
  readonly has: (type: unknown) => boolean
}

/** A decoded value whose missing fields were filled. */
export interface Filled<A> {
  readonly value: A | typeof refused
  /** The keys that were filled. */
  readonly keys: ReadonlySet<string>
  /** The fields that are wrong nevertheless. */
  readonly fields: ReadonlyArray<InvalidField>
}

/** Makes the decoder of a kind, written as in a line of the table. `A` is the type of its schema. */
export const makeDecoder = <A>(table: ReadonlyArray<string>, kind: string): TableDecoder<A> => {
  const lines: Array<Line> = []
  for (const text of table) lines.push({ text, table: lines, fields: undefined, members: undefined })
  const root = parseNode({ text: kind, table: lines, at: 0 })
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table is made from the schema of A
    decode: (value) => read(root, value, undefined) as A | typeof refused,
    report: (value) => {
      const report: FieldReport = { path: [], fields: [] }
      read(root, value, report)
      return report.fields
    },
    fill: (value) => {
      const filled = new Set<string>()
      const report: FieldReport = { path: [], fields: [], filled }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see `decode`
      return { value: read(root, value, report) as A | typeof refused, keys: filled, fields: report.fields }
    },
    has: (type) => root.line !== undefined && membersOf(root.line).has(type)
  }
}

// -----------------------------------------------------------------------------
// The table
// -----------------------------------------------------------------------------

/** A parsed kind. */
interface TableNode {
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
interface Line {
  readonly text: string
  readonly table: ReadonlyArray<Line>
  /** The fields of a model. */
  fields: ReadonlyArray<Field> | undefined
  /** The members of an open union by their types. */
  members: ReadonlyMap<unknown, Line> | undefined
}

interface Field {
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

const node = (kind: string, isNullable: boolean, literal?: string, items = none, line?: Line): TableNode => ({
  kind,
  isNullable,
  literal,
  items,
  line
})

const fieldsOf = (line: Line): ReadonlyArray<Field> =>
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

const isOpenUnion = (line: Line): boolean => line.text.startsWith("#")

const membersOf = (line: Line): ReadonlyMap<unknown, Line> => {
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

// -----------------------------------------------------------------------------
// Decoding
// -----------------------------------------------------------------------------

const read = (node: TableNode, value: unknown, report: FieldReport | undefined): unknown => {
  if (value === null && node.isNullable) return null
  switch (node.kind) {
    case "s":
      if (typeof value === "string") return value
      break
    case "n":
      if (Number.isFinite(value)) return value
      break
    case "#":
      if (isObject(value))
        return isOpenUnion(node.line!) ? readMember(node.line!, value, report) : readModel(node.line!, value, report)
      break
    case "[":
      if (Array.isArray(value)) return readList(node.items[0]!, value, report)
      break
    case "b":
      if (typeof value === "boolean") return value
      break
    case "=":
      if (value === node.literal) return value
      break
    case "{":
      if (isObject(value)) return readRecord(node.items[0]!, value, report)
      break
    case "u":
      return value
    case "z":
      if (value === null) return value
      break
    case "|":
      return readUnion(node, value, report)
    case "?":
      if (isObject(value) && typeof value["type"] === "string") return unknownOf(value)
      break
  }
  return refuse(node, value, report)
}

const readModel = (line: Line, json: Json, report: FieldReport | undefined): unknown => {
  const fields = fieldsOf(line)
  const decoded: Record<string, unknown> = {}
  let isRefused = false
  for (let i = 0; i < fields.length; i++) {
    const { isOptional, key, name, node } = fields[i]!
    let value = json[key]
    if (value === undefined && !(key in json)) {
      if (isOptional) continue
      value = missing
    }
    if (report?.filled !== undefined) {
      value = fill(fields[i]!, value, report.filled)
      if (value === missing && isOptional) continue
    }
    report?.path.push(key)
    const next = value === missing ? refuse(node, missing, report) : read(node, value, report)
    report?.path.pop()
    if (next !== refused) decoded[name] = next
    else if (report === undefined) return refused
    else isRefused = true
  }
  return isRefused ? refused : decoded
}

/** The value of a field, or what stands for it if it is missing or `null`. */
const fill = ({ isOptional, key, natural, node }: Field, value: unknown, filled: Set<string>): unknown => {
  const isNull = value === null && !node.isNullable && node.kind !== "u"
  if (value === missing ? natural === missing : !isNull || (natural === missing && !isOptional)) return value
  filled.add(key)
  return natural
}

const readMember = (line: Line, json: Json, report: FieldReport | undefined): unknown => {
  const type = Object.hasOwn(json, "type") ? json["type"] : missing
  if (typeof type === "string") {
    const member = membersOf(line).get(type)
    return member === undefined ? unknownOf(json) : readModel(member, json, report)
  }
  report?.path.push("type")
  refuse(aString, type, report)
  report?.path.pop()
  return refused
}

const readList = (item: TableNode, values: ReadonlyArray<unknown>, report: FieldReport | undefined): unknown => {
  const decoded: Array<unknown> = []
  for (let i = 0; i < values.length; i++) {
    report?.path.push(i)
    const next = read(item, values[i], report)
    report?.path.pop()
    if (next !== refused) decoded.push(next)
    else if (report === undefined) return refused
  }
  return decoded.length === values.length ? decoded : refused
}

const readRecord = (item: TableNode, json: Json, report: FieldReport | undefined): unknown => {
  const decoded: Record<string, unknown> = { ...json }
  if (item.kind === "u") return decoded
  let isRefused = false
  for (const key of Object.keys(decoded)) {
    report?.path.push(userKey)
    const next = read(item, decoded[key], report)
    report?.path.pop()
    if (next !== refused) define(decoded, key, next)
    else if (report === undefined) return refused
    else isRefused = true
  }
  return isRefused ? refused : decoded
}

/** Stands in a path for a key of the user's own, which may be payload. */
const userKey = "[…]"

/** Sets any key, even `__proto__`. */
const define = (object: object, key: string, value: unknown): void =>
  void Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true })

const readUnion = (node: TableNode, value: unknown, report: FieldReport | undefined): unknown => {
  for (const item of node.items) {
    const decoded = read(item, value, undefined)
    if (decoded !== refused) return decoded
  }
  if (report === undefined) return refused
  // If only one of the kinds takes such values, that one was meant
  const meant = node.items.filter((item) => mayTake(item, value))
  return meant.length === 1 ? read(meant[0]!, value, report) : refuse(node, value, report)
}

// -----------------------------------------------------------------------------
// What is expected
// -----------------------------------------------------------------------------

const aString = /* @__PURE__ */ node("s", false)

const refuse = (node: TableNode, value: unknown, report: FieldReport | undefined): typeof refused => {
  if (report !== undefined) addField(report, expectationOf(node), value)
  return refused
}

/** Whether a kind takes values of the same JSON type as a value. */
const mayTake = ({ kind }: TableNode, value: unknown): boolean => {
  switch (typeof value) {
    case "string":
      return kind === "s" || kind === "="
    case "number":
      return kind === "n"
    case "boolean":
      return kind === "b"
    default:
      return Array.isArray(value) ? kind === "[" : isObject(value) && "#{?".includes(kind)
  }
}

const expectations: Readonly<Record<string, string>> = {
  s: "string",
  n: "a finite number",
  b: "boolean",
  z: "null",
  "[": "an array",
  "{": "an object",
  "?": "an object with a type"
}

const expectationOf = (node: TableNode): string => {
  const { items, isNullable, kind, line, literal } = node
  const expected =
    literal !== undefined
      ? JSON.stringify(literal)
      : line !== undefined
        ? expectations[isOpenUnion(line) ? "?" : "{"]!
        : kind === "|"
          ? [...new Set(items.map(expectationOf))].join(" or ")
          : expectations[kind]!
  return isNullable ? `${expected} or null` : expected
}
