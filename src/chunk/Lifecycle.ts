/**
 * Chunks about the entire response: created, queued, in progress, and the three terminal chunks.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"
import { chunk, numbered } from "../schema/chunk.ts"
import { Response } from "../model/Response.ts"

/**
 * Fields of a chunk that carries the response.
 *
 * @internal
 */
export type OfResponse = {
  /** The response so far. */
  readonly response: typeof Response
  /** Position of the event in the stream: grows from event to event, not always by one. Any finite number is valid. */
  readonly sequenceNumber: Schema.Finite
}

const ofResponse: OfResponse = { ...numbered, response: Response }

/**
 * The provider has accepted the request. It is the first chunk of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCreated extends chunk<ResponseCreated>()("response.created", ofResponse) {}

/**
 * The response waits for its turn.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseQueued extends chunk<ResponseQueued>()("response.queued", ofResponse) {}

/**
 * The provider is working on the response.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseInProgress extends chunk<ResponseInProgress>()("response.in_progress", ofResponse) {}

/**
 * The response is completed. A terminal chunk, with the full output and the usage.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCompleted extends chunk<ResponseCompleted>()("response.completed", ofResponse) {}

/**
 * A limit or a filter ended the response early. A terminal chunk: `incompleteDetails` of the response say why.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseIncomplete extends chunk<ResponseIncomplete>()("response.incomplete", ofResponse) {}

/**
 * The response has failed. A terminal chunk: the response's `error` says why.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFailed extends chunk<ResponseFailed>()("response.failed", ofResponse) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [
  ResponseCreated,
  ResponseQueued,
  ResponseInProgress,
  ResponseCompleted,
  ResponseIncomplete,
  ResponseFailed
] as const
