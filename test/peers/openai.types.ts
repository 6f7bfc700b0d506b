/** Type tests against `openai`: its events are valid on the encoded side of our chunks. `tsc -p .` checks them. */
import type { BetaResponsesServerEvent } from "openai/resources/beta/responses/responses"
import type { ResponsesServerEvent, ResponseStreamEvent } from "openai/resources/responses/responses"
import type { InputItem, OutputItem, Response, Tool } from "../../src/chunk/models.ts"
import type { members, WireType } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { Listed } from "./differences.ts"
import type { Mismatch, Settled, Verdict, Within } from "./types.ts"

/** The events of a stream, of a WebSocket, and of a WebSocket in the beta. */
type Event = ResponseStreamEvent | ResponsesServerEvent | BetaResponsesServerEvent

type Type = Event["type"]

type Encoded<T extends WireType> = Extract<(typeof members)[number], { readonly Type: { readonly type: T } }>["Encoded"]

interface Named {
  readonly InputItem: typeof InputItem.Encoded
  readonly OutputItem: typeof OutputItem.Encoded
  readonly Response: typeof Response.Encoded
  readonly Tool: typeof Tool.Encoded
}

type Paths<T extends Type & WireType> = Mismatch<Settled<Extract<Event, { type: T }>>, Encoded<T>, Named, T>

type Seen = { [T in Type & WireType]: Paths<T> }[Type & WireType]

/**
 * Doesn't compile where a difference isn't listed, or a listed one is gone. Only the compiler reads it.
 *
 * @public
 */
export type Checks = [
  everyTypeHasAModel: Within<Type, WireType>,
  everyDifferenceIsListed: Within<Seen, Listed<"openai">>,
  nothingListedIsGone: Within<Listed<"openai">, Seen>
]

/** What is said of each chunk. */
export const verdicts: { readonly [T in Type & WireType]: Verdict<Paths<T>> } = {
  error: "but for what is listed",
  "response.audio.delta": "assignable",
  "response.audio.done": "assignable",
  "response.audio.transcript.delta": "assignable",
  "response.audio.transcript.done": "assignable",
  "response.code_interpreter_call.completed": "assignable",
  "response.code_interpreter_call.in_progress": "assignable",
  "response.code_interpreter_call.interpreting": "assignable",
  "response.code_interpreter_call_code.delta": "assignable",
  "response.code_interpreter_call_code.done": "assignable",
  "response.compaction.compacting": "assignable",
  "response.completed": "but for what is listed",
  "response.content_part.added": "assignable",
  "response.content_part.done": "assignable",
  "response.created": "but for what is listed",
  "response.custom_tool_call_input.delta": "assignable",
  "response.custom_tool_call_input.done": "assignable",
  "response.failed": "but for what is listed",
  "response.file_search_call.completed": "assignable",
  "response.file_search_call.in_progress": "assignable",
  "response.file_search_call.searching": "assignable",
  "response.function_call_arguments.delta": "assignable",
  "response.function_call_arguments.done": "assignable",
  "response.image_generation_call.completed": "assignable",
  "response.image_generation_call.generating": "assignable",
  "response.image_generation_call.in_progress": "assignable",
  "response.image_generation_call.partial_image": "assignable",
  "response.in_progress": "but for what is listed",
  "response.incomplete": "but for what is listed",
  "response.inject.created": "assignable",
  "response.inject.failed": "but for what is listed",
  "response.mcp_call.completed": "assignable",
  "response.mcp_call.failed": "assignable",
  "response.mcp_call.in_progress": "assignable",
  "response.mcp_call_arguments.delta": "assignable",
  "response.mcp_call_arguments.done": "assignable",
  "response.mcp_list_tools.completed": "assignable",
  "response.mcp_list_tools.failed": "assignable",
  "response.mcp_list_tools.in_progress": "assignable",
  "response.output_item.added": "but for what is listed",
  "response.output_item.done": "but for what is listed",
  "response.output_text.annotation.added": "assignable",
  "response.output_text.delta": "assignable",
  "response.output_text.done": "assignable",
  "response.queued": "but for what is listed",
  "response.reasoning_summary_part.added": "assignable",
  "response.reasoning_summary_part.done": "assignable",
  "response.reasoning_summary_text.delta": "assignable",
  "response.reasoning_summary_text.done": "assignable",
  "response.reasoning_text.delta": "assignable",
  "response.reasoning_text.done": "assignable",
  "response.refusal.delta": "assignable",
  "response.refusal.done": "assignable",
  "response.shell_call_command.added": "assignable",
  "response.shell_call_command.delta": "assignable",
  "response.shell_call_command.done": "assignable",
  "response.shell_call_output_content.delta": "assignable",
  "response.shell_call_output_content.done": "assignable",
  "response.steer.accepted": "assignable",
  "response.steer.failed": "assignable",
  "response.steer.pending": "assignable",
  "response.web_search_call.completed": "assignable",
  "response.web_search_call.in_progress": "assignable",
  "response.web_search_call.searching": "assignable"
}
