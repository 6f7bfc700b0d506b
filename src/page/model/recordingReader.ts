/**
 * Reads a capture into a recording, piece by piece.
 *
 * @internal
 */
import * as Result from "effect/Result"
import * as InspectBytes from "../../capture/inspectBytes.ts"
import type { InspectedEvent } from "../../capture/inspectBytes.ts"
import type { InputReport, ViolationEntry } from "../../capture/inspection.ts"
import { typeOf } from "../../capture/inspection.ts"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import * as Timing from "../../capture/timing.ts"
import type { InvalidChunk, InvalidJson } from "../../errors/StreamError.ts"
import type { RepairName } from "../../wire/Tolerance.ts"
import { stringify } from "./jsonText.ts"
import * as Lanes from "./lanes.ts"
import * as Snapshots from "./snapshots.ts"
import type { EventRow, EventStatus, Lane, Recording } from "./types.ts"

/** Reads one capture. */
export interface RecordingReader {
  readonly recording: Recording
  /** Says the name of the file, before the first piece. Its ending helps to tell the format. */
  readonly setFile: (name: string) => void
  /** Reads a piece. `true` says that nothing more is to be read. */
  readonly push: (bytes: Uint8Array) => boolean
  /** The capture has ended. */
  readonly end: () => void
}

/**
 * Starts to read a capture. The ending of its name helps to tell the format, unless its file has another. `entry` gives
 * what the command tells of it.
 */
export const make = (options: {
  readonly id: string
  readonly name: string
  readonly entry?: () => StreamEntry | undefined
}): RecordingReader => {
  const recording = new GrowingRecording(options.id, options.name, options.entry)
  return {
    recording,
    setFile: (name) => {
      recording.setFile(name)
    },
    push: (bytes) => recording.push(bytes),
    end: () => {
      recording.end()
    }
  }
}

class GrowingRecording implements Recording {
  readonly id: string
  readonly name: string
  readonly rows: Array<EventRow> = []
  readonly lanes: ReadonlyArray<Lane>
  readonly snapshotAt: Recording["snapshotAt"]
  version = 0
  isOpen = true
  readonly #lanes = Lanes.make()
  readonly #snapshots = Snapshots.make()
  #inspection: ReturnType<typeof InspectBytes.make>
  /** One text for each type: parsed JSON has many. */
  readonly #types = new Map<string, string>()
  #report: InputReport | undefined
  readonly #entry: () => StreamEntry | undefined

  constructor(id: string, name: string, entry: () => StreamEntry | undefined = () => undefined) {
    this.id = id
    this.name = name
    this.#entry = entry
    this.lanes = this.#lanes.all
    this.snapshotAt = this.#snapshots.at
    this.#inspection = this.#inspect(name)
  }

  setFile(name: string): void {
    this.#inspection = this.#inspect(name)
  }

  #inspect(name: string) {
    return InspectBytes.make(name, {
      observer: {
        onEvent: (event) => {
          this.#add(event)
        },
        onComment: () => {},
        onEnd: (report) => {
          this.#report = report
        }
      }
    })
  }

  get entry(): StreamEntry | undefined {
    return this.#entry()
  }

  get report(): InputReport {
    return (this.#report ??= this.#inspection.report())
  }

  get timing(): Timing.Timing {
    return this.report.timing ?? Timing.initial
  }

  get hasTimes(): boolean {
    return this.report.timing !== undefined
  }

  push(bytes: Uint8Array): boolean {
    if (!this.isOpen) return true
    this.#report = undefined
    this.version++
    return this.#inspection.push(bytes)
  }

  end(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.version++
    this.#inspection.finish()
  }

  #add(event: InspectedEvent): void {
    const { at, index, json, repairs, result, violations } = event
    const chunk = Result.getOrUndefined(result)
    const before = this.#snapshots.state()
    this.#snapshots.add(chunk)
    const lane = this.#lanes.add(index, chunk, json, before, this.#snapshots.state())
    const error = Result.isFailure(result) ? result.failure : undefined
    const type = this.#typeOf(event)
    this.rows.push(new Row(index, at, type, lane, statusOf(event), repairs, violations, error, json))
  }

  #typeOf({ json, result }: InspectedEvent): string {
    const type = typeOf(result, json) ?? ""
    const known = this.#types.get(type)
    if (known === undefined) this.#types.set(type, type)
    return known ?? type
  }
}

const statusOf = ({ repairs, result }: InspectedEvent): EventStatus =>
  Result.isFailure(result)
    ? "invalid"
    : result.success.type === "UNKNOWN"
      ? "unknown"
      : repairs.length > 0
        ? "repaired"
        : "valid"

// A class, since there may be 100,000 of them
class Row implements EventRow {
  readonly index: number
  readonly at: number | undefined
  readonly type: string
  readonly status: EventStatus
  readonly repairs: ReadonlyArray<RepairName>
  readonly violations: ReadonlyArray<ViolationEntry>
  readonly error: InvalidJson | InvalidChunk | undefined
  readonly json: unknown
  readonly #lane: Lane

  constructor(
    index: number,
    at: number | undefined,
    type: string,
    lane: Lane,
    status: EventStatus,
    repairs: ReadonlyArray<RepairName>,
    violations: ReadonlyArray<ViolationEntry>,
    error: InvalidJson | InvalidChunk | undefined,
    json: unknown
  ) {
    this.index = index
    this.at = at
    this.type = type
    this.#lane = lane
    this.status = status
    this.repairs = repairs
    this.violations = violations
    this.error = error
    this.json = json
  }

  get outputIndex(): number | undefined {
    return this.#lane.outputIndex
  }

  get lane(): string {
    return this.#lane.key
  }

  get data(): string {
    return this.error?._tag === "InvalidJson" ? this.error.payload() : stringify(this.json)
  }
}
