/** Compares two descriptions of a stream. */
import type { Catalogue, Field, Flat, ObjectShape, Shape } from "./shape.ts"
import { flatten, typesOf } from "./shape.ts"

/** Each kind of difference, with what it says of the peer. */
export const kinds = {
  event: "has an event type that is missing here",
  member: "has a member of a union that is missing here",
  field: "has a field that is missing here",
  value: "has a value that isn't listed here",
  type: "allows a type that is refused here",
  absent: "may leave out what is required here",
  null: "may send null where it is refused here",
  open: "says more exactly what is any JSON here",
  closed: "lists the values where any string is taken here",
  fraction: "takes integers where any finite number is taken here",
  optional: "requires what is optional here",
  nullish: "never sends null, which is taken here",
  ours: "doesn't have what is modelled here",
  oursEvent: "doesn't have an event type that is modelled here"
} as const

export type Kind = keyof typeof kinds

export interface Finding {
  readonly kind: Kind
  /**
   * Where: a wire type, or one of our models and a wire key (`Response.status`), with `[]` for the items of an array,
   * `{}` for the values of a record, `<…>` for a member of a union and `=…` for a value.
   */
  readonly path: string
}

/** The kinds by which more is valid here than the peer says. What the peer describes is valid here all the same. */
export const looserKinds: ReadonlyArray<Kind> = [
  "open",
  "closed",
  "fraction",
  "optional",
  "nullish",
  "ours",
  "oursEvent"
]

export interface Comparison {
  readonly peer: string
  readonly findings: ReadonlyArray<Finding>
  /** How many event types both have. */
  readonly chunks: number
  /** How many of our models were held against the peer's, chunks included. */
  readonly models: number
  /** How many fields of those models both have. */
  readonly fields: number
}

