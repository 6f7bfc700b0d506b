import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import type { NotAnEventStream } from "../../src/errors/StreamError.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"

const kept = 64 * 1024

/** An error page that never ends, in pieces of 1,000 characters. */
const endless = () => {
  let [pulls, canceled] = [0, 0]
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        pulls++
        controller.enqueue(new TextEncoder().encode("x".repeat(1000)))
      },
      cancel: () => {
        canceled++
      }
    },
    { highWaterMark: 0 }
  )
  const response = new Response(body, { status: 503, headers: { "content-type": "text/html" } })
  return { response, pulls: () => pulls, canceled: () => canceled }
}

const request = HttpClientRequest.get("http://gateway.test")

const sources = {
  fromResponse: (response: Response) => ChunkStream.fromResponse(response),
  fromHttpClientResponse: (response: Response) =>
    ChunkStream.fromHttpClientResponse(HttpClientResponse.fromWeb(request, response))
}

describe("an error page that never ends", () => {
  it.effect.each(Object.entries(sources))("is read by %s as far as its error shows it", ([, source]) =>
    Effect.gen(function* () {
      const { canceled, pulls, response } = endless()
      const error = (yield* Effect.flip(Stream.runDrain(source(response)))) as NotAnEventStream
      assert.strictEqual(error._tag, "NotAnEventStream")
      assert.strictEqual(error.status, 503)
      assert.strictEqual(error.payload(), "x".repeat(kept))
      assert.isAtMost(pulls(), Math.ceil(kept / 1000) + 1)
      assert.strictEqual(canceled(), 1)
    })
  )
})
