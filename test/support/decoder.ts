/** The decoder of single events, as the streams use it, with a result for each. */
import * as Result from "effect/Result"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { InvalidChunk } from "../../src/errors/StreamError.ts"
import { makeChunkDecoder } from "../../src/wire/chunkDecoder.ts"
import type { ChunkDecoderOptions } from "../../src/wire/chunkDecoder.ts"

export const makeDecoder = (options?: ChunkDecoderOptions) => {
  const decoder = makeChunkDecoder(options)
  return {
    decodeJson: (json: unknown, index: number): Result.Result<ResponsesStreamChunk, InvalidChunk> => {
      const chunk = decoder.decode(json, index)
      return chunk instanceof InvalidChunk ? Result.fail(chunk) : Result.succeed(chunk)
    }
  }
}
