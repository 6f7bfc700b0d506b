/**
 * Every model under a flat name: chunks as `ResponsesStreamChunk…`, their `type` literals as `Type…`, and what chunks
 * carry (items, parts, tools, usage, the response) under its own name.
 *
 * **When to use**
 *
 * Import from here where code follows the model documents of the API, which use these names. The module
 * `ResponsesStreamChunk` has the same chunks under shorter names.
 *
 * **Details**
 *
 * A name is a schema and, as a type, what the schema decodes to. Generated from the modules of chunks by
 * `npm run compile`: do not edit.
 *
 * @since 0.1.0
 */
import * as ApplyPatchCallOperationDiff from "./ApplyPatchCallOperationDiff.ts"
import * as Audio from "./Audio.ts"
import * as CodeInterpreterCall from "./CodeInterpreterCall.ts"
import * as CodeInterpreterCallCode from "./CodeInterpreterCallCode.ts"
import * as Compaction from "./Compaction.ts"
import * as ContentPart from "./ContentPart.ts"
import * as CustomToolCallInput from "./CustomToolCallInput.ts"
import * as Debug from "./Debug.ts"
import * as Error from "./Error.ts"
import * as FileSearchCall from "./FileSearchCall.ts"
import * as FunctionCallArguments from "./FunctionCallArguments.ts"
import * as FusionCall from "./FusionCall.ts"
import * as ImageGenerationCall from "./ImageGenerationCall.ts"
import * as Inject from "./Inject.ts"
import * as Keepalive from "./Keepalive.ts"
import * as Lifecycle from "./Lifecycle.ts"
import * as McpCall from "./McpCall.ts"
import * as McpCallArguments from "./McpCallArguments.ts"
import * as McpListTools from "./McpListTools.ts"
import * as OutputItem from "./OutputItem.ts"
import * as OutputText from "./OutputText.ts"
import * as ReasoningPart from "./ReasoningPart.ts"
import * as ReasoningSummaryPart from "./ReasoningSummaryPart.ts"
import * as ReasoningSummaryText from "./ReasoningSummaryText.ts"
import * as ReasoningText from "./ReasoningText.ts"
import * as Refusal from "./Refusal.ts"
import * as ShellCallCommand from "./ShellCallCommand.ts"
import * as ShellCallOutputContent from "./ShellCallOutputContent.ts"
import * as Steer from "./Steer.ts"
import * as WebSearchCall from "./WebSearchCall.ts"
import { typeOf } from "../schema/chunk.ts"

export * from "../model/Agent.ts"
export * from "../model/Annotation.ts"
export * from "../model/ClientEvent.ts"
export * from "../model/ContentPart.ts"
export * from "../model/FusionAnalysis.ts"
export * from "../model/InputItem.ts"
export * from "../model/LogProb.ts"
export * from "../model/OpenRouterMetadata.ts"
export * from "../model/OutputItem.ts"
export * from "../model/Prompt.ts"
export * from "../model/ReasoningConfig.ts"
export * from "../model/Response.ts"
export * from "../model/ServerToolItem.ts"
export * from "../model/ShellOutput.ts"
export * from "../model/Steer.ts"
export * from "../model/TextConfig.ts"
export * from "../model/Tool.ts"
export * from "../model/ToolChoice.ts"
export * from "../model/Usage.ts"

export { ResponsesStreamChunk, UnknownChunk } from "./ResponsesStreamChunk.ts"

export { DebugInfo, DebugTimings } from "./Debug.ts"
export { ErrorDetail } from "./Error.ts"
export { ShellOutputDelta } from "./ShellCallOutputContent.ts"

