import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"

export const names = "camel"

export const run = (readable, see) =>
  Stream.fromReadableStream({ evaluate: () => readable, onError: (cause) => cause }).pipe(
    ChunkStream.decode(),
    Stream.runForEach((chunk) => Effect.sync(() => see(chunk))),
    Effect.runPromise
  )
