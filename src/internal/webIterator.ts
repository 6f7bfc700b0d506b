/**
 * Batches, one value after the other.
 *
 * @internal
 */
import type { ChunkIterator } from "../Web.ts"
import type { Batches } from "./batches.ts"

type Next<Chunk> = IteratorResult<Chunk, undefined>

const end: Next<never> = { done: true, value: undefined }

/** Iterates over batches. Calls for values that wait for a read are served in their order. */
export const makeIterator = <Chunk>(batches: Batches<Chunk>, signal: AbortSignal | undefined): ChunkIterator<Chunk> => {
  let batch: ReadonlyArray<Chunk> = []
  let at = 0
  let over = false
  let begun = false
  /** How many calls wait, and the last of them. */
  let calls = 0
  let last: Promise<Next<Chunk>> | undefined

  const finish = (): void => {
    over = true
    batch = []
    signal?.removeEventListener("abort", abort)
  }

  const abort = (): void => {
    batch = []
    void batches.cancel(signal?.reason)
  }

  const begin = (): void => {
    begun = true
    if (signal?.aborted === true) abort()
    else signal?.addEventListener("abort", abort)
  }

  const onBatch = (next: ReadonlyArray<Chunk> | undefined): Next<Chunk> => {
    calls--
    if (over) return end
    if (next !== undefined) {
      batch = next
      at = 0
      return { done: false, value: batch[at++]! }
    }
    finish()
    if (signal?.aborted === true) throw signal.reason
    return end
  }

  const onFailure = (error: unknown): never => {
    calls--
    finish()
    throw error
  }

  const step = (): Promise<Next<Chunk>> => {
    if (!begun) begin()
    if (!over && at >= batch.length) return batches.next().then(onBatch, onFailure)
    calls--
    return Promise.resolve(over ? end : { done: false, value: batch[at++]! })
  }

  return {
    next: () => {
      if (calls === 0 && at < batch.length) return Promise.resolve({ done: false, value: batch[at++]! })
      last = calls++ === 0 ? step() : last!.then(step, step)
      return last
    },
    return: () => {
      finish()
      void batches.cancel()
      return Promise.resolve(end)
    },
    [Symbol.asyncIterator]() {
      return this
    }
  }
}
