/**
 * Which output items take which chunks. No other file lists this.
 *
 * @internal
 */
import type { WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"

/** A chunk's reference to the item that it is about. */
export interface ItemRef {
  readonly outputIndex: number
  readonly itemId?: string
}

/** The wire type of a chunk that updates an item. */
export type ItemUpdateType = Exclude<
  Extract<WireType, `response.${string}.${string}`>,
  `response.output_item.${string}` | `response.audio.${string}`
>

/** A family of chunks that update items: the part of a wire type behind `response.`, up to the next dot. */
export type ItemFamily = ItemUpdateType extends `response.${infer Family}.${string}` ? Family : never

type ItemType = Exclude<OutputItem["type"], "UNKNOWN">

/** The item types of each family. An item that was never added is assumed to be of the first. */
export const itemTypes = {
  apply_patch_call_operation_diff: ["apply_patch_call"],
  code_interpreter_call: ["code_interpreter_call"],
  code_interpreter_call_code: ["code_interpreter_call"],
  compaction: ["compaction"],
  content_part: ["message", "reasoning"],
  custom_tool_call_input: ["custom_tool_call"],
  file_search_call: ["file_search_call"],
  function_call_arguments: ["function_call"],
  fusion_call: ["openrouter:fusion"],
  image_generation_call: ["image_generation_call"],
  mcp_call: ["mcp_call"],
  mcp_call_arguments: ["mcp_call"],
  mcp_list_tools: ["mcp_list_tools"],
  output_text: ["message"],
  reasoning_part: ["reasoning"],
  reasoning_summary_part: ["reasoning"],
  reasoning_summary_text: ["reasoning"],
  reasoning_text: ["reasoning"],
  refusal: ["message"],
  shell_call_command: ["shell_call"],
  shell_call_output_content: ["shell_call_output", "shell_call"],
  web_search_call: ["web_search_call"]
} as const satisfies { readonly [_ in ItemFamily]: readonly [ItemType, ...ReadonlyArray<ItemType>] }

/** The assumed type of an item that was never added. */
export type InferredType = (typeof itemTypes)[ItemFamily][0]

type ItemTypes = readonly [InferredType, ...ReadonlyArray<string>]

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type has a dot behind its family
const familyOf = (type: ItemUpdateType): ItemFamily => type.split(".", 2)[1] as ItemFamily

const known = /* @__PURE__ */ new Map<ItemUpdateType, ItemTypes>()

/** The types of the items that take chunks of a wire type. */
export const itemTypesOf = (type: ItemUpdateType): ItemTypes => {
  let types = known.get(type)
  if (types === undefined) known.set(type, (types = itemTypes[familyOf(type)]))
  return types
}

/**
 * Whether an item may be of one of some types. An unknown type may be any of them. A provider's own items
 * (`openrouter:web_search`) share the chunks of the items that they replace.
 */
export const fitsType = (itemType: string | undefined, types: ReadonlyArray<string>): boolean =>
  itemType === undefined || itemType === "UNKNOWN" || types.includes(itemType) || itemType.includes(":")
