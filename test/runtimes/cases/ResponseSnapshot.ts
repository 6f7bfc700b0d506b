import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as ResponseSnapshot from "effect-responses-stream/ResponseSnapshot"
import * as Testing from "effect-responses-stream/testing"
import type { Cases } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { errorCases, secret } from "../harness/errors.ts"
import { chunkOf, dataOf, parse } from "../harness/plain.ts"
import { outcome } from "../harness/read.ts"
import { bytesOf, created, delta, headers, sse } from "../harness/wire.ts"

const failureOf = (...events: ReadonlyArray<unknown>): Promise<unknown> =>
  ChunkStream.fromResponse(new Response(sse(...events), { headers }), { onEnd: "allow" }).pipe(
    ResponseSnapshot.runFinal(),
    Effect.flip,
    Effect.runPromise
  )

const codec = Schema.fromJsonString(ResponseSnapshot.ResponseSnapshot)

export const cases: Cases = {
  ...errorCases(ResponseSnapshot, {
    FinalResponseFailed: {
      meet: () => failureOf(created, { type: "error", code: null, message: secret, param: null, sequence_number: 1 }),
      fields: { verdict: "Errored" }
    },
    FinalResponseMissing: {
      meet: () => failureOf(created, delta(secret)),
      fields: { verdict: "Truncated" }
    }
  }),

  "the response of each sample is the one that its last event has": async ({ samples }) => {
    for (const [file, text] of Object.entries(samples)) {
      if (file === "cut.sse") continue
      const response = await Stream.make(bytesOf(text)).pipe(
        ChunkStream.decode({ onInvalid: "skip", onSkip: () => {} }),
        ResponseSnapshot.runFinal(),
        Effect.runPromise
      )
      const last = chunkOf(parse(dataOf(text).at(-1)!)) as { readonly response: object }
      equal(response, { ...last.response, outputText: response.outputText }, file)
    }
  },

  "a stream that was cut gives its last snapshot": async ({ samples }) => {
    const snapshot = await Stream.make(bytesOf(samples["cut.sse"]!)).pipe(
      ChunkStream.decode(),
      ResponseSnapshot.runSnapshot(),
      Effect.runPromise
    )
    equal(
      [snapshot.verdict, snapshot.status, ResponseSnapshot.costOf(snapshot)],
      ["Truncated", "in_progress", undefined]
    )
    equal(ResponseSnapshot.costOf({ usage: null }), undefined)
  },

  "a snapshot grows with each chunk, and goes on after it was saved": async () => {
    const answer = Testing.answer(Testing.text("Grüße, 世界 😀", { deltaSize: 2 }), Testing.image({ partialImages: 1 }))
    const chunks = Testing.toChunks(answer)
    const { values } = await outcome(Stream.fromIterable(chunks).pipe(ResponseSnapshot.scan()))
    equal(values.length, chunks.length)
    const half = values[8]!
    ok("Grüße, 世界 😀".startsWith(half.outputText) && half.outputText !== "", "half of the text is there")
    const saved = Schema.encodeSync(codec)(half)
    const again = chunks.slice(9).reduce(ResponseSnapshot.step, Schema.decodeSync(codec)(saved))
    equal(again.response, values.at(-1)!.response)
    equal([again.outputText, again.verdict], ["Grüße, 世界 😀", "Completed"])
  }
}
