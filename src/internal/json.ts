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
