/** Runs cases one after the other and reports each, so that a case that hangs has a name. */
import type { Context, Suites } from "./case.ts"

/** What is told on the way: that a case begins, how it ended, and that all have been run. */
export type Report =
  | { readonly start: string }
  | { readonly end: string; readonly error?: string }
  | { readonly finished: number }

/** A case has this long. It is more than any needs, on a machine that is busy. */
const caseLimit = 30_000

/** The names of all cases. */
export const names = (suites: Suites): ReadonlyArray<string> =>
  Object.entries(suites).flatMap(([suite, cases]) => Object.keys(cases).map((name) => `${suite}: ${name}`))

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? "") : "") || String(error)

// Engines differ in whether a stack begins with the message
const explain = (error: unknown): string => {
  const text = describe(error)
  return error instanceof Error && !text.includes(error.message) ? `${error.message}\n${text}` : text
}

/** Runs a case. The result is what went wrong. */
export const runCase = async (
  suites: Suites,
  name: string,
  context: Context,
  limit = caseLimit
): Promise<string | undefined> => {
  const at = name.indexOf(": ")
  const run = suites[name.slice(0, at)]?.[name.slice(at + 2)]
  if (run === undefined) return "There is no such case"
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`It hangs: nothing came within ${limit / 1000} s`), limit)
  })
  // Whatever a case throws, at once or later, is its failure
  const outcome = Promise.resolve()
    .then(() => run(context))
    .then(() => undefined, explain)
  try {
    return await Promise.race([outcome, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Runs all cases. */
export const runAll = async (
  suites: Suites,
  context: Context,
  report: (report: Report) => unknown,
  limit?: number
): Promise<void> => {
  const all = names(suites)
  for (const name of all) {
    await report({ start: name })
    const error = await runCase(suites, name, context, limit)
    await report(error === undefined ? { end: name } : { end: name, error })
  }
  await report({ finished: all.length })
}
