import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { makeDecoder } from "../support/decoder.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import { sliceSize } from "../../src/image/base64.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as Testing from "../../src/testing/testing.ts"
import { anImage, base64Of, images } from "../support/images.ts"
import { outcome } from "../support/outcome.ts"

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

type Wire = { readonly type: string; readonly [key: string]: unknown }

type Chunks = ReadonlyArray<ResponsesStreamChunk>

const decoder = makeDecoder()

const decoded = (wires: ReadonlyArray<Wire>): Chunks =>
  wires.map((wire, index) => Result.getOrThrow(decoder.decodeJson({ sequence_number: index, ...wire }, index)))

const response = (type: string, rest: object = {}): Wire => ({
  type: `response.${type}`,
  response: { id: "resp_1", object: "response", created_at: 1, model: "m", status: type, output: [], ...rest }
})

const completedWith = (...output: ReadonlyArray<object>) => response("completed", { output })

/** The events of an image call. */
const call = (output_index: number, id: string | null = `ig_${output_index}`, type = "image_generation_call") => ({
  item: (rest: object = {}) => ({ type, id, ...rest }),
  added: (rest: object = {}): Wire => ({
    type: "response.output_item.added",
    output_index,
    item: { type, id, ...rest }
  }),
  done: (rest: object = {}): Wire => ({ type: "response.output_item.done", output_index, item: { type, id, ...rest } }),
  is: (state: ImageGeneration.CallState): Wire => ({
    type: `response.image_generation_call.${state}`,
    output_index,
    item_id: id ?? ""
  }),
  partial: (partial_image_index: number, image: Uint8Array | string, rest: object = {}): Wire => ({
    type: "response.image_generation_call.partial_image",
    output_index,
    item_id: id ?? "",
    partial_image_index,
    partial_image_b64: typeof image === "string" ? image : base64Of(image),
    ...rest
  })
})

const ig = call(0)

const created = response("created")
const completed = response("completed")
const result = (n: number) => ({ result: base64Of(anImage(n)) })

const callsOf = (chunks: Chunks, options?: ImageGeneration.CallsOptions) =>
  ImageGeneration.calls(Stream.fromIterable(chunks), options).pipe(Stream.runCollect)

const updatesOf = (chunks: Chunks) => ImageGeneration.updates(Stream.fromIterable(chunks)).pipe(Stream.runCollect)

/** The only call of a stream. */
const only = Effect.fn("only")(function* (wires: ReadonlyArray<Wire>, options?: ImageGeneration.CallsOptions) {
  const calls = yield* callsOf(decoded(wires), options)
  assert.strictEqual(calls.length, 1)
  return calls[0]!
})

const outcomesOf = (...wires: ReadonlyArray<Wire>) =>
  callsOf(decoded(wires)).pipe(Effect.map((calls) => calls.map(({ outcome }) => outcome)))

/** Bytes as text, so that images can be told apart at a glance. */
const plain = (image: ImageGeneration.Image) => ({ ...image, bytes: base64Of(image.bytes) })

const imageOf = (n: number, index = 0) => ({ bytes: base64Of(anImage(n)), mediaType: "image/png", index })

const imagesOf = (call: ImageGeneration.ImageCall) => ({
  partial: call.partialImages.map(plain),
  final: call.outcome._tag === "Completed" ? plain(call.outcome.image) : call.outcome._tag
})

const byIndex = (calls: ReadonlyArray<ImageGeneration.ImageCall>) =>
  calls.toSorted((a, b) => a.outputIndex - b.outputIndex)

// -----------------------------------------------------------------------------
// A call
// -----------------------------------------------------------------------------