export {
  ResponseApplyPatchCallOperationDiffDelta as ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta,
  ResponseApplyPatchCallOperationDiffDone as ResponsesStreamChunkResponseApplyPatchCallOperationDiffDone
} from "./ApplyPatchCallOperationDiff.ts"
export {
  ResponseAudioDelta as ResponsesStreamChunkResponseAudioDelta,
  ResponseAudioDone as ResponsesStreamChunkResponseAudioDone,
  ResponseAudioTranscriptDelta as ResponsesStreamChunkResponseAudioTranscriptDelta,
  ResponseAudioTranscriptDone as ResponsesStreamChunkResponseAudioTranscriptDone
} from "./Audio.ts"
export {
  ResponseCodeInterpreterCallInProgress as ResponsesStreamChunkResponseCodeInterpreterCallInProgress,
  ResponseCodeInterpreterCallInterpreting as ResponsesStreamChunkResponseCodeInterpreterCallInterpreting,
  ResponseCodeInterpreterCallCompleted as ResponsesStreamChunkResponseCodeInterpreterCallCompleted
} from "./CodeInterpreterCall.ts"
export {
  ResponseCodeInterpreterCallCodeDelta as ResponsesStreamChunkResponseCodeInterpreterCallCodeDelta,
  ResponseCodeInterpreterCallCodeDone as ResponsesStreamChunkResponseCodeInterpreterCallCodeDone
} from "./CodeInterpreterCallCode.ts"
export { ResponseCompactionCompacting as ResponsesStreamChunkResponseCompactionCompacting } from "./Compaction.ts"
export {
  ResponseContentPartAdded as ResponsesStreamChunkResponseContentPartAdded,
  ResponseContentPartDone as ResponsesStreamChunkResponseContentPartDone
} from "./ContentPart.ts"
export {
  ResponseCustomToolCallInputDelta as ResponsesStreamChunkResponseCustomToolCallInputDelta,
  ResponseCustomToolCallInputDone as ResponsesStreamChunkResponseCustomToolCallInputDone
} from "./CustomToolCallInput.ts"
export { ResponseDebug as ResponsesStreamChunkResponseDebug } from "./Debug.ts"
export { Error as ResponsesStreamChunkError, ResponseError as ResponsesStreamChunkResponseError } from "./Error.ts"
export {
  ResponseFileSearchCallInProgress as ResponsesStreamChunkResponseFileSearchCallInProgress,
  ResponseFileSearchCallSearching as ResponsesStreamChunkResponseFileSearchCallSearching,
  ResponseFileSearchCallCompleted as ResponsesStreamChunkResponseFileSearchCallCompleted
} from "./FileSearchCall.ts"
export {
  ResponseFunctionCallArgumentsDelta as ResponsesStreamChunkResponseFunctionCallArgumentsDelta,
  ResponseFunctionCallArgumentsDone as ResponsesStreamChunkResponseFunctionCallArgumentsDone
} from "./FunctionCallArguments.ts"
export {
  ResponseFusionCallInProgress as ResponsesStreamChunkResponseFusionCallInProgress,
  ResponseFusionCallPanelAdded as ResponsesStreamChunkResponseFusionCallPanelAdded,
  ResponseFusionCallPanelReasoningDelta as ResponsesStreamChunkResponseFusionCallPanelReasoningDelta,
  ResponseFusionCallPanelDelta as ResponsesStreamChunkResponseFusionCallPanelDelta,
  ResponseFusionCallPanelCompleted as ResponsesStreamChunkResponseFusionCallPanelCompleted,
  ResponseFusionCallPanelFailed as ResponsesStreamChunkResponseFusionCallPanelFailed,
  ResponseFusionCallAnalysisInProgress as ResponsesStreamChunkResponseFusionCallAnalysisInProgress,
  ResponseFusionCallAnalysisCompleted as ResponsesStreamChunkResponseFusionCallAnalysisCompleted,
  ResponseFusionCallCompleted as ResponsesStreamChunkResponseFusionCallCompleted
} from "./FusionCall.ts"
export {
  ResponseImageGenerationCallInProgress as ResponsesStreamChunkResponseImageGenerationCallInProgress,
  ResponseImageGenerationCallGenerating as ResponsesStreamChunkResponseImageGenerationCallGenerating,
  ResponseImageGenerationCallPartialImage as ResponsesStreamChunkResponseImageGenerationCallPartialImage,
  ResponseImageGenerationCallCompleted as ResponsesStreamChunkResponseImageGenerationCallCompleted
} from "./ImageGenerationCall.ts"
export {
  ResponseInjectCreated as ResponsesStreamChunkResponseInjectCreated,
  ResponseInjectFailed as ResponsesStreamChunkResponseInjectFailed
} from "./Inject.ts"
export { Keepalive as ResponsesStreamChunkKeepalive } from "./Keepalive.ts"
export {
  ResponseCreated as ResponsesStreamChunkResponseCreated,
  ResponseQueued as ResponsesStreamChunkResponseQueued,
  ResponseInProgress as ResponsesStreamChunkResponseInProgress,
  ResponseCompleted as ResponsesStreamChunkResponseCompleted,
  ResponseIncomplete as ResponsesStreamChunkResponseIncomplete,
  ResponseFailed as ResponsesStreamChunkResponseFailed
} from "./Lifecycle.ts"
export {
  ResponseMcpCallInProgress as ResponsesStreamChunkResponseMcpCallInProgress,
  ResponseMcpCallCompleted as ResponsesStreamChunkResponseMcpCallCompleted,
  ResponseMcpCallFailed as ResponsesStreamChunkResponseMcpCallFailed
} from "./McpCall.ts"
export {
  ResponseMcpCallArgumentsDelta as ResponsesStreamChunkResponseMcpCallArgumentsDelta,
  ResponseMcpCallArgumentsDone as ResponsesStreamChunkResponseMcpCallArgumentsDone
} from "./McpCallArguments.ts"
export {
  ResponseMcpListToolsInProgress as ResponsesStreamChunkResponseMcpListToolsInProgress,
  ResponseMcpListToolsCompleted as ResponsesStreamChunkResponseMcpListToolsCompleted,
  ResponseMcpListToolsFailed as ResponsesStreamChunkResponseMcpListToolsFailed
} from "./McpListTools.ts"
export {
  ResponseOutputItemAdded as ResponsesStreamChunkResponseOutputItemAdded,
  ResponseOutputItemDone as ResponsesStreamChunkResponseOutputItemDone
} from "./OutputItem.ts"
export {
  ResponseOutputTextDelta as ResponsesStreamChunkResponseOutputTextDelta,
  ResponseOutputTextAnnotationAdded as ResponsesStreamChunkResponseOutputTextAnnotationAdded,
  ResponseOutputTextDone as ResponsesStreamChunkResponseOutputTextDone
} from "./OutputText.ts"
export {
  ResponseReasoningPartAdded as ResponsesStreamChunkResponseReasoningPartAdded,
  ResponseReasoningPartDone as ResponsesStreamChunkResponseReasoningPartDone
} from "./ReasoningPart.ts"
export {
  ResponseReasoningSummaryPartAdded as ResponsesStreamChunkResponseReasoningSummaryPartAdded,
  ResponseReasoningSummaryPartDone as ResponsesStreamChunkResponseReasoningSummaryPartDone
} from "./ReasoningSummaryPart.ts"
export {
  ResponseReasoningSummaryTextDelta as ResponsesStreamChunkResponseReasoningSummaryTextDelta,
  ResponseReasoningSummaryTextDone as ResponsesStreamChunkResponseReasoningSummaryTextDone
} from "./ReasoningSummaryText.ts"
export {
  ResponseReasoningTextDelta as ResponsesStreamChunkResponseReasoningTextDelta,
  ResponseReasoningTextDone as ResponsesStreamChunkResponseReasoningTextDone
} from "./ReasoningText.ts"
export {
  ResponseRefusalDelta as ResponsesStreamChunkResponseRefusalDelta,
  ResponseRefusalDone as ResponsesStreamChunkResponseRefusalDone
} from "./Refusal.ts"
export {
  ResponseShellCallCommandAdded as ResponsesStreamChunkResponseShellCallCommandAdded,
  ResponseShellCallCommandDelta as ResponsesStreamChunkResponseShellCallCommandDelta,
  ResponseShellCallCommandDone as ResponsesStreamChunkResponseShellCallCommandDone
} from "./ShellCallCommand.ts"
export {
  ResponseShellCallOutputContentDelta as ResponsesStreamChunkResponseShellCallOutputContentDelta,
  ResponseShellCallOutputContentDone as ResponsesStreamChunkResponseShellCallOutputContentDone
} from "./ShellCallOutputContent.ts"
export {
  ResponseSteerAccepted as ResponsesStreamChunkResponseSteerAccepted,
  ResponseSteerPending as ResponsesStreamChunkResponseSteerPending,
  ResponseSteerFailed as ResponsesStreamChunkResponseSteerFailed
} from "./Steer.ts"
export {
  ResponseWebSearchCallInProgress as ResponsesStreamChunkResponseWebSearchCallInProgress,
  ResponseWebSearchCallSearching as ResponsesStreamChunkResponseWebSearchCallSearching,
  ResponseWebSearchCallCompleted as ResponsesStreamChunkResponseWebSearchCallCompleted
} from "./WebSearchCall.ts"

