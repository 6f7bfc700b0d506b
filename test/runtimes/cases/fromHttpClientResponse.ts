/** Through Effect's own client, over the network. */
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import type { Cases } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { chunkOf, dataOf, parse } from "../harness/plain.ts"
import { outcome } from "../harness/read.ts"
import { isClosed, uniqueId } from "../harness/source.ts"

const get = (url: string) =>
  Stream.unwrap(Effect.map(HttpClient.get(url), (response) => ChunkStream.fromHttpClientResponse(response))).pipe(
    Stream.provide(FetchHttpClient.layer)
  )

export const cases: Cases = {
  "the client's response gives the chunks": async ({ origin, samples }) => {
    const { error, values } = await outcome(get(`${origin}/sample/openrouter-interleaved.sse?size=100`))
    equal(error, undefined)
    equal(
      values,
      dataOf(samples["openrouter-interleaved.sse"]!).map((data) => chunkOf(parse(data)))
    )
  },
  "a refusal is NotAnEventStream, with the provider's error": async ({ origin }) => {
    const { error } = await outcome(get(`${origin}/refused/it`))
    ok(error?._tag === "NotAnEventStream", "it is NotAnEventStream")
    equal([error.status, error.retryAfter, error.providerError?.message], [429, 7, "it is too much"])
  },
  "the connection is closed when the reader stops": async ({ origin }) => {
    const id = uniqueId()
    const { values } = await outcome(get(`${origin}/endless/${id}`).pipe(Stream.take(3)))
    equal([values.length, await isClosed(origin, id)], [3, true])
  }
}