/** Lists how a peer's description differs from ours. Each difference is listed once, at the model that has it. */
export const compare = (ours: Catalogue, peer: Catalogue): Comparison => {
  const findings = new Map<string, Finding>()
  const models = new Set<ObjectShape>()
  const fields = new Set<Field>()
  const visited = new Map<ObjectShape, Set<ObjectShape>>()
  // What is ours alone is known at the end: a peer may have several objects where we have one
  const optional = new Map<string, Field>()
  const members = new Map<string, { readonly all: Set<ObjectShape>; readonly matched: Set<ObjectShape> }>()

  const report = (kind: Kind, path: string): void => {
    findings.set(`${kind} ${path}`, { kind, path })
  }

  const compareShapes = (our: Shape, their: Shape, path: string): void => {
    const [a, b] = [flatten(our), flatten(their)]
    if (a.kinds.has("unknown")) {
      if (!b.kinds.has("unknown")) report("open", path)
      return
    }
    if (b.kinds.has("unknown")) return report("type", path)
    if (b.kinds.has("null") && !a.kinds.has("null")) report("null", path)
    if (a.kinds.has("null") && !b.kinds.has("null")) report("nullish", path)
    compareScalars(a, b, path)
    for (const their of b.arrays) {
      if (a.arrays.length === 0) report("type", path)
      for (const our of a.arrays) compareShapes(our, their, `${path}[]`)
    }
    for (const their of b.records) {
      if (a.records.length === 0) report("type", path)
      for (const our of a.records) compareShapes(our, their, `${path}{}`)
    }
    compareMembers(a, b, path)
  }

  const compareScalars = (a: Flat, b: Flat, path: string): void => {
    for (const value of b.literals) {
      if (a.literals.has(value)) continue
      if (a.literals.size > 0) report("value", `${path}=${String(value)}`)
      else if (!a.kinds.has(typeof value)) report("type", path)
    }
    for (const kind of b.kinds) {
      if (kind === "null") continue
      if (!a.kinds.has(kind) && !(kind === "integer" && a.kinds.has("number"))) report("type", path)
    }
    if (b.literals.size > 0 && a.kinds.has("string") && !b.kinds.has("string")) report("closed", path)
    if (b.kinds.has("integer") && a.kinds.has("number") && !b.kinds.has("number")) report("fraction", path)
  }

  const compareMembers = (a: Flat, b: Flat, path: string): void => {
    if (b.objects.length === 0) return
    const known = members.get(path) ?? { all: new Set(), matched: new Set() }
    members.set(path, known)
    for (const object of a.objects) known.all.add(object)
    for (const their of b.objects) {
      const types = typesOf(their)
      // An object that stands alone is compared whatever tells it apart
      const alone = a.objects.length === 1 && b.objects.length === 1
      const candidates = alone
        ? a.objects
        : types.length === 0
          ? closest(
              a.objects.filter((object) => typesOf(object).length === 0),
              their
            )
          : types.flatMap((type) =>
              closest(
                a.objects.filter((object) => typesOf(object).includes(type)),
                their
              )
            )
      for (const object of candidates) {
        known.matched.add(object)
        compareObjects(object, their, path)
      }
      const told = new Set(candidates.flatMap(typesOf))
      if (!alone) for (const type of types) if (!told.has(type)) report("member", `${path}<${type}>`)
      if (candidates.length === 0 && types.length === 0 && a.records.length === 0) report("type", path)
    }
  }

  const compareObjects = (our: ObjectShape, their: ObjectShape, path: string): void => {
    const seen = visited.get(our) ?? new Set()
    if (seen.has(their)) return
    visited.set(our, seen.add(their))
    models.add(our)
    const name = our.name ?? (path.includes(".") ? typesOf(our)[0] : undefined) ?? path
    for (const [key, field] of their.fields) {
      const known = our.fields.get(key)
      if (known === undefined) {
        report("field", `${name}.${key}`)
        continue
      }
      fields.add(known)
      if (known.required && !field.required) report("absent", `${name}.${key}`)
      if (!known.required && field.required) report("optional", `${name}.${key}`)
      // The type that objects were matched by
      if (key === "type" && typesOf(our).some((type) => typesOf(their).includes(type))) continue
      compareShapes(known.shape, field.shape, `${name}.${key}`)
    }
    for (const [key, field] of our.fields) {
      if (field.required && !their.fields.has(key)) report("absent", `${name}.${key}`)
      if (!field.required) optional.set(`${name}.${key}`, field)
    }
  }

  let chunks = 0
  for (const [type, their] of peer.events) {
    const our = ours.events.get(type)
    if (our === undefined) {
      report("event", type)
      continue
    }
    chunks++
    compareObjects(our, their, type)
  }
  for (const [path, field] of optional) if (!fields.has(field)) report("ours", path)
  for (const [path, { all, matched }] of members) {
    for (const object of all) if (!matched.has(object)) report("ours", `${path}<${typesOf(object).join("|")}>`)
  }
  for (const type of ours.events.keys()) if (!peer.events.has(type)) report("oursEvent", type)

  return { peer: peer.source, findings: [...findings.values()], chunks, models: models.size, fields: fields.size }
}

/** The object that has most in common with another, where a union has several that nothing tells apart. */
const closest = (objects: ReadonlyArray<ObjectShape>, other: ObjectShape): ReadonlyArray<ObjectShape> => {
  if (objects.length < 2) return objects
  if (objects.includes(other)) return [other]
  const likeness = (object: ObjectShape): number => {
    const shared = [...other.fields].filter(([key]) => object.fields.has(key))
    const same = shared.filter(([key, field]) => literalsOf(field) === literalsOf(object.fields.get(key)!))
    const equal = same.filter(([key, field]) => field.required === object.fields.get(key)!.required)
    return 2 * shared.length - Math.max(object.fields.size, other.fields.size) + same.length + equal.length
  }
  return [objects.reduce((best, object) => (likeness(object) > likeness(best) ? object : best))]
}

const literalsOf = (field: Field): string => [...flatten(field.shape).literals].join("|")
