import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"

export const names = "camel"

const headers = { "content-type": "text/event-stream" }

export const run = (readable, see) =>
  ChunkStream.fromResponse(new Response(readable, { headers })).pipe(
    Stream.runForEachArray((chunks) =>
      Effect.sync(() => {
        for (const chunk of chunks) see(chunk)
      })
    ),
    Effect.runPromise
  )
