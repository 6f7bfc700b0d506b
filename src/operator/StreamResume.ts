/**
 * Resuming a response after the connection broke, if the provider can repeat it: drops the chunks that came already, by
 * their sequence numbers.
 *
 * @since 0.1.0
 */
import * as Stream from "effect/Stream"
import { responseIdOf, sequenceNumberOf } from "../stream/event.ts"
import { chunkIn } from "./element.ts"
import type { ChunkElement } from "./element.ts"

/**
 * Drops chunks that came already: those whose sequence number came before.
 *
 * **When to use**
 *
 * Use it on a stream that joins several connections to one response, each of which may repeat what the last one sent.
 *
 * **Details**
 *
 * Numbers may come in any order: some gateways send 6, 9, 7, 8, 10. It remembers them as ranges, one for a stream without
 * gaps, and 1,024 at most. A stream with more gaps than that leaves numbers out, so the lowest gap counts as seen.
 *
 * Chunks without a number pass: `response.error`, unknown types without one, and those whose number a repair made up.
 * Only integers are numbers. With the first chunk of another response id, numbers start anew.
 *
 * **Gotchas**
 *
 * What a repair made up is remembered of the chunk itself: a copy of the chunk has it as its number.
 *
 * **Example** (A recorded stream and its repetition)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, StreamResume } from "effect-responses-stream"
 *
 * const once = (first: Response, again: Response) =>
 *   ChunkStream.fromResponse(first).pipe(
 *     Stream.catchTag("UnexpectedEnd", () => ChunkStream.fromResponse(again)),
 *     StreamResume.dedupe
 *   )
 * ```
 *
 * @category filtering
 * @since 0.1.0
 */
export const dedupe = <A extends ChunkElement, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
  Stream.suspend(() => {
    let add = makeNumbers()
    let response: string | undefined
    return Stream.filter(self, (value) => {
      const id = idIn(value)
      if (id !== undefined && id !== response) {
        if (response !== undefined) add = makeNumbers()
        response = id
      }
      const sequenceNumber = numberOf(value)
      return sequenceNumber === undefined || add(sequenceNumber)
    })
  })

/**
 * Drops chunks up to a sequence number: those that came before the connection broke.
 *
 * **When to use**
 *
 * Use it on a stream that starts from its first chunk again, when you saved how far you had come. `UnexpectedEnd` has
 * the number. With `undefined`, all chunks pass.
 *
 * **Details**
 *
 * Chunks without a number pass, as with {@link dedupe}, and so do those whose number a repair made up.
 *
 * **Example** (Resuming from a saved number)
 *
 * ```ts
 * import { ChunkStream, StreamResume } from "effect-responses-stream"
 *
 * const rest = (replay: Response, saved: number) =>
 *   ChunkStream.fromResponse(replay).pipe(StreamResume.afterSequence(saved))
 * ```
 *
 * @category filtering
 * @since 0.1.0
 */
export const afterSequence =
  (sequenceNumber: number | undefined) =>
  <A extends ChunkElement, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    sequenceNumber === undefined
      ? self
      : Stream.filter(self, (value) => {
          const number = numberOf(value)
          return number === undefined || number > sequenceNumber
        })

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** The most ranges that are remembered. A stream that comes out of order has two or three at a time. */
const maxRanges = 1024

interface NumberRange {
  from: number
  to: number
}

/** Remembers integers. Gives a function that adds one, and tells whether it is new. */
const makeNumbers = (): ((n: number) => boolean) => {
  /** In order, with gaps between them. */
  const ranges: Array<NumberRange> = []
  return (n) => {
    const i = ranges.findLastIndex(({ from }) => from <= n)
    const below = ranges[i]
    const above = ranges[i + 1]
    if (below !== undefined && n <= below.to) return false
    if (below?.to === n - 1) below.to = n
    else if (above?.from === n + 1) above.from = n
    else ranges.splice(i + 1, 0, { from: n, to: n })
    joinAt(ranges, i, 1)
    if (ranges.length > maxRanges) joinAt(ranges, 0, Infinity)
    return true
  }
}

/** Joins a range with the next one if they are no further apart. */
const joinAt = (ranges: Array<NumberRange>, i: number, distance: number): void => {
  const range = ranges[i]
  const next = ranges[i + 1]
  if (range === undefined || next === undefined || next.from - range.to > distance) return
  range.to = next.to
  ranges.splice(i + 1, 1)
}

/** The sequence number that the provider sent, if it is an integer. */
const numberOf = (value: ChunkElement): number | undefined => {
  const chunk = chunkIn(value)
  const sequenceNumber = chunk && sequenceNumberOf(chunk)
  return Number.isInteger(sequenceNumber) ? sequenceNumber : undefined
}

/** By the first chunk that carries it: the rest of a response has no `response.created`. */
const idIn = (value: ChunkElement): string | undefined => {
  const chunk = chunkIn(value)
  return chunk && responseIdOf(chunk)
}