/**
 * The `type` of `ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseApplyPatchCallOperationDiffDelta = /* @__PURE__ */ typeOf(
  ApplyPatchCallOperationDiff.ResponseApplyPatchCallOperationDiffDelta
)

/**
 * The `type` of `ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseApplyPatchCallOperationDiffDelta = typeof TypeResponseApplyPatchCallOperationDiffDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseApplyPatchCallOperationDiffDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseApplyPatchCallOperationDiffDone = /* @__PURE__ */ typeOf(
  ApplyPatchCallOperationDiff.ResponseApplyPatchCallOperationDiffDone
)

/**
 * The `type` of `ResponsesStreamChunkResponseApplyPatchCallOperationDiffDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseApplyPatchCallOperationDiffDone = typeof TypeResponseApplyPatchCallOperationDiffDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseAudioDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseAudioDelta = /* @__PURE__ */ typeOf(Audio.ResponseAudioDelta)

/**
 * The `type` of `ResponsesStreamChunkResponseAudioDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseAudioDelta = typeof TypeResponseAudioDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseAudioDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseAudioDone = /* @__PURE__ */ typeOf(Audio.ResponseAudioDone)

/**
 * The `type` of `ResponsesStreamChunkResponseAudioDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseAudioDone = typeof TypeResponseAudioDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseAudioTranscriptDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseAudioTranscriptDelta = /* @__PURE__ */ typeOf(Audio.ResponseAudioTranscriptDelta)

