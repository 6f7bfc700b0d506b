import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as StreamTelemetry from "effect-responses-stream/StreamTelemetry"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { bytesOf } from "../harness/wire.ts"

const skipping = { onInvalid: "skip", onSkip: () => {} } as const

const decoded = (text: string) =>
  StreamTelemetry.instrument((options) => Stream.make(bytesOf(text)).pipe(ChunkStream.decode(options)), skipping)

export const cases: Cases = {
  "a span has what was counted, and the verdict": async ({ samples }) => {
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (given) => {
        const span = new Tracer.NativeSpan(given)
        spans.push(span)
        return span
      }
    })
    await decoded(samples["malformed.sse"]!).pipe(
      StreamTelemetry.withSpan("answer"),
      Stream.runDrain,
      Effect.withTracer(tracer),
      Effect.runPromise
    )
    const [span] = spans
    equal(
      [
        spans.length,
        span?.name,
        ...["chunks", "unknown", "invalid", "verdict"].map((key) => span?.attributes.get(`responses_stream.${key}`))
      ],
      [1, "answer", 13, 1, 3, "Completed"]
    )
  },
  "metrics count, under attributes of their own": async ({ samples }) => {
    const attributes = { case: "StreamTelemetry" }
    await decoded(samples["malformed.sse"]!).pipe(
      StreamTelemetry.withMetrics({ attributes }),
      Stream.runDrain,
      Effect.runPromise
    )
    const { chunks, invalid } = StreamTelemetry.metrics
    const counts = await Promise.all(
      [chunks, invalid].map((metric) => Effect.runPromise(Metric.value(Metric.withAttributes(metric, attributes))))
    )
    equal(
      counts.map(({ count }) => count),
      [13, 3]
    )
  }
}
