/**
 * Going on with a response after the connection broke, where the provider can send it once more: chunks that came already
 * are told by their sequence numbers.
 *
 * @since 0.1.0
 */
import * as Stream from "effect/Stream"
import { isEvent, sequenceNumberOf } from "../stream/event.ts"
import type { ChunkOrEvent } from "../stream/event.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"

/**
 * Drops chunks that came already: those whose sequence number is not above all numbers before.
 *
 * **When to use**
 *
 * Use it on a stream that is put together from several connections to one response, each of which may repeat what the one
 * before has sent.
 *
 * **Details**
 *
 * Of what came, one number is remembered. That is enough where numbers grow (rule S1 of `StreamProtocol`), as they do in
 * all that was recorded; a chunk that comes late, after a higher number, counts as a repetition.
 *
 * Chunks without a number pass: `response.error`, and unknown types that have none. Another response is no repetition:
 * with the first chunk that has another response id, numbers start anew.
 *
 * **Gotchas**
 *
 * A number that was missing on the wire is repaired to the event's ordinal, which starts at 0 with each connection. On
 * events of `decodeEvents`, such a number doesn't count, and the event passes. A chunk alone doesn't tell: give
 * `tolerance: "strict"` where a provider may leave numbers out.
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
 * Drops chunks up to a sequence number: what was seen before the connection broke.
 *
 * **When to use**
 *
 * Use it on a stream that begins again from its first chunk, when you go on from what you saved. `UnexpectedEnd` has the
 * number; without one, all pass.
 *
 * **Details**
 *
 * Chunks without a number pass, as with {@link dedupe}, and so do events whose number was repaired.
 *
 * **Example** (Going on from a saved number)
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
          const own = numberOf(value)
          return own === undefined || own > sequenceNumber
        })

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** The number that the provider gave. One that a repair made up says nothing. */
const numberOf = (value: ChunkOrEvent): number | undefined => {
  if (!isEvent(value)) return sequenceNumberOf(value)
  const { chunk, json } = value
  return json !== undefined && !hasNumber(json) ? undefined : sequenceNumberOf(chunk)
}

const hasNumber = (json: unknown): boolean =>
  typeof json === "object" &&
  json !== null &&
  typeof (json as { readonly sequence_number?: unknown }).sequence_number === "number"

const responseIdOf = (value: ChunkOrEvent): string | undefined => {
  const chunk: ResponsesStreamChunk = isEvent(value) ? value.chunk : value
  return "response" in chunk ? chunk.response.id : undefined
}
