/**
 * The body of a web `Response`, or a `ReadableStream`, to batches of values. A piece is read only when a batch is
 * needed.
 *
 * It is a plain loop over promises. A large event comes in thousands of pieces, and an effect for each would be most of
 * its cost.
 *
 * @internal
 */
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { ParserOptions, Start } from "../sse/eventParser.ts"
import { maxPageTime, notAnEventStream, startOf } from "./http.ts"
import type { AnyOptions } from "./options.ts"
import { makeReceiver } from "./output.ts"
import { Reader } from "./reader.ts"
import type { ConnectionOptions, ReaderOptions } from "./reader.ts"

/** The body and the head of a response, or a body alone. */
export type Source = Response | ReadableStream<Uint8Array>

/** The batches of one stream. */
export interface Batches<A> {
  /**
   * The next batch, which is never empty, or `undefined` at the end. Rejects with the error that ends the stream. Calls
   * must not overlap.
   */
  readonly next: () => Promise<ReadonlyArray<A> | undefined>
  /**
   * Ends the stream: a pending `next` gives `undefined`. Upstream is canceled, unless it is over. It stays locked,
   * since nothing is left to read and releasing a lock takes time.
   */
  readonly cancel: (reason?: unknown) => Promise<void>
  /** The error that ended the stream. If `next` rejects without one, a callback of the options has thrown. */
  readonly error: () => ChunkStreamError | undefined
}

/** Cancels, and ignores errors: the consumer is gone. */
export const cancelQuietly = (upstream: Cancelable, reason: unknown): Promise<void> =>
  upstream.cancel(reason).catch(() => {})

interface Cancelable {
  readonly cancel: (reason?: unknown) => Promise<void>
}

/** No batch is ready. */
const waiting = Symbol("waiting")

/** A reader, with the values that it gave and nobody took. */
export class Reading<A> {
  readonly reader: Reader
  values: Array<A> = []
  /** The last batch, until somebody has it. */
  untaken: ReadonlyArray<A> = []

  constructor(options: (AnyOptions & ReaderOptions) | undefined) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the options `as` and `chunks` say what an A is
    const receiver = makeReceiver(options, (value) => void this.values.push(value as A))
    this.reader = new Reader(receiver, options)
  }

  /** The values, which are given away. */
  take(): Array<A> {
    const taken = this.values
    this.values = []
    return taken
  }
}

/** Makes the batches of a source. The option `as` says what its values are. A `reading` goes on with the source. */
export const makeBatches = <A>(source: Source, options: AnyOptions | undefined, reading?: Reading<A>): Batches<A> =>
  new BodyBatches(source, options, reading)

class BodyBatches<A> implements Batches<A> {
  readonly #body: ReadableStream<Uint8Array> | null
  readonly #start: Start
  readonly #reading: Reading<A>
  readonly #reader: Reader
  #upstream: ReadableStreamDefaultReader<Uint8Array> | undefined
  /** Whether the consumer has left or has reached the end. */
  #over = false
  /** What a callback has thrown. As any error, it comes after the values before it. */
  #defect: { readonly thrown: unknown } | undefined
  #error: ChunkStreamError | undefined
  #released: Promise<void> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  // Of the pending call of `next`. A promise for each piece would be most of the cost of small pieces, and a chain of
  // them would grow until a batch comes
  #resolve: (batch: ReadonlyArray<A> | undefined) => void = ignore
  #reject: (thrown: unknown) => void = ignore

  constructor(source: Source, options: AnyOptions | undefined, reading: Reading<A> | undefined) {
    const response = "getReader" in source ? undefined : source
    this.#body = "getReader" in source ? source : source.body
    this.#start = response === undefined ? "stream" : this.#body === null ? "page" : startOf(response)
    const parsing: ParserOptions = { start: this.#start, onPage: () => this.#limit() }
    const connection: ConnectionOptions = {
      ...options,
      ...parsing,
      describe: response && ((body) => notAnEventStream(response, body))
    }
    this.#reading = reading ?? new Reading(connection)
    this.#reader = this.#reading.reader
    reading?.reader.connect(connection)
  }

  next(): Promise<ReadonlyArray<A> | undefined> {
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
    return this.#error
  }

  #release(reason: unknown): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#upstream !== undefined) this.#released ??= cancelQuietly(this.#upstream, reason)
    else if (this.#body?.locked === false) this.#released ??= cancelQuietly(this.#body, reason)
    return this.#released ?? Promise.resolve()
  }

  /** The batch that is ready, if there is one. Throws the error that ends the stream. */
  #poll(): ReadonlyArray<A> | undefined | typeof waiting {
    if (this.#over) return undefined
    if (this.#reading.values.length > 0) return this.#reading.take()
    if (this.#defect !== undefined) throw this.#defect.thrown
    if (!this.#reader.isDone) return waiting
    this.#error = this.#reader.error
    if (this.#error === undefined) return undefined
    throw this.#error
  }

  /** Hands over the batch that is ready, or reads on. */
  #advance(): void {
    try {
      const ready = this.#poll()
      if (ready === waiting) return this.#read()
      if (ready === undefined) void this.cancel()
      this.#resolve(ready)
    } catch (thrown) {
      void this.cancel(thrown)
      this.#reject(thrown)
    }
  }

  #read(): void {
    const body = this.#body
    if (body === null) return this.#end()
    if (this.#upstream === undefined) {
      if (body.locked) return this.#onFailure(new TypeError("The body is in use or has been read"))
      this.#upstream = body.getReader()
      if (this.#start === "page") this.#limit()
    }
    this.#upstream.read().then(this.#onPiece, this.#onFailure)
  }

  readonly #onPiece = ({ done, value }: ReadableStreamReadResult<Uint8Array>): void => {
    if (this.#over) return this.#resolve(undefined)
    try {
      if (done) this.#reader.end()
      else this.#reader.push(value)
    } catch (thrown) {
      this.#defect = { thrown }
    }
    this.#settle()
  }

  readonly #onFailure = (cause: unknown): void => {
    if (this.#over) return this.#resolve(undefined)
    try {
      this.#reader.end({ cause })
    } catch (thrown) {
      this.#defect = { thrown }
    }
    this.#settle()
  }

  /** Goes on after a piece. */
  #settle(): void {
    if (this.#reader.isDone) void this.#release(this.#reader.error)
    this.#advance()
  }

  #end(): void {
    this.#onPiece({ done: true, value: undefined })
  }

  /** Ends the reading of a body that is no event stream, in a while. */
  #limit(): void {
    this.#timer = setTimeout(() => this.#end(), maxPageTime)
  }
}

const ignore = (): void => {}
