/**
 * The body of a web `Response`, or a `ReadableStream`, to batches of chunks: a piece is read when one is asked for.
 *
 * It is a plain loop over promises. A large event comes in thousands of pieces, and an effect for each would cost as much
 * as reading it.
 *
 * @internal
 */
import type { DecodeOptions } from "../ChunkStream.ts"
import type { ChunkStreamError } from "../StreamError.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { makeReader, toChunk } from "./emitter.ts"
import { isEventStream, notAnEventStream, readStart } from "./response.ts"

/** The batches of one stream. */
export interface Batches<Chunk> {
  /** The next batch, never an empty one; `undefined` at the end. Rejects with the error that ends the stream. */
  readonly next: () => Promise<ReadonlyArray<Chunk> | undefined>
  /**
   * Ends the stream: a batch that is waited for becomes `undefined`. Upstream is canceled, unless it is over, and stays
   * locked: nothing is left to read, and Node takes a millisecond to release a lock.
   */
  readonly cancel: (reason?: unknown) => Promise<void>
  /** The error that ended the stream. What else `next` rejects with, a callback of the options has thrown. */
  readonly error: () => ChunkStreamError | undefined
}

/** Cancels without a report: who leaves has no use for an error of the connection that it left. */
export const cancelQuietly = (upstream: Cancelable, reason: unknown): Promise<void> =>
  upstream.cancel(reason).catch(() => {})

interface Cancelable {
  readonly cancel: (reason?: unknown) => Promise<void>
}

export const makeBatches = <Chunk>(
  source: Response | ReadableStream<Uint8Array>,
  options: DecodeOptions<ChunkSchemas> | undefined
): Batches<Chunk> => {
  const response = "getReader" in source ? undefined : source
  const body = "getReader" in source ? source : source.body
  const { pump, take } = makeReader(options, toChunk<Chunk>(options))
  const refusal = new AbortController()
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  /** The consumer has left, or has been told the end. */
  let over = false
  // It comes behind the chunks before it, as any error does
  let defect: { readonly thrown: unknown } | undefined

  let error: ChunkStreamError | undefined
  const fail = (failure: ChunkStreamError): ChunkStreamError => (error = failure)

  let released: Promise<void> | undefined
  const release = (reason: unknown): Promise<void> => {
    refusal.abort()
    if (reader !== undefined) released ??= cancelQuietly(reader, reason)
    else if (body?.locked === false) released ??= cancelQuietly(body, reason)
    return released ?? Promise.resolve()
  }

  const read = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    let piece: ReadableStreamReadResult<Uint8Array> | { readonly cause: unknown }
    try {
      if (reader === undefined && stream.locked) throw new TypeError("The body is in use or has been read")
      piece = await (reader ??= stream.getReader()).read()
    } catch (cause) {
      piece = { cause }
    }
    if (over) return
    try {
      if ("cause" in piece) pump.end(piece)
      else if (piece.done) pump.end()
      else pump.push(piece.value)
    } catch (thrown) {
      defect = { thrown }
    }
    if (pump.isDone()) void release(pump.error())
  }

  const step = async (): Promise<ReadonlyArray<Chunk> | undefined> => {
    for (;;) {
      if (over) return undefined
      const batch = take()
      if (batch.length > 0) return batch
      if (defect !== undefined) throw defect.thrown
      if (pump.isDone()) {
        const failure = pump.error()
        if (failure === undefined) return undefined
        throw fail(
          response !== undefined && failure._tag === "NotAnEventStream"
            ? notAnEventStream(response, failure.payload())
            : failure
        )
      }
      if (response !== undefined && (body === null || !isEventStream(response))) {
        const start = await readStart(body, refusal.signal)
        if (!over) throw fail(notAnEventStream(response, start))
      } else await read(body!)
    }
  }

  const cancel = (reason?: unknown): Promise<void> => {
    over = true
    return release(reason)
  }

  return {
    next: async () => {
      try {
        const batch = await step()
        if (batch === undefined) void cancel()
        return batch
      } catch (thrown) {
        void cancel(thrown)
        throw thrown
      }
    },
    cancel,
    error: () => error
  }
}
