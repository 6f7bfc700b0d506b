/**
 * The wrong fields of an event: where each is, what was expected there, and what kind of value came.
 *
 * @internal
 */
import type { InvalidField } from "../errors/StreamError.ts"

/** The wrong fields that were found so far. */
export interface FieldReport {
  /** The path of the current value. */
  readonly path: Array<string | number>
  readonly fields: Array<InvalidField>
  /** The keys that were filled, if missing fields are. */
  readonly filled?: Set<string>
}

/** A longer report is no use, and could be as large as the event. */
const maxFields = 100

/** The value of a missing key. */
export const missing = Symbol("missing")

/** Reports the value at the current path. */
export const addField = (report: FieldReport, expected: string, value: unknown): void => {
  if (report.fields.length === maxFields) return
  const actual = kindOf(value)
  const message = value === missing ? "missing key" : `expected ${expected}, got ${actual}`
  report.fields.push({ path: report.path.slice(), expected, actual, message })
}

/** The kind of a value in words, never the value itself. */
export const kindOf = (value: unknown): string =>
  value === missing
    ? "missing"
    : value === null
      ? "null"
      : Array.isArray(value)
        ? "an array"
        : typeof value === "object"
          ? "an object"
          : typeof value === "number" && !Number.isFinite(value)
            ? String(value)
            : typeof value
