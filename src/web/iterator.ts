/**
 * Iterates over batches, value by value.
 *
 * @internal
 */
import type { ChunkIterator } from "./options.ts"
import type { Batches } from "../stream/body.ts"

type Source<Chunk> = Omit<Batches<Chunk>, "error">

type Next<Chunk> = IteratorResult<Chunk, undefined>

const end: Next<never> = { done: true, value: undefined }

/** Iterates over batches. Calls of `next` that overlap are served in their order. */
export const makeIterator = <Chunk>(batches: Source<Chunk>, signal: AbortSignal | undefined): ChunkIterator<Chunk> =>
  new BatchIterator(batches, signal)

class BatchIterator<Chunk> implements ChunkIterator<Chunk> {
  readonly #batches: Source<Chunk>
  readonly #signal: AbortSignal | undefined
  #batch: ReadonlyArray<Chunk> = []
  #at = 0
  #over = false
  #begun = false
  /** The number of pending calls, and the last of them. */
  #calls = 0
  #last: Promise<Next<Chunk>> | undefined

  constructor(batches: Source<Chunk>, signal: AbortSignal | undefined) {
    this.#batches = batches
    this.#signal = signal
  }

  next(): Promise<Next<Chunk>> {
    if (this.#calls === 0 && this.#at < this.#batch.length)
      return Promise.resolve({ done: false, value: this.#batch[this.#at++]! })
    this.#last = this.#calls++ === 0 ? this.#step() : this.#last!.then(this.#step, this.#step)
    return this.#last
  }

  return(): Promise<Next<Chunk>> {
    this.#finish()
    void this.#batches.cancel()
    return Promise.resolve(end)
  }

  [Symbol.asyncIterator](): ChunkIterator<Chunk> {
    return this
  }

  #finish(): void {
    this.#over = true
    this.#batch = []
    this.#signal?.removeEventListener("abort", this.#abort)
  }

  readonly #abort = (): void => {
    this.#batch = []
    void this.#batches.cancel(this.#signal?.reason)
  }

  #begin(): void {
    this.#begun = true
    if (this.#signal?.aborted === true) this.#abort()
    else this.#signal?.addEventListener("abort", this.#abort)
  }

  readonly #step = (): Promise<Next<Chunk>> => {
    if (!this.#begun) this.#begin()
    if (!this.#over && this.#at >= this.#batch.length) return this.#batches.next().then(this.#onBatch, this.#onFailure)
    this.#calls--
    return Promise.resolve(this.#over ? end : { done: false, value: this.#batch[this.#at++]! })
  }

  readonly #onBatch = (batch: ReadonlyArray<Chunk> | undefined): Next<Chunk> => {
    this.#calls--
    if (this.#over) return end
    if (batch !== undefined && this.#signal?.aborted !== true) {
      this.#batch = batch
      this.#at = 1
      return { done: false, value: batch[0]! }
    }
    this.#finish()
    if (this.#signal?.aborted === true) throw this.#signal.reason
    return end
  }

  readonly #onFailure = (error: unknown): never => {
    this.#calls--
    this.#finish()
    throw error
  }
}
