/**
 * Chunks of OpenRouter's fusion tool: a panel of models answers, then one model analyses the answers.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { chunk, ofFusionPanel, ofItem, piece } from "../schema/chunk.ts"
import { natural } from "../schema/model.ts"
import { FusionAnalysis } from "../model/FusionAnalysis.ts"

/**
 * A fusion call has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFusionCallInProgress extends chunk<ResponseFusionCallInProgress>()(
  "response.fusion_call.in_progress",
  ofItem
) {}

/**
 * A panel model has begun to answer.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFusionCallPanelAdded extends chunk<ResponseFusionCallPanelAdded>()(
  "response.fusion_call.panel.added",
  ofFusionPanel
) {}

/**
 * The next piece of a panel model's reasoning.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFusionCallPanelReasoningDelta extends chunk<ResponseFusionCallPanelReasoningDelta>()(
  "response.fusion_call.panel.reasoning.delta",
  ofFusionPanel,
  piece
) {}

/**
 * The next piece of a panel model's answer.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFusionCallPanelDelta extends chunk<ResponseFusionCallPanelDelta>()(
  "response.fusion_call.panel.delta",
  ofFusionPanel,
  piece
) {}

/**
 * A panel model has finished its answer.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFusionCallPanelCompleted extends chunk<ResponseFusionCallPanelCompleted>()(
  "response.fusion_call.panel.completed",
  ofFusionPanel,
  {
    /** The full answer: the deltas before it from the same model, joined. */
    content: natural(Schema.String)
  }
) {}

/**
 * A panel model has failed. The call goes on with the others.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFusionCallPanelFailed extends chunk<ResponseFusionCallPanelFailed>()(
  "response.fusion_call.panel.failed",
  ofFusionPanel,
  {
    /** What went wrong, for people to read. */
    error: Schema.String,
    /** HTTP status that the model's provider answered with. Absent where there was no answer. */
    statusCode: Schema.optionalKey(Schema.Finite)
  }
) {}

/**
 * The analysis of the panel's answers has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFusionCallAnalysisInProgress extends chunk<ResponseFusionCallAnalysisInProgress>()(
  "response.fusion_call.analysis.in_progress",
  ofItem,
  {
    /** Slug of the model that writes the analysis. */
    analystModel: Schema.String,
    /** The older name of `analystModel`, with the same value. */
    judgeModel: Schema.String
  }
) {}

/**
 * The analysis of the panel's answers is completed.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFusionCallAnalysisCompleted extends chunk<ResponseFusionCallAnalysisCompleted>()(
  "response.fusion_call.analysis.completed",
  ofItem,
  {
    /** The analysis, by kind of finding. */
    analysis: FusionAnalysis
  }
) {}

/**
 * The fusion call is completed. The done item has its result.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseFusionCallCompleted extends chunk<ResponseFusionCallCompleted>()(
  "response.fusion_call.completed",
  ofItem
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [
  ResponseFusionCallInProgress,
  ResponseFusionCallPanelAdded,
  ResponseFusionCallPanelReasoningDelta,
  ResponseFusionCallPanelDelta,
  ResponseFusionCallPanelCompleted,
  ResponseFusionCallPanelFailed,
  ResponseFusionCallAnalysisInProgress,
  ResponseFusionCallAnalysisCompleted,
  ResponseFusionCallCompleted
] as const
