/**
 * What the operators on decoded streams take: chunks, or events that have one.
 *
 * @internal
 */
import type { ResponsesStreamChunk } from "../ResponsesStreamChunk.ts"
import type { ProtocolEvent } from "../StreamProtocol.ts"

/** A chunk, or an event that has one. */
export type Passing = ResponsesStreamChunk | ProtocolEvent

/** Whether it is an event. No chunk has a field of that name. */
export const isEvent = (value: Passing): value is ProtocolEvent => "chunk" in value

/** The chunk. */
export const chunkOf = (value: Passing): ResponsesStreamChunk => (isEvent(value) ? value.chunk : value)

/** The type of a chunk as the wire names it. */
export const wireTypeOf = (chunk: ResponsesStreamChunk): string =>
  chunk.type === "UNKNOWN" ? chunk.raw.type : chunk.type

/** The sequence number of a chunk, if it has one. */
export const sequenceNumberOf = (chunk: ResponsesStreamChunk): number | undefined => {
  if (chunk.type === "response.error") return undefined
  if (chunk.type !== "UNKNOWN") return chunk.sequenceNumber
  const sequenceNumber = chunk.raw["sequence_number"]
  return typeof sequenceNumber === "number" ? sequenceNumber : undefined
}
