/**
 * Batches, one value after the other.
 *
 * @internal
 */
import type { ChunkIterator } from "../Web.ts"
import type { Batches } from "./batches.ts"

type Next<Chunk> = IteratorResult<Chunk, undefined>

const end: Next<never> = { done: true, value: undefined }

/** Iterates over batches. What comes first in a call for values that wait for a read is served first. */
export const makeIterator = <Chunk>(batches: Batches<Chunk>, signal: AbortSignal | undefined): ChunkIterator<Chunk> => {
  let batch: ReadonlyArray<Chunk> = []
  let at = 0
  let over = false
  let begun = false
  /** The last of the calls that wait. */
  let waiting: Promise<Next<Chunk>> | undefined

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

  const step = async (): Promise<Next<Chunk>> => {
    if (!begun) begin()
    if (over) return end
    try {
      if (at >= batch.length) {
        at = 0
        batch = (await batches.next()) ?? []
      }
    } catch (error) {
      finish()
      throw error
    }
    if (over) return end
    const value = batch[at++]
    if (value !== undefined) return { done: false, value }
    finish()
    if (signal?.aborted === true) throw signal.reason
    return end
  }

  return {
    next: () => {
      if (waiting === undefined && at < batch.length) return Promise.resolve({ done: false, value: batch[at++]! })
      const result = waiting === undefined ? step() : waiting.then(step, step)
      const served = () => {
        if (waiting === result) waiting = undefined
      }
      waiting = result
      result.then(served, served)
      return result
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
