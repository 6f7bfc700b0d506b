/**
 * The sequence numbers that came, in any order.
 *
 * @internal
 */

/** The integers from low to high, both included. */
export interface NumberRange {
  from: number
  to: number
}

/** The most ranges that are remembered. A stream that comes out of order has two or three at a time. */
const maxRanges = 1024

/** How far behind the highest number a missing one may still come. */
const window = 32

/** A set of integers, updated in place. Of more ranges than it remembers, the lowest gap counts as seen. */
export class SequenceNumbers {
  /** In order, with gaps between them. */
  readonly #ranges: Array<NumberRange> = []

  /** With a number, all up to it are in the set. */
  constructor(upTo?: number) {
    if (upTo !== undefined) this.#ranges.push({ from: -Infinity, to: upTo })
  }

  /** Adds an integer, and tells whether it is new. */
  add(n: number): boolean {
    const ranges = this.#ranges
    const i = ranges.findLastIndex(({ from }) => from <= n)
    const below = ranges[i]
    const above = ranges[i + 1]
    if (below !== undefined && n <= below.to) return false
    if (below?.to === n - 1) below.to = n
    else if (above?.from === n + 1) above.from = n
    else ranges.splice(i + 1, 0, { from: n, to: n })
    joinAt(ranges, i, 1)
    if (ranges.length > maxRanges) joinAt(ranges, 0, Infinity)
    return true
  }

  /** Whether an integer is in the set. */
  has(n: number): boolean {
    const range = this.#ranges.findLast(({ from }) => from <= n)
    return range !== undefined && n <= range.to
  }

  copy(): SequenceNumbers {
    const copy = new SequenceNumbers()
    copy.#ranges.push(...this.#ranges.map((range) => ({ ...range })))
    return copy
  }

  /** The lowest number that may still come after others: those below are too far behind the highest. */
  get horizon(): number {
    return (this.#ranges.at(-1)?.to ?? -Infinity) - window
  }

  /** The number before the first that is missing and may still come. */
  get last(): number | undefined {
    const ranges = this.#ranges
    return ranges.find((_, i) => i === ranges.length - 1 || ranges[i + 1]!.from > this.horizon)?.to
  }

  /** What is missing of a range. */
  missing({ from, to }: NumberRange): ReadonlyArray<NumberRange> {
    const missing: Array<NumberRange> = []
    let next = from
    for (const range of this.#ranges) {
      if (range.to < next) continue
      if (range.from > to) break
      if (range.from > next) missing.push({ from: next, to: range.from - 1 })
      next = range.to + 1
    }
    return next > to ? missing : [...missing, { from: next, to }]
  }
}

/** Joins a range with the next one if they are no further apart. */
const joinAt = (ranges: Array<NumberRange>, i: number, distance: number): void => {
  const range = ranges[i]
  const next = ranges[i + 1]
  if (range === undefined || next === undefined || next.from - range.to > distance) return
  range.to = next.to
  ranges.splice(i + 1, 1)
}
