/**
 * A table of handlers: what each chunk changes in a snapshot.
 *
 * @internal
 */
import type { Case, ResponsesStreamChunk, TerminalChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { Response, ResponseError } from "../model/Response.ts"
import { dispatch, responseIdOf, sequenceNumberOf } from "../stream/event.ts"
import type * as Event from "../stream/event.ts"
import { itemTypesOf, matchOutput } from "../stream/items.ts"
import { addDone, beginsAnother, verdictOfChunk } from "../stream/verdict.ts"
import { inferItem } from "./inferItem.ts"
import type { ItemUpdate } from "./inferItem.ts"
import * as Done from "./itemDone.ts"
import { fieldsOf } from "./itemFields.ts"
import type { TextField } from "./itemFields.ts"
import { itemById, knownOf, newItemAt, reportOf, reportedBy, setItem, setReported, updated } from "./items.ts"
import { newItem } from "./itemState.ts"
import type { ItemState } from "./itemState.ts"
import * as Update from "./itemUpdates.ts"
import { append, named, numbered } from "./orderedMap.ts"
import * as Part from "./part.ts"
import { byKey, factsOf } from "./places.ts"
import { copy, initial } from "./state.ts"
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
    const base = newItemAt(draft, index, item, {
      isDone: item.type !== "UNKNOWN" && settledStatuses.has(fieldsOf(item)["status"])
    })
    if (base.key.nth === 0 && !base.ids.some((id) => itemById(draft, id))) setItem(draft, base, undefined)
  }
}

const onTerminal: Handler<TerminalChunk> = (draft, chunk) => {
  if (draft.terminal !== undefined) return
  const { response } = chunk
  draft.terminal = verdictOfChunk(chunk)
  draft.response = response
  const { error } = response
  // An error that says nothing: the reason may come in the next chunk
  if (error?.code || error?.message) draft.error = error
  if (response.output.length > 0) sealItems(draft, response.output)
}

/** An error after the terminal chunk changes nothing. But it may be the reason of a `response.failed` that has none. */
const onError = (draft: Draft, error: ResponseError): void => {
  if (draft.terminal === undefined || (draft.terminal === "Failed" && draft.error === undefined)) draft.error = error
}

/** Replaces the streamed output by that of the terminal chunk. Items that are in both keep their keys, if they can. */
const sealItems = (draft: Draft, output: ReadonlyArray<OutputItem>): void => {
  const reports = output.map(reportOf)
  const owners = matchOutput(draft.items.values().map(knownOf), reports)
  const owned = reports.map((report) => owners.get(report)?.item)
  const keys = owned.flatMap((old) => old?.key ?? [])
  const keepsKeys = keys.length === output.length && keys.every((key, i) => i === 0 || byKey(keys[i - 1]!, key) < 0)
  const items = output.map((item, index) => Done.seal(keepsKeys ? keys[index]! : { index, nth: 0 }, item, owned[index]))
  Object.assign(draft, factsOf(items))
  draft.ids = named(items.flatMap(({ alias = [], ids, key }) => [alias, ids].flat().map((id) => [id, key] as const)))
  draft.isSealed = true
}

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

type ItemChunk = Case<"response.output_item.added" | "response.output_item.done">

/** A late `added` is ignored. A repeated one resets the item. */
const onItemAdded: Handler<ItemChunk> = (draft, { item, outputIndex }) => {
  if (draft.isSealed) return
  const report = reportOf(item, outputIndex)
  const before = reportedBy(draft, report, "added")
  if (before === undefined) setReported(draft, newItemAt(draft, outputIndex, item), report, before)
  else if (before.isInferred) setReported(draft, Done.adopt(before, item), report, before)
  else if (before.order === undefined) setReported(draft, newItem(before.key, item), report, before)
  else if (!before.isDone) setItem(draft, { ...before, base: item, streamed: undefined }, before)
}

const onItemDone: Handler<ItemChunk> = (draft, { item, outputIndex }) => {
  if (draft.isSealed) return
  const report = reportOf(item, outputIndex)
  const before = reportedBy(draft, report, "done")
  const { status } = fieldsOf(item)
  draft.done = addDone(draft.done, report.type, status)
  const after =
    before === undefined ? newItemAt(draft, outputIndex, item, { isDone: true }) : Done.complete(before, item)
  setReported(draft, after, report, before)
}

/** Changes the item of a chunk. */
const onItemUpdate =
  <Chunk extends ItemUpdate>(change: (item: ItemState, chunk: Chunk) => ItemState): Handler<Chunk> =>
  (draft, chunk) => {
    if (draft.isSealed) return
    const { itemId = "", outputIndex } = chunk
    const found = updated(draft, chunk, itemTypesOf(chunk.type))
    const before = found ?? newItemAt(draft, outputIndex, inferItem(chunk), { isInferred: true })
    const changed = change(before, chunk)
    // Only one other id is kept: there may be one for each chunk
    const isNewName = itemId !== "" && before.alias === undefined && !before.ids.includes(itemId)
    const after = isNewName ? { ...changed, alias: itemId } : changed
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
    onError(draft, {
      message,
      ...(code === null ? {} : { code }),
      ...(param === null ? {} : { param }),
      ...(errorType === undefined || errorType === null ? {} : { type: errorType })
    })
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
    onError(draft, { message, ...(code === undefined || code === null ? {} : { code }) })
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
  "response.inject.created": ignore,
  "response.inject.failed": ignore,
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
  "response.steer.accepted": ignore,
  "response.steer.failed": ignore,
  "response.steer.pending": ignore,
  "response.web_search_call.completed": onStatus("completed"),
  "response.web_search_call.in_progress": onStatus("in_progress"),
  "response.web_search_call.searching": onStatus("searching")
}

/** The state after a chunk. `response.created` with another id begins anew. */
export const step = (state: State, chunk: ResponsesStreamChunk): State => {
  const responseId = responseIdOf(chunk)
  const draft = copy(beginsAnother(chunk.type, responseId, state.responseId) ? initial : state)
  draft.responseId ??= responseId
  const sequenceNumber = sequenceNumberOf(chunk)
  if (sequenceNumber !== undefined) draft.sequenceNumber = sequenceNumber
  if (chunk.type === "UNKNOWN") {
    draft.unknown = append(draft.unknown, chunk)
    draft.terminal ??= verdictOfChunk(chunk)
  } else dispatch(handlers, draft, chunk)
  return draft
}