describe("calls", () => {
  it.effect("give a call with its states, partial images, final image and details", () =>
    Effect.gen(function* () {
      const answer = Testing.answer(Testing.text("Here:"), Testing.image({ partialImages: 2, quality: "high" }))
      const calls = yield* callsOf(Testing.toChunks(answer))
      assert.strictEqual(calls.length, 1)
      const { outcome, partialImages, ...rest } = calls[0]!
      assert.deepStrictEqual(rest, {
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
      const calls = yield* ImageGeneration.calls(stream).pipe(Stream.take(2), Stream.runCollect)
      assert.deepStrictEqual(
        calls.map(({ outputIndex }) => outputIndex),
        [1, 0]
      )
    })
  )

  it.effect("work in a pipe, and anew in each run of the stream", () =>
    Effect.gen(function* () {
      const chunks = Testing.toChunks(Testing.answer(Testing.image()).pipe(Testing.cut(-2)))
      const calls = Stream.fromIterable(chunks).pipe(ImageGeneration.calls, Stream.runCollect)
      assert.deepStrictEqual(yield* calls, yield* calls)
      assert.deepStrictEqual((yield* calls)[0]?.outcome, { _tag: "Cut" })
    })
  )
})

// -----------------------------------------------------------------------------
// Where images arrive
// -----------------------------------------------------------------------------

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

// -----------------------------------------------------------------------------
// Outcomes
// -----------------------------------------------------------------------------

describe("a call's outcome", () => {
  const begun = [created, ig.added({ status: "in_progress", result: null }), ig.is("generating")]
  const error = { type: "error", code: "server_error", message: "Down", param: null }

  const cases: ReadonlyArray<readonly [name: string, wires: ReadonlyArray<Wire>, outcome: ImageGeneration.Outcome]> = [
    ["is NoImage if the response is completed without the call", [completed], { _tag: "NoImage" }],
    ["is NoImage if it says completed and has no image", [ig.is("completed"), completed], { _tag: "NoImage" }],
    [
      "is NoImage if item and response have none",
      [ig.done({ status: "completed", result: null }), completedWith(ig.item({ result: null }))],
      { _tag: "NoImage" }
    ],
    ["is Cut if the stream ends", [], { _tag: "Cut" }],
    ["is Cut if the stream ends after the item was done without an image", [ig.done()], { _tag: "Cut" }],
    ["is Failed if the item says so", [ig.done({ status: "failed" }), completed], { _tag: "Failed", what: "call" }],
    [
      "is Failed if the item says so, whatever image it has",
      [ig.done({ status: "failed", ...result(1) }), completed],
      { _tag: "Failed", what: "call" }
    ],
    [
      "is Failed with what moderation says",
      [
        ig.done({
          status: "completed",
          error: {
            code: "moderation_blocked",
            message: "No",
            moderation_details: { categories: ["violence"], moderation_stage: "output" }
          }
        })
      ],
      {
        _tag: "Failed",
        what: "call",
        code: "moderation_blocked",
        message: "No",
        moderation: { categories: ["violence"], moderationStage: "output" }
      }
    ],
    [
      "is Failed if only the response tells of it",
      [completedWith(ig.item({ status: "failed" }))],
      { _tag: "Failed", what: "call" }
    ],
    [
      "is Failed if the response fails",
      [response("failed", { error: { code: "server_error", message: "Down" } })],
      { _tag: "Failed", what: "response", code: "server_error", message: "Down" }
    ],
    ["is Failed if the response fails without a word", [response("failed")], { _tag: "Failed", what: "response" }],
    [
      "is Failed with the error before, if the response fails without a word",
      [error, response("failed")],
      { _tag: "Failed", what: "response", code: "server_error", message: "Down" }
    ],
    [
      "is Failed if the stream ends with an error",
      [error],
      { _tag: "Failed", what: "response", code: "server_error", message: "Down" }
    ],
    [
      "is Failed if the stream ends with an error of the other form",
      [{ type: "response.error", error: { message: "Down" } }],
      { _tag: "Failed", what: "response", message: "Down" }
    ],
    [
      "is Incomplete with the reason of the response",
      [response("incomplete", { incomplete_details: { reason: "content_filter" } })],
      { _tag: "Incomplete", reason: "content_filter" }
    ],
    [
      "is Incomplete if item and response say so",
      [ig.done({ status: "incomplete" }), response("incomplete", { incomplete_details: { reason: "steered" } })],
      { _tag: "Incomplete", reason: "steered" }
    ],
    ["is Incomplete if only the item says so", [ig.done({ status: "incomplete" }), completed], { _tag: "Incomplete" }],
    ["is Incomplete if only the item says so before a cut", [ig.done({ status: "incomplete" })], { _tag: "Incomplete" }]
  ]

  for (const [name, wires, outcome] of cases) {
    it.effect(name, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* outcomesOf(...begun, ...wires), [outcome])
      })
    )
  }

  it.effect("is Completed whatever status an item with an image has", () =>
    Effect.gen(function* () {
      for (const status of ["completed", "generating", "in_progress", "incomplete", "of tomorrow", null]) {
        const [outcome] = yield* outcomesOf(...begun, ig.done({ status, ...result(1) }))
        assert.strictEqual(outcome?._tag, "Completed", String(status))
      }
      const warned = ig.done({ status: "completed", error: { message: "Blurred" }, ...result(1) })
      assert.strictEqual((yield* outcomesOf(...begun, warned))[0]?._tag, "Completed")
    })
  )

  it.effect("is Invalid if the image can't be decoded, and other images don't suffer", () =>
    Effect.gen(function* () {
      const second = call(1)
      const secret = "c2VjcmV0!"
      const calls = yield* callsOf(
        decoded([
          ig.partial(0, anImage(1)),
          ig.partial(1, secret),
          ig.partial(2, ""),
          second.partial(0, "AAAAA"),
          ig.partial(3, anImage(2)),
          ig.done({ result: `data:image/png;base64,${secret}` }),
          second.done(result(3)),
          completed
        ])
      )
      const told = calls.map(({ invalidPartialImages, outcome, partialImages }) => ({
        outcome: outcome._tag,
        partial: partialImages.map(plain),
        invalid: invalidPartialImages.map(({ imageIndex, position, reason }) => ({ imageIndex, position, reason }))
      }))
      assert.deepStrictEqual(told, [
        {
          outcome: "Invalid",
          partial: [imageOf(1, 0), imageOf(2, 3)],
          invalid: [
            { imageIndex: 1, position: 8, reason: "NotBase64" },
            { imageIndex: 2, position: 0, reason: "Empty" }
          ]
        },
        { outcome: "Completed", partial: [], invalid: [{ imageIndex: 0, position: 5, reason: "Truncated" }] }
      ])
      const { outcome } = calls[0]!
      assert(outcome._tag === "Invalid")
      const { error } = outcome
      assert.instanceOf(error, ImageGeneration.InvalidImage)
      assert.strictEqual(
        error.message,
        "The image of output item 0 is not base64 from character 30 of 31 on. Read payload() for what came."
      )
      assert.strictEqual(error.payload(), `data:image/png;base64,${secret}`)
      for (const told of [String(error), JSON.stringify(error), error.stack]) assert.notInclude(told, "c2VjcmV0")
      assert.include(calls[1]!.invalidPartialImages[0]!.message, "Partial image 0 of output item 1 breaks off after 5")
      assert.include(calls[0]!.invalidPartialImages[1]!.message, "has no bytes")
    })
  )
})

