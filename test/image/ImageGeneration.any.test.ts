import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Testing from "../../src/testing/testing.ts"
import { anImage, base64Of } from "../support/images.ts"
import { byIndex, callsOf, eventsOf, imagesOf } from "./streams.ts"

/** Answers with images, their partial images and what else there is, one after the other or interleaved. */
const anyAnswer = Arbitrary.map(
  Arbitrary.schema(
    Schema.Struct({
      kinds: Schema.Array(Schema.Literals(["text", "image", "bad image", "no image", "failed image"])).check(
        Schema.isMaxLength(6)
      ),
      partialImages: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3 })),
      seed: Schema.Int
    })
  ),
  ({ kinds, partialImages, seed }) => {
    const items = kinds.map((kind, i): Testing.Item => {
      if (kind === "text") return Testing.text("Look at this")
      const partial = Array.from({ length: partialImages }, (_, n) => base64Of(anImage(i * 100 + n)))
      const item = Testing.image({ partialImages: partial, result: base64Of(anImage(i * 100 + 99)) })
      const { done } = item
      if (kind === "bad image") return { ...item, done: { ...done, result: "bad!" } }
      if (kind === "no image") return { ...item, done: { ...done, result: null } }
      if (kind === "failed image") return { ...item, done: { ...done, status: "failed", result: null } }
      return item
    })
    return { answer: Testing.answer(...items), kinds, seed }
  }
)

const outcomeOfKind: { readonly [kind: string]: ImageGeneration.Outcome["_tag"] } = {
  image: "Completed",
  "bad image": "Invalid",
  "no image": "NoImage",
  "failed image": "Failed"
}

/** A call in a form that can be compared. */
const comparable = (call: ImageGeneration.ImageCall) => ({
  ...call,
  ...imagesOf(call),
  partialImages: undefined,
  outcome: call.outcome._tag
})

describe("any answer", () => {
  it.effect.prop("has one call for each image, with the outcome that is due", [anyAnswer], ([{ answer, kinds }]) =>
    Effect.gen(function* () {
      const calls = yield* callsOf(Testing.toChunks(answer))
      const due = kinds.flatMap((kind, i) => (kind in outcomeOfKind ? [[i, outcomeOfKind[kind]]] : []))
      assert.deepStrictEqual(
        byIndex(calls).map(({ outcome, outputIndex }) => [outputIndex, outcome._tag]),
        due
      )
    })
  )

  it.effect.prop("gives the same calls however its items are interleaved", [anyAnswer], ([{ answer, seed }]) =>
    Effect.gen(function* () {
      const calls = yield* callsOf(Testing.toChunks(answer))
      const mixed = yield* callsOf(Testing.toChunks(answer.pipe(Testing.interleaved(seed))))
      assert.deepStrictEqual(byIndex(mixed).map(comparable), byIndex(calls).map(comparable))
    })
  )

  it.effect.prop(
    "gives at any cut what it had given before, and an end of each call",
    [anyAnswer],
    ([{ answer, seed }]) =>
      Effect.gen(function* () {
        const chunks = Testing.toChunks(answer.pipe(Testing.interleaved(seed)))
        const whole = yield* eventsOf(chunks)
        for (let length = 0; length <= chunks.length; length++) {
          const cut = yield* eventsOf(chunks.slice(0, length))
          const isCut = (event: ImageGeneration.ImageEvent) => event._tag === "Ended" && event.outcome._tag === "Cut"
          const before = cut.filter((event) => !isCut(event))
          assert.deepStrictEqual(before, whole.slice(0, before.length))
          assert.deepStrictEqual(cut.slice(0, before.length), before)
          const told = (tag: ImageGeneration.ImageEvent["_tag"]) =>
            cut.flatMap(({ _tag, outputIndex }) => (_tag === tag ? [outputIndex] : [])).toSorted((a, b) => a - b)
          assert.deepStrictEqual(told("Ended"), told("Started"))
        }
      })
  )

  it.effect.prop("gives the same by bytes in any pieces", [anyAnswer], ([{ answer }]) =>
    Effect.gen(function* () {
      const expected = yield* callsOf(Testing.toChunks(answer))
      for (const size of [64, 1000]) {
        const bytes = Stream.fromIterable(Testing.toPieces(answer, size))
        const calls = yield* bytes.pipe(ChunkStream.decode(), ImageGeneration.calls(), Stream.runCollect)
        assert.deepStrictEqual(calls.map(comparable), expected.map(comparable))
      }
    })
  )

  it.effect.prop("leaves a state as it was", [anyAnswer], ([{ answer }]) =>
    Effect.sync(() => {
      const chunks = Testing.toChunks(answer)
      const states = [ImageGeneration.initial]
      const found = chunks.map((chunk) => {
        const [state, events] = ImageGeneration.step(states.at(-1)!, chunk)
        states.push(state)
        return events
      })
      for (const [i, chunk] of chunks.entries()) {
        assert.deepStrictEqual(ImageGeneration.step(states[i]!, chunk)[1], found[i]!)
      }
      assert.isEmpty(ImageGeneration.end(states.at(-1)!))
    })
  )
})

describe("any chunks", () => {
  it.effect.prop("give every call a beginning and an end", [Arbitrary.array(Testing.anyChunk())], ([chunks]) =>
    Effect.gen(function* () {
      const open = new Set<string>()
      for (const { _tag, key } of yield* eventsOf(chunks)) {
        if (_tag === "Started") {
          assert.isFalse(open.has(key))
          open.add(key)
        } else assert.isTrue(open.has(key))
        if (_tag === "Ended") open.delete(key)
      }
      assert.strictEqual(open.size, 0)
    })
  )
})
