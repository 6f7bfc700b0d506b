import * as Schedule from "effect/Schedule"
import type * as Stream from "effect/Stream"
import type { ProviderError } from "effect-responses-stream/ProviderError"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as StreamRetry from "effect-responses-stream/StreamRetry"

export const retried = (
  chunks: Stream.Stream<ResponsesStreamChunk>
): Stream.Stream<ResponsesStreamChunk, ProviderError | StreamRetry.EmptyResponse> =>
  chunks.pipe(StreamRetry.beforeContent(Schedule.recurs(2), { maxRetryAfter: "10 seconds", onEmpty: "fail" }))
