import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { isObject } from "../src/internal/json.ts"
import { list, union } from "../src/internal/model.ts"
import { decoderOf, refused } from "../src/internal/onePass.ts"
import { UnknownChunk } from "../src/ResponsesStreamChunk.ts"
import { codecs } from "./laws/codecs.ts"
import { at, withAt, without } from "./laws/wire.ts"

type Path = ReadonlyArray<string | number>

/** Every place in a JSON value. */
const placesOf = (value: unknown, path: Path = []): ReadonlyArray<Path> =>
  typeof value === "object" && value !== null
    ? [
        path,
        ...Object.entries(value).flatMap(([key, child]) =>
          placesOf(child, [...path, Array.isArray(value) ? Number(key) : key])
        )
      ]
    : [path]

/** Values that a place may wrongly have. */
const json = [
  null,
  "",
  "a",
  0,
  -0,
  1.5,
  true,
  [],
  ["a"],
  [{}],
  {},
  { type: "a" },
  { type: 1 },
  { a: { type: "message" } }
]

/** The same that no JSON has: whether they are taken in one pass is no matter, but not otherwise than they should be. */
const odd = [
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  new Date(0),
  new Map(),
  Array.from({ length: 1 }),
  Object.create({ type: "a" })
]

/** At most so many of some things, without a choice that isn't repeated by the next run. */
const some = <A>(all: ReadonlyArray<A>, most: number): ReadonlyArray<A> =>
  all.length <= most ? all : all.filter(() => Math.random() < most / all.length)

describe("decoding in one pass", () => {
  for (const { name, schema } of codecs) {
    // A literal of a chunk's type is no schema of ours
    if (name.startsWith("Type")) continue
    const decode = (value: unknown) => {
      try {
        return decoderOf(schema)(value)
      } catch {
        return refused
      }
    }
    const interpret = Schema.decodeUnknownExit(schema)

    const agree = (value: unknown, exactly: boolean): boolean => {
      const decoded = decode(value)
      const exit = interpret(value)
      if (exactly || decoded !== refused)
        assert.strictEqual(decoded !== refused, Exit.isSuccess(exit), `${name} ${JSON.stringify(value)}`)
      if (decoded === refused || !Exit.isSuccess(exit)) return false
      assert.deepStrictEqual(decoded, exit.value)
      // The order of the keys too
      assert.strictEqual(JSON.stringify(decoded), JSON.stringify(exit.value))
      return true
    }

    it.prop(`agrees with the interpreter on ${name}`, [Arbitrary.schema(schema)], ([value]) => {
      const wire = Schema.encodeUnknownSync(schema)(value)
      assert.isTrue(agree(wire, true), name)
      for (const path of some(placesOf(wire), 8)) {
        for (const other of some(json, 4))
          agree(
            withAt(wire, path, () => other),
            true
          )
        for (const other of some(odd, 2))
          agree(
            withAt(wire, path, () => other),
            false
          )
        const here = at(wire, path)
        if (!isObject(here)) continue
        for (const key of Object.keys(here))
          agree(
            withAt(wire, path, () => without(here, key)),
            true
          )
        agree(
          withAt(wire, path, () => ({ ...here, added: 1, constructor: "a" })),
          true
        )
        agree(
          withAt(wire, path, () => Object.defineProperty({ ...here }, "__proto__", { value: 1, enumerable: true })),
          false
        )
      }
    })
  }

  it("leaves schemas of others to the interpreter", () => {
    const theirs = Schema.Struct({ type: Schema.String })
    for (const schema of [theirs, list(theirs), union([theirs, Schema.Unknown]), UnknownChunk.annotate({ title: "A" })])
      assert.throws(() => decoderOf(schema)([{ type: "a" }]), "Left to the interpreter")
  })
})
