import type * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as ToolCall from "effect-responses-stream/ToolCall"

export const events = (chunks: Stream.Stream<ResponsesStreamChunk>): Stream.Stream<ToolCall.CallEvent> =>
  ToolCall.events(chunks)

export const inputOf = (call: ToolCall.Finished<"custom_tool_call">): string => call.item.input
