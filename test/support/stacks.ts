/** Errors without stacks. */
import { afterAll, beforeAll } from "@effect/vitest"

/** In the tests of this file no error has a stack. Where very many are made, stacks take as long as all the rest. */
export const withoutStacks = (): void => {
  let limit: number
  beforeAll(() => {
    limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
  })
  afterAll(() => void (Error.stackTraceLimit = limit))
}
