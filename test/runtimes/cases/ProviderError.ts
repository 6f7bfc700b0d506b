import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as ProviderError from "effect-responses-stream/ProviderError"
import * as StreamError from "effect-responses-stream/StreamError"
import type { Cases } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { created } from "../harness/wire.ts"

const failedResponse = {
  ...created.response,
  status: "failed",
  error: { code: "server_error", message: "The model failed." }
}

/** The same error of a provider in each shape that comes in a stream. */
const shapes: ReadonlyArray<unknown> = [
  { type: "error", code: "server_error", message: "The model failed.", param: null, sequence_number: 1 },
  { type: "error", error: { code: "server_error", message: "The model failed." }, sequence_number: 1 },
  { type: "response.error", error: { code: "server_error", message: "The model failed." } },
  { type: "response.failed", sequence_number: 1, response: failedResponse }
]

export const cases: Cases = {
  "its class is that of StreamError": () => {
    ok(ProviderError.ProviderError === StreamError.ProviderError, "there is one class")
  },
  "an error in any shape is one ProviderError, after the chunks before it": async () => {
    for (const shape of shapes) {
      const { error, values } = await outcome(
        Stream.fromIterable([created, shape]).pipe(ChunkStream.decodeJson()).pipe(ProviderError.failOnProviderError)
      )
      ok(error?._tag === "ProviderError", "it is a ProviderError")
      equal(
        [values.length, error.code, error.retryable, error.providerError?.message],
        [1, "server_error", true, "The model failed."],
        JSON.stringify(shape)
      )
    }
  },
  "a refusal before the stream is one, with the time to wait": async ({ origin }) => {
    const { error } = await outcome(
      ChunkStream.fromResponse(await fetch(`${origin}/refused/it`)).pipe(ProviderError.failOnProviderError)
    )
    ok(error?._tag === "ProviderError", "it is a ProviderError")
    equal([error.status, error.retryable, error.retryAfter, error.cause?._tag], [429, true, 7, "NotAnEventStream"])
  }
}
