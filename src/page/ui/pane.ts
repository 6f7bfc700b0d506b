/**
 * What a person does with a recording: selects, filters, searches. Two recordings side by side have a pane each.
 *
 * @internal
 */
import { computed, effect, signal } from "@preact/signals"
import type { ReadonlySignal, Signal } from "@preact/signals"
import { endingError } from "../../capture/streamEntry.ts"
import * as Filter from "../model/filter.ts"
import type { EventRow, EventStatus } from "../model/types.ts"
import type { Opened } from "./opened.ts"
import { keepUp } from "./rowIndexes.ts"
import type { RowIndexes } from "./rowIndexes.ts"
import { nearest, scaleOf } from "./scale.ts"
import type { Axis } from "./scale.ts"

/** What the table can be filtered by, beside type and item. */
export const states = ["invalid", "repaired", "unknown", "violations"] as const

/** How an event was read, or that it breaks a rule. */
export type RowState = (typeof states)[number]

/** The views of a recording that share a place. */
export type Tab = "events" | "content" | "event"

/** The state of a pane. */
export interface Pane {
  readonly opened: Opened
  /** The selected event. `undefined`: the last one, whichever that is. */
  readonly selected: Signal<number | undefined>
  /** The selected event, or the last one. -1 if there is none. */
  readonly current: ReadonlySignal<number>
  readonly axis: Signal<Axis>
  readonly tab: Signal<Tab>
  /** Empty: all. */
  readonly types: Signal<ReadonlySet<string>>
  readonly lanes: Signal<ReadonlySet<string>>
  readonly states: Signal<ReadonlySet<RowState>>
  readonly text: Signal<string>
  readonly search: Signal<string>
  /** The rows that the table shows. `undefined`: all. */
  readonly shown: ReadonlySignal<RowIndexes | undefined>
  /** The rows of these that the search finds. `undefined`: nothing is searched. */
  readonly found: ReadonlySignal<RowIndexes | undefined>
  /** Factor of the pace at which the recording plays. */
  readonly speed: Signal<number>
  readonly isPlaying: Signal<boolean>
}

/** Makes the pane of a recording. */
export const makePane = (opened: Opened): Pane => {
  const selected = signal<number | undefined>(undefined)
  const types = signal<ReadonlySet<string>>(new Set())
  const lanes = signal<ReadonlySet<string>>(new Set())
  const states = signal<ReadonlySet<RowState>>(new Set())
  const text = signal("")
  const search = signal("")
  const { rows } = opened.recording
  const filter = computed(() =>
    isFiltered({ types, lanes, states, text })
      ? Filter.select(rows, filterOf(types.value, lanes.value, states.value, text.value))
      : undefined
  )
  const shown = keepUp(() => opened.version.value, filter)
  const found = keepUp(
    () => [opened.version.value, shown.value],
    computed(() => {
      if (search.value === "") return undefined
      return filter.value === undefined
        ? Filter.select(rows, { text: search.value })
        : Filter.search(rows, filter.value, search.value)
    })
  )
  return {
    opened,
    selected,
    current: computed(() => {
      void opened.version.value
      const last = rows.length - 1
      return Math.min(selected.value ?? last, last)
    }),
    axis: signal<Axis>("time"),
    tab: signal<Tab>("events"),
    types,
    lanes,
    states,
    text,
    search,
    shown,
    found,
    speed: signal(1),
    isPlaying: signal(false)
  }
}

// -----------------------------------------------------------------------------
// Filters
// -----------------------------------------------------------------------------

const filterOf = (
  types: ReadonlySet<string>,
  lanes: ReadonlySet<string>,
  states: ReadonlySet<RowState>,
  text: string
): Filter.Filter => {
  const statuses = new Set(Array.from(states).filter(isStatus))
  return {
    ...(types.size === 0 ? {} : { types }),
    ...(lanes.size === 0 ? {} : { lanes }),
    ...(statuses.size === 0 ? {} : { statuses }),
    hasViolation: states.has("violations"),
    text
  }
}

const isStatus = (state: RowState): state is RowState & EventStatus => state !== "violations"

/** Adds a value to a set, or removes it. */
export const toggle = <Value>(set: Signal<ReadonlySet<Value>>, value: Value): void => {
  const next = new Set(set.value)
  if (!next.delete(value)) next.add(value)
  set.value = next
}

/** Whether the table leaves rows out. */
export const isFiltered = ({
  lanes,
  states,
  text,
  types
}: Pick<Pane, "lanes" | "states" | "text" | "types">): boolean =>
  types.value.size + lanes.value.size + states.value.size > 0 || text.value !== ""

