import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { flatten } from "../../scripts/drift/shape.ts"
import type { ObjectShape, Shape } from "../../scripts/drift/shape.ts"
import { cases } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { WireType } from "../../src/chunk/ResponsesStreamChunk.ts"
import { openAI } from "./peers.ts"

const perType = 100
const maxDepth = 12

/** Numbers from 0 to 1, the same in each run. */
const randomFrom = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}

/** Makes values of shapes. `density` is the share of optional fields that are there. */
const maker = (random: () => number, density: number) => {
  const make = (shape: Shape, depth: number): unknown => {
    const { arrays, kinds, literals, objects, records } = flatten(shape)
    const isDeep = depth > maxDepth
    const choices: ReadonlyArray<() => unknown> = [
      ...[...literals].map((value) => () => value),
      ...(kinds.has("string") ? [() => `text ${random()}`] : []),
      ...(kinds.has("number") ? [random] : []),
      ...(kinds.has("boolean") ? [() => random() < 0.5] : []),
      ...(kinds.has("unknown") ? [() => ({ any: random() })] : []),
      ...(kinds.has("null") ? [() => null] : []),
      ...arrays.map((item) => () => (isDeep ? [] : [make(item, depth + 1), make(item, depth + 1)])),
      ...records.map((value) => () => (isDeep ? {} : { "a key": make(value, depth + 1) })),
      ...objects.map((object) => () => makeObject(object, depth + 1))
    ]
    assert.isNotEmpty(choices)
    // Literals and null end a value that refers to itself
    return choices[isDeep ? 0 : Math.floor(random() * choices.length)]!()
  }
  const makeObject = (object: ObjectShape, depth: number): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      [...object.fields]
        .filter(([, { required }]) => required || (depth <= maxDepth && random() < density))
        .map(([key, { shape }]) => [key, make(shape, depth)])
    )
  return makeObject
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

describe("events made from the declarations of openai", () => {
  it("decode, and encode to what they were, but for what docs/differences.md lists", () => {
    const random = randomFrom(1)
    const refused = new Map<string, number>()
    let returned = 0
    for (const [type, shape] of openAI.events) {
      // It has two forms, of which one is a chunk
      if (type === "error") continue
      const schema: Schema.Codec<unknown> = cases[type as WireType]
      for (let i = 0; i < perType; i++) {
        const event = maker(random, [0, 0.5, 1][i % 3]!)(shape, 0)
        const result = Schema.decodeUnknownResult(schema)(event, { errors: "all" })
        if (Result.isSuccess(result)) {
          assert.deepStrictEqual(Schema.encodeSync(schema)(result.success), event, type)
          returned++
        } else {
          for (const { path } of format(result.failure.issue).issues) {
            const where = JSON.stringify(path)
            refused.set(where, (refused.get(where) ?? 0) + 1)
          }
        }
      }
    }
    console.log(
      `events of ${openAI.source}: ${returned} of ${(openAI.events.size - 1) * perType} encode to what they were`
    )
    for (const [path, count] of refused) console.log(`  refused at ${path}: ${count}`)
    // The one required field that the declarations leave optional
    const status = JSON.stringify(["response", "status"])
    assert.deepStrictEqual([...refused.keys()], [status])
    assert.isAbove(returned, refused.get(status)!)
  })
})
