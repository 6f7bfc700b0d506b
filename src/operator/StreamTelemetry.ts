/**
 * Spans and metrics of streams of chunks: what came, what was skipped or repaired, tokens used, and how it ended.
 *
 * {@link withSpan} and {@link withMetrics} watch the chunks, events or results that `ChunkStream` gives. These don't
 * show what was skipped or repaired: {@link instrument} reports it.
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
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { isStreamError } from "../errors/StreamError.ts"
import type { InvalidEvent } from "../errors/StreamError.ts"
import { initialCounts } from "../stream/counts.ts"
import type { As, DecodeOptions } from "../stream/options.ts"
import type { Verdict } from "../stream/verdict.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { idIn, nameIn } from "./element.ts"
import type { StreamElement } from "./element.ts"
import { makeTally } from "./tally.ts"
import type { Tally } from "./tally.ts"

// -----------------------------------------------------------------------------
// Spans
// -----------------------------------------------------------------------------

/**
 * Wraps each run of a stream of chunks in a span. When the stream ends, the span gets these attributes:
 *
 * | attribute                                     | what                                                          |
 * | --------------------------------------------- | ------------------------------------------------------------- |
 * | `responses_stream.chunks`, `.unknown`         | chunks, and those among them of a type that has no model      |
 * | `responses_stream.invalid`, `.repaired`       | invalid and repaired events: see {@link instrument}           |
 * | `responses_stream.verdict`                    | how the stream ended, unless the consumer left before         |
 * | `responses_stream.time_to_first_output`       | milliseconds until a delta, a partial image or a done item    |
 * | `gen_ai.response.id`, `.model`                | of the latest response                                        |
 * | `gen_ai.response.finish_reasons`              | its status in the terminal chunk, or why it is incomplete     |
 * | `gen_ai.usage.input_tokens`, `.output_tokens` | tokens, by the terminal chunk                                 |
 * | `error.type`                                  | the tag of the stream's error, or the provider's code         |
 *
 * **Details**
 *
 * The span ends as the stream does: with an error, an interruption, or success. A failed response is not an error of
 * the stream, but sets `error.type`. A code that is not a name may quote payload: the type of its chunk stands for it.
 * An id or a model that can't be a name is left out.
 * The options are those of `Stream.withSpan`; `captureStackTrace` is `false` by default.
 *
 * What runs inside the stream, such as the request of a client, becomes a child of the span.
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
 * @category tracing
 * @since 0.1.0
 */
export const withSpan =
  (name: string, options?: Tracer.SpanOptions) =>
  <A extends StreamElement, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, E, Exclude<R, Tracer.ParentSpan>> =>
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
  /** Streams that ended, by verdict. */
  readonly ends: Metric.Frequency
} = /* @__PURE__ */ (() => ({
  chunks: counter("chunks", "Chunks"),
  unknown: counter("unknown", "Chunks of a type that has no model"),
  invalid: counter("invalid", "Events that are not JSON or have a wrong shape"),
  repaired: counter("repaired", "Events that are valid after a repair"),
  ends: Metric.frequency("responses_stream_ends", { description: "Streams that ended, by verdict" })
}))()

/**
 * Options of {@link withMetrics}.
 *
 * @category options
 * @since 0.1.0
 */
export interface MetricsOptions {
  /** Attributes of all metrics, such as the gateway's name. Each should have few values. */
  readonly attributes?: Readonly<Record<string, string>>
}