/** Shows all rows. */
export const clearFilters = ({ lanes, states, text, types }: Pane): void => {
  types.value = new Set()
  lanes.value = new Set()
  states.value = new Set()
  text.value = ""
}

// -----------------------------------------------------------------------------
// RowSelection
// -----------------------------------------------------------------------------

/** Selects an event by a person's choice, so what plays stops. */
export const select = (pane: Pane, index: number, tab?: Tab): void => {
  const last = pane.opened.recording.rows.length - 1
  if (tab !== undefined) pane.tab.value = tab
  if (last < 0) return
  pane.isPlaying.value = false
  pane.selected.value = Math.max(0, Math.min(index, last))
}

/** Follows the end again. */
export const follow = (pane: Pane): void => {
  pane.isPlaying.value = false
  pane.selected.value = undefined
}

/** Selects the row that is so many rows away, of those in the table. */
export const move = (pane: Pane, by: number): void => {
  const indexes = pane.shown.value?.selection.indexes
  const count = indexes?.length ?? pane.opened.recording.rows.length
  if (count === 0) return
  const start = pane.selected.value
  const place = start === undefined ? (by > 0 ? -1 : count) : placeOf(indexes, start)
  const next = Math.max(0, Math.min(place + by, count - 1))
  select(pane, indexes?.[next] ?? next)
}

/** The place of an event, or of the one nearest to it, among the rows in the table. */
export const placeOf = (indexes: ReadonlyArray<number> | undefined, index: number): number =>
  indexes === undefined ? index : nearest(indexes.length, (place) => indexes[place]!, index)

/** Selects the next event that the search finds, or the one before. It goes round. */
export const findNext = (pane: Pane, direction: 1 | -1): void => {
  const found = pane.found.value
  if (found !== undefined) selectNext(pane, found.selection, direction)
}

/**
 * Selects the next event that is invalid or breaks a rule, or the one before, and shows it. It goes round. What is wrong
 * after the last event is shown with it.
 */
export const nextProblem = (pane: Pane, direction: 1 | -1): void => {
  const { report, rows } = pane.opened.recording
  const isEndWrong = endingError(report) !== undefined
  if (rows.length === 0 && isEndWrong) pane.tab.value = "event"
  const others = new Set(report.violations.map(({ index }) => index))
  if (isEndWrong) others.add(rows.length - 1)
  const indexes = rows.filter((row) => isWrong(row) || others.has(row.index)).map(({ index }) => index)
  selectNext(pane, { indexes, looked: rows.length, advance: () => true }, direction, "event")
}

const isWrong = (row: EventRow): boolean => row.error !== undefined || row.violations.length > 0

const selectNext = (pane: Pane, of: Filter.RowSelection, direction: 1 | -1, tab?: Tab): void => {
  const from = pane.selected.value
  const next = direction === 1 ? Filter.next(of, from ?? -1) : Filter.previous(of, from ?? 0)
  if (next !== undefined) select(pane, next, tab)
}

// -----------------------------------------------------------------------------
// Playing
// -----------------------------------------------------------------------------

/** Events a second, where a recording has no times. */
const pace = 20

/** Plays a recording from the selected event on, or from the beginning, while its pane says so. */
export const playWhileAsked = (pane: Pane): (() => void) =>
  effect(() => {
    if (!pane.isPlaying.value) return undefined
    const { recording } = pane.opened
    const last = recording.rows.length - 1
    if (last < 0) return undefined
    const { axis, valueOf } = scaleOf(recording, "time")
    const from = pane.selected.peek()
    const begin = from === undefined || from >= last ? 0 : from
    pane.selected.value = begin
    let value = begin === 0 ? 0 : valueOf(recording.rows[begin]!)
    let before = performance.now()
    const frame = (now: number): void => {
      const perSecond = axis === "time" ? 1000 : pace
      value += ((now - before) / 1000) * perSecond * pane.speed.peek()
      before = now
      const { rows } = recording
      const place = nearest(rows.length, (place) => valueOf(rows[place]!), value)
      const reached = place > 0 && valueOf(rows[place]!) > value ? place - 1 : place
      pane.selected.value = Math.max(pane.selected.peek() ?? 0, reached)
      if (reached >= rows.length - 1) pane.isPlaying.value = false
      else handle = requestAnimationFrame(frame)
    }
    let handle = requestAnimationFrame(frame)
    return () => {
      cancelAnimationFrame(handle)
    }
  })
