/** What a case is, and how it says what went wrong. Nothing here may need a runtime's own modules. */

/** What a case is given. */
export interface Context {
  /** The texts of examples/streams, by file name. */
  readonly samples: Readonly<Record<string, string>>
  /** A server on this machine that streams: `lib/server.mjs` says what it answers. */
  readonly origin: string
}

/** Passes, or throws. */
export type Case = (context: Context) => Promise<void> | void

/** The cases of a file, by what they say. */
export type Cases = Readonly<Record<string, Case>>

/** The cases of all files, by the name of the file. */
export type Suites = Readonly<Record<string, Cases>>

const show = (value: unknown): string => {
  const text = typeof value === "string" || isObject(value) ? json(value) : String(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

const json = (value: string | object): string => {
  try {
    return JSON.stringify(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}

const isObject = (u: unknown): u is Record<string, unknown> => typeof u === "object" && u !== null

/** Where two values differ, and how: all own keys are compared, and numbers by `Object.is`. */
const difference = (actual: unknown, expected: unknown, path: string): string | undefined => {
  if (Object.is(actual, expected)) return undefined
  const differ = `${path || "it"} is ${show(actual)} and should be ${show(expected)}`
  if (!isObject(actual) || !isObject(expected) || Array.isArray(actual) !== Array.isArray(expected)) return differ
  const keys = Object.keys(expected)
  const extra = Object.keys(actual).find((key) => !Object.hasOwn(expected, key))
  if (extra !== undefined) return `${path}.${extra} is ${show(actual[extra])} and should not be there`
  for (const key of keys) {
    if (!Object.hasOwn(actual, key)) return `${path}.${key} is missing, and should be ${show(expected[key])}`
    const found = difference(actual[key], expected[key], `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** Two values are the same, all the way down. */
export const equal = (actual: unknown, expected: unknown, what = ""): void => {
  const found = difference(actual, expected, "")
  if (found !== undefined) throw new Error(what === "" ? found : `${what}: ${found}`)
}

/** Something holds. */
export function ok(condition: unknown, what: string): asserts condition {
  if (condition !== true) throw new Error(what)
}

/** What a function throws. */
export const thrownBy = (f: () => unknown): unknown => {
  try {
    f()
  } catch (error) {
    return error
  }
  throw new Error("nothing was thrown")
}
