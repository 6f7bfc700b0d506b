/** What a JSON value may be, as far as two descriptions of it can be compared: what each reader turns its source into. */

export type Shape =
  | { readonly kind: "string" | "number" | "integer" | "boolean" | "null" | "unknown" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "array"; readonly item: Shape }
  | { readonly kind: "record"; readonly value: Shape }
  | { readonly kind: "union"; readonly members: ReadonlyArray<Shape>; readonly open?: true }
  | { readonly kind: "lazy"; readonly get: () => Shape }
  | ObjectShape

/** An object with known keys. Objects of one description that are the same model are the same object here. */
export interface ObjectShape {
  readonly kind: "object"
  /** The model's name, where the description has names. */
  readonly name?: string
  readonly fields: ReadonlyMap<string, Field>
}

export interface Field {
  readonly required: boolean
  readonly shape: Shape
}

/** A description of a stream: the shape of each event by its wire type. */
export interface Catalogue {
  /** Whose description it is, with the version: `openai@6.49.0`. */
  readonly source: string
  readonly events: ReadonlyMap<string, ObjectShape>
}

export const union = (members: ReadonlyArray<Shape>): Shape =>
  members.length === 1 ? members[0]! : { kind: "union", members }

export const literal = (value: string | number | boolean): Shape => ({ kind: "literal", value })

/** A shape with unions and lazies taken apart. */
export interface Flat {
  readonly objects: ReadonlyArray<ObjectShape>
  readonly arrays: ReadonlyArray<Shape>
  readonly records: ReadonlyArray<Shape>
  readonly literals: ReadonlySet<string | number | boolean>
  /** `string`, `number`, `boolean`, `null`, `unknown`; an integer is an `integer`. */
  readonly kinds: ReadonlySet<string>
  /** Whether objects of other types are taken too. */
  readonly open: boolean
}

export const flatten = (shape: Shape): Flat => {
  const objects: Array<ObjectShape> = []
  const arrays: Array<Shape> = []
  const records: Array<Shape> = []
  const literals = new Set<string | number | boolean>()
  const kinds = new Set<string>()
  const seen = new Set<Shape>()
  let open = false
  const add = (shape: Shape): void => {
    if (seen.has(shape)) return
    seen.add(shape)
    if (shape.kind === "union") {
      open ||= shape.open === true
      shape.members.forEach(add)
    } else if (shape.kind === "lazy") add(shape.get())
    else if (shape.kind === "object") objects.push(shape)
    else if (shape.kind === "array") arrays.push(shape.item)
    else if (shape.kind === "record") records.push(shape.value)
    else if (shape.kind === "literal") literals.add(shape.value)
    else kinds.add(shape.kind)
  }
  add(shape)
  return { objects, arrays, records, literals, kinds, open }
}

/** The known values of an object's `type`; none if it isn't told apart by its type. */
export const typesOf = (object: ObjectShape): ReadonlyArray<string> => {
  const type = object.fields.get("type")
  return type === undefined ? [] : [...flatten(type.shape).literals].filter((value) => typeof value === "string")
}
