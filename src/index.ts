/**
 * Validated, typed chunks from the event stream of the OpenRouter and OpenAI Responses API.
 *
 * @since 0.1.0
 */

/** Streams of bytes or of parsed objects to streams of chunks. */
export * as ChunkStream from "./stream/ChunkStream.ts"

/** Function calls: arguments as they grow, and typed at the end. */
export * as FunctionCall from "./call/FunctionCall.ts"

/** Images as bytes. */
export * as ImageGeneration from "./image/ImageGeneration.ts"

/** Errors of the provider, in one shape. */
export * as ProviderError from "./operator/ProviderError.ts"

/** The response as known so far. */
export * as ResponseSnapshot from "./snapshot/ResponseSnapshot.ts"

/** The chunks: schemas, union, guards. */
export * as ResponsesStreamChunk from "./chunk/ResponsesStreamChunk.ts"

/** Bytes to server-sent events. */
export * as SseFrame from "./sse/SseFrame.ts"

/** The errors of a stream. */
export * as StreamError from "./errors/StreamError.ts"

/** Streams that stall. */
export * as StreamLiveness from "./operator/StreamLiveness.ts"

/** The rules of a well-formed stream. */
export * as StreamProtocol from "./protocol/StreamProtocol.ts"

/** Reconnections without repeated chunks. */
export * as StreamResume from "./operator/StreamResume.ts"

/** Spans and metrics. */
export * as StreamTelemetry from "./operator/StreamTelemetry.ts"

/** Named repairs of events that break the contract. */
export * as Tolerance from "./wire/Tolerance.ts"

/** Streams for handlers without Effect. */
export * as Web from "./web/Web.ts"
