/**
 * Chunks about steering: input that a client sends while a response is made. They come over a WebSocket.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, numbered } from "../schema/chunk.ts"
import { natural, openEnum } from "../schema/model.ts"
import { FailedSteer, RequiredInput, Steer, SteerError } from "../model/Steer.ts"

/**
 * The provider has queued the input, and hasn't applied it yet. It does that when the next response is created.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseSteerAccepted extends chunk<ResponseSteerAccepted>()("response.steer.accepted", numbered, {
  /** The input that is queued. */
  steer: Steer
}) {}

/**
 * The response is over and waits for outputs of the client's tools, and the input stays queued. It goes before the input
 * of the next `response.create`: don't send it again.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseSteerPending extends chunk<ResponseSteerPending>()("response.steer.pending", numbered, {
  /** The input that is queued. */
  steer: Steer,
  /** What the input waits for. */
  reason: openEnum(["waiting_for_required_input"]),
  /** The outputs that are missing. */
  requiredInput: natural(Schema.Array(RequiredInput))
}) {}

/**
 * The provider gives the input back: it was refused, or no response could be made with it.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseSteerFailed extends chunk<ResponseSteerFailed>()("response.steer.failed", numbered, {
  /** The input. */
  steer: FailedSteer,
  /** Why. */
  error: SteerError
}) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseSteerAccepted, ResponseSteerPending, ResponseSteerFailed] as const
