/**
 * Validated, typed chunks from the event stream of the OpenRouter and OpenAI Responses API.
 *
 * @since 0.1.0
 */

/** Chunks to the parts of Effect's `effect/ai`. */
export * as AiParts from "./parts/AiParts.ts"

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

/** Several responses at a time over a WebSocket. */
export * as ResponsesSocket from "./socket/ResponsesSocket.ts"

/** The chunks: schemas, union, guards. */
export * as ResponsesStreamChunk from "./chunk/ResponsesStreamChunk.ts"

/** Bytes to server-sent events. */
export * as SseFrame from "./sse/SseFrame.ts"

/** The errors of a stream. */
export * as StreamError from "./errors/StreamError.ts"

/** Streams that stall. */
export * as StreamLiveness from "./operator/StreamLiveness.ts"

/** A regular stream out of an irregular one. */
export * as StreamNormalize from "./normalize/StreamNormalize.ts"

/** The rules of a well-formed stream. */
export * as StreamProtocol from "./protocol/StreamProtocol.ts"

/** One stream over connections that break. */
export * as StreamResume from "./operator/StreamResume.ts"

/** Requests that are sent again before the model has begun to write. */
export * as StreamRetry from "./operator/StreamRetry.ts"

/** Streams that outlive their process. */
export * as StreamStore from "./store/StreamStore.ts"

/** Spans and metrics. */
export * as StreamTelemetry from "./operator/StreamTelemetry.ts"

/** The text of a response as a typed value that grows. */
export * as StructuredOutput from "./structured/StructuredOutput.ts"

/** Named repairs of events that break the contract. */
export * as Tolerance from "./wire/Tolerance.ts"

/** Calls of every kind, as they grow and once they have ended. */
export * as ToolCall from "./call/ToolCall.ts"

/** Chunks as the UI message stream of the AI SDK. */
export * as UiMessageStream from "./parts/UiMessageStream.ts"

/** Streams for handlers without Effect. */
export * as Web from "./web/Web.ts"
