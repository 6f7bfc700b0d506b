/**
 * The body of a web `Response`, or a `ReadableStream`, to batches of chunks: a piece is read when one is asked for.
 *
 * It is a plain loop over promises. A large event comes in thousands of pieces, and an effect for each would cost as much
 * as reading it.
 *
 * @internal
 */
import type { DecodeOptions } from "./ChunkStream.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { makeReader, toChunk } from "./emitter.ts"
import type { Reader } from "./emitter.ts"
import { isEventStream, notAnEventStream, readStart } from "./http.ts"

/** The batches of one stream. */
export interface Batches<Chunk> {
  /**
   * The next batch, never an empty one; `undefined` at the end. Rejects with the error that ends the stream. Calls don't
   * overlap.
   */
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
): Batches<Chunk> => new BodyBatches(source, options)

type Batch<Chunk> = ReadonlyArray<Chunk> | undefined

class BodyBatches<Chunk> implements Batches<Chunk> {
  readonly #response: Response | undefined
  readonly #body: ReadableStream<Uint8Array> | null
  readonly #isStream: boolean
  readonly #input: Reader<Chunk>
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  // Made where it is needed: it takes as long as reading ten events
  #refusal: AbortController | undefined
  /** The consumer has left, or has been told the end. */
  #over = false
  // It comes behind the chunks before it, as any error does
  #defect: { readonly thrown: unknown } | undefined
  #failure: ChunkStreamError | undefined
  #released: Promise<void> | undefined
  // Of the call of `next` that waits. A promise for each piece would be most of the cost of small pieces, and a chain of
  // them would grow as long as no batch comes
  #resolve: (batch: Batch<Chunk>) => void = () => {}
  #reject: (thrown: unknown) => void = () => {}

  constructor(source: Response | ReadableStream<Uint8Array>, options: DecodeOptions<ChunkSchemas> | undefined) {
    this.#response = "getReader" in source ? undefined : source
    this.#body = "getReader" in source ? source : source.body
    this.#isStream = this.#response === undefined || (this.#body !== null && isEventStream(this.#response))
    this.#input = makeReader(options, toChunk<Chunk>(options))
  }

  next(): Promise<Batch<Chunk>> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      this.#advance()
    })
  }

  cancel(reason?: unknown): Promise<void> {
    this.#over = true
    return this.#release(reason)
  }

  error(): ChunkStreamError | undefined {
    return this.#failure
  }

  #fail(failure: ChunkStreamError): ChunkStreamError {
    this.#failure = failure
    return failure
  }

  #release(reason: unknown): Promise<void> {
    this.#refusal?.abort()
    if (this.#reader !== undefined) this.#released ??= cancelQuietly(this.#reader, reason)
    else if (this.#body?.locked === false) this.#released ??= cancelQuietly(this.#body, reason)
    return this.#released ?? Promise.resolve()
  }

  /** What there is to hand over. Throws the error that ends the stream. */
  #poll(): Batch<Chunk> | typeof waiting {
    if (this.#over) return undefined
    const batch = this.#input.take()
    if (batch.length > 0) return batch
    if (this.#defect !== undefined) throw this.#defect.thrown
    const { pump } = this.#input
    if (!pump.isDone()) return waiting
    const failure = pump.error()
    if (failure === undefined) return undefined
    throw this.#fail(
      this.#response !== undefined && failure._tag === "NotAnEventStream"
        ? notAnEventStream(this.#response, failure.payload())
        : failure
    )
  }

  /** Hands over what there is, or reads on. */
  #advance(): void {
    try {
      const ready = this.#poll()
      if (ready === waiting) return this.#isStream ? this.#read(this.#body!) : void this.#refuse()
      if (ready === undefined) void this.cancel()
      this.#resolve(ready)
    } catch (thrown) {
      void this.cancel(thrown)
      this.#reject(thrown)
    }
  }

  #read(stream: ReadableStream<Uint8Array>): void {
    if (this.#reader === undefined && stream.locked)
      return this.#onFailure(new TypeError("The body is in use or has been read"))
    ;(this.#reader ??= stream.getReader()).read().then(this.#onPiece, this.#onFailure)
  }

  readonly #onPiece = (piece: ReadableStreamReadResult<Uint8Array>): void => this.#feed(piece.done ? undefined : piece)

  readonly #onFailure = (cause: unknown): void => this.#feed({ cause })

  /** Gives a piece to the pump, or the end, and what it makes of it to the consumer. */
  #feed(input: { readonly value: Uint8Array } | { readonly cause: unknown } | undefined): void {
    if (this.#over) return this.#resolve(undefined)
    const { pump } = this.#input
    try {
      if (input !== undefined && "value" in input) pump.push(input.value)
      else pump.end(input)
    } catch (thrown) {
      this.#defect = { thrown }
    }
    if (pump.isDone()) void this.#release(pump.error())
    this.#advance()
  }

  /** Fails with the beginning of a body that is no event stream. */
  async #refuse(): Promise<void> {
    this.#refusal = new AbortController()
    const start = await readStart(this.#body, this.#refusal.signal)
    if (this.#over) return this.#resolve(undefined)
    const refused = this.#fail(notAnEventStream(this.#response!, start))
    void this.cancel(refused)
    this.#reject(refused)
  }
}
