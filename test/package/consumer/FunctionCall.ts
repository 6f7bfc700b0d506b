import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import * as FunctionCall from "effect-responses-stream/FunctionCall"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"

const functions = { weather: Schema.Struct({ city: Schema.String }) }

export const cityOf = (call: FunctionCall.CallOf<typeof functions>): string => call.arguments.city

export const events = (chunks: Stream.Stream<ResponsesStreamChunk>): Stream.Stream<FunctionCall.CallEvent> =>
  FunctionCall.events(chunks)

export const calls = (
  chunks: Stream.Stream<ResponsesStreamChunk>
): Stream.Stream<FunctionCall.Outcome<FunctionCall.CallOf<typeof functions>, FunctionCall.CallError>> =>
  chunks.pipe(FunctionCall.calls(functions))
