/**
 * The end that a stream lacks: a `response.completed` made of what came before, marked as made up.
 *
 * @internal
 */
import type { WireType } from "../chunk/ResponsesStreamChunk.ts"
import { isObject } from "../base/json.ts"
import type { Progress } from "./progress.ts"

const made = /* @__PURE__ */ new WeakSet<object>()

/** Marks a chunk as made up. */
export const markSynthetic = (chunk: object): void => void made.add(chunk)

/** Whether a chunk was made up. */
export const isSynthetic = (chunk: object): boolean => made.has(chunk)

const completed: WireType = "response.completed"

/**
 * The event as it would have gone over the wire: the response as it was last seen, with the items that are done.
 * Nothing comes of a stream that never showed its response.
 */
export const completedEvent = ({ done, response, sequenceNumber }: Progress, index: number): object | undefined =>
  done && isObject(response)
    ? {
        type: completed,
        sequence_number: sequenceNumber === undefined ? index : sequenceNumber + 1,
        // An object has the values of its whole indexes in their order, and behind them those of others as they came
        response: { ...response, status: "completed", output: Object.values(done) }
      }
    : undefined
