/**
 * Resuming a response after the connection broke, if the provider keeps it: one stream out of as many connections as it
 * takes, without the chunks that came already.
 *
 * {@link resumable} does it all. {@link dedupe} and {@link afterSequence} are for connections of your own.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { NotAnEventStream, StreamStalled } from "../errors/StreamError.ts"
import type { UnexpectedEnd } from "../errors/StreamError.ts"
import { fromBody } from "../stream/bodyStream.ts"
import { responseIdOf, sequenceNumberOf } from "../stream/event.ts"
import { SequenceNumbers } from "../stream/numbers.ts"
import type { As, Decoded, DecodeError, DecodeOptions } from "../stream/options.ts"
import { isOver, Resumption } from "../stream/resume.ts"
import type { ResumeFrom, ResumeGap, ResumePoint } from "../stream/resume.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { chunkIn } from "./element.ts"
import type { ChunkElement } from "./element.ts"
import { failOnStall } from "./StreamLiveness.ts"

export { ResumeGap } from "../stream/resume.ts"
export type { ResumeFrom, ResumePoint } from "../stream/resume.ts"

// -----------------------------------------------------------------------------
// Options
// -----------------------------------------------------------------------------

/**
 * Options of {@link resumable}. Those of decoding hold for all connections.
 *
 * @category options
 * @since 0.1.0
 */
export interface ResumableOptions<
  Chunks extends ChunkSchemas = {},
  Out extends As = "chunk",
  E = never,
  R = never,
  E2 = never,
  R2 = never,
  R3 = never
> extends DecodeOptions<Chunks, Out> {
  /** Sends the request that starts the response. It is sent once: a second one would be another answer. */
  readonly open: Effect.Effect<Response, E, R>
  /**
   * Asks for the rest of a response: `GET …/responses/{responseId}?stream=true&starting_after={after}`. The provider may
   * send more than that, from the beginning on.
   */
  readonly resume: (point: ResumePoint) => Effect.Effect<Response, E2, R2>
  /**
   * When to try again. Its input is the error. Its tries are counted anew once something new came. It waits longer if a
   * `retry-after` header says so.
   */
  readonly schedule: Schedule.Schedule<
    unknown,
    UnexpectedEnd | StreamStalled | NotAnEventStream | NoInfer<E> | NoInfer<E2>,
    never,
    R3
  >
  /**
   * The longest time to wait that is accepted from a `retry-after` header. Beyond it the stream fails with the error that
   * broke it. Default 1 minute.
   */
  readonly maxRetryAfter?: Duration.Input
  /**
   * How far the stream came before, in another process: a `ResponseSnapshot`, an `UnexpectedEnd`, or `responseId` and
   * `sequenceNumber`. The stream then begins with `resume`. It begins with `open` where either is missing, as in
   * `ResponseSnapshot.initial`, and is empty where the response is over.
   */
  readonly from?: ResumeFrom
  /**
   * What happens when chunks are missing where a connection went on. `"fail"` (the default) ends the stream with
   * {@link ResumeGap}. A function is called with it instead, and the stream goes on.
   */
  readonly onGap?: "fail" | ((gap: ResumeGap) => void)
  /** How long a connection may bring nothing new, as with `StreamLiveness.failOnStall`. By default, forever. */
  readonly stallAfter?: Duration.Input
}

// -----------------------------------------------------------------------------
// Constructors
// -----------------------------------------------------------------------------

