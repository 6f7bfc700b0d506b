/**
 * Chunks of a UI message stream as text.
 *
 * @internal
 */
import type { EventWriter } from "../stream/eventStream.ts"
import { doneData, eventText } from "../stream/eventText.ts"
import type { UiMessageChunk, UiMessageOptions } from "./uiMessageChunk.ts"
import { errorTextOf } from "./uiMessageState.ts"

/** The headers of a UI message stream. */
export const uiMessageHeaders = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  "x-vercel-ai-ui-message-stream": "v1"
}

const write = (chunk: UiMessageChunk): string => eventText({ data: JSON.stringify(chunk) })

const done = eventText({ data: doneData })

/** Makes the writer of a stream. */
export const makeUiWriter = <E>(options: UiMessageOptions<E>): EventWriter<UiMessageChunk, E> => {
  const fail = (errorText: string): string => write({ type: "error", errorText }) + done
  return {
    write,
    fail: (error) => fail(errorTextOf(error, options)),
    die: (defect) => fail(errorTextOf(defect, {})),
    end: () => done
  }
}
