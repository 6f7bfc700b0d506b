import type * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as StreamNormalize from "effect-responses-stream/StreamNormalize"

export const regular = (
  chunks: Stream.Stream<ResponsesStreamChunk, Error>,
  onReport: (report: StreamNormalize.NormalizeReport) => void
): Stream.Stream<StreamNormalize.NormalizedEvent> => chunks.pipe(StreamNormalize.normalize({ onReport }))
