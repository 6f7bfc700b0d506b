import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import * as Testing from "../../src/testing/testing.ts"
import { anImage, base64Of } from "../support/images.ts"
import { decoded, call, ig, completed, result, callsOf, only, imageOf, imagesOf } from "./streams.ts"

describe("calls", () => {
  it.effect("give a call with its states, partial images, final image and details", () =>
    Effect.gen(function* () {
      const answer = Testing.answer(Testing.text("Here:"), Testing.image({ partialImages: 2, quality: "high" }))
      const calls = yield* callsOf(Testing.toChunks(answer))
      assert.strictEqual(calls.length, 1)
      const { outcome, partialImages, ...rest } = calls[0]!
      assert.deepStrictEqual(rest, {
        key: "1",
        outputIndex: 1,
        itemId: "ig_1",
        states: ["in_progress", "generating", "completed"],
        invalidPartialImages: [],
        details: { background: "opaque", outputFormat: "png", quality: "high", size: "1024x1024" }
      })
      assert.deepStrictEqual(
        partialImages.map(({ index, mediaType }) => ({ index, mediaType })),
        [
          { index: 0, mediaType: "image/png" },
          { index: 1, mediaType: "image/png" }
        ]
      )
      assert(outcome._tag === "Completed")
      assert.strictEqual(outcome.image.index, 2)
      const all = [...partialImages, outcome.image].map(({ bytes }) => base64Of(bytes))
      assert.strictEqual(new Set(all).size, 3)
      for (const bytes of all) assert.match(bytes, /^iVBORw0KGgo/)
    })
  )

  it.effect("keep all partial images, the last, or none", () =>
    Effect.gen(function* () {
      const wires = [ig.added(), ig.partial(0, anImage(1)), ig.partial(1, anImage(2)), ig.done(result(3)), completed]
      const all = { partial: [imageOf(1, 0), imageOf(2, 1)], final: imageOf(3, 2) }
      assert.deepStrictEqual(imagesOf(yield* only(wires)), all)
      assert.deepStrictEqual(imagesOf(yield* only(wires, { partialImages: "all" })), all)
      const last = yield* only(wires, { partialImages: "last" })
      assert.deepStrictEqual(imagesOf(last), { ...all, partial: [imageOf(2, 1)] })
      const none = yield* only(wires, { partialImages: "none" })
      assert.deepStrictEqual(imagesOf(none), { ...all, partial: [] })
    })
  )

  it.effect("don't decode partial images that aren't kept", () =>
    Effect.gen(function* () {
      const wires = [ig.added(), ig.partial(0, "!"), ig.done(result(1)), completed]
      assert.isEmpty((yield* only(wires, { partialImages: "none" })).invalidPartialImages)
      assert.strictEqual((yield* only(wires, { partialImages: "last" })).invalidPartialImages.length, 1)
    })
  )

  it.effect("give each call as soon as its item has the image", () =>
    Effect.gen(function* () {
      const second = call(1)
      const wires = [ig.added(), second.added(), second.done(result(2)), ig.done(result(1))]
      const stream = Stream.concat(Stream.fromIterable(decoded(wires)), Stream.never)
      const calls = yield* stream.pipe(ImageGeneration.calls(), Stream.take(2), Stream.runCollect)
      assert.deepStrictEqual(
        calls.map(({ outputIndex }) => outputIndex),
        [1, 0]
      )
    })
  )

  it.effect("work in a pipe, and anew in each run of the stream", () =>
    Effect.gen(function* () {
      const chunks = Testing.toChunks(Testing.answer(Testing.image()).pipe(Testing.cut(-2)))
      const calls = Stream.fromIterable(chunks).pipe(ImageGeneration.calls(), Stream.runCollect)
      assert.deepStrictEqual(yield* calls, yield* calls)
      assert.deepStrictEqual((yield* calls)[0]?.outcome, { _tag: "Cut" })
    })
  )
})
