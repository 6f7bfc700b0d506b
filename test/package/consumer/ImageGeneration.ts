import type * as Stream from "effect/Stream"
import * as ImageGeneration from "effect-responses-stream/ImageGeneration"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"

export const images = (chunks: Stream.Stream<ResponsesStreamChunk>): Stream.Stream<ImageGeneration.ImageCall> =>
  ImageGeneration.calls()(chunks)

export const blobPartOf = (image: ImageGeneration.Image): Uint8Array<ArrayBuffer> => image.bytes