// -----------------------------------------------------------------------------
// What providers do
// -----------------------------------------------------------------------------

describe("calls of careless providers", () => {
  it.effect("need no added, no states and no order of partial images", () =>
    Effect.gen(function* () {
      const wires = [
        ig.partial(2, anImage(1)),
        ig.partial(0, anImage(2)),
        ig.partial(0, anImage(3)),
        ig.done(result(4))
      ]
      const call = yield* only([...wires, completed])
      assert.deepStrictEqual(imagesOf(call), {
        partial: [imageOf(1, 2), imageOf(2, 0), imageOf(3, 0)],
        final: imageOf(4, 3)
      })
      assert.isEmpty(call.states)
    })
  )

  it.effect("have each state once, however often it is repeated", () =>
    Effect.gen(function* () {
      const beat = ig.is("generating")
      const call = yield* only([ig.is("in_progress"), beat, beat, beat, ig.is("completed"), ig.done(result(1))])
      assert.deepStrictEqual(call.states, ["in_progress", "generating", "completed"])
    })
  )

  it.effect("are held together by the output index, and have the id of their item", () =>
    Effect.gen(function* () {
      const ids = ["a", "b", "c", "d"]
      const [added, generating, partial, done] = ids.map((id) => call(7, id)) as [
        typeof ig,
        typeof ig,
        typeof ig,
        typeof ig
      ]
      const wires = [added.added(), generating.is("generating"), partial.partial(0, anImage(1)), done.done(result(2))]
      const { itemId, outputIndex, states } = yield* only([...wires, completedWith(call(0, "e").item(result(2)))])
      assert.deepStrictEqual({ itemId, outputIndex, states }, { itemId: "d", outputIndex: 7, states: ["generating"] })
    })
  )

  it.effect("have no id where there is none, or only an empty one", () =>
    Effect.gen(function* () {
      for (const id of ["", null]) {
        const { added, done, is, item } = call(0, id)
        const given = yield* only([added(), is("generating"), done(result(1)), completedWith(item(result(1)))])
        assert.notProperty(given, "itemId")
      }
    })
  )

  it.effect("aren't changed by what comes after their end", () =>
    Effect.gen(function* () {
      const late = [ig.added(), ig.is("completed"), ig.partial(5, anImage(9)), ig.done(result(8))]
      const { outcome, partialImages, states } = yield* only([ig.done(result(1)), ...late, completed, ...late])
      assert.deepStrictEqual([outcome._tag, partialImages, states], ["Completed", [], []])
    })
  )

  it.effect("are two if items with ids of their own share an output index", () =>
    Effect.gen(function* () {
      const [a, b] = [call(0, "a"), call(0, "b")]
      const items = [a.item(result(1)), b.item(result(2))]
      for (const echoed of [
        items,
        [a.item(), b.item()],
        [call(0, "x").item(result(1)), call(0, "y").item(result(2))]
      ]) {
        const wires = [a.added(), a.done(result(1)), b.added(), b.partial(0, anImage(3)), b.done(result(2))]
        const calls = yield* callsOf(decoded([...wires, completedWith(...echoed)]))
        assert.deepStrictEqual(calls.map(imagesOf), [
          { partial: [], final: imageOf(1) },
          { partial: [imageOf(3)], final: imageOf(2, 1) }
        ])
      }
    })
  )

  const waiting = [1, 3, 4].map((index) => call(index))
  const began = waiting.flatMap(({ added, done }) => [added(), done()])
  const message = { type: "message", id: "m", role: "assistant", status: "completed", content: [] }
  const renamed = (n: number) => ({ type: "image_generation_call", id: `other_${n}`, ...result(n) })
  const own = (n: number) => ({ type: "image_generation_call", id: `ig_${n}`, ...result(n) })

  for (const [name, output] of [
    ["ids", [own(4), own(3), own(1)]],
    ["places, where the ids are others", [message, renamed(1), message, renamed(3), renamed(4)]],
    ["order, where the ids are others and items are left out", [renamed(1), message, renamed(3), renamed(4)]],
    ["ids, and then by places", [message, renamed(1), message, renamed(3), own(4)]],
    ["ids, and then by order", [own(4), renamed(1), renamed(3)]],
    ["ids, and then by order, the first by its id", [own(1), renamed(3), renamed(4)]]
  ] as const) {
    it.effect(`find their images in the response by ${name}`, () =>
      Effect.gen(function* () {
        const calls = byIndex(yield* callsOf(decoded([...began, completedWith(...output)])))
        assert.deepStrictEqual(
          calls.map((call) => [call.outputIndex, imagesOf(call).final]),
          [1, 3, 4].map((n) => [n, imageOf(n)])
        )
      })
    )
  }

  it.effect("are complete where the response has images that weren't streamed", () =>
    Effect.gen(function* () {
      const calls = yield* callsOf(decoded([call(1).added(), completedWith(renamed(0), renamed(1), renamed(2))]))
      assert.deepStrictEqual(
        byIndex(calls).map((call) => [call.outputIndex, call.itemId, imagesOf(call).final]),
        [0, 1, 2].map((n) => [n, `other_${n}`, imageOf(n)])
      )
    })
  )

  it.effect("are not confused by unknown items, other tools and zero below zero", () =>
    Effect.gen(function* () {
      const others = [
        { type: "response.output_item.added", output_index: 0, item: { type: "of_tomorrow", result: "x" } },
        { type: "response.of_tomorrow", output_index: 0 },
        { type: "keepalive" }
      ]
      const { added } = call(-0)
      const calls = yield* callsOf(decoded([added(), ...others, ig.is("generating"), ig.done(result(1)), completed]))
      assert.deepStrictEqual(calls.map(imagesOf), [{ partial: [], final: imageOf(1) }])
    })
  )
})

