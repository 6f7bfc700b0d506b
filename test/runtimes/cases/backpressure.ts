/** A slow consumer pulls no more than it consumes. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { cancelCount, endless, settle } from "../harness/source.ts"
import { created, delta, headers, sse, bytesOf } from "../harness/wire.ts"

export const cases: Cases = {
  "nothing is read before somebody reads": async () => {
    const { body, pulls } = endless()
    const unread = ChunkStream.fromReadableStream(body)
    await settle()
    equal(pulls(), 0)
    equal(typeof unread, "object")
  },

  "an async iterator is one event ahead of nobody": async () => {
    const upstream = endless()
    const { body, pulls } = upstream
    const iterator = Stream.toAsyncIterable(ChunkStream.fromReadableStream(body))[Symbol.asyncIterator]()
    await settle()
    equal(pulls(), 0, "before the first")
    for (let read = 1; read <= 5; read++) {
      await iterator.next()
      await settle()
      equal(pulls(), read, `after ${read}`)
    }
    await iterator.return!()
    equal(await cancelCount(upstream), 1)
  },

  "a response is pulled as its chunks are": async () => {
    const { body, pulls } = endless()
    const iterator = Stream.toAsyncIterable(ChunkStream.fromResponse(new Response(body, { headers })))[
      Symbol.asyncIterator
    ]()
    for (let read = 1; read <= 5; read++) {
      await iterator.next()
      await settle()
      equal(pulls(), read, `after ${read}`)
    }
    await iterator.return!()
  },

  "a stream of Effect is pulled as its chunks are": async () => {
    let pulls = 0
    const upstream = Stream.fromEffectRepeat(
      Effect.sync(() => bytesOf(pulls++ === 0 ? sse(created) : sse(delta("la ", pulls))))
    )
    let read = 0
    await upstream.pipe(
      ChunkStream.decode(),
      Stream.take(20),
      Stream.runForEach(() =>
        Effect.sync(() => {
          read++
          equal(pulls, read)
        })
      ),
      Effect.runPromise
    )
    equal([read, pulls], [20, 20])
  },

  "the body of a response that is made of chunks pulls as it is pulled": async () => {
    const upstream = endless()
    const { body, pulls } = upstream
    const reader = ChunkStream.fromReadableStream(body)
      .pipe(
        Stream.map(({ type }) => type),
        Stream.encodeText,
        Stream.toReadableStream({ strategy: { highWaterMark: 0 } })
      )
      .getReader()
    await settle()
    equal(pulls(), 0, "before the first")
    for (let read = 1; read <= 5; read++) {
      await reader.read()
      await settle()
      equal(pulls(), read, `after ${read}`)
    }
    await reader.cancel()
    equal(await cancelCount(upstream), 1)
  }
}
