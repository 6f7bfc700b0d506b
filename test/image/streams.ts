/** Streams of image calls for tests, and what comes out of them. */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import { decoded, lifecycle } from "../support/wires.ts"
import type { Chunks, Wire } from "../support/wires.ts"
import { anImage, base64Of } from "../support/images.ts"

export { decoded, lifecycle as response }
export type { Chunks, Wire }

export const completedWith = (...output: ReadonlyArray<object>) => lifecycle("completed", { output })

/** The events of an image call. */
export const call = (
  output_index: number,
  id: string | null = `ig_${output_index}`,
  type = "image_generation_call"
) => ({
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

export const ig = call(0)

export const created = lifecycle("created")
export const completed = lifecycle("completed")
export const result = (n: number) => ({ result: base64Of(anImage(n)) })

export const callsOf = (chunks: Chunks, options?: ImageGeneration.CallsOptions) =>
  Stream.fromIterable(chunks).pipe(ImageGeneration.calls(options), Stream.runCollect)

export const eventsOf = (chunks: Chunks) => Stream.fromIterable(chunks).pipe(ImageGeneration.events, Stream.runCollect)

/** The only call of a stream. */
export const only = Effect.fn("only")(function* (wires: ReadonlyArray<Wire>, options?: ImageGeneration.CallsOptions) {
  const calls = yield* callsOf(decoded(wires), options)
  assert.strictEqual(calls.length, 1)
  return calls[0]!
})

export const outcomesOf = (...wires: ReadonlyArray<Wire>) =>
  callsOf(decoded(wires)).pipe(Effect.map((calls) => calls.map(({ outcome }) => outcome)))

/** Bytes as text, so that images can be told apart at a glance. */
export const plain = (image: ImageGeneration.Image) => ({ ...image, bytes: base64Of(image.bytes) })

export const imageOf = (n: number, index = 0) => ({ bytes: base64Of(anImage(n)), mediaType: "image/png", index })

export const imagesOf = (call: ImageGeneration.ImageCall) => ({
  partial: call.partialImages.map(plain),
  final: call.outcome._tag === "Completed" ? plain(call.outcome.image) : call.outcome._tag
})

export const byIndex = (calls: ReadonlyArray<ImageGeneration.ImageCall>) =>
  calls.toSorted((a, b) => a.outputIndex - b.outputIndex)
