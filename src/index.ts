/**
 * Validated, typed chunks from the event stream of the OpenRouter and OpenAI Responses API.
 *
 * @since 0.1.0
 */

/** One event to one chunk. */
export * as ChunkDecoder from "./ChunkDecoder.ts"

/** Streams of bytes, or of parsed objects, to streams of chunks. */
export * as ChunkStream from "./ChunkStream.ts"

/** The chunks: schemas, union, guards. */
export * as ResponsesStreamChunk from "./ResponsesStreamChunk.ts"

/** Bytes to server-sent events. */
export * as SseFrame from "./SseFrame.ts"

/** The errors of a stream. */
export * as StreamError from "./StreamError.ts"

/** The rules of a well-formed stream. */
export * as StreamProtocol from "./StreamProtocol.ts"

/** What is taken beyond the contract. */
export * as Tolerance from "./Tolerance.ts"
