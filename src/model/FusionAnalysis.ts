/**
 * The result of OpenRouter's fusion tool, which asks a panel of models and has an analyst compare their answers.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, nullish } from "../schema/model.ts"

/**
 * A web page that a fusion run has read.
 *
 * @category models
 * @since 0.1.0
 */
export class FusionSource extends model<FusionSource>("FusionSource")({
  /** Address of the page. Any string is valid. */
  url: Schema.String,
  /** Title of the page. Absent where the provider doesn't know it. */
  title: nullish(Schema.String)
}) {}

/**
 * The position of one panel model on a disputed topic.
 *
 * @category models
 * @since 0.1.0
 */
export class FusionStance extends model<FusionStance>("FusionStance")({
  /** The position that the model takes. */
  stance: Schema.String,
  /** Slug of the model. */
  model: nullish(Schema.String)
}) {}

/**
 * A topic on which the models of the panel disagree.
 *
 * @category models
 * @since 0.1.0
 */
export class FusionContradiction extends model<FusionContradiction>("FusionContradiction")({
  /** The disputed topic. */
  topic: Schema.String,
  /** The positions on it, one for each model. */
  stances: nullish(Schema.Array(FusionStance))
}) {}

/**
 * A point that only some models of the panel make.
 *
 * @category models
 * @since 0.1.0
 */
export class FusionPartialCoverage extends model<FusionPartialCoverage>("FusionPartialCoverage")({
  /** The point. */
  point: Schema.String,
  /** Slugs of the models that make it. */
  models: nullish(Schema.Array(Schema.String))
}) {}

/**
 * An insight that a single model of the panel has.
 *
 * @category models
 * @since 0.1.0
 */
export class FusionUniqueInsight extends model<FusionUniqueInsight>("FusionUniqueInsight")({
  /** The insight. */
  insight: Schema.String,
  /** Slug of the model. */
  model: nullish(Schema.String)
}) {}

/**
 * What the analyst of a fusion run finds in the answers of the panel.
 *
 * A model writes it, so any of the lists may be missing.
 *
 * @category models
 * @since 0.1.0
 */
export class FusionAnalysis extends model<FusionAnalysis>("FusionAnalysis")({
  /** What the models agree on. */
  consensus: nullish(Schema.Array(Schema.String)),
  /** What the models contradict each other on. */
  contradictions: nullish(Schema.Array(FusionContradiction)),
  /** Points that only some of the models make. */
  partialCoverage: nullish(Schema.Array(FusionPartialCoverage)),
  /** Insights that only one of the models has. */
  uniqueInsights: nullish(Schema.Array(FusionUniqueInsight)),
  /** What none of the models has seen. */
  blindSpots: nullish(Schema.Array(Schema.String))
}) {}

/**
 * The answer of one model of the panel.
 *
 * @category models
 * @since 0.1.0
 */
export class FusionPanelResponse extends model<FusionPanelResponse>("FusionPanelResponse")({
  /** Slug of the model. */
  model: Schema.String,
  /** The answer. Some gateways leave it out. */
  content: nullish(Schema.String)
}) {}

/**
 * A model of the panel that gave no answer.
 *
 * @category models
 * @since 0.1.0
 */
export class FusionFailedModel extends model<FusionFailedModel>("FusionFailedModel")({
  /** Slug of the model. */
  model: Schema.String,
  /** Why it failed, for people to read. */
  error: nullish(Schema.String),
  /** HTTP status of the provider's answer, such as 429. Absent where there was none. */
  statusCode: nullish(Schema.Finite)
}) {}
