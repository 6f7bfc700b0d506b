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
 * A name is a schema and, as a type, what the schema decodes to.
 *
 * @since 0.1.0
 */
import * as ApplyPatchCallOperationDiff from "./chunk/ApplyPatchCallOperationDiff.ts"
import * as Audio from "./chunk/Audio.ts"
import * as CodeInterpreterCall from "./chunk/CodeInterpreterCall.ts"
import * as CodeInterpreterCallCode from "./chunk/CodeInterpreterCallCode.ts"
import * as ContentPart from "./chunk/ContentPart.ts"
import * as CustomToolCallInput from "./chunk/CustomToolCallInput.ts"
import * as Debug from "./chunk/Debug.ts"
import * as Error from "./chunk/Error.ts"
import * as FileSearchCall from "./chunk/FileSearchCall.ts"
import * as FunctionCallArguments from "./chunk/FunctionCallArguments.ts"
import * as FusionCall from "./chunk/FusionCall.ts"
import * as ImageGenerationCall from "./chunk/ImageGenerationCall.ts"
import * as Keepalive from "./chunk/Keepalive.ts"
import * as Lifecycle from "./chunk/Lifecycle.ts"
import * as McpCall from "./chunk/McpCall.ts"
import * as McpCallArguments from "./chunk/McpCallArguments.ts"
import * as McpListTools from "./chunk/McpListTools.ts"
import * as OutputItem from "./chunk/OutputItem.ts"
import * as OutputText from "./chunk/OutputText.ts"
import * as ReasoningPart from "./chunk/ReasoningPart.ts"
import * as ReasoningSummaryPart from "./chunk/ReasoningSummaryPart.ts"
import * as ReasoningSummaryText from "./chunk/ReasoningSummaryText.ts"
import * as ReasoningText from "./chunk/ReasoningText.ts"
import * as Refusal from "./chunk/Refusal.ts"
import * as ShellCallCommand from "./chunk/ShellCallCommand.ts"
import * as ShellCallOutputContent from "./chunk/ShellCallOutputContent.ts"
import * as WebSearchCall from "./chunk/WebSearchCall.ts"

export * from "./model/Annotation.ts"
export * from "./model/ContentPart.ts"
export * from "./model/FusionAnalysis.ts"
export * from "./model/InputItem.ts"
export * from "./model/LogProb.ts"
export * from "./model/OpenRouterMetadata.ts"
export * from "./model/OutputItem.ts"
export * from "./model/Prompt.ts"
export * from "./model/ReasoningConfig.ts"
export * from "./model/Response.ts"
export * from "./model/ServerToolItem.ts"
export * from "./model/ShellOutput.ts"
export * from "./model/TextConfig.ts"
export * from "./model/Tool.ts"
export * from "./model/ToolChoice.ts"
export * from "./model/Usage.ts"

export { ResponsesStreamChunk, UnknownChunk } from "./ResponsesStreamChunk.ts"

export { DebugInfo, DebugTimings } from "./chunk/Debug.ts"
export { ErrorDetail } from "./chunk/Error.ts"
export { ShellOutputDelta } from "./chunk/ShellCallOutputContent.ts"