/**
 * The `type` of `ResponsesStreamChunkResponseAudioTranscriptDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseAudioTranscriptDelta = typeof TypeResponseAudioTranscriptDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseAudioTranscriptDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseAudioTranscriptDone = /* @__PURE__ */ typeOf(Audio.ResponseAudioTranscriptDone)

/**
 * The `type` of `ResponsesStreamChunkResponseAudioTranscriptDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseAudioTranscriptDone = typeof TypeResponseAudioTranscriptDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseCodeInterpreterCallInProgress = /* @__PURE__ */ typeOf(
  CodeInterpreterCall.ResponseCodeInterpreterCallInProgress
)

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCodeInterpreterCallInProgress = typeof TypeResponseCodeInterpreterCallInProgress.Type

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallInterpreting`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseCodeInterpreterCallInterpreting = /* @__PURE__ */ typeOf(
  CodeInterpreterCall.ResponseCodeInterpreterCallInterpreting
)

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallInterpreting`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCodeInterpreterCallInterpreting = typeof TypeResponseCodeInterpreterCallInterpreting.Type

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseCodeInterpreterCallCompleted = /* @__PURE__ */ typeOf(
  CodeInterpreterCall.ResponseCodeInterpreterCallCompleted
)

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCodeInterpreterCallCompleted = typeof TypeResponseCodeInterpreterCallCompleted.Type

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallCodeDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseCodeInterpreterCallCodeDelta = /* @__PURE__ */ typeOf(
  CodeInterpreterCallCode.ResponseCodeInterpreterCallCodeDelta
)

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallCodeDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCodeInterpreterCallCodeDelta = typeof TypeResponseCodeInterpreterCallCodeDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallCodeDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseCodeInterpreterCallCodeDone = /* @__PURE__ */ typeOf(
  CodeInterpreterCallCode.ResponseCodeInterpreterCallCodeDone
)

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallCodeDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCodeInterpreterCallCodeDone = typeof TypeResponseCodeInterpreterCallCodeDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseCompactionCompacting`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseCompactionCompacting = /* @__PURE__ */ typeOf(Compaction.ResponseCompactionCompacting)

/**
 * The `type` of `ResponsesStreamChunkResponseCompactionCompacting`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCompactionCompacting = typeof TypeResponseCompactionCompacting.Type

/**
 * The `type` of `ResponsesStreamChunkResponseContentPartAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseContentPartAdded = /* @__PURE__ */ typeOf(ContentPart.ResponseContentPartAdded)

/**
 * The `type` of `ResponsesStreamChunkResponseContentPartAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseContentPartAdded = typeof TypeResponseContentPartAdded.Type

/**
 * The `type` of `ResponsesStreamChunkResponseContentPartDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseContentPartDone = /* @__PURE__ */ typeOf(ContentPart.ResponseContentPartDone)

/**
 * The `type` of `ResponsesStreamChunkResponseContentPartDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseContentPartDone = typeof TypeResponseContentPartDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseCustomToolCallInputDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseCustomToolCallInputDelta = /* @__PURE__ */ typeOf(
  CustomToolCallInput.ResponseCustomToolCallInputDelta
)

/**
 * The `type` of `ResponsesStreamChunkResponseCustomToolCallInputDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCustomToolCallInputDelta = typeof TypeResponseCustomToolCallInputDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseCustomToolCallInputDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseCustomToolCallInputDone = /* @__PURE__ */ typeOf(
  CustomToolCallInput.ResponseCustomToolCallInputDone
)

/**
 * The `type` of `ResponsesStreamChunkResponseCustomToolCallInputDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCustomToolCallInputDone = typeof TypeResponseCustomToolCallInputDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseDebug`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseDebug = /* @__PURE__ */ typeOf(Debug.ResponseDebug)

/**
 * The `type` of `ResponsesStreamChunkResponseDebug`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseDebug = typeof TypeResponseDebug.Type

/**
 * The `type` of `ResponsesStreamChunkError`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeError = /* @__PURE__ */ typeOf(Error.Error)

/**
 * The `type` of `ResponsesStreamChunkError`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeError = typeof TypeError.Type

/**
 * The `type` of `ResponsesStreamChunkResponseError`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseError = /* @__PURE__ */ typeOf(Error.ResponseError)

/**
 * The `type` of `ResponsesStreamChunkResponseError`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseError = typeof TypeResponseError.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFileSearchCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFileSearchCallInProgress = /* @__PURE__ */ typeOf(
  FileSearchCall.ResponseFileSearchCallInProgress
)

