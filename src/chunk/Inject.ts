/**
 * Chunks about outputs that a client adds to a response whose agents wait for them. They come over a WebSocket.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, numbered } from "../schema/chunk.ts"
import { InputItem } from "../model/InputItem.ts"
import { InjectError } from "../model/Steer.ts"

/**
 * The items are part of the response.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseInjectCreated extends chunk<ResponseInjectCreated>()("response.inject.created", numbered, {
  /** Id of the response. */
  responseId: Schema.String
}) {}

/**
 * The provider gives the items back.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseInjectFailed extends chunk<ResponseInjectFailed>()("response.inject.failed", numbered, {
  /** Id of the response. */
  responseId: Schema.String,
  /** The items as they were sent. */
  input: Schema.Array(InputItem),
  /** Why. */
  error: InjectError
}) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseInjectCreated, ResponseInjectFailed] as const
