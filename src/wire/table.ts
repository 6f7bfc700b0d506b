/**
 * Generated from the schemas by `npm run compile`. Do not edit: a test compares it with what the schemas give.
 *
 * `tableLines.ts` says what the lines mean. The first is the union of all chunks.
 *
 * @internal
 */

/** A line for each model and open union. */
export const table: ReadonlyArray<string> = [
  "#1-28.", // open union of ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta and 79 more
  "=error sequence_number:n code:~s error_type message!s param:~s status~n headers~{u misalignment~#2o. stream_id agent~#29.", // ResponsesStreamChunkError
  "=keepalive sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkKeepalive
  "=response.apply_patch_call_operation_diff.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseApplyPatchCallOperationDiffDelta
  "=response.apply_patch_call_operation_diff.done item_id:s output_index:n sequence_number:n diff!s stream_id agent~#29.", // ResponsesStreamChunkResponseApplyPatchCallOperationDiffDone
  "=response.audio.delta sequence_number:n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseAudioDelta
  "=response.audio.done sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseAudioDone
  "=response.audio.transcript.delta sequence_number:n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseAudioTranscriptDelta
  "=response.audio.transcript.done sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseAudioTranscriptDone
  "=response.code_interpreter_call_code.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseCodeInterpreterCallCodeDelta
  "=response.code_interpreter_call_code.done item_id:s output_index:n sequence_number:n code!s stream_id agent~#29.", // ResponsesStreamChunkResponseCodeInterpreterCallCodeDone
  "=response.code_interpreter_call.completed item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseCodeInterpreterCallCompleted
  "=response.code_interpreter_call.in_progress item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseCodeInterpreterCallInProgress
  "=response.code_interpreter_call.interpreting item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseCodeInterpreterCallInterpreting
  "=response.compaction.compacting item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseCompactionCompacting
  "=response.completed sequence_number:n response:#74. stream_id agent~#29.", // ResponsesStreamChunkResponseCompleted
  "=response.content_part.added content_index!n item_id:s output_index:n sequence_number:n part:#2a. stream_id agent~#29.", // ResponsesStreamChunkResponseContentPartAdded
  "=response.content_part.done content_index!n item_id:s output_index:n sequence_number:n part:#2a. stream_id agent~#29.", // ResponsesStreamChunkResponseContentPartDone
  "=response.created sequence_number:n response:#74. stream_id agent~#29.", // ResponsesStreamChunkResponseCreated
  "=response.custom_tool_call_input.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseCustomToolCallInputDelta
  "=response.custom_tool_call_input.done item_id:s output_index:n sequence_number:n input!s stream_id agent~#29.", // ResponsesStreamChunkResponseCustomToolCallInputDone
  "=response.debug sequence_number:n debug:#2m. stream_id agent~#29.", // ResponsesStreamChunkResponseDebug
  "=response.error error:#2q. stream_id agent~#29.", // ResponsesStreamChunkResponseError
  "=response.failed sequence_number:n response:#74. stream_id agent~#29.", // ResponsesStreamChunkResponseFailed
  "=response.file_search_call.completed item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseFileSearchCallCompleted
  "=response.file_search_call.in_progress item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseFileSearchCallInProgress
  "=response.file_search_call.searching item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseFileSearchCallSearching
  "=response.function_call_arguments.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseFunctionCallArgumentsDelta
  "=response.function_call_arguments.done item_id:s output_index:n sequence_number:n arguments!s name stream_id agent~#29.", // ResponsesStreamChunkResponseFunctionCallArgumentsDone
  "=response.fusion_call.analysis.completed item_id:s output_index:n sequence_number:n analysis:#2r. stream_id agent~#29.", // ResponsesStreamChunkResponseFusionCallAnalysisCompleted
  "=response.fusion_call.analysis.in_progress item_id:s output_index:n sequence_number:n analyst_model:s judge_model:s stream_id agent~#29.", // ResponsesStreamChunkResponseFusionCallAnalysisInProgress
  "=response.fusion_call.completed item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseFusionCallCompleted
  "=response.fusion_call.in_progress item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseFusionCallInProgress
  "=response.fusion_call.panel.added item_id:s output_index:n sequence_number:n model:s stream_id agent~#29.", // ResponsesStreamChunkResponseFusionCallPanelAdded
  "=response.fusion_call.panel.completed item_id:s output_index:n sequence_number:n model:s content!s stream_id agent~#29.", // ResponsesStreamChunkResponseFusionCallPanelCompleted
  "=response.fusion_call.panel.delta item_id:s output_index:n sequence_number:n model:s delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseFusionCallPanelDelta
  "=response.fusion_call.panel.failed item_id:s output_index:n sequence_number:n model:s error:s status_code?n stream_id agent~#29.", // ResponsesStreamChunkResponseFusionCallPanelFailed
  "=response.fusion_call.panel.reasoning.delta item_id:s output_index:n sequence_number:n model:s delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseFusionCallPanelReasoningDelta
  "=response.image_generation_call.completed item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseImageGenerationCallCompleted
  "=response.image_generation_call.generating item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseImageGenerationCallGenerating
  "=response.image_generation_call.in_progress item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseImageGenerationCallInProgress
  "=response.image_generation_call.partial_image item_id:s output_index:n sequence_number:n partial_image_b64:s partial_image_index!n size quality background output_format stream_id agent~#29.", // ResponsesStreamChunkResponseImageGenerationCallPartialImage
  "=response.in_progress sequence_number:n response:#74. stream_id agent~#29.", // ResponsesStreamChunkResponseInProgress
  "=response.incomplete sequence_number:n response:#74. stream_id agent~#29.", // ResponsesStreamChunkResponseIncomplete
  "=response.inject.created sequence_number:n response_id:s stream_id agent~#29.", // ResponsesStreamChunkResponseInjectCreated
  "=response.inject.failed sequence_number:n response_id:s input:[|#2w.#72.) error:#73. stream_id agent~#29.", // ResponsesStreamChunkResponseInjectFailed
  "=response.mcp_call_arguments.delta item_id:s output_index:n sequence_number:n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseMcpCallArgumentsDelta
  "=response.mcp_call_arguments.done item_id:s output_index:n sequence_number:n arguments!s stream_id agent~#29.", // ResponsesStreamChunkResponseMcpCallArgumentsDone
  "=response.mcp_call.completed item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseMcpCallCompleted
  "=response.mcp_call.failed item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseMcpCallFailed
  "=response.mcp_call.in_progress item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseMcpCallInProgress
  "=response.mcp_list_tools.completed item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseMcpListToolsCompleted
  "=response.mcp_list_tools.failed item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseMcpListToolsFailed
  "=response.mcp_list_tools.in_progress item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseMcpListToolsInProgress
  "=response.output_item.added sequence_number:n item:#75. output_index:n stream_id agent~#29.", // ResponsesStreamChunkResponseOutputItemAdded
  "=response.output_item.done sequence_number:n item:#75. output_index:n stream_id agent~#29.", // ResponsesStreamChunkResponseOutputItemDone
  "=response.output_text.annotation.added content_index!n item_id:s output_index:n sequence_number:n annotation:~#2f. annotation_index!n stream_id agent~#29.", // ResponsesStreamChunkResponseOutputTextAnnotationAdded
  "=response.output_text.delta content_index!n item_id:s output_index:n sequence_number:n delta:s obfuscation?s logprobs~[#2k. stream_id agent~#29.", // ResponsesStreamChunkResponseOutputTextDelta
  "=response.output_text.done content_index!n item_id:s output_index:n sequence_number:n logprobs~[#2k. text!s stream_id agent~#29.", // ResponsesStreamChunkResponseOutputTextDone
  "=response.queued sequence_number:n response:#74. stream_id agent~#29.", // ResponsesStreamChunkResponseQueued
  "=response.reasoning_part.added content_index!n item_id:s output_index:n sequence_number:n part:#2a. stream_id agent~#29.", // ResponsesStreamChunkResponseReasoningPartAdded
  "=response.reasoning_part.done content_index!n item_id:s output_index:n sequence_number:n part:#2a. stream_id agent~#29.", // ResponsesStreamChunkResponseReasoningPartDone
  "=response.reasoning_summary_part.added item_id:s output_index:n sequence_number:n summary_index!n part:#47. stream_id agent~#29.", // ResponsesStreamChunkResponseReasoningSummaryPartAdded
  "=response.reasoning_summary_part.done item_id:s output_index:n sequence_number:n summary_index!n part:#47. status?s stream_id agent~#29.", // ResponsesStreamChunkResponseReasoningSummaryPartDone
  "=response.reasoning_summary_text.delta item_id:s output_index:n sequence_number:n summary_index!n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseReasoningSummaryTextDelta
  "=response.reasoning_summary_text.done item_id:s output_index:n sequence_number:n summary_index!n text!s stream_id agent~#29.", // ResponsesStreamChunkResponseReasoningSummaryTextDone
  "=response.reasoning_text.delta content_index!n item_id:s output_index:n sequence_number:n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseReasoningTextDelta
  "=response.reasoning_text.done content_index!n item_id:s output_index:n sequence_number:n text!s stream_id agent~#29.", // ResponsesStreamChunkResponseReasoningTextDone
  "=response.refusal.delta content_index!n item_id:s output_index:n sequence_number:n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseRefusalDelta
  "=response.refusal.done content_index!n item_id:s output_index:n sequence_number:n refusal!s stream_id agent~#29.", // ResponsesStreamChunkResponseRefusalDone
  "=response.shell_call_command.added item_id?s output_index:n sequence_number:n command_index!n command!s stream_id agent~#29.", // ResponsesStreamChunkResponseShellCallCommandAdded
  "=response.shell_call_command.delta item_id?s output_index:n sequence_number:n command_index!n delta:s obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseShellCallCommandDelta
  "=response.shell_call_command.done item_id?s output_index:n sequence_number:n command_index!n command!s stream_id agent~#29.", // ResponsesStreamChunkResponseShellCallCommandDone
  "=response.shell_call_output_content.delta item_id:s output_index:n sequence_number:n command_index:n delta:#9e. obfuscation?s stream_id agent~#29.", // ResponsesStreamChunkResponseShellCallOutputContentDelta
  "=response.shell_call_output_content.done item_id:s output_index:n sequence_number:n command_index:n output:[#5e. stream_id agent~#29.", // ResponsesStreamChunkResponseShellCallOutputContentDone
  "=response.steer.accepted sequence_number:n steer:#9f. stream_id agent~#29.", // ResponsesStreamChunkResponseSteerAccepted
  "=response.steer.failed sequence_number:n steer:#9h. error:#9i. stream_id agent~#29.", // ResponsesStreamChunkResponseSteerFailed
  "=response.steer.pending sequence_number:n steer:#9f. reason:s required_input![#9g. stream_id agent~#29.", // ResponsesStreamChunkResponseSteerPending
  "=response.web_search_call.completed item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseWebSearchCallCompleted
  "=response.web_search_call.in_progress item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseWebSearchCallInProgress
  "=response.web_search_call.searching item_id:s output_index:n sequence_number:n stream_id agent~#29.", // ResponsesStreamChunkResponseWebSearchCallSearching
  "agent_name", // Agent
  "#2b-2e.", // open union of OutputText and 3 more
  "=output_text text!s annotations~[#2f. logprobs~[#2k.", // OutputText
  "=reasoning_text text!s", // ReasoningText
  "=refusal refusal!s", // Refusal
  "=summary_text text!s", // SummaryText
  "#2g-2j.", // open union of FileCitation and 3 more
  "=container_file_citation container_id:s file_id:s filename start_index~n end_index~n", // ContainerFileCitation
  "=file_citation file_id:s filename index~n", // FileCitation
  "=file_path file_id:s index~n", // FilePath
  "=url_citation url:s title start_index~n end_index~n content", // UrlCitation
  "token!s logprob!n bytes~[n top_logprobs~[#2l.", // LogProb
  "token logprob~n bytes~[n", // TopLogProb
  "echo_upstream_body~{u timings~#2n.", // DebugInfo
  "event:s epoch_ms:n start_ms:n", // DebugTimings
  "detailed_explanation error_type review_target steer~#2p.", // Misalignment
  "message", // MisalignmentSteer
  "code message!s", // ErrorDetail
  "consensus~[s contradictions~[#2s. partial_coverage~[#2u. unique_insights~[#2v. blind_spots~[s", // FusionAnalysis
  "topic:s stances~[#2t.", // FusionContradiction
  "stance:s model", // FusionStance
  "point:s models~[s", // FusionPartialCoverage
  "insight:s model", // FusionUniqueInsight
  "#2x-3u.", // open union of InputMessageItem and 33 more
  "=additional_tools id role tools![#5t. status agent~#29.", // AdditionalToolsItem
  "=agent_message id author recipient content![#6z. agent~#29.", // AgentMessageItem
  "=apply_patch_call id call_id!s operation~#5k. caller~#42. status created_by agent~#29.", // ApplyPatchCallItem
  "=apply_patch_call_output id call_id!s output caller~#42. status created_by agent~#29.", // ApplyPatchCallOutputItem
  "=code_interpreter_call id code container_id outputs~[#4i. status agent~#29.", // CodeInterpreterCallItem
  "=compaction id encrypted_content status created_by agent~#29.", // CompactionItem
  "=compaction_trigger id agent~#29.", // CompactionTriggerItem
  "=computer_call id call_id!s action~#4m. actions~[#4m. pending_safety_checks~[#4x. status agent~#29.", // ComputerCallItem
  "=computer_call_output id call_id!s output:#4y. acknowledged_safety_checks~[#4x. status created_by agent~#29.", // ComputerCallOutputItem
  "=configuration_update id reasoning~#6t. text~#6u. agent~#29.", // ConfigurationUpdateItem
  "=custom_tool_call id call_id!s name!s input!s namespace async~b caller~#42. status created_by agent~#29.", // CustomToolCallItem
  "=custom_tool_call_output id call_id!s output!|s[#46.) caller~#42. status created_by agent~#29.", // CustomToolCallOutputItem
  "=file_search_call id queries~[s results~[#4h. status agent~#29.", // FileSearchCallItem
  "=function_call id call_id!s name!s arguments!s namespace async~b caller~#42. subagent_id subagent_items~[{u status created_by internal_chat_message_metadata_passthrough~#45. metadata~{u agent~#29.", // FunctionCallItem
  "=function_call_output id call_id name namespace output!|s[#46.) caller~#42. status created_by agent~#29.", // FunctionCallOutputItem
  "=image_generation_call id result prompt revised_prompt size quality background output_format action error~#48. svg_usage~#4a. status agent~#29.", // ImageGenerationCallItem
  "=message role:s content:|s[#3v.) id phase status agent~#29.", // InputMessageItem
  "=item_reference id:s agent~#29.", // ItemReferenceItem
  "=local_shell_call id call_id!s action~#5i. status agent~#29.", // LocalShellCallItem
  "=local_shell_call_output id output!s status agent~#29.", // LocalShellCallOutputItem
  "=mcp_approval_request id!s server_label name!s arguments!s status agent~#29.", // McpApprovalRequestItem
  "=mcp_approval_response id approval_request_id:s approve:b reason status agent~#29.", // McpApprovalResponseItem
  "=mcp_call id server_label name!s arguments!s output error~|s#5p.) approval_request_id status agent~#29.", // McpCallItem
  "=mcp_list_tools id server_label tools![#5o. error status agent~#29.", // McpListToolsItem
  "=multi_agent_call id call_id!s action arguments!s agent~#29.", // MultiAgentCallItem
  "=multi_agent_call_output id call_id!s action output![#2a. agent~#29.", // MultiAgentCallOutputItem
  "=program id call_id!s code!s fingerprint status agent~#29.", // ProgramItem
  "=program_output id call_id!s result!s status agent~#29.", // ProgramOutputItem
  "=reasoning id summary![#47. content~[#2a. encrypted_content format signature status internal_chat_message_metadata_passthrough~#45. metadata~{u agent~#29.", // ReasoningItem
  "=shell_call id call_id!s action~#50. environment~#51. arguments caller~#42. status created_by agent~#29.", // ShellCallItem
  "=shell_call_output id call_id!s output![#5e. max_output_length~n container_id files~[#2f. error caller~#42. status created_by agent~#29.", // ShellCallOutputItem
  "=tool_search_call id call_id arguments?u execution status created_by agent~#29.", // ToolSearchCallItem
  "=tool_search_output id call_id tools![#5t. execution status created_by agent~#29.", // ToolSearchOutputItem
  "=web_search_call id action~#4b. status internal_chat_message_metadata_passthrough~#45. metadata~{u agent~#29.", // WebSearchCallItem
  "#2b-2b.#2d-2d.#3w-3z.", // open union of InputText and 5 more
  "=input_audio input_audio:#41.", // InputAudio
  "=input_file detail file_data file_id file_url filename prompt_cache_breakpoint~#40.", // InputFile
  "=input_image detail file_id image_url prompt_cache_breakpoint~#40.", // InputImage
  "=input_text text:s prompt_cache_breakpoint~#40.", // InputText
  "mode ttl", // PromptCacheBreakpoint
  "data:s format", // InputAudioData
  "#43-44.", // open union of DirectCaller and 1 more
  "=direct", // DirectCaller
  "=program caller_id!s", // ProgramCaller
  "turn_id create_time~n", // ItemMetadata
  "#3w-3z.", // open union of InputText and 3 more
  "#2e-2e.", // open union of SummaryText and 0 more
  "code message moderation_details~#49. param type", // ImageGenerationError
  "categories~[s moderation_stage", // ImageModerationDetails
  "input_tokens~n model output_tokens~n reasoning_tokens~n total_tokens~n", // SvgUsage
  "#4c-4e.", // open union of WebSearchSearchAction and 2 more
  "=find_in_page pattern url", // WebSearchFindInPageAction
  "=open_page url", // WebSearchOpenPageAction
  "=search query queries~[s sources~[#4f.", // WebSearchSearchAction
  "#4g-4g.", // open union of WebSearchUrlSource and 0 more
  "=url url!s title", // WebSearchUrlSource
  "file_id filename score~n text attributes~{u", // FileSearchResult
  "#4j-4l.", // open union of CodeInterpreterLogs and 2 more
  "=file id filename media_type size_bytes~n sha256 status error_code download_url expires_at", // CodeInterpreterFile
  "=image url!s", // CodeInterpreterImage
  "=logs logs!s", // CodeInterpreterLogs
  "#4n-4v.", // open union of ComputerClick and 8 more
  "=click button x:n y:n keys~[s", // ComputerClick
  "=double_click x:n y:n keys~[s", // ComputerDoubleClick
  "=drag path:[#4w. keys~[s", // ComputerDrag
  "=keypress keys:[s", // ComputerKeypress
  "=move x:n y:n keys~[s", // ComputerMove
  "=scroll x:n y:n scroll_x:n scroll_y:n keys~[s", // ComputerScroll
  "=screenshot", // ComputerTakeScreenshot
  "=type text!s", // ComputerType
  "=wait", // ComputerWait
  "x:n y:n", // ComputerPoint
  "id!s code message", // ComputerSafetyCheck
  "#4z-4z.", // open union of ComputerScreenshot and 0 more
  "=computer_screenshot file_id image_url detail prompt_cache_breakpoint~#40.", // ComputerScreenshot
  "commands![s max_output_length~n timeout_ms~n", // ShellAction
  "#52-54.", // open union of ContainerAutoEnvironment and 2 more
  "=container_auto file_ids~[s memory_limit network_policy~#55. skills~[#59.", // ContainerAutoEnvironment
  "=container_reference container_id file_ids~[s network_policy~#55.", // ContainerReferenceEnvironment
  "=local skills~[#5d.", // LocalEnvironment
  "#56-57.", // open union of ContainerNetworkPolicyDisabled and 1 more
  "=allowlist allowed_domains~[s domain_secrets~[#58.", // ContainerNetworkPolicyAllowlist
  "=disabled", // ContainerNetworkPolicyDisabled
  "domain name value", // ContainerNetworkPolicyDomainSecret
  "#5a-5b.", // open union of SkillReference and 1 more
  "=inline name description source~#5c.", // InlineSkill
  "=skill_reference skill_id version", // SkillReference
  "type:s data media_type", // InlineSkillSource
  "name description path", // LocalSkill
  "stdout!s stderr!s outcome~#5f. created_by", // ShellOutput
  "#5g-5h.", // open union of ShellExit and 1 more
  "=exit exit_code:n", // ShellExit
  "=timeout", // ShellTimeout
  "#5j-5j.", // open union of LocalShellExec and 0 more
  "=exec command![s env~{s timeout_ms~n user working_directory", // LocalShellExec
  "#5l-5n.", // open union of ApplyPatchCreateFile and 2 more
  "=create_file path!s diff", // ApplyPatchCreateFile
  "=delete_file path!s", // ApplyPatchDeleteFile
  "=update_file path!s diff", // ApplyPatchUpdateFile
  "name!s description input_schema?u annotations?u", // McpListedTool
  "#5q-5s.", // open union of McpHttpError and 2 more
  "=http_error code~n message", // McpHttpError
  "=mcp_protocol_error code~n message", // McpProtocolError
  "=mcp_tool_execution_error content?u", // McpToolExecutionError
  "#5u-6c.", // open union of FunctionTool and 18 more
  "=apply_patch allowed_callers~[s", // ApplyPatchTool
  "=code_interpreter container~|s#6o.) allowed_callers~[s", // CodeInterpreterTool
  "=computer", // ComputerTool
  "=computer_use_preview display_height~n display_width~n environment", // ComputerUsePreviewTool
  "=custom name description format~#6d. allowed_callers~[s defer_loading~b async~b", // CustomTool
  "=file_search vector_store_ids~[s filters~|#6k.#6l.?) max_num_results~n ranking_options~#6m.", // FileSearchTool
  "=function name description parameters~{u strict~b output_schema~{u allowed_callers~[s defer_loading~b async~b", // FunctionTool
  "=image_generation action background complexity frame_count~n frame_duration_ms~n input_fidelity input_image_mask~#6r. model moderation output_compression~n output_format partial_images~n quality size svg~#6s.", // ImageGenerationTool
  "=local_shell", // LocalShellTool
  "=mcp server_label server_url server_description allowed_tools~|[s#6p.) require_approval~|s#6q.) headers~{s authorization connector_id tunnel_id allowed_callers~[s defer_loading~b", // McpTool
  "=namespace name description tools~[#6g.", // NamespaceTool
  "=programmatic_tool_calling", // ProgrammaticToolCallingTool
  "=shell environment~#51. allowed_callers~[s", // ShellTool
  "=tool_search description execution parameters~{u", // ToolSearchTool
  "=web_search_2025_08_26 engine external_web_access~b filters~#6h. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6i. x_search~#6j.", // WebSearch20250826Tool
  "=web_search_preview_2025_03_11 engine external_web_access~b filters~#6h. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6i. x_search~#6j.", // WebSearchPreview20250311Tool
  "=web_search_preview engine external_web_access~b filters~#6h. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6i. x_search~#6j.", // WebSearchPreviewTool
  "=web_search engine external_web_access~b filters~#6h. max_results~n max_uses~n mode return_token_budget search_content_types~[s search_context_size user_location~#6i. x_search~#6j.", // WebSearchTool
  "=x_search allowed_x_handles~[s excluded_x_handles~[s enable_image_understanding~b enable_video_understanding~b from_date to_date", // XSearchTool
  "#6e-6f.", // open union of CustomToolTextFormat and 1 more
  "=grammar definition syntax", // CustomToolGrammarFormat
  "=text", // CustomToolTextFormat
  "#5y-5y.#60-60.", // open union of FunctionTool and 1 more
  "allowed_domains~[s blocked_domains~[s excluded_domains~[s", // WebSearchFilters
  "type city country region timezone", // WebSearchUserLocation
  "allowed_x_handles~[s excluded_x_handles~[s enable_image_understanding~b enable_video_understanding~b from_date to_date", // XSearchOptions
  "type:s key:s value:|snb[|sn))", // ComparisonFilter
  "type:s filters:[|#6k.#6l.?)", // CompoundFilter
  "ranker score_threshold~n hybrid_search~#6n.", // FileSearchRankingOptions
  "embedding_weight~n text_weight~n", // FileSearchHybridSearch
  "type:s file_ids~[s memory_limit network_policy~#55.", // CodeInterpreterContainer
  "tool_names~[s read_only~b", // McpToolFilter
  "always~#6p. never~#6p.", // McpApprovalFilter
  "file_id image_url", // ImageGenerationMask
  "model reasoning~#6t.", // ImageGenerationSvg
  "context effort generate_summary mode summary", // ReasoningConfig
  "format~#6v. verbosity", // TextConfig
  "#6w-6y.", // open union of PlainTextFormat and 2 more
  "=json_object", // JsonObjectFormat
  "=json_schema name schema~{u description strict~b", // JsonSchemaFormat
  "=text", // PlainTextFormat
  "#2b-2e.#3x-3z.#4z-4z.#70-71.", // open union of EncryptedContent and 9 more
  "=text text!s", // AgentMessageText
  "=encrypted_content encrypted_content:s", // EncryptedContent
  "type?z role content~|s[#3v.) id phase status agent~#29.", // UntypedInputItem
  "code:s message!s", // InjectError
  "id!s object!s=response created_at~n model status:s output![#75. access_programs~#7t. background~b billing~#7u. completed_at~n content_filters~[#7v. conversation~#7z. error~#80. error_type frequency_penalty~n image~#81. incomplete_details~#82. input_transformations~[#83. instructions~|s[|#2w.#72.)) max_output_tokens~n max_tool_calls~n metadata~{s moderation~#85. openrouter_metadata~#89. output_text parallel_tool_calls~b presence_penalty~n previous_response_id prompt~#8f. prompt_cache_diagnostics~#8g. prompt_cache_key prompt_cache_options~#8l. prompt_cache_retention reasoning~#6t. safety_identifier service_tier store~b temperature~n text~#6u. tool_choice~|s#8m.) tool_usage~#92. tools~[#5t. top_logprobs~n top_p~n truncation usage~#97. user", // Response
  "#2x-32.#34-35.#37-3c.#3f-3u.#76-7p.", // open union of MessageItem and 49 more
  "=message id role content![#2a. phase status internal_chat_message_metadata_passthrough~#45. metadata~{u agent~#29.", // MessageItem
  "=openrouter:advisor id prompt advice model instance_name error status", // OpenRouterAdvisorItem
  "=openrouter:apply_patch id call_id operation~#5k. status", // OpenRouterApplyPatchItem
  "=openrouter:bash id call_id arguments command stdout stderr exitCode~n container_id files~[#2f. error status", // OpenRouterBashItem
  "=openrouter:browser_use id action screenshotB64 status", // OpenRouterBrowserUseItem
  "=openrouter:code_interpreter id code language stdout stderr exitCode~n status", // OpenRouterCodeInterpreterItem
  "=openrouter:datetime id datetime timezone status", // OpenRouterDatetimeItem
  "=openrouter:experimental__search_models id query arguments status", // OpenRouterExperimentalSearchModelsItem
  "=openrouter:file_search id queries~[s status", // OpenRouterFileSearchItem
  "=openrouter:files id call_id arguments operation file_id filename result error status", // OpenRouterFilesItem
  "=openrouter:fusion id analysis~#2r. responses~[#7q. failed_models~[#7r. sources~[#7s. error failure_reason status", // OpenRouterFusionItem
  "=openrouter:image_generation id result imageB64 imageUrl prompt revisedPrompt status", // OpenRouterImageGenerationItem
  "=openrouter:mcp id serverLabel toolName status", // OpenRouterMcpItem
  "=openrouter:memory id action key value?u status", // OpenRouterMemoryItem
  "=openrouter:shell id call_id arguments action~#50. output~[#5e. container_id files~[#2f. error status", // OpenRouterShellItem
  "=openrouter:subagent id call_id task_name task_description outcome model name instance_name error status", // OpenRouterSubagentItem
  "=openrouter:text_editor id command filePath status", // OpenRouterTextEditorItem
  "=openrouter:tool_search id query status", // OpenRouterToolSearchItem
  "=openrouter:web_fetch id url title content httpStatus~n error status", // OpenRouterWebFetchItem
  "=openrouter:web_search id action~#4b. status", // OpenRouterWebSearchItem
  "model:s content", // FusionPanelResponse
  "model:s error status_code~n", // FusionFailedModel
  "url:s title", // FusionSource
  "cyber", // AccessPrograms
  "payer", // Billing
  "blocked~b content_filter_offsets~#7w. content_filter_raw?u content_filter_results~#7x. source_type", // ContentFilter
  "check_offset~n end_offset~n start_offset~n", // ContentFilterOffsets
  "hate~#7y. jailbreak~#7y. protected_material_code~#7y. protected_material_text~#7y. self_harm~#7y. sexual~#7y. violence~#7y.", // ContentFilterResults
  "detected~b filtered~b severity", // ContentFilterResult
  "id:s", // Conversation
  "code message!s misalignment~#2o. param type", // ResponseError
  "context_compression", // ImageConfig
  "reason", // IncompleteDetails
  "#84-84.", // open union of ReasoningTransformation and 0 more
  "=reasoning id action reason", // ReasoningTransformation
  "input~#86. output~#86.", // Moderation
  "#87-88.", // open union of ModerationResult and 1 more
  "=error code message!s", // ModerationError
  "=moderation_result flagged:b categories~{b category_applied_input_types~{[s category_scores~{n model", // ModerationResult
  "attempt~n attempts~[#8a. endpoints~#8b. generation_time~n is_byok~b params~#8d. pipeline~[#8e. region requested strategy summary", // OpenRouterMetadata
  "model provider status~n", // RouterAttempt
  "available~[#8c. total~n", // RouterEndpoints
  "model provider selected~b", // RouterEndpoint
  "quality_floor~n throughput_floor~n version_group", // RouterParams
  "type:s name cost_usd~n data~{u guardrail_id guardrail_scope summary", // PipelineStage
  "id:s variables~{|s#46.) version", // Prompt
  "#8h-8k.", // open union of PromptCacheMiss and 3 more
  "=comparison_response_not_found", // PromptCacheComparisonNotFound
  "=cache_hit", // PromptCacheHit
  "=cache_miss cache_missed_tokens~n comparison_reusable_tokens~n reason", // PromptCacheMiss
  "=unavailable", // PromptCacheUnavailable
  "mode ttl comparison_response_id", // PromptCacheOptions
  "#8n-91.", // open union of ToolChoiceFunction and 14 more
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
  "image_gen~#93. web_search~#96.", // ToolUsage
  "cached_tokens~n cached_tokens_details~#94. input_tokens~n input_tokens_details~#95. output_tokens~n output_tokens_details~#95. total_tokens~n", // ImageGenUsage
  "cached_image_tokens~n cached_text_tokens~n", // ImageGenCachedTokensDetails
  "image_tokens~n text_tokens~n", // ImageGenTokensDetails
  "num_requests~n", // WebSearchUsage
  "input_tokens!n input_tokens_details~#98. output_tokens!n output_tokens_details~#99. total_tokens!n context_details~#9a. cost~n cost_details~#9b. cost_in_usd_ticks~n is_byok~b num_server_side_tools_used~n num_sources_used~n server_side_tool_usage_details~#9c. server_tool_use_details~#9d.", // Usage
  "cache_write_tokens~n cache_write_tokens_details~{~n cached_tokens~n", // InputTokensDetails
  "reasoning_tokens~n", // OutputTokensDetails
  "input_tokens~n output_tokens~n", // ContextDetails
  "server_tool_cost~n upstream_inference_cost~n upstream_inference_input_cost~n upstream_inference_output_cost~n", // CostDetails
  "code_interpreter_calls~n document_search_calls~n file_search_calls~n image_generation_calls~n mcp_calls~n web_search_calls~n x_search_calls~n", // ServerSideToolUsage
  "tool_calls_executed~n tool_calls_requested~n web_search_requests~n", // ServerToolUse
  "stderr stdout", // ShellOutputDelta
  "id:s previous_response_id:s", // Steer
  "type:s call_id name execution approval_request_id", // RequiredInput
  "id previous_response_id:s input:|s[|#2w.#72.))", // FailedSteer
  "code:s message!s type" // SteerError
]

/** The line of the output items. */
export const outputItem = "#75."
