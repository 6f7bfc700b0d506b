/**
 * The elements of decoded streams, for all values of the option `as`.
 *
 * @internal
 */
import * as Result from "effect/Result"
import { isObject } from "../base/json.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { InvalidEvent } from "../errors/StreamError.ts"
import { chunkOf } from "../stream/event.ts"
import type { ChunkOrEvent } from "../stream/event.ts"

/** An element of a decoded stream. */
export type StreamElement = ChunkOrEvent | Result.Result<ResponsesStreamChunk, InvalidEvent>

const isChunkOrEvent = (value: unknown): value is ChunkOrEvent =>
  isObject(value) && !("_tag" in value) && ("type" in value || "chunk" in value)

/** The chunk of an element. `undefined` for a failed result, and for anything that is not an element. */
export const chunkIn = (element: unknown): ResponsesStreamChunk | undefined => {
  const value = Result.isResult(element) ? Result.isSuccess(element) && element.success : element
  return isChunkOrEvent(value) ? chunkOf(value) : undefined
}
