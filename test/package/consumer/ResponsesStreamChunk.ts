import * as Schema from "effect/Schema"
import { cases, is, ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import type { Case, WireType } from "effect-responses-stream/ResponsesStreamChunk"

export const decode: (json: unknown) => ResponsesStreamChunk = Schema.decodeUnknownSync(ResponsesStreamChunk)

export const delta: Case<"response.output_text.delta"> = Schema.decodeUnknownSync(cases["response.output_text.delta"])(
  {}
)

export const textOf = (chunk: ResponsesStreamChunk): string | undefined =>
  chunk.type === "response.output_text.delta" ? chunk.delta : undefined

export const imageOf = (chunk: ResponsesStreamChunk): string =>
  is("response.image_generation_call.partial_image")(chunk) ? chunk.partialImageB64 : ""

// @ts-expect-error: no such type
export const wrong: WireType = "response.output_text.delte"
