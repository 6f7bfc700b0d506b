/**
 * The response after each event of a recording.
 *
 * A state for each event would take more memory than the events. So one is kept at every so many, and the others are
 * made anew from the one before them.
 *
 * @internal
 */
import type { ResponsesStreamChunk } from "../../chunk/ResponsesStreamChunk.ts"
import { step } from "../../snapshot/handlers.ts"
import type { ResponseSnapshot } from "../../snapshot/ResponseSnapshot.ts"
import { initial } from "../../snapshot/state.ts"
import type { State } from "../../snapshot/state.ts"
import { make as viewOf } from "../../snapshot/view.ts"

/** A state is kept after so many events. To step over them takes less than a millisecond. */
export const interval = 256

/** The states of a recording that grows. */
export interface Snapshots {
  /** The state after the last event. */
  readonly state: () => State
  /** Takes the chunk of the next event. An event without one changes nothing. */
  readonly add: (chunk: ResponsesStreamChunk | undefined) => void
  /** The snapshot after an event. */
  readonly at: (index: number) => ResponseSnapshot
}

interface Place {
  /** How many events came before it. */
  readonly count: number
  readonly state: State
}

/** Starts with no events. */
export const make = (): Snapshots => {
  const chunks: Array<ResponsesStreamChunk | undefined> = []
  const kept: Array<Place> = [{ count: 0, state: initial }]
  let last = initial
  let read: Place = kept[0]!
  let snapshot = viewOf(initial)
  let end = { of: initial, snapshot }

  const placeAt = (count: number): Place => {
    const nearest = kept[Math.floor(count / interval)]!
    const from = read.count <= count && read.count > nearest.count ? read : nearest
    return { count, state: chunks.slice(from.count, count).reduce(stepOver, from.state) }
  }

  return {
    state: () => last,
    add: (chunk) => {
      last = stepOver(last, chunk)
      chunks.push(chunk)
      if (chunks.length % interval === 0) kept.push({ count: chunks.length, state: last })
    },
    at: (index) => {
      const count = Math.max(0, Math.min(index + 1, chunks.length))
      // Its own, since the end is asked for between any others
      if (count === chunks.length)
        return (end.of === last ? end : (end = { of: last, snapshot: viewOf(last) })).snapshot
      if (count !== read.count) {
        read = placeAt(count)
        snapshot = viewOf(read.state)
      }
      return snapshot
    }
  }
}

const stepOver = (state: State, chunk: ResponsesStreamChunk | undefined): State =>
  chunk === undefined ? state : step(state, chunk)
