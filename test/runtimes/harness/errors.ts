/** Cases of the errors that a module exports: one each, and one that tells if there are more. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Cases } from "./case.ts"
import { equal, ok } from "./case.ts"

/** The errors of a module, by what its types say. */
export type TagOf<Module> = {
  [Name in keyof Module]: Module[Name] extends abstract new (...args: never) => Error ? Name : never
}[keyof Module]

/** The errors of a module, by what runs. */
export const tagsOf = (module: object): ReadonlyArray<string> =>
  Object.entries(module)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
    .map(([name]) => name)

/** A word that stands in each payload, and must not stand where an error is logged. */
export const secret = "xyzzy"

/** What is expected of an error. */
export interface Expectation {
  /** Brings it about, as it comes about for a user. */
  readonly meet: (origin: string) => Promise<unknown>
  /** Its fields, the message aside. Of an array of wrong fields, their number. */
  readonly fields: Readonly<Record<string, unknown>>
  /** What it hands out on request. */
  readonly payload?: unknown
}

/** The error that a stream ends with, after a number of values. */
export const failureOf = async (stream: Stream.Stream<unknown, unknown>, after: number): Promise<unknown> => {
  let count = 0
  const error = await stream.pipe(
    Stream.runForEach(() => Effect.sync(() => count++)),
    Effect.flip,
    Effect.runPromise
  )
  equal(count, after, "values before the error")
  return error
}

const isObject = (u: unknown): u is Readonly<Record<string, unknown>> => typeof u === "object" && u !== null

/** What engines and Effect give every error. */
const common = new Set(["_tag", "cause", "column", "line", "message", "name", "sourceURL", "stack"])

/** The fields, and what getters give that are expected: no logger sees them. */
const fieldsOf = (error: Readonly<Record<string, unknown>>, expected: ReadonlyArray<string>): unknown =>
  Object.fromEntries(
    [...new Set([...Object.keys(error), ...expected])].flatMap((key) => {
      const value = error[key]
      return common.has(key) ? [] : [[key, key === "fields" && Array.isArray(value) ? value.length : value]]
    })
  )

const check = async (module: object, tag: string, { fields, meet, payload }: Expectation, origin: string) => {
  const error = await meet(origin)
  ok(error instanceof Error && isObject(error), "it is an Error")
  equal([error["_tag"], error.name], [tag, tag])
  ok(error instanceof (module as Readonly<Record<string, new () => Error>>)[tag]!, `it is a ${tag}`)
  equal(fieldsOf(error, Object.keys(fields)), fields)
  const handOut = error["payload"] as (() => unknown) | undefined
  equal(handOut?.call(error), payload, "payload()")

  // What may be logged says where and what to do, and quotes nothing
  ok(error.message.length > 20, "it has a message")
  for (const text of [error.message, String(error), JSON.stringify(error)]) {
    ok(!text.includes(secret), `the payload stays out of ${text}`)
  }
}

/** The cases of a module's errors. The types ask for each of them, and a case does once more. */
export const errorCases = <Module extends object>(
  module: Module,
  expectations: { readonly [_ in TagOf<Module> & string]: Expectation }
): Cases => ({
  "every error has a case": () => equal(Object.keys(expectations).toSorted(), tagsOf(module).toSorted()),
  ...Object.fromEntries(
    Object.entries<Expectation>(expectations).map(([tag, expectation]) => [
      `${tag} has its fields, and keeps the payload to itself`,
      ({ origin }) => check(module, tag, expectation, origin)
    ])
  )
})
