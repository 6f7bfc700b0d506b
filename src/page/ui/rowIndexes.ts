/**
 * The rows that a filter or a search has found, kept up while rows come.
 *
 * @internal
 */
import { effect, signal } from "@preact/signals"
import type { ReadonlySignal } from "@preact/signals"
import { positionOf } from "../model/filter.ts"
import type { RowSelection } from "../model/filter.ts"
import { makeSlice } from "../model/load.ts"

/** What was found so far. The selection grows in place, so this is a new object when it has. */
export interface RowIndexes {
  readonly selection: RowSelection
  /** Whether all rows that there are were looked at. */
  readonly isOver: boolean
}

/** Keeps up a selection: a slice of work a frame, whenever `version` changes. */
export const keepUp = (
  version: () => unknown,
  wanted: ReadonlySignal<RowSelection | undefined>
): ReadonlySignal<RowIndexes | undefined> => {
  const found = signal<RowIndexes | undefined>(undefined)
  effect(() => {
    version()
    const selection = wanted.value
    let frame = 0
    const advance = (): void => {
      if (selection === undefined) found.value = undefined
      else {
        const isOver = selection.advance(makeSlice())
        found.value = { selection, isOver }
        if (!isOver) frame = requestAnimationFrame(advance)
      }
    }
    advance()
    return () => {
      cancelAnimationFrame(frame)
    }
  })
  return found
}

/** The place of an event among those that were found. */
export const placeInFound = (found: RowIndexes | undefined, index: number | undefined): number | undefined =>
  found === undefined || index === undefined ? undefined : positionOf(found.selection, index)
