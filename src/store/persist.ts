/**
 * The writer of a stream.
 *
 * @internal
 */
import * as Arr from "effect/Array"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { isOverflow } from "../base/json.ts"
import { transduce } from "../base/transduce.ts"
import { InvalidChunk } from "../errors/StreamError.ts"
import type { ChunkElement } from "../stream/event.ts"
import type { Backend, Batch, Outcome } from "./backend.ts"
import { StreamCancelled, StreamTaken, WriterFenced } from "./errors.ts"
import type { StoreUnavailable } from "./errors.ts"
import type { ChunkIn, PersistError, PersistOptions, StoredEvent } from "./options.ts"
import { prepare, Progress } from "./writer.ts"
import type { Prepared } from "./writer.ts"

/** How many events are read ahead while others are being stored. */
const readAhead = 256

/** How long a writer that ends early waits for the store, at most, in milliseconds. Its lease is over by itself. */
const maxGiveUp = 1000

/** Stores each event of a stream before it is handed on. */
export const persist = <A extends ChunkElement, E, R>(
  backend: Backend,
  key: string,
  { from }: PersistOptions,
  self: Stream.Stream<A, E, R>
): Stream.Stream<StoredEvent<ChunkIn<A>>, E | PersistError, R> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const writer = globalThis.crypto.randomUUID()
      const progress = new Progress(from)
      let isOver = false

      /** Gives the stream up, so that followers know at once. If that fails, they know once the lease is over. */
      const giveUp = Effect.suspend(() =>
        isOver
          ? Effect.void
          : // A finalizer can't be interrupted, and so would wait for Redis without end. A fiber of its own can
            backend
              .release(key, writer, "lost")
              .pipe(
                Effect.timeout(Math.min(maxGiveUp, backend.lease)),
                Effect.ignore,
                Effect.forkDetach,
                Effect.flatMap(Fiber.await)
              )
      )
      const claim = yield* Effect.acquireRelease(
        backend.claim(key, writer, progress.offset),
        (claim) => (claim === "claimed" ? giveUp : Effect.void),
        { interruptible: true }
      )
      if (claim === "cancelled") {
        const status = yield* backend.status(key)
        return Stream.fail(new StreamCancelled({ offset: status?.offset ?? progress.offset }))
      }
      if (claim !== "claimed") return Stream.fail(new StreamTaken({ state: claim }))

      const confirm = (outcome: Effect.Effect<Outcome, StoreUnavailable>) =>
        Effect.flatMap(outcome, (outcome) => {
          const { offset } = progress
          if (outcome === "done") return Effect.void
          isOver = true
          return Effect.fail(outcome === "fenced" ? new WriterFenced({ offset }) : new StreamCancelled({ offset }))
        })
      const append = (batch: Batch) => confirm(backend.append(key, writer, batch))
      const end = Effect.map(confirm(backend.release(key, writer, "ended")), () => {
        isOver = true
      })

      const queue = yield* Queue.bounded<Prepared, E | PersistError | Cause.Done>(readAhead)
      yield* Effect.raceFirst(Effect.sleep(backend.lease / 3), backend.cancellation(key)).pipe(
        Effect.andThen(Effect.suspend(() => append(progress.batch([])))),
        Effect.forever,
        Effect.catch((error) => Queue.fail(queue, error)),
        Effect.forkScoped
      )
      yield* Effect.forkScoped(Stream.runIntoQueue(prepareAll(self), queue))

      return Stream.fromQueue(queue).pipe(
        Stream.mapArrayEffect((prepared) =>
          Effect.suspend(() => {
            const batch = progress.batch(prepared)
            return Effect.map(append(batch), () => {
              progress.offset += prepared.length
              return Arr.map(prepared, ({ event }, i) => storedEvent<ChunkIn<A>>(event, batch.first + i))
            })
          })
        ),
        Stream.concat(Stream.drain(Stream.fromEffect(end)))
      )
    })
  )

/** Prepares elements as they come. What nests too deeply ends the stream as an invalid event does. */
const prepareAll = <A extends ChunkElement, E, R>(
  self: Stream.Stream<A, E, R>
): Stream.Stream<Prepared, E | InvalidChunk, R> =>
  transduce<A, E, R, Prepared, InvalidChunk>(self, (output) => ({
    push: (element) => {
      try {
        output.emit(prepare(element))
      } catch (thrown) {
        if (!isOverflow(thrown)) throw thrown
        output.fail(new InvalidChunk({ index: 0, json: undefined, fields: [] }))
      }
    },
    end: () => {}
  }))

const storedEvent = <Chunk>(event: Prepared["event"], offset: number): StoredEvent<Chunk> => ({
  ...event,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the chunk is that of the element
  chunk: event.chunk as Chunk,
  index: offset - 1,
  offset,
  id: String(offset)
})
