import * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as StreamResume from "effect-responses-stream/StreamResume"

export const resumed = (
  first: Stream.Stream<ResponsesStreamChunk>,
  second: Stream.Stream<ResponsesStreamChunk>
): Stream.Stream<ResponsesStreamChunk> =>
  Stream.concat(first, second.pipe(StreamResume.afterSequence(7))).pipe(StreamResume.dedupe)
