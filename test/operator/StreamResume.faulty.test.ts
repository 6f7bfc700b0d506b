import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as StreamResume from "../../src/operator/StreamResume.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Testing from "../../src/testing/testing.ts"
import { makeRandom } from "../fuzz/random.ts"
import type { Random } from "../fuzz/random.ts"
import { bytesOf } from "../support/bytes.ts"
import { disorder, keep, serve } from "../support/faulty.ts"
import type { Kept } from "../support/faulty.ts"
import { outcome } from "../support/outcome.ts"
import { assertSame } from "../support/same.ts"

const textOf = (events: ReadonlyArray<Kept>) => events.map(({ text }) => text).join("")

describe("ten thousand streams through a faulty provider", () => {
  const answers = [
    Testing.answer(Testing.text("Hello, wörld \u{1F408}, and so on")),
    Testing.answer(Testing.reasoning("Let me think about it"), Testing.text("It is so. ".repeat(12))),
    Testing.answer(
      Testing.functionCall({ name: "add", arguments: { a: 1, b: 2 } }),
      Testing.functionCall({ name: "get_weather", arguments: { city: "Oslo" } }),
      Testing.text("I will look it up.")
    ).pipe(Testing.interleaved(1)),
    Testing.answer(Testing.image({ partialImages: 2 })),
    Testing.answer(Testing.text("As far as it goes")).pipe(Testing.endingWith("incomplete"))
  ]
  const texts = [
    ...answers.map((answer) => Testing.toText(answer)),
    ...answers.map((answer) => Testing.toText(answer, { dialect: "OpenRouter" }))
  ]

  /** Puts events without a number between the others. None follows the terminal chunk, which ends the stream. */
  const interspersed = (events: ReadonlyArray<Kept>, random: Random): ReadonlyArray<Kept> =>
    events.flatMap((event, i) =>
      i > 5 && event.number !== undefined && random.chance(0.15)
        ? [{ text: `data: {"type":"vendor.note","n":${i}}\n\n`, number: undefined }, event]
        : [event]
    )

  it("loses nothing and gives nothing twice", { timeout: 300_000 }, () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const seed = Math.floor(Math.random() * 1e6)
        const begin = performance.now()
        const total = { chunks: 0, connections: 0, breaks: 0 }
        const faults: Record<string, number> = {}
        for (let n = 0; n < 10_000; n++) {
          const random = makeRandom(seed, n)
          const kept = keep(texts[n % texts.length]!)
          const events = [kept, disorder(kept, 8, random), interspersed(kept, random)][n % 3]!
          const provider = serve(events, random.below(8), random)
          const as = (["chunk", "event", "result"] as const)[(n % 4) % 3]!
          const stream: Stream.Stream<unknown, unknown> = StreamResume.resumable({
            ...provider,
            as,
            schedule: Schedule.recurs(20)
          })
          const { error, values } = yield* outcome(stream)
          const expected = yield* Stream.runCollect(
            Stream.make(bytesOf(textOf(events))).pipe(ChunkStream.decode<{}, ChunkStream.As>({ as }))
          )
          const what = `stream ${n} of seed ${seed}`
          assert.isUndefined(error, what)
          assertSame(values, expected, () => what)
          total.chunks += values.length
          total.connections += provider.connections()
          for (const [fault, count] of Object.entries(provider.seen)) faults[fault] = (faults[fault] ?? 0) + count
        }
        const seconds = ((performance.now() - begin) / 1000).toFixed(1)
        console.log(
          `seed ${seed}: 10,000 streams, ${total.chunks} chunks over ${total.connections} connections in ${seconds} s: ` +
            Object.entries(faults)
              .map(([fault, count]) => `${fault} ${count}`)
              .join(", ")
        )
        assert.isAbove(total.connections, 30_000)
      })
    )
  )
})
