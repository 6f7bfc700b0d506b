import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as Testing from "effect-responses-stream/testing"

const answer = Testing.answer(Testing.text("A cat:"), Testing.image({ partialImages: 2 })).pipe(Testing.cut(-1))

export const chunks: ReadonlyArray<ResponsesStreamChunk> = Testing.toChunks(answer)

export const response: Response = Testing.toResponse(answer, { size: 100, dialect: "OpenRouter" })