// -----------------------------------------------------------------------------
// Updates
// -----------------------------------------------------------------------------

describe("updates", () => {
  it.effect("tell of everything in the order of the stream", () =>
    Effect.gen(function* () {
      const second = call(1)
      const updates = yield* updatesOf(
        decoded([
          created,
          ig.added(),
          ig.is("in_progress"),
          second.added(),
          ig.partial(0, anImage(1), { size: "1024x1024" }),
          second.partial(0, "!"),
          ig.is("completed"),
          ig.done({ revised_prompt: "A cat", ...result(2) }),
          completed
        ])
      )
      const told = updates.map(({ _tag, outputIndex, ...rest }) => {
        if ("image" in rest) return [_tag, outputIndex, plain(rest.image)]
        if ("outcome" in rest) return [_tag, outputIndex, rest.outcome._tag, rest.details]
        return "state" in rest ? [_tag, outputIndex, rest.state] : [_tag, outputIndex]
      })
      assert.deepStrictEqual(told, [
        ["Started", 0],
        ["StateChanged", 0, "in_progress"],
        ["Started", 1],
        ["PartialImage", 0, imageOf(1, 0)],
        ["InvalidPartialImage", 1],
        ["StateChanged", 0, "completed"],
        ["Ended", 0, "Completed", { revisedPrompt: "A cat", size: "1024x1024" }],
        ["Ended", 1, "NoImage", {}]
      ])
    })
  )

  it.effect("come one by one, while upstream waits", () =>
    Effect.gen(function* () {
      const second = yield* Deferred.make<void>()
      const [first, ...rest] = decoded([ig.partial(0, anImage(1)), ig.partial(1, anImage(2)), ig.done(result(3))])
      const stream = Stream.concat(
        Stream.make(first!),
        Stream.fromIterable(rest).pipe(Stream.mapEffect((chunk) => Effect.as(Deferred.await(second), chunk)))
      )
      const seen: Array<string> = []
      yield* ImageGeneration.updates(stream).pipe(
        Stream.runForEach(({ _tag }) => {
          seen.push(_tag)
          return _tag === "PartialImage" ? Deferred.succeed(second, undefined) : Effect.void
        })
      )
      assert.deepStrictEqual(seen, ["Started", "PartialImage", "PartialImage", "Ended"])
    })
  )

  it.effect("end each call before the error of the stream, and pass the error on", () =>
    Effect.gen(function* () {
      const chunks = Stream.fromIterable(decoded([ig.added(), call(1).added(), ig.done(result(1))]))
      const broken = Stream.concat(chunks, Stream.fail("broken" as const))
      const { error, values } = yield* outcome(ImageGeneration.calls(broken))
      assert.strictEqual(error, "broken")
      assert.deepStrictEqual(
        values.map(({ outcome, outputIndex }) => [outputIndex, outcome._tag]),
        [
          [0, "Completed"],
          [1, "Cut"]
        ]
      )
    })
  )

  it.effect("pass defects on", () =>
    Effect.gen(function* () {
      const broken = Stream.concat(Stream.fromIterable(decoded([ig.added()])), Stream.die("defect"))
      const exit = yield* Effect.exit(Stream.runDrain(ImageGeneration.updates(broken)))
      assert.include(JSON.stringify(exit), "defect")
    })
  )

  it.effect("release upstream when the consumer stops", () =>
    Effect.gen(function* () {
      let released = false
      const chunks = Stream.concat(Stream.fromIterable(decoded([ig.added()])), Stream.never).pipe(
        Stream.ensuring(Effect.sync(() => (released = true)))
      )
      yield* ImageGeneration.updates(chunks).pipe(Stream.take(1), Stream.runDrain)
      assert.isTrue(released)
    })
  )
})

