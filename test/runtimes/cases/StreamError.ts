/** Each error, by the way in which a user meets it. */
import * as Duration from "effect/Duration"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import { failOnProviderError } from "effect-responses-stream/ProviderError"
import * as StreamError from "effect-responses-stream/StreamError"
import { failOnStall } from "effect-responses-stream/StreamLiveness"
import * as StreamProtocol from "effect-responses-stream/StreamProtocol"
import type { Cases } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { errorCases, failureOf, secret } from "../harness/errors.ts"
import { outcome } from "../harness/read.ts"
import { source } from "../harness/source.ts"
import { bytesOf, completed, created, delta, headers, sse } from "../harness/wire.ts"

const decode = (text: string, options?: ChunkStream.DecodeOptions) =>
  Stream.make(bytesOf(text)).pipe(ChunkStream.decode(options))

const wrongDelta = { ...delta(secret, 7), content_index: "0", delta: { [secret]: 1 } }

export const cases: Cases = {
  ...errorCases(StreamError, {
    InvalidJson: {
      meet: () => failureOf(decode(sse(created, `{"type": ${secret}}`)), 1),
      fields: { index: 1, position: 9 },
      payload: `{"type": ${secret}}`
    },
    InvalidChunk: {
      meet: () => failureOf(decode(sse(created, wrongDelta)), 1),
      fields: {
        index: 1,
        type: "response.output_text.delta",
        sequenceNumber: 7,
        path: ["content_index"],
        fields: 2
      },
      payload: wrongDelta
    },
    EventTooLarge: {
      meet: () => failureOf(decode(sse(created, delta(secret.repeat(1000))), { maxEventSize: 4000 }), 1),
      fields: { index: 1, maxEventSize: 4000 }
    },
    InvalidUtf8: {
      meet: () => {
        const pieces = [bytesOf(sse(created)), bytesOf(`data: ${secret}`), Uint8Array.of(0xc3, 0x28)]
        return failureOf(Stream.fromIterable(pieces).pipe(ChunkStream.decode()), 1)
      },
      fields: { index: 1, byteOffset: bytesOf(`${sse(created)}data: ${secret}`).length }
    },
    UnexpectedEnd: {
      meet: () => failureOf(decode(`${sse(created, delta("a", 3))}data: ${secret}`), 2),
      fields: { index: 2, verdict: "Truncated", openItems: [], tailLength: `data: ${secret}`.length, sequenceNumber: 3 }
    },
    NotAnEventStream: {
      meet: async (origin) => failureOf(ChunkStream.fromResponse(await fetch(`${origin}/refused/${secret}`)), 0),
      fields: { index: 0, status: 429, contentType: "application/json", retryAfter: 7 },
      payload: JSON.stringify({ error: { code: 429, message: `${secret} is too much` } })
    },
    ProtocolViolation: {
      meet: () =>
        failureOf(
          Stream.make(bytesOf(sse(created, completed, completed))).pipe(
            ChunkStream.decode({ as: "event" }),
            StreamProtocol.check({ onReport: () => {} })
          ),
          2
        ),
      fields: { rule: "R2", severity: "error", index: 2, type: "response.completed" }
    },
    ProviderError: {
      meet: () => {
        const error = { type: "error", code: "rate_limit_exceeded", message: secret, param: null, sequence_number: 3 }
        return failureOf(decode(sse(created, error)).pipe(failOnProviderError), 1)
      },
      fields: { index: 1, type: "error", sequenceNumber: 3, code: "rate_limit_exceeded", retryable: true }
    },
    StreamStalled: {
      meet: async () => {
        const upstream = source((i) => [sse(created), sse({ type: "keepalive", sequence_number: 1 })][i])
        const stream = ChunkStream.fromReadableStream(upstream.body).pipe(failOnStall("50 millis"))
        const error = await failureOf(stream, 2)
        equal(upstream.cancels.length, 1, "upstream was cancelled")
        return error
      },
      fields: { index: 2, type: "keepalive", sequenceNumber: 1, duration: Duration.millis(50) }
    }
  }),

  "a body that breaks off is UnexpectedEnd, with the cause": async () => {
    const broken = new TypeError("the line is dead")
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(bytesOf(sse(created))),
      pull: (controller) => controller.error(broken)
    })
    const { error, values } = await outcome(ChunkStream.fromResponse(new Response(body, { headers })))
    ok(error?._tag === "UnexpectedEnd", "it is UnexpectedEnd")
    ok(error.cause === broken, "its cause is what was thrown")
    // An error of a body overtakes what is queued in it: whether the first chunk comes is up to the platform
    ok(values.length <= 1, "nothing comes twice")
  },

  "a connection that breaks off is UnexpectedEnd, after what came": async ({ origin }) => {
    const { error, values } = await outcome(ChunkStream.fromResponse(await fetch(`${origin}/broken`)))
    // Whether there is a cause, too, is up to the platform: to WebKit, such a body has simply ended
    equal([error?._tag, ...values.map(({ type }) => type)], ["UnexpectedEnd", "response.created"])
  },

  "a page instead of a stream is NotAnEventStream": async () => {
    const { body } = source((i) => ["<!doctype html><title>Bad gateway</title>"][i], "close")
    const { error } = await outcome(ChunkStream.fromReadableStream(body))
    equal(error?._tag, "NotAnEventStream")
  },

  "the good chunks before an error arrive, in one piece of bytes": async () => {
    const text = sse(created, delta("a"), delta("b"), "no JSON", completed)
    const { error, values } = await outcome(Stream.make(bytesOf(text)).pipe(ChunkStream.decode()))
    equal([values.length, error?._tag], [3, "InvalidJson"])
  }
}
