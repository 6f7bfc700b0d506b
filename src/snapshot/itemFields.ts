/**
 * The fields of output items that streaming fills, and which items have them.
 *
 * @internal
 */
import { fieldsOf as fieldsOfModel, isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { ContentPart } from "../model/ContentPart.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { ShellOutput } from "../model/ShellOutput.ts"

/** A field that has parts. */
export type PartField = "content" | "summary"

/** A field that has a text. */
export type TextField = "arguments" | "input" | "code" | "diff"

export const textFields: ReadonlyArray<TextField> = ["arguments", "input", "code", "diff"]

/** The fields of an item. An unknown item has those of the wire. */
export const fieldsOf = (item: OutputItem): Json => (item.type === "UNKNOWN" ? item.raw : fieldsOfModel(item))

export const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

/** A list that may be absent. A field of an unknown item may be anything. */
export const listOf: {
  <A>(value: ReadonlyArray<A> | null | undefined): ReadonlyArray<A>
  (value: unknown): ReadonlyArray<unknown>
} = (value: unknown) => (Array.isArray(value) ? value : [])

/** The parts that an item has. */
export const partsIn = (item: OutputItem, field: PartField): ReadonlyArray<ContentPart> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the models of the holders say so
  holders[field].has(item.type) ? (listOf(fieldsOf(item)[field]) as ReadonlyArray<ContentPart>) : []

export const textIn = (item: OutputItem, field: TextField): string => {
  const fields = fieldsOf(item)
  const holder = field === "diff" ? fields["operation"] : fields
  const text = isObject(holder) ? holder[field] : undefined
  return typeof text === "string" ? text : ""
}

export const commandsIn = (item: OutputItem): ReadonlyArray<string> => {
  const { action } = fieldsOf(item)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- models say so, and what an unknown item has is shown as it is
  return isObject(action) ? (listOf(action["commands"]) as ReadonlyArray<string>) : []
}

export const hasImage = (item: OutputItem): boolean => {
  const { imageB64, imageUrl, result } = fieldsOf(item)
  return isText(result) || isText(imageB64) || isText(imageUrl)
}

/** The types of items that have a field for something. */
type Holder<Field extends string, Value> = OutputItem extends infer Item
  ? Item extends { readonly type: infer Type extends string }
    ? Field extends keyof Item
      ? NonNullable<Item[Field]> extends Value
        ? Type
        : never
      : never
    : never
  : never

/** Types are keys here, so that the compiler checks that none is missing. */
type Types<Field extends string, Value> = { readonly [_ in Holder<Field, Value>]: true }

const typesOf = (types: Readonly<Record<string, true>>): ReadonlySet<string> => new Set(Object.keys(types))

/** Which items have a field for what is streamed. Without a field, it is kept beside the item. */
export const holders = {
  content: typesOf({ message: true, reasoning: true } satisfies Types<"content", ReadonlyArray<ContentPart>>),
  summary: typesOf({ reasoning: true } satisfies Types<"summary", ReadonlyArray<unknown>>),
  arguments: typesOf({
    function_call: true,
    mcp_approval_request: true,
    mcp_call: true,
    multi_agent_call: true,
    "openrouter:bash": true,
    "openrouter:experimental__search_models": true,
    "openrouter:files": true,
    "openrouter:shell": true,
    shell_call: true
  } satisfies Types<"arguments", string>),
  input: typesOf({ custom_tool_call: true } satisfies Types<"input", string>),
  code: typesOf({
    code_interpreter_call: true,
    "openrouter:code_interpreter": true,
    program: true
  } satisfies Types<"code", string>),
  diff: typesOf({ apply_patch_call: true, "openrouter:apply_patch": true } satisfies Types<"operation", object>),
  commands: typesOf({ "openrouter:shell": true, shell_call: true } satisfies Types<
    "action",
    { readonly commands: unknown }
  >),
  outputs: typesOf({ "openrouter:shell": true, shell_call_output: true } satisfies Types<
    "output",
    ReadonlyArray<ShellOutput>
  >),
  panels: typesOf({ "openrouter:fusion": true } satisfies Types<"responses", object>)
}
