/**
 * Generated from the schemas by `npm run compile`. Do not edit: a test compares it with what the schemas give.
 *
 * `tableDecoder.ts` says what the lines mean. The first is the union of all chunks.
 *
 * @internal
 */

/** A line for each model and open union. */
export const table: ReadonlyArray<string> = [
  "#1-23.", // open union of ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta and 74 more
  "=error sequence_number:n code:~s error_type message!s param:~s", // ResponsesStreamChunkError
  "=keepalive sequence_number:n", // ResponsesStreamChunkKeepalive
  "=response.apply_patch_call_operation_diff.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s", // ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta
  "=response.apply_patch_call_operation_diff.done item_id:s output_index:n sequence_number:n diff!s", // ResponsesStreamChunkResponseApplyPatchCallOperationDiffDone
  "=response.audio.delta sequence_number:n delta:s obfuscation?s", // ResponsesStreamChunkResponseAudioDelta
  "=response.audio.done sequence_number:n", // ResponsesStreamChunkResponseAudioDone
  "=response.audio.transcript.delta sequence_number:n delta:s obfuscation?s", // ResponsesStreamChunkResponseAudioTranscriptDelta
  "=response.audio.transcript.done sequence_number:n", // ResponsesStreamChunkResponseAudioTranscriptDone
  "=response.code_interpreter_call_code.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s", // ResponsesStreamChunkResponseCodeInterpreterCallCodeDelta
  "=response.code_interpreter_call_code.done item_id:s output_index:n sequence_number:n code!s", // ResponsesStreamChunkResponseCodeInterpreterCallCodeDone
  "=response.code_interpreter_call.completed item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseCodeInterpreterCallCompleted
  "=response.code_interpreter_call.in_progress item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseCodeInterpreterCallInProgress
  "=response.code_interpreter_call.interpreting item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseCodeInterpreterCallInterpreting
  "=response.compaction.compacting item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseCompactionCompacting
  "=response.completed sequence_number:n response:#2o.", // ResponsesStreamChunkResponseCompleted
  "=response.content_part.added content_index!n item_id:s output_index:n sequence_number:n part:#24.", // ResponsesStreamChunkResponseContentPartAdded
  "=response.content_part.done content_index!n item_id:s output_index:n sequence_number:n part:#24.", // ResponsesStreamChunkResponseContentPartDone
  "=response.created sequence_number:n response:#2o.", // ResponsesStreamChunkResponseCreated
  "=response.custom_tool_call_input.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s", // ResponsesStreamChunkResponseCustomToolCallInputDelta
  "=response.custom_tool_call_input.done item_id:s output_index:n sequence_number:n input!s", // ResponsesStreamChunkResponseCustomToolCallInputDone
  "=response.debug sequence_number:n debug:#2g.", // ResponsesStreamChunkResponseDebug
  "=response.error error:#2i.", // ResponsesStreamChunkResponseError
  "=response.failed sequence_number:n response:#2o.", // ResponsesStreamChunkResponseFailed
  "=response.file_search_call.completed item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseFileSearchCallCompleted
  "=response.file_search_call.in_progress item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseFileSearchCallInProgress
  "=response.file_search_call.searching item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseFileSearchCallSearching
  "=response.function_call_arguments.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s", // ResponsesStreamChunkResponseFunctionCallArgumentsDelta
  "=response.function_call_arguments.done item_id:s output_index:n sequence_number:n arguments!s name", // ResponsesStreamChunkResponseFunctionCallArgumentsDone
  "=response.fusion_call.analysis.completed item_id:s output_index:n sequence_number:n analysis:#2j.", // ResponsesStreamChunkResponseFusionCallAnalysisCompleted
  "=response.fusion_call.analysis.in_progress item_id:s output_index:n sequence_number:n analyst_model:s judge_model:s", // ResponsesStreamChunkResponseFusionCallAnalysisInProgress
  "=response.fusion_call.completed item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseFusionCallCompleted
  "=response.fusion_call.in_progress item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseFusionCallInProgress
  "=response.fusion_call.panel.added item_id:s output_index:n sequence_number:n model:s", // ResponsesStreamChunkResponseFusionCallPanelAdded
  "=response.fusion_call.panel.completed item_id:s output_index:n sequence_number:n model:s content!s", // ResponsesStreamChunkResponseFusionCallPanelCompleted
  "=response.fusion_call.panel.delta item_id:s output_index:n sequence_number:n model:s delta:s obfuscation?s", // ResponsesStreamChunkResponseFusionCallPanelDelta
  "=response.fusion_call.panel.failed item_id:s output_index:n sequence_number:n model:s error:s status_code?n", // ResponsesStreamChunkResponseFusionCallPanelFailed
  "=response.fusion_call.panel.reasoning.delta item_id:s output_index:n sequence_number:n model:s delta:s obfuscation?s", // ResponsesStreamChunkResponseFusionCallPanelReasoningDelta
  "=response.image_generation_call.completed item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseImageGenerationCallCompleted
  "=response.image_generation_call.generating item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseImageGenerationCallGenerating
  "=response.image_generation_call.in_progress item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseImageGenerationCallInProgress
  "=response.image_generation_call.partial_image item_id:s output_index:n sequence_number:n partial_image_b64:s partial_image_index!n size quality background output_format", // ResponsesStreamChunkResponseImageGenerationCallPartialImage
  "=response.in_progress sequence_number:n response:#2o.", // ResponsesStreamChunkResponseInProgress
  "=response.incomplete sequence_number:n response:#2o.", // ResponsesStreamChunkResponseIncomplete
  "=response.mcp_call_arguments.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s", // ResponsesStreamChunkResponseMcpCallArgumentsDelta
  "=response.mcp_call_arguments.done item_id:s output_index:n sequence_number:n arguments!s", // ResponsesStreamChunkResponseMcpCallArgumentsDone
  "=response.mcp_call.completed item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseMcpCallCompleted
  "=response.mcp_call.failed item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseMcpCallFailed
  "=response.mcp_call.in_progress item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseMcpCallInProgress
  "=response.mcp_list_tools.completed item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseMcpListToolsCompleted
  "=response.mcp_list_tools.failed item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseMcpListToolsFailed
  "=response.mcp_list_tools.in_progress item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseMcpListToolsInProgress
  "=response.output_item.added sequence_number:n item:#2p. output_index:n", // ResponsesStreamChunkResponseOutputItemAdded
  "=response.output_item.done sequence_number:n item:#2p. output_index:n", // ResponsesStreamChunkResponseOutputItemDone
  "=response.output_text.annotation.added content_index!n item_id:s output_index:n sequence_number:n annotation:~#29. annotation_index!n", // ResponsesStreamChunkResponseOutputTextAnnotationAdded
  "=response.output_text.delta content_index!n item_id:s output_index:n sequence_number:n delta:s obfuscation?s logprobs~[#2e.", // ResponsesStreamChunkResponseOutputTextDelta
  "=response.output_text.done content_index!n item_id:s output_index:n sequence_number:n logprobs~[#2e. text!s", // ResponsesStreamChunkResponseOutputTextDone
  "=response.queued sequence_number:n response:#2o.", // ResponsesStreamChunkResponseQueued
  "=response.reasoning_part.added content_index!n item_id:s output_index:n sequence_number:n part:#24.", // ResponsesStreamChunkResponseReasoningPartAdded
  "=response.reasoning_part.done content_index!n item_id:s output_index:n sequence_number:n part:#24.", // ResponsesStreamChunkResponseReasoningPartDone
  "=response.reasoning_summary_part.added item_id:s output_index:n sequence_number:n summary_index!n part:#42.", // ResponsesStreamChunkResponseReasoningSummaryPartAdded
  "=response.reasoning_summary_part.done item_id:s output_index:n sequence_number:n summary_index!n part:#42. status?s", // ResponsesStreamChunkResponseReasoningSummaryPartDone
  "=response.reasoning_summary_text.delta item_id:s output_index:n sequence_number:n summary_index!n delta:s obfuscation?s", // ResponsesStreamChunkResponseReasoningSummaryTextDelta
  "=response.reasoning_summary_text.done item_id:s output_index:n sequence_number:n summary_index!n text!s", // ResponsesStreamChunkResponseReasoningSummaryTextDone
  "=response.reasoning_text.delta content_index!n item_id:s output_index:n sequence_number:n delta:s obfuscation?s", // ResponsesStreamChunkResponseReasoningTextDelta
  "=response.reasoning_text.done content_index!n item_id:s output_index:n sequence_number:n text!s", // ResponsesStreamChunkResponseReasoningTextDone
  "=response.refusal.delta content_index!n item_id:s output_index:n sequence_number:n delta:s obfuscation?s", // ResponsesStreamChunkResponseRefusalDelta
  "=response.refusal.done content_index!n item_id:s output_index:n sequence_number:n refusal!s", // ResponsesStreamChunkResponseRefusalDone
  "=response.shell_call_command.added item_id?s output_index:n sequence_number:n command_index!n command!s", // ResponsesStreamChunkResponseShellCallCommandAdded
  "=response.shell_call_command.delta item_id?s output_index:n sequence_number:n command_index!n delta:s obfuscation?s", // ResponsesStreamChunkResponseShellCallCommandDelta
  "=response.shell_call_command.done item_id?s output_index:n sequence_number:n command_index!n command!s", // ResponsesStreamChunkResponseShellCallCommandDone
  "=response.shell_call_output_content.delta item_id:s output_index:n sequence_number:n command_index:n delta:#91. obfuscation?s", // ResponsesStreamChunkResponseShellCallOutputContentDelta
  "=response.shell_call_output_content.done item_id:s output_index:n sequence_number:n command_index:n output:[#5l.", // ResponsesStreamChunkResponseShellCallOutputContentDone
  "=response.web_search_call.completed item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseWebSearchCallCompleted
  "=response.web_search_call.in_progress item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseWebSearchCallInProgress
  "=response.web_search_call.searching item_id:s output_index:n sequence_number:n", // ResponsesStreamChunkResponseWebSearchCallSearching
  "#25-28.", // open union of OutputText and 3 more
  "=output_text text!s annotations~[#29. logprobs~[#2e.", // OutputText
  "=reasoning_text text!s", // ReasoningText
  "=refusal refusal!s", // Refusal
  "=summary_text text!s", // SummaryText
  "#2a-2d.", // open union of FileCitation and 3 more
  "=container_file_citation container_id:s file_id:s filename start_index~n end_index~n", // ContainerFileCitation
  "=file_citation file_id:s filename index~n", // FileCitation
  "=file_path file_id:s index~n", // FilePath
  "=url_citation url:s title start_index~n end_index~n content", // UrlCitation
  "token!s logprob!n bytes~[n top_logprobs~[#2f.", // LogProb
  "token logprob~n bytes~[n", // TopLogProb
  "echo_upstream_body~{u timings~#2h.", // DebugInfo
  "event:s epoch_ms:n start_ms:n", // DebugTimings
  "code message!s", // ErrorDetail
  "consensus~[s contradictions~[#2k. partial_coverage~[#2m. unique_insights~[#2n. blind_spots~[s", // FusionAnalysis
  "topic:s stances~[#2l.", // FusionContradiction
  "stance:s model", // FusionStance
  "point:s models~[s", // FusionPartialCoverage
  "insight:s model", // FusionUniqueInsight
  "id!s object!s=response created_at~n model status:s output![#2p. access_programs~#72. background~b billing~#73. completed_at~n content_filters~[#74. conversation~#78. error~#79. error_type frequency_penalty~n image~#7c. incomplete_details~#7d. input_transformations~[#7e. instructions~|s[|#7g.#7r.)) max_output_tokens~n max_tool_calls~n metadata~{s moderation~#7s. openrouter_metadata~#7w. output_text parallel_tool_calls~b presence_penalty~n previous_response_id prompt~#82. prompt_cache_diagnostics~#83. prompt_cache_key prompt_cache_options~#88. prompt_cache_retention reasoning~#6y. safety_identifier service_tier store~b temperature~n text~#7m. tool_choice~|s#89.) tool_usage~#8p. tools~[#5y. top_logprobs~n top_p~n truncation usage~#8u. user", // Response
  "#2q-40.", // open union of MessageItem and 46 more
  "=additional_tools id role tools![#5y. status", // AdditionalToolsItem
  "=apply_patch_call id call_id!s operation~#5p. caller~#43. status created_by", // ApplyPatchCallItem
  "=apply_patch_call_output id call_id!s output caller~#43. status created_by", // ApplyPatchCallOutputItem
  "=code_interpreter_call id code container_id outputs~[#4n. status", // CodeInterpreterCallItem
  "=compaction id encrypted_content status created_by", // CompactionItem
  "=computer_call id call_id!s action~#4r. actions~[#4r. pending_safety_checks~[#52. status", // ComputerCallItem
  "=computer_call_output id call_id!s output:#53. acknowledged_safety_checks~[#52. status created_by", // ComputerCallOutputItem
  "=custom_tool_call id call_id!s name!s input!s namespace async~b caller~#43. status created_by", // CustomToolCallItem
  "=custom_tool_call_output id call_id!s output!|s[#46.) caller~#43. status created_by", // CustomToolCallOutputItem
  "=file_search_call id queries~[s results~[#4j. status", // FileSearchCallItem
  "=function_call id call_id!s name!s arguments!s namespace async~b caller~#43. subagent_id subagent_items~[{u status created_by internal_chat_message_metadata_passthrough~#41. metadata~{u", // FunctionCallItem
  "=function_call_output id call_id name namespace output!|s[#46.) caller~#43. status created_by", // FunctionCallOutputItem
  "=image_generation_call id result prompt revised_prompt size quality background output_format action error~#4k. svg_usage~#4m. status", // ImageGenerationCallItem
  "=local_shell_call id call_id!s action~#55. status", // LocalShellCallItem
  "=local_shell_call_output id output!s status", // LocalShellCallOutputItem
  "=mcp_approval_request id!s server_label name!s arguments!s status", // McpApprovalRequestItem
  "=mcp_approval_response id approval_request_id:s approve:b reason status", // McpApprovalResponseItem
  "=mcp_call id server_label name!s arguments!s output error~|s#5t.) approval_request_id status", // McpCallItem
  "=mcp_list_tools id server_label tools![#5x. error status", // McpListToolsItem
  "=message id role content![#24. phase status internal_chat_message_metadata_passthrough~#41. metadata~{u", // MessageItem
  "=openrouter:advisor id prompt advice model instance_name error status", // OpenRouterAdvisorItem
  "=openrouter:apply_patch id call_id operation~#5p. status", // OpenRouterApplyPatchItem
  "=openrouter:bash id call_id arguments command stdout stderr exitCode~n container_id files~[#29. error status", // OpenRouterBashItem
  "=openrouter:browser_use id action screenshotB64 status", // OpenRouterBrowserUseItem
  "=openrouter:code_interpreter id code language stdout stderr exitCode~n status", // OpenRouterCodeInterpreterItem
  "=openrouter:datetime id datetime timezone status", // OpenRouterDatetimeItem
  "=openrouter:experimental__search_models id query arguments status", // OpenRouterExperimentalSearchModelsItem
  "=openrouter:file_search id queries~[s status", // OpenRouterFileSearchItem
  "=openrouter:files id call_id arguments operation file_id filename result error status", // OpenRouterFilesItem
  "=openrouter:fusion id analysis~#2j. responses~[#6z. failed_models~[#70. sources~[#71. error failure_reason status", // OpenRouterFusionItem
  "=openrouter:image_generation id result imageB64 imageUrl prompt revisedPrompt status", // OpenRouterImageGenerationItem
  "=openrouter:mcp id serverLabel toolName status", // OpenRouterMcpItem
  "=openrouter:memory id action key value?u status", // OpenRouterMemoryItem
  "=openrouter:shell id call_id arguments action~#57. output~[#5l. container_id files~[#29. error status", // OpenRouterShellItem
  "=openrouter:subagent id call_id task_name task_description outcome model name instance_name error status", // OpenRouterSubagentItem
  "=openrouter:text_editor id command filePath status", // OpenRouterTextEditorItem
  "=openrouter:tool_search id query status", // OpenRouterToolSearchItem
  "=openrouter:web_fetch id url title content httpStatus~n error status", // OpenRouterWebFetchItem
  "=openrouter:web_search id action~#4d. status", // OpenRouterWebSearchItem
  "=program id call_id!s code!s fingerprint status", // ProgramItem
  "=program_output id call_id!s result!s status", // ProgramOutputItem
  "=reasoning id summary![#42. content~[#24. encrypted_content format signature status internal_chat_message_metadata_passthrough~#41. metadata~{u", // ReasoningItem
  "=shell_call id call_id!s action~#57. environment~#58. arguments caller~#43. status created_by", // ShellCallItem
  "=shell_call_output id call_id!s output![#5l. max_output_length~n container_id files~[#29. error caller~#43. status created_by", // ShellCallOutputItem
  "=tool_search_call id call_id arguments?u execution status created_by", // ToolSearchCallItem
  "=tool_search_output id call_id tools![#5y. execution status created_by", // ToolSearchOutputItem
  "=web_search_call id action~#4d. status internal_chat_message_metadata_passthrough~#41. metadata~{u", // WebSearchCallItem
  "turn_id create_time~n", // ItemMetadata
  "#28-28.", // open union of SummaryText and 0 more
  "#44-45.", // open union of DirectCaller and 1 more
  "=direct", // DirectCaller
  "=program caller_id!s", // ProgramCaller
  "#47-4a.", // open union of InputText and 3 more
  "=input_audio input_audio:#4c.", // InputAudio
  "=input_file detail file_data file_id file_url filename prompt_cache_breakpoint~#4b.", // InputFile
  "=input_image detail file_id image_url prompt_cache_breakpoint~#4b.", // InputImage
  "=input_text text:s prompt_cache_breakpoint~#4b.", // InputText
  "mode ttl", // PromptCacheBreakpoint
  "data:s format", // InputAudioData
  "#4e-4g.", // open union of WebSearchSearchAction and 2 more
  "=find_in_page pattern url", // WebSearchFindInPageAction
  "=open_page url", // WebSearchOpenPageAction
  "=search query queries~[s sources~[#4h.", // WebSearchSearchAction
  "#4i-4i.", // open union of WebSearchUrlSource and 0 more
  "=url url!s title", // WebSearchUrlSource
  "file_id filename score~n text attributes~{u", // FileSearchResult
  "code message moderation_details~#4l. param type", // ImageGenerationError
  "categories~[s moderation_stage", // ImageModerationDetails
  "input_tokens~n model output_tokens~n reasoning_tokens~n total_tokens~n", // SvgUsage
  "#4o-4q.", // open union of CodeInterpreterLogs and 2 more
  "=file id filename media_type size_bytes~n sha256 status error_code download_url expires_at", // CodeInterpreterFile
  "=image url!s", // CodeInterpreterImage
  "=logs logs!s", // CodeInterpreterLogs
  "#4s-50.", // open union of ComputerClick and 8 more
  "=click button x:n y:n keys~[s", // ComputerClick
  "=double_click x:n y:n keys~[s", // ComputerDoubleClick
  "=drag path:[#51. keys~[s", // ComputerDrag
  "=keypress keys:[s", // ComputerKeypress
  "=move x:n y:n keys~[s", // ComputerMove
  "=scroll x:n y:n scroll_x:n scroll_y:n keys~[s", // ComputerScroll
  "=screenshot", // ComputerTakeScreenshot
  "=type text!s", // ComputerType
  "=wait", // ComputerWait
  "x:n y:n", // ComputerPoint
  "id!s code message", // ComputerSafetyCheck
  "#54-54.", // open union of ComputerScreenshot and 0 more
  "=computer_screenshot file_id image_url", // ComputerScreenshot
  "#56-56.", // open union of LocalShellExec and 0 more
  "=exec command![s env~{s timeout_ms~n user working_directory", // LocalShellExec
  "commands![s max_output_length~n timeout_ms~n", // ShellAction
  "#59-5b.", // open union of ContainerAutoEnvironment and 2 more
  "=container_auto file_ids~[s memory_limit network_policy~#5c. skills~[#5g.", // ContainerAutoEnvironment
  "=container_reference container_id file_ids~[s network_policy~#5c.", // ContainerReferenceEnvironment
  "=local skills~[#5k.", // LocalEnvironment
  "#5d-5e.", // open union of ContainerNetworkPolicyDisabled and 1 more
  "=allowlist allowed_domains~[s domain_secrets~[#5f.", // ContainerNetworkPolicyAllowlist
  "=disabled", // ContainerNetworkPolicyDisabled
  "domain name value", // ContainerNetworkPolicyDomainSecret
  "#5h-5i.", // open union of SkillReference and 1 more
  "=inline name description source~#5j.", // InlineSkill
  "=skill_reference skill_id version", // SkillReference
  "type:s data media_type", // InlineSkillSource
  "name description path", // LocalSkill
  "stdout!s stderr!s outcome~#5m. created_by", // ShellOutput
  "#5n-5o.", // open union of ShellExit and 1 more
  "=exit exit_code:n", // ShellExit
  "=timeout", // ShellTimeout
  "#5q-5s.", // open union of ApplyPatchCreateFile and 2 more
  "=create_file path!s diff", // ApplyPatchCreateFile
  "=delete_file path!s", // ApplyPatchDeleteFile
  "=update_file path!s diff", // ApplyPatchUpdateFile
  "#5u-5w.", // open union of McpHttpError and 2 more
  "=http_error code~n message", // McpHttpError
  "=mcp_protocol_error code~n message", // McpProtocolError
  "=mcp_tool_execution_error content?u", // McpToolExecutionError
  "name!s description input_schema?u annotations?u", // McpListedTool
  "#5z-6h.", // open union of FunctionTool and 18 more
  "=apply_patch allowed_callers~[s", // ApplyPatchTool
  "=code_interpreter container~|s#6t.) allowed_callers~[s", // CodeInterpreterTool
  "=computer", // ComputerTool
  "=computer_use_preview display_height~n display_width~n environment", // ComputerUsePreviewTool
  "=custom name description format~#6i. allowed_callers~[s defer_loading~b async~b", // CustomTool
  "=file_search vector_store_ids~[s filters~|#6p.#6q.?) max_num_results~n ranking_options~#6r.", // FileSearchTool
  "=function name description parameters~{u strict~b output_schema~{u allowed_callers~[s defer_loading~b async~b", // FunctionTool
  "=image_generation action background complexity frame_count~n frame_duration_ms~n input_fidelity input_image_mask~#6w. model moderation output_compression~n output_format partial_images~n quality size svg~#6x.", // ImageGenerationTool
  "=local_shell", // LocalShellTool
  "=mcp server_label server_url server_description allowed_tools~|[s#6u.) require_approval~|s#6v.) headers~{s authorization connector_id tunnel_id allowed_callers~[s defer_loading~b", // McpTool
  "=namespace name description tools~[#6l.", // NamespaceTool
  "=programmatic_tool_calling", // ProgrammaticToolCallingTool
  "=shell environment~#58. allowed_callers~[s", // ShellTool
  "=tool_search description execution parameters~{u", // ToolSearchTool
  "=web_search_2025_08_26 engine external_web_access~b filters~#6m. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6n. x_search~#6o.", // WebSearch20250826Tool
  "=web_search_preview_2025_03_11 engine external_web_access~b filters~#6m. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6n. x_search~#6o.", // WebSearchPreview20250311Tool
  "=web_search_preview engine external_web_access~b filters~#6m. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6n. x_search~#6o.", // WebSearchPreviewTool
  "=web_search engine external_web_access~b filters~#6m. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6n. x_search~#6o.", // WebSearchTool
  "=x_search allowed_x_handles~[s excluded_x_handles~[s enable_image_understanding~b enable_video_understanding~b from_date to_date", // XSearchTool
  "#6j-6k.", // open union of CustomToolTextFormat and 1 more
  "=grammar definition syntax", // CustomToolGrammarFormat
  "=text", // CustomToolTextFormat
  "#63-63.#65-65.", // open union of FunctionTool and 1 more
  "allowed_domains~[s blocked_domains~[s excluded_domains~[s", // WebSearchFilters
  "type city country region timezone", // WebSearchUserLocation
  "allowed_x_handles~[s excluded_x_handles~[s enable_image_understanding~b enable_video_understanding~b from_date to_date", // XSearchOptions
  "type:s key:s value:|snb[|sn))", // ComparisonFilter
  "type:s filters:[|#6p.#6q.?)", // CompoundFilter
  "ranker score_threshold~n hybrid_search~#6s.", // FileSearchRankingOptions
  "embedding_weight~n text_weight~n", // FileSearchHybridSearch
  "type:s file_ids~[s memory_limit network_policy~#5c.", // CodeInterpreterContainer
  "tool_names~[s read_only~b", // McpToolFilter
  "always~#6u. never~#6u.", // McpApprovalFilter
  "file_id image_url", // ImageGenerationMask
  "model reasoning~#6y.", // ImageGenerationSvg
  "context effort generate_summary mode summary", // ReasoningConfig
  "model:s content", // FusionPanelResponse
  "model:s error status_code~n", // FusionFailedModel
  "url:s title", // FusionSource
  "cyber", // AccessPrograms
  "payer", // Billing
  "blocked~b content_filter_offsets~#75. content_filter_raw?u content_filter_results~#76. source_type", // ContentFilter
  "check_offset~n end_offset~n start_offset~n", // ContentFilterOffsets
  "hate~#77. jailbreak~#77. protected_material_code~#77. protected_material_text~#77. self_harm~#77. sexual~#77. violence~#77.", // ContentFilterResults
  "detected~b filtered~b severity", // ContentFilterResult
  "id:s", // Conversation
  "code message!s misalignment~#7a. param type", // ResponseError
  "detailed_explanation error_type review_target steer~#7b.", // Misalignment
  "message", // MisalignmentSteer
  "context_compression", // ImageConfig
  "reason", // IncompleteDetails
  "#7f-7f.", // open union of ReasoningTransformation and 0 more
  "=reasoning id action reason", // ReasoningTransformation
  "#2q-38.#3t-40.#7h-7k.", // open union of InputMessageItem and 30 more
  "=compaction_trigger id", // CompactionTriggerItem
  "=configuration_update id reasoning~#6y. text~#7m.", // ConfigurationUpdateItem
  "=message role:s content:|s[#7l.) id phase status", // InputMessageItem
  "=item_reference id:s", // ItemReferenceItem
  "#25-25.#27-27.#47-4a.", // open union of InputText and 5 more
  "format~#7n. verbosity", // TextConfig
  "#7o-7q.", // open union of PlainTextFormat and 2 more
  "=json_object", // JsonObjectFormat
  "=json_schema name schema~{u description strict~b", // JsonSchemaFormat
  "=text", // PlainTextFormat
  "type?z role content~|s[#7l.) id phase status", // UntypedInputItem
  "input~#7t. output~#7t.", // Moderation
  "#7u-7v.", // open union of ModerationResult and 1 more
  "=error code message!s", // ModerationError
  "=moderation_result flagged:b categories~{b category_applied_input_types~{[s category_scores~{n model", // ModerationResult
  "attempt~n attempts~[#7x. endpoints~#7y. generation_time~n is_byok~b params~#80. pipeline~[#81. region requested strategy summary", // OpenRouterMetadata
  "model provider status~n", // RouterAttempt
  "available~[#7z. total~n", // RouterEndpoints
  "model provider selected~b", // RouterEndpoint
  "quality_floor~n throughput_floor~n version_group", // RouterParams
  "type:s name cost_usd~n data~{u guardrail_id guardrail_scope summary", // PipelineStage
  "id:s variables~{|s#46.) version", // Prompt
  "#84-87.", // open union of PromptCacheMiss and 3 more
  "=comparison_response_not_found", // PromptCacheComparisonNotFound
  "=cache_hit", // PromptCacheHit
  "=cache_miss cache_missed_tokens~n comparison_reusable_tokens~n reason", // PromptCacheMiss
  "=unavailable", // PromptCacheUnavailable
  "mode ttl comparison_response_id", // PromptCacheOptions
  "#8a-8o.", // open union of ToolChoiceFunction and 14 more
  "=allowed_tools mode tools~[{u", // ToolChoiceAllowed
  "=apply_patch", // ToolChoiceApplyPatch
  "=code_interpreter", // ToolChoiceCodeInterpreter
  "=computer", // ToolChoiceComputer
  "=computer_use", // ToolChoiceComputerUse
  "=computer_use_preview", // ToolChoiceComputerUsePreview
  "=custom name", // ToolChoiceCustom
  "=file_search", // ToolChoiceFileSearch
  "=function name", // ToolChoiceFunction
  "=image_generation", // ToolChoiceImageGeneration
  "=mcp server_label name", // ToolChoiceMcp
  "=programmatic_tool_calling", // ToolChoiceProgrammaticToolCalling
  "=shell", // ToolChoiceShell
  "=web_search_preview", // ToolChoiceWebSearchPreview
  "=web_search_preview_2025_03_11", // ToolChoiceWebSearchPreview20250311
  "image_gen~#8q. web_search~#8t.", // ToolUsage
  "cached_tokens~n cached_tokens_details~#8r. input_tokens~n input_tokens_details~#8s. output_tokens~n output_tokens_details~#8s. total_tokens~n", // ImageGenUsage
  "cached_image_tokens~n cached_text_tokens~n", // ImageGenCachedTokensDetails
  "image_tokens~n text_tokens~n", // ImageGenTokensDetails
  "num_requests~n", // WebSearchUsage
  "input_tokens!n input_tokens_details~#8v. output_tokens!n output_tokens_details~#8w. total_tokens!n context_details~#8x. cost~n cost_details~#8y. cost_in_usd_ticks~n is_byok~b num_server_side_tools_used~n num_sources_used~n server_side_tool_usage_details~#8z. server_tool_use_details~#90.", // Usage
  "cache_write_tokens~n cache_write_tokens_details~{~n cached_tokens~n", // InputTokensDetails
  "reasoning_tokens~n", // OutputTokensDetails
  "input_tokens~n output_tokens~n", // ContextDetails
  "server_tool_cost~n upstream_inference_cost~n upstream_inference_input_cost~n upstream_inference_output_cost~n", // CostDetails
  "code_interpreter_calls~n document_search_calls~n file_search_calls~n image_generation_calls~n mcp_calls~n web_search_calls~n x_search_calls~n", // ServerSideToolUsage
  "tool_calls_executed~n tool_calls_requested~n web_search_requests~n", // ServerToolUse
  "stderr stdout" // ShellOutputDelta
]

/** The line of the output items. */
export const outputItem = "#2p."
