import type * as Stream from "effect/Stream"
import * as ProviderError from "effect-responses-stream/ProviderError"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"

export const failing = (
  chunks: Stream.Stream<ResponsesStreamChunk>
): Stream.Stream<ResponsesStreamChunk, ProviderError.ProviderError> => ProviderError.failOnProviderError(chunks)

export const reasons: ReadonlyArray<string> = ProviderError.retryRules.map((rule) => rule.reason)
