import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"

export const names = "camel"

export const run = (readable, see) =>
  ChunkStream.fromReadableStream(readable).pipe(
    Stream.runForEachArray((chunks) =>
      Effect.sync(() => {
        for (const chunk of chunks) see(chunk)
      })
    ),
    Effect.runPromise
  )
