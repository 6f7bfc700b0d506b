import * as Stream from "effect/Stream"
import { ChunkStream, ResponsesStreamChunk, StreamError, Web } from "effect-responses-stream"

export const isCut = (error: StreamError.ChunkStreamError): error is StreamError.UnexpectedEnd =>
  error instanceof StreamError.UnexpectedEnd

export const known: Stream.Stream<ResponsesStreamChunk.ResponsesStreamChunk, StreamError.ChunkStreamError> =
  Stream.empty.pipe(ChunkStream.decode({ onEnd: "allow" }), Stream.filter(ResponsesStreamChunk.isKnown))

export const iterator: (source: Response) => Web.ChunkIterator = Web.chunks
