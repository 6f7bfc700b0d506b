/**
 * The table of calls: a row for each kind, and one for each chunk that changes a call. `functions.ts` has those of
 * function calls.
 *
 * @internal
 */
import * as HashMap from "effect/HashMap"
import { fieldsOf } from "../base/json.ts"
import type { Case } from "../chunk/ResponsesStreamChunk.ts"
import type { ApplyPatchOperation } from "../model/ServerToolItem.ts"
import type { ItemUpdateType } from "../stream/items.ts"
import { functionCall, functionUpdates, jsonCall } from "./functions.ts"
import type { Input } from "./input.ts"
import { complete, grow, onDelta, onDone } from "./state.ts"
import type { Kind, Table, Update } from "./state.ts"
import type { CallItem, CallType, ShellCallType } from "./toolEvent.ts"

// -----------------------------------------------------------------------------
// Inputs
// -----------------------------------------------------------------------------

/** An input that comes with the item, all at once. */
const whole: Input = {
  grow: (text, delta) => ({ ...text, text: text.text + delta }),
  finished: (identity) => ({ _tag: "Finished", ...identity }),
  unfinished: (identity, _, __, verdict) => ({ _tag: "Unfinished", ...identity, verdict }),
  isWhole: () => false
}

/** Free text. */
const text: Input = {
  ...whole,
  grown: (identity, { text: input }, delta) => ({ _tag: "Input", ...identity, delta, input })
}

/** A list of commands. */
const commands: Input = {
  ...whole,
  grown: (identity, { text: input }, delta, commandIndex) => ({
    _tag: "Input",
    ...identity,
    delta,
    input,
    commandIndex
  })
}

// -----------------------------------------------------------------------------
// Kinds
// -----------------------------------------------------------------------------

const plain: Kind = {
  input: whole,
  isInput: false,
  textsOf: () => [],
  textFields: () => ({})
}

const customToolCall: Kind<CallItem<"custom_tool_call">> = {
  input: text,
  isInput: true,
  textsOf: ({ input }) => [input],
  textFields: ([input = ""]) => ({ input })
}

const codeCall: Kind<CallItem<"code_interpreter_call" | "openrouter:code_interpreter">> = {
  input: text,
  isInput: false,
  textsOf: ({ code }) => [code ?? ""],
  textFields: ([code = ""]) => ({ code })
}

const patchCall: Kind<CallItem<"apply_patch_call" | "openrouter:apply_patch">> = {
  input: text,
  isInput: true,
  textsOf: ({ operation }) => [(hasDiff(operation) && operation.diff) || ""],
  textFields: ([diff = ""], { operation }) =>
    hasDiff(operation) ? { operation: Object.assign({}, operation, { diff }) } : {}
}

const hasDiff = (
  operation: ApplyPatchOperation | null | undefined
): operation is Extract<ApplyPatchOperation, { readonly type: "create_file" | "update_file" }> =>
  operation?.type === "create_file" || operation?.type === "update_file"

const shellCall = (isInput: boolean): Kind<CallItem<ShellCallType>> => ({
  input: commands,
  isInput,
  textsOf: ({ action }) => action?.commands ?? [],
  textFields: (texts, { action }) => ({ action: Object.assign({}, action, { commands: texts }) })
})

const kinds: { readonly [Type in CallType]: Kind<CallItem<Type>> } = {
  apply_patch_call: patchCall,
  apply_patch_call_output: plain,
  code_interpreter_call: codeCall,
  computer_call: plain,
  custom_tool_call: customToolCall,
  file_search_call: plain,
  function_call: functionCall,
  image_generation_call: plain,
  local_shell_call: plain,
  mcp_approval_request: /* @__PURE__ */ jsonCall(true),
  mcp_call: /* @__PURE__ */ jsonCall(false),
  mcp_list_tools: plain,
  multi_agent_call: plain,
  multi_agent_call_output: plain,
  "openrouter:advisor": plain,
  "openrouter:apply_patch": patchCall,
  "openrouter:bash": plain,
  "openrouter:browser_use": plain,
  "openrouter:code_interpreter": codeCall,
  "openrouter:datetime": plain,
  "openrouter:experimental__search_models": plain,
  "openrouter:file_search": plain,
  "openrouter:files": plain,
  "openrouter:fusion": plain,
  "openrouter:image_generation": plain,
  "openrouter:mcp": plain,
  "openrouter:memory": plain,
  "openrouter:shell": /* @__PURE__ */ shellCall(false),
  "openrouter:subagent": plain,
  "openrouter:text_editor": plain,
  "openrouter:tool_search": plain,
  "openrouter:web_fetch": plain,
  "openrouter:web_search": plain,
  program: plain,
  program_output: plain,
  shell_call: /* @__PURE__ */ shellCall(true),
  shell_call_output: plain,
  tool_search_call: plain,
  tool_search_output: plain,
  web_search_call: plain
}

