/** Events as they come over the wire, and the chunks of them. */
import * as Result from "effect/Result"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { makeDecoder } from "./decoder.ts"

export interface Wire {
  readonly type: string
  readonly [key: string]: unknown
}

export type Chunks = ReadonlyArray<ResponsesStreamChunk>

const decoder = makeDecoder()

/** The chunks of events. Sequence numbers are filled in. */
export const decoded = (wires: ReadonlyArray<Wire>): Chunks =>
  wires.map((wire, index) => Result.getOrThrow(decoder.decodeJson({ sequence_number: index, ...wire }, index)))

/** An event that carries the response, whose status is its own name. */
export const lifecycle = (status: string, rest: object = {}): Wire => ({
  type: `response.${status}`,
  response: { id: "resp_1", object: "response", created_at: 1, model: "m", status, output: [], ...rest }
})
