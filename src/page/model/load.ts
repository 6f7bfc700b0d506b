/**
 * Loads a capture without holding up the page.
 *
 * @internal
 */
import type { RecordingReader } from "./recordingReader.ts"

/** Options of {@link load}. */
interface LoadOptions {
  /** Called with the number of bytes that were read so far, whenever the page may show more. */
  readonly onProgress?: (read: number) => void
  /** Stops it. What was read stays. */
  readonly signal?: AbortSignal
}

/** The page gets its turn after so many milliseconds of work. */
const slice = 8

/** Bytes that are read at once. They take less than a slice. */
const maxPiece = 16 * 1024

/** Whether the time for one slice of work is over. */
export const makeSlice = (): (() => boolean) => {
  const start = performance.now()
  return () => performance.now() - start >= slice
}

/** Lets the browser draw and take input. A timer would wait for longer. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener("message", () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(undefined)
  })

/** Reads a capture to its end. A source that fails ends the recording, and fails here. */
export const load = async (
  reader: RecordingReader,
  source: Uint8Array | ReadableStream<Uint8Array>,
  { onProgress, signal }: LoadOptions = {}
): Promise<void> => {
  let read = 0
  let isOver = makeSlice()
  try {
    for await (const bytes of source instanceof Uint8Array ? [source] : piecesOf(source, signal)) {
      for (let from = 0; from < bytes.length; from += maxPiece) {
        if (signal?.aborted === true) return
        const piece = bytes.subarray(from, from + maxPiece)
        read += piece.length
        if (reader.push(piece)) return
        if (isOver()) {
          onProgress?.(read)
          await pause()
          isOver = makeSlice()
        }
      }
      // More may be long in coming
      onProgress?.(read)
    }
  } finally {
    reader.end()
    onProgress?.(read)
  }
}

/** The pieces of a stream. Safari can't iterate over one. */
async function* piecesOf(stream: ReadableStream<Uint8Array>, signal: AbortSignal | undefined) {
  const reader = stream.getReader()
  const cancel = (): void => {
    reader.cancel().catch(() => {})
  }
  signal?.addEventListener("abort", cancel)
  try {
    if (signal?.aborted === true) return
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    signal?.removeEventListener("abort", cancel)
    cancel()
  }
}
