import * as Effect from "effect/Effect"
import { formatPath, InvalidJson, isStreamError } from "effect-responses-stream/StreamError"
import type { ChunkStreamError } from "effect-responses-stream/StreamError"

export const handled = (program: Effect.Effect<void, ChunkStreamError>): Effect.Effect<string | void, InvalidJson> =>
  program.pipe(
    Effect.catchTags({
      InvalidChunk: (error) => Effect.succeed(formatPath(error.path)),
      EventTooLarge: (error) => Effect.succeed(error.message),
      InvalidUtf8: (error) => Effect.succeed(`${error.byteOffset}`),
      UnexpectedEnd: (error) => Effect.succeed(error.verdict),
      NotAnEventStream: (error) => Effect.succeed(error.payload())
    })
  )

export const isInvalidJson = (error: ChunkStreamError): boolean => error instanceof InvalidJson

export const indexOf = (error: unknown): number | undefined => (isStreamError(error) ? error.index : undefined)
