/**
 * The elements of decoded streams, whichever way they were decoded.
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
export type Element = ChunkOrEvent | Result.Result<ResponsesStreamChunk, InvalidEvent>

/** The chunk of an element. `undefined` for a failed result, and for anything that is not an element. */
export const chunkIn = (element: unknown): ResponsesStreamChunk | undefined => {
  if (Result.isResult(element)) {
    return Result.isSuccess(element) ? (element.success as ResponsesStreamChunk) : undefined
  }
  if (!isObject(element) || "_tag" in element) return undefined
  return "type" in element || "chunk" in element ? chunkOf(element as unknown as ChunkOrEvent) : undefined
}
