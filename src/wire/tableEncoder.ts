/**
 * Encodes values by a table: the way back of `tableDecoder.ts`, as `Schema.encode` goes it. A field that is `undefined` is
 * absent, as in JSON.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import { missing } from "./fieldReport.ts"
import { fieldsOf, isOpenUnion, membersOf, parseKind } from "./tableLines.ts"
import type { Field, Line, TableNode } from "./tableLines.ts"

/** The result of encoding a value that isn't of its kind. */
export const unfit = Symbol("unfit")

/** Encodes one kind of value. Overflows the stack if a value is nested too deeply. */
export interface TableEncoder {
  /** The encoded value, or `unfit`. */
  readonly encode: (value: unknown) => unknown
  /** The encoded value as `JSON.stringify` gives it, or `unfit`. */
  readonly stringify: (value: unknown) => string | typeof unfit
  /** Whether the line is an open union that has a member of a type. */
  readonly has: (type: unknown) => boolean
}

/** Makes the encoder of a kind, written as in a line of the table. */
export const makeEncoder = (table: ReadonlyArray<string>, kind: string): TableEncoder => {
  const root = parseKind(table, kind)
  return {
    encode: (value) => write(root, value),
    stringify: (value) => {
      const { line } = root
      if (isObject(value) && line !== undefined && isOpenUnion(line)) {
        const member = membersOf(line).get(value["type"])
        if (member !== undefined) return writeText(member, value)
      }
      const encoded = write(root, value)
      return encoded === unfit ? unfit : JSON.stringify(encoded)
    },
    has: (type) => root.line !== undefined && membersOf(root.line).has(type)
  }
}

const write = (node: TableNode, value: unknown): unknown => {
  if (value === null && node.isNullable) return null
  switch (node.kind) {
    case "s":
      return typeof value === "string" ? value : unfit
    case "n":
      return Number.isFinite(value) ? value : unfit
    case "#":
      return isObject(value) ? writeObject(node.line!, value) : unfit
    case "[":
      return Array.isArray(value) ? writeList(node.items[0]!, value) : unfit
    case "b":
      return typeof value === "boolean" ? value : unfit
    case "=":
      return value === node.literal ? value : unfit
    case "{":
      return isObject(value) ? writeRecord(node.items[0]!, value) : unfit
    case "u":
      return value
    case "z":
      return value === null ? value : unfit
    case "|":
      return writeUnion(node.items, value)
    case "?":
      return isObject(value) ? writeUnknown(value) : unfit
    default:
      return unfit
  }
}

const writeObject = (line: Line, value: Json): unknown => {
  if (!isOpenUnion(line)) return writeModel(line, value)
  const member = membersOf(line).get(value["type"])
  return member === undefined ? writeUnknown(value) : writeModel(member, value)
}

const writeModel = (line: Line, value: Json): unknown => {
  const fields = fieldsOf(line)
  const encoded: Record<string, unknown> = {}
  for (let i = 0; i < fields.length; i++) {
    const next = writeField(fields[i]!, value)
    if (next === unfit) return unfit
    if (next !== missing) encoded[fields[i]!.key] = next
  }
  return encoded
}

/**
 * The text of a member of an open union. Its fields go into it one by one: an object that is made only to be written
 * would cost as much as writing it.
 */
const writeText = (line: Line, value: Json): string | typeof unfit => {
  const fields = fieldsOf(line)
  const openings = openingsOf(line)
  let text = openings[0]!
  for (let i = 1; i < fields.length; i++) {
    const next = writeField(fields[i]!, value)
    if (next === unfit) return unfit
    if (next === missing) continue
    text += openings[i]! + (typeof next === "number" && Number.isFinite(next) ? String(next) : JSON.stringify(next))
  }
  return `${text}}`
}

/** What stands before the value of each field. The first is the type, which has only one value. */
const openingsOf = (line: Line): ReadonlyArray<string> => {
  let openings = allOpenings.get(line)
  if (openings === undefined) {
    openings = fieldsOf(line).map(({ key, node }, i) =>
      i === 0 ? `{"type":${JSON.stringify(node.literal)}` : `,"${key}":`
    )
    allOpenings.set(line, openings)
  }
  return openings
}

const allOpenings = /* @__PURE__ */ new WeakMap<Line, ReadonlyArray<string>>()

/** A field that goes out, or `missing`. */
const writeField = ({ isOptional, name, node }: Field, value: Json): unknown => {
  const field = value[name]
  if (field === undefined) return isOptional ? missing : unfit
  return write(node, field)
}

/** What is unknown goes out as it came. */
const writeUnknown = ({ isUnknown, raw, type }: Json): unknown =>
  type === "UNKNOWN" && isUnknown === true && isObject(raw) && typeof raw["type"] === "string" ? raw : unfit

const writeList = (item: TableNode, values: ReadonlyArray<unknown>): unknown => {
  const encoded: Array<unknown> = []
  for (let i = 0; i < values.length; i++) {
    const next = write(item, values[i])
    if (next === unfit) return unfit
    encoded.push(next)
  }
  return encoded
}

const writeRecord = (item: TableNode, value: Json): unknown => {
  const entries: Array<readonly [string, unknown]> = []
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue
    const next = write(item, field)
    if (next === unfit) return unfit
    entries.push([key, next])
  }
  // It sets any key, even `__proto__`
  return Object.fromEntries(entries)
}

const writeUnion = (items: ReadonlyArray<TableNode>, value: unknown): unknown => {
  for (const item of items) {
    const encoded = write(item, value)
    if (encoded !== unfit) return encoded
  }
  return unfit
}
