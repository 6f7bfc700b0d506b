/**
 * What a client sends, as the text of a frame.
 *
 * @internal
 */
import type { InjectRequest, RequestBody, SteerRequest } from "./options.ts"

/** `stream` is implied, and `background` isn't possible. */
export const createFrame = (request: RequestBody): string =>
  JSON.stringify({ ...request, type: "response.create", stream: undefined, background: undefined })

export const steerFrame = ({ input, previousResponseId }: SteerRequest): string =>
  JSON.stringify({ type: "response.steer", previous_response_id: previousResponseId, input })

export const injectFrame = ({ input, responseId }: InjectRequest): string =>
  JSON.stringify({ type: "response.inject", response_id: responseId, input })
