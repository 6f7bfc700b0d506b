/**
 * The agent that chunks and items name. It stands here because the helper of all chunks needs it.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import { model, nullish } from "./model.ts"

/**
 * An agent that works on a response, where several do.
 *
 * @category models
 * @since 0.1.0
 */
export class Agent extends model<Agent>("Agent")({
  /** The agent's name. */
  agentName: nullish(Schema.String)
}) {}
