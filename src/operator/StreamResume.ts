/**
 * Resuming a response after the connection broke, if the provider can repeat it: drops the chunks that came already, by
 * their sequence numbers.
 *
 * @since 0.1.0
 */
import * as Stream from "effect/Stream"
import { isObject } from "../base/json.ts"
import { chunkOf, isEvent, sequenceNumberOf } from "../stream/event.ts"
import type { ChunkOrEvent } from "../stream/event.ts"

/**
 * Drops chunks that came already: those whose sequence number is not above all numbers before.
 *
 * **When to use**
 *
 * Use it on a stream that joins several connections to one response, each of which may repeat what the last one sent.
 *
 * **Details**
 *
 * It remembers one number, the highest. That is enough if numbers grow (rule S1 of `StreamProtocol`), as they do in all
 * recordings. A chunk that comes late, after a higher number, counts as a repetition.
 *
 * Chunks without a number pass: `response.error`, and unknown types without one. With the first chunk of another
 * response id, numbers start anew.
 *
 * **Gotchas**
 *
 * A repair sets a missing number to the index of the event, which starts at 0 with each connection. Of events
 * (`as: "event"`), such a number doesn't count, and the event passes. A chunk alone doesn't show it: set
 * `tolerance: "strict"` if a provider may leave numbers out.
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
export const dedupe = <A extends ChunkOrEvent, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
  Stream.suspend(() => {
    let highest: number | undefined
    let response: string | undefined
    return Stream.filter(self, (value) => {
      const id = responseIdOf(value)
      if (id !== undefined && id !== response) {
        if (response !== undefined) highest = undefined
        response = id
      }
      const sequenceNumber = numberOf(value)
      if (sequenceNumber === undefined) return true
      if (highest !== undefined && sequenceNumber <= highest) return false
      highest = sequenceNumber
      return true
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
 * Chunks without a number pass, as with {@link dedupe}, and so do events whose number was repaired.
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
  <A extends ChunkOrEvent, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    sequenceNumber === undefined
      ? self
      : Stream.filter(self, (value) => {
          const number = numberOf(value)
          return number === undefined || number > sequenceNumber
        })

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** The sequence number that the provider sent. A number that a repair added doesn't count. */
const numberOf = (value: ChunkOrEvent): number | undefined =>
  isEvent(value) && value.json !== undefined && !hasNumber(value.json) ? undefined : sequenceNumberOf(chunkOf(value))

const hasNumber = (json: unknown): boolean => isObject(json) && typeof json["sequence_number"] === "number"

const responseIdOf = (value: ChunkOrEvent): string | undefined => {
  const chunk = chunkOf(value)
  return "response" in chunk ? chunk.response.id : undefined
}
