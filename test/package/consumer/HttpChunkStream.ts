import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Stream from "effect/Stream"
import { fromHttpClientResponse } from "effect-responses-stream/HttpChunkStream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"

export const chunks = HttpClient.HttpClient.pipe(
  Effect.flatMap((client) => client.post("/api/v1/responses")),
  Effect.map((response): Stream.Stream<ResponsesStreamChunk, unknown> => fromHttpClientResponse(response)),
  Stream.unwrap
)
