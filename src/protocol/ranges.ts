/**
 * Sets of integers, as ranges. A set without gaps is one range. Other numbers are never in it.
 *
 * @internal
 */

/** The integers from low to high, both included. */
type IndexRange = readonly [from: number, to: number]

/** Ranges in ascending order, with a gap between each and the next. */
export type Ranges = ReadonlyArray<IndexRange>

/** More ranges than an honest stream has. Beyond these, the lowest are forgotten. */
const maxRanges = 1000

/** The index of the first range that begins above a number. */
const upperBound = (ranges: Ranges, n: number): number => {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[middle]![0] <= n) low = middle + 1
    else high = middle
  }
  return low
}

export const has = (ranges: Ranges, n: number): boolean => {
  if (!Number.isInteger(n)) return false
  const range = ranges[upperBound(ranges, n) - 1]
  return range !== undefined && n <= range[1]
}

export const add = (ranges: Ranges, n: number): Ranges => {
  if (!Number.isInteger(n)) return ranges
  const after = upperBound(ranges, n)
  const left = ranges[after - 1]
  const right = ranges[after]
  if (left !== undefined && n <= left[1]) return ranges
  const joinsLeft = left !== undefined && left[1] + 1 === n
  const joinsRight = right !== undefined && right[0] - 1 === n
  const joined = ranges.toSpliced(joinsLeft ? after - 1 : after, Number(joinsLeft) + Number(joinsRight), [
    joinsLeft ? left[0] : n,
    joinsRight ? right[1] : n
  ])
  return joined.length > maxRanges ? joined.toSpliced(0, 2, [joined[0]![0], joined[1]![1]]) : joined
}