/**
 * The `type` of `ResponsesStreamChunkResponseFileSearchCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFileSearchCallInProgress = typeof TypeResponseFileSearchCallInProgress.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFileSearchCallSearching`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFileSearchCallSearching = /* @__PURE__ */ typeOf(
  FileSearchCall.ResponseFileSearchCallSearching
)

/**
 * The `type` of `ResponsesStreamChunkResponseFileSearchCallSearching`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFileSearchCallSearching = typeof TypeResponseFileSearchCallSearching.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFileSearchCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFileSearchCallCompleted = /* @__PURE__ */ typeOf(
  FileSearchCall.ResponseFileSearchCallCompleted
)

/**
 * The `type` of `ResponsesStreamChunkResponseFileSearchCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFileSearchCallCompleted = typeof TypeResponseFileSearchCallCompleted.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFunctionCallArgumentsDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFunctionCallArgumentsDelta = /* @__PURE__ */ typeOf(
  FunctionCallArguments.ResponseFunctionCallArgumentsDelta
)

/**
 * The `type` of `ResponsesStreamChunkResponseFunctionCallArgumentsDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFunctionCallArgumentsDelta = typeof TypeResponseFunctionCallArgumentsDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFunctionCallArgumentsDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFunctionCallArgumentsDone = /* @__PURE__ */ typeOf(
  FunctionCallArguments.ResponseFunctionCallArgumentsDone
)

/**
 * The `type` of `ResponsesStreamChunkResponseFunctionCallArgumentsDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFunctionCallArgumentsDone = typeof TypeResponseFunctionCallArgumentsDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFusionCallInProgress = /* @__PURE__ */ typeOf(FusionCall.ResponseFusionCallInProgress)

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFusionCallInProgress = typeof TypeResponseFusionCallInProgress.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallPanelAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFusionCallPanelAdded = /* @__PURE__ */ typeOf(FusionCall.ResponseFusionCallPanelAdded)

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallPanelAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFusionCallPanelAdded = typeof TypeResponseFusionCallPanelAdded.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallPanelReasoningDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFusionCallPanelReasoningDelta = /* @__PURE__ */ typeOf(
  FusionCall.ResponseFusionCallPanelReasoningDelta
)

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallPanelReasoningDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFusionCallPanelReasoningDelta = typeof TypeResponseFusionCallPanelReasoningDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallPanelDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFusionCallPanelDelta = /* @__PURE__ */ typeOf(FusionCall.ResponseFusionCallPanelDelta)

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallPanelDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFusionCallPanelDelta = typeof TypeResponseFusionCallPanelDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallPanelCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFusionCallPanelCompleted = /* @__PURE__ */ typeOf(FusionCall.ResponseFusionCallPanelCompleted)

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallPanelCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFusionCallPanelCompleted = typeof TypeResponseFusionCallPanelCompleted.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallPanelFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFusionCallPanelFailed = /* @__PURE__ */ typeOf(FusionCall.ResponseFusionCallPanelFailed)

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallPanelFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFusionCallPanelFailed = typeof TypeResponseFusionCallPanelFailed.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallAnalysisInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFusionCallAnalysisInProgress = /* @__PURE__ */ typeOf(
  FusionCall.ResponseFusionCallAnalysisInProgress
)

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallAnalysisInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFusionCallAnalysisInProgress = typeof TypeResponseFusionCallAnalysisInProgress.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallAnalysisCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFusionCallAnalysisCompleted = /* @__PURE__ */ typeOf(
  FusionCall.ResponseFusionCallAnalysisCompleted
)

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallAnalysisCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFusionCallAnalysisCompleted = typeof TypeResponseFusionCallAnalysisCompleted.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFusionCallCompleted = /* @__PURE__ */ typeOf(FusionCall.ResponseFusionCallCompleted)

/**
 * The `type` of `ResponsesStreamChunkResponseFusionCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFusionCallCompleted = typeof TypeResponseFusionCallCompleted.Type

/**
 * The `type` of `ResponsesStreamChunkResponseImageGenerationCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseImageGenerationCallInProgress = /* @__PURE__ */ typeOf(
  ImageGenerationCall.ResponseImageGenerationCallInProgress
)

/**
 * The `type` of `ResponsesStreamChunkResponseImageGenerationCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseImageGenerationCallInProgress = typeof TypeResponseImageGenerationCallInProgress.Type

/**
 * The `type` of `ResponsesStreamChunkResponseImageGenerationCallGenerating`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseImageGenerationCallGenerating = /* @__PURE__ */ typeOf(
  ImageGenerationCall.ResponseImageGenerationCallGenerating
)

/**
 * The `type` of `ResponsesStreamChunkResponseImageGenerationCallGenerating`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseImageGenerationCallGenerating = typeof TypeResponseImageGenerationCallGenerating.Type

/**
 * The `type` of `ResponsesStreamChunkResponseImageGenerationCallPartialImage`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseImageGenerationCallPartialImage = /* @__PURE__ */ typeOf(
  ImageGenerationCall.ResponseImageGenerationCallPartialImage
)

