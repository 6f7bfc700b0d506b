/**
 * Generated from the schemas by `npm run compile`. Do not edit: a test compares it with what the schemas give.
 *
 * `tableDecoder.ts` says what the lines mean. The first is the union of all chunks.
 *
 * @internal
 */

/** A line for each model and open union. */
export const table: ReadonlyArray<string> = [
  // open union of ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta, ResponsesStreamChunkResponseApplyPatchCallOperationDiffDone, ResponsesStreamChunkResponseAudioDelta, ResponsesStreamChunkResponseAudioDone, ResponsesStreamChunkResponseAudioTranscriptDelta, ResponsesStreamChunkResponseAudioTranscriptDone, ResponsesStreamChunkResponseCodeInterpreterCallInProgress, ResponsesStreamChunkResponseCodeInterpreterCallInterpreting, ResponsesStreamChunkResponseCodeInterpreterCallCompleted, ResponsesStreamChunkResponseCodeInterpreterCallCodeDelta, ResponsesStreamChunkResponseCodeInterpreterCallCodeDone, ResponsesStreamChunkResponseCompactionCompacting, ResponsesStreamChunkResponseContentPartAdded, ResponsesStreamChunkResponseContentPartDone, ResponsesStreamChunkResponseCustomToolCallInputDelta, ResponsesStreamChunkResponseCustomToolCallInputDone, ResponsesStreamChunkResponseDebug, ResponsesStreamChunkError, ResponsesStreamChunkResponseError, ResponsesStreamChunkResponseFileSearchCallInProgress, ResponsesStreamChunkResponseFileSearchCallSearching, ResponsesStreamChunkResponseFileSearchCallCompleted, ResponsesStreamChunkResponseFunctionCallArgumentsDelta, ResponsesStreamChunkResponseFunctionCallArgumentsDone, ResponsesStreamChunkResponseFusionCallInProgress, ResponsesStreamChunkResponseFusionCallPanelAdded, ResponsesStreamChunkResponseFusionCallPanelReasoningDelta, ResponsesStreamChunkResponseFusionCallPanelDelta, ResponsesStreamChunkResponseFusionCallPanelCompleted, ResponsesStreamChunkResponseFusionCallPanelFailed, ResponsesStreamChunkResponseFusionCallAnalysisInProgress, ResponsesStreamChunkResponseFusionCallAnalysisCompleted, ResponsesStreamChunkResponseFusionCallCompleted, ResponsesStreamChunkResponseImageGenerationCallInProgress, ResponsesStreamChunkResponseImageGenerationCallGenerating, ResponsesStreamChunkResponseImageGenerationCallPartialImage, ResponsesStreamChunkResponseImageGenerationCallCompleted, ResponsesStreamChunkKeepalive, ResponsesStreamChunkResponseCreated, ResponsesStreamChunkResponseQueued, ResponsesStreamChunkResponseInProgress, ResponsesStreamChunkResponseCompleted, ResponsesStreamChunkResponseIncomplete, ResponsesStreamChunkResponseFailed, ResponsesStreamChunkResponseMcpCallInProgress, ResponsesStreamChunkResponseMcpCallCompleted, ResponsesStreamChunkResponseMcpCallFailed, ResponsesStreamChunkResponseMcpCallArgumentsDelta, ResponsesStreamChunkResponseMcpCallArgumentsDone, ResponsesStreamChunkResponseMcpListToolsInProgress, ResponsesStreamChunkResponseMcpListToolsCompleted, ResponsesStreamChunkResponseMcpListToolsFailed, ResponsesStreamChunkResponseOutputItemAdded, ResponsesStreamChunkResponseOutputItemDone, ResponsesStreamChunkResponseOutputTextDelta, ResponsesStreamChunkResponseOutputTextAnnotationAdded, ResponsesStreamChunkResponseOutputTextDone, ResponsesStreamChunkResponseReasoningPartAdded, ResponsesStreamChunkResponseReasoningPartDone, ResponsesStreamChunkResponseReasoningSummaryPartAdded, ResponsesStreamChunkResponseReasoningSummaryPartDone, ResponsesStreamChunkResponseReasoningSummaryTextDelta, ResponsesStreamChunkResponseReasoningSummaryTextDone, ResponsesStreamChunkResponseReasoningTextDelta, ResponsesStreamChunkResponseReasoningTextDone, ResponsesStreamChunkResponseRefusalDelta, ResponsesStreamChunkResponseRefusalDone, ResponsesStreamChunkResponseShellCallCommandAdded, ResponsesStreamChunkResponseShellCallCommandDelta, ResponsesStreamChunkResponseShellCallCommandDone, ResponsesStreamChunkResponseShellCallOutputContentDelta, ResponsesStreamChunkResponseShellCallOutputContentDone, ResponsesStreamChunkResponseWebSearchCallInProgress, ResponsesStreamChunkResponseWebSearchCallSearching, ResponsesStreamChunkResponseWebSearchCallCompleted
  "#1.#2.#3.#4.#5.#6.#7.#8.#9.#a.#b.#c.#d.#q.#r.#s.#t.#w.#x.#z.#10.#11.#12.#13.#14.#15.#16.#17.#18.#19.#1a.#1b.#1h.#1i.#1j.#1k.#1l.#1m.#1n.#81.#82.#83.#84.#85.#86.#87.#88.#89.#8a.#8b.#8c.#8d.#8e.#8f.#8g.#8h.#8i.#8j.#8k.#8l.#8m.#8n.#8o.#8p.#8q.#8r.#8s.#8t.#8u.#8v.#8w.#8y.#8z.#90.#91.",
  // ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta
  "type:=response.apply_patch_call_operation_diff.delta= itemId:s outputIndex:n sequenceNumber:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseApplyPatchCallOperationDiffDone
  "type:=response.apply_patch_call_operation_diff.done= itemId:s outputIndex:n sequenceNumber:n diff:s",
  // ResponsesStreamChunkResponseAudioDelta
  "type:=response.audio.delta= sequenceNumber:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseAudioDone
  "type:=response.audio.done= sequenceNumber:n",
  // ResponsesStreamChunkResponseAudioTranscriptDelta
  "type:=response.audio.transcript.delta= sequenceNumber:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseAudioTranscriptDone
  "type:=response.audio.transcript.done= sequenceNumber:n",
  // ResponsesStreamChunkResponseCodeInterpreterCallInProgress
  "type:=response.code_interpreter_call.in_progress= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseCodeInterpreterCallInterpreting
  "type:=response.code_interpreter_call.interpreting= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseCodeInterpreterCallCompleted
  "type:=response.code_interpreter_call.completed= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseCodeInterpreterCallCodeDelta
  "type:=response.code_interpreter_call_code.delta= itemId:s outputIndex:n sequenceNumber:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseCodeInterpreterCallCodeDone
  "type:=response.code_interpreter_call_code.done= itemId:s outputIndex:n sequenceNumber:n code:s",
  // ResponsesStreamChunkResponseCompactionCompacting
  "type:=response.compaction.compacting= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseContentPartAdded
  "type:=response.content_part.added= contentIndex:n itemId:s outputIndex:n sequenceNumber:n part:#e.",
  // open union of OutputText, Refusal, ReasoningText, SummaryText
  "#f.#n.#o.#p.",
  // OutputText
  "type:=output_text= text:s annotations?~[#g. logprobs?~[#l.",
  // open union of FileCitation, UrlCitation, FilePath, ContainerFileCitation
  "#h.#i.#j.#k.",
  // FileCitation
  "type:=file_citation= fileId:s filename?~s index?~n",
  // UrlCitation
  "type:=url_citation= url:s title?~s startIndex?~n endIndex?~n content?~s",
  // FilePath
  "type:=file_path= fileId:s index?~n",
  // ContainerFileCitation
  "type:=container_file_citation= containerId:s fileId:s filename?~s startIndex?~n endIndex?~n",
  // LogProb
  "token:s logprob:n bytes?~[n topLogprobs?~[#m.",
  // TopLogProb
  "token?~s logprob?~n bytes?~[n",
  // Refusal
  "type:=refusal= refusal:s",
  // ReasoningText
  "type:=reasoning_text= text:s",
  // SummaryText
  "type:=summary_text= text:s",
  // ResponsesStreamChunkResponseContentPartDone
  "type:=response.content_part.done= contentIndex:n itemId:s outputIndex:n sequenceNumber:n part:#e.",
  // ResponsesStreamChunkResponseCustomToolCallInputDelta
  "type:=response.custom_tool_call_input.delta= itemId:s outputIndex:n sequenceNumber:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseCustomToolCallInputDone
  "type:=response.custom_tool_call_input.done= itemId:s outputIndex:n sequenceNumber:n input:s",
  // ResponsesStreamChunkResponseDebug
  "type:=response.debug= sequenceNumber:n debug:#u.",
  // DebugInfo
  "echoUpstreamBody?~{u timings?~#v.",
  // DebugTimings
  "event:s epochMs:n startMs:n",
  // ResponsesStreamChunkError
  "type:=error= sequenceNumber:n code:~s errorType?~s message:s param:~s",
  // ResponsesStreamChunkResponseError
  "type:=response.error= error:#y.",
  // ErrorDetail
  "code?~s message:s",
  // ResponsesStreamChunkResponseFileSearchCallInProgress
  "type:=response.file_search_call.in_progress= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseFileSearchCallSearching
  "type:=response.file_search_call.searching= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseFileSearchCallCompleted
  "type:=response.file_search_call.completed= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseFunctionCallArgumentsDelta
  "type:=response.function_call_arguments.delta= itemId:s outputIndex:n sequenceNumber:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseFunctionCallArgumentsDone
  "type:=response.function_call_arguments.done= itemId:s outputIndex:n sequenceNumber:n arguments:s name?~s",
  // ResponsesStreamChunkResponseFusionCallInProgress
  "type:=response.fusion_call.in_progress= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseFusionCallPanelAdded
  "type:=response.fusion_call.panel.added= itemId:s outputIndex:n sequenceNumber:n model:s",
  // ResponsesStreamChunkResponseFusionCallPanelReasoningDelta
  "type:=response.fusion_call.panel.reasoning.delta= itemId:s outputIndex:n sequenceNumber:n model:s delta:s obfuscation?s",
  // ResponsesStreamChunkResponseFusionCallPanelDelta
  "type:=response.fusion_call.panel.delta= itemId:s outputIndex:n sequenceNumber:n model:s delta:s obfuscation?s",
  // ResponsesStreamChunkResponseFusionCallPanelCompleted
  "type:=response.fusion_call.panel.completed= itemId:s outputIndex:n sequenceNumber:n model:s content:s",
  // ResponsesStreamChunkResponseFusionCallPanelFailed
  "type:=response.fusion_call.panel.failed= itemId:s outputIndex:n sequenceNumber:n model:s error:s statusCode?n",
  // ResponsesStreamChunkResponseFusionCallAnalysisInProgress
  "type:=response.fusion_call.analysis.in_progress= itemId:s outputIndex:n sequenceNumber:n analystModel:s judgeModel:s",
  // ResponsesStreamChunkResponseFusionCallAnalysisCompleted
  "type:=response.fusion_call.analysis.completed= itemId:s outputIndex:n sequenceNumber:n analysis:#1c.",
  // FusionAnalysis
  "consensus?~[s contradictions?~[#1d. partialCoverage?~[#1f. uniqueInsights?~[#1g. blindSpots?~[s",
  // FusionContradiction
  "topic:s stances?~[#1e.",
  // FusionStance
  "stance:s model?~s",
  // FusionPartialCoverage
  "point:s models?~[s",
  // FusionUniqueInsight
  "insight:s model?~s",
  // ResponsesStreamChunkResponseFusionCallCompleted
  "type:=response.fusion_call.completed= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseImageGenerationCallInProgress
  "type:=response.image_generation_call.in_progress= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseImageGenerationCallGenerating
  "type:=response.image_generation_call.generating= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseImageGenerationCallPartialImage
  "type:=response.image_generation_call.partial_image= itemId:s outputIndex:n sequenceNumber:n partialImageB64:s partialImageIndex:n size?~s quality?~s background?~s outputFormat?~s",
  // ResponsesStreamChunkResponseImageGenerationCallCompleted
  "type:=response.image_generation_call.completed= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkKeepalive
  "type:=keepalive= sequenceNumber:n",
  // ResponsesStreamChunkResponseCreated
  "type:=response.created= sequenceNumber:n response:#1o.",
  // Response
  "id:s object:s createdAt:n model:s status:s output:[#1p. accessPrograms?~#62. background?~b billing?~#63. completedAt?~n contentFilters?~[#64. conversation?~#68. error?~#69. errorType?~s frequencyPenalty?~n image?~#6c. incompleteDetails?~#6d. inputTransformations?~[#6e. instructions?~|s[|#6g.#6r.)) maxOutputTokens?~n maxToolCalls?~n metadata?~{s moderation?~#6s. openrouterMetadata?~#6w. outputText?~s parallelToolCalls?~b presencePenalty?~n previousResponseId?~s prompt?~#72. promptCacheDiagnostics?~#73. promptCacheKey?~s promptCacheOptions?~#78. promptCacheRetention?~s reasoning?~#5b. safetyIdentifier?~s serviceTier?~s store?~b temperature?~n text?~#6k. toolChoice?~|s#79.) toolUsage?~#7p. tools?~[#4b. topLogprobs?~n topP?~n truncation?~s usage?~#7u. user?~s",
  // open union of MessageItem, ReasoningItem, FunctionCallItem, FunctionCallOutputItem, CustomToolCallItem, CustomToolCallOutputItem, WebSearchCallItem, FileSearchCallItem, ImageGenerationCallItem, CodeInterpreterCallItem, ComputerCallItem, ComputerCallOutputItem, LocalShellCallItem, LocalShellCallOutputItem, ShellCallItem, ShellCallOutputItem, ApplyPatchCallItem, ApplyPatchCallOutputItem, McpCallItem, McpListToolsItem, McpApprovalRequestItem, McpApprovalResponseItem, ToolSearchCallItem, ToolSearchOutputItem, AdditionalToolsItem, ProgramItem, ProgramOutputItem, CompactionItem, OpenRouterWebSearchItem, OpenRouterWebFetchItem, OpenRouterDatetimeItem, OpenRouterImageGenerationItem, OpenRouterCodeInterpreterItem, OpenRouterBashItem, OpenRouterShellItem, OpenRouterTextEditorItem, OpenRouterApplyPatchItem, OpenRouterFilesItem, OpenRouterFileSearchItem, OpenRouterBrowserUseItem, OpenRouterToolSearchItem, OpenRouterMemoryItem, OpenRouterMcpItem, OpenRouterExperimentalSearchModelsItem, OpenRouterFusionItem, OpenRouterAdvisorItem, OpenRouterSubagentItem
  "#1q.#1s.#1u.#1y.#26.#27.#28.#2f.#2h.#2l.#2q.#33.#36.#39.#3a.#3p.#3u.#3z.#40.#45.#47.#48.#49.#4a.#5c.#5d.#5e.#5f.#5g.#5h.#5i.#5j.#5k.#5l.#5m.#5n.#5o.#5p.#5q.#5r.#5s.#5t.#5u.#5v.#5w.#60.#61.",
  // MessageItem
  "type:=message= id?~s role?~s content:[#e. phase?~s status?~s internalChatMessageMetadataPassthrough?~#1r. metadata?~{u",
  // ItemMetadata
  "turnId?~s createTime?~n",
  // ReasoningItem
  "type:=reasoning= id?~s summary:[#1t. content?~[#e. encryptedContent?~s format?~s signature?~s status?~s internalChatMessageMetadataPassthrough?~#1r. metadata?~{u",
  // open union of SummaryText
  "#p.",
  // FunctionCallItem
  "type:=function_call= id?~s callId:s name:s arguments:s namespace?~s async?~b caller?~#1v. subagentId?~s subagentItems?~[{u status?~s createdBy?~s internalChatMessageMetadataPassthrough?~#1r. metadata?~{u",
  // open union of DirectCaller, ProgramCaller
  "#1w.#1x.",
  // DirectCaller
  "type:=direct=",
  // ProgramCaller
  "type:=program= callerId:s",
  // FunctionCallOutputItem
  "type:=function_call_output= id?~s callId?~s name?~s namespace?~s output:|s[#1z.) caller?~#1v. status?~s createdBy?~s",
  // open union of InputText, InputImage, InputFile, InputAudio
  "#20.#22.#23.#24.",
  // InputText
  "type:=input_text= text:s promptCacheBreakpoint?~#21.",
  // PromptCacheBreakpoint
  "mode?~s ttl?~s",
  // InputImage
  "type:=input_image= detail?~s fileId?~s imageUrl?~s promptCacheBreakpoint?~#21.",
  // InputFile
  "type:=input_file= detail?~s fileData?~s fileId?~s fileUrl?~s filename?~s promptCacheBreakpoint?~#21.",
  // InputAudio
  "type:=input_audio= inputAudio:#25.",
  // InputAudioData
  "data:s format?~s",
  // CustomToolCallItem
  "type:=custom_tool_call= id?~s callId:s name:s input:s namespace?~s async?~b caller?~#1v. status?~s createdBy?~s",
  // CustomToolCallOutputItem
  "type:=custom_tool_call_output= id?~s callId:s output:|s[#1z.) caller?~#1v. status?~s createdBy?~s",
  // WebSearchCallItem
  "type:=web_search_call= id?~s action?~#29. status?~s internalChatMessageMetadataPassthrough?~#1r. metadata?~{u",
  // open union of WebSearchSearchAction, WebSearchOpenPageAction, WebSearchFindInPageAction
  "#2a.#2d.#2e.",
  // WebSearchSearchAction
  "type:=search= query?~s queries?~[s sources?~[#2b.",
  // open union of WebSearchUrlSource
  "#2c.",
  // WebSearchUrlSource
  "type:=url= url:s title?~s",
  // WebSearchOpenPageAction
  "type:=open_page= url?~s",
  // WebSearchFindInPageAction
  "type:=find_in_page= pattern:s url?~s",
  // FileSearchCallItem
  "type:=file_search_call= id?~s queries?~[s results?~[#2g. status?~s",
  // FileSearchResult
  "fileId?~s filename?~s score?~n text?~s attributes?~{u",
  // ImageGenerationCallItem
  "type:=image_generation_call= id?~s result?~s prompt?~s revisedPrompt?~s size?~s quality?~s background?~s outputFormat?~s action?~s error?~#2i. svgUsage?~#2k. status?~s",
  // ImageGenerationError
  "code?~s message?~s moderationDetails?~#2j. param?~s type?~s",
  // ImageModerationDetails
  "categories?~[s moderationStage?~s",
  // SvgUsage
  "inputTokens?~n model?~s outputTokens?~n reasoningTokens?~n totalTokens?~n",
  // CodeInterpreterCallItem
  "type:=code_interpreter_call= id?~s code?~s containerId?~s outputs?~[#2m. status?~s",
  // open union of CodeInterpreterLogs, CodeInterpreterImage, CodeInterpreterFile
  "#2n.#2o.#2p.",
  // CodeInterpreterLogs
  "type:=logs= logs:s",
  // CodeInterpreterImage
  "type:=image= url:s",
  // CodeInterpreterFile
  "type:=file= id?~s filename?~s mediaType?~s sizeBytes?~n sha256?~s status?~s errorCode?~s downloadUrl?~s expiresAt?~s",
  // ComputerCallItem
  "type:=computer_call= id?~s callId:s action?~#2r. actions?~[#2r. pendingSafetyChecks?~[#32. status?~s",
  // open union of ComputerClick, ComputerDoubleClick, ComputerDrag, ComputerKeypress, ComputerMove, ComputerTakeScreenshot, ComputerScroll, ComputerType, ComputerWait
  "#2s.#2t.#2u.#2w.#2x.#2y.#2z.#30.#31.",
  // ComputerClick
  "type:=click= button?~s x:n y:n keys?~[s",
  // ComputerDoubleClick
  "type:=double_click= x:n y:n keys?~[s",
  // ComputerDrag
  "type:=drag= path:[#2v. keys?~[s",
  // ComputerPoint
  "x:n y:n",
  // ComputerKeypress
  "type:=keypress= keys:[s",
  // ComputerMove
  "type:=move= x:n y:n keys?~[s",
  // ComputerTakeScreenshot
  "type:=screenshot=",
  // ComputerScroll
  "type:=scroll= x:n y:n scrollX:n scrollY:n keys?~[s",
  // ComputerType
  "type:=type= text:s",
  // ComputerWait
  "type:=wait=",
  // ComputerSafetyCheck
  "id:s code?~s message?~s",
  // ComputerCallOutputItem
  "type:=computer_call_output= id?~s callId:s output:#34. acknowledgedSafetyChecks?~[#32. status?~s createdBy?~s",
  // open union of ComputerScreenshot
  "#35.",
  // ComputerScreenshot
  "type:=computer_screenshot= fileId?~s imageUrl?~s",
  // LocalShellCallItem
  "type:=local_shell_call= id?~s callId:s action:#37. status?~s",
  // open union of LocalShellExec
  "#38.",
  // LocalShellExec
  "type:=exec= command:[s env?~{s timeoutMs?~n user?~s workingDirectory?~s",
  // LocalShellCallOutputItem
  "type:=local_shell_call_output= id?~s output:s status?~s",
  // ShellCallItem
  "type:=shell_call= id?~s callId:s action?~#3b. environment?~#3c. arguments?~s caller?~#1v. status?~s createdBy?~s",
  // ShellAction
  "commands:[s maxOutputLength?~n timeoutMs?~n",
  // open union of ContainerAutoEnvironment, LocalEnvironment, ContainerReferenceEnvironment
  "#3d.#3m.#3o.",
  // ContainerAutoEnvironment
  "type:=container_auto= fileIds?~[s memoryLimit?~s networkPolicy?~#3e. skills?~[#3i.",
  // open union of ContainerNetworkPolicyDisabled, ContainerNetworkPolicyAllowlist
  "#3f.#3g.",
  // ContainerNetworkPolicyDisabled
  "type:=disabled=",
  // ContainerNetworkPolicyAllowlist
  "type:=allowlist= allowedDomains?~[s domainSecrets?~[#3h.",
  // ContainerNetworkPolicyDomainSecret
  "domain?~s name?~s value?~s",
  // open union of SkillReference, InlineSkill
  "#3j.#3k.",
  // SkillReference
  "type:=skill_reference= skillId?~s version?~s",
  // InlineSkill
  "type:=inline= name?~s description?~s source?~#3l.",
  // InlineSkillSource
  "type:s data?~s mediaType?~s",
  // LocalEnvironment
  "type:=local= skills?~[#3n.",
  // LocalSkill
  "name?~s description?~s path?~s",
  // ContainerReferenceEnvironment
  "type:=container_reference= containerId?~s fileIds?~[s networkPolicy?~#3e.",
  // ShellCallOutputItem
  "type:=shell_call_output= id?~s callId:s output:[#3q. maxOutputLength?~n containerId?~s files?~[#g. error?~s caller?~#1v. status?~s createdBy?~s",
  // ShellOutput
  "stdout:s stderr:s outcome:#3r. createdBy?~s",
  // open union of ShellExit, ShellTimeout
  "#3s.#3t.",
  // ShellExit
  "type:=exit= exitCode:n",
  // ShellTimeout
  "type:=timeout=",
  // ApplyPatchCallItem
  "type:=apply_patch_call= id?~s callId:s operation:#3v. caller?~#1v. status?~s createdBy?~s",
  // open union of ApplyPatchCreateFile, ApplyPatchUpdateFile, ApplyPatchDeleteFile
  "#3w.#3x.#3y.",
  // ApplyPatchCreateFile
  "type:=create_file= path:s diff:s",
  // ApplyPatchUpdateFile
  "type:=update_file= path:s diff:s",
  // ApplyPatchDeleteFile
  "type:=delete_file= path:s",
  // ApplyPatchCallOutputItem
  "type:=apply_patch_call_output= id?~s callId:s output?~s caller?~#1v. status?~s createdBy?~s",
  // McpCallItem
  "type:=mcp_call= id?~s serverLabel?~s name:s arguments:s output?~s error?~|s#41.) approvalRequestId?~s status?~s",
  // open union of McpHttpError, McpProtocolError, McpToolExecutionError
  "#42.#43.#44.",
  // McpHttpError
  "type:=http_error= code?~n message?~s",
  // McpProtocolError
  "type:=mcp_protocol_error= code?~n message?~s",
  // McpToolExecutionError
  "type:=mcp_tool_execution_error= content?u",
  // McpListToolsItem
  "type:=mcp_list_tools= id?~s serverLabel?~s tools:[#46. error?~s status?~s",
  // McpListedTool
  "name:s description?~s inputSchema?u annotations?u",
  // McpApprovalRequestItem
  "type:=mcp_approval_request= id:s serverLabel?~s name:s arguments:s status?~s",
  // McpApprovalResponseItem
  "type:=mcp_approval_response= id?~s approvalRequestId:s approve:b reason?~s status?~s",
  // ToolSearchCallItem
  "type:=tool_search_call= id?~s callId?~s arguments:u execution?~s status?~s createdBy?~s",
  // ToolSearchOutputItem
  "type:=tool_search_output= id?~s callId?~s tools:[#4b. execution?~s status?~s createdBy?~s",
  // open union of FunctionTool, CustomTool, NamespaceTool, ProgrammaticToolCallingTool, ToolSearchTool, WebSearchTool, WebSearch20250826Tool, WebSearchPreviewTool, WebSearchPreview20250311Tool, XSearchTool, FileSearchTool, ComputerTool, ComputerUsePreviewTool, CodeInterpreterTool, LocalShellTool, ShellTool, ApplyPatchTool, McpTool, ImageGenerationTool
  "#4c.#4d.#4h.#4j.#4k.#4l.#4p.#4q.#4r.#4s.#4t.#4y.#4z.#50.#52.#53.#54.#55.#58.",
  // FunctionTool
  "type:=function= name?~s description?~s parameters?~{u strict?~b outputSchema?~{u allowedCallers?~[s deferLoading?~b async?~b",
  // CustomTool
  "type:=custom= name?~s description?~s format?~#4e. allowedCallers?~[s deferLoading?~b async?~b",
  // open union of CustomToolTextFormat, CustomToolGrammarFormat
  "#4f.#4g.",
  // CustomToolTextFormat
  "type:=text=",
  // CustomToolGrammarFormat
  "type:=grammar= definition?~s syntax?~s",
  // NamespaceTool
  "type:=namespace= name?~s description?~s tools?~[#4i.",
  // open union of FunctionTool, CustomTool
  "#4c.#4d.",
  // ProgrammaticToolCallingTool
  "type:=programmatic_tool_calling=",
  // ToolSearchTool
  "type:=tool_search= description?~s execution?~s parameters?~{u",
  // WebSearchTool
  "type:=web_search= engine?~s externalWebAccess?~b filters?~#4m. maxResults?~n maxUses?~n mode?~s returnTokenBudget?~s searchContentTypes?~[s searchContextSize?~s userLocation?~#4n. xSearch?~#4o.",
  // WebSearchFilters
  "allowedDomains?~[s blockedDomains?~[s excludedDomains?~[s",
  // WebSearchUserLocation
  "type?~s city?~s country?~s region?~s timezone?~s",
  // XSearchOptions
  "allowedXHandles?~[s excludedXHandles?~[s enableImageUnderstanding?~b enableVideoUnderstanding?~b fromDate?~s toDate?~s",
  // WebSearch20250826Tool
  "type:=web_search_2025_08_26= engine?~s externalWebAccess?~b filters?~#4m. maxResults?~n maxUses?~n mode?~s returnTokenBudget?~s searchContentTypes?~[s searchContextSize?~s userLocation?~#4n. xSearch?~#4o.",
  // WebSearchPreviewTool
  "type:=web_search_preview= engine?~s externalWebAccess?~b filters?~#4m. maxResults?~n maxUses?~n mode?~s returnTokenBudget?~s searchContentTypes?~[s searchContextSize?~s userLocation?~#4n. xSearch?~#4o.",
  // WebSearchPreview20250311Tool
  "type:=web_search_preview_2025_03_11= engine?~s externalWebAccess?~b filters?~#4m. maxResults?~n maxUses?~n mode?~s returnTokenBudget?~s searchContentTypes?~[s searchContextSize?~s userLocation?~#4n. xSearch?~#4o.",
  // XSearchTool
  "type:=x_search= allowedXHandles?~[s excludedXHandles?~[s enableImageUnderstanding?~b enableVideoUnderstanding?~b fromDate?~s toDate?~s",
  // FileSearchTool
  "type:=file_search= vectorStoreIds?~[s filters?~|#4u.#4v.?) maxNumResults?~n rankingOptions?~#4w.",
  // ComparisonFilter
  "type:s key:s value:|snb[|sn))",
  // CompoundFilter
  "type:s filters:[|#4u.#4v.?)",
  // FileSearchRankingOptions
  "ranker?~s scoreThreshold?~n hybridSearch?~#4x.",
  // FileSearchHybridSearch
  "embeddingWeight?~n textWeight?~n",
  // ComputerTool
  "type:=computer=",
  // ComputerUsePreviewTool
  "type:=computer_use_preview= displayHeight?~n displayWidth?~n environment?~s",
  // CodeInterpreterTool
  "type:=code_interpreter= container?~|s#51.) allowedCallers?~[s",
  // CodeInterpreterContainer
  "type:s fileIds?~[s memoryLimit?~s networkPolicy?~#3e.",
  // LocalShellTool
  "type:=local_shell=",
  // ShellTool
  "type:=shell= environment?~#3c. allowedCallers?~[s",
  // ApplyPatchTool
  "type:=apply_patch= allowedCallers?~[s",
  // McpTool
  "type:=mcp= serverLabel?~s serverUrl?~s serverDescription?~s allowedTools?~|[s#56.) requireApproval?~|s#57.) headers?~{s authorization?~s connectorId?~s tunnelId?~s allowedCallers?~[s deferLoading?~b",
  // McpToolFilter
  "toolNames?~[s readOnly?~b",
  // McpApprovalFilter
  "always?~#56. never?~#56.",
  // ImageGenerationTool
  "type:=image_generation= action?~s background?~s complexity?~s frameCount?~n frameDurationMs?~n inputFidelity?~s inputImageMask?~#59. model?~s moderation?~s outputCompression?~n outputFormat?~s partialImages?~n quality?~s size?~s svg?~#5a.",
  // ImageGenerationMask
  "fileId?~s imageUrl?~s",
  // ImageGenerationSvg
  "model?~s reasoning?~#5b.",
  // ReasoningConfig
  "context?~s effort?~s generateSummary?~s mode?~s summary?~s",
  // AdditionalToolsItem
  "type:=additional_tools= id?~s role?~s tools:[#4b. status?~s",
  // ProgramItem
  "type:=program= id?~s callId:s code:s fingerprint?~s status?~s",
  // ProgramOutputItem
  "type:=program_output= id?~s callId:s result:s status?~s",
  // CompactionItem
  "type:=compaction= id?~s encryptedContent:s status?~s createdBy?~s",
  // OpenRouterWebSearchItem
  "type:=openrouter:web_search= id?~s action?~#29. status?~s",
  // OpenRouterWebFetchItem
  "type:=openrouter:web_fetch= id?~s url?~s title?~s content?~s httpStatus!?~n error?~s status?~s",
  // OpenRouterDatetimeItem
  "type:=openrouter:datetime= id?~s datetime?~s timezone?~s status?~s",
  // OpenRouterImageGenerationItem
  "type:=openrouter:image_generation= id?~s result?~s imageB64!?~s imageUrl!?~s prompt?~s revisedPrompt!?~s status?~s",
  // OpenRouterCodeInterpreterItem
  "type:=openrouter:code_interpreter= id?~s code?~s language?~s stdout?~s stderr?~s exitCode!?~n status?~s",
  // OpenRouterBashItem
  "type:=openrouter:bash= id?~s callId?~s arguments?~s command?~s stdout?~s stderr?~s exitCode!?~n containerId?~s files?~[#g. error?~s status?~s",
  // OpenRouterShellItem
  "type:=openrouter:shell= id?~s callId?~s arguments?~s action?~#3b. output?~[#3q. containerId?~s files?~[#g. error?~s status?~s",
  // OpenRouterTextEditorItem
  "type:=openrouter:text_editor= id?~s command?~s filePath!?~s status?~s",
  // OpenRouterApplyPatchItem
  "type:=openrouter:apply_patch= id?~s callId?~s operation?~#3v. status?~s",
  // OpenRouterFilesItem
  "type:=openrouter:files= id?~s callId?~s arguments?~s operation?~s fileId?~s filename?~s result?~s error?~s status?~s",
  // OpenRouterFileSearchItem
  "type:=openrouter:file_search= id?~s queries?~[s status?~s",
  // OpenRouterBrowserUseItem
  "type:=openrouter:browser_use= id?~s action?~s screenshotB64!?~s status?~s",
  // OpenRouterToolSearchItem
  "type:=openrouter:tool_search= id?~s query?~s status?~s",
  // OpenRouterMemoryItem
  "type:=openrouter:memory= id?~s action?~s key?~s value?u status?~s",
  // OpenRouterMcpItem
  "type:=openrouter:mcp= id?~s serverLabel!?~s toolName!?~s status?~s",
  // OpenRouterExperimentalSearchModelsItem
  "type:=openrouter:experimental__search_models= id?~s query?~s arguments?~s status?~s",
  // OpenRouterFusionItem
  "type:=openrouter:fusion= id?~s analysis?~#1c. responses?~[#5x. failedModels?~[#5y. sources?~[#5z. error?~s failureReason?~s status?~s",
  // FusionPanelResponse
  "model:s content?~s",
  // FusionFailedModel
  "model:s error?~s statusCode?~n",
  // FusionSource
  "url:s title?~s",
  // OpenRouterAdvisorItem
  "type:=openrouter:advisor= id?~s prompt?~s advice?~s model?~s instanceName?~s error?~s status?~s",
  // OpenRouterSubagentItem
  "type:=openrouter:subagent= id?~s callId?~s taskName?~s taskDescription?~s outcome?~s model?~s name?~s instanceName?~s error?~s status?~s",
  // AccessPrograms
  "cyber?~s",
  // Billing
  "payer?~s",
  // ContentFilter
  "blocked?~b contentFilterOffsets?~#65. contentFilterRaw?u contentFilterResults?~#66. sourceType?~s",
  // ContentFilterOffsets
  "checkOffset?~n endOffset?~n startOffset?~n",
  // ContentFilterResults
  "hate?~#67. jailbreak?~#67. protectedMaterialCode?~#67. protectedMaterialText?~#67. selfHarm?~#67. sexual?~#67. violence?~#67.",
  // ContentFilterResult
  "detected?~b filtered?~b severity?~s",
  // Conversation
  "id:s",
  // ResponseError
  "code?~s message:s misalignment?~#6a. param?~s type?~s",
  // Misalignment
  "detailedExplanation?~s errorType?~s reviewTarget?~s steer?~#6b.",
  // MisalignmentSteer
  "message?~s",
  // ImageConfig
  "contextCompression?~s",
  // IncompleteDetails
  "reason?~s",
  // open union of ReasoningTransformation
  "#6f.",
  // ReasoningTransformation
  "type:=reasoning= id?~s action?~s reason?~s",
  // open union of InputMessageItem, FunctionCallItem, FunctionCallOutputItem, CustomToolCallItem, CustomToolCallOutputItem, ReasoningItem, ImageGenerationCallItem, WebSearchCallItem, FileSearchCallItem, CodeInterpreterCallItem, ComputerCallItem, ComputerCallOutputItem, ShellCallItem, ShellCallOutputItem, LocalShellCallItem, LocalShellCallOutputItem, ApplyPatchCallItem, ApplyPatchCallOutputItem, McpListToolsItem, McpApprovalRequestItem, McpApprovalResponseItem, McpCallItem, ToolSearchCallItem, ToolSearchOutputItem, AdditionalToolsItem, ProgramItem, ProgramOutputItem, ConfigurationUpdateItem, CompactionItem, CompactionTriggerItem, ItemReferenceItem
  "#6h.#1u.#1y.#26.#27.#1s.#2h.#28.#2f.#2l.#2q.#33.#3a.#3p.#36.#39.#3u.#3z.#45.#47.#48.#40.#49.#4a.#5c.#5d.#5e.#6j.#5f.#6p.#6q.",
  // InputMessageItem
  "type:=message= role:s content:|s[#6i.) id?~s phase?~s status?~s",
  // open union of InputText, InputImage, InputFile, InputAudio, OutputText, Refusal
  "#20.#22.#23.#24.#f.#n.",
  // ConfigurationUpdateItem
  "type:=configuration_update= id?~s reasoning?~#5b. text?~#6k.",
  // TextConfig
  "format?~#6l. verbosity?~s",
  // open union of PlainTextFormat, JsonObjectFormat, JsonSchemaFormat
  "#6m.#6n.#6o.",
  // PlainTextFormat
  "type:=text=",
  // JsonObjectFormat
  "type:=json_object=",
  // JsonSchemaFormat
  "type:=json_schema= name?~s schema?~{u description?~s strict?~b",
  // CompactionTriggerItem
  "type:=compaction_trigger= id?~s",
  // ItemReferenceItem
  "type:=item_reference= id:s",
  // UntypedInputItem
  "type?z role?~s content?~|s[#6i.) id?~s phase?~s status?~s",
  // Moderation
  "input?~#6t. output?~#6t.",
  // open union of ModerationResult, ModerationError
  "#6u.#6v.",
  // ModerationResult
  "type:=moderation_result= flagged:b categories?~{b categoryAppliedInputTypes?~{[s categoryScores?~{n model?~s",
  // ModerationError
  "type:=error= code?~s message:s",
  // OpenRouterMetadata
  "attempt?~n attempts?~[#6x. endpoints?~#6y. generationTime?~n isByok?~b params?~#70. pipeline?~[#71. region?~s requested?~s strategy?~s summary?~s",
  // RouterAttempt
  "model?~s provider?~s status?~n",
  // RouterEndpoints
  "available?~[#6z. total?~n",
  // RouterEndpoint
  "model?~s provider?~s selected?~b",
  // RouterParams
  "qualityFloor?~n throughputFloor?~n versionGroup?~s",
  // PipelineStage
  "type:s name?~s costUsd?~n data?~{u guardrailId?~s guardrailScope?~s summary?~s",
  // Prompt
  "id:s variables?~{|s#1z.) version?~s",
  // open union of PromptCacheMiss, PromptCacheHit, PromptCacheComparisonNotFound, PromptCacheUnavailable
  "#74.#75.#76.#77.",
  // PromptCacheMiss
  "type:=cache_miss= cacheMissedTokens?~n comparisonReusableTokens?~n reason?~s",
  // PromptCacheHit
  "type:=cache_hit=",
  // PromptCacheComparisonNotFound
  "type:=comparison_response_not_found=",
  // PromptCacheUnavailable
  "type:=unavailable=",
  // PromptCacheOptions
  "mode?~s ttl?~s comparisonResponseId?~s",
  // open union of ToolChoiceFunction, ToolChoiceCustom, ToolChoiceMcp, ToolChoiceAllowed, ToolChoiceFileSearch, ToolChoiceWebSearchPreview, ToolChoiceWebSearchPreview20250311, ToolChoiceComputer, ToolChoiceComputerUse, ToolChoiceComputerUsePreview, ToolChoiceCodeInterpreter, ToolChoiceImageGeneration, ToolChoiceProgrammaticToolCalling, ToolChoiceShell, ToolChoiceApplyPatch
  "#7a.#7b.#7c.#7d.#7e.#7f.#7g.#7h.#7i.#7j.#7k.#7l.#7m.#7n.#7o.",
  // ToolChoiceFunction
  "type:=function= name?~s",
  // ToolChoiceCustom
  "type:=custom= name?~s",
  // ToolChoiceMcp
  "type:=mcp= serverLabel?~s name?~s",
  // ToolChoiceAllowed
  "type:=allowed_tools= mode?~s tools?~[{u",
  // ToolChoiceFileSearch
  "type:=file_search=",
  // ToolChoiceWebSearchPreview
  "type:=web_search_preview=",
  // ToolChoiceWebSearchPreview20250311
  "type:=web_search_preview_2025_03_11=",
  // ToolChoiceComputer
  "type:=computer=",
  // ToolChoiceComputerUse
  "type:=computer_use=",
  // ToolChoiceComputerUsePreview
  "type:=computer_use_preview=",
  // ToolChoiceCodeInterpreter
  "type:=code_interpreter=",
  // ToolChoiceImageGeneration
  "type:=image_generation=",
  // ToolChoiceProgrammaticToolCalling
  "type:=programmatic_tool_calling=",
  // ToolChoiceShell
  "type:=shell=",
  // ToolChoiceApplyPatch
  "type:=apply_patch=",
  // ToolUsage
  "imageGen?~#7q. webSearch?~#7t.",
  // ImageGenUsage
  "cachedTokens?~n cachedTokensDetails?~#7r. inputTokens?~n inputTokensDetails?~#7s. outputTokens?~n outputTokensDetails?~#7s. totalTokens?~n",
  // ImageGenCachedTokensDetails
  "cachedImageTokens?~n cachedTextTokens?~n",
  // ImageGenTokensDetails
  "imageTokens?~n textTokens?~n",
  // WebSearchUsage
  "numRequests?~n",
  // Usage
  "inputTokens:n inputTokensDetails?~#7v. outputTokens:n outputTokensDetails?~#7w. totalTokens:n contextDetails?~#7x. cost?~n costDetails?~#7y. costInUsdTicks?~n isByok?~b numServerSideToolsUsed?~n numSourcesUsed?~n serverSideToolUsageDetails?~#7z. serverToolUseDetails?~#80.",
  // InputTokensDetails
  "cacheWriteTokens?~n cacheWriteTokensDetails?~{~n cachedTokens?~n",
  // OutputTokensDetails
  "reasoningTokens?~n",
  // ContextDetails
  "inputTokens?~n outputTokens?~n",
  // CostDetails
  "serverToolCost?~n upstreamInferenceCost?~n upstreamInferenceInputCost?~n upstreamInferenceOutputCost?~n",
  // ServerSideToolUsage
  "codeInterpreterCalls?~n documentSearchCalls?~n fileSearchCalls?~n imageGenerationCalls?~n mcpCalls?~n webSearchCalls?~n xSearchCalls?~n",
  // ServerToolUse
  "toolCallsExecuted?~n toolCallsRequested?~n webSearchRequests?~n",
  // ResponsesStreamChunkResponseQueued
  "type:=response.queued= sequenceNumber:n response:#1o.",
  // ResponsesStreamChunkResponseInProgress
  "type:=response.in_progress= sequenceNumber:n response:#1o.",
  // ResponsesStreamChunkResponseCompleted
  "type:=response.completed= sequenceNumber:n response:#1o.",
  // ResponsesStreamChunkResponseIncomplete
  "type:=response.incomplete= sequenceNumber:n response:#1o.",
  // ResponsesStreamChunkResponseFailed
  "type:=response.failed= sequenceNumber:n response:#1o.",
  // ResponsesStreamChunkResponseMcpCallInProgress
  "type:=response.mcp_call.in_progress= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseMcpCallCompleted
  "type:=response.mcp_call.completed= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseMcpCallFailed
  "type:=response.mcp_call.failed= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseMcpCallArgumentsDelta
  "type:=response.mcp_call_arguments.delta= itemId:s outputIndex:n sequenceNumber:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseMcpCallArgumentsDone
  "type:=response.mcp_call_arguments.done= itemId:s outputIndex:n sequenceNumber:n arguments:s",
  // ResponsesStreamChunkResponseMcpListToolsInProgress
  "type:=response.mcp_list_tools.in_progress= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseMcpListToolsCompleted
  "type:=response.mcp_list_tools.completed= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseMcpListToolsFailed
  "type:=response.mcp_list_tools.failed= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseOutputItemAdded
  "type:=response.output_item.added= sequenceNumber:n item:#1p. outputIndex:n",
  // ResponsesStreamChunkResponseOutputItemDone
  "type:=response.output_item.done= sequenceNumber:n item:#1p. outputIndex:n",
  // ResponsesStreamChunkResponseOutputTextDelta
  "type:=response.output_text.delta= contentIndex:n itemId:s outputIndex:n sequenceNumber:n delta:s obfuscation?s logprobs?~[#l.",
  // ResponsesStreamChunkResponseOutputTextAnnotationAdded
  "type:=response.output_text.annotation.added= contentIndex:n itemId:s outputIndex:n sequenceNumber:n annotation:~#g. annotationIndex:n",
  // ResponsesStreamChunkResponseOutputTextDone
  "type:=response.output_text.done= contentIndex:n itemId:s outputIndex:n sequenceNumber:n logprobs?~[#l. text:s",
  // ResponsesStreamChunkResponseReasoningPartAdded
  "type:=response.reasoning_part.added= contentIndex:n itemId:s outputIndex:n sequenceNumber:n part:#e.",
  // ResponsesStreamChunkResponseReasoningPartDone
  "type:=response.reasoning_part.done= contentIndex:n itemId:s outputIndex:n sequenceNumber:n part:#e.",
  // ResponsesStreamChunkResponseReasoningSummaryPartAdded
  "type:=response.reasoning_summary_part.added= itemId:s outputIndex:n sequenceNumber:n summaryIndex:n part:#1t.",
  // ResponsesStreamChunkResponseReasoningSummaryPartDone
  "type:=response.reasoning_summary_part.done= itemId:s outputIndex:n sequenceNumber:n summaryIndex:n part:#1t. status?s",
  // ResponsesStreamChunkResponseReasoningSummaryTextDelta
  "type:=response.reasoning_summary_text.delta= itemId:s outputIndex:n sequenceNumber:n summaryIndex:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseReasoningSummaryTextDone
  "type:=response.reasoning_summary_text.done= itemId:s outputIndex:n sequenceNumber:n summaryIndex:n text:s",
  // ResponsesStreamChunkResponseReasoningTextDelta
  "type:=response.reasoning_text.delta= contentIndex:n itemId:s outputIndex:n sequenceNumber:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseReasoningTextDone
  "type:=response.reasoning_text.done= contentIndex:n itemId:s outputIndex:n sequenceNumber:n text:s",
  // ResponsesStreamChunkResponseRefusalDelta
  "type:=response.refusal.delta= contentIndex:n itemId:s outputIndex:n sequenceNumber:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseRefusalDone
  "type:=response.refusal.done= contentIndex:n itemId:s outputIndex:n sequenceNumber:n refusal:s",
  // ResponsesStreamChunkResponseShellCallCommandAdded
  "type:=response.shell_call_command.added= itemId?s outputIndex:n sequenceNumber:n commandIndex:n command:s",
  // ResponsesStreamChunkResponseShellCallCommandDelta
  "type:=response.shell_call_command.delta= itemId?s outputIndex:n sequenceNumber:n commandIndex:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseShellCallCommandDone
  "type:=response.shell_call_command.done= itemId?s outputIndex:n sequenceNumber:n commandIndex:n command:s",
  // ResponsesStreamChunkResponseShellCallOutputContentDelta
  "type:=response.shell_call_output_content.delta= itemId:s outputIndex:n sequenceNumber:n commandIndex:n delta:#8x. obfuscation?s",
  // ShellOutputDelta
  "stderr?~s stdout?~s",
  // ResponsesStreamChunkResponseShellCallOutputContentDone
  "type:=response.shell_call_output_content.done= itemId:s outputIndex:n sequenceNumber:n commandIndex:n output:[#3q.",
  // ResponsesStreamChunkResponseWebSearchCallInProgress
  "type:=response.web_search_call.in_progress= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseWebSearchCallSearching
  "type:=response.web_search_call.searching= itemId:s outputIndex:n sequenceNumber:n",
  // ResponsesStreamChunkResponseWebSearchCallCompleted
  "type:=response.web_search_call.completed= itemId:s outputIndex:n sequenceNumber:n"
]
