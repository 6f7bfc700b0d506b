import type * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import type { StreamStalled } from "effect-responses-stream/StreamError"
import * as StreamLiveness from "effect-responses-stream/StreamLiveness"

export const watched = (
  chunks: Stream.Stream<ResponsesStreamChunk>
): Stream.Stream<ResponsesStreamChunk, StreamStalled> => chunks.pipe(StreamLiveness.failOnStall("30 seconds"))
