/**
 * Chunks of the response as a whole: created, queued, in progress, and the three ends.
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
  /** The response as it stands at this point of the stream. */
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
 * The response is completed: an end of the stream, with the whole output and the usage.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCompleted extends chunk<ResponseCompleted>()("response.completed", ofResponse) {}

/**
 * The response ended early, at a limit or a filter: an end of the stream. Its `incompleteDetails` say why.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseIncomplete extends chunk<ResponseIncomplete>()("response.incomplete", ofResponse) {}

/**
 * The response has failed: an end of the stream. The response's `error` says why.
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
