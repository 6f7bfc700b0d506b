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
  "#1-23.",
  // ResponsesStreamChunkError
  "=error sequence_number:n code:~s error_type message:s param:~s",
  // ResponsesStreamChunkKeepalive
  "=keepalive sequence_number:n",
  // ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta
  "=response.apply_patch_call_operation_diff.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseApplyPatchCallOperationDiffDone
  "=response.apply_patch_call_operation_diff.done item_id:s output_index:n sequence_number:n diff:s",
  // ResponsesStreamChunkResponseAudioDelta
  "=response.audio.delta sequence_number:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseAudioDone
  "=response.audio.done sequence_number:n",
  // ResponsesStreamChunkResponseAudioTranscriptDelta
  "=response.audio.transcript.delta sequence_number:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseAudioTranscriptDone
  "=response.audio.transcript.done sequence_number:n",
  // ResponsesStreamChunkResponseCodeInterpreterCallCodeDelta
  "=response.code_interpreter_call_code.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseCodeInterpreterCallCodeDone
  "=response.code_interpreter_call_code.done item_id:s output_index:n sequence_number:n code:s",
  // ResponsesStreamChunkResponseCodeInterpreterCallCompleted
  "=response.code_interpreter_call.completed item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseCodeInterpreterCallInProgress
  "=response.code_interpreter_call.in_progress item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseCodeInterpreterCallInterpreting
  "=response.code_interpreter_call.interpreting item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseCompactionCompacting
  "=response.compaction.compacting item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseCompleted
  "=response.completed sequence_number:n response:#2o.",
  // ResponsesStreamChunkResponseContentPartAdded
  "=response.content_part.added content_index:n item_id:s output_index:n sequence_number:n part:#24.",
  // ResponsesStreamChunkResponseContentPartDone
  "=response.content_part.done content_index:n item_id:s output_index:n sequence_number:n part:#24.",
  // ResponsesStreamChunkResponseCreated
  "=response.created sequence_number:n response:#2o.",
  // ResponsesStreamChunkResponseCustomToolCallInputDelta
  "=response.custom_tool_call_input.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseCustomToolCallInputDone
  "=response.custom_tool_call_input.done item_id:s output_index:n sequence_number:n input:s",
  // ResponsesStreamChunkResponseDebug
  "=response.debug sequence_number:n debug:#2g.",
  // ResponsesStreamChunkResponseError
  "=response.error error:#2i.",
  // ResponsesStreamChunkResponseFailed
  "=response.failed sequence_number:n response:#2o.",
  // ResponsesStreamChunkResponseFileSearchCallCompleted
  "=response.file_search_call.completed item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseFileSearchCallInProgress
  "=response.file_search_call.in_progress item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseFileSearchCallSearching
  "=response.file_search_call.searching item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseFunctionCallArgumentsDelta
  "=response.function_call_arguments.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseFunctionCallArgumentsDone
  "=response.function_call_arguments.done item_id:s output_index:n sequence_number:n arguments:s name",
  // ResponsesStreamChunkResponseFusionCallAnalysisCompleted
  "=response.fusion_call.analysis.completed item_id:s output_index:n sequence_number:n analysis:#2j.",
  // ResponsesStreamChunkResponseFusionCallAnalysisInProgress
  "=response.fusion_call.analysis.in_progress item_id:s output_index:n sequence_number:n analyst_model:s judge_model:s",
  // ResponsesStreamChunkResponseFusionCallCompleted
  "=response.fusion_call.completed item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseFusionCallInProgress
  "=response.fusion_call.in_progress item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseFusionCallPanelAdded
  "=response.fusion_call.panel.added item_id:s output_index:n sequence_number:n model:s",
  // ResponsesStreamChunkResponseFusionCallPanelCompleted
  "=response.fusion_call.panel.completed item_id:s output_index:n sequence_number:n model:s content:s",
  // ResponsesStreamChunkResponseFusionCallPanelDelta
  "=response.fusion_call.panel.delta item_id:s output_index:n sequence_number:n model:s delta:s obfuscation?s",
  // ResponsesStreamChunkResponseFusionCallPanelFailed
  "=response.fusion_call.panel.failed item_id:s output_index:n sequence_number:n model:s error:s status_code?n",
  // ResponsesStreamChunkResponseFusionCallPanelReasoningDelta
  "=response.fusion_call.panel.reasoning.delta item_id:s output_index:n sequence_number:n model:s delta:s obfuscation?s",
  // ResponsesStreamChunkResponseImageGenerationCallCompleted
  "=response.image_generation_call.completed item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseImageGenerationCallGenerating
  "=response.image_generation_call.generating item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseImageGenerationCallInProgress
  "=response.image_generation_call.in_progress item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseImageGenerationCallPartialImage
  "=response.image_generation_call.partial_image item_id:s output_index:n sequence_number:n partial_image_b64:s partial_image_index:n size quality background output_format",
  // ResponsesStreamChunkResponseInProgress
  "=response.in_progress sequence_number:n response:#2o.",
  // ResponsesStreamChunkResponseIncomplete
  "=response.incomplete sequence_number:n response:#2o.",
  // ResponsesStreamChunkResponseMcpCallArgumentsDelta
  "=response.mcp_call_arguments.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseMcpCallArgumentsDone
  "=response.mcp_call_arguments.done item_id:s output_index:n sequence_number:n arguments:s",
  // ResponsesStreamChunkResponseMcpCallCompleted
  "=response.mcp_call.completed item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseMcpCallFailed
  "=response.mcp_call.failed item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseMcpCallInProgress
  "=response.mcp_call.in_progress item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseMcpListToolsCompleted
  "=response.mcp_list_tools.completed item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseMcpListToolsFailed
  "=response.mcp_list_tools.failed item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseMcpListToolsInProgress
  "=response.mcp_list_tools.in_progress item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseOutputItemAdded
  "=response.output_item.added sequence_number:n item:#2p. output_index:n",
  // ResponsesStreamChunkResponseOutputItemDone
  "=response.output_item.done sequence_number:n item:#2p. output_index:n",
  // ResponsesStreamChunkResponseOutputTextAnnotationAdded
  "=response.output_text.annotation.added content_index:n item_id:s output_index:n sequence_number:n annotation:~#29. annotation_index:n",
  // ResponsesStreamChunkResponseOutputTextDelta
  "=response.output_text.delta content_index:n item_id:s output_index:n sequence_number:n delta:s obfuscation?s logprobs~[#2e.",
  // ResponsesStreamChunkResponseOutputTextDone
  "=response.output_text.done content_index:n item_id:s output_index:n sequence_number:n logprobs~[#2e. text:s",
  // ResponsesStreamChunkResponseQueued
  "=response.queued sequence_number:n response:#2o.",
  // ResponsesStreamChunkResponseReasoningPartAdded
  "=response.reasoning_part.added content_index:n item_id:s output_index:n sequence_number:n part:#24.",
  // ResponsesStreamChunkResponseReasoningPartDone
  "=response.reasoning_part.done content_index:n item_id:s output_index:n sequence_number:n part:#24.",
  // ResponsesStreamChunkResponseReasoningSummaryPartAdded
  "=response.reasoning_summary_part.added item_id:s output_index:n sequence_number:n summary_index:n part:#42.",
  // ResponsesStreamChunkResponseReasoningSummaryPartDone
  "=response.reasoning_summary_part.done item_id:s output_index:n sequence_number:n summary_index:n part:#42. status?s",
  // ResponsesStreamChunkResponseReasoningSummaryTextDelta
  "=response.reasoning_summary_text.delta item_id:s output_index:n sequence_number:n summary_index:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseReasoningSummaryTextDone
  "=response.reasoning_summary_text.done item_id:s output_index:n sequence_number:n summary_index:n text:s",
  // ResponsesStreamChunkResponseReasoningTextDelta
  "=response.reasoning_text.delta content_index:n item_id:s output_index:n sequence_number:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseReasoningTextDone
  "=response.reasoning_text.done content_index:n item_id:s output_index:n sequence_number:n text:s",
  // ResponsesStreamChunkResponseRefusalDelta
  "=response.refusal.delta content_index:n item_id:s output_index:n sequence_number:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseRefusalDone
  "=response.refusal.done content_index:n item_id:s output_index:n sequence_number:n refusal:s",
  // ResponsesStreamChunkResponseShellCallCommandAdded
  "=response.shell_call_command.added item_id?s output_index:n sequence_number:n command_index:n command:s",
  // ResponsesStreamChunkResponseShellCallCommandDelta
  "=response.shell_call_command.delta item_id?s output_index:n sequence_number:n command_index:n delta:s obfuscation?s",
  // ResponsesStreamChunkResponseShellCallCommandDone
  "=response.shell_call_command.done item_id?s output_index:n sequence_number:n command_index:n command:s",
  // ResponsesStreamChunkResponseShellCallOutputContentDelta
  "=response.shell_call_output_content.delta item_id:s output_index:n sequence_number:n command_index:n delta:#91. obfuscation?s",
  // ResponsesStreamChunkResponseShellCallOutputContentDone
  "=response.shell_call_output_content.done item_id:s output_index:n sequence_number:n command_index:n output:[#5l.",
  // ResponsesStreamChunkResponseWebSearchCallCompleted
  "=response.web_search_call.completed item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseWebSearchCallInProgress
  "=response.web_search_call.in_progress item_id:s output_index:n sequence_number:n",
  // ResponsesStreamChunkResponseWebSearchCallSearching
  "=response.web_search_call.searching item_id:s output_index:n sequence_number:n",
  // open union of OutputText, Refusal, ReasoningText, SummaryText
  "#25-28.",
  // OutputText
  "=output_text text:s annotations~[#29. logprobs~[#2e.",
  // ReasoningText
  "=reasoning_text text:s",
  // Refusal
  "=refusal refusal:s",
  // SummaryText
  "=summary_text text:s",
  // open union of FileCitation, UrlCitation, FilePath, ContainerFileCitation
  "#2a-2d.",
  // ContainerFileCitation
  "=container_file_citation container_id:s file_id:s filename start_index~n end_index~n",
  // FileCitation
  "=file_citation file_id:s filename index~n",
  // FilePath
  "=file_path file_id:s index~n",
  // UrlCitation
  "=url_citation url:s title start_index~n end_index~n content",
  // LogProb
  "token:s logprob:n bytes~[n top_logprobs~[#2f.",
  // TopLogProb
  "token logprob~n bytes~[n",
  // DebugInfo
  "echo_upstream_body~{u timings~#2h.",
  // DebugTimings
  "event:s epoch_ms:n start_ms:n",
  // ErrorDetail
  "code message:s",
  // FusionAnalysis
  "consensus~[s contradictions~[#2k. partial_coverage~[#2m. unique_insights~[#2n. blind_spots~[s",
  // FusionContradiction
  "topic:s stances~[#2l.",
  // FusionStance
  "stance:s model",
  // FusionPartialCoverage
  "point:s models~[s",
  // FusionUniqueInsight
  "insight:s model",
  // Response
  "id:s object:s created_at:n model:s status:s output:[#2p. access_programs~#72. background~b billing~#73. completed_at~n content_filters~[#74. conversation~#78. error~#79. error_type frequency_penalty~n image~#7c. incomplete_details~#7d. input_transformations~[#7e. instructions~|s[|#7g.#7r.)) max_output_tokens~n max_tool_calls~n metadata~{s moderation~#7s. openrouter_metadata~#7w. output_text parallel_tool_calls~b presence_penalty~n previous_response_id prompt~#82. prompt_cache_diagnostics~#83. prompt_cache_key prompt_cache_options~#88. prompt_cache_retention reasoning~#6y. safety_identifier service_tier store~b temperature~n text~#7m. tool_choice~|s#89.) tool_usage~#8p. tools~[#5y. top_logprobs~n top_p~n truncation usage~#8u. user",
  // open union of MessageItem, ReasoningItem, FunctionCallItem, FunctionCallOutputItem, CustomToolCallItem, CustomToolCallOutputItem, WebSearchCallItem, FileSearchCallItem, ImageGenerationCallItem, CodeInterpreterCallItem, ComputerCallItem, ComputerCallOutputItem, LocalShellCallItem, LocalShellCallOutputItem, ShellCallItem, ShellCallOutputItem, ApplyPatchCallItem, ApplyPatchCallOutputItem, McpCallItem, McpListToolsItem, McpApprovalRequestItem, McpApprovalResponseItem, ToolSearchCallItem, ToolSearchOutputItem, AdditionalToolsItem, ProgramItem, ProgramOutputItem, CompactionItem, OpenRouterWebSearchItem, OpenRouterWebFetchItem, OpenRouterDatetimeItem, OpenRouterImageGenerationItem, OpenRouterCodeInterpreterItem, OpenRouterBashItem, OpenRouterShellItem, OpenRouterTextEditorItem, OpenRouterApplyPatchItem, OpenRouterFilesItem, OpenRouterFileSearchItem, OpenRouterBrowserUseItem, OpenRouterToolSearchItem, OpenRouterMemoryItem, OpenRouterMcpItem, OpenRouterExperimentalSearchModelsItem, OpenRouterFusionItem, OpenRouterAdvisorItem, OpenRouterSubagentItem
  "#2q-40.",
  // AdditionalToolsItem
  "=additional_tools id role tools:[#5y. status",
  // ApplyPatchCallItem
  "=apply_patch_call id call_id:s operation:#5p. caller~#43. status created_by",
  // ApplyPatchCallOutputItem
  "=apply_patch_call_output id call_id:s output caller~#43. status created_by",
  // CodeInterpreterCallItem
  "=code_interpreter_call id code container_id outputs~[#4n. status",
  // CompactionItem
  "=compaction id encrypted_content:s status created_by",
  // ComputerCallItem
  "=computer_call id call_id:s action~#4r. actions~[#4r. pending_safety_checks~[#52. status",
  // ComputerCallOutputItem
  "=computer_call_output id call_id:s output:#53. acknowledged_safety_checks~[#52. status created_by",
  // CustomToolCallItem
  "=custom_tool_call id call_id:s name:s input:s namespace async~b caller~#43. status created_by",
  // CustomToolCallOutputItem
  "=custom_tool_call_output id call_id:s output:|s[#46.) caller~#43. status created_by",
  // FileSearchCallItem
  "=file_search_call id queries~[s results~[#4j. status",
  // FunctionCallItem
  "=function_call id call_id:s name:s arguments:s namespace async~b caller~#43. subagent_id subagent_items~[{u status created_by internal_chat_message_metadata_passthrough~#41. metadata~{u",
  // FunctionCallOutputItem
  "=function_call_output id call_id name namespace output:|s[#46.) caller~#43. status created_by",
  // ImageGenerationCallItem
  "=image_generation_call id result prompt revised_prompt size quality background output_format action error~#4k. svg_usage~#4m. status",
  // LocalShellCallItem
  "=local_shell_call id call_id:s action:#55. status",
  // LocalShellCallOutputItem
  "=local_shell_call_output id output:s status",
  // McpApprovalRequestItem
  "=mcp_approval_request id:s server_label name:s arguments:s status",
  // McpApprovalResponseItem
  "=mcp_approval_response id approval_request_id:s approve:b reason status",
  // McpCallItem
  "=mcp_call id server_label name:s arguments:s output error~|s#5t.) approval_request_id status",
  // McpListToolsItem
  "=mcp_list_tools id server_label tools:[#5x. error status",
  // MessageItem
  "=message id role content:[#24. phase status internal_chat_message_metadata_passthrough~#41. metadata~{u",
  // OpenRouterAdvisorItem
  "=openrouter:advisor id prompt advice model instance_name error status",
  // OpenRouterApplyPatchItem
  "=openrouter:apply_patch id call_id operation~#5p. status",
  // OpenRouterBashItem
  "=openrouter:bash id call_id arguments command stdout stderr exitCode~n container_id files~[#29. error status",
  // OpenRouterBrowserUseItem
  "=openrouter:browser_use id action screenshotB64 status",
  // OpenRouterCodeInterpreterItem
  "=openrouter:code_interpreter id code language stdout stderr exitCode~n status",
  // OpenRouterDatetimeItem
  "=openrouter:datetime id datetime timezone status",
  // OpenRouterExperimentalSearchModelsItem
  "=openrouter:experimental__search_models id query arguments status",
  // OpenRouterFileSearchItem
  "=openrouter:file_search id queries~[s status",
  // OpenRouterFilesItem
  "=openrouter:files id call_id arguments operation file_id filename result error status",
  // OpenRouterFusionItem
  "=openrouter:fusion id analysis~#2j. responses~[#6z. failed_models~[#70. sources~[#71. error failure_reason status",
  // OpenRouterImageGenerationItem
  "=openrouter:image_generation id result imageB64 imageUrl prompt revisedPrompt status",
  // OpenRouterMcpItem
  "=openrouter:mcp id serverLabel toolName status",
  // OpenRouterMemoryItem
  "=openrouter:memory id action key value?u status",
  // OpenRouterShellItem
  "=openrouter:shell id call_id arguments action~#57. output~[#5l. container_id files~[#29. error status",
  // OpenRouterSubagentItem
  "=openrouter:subagent id call_id task_name task_description outcome model name instance_name error status",
  // OpenRouterTextEditorItem
  "=openrouter:text_editor id command filePath status",
  // OpenRouterToolSearchItem
  "=openrouter:tool_search id query status",
  // OpenRouterWebFetchItem
  "=openrouter:web_fetch id url title content httpStatus~n error status",
  // OpenRouterWebSearchItem
  "=openrouter:web_search id action~#4d. status",
  // ProgramItem
  "=program id call_id:s code:s fingerprint status",
  // ProgramOutputItem
  "=program_output id call_id:s result:s status",
  // ReasoningItem
  "=reasoning id summary:[#42. content~[#24. encrypted_content format signature status internal_chat_message_metadata_passthrough~#41. metadata~{u",
  // ShellCallItem
  "=shell_call id call_id:s action~#57. environment~#58. arguments caller~#43. status created_by",
  // ShellCallOutputItem
  "=shell_call_output id call_id:s output:[#5l. max_output_length~n container_id files~[#29. error caller~#43. status created_by",
  // ToolSearchCallItem
  "=tool_search_call id call_id arguments:u execution status created_by",
  // ToolSearchOutputItem
  "=tool_search_output id call_id tools:[#5y. execution status created_by",
  // WebSearchCallItem
  "=web_search_call id action~#4d. status internal_chat_message_metadata_passthrough~#41. metadata~{u",
  // ItemMetadata
  "turn_id create_time~n",
  // open union of SummaryText
  "#28-28.",
  // open union of DirectCaller, ProgramCaller
  "#44-45.",
  // DirectCaller
  "=direct",
  // ProgramCaller
  "=program caller_id:s",
  // open union of InputText, InputImage, InputFile, InputAudio
  "#47-4a.",
  // InputAudio
  "=input_audio input_audio:#4c.",
  // InputFile
  "=input_file detail file_data file_id file_url filename prompt_cache_breakpoint~#4b.",
  // InputImage
  "=input_image detail file_id image_url prompt_cache_breakpoint~#4b.",
  // InputText
  "=input_text text:s prompt_cache_breakpoint~#4b.",
  // PromptCacheBreakpoint
  "mode ttl",
  // InputAudioData
  "data:s format",
  // open union of WebSearchSearchAction, WebSearchOpenPageAction, WebSearchFindInPageAction
  "#4e-4g.",
  // WebSearchFindInPageAction
  "=find_in_page pattern:s url",
  // WebSearchOpenPageAction
  "=open_page url",
  // WebSearchSearchAction
  "=search query queries~[s sources~[#4h.",
  // open union of WebSearchUrlSource
  "#4i-4i.",
  // WebSearchUrlSource
  "=url url:s title",
  // FileSearchResult
  "file_id filename score~n text attributes~{u",
  // ImageGenerationError
  "code message moderation_details~#4l. param type",
  // ImageModerationDetails
  "categories~[s moderation_stage",
  // SvgUsage
  "input_tokens~n model output_tokens~n reasoning_tokens~n total_tokens~n",
  // open union of CodeInterpreterLogs, CodeInterpreterImage, CodeInterpreterFile
  "#4o-4q.",
  // CodeInterpreterFile
  "=file id filename media_type size_bytes~n sha256 status error_code download_url expires_at",
  // CodeInterpreterImage
  "=image url:s",
  // CodeInterpreterLogs
  "=logs logs:s",
  // open union of ComputerClick, ComputerDoubleClick, ComputerDrag, ComputerKeypress, ComputerMove, ComputerTakeScreenshot, ComputerScroll, ComputerType, ComputerWait
  "#4s-50.",
  // ComputerClick
  "=click button x:n y:n keys~[s",
  // ComputerDoubleClick
  "=double_click x:n y:n keys~[s",
  // ComputerDrag
  "=drag path:[#51. keys~[s",
  // ComputerKeypress
  "=keypress keys:[s",
  // ComputerMove
  "=move x:n y:n keys~[s",
  // ComputerScroll
  "=scroll x:n y:n scroll_x:n scroll_y:n keys~[s",
  // ComputerTakeScreenshot
  "=screenshot",
  // ComputerType
  "=type text:s",
  // ComputerWait
  "=wait",
  // ComputerPoint
  "x:n y:n",
  // ComputerSafetyCheck
  "id:s code message",
  // open union of ComputerScreenshot
  "#54-54.",
  // ComputerScreenshot
  "=computer_screenshot file_id image_url",
  // open union of LocalShellExec
  "#56-56.",
  // LocalShellExec
  "=exec command:[s env~{s timeout_ms~n user working_directory",
  // ShellAction
  "commands:[s max_output_length~n timeout_ms~n",
  // open union of ContainerAutoEnvironment, LocalEnvironment, ContainerReferenceEnvironment
  "#59-5b.",
  // ContainerAutoEnvironment
  "=container_auto file_ids~[s memory_limit network_policy~#5c. skills~[#5g.",
  // ContainerReferenceEnvironment
  "=container_reference container_id file_ids~[s network_policy~#5c.",
  // LocalEnvironment
  "=local skills~[#5k.",
  // open union of ContainerNetworkPolicyDisabled, ContainerNetworkPolicyAllowlist
  "#5d-5e.",
  // ContainerNetworkPolicyAllowlist
  "=allowlist allowed_domains~[s domain_secrets~[#5f.",
  // ContainerNetworkPolicyDisabled
  "=disabled",
  // ContainerNetworkPolicyDomainSecret
  "domain name value",
  // open union of SkillReference, InlineSkill
  "#5h-5i.",
  // InlineSkill
  "=inline name description source~#5j.",
  // SkillReference
  "=skill_reference skill_id version",
  // InlineSkillSource
  "type:s data media_type",
  // LocalSkill
  "name description path",
  // ShellOutput
  "stdout:s stderr:s outcome:#5m. created_by",
  // open union of ShellExit, ShellTimeout
  "#5n-5o.",
  // ShellExit
  "=exit exit_code:n",
  // ShellTimeout
  "=timeout",
  // open union of ApplyPatchCreateFile, ApplyPatchUpdateFile, ApplyPatchDeleteFile
  "#5q-5s.",
  // ApplyPatchCreateFile
  "=create_file path:s diff:s",
  // ApplyPatchDeleteFile
  "=delete_file path:s",
  // ApplyPatchUpdateFile
  "=update_file path:s diff:s",
  // open union of McpHttpError, McpProtocolError, McpToolExecutionError
  "#5u-5w.",
  // McpHttpError
  "=http_error code~n message",
  // McpProtocolError
  "=mcp_protocol_error code~n message",
  // McpToolExecutionError
  "=mcp_tool_execution_error content?u",
  // McpListedTool
  "name:s description input_schema?u annotations?u",
  // open union of FunctionTool, CustomTool, NamespaceTool, ProgrammaticToolCallingTool, ToolSearchTool, WebSearchTool, WebSearch20250826Tool, WebSearchPreviewTool, WebSearchPreview20250311Tool, XSearchTool, FileSearchTool, ComputerTool, ComputerUsePreviewTool, CodeInterpreterTool, LocalShellTool, ShellTool, ApplyPatchTool, McpTool, ImageGenerationTool
  "#5z-6h.",
  // ApplyPatchTool
  "=apply_patch allowed_callers~[s",
  // CodeInterpreterTool
  "=code_interpreter container~|s#6t.) allowed_callers~[s",
  // ComputerTool
  "=computer",
  // ComputerUsePreviewTool
  "=computer_use_preview display_height~n display_width~n environment",
  // CustomTool
  "=custom name description format~#6i. allowed_callers~[s defer_loading~b async~b",
  // FileSearchTool
  "=file_search vector_store_ids~[s filters~|#6p.#6q.?) max_num_results~n ranking_options~#6r.",
  // FunctionTool
  "=function name description parameters~{u strict~b output_schema~{u allowed_callers~[s defer_loading~b async~b",
  // ImageGenerationTool
  "=image_generation action background complexity frame_count~n frame_duration_ms~n input_fidelity input_image_mask~#6w. model moderation output_compression~n output_format partial_images~n quality size svg~#6x.",
  // LocalShellTool
  "=local_shell",
  // McpTool
  "=mcp server_label server_url server_description allowed_tools~|[s#6u.) require_approval~|s#6v.) headers~{s authorization connector_id tunnel_id allowed_callers~[s defer_loading~b",
  // NamespaceTool
  "=namespace name description tools~[#6l.",
  // ProgrammaticToolCallingTool
  "=programmatic_tool_calling",
  // ShellTool
  "=shell environment~#58. allowed_callers~[s",
  // ToolSearchTool
  "=tool_search description execution parameters~{u",
  // WebSearch20250826Tool
  "=web_search_2025_08_26 engine external_web_access~b filters~#6m. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6n. x_search~#6o.",
  // WebSearchPreview20250311Tool
  "=web_search_preview_2025_03_11 engine external_web_access~b filters~#6m. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6n. x_search~#6o.",
  // WebSearchPreviewTool
  "=web_search_preview engine external_web_access~b filters~#6m. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6n. x_search~#6o.",
  // WebSearchTool
  "=web_search engine external_web_access~b filters~#6m. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6n. x_search~#6o.",
  // XSearchTool
  "=x_search allowed_x_handles~[s excluded_x_handles~[s enable_image_understanding~b enable_video_understanding~b from_date to_date",
  // open union of CustomToolTextFormat, CustomToolGrammarFormat
  "#6j-6k.",
  // CustomToolGrammarFormat
  "=grammar definition syntax",
  // CustomToolTextFormat
  "=text",
  // open union of FunctionTool, CustomTool
  "#63-63.#65-65.",
  // WebSearchFilters
  "allowed_domains~[s blocked_domains~[s excluded_domains~[s",
  // WebSearchUserLocation
  "type city country region timezone",
  // XSearchOptions
  "allowed_x_handles~[s excluded_x_handles~[s enable_image_understanding~b enable_video_understanding~b from_date to_date",
  // ComparisonFilter
  "type:s key:s value:|snb[|sn))",
  // CompoundFilter
  "type:s filters:[|#6p.#6q.?)",
  // FileSearchRankingOptions
  "ranker score_threshold~n hybrid_search~#6s.",
  // FileSearchHybridSearch
  "embedding_weight~n text_weight~n",
  // CodeInterpreterContainer
  "type:s file_ids~[s memory_limit network_policy~#5c.",
  // McpToolFilter
  "tool_names~[s read_only~b",
  // McpApprovalFilter
  "always~#6u. never~#6u.",
  // ImageGenerationMask
  "file_id image_url",
  // ImageGenerationSvg
  "model reasoning~#6y.",
  // ReasoningConfig
  "context effort generate_summary mode summary",
  // FusionPanelResponse
  "model:s content",
  // FusionFailedModel
  "model:s error status_code~n",
  // FusionSource
  "url:s title",
  // AccessPrograms
  "cyber",
  // Billing
  "payer",
  // ContentFilter
  "blocked~b content_filter_offsets~#75. content_filter_raw?u content_filter_results~#76. source_type",
  // ContentFilterOffsets
  "check_offset~n end_offset~n start_offset~n",
  // ContentFilterResults
  "hate~#77. jailbreak~#77. protected_material_code~#77. protected_material_text~#77. self_harm~#77. sexual~#77. violence~#77.",
  // ContentFilterResult
  "detected~b filtered~b severity",
  // Conversation
  "id:s",
  // ResponseError
  "code message:s misalignment~#7a. param type",
  // Misalignment
  "detailed_explanation error_type review_target steer~#7b.",
  // MisalignmentSteer
  "message",
  // ImageConfig
  "context_compression",
  // IncompleteDetails
  "reason",
  // open union of ReasoningTransformation
  "#7f-7f.",
  // ReasoningTransformation
  "=reasoning id action reason",
  // open union of InputMessageItem, FunctionCallItem, FunctionCallOutputItem, CustomToolCallItem, CustomToolCallOutputItem, ReasoningItem, ImageGenerationCallItem, WebSearchCallItem, FileSearchCallItem, CodeInterpreterCallItem, ComputerCallItem, ComputerCallOutputItem, ShellCallItem, ShellCallOutputItem, LocalShellCallItem, LocalShellCallOutputItem, ApplyPatchCallItem, ApplyPatchCallOutputItem, McpListToolsItem, McpApprovalRequestItem, McpApprovalResponseItem, McpCallItem, ToolSearchCallItem, ToolSearchOutputItem, AdditionalToolsItem, ProgramItem, ProgramOutputItem, ConfigurationUpdateItem, CompactionItem, CompactionTriggerItem, ItemReferenceItem
  "#2q-38.#3t-40.#7h-7k.",
  // CompactionTriggerItem
  "=compaction_trigger id",
  // ConfigurationUpdateItem
  "=configuration_update id reasoning~#6y. text~#7m.",
  // InputMessageItem
  "=message role:s content:|s[#7l.) id phase status",
  // ItemReferenceItem
  "=item_reference id:s",
  // open union of InputText, InputImage, InputFile, InputAudio, OutputText, Refusal
  "#25-25.#27-27.#47-4a.",
  // TextConfig
  "format~#7n. verbosity",
  // open union of PlainTextFormat, JsonObjectFormat, JsonSchemaFormat
  "#7o-7q.",
  // JsonObjectFormat
  "=json_object",
  // JsonSchemaFormat
  "=json_schema name schema~{u description strict~b",
  // PlainTextFormat
  "=text",
  // UntypedInputItem
  "type?z role content~|s[#7l.) id phase status",
  // Moderation
  "input~#7t. output~#7t.",
  // open union of ModerationResult, ModerationError
  "#7u-7v.",
  // ModerationError
  "=error code message:s",
  // ModerationResult
  "=moderation_result flagged:b categories~{b category_applied_input_types~{[s category_scores~{n model",
  // OpenRouterMetadata
  "attempt~n attempts~[#7x. endpoints~#7y. generation_time~n is_byok~b params~#80. pipeline~[#81. region requested strategy summary",
  // RouterAttempt
  "model provider status~n",
  // RouterEndpoints
  "available~[#7z. total~n",
  // RouterEndpoint
  "model provider selected~b",
  // RouterParams
  "quality_floor~n throughput_floor~n version_group",
  // PipelineStage
  "type:s name cost_usd~n data~{u guardrail_id guardrail_scope summary",
  // Prompt
  "id:s variables~{|s#46.) version",
  // open union of PromptCacheMiss, PromptCacheHit, PromptCacheComparisonNotFound, PromptCacheUnavailable
  "#84-87.",
  // PromptCacheComparisonNotFound
  "=comparison_response_not_found",
  // PromptCacheHit
  "=cache_hit",
  // PromptCacheMiss
  "=cache_miss cache_missed_tokens~n comparison_reusable_tokens~n reason",
  // PromptCacheUnavailable
  "=unavailable",
  // PromptCacheOptions
  "mode ttl comparison_response_id",
  // open union of ToolChoiceFunction, ToolChoiceCustom, ToolChoiceMcp, ToolChoiceAllowed, ToolChoiceFileSearch, ToolChoiceWebSearchPreview, ToolChoiceWebSearchPreview20250311, ToolChoiceComputer, ToolChoiceComputerUse, ToolChoiceComputerUsePreview, ToolChoiceCodeInterpreter, ToolChoiceImageGeneration, ToolChoiceProgrammaticToolCalling, ToolChoiceShell, ToolChoiceApplyPatch
  "#8a-8o.",
  // ToolChoiceAllowed
  "=allowed_tools mode tools~[{u",
  // ToolChoiceApplyPatch
  "=apply_patch",
  // ToolChoiceCodeInterpreter
  "=code_interpreter",
  // ToolChoiceComputer
  "=computer",
  // ToolChoiceComputerUse
  "=computer_use",
  // ToolChoiceComputerUsePreview
  "=computer_use_preview",
  // ToolChoiceCustom
  "=custom name",
  // ToolChoiceFileSearch
  "=file_search",
  // ToolChoiceFunction
  "=function name",
  // ToolChoiceImageGeneration
  "=image_generation",
  // ToolChoiceMcp
  "=mcp server_label name",
  // ToolChoiceProgrammaticToolCalling
  "=programmatic_tool_calling",
  // ToolChoiceShell
  "=shell",
  // ToolChoiceWebSearchPreview
  "=web_search_preview",
  // ToolChoiceWebSearchPreview20250311
  "=web_search_preview_2025_03_11",
  // ToolUsage
  "image_gen~#8q. web_search~#8t.",
  // ImageGenUsage
  "cached_tokens~n cached_tokens_details~#8r. input_tokens~n input_tokens_details~#8s. output_tokens~n output_tokens_details~#8s. total_tokens~n",
  // ImageGenCachedTokensDetails
  "cached_image_tokens~n cached_text_tokens~n",
  // ImageGenTokensDetails
  "image_tokens~n text_tokens~n",
  // WebSearchUsage
  "num_requests~n",
  // Usage
  "input_tokens:n input_tokens_details~#8v. output_tokens:n output_tokens_details~#8w. total_tokens:n context_details~#8x. cost~n cost_details~#8y. cost_in_usd_ticks~n is_byok~b num_server_side_tools_used~n num_sources_used~n server_side_tool_usage_details~#8z. server_tool_use_details~#90.",
  // InputTokensDetails
  "cache_write_tokens~n cache_write_tokens_details~{~n cached_tokens~n",
  // OutputTokensDetails
  "reasoning_tokens~n",
  // ContextDetails
  "input_tokens~n output_tokens~n",
  // CostDetails
  "server_tool_cost~n upstream_inference_cost~n upstream_inference_input_cost~n upstream_inference_output_cost~n",
  // ServerSideToolUsage
  "code_interpreter_calls~n document_search_calls~n file_search_calls~n image_generation_calls~n mcp_calls~n web_search_calls~n x_search_calls~n",
  // ServerToolUse
  "tool_calls_executed~n tool_calls_requested~n web_search_requests~n",
  // ShellOutputDelta
  "stderr stdout"
]
