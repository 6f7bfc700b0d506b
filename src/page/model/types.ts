/**
 * What the page knows of a recording.
 *
 * @internal
 */
import type { InputReport, ViolationEntry } from "../../capture/inspection.ts"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import type { Timing } from "../../capture/timing.ts"
import type { InvalidChunk, InvalidJson } from "../../errors/StreamError.ts"
import type { ResponseSnapshot } from "../../snapshot/ResponseSnapshot.ts"
import type { RepairName } from "../../wire/Tolerance.ts"

/** How an event was read. */
export type EventStatus = "valid" | "repaired" | "unknown" | "invalid"

/** One event of a recording: a row of the table. */
export interface EventRow {
  readonly index: number
  /** Milliseconds since the request, if the recording has times. */
  readonly at: number | undefined
  /** The type on the wire. Empty if there is none. */
  readonly type: string
  /** The index of its output item, if it has one. */
  readonly outputIndex: number | undefined
  /** The key of its lane. */
  readonly lane: string
  readonly status: EventStatus
  readonly repairs: ReadonlyArray<RepairName>
  readonly violations: ReadonlyArray<ViolationEntry>
  /** Why it is invalid. */
  readonly error: InvalidJson | InvalidChunk | undefined
  /** The parsed data. `undefined` if it isn't JSON. */
  readonly json: unknown
  /** The data as text: of JSON without its spacing, of anything else as it came. It is made when it is read. */
  readonly data: string
}

/** An output item, or the response itself, over the events: a lane of the chart. */
export interface Lane {
  /** That of the item in snapshots. Items of further responses of the stream have the response's number before it. */
  readonly key: string
  /** `undefined`: the response. */
  readonly outputIndex: number | undefined
  readonly id: string | undefined
  /** The item's type on the wire, such as `message`. `response` for the response. */
  readonly type: string
  /** The name of a call, or what the type says, for people. */
  readonly label: string
  /** The indexes of its events, ascending. */
  readonly events: ReadonlyArray<number>
  /** Whether its `done` has come. */
  readonly isDone: boolean
}

/** A recording that is read. It grows in place: {@link version} says that it did. */
export interface Recording {
  readonly id: string
  readonly name: string
  readonly version: number
  /** What the command tells of it, if it does. */
  readonly entry: StreamEntry | undefined
  /** Whether more may come. */
  readonly isOpen: boolean
  readonly rows: ReadonlyArray<EventRow>
  /** The response, then its items in the order of the output. */
  readonly lanes: ReadonlyArray<Lane>
  readonly hasTimes: boolean
  readonly timing: Timing
  /** What is known so far, or at the end. */
  readonly report: InputReport
  /** The response as it was after an event. The nearest event counts, if there is none at the index. */
  readonly snapshotAt: (index: number) => ResponseSnapshot
}
