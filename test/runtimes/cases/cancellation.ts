/** Whoever stops, upstream is cancelled, and once. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { cancelCount, endless, isClosed, settle, source, uniqueId, until } from "../harness/source.ts"
import { completed, created, delta, headers, sse } from "../harness/wire.ts"

export const cases: Cases = {
  "Stream.take cancels upstream once": async () => {
    const upstream = endless()
    const { values } = await outcome(ChunkStream.fromReadableStream(upstream.body).pipe(Stream.take(3)))
    equal([values.length, await cancelCount(upstream)], [3, 1])
  },

  "break in a for-await loop cancels upstream once": async () => {
    const upstream = endless()
    let read = 0
    for await (const _ of Stream.toAsyncIterable(ChunkStream.fromResponse(new Response(upstream.body, { headers })))) {
      if (++read === 3) break
    }
    equal([read, await cancelCount(upstream)], [3, 1])
  },

  "a client that leaves cancels the upstream of its response once": async () => {
    const upstream = endless()
    const reader = ChunkStream.toResponse(ChunkStream.fromReadableStream(upstream.body)).body!.getReader()
    await reader.read()
    await reader.cancel()
    equal(await cancelCount(upstream), 1)
  },

  "an error that is thrown in a for-await loop cancels upstream once": async () => {
    const upstream = endless()
    let caught: unknown
    try {
      for await (const _ of Stream.toAsyncIterable(ChunkStream.fromReadableStream(upstream.body)))
        throw new Error("enough")
    } catch (error) {
      caught = error
    }
    equal([String(caught), await cancelCount(upstream)], ["Error: enough", 1])
  },

  "an AbortSignal interrupts while upstream is silent, and cancels it once": async () => {
    const upstream = source((i) => (i === 0 ? sse(created) : undefined))
    const abort = new AbortController()
    const chunks: Array<string> = []
    const running = ChunkStream.fromReadableStream(upstream.body).pipe(
      Stream.runForEach(({ type }) => Effect.sync(() => chunks.push(type))),
      (effect) => Effect.runPromise(effect, { signal: abort.signal })
    )
    await until(() => chunks.length > 0)
    await settle()
    equal([chunks, upstream.cancels.length], [["response.created"], 0])
    abort.abort()
    const ended = await running.then(
      () => "done",
      () => "interrupted"
    )
    equal([ended, await cancelCount(upstream)], ["interrupted", 1])
  },

  "interrupting a fiber cancels upstream once": async () => {
    const upstream = source((i) => (i === 0 ? sse(created) : undefined))
    const fiber = Effect.runFork(Stream.runDrain(ChunkStream.fromReadableStream(upstream.body)))
    await until(() => upstream.pulls() === 2)
    equal(upstream.cancels.length, 0)
    await Effect.runPromise(Fiber.interrupt(fiber))
    equal(await cancelCount(upstream), 1)
  },

  "[DONE] ends the stream and cancels upstream once, though it goes on": async () => {
    const upstream = source((i) => [sse(created), sse(completed), sse("[DONE]")][i] ?? sse(delta("?")))
    const { error, values } = await outcome(ChunkStream.fromReadableStream(upstream.body))
    equal(
      values.map(({ type }) => type),
      ["response.created", "response.completed"]
    )
    equal([error, await cancelCount(upstream), upstream.pulls()], [undefined, 1, 3])
  },

  "an invalid event ends the stream and cancels upstream once": async () => {
    const upstream = source((i) => [sse(created), sse("no JSON")][i] ?? sse(delta("?")))
    const { error, values } = await outcome(ChunkStream.fromReadableStream(upstream.body))
    equal([values.length, error?._tag, await cancelCount(upstream)], [1, "InvalidJson", 1])
  },

  "an upstream that ends is not cancelled": async () => {
    const { body, cancels } = source((i) => [sse(created), sse(completed)][i], "close")
    const { error, values } = await outcome(ChunkStream.fromReadableStream(body))
    await settle()
    equal([values.length, error, cancels.length], [2, undefined, 0])
  },

  "cancelling a body that is made of chunks cancels upstream once": async () => {
    const upstream = endless()
    const reader = ChunkStream.fromReadableStream(upstream.body)
      .pipe(
        Stream.map(({ type }) => type),
        Stream.encodeText,
        Stream.toReadableStream()
      )
      .getReader()
    await reader.read()
    await reader.cancel()
    equal(await cancelCount(upstream), 1)
  },

  "a connection is closed when the reader stops": async ({ origin }) => {
    const id = uniqueId()
    const response = await fetch(`${origin}/endless/${id}`)
    const { values } = await outcome(ChunkStream.fromResponse(response).pipe(Stream.take(3)))
    equal(values.length, 3)
    equal(await isClosed(origin, id), true)
  },

  "a connection is closed when an AbortSignal of the request says so": async ({ origin }) => {
    const id = uniqueId()
    const abort = new AbortController()
    const response = await fetch(`${origin}/endless/${id}`, { signal: abort.signal })
    const { error, values } = await outcome(
      ChunkStream.fromResponse(response).pipe(
        Stream.tap(() => Effect.sync(() => abort.abort())),
        Stream.onError(() => Effect.void)
      )
    )
    equal([values.length > 0, error?._tag], [true, "UnexpectedEnd"])
    equal(await isClosed(origin, id), true)
  }
}
