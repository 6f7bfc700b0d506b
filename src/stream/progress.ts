/**
 * What tells a finished stream from a cut one. Its size is O(open items).
 *
 * @internal
 */
import type { WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { OpenItem } from "../errors/StreamError.ts"
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import { initialCounts } from "./counts.ts"
import type { Counts } from "./counts.ts"
import { isErrorType, terminalVerdict, verdictOf } from "./verdict.ts"
import type { TerminalVerdict, Verdict } from "./verdict.ts"

/** The progress of one stream, updated in place. */
export interface Progress extends Counts {
  terminal: TerminalVerdict | undefined
  errored: boolean
  itemsOpened: boolean
  readonly open: Map<number, OpenItem>
  sequenceNumber: number | undefined
  /** The last response. It and `done`, the finished items by output index, are kept only for `onEnd: "synthesize"`. */
  response: unknown
  readonly done: Record<number, unknown> | undefined
}

export const start = (keeps = false): Progress => ({
  ...initialCounts(),
  terminal: undefined,
  errored: false,
  itemsOpened: false,
  open: new Map(),
  sequenceNumber: undefined,
  response: undefined,
  done: keeps ? {} : undefined
})

/**
 * Adds an event. It reads the JSON, not the chunk: a terminal event with a wrong shape still ends the stream.
 */
export const advance = (progress: Progress, type: string, json: Json): void => {
  const { item, output_index: outputIndex, sequence_number: sequenceNumber } = json
  if (typeof sequenceNumber === "number") progress.sequenceNumber = sequenceNumber
  switch (type) {
    case "response.created" satisfies WireType:
    case "response.queued" satisfies WireType:
    case "response.in_progress" satisfies WireType:
      if (progress.done !== undefined) progress.response = json["response"]
      break
    case "response.output_item.added" satisfies WireType:
      progress.itemsOpened = true
      if (typeof outputIndex === "number") progress.open.set(outputIndex, openItem(outputIndex, item))
      break
    case "response.output_item.done" satisfies WireType:
      progress.itemsOpened = true
      if (typeof outputIndex === "number") {
        progress.open.delete(outputIndex)
        if (progress.done !== undefined) progress.done[outputIndex] = item
      }
      break
    default:
      progress.terminal ??= terminalVerdict(type)
      progress.errored ||= isErrorType(type)
  }
}

const noFields: Json = {}

const openItem = (outputIndex: number, item: unknown): OpenItem => {
  const { id, type } = isObject(item) ? item : noFields
  return {
    outputIndex,
    type: typeof type === "string" ? type : "",
    ...(typeof id === "string" ? { itemId: id } : {})
  }
}

/** How the stream ends if it ends here. */
export const verdict = ({ errored, itemsOpened, open, terminal }: Progress): Verdict =>
  verdictOf({ terminal, errored, itemsOpened, openItems: open.size })
