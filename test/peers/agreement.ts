/** Holds what a peer's parser yields against what we decode from the same JSON, field by field. */

type Json = Readonly<Record<string, unknown>>

/** Each kind of disagreement, with what it says of the peer's parser. */
export const valueKinds = {
  crash: "throws where a chunk is yielded here",
  date: "yields an object of its own class for a date that is a string here",
  default: "fills in null for what is absent here",
  rest: "moves fields that it has no name for into `additionalProperties`",
  unknown: "yields UNKNOWN for what is decoded here",
  unknownHere: "decodes what is UNKNOWN here",
  value: "yields another value",
  wireKey: "leaves a key in the wire's spelling that is renamed here"
} as const

export type ValueKind = keyof typeof valueKinds

export interface Disagreement {
  readonly kind: ValueKind
  /** Where: begins anew at each object with a type, `message.content[]`. */
  readonly path: string
}

export interface Agreement {
  readonly disagreements: ReadonlyArray<Disagreement>
  /** How many values were compared that aren't objects or arrays themselves. */
  readonly compared: number
  /** How many fields only we kept: the peer's parser drops what it has no field for. */
  readonly dropped: number
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const isUnknown = (value: unknown): value is { readonly raw: unknown } =>
  isObject(value) && value["isUnknown"] === true && value["type"] === "UNKNOWN"

/** The SDK's own class for a day without a time, whose JSON is as it came. */
const isDate = (value: unknown): boolean => isObject(value) && value.constructor !== Object && "toJSON" in value

const typeOf = (value: unknown): string => (isObject(value) ? String(value["type"]) : "")

/** Where a path begins anew: an object with a type, or a response. Combined filters and subagent items have any type. */
const baseOf = (value: Json, path: string): string => {
  if (path.endsWith(".subagentItems[]")) return path
  if (Array.isArray(value["filters"])) return "CompoundFilter"
  return typeof value["type"] === "string" ? value["type"] : path.replace(/^.*\.response$/, "Response")
}

const camelCase = (key: string): string => key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Compares what the peer yields with what we decode. */
export const agree = (theirs: unknown, ours: unknown): Agreement => {
  const disagreements: Array<Disagreement> = []
  let compared = 0
  let dropped = 0
  const visit = (a: unknown, b: unknown, path: string): void => {
    if (a === undefined) {
      disagreements.push({ kind: "crash", path: typeOf(b) })
    } else if (isUnknown(a)) {
      if (!isUnknown(b)) disagreements.push({ kind: "unknown", path: typeOf(b) })
      else visit(a.raw, b.raw, `${path}.raw`)
    } else if (isUnknown(b)) {
      disagreements.push({ kind: "unknownHere", path })
    } else if (isDate(a)) {
      disagreements.push({ kind: JSON.stringify(a) === JSON.stringify(b) ? "date" : "value", path })
    } else if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) disagreements.push({ kind: "value", path: `${path}.length` })
      a.forEach((item, i) => visit(item, b[i], `${path}[]`))
    } else if (isObject(a) && isObject(b)) {
      const base = baseOf(a, path)
      for (const [key, value] of Object.entries(a)) {
        if (value === undefined) continue
        if (Object.hasOwn(b, key)) visit(value, b[key], `${base}.${key}`)
        else if (key === "additionalProperties") disagreements.push({ kind: "rest", path: base })
        else if (Object.hasOwn(b, camelCase(key))) {
          disagreements.push({ kind: "wireKey", path: `${base}.${key}` })
          visit(value, b[camelCase(key)], `${base}.${key}`)
        } else disagreements.push({ kind: value === null ? "default" : "value", path: `${base}.${key}` })
      }
      for (const key of Object.keys(b)) if (a[key] === undefined) dropped++
    } else {
      compared++
      if (a !== b && !(a === 0 && b === 0)) disagreements.push({ kind: "value", path })
    }
  }
  visit(theirs, ours, "")
  return { disagreements, compared, dropped }
}
