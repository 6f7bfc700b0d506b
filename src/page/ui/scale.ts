/**
 * Where events are on the axis of the lanes.
 *
 * @internal
 */
import type { EventRow, Recording } from "../model/types.ts"

/** What the axis shows. */
export type Axis = "time" | "index"

/** An axis: what it begins and ends with, and the value of an event. */
export interface Scale {
  readonly axis: Axis
  readonly end: number
  readonly valueOf: (row: EventRow) => number
}

/** The scale of a recording. Time begins with the request, and ends with the stream. */
export const scaleOf = (recording: Recording, wanted: Axis): Scale => {
  const { hasTimes, rows } = recording
  const isTime = hasTimes && wanted === "time"
  const valueOf = isTime ? (row: EventRow): number => row.at ?? 0 : (row: EventRow): number => row.index
  const end = (isTime ? recording.timing.last : rows.at(-1)?.index) ?? 0
  return { axis: isTime ? "time" : "index", end: Math.max(end, 1), valueOf }
}

/**
 * The place, among so many values in ascending order, of the one that is nearest to a value. -1 if there is none.
 */
export const nearest = (count: number, valueAt: (place: number) => number, value: number): number => {
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (valueAt(middle) < value) low = middle + 1
    else high = middle
  }
  return low > 0 && value - valueAt(low - 1) <= valueAt(low) - value ? low - 1 : high < 0 ? -1 : low
}

/** Round values for the marks of an axis: at most so many, and at least so far apart. */
export const marksOf = (end: number, most: number, least = 0): ReadonlyArray<number> => {
  const rough = Math.max(end / Math.max(1, most), least)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step)
}
