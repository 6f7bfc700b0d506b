/**
 * How far a stream has come: what tells a finished one from a cut one. State is O(open items).
 *
 * @internal
 */
import type { WireType } from "../ResponsesStreamChunk.ts"
import type { OpenItem } from "../StreamError.ts"

/** How a stream ended. */
export type Verdict = "Completed" | "Incomplete" | "Failed" | "Errored" | "Truncated" | "ItemsCompleteWithoutTerminal"

/** What has been seen of a stream. Updated in place: one object a stream, none an event. */
export interface Progress {
  terminal: "Completed" | "Incomplete" | "Failed" | undefined
  errored: boolean
  itemsOpened: boolean
  readonly open: Map<number, OpenItem>
  sequenceNumber: number | undefined
}

export const start = (): Progress => ({
  terminal: undefined,
  errored: false,
  itemsOpened: false,
  open: new Map(),
  sequenceNumber: undefined
})

/**
 * Takes note of an event. It reads the JSON, not the chunk, so that an event with a wrong shape counts for what it is:
 * a terminal event that lacks a field still ends the stream.
 */
export const advance = (progress: Progress, type: WireType, json: Json): void => {
  const { item, output_index: outputIndex, sequence_number: sequenceNumber } = json
  if (typeof sequenceNumber === "number") progress.sequenceNumber = sequenceNumber
  switch (type) {
    case "response.output_item.added":
      progress.itemsOpened = true
      if (typeof outputIndex === "number") progress.open.set(outputIndex, openItem(outputIndex, item))
      break
    case "response.output_item.done":
      progress.itemsOpened = true
      if (typeof outputIndex === "number") progress.open.delete(outputIndex)
      break
    case "response.completed":
      progress.terminal ??= "Completed"
      break
    case "response.incomplete":
      progress.terminal ??= "Incomplete"
      break
    case "response.failed":
      progress.terminal ??= "Failed"
      break
    case "error":
    case "response.error":
      progress.errored = true
      break
  }
}

interface Json {
  readonly [key: string]: unknown
}

const openItem = (outputIndex: number, item: unknown): OpenItem => {
  const { id, type } = (typeof item === "object" && item !== null ? item : {}) as Json
  return {
    outputIndex,
    type: typeof type === "string" ? type : "",
    ...(typeof id === "string" ? { itemId: id } : {})
  }
}

/** How the stream ends if it ends here. */
export const verdict = (progress: Progress): Verdict =>
  progress.terminal ??
  (progress.errored
    ? "Errored"
    : progress.itemsOpened && progress.open.size === 0
      ? "ItemsCompleteWithoutTerminal"
      : "Truncated")
