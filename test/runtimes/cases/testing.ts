/** The shipped builder: what it builds is read back the same. */
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as Testing from "effect-responses-stream/testing"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { chunkOf } from "../harness/plain.ts"
import { outcome } from "../harness/read.ts"

const answer = Testing.answer(
  Testing.reasoning("First 😀, then", { as: "text" }),
  Testing.reasoning("A summary"),
  Testing.text("Grüße, 世界"),
  Testing.refusal("No."),
  Testing.functionCall({ name: "weather", arguments: { city: "Oslo" } }),
  Testing.image({ partialImages: 2 })
).pipe(Testing.interleaved(7))

const expected = Testing.toJson(answer).map(chunkOf)

export const cases: Cases = {
  "an answer of every kind of item is read back, in pieces of any size": async () => {
    for (const size of [1, 7, 64, 1000, 1_000_000]) {
      for (const dialect of ["OpenAI", "OpenRouter"] as const) {
        const { error, values } = await outcome(
          ChunkStream.fromResponse(Testing.toResponse(answer, { dialect, size, lineEnd: "\r\n" }))
        )
        equal(error, undefined)
        equal(values, expected, `${dialect} in pieces of ${size}`)
      }
    }
  },
  "each ending is told from the others": async () => {
    for (const how of ["completed", "incomplete", "failed"] as const) {
      const { error, values } = await outcome(
        ChunkStream.fromResponse(Testing.toResponse(answer.pipe(Testing.endingWith(how))))
      )
      equal([error, values.at(-1)?.type], [undefined, `response.${how}`])
    }
    const { error } = await outcome(ChunkStream.fromResponse(Testing.toResponse(answer.pipe(Testing.cut(-1)))))
    equal(error?._tag, "UnexpectedEnd")
  },
  "what is malformed is refused": async () => {
    for (const fault of ["notJson", "missingKey", "null", "wrongType"] as const) {
      const { error, values } = await outcome(
        ChunkStream.fromResponse(Testing.toResponse(answer.pipe(Testing.malformed(4, fault))))
      )
      equal([values.length, error?._tag], [4, fault === "notJson" ? "InvalidJson" : "InvalidChunk"], fault)
    }
  },
  "generated answers are read back": async () => {
    const result = await Effect.runPromise(
      Arbitrary.checkEffect(
        Testing.anyAnswer(),
        (generated) =>
          Stream.fromIterable(Testing.toPieces(generated, 50)).pipe(
            ChunkStream.decode(),
            Stream.runCollect,
            Effect.match({
              onFailure: () => false,
              onSuccess: (chunks) => JSON.stringify(chunks) === JSON.stringify(Testing.toChunks(generated))
            })
          ),
        { runs: 30 }
      )
    )
    equal(Arbitrary.formatCheckFailure(result), undefined)
  }
}
