import type * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import type { ProtocolViolation } from "effect-responses-stream/StreamError"
import * as StreamProtocol from "effect-responses-stream/StreamProtocol"

export const checked = (
  chunks: Stream.Stream<ResponsesStreamChunk>
): Stream.Stream<ResponsesStreamChunk, ProtocolViolation> =>
  chunks.pipe(StreamProtocol.check({ onViolation: { error: "fail", warning: "report" } }))

export const verdict: StreamProtocol.Verdict = StreamProtocol.verdict(StreamProtocol.initial)
