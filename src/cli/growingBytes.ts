/**
 * Bytes that are still coming, for any number of readers: each gets all of them, at its own pace.
 *
 * @internal
 */

/** Bytes that grow until they end. */
export interface GrowingBytes {
  readonly push: (piece: Uint8Array) => void
  /** No more will come. */
  readonly end: () => void
  /** All bytes so far, then those that come. `return` ends a reader even while it waits. */
  readonly read: () => AsyncIterable<Uint8Array>
}

/** Makes bytes that grow. They stay in memory. */
export const make = (): GrowingBytes => {
  const pieces: Array<Uint8Array> = []
  const waiting = new Set<() => void>()
  let isOver = false

  const wakeAll = (): void => {
    for (const wake of waiting) wake()
    waiting.clear()
  }

  const makeIterator = (): AsyncIterator<Uint8Array> => {
    let index = 0
    let hasLeft = false
    let wakeOwn: (() => void) | undefined
    const next = async (): Promise<IteratorResult<Uint8Array>> => {
      const value = hasLeft ? undefined : pieces[index]
      if (value !== undefined) {
        index++
        return { done: false, value }
      }
      if (isOver || hasLeft) return { done: true, value }
      await new Promise<void>((resolve) => {
        wakeOwn = resolve
        waiting.add(resolve)
      })
      return next()
    }
    return {
      next,
      return: async () => {
        hasLeft = true
        if (wakeOwn !== undefined) waiting.delete(wakeOwn)
        wakeOwn?.()
        return { done: true, value: undefined }
      }
    }
  }

  return {
    push: (piece) => {
      pieces.push(piece)
      wakeAll()
    },
    end: () => {
      isOver = true
      wakeAll()
    },
    read: () => ({ [Symbol.asyncIterator]: makeIterator })
  }
}