// -----------------------------------------------------------------------------
// Laws
// -----------------------------------------------------------------------------

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
        const whole = yield* updatesOf(chunks)
        for (let length = 0; length <= chunks.length; length++) {
          const cut = yield* updatesOf(chunks.slice(0, length))
          const isCut = (update: ImageGeneration.Update) => update._tag === "Ended" && update.outcome._tag === "Cut"
          const before = cut.filter((update) => !isCut(update))
          assert.deepStrictEqual(before, whole.slice(0, before.length))
          assert.deepStrictEqual(cut.slice(0, before.length), before)
          const told = (tag: ImageGeneration.Update["_tag"]) =>
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
        const calls = yield* bytes.pipe(ChunkStream.decode(), ImageGeneration.calls, Stream.runCollect)
        assert.deepStrictEqual(calls.map(comparable), expected.map(comparable))
      }
    })
  )

  it.effect.prop("leaves a state as it was", [anyAnswer], ([{ answer }]) =>
    Effect.sync(() => {
      const chunks = Testing.toChunks(answer)
      const states = [ImageGeneration.initial]
      const found = chunks.map((chunk) => {
        const [state, updates] = ImageGeneration.step(states.at(-1)!, chunk)
        states.push(state)
        return updates
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
      const open = new Set<number>()
      for (const { _tag, outputIndex } of yield* updatesOf(chunks)) {
        if (_tag === "Started") {
          assert.isFalse(open.has(outputIndex))
          open.add(outputIndex)
        } else assert.isTrue(open.has(outputIndex))
        if (_tag === "Ended") open.delete(outputIndex)
      }
      assert.strictEqual(open.size, 0)
    })
  )
})

