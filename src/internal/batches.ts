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

/** Stands for a batch that hasn't come. */
const waiting = Symbol("waiting")

export const makeBatches = <Chunk>(
  source: Response | ReadableStream<Uint8Array>,
  options: DecodeOptions<ChunkSchemas> | undefined
): Batches<Chunk> => {
  type Batch = ReadonlyArray<Chunk> | undefined
  const response = "getReader" in source ? undefined : source
  const body = "getReader" in source ? source : source.body
  const isStream = response === undefined || (body !== null && isEventStream(response))
  const { pump, take } = makeReader(options, toChunk<Chunk>(options))
  // Made where it is needed: it takes as long as reading ten events
  let refusal: AbortController | undefined
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  /** The consumer has left, or has been told the end. */
  let over = false
  // It comes behind the chunks before it, as any error does
  let defect: { readonly thrown: unknown } | undefined

  let error: ChunkStreamError | undefined
  const fail = (failure: ChunkStreamError): ChunkStreamError => (error = failure)

  let released: Promise<void> | undefined
  const release = (reason: unknown): Promise<void> => {
    refusal?.abort()
    if (reader !== undefined) released ??= cancelQuietly(reader, reason)
    else if (body?.locked === false) released ??= cancelQuietly(body, reason)
    return released ?? Promise.resolve()
  }

  const cancel = (reason?: unknown): Promise<void> => {
    over = true
    return release(reason)
  }

  /** What there is to hand over. Throws the error that ends the stream. */
  const poll = (): Batch | typeof waiting => {
    if (over) return undefined
    const batch = take()
    if (batch.length > 0) return batch
    if (defect !== undefined) throw defect.thrown
    if (!pump.isDone()) return waiting
    const failure = pump.error()
    if (failure === undefined) return undefined
    throw fail(
      response !== undefined && failure._tag === "NotAnEventStream"
        ? notAnEventStream(response, failure.payload())
        : failure
    )
  }

  /** A batch, or the promise of one: a promise more for each piece is what small pieces take longest for. */
  const advance = (): Batch | Promise<Batch> => {
    try {
      const ready = poll()
      if (ready === waiting) return isStream ? read(body!) : refuse()
      if (ready === undefined) void cancel()
      return ready
    } catch (thrown) {
      void cancel(thrown)
      throw thrown
    }
  }

  const read = (stream: ReadableStream<Uint8Array>): Batch | Promise<Batch> => {
    if (reader === undefined && stream.locked) return onFailure(new TypeError("The body is in use or has been read"))
    return (reader ??= stream.getReader()).read().then(onPiece, onFailure)
  }

  /** Gives the reader what came, and what the reader makes of it to the consumer. */
  const advanceWith = (feed: () => void): Batch | Promise<Batch> => {
    if (over) return undefined
    try {
      feed()
    } catch (thrown) {
      defect = { thrown }
    }
    if (pump.isDone()) void release(pump.error())
    return advance()
  }

  const onPiece = (piece: ReadableStreamReadResult<Uint8Array>): Batch | Promise<Batch> =>
    advanceWith(() => (piece.done ? pump.end() : pump.push(piece.value)))

  const onFailure = (cause: unknown): Batch | Promise<Batch> => advanceWith(() => pump.end({ cause }))

  /** Fails with the beginning of a body that is no event stream. */
  const refuse = async (): Promise<Batch> => {
    refusal = new AbortController()
    const start = await readStart(body, refusal.signal)
    if (over) return undefined
    const refused = fail(notAnEventStream(response!, start))
    void cancel(refused)
    throw refused
  }

  return {
    next: () => {
      try {
        return Promise.resolve(advance())
      } catch (thrown) {
        return Promise.reject(thrown as Error)
      }
    },
    cancel,
    error: () => error
  }
}
