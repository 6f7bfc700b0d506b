/**
 * The streams that the command tells of.
 *
 * @internal
 */
import { isObject } from "../../base/json.ts"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import { makeParser } from "../../sse/eventParser.ts"

/** Options of {@link follow}. */
interface FollowOptions {
  /**
   * Called with streams that are new or have changed. `isFirst` says that the connection is new: then they are all that
   * there are.
   */
  readonly onEntries: (entries: ReadonlyArray<StreamEntry>, isFirst: boolean) => void
  /** Called when the connection is made or lost. */
  readonly onConnection?: (isConnected: boolean) => void
  readonly signal: AbortSignal
  /** Where the server is. By default where the page came from. */
  readonly base?: string
}

/** The waiting time before another connection is tried, in milliseconds: the first, and the longest. */
const waits = { first: 250, longest: 4000 }

/** Follows the feed until it is stopped. A connection that breaks is made anew. */
export const follow = async ({ base = "", onConnection, onEntries, signal }: FollowOptions): Promise<void> => {
  let wait = waits.first
  while (!signal.aborted) {
    let isFirst = true
    try {
      await readFeed(`${base}/feed`, signal, (entries) => {
        if (isFirst) onConnection?.(true)
        onEntries(entries, isFirst)
        isFirst = false
        wait = waits.first
      })
    } catch {
      // It is tried again, whatever it was
    }
    if (!isFirst) onConnection?.(false)
    await sleep(wait, signal)
    wait = Math.min(wait * 2, waits.longest)
  }
}

const readFeed = async (
  url: string,
  signal: AbortSignal,
  onEntries: (entries: ReadonlyArray<StreamEntry>) => void
): Promise<void> => {
  const response = await fetch(url, { signal, headers: { accept: "text/event-stream" } })
  const body = bodyOf(response)
  const parser = makeParser({
    onEvent: (data) => {
      const entries: unknown = JSON.parse(data)
      if (Array.isArray(entries)) onEntries(entries.filter(isEntry))
    }
  })
  const reader = body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) parser.push(next.value)
}

const isEntry = (value: unknown): value is StreamEntry =>
  isObject(value) && typeof value["id"] === "string" && typeof value["name"] === "string"

const bodyOf = (response: Response): ReadableStream<Uint8Array> => {
  if (!response.ok || response.body === null) throw new Error(`the command answers with ${response.status}`)
  return response.body
}

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const stop = (): void => {
      clearTimeout(timer)
      signal.removeEventListener("abort", stop)
      resolve()
    }
    const timer = setTimeout(stop, milliseconds)
    signal.addEventListener("abort", stop)
  })

/** A capture to be read. */
export interface Source {
  /** Its ending helps to tell the format. */
  readonly name: string
  readonly bytes: ReadableStream<Uint8Array>
}

/** Opens a stream of the command. While the stream is open, its bytes go on. */
export const openStream = async (id: string, signal: AbortSignal, base = ""): Promise<Source> => {
  const response = await fetch(`${base}/streams/${encodeURIComponent(id)}`, { signal })
  const bytes = bodyOf(response)
  return { name: decodeURIComponent(response.headers.get("x-capture-name") ?? ""), bytes }
}
