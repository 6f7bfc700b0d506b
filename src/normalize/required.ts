/**
 * Fields that OpenAI's description requires, and that some providers leave out. Strict clients don't take an item, a part
 * or an annotation without them.
 *
 * A field without a natural value isn't here: nobody can make up an id, or what a search looked for.
 *
 * @internal
 */
import { fieldsOf, isObject } from "../base/json.ts"
import { update } from "../snapshot/share.ts"

/** The status of an item that has none. */
export type Status = "in_progress" | "completed" | "incomplete"

/** What stands for a field that is missing or null. */
type Natural = (status: Status, value: Readonly<Record<string, unknown>>) => unknown

const status: Natural = (status) => status
const outcome: Natural = (status, { error }) => (error && status === "completed" ? "failed" : status)
/** It is null as long as there is no image, and a text in the item that is done. */
const result: Natural = (status, { result }) => (status === "in_progress" || result === null ? null : "")
const none: Natural = () => null
const text: Natural = () => ""
const list: Natural = () => []
const zero: Natural = () => 0

/** By the type of the item, part or annotation. */
const required: { readonly [type: string]: { readonly [field: string]: Natural } } = {
  message: { role: () => "assistant", status },
  function_call: { status },
  custom_tool_call: { status },
  apply_patch_call: { status },
  code_interpreter_call: { code: none, outputs: none, status },
  computer_call: { pendingSafetyChecks: list, status },
  file_search_call: { queries: list, status },
  image_generation_call: { result, status: outcome },
  local_shell_call: { status },
  mcp_call: { status: outcome },
  shell_call: { environment: none, status },
  shell_call_output: { maxOutputLength: none, status },
  tool_search_call: { status },
  tool_search_output: { status },
  web_search_call: { status },

  output_text: { annotations: list },

  container_file_citation: { filename: text, startIndex: zero, endIndex: zero },
  file_citation: { filename: text, index: zero },
  file_path: { index: zero },
  url_citation: { title: text, startIndex: zero, endIndex: zero }
}

const noFields: (typeof required)[string] = {}

/** An item, a part or an annotation with the fields that it lacks, and with those that what is in it lacks. */
export const withRequired = <A extends object>(value: A, status: Status): A => {
  const fields = fieldsOf(value)
  const type = String(fields["type"])
  const added: Record<string, unknown> = {}
  for (const [field, natural] of Object.entries(Object.hasOwn(required, type) ? required[type]! : noFields)) {
    const before = fields[field]
    const next = before === undefined || before === null ? natural(status, fields) : before
    if (next !== before) added[field] = next
  }
  for (const field of ["content", "annotations"]) {
    const before = fields[field]
    if (!Array.isArray(before)) continue
    const next = before.map((each: unknown) => (isObject(each) ? withRequired(each, status) : each))
    if (next.some((each, i) => each !== before[i])) added[field] = next
  }
  return Object.keys(added).length === 0 ? value : update(value, added)
}
