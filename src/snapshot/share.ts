/**
 * Structural sharing between snapshots: equal values are the same object.
 *
 * @internal
 */

import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import { attached } from "./attached.ts"
import type { Attached } from "./attached.ts"

/** Computes once for each object, and keeps the result as long as the object is kept. */
export const memoize = <K extends object, V extends object>(make: (key: K) => V): ((key: K) => V) => {
  const made = attached<K, V>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}

/** A copy with some fields set. Models have the types of classes, and are plain objects. */
export const update = <A extends object>(value: A, fields: object): A => Object.assign({}, value, fields)

/** Makes the descriptor of a lazy field, and attaches what makes its value to an object. */
const makeLazyField = (): { readonly field: PropertyDescriptor; readonly makers: Attached<object, () => object> } => {
  const makers = attached<object, () => object>()
  const get = function (this: object): object | undefined {
    return makers.get(this)?.()
  }
  return { makers, field: { enumerable: true, configurable: true, get } }
}

const lazyFields = /* @__PURE__ */ new Map<string, ReturnType<typeof makeLazyField>>()

const lazyField = (key: string) => {
  const lazy = lazyFields.get(key) ?? makeLazyField()
  lazyFields.set(key, lazy)
  return lazy
}

/**
 * A copy with some fields that are made when they are first read.
 *
 * All objects share the getter of a field: the engine keeps a getter, and what it refers to, until it collects all of the
 * memory.
 */
export const lazily = <A extends object, Fields extends { readonly [_ in string]: () => object }>(
  value: A,
  fields: Fields
): Omit<A, keyof Fields> & { readonly [Key in keyof Fields]: ReturnType<Fields[Key]> } => {
  const copy = { ...value }
  for (const [key, make] of Object.entries(fields)) {
    const { field, makers } = lazyField(key)
    let made: object | undefined
    makers.set(copy, () => (made ??= make()))
    Object.defineProperty(copy, key, field)
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has the fields now
  return copy as never
}

/** Values below this depth aren't shared: it keeps the stack small, and no provider nests so deep. */
const maxDepth = 100

/** Gives the new value, with all parts of the old one that are equal. If both are equal, it is the old value. */
export const share = <A>(old: unknown, value: A, depth = 0): A => {
  if (Object.is(old, value) || depth === maxDepth) return value
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it equals the value
  if (Array.isArray(old) && Array.isArray(value)) return shareArray(old, value, depth + 1) as A
  if (!isObject(old) || !isObject(value)) return value
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it equals the value
  return shareObject(old, value, depth + 1) as A
}

const shareArray = (
  old: ReadonlyArray<unknown>,
  value: ReadonlyArray<unknown>,
  depth: number
): ReadonlyArray<unknown> => {
  const shared = value.map((element, i) => share(old[i], element, depth))
  if (shared.length === old.length && shared.every((element, i) => Object.is(element, old[i]))) return old
  return shared.every((element, i) => Object.is(element, value[i])) ? value : shared
}

const shareObject = (old: Json, value: Json, depth: number): Json => {
  const keys = Object.keys(value)
  const fields = keys.map((key) => (Object.hasOwn(old, key) ? share(old[key], value[key], depth) : value[key]))
  const isAllOf = (object: Json): boolean =>
    keys.every((key, i) => Object.hasOwn(object, key) && Object.is(fields[i], object[key]))
  if (keys.length === Object.keys(old).length && isAllOf(old)) return old
  // `fromEntries` sets a key named __proto__ as any other
  return isAllOf(value) ? value : Object.fromEntries(keys.map((key, i) => [key, fields[i]]))
}
