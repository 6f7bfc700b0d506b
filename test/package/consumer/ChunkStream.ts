import type * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import type { ChunkStreamError } from "effect-responses-stream/StreamError"

export const options: ChunkStream.DecodeOptions = { onInvalid: "skip", onSkip: (error) => error.index, maxEventSize: 1 }

export const ofBody = (body: ReadableStream<Uint8Array>): Stream.Stream<ResponsesStreamChunk, ChunkStreamError> =>
  ChunkStream.fromReadableStream(body, options)

export const ofResponse = (response: Response): Stream.Stream<ResponsesStreamChunk, ChunkStreamError> =>
  ChunkStream.fromResponse(response)

// @ts-expect-error: an option that is absent is left out
export const absent: ChunkStream.DecodeOptions = { onInvalid: undefined }
