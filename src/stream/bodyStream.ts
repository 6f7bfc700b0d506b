/**
 * The batches of a body as a stream.
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
import type { ChunkStreamError } from "../errors/StreamError.ts"
import { makeBatches } from "./body.ts"
import type { Batches, Reading, Source } from "./body.ts"
import type { AnyOptions } from "./options.ts"

/**
 * A stream of batches. The source is canceled when the consumer stops. A `reading` goes on with the source, and keeps
 * the last batch as `untaken`: a pull that is interrupted gives it to nobody.
 */
export const fromBody = <A, E extends ChunkStreamError>(
  source: Source,
  options: AnyOptions | undefined,
  reading?: Reading<A>
): Stream.Stream<A, E> =>
  Stream.fromChannel(
    Channel.fromTransform((_, scope) =>
      Effect.suspend(() => {
        const batches = makeBatches<A>(source, options, reading)
        // A pull that is interrupted leaves its batch to the next one
        let pending: Promise<BatchPull<A, E>> | undefined
        const pull: BatchPull<A, E> = Effect.callback((resume) => {
          let left = false
          const give = (settled: BatchPull<A, E>): void => {
            if (left) return
            pending = undefined
            resume(settled)
          }
          void (pending ??= settle<A, E>(batches, reading)).then(give)
          return Effect.sync(() => {
            left = true
          })
        })
        return Effect.as(
          Scope.addFinalizer(
            scope,
            Effect.promise(async () => {
              await batches.cancel()
              // What comes late is for the next connection
              if (reading !== undefined) await pending
            })
          ),
          pull
        )
      })
    )
  )

type BatchPull<A, E> = Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E>

const settle = <A, E extends ChunkStreamError>(
  batches: Batches<A>,
  reading: Reading<A> | undefined
): Promise<BatchPull<A, E>> =>
  batches.next().then(
    (batch) => {
      if (batch === undefined) return Cause.done()
      if (reading !== undefined) reading.untaken = batch
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no batch is empty
      return Effect.succeed(batch as Arr.NonEmptyReadonlyArray<A>)
    },
    (thrown) => {
      const error = batches.error()
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the option `as` says which errors there are
      return error === undefined ? Effect.die(thrown) : Effect.fail(error as E)
    }
  )
