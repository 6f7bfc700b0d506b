/**
 * A recording that the page has opened, and that tells of its growth.
 *
 * @internal
 */
import { signal } from "@preact/signals"
import type { ReadonlySignal } from "@preact/signals"
import type { Source } from "../model/feed.ts"
import { load } from "../model/load.ts"
import * as RecordingReader from "../model/recordingReader.ts"
import type { Recording } from "../model/types.ts"

/** A recording, and its growth. */
export interface Opened {
  readonly recording: Recording
  /** Grows with the recording, at most once a frame. */
  readonly version: ReadonlySignal<number>
  /** Whether its stream was still going on when it was opened. */
  readonly isLive: boolean
  /** Why it could not be read to its end. */
  readonly error: ReadonlySignal<string | undefined>
}

/** Opens a recording, and reads it to its end. */
export const open = (id: string, name: string, source: () => Promise<Source>, isLive = false): Opened => {
  const reader = RecordingReader.make({ id, name })
  const version = signal(0)
  const error = signal<string | undefined>(undefined)
  let isScheduled = false
  const onProgress = (): void => {
    if (isScheduled) return
    isScheduled = true
    requestAnimationFrame(() => {
      isScheduled = false
      version.value = reader.recording.version
    })
  }
  const read = async (): Promise<void> => {
    try {
      const { bytes } = await source()
      await load(reader, bytes, { onProgress })
    } catch {
      error.value = "This can't be read to its end."
      reader.end()
      onProgress()
    }
  }
  void read()
  return { recording: reader.recording, version, isLive, error }
}
