import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as StructuredOutput from "../../src/structured/StructuredOutput.ts"
import { completed, decoded, message, text } from "./streams.ts"
import type { Wire } from "./streams.ts"

const Rows = Schema.Struct({ title: Schema.String, rows: Schema.Array(Schema.Struct({ n: Schema.Finite })) })
const m = message()

/** A text in tiny deltas, and the response that completes with it. */
const streamOf = (json: string, delta: (piece: string, nth: number) => Wire): ReadonlyArray<Wire> => [
  m.added,
  ...(json.match(/[^]{1,8}/g) ?? []).map(delta),
  m.done([text(json)]),
  completed(m.item([text(json)]))
]

const time = Effect.fnUntraced(function* (wires: ReadonlyArray<Wire>) {
  const chunks = decoded(wires)
  let read = 0
  const start = performance.now()
  yield* Stream.fromIterable(chunks).pipe(
    StructuredOutput.events(Rows),
    Stream.runForEach((event) =>
      Effect.sync(() => {
        if (event._tag === "Partial" && event.partial.title !== undefined) read++
      })
    )
  )
  const took = performance.now() - start
  assert.isAtLeast(read, chunks.length * 0.9)
  return took
})

const deltas: ReadonlyArray<readonly [name: string, delta: (piece: string, nth: number) => Wire]> = [
  ["of one part", (piece) => m.delta(piece)],
  ["each in a part of its own", (piece, nth) => m.delta(piece, nth)],
  ["of two parts in turn", (piece, nth) => m.delta(piece, nth % 2)]
]

const long = (size: number) => JSON.stringify({ title: "x".repeat(size * 8), rows: [] })

describe("time", () => {
  it.effect.each(deltas)("is linear in deltas %s, with partial values read as they come", ([name, delta]) =>
    Effect.gen(function* () {
      const of = (size: number) => time(streamOf(long(size), delta))
      yield* of(5000)
      const small = Math.min(yield* of(5000), yield* of(5000))
      const large = Math.min(yield* of(20_000), yield* of(20_000))
      console.log(`20,000 deltas ${name}: ${large.toFixed(0)} ms`)
      // Linear is a factor of 4; quadratic would be 16
      assert.isBelow(large / small, 10)
    })
  )

  it.effect("is linear in texts that contradict what was streamed", () =>
    Effect.gen(function* () {
      const of = (size: number) =>
        time([
          m.added,
          m.delta(`{"title":"${"x".repeat(size)}`),
          ...Array.from({ length: size / 4 }, (_, i) => m.textDone(`${i}`, 1)),
          completed()
        ])
      yield* of(5000)
      const small = Math.min(yield* of(5000), yield* of(5000))
      assert.isBelow(Math.min(yield* of(20_000), yield* of(20_000)) / small, 10)
    })
  )
})
