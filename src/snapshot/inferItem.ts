/**
 * Infers an item whose `added` is missing from its first chunk.
 *
 * @internal
 */
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import { itemTypesOf } from "../stream/items.ts"
import type { InferredType, ItemUpdateType } from "../stream/items.ts"

/** A chunk that updates an item. */
export type ItemUpdate = Extract<ResponsesStreamChunk, { readonly type: ItemUpdateType }>

const status = "in_progress"

const itemOf: { readonly [_ in InferredType]: (id: { readonly id?: string }) => OutputItem } = {
  apply_patch_call: (id) => ({
    type: "apply_patch_call",
    ...id,
    callId: "",
    operation: { type: "update_file", path: "", diff: "" },
    status
  }),
  code_interpreter_call: (id) => ({
    type: "code_interpreter_call",
    ...id,
    status
  }),
  compaction: (id) => ({
    type: "compaction",
    ...id,
    encryptedContent: "",
    status
  }),
  custom_tool_call: (id) => ({
    type: "custom_tool_call",
    ...id,
    callId: "",
    name: "",
    input: ""
  }),
  file_search_call: (id) => ({
    type: "file_search_call",
    ...id,
    status
  }),
  function_call: (id) => ({
    type: "function_call",
    ...id,
    callId: "",
    name: "",
    arguments: "",
    status
  }),
  image_generation_call: (id) => ({
    type: "image_generation_call",
    ...id,
    status
  }),
  mcp_call: (id) => ({
    type: "mcp_call",
    ...id,
    name: "",
    arguments: "",
    status
  }),
  mcp_list_tools: (id) => ({
    type: "mcp_list_tools",
    ...id,
    tools: [],
    status
  }),
  message: (id) => ({
    type: "message",
    ...id,
    role: "assistant",
    status,
    content: []
  }),
  "openrouter:fusion": (id) => ({
    type: "openrouter:fusion",
    ...id,
    status
  }),
  reasoning: (id) => ({ type: "reasoning", ...id, summary: [] }),
  shell_call: (id) => ({
    type: "shell_call",
    ...id,
    callId: "",
    action: { commands: [] },
    status
  }),
  shell_call_output: (id) => ({
    type: "shell_call_output",
    ...id,
    callId: "",
    output: [],
    status
  }),
  web_search_call: (id) => ({ type: "web_search_call", ...id, status })
}

/** The type that a chunk implies for its item. */
const typeFor = (chunk: ItemUpdate): InferredType => {
  const isReasoning =
    (chunk.type === "response.content_part.added" || chunk.type === "response.content_part.done") &&
    (chunk.part.type === "reasoning_text" || chunk.part.type === "summary_text")
  return isReasoning ? "reasoning" : itemTypesOf(chunk.type)[0]
}

/** The item of a chunk. */
export const inferItem = (chunk: ItemUpdate): OutputItem => {
  const { itemId } = chunk
  return itemOf[typeFor(chunk)](itemId === undefined || itemId === "" ? {} : { id: itemId })
}
