/**
 * A recording that the page has opened, and that tells of its growth.
 *
 * @internal
 */
import { signal } from "@preact/signals"
import type { ReadonlySignal } from "@preact/signals"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import type { Source } from "../model/feed.ts"
import { load } from "../model/load.ts"
import * as RecordingReader from "../model/recordingReader.ts"
import type { Recording } from "../model/types.ts"

/** A recording, and its growth. */
export interface Opened {
  readonly recording: Recording
  /** Grows with the recording, at most once a frame, and less often while a file is read. */
  readonly version: ReadonlySignal<number>
  /** Whether its stream was still going on when it was opened. */
  readonly isLive: boolean
  /** Why it could not be read to its end. */
  readonly error: ReadonlySignal<string | undefined>
}

/** More events than a stream sends in a frame. A recording of which so many come at once is shown with pauses. */
const many = 100

/** The time between two updates of such a recording, in milliseconds. */
const pause = 300

/** What the command tells of a recording that is opened. */
interface Told {
  readonly isLive: boolean
  readonly entry: () => StreamEntry | undefined
}

/** Opens a recording, and reads it to its end. */
export const open = (id: string, name: string, source: () => Promise<Source>, told?: Told): Opened => {
  const reader = RecordingReader.make({ id, name, ...(told === undefined ? {} : { entry: told.entry }) })
  const version = signal(0)
  const error = signal<string | undefined>(undefined)
  let isScheduled = false
  let shown = { rows: 0, at: -Infinity }
  const show = (now: number): void => {
    const { isOpen, rows } = reader.recording
    // To show it takes longer than to read it
    if (isOpen && rows.length - shown.rows > many && now - shown.at < pause) {
      requestAnimationFrame(show)
      return
    }
    isScheduled = false
    shown = { rows: rows.length, at: now }
    version.value = reader.recording.version
  }
  const onProgress = (): void => {
    if (isScheduled) return
    isScheduled = true
    requestAnimationFrame(show)
  }
  const read = async (): Promise<void> => {
    try {
      const { bytes, name: file } = await source()
      if (file !== "") reader.setFile(file)
      await load(reader, bytes, { onProgress })
    } catch {
      error.value = "This can't be read to its end."
      reader.end()
      onProgress()
    }
  }
  void read()
  return { recording: reader.recording, version, isLive: told?.isLive === true, error }
}