/**
 * The `type` of `ResponsesStreamChunkResponseImageGenerationCallPartialImage`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseImageGenerationCallPartialImage = typeof TypeResponseImageGenerationCallPartialImage.Type

/**
 * The `type` of `ResponsesStreamChunkResponseImageGenerationCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseImageGenerationCallCompleted = /* @__PURE__ */ typeOf(
  ImageGenerationCall.ResponseImageGenerationCallCompleted
)

/**
 * The `type` of `ResponsesStreamChunkResponseImageGenerationCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseImageGenerationCallCompleted = typeof TypeResponseImageGenerationCallCompleted.Type

/**
 * The `type` of `ResponsesStreamChunkResponseInjectCreated`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseInjectCreated = /* @__PURE__ */ typeOf(Inject.ResponseInjectCreated)

/**
 * The `type` of `ResponsesStreamChunkResponseInjectCreated`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseInjectCreated = typeof TypeResponseInjectCreated.Type

/**
 * The `type` of `ResponsesStreamChunkResponseInjectFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseInjectFailed = /* @__PURE__ */ typeOf(Inject.ResponseInjectFailed)

/**
 * The `type` of `ResponsesStreamChunkResponseInjectFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseInjectFailed = typeof TypeResponseInjectFailed.Type

/**
 * The `type` of `ResponsesStreamChunkKeepalive`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeKeepalive = /* @__PURE__ */ typeOf(Keepalive.Keepalive)

/**
 * The `type` of `ResponsesStreamChunkKeepalive`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeKeepalive = typeof TypeKeepalive.Type

/**
 * The `type` of `ResponsesStreamChunkResponseCreated`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseCreated = /* @__PURE__ */ typeOf(Lifecycle.ResponseCreated)

/**
 * The `type` of `ResponsesStreamChunkResponseCreated`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCreated = typeof TypeResponseCreated.Type

/**
 * The `type` of `ResponsesStreamChunkResponseQueued`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseQueued = /* @__PURE__ */ typeOf(Lifecycle.ResponseQueued)

/**
 * The `type` of `ResponsesStreamChunkResponseQueued`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseQueued = typeof TypeResponseQueued.Type

/**
 * The `type` of `ResponsesStreamChunkResponseInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseInProgress = /* @__PURE__ */ typeOf(Lifecycle.ResponseInProgress)

/**
 * The `type` of `ResponsesStreamChunkResponseInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseInProgress = typeof TypeResponseInProgress.Type

/**
 * The `type` of `ResponsesStreamChunkResponseCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseCompleted = /* @__PURE__ */ typeOf(Lifecycle.ResponseCompleted)

/**
 * The `type` of `ResponsesStreamChunkResponseCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCompleted = typeof TypeResponseCompleted.Type

/**
 * The `type` of `ResponsesStreamChunkResponseIncomplete`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseIncomplete = /* @__PURE__ */ typeOf(Lifecycle.ResponseIncomplete)

/**
 * The `type` of `ResponsesStreamChunkResponseIncomplete`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseIncomplete = typeof TypeResponseIncomplete.Type

/**
 * The `type` of `ResponsesStreamChunkResponseFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseFailed = /* @__PURE__ */ typeOf(Lifecycle.ResponseFailed)

/**
 * The `type` of `ResponsesStreamChunkResponseFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseFailed = typeof TypeResponseFailed.Type

/**
 * The `type` of `ResponsesStreamChunkResponseMcpCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseMcpCallInProgress = /* @__PURE__ */ typeOf(McpCall.ResponseMcpCallInProgress)

/**
 * The `type` of `ResponsesStreamChunkResponseMcpCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseMcpCallInProgress = typeof TypeResponseMcpCallInProgress.Type

/**
 * The `type` of `ResponsesStreamChunkResponseMcpCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseMcpCallCompleted = /* @__PURE__ */ typeOf(McpCall.ResponseMcpCallCompleted)

/**
 * The `type` of `ResponsesStreamChunkResponseMcpCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseMcpCallCompleted = typeof TypeResponseMcpCallCompleted.Type

/**
 * The `type` of `ResponsesStreamChunkResponseMcpCallFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseMcpCallFailed = /* @__PURE__ */ typeOf(McpCall.ResponseMcpCallFailed)

/**
 * The `type` of `ResponsesStreamChunkResponseMcpCallFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseMcpCallFailed = typeof TypeResponseMcpCallFailed.Type

/**
 * The `type` of `ResponsesStreamChunkResponseMcpCallArgumentsDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseMcpCallArgumentsDelta = /* @__PURE__ */ typeOf(McpCallArguments.ResponseMcpCallArgumentsDelta)

