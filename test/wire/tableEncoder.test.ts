import { describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { isObject } from "../../src/base/json.ts"
import { makeEncoder, unfit } from "../../src/wire/tableEncoder.ts"
import { codecs } from "../chunk/laws/codecs.ts"
import { at, pathsIn, withAt, without } from "../chunk/laws/wire.ts"
import { assertSame } from "../support/same.ts"
import { withoutStacks } from "../support/stacks.ts"
import { tableOf } from "../support/table.ts"

/** Values that a place may wrongly have. */
const others: ReadonlyArray<unknown> = [
  null,
  undefined,
  "a",
  -0,
  1.5,
  Number.NaN,
  true,
  [],
  [{}],
  {},
  { type: "UNKNOWN" },
  { type: "UNKNOWN", isUnknown: true, raw: { type: "a" } },
  { type: "UNKNOWN", isUnknown: true, raw: { type: 1 } },
  { type: "UNKNOWN", isUnknown: false, raw: { type: "a" } },
  { type: "toString" },
  Object.assign(Object.create(null) as object, { type: "a" }),
  JSON.parse(`{"type":"__proto__","__proto__":{"type":"message"}}`)
]

/** At most so many of some things. */
const some = <A>(all: ReadonlyArray<A>, most: number): ReadonlyArray<A> =>
  all.length <= most ? all : all.filter(() => Math.random() < most / all.length)

/** A value without the fields that are undefined. */
const defined = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(defined)
  if (!isObject(value)) return value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const field = value[key]
    if (field === undefined) continue
    if (key === "__proto__") Object.defineProperty(copy, key, { value: defined(field), enumerable: true })
    else copy[key] = defined(field)
  }
  return copy
}

/** A value, and the same with one thing changed at some of its places. */
const mutationsOf = function* (value: unknown): Generator {
  yield value
  for (const path of some(pathsIn(value), 8)) {
    for (const other of some(others, 5)) yield withAt(value, path, () => other)
    const here = at(value, path)
    if (!isObject(here)) continue
    for (const key of Object.keys(here)) yield withAt(value, path, () => without(here, key))
    yield withAt(value, path, () => ({ ...here, added: 1, addedToo: { type: "a" } }))
  }
}

describe("the table's encoder", () => {
  withoutStacks()

  // What a client sends is in no stream, and may have any other field
  const streamed = codecs.filter(({ name }) => name !== "ResponseCreate")
  const { lines, refs } = tableOf(streamed.map(({ schema }) => schema))

  for (const [i, { name, schema }] of streamed.entries()) {
    const { encode, stringify } = makeEncoder(lines, refs[i]!)
    const interpret = Schema.encodeUnknownExit(schema)

    it.prop(
      `agrees with the interpreter on ${name}, and reads an undefined field as absent`,
      [Arbitrary.schema(schema)],
      ([value]) => {
        for (const mutation of mutationsOf(value)) {
          const exit = interpret(defined(mutation))
          const encoded = encode(mutation)
          if (Exit.isFailure(exit)) {
            assertSame(encoded, unfit, () => JSON.stringify(mutation))
            assertSame(stringify(mutation), unfit)
          } else {
            const json = JSON.stringify(exit.value)
            assertSame(defined(encoded), exit.value)
            assertSame(JSON.stringify(encoded), json)
            assertSame(stringify(mutation), json)
          }
        }
      }
    )
  }
})
