/**
 * Function calls: the part of the table of calls that `FunctionCall` needs.
 *
 * @internal
 */
import type { FunctionCallItem } from "../model/OutputItem.ts"
import { json } from "./input.ts"
import { onDelta, onDone } from "./state.ts"
import type { Item, Kind, Table } from "./state.ts"

/** The kind of calls whose input is `arguments`, as JSON. */
export const jsonCall = <Of extends Item & { readonly arguments: string }>(isInput: boolean): Kind<Of> => ({
  input: json,
  isInput,
  textsOf: ({ arguments: text }) => [text],
  textFields: ([text = ""]) => ({ arguments: text })
})

/** The kind of function calls. */
export const functionCall: Kind<FunctionCallItem> = /* @__PURE__ */ jsonCall(true)

/** The chunks of function calls: some gateways send those of other tools for them. */
export const functionUpdates = {
  "response.custom_tool_call_input.delta": onDelta,
  "response.custom_tool_call_input.done": /* @__PURE__ */ onDone("input"),
  "response.function_call_arguments.delta": onDelta,
  "response.function_call_arguments.done": /* @__PURE__ */ onDone("arguments"),
  "response.mcp_call_arguments.delta": onDelta,
  "response.mcp_call_arguments.done": /* @__PURE__ */ onDone("arguments")
} satisfies Table["updates"]

/** Function calls alone. */
export const functionCalls: Table = {
  kinds: { function_call: functionCall },
  updates: functionUpdates,
  hasItems: false
}
