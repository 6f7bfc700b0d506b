import * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import type { ChunkStreamError } from "effect-responses-stream/StreamError"
import * as StreamTelemetry from "effect-responses-stream/StreamTelemetry"

export const traced: Stream.Stream<ResponsesStreamChunk, ChunkStreamError> = Stream.empty.pipe(
  StreamTelemetry.decode(),
  StreamTelemetry.withSpan("responses")
)
