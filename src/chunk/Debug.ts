/**
 * The chunk that OpenRouter sends on request to show what it does with a call.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, numbered } from "../schema/chunk.ts"
import { JsonRecord, model, nullish, openEnum } from "../schema/model.ts"

/**
 * The time of one milestone in OpenRouter's work on a call.
 *
 * @category models
 * @since 0.1.0
 */
export class DebugTimings extends model<DebugTimings>("DebugTimings")({
  /** The milestone that was reached. */
  event: openEnum(["adapter_request", "upstream_headers_received", "first_token_received", "upstream_body_ended"]),
  /** When the milestone was reached: Unix time in milliseconds. */
  epochMs: Schema.Finite,
  /** Milliseconds from the start of the call to the milestone. */
  startMs: Schema.Finite
}) {}

/**
 * Debug output of OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class DebugInfo extends model<DebugInfo>("DebugInfo")({
  /** The request that went to the provider, with the provider's own keys. Absent unless asked for. */
  echoUpstreamBody: nullish(JsonRecord),
  /** The milestone that was reached. Absent in chunks that echo the request. */
  timings: nullish(DebugTimings)
}) {}

/**
 * What OpenRouter did with the call. It only comes where the request asks for debug output.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseDebug extends chunk<ResponseDebug>()("response.debug", numbered, {
  /** The debug output: the echoed request, timings, or both. */
  debug: DebugInfo
}) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseDebug] as const
