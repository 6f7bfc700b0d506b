/**
 * A file that grows, read as `tail -f` reads.
 *
 * @internal
 */
import { open, stat } from "node:fs/promises"
import { setTimeout } from "node:timers/promises"

/** When to stop. */
export interface FollowOptions {
  readonly signal: AbortSignal
  /** Whether nothing more is expected. Then the file may end once it has rested for a second. */
  readonly isComplete: () => boolean
}

/** How often it is looked whether the file has grown, and how long it has to rest, in milliseconds. */
const interval = 100
const rest = 1000

const pieceSize = 64 * 1024

/** Gives the bytes of a file while it grows, and `"replaced"` where it begins again: it is shorter, or another file. */
export const follow = async function* (
  path: string,
  { isComplete, signal }: FollowOptions
): AsyncGenerator<Uint8Array | "replaced"> {
  let handle = await open(path)
  try {
    let { ino } = await handle.stat()
    let position = 0
    let rested = 0
    while (!signal.aborted && !(isComplete() && rested >= rest)) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(pieceSize), 0, pieceSize, position)
      position += bytesRead
      if (bytesRead > 0) {
        rested = 0
        yield buffer.subarray(0, bytesRead)
        continue
      }
      // Where it is gone, it may come again
      const now = await stat(path).catch(() => undefined)
      if (now !== undefined && (now.ino !== ino || now.size < position)) {
        await handle.close()
        handle = await open(path)
        ino = now.ino
        position = 0
        yield "replaced"
        continue
      }
      await setTimeout(interval, undefined, { signal }).catch(() => {})
      rested += interval
    }
  } finally {
    await handle.close()
  }
}
