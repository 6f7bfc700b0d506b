/**
 * Spans and metrics of streams of chunks: what came, what was skipped or repaired, what it used, and how it ended.
 *
 * {@link withSpan} and {@link withMetrics} are operators on the stream that `ChunkStream` gives, and see the chunks and
 * the end. What is skipped or repaired leaves no trace in that stream: {@link instrument} reports it to them.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import * as ChunkStream from "../stream/ChunkStream.ts"
import { makeTally } from "./tally.ts"
import type { Counts, Tally } from "./tally.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { InvalidChunk, InvalidJson, UnexpectedEnd } from "../errors/StreamError.ts"
import type { ChunkStreamError, InvalidEvent } from "../errors/StreamError.ts"
import type { Verdict } from "../stream/verdict.ts"

/**
 * What a stream may consist of, to be watched: chunks, or what `ChunkStream.decodeEvents` and `decodeResult` give.
 *
 * @category models
 * @since 0.1.0
 */
export type Watched = ResponsesStreamChunk | ChunkStream.ChunkEvent | Result.Result<ResponsesStreamChunk, InvalidEvent>

// -----------------------------------------------------------------------------
// Spans
// -----------------------------------------------------------------------------

/**
 * Wraps each run of a stream of chunks in a span, which gets these attributes when the stream ends:
 *
 * | attribute                                                   | what                                                    |
 * | ----------------------------------------------------------- | ------------------------------------------------------- |
 * | `responses_stream.chunks`, `.unknown`                       | chunks, and those among them that have no model         |
 * | `responses_stream.invalid`, `.repaired`                     | events: see {@link instrument}                          |
 * | `responses_stream.verdict`                                  | how the stream ended, unless the consumer left before   |
 * | `responses_stream.time_to_first_output`                     | milliseconds until a delta, a partial image or an item  |
 * | `gen_ai.response.id`, `.model`                              | of the response as it was last seen                     |
 * | `gen_ai.response.finish_reasons`                            | its status in the terminal chunk, or why it is incomplete |
 * | `gen_ai.usage.input_tokens`, `.output_tokens`               | what the terminal chunk says, if it does                |
 * | `error.type`                                                | the tag of the stream's error, or the provider's code   |
 *
 * **Details**
 *
 * The span ends as the stream does: with its error, with an interruption, or well. A response that failed is no error of
 * the stream, but has an `error.type`. The options are those of `Stream.withSpan`, with no stack trace unless it is asked
 * for.
 *
 * Whatever runs inside the stream, such as the request of a client, becomes a child of the span.
 *
 * **Example** (A span around a stream)
 *
 * ```ts
 * import { ChunkStream } from "effect-responses-stream"
 * import { withSpan } from "effect-responses-stream/StreamTelemetry"
 *
 * export const chunks = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(withSpan("answer", { attributes: { "gen_ai.operation.name": "chat" } }))
 * ```
 *
 * @category spans
 * @since 0.1.0
 */
export const withSpan =
  (name: string, options?: Tracer.SpanOptions) =>
  <A extends Watched, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, E, Exclude<R, Tracer.ParentSpan>> =>
    Stream.withSpan(
      watch(self, ({ context, started }) => {
        const span = Context.getOrUndefined(context, Tracer.ParentSpan)
        return {
          onExit: (tally, end) => {
            if (span?._tag !== "Span") return
            for (const [key, value] of attributesOf(tally, end, started)) span.attribute(key, value)
          }
        }
      }),
      name,
      { captureStackTrace: false, ...options }
    )

// -----------------------------------------------------------------------------
// Metrics
// -----------------------------------------------------------------------------

const counter = (what: string, description: string): Metric.Counter<number> =>
  Metric.counter(`responses_stream_${what}`, { description, incremental: true })

/**
 * What {@link withMetrics} counts.
 *
 * @category metrics
 * @since 0.1.0
 */
export const metrics: {
  /** Chunks. */
  readonly chunks: Metric.Counter<number>
  /** Chunks of a type that has no model. */
  readonly unknown: Metric.Counter<number>
  /** Events that are not JSON or have a wrong shape. */
  readonly invalid: Metric.Counter<number>
  /** Events that are valid after a repair. */
  readonly repaired: Metric.Counter<number>
  /** Streams that came to an end, by verdict. */
  readonly ends: Metric.Frequency
} = /* @__PURE__ */ (() => ({
  chunks: counter("chunks", "Chunks"),
  unknown: counter("unknown", "Chunks of a type that has no model"),
  invalid: counter("invalid", "Events that are not JSON or have a wrong shape"),
  repaired: counter("repaired", "Events that are valid after a repair"),
  ends: Metric.frequency("responses_stream_ends", { description: "Streams that came to an end, by verdict" })
}))()

