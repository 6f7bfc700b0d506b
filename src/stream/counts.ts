/**
 * Counts of the events of a stream: how many were valid, unknown, invalid and repaired.
 *
 * @internal
 */

/** The counts. The number of events is `chunks + invalid`. */
export interface Counts {
  /** Valid events, unknown ones included. */
  chunks: number
  /** Valid events of a type that has no model. */
  unknown: number
  /** Events that are not JSON or have a wrong shape. */
  invalid: number
  /** Events that are valid after a repair. */
  repaired: number
}

/** Counts the events of one stream. */
export interface Counter {
  /** Updated in place. */
  readonly counts: Readonly<Counts>
  readonly addChunk: (isUnknown: boolean) => void
  readonly addInvalid: () => void
  /** Adds a repair. Those of one event count once. */
  readonly addRepair: (repair: { readonly index: number }) => void
}

/** Makes the counts of a new stream. */
export const initialCounts = (): Counts => ({ chunks: 0, unknown: 0, invalid: 0, repaired: 0 })

/** Makes the counter of one stream. */
export const makeCounter = (): Counter => {
  const counts = initialCounts()
  let lastRepaired = -1
  return {
    counts,
    addChunk: (isUnknown) => {
      counts.chunks++
      if (isUnknown) counts.unknown++
    },
    addInvalid: () => {
      counts.invalid++
    },
    addRepair: ({ index }) => {
      if (index !== lastRepaired) counts.repaired++
      lastRepaired = index
    }
  }
}
