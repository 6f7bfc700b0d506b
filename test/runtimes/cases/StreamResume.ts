import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as StreamResume from "effect-responses-stream/StreamResume"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { completed, created, delta, headers, sse } from "../harness/wire.ts"

const whole = [created, delta("a", 1), delta("b", 2), completed]

const connection = (events: ReadonlyArray<unknown>) =>
  ChunkStream.fromResponse(new Response(sse(...events), { headers }))

const numbersOf = (chunks: ReadonlyArray<object>): ReadonlyArray<unknown> =>
  chunks.map((chunk) => ("sequenceNumber" in chunk ? chunk.sequenceNumber : undefined))

export const cases: Cases = {
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
