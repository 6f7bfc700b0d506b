/**
 * The elements of decoded streams, for all values of the options `as` and `chunks`.
 *
 * @internal
 */
import * as Result from "effect/Result"
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { InvalidEvent } from "../errors/StreamError.ts"
import { responseIdOf } from "../stream/event.ts"
import type { AnyChunk, AnyEvent, ChunkElement } from "../stream/event.ts"
import { beginsAnother } from "../stream/verdict.ts"

export type { ChunkElement } from "../stream/event.ts"

/** An element of a decoded stream. */
export type StreamElement = ChunkElement | Result.Result<AnyChunk, InvalidEvent>

/** The chunk of an element. `undefined` for a failed result, for a chunk of another shape, and for any other value. */
export const chunkIn = (element: unknown): ResponsesStreamChunk | undefined => {
  const value = Result.isResult(element) ? Result.isSuccess(element) && element.success : element
  if (!isObject(value) || "_tag" in value) return undefined
  const chunk = isObject(value["chunk"]) ? value["chunk"] : value
  return isModelled(chunk) ? chunk : undefined
}

/** Whether a chunk has the objects that operators read. One of a user's schema may lack them. */
const isModelled = (chunk: Json): chunk is Json & ResponsesStreamChunk => {
  switch (chunk["type"]) {
    case "UNKNOWN":
      return isObject(chunk["raw"])
    case "response.error":
      return isObject(chunk["error"])
    case "response.output_item.added":
    case "response.output_item.done":
      return isObject(chunk["item"])
    case "response.created":
    case "response.queued":
    case "response.in_progress":
    case "response.completed":
    case "response.incomplete":
    case "response.failed":
      return isObject(chunk["response"])
    default:
      return typeof chunk["type"] === "string"
  }
}

/** The JSON and the place of an event. A chunk alone has none. */
export const eventIn = (element: ChunkElement): Partial<Pick<AnyEvent, "index" | "json">> =>
  "chunk" in element && isObject(element.chunk) ? element : {}

/** Tells of each chunk whether the response has ended with it, or before. A response with another id begins anew. */
export const makeHasEnded = (ends: (chunk: ResponsesStreamChunk) => boolean) => {
  let hasEnded = false
  let id: string | undefined
  return (chunk: ResponsesStreamChunk): boolean => {
    const next = responseIdOf(chunk)
    if (beginsAnother(chunk.type, next, id)) {
      hasEnded = false
      id = next
    }
    id ??= next
    hasEnded ||= ends(chunk)
    return hasEnded
  }
}

/** A text of a provider, if it is a name. Any other text may quote payload, and has too many values for telemetry. */
export const nameIn = (text: string | null | undefined): string | undefined =>
  typeof text === "string" && /^[a-z0-9_.-]{1,64}$/.test(text) ? text : undefined

/** An id or the name of a model, if it can be one: ids have upper case and more signs than names. */
export const idIn = (text: string | null | undefined): string | undefined =>
  typeof text === "string" && /^[\w.:/@+~-]{1,200}$/.test(text) ? text : undefined
