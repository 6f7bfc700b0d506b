/**
 * The events of image calls to calls.
 *
 * @internal
 */
import { callRef } from "./event.ts"
import type { CallState, ImageCall, ImageEvent } from "./event.ts"
import type { GeneratedImage, InvalidImage } from "./image.ts"

/** What has come of a call that is open. It is changed in place: a stream may have any number of events. */
interface CallDraft {
  readonly states: Array<CallState>
  partialImages: Array<GeneratedImage>
  readonly invalidPartialImages: Array<InvalidImage>
}

/** The open calls of one run of a stream, by key. */
export type OpenCalls = Map<string, CallDraft>

/** Adds an event to its call. Gives the call if that ends it. */
export const collect = (calls: OpenCalls, event: ImageEvent, keepsLastOnly: boolean): ImageCall | undefined => {
  const { key } = event
  const call = calls.get(key) ?? { states: [], partialImages: [], invalidPartialImages: [] }
  switch (event._tag) {
    case "Started":
      calls.set(key, call)
      break
    case "StateChanged":
      call.states.push(event.state)
      break
    case "PartialImage":
      if (keepsLastOnly) call.partialImages = []
      call.partialImages.push(event.image)
      break
    case "InvalidPartialImage":
      call.invalidPartialImages.push(event.error)
      break
    case "Ended": {
      const { details, outcome } = event
      calls.delete(key)
      return { ...callRef(event), ...call, outcome, details }
    }
  }
  return undefined
}
