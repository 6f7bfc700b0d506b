/**
 * The body of a web `Response`, or a `ReadableStream`, to a stream of chunks.
 *
 * @internal
 */
import type * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { DecodeOptions } from "../ChunkStream.ts"
import type { ResponsesStreamChunk } from "../ResponsesStreamChunk.ts"
import type { ChunkStreamError } from "../StreamError.ts"
import { makeBatches } from "./batches.ts"

/** Pulls batches of chunks. The source is canceled when the consumer leaves. */
export const fromReadable = (
  source: Response | ReadableStream<Uint8Array>,
  options: DecodeOptions | undefined
): Stream.Stream<ResponsesStreamChunk, ChunkStreamError> =>
  Stream.fromChannel(
    Channel.fromTransform((_, scope) =>
      Effect.suspend(() => {
        const batches = makeBatches(source, options)
        const pull = Effect.callback<Arr.NonEmptyReadonlyArray<ResponsesStreamChunk>, ChunkStreamError | Cause.Done>(
          (resume) => {
            batches.next().then(
              (batch) =>
                resume(
                  batch === undefined
                    ? Cause.done()
                    : Effect.succeed(batch as Arr.NonEmptyReadonlyArray<ResponsesStreamChunk>)
                ),
              (error) => resume(batches.defect() === undefined ? Effect.fail(error) : Effect.die(error))
            )
          }
        )
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
