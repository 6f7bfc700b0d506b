import type * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as ServerErrors from "effect-responses-stream/ServerErrors"
import type { ServerError } from "effect-responses-stream/StreamError"

export const failing = (
  chunks: Stream.Stream<ResponsesStreamChunk>
): Stream.Stream<ResponsesStreamChunk, ServerError> => ServerErrors.failOnServerError(chunks)

export const reasons: ReadonlyArray<string> = ServerErrors.retryRules.map((rule) => rule.reason)
