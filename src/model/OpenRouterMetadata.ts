/**
 * How a request went through OpenRouter: routing, attempts, plugins. Present only on request.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonRecord, model, nullish, openEnum } from "../schema/model.ts"

/**
 * An attempt to have a provider answer.
 *
 * @category models
 * @since 0.1.0
 */
export class RouterAttempt extends model<RouterAttempt>("RouterAttempt")({
  /** Slug of the model that was tried. */
  model: nullish(Schema.String),
  /** Name of the provider that was tried. */
  provider: nullish(Schema.String),
  /** HTTP status that the provider answered with. */
  status: nullish(Schema.Finite)
}) {}

/**
 * A provider's endpoint that could serve the request.
 *
 * @category models
 * @since 0.1.0
 */
export class RouterEndpoint extends model<RouterEndpoint>("RouterEndpoint")({
  /** Slug of the model that the endpoint serves. */
  model: nullish(Schema.String),
  /** Name of the provider. */
  provider: nullish(Schema.String),
  /** Whether this endpoint was chosen. */
  selected: nullish(Schema.Boolean)
}) {}

/**
 * The endpoints among which the router chose.
 *
 * @category models
 * @since 0.1.0
 */
export class RouterEndpoints extends model<RouterEndpoints>("RouterEndpoints")({
  /** The endpoints that were available. */
  available: nullish(Schema.Array(RouterEndpoint)),
  /** How many endpoints serve the model. */
  total: nullish(Schema.Finite)
}) {}

/**
 * Parameters that guided the routing. OpenRouter may send further keys, which aren't kept.
 *
 * @category models
 * @since 0.1.0
 */
export class RouterParams extends model<RouterParams>("RouterParams")({
  /** The least quality an endpoint must have. */
  qualityFloor: nullish(Schema.Finite),
  /** The least throughput an endpoint must have. */
  throughputFloor: nullish(Schema.Finite),
  /** The group of model versions that was routed to. */
  versionGroup: nullish(Schema.String)
}) {}

/**
 * A stage of the request's way: a guardrail, a plugin, a repair of the answer.
 *
 * @category models
 * @since 0.1.0
 */
export class PipelineStage extends model<PipelineStage>("PipelineStage")({
  /** The kind of stage. Several stages may have the same kind; `name` distinguishes them. */
  type: openEnum(["guardrail", "plugin", "server_tools", "response_healing", "context_compression"]),
  /** Name of what ran. */
  name: nullish(Schema.String),
  /** What the stage cost, in US dollars. Absent or null where it cost nothing or isn't known. */
  costUsd: nullish(Schema.Finite),
  /** Details in the stage's own shape, with keys as received. */
  data: nullish(JsonRecord),
  /** Id of the guardrail, on stages that are one. */
  guardrailId: nullish(Schema.String),
  /** What the guardrail applies to, on stages that are one. */
  guardrailScope: nullish(Schema.String),
  /** What the stage did, in words. */
  summary: nullish(Schema.String)
}) {}

/**
 * The request's way through OpenRouter.
 *
 * @category models
 * @since 0.1.0
 */
export class OpenRouterMetadata extends model<OpenRouterMetadata>("OpenRouterMetadata")({
  /** Which attempt gave the answer, counted by OpenRouter. Any finite number is valid. */
  attempt: nullish(Schema.Finite),
  /** The attempts in order. Absent when OpenRouter doesn't list them. */
  attempts: nullish(Schema.Array(RouterAttempt)),
  /** The endpoints among which the router chose. */
  endpoints: nullish(RouterEndpoints),
  /** Duration of the generation in milliseconds. Absent when no provider was asked. */
  generationTime: nullish(Schema.Finite),
  /** Whether the caller's own provider key was used. */
  isByok: nullish(Schema.Boolean),
  /** Parameters that guided the routing. Absent when there are none. */
  params: nullish(RouterParams),
  /** The stages that the request went through, in order. */
  pipeline: nullish(Schema.Array(PipelineStage)),
  /** Region that served the request. Null when it isn't known. */
  region: nullish(Schema.String),
  /** Slug of the model that the caller asked for. */
  requested: nullish(Schema.String),
  /** How the model was chosen. */
  strategy: nullish(
    openEnum(["direct", "auto", "free", "latest", "alias", "fallback", "pareto", "bodybuilder", "fusion"])
  ),
  /** The routing in words. */
  summary: nullish(Schema.String)
}) {}
