/**
 * Validated, typed chunks from the event stream of the OpenRouter and OpenAI Responses API.
 *
 * @since 0.1.0
 */

/** Streams of bytes, or of parsed objects, to streams of chunks. */
export * as ChunkStream from "./ChunkStream.ts"

/** Function calls: arguments as they grow, and typed at the end. */
export * as FunctionCall from "./FunctionCall.ts"

/** Images as bytes. */
export * as ImageGeneration from "./ImageGeneration.ts"

/** The response as known so far. */
export * as ResponseSnapshot from "./ResponseSnapshot.ts"

/** The chunks: schemas, union, guards. */
export * as ResponsesStreamChunk from "./ResponsesStreamChunk.ts"

/** Errors of the provider, in one shape. */
export * as ServerErrors from "./ServerErrors.ts"

/** Bytes to server-sent events. */
export * as SseFrame from "./SseFrame.ts"

/** The errors of a stream. */
export * as StreamError from "./StreamError.ts"

/** Streams that stall. */
export * as StreamLiveness from "./StreamLiveness.ts"

/** The rules of a well-formed stream. */
export * as StreamProtocol from "./StreamProtocol.ts"

/** What a reconnection sends twice. */
export * as StreamResume from "./StreamResume.ts"

/** Spans and metrics. */
export * as StreamTelemetry from "./StreamTelemetry.ts"

/** What is taken beyond the contract. */
export * as Tolerance from "./Tolerance.ts"

/** Handlers that don't use Effect. */
export * as Web from "./Web.ts"