// -----------------------------------------------------------------------------
// Large images
// -----------------------------------------------------------------------------

const mebibyte = 1 << 20

const ms = (time: number) => `${time.toFixed(1)} ms`

/** Counts the turns that others get, and the work between two of them, in ms of computing and not of waiting. */
const watched = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    let turns = 0
    let longest = 0
    let total = 0
    let last = process.cpuUsage()
    const note = () => {
      const { system, user } = process.cpuUsage(last)
      last = process.cpuUsage()
      longest = Math.max(longest, (user + system) / 1000)
      total += (user + system) / 1000
    }
    const turn = () => {
      note()
      turns++
      timer = setImmediate(turn)
    }
    let timer = setImmediate(turn)
    const value = yield* effect
    clearImmediate(timer)
    note()
    return { value, turns, longest, total }
  })

describe("large images", () => {
  it.live("let others have their turn between slices", (ctx) =>
    Effect.gen(function* () {
      const text = base64Of(anImage(1, 24 * mebibyte))
      const chunks = decoded([ig.done({ result: text }), completed])
      const { longest, total, turns, value } = yield* watched(callsOf(chunks))
      assert.strictEqual(value[0]?.outcome._tag, "Completed")
      console.log(`${ctx.task.name}: ${text.length} characters, ${turns} turns, longest ${ms(longest)} of ${ms(total)}`)
      assert.isAtLeast(turns, Math.floor(text.length / sliceSize))
      assert.isBelow(longest, total / 2)
    })
  )

  it.live("let others have their turn between many small ones", (ctx) =>
    Effect.gen(function* () {
      const items = Array.from({ length: 1000 }, (_, n) => ({
        ...call(n).item(),
        result: base64Of(anImage(n, 20_000))
      }))
      const chunks = decoded([completedWith(...items)])
      const { longest, total, turns, value } = yield* watched(callsOf(chunks))
      assert.deepStrictEqual(
        value.map((call) => imagesOf(call).final).slice(0, 100),
        Array.from({ length: 100 }, (_, n) => ({ ...imageOf(n), bytes: items[n]!.result }))
      )
      assert.isTrue(value.every(({ outcome }) => outcome._tag === "Completed"))
      console.log(`${ctx.task.name}: ${value.length} images, ${turns} turns, longest ${ms(longest)} of ${ms(total)}`)
      const due = (items[0]!.result.length * items.length) / sliceSize
      assert.isAtLeast(turns, Math.floor(due) - 1)
      // So many that each has a timer's delay in a browser would be too many
      assert.isAtMost(turns, due * 1.5)
    })
  )

  it.live("stop being decoded when the fiber is interrupted", () =>
    Effect.gen(function* () {
      const encoded = {
        outputIndex: 0,
        index: 0,
        isPartial: false,
        text: base64Of(anImage(1, 24 * mebibyte))
      }
      const fiber = yield* Effect.forkChild(ImageGeneration.decode(encoded))
      yield* Effect.yieldNow
      const start = performance.now()
      yield* Fiber.interrupt(fiber)
      const interrupted = performance.now() - start
      const again = performance.now()
      yield* ImageGeneration.decode(encoded)
      assert.isBelow(interrupted, (performance.now() - again) / 2)
    })
  )

  it.live("take time in proportion to their size and number", (ctx) =>
    Effect.gen(function* () {
      const time = (count: number, size: number) => {
        const partial = base64Of(anImage(1, size))
        const chunks = decoded([...Array.from({ length: count }, (_, n) => ig.partial(n, partial)), ig.done(result(1))])
        const once = Effect.timed(callsOf(chunks, { partialImages: "last" }))
        return Effect.all(Array.from({ length: 4 }, () => once)).pipe(
          Effect.map((runs) => Math.min(...runs.map(([duration]) => Duration.toMillis(duration))))
        )
      }
      const small = yield* time(4, mebibyte * 2)
      const large = yield* time(4, mebibyte * 16)
      const many = yield* time(32, mebibyte * 2)
      console.log(`${ctx.task.name}: 4 of 2 MiB ${ms(small)}, 4 of 16 MiB ${ms(large)}, 32 of 2 MiB ${ms(many)}`)
      // In fewer ms than that it is memory that is measured: small pieces are given out again, large ones are new
      const least = Math.max(small, 25)
      assert.isBelow(large, least * 8 * 4)
      assert.isBelow(many, least * 8 * 4)
    })
  )

  it("are stepped over in time that is in proportion to their number", (ctx) => {
    const time = (count: number) => {
      const streams = Array.from({ length: count }, (_, n) => [
        call(n).added(),
        call(n).partial(0, "AA=="),
        call(n).done(result(1))
      ])
      const chunks = decoded([
        ...streams.flat(),
        completedWith(...Array.from({ length: count }, (_, n) => call(n).item(result(1))))
      ])
      const times = Array.from({ length: 4 }, () => {
        const start = performance.now()
        let state = ImageGeneration.initial
        for (const chunk of chunks) state = ImageGeneration.step(state, chunk)[0]
        return performance.now() - start
      })
      return Math.min(...times)
    }
    const [few, many] = [time(500), time(8000)]
    console.log(`${ctx.task.name}: 500 calls ${ms(few)}, 8000 calls ${ms(many)}`)
    assert.isBelow(many, few * 16 * 4)
  })

  it.live("need nothing of a runtime but TextEncoder", () =>
    Effect.gen(function* () {
      const names = ["Buffer", "atob", "fetch", "TextDecoder", "Blob"] as const
      const own = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name)!)
      const chunks = decoded([ig.done(result(1)), completed])
      for (const name of names) Reflect.deleteProperty(globalThis, name)
      const calls = yield* Effect.ensuring(
        callsOf(chunks),
        Effect.sync(() => {
          for (const [i, name] of names.entries()) Object.defineProperty(globalThis, name, own[i]!)
        })
      )
      assert.strictEqual(calls[0]?.outcome._tag, "Completed")
    })
  )
})

