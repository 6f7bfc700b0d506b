/**
 * What the declarations say. A type that got lost on the way to the user is `any`, and then a line below that expects
 * an error has none, which is one: where a runtime checks types, this file doesn't compile.
 */
import type * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import type { Case, ResponsesStreamChunk, WireType } from "effect-responses-stream/ResponsesStreamChunk"
import { cases as schemas } from "effect-responses-stream/ResponsesStreamChunk"
import type { ChunkStreamError } from "effect-responses-stream/StreamError"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"

const textOf = (chunk: ResponsesStreamChunk): string => {
  // @ts-expect-error: not every chunk has a delta
  void chunk.delta
  if (chunk.type !== "response.output_text.delta") return ""
  // @ts-expect-error: there is no such field
  void chunk.item_id
  // @ts-expect-error: a delta is a text
  const number: number = chunk.delta
  return String(number)
}

const indexOf = (chunk: Case<"response.image_generation_call.partial_image">): number => chunk.partialImageIndex

// @ts-expect-error: there is no such chunk
const wrong: WireType = "response.output_text.delat"

const read = (response: Response): Stream.Stream<ResponsesStreamChunk, ChunkStreamError> =>
  // @ts-expect-error: there is no such policy
  ChunkStream.fromResponse(response, { onInvalid: "ignore" })

export const cases: Cases = {
  "what compiles is what runs": () => {
    const delta = { type: "response.output_text.delta", delta: "a" } as Case<"response.output_text.delta">
    equal([textOf(delta), typeof indexOf, typeof read, wrong in schemas], ["a", "function", "function", false])
  }
}
