/**
 * Parsed JSON.
 *
 * @internal
 */

/** A JSON object. */
export interface Json {
  readonly [key: string]: unknown
}

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether a value is `{}`. */
export const isEmptyObject = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0

/** Whether an error is a stack overflow, as JSON that nests too deeply causes. Engines differ in its class and message. */
export const isOverflow = (thrown: unknown): boolean =>
  thrown instanceof Error && /call stack|recursion/i.test(thrown.message)

/** A model's fields by any name. Models have the types of classes, and are plain objects. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every object has fields
export const fieldsOf = (model: object): Json => model as Json

/** What an object of a type that no model describes decodes to. */
export const unknownOf = <Raw extends Json>(raw: Raw) => ({ type: "UNKNOWN" as const, isUnknown: true as const, raw })
