import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as Web from "effect-responses-stream/Web"

export const read = async (response: Response): Promise<ReadonlyArray<ResponsesStreamChunk>> => {
  const chunks: Array<ResponsesStreamChunk> = []
  for await (const chunk of Web.chunks(response, { onInvalid: "skip" })) chunks.push(chunk)
  return chunks
}

export const whole = async (response: Response): Promise<string> => (await Web.final(response)).outputText

export const piped = (body: ReadableStream<Uint8Array>): ReadableStream<ResponsesStreamChunk> =>
  body.pipeThrough(Web.decoderStream())

export const passedOn = (response: Response): Response => Web.validate(response, { onInvalid: "drop" })
