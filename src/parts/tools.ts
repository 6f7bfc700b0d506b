/**
 * Which tools calls are of, and what of their items is input and output.
 *
 * @internal
 */
import { fieldsOf, isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { CallType } from "../call/ToolCall.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import { encodeChunk } from "../wire/chunkEncoder.ts"

/** The JSON of an output item. */
export const itemJson = (item: OutputItem): Json => {
  const type = "response.output_item.done"
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an item is an object, on the wire too
  return encodeChunk({ type, item, outputIndex: 0, sequenceNumber: 0 })["item"] as Json
}

/** A tool. Inputs and outputs are picked from the JSON of the item. */
export interface Tool {
  /** Its name. Absent if the item has one. */
  readonly name?: string
  /** Whether the provider runs the call. */
  readonly isHosted: (item: Json) => boolean
  /** The input, or whether it is the arguments. Absent where the item has only the output of another call. */
  readonly input?: "arguments" | ((item: Json) => unknown)
  /** The output. Absent where the item has only the input. */
  readonly output?: (item: Json) => unknown
  /** The input that has nothing of the text that grows, which is its last string. Absent where the text is JSON. */
  readonly frame?: (item: Json) => unknown
}

/** The fields that are there: null is as good as none. */
const filter = (item: Json, accepts: (key: string) => boolean): Json =>
  Object.fromEntries(Object.entries(item).filter(([key, value]) => value !== null && accepts(key)))

const pick =
  (...keys: ReadonlyArray<string>) =>
  (item: Json): Json =>
    filter(item, (key) => keys.includes(key))

/** Names, and how the API keeps its books. */
const bookkeeping: ReadonlySet<string> = /* @__PURE__ */ new Set([
  "agent",
  "call_id",
  "caller",
  "created_by",
  "fingerprint",
  "id",
  "internal_chat_message_metadata_passthrough",
  "metadata",
  "type"
])

const omit =
  (...keys: ReadonlyArray<string>) =>
  (item: Json): Json =>
    filter(item, (key) => !keys.includes(key) && !bookkeeping.has(key))

const always = (): boolean => true
const never = (): boolean => false

/** A tool that the client runs. */
const client = (name: string, ...input: ReadonlyArray<string>): Tool => ({
  name,
  isHosted: never,
  input: pick(...input)
})

/** A tool that the provider runs. What isn't input is output. */
const hosted = (name: string, ...input: ReadonlyArray<string>): Tool => ({
  name,
  isHosted: always,
  input: pick(...input),
  output: omit(...input)
})

/** The output of a call, which is an item of its own. */
const outputOf = (name: string, ...keys: ReadonlyArray<string>): Tool => ({
  name,
  isHosted: always,
  output: pick(...keys)
})

/** The input of a call whose output is another item. */
const hostedInput = (name: string, ...keys: ReadonlyArray<string>): Tool => ({
  name,
  isHosted: always,
  input: pick(...keys)
})

const isContainer = ({ environment }: Json): boolean =>
  isObject(environment) && String(environment["type"]).startsWith("container")

/** The tools of items. What has none is in `Rest`, and an image is a file. */
const tools: { readonly [Type in CallType]: Tool | undefined } = {
  apply_patch_call: {
    ...client("apply_patch", "call_id", "operation"),
    frame: ({ call_id, operation }) => ({ call_id, operation: { ...fieldsOf(Object(operation)), diff: "" } })
  },
  apply_patch_call_output: outputOf("apply_patch", "status", "output"),
  code_interpreter_call: {
    ...hosted("code_interpreter", "code", "container_id"),
    output: pick("outputs"),
    frame: (item) => ({ ...pick("container_id")(item), code: "" })
  },
  computer_call: client("computer_use", "action", "actions", "pending_safety_checks"),
  custom_tool_call: { isHosted: never, input: ({ input }) => input, frame: () => "" },
  file_search_call: hosted("file_search"),
  function_call: { isHosted: never, input: "arguments" },
  image_generation_call: undefined,
  local_shell_call: client("local_shell", "action"),
  mcp_approval_request: { isHosted: always, input: "arguments" },
  mcp_call: {
    isHosted: always,
    input: "arguments",
    output: pick("type", "name", "arguments", "server_label", "output", "error")
  },
  mcp_list_tools: undefined,
  multi_agent_call: hostedInput("multi_agent", "action", "arguments"),
  multi_agent_call_output: outputOf("multi_agent", "output"),
  "openrouter:advisor": hosted("openrouter:advisor", "prompt", "instance_name"),
  "openrouter:apply_patch": hosted("openrouter:apply_patch", "operation"),
  "openrouter:bash": hosted("openrouter:bash", "command"),
  "openrouter:browser_use": hosted("openrouter:browser_use", "action"),
  "openrouter:code_interpreter": {
    ...hosted("openrouter:code_interpreter", "code", "language"),
    frame: () => ({ code: "" })
  },
  "openrouter:datetime": hosted("openrouter:datetime", "timezone"),
  "openrouter:experimental__search_models": hosted("openrouter:experimental__search_models", "query", "arguments"),
  "openrouter:file_search": hosted("openrouter:file_search", "queries"),
  "openrouter:files": hosted("openrouter:files", "arguments"),
  "openrouter:fusion": hosted("openrouter:fusion"),
  "openrouter:image_generation": undefined,
  "openrouter:mcp": hosted("openrouter:mcp", "tool_name", "server_label"),
  "openrouter:memory": hosted("openrouter:memory", "action", "key"),
  "openrouter:shell": hosted("openrouter:shell", "action", "arguments"),
  "openrouter:subagent": hosted("openrouter:subagent", "task_name", "task_description"),
  "openrouter:text_editor": hosted("openrouter:text_editor", "command", "file_path"),
  "openrouter:tool_search": hosted("openrouter:tool_search", "query"),
  "openrouter:web_fetch": hosted("openrouter:web_fetch", "url"),
  "openrouter:web_search": { ...hosted("openrouter:web_search", "action"), output: pick("action", "status") },
  program: hostedInput("program", "code"),
  program_output: outputOf("program", "result", "status"),
  shell_call: { ...client("shell", "action"), isHosted: isContainer },
  shell_call_output: outputOf("shell", "output"),
  tool_search_call: hostedInput("tool_search", "arguments"),
  tool_search_output: outputOf("tool_search", "tools"),
  web_search_call: { ...hosted("web_search", "action"), output: pick("action", "status") }
}

/** The tool of an item's type, if it has one. */
export const toolOf = (type: string): Tool | undefined =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has such a type
  Object.hasOwn(tools, type) ? tools[type as CallType] : undefined
