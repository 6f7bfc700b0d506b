/**
 * The body of a web `Response`, or a `ReadableStream`, to a stream of chunks.
 *
 * @internal
 */
import type * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { DecodeOptions } from "./ChunkStream.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { makeBatches } from "./body.ts"
import type { Batches } from "./body.ts"

/** Pulls batches of chunks. The source is canceled when the consumer leaves. */
export const fromReadable = <Chunk>(
  source: Response | ReadableStream<Uint8Array>,
  options: DecodeOptions<ChunkSchemas> | undefined
): Stream.Stream<Chunk, ChunkStreamError> =>
  Stream.fromChannel(
    Channel.fromTransform((_, scope) =>
      Effect.suspend(() => {
        const batches = makeBatches<Chunk>(source, options)
        // A pull that is interrupted leaves its batch to the next one
        let pending: Promise<BatchPull<Chunk>> | undefined
        const pull: BatchPull<Chunk> = Effect.callback((resume) => {
          let left = false
          const give = (settled: BatchPull<Chunk>): void => {
            if (left) return
            pending = undefined
            resume(settled)
          }
          void (pending ??= settle(batches)).then(give)
          return Effect.sync(() => {
            left = true
          })
        })
        return Effect.as(
          Scope.addFinalizer(
            scope,
            Effect.promise(() => batches.cancel())
          ),
          pull
        )
      })
    )
  )

type BatchPull<Chunk> = Pull.Pull<Arr.NonEmptyReadonlyArray<Chunk>, ChunkStreamError>

const settle = <Chunk>(batches: Batches<Chunk>): Promise<BatchPull<Chunk>> =>
  batches.next().then(
    (batch) => (batch === undefined ? Cause.done() : Effect.succeed(batch as Arr.NonEmptyReadonlyArray<Chunk>)),
    (thrown) => {
      const error = batches.error()
      return error === undefined ? Effect.die(thrown) : Effect.fail(error)
    }
  )
