import * as Effect from "effect/Effect"
import * as Sse from "effect/encoding/Sse"
import * as Stream from "effect/Stream"
import { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"

export const names = "camel"

// The default is less than an image of 8 MB
const maxEventSize = 64 * 1024 * 1024

export const run = (readable, see) =>
  Stream.fromReadableStream({ evaluate: () => readable, onError: (cause) => cause }).pipe(
    Stream.decodeText(),
    Stream.pipeThroughChannel(Sse.decodeDataSchema(ResponsesStreamChunk, { maxEventSize })),
    Stream.runForEachArray((events) =>
      Effect.sync(() => {
        for (const { data } of events) see(data)
      })
    ),
    Effect.runPromise
  )
