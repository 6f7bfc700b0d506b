/**
 * All streams that are watched: their numbers, their recordings, and what the page can get of them.
 *
 * @internal
 */
import { setTimeout as sleep } from "node:timers/promises"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import * as GrowingBytes from "../growingBytes.ts"
import type { Source } from "../pageServer.ts"
import type { LineOptions } from "./lines.ts"
import type { Recorder, Recording } from "./recorder.ts"
import { makeStream } from "./stream.ts"
import type { WatchedStream } from "./stream.ts"

/** How streams are watched. */
export interface StreamsOptions {
  readonly redacts: boolean
  readonly recorder: Recorder | undefined
  readonly lines: () => LineOptions
  /** Prints a line. */
  readonly print: (line: string) => void
  /** Says what went wrong with the command itself. */
  readonly complain: (message: string) => void
  /** How many bytes are kept for the page. */
  readonly maxKept?: number
  /** How many streams are listed. */
  readonly maxListed?: number
}

/** The streams that are watched. */
export interface Streams extends Source {
  /** Begins to watch. `startedAt` is in milliseconds since 1970. */
  readonly begin: (name: string, startedAt: number) => WatchedStream
  /** Waits a short time until all streams have ended. */
  readonly settle: () => Promise<void>
}

interface Kept {
  readonly stream: WatchedStream
  /** The start of its files' names. */
  readonly baseName: string
  readonly recording: Recording | undefined
  /** The lines with their times. `undefined` if there was no room. */
  lines: GrowingBytes.GrowingBytes | undefined
  size: number
  isOpen: boolean
}

const defaultMaxKept = 256 * 1024 * 1024
const defaultMaxListed = 10_000

/** How long it may take to decode what has come, in milliseconds. */
const maxSettling = 2000

/** How long changes are gathered before the page is told, in milliseconds. */
const tellTime = 50

/** What an object costs beside its bytes. */
const overhead = 200

/** Makes the list of the streams of one run. */
export const makeStreams = ({
  complain,
  lines,
  maxKept = defaultMaxKept,
  maxListed = defaultMaxListed,
  print,
  recorder,
  redacts
}: StreamsOptions): Streams => {
  const all = new Map<string, Kept>()
  const listeners = new Set<(entry: StreamEntry) => void>()
  const changed = new Set<Kept>()
  const complaints = new Set<string>()
  let number = 0
  let kept = 0
  let timer: NodeJS.Timeout | undefined

  const tell = (): void => {
    timer = undefined
    for (const { stream } of changed) for (const listener of listeners) listener(stream.entry())
    changed.clear()
  }

  const onChange = (one: Kept): void => {
    if (listeners.size === 0) return
    changed.add(one)
    timer ??= setTimeout(tell, tellTime)
  }

  const forget = (one: Kept): void => {
    one.lines?.end()
    one.lines = undefined
    kept -= one.size
    one.size = 0
    if (recorded(one) === undefined) one.stream.addNote("its events are no longer kept for the page")
  }

  /** The lines of a stream that has ended, from its recording. */
  const recorded = ({ isOpen, recording }: Kept): AsyncIterable<Uint8Array> | undefined =>
    isOpen ? undefined : recording?.read()

  /** Makes room: those that have ended go first, the oldest before the others. */
  const makeRoom = (): void => {
    if (kept <= maxKept) return
    for (const mayBeOpen of [false, true]) {
      for (const one of all.values()) {
        if (kept <= maxKept) return
        if (one.lines !== undefined && one.size > 0 && (mayBeOpen || !one.isOpen)) forget(one)
      }
    }
  }

  /** The list doesn't grow without end. */
  const shorten = (): void => {
    for (const [id, one] of all) {
      if (all.size <= maxListed) return
      if (one.isOpen) continue
      kept -= one.size
      all.delete(id)
    }
  }

  const isAnyOpen = (): boolean => [...all.values()].some(({ isOpen }) => isOpen)

  const begin = (name: string, startedAt: number): WatchedStream => {
    const id = String(++number)
    const baseName = `${new Date(startedAt).toISOString().replaceAll(":", "-")}-${id}`
    const recording = recorder?.record(baseName, (reason) => {
      one.stream.addNote(`the recording of #${id} stops here: ${reason}`)
      if (complaints.has(reason)) return
      complaints.add(reason)
      complain(
        `the recording of #${id} stops here, and others may: ${reason}. Streams are passed on and shown all the same`
      )
    })
    const one: Kept = {
      baseName,
      recording,
      lines: GrowingBytes.make(),
      size: 0,
      isOpen: true,
      stream: makeStream({
        id,
        name,
        startedAt,
        redacts,
        lines,
        print,
        onChange: () => onChange(one),
        onBytes: (bytes) => recording?.append("sse", bytes),
        onLines: (bytes) => {
          recording?.append("jsonl", bytes)
          if (one.lines === undefined) return
          one.lines.push(bytes)
          one.size += bytes.length + overhead
          kept += bytes.length + overhead
          makeRoom()
        },
        onEnd: () => {
          one.isOpen = false
          one.lines?.end()
          shorten()
        }
      })
    }
    all.set(id, one)
    onChange(one)
    return one.stream
  }

  return {
    begin,
    entries: () => Array.from(all.values(), ({ stream }) => stream.entry()),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    open: (id) => {
      const one = all.get(id)
      return one?.lines?.read() ?? (one && recorded(one))
    },
    nameOf: (id) => `${all.get(id)?.baseName ?? ""}.jsonl`,
    settle: async () => {
      for (let waited = 0; waited < maxSettling && isAnyOpen(); waited += 10) await sleep(10)
    }
  }
}
