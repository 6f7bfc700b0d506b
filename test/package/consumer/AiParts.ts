import type * as AiResponse from "effect/ai/Response"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as AiParts from "effect-responses-stream/AiParts"

export const parts = (chunks: Stream.Stream<ResponsesStreamChunk>): Stream.Stream<AiResponse.StreamPartEncoded> =>
  chunks.pipe(AiParts.parts())

export const content = (
  chunks: Stream.Stream<ResponsesStreamChunk>,
  tools: ReadonlyArray<AiParts.DeclaredTool>
): Effect.Effect<Array<AiResponse.PartEncoded>> => chunks.pipe(AiParts.content({ tools }))