/**
 * The `type` of `ResponsesStreamChunkResponseMcpCallArgumentsDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseMcpCallArgumentsDelta = typeof TypeResponseMcpCallArgumentsDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseMcpCallArgumentsDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseMcpCallArgumentsDone = /* @__PURE__ */ typeOf(McpCallArguments.ResponseMcpCallArgumentsDone)

/**
 * The `type` of `ResponsesStreamChunkResponseMcpCallArgumentsDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseMcpCallArgumentsDone = typeof TypeResponseMcpCallArgumentsDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseMcpListToolsInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseMcpListToolsInProgress = /* @__PURE__ */ typeOf(McpListTools.ResponseMcpListToolsInProgress)

/**
 * The `type` of `ResponsesStreamChunkResponseMcpListToolsInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseMcpListToolsInProgress = typeof TypeResponseMcpListToolsInProgress.Type

/**
 * The `type` of `ResponsesStreamChunkResponseMcpListToolsCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseMcpListToolsCompleted = /* @__PURE__ */ typeOf(McpListTools.ResponseMcpListToolsCompleted)

/**
 * The `type` of `ResponsesStreamChunkResponseMcpListToolsCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseMcpListToolsCompleted = typeof TypeResponseMcpListToolsCompleted.Type

/**
 * The `type` of `ResponsesStreamChunkResponseMcpListToolsFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseMcpListToolsFailed = /* @__PURE__ */ typeOf(McpListTools.ResponseMcpListToolsFailed)

/**
 * The `type` of `ResponsesStreamChunkResponseMcpListToolsFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseMcpListToolsFailed = typeof TypeResponseMcpListToolsFailed.Type

/**
 * The `type` of `ResponsesStreamChunkResponseOutputItemAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseOutputItemAdded = /* @__PURE__ */ typeOf(OutputItem.ResponseOutputItemAdded)

/**
 * The `type` of `ResponsesStreamChunkResponseOutputItemAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseOutputItemAdded = typeof TypeResponseOutputItemAdded.Type

/**
 * The `type` of `ResponsesStreamChunkResponseOutputItemDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseOutputItemDone = /* @__PURE__ */ typeOf(OutputItem.ResponseOutputItemDone)

/**
 * The `type` of `ResponsesStreamChunkResponseOutputItemDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseOutputItemDone = typeof TypeResponseOutputItemDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseOutputTextDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseOutputTextDelta = /* @__PURE__ */ typeOf(OutputText.ResponseOutputTextDelta)

/**
 * The `type` of `ResponsesStreamChunkResponseOutputTextDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseOutputTextDelta = typeof TypeResponseOutputTextDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseOutputTextAnnotationAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseOutputTextAnnotationAdded = /* @__PURE__ */ typeOf(
  OutputText.ResponseOutputTextAnnotationAdded
)

/**
 * The `type` of `ResponsesStreamChunkResponseOutputTextAnnotationAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseOutputTextAnnotationAdded = typeof TypeResponseOutputTextAnnotationAdded.Type

/**
 * The `type` of `ResponsesStreamChunkResponseOutputTextDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseOutputTextDone = /* @__PURE__ */ typeOf(OutputText.ResponseOutputTextDone)

/**
 * The `type` of `ResponsesStreamChunkResponseOutputTextDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseOutputTextDone = typeof TypeResponseOutputTextDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningPartAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseReasoningPartAdded = /* @__PURE__ */ typeOf(ReasoningPart.ResponseReasoningPartAdded)

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningPartAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseReasoningPartAdded = typeof TypeResponseReasoningPartAdded.Type

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningPartDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseReasoningPartDone = /* @__PURE__ */ typeOf(ReasoningPart.ResponseReasoningPartDone)

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningPartDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseReasoningPartDone = typeof TypeResponseReasoningPartDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningSummaryPartAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseReasoningSummaryPartAdded = /* @__PURE__ */ typeOf(
  ReasoningSummaryPart.ResponseReasoningSummaryPartAdded
)

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningSummaryPartAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseReasoningSummaryPartAdded = typeof TypeResponseReasoningSummaryPartAdded.Type

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningSummaryPartDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseReasoningSummaryPartDone = /* @__PURE__ */ typeOf(
  ReasoningSummaryPart.ResponseReasoningSummaryPartDone
)

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningSummaryPartDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseReasoningSummaryPartDone = typeof TypeResponseReasoningSummaryPartDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningSummaryTextDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseReasoningSummaryTextDelta = /* @__PURE__ */ typeOf(
  ReasoningSummaryText.ResponseReasoningSummaryTextDelta
)

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningSummaryTextDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseReasoningSummaryTextDelta = typeof TypeResponseReasoningSummaryTextDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningSummaryTextDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseReasoningSummaryTextDone = /* @__PURE__ */ typeOf(
  ReasoningSummaryText.ResponseReasoningSummaryTextDone
)

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningSummaryTextDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseReasoningSummaryTextDone = typeof TypeResponseReasoningSummaryTextDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningTextDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseReasoningTextDelta = /* @__PURE__ */ typeOf(ReasoningText.ResponseReasoningTextDelta)

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningTextDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseReasoningTextDelta = typeof TypeResponseReasoningTextDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningTextDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseReasoningTextDone = /* @__PURE__ */ typeOf(ReasoningText.ResponseReasoningTextDone)

