/**
 * Which events of a recording are shown, and where a text is in them.
 *
 * @internal
 */
import type { EventRow, EventStatus } from "./types.ts"

/** What events have to be. What is absent is not asked for. */
export interface Filter {
  readonly types?: ReadonlySet<string>
  /** The keys of lanes. */
  readonly lanes?: ReadonlySet<string>
  readonly outputIndex?: number | undefined
  readonly statuses?: ReadonlySet<EventStatus>
  /** A text in the data, in upper or lower case. */
  readonly text?: string
  /** Whether only events that break a rule are meant. */
  readonly hasViolation?: boolean
}

/** The events that a filter has found. It grows when {@link RowSelection.advance} is called. */
export interface RowSelection {
  /** The indexes of the events, ascending. */
  readonly indexes: ReadonlyArray<number>
  /** How many events it has looked at. */
  readonly looked: number
  /** Looks at further events until `isOver` says to stop. `true` if it has looked at all that there are. */
  readonly advance: (isOver?: () => boolean) => boolean
}

/** The time is asked for after so many events. */
const stride = 64

/** Starts to filter the events of a recording, which may grow. */
export const select = (rows: ReadonlyArray<EventRow>, filter: Filter): RowSelection =>
  makeSelection(
    () => rows.length,
    (position) => position,
    makeTest(rows, filter)
  )

/** Starts to search for a text within selected events. */
export const search = (rows: ReadonlyArray<EventRow>, selection: RowSelection, text: string): RowSelection =>
  makeSelection(
    () => selection.indexes.length,
    (position) => selection.indexes[position]!,
    makeTest(rows, { text })
  )

const makeSelection = (
  count: () => number,
  indexAt: (position: number) => number,
  test: (index: number) => boolean
): RowSelection => {
  const indexes: Array<number> = []
  let looked = 0
  return {
    indexes,
    get looked() {
      return looked
    },
    advance: (isOver = () => false) => {
      const end = count()
      while (looked < end) {
        const index = indexAt(looked++)
        if (test(index)) indexes.push(index)
        if (looked % stride === 0 && isOver()) break
      }
      return looked === end
    }
  }
}

const makeTest = (rows: ReadonlyArray<EventRow>, filter: Filter): ((index: number) => boolean) => {
  const { hasViolation = false, lanes, outputIndex, statuses, text = "", types } = filter
  const hasText = makeTextTest(text)
  return (index) => {
    const row = rows[index]!
    return (
      (types === undefined || types.has(row.type)) &&
      (lanes === undefined || lanes.has(row.lane)) &&
      (outputIndex === undefined || row.outputIndex === outputIndex) &&
      (statuses === undefined || statuses.has(row.status)) &&
      (!hasViolation || row.violations.length > 0) &&
      hasText(row)
    )
  }
}

const makeTextTest = (text: string): ((row: EventRow) => boolean) => {
  if (text === "") return () => true
  const wanted = text.toLowerCase()
  return ({ data }) => data.toLowerCase().includes(wanted)
}

// -----------------------------------------------------------------------------
// Matches
// -----------------------------------------------------------------------------

/** The place of the first index that isn't below a given one. */
const placeOf = (indexes: ReadonlyArray<number>, index: number): number => {
  let low = 0
  let high = indexes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (indexes[middle]! < index) low = middle + 1
    else high = middle
  }
  return low
}

/** The position of an event among selected ones. `undefined` if it is not among them. */
export const positionOf = ({ indexes }: RowSelection, index: number): number | undefined => {
  const place = placeOf(indexes, index)
  return indexes[place] === index ? place : undefined
}

/** The selected event behind one, or else the first. */
export const next = ({ indexes }: RowSelection, index: number): number | undefined =>
  indexes[placeOf(indexes, index + 1)] ?? indexes[0]

/** The selected event before one, or else the last. */
export const previous = ({ indexes }: RowSelection, index: number): number | undefined =>
  indexes[placeOf(indexes, index) - 1] ?? indexes.at(-1)