/**
 * Gives one stream of chunks out of as many connections as it takes.
 *
 * **When to use**
 *
 * Use it with a provider that keeps responses, such as OpenAI for those with `background: true`.
 *
 * **Details**
 *
 * Each chunk comes once, in the order in which it was sent first, whether the provider sends only what is missing, more,
 * or everything again. Numbers may come out of order: 6, 9, 7, 8, 10. If the connection breaks behind 9, `resume` is
 * asked for what follows 6, so that 7 and 8 aren't lost. A number that is 32 behind the highest is waited for no longer.
 *
 * One reader reads all connections. So `index`, open items and the verdict of errors are those of the whole response, and
 * `onEnd` holds for its last connection.
 *
 * Another connection is tried after `UnexpectedEnd`, `StreamStalled` (with `stallAfter`), an answer with a status of 500
 * and above, 408, 425 or 429, and any failure of `resume`. A violation, such as `InvalidChunk`, is none of these.
 *
 * A terminal chunk ends the stream, even if its connection stays open. After an error chunk, `response.failed` may
 * follow: the stream ends with the connection, or a second later with `stallAfter`.
 *
 * The stream fails with the error that broke it if nothing mends it: the schedule ends, `resume` is answered otherwise
 * (404, JSON), with another response, or nothing can be asked for, since no id or no number came. The `cause` of an
 * `UnexpectedEnd` is then why the last `resume` failed, unless reading failed.
 *
 * The number of that `UnexpectedEnd` is the last one without holes before it. So `from` loses nothing, and what came
 * behind a hole comes again.
 *
 * A gap is sure at the terminal chunk, 32 numbers later, or at the end of the stream. What came until then is delivered.
 * If an error ends the stream first, the stream fails with that error. `onGap` is called before, if it is a function. An
 * `UnexpectedEnd` leads back to the gap: its number is the one before.
 *
 * **Gotchas**
 *
 * `StreamLiveness.failOnStall` behind it would end the stream. `stallAfter` watches each connection.
 *
 * A snapshot knows only its last number. If it was saved while numbers came out of order, those that were on their way
 * are lost, or come twice.
 *
 * Providers that don't number their chunks can't resume. If numbers repeat within a connection, all its chunks pass, but
 * another connection may leave some out.
 *
 * **Example** (A response in the background)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Schedule from "effect/Schedule"
 * import { StreamResume } from "effect-responses-stream"
 *
 * const url = "https://api.openai.com/v1/responses"
 * const headers = { authorization: "Bearer …", "content-type": "application/json" }
 *
 * export const answer = (input: string) =>
 *   StreamResume.resumable({
 *     open: Effect.tryPromise((signal) =>
 *       fetch(url, {
 *         method: "POST",
 *         headers,
 *         body: JSON.stringify({ model: "gpt-5", input, stream: true, background: true }),
 *         signal
 *       })
 *     ),
 *     resume: ({ after, responseId }) =>
 *       Effect.tryPromise((signal) =>
 *         fetch(`${url}/${responseId}?stream=true&starting_after=${after}`, { headers, signal })
 *       ),
 *     schedule: Schedule.exponential("500 millis").pipe(Schedule.upTo({ times: 5 })),
 *     stallAfter: "1 minute"
 *   })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const resumable = <
  const Chunks extends ChunkSchemas = {},
  Out extends As = "chunk",
  E = never,
  R = never,
  E2 = never,
  R2 = never,
  R3 = never
>(
  options: ResumableOptions<Chunks, Out, E, R, E2, R2, R3>
): Stream.Stream<
  Decoded<Chunks, Out>,
  DecodeError<Out> | StreamStalled | ResumeGap | E | E2,
  Exclude<R | R2, Scope.Scope> | R3
> =>
  isOver(options.from)
    ? Stream.empty
    : Stream.suspend(() => {
        type A = Decoded<Chunks, Out>
        type Failure = DecodeError<Out> | StreamStalled | ResumeGap | E | E2
        const { maxRetryAfter = "1 minute", open, resume, schedule, stallAfter } = options
        const resumption = new Resumption<A>(options, Duration.toSeconds(Duration.fromInputUnsafe(maxRetryAfter)))
        const { reading } = resumption

        const connection = Stream.suspend(() => {
          const point = resumption.connect()
          const answer: Effect.Effect<Response, E | E2, R | R2> = point === undefined ? open : resume(point)
          return Stream.unwrap(
            Effect.map(answer, (response) => fromBody<A, DecodeError<Out>>(response, options, reading))
          ).pipe(
            failAfter(stallAfter, () => reading.reader.index),
            Stream.mapArray((batch) => {
              resumption.delivered()
              return batch
            }),
            Stream.onEnd(Effect.sync(() => resumption.complete())),
            Stream.catch((error): Stream.Stream<never, Failure> =>
              resumption.canMend(error) ? Stream.fail(error) : Stream.empty
            )
          )
        })

        const ending = Stream.suspend(() => {
          const { failure, values } = resumption.end()
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the error of a connection, a gap, or the end
          const error = failure && Stream.fail(failure.error as Failure)
          return Stream.concat(Stream.fromIterable(values), error ?? Stream.empty)
        })

        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- others can't be mended
        const policy = patient(schedule) as Schedule.Schedule<unknown, Failure, never, R3>
        return connection.pipe(
          Stream.retry(policy),
          Stream.catch(() => Stream.empty),
          Stream.concat(ending)
        )
      })

// -----------------------------------------------------------------------------
// Operators
// -----------------------------------------------------------------------------

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
    let numbers = new SequenceNumbers()
    let response: string | undefined
    return Stream.filter(self, (value) => {
      const id = idIn(value)
      if (id !== undefined && id !== response) {
        if (response !== undefined) numbers = new SequenceNumbers()
        response = id
      }
      const sequenceNumber = numberOf(value)
      return sequenceNumber === undefined || numbers.add(sequenceNumber)
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

/** Fails a connection that stalls. The error counts the events of all connections. */
const failAfter =
  (limit: Duration.Input | undefined, index: () => number) =>
  <A, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, StreamStalled | E, R> =>
    limit === undefined
      ? self
      : watch(limit)(self).pipe(
          Stream.mapError((error) => (error instanceof StreamStalled ? withIndex(error, index()) : error))
        )

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is decoded is an element, whatever its type
const watch = failOnStall as unknown as (
  limit: Duration.Input
) => <A, E, R>(self: Stream.Stream<A, E, R>) => Stream.Stream<A, StreamStalled | E, R>

const withIndex = ({ duration, sequenceNumber, type }: StreamStalled, index: number): StreamStalled =>
  new StreamStalled({
    index,
    duration,
    ...(type === undefined ? {} : { type }),
    ...(sequenceNumber === undefined ? {} : { sequenceNumber })
  })

/** Waits at least as long as an answer asks for. */
const patient = <In, R>(schedule: Schedule.Schedule<unknown, In, never, R>) =>
  schedule.pipe(
    Schedule.modifyDelay(({ duration, input }) => {
      const seconds = (input instanceof NotAnEventStream && input.retryAfter) || 0
      return Effect.succeed(Duration.max(duration, Duration.seconds(seconds)))
    })
  )

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