// -----------------------------------------------------------------------------
// Chunks
// -----------------------------------------------------------------------------

const onStatus =
  (status: string): Update<unknown> =>
  (call) => {
    const { identity, item = {}, status: before = fieldsOf(item)["status"] } = call
    if (status === call.status) return [call, []]
    const events = identity === undefined || status === before ? [] : [{ _tag: "StatusChanged", ...identity, status }]
    return [{ ...call, status }, events]
  }

const inProgress = /* @__PURE__ */ onStatus("in_progress")
const generating = /* @__PURE__ */ onStatus("generating")
const completed = /* @__PURE__ */ onStatus("completed")

/** The chunks that change no message, no reasoning, and no conversation. */
type CallUpdateType = Exclude<
  ItemUpdateType,
  `response.${"compaction" | "content_part" | "output_text" | "refusal" | `reasoning_${string}`}.${string}`
>

const updates: { readonly [Type in CallUpdateType]: Update<Case<Type>> } = {
  ...functionUpdates,
  "response.apply_patch_call_operation_diff.delta": onDelta,
  "response.apply_patch_call_operation_diff.done": /* @__PURE__ */ onDone("diff"),
  "response.code_interpreter_call.completed": completed,
  "response.code_interpreter_call.in_progress": inProgress,
  "response.code_interpreter_call.interpreting": /* @__PURE__ */ onStatus("interpreting"),
  "response.code_interpreter_call_code.delta": onDelta,
  "response.code_interpreter_call_code.done": /* @__PURE__ */ onDone("code"),
  "response.file_search_call.completed": completed,
  "response.file_search_call.in_progress": inProgress,
  "response.file_search_call.searching": /* @__PURE__ */ onStatus("searching"),
  "response.fusion_call.analysis.completed": inProgress,
  "response.fusion_call.analysis.in_progress": inProgress,
  "response.fusion_call.completed": completed,
  "response.fusion_call.in_progress": inProgress,
  "response.fusion_call.panel.added": inProgress,
  "response.fusion_call.panel.completed": inProgress,
  "response.fusion_call.panel.delta": inProgress,
  "response.fusion_call.panel.failed": inProgress,
  "response.fusion_call.panel.reasoning.delta": inProgress,
  "response.image_generation_call.completed": completed,
  "response.image_generation_call.generating": generating,
  "response.image_generation_call.in_progress": inProgress,
  "response.image_generation_call.partial_image": generating,
  "response.mcp_call.completed": completed,
  "response.mcp_call.failed": /* @__PURE__ */ onStatus("failed"),
  "response.mcp_call.in_progress": inProgress,
  "response.mcp_list_tools.completed": completed,
  "response.mcp_list_tools.failed": /* @__PURE__ */ onStatus("failed"),
  "response.mcp_list_tools.in_progress": inProgress,
  "response.shell_call_command.added": (call, { command, commandIndex }) =>
    HashMap.has(call.texts, commandIndex) ? [call, []] : grow(call, command, commandIndex),
  "response.shell_call_command.delta": (call, { commandIndex, delta }) => grow(call, delta, commandIndex),
  "response.shell_call_command.done": (call, { command, commandIndex }) => complete(call, command, commandIndex),
  "response.shell_call_output_content.delta": (call, { commandIndex, delta: { stderr, stdout } }) => [
    call,
    call.identity === undefined
      ? []
      : [{ _tag: "Output", ...call.identity, commandIndex, stdout: stdout ?? "", stderr: stderr ?? "" }]
  ],
  "response.shell_call_output_content.done": (call) => [call, []],
  "response.web_search_call.completed": completed,
  "response.web_search_call.in_progress": inProgress,
  "response.web_search_call.searching": /* @__PURE__ */ onStatus("searching")
}

/** Every kind of calls. */
export const toolCalls: Table = { kinds, updates, hasItems: true }
