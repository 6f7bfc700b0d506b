import * as Stream from "effect/Stream"
import { ChunkStream, ResponsesStreamChunk, StreamError, Web } from "effect-responses-stream"

export const isMissing = (error: StreamError.ChunkStreamError): error is StreamError.UnexpectedEnd =>
  error instanceof StreamError.UnexpectedEnd

export const decoded: Stream.Stream<ResponsesStreamChunk.ResponsesStreamChunk, StreamError.ChunkStreamError> =
  Stream.empty.pipe(ChunkStream.decode({ onEnd: "allow" }))

export const iterator: (source: Response) => Web.ChunkIterator = Web.chunks
