import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { createParser } from "eventsource-parser"

export const names = "wire"

export const run = (readable, see) => {
  const decoder = new TextDecoder()
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== "[DONE]") see(JSON.parse(data))
    }
  })
  return Stream.fromReadableStream({ evaluate: () => readable, onError: (cause) => cause }).pipe(
    Stream.runForEachArray((pieces) =>
      Effect.sync(() => {
        for (const piece of pieces) parser.feed(decoder.decode(piece, { stream: true }))
      })
    ),
    Effect.runPromise
  )
}
