import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ProviderError from "../../src/operator/ProviderError.ts"
import * as StreamLiveness from "../../src/operator/StreamLiveness.ts"
import * as StreamResume from "../../src/operator/StreamResume.ts"
import * as StreamTelemetry from "../../src/operator/StreamTelemetry.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { bytesOf } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"

/** A schema that takes an event for its type alone, and leaves out all that the model of the type has. */
const bare = <const Type extends string>(type: Type) =>
  Schema.toStandardSchemaV1(Schema.Struct({ type: Schema.tag(type) }))

const own = {
  "vendor.price": Schema.toStandardSchemaV1(Schema.Struct({ type: Schema.tag("vendor.price"), cents: Schema.Finite })),
  "response.created": bare("response.created"),
  "response.output_item.added": bare("response.output_item.added"),
  "response.output_item.done": bare("response.output_item.done"),
  "response.completed": bare("response.completed"),
  "response.failed": bare("response.failed"),
  "response.error": bare("response.error")
}

const price = { type: "vendor.price", sequence_number: 3, cents: 5 }
const failed = { ...completed, type: "response.failed", response: { ...created.response, error: { message: "m" } } }
const responseError = { type: "response.error", error: { message: "m" } }
const events = [created, price, itemAdded, delta("a"), price, itemDone, failed, responseError, completed]

const read = Stream.make(bytesOf(sse(...events)))

describe("operators on chunks of a user's own schemas", () => {
  it.effect("let those of any shape pass, as chunks, events and results", () =>
    Effect.gen(function* () {
      const operators = <
        A extends { readonly type: string } | { readonly index: number; readonly chunk: { readonly type: string } },
        E
      >(
        stream: Stream.Stream<A, E>
      ) =>
        stream.pipe(
          ProviderError.failOnProviderError,
          StreamResume.dedupe,
          StreamResume.afterSequence(-1),
          StreamLiveness.failOnStall("1 minute"),
          StreamTelemetry.withMetrics(),
          StreamTelemetry.withSpan("answer")
        )
      const chunks = yield* outcome(operators(read.pipe(ChunkStream.decode({ chunks: own }))))
      const asEvents = yield* outcome(operators(read.pipe(ChunkStream.decode({ chunks: own, as: "event" }))))
      const results = yield* outcome(
        read.pipe(
          ChunkStream.decode({ chunks: own, as: "result" }),
          StreamLiveness.failOnStall("1 minute"),
          StreamTelemetry.withMetrics(),
          StreamTelemetry.withSpan("answer")
        )
      )
      for (const { error, values } of [chunks, asEvents, results]) {
        assert.isUndefined(error)
        assert.strictEqual(values.length, events.length)
      }
      const prices: ReadonlyArray<number> = chunks.values.flatMap((chunk) =>
        chunk.type === "vendor.price" ? [chunk.cents] : []
      )
      assert.deepStrictEqual(prices, [5, 5])
    })
  )

  it.effect("see the provider's error in a chunk of the model's shape", () =>
    Effect.gen(function* () {
      const error = { type: "error", sequence_number: 9, code: "server_error", message: "m", param: null }
      const stream = Stream.make<ReadonlyArray<unknown>>(price, error).pipe(
        ChunkStream.decodeJson({ chunks: { "vendor.price": own["vendor.price"] } }),
        ProviderError.failOnProviderError
      )
      const read = yield* outcome(stream)
      assert.include(read.error, { _tag: "ProviderError", index: 1, code: "server_error" })
      assert.strictEqual(read.values.length, 1)
    })
  )
})
