import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"

export const names = "camel"

export const run = (readable, see) =>
  Stream.fromReadableStream({ evaluate: () => readable, onError: (cause) => cause }).pipe(
    ChunkStream.decode({ as: "result" }),
    Stream.runForEachArray((results) =>
      Effect.sync(() => {
        for (const result of results) if (Result.isSuccess(result)) see(result.success)
      })
    ),
    Effect.runPromise
  )
