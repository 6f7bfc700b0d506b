import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import type { ChunkStreamError } from "effect-responses-stream/StreamError"
import * as StreamTelemetry from "effect-responses-stream/StreamTelemetry"

export const traced: Stream.Stream<ResponsesStreamChunk, ChunkStreamError> = StreamTelemetry.instrument((options) =>
  Stream.empty.pipe(ChunkStream.decode(options))
).pipe(StreamTelemetry.withSpan("responses"))
