/**
 * Writes recordings to a directory while they come: few writes, each of much, and no file held open.
 *
 * @internal
 */
import { createReadStream } from "node:fs"
import * as nodeFs from "node:fs/promises"
import { join } from "node:path"
import { codeOf } from "../complaint.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** What of a file system is needed. */
export interface RecorderFs {
  readonly appendFile: (
    path: string,
    data: Uint8Array,
    options: { readonly flag: "a" | "ax"; readonly mode: number }
  ) => Promise<void>
  readonly truncate: (path: string, length: number) => Promise<void>
  readonly unlink: (path: string) => Promise<void>
}

/** The raw bytes, and the lines with their times. */
type Ending = "sse" | "jsonl"

/** A recording that is being written. */
export interface Recording {
  /** Adds bytes to a file. After a failure it does nothing. */
  readonly append: (ending: Ending, bytes: Uint8Array) => void
  /** Reads the lines again, once all are written. `undefined` if some are left out. */
  readonly read: () => AsyncIterable<Uint8Array> | undefined
}

/** Writes recordings. */
export interface Recorder {
  /** Begins a recording. `onFail` is called once, if not all of it can be written: what follows is left out. */
  readonly record: (name: string, onFail: (reason: string) => void) => Recording
  /** Writes all that waits. */
  readonly flush: () => Promise<void>
}

/** Why a recording isn't whole. */
interface Fate {
  readonly fail: (reason: string) => void
  hasFailed: boolean
}

interface RecordedFile {
  readonly path: string
  readonly fate: Fate
  waiting: Array<Uint8Array>
  size: number
  /** How many of its bytes are on the disk. */
  written: number
  isWriting: boolean
}

// -----------------------------------------------------------------------------
// Recorder
// -----------------------------------------------------------------------------

/** How long bytes are gathered, in milliseconds, and how many of a file at most. */
const gatherTime = 250
const maxGathered = 256 * 1024

/** How many files are written at the same time. */
const maxWrites = 8

/** How many bytes may wait for the disk. */
const defaultMaxWaiting = 64 * 1024 * 1024

/**
 * Makes the recorder of a directory.
 *
 * **Details**
 *
 * A write that fails ends its file: there is never a hole in one. The file ends where the last whole write ended, so that
 * no line is cut. A recording ends too if too much waits for the disk.
 */
export const makeRecorder = (
  directory: string,
  { fs = nodeFs, maxWaiting = defaultMaxWaiting }: { readonly fs?: RecorderFs; readonly maxWaiting?: number } = {}
): Recorder => {
  const gathering = new Set<RecordedFile>()
  const due = new Set<RecordedFile>()
  let onIdle: Array<() => void> = []
  let waiting = 0
  let writes = 0
  let timer: NodeJS.Timeout | undefined

  const write = async (file: RecordedFile): Promise<void> => {
    const { fate, path, written } = file
    const data = Buffer.concat(file.waiting)
    file.waiting = []
    file.size = 0
    try {
      // The first write makes the file, and never takes another one's
      await fs.appendFile(path, data, { flag: written === 0 ? "ax" : "a", mode: 0o600 })
      file.written += data.length
    } catch (error) {
      const code = codeOf(error)
      fate.fail(reasonOf(code))
      // Part of it may be there. Of a file without anything, nothing is left
      if (code !== "EEXIST") await (written === 0 ? fs.unlink(path) : fs.truncate(path, written)).catch(() => {})
      waiting -= file.size
      file.waiting = []
      gathering.delete(file)
      due.delete(file)
    }
    waiting -= data.length
    file.isWriting = false
    writes--
    next()
  }

  const work = (): void => {
    for (const file of due) {
      if (writes === maxWrites) return
      if (file.isWriting) continue
      due.delete(file)
      file.isWriting = true
      writes++
      void write(file)
    }
  }

  const next = (): void => {
    if (onIdle.length > 0) gather()
    work()
    if (writes > 0 || due.size > 0) return
    for (const resume of onIdle) resume()
    onIdle = []
  }

  /** What has been gathered is to be written. */
  const gather = (): void => {
    clearTimeout(timer)
    timer = undefined
    for (const file of gathering) due.add(file)
    gathering.clear()
  }

  const append = (file: RecordedFile, bytes: Uint8Array): void => {
    if (file.fate.hasFailed || bytes.length === 0) return
    if (waiting + bytes.length > maxWaiting) return file.fate.fail("the disk is too slow")
    waiting += bytes.length
    file.waiting.push(bytes)
    file.size += bytes.length
    if (due.has(file)) return
    gathering.add(file)
    if (file.size >= maxGathered) {
      gathering.delete(file)
      due.add(file)
      work()
    } else {
      timer ??= setTimeout(() => {
        gather()
        work()
      }, gatherTime)
    }
  }

  const flush = (): Promise<void> =>
    new Promise((resolve) => {
      onIdle.push(resolve)
      next()
    })

  const read = async function* (path: string): AsyncIterable<Uint8Array> {
    await flush()
    yield* createReadStream(path)
  }

  return {
    record: (name, onFail) => {
      const fate: Fate = {
        hasFailed: false,
        fail: (reason) => {
          if (fate.hasFailed) return
          fate.hasFailed = true
          onFail(reason)
        }
      }
      const fileOf = (ending: Ending): RecordedFile => ({
        path: join(directory, `${name}.${ending}`),
        fate,
        waiting: [],
        size: 0,
        written: 0,
        isWriting: false
      })
      const files = { sse: fileOf("sse"), jsonl: fileOf("jsonl") }
      return {
        append: (ending, bytes) => append(files[ending], bytes),
        read: () => (fate.hasFailed ? undefined : read(files.jsonl.path))
      }
    },
    flush
  }
}

/** Why a file can't be written, in words. */
const reasonOf = (code: string | undefined): string => {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return `no space is left (${code})`
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `no permission to write (${code})`
    default:
      return `can't be written (${code ?? "unknown"})`
  }
}
