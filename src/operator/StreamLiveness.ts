/**
 * Streams that have stalled: the connection is open, and nothing comes that means anything.
 *
 * A gateway keeps a connection alive with comments and keepalives for as long as its provider is silent, so that neither a
 * closed connection nor a timeout of the transport tells that the provider has given up.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import type * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { chunkOf, sequenceNumberOf, wireTypeOf } from "../stream/event.ts"
import type { ChunkOrEvent } from "../stream/event.ts"
import type { ResponsesStreamChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { Frame } from "../sse/SseFrame.ts"
import { StreamStalled } from "../errors/StreamError.ts"
import type { InvalidEvent } from "../errors/StreamError.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/**
 * What this library's streams are made of: chunks, events, results and frames.
 *
 * @category models
 * @since 0.1.0
 */
export type Element = ChunkOrEvent | Result.Result<ResponsesStreamChunk, InvalidEvent> | Frame

/**
 * Options of {@link failOnStall}.
 *
 * @category options
 * @since 0.1.0
 */
export interface StallOptions<A> {
  /** Whether an element shows that work goes on. By default all do but comments, `retry:` lines and keepalives. */
  readonly isMeaningful: (element: A) => boolean
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Fails a stream with `StreamStalled` when nothing meaningful has come for a duration.
 *
 * **When to use**
 *
 * Use it where somebody waits for the answer: a provider that hangs should cost a minute and not an hour. Models that
 * reason say nothing for a long time, so don't be too strict.
 *
 * **Details**
 *
 * Only waiting counts: a slow consumer makes no stall. What came before is delivered first, and upstream is interrupted
 * and released. The first element has as long as any other. Once the response has ended, by its terminal chunk or an
 * error, a connection that stays open is no stall: the stream ends.
 *
 * The timer is set once for a batch of elements, not for each.
 *
 * **Gotchas**
 *
 * Comments never arrive in a stream of chunks, and `onComment` doesn't reset the timer. To watch for a connection that is
 * dead altogether, put a second one before the decoder, on bytes, with `isMeaningful: () => true`.
 *
 * **Example** (Two limits: one for the connection, one for the provider)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, StreamLiveness } from "effect-responses-stream"
 *
 * const watched = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) =>
 *   bytes.pipe(
 *     StreamLiveness.failOnStall("30 seconds", { isMeaningful: () => true }),
 *     ChunkStream.decode(),
 *     StreamLiveness.failOnStall("2 minutes")
 *   )
 * ```
 *
 * @category failing
 * @since 0.1.0
 */
export const failOnStall: {
  (
    duration: Duration.Input
  ): <A extends Element, E, R>(self: Stream.Stream<A, E, R>) => Stream.Stream<A, StreamStalled | E, R>
  <A>(
    duration: Duration.Input,
    options: StallOptions<A>
  ): <B extends A, E, R>(self: Stream.Stream<B, E, R>) => Stream.Stream<B, StreamStalled | E, R>
} =
  (duration: Duration.Input, { isMeaningful }: StallOptions<never> = { isMeaningful: showsWork }) =>
  <A, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, StreamStalled | E, R> => {
    const limit = Duration.fromInputUnsafe(duration)
    return Duration.isFinite(limit)
      ? Stream.transformPull(self, (pull) =>
          Effect.map(Clock.Clock, (clock) => watch(pull, limit, clock, isMeaningful as (element: A) => boolean))
        )
      : self
  }

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

type Batches<A, E, R> = Pull.Pull<readonly [A, ...Array<A>], E, void, R>

const watch = <A, E, R>(
  pull: Batches<A, E, R>,
  limit: Duration.Duration,
  clock: Clock.Clock,
  isMeaningful: (element: A) => boolean
): Batches<A, E | StreamStalled, R> => {
  const whole = Duration.toMillis(limit)
  let left = whole
  let count = 0
  let last: A | undefined
  let ended = false

  const stall = Effect.suspend((): Pull.Pull<never, StreamStalled> =>
    ended ? Cause.done() : Effect.fail(new StreamStalled({ index: count, duration: limit, ...described(last) }))
  )

  const note = (batch: readonly [A, ...Array<A>], waited: number): void => {
    let means = false
    for (const element of batch) {
      means ||= isMeaningful(element)
      ended ||= endsResponse(element)
    }
    count += batch.length
    last = batch[batch.length - 1]
    left = means ? whole : Math.max(0, left - waited)
  }

  return Effect.suspend(() => {
    const start = clock.currentTimeMillisUnsafe()
    // Where the batch is there already, nothing is raced: the timer isn't even set
    return Effect.raceFirst(pull, Effect.andThen(Effect.sleep(left), stall)).pipe(
      Effect.map((batch) => {
        note(batch, clock.currentTimeMillisUnsafe() - start)
        return batch
      })
    )
  })
}

const isTagged = (element: unknown): element is { readonly _tag: unknown } =>
  typeof element === "object" && element !== null && "_tag" in element

const isObject = (u: unknown): u is object => typeof u === "object" && u !== null

/** The chunk in an element, if there is one. */
const chunkIn = (element: unknown): ResponsesStreamChunk | undefined => {
  if (!isObject(element)) return undefined
  if (isTagged(element)) {
    return element._tag === "Success" ? (element as Result.Success<ResponsesStreamChunk, never>).success : undefined
  }
  return "type" in element || "chunk" in element ? chunkOf(element as ChunkOrEvent) : undefined
}

const keepalive: WireType = "keepalive"

const ends: ReadonlySet<string> = new Set<WireType>([
  "response.completed",
  "response.incomplete",
  "response.failed",
  "error",
  "response.error"
])

const endsResponse = (element: unknown): boolean => {
  const chunk = chunkIn(element)
  return chunk !== undefined && ends.has(chunk.type)
}

const showsWork = (element: unknown): boolean => {
  const chunk = chunkIn(element)
  if (chunk !== undefined) return chunk.type !== keepalive
  const frame = element as Frame
  return frame._tag === "Event" ? !isKeepalive(frame) : frame._tag !== "Comment" && frame._tag !== "Retry"
}

/** Whether an event that isn't decoded is a keepalive. Those are short: no other event is parsed for it. */
const isKeepalive = ({ data, event }: Frame & { readonly _tag: "Event" }): boolean => {
  if (event !== undefined) return event === keepalive
  if (data.length > 200 || !data.includes(keepalive)) return false
  try {
    return (JSON.parse(data) as { readonly type?: unknown } | null)?.type === keepalive
  } catch {
    return false
  }
}

const described = (element: unknown): { readonly type?: string; readonly sequenceNumber?: number } => {
  const chunk = chunkIn(element)
  if (chunk === undefined) return {}
  const sequenceNumber = sequenceNumberOf(chunk)
  return { type: wireTypeOf(chunk), ...(sequenceNumber === undefined ? {} : { sequenceNumber }) }
}
