import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import { failOnStall } from "effect-responses-stream/StreamLiveness"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { cancelCount, settle, source } from "../harness/source.ts"
import { completed, created, delta, sse } from "../harness/wire.ts"

export const cases: Cases = {
  "keepalives don't hold off a stall, and upstream is cancelled once": async () => {
    const upstream = source((i) => (i === 0 ? sse(created) : sse({ type: "keepalive", sequence_number: i })))
    const { error } = await outcome(
      ChunkStream.fromReadableStream(upstream.body).pipe(
        // As on a network, each takes its time
        Stream.tap(() => Effect.sleep("10 millis")),
        failOnStall("200 millis")
      )
    )
    equal([error?._tag, await cancelCount(upstream)], ["StreamStalled", 1])
  },
  "a slow consumer makes no stall": async () => {
    const upstream = source((i) => [sse(created), sse(delta("a")), sse(completed)][i], "close")
    const watched = ChunkStream.fromReadableStream(upstream.body).pipe(failOnStall("1 second"))
    let read = 0
    for await (const _ of Stream.toAsyncIterable(watched)) {
      // Longer than the limit, once
      await settle(++read === 2 ? 1200 : 0)
    }
    equal([read, upstream.cancels.length], [3, 0])
  }
}
