import type * as Result from "effect/Result"
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

declare const chunks: Stream.Stream<ResponsesStreamChunk, ChunkStreamError>
declare const results: Stream.Stream<Result.Result<ResponsesStreamChunk, ChunkStreamError>>

export const answered: Response = ChunkStream.toResponse(chunks, {
  toErrorEvent: ({ _tag, index }) => ({ message: `${_tag} ${index}` }),
  headers: { "x-id": "1" }
})

export const written: Stream.Stream<Uint8Array> = chunks.pipe(
  ChunkStream.toBytes({ toErrorEvent: ({ _tag }: ChunkStreamError) => ({ message: _tag }) })
)

// @ts-expect-error: a result is no chunk
export const ofResults = ChunkStream.toBytes()(results)