// -----------------------------------------------------------------------------
// Recordings
// -----------------------------------------------------------------------------

// Streams of real providers. They lie beside the project and are not part of it.
const captures = fileURLToPath(new URL("../../../shared/captures/", import.meta.url))

interface Recording {
  readonly isReal: boolean
  readonly file: string
  readonly chunks: Chunks
}

const recordingsWithImages = (): ReadonlyArray<Recording> =>
  readFileSync(`${captures}INDEX.tsv`, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t") as [file: string, recorded: string])
    .filter(([file]) => !file.startsWith("chat-completions/"))
    .flatMap(([file, recorded]) => {
      const text = readFileSync(captures + file, "utf8")
      if (!/"type":\s*"(?:response\.)?image_generation_call|"openrouter:image_generation"/.test(text)) return []
      const data = file.endsWith(".jsonl")
        ? text.split("\n")
        : [...text.matchAll(/^data: ?(\{.*)$/gm)].map(([, json]) => json!)
      const wires = data.filter((line) => line !== "").map((line) => JSON.parse(line) as Wire)
      return [{ isReal: recorded === "real", file, chunks: decoded(wires) }]
    })

describe("recordings with images", () => {
  it.effect("give each call its end, and each image once", (ctx) =>
    Effect.gen(function* () {
      ctx.skip(!existsSync(`${captures}INDEX.tsv`), "../shared/captures is not beside the project")
      const recordings = recordingsWithImages()
      const outcomes = new Map<string, number>()
      let partials = 0
      for (const { chunks, file, isReal } of recordings) {
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
          const updates = yield* updatesOf(chunks.slice(0, length))
          const count = (tag: string) => updates.filter(({ _tag }) => _tag === tag).length
          assert.strictEqual(count("Ended"), count("Started"), file)
        }
      }
      const told = [...outcomes].map(([tag, count]) => `${count} ${tag}`).join(", ")
      console.log(`${ctx.task.name}: ${recordings.length} recordings, ${partials} partial images, calls: ${told}`)
      assert.isAtLeast(outcomes.get("Completed") ?? 0, 1)
      assert.isAtLeast(partials, 1)
    })
  )
})
