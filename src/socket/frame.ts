/**
 * What events of a WebSocket have in another form than those of an event stream. The forms of both are valid here, also
 * under `tolerance: "strict"`.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { WireType } from "../chunk/ResponsesStreamChunk.ts"
import { flattenError } from "../wire/repair.ts"

/** The JSON that a frame is. `undefined` if it is none, or says nothing by itself: an event has a type. */
export const parseFrame = (text: string): Json | undefined => {
  try {
    const json: unknown = JSON.parse(text)
    return isObject(json) && typeof json["type"] === "string" ? json : undefined
  } catch {
    return undefined
  }
}

const errorType: WireType = "error"

/** Whether an event is an error without a number of its own. */
export const isUnnumberedError = ({ sequence_number: number, type }: Json): boolean =>
  type === errorType && (number === undefined || number === null)

/** Whether an event has a response whose output was left out. */
export const isSparse = ({ response }: Json): boolean =>
  isObject(response) && (response["output"] === undefined || response["output"] === null)

/** The id of the response that an event carries. Some gateways leave it empty. */
export const responseIdIn = ({ response }: Json): string | undefined => {
  const id = isObject(response) ? response["id"] : undefined
  return typeof id === "string" && id !== "" ? id : undefined
}

/** The event in the form of an event stream: an error is flat and has a number, and a response has an output. */
export const toStreamEvent = (json: Json, index: number): Json => {
  const flat = flattenError(json) ?? json
  const numbered = isUnnumberedError(flat) ? { ...flat, sequence_number: index } : flat
  return isSparse(numbered) && isObject(json["response"])
    ? { ...numbered, response: { ...json["response"], output: [] } }
    : numbered
}
