/** `assert.deepStrictEqual` for where very many values are compared, and all but none of them differ. */
import { assert } from "@effect/vitest"
import { isDeepStrictEqual } from "node:util"

/** Node says quickly that two values are the same. What it doesn't say that of is left to the assertion. */
export const assertSame = (actual: unknown, expected: unknown, messageOf?: () => string): void => {
  if (!isDeepStrictEqual(actual, expected)) assert.deepStrictEqual(actual, expected, messageOf?.())
}
