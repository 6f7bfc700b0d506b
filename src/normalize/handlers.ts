/**
 * A table of handlers: what goes out for each chunk.
 *
 * @internal
 */
import { fieldsOf, isObject } from "../base/json.ts"
import type { Case, ResponsesStreamChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"
import { step as snapshotStep } from "../snapshot/handlers.ts"
import type { ItemUpdate } from "../snapshot/inferItem.ts"
import { dispatch } from "../stream/event.ts"
import type * as Event from "../stream/event.ts"
import { isItemUpdate } from "../stream/items.ts"
import { verdictOfChunk } from "../stream/verdict.ts"
import { itemOf, onItemAdded, onItemDone } from "./items.ts"
import { withRequired } from "./required.ts"
import { begin, onCreated, onStage } from "./response.ts"
import { drop, pass } from "./send.ts"
import type { Draft } from "./send.ts"
import type { Item } from "./state.ts"
import { onTerminal } from "./terminal.ts"
import { current, onDelta, onPartAdded, onPartDone, onTextDone, setItem, setText, textFor } from "./texts.ts"
import type { List, TextRef } from "./texts.ts"

type Handler<Chunk> = Event.Handler<Draft, Chunk>

const passOn = (draft: Draft): void => {
  begin(draft)
  pass(draft)
}

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

/** A chunk that updates an item which the client knows. */
const onItem =
  <Chunk extends ItemUpdate>(handle: (draft: Draft, item: Item, chunk: Chunk) => void): Handler<Chunk> =>
  (draft, chunk) => {
    begin(draft, chunk.itemId)
    const item = itemOf(draft, chunk)
    if (item !== undefined) handle(draft, item, chunk)
  }

const refOf = (item: Item, chunk: ItemUpdate) => ({
  // Providers leave it out of the chunks of shell commands
  ...(chunk.itemId === undefined ? {} : { itemId: item.id }),
  outputIndex: item.outputIndex
})

const onItemUpdate = onItem<ItemUpdate>((draft, item, chunk) => pass(draft, refOf(item, chunk)))

/** Moves an image to a stage: 0 in progress, 1 generating, 2 partial image, 3 completed. */
const onImageStage = (stage: 0 | 1 | 2 | 3) =>
  onItem<ItemUpdate & { readonly partialImageIndex?: number }>((draft, item, chunk) => {
    const { imageStage, nextImage } = item
    const { partialImageIndex: image } = chunk
    const isBack = stage < imageStage || (stage === imageStage && stage !== 2)
    if (isBack || (image !== undefined && image < nextImage)) return drop(draft)
    pass(draft, { ...refOf(item, chunk), ...(image === undefined ? {} : { partialImageIndex: nextImage }) })
    setItem(draft, { ...current(draft, item), imageStage: stage, nextImage: nextImage + Number(image !== undefined) })
  })

// -----------------------------------------------------------------------------
// Texts
// -----------------------------------------------------------------------------

/** Which text of its item a chunk is about. */
type RefOf<Chunk> = (chunk: Chunk) => TextRef

const inContent =
  (kind: string): RefOf<{ readonly contentIndex: number }> =>
  ({ contentIndex }) => ({ kind, list: "content", at: contentIndex })

const outputText = inContent("output_text")
const refusal = inContent("refusal")
const reasoningText = inContent("reasoning_text")
const summaryText: RefOf<{ readonly summaryIndex: number }> = ({ summaryIndex }) => ({
  kind: "summary_text",
  list: "summary",
  at: summaryIndex
})
const command: RefOf<{ readonly commandIndex: number }> = ({ commandIndex }) => ({ kind: "command", at: commandIndex })
const panel: RefOf<{ readonly model: string }> = ({ model }) => ({ kind: "panel", at: model })
const own =
  (kind: string): RefOf<unknown> =>
  () => ({ kind })

const delta = <Chunk>(ref: RefOf<Chunk>) =>
  onItem<ItemUpdate & Chunk & { readonly delta: string }>((draft, item, chunk) =>
    onDelta(draft, item, ref(chunk), chunk.delta)
  )

const textDone = <Chunk, Field extends string>(ref: RefOf<Chunk>, field: Field) =>
  onItem<ItemUpdate & Chunk & { readonly [_ in Field]: string }>((draft, item, chunk) =>
    onTextDone(draft, item, ref(chunk), chunk[field])
  )

type PartChunk = Extract<ItemUpdate, { readonly part: unknown }>

const placeOf = (chunk: PartChunk): readonly [List, number] =>
  "contentIndex" in chunk ? ["content", chunk.contentIndex] : ["summary", chunk.summaryIndex]

const partAdded = onItem<PartChunk>((draft, item, chunk) => onPartAdded(draft, item, ...placeOf(chunk), chunk.part))

const partDone = onItem<PartChunk>((draft, item, chunk) => onPartDone(draft, item, ...placeOf(chunk), chunk.part))

const onAnnotation = onItem<Case<"response.output_text.annotation.added">>((draft, item, chunk) => {
  const text = textFor(draft, item, outputText(chunk))
  const annotation = chunk.annotation && withRequired(chunk.annotation, "completed")
  const { annotations: annotationIndex, index: contentIndex } = text
  pass(draft, { ...refOf(item, chunk), contentIndex, annotationIndex, annotation })
  setText(draft, item, { ...text, annotations: annotationIndex + 1 })
})

// -----------------------------------------------------------------------------
// Table
// -----------------------------------------------------------------------------

/** The handler of each chunk. */
const handlers: Event.Handlers<Draft> = {
  error: passOn,
  keepalive: passOn,
  "response.apply_patch_call_operation_diff.delta": delta(own("diff")),
  "response.apply_patch_call_operation_diff.done": textDone(own("diff"), "diff"),
  "response.audio.delta": passOn,
  "response.audio.done": passOn,
  "response.audio.transcript.delta": passOn,
  "response.audio.transcript.done": passOn,
  "response.code_interpreter_call.completed": onItemUpdate,
  "response.code_interpreter_call.in_progress": onItemUpdate,
  "response.code_interpreter_call.interpreting": onItemUpdate,
  "response.code_interpreter_call_code.delta": delta(own("code")),
  "response.code_interpreter_call_code.done": textDone(own("code"), "code"),
  "response.compaction.compacting": onItemUpdate,
  "response.completed": onTerminal,
  "response.content_part.added": partAdded,
  "response.content_part.done": partDone,
  "response.created": onCreated,
  "response.custom_tool_call_input.delta": delta(own("custom_tool_call")),
  "response.custom_tool_call_input.done": textDone(own("custom_tool_call"), "input"),
  "response.debug": passOn,
  "response.error": passOn,
  "response.failed": onTerminal,
  "response.file_search_call.completed": onItemUpdate,
  "response.file_search_call.in_progress": onItemUpdate,
  "response.file_search_call.searching": onItemUpdate,
  "response.function_call_arguments.delta": delta(own("function_call")),
  "response.function_call_arguments.done": textDone(own("function_call"), "arguments"),
  "response.fusion_call.analysis.completed": onItemUpdate,
  "response.fusion_call.analysis.in_progress": onItemUpdate,
  "response.fusion_call.completed": onItemUpdate,
  "response.fusion_call.in_progress": onItemUpdate,
  "response.fusion_call.panel.added": onItemUpdate,
  "response.fusion_call.panel.completed": textDone(panel, "content"),
  "response.fusion_call.panel.delta": delta(panel),
  "response.fusion_call.panel.failed": onItemUpdate,
  "response.fusion_call.panel.reasoning.delta": onItemUpdate,
  "response.image_generation_call.completed": onImageStage(3),
  "response.image_generation_call.generating": onImageStage(1),
  "response.image_generation_call.in_progress": onImageStage(0),
  "response.image_generation_call.partial_image": onImageStage(2),
  "response.in_progress": onStage(2),
  "response.incomplete": onTerminal,
  "response.inject.created": passOn,
  "response.inject.failed": passOn,
  "response.mcp_call.completed": onItemUpdate,
  "response.mcp_call.failed": onItemUpdate,
  "response.mcp_call.in_progress": onItemUpdate,
  "response.mcp_call_arguments.delta": delta(own("mcp_call")),
  "response.mcp_call_arguments.done": textDone(own("mcp_call"), "arguments"),
  "response.mcp_list_tools.completed": onItemUpdate,
  "response.mcp_list_tools.failed": onItemUpdate,
  "response.mcp_list_tools.in_progress": onItemUpdate,
  "response.output_item.added": (draft, chunk) => {
    begin(draft)
    onItemAdded(draft, chunk)
  },
  "response.output_item.done": (draft, chunk) => {
    begin(draft)
    onItemDone(draft, chunk)
  },
  "response.output_text.annotation.added": onAnnotation,
  "response.output_text.delta": delta(outputText),
  "response.output_text.done": textDone(outputText, "text"),
  "response.queued": onStage(1),
  "response.reasoning_part.added": partAdded,
  "response.reasoning_part.done": partDone,
  "response.reasoning_summary_part.added": partAdded,
  "response.reasoning_summary_part.done": partDone,
  "response.reasoning_summary_text.delta": delta(summaryText),
  "response.reasoning_summary_text.done": textDone(summaryText, "text"),
  "response.reasoning_text.delta": delta(reasoningText),
  "response.reasoning_text.done": textDone(reasoningText, "text"),
  "response.refusal.delta": delta(refusal),
  "response.refusal.done": textDone(refusal, "refusal"),
  "response.shell_call_command.added": onItemUpdate,
  "response.shell_call_command.delta": delta(command),
  "response.shell_call_command.done": textDone(command, "command"),
  "response.shell_call_output_content.delta": onItemUpdate,
  "response.shell_call_output_content.done": onItemUpdate,
  "response.steer.accepted": (draft) => {
    draft.state.mayFollow = true
    passOn(draft)
  },
  "response.steer.failed": passOn,
  "response.steer.pending": passOn,
  "response.web_search_call.completed": onItemUpdate,
  "response.web_search_call.in_progress": onItemUpdate,
  "response.web_search_call.searching": onItemUpdate
}

// -----------------------------------------------------------------------------
// Chunks of any kind
// -----------------------------------------------------------------------------

export const isKnown = (chunk: ResponsesStreamChunk): chunk is Case<WireType> => {
  const { type } = chunk
  if (!Object.hasOwn(handlers, type)) return false
  // A schema of the user's own may give anything
  const fields = fieldsOf(chunk)
  if (isItemUpdate(type)) return typeof fields["outputIndex"] === "number"
  if (type === "response.output_item.added" || type === "response.output_item.done") return isObject(fields["item"])
  return !lifecycle.has(type) || (isObject(fields["response"]) && Array.isArray(fields["response"]["output"]))
}

const lifecycle: ReadonlySet<string> = /* @__PURE__ */ new Set([
  "response.created",
  "response.queued",
  "response.in_progress",
  "response.completed",
  "response.incomplete",
  "response.failed"
])

/** Handles an event. */
export const handle = (draft: Draft): void => {
  const { event, state } = draft
  const { chunk } = event
  if (!isKnown(chunk)) {
    // What some gateways send when a response is canceled
    if (chunk.type === "UNKNOWN" && verdictOfChunk(chunk) !== undefined) {
      begin(draft)
      state.isOver = true
    }
    return pass(draft)
  }
  state.snapshot = snapshotStep(state.snapshot, chunk)
  dispatch(handlers, draft, chunk)
}
