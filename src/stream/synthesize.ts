/**
 * The missing end of a stream: a `response.completed` made from the chunks before it, marked as synthetic.
 *
 * @internal
 */
import type { WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { Json } from "../base/json.ts"
import type { Progress } from "./progress.ts"

const made = /* @__PURE__ */ new WeakSet<object>()

/** Marks a chunk as synthetic. */
export const markSynthetic = (chunk: object): void => void made.add(chunk)

/** Whether a chunk is synthetic. */
export const isSynthetic = (chunk: object): boolean => made.has(chunk)

const completed: WireType = "response.completed"

/**
 * The event as JSON: the last response, with the items that are done. `undefined` if no response came.
 */
export const completedEvent = ({ items, response, sequenceNumber }: Progress, index: number): Json | undefined =>
  response === undefined
    ? undefined
    : {
        type: completed,
        sequence_number: sequenceNumber === undefined ? index : sequenceNumber + 1,
        response: { ...response, status: "completed", output: items.output() }
      }
