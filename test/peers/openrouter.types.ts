/** Type tests against `@openrouter/sdk`: what its parser yields is a chunk of ours. `tsc -p .` checks them. */
import type { StreamEvents } from "@openrouter/sdk/models/streamevents.js"
import type { OutputItem, Response, Tool } from "../../src/chunk/models.ts"
import type { Case, WireType } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { Listed } from "./differences.ts"
import type { Mismatch, Settled, Verdict, Within } from "./types.ts"

type Event = Exclude<StreamEvents, { isUnknown: true }>

type Type = Event["type"]

interface Named {
  readonly OutputItem: OutputItem
  readonly Response: Response
  readonly Tool: Tool
}

type Paths<T extends Type & WireType> = Mismatch<Settled<Extract<Event, { type: T }>>, Case<T>, Named, T>

type Seen = { [T in Type & WireType]: Paths<T> }[Type & WireType]

/**
 * Doesn't compile where a difference isn't listed, or a listed one is gone. Only the compiler reads it.
 *
 * @public
 */
export type Checks = [
  everyTypeHasAModel: Within<Type, WireType>,
  everyDifferenceIsListed: Within<Seen, Listed<"@openrouter/sdk">>,
  nothingListedIsGone: Within<Listed<"@openrouter/sdk">, Seen>
]

/** What is said of each chunk. */
export const verdicts: { readonly [T in Type & WireType]: Verdict<Paths<T>> } = {
  error: "assignable",
  "response.apply_patch_call_operation_diff.delta": "assignable",
  "response.apply_patch_call_operation_diff.done": "assignable",
  "response.code_interpreter_call.completed": "assignable",
  "response.code_interpreter_call.in_progress": "assignable",
  "response.code_interpreter_call.interpreting": "assignable",
  "response.code_interpreter_call_code.delta": "assignable",
  "response.code_interpreter_call_code.done": "assignable",
  "response.completed": "but for what is listed",
  "response.content_part.added": "assignable",
  "response.content_part.done": "assignable",
  "response.created": "but for what is listed",
  "response.custom_tool_call_input.delta": "assignable",
  "response.custom_tool_call_input.done": "assignable",
  "response.debug": "assignable",
  "response.failed": "but for what is listed",
  "response.function_call_arguments.delta": "assignable",
  "response.function_call_arguments.done": "assignable",
  "response.fusion_call.analysis.completed": "assignable",
  "response.fusion_call.analysis.in_progress": "assignable",
  "response.fusion_call.completed": "assignable",
  "response.fusion_call.in_progress": "assignable",
  "response.fusion_call.panel.added": "assignable",
  "response.fusion_call.panel.completed": "assignable",
  "response.fusion_call.panel.delta": "assignable",
  "response.fusion_call.panel.failed": "assignable",
  "response.fusion_call.panel.reasoning.delta": "assignable",
  "response.image_generation_call.completed": "assignable",
  "response.image_generation_call.generating": "assignable",
  "response.image_generation_call.in_progress": "assignable",
  "response.image_generation_call.partial_image": "assignable",
  "response.in_progress": "but for what is listed",
  "response.incomplete": "but for what is listed",
  "response.output_item.added": "but for what is listed",
  "response.output_item.done": "but for what is listed",
  "response.output_text.annotation.added": "assignable",
  "response.output_text.delta": "assignable",
  "response.output_text.done": "assignable",
  "response.reasoning_summary_part.added": "assignable",
  "response.reasoning_summary_part.done": "assignable",
  "response.reasoning_summary_text.delta": "assignable",
  "response.reasoning_summary_text.done": "assignable",
  "response.reasoning_text.delta": "assignable",
  "response.reasoning_text.done": "assignable",
  "response.refusal.delta": "assignable",
  "response.refusal.done": "assignable",
  "response.web_search_call.completed": "assignable",
  "response.web_search_call.in_progress": "assignable",
  "response.web_search_call.searching": "assignable"
}
