import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as ImageGeneration from "effect-responses-stream/ImageGeneration"
import type { Cases } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { errorCases, secret } from "../harness/errors.ts"
import { chunkOf, dataOf, parse } from "../harness/plain.ts"
import { outcome } from "../harness/read.ts"
import { bytesOf } from "../harness/wire.ts"

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

const callsIn = async (text: string, options?: ImageGeneration.CallsOptions) => {
  const { error, values } = await outcome(
    Stream.make(bytesOf(text)).pipe(ChunkStream.decode(), ImageGeneration.calls(options))
  )
  equal(error, undefined)
  return values
}

/** The base64 of the images of a sample, in order, by the second reading. */
const textsIn = (sample: string): ReadonlyArray<string> =>
  dataOf(sample).flatMap((data) => {
    const { item, partialImageB64 } = chunkOf(parse(data)) as {
      readonly item?: { readonly result?: string | null }
      readonly partialImageB64?: string
    }
    const text = partialImageB64 ?? item?.result
    return typeof text === "string" ? [text] : []
  })

export const cases: Cases = {
  ...errorCases(ImageGeneration, {
    InvalidImage: {
      meet: async () => {
        const { error } = await outcome(
          Stream.fromEffect(ImageGeneration.decode({ outputIndex: 1, index: 2, isPartial: true, text: `${secret}!` }))
        )
        return error
      },
      fields: { outputIndex: 1, imageIndex: 2, isPartial: true, reason: "NotBase64", position: secret.length },
      payload: `${secret}!`
    }
  }),

  "the images of image-generation.sse are bytes": async ({ samples }) => {
    const sample = samples["image-generation.sse"]!
    const [call, ...others] = await callsIn(sample)
    ok(call?.outcome._tag === "Completed", "the call is completed")
    equal(others, [])
    equal(call.states, ["in_progress", "generating", "completed"])
    const images = [...call.partialImages, call.outcome.image]
    equal(
      images.map(({ bytes, mediaType }) => [mediaType, btoa(String.fromCharCode(...bytes))]),
      textsIn(sample).map((text) => ["image/png", text])
    )
    equal(
      images.map(({ bytes }) => [...bytes.subarray(0, 8)]),
      images.map(() => png)
    )
  },

  "a large image is decoded without holding up others": async () => {
    const bytes = new Uint8Array(3_000_000)
    bytes.set(png)
    for (let i = png.length; i < bytes.length; i++) bytes[i] = (i * 31) % 251
    let binary = ""
    for (let i = 0; i < bytes.length; i += 30_000) binary += String.fromCharCode(...bytes.subarray(i, i + 30_000))
    const text = btoa(binary)
    const { values } = await outcome(
      Stream.fromEffect(ImageGeneration.decode({ outputIndex: 0, index: 0, isPartial: false, text }))
    )
    const [image] = values
    equal([image?.mediaType, image?.bytes.length], ["image/png", bytes.length])
    ok(image?.bytes.every((byte, i) => byte === bytes[i]) === true, "the bytes are the same")
  }
}