/**
 * Options of {@link withMetrics}.
 *
 * @category options
 * @since 0.1.0
 */
export interface MetricsOptions {
  /** Attributes of everything that is counted, such as the gateway's name. Keep to few values of each. */
  readonly attributes?: Readonly<Record<string, string>>
}

/**
 * Counts what comes through a stream of chunks in the {@link metrics}, a batch at a time.
 *
 * **When to use**
 *
 * Use it to see how a provider changes: `invalid` and `unknown` jump when it sends something new.
 *
 * **Example** (Metrics and a span)
 *
 * ```ts
 * import type { HttpClientResponse } from "effect/http/HttpClientResponse"
 *  * import { instrument, withMetrics, withSpan } from "effect-responses-stream/StreamTelemetry"
 *
 * export const chunks = (response: HttpClientResponse) =>
 *   instrument((options) => ChunkStream.fromHttpClientResponse(response, options), { onInvalid: "skip" }).pipe(
 *     withMetrics({ attributes: { gateway: "openrouter" } }),
 *     withSpan("answer")
 *   )
 * ```
 *
 * @category metrics
 * @since 0.1.0
 */
export const withMetrics =
  (options: MetricsOptions = {}) =>
  <A extends Watched, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    watch(self, ({ context }) => {
      const attributed = Context.add(context, Metric.CurrentMetricAttributes, {
        ...Context.get(context, Metric.CurrentMetricAttributes),
        ...options.attributes
      })
      const counted: Counts = { chunks: 0, unknown: 0, invalid: 0, repaired: 0 }
      const count = ({ counts }: Tally): void => {
        for (const key of ["chunks", "unknown", "invalid", "repaired"] as const) {
          const more = counts[key] - counted[key]
          counted[key] += more
          if (more > 0) metrics[key].updateUnsafe(more, attributed)
        }
      }
      return {
        onBatch: count,
        onExit: (tally, end) => {
          count(tally)
          const verdict = verdictOf(tally, end)
          if (verdict !== undefined) metrics.ends.updateUnsafe(verdict, attributed)
        }
      }
    })

// -----------------------------------------------------------------------------
// What leaves no trace
// -----------------------------------------------------------------------------

/**
 * Makes a stream that reports what it skips and repairs to the {@link withSpan} and {@link withMetrics} around it.
 *
 * **When to use**
 *
 * Use it where `onInvalid` is `"skip"`, or repairs matter. Without it, `invalid` has only the event that ends the stream
 * or that is a failed `Result`, and `repaired` nothing.
 *
 * **Details**
 *
 * The function is called for each run, with the options that are given and callbacks added to them. Callbacks of your own
 * are called as before.
 *
 * **Example** (Any constructor)
 *
 * ```ts
 * import { ChunkStream } from "effect-responses-stream"
 * import { instrument, withMetrics } from "effect-responses-stream/StreamTelemetry"
 *
 * export const chunks = (response: Response) =>
 *   instrument((options) => ChunkStream.fromResponse(response, options), { onInvalid: "skip" }).pipe(withMetrics())
 * ```
 *
 * @category reporting
 * @since 0.1.0
 */
export const instrument = <A, E, R>(
  make: (options: ChunkStream.DecodeOptions) => Stream.Stream<A, E, R>,
  options: ChunkStream.DecodeOptions = {}
): Stream.Stream<A, E, R> =>
  Stream.unwrap(
    Effect.map(Effect.service(Tallies), (tallies) => {
      const { onRepair, onSkip = (error: InvalidEvent) => console.warn(error.message) } = options
      return make({
        ...options,
        onSkip: (error) => {
          for (const tally of tallies) tally.seeInvalid(error)
          onSkip(error)
        },
        onRepair: (repair) => {
          for (const tally of tallies) tally.seeRepair(repair)
          onRepair?.(repair)
        }
      })
    })
  )

/**
 * `ChunkStream.decode` that reports what it skips and repairs, as {@link instrument} does.
 *
 * **Example** (Counting what is skipped)
 *
 * ```ts
 * import type * as Stream from "effect/Stream"
 * import * as StreamTelemetry from "effect-responses-stream/StreamTelemetry"
 *
 * export const chunks = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) =>
 *   bytes.pipe(StreamTelemetry.decode({ onInvalid: "skip" }), StreamTelemetry.withSpan("answer"))
 * ```
 *
 * @category reporting
 * @since 0.1.0
 */
