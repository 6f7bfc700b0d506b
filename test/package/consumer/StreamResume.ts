import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as StreamResume from "effect-responses-stream/StreamResume"

const send = (path: string) => Effect.tryPromise((signal) => fetch(path, { signal }))

const gaps: Array<StreamResume.ResumeGap> = []

export const resumable = StreamResume.resumable({
  open: send("/responses"),
  resume: ({ after, responseId }) => send(`/responses/${responseId}?stream=true&starting_after=${after}`),
  schedule: Schedule.recurs(3),
  onGap: (gap) => void gaps.push(gap),
  as: "event"
}).pipe(Stream.map(({ chunk, index }) => `${index} ${chunk.type}`))

export const resumed = (
  first: Stream.Stream<ResponsesStreamChunk>,
  second: Stream.Stream<ResponsesStreamChunk>
): Stream.Stream<ResponsesStreamChunk> =>
  Stream.concat(first, second.pipe(StreamResume.afterSequence(7))).pipe(StreamResume.dedupe)
