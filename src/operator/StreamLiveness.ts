/**
 * Streams that stall: the connection is open, but nothing meaningful comes.
 *
 * A gateway sends comments and keepalives while its provider is silent, so no timeout of the transport shows that the
 * provider hangs.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import type { WireType } from "../chunk/ResponsesStreamChunk.ts"
import { StreamStalled } from "../errors/StreamError.ts"
import type { Frame } from "../sse/SseFrame.ts"
import { sequenceNumberOf } from "../stream/event.ts"
import { endsResponse } from "../stream/verdict.ts"
import { chunkIn, makeHasEnded, nameIn } from "./element.ts"
import type { StreamElement } from "./element.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/**
 * What {@link failOnStall} does when the response has ended.
 *
 * @category options
 * @since 0.1.0
 */
export interface EndOptions {
  /**
   * How long the stream may go on after a terminal chunk or an error chunk. Then it ends, without an error. By default
   * it is 1 second, or the limit if that is shorter. Only waiting counts.
   */
  readonly afterEnd?: Duration.Input
}

/**
 * Options of {@link failOnStall} on elements of any kind.
 *
 * @category options
 * @since 0.1.0
 */
export interface StallOptions<A> extends EndOptions {
  /** Whether an element resets the timer. By default all do but comments, `retry:` lines and keepalives. */
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
 * Use it if somebody waits for the answer. Allow for models that reason silently for a long time.
 *
 * **Details**
 *
 * It takes chunks, events, results and frames; with `isMeaningful`, any elements. Only waiting counts: a slow consumer
 * causes no stall. The first element has the same limit as any other. On a stall, upstream is interrupted and released.
 *
 * After a terminal chunk or an error chunk, an open connection is not a stall: the stream ends a second later
 * ({@link EndOptions}), and upstream is interrupted. A `response.created` with another id goes on.
 *
 * The timer is set once for a batch of elements.
 *
 * **Gotchas**
 *
 * Comments never arrive in a stream of chunks, and `onComment` doesn't reset the timer. To detect a dead connection,
 * put a second timer before the decoder, on bytes, with `isMeaningful: () => true`.
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
 * @category error handling
 * @since 0.1.0
 */
export const failOnStall: {
  (
    duration: Duration.Input,
    options?: EndOptions
  ): <A extends StreamElement | Frame, E, R>(self: Stream.Stream<A, E, R>) => Stream.Stream<A, StreamStalled | E, R>
  <A>(
    duration: Duration.Input,
    options: StallOptions<A>
  ): <B extends A, E, R>(self: Stream.Stream<B, E, R>) => Stream.Stream<B, StreamStalled | E, R>
} =
  (duration: Duration.Input, options: Partial<StallOptions<never>> = {}) =>
  <A, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, StreamStalled | E, R> => {
    const limit = Duration.fromInputUnsafe(duration)
    const { afterEnd = Duration.min(limit, Duration.seconds(1)), isMeaningful = isMeaningfulByDefault } = options
    const settings: Settings<A> = {
      limit,
      afterEnd: Duration.fromInputUnsafe(afterEnd),
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by the overloads, it takes any A
      isMeaningful: isMeaningful as (element: A) => boolean
    }
    return Stream.transformPull(self, (pull) => Effect.map(Clock.Clock, (clock) => watch(pull, clock, settings)))
  }

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

type Batches<A, E, R> = Pull.Pull<readonly [A, ...Array<A>], E, void, R>

interface Settings<A> {
  readonly limit: Duration.Duration
  readonly afterEnd: Duration.Duration
  readonly isMeaningful: (element: A) => boolean
}

const watch = <A, E, R>(
  pull: Batches<A, E, R>,
  clock: Clock.Clock,
  { afterEnd, isMeaningful, limit }: Settings<A>
): Batches<A, E | StreamStalled, R> => {
  const hasEnded = makeHasEnded(endsResponse)
  let remaining = Duration.toMillis(limit)
  let count = 0
  let last: A | undefined
  let isOver = false

  const stall = Effect.suspend((): Pull.Pull<never, StreamStalled> =>
    isOver ? Cause.done() : Effect.fail(new StreamStalled({ index: count, duration: limit, ...describe(last) }))
  )

  const onBatch = (batch: readonly [A, ...Array<A>], waited: number): void => {
    let renewed: Duration.Duration | undefined
    for (const element of batch) {
      const chunk = chunkIn(element)
      const wasOver = isOver
      if (chunk !== undefined) isOver = hasEnded(chunk)
      if (isOver) renewed = wasOver ? renewed : afterEnd
      else if (isMeaningful(element)) renewed = limit
    }
    count += batch.length
    last = batch[batch.length - 1]
    remaining = renewed === undefined ? Math.max(0, remaining - waited) : Duration.toMillis(renewed)
  }

  return Effect.suspend(() => {
    const start = clock.currentTimeMillisUnsafe()
    // A batch that is ready wins before the timer is set
    const next = remaining === Infinity ? pull : Effect.raceFirst(pull, Effect.andThen(Effect.sleep(remaining), stall))
    return Effect.map(next, (batch) => {
      onBatch(batch, clock.currentTimeMillisUnsafe() - start)
      return batch
    })
  })
}

const keepalive: WireType = "keepalive"

const isMeaningfulByDefault = (element: StreamElement | Frame): boolean => {
  if (!("_tag" in element)) return chunkIn(element)?.type !== keepalive
  if (element._tag === "Success") return element.success.type !== keepalive
  return element._tag === "Event" ? !isKeepalive(element) : element._tag === "Failure"
}

/** Whether an event that isn't decoded is a keepalive. Keepalives are short: longer events aren't parsed. */
const isKeepalive = ({ data, event }: Frame & { readonly _tag: "Event" }): boolean => {
  if (event !== undefined) return event === keepalive
  if (data.length > 200 || !data.includes(keepalive)) return false
  try {
    const json: { readonly type?: unknown } | null = JSON.parse(data)
    return json?.type === keepalive
  } catch {
    return false
  }
}

/** Names only: the type of an unknown chunk is payload. */
const describe = (element: unknown): Pick<StreamStalled, "type" | "sequenceNumber"> => {
  const chunk = chunkIn(element)
  if (chunk === undefined) return {}
  const sequenceNumber = sequenceNumberOf(chunk)
  return { type: nameIn(chunk.type) ?? "UNKNOWN", ...(sequenceNumber === undefined ? {} : { sequenceNumber }) }
}
