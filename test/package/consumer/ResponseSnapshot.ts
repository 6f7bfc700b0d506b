import * as Schema from "effect/Schema"
import * as ResponseSnapshot from "effect-responses-stream/ResponseSnapshot"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"

export const textOf = (chunks: ReadonlyArray<ResponsesStreamChunk>): string =>
  chunks.reduce(ResponseSnapshot.step, ResponseSnapshot.initial).outputText

export const save: (snapshot: ResponseSnapshot.ResponseSnapshot) => ResponseSnapshot.SavedSnapshot = Schema.encodeSync(
  ResponseSnapshot.ResponseSnapshot
)
