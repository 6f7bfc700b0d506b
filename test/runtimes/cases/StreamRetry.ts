import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as StreamRetry from "effect-responses-stream/StreamRetry"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { errorCases, failureOf, secret } from "../harness/errors.ts"
import { outcome } from "../harness/read.ts"
import { completed, created, delta, headers, sse } from "../harness/wire.ts"

/** Answers each try with the next events, or with a refusal over the network. */
const server = (...answers: ReadonlyArray<ReadonlyArray<unknown> | string>) => {
  let tries = 0
  const stream = Effect.promise(async () => {
    const answer = answers[tries++] ?? []
    return ChunkStream.fromResponse(
      typeof answer === "string" ? await fetch(answer) : new Response(sse(...answer), { headers })
    )
  }).pipe(Stream.unwrap)
  return { stream, tries: () => tries }
}

const empty = [
  { ...created, response: { ...created.response, id: secret } },
  { ...completed, response: { ...completed.response, id: secret, output: [] } }
]

export const cases: Cases = {
  ...errorCases(StreamRetry, {
    EmptyResponse: {
      meet: () =>
        failureOf(server(empty).stream.pipe(StreamRetry.beforeContent(Schedule.recurs(0), { onEmpty: "fail" })), 1),
      fields: { index: 2 }
    }
  }),

  "a request is sent again until the model begins, and one response comes": async () => {
    const whole = [created, delta("a"), completed]
    const { stream, tries } = server([created], [], whole)
    const { error, values } = await outcome(stream.pipe(StreamRetry.beforeContent(Schedule.recurs(2))))
    equal([error, tries(), ...values.map(({ type }) => type)], [undefined, 3, ...whole.map(({ type }) => type)])
  },

  "it is never sent again once the model has begun": async () => {
    const { stream, tries } = server([created, delta("a")])
    const { error, values } = await outcome(stream.pipe(StreamRetry.beforeContent(Schedule.recurs(2))))
    equal([error?._tag, StreamRetry.triesOf(error), tries(), values.length], ["UnexpectedEnd", 1, 1, 2])
  },

  "a provider that says when is given up on where that is too long": async ({ origin }) => {
    const { stream, tries } = server(`${origin}/refused/it`)
    const operator = StreamRetry.beforeContent(Schedule.recurs(2), { maxRetryAfter: "6 seconds" })
    const { error } = await outcome(stream.pipe(operator))
    equal([error?._tag, tries()], ["ProviderError", 1])
  }
}