export {
  ResponseApplyPatchCallOperationDiffDelta as ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta,
  ResponseApplyPatchCallOperationDiffDone as ResponsesStreamChunkResponseApplyPatchCallOperationDiffDone
} from "./chunk/ApplyPatchCallOperationDiff.ts"
export {
  ResponseAudioDelta as ResponsesStreamChunkResponseAudioDelta,
  ResponseAudioDone as ResponsesStreamChunkResponseAudioDone,
  ResponseAudioTranscriptDelta as ResponsesStreamChunkResponseAudioTranscriptDelta,
  ResponseAudioTranscriptDone as ResponsesStreamChunkResponseAudioTranscriptDone
} from "./chunk/Audio.ts"
export {
  ResponseCodeInterpreterCallInProgress as ResponsesStreamChunkResponseCodeInterpreterCallInProgress,
  ResponseCodeInterpreterCallInterpreting as ResponsesStreamChunkResponseCodeInterpreterCallInterpreting,
  ResponseCodeInterpreterCallCompleted as ResponsesStreamChunkResponseCodeInterpreterCallCompleted
} from "./chunk/CodeInterpreterCall.ts"
export {
  ResponseCodeInterpreterCallCodeDelta as ResponsesStreamChunkResponseCodeInterpreterCallCodeDelta,
  ResponseCodeInterpreterCallCodeDone as ResponsesStreamChunkResponseCodeInterpreterCallCodeDone
} from "./chunk/CodeInterpreterCallCode.ts"
export {
  ResponseContentPartAdded as ResponsesStreamChunkResponseContentPartAdded,
  ResponseContentPartDone as ResponsesStreamChunkResponseContentPartDone
} from "./chunk/ContentPart.ts"
export {
  ResponseCustomToolCallInputDelta as ResponsesStreamChunkResponseCustomToolCallInputDelta,
  ResponseCustomToolCallInputDone as ResponsesStreamChunkResponseCustomToolCallInputDone
} from "./chunk/CustomToolCallInput.ts"
export { ResponseDebug as ResponsesStreamChunkResponseDebug } from "./chunk/Debug.ts"
export {
  Error as ResponsesStreamChunkError,
  ResponseError as ResponsesStreamChunkResponseError
} from "./chunk/Error.ts"
export {
  ResponseFileSearchCallInProgress as ResponsesStreamChunkResponseFileSearchCallInProgress,
  ResponseFileSearchCallSearching as ResponsesStreamChunkResponseFileSearchCallSearching,
  ResponseFileSearchCallCompleted as ResponsesStreamChunkResponseFileSearchCallCompleted
} from "./chunk/FileSearchCall.ts"
export {
  ResponseFunctionCallArgumentsDelta as ResponsesStreamChunkResponseFunctionCallArgumentsDelta,
  ResponseFunctionCallArgumentsDone as ResponsesStreamChunkResponseFunctionCallArgumentsDone
} from "./chunk/FunctionCallArguments.ts"
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
} from "./chunk/FusionCall.ts"
export {
  ResponseImageGenerationCallInProgress as ResponsesStreamChunkResponseImageGenerationCallInProgress,
  ResponseImageGenerationCallGenerating as ResponsesStreamChunkResponseImageGenerationCallGenerating,
  ResponseImageGenerationCallPartialImage as ResponsesStreamChunkResponseImageGenerationCallPartialImage,
  ResponseImageGenerationCallCompleted as ResponsesStreamChunkResponseImageGenerationCallCompleted
} from "./chunk/ImageGenerationCall.ts"
export { Keepalive as ResponsesStreamChunkKeepalive } from "./chunk/Keepalive.ts"
export {
  ResponseCreated as ResponsesStreamChunkResponseCreated,
  ResponseQueued as ResponsesStreamChunkResponseQueued,
  ResponseInProgress as ResponsesStreamChunkResponseInProgress,
  ResponseCompleted as ResponsesStreamChunkResponseCompleted,
  ResponseIncomplete as ResponsesStreamChunkResponseIncomplete,
  ResponseFailed as ResponsesStreamChunkResponseFailed
} from "./chunk/Lifecycle.ts"
export {
  ResponseMcpCallInProgress as ResponsesStreamChunkResponseMcpCallInProgress,
  ResponseMcpCallCompleted as ResponsesStreamChunkResponseMcpCallCompleted,
  ResponseMcpCallFailed as ResponsesStreamChunkResponseMcpCallFailed
} from "./chunk/McpCall.ts"
export {
  ResponseMcpCallArgumentsDelta as ResponsesStreamChunkResponseMcpCallArgumentsDelta,
  ResponseMcpCallArgumentsDone as ResponsesStreamChunkResponseMcpCallArgumentsDone
} from "./chunk/McpCallArguments.ts"
export {
  ResponseMcpListToolsInProgress as ResponsesStreamChunkResponseMcpListToolsInProgress,
  ResponseMcpListToolsCompleted as ResponsesStreamChunkResponseMcpListToolsCompleted,
  ResponseMcpListToolsFailed as ResponsesStreamChunkResponseMcpListToolsFailed
} from "./chunk/McpListTools.ts"
export {
  ResponseOutputItemAdded as ResponsesStreamChunkResponseOutputItemAdded,
  ResponseOutputItemDone as ResponsesStreamChunkResponseOutputItemDone
} from "./chunk/OutputItem.ts"
export {
  ResponseOutputTextDelta as ResponsesStreamChunkResponseOutputTextDelta,
  ResponseOutputTextAnnotationAdded as ResponsesStreamChunkResponseOutputTextAnnotationAdded,
  ResponseOutputTextDone as ResponsesStreamChunkResponseOutputTextDone
} from "./chunk/OutputText.ts"
export {
  ResponseReasoningPartAdded as ResponsesStreamChunkResponseReasoningPartAdded,
  ResponseReasoningPartDone as ResponsesStreamChunkResponseReasoningPartDone
} from "./chunk/ReasoningPart.ts"
export {
  ResponseReasoningSummaryPartAdded as ResponsesStreamChunkResponseReasoningSummaryPartAdded,
  ResponseReasoningSummaryPartDone as ResponsesStreamChunkResponseReasoningSummaryPartDone
} from "./chunk/ReasoningSummaryPart.ts"
export {
  ResponseReasoningSummaryTextDelta as ResponsesStreamChunkResponseReasoningSummaryTextDelta,
  ResponseReasoningSummaryTextDone as ResponsesStreamChunkResponseReasoningSummaryTextDone
} from "./chunk/ReasoningSummaryText.ts"
export {
  ResponseReasoningTextDelta as ResponsesStreamChunkResponseReasoningTextDelta,
  ResponseReasoningTextDone as ResponsesStreamChunkResponseReasoningTextDone
} from "./chunk/ReasoningText.ts"
export {
  ResponseRefusalDelta as ResponsesStreamChunkResponseRefusalDelta,
  ResponseRefusalDone as ResponsesStreamChunkResponseRefusalDone
} from "./chunk/Refusal.ts"
export {
  ResponseShellCallCommandAdded as ResponsesStreamChunkResponseShellCallCommandAdded,
  ResponseShellCallCommandDelta as ResponsesStreamChunkResponseShellCallCommandDelta,
  ResponseShellCallCommandDone as ResponsesStreamChunkResponseShellCallCommandDone
} from "./chunk/ShellCallCommand.ts"
export {
  ResponseShellCallOutputContentDelta as ResponsesStreamChunkResponseShellCallOutputContentDelta,
  ResponseShellCallOutputContentDone as ResponsesStreamChunkResponseShellCallOutputContentDone
} from "./chunk/ShellCallOutputContent.ts"
export {
  ResponseWebSearchCallInProgress as ResponsesStreamChunkResponseWebSearchCallInProgress,
  ResponseWebSearchCallSearching as ResponsesStreamChunkResponseWebSearchCallSearching,
  ResponseWebSearchCallCompleted as ResponsesStreamChunkResponseWebSearchCallCompleted
} from "./chunk/WebSearchCall.ts"

