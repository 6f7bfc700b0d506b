import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { hasRecordings, recordings } from "../support/recordings.ts"
import { callsOf, decoded, eventsOf } from "./streams.ts"
import type { Wire } from "./streams.ts"

const isOfImages = /"type":\s*"(?:response\.)?image_generation_call|"openrouter:image_generation"/

describe.skipIf(!hasRecordings)("recordings with images", () => {
  it.effect("give each call its end, and each image once", (ctx) =>
    Effect.gen(function* () {
      const withImages = recordings.filter(({ text }) => isOfImages.test(text))
      const outcomes = new Map<string, number>()
      let partials = 0
      for (const { events, file, isReal } of withImages) {
        const chunks = decoded(events as ReadonlyArray<Wire>)
        const calls = yield* callsOf(chunks)
        const items = new Set(
          chunks.flatMap((chunk) =>
            chunk.type === "response.output_item.added" && chunk.item.type === "image_generation_call"
              ? [chunk.outputIndex]
              : []
          )
        )
        assert.deepStrictEqual(new Set(calls.map(({ outputIndex }) => outputIndex)), items, file)
        assert.strictEqual(calls.length, items.size, file)
        for (const { invalidPartialImages, outcome, partialImages } of calls) {
          // Those that were written by hand have the image in a field that no provider has
          assert.strictEqual(outcome._tag, isReal ? "Completed" : "NoImage", file)
          assert.isEmpty(invalidPartialImages, file)
          const sent = chunks.filter(({ type }) => type === "response.image_generation_call.partial_image")
          assert.strictEqual(partialImages.length, sent.length, file)
          partials += partialImages.length
          outcomes.set(outcome._tag, (outcomes.get(outcome._tag) ?? 0) + 1)
        }
        for (let length = 0; length < chunks.length; length++) {
          const events = yield* eventsOf(chunks.slice(0, length))
          const count = (tag: string) => events.filter(({ _tag }) => _tag === tag).length
          assert.strictEqual(count("Ended"), count("Started"), file)
        }
      }
      const told = [...outcomes].map(([tag, count]) => `${count} ${tag}`).join(", ")
      console.log(`${ctx.task.name}: ${withImages.length} recordings, ${partials} partial images, calls: ${told}`)
      assert.isAtLeast(outcomes.get("Completed") ?? 0, 1)
      assert.isAtLeast(partials, 1)
    })
  )
})
