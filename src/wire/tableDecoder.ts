/**
 * Decodes JSON by a table: validates and renames in one pass, and reports every wrong field on request.
 *
 * @internal
 */
import { isObject, unknownOf } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { InvalidField } from "../errors/StreamError.ts"
import { addField, missing } from "./fieldReport.ts"
import type { FieldReport } from "./fieldReport.ts"
import { fieldsOf, isOpenUnion, membersOf, node, parseKind } from "./tableLines.ts"
import type { Field, Line, TableNode } from "./tableLines.ts"

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
  const root = parseKind(table, kind)
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