/**
 * The `type` of `ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseApplyPatchCallOperationDiffDelta =
  ApplyPatchCallOperationDiff.ResponseApplyPatchCallOperationDiffDelta.fields.type

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
export const TypeResponseApplyPatchCallOperationDiffDone =
  ApplyPatchCallOperationDiff.ResponseApplyPatchCallOperationDiffDone.fields.type

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
export const TypeResponseAudioDelta = Audio.ResponseAudioDelta.fields.type

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
export const TypeResponseAudioDone = Audio.ResponseAudioDone.fields.type

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
export const TypeResponseAudioTranscriptDelta = Audio.ResponseAudioTranscriptDelta.fields.type

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
export const TypeResponseAudioTranscriptDone = Audio.ResponseAudioTranscriptDone.fields.type

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
export const TypeResponseCodeInterpreterCallInProgress =
  CodeInterpreterCall.ResponseCodeInterpreterCallInProgress.fields.type

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
export const TypeResponseCodeInterpreterCallInterpreting =
  CodeInterpreterCall.ResponseCodeInterpreterCallInterpreting.fields.type

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
export const TypeResponseCodeInterpreterCallCompleted =
  CodeInterpreterCall.ResponseCodeInterpreterCallCompleted.fields.type

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
export const TypeResponseCodeInterpreterCallCodeDelta =
  CodeInterpreterCallCode.ResponseCodeInterpreterCallCodeDelta.fields.type

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
export const TypeResponseCodeInterpreterCallCodeDone =
  CodeInterpreterCallCode.ResponseCodeInterpreterCallCodeDone.fields.type

/**
 * The `type` of `ResponsesStreamChunkResponseCodeInterpreterCallCodeDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseCodeInterpreterCallCodeDone = typeof TypeResponseCodeInterpreterCallCodeDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseContentPartAdded`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseContentPartAdded = ContentPart.ResponseContentPartAdded.fields.type

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
export const TypeResponseContentPartDone = ContentPart.ResponseContentPartDone.fields.type

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
export const TypeResponseCustomToolCallInputDelta = CustomToolCallInput.ResponseCustomToolCallInputDelta.fields.type

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
export const TypeResponseCustomToolCallInputDone = CustomToolCallInput.ResponseCustomToolCallInputDone.fields.type

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
export const TypeResponseDebug = Debug.ResponseDebug.fields.type

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
export const TypeError = Error.Error.fields.type

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
export const TypeResponseError = Error.ResponseError.fields.type

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
export const TypeResponseFileSearchCallInProgress = FileSearchCall.ResponseFileSearchCallInProgress.fields.type

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
export const TypeResponseFileSearchCallSearching = FileSearchCall.ResponseFileSearchCallSearching.fields.type

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
export const TypeResponseFileSearchCallCompleted = FileSearchCall.ResponseFileSearchCallCompleted.fields.type

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
export const TypeResponseFunctionCallArgumentsDelta =
  FunctionCallArguments.ResponseFunctionCallArgumentsDelta.fields.type

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
export const TypeResponseFunctionCallArgumentsDone = FunctionCallArguments.ResponseFunctionCallArgumentsDone.fields.type

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
export const TypeResponseFusionCallInProgress = FusionCall.ResponseFusionCallInProgress.fields.type

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
export const TypeResponseFusionCallPanelAdded = FusionCall.ResponseFusionCallPanelAdded.fields.type

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
export const TypeResponseFusionCallPanelReasoningDelta = FusionCall.ResponseFusionCallPanelReasoningDelta.fields.type

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
export const TypeResponseFusionCallPanelDelta = FusionCall.ResponseFusionCallPanelDelta.fields.type

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
export const TypeResponseFusionCallPanelCompleted = FusionCall.ResponseFusionCallPanelCompleted.fields.type

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
export const TypeResponseFusionCallPanelFailed = FusionCall.ResponseFusionCallPanelFailed.fields.type

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
export const TypeResponseFusionCallAnalysisInProgress = FusionCall.ResponseFusionCallAnalysisInProgress.fields.type

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
export const TypeResponseFusionCallAnalysisCompleted = FusionCall.ResponseFusionCallAnalysisCompleted.fields.type

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
export const TypeResponseFusionCallCompleted = FusionCall.ResponseFusionCallCompleted.fields.type

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
export const TypeResponseImageGenerationCallInProgress =
  ImageGenerationCall.ResponseImageGenerationCallInProgress.fields.type

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
export const TypeResponseImageGenerationCallGenerating =
  ImageGenerationCall.ResponseImageGenerationCallGenerating.fields.type

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
export const TypeResponseImageGenerationCallPartialImage =
  ImageGenerationCall.ResponseImageGenerationCallPartialImage.fields.type

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
export const TypeResponseImageGenerationCallCompleted =
  ImageGenerationCall.ResponseImageGenerationCallCompleted.fields.type

/**
 * The `type` of `ResponsesStreamChunkResponseImageGenerationCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseImageGenerationCallCompleted = typeof TypeResponseImageGenerationCallCompleted.Type

/**
 * The `type` of `ResponsesStreamChunkKeepalive`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeKeepalive = Keepalive.Keepalive.fields.type

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
export const TypeResponseCreated = Lifecycle.ResponseCreated.fields.type

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
export const TypeResponseQueued = Lifecycle.ResponseQueued.fields.type

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
export const TypeResponseInProgress = Lifecycle.ResponseInProgress.fields.type

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
export const TypeResponseCompleted = Lifecycle.ResponseCompleted.fields.type

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
export const TypeResponseIncomplete = Lifecycle.ResponseIncomplete.fields.type

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
export const TypeResponseFailed = Lifecycle.ResponseFailed.fields.type

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
export const TypeResponseMcpCallInProgress = McpCall.ResponseMcpCallInProgress.fields.type

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
export const TypeResponseMcpCallCompleted = McpCall.ResponseMcpCallCompleted.fields.type

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
export const TypeResponseMcpCallFailed = McpCall.ResponseMcpCallFailed.fields.type

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
export const TypeResponseMcpCallArgumentsDelta = McpCallArguments.ResponseMcpCallArgumentsDelta.fields.type

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
export const TypeResponseMcpCallArgumentsDone = McpCallArguments.ResponseMcpCallArgumentsDone.fields.type

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
export const TypeResponseMcpListToolsInProgress = McpListTools.ResponseMcpListToolsInProgress.fields.type

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
export const TypeResponseMcpListToolsCompleted = McpListTools.ResponseMcpListToolsCompleted.fields.type

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
export const TypeResponseMcpListToolsFailed = McpListTools.ResponseMcpListToolsFailed.fields.type

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
export const TypeResponseOutputItemAdded = OutputItem.ResponseOutputItemAdded.fields.type

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
export const TypeResponseOutputItemDone = OutputItem.ResponseOutputItemDone.fields.type

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
export const TypeResponseOutputTextDelta = OutputText.ResponseOutputTextDelta.fields.type

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
export const TypeResponseOutputTextAnnotationAdded = OutputText.ResponseOutputTextAnnotationAdded.fields.type

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
export const TypeResponseOutputTextDone = OutputText.ResponseOutputTextDone.fields.type

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
export const TypeResponseReasoningPartAdded = ReasoningPart.ResponseReasoningPartAdded.fields.type

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
export const TypeResponseReasoningPartDone = ReasoningPart.ResponseReasoningPartDone.fields.type

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
export const TypeResponseReasoningSummaryPartAdded = ReasoningSummaryPart.ResponseReasoningSummaryPartAdded.fields.type

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
export const TypeResponseReasoningSummaryPartDone = ReasoningSummaryPart.ResponseReasoningSummaryPartDone.fields.type

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
export const TypeResponseReasoningSummaryTextDelta = ReasoningSummaryText.ResponseReasoningSummaryTextDelta.fields.type

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
export const TypeResponseReasoningSummaryTextDone = ReasoningSummaryText.ResponseReasoningSummaryTextDone.fields.type

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
export const TypeResponseReasoningTextDelta = ReasoningText.ResponseReasoningTextDelta.fields.type

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
export const TypeResponseReasoningTextDone = ReasoningText.ResponseReasoningTextDone.fields.type

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
export const TypeResponseRefusalDelta = Refusal.ResponseRefusalDelta.fields.type

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
export const TypeResponseRefusalDone = Refusal.ResponseRefusalDone.fields.type

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
export const TypeResponseShellCallCommandAdded = ShellCallCommand.ResponseShellCallCommandAdded.fields.type

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
export const TypeResponseShellCallCommandDelta = ShellCallCommand.ResponseShellCallCommandDelta.fields.type

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
export const TypeResponseShellCallCommandDone = ShellCallCommand.ResponseShellCallCommandDone.fields.type

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
export const TypeResponseShellCallOutputContentDelta =
  ShellCallOutputContent.ResponseShellCallOutputContentDelta.fields.type

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
export const TypeResponseShellCallOutputContentDone =
  ShellCallOutputContent.ResponseShellCallOutputContentDone.fields.type

/**
 * The `type` of `ResponsesStreamChunkResponseShellCallOutputContentDone`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseShellCallOutputContentDone = typeof TypeResponseShellCallOutputContentDone.Type

/**
 * The `type` of `ResponsesStreamChunkResponseWebSearchCallInProgress`.
 *
 * @category type literals
 * @since 0.1.0
 */
export const TypeResponseWebSearchCallInProgress = WebSearchCall.ResponseWebSearchCallInProgress.fields.type

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
export const TypeResponseWebSearchCallSearching = WebSearchCall.ResponseWebSearchCallSearching.fields.type

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
export const TypeResponseWebSearchCallCompleted = WebSearchCall.ResponseWebSearchCallCompleted.fields.type

/**
 * The `type` of `ResponsesStreamChunkResponseWebSearchCallCompleted`.
 *
 * @category type literals
 * @since 0.1.0
 */
export type TypeResponseWebSearchCallCompleted = typeof TypeResponseWebSearchCallCompleted.Type
