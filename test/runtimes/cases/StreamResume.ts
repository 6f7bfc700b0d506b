import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as StreamResume from "effect-responses-stream/StreamResume"
import type { Cases } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { completed, created, delta, headers, sse } from "../harness/wire.ts"

const whole = [created, delta("a", 1), delta("b", 2), completed]

const connection = (events: ReadonlyArray<unknown>) =>
  ChunkStream.fromResponse(new Response(sse(...events), { headers }))

const numbersOf = (chunks: ReadonlyArray<object>): ReadonlyArray<unknown> =>
  chunks.map((chunk) => ("sequenceNumber" in chunk ? chunk.sequenceNumber : undefined))

/** Answers one request after the other, and keeps what it was asked for. */
const provider = (...answers: ReadonlyArray<ReadonlyArray<unknown>>) => {
  const asked: Array<unknown> = []
  const answer = (point: unknown) =>
    Effect.sync(() => {
      asked.push(point)
      return new Response(sse(...(answers[asked.length - 1] ?? [])), { headers })
    })
  return { asked, open: answer("open"), resume: answer, schedule: Schedule.recurs(2) }
}

export const cases: Cases = {
  "a response comes once and whole over three connections": async () => {
    const source = provider(whole.slice(0, 2), whole.slice(0, 3), [{ ...completed, sequence_number: 3 }])
    const { error, values } = await outcome(StreamResume.resumable(source))
    equal([error, ...numbersOf(values)], [undefined, 0, 1, 2, 3])
    const responseId = "resp_1"
    equal(source.asked, ["open", { responseId, after: 1 }, { responseId, after: 2 }])
  },
  "what no connection brings is an error": async () => {
    const { error } = await outcome(StreamResume.resumable(provider(whole.slice(0, 2), [delta("c", 5), completed])))
    ok(error instanceof StreamResume.ResumeGap, "it is a gap")
    equal([error.from, error.to], [2, 4])
  },
  "a second connection that begins anew repeats nothing": async () => {
    const { error, values } = await outcome(
      connection(whole.slice(0, 2)).pipe(
        Stream.catchTag("UnexpectedEnd", () => connection(whole)),
        StreamResume.dedupe
      )
    )
    equal([error, ...numbersOf(values)], [undefined, 0, 1, 2, 9])
  },
  "what was seen before a sequence number is left out": async () => {
    const { values } = await outcome(connection(whole).pipe(StreamResume.afterSequence(1)))
    equal(numbersOf(values), [2, 9])
  }
}