export const decode =
  (options?: ChunkStream.DecodeOptions) =>
  <E, R>(self: Stream.Stream<Uint8Array, E, R>): Stream.Stream<ResponsesStreamChunk, ChunkStreamError | E, R> =>
    instrument((reporting) => ChunkStream.decode(reporting)(self), options)

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** Those who count around a stream, made anew for each run. */
const Tallies = /* @__PURE__ */ Context.Reference<ReadonlyArray<Tally>>(
  "effect-responses-stream/StreamTelemetry/Tallies",
  { defaultValue: () => [] }
)

/** How a run came to its end. */
interface End {
  /** The failure of the stream, if it failed. */
  readonly error: unknown
  /** Upstream came to its end: the consumer didn't leave before. */
  readonly isEnd: boolean
}

interface Watcher {
  readonly onBatch?: (tally: Tally) => void
  readonly onExit: (tally: Tally, end: End) => void
}

interface Start {
  readonly context: Context.Context<never>
  readonly started: number
}

const watch = <A extends Watched, E, R>(
  self: Stream.Stream<A, E, R>,
  makeWatcher: (start: Start) => Watcher
): Stream.Stream<A, E, R> =>
  Stream.unwrap(
    Effect.contextWith((context: Context.Context<never>) =>
      Clock.clockWith((clock) =>
        Effect.sync(() => {
          const tally = makeTally()
          const { onBatch, onExit } = makeWatcher({ context, started: clock.currentTimeMillisUnsafe() })
          let isEnd = false
          return self.pipe(
            Stream.updateService(Tallies, (around) => [...around, tally]),
            Stream.mapArray((elements) => {
              tally.see(elements, clock)
              onBatch?.(tally)
              return elements
            }),
            Stream.onEnd(
              Effect.sync(() => {
                isEnd = true
              })
            ),
            Stream.onExit((exit) =>
              Effect.sync(() => {
                const error = errorOf(exit)
                if (isInvalidEvent(error)) tally.seeInvalid(error)
                onExit(tally, { error, isEnd })
              })
            )
          )
        })
      )
    )
  )

const errorOf = (exit: Exit.Exit<unknown, unknown>): unknown =>
  Exit.isFailure(exit) ? Option.getOrUndefined(Cause.findErrorOption(exit.cause)) : undefined

const isInvalidEvent = (error: unknown): error is InvalidEvent =>
  error instanceof InvalidJson || error instanceof InvalidChunk

/** The verdict, where the stream was read far enough to have one. */
const verdictOf = (tally: Tally, { error, isEnd }: End): Verdict | undefined => {
  if (error instanceof UnexpectedEnd) return error.verdict
  const verdict = tally.verdict()
  return isEnd || (verdict !== "Truncated" && verdict !== "ItemsCompleteWithoutTerminal") ? verdict : undefined
}

const attributesOf = (tally: Tally, end: End, started: number): ReadonlyArray<readonly [string, unknown]> => {
  const { firstOutputAt, isTerminal, providerError, response } = tally.facts
  const { chunks, invalid, repaired, unknown } = tally.counts
  const attributes: ReadonlyArray<readonly [string, unknown]> = [
    ["responses_stream.chunks", chunks],
    ["responses_stream.unknown", unknown],
    ["responses_stream.invalid", invalid],
    ["responses_stream.repaired", repaired],
    ["responses_stream.verdict", verdictOf(tally, end)],
    ["responses_stream.time_to_first_output", firstOutputAt === undefined ? undefined : firstOutputAt - started],
    ["gen_ai.response.id", response?.id],
    ["gen_ai.response.model", response?.model],
    ...(isTerminal
      ? ([
          ["gen_ai.response.finish_reasons", [response?.incompleteDetails?.reason ?? response?.status]],
          ["gen_ai.usage.input_tokens", response?.usage?.inputTokens],
          ["gen_ai.usage.output_tokens", response?.usage?.outputTokens]
        ] as const)
      : []),
    ["error.type", tagOf(end.error) ?? providerError]
  ]
  return attributes.filter(([, value]) => value !== undefined && value !== null)
}

const tagOf = (error: unknown): string | undefined =>
  Predicate.hasProperty(error, "_tag") && typeof error._tag === "string" ? error._tag : undefined
