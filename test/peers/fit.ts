/**
 * Changes JSON so that it has a shape: what is right stays, numbers are rounded where integers are asked for, and what
 * is missing or of another type is filled in. An object whose type an open union doesn't have stays as it is, and
 * its type is added to `foreign`.
 */
import type { ObjectShape, Shape } from "../../scripts/drift/shape.ts"
import { flatten, typesOf } from "../../scripts/drift/shape.ts"

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const fit = (value: unknown, shape: Shape, foreign: Set<string>): unknown => {
  const { arrays, kinds, literals, objects, open, records } = flatten(shape)
  const fits =
    kinds.has("unknown") || kinds.has(value === null ? "null" : typeof value) || literals.has(value as string)
  if (fits) return value
  if (typeof value === "number" && kinds.has("integer")) return Math.trunc(value % 2 ** 31)
  if (Array.isArray(value) && arrays.length > 0) return value.map((item) => fit(item, arrays[0]!, foreign))
  if (isObject(value) && objects.length > 0) {
    const type = value["type"]
    const told = objects.find((object) => typesOf(object).includes(type as string))
    if (told !== undefined) return fitObject(value, told, foreign)
    const untold = objects.find((object) => typesOf(object).length === 0)
    if (untold !== undefined) return fitObject(value, untold, foreign)
    if (!open) return sample(shape)
    if (typeof type === "string") foreign.add(type)
    return value
  }
  if (isObject(value) && records.length > 0) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fit(item, records[0]!, foreign)]))
  }
  return sample(shape)
}

const fitObject = (value: Readonly<Record<string, unknown>>, shape: ObjectShape, foreign: Set<string>): unknown => {
  const fitted: Record<string, unknown> = { ...value }
  for (const [key, field] of shape.fields) {
    if (Object.hasOwn(value, key)) fitted[key] = fit(value[key], field.shape, foreign)
    else if (field.required) fitted[key] = sample(field.shape)
  }
  return fitted
}

/** The simplest value of a shape. */
const sample = (shape: Shape): unknown => {
  const { arrays, kinds, literals, objects, records } = flatten(shape)
  const [value] = literals
  if (value !== undefined) return value
  if (kinds.has("string")) return "text"
  if (kinds.has("integer") || kinds.has("number")) return 1
  if (kinds.has("boolean")) return true
  if (arrays.length > 0) return []
  if (objects.length > 0) return fitObject({}, objects[0]!, new Set())
  return records.length > 0 ? {} : null
}
