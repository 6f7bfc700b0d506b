import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import { anImage, base64Of, images } from "../support/images.ts"
import {
  decoded,
  response,
  completedWith,
  call,
  ig,
  created,
  completed,
  result,
  callsOf,
  only,
  outcomesOf,
  imageOf,
  imagesOf
} from "./streams.ts"

describe("an image", () => {
  const bytes = anImage(1)
  const text = base64Of(bytes)

  it.effect("is taken from the item, and not again from the response", () =>
    Effect.gen(function* () {
      const item = ig.item({ status: "completed", ...result(1) })
      const calls = yield* callsOf(decoded([created, ig.added(), ig.done(item), completedWith(item)]))
      assert.deepStrictEqual(calls.map(imagesOf), [{ partial: [], final: imageOf(1) }])
    })
  )

  it.effect("is taken from the response where the item had none", () =>
    Effect.gen(function* () {
      for (const empty of [{}, { result: null }, { result: "" }]) {
        const wires = [created, ig.added(), ig.is("completed"), ig.done(empty), completedWith(ig.item(result(1)))]
        assert.deepStrictEqual(imagesOf(yield* only(wires)).final, imageOf(1))
      }
    })
  )

  it.effect("is taken from the response where nothing came before", () =>
    Effect.gen(function* () {
      const message = { type: "message", id: "m", role: "assistant", status: "completed", content: [] }
      const calls = yield* callsOf(decoded([completedWith(message, ig.item(result(1)), call(1).item(result(2)))]))
      assert.deepStrictEqual(
        calls.map(({ outputIndex, states }) => ({ outputIndex, states })),
        [
          { outputIndex: 1, states: [] },
          { outputIndex: 2, states: [] }
        ]
      )
      assert.deepStrictEqual(
        calls.map((call) => imagesOf(call).final),
        [imageOf(1), imageOf(2)]
      )
    })
  )

  it.effect("is taken from incomplete and failed responses, and from an item that was only added", () =>
    Effect.gen(function* () {
      for (const type of ["incomplete", "failed"]) {
        const wires = [ig.added(), response(type, { output: [ig.item(result(1))] })]
        assert.deepStrictEqual(imagesOf(yield* only(wires)).final, imageOf(1))
      }
      for (const rest of [[], [completed], [ig.done()], [response("failed")]]) {
        assert.deepStrictEqual(imagesOf(yield* only([ig.added(result(1)), ...rest])).final, imageOf(1))
      }
    })
  )

  it.effect("is the one that the item has when it is done, and not when it is added", () =>
    Effect.gen(function* () {
      const wires = [ig.added(result(1)), ig.done(result(2)), completedWith(ig.item(result(3)))]
      assert.deepStrictEqual(imagesOf(yield* only(wires)).final, imageOf(2))
    })
  )

  it.effect("is read as a data URL and in every spelling of base64", () =>
    Effect.gen(function* () {
      for (const spelt of [
        `data:image/png;base64,${text}`,
        `data:;base64,${text}`,
        text.replaceAll("=", ""),
        text.replaceAll("+", "-").replaceAll("/", "_"),
        text.replaceAll(/.{10}/g, "$&\r\n")
      ]) {
        const wires = [ig.partial(0, spelt), ig.done({ result: spelt }), completed]
        const expected = { partial: [imageOf(1, 0)], final: imageOf(1, 1) }
        assert.deepStrictEqual(imagesOf(yield* only(wires)), expected, spelt)
      }
    })
  )

  it.effect("is taken from OpenRouter's own item: its result, its base64 or its data URL", () =>
    Effect.gen(function* () {
      const own = call(0, "ort_1", "openrouter:image_generation")
      for (const rest of [
        { result: text },
        { imageB64: text, result: "" },
        { imageUrl: `data:image/png;base64,${text}` }
      ]) {
        const wires = [own.added(), ig.is("generating"), own.done({ status: "completed", prompt: "A cat", ...rest })]
        const call = yield* only([...wires, completed])
        assert.deepStrictEqual(imagesOf(call).final, imageOf(1))
        assert.deepStrictEqual(call.details, { prompt: "A cat" })
        assert.strictEqual(call.itemId, "ort_1")
      }
    })
  )

  it.effect("may be a link", () =>
    Effect.gen(function* () {
      const url = "https://example.com/cat.png?a,b"
      const own = call(0, null, "openrouter:image_generation")
      const expected: ReadonlyArray<ImageGeneration.Outcome> = [{ _tag: "Linked", url }]
      assert.deepStrictEqual<unknown>(yield* outcomesOf(own.done({ imageUrl: url }), completed), expected)
      assert.deepStrictEqual<unknown>(yield* outcomesOf(ig.done({ result: url }), completed), expected)
    })
  )

  for (const [mediaType, bytes] of Object.entries(images)) {
    it.effect(`of type ${mediaType} is known by its bytes, whatever is said of it`, () =>
      Effect.gen(function* () {
        const expected = { bytes: base64Of(bytes), mediaType, index: 1 }
        for (const [text, format, declaredType] of [
          [base64Of(bytes), {}, undefined],
          [base64Of(bytes), { output_format: "tiff" }, "image/tiff"],
          [`data:${mediaType};base64,${base64Of(bytes)}`, { output_format: "tiff" }, undefined],
          [`data:text/html;base64,${base64Of(bytes)}`, {}, "text/html"]
        ] as const) {
          const call = yield* only([ig.partial(0, text, format), ig.done({ result: text, ...format }), completed])
          const { final, partial } = imagesOf(call)
          const declared = declaredType === undefined ? {} : { declaredType }
          assert.deepStrictEqual(final, { ...expected, ...declared })
          assert.deepStrictEqual(partial, [{ ...expected, index: 0, ...declared }])
        }
      })
    )
  }

  it.effect("of no known kind has the image type that is said, and never another", () =>
    Effect.gen(function* () {
      const unknown = base64Of(Buffer.from("unknown"))
      const typeOf = Effect.fnUntraced(function* (rest: object) {
        const { outcome } = yield* only([ig.done(rest), completed])
        assert(outcome._tag === "Completed")
        return outcome.image
      })
      const { declaredType, mediaType } = yield* typeOf({ result: `data:text/html;base64,${unknown}` })
      assert.deepStrictEqual([mediaType, declaredType], ["application/octet-stream", "text/html"])
      for (const [rest, expected] of [
        [{ result: unknown }, "application/octet-stream"],
        [{ result: unknown, output_format: "webp" }, "image/webp"],
        [{ result: `data:image/jxl;base64,${unknown}`, output_format: "webp" }, "image/jxl"],
        [{ result: `data:text/html;base64,${unknown}`, output_format: "webp" }, "image/webp"]
      ] as const) {
        assert.strictEqual((yield* typeOf(rest)).mediaType, expected)
      }
    })
  )

  it.effect("becomes a Blob, whose URL gives the image back", () =>
    Effect.gen(function* () {
      const call = yield* only([ig.done(result(1)), completed])
      assert(call.outcome._tag === "Completed")
      const { bytes, mediaType } = call.outcome.image
      const blob = new Blob([bytes], { type: mediaType })
      assert.strictEqual(blob.type, "image/png")
      assert.isTrue(Buffer.from(yield* Effect.promise(() => blob.arrayBuffer())).equals(anImage(1)))
    })
  )

  it.effect("holds its own bytes and no more", () =>
    Effect.gen(function* () {
      const call = yield* only([ig.done({ result: `${text}\n` }), completed])
      assert(call.outcome._tag === "Completed")
      assert.strictEqual(call.outcome.image.bytes.buffer.byteLength, bytes.length)
    })
  )
})