/**
 * The `type` of `ResponsesStreamChunkResponseReasoningTextDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseReasoningTextDone = typeof TypeResponseReasoningTextDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseRefusalDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseRefusalDelta = /* @__PURE__ */ typeOf(Refusal.ResponseRefusalDelta)

/**
 * The `type` of `ResponsesStreamChunkResponseRefusalDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseRefusalDelta = typeof TypeResponseRefusalDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseRefusalDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseRefusalDone = /* @__PURE__ */ typeOf(Refusal.ResponseRefusalDone)

/**
 * The `type` of `ResponsesStreamChunkResponseRefusalDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseRefusalDone = typeof TypeResponseRefusalDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallCommandAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseShellCallCommandAdded = /* @__PURE__ */ typeOf(ShellCallCommand.ResponseShellCallCommandAdded)

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallCommandAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseShellCallCommandAdded = typeof TypeResponseShellCallCommandAdded.Type

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallCommandDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseShellCallCommandDelta = /* @__PURE__ */ typeOf(ShellCallCommand.ResponseShellCallCommandDelta)

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallCommandDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseShellCallCommandDelta = typeof TypeResponseShellCallCommandDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallCommandDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseShellCallCommandDone = /* @__PURE__ */ typeOf(ShellCallCommand.ResponseShellCallCommandDone)

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallCommandDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseShellCallCommandDone = typeof TypeResponseShellCallCommandDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallOutputContentDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseShellCallOutputContentDelta = /* @__PURE__ */ typeOf(
  ShellCallOutputContent.ResponseShellCallOutputContentDelta
)

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallOutputContentDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseShellCallOutputContentDelta = typeof TypeResponseShellCallOutputContentDelta.Type

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallOutputContentDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseShellCallOutputContentDone = /* @__PURE__ */ typeOf(
  ShellCallOutputContent.ResponseShellCallOutputContentDone
)

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallOutputContentDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseShellCallOutputContentDone = typeof TypeResponseShellCallOutputContentDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseSteerAccepted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseSteerAccepted = /* @__PURE__ */ typeOf(Steer.ResponseSteerAccepted)

/**
 * The `type` of `ResponsesStreamChunkResponseSteerAccepted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseSteerAccepted = typeof TypeResponseSteerAccepted.Type

/**
 * The `type` of `ResponsesStreamChunkResponseSteerPending`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseSteerPending = /* @__PURE__ */ typeOf(Steer.ResponseSteerPending)

/**
 * The `type` of `ResponsesStreamChunkResponseSteerPending`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseSteerPending = typeof TypeResponseSteerPending.Type

/**
 * The `type` of `ResponsesStreamChunkResponseSteerFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseSteerFailed = /* @__PURE__ */ typeOf(Steer.ResponseSteerFailed)

/**
 * The `type` of `ResponsesStreamChunkResponseSteerFailed`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseSteerFailed = typeof TypeResponseSteerFailed.Type

/**
 * The `type` of `ResponsesStreamChunkResponseWebSearchCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseWebSearchCallInProgress = /* @__PURE__ */ typeOf(WebSearchCall.ResponseWebSearchCallInProgress)

/**
 * The `type` of `ResponsesStreamChunkResponseWebSearchCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseWebSearchCallInProgress = typeof TypeResponseWebSearchCallInProgress.Type

/**
 * The `type` of `ResponsesStreamChunkResponseWebSearchCallSearching`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseWebSearchCallSearching = /* @__PURE__ */ typeOf(WebSearchCall.ResponseWebSearchCallSearching)

/**
 * The `type` of `ResponsesStreamChunkResponseWebSearchCallSearching`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseWebSearchCallSearching = typeof TypeResponseWebSearchCallSearching.Type

/**
 * The `type` of `ResponsesStreamChunkResponseWebSearchCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseWebSearchCallCompleted = /* @__PURE__ */ typeOf(WebSearchCall.ResponseWebSearchCallCompleted)

/**
 * The `type` of `ResponsesStreamChunkResponseWebSearchCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseWebSearchCallCompleted = typeof TypeResponseWebSearchCallCompleted.Type
