/**
 * A table of handlers: what each chunk changes in a snapshot.
 *
 * @internal
 */
import type { Case, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { Response } from "../model/Response.ts"
import { dispatch, sequenceNumberOf } from "../stream/event.ts"
import type * as Event from "../stream/event.ts"
import { itemTypesOf } from "../stream/items.ts"
import { terminalVerdict } from "../stream/verdict.ts"
import type { TerminalChunk } from "../stream/verdict.ts"
import { inferItem } from "./inferItem.ts"
import type { ItemUpdate } from "./inferItem.ts"
import * as Done from "./itemDone.ts"
import { idOf } from "./itemFields.ts"
import type { TextField } from "./itemFields.ts"
import { newItem, withAlias } from "./itemState.ts"
import type { ItemState } from "./itemState.ts"
import * as Update from "./itemUpdates.ts"
import { append, numbered } from "./orderedMap.ts"
import * as Part from "./part.ts"
import { copy, findItem, idMap, itemAt, itemById, itemMap, nextKey, setItem } from "./state.ts"
import type { AudioState, Draft, State } from "./state.ts"

/** Handles a chunk. */
type Handler<Chunk> = Event.Handler<Draft, Chunk>

const ignore = (): void => {}

// -----------------------------------------------------------------------------
// The response
// -----------------------------------------------------------------------------

type ResponseChunk = { readonly response: Response }

const settledStatuses: ReadonlySet<unknown> = new Set(["completed", "incomplete", "failed"])

/** Sets the response so far. Output items that only it has are added. */
const onResponse: Handler<ResponseChunk> = (draft, { response }) => {
  if (draft.terminal !== undefined) return
  draft.response = response
  for (const [index, item] of response.output.entries()) {
    if (itemAt(draft, index) !== undefined) continue
    const isDone = item.type !== "UNKNOWN" && settledStatuses.has(item.status)
    setItem(draft, newItem({ index, nth: 0 }, item, isDone))
  }
}

const onTerminal: Handler<TerminalChunk> = (draft, { response, type }) => {
  if (draft.terminal !== undefined) return
  draft.terminal = terminalVerdict(type)
  draft.response = response
  if (response.error !== undefined && response.error !== null) draft.error = response.error
  if (response.output.length > 0) sealItems(draft, response.output)
}

/** Replaces the streamed output by that of the terminal chunk. Items that are in both keep their keys. */
const sealItems = (draft: Draft, output: ReadonlyArray<OutputItem>): void => {
  const before = draft.items.values()
  const isSameOutput = before.length === output.length && before.every((old, i) => sameType(old, output[i]!))
  const items = output.map((item, index) => {
    if (isSameOutput) return Done.seal(before[index]!.key, item, before[index])
    const known = itemById(draft, idOf(item))
    return Done.seal({ index, nth: 0 }, item, known !== undefined && sameType(known, item) ? known : undefined)
  })
  draft.items = itemMap(items)
  draft.ids = idMap(items)
  draft.isSealed = true
}

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

type ItemChunk = Case<"response.output_item.added" | "response.output_item.done">

const isSame = (a: string | undefined, b: string | undefined): boolean => a === b || a === undefined || b === undefined

/** Whether two items may be the same, by type and id. */
const isSameItem = (state: ItemState, item: OutputItem): boolean =>
  state.base.type === item.type && isSame(idOf(state.base), idOf(item))

const knownAt = (draft: Draft, item: OutputItem, index: number): ItemState | undefined => {
  const known = itemById(draft, idOf(item))
  return known?.key.index === index ? known : undefined
}

const onItemAdded: Handler<ItemChunk> = (draft, { item, outputIndex }) => {
  if (draft.isSealed) return
  const last = itemAt(draft, outputIndex)
  const before = knownAt(draft, item, outputIndex) ?? last
  if (before?.isInferred === true) setItem(draft, Done.adopt(before, item))
  else if (before !== undefined && isSameItem(before, item)) {
    // A late `added` is ignored. A repeated one resets the item.
    if (!before.isDone) setItem(draft, newItem(before.key, item, false))
    else if (idOf(item) === undefined) setItem(draft, newItem(nextKey(outputIndex, last), item, false))
  } else setItem(draft, newItem(nextKey(outputIndex, last), item, false))
}

const onItemDone: Handler<ItemChunk> = (draft, { item, outputIndex }) => {
  if (draft.isSealed) return
  const last = itemAt(draft, outputIndex)
  const elsewhere = last === undefined ? itemById(draft, idOf(item)) : undefined
  const before = knownAt(draft, item, outputIndex) ?? last ?? (elsewhere?.isDone === false ? elsewhere : undefined)
  const isItem =
    before !== undefined &&
    (before.isInferred || isSameItem(before, item) || (!before.isDone && sameType(before, item)))
  setItem(draft, isItem ? Done.complete(before, item) : newItem(nextKey(outputIndex, last), item, true))
}

/** Compares items by type alone. Some gateways give an item another id in each chunk. */
const sameType = (state: ItemState, item: OutputItem): boolean => state.base.type === item.type

/** Changes the item of a chunk. */
const onItemUpdate =
  <Chunk extends ItemUpdate>(change: (item: ItemState, chunk: Chunk) => ItemState): Handler<Chunk> =>
  (draft, chunk) => {
    if (draft.isSealed) return
    const { itemId, outputIndex } = chunk
    const found = findItem(draft, chunk, itemTypesOf(chunk.type))
    const before = found ?? newItem(nextKey(outputIndex, itemAt(draft, outputIndex)), inferItem(chunk), false, true)
    const changed = change(before, chunk)
    // Only one other id is kept: there may be one for each chunk
    const isNewName = itemId !== undefined && itemId !== "" && before.aliases.length < 2
    const after = isNewName ? withAlias(changed, itemId) : changed
    if (after !== found) setItem(draft, after, found)
  }

type PartAdded = Case<"response.content_part.added" | "response.reasoning_part.added">
type PartDone = Case<"response.content_part.done" | "response.reasoning_part.done">

const onPartAdded = onItemUpdate<PartAdded>((item, { contentIndex, part }) =>
  Update.changePart(item, "content", contentIndex, Part.openPart(part))
)

const onPartDone = onItemUpdate<PartDone>((item, { contentIndex, part }) =>
  Update.changePart(item, "content", contentIndex, Part.closePart(part))
)

const onTextDelta = (field: TextField): Handler<ItemUpdate & { readonly delta: string }> =>
  onItemUpdate((item, { delta }) => Update.appendText(item, field, delta))

const onTextDone = <Field extends TextField>(field: Field): Handler<ItemUpdate & { readonly [_ in Field]: string }> =>
  onItemUpdate((item, chunk) => Update.finishText(item, field, chunk[field]))

const onStatus = (status: string): Handler<ItemUpdate> => onItemUpdate((item) => Update.setStatus(item, status))

// -----------------------------------------------------------------------------
// Speech
// -----------------------------------------------------------------------------

const silence: AudioState = { data: numbered(), isDone: false, transcript: "", isTranscriptDone: false }

const onAudio =
  <Chunk>(change: (audio: AudioState, chunk: Chunk) => Partial<AudioState>): Handler<Chunk> =>
  (draft, chunk) => {
    const audio = draft.audio ?? silence
    draft.audio = { ...audio, ...change(audio, chunk) }
  }

// -----------------------------------------------------------------------------
// Table
// -----------------------------------------------------------------------------

const handlers: Event.Handlers<Draft> = {
  error: (draft, { code, errorType, message, param }) => {
    draft.error = {
      message,
      ...(code === null ? {} : { code }),
      ...(param === null ? {} : { param }),
      ...(errorType === undefined || errorType === null ? {} : { type: errorType })
    }
  },
  keepalive: ignore,
  "response.apply_patch_call_operation_diff.delta": onTextDelta("diff"),
  "response.apply_patch_call_operation_diff.done": onTextDone("diff"),
  "response.audio.delta": onAudio(({ data }, { delta }) => ({ data: append(data, delta) })),
  "response.audio.done": onAudio(() => ({ isDone: true })),
  "response.audio.transcript.delta": onAudio(({ transcript }, { delta }) => ({ transcript: transcript + delta })),
  "response.audio.transcript.done": onAudio(() => ({ isTranscriptDone: true })),
  "response.code_interpreter_call.completed": onStatus("completed"),
  "response.code_interpreter_call.in_progress": onStatus("in_progress"),
  "response.code_interpreter_call.interpreting": onStatus("interpreting"),
  "response.code_interpreter_call_code.delta": onTextDelta("code"),
  "response.code_interpreter_call_code.done": onTextDone("code"),
  "response.compaction.compacting": onStatus("in_progress"),
  "response.completed": onTerminal,
  "response.content_part.added": onPartAdded,
  "response.content_part.done": onPartDone,
  "response.created": onResponse,
  "response.custom_tool_call_input.delta": onTextDelta("input"),
  "response.custom_tool_call_input.done": onTextDone("input"),
  "response.debug": (draft, { debug }) => {
    draft.debug = append(draft.debug, debug)
  },
  "response.error": (draft, { error: { code, message } }) => {
    draft.error = { message, ...(code === undefined || code === null ? {} : { code }) }
  },
  "response.failed": onTerminal,
  "response.file_search_call.completed": onStatus("completed"),
  "response.file_search_call.in_progress": onStatus("in_progress"),
  "response.file_search_call.searching": onStatus("searching"),
  "response.function_call_arguments.delta": onTextDelta("arguments"),
  "response.function_call_arguments.done": onItemUpdate((item, chunk) =>
    Update.nameCall(Update.finishText(item, "arguments", chunk.arguments), chunk.name)
  ),
  "response.fusion_call.analysis.completed": onItemUpdate((item, { analysis }) =>
    Update.setStreamed(item, { analysis })
  ),
  "response.fusion_call.analysis.in_progress": onItemUpdate((item, { analystModel, judgeModel }) =>
    Update.setStreamed(item, { analystModel, judgeModel })
  ),
  "response.fusion_call.completed": onStatus("completed"),
  "response.fusion_call.in_progress": onStatus("in_progress"),
  "response.fusion_call.panel.added": onItemUpdate((item, { model }) =>
    Update.changePanel(item, model, (panel) => panel)
  ),
  "response.fusion_call.panel.completed": onItemUpdate((item, { content, model }) =>
    Update.changePanel(item, model, (panel) => ({
      ...panel,
      content: { text: content === "" ? panel.content.text : content, isWhole: true }
    }))
  ),
  "response.fusion_call.panel.delta": onItemUpdate((item, { delta, model }) =>
    Update.changePanel(item, model, (panel) => ({ ...panel, content: Update.extendText(panel.content, delta) }))
  ),
  "response.fusion_call.panel.failed": onItemUpdate((item, { error, model, statusCode }) =>
    Update.changePanel(item, model, (panel) => ({ ...panel, error, statusCode }))
  ),
  "response.fusion_call.panel.reasoning.delta": onItemUpdate((item, { delta, model }) =>
    Update.changePanel(item, model, (panel) => ({ ...panel, reasoning: panel.reasoning + delta }))
  ),
  "response.image_generation_call.completed": onStatus("completed"),
  "response.image_generation_call.generating": onStatus("generating"),
  "response.image_generation_call.in_progress": onStatus("in_progress"),
  "response.image_generation_call.partial_image": onItemUpdate(Update.showPartialImage),
  "response.in_progress": onResponse,
  "response.incomplete": onTerminal,
  "response.mcp_call.completed": onStatus("completed"),
  "response.mcp_call.failed": onStatus("failed"),
  "response.mcp_call.in_progress": onStatus("in_progress"),
  "response.mcp_call_arguments.delta": onTextDelta("arguments"),
  "response.mcp_call_arguments.done": onTextDone("arguments"),
  "response.mcp_list_tools.completed": onStatus("completed"),
  "response.mcp_list_tools.failed": onStatus("failed"),
  "response.mcp_list_tools.in_progress": onStatus("in_progress"),
  "response.output_item.added": onItemAdded,
  "response.output_item.done": onItemDone,
  "response.output_text.annotation.added": onItemUpdate((item, { annotation, annotationIndex, contentIndex }) =>
    annotation === null
      ? item
      : Update.changePart(item, "content", contentIndex, Part.addAnnotation(annotationIndex, annotation))
  ),
  "response.output_text.delta": onItemUpdate((item, { contentIndex, delta, logprobs }) =>
    Update.changePart(item, "content", contentIndex, Part.appendText(Part.emptyParts.text, delta, logprobs))
  ),
  "response.output_text.done": onItemUpdate((item, { contentIndex, logprobs, text }) =>
    Update.changePart(item, "content", contentIndex, Part.finishText(Part.emptyParts.text, text, logprobs))
  ),
  "response.queued": onResponse,
  "response.reasoning_part.added": onPartAdded,
  "response.reasoning_part.done": onPartDone,
  "response.reasoning_summary_part.added": onItemUpdate((item, { part, summaryIndex }) =>
    Update.changePart(item, "summary", summaryIndex, Part.openPart(part))
  ),
  "response.reasoning_summary_part.done": onItemUpdate((item, { part, summaryIndex }) =>
    Update.changePart(item, "summary", summaryIndex, Part.closePart(part))
  ),
  "response.reasoning_summary_text.delta": onItemUpdate((item, { delta, summaryIndex }) =>
    Update.changePart(item, "summary", summaryIndex, Part.appendText(Part.emptyParts.summary, delta))
  ),
  "response.reasoning_summary_text.done": onItemUpdate((item, { summaryIndex, text }) =>
    Update.changePart(item, "summary", summaryIndex, Part.finishText(Part.emptyParts.summary, text))
  ),
  "response.reasoning_text.delta": onItemUpdate((item, { contentIndex, delta }) =>
    Update.changePart(item, "content", contentIndex, Part.appendText(Part.emptyParts.reasoning, delta))
  ),
  "response.reasoning_text.done": onItemUpdate((item, { contentIndex, text }) =>
    Update.changePart(item, "content", contentIndex, Part.finishText(Part.emptyParts.reasoning, text))
  ),
  "response.refusal.delta": onItemUpdate((item, { contentIndex, delta }) =>
    Update.changePart(item, "content", contentIndex, Part.appendText(Part.emptyParts.refusal, delta))
  ),
  "response.refusal.done": onItemUpdate((item, { contentIndex, refusal }) =>
    Update.changePart(item, "content", contentIndex, Part.finishText(Part.emptyParts.refusal, refusal))
  ),
  "response.shell_call_command.added": onItemUpdate((item, { command, commandIndex }) =>
    Update.changeCommand(item, commandIndex, (text) => (text.text === "" ? { ...text, text: command } : text))
  ),
  "response.shell_call_command.delta": onItemUpdate((item, { commandIndex, delta }) =>
    Update.changeCommand(item, commandIndex, (text) => Update.extendText(text, delta))
  ),
  "response.shell_call_command.done": onItemUpdate((item, { command, commandIndex }) =>
    Update.changeCommand(item, commandIndex, ({ text }) => ({ text: command === "" ? text : command, isWhole: true }))
  ),
  "response.shell_call_output_content.delta": onItemUpdate((item, { commandIndex, delta }) =>
    Update.changeOutput(item, commandIndex, ({ output, stderr, stdout }) => ({
      stdout: stdout + (delta.stdout ?? ""),
      stderr: stderr + (delta.stderr ?? ""),
      output
    }))
  ),
  "response.shell_call_output_content.done": onItemUpdate((item, { commandIndex, output }) =>
    Update.changeOutput(item, commandIndex, (before) => ({ ...before, output }))
  ),
  "response.web_search_call.completed": onStatus("completed"),
  "response.web_search_call.in_progress": onStatus("in_progress"),
  "response.web_search_call.searching": onStatus("searching")
}

/** The state after a chunk. */
export const step = (state: State, chunk: ResponsesStreamChunk): State => {
  const draft = copy(state)
  const sequenceNumber = sequenceNumberOf(chunk)
  if (sequenceNumber !== undefined) draft.sequenceNumber = sequenceNumber
  if (chunk.type === "UNKNOWN") draft.unknown = append(draft.unknown, chunk)
  else dispatch(handlers, draft, chunk)
  return draft
}