/**
 * Counts the elements of a stream of chunks in the {@link metrics}, a batch at a time.
 *
 * **When to use**
 *
 * Use it to see how a provider changes: `invalid` and `unknown` jump when it sends something new.
 *
 * **Example** (Metrics and a span)
 *
 * ```ts
 * import type { HttpClientResponse } from "effect/http/HttpClientResponse"
 * import { instrument, withMetrics, withSpan } from "effect-responses-stream/StreamTelemetry"
 * import * as ChunkStream from "effect-responses-stream/ChunkStream"
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
  <A extends StreamElement, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    watch(self, ({ context }) => {
      const attributed = Context.add(context, Metric.CurrentMetricAttributes, {
        ...Context.get(context, Metric.CurrentMetricAttributes),
        ...options.attributes
      })
      const counted = initialCounts()
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
          const verdict = finalVerdict(tally, end)
          if (verdict !== undefined) metrics.ends.updateUnsafe(verdict, attributed)
        }
      }
    })

// -----------------------------------------------------------------------------
// Skipped and repaired events
// -----------------------------------------------------------------------------

/**
 * Makes a stream that reports skipped and repaired events to the {@link withSpan} and {@link withMetrics} around it.
 *
 * **When to use**
 *
 * Use it with `onInvalid: "skip"`, or to count repairs. Without it, `invalid` counts only failed results and the event
 * that ends the stream, and `repaired` stays 0.
 *
 * **Details**
 *
 * Each run calls the function with your options, to which it adds callbacks. Your own callbacks are called too.
 *
 * **Example** (Counting what is skipped)
 *
 * ```ts
 * import { ChunkStream } from "effect-responses-stream"
 * import { instrument, withMetrics } from "effect-responses-stream/StreamTelemetry"
 *
 * export const chunks = (response: Response) =>
 *   instrument((options) => ChunkStream.fromResponse(response, options), { onInvalid: "skip" }).pipe(withMetrics())
 * ```
 *
 * **Example** (Repairs, in a span)
 *
 * ```ts
 * import type * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 * import { instrument, withSpan } from "effect-responses-stream/StreamTelemetry"
 *
 * export const chunks = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) =>
 *   instrument((options) => bytes.pipe(ChunkStream.decode(options))).pipe(withSpan("answer"))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const instrument = <A, E, R, const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(
  make: (options: DecodeOptions<Chunks, Out>) => Stream.Stream<A, E, R>,
  options: DecodeOptions<Chunks, Out> = {}
): Stream.Stream<A, E, R> =>
  Stream.unwrap(
    Effect.map(Effect.service(Tallies), (tallies) => {
      const { onRepair, onSkip = (error: InvalidEvent) => console.warn(error.message) } = options
      return make({
        ...options,
        onSkip: (error) => {
          for (const tally of tallies) tally.addInvalid(error)
          onSkip(error)
        },
        onRepair: (repair) => {
          for (const tally of tallies) tally.addRepair(repair)
          onRepair?.(repair)
        }
      })
    })
  )

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** The tallies of the operators around a stream. Each run has its own. */
const Tallies = /* @__PURE__ */ Context.Reference<ReadonlyArray<Tally>>(
  "effect-responses-stream/StreamTelemetry/Tallies",
  { defaultValue: () => [] }
)

/** How a run ended. */
interface End {
  /** The failure of the stream, if it failed. */
  readonly error: unknown
  /** Upstream has ended: the consumer didn't leave before. */
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

const watch = <A extends StreamElement, E, R>(
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
              tally.addElements(elements, clock)
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
                if (isInvalidEvent(error)) tally.addInvalid(error)
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
  isStreamError(error) && (error._tag === "InvalidJson" || error._tag === "InvalidChunk")

/** The verdict, if the stream was read far enough to have one. */
const finalVerdict = (tally: Tally, { error, isEnd }: End): Verdict | undefined => {
  if (isStreamError(error) && error._tag === "UnexpectedEnd") return error.verdict
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
    ["responses_stream.verdict", finalVerdict(tally, end)],
    ["responses_stream.time_to_first_output", firstOutputAt === undefined ? undefined : firstOutputAt - started],
    ["gen_ai.response.id", idIn(response?.id)],
    ["gen_ai.response.model", idIn(response?.model)],
    ...(isTerminal
      ? ([
          ["gen_ai.response.finish_reasons", [nameIn(response?.incompleteDetails?.reason) ?? nameIn(response?.status)]],
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
