import type * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as UiMessageStream from "effect-responses-stream/UiMessageStream"

export const messages = (chunks: Stream.Stream<ResponsesStreamChunk>): Stream.Stream<UiMessageStream.UiMessageChunk> =>
  chunks.pipe(UiMessageStream.chunks({ messageId: "msg_1" }))

export const toResponse: typeof UiMessageStream.toResponse = UiMessageStream.toResponse
