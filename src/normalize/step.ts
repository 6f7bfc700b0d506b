/**
 * The step of a normalized stream: what goes out for an event, and at the end.
 *
 * @internal
 */
import { fieldsOf, isObject } from "../base/json.ts"
import type { Case, ResponsesStreamChunk, TerminalChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { Response, ResponseError } from "../model/Response.ts"
import { step as snapshotStep } from "../snapshot/handlers.ts"
import type { ItemUpdate } from "../snapshot/inferItem.ts"
import { knownOf, reportOf } from "../snapshot/items.ts"
import { view } from "../snapshot/itemView.ts"
import { update } from "../snapshot/share.ts"
import * as Snapshot from "../snapshot/state.ts"
import type * as Event from "../stream/event.ts"
import { isItemUpdate, matchOutput } from "../stream/items.ts"
import { beginsAnother, isError, isTerminal, verdictOfChunk } from "../stream/verdict.ts"
import { addWhole, closeItem, itemAt, itemOf, onItemAdded, ofType, onItemDone, withIds } from "./items.ts"
import type { NormalizeReport } from "./report.ts"
import { add, drop, pass, report } from "./send.ts"
import type { Draft } from "./send.ts"
import { copy, heldItems, initial, knownItems } from "./state.ts"
import type { Item, NormalizedEvent, State } from "./state.ts"
import { current, follow, onDelta, onPartAdded, onPartDone, onTextDone, setItem, textFor } from "./texts.ts"
import type { List, TextRef } from "./texts.ts"

type Handler<Chunk> = Event.Handler<Draft, Chunk>

const passOn: Handler<unknown> = (draft) => pass(draft)

// -----------------------------------------------------------------------------
// The response
// -----------------------------------------------------------------------------

type ResponseChunk = { readonly response: Response }

/** The response with the one id that the client knows, and with what strict clients need. */
const regular = ({ before, state }: Draft, response: Response): Response => {
  state.responseId ??= response.id || undefined
  const { responseId = response.id } = state
  const { createdAt, model } = response
  const isWhole = createdAt !== undefined && createdAt !== null && model !== undefined && model !== null
  if (response.id === responseId && isWhole) return response
  return update(response, {
    id: responseId,
    createdAt: createdAt ?? before.response?.createdAt ?? 0,
    model: model ?? before.response?.model ?? ""
  })
}

/** What stands for a response of which nothing came. */
const noResponse = (id: string): Response => ({ id, object: "response", status: "in_progress", output: [] })

/** Sends the beginning of the response, if it is missing. */
const begin = (draft: Draft, hint?: string): void => {
  const { state } = draft
  if (state.stage >= 0) return
  const base = state.snapshot.response ?? noResponse(state.responseId ?? `resp_${hint || "0"}`)
  const started = update(base, { status: "in_progress", output: [], error: null, usage: null, incompleteDetails: null })
  const response = regular(draft, started)
  add(draft, "added-response", "response.created", { response })
  add(draft, "added-response", "response.in_progress", { response })
  state.stage = 2
}

/** Sends a chunk with its response, which has other fields. */
const passResponse = (draft: Draft, { response }: ResponseChunk, fields?: object): void => {
  const next = regular(draft, fields === undefined ? response : update(response, fields))
  pass(draft, { response: next }, next.id === response.id ? "changed-response" : "changed-response-id")
}

const onCreated: Handler<ResponseChunk> = (draft, chunk) => {
  if (draft.state.stage >= 0) return drop(draft)
  draft.state.stage = 0
  passResponse(draft, chunk)
}

const onStage =
  (stage: 1 | 2): Handler<ResponseChunk> =>
  (draft, chunk) => {
    const { state } = draft
    const hadBegun = state.stage >= 0
    begin(draft)
    if (stage < state.stage || !hadBegun) return drop(draft)
    state.stage = stage
    passResponse(draft, chunk)
  }

// -----------------------------------------------------------------------------
// The end of the response
// -----------------------------------------------------------------------------

/** Which of the known items each item of the final output is. */
const ownersOf = (draft: Draft, output: ReadonlyArray<OutputItem>) => {
  const reports = output.map(reportOf)
  const owners = matchOutput(draft.before.items.values().map(knownOf), reports)
  return reports.map((report) => owners.get(report)?.item)
}

const isCall = ({ type }: { readonly type: string }): boolean => type.endsWith("_call")

/** Whether an item may be closed that the provider left open. Clients would carry out half a call. */
const mayClose = (type: TerminalChunk["type"], item: OutputItem): boolean =>
  type === "response.completed" || !isCall(item) || fieldsOf(item)["status"] === "completed"

const onTerminal: Handler<TerminalChunk> = (draft, chunk) => {
  const { state } = draft
  const { response, type } = chunk
  begin(draft)
  const owners = ownersOf(draft, response.output)
  let fresh = 0
  const items = response.output.map((final, i): Item | undefined => {
    const owner = owners[i]
    const key = owner?.key ?? { index: -1, nth: fresh++ }
    const known = ofType(draft, itemAt(draft, key), final)
    if (known?.isDone !== true && mayClose(type, final)) {
      if (known === undefined) addWhole(draft, key, final)
      else closeItem(draft, known, final)
    }
    return itemAt(draft, key)
  })
  if (response.output.length === 0) closeOpen(draft, type, heldItems(state))
  else if (type === "response.completed") closeOpen(draft, type, [])
  finish(draft, chunk, items)
}

/** Closes what the provider left open, but for half a call. */
const closeOpen = (draft: Draft, type: TerminalChunk["type"], held: ReadonlyArray<Item>): void => {
  const isCompleted = type === "response.completed"
  for (const item of [...knownItems(draft.state), ...(isCompleted ? held : [])]) {
    const streamed = draft.before.items.get(item.key)
    if (streamed === undefined || item.isDone || (!isCompleted && isCall(item))) continue
    closeItem(draft, item, view(streamed).item, isCompleted ? "completed" : "incomplete")
  }
}

/** The output as the client knows it. */
const outputOf = ({ before, state }: Draft): ReadonlyArray<OutputItem> =>
  knownItems(state).flatMap((item) => {
    const streamed = before.items.get(item.key)
    return item.told ?? (streamed === undefined ? [] : withIds(cut(view(streamed).item), item))
  })

/** An item that was never done. */
const cut = (item: OutputItem): OutputItem => (item.type === "UNKNOWN" ? item : update(item, { status: "incomplete" }))

/** Sends the terminal chunk. */
const finish = (draft: Draft, { response }: ResponseChunk, items: ReadonlyArray<Item | undefined>): void => {
  const { state } = draft
  const final = response.output.map((item, i) => {
    const known = items[i]
    return known === undefined || known.isHeld || known.type !== item.type ? item : withIds(item, known)
  })
  const output = final.length > 0 ? final : outputOf(draft)
  const isSame = output.length === response.output.length && output.every((item, i) => item === response.output[i])
  const text = response.outputText === "" ? { outputText: textOf(output) } : {}
  passResponse(draft, { response }, isSame ? undefined : { output, ...text })
  if (response.incompleteDetails?.reason === "steered") state.mayFollow = true
  state.isOver = true
}

const textOf = (output: ReadonlyArray<OutputItem>): string =>
  output
    .flatMap((item) => (item.type === "message" ? item.content : []))
    .map((part) => (part.type === "output_text" ? part.text : ""))
    .join("")

/** Ends the response with an error. */
const fail = (draft: Draft, error: ResponseError): void => {
  const { before, state } = draft
  begin(draft)
  closeOpen(draft, "response.failed", [])
  const base = regular(draft, before.response ?? noResponse(state.responseId ?? "resp_0"))
  const response = update(base, { status: "failed", error: withCode(error), output: outputOf(draft) })
  add(draft, "added-failure", "response.failed", { response })
  state.isOver = true
}

/** Strict clients need a code. */
const withCode = (error: ResponseError): ResponseError => (error.code ? error : update(error, { code: "server_error" }))

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
  const { index } = textFor(draft, item, outputText(chunk))
  pass(draft, { ...refOf(item, chunk), contentIndex: index })
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
    pass(draft)
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

/** Chunks that are not about the response. */
const asides: ReadonlySet<string> = /* @__PURE__ */ new Set(["keepalive", "response.debug", "UNKNOWN"])

const isKnown = (chunk: ResponsesStreamChunk): chunk is Case<WireType> => {
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

const makeDraft = (state: State, event: NormalizedEvent): Draft => ({
  state: copy(state),
  before: state.snapshot,
  event,
  out: [],
  reports: []
})

/** Handles an event. */
const handle = (draft: Draft): void => {
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
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- under its type is the handler of such chunks
  const onChunk = handlers[chunk.type] as Handler<typeof chunk>
  onChunk(draft, chunk)
}

/** Handles an event with a draft of its own, and adds what it gives. */
const apply = (draft: Draft, event: NormalizedEvent): void => {
  handle({ ...draft, event, before: draft.state.snapshot })
}

/** An error, or a failure without a reason, which the next chunk may have. */
const mustWait = ({ chunk }: NormalizedEvent): boolean =>
  isError(chunk) || (chunk.type === "response.failed" && !chunk.response.error?.code && !chunk.response.error?.message)

/** The state after an event, and what goes out. */
export const step = (
  state: State,
  event: NormalizedEvent
): readonly [State, ReadonlyArray<NormalizedEvent>, ReadonlyArray<NormalizeReport>] => {
  const next = follow(state, event)
  if (next !== undefined) {
    next.snapshot = snapshotStep(state.snapshot, event.chunk)
    return [next, [event.index === state.outputs ? event : { ...event, index: state.outputs }], noReports]
  }
  const draft = makeDraft(state, event)
  draft.state.inputs++
  draft.state.hasEventLines = event.event !== undefined
  onEvent(draft)
  return [draft.state, draft.out, draft.reports]
}

const noReports: ReadonlyArray<NormalizeReport> = []

const onEvent = (draft: Draft): void => {
  const { event, state } = draft
  const { chunk } = event
  if (state.held.length > 0) return onHeld(draft)
  if (state.isOver) return afterEnd(draft)
  if (mustWait(event)) {
    state.held = [event]
    return
  }
  if (chunk.type === "response.created" && isKnown(chunk) && state.stage >= 0) {
    const isOther = beginsAnother(chunk.type, chunk.response.id, state.snapshot.responseId)
    if (isOther && state.count > 0) return fail(draft, restarted)
  }
  handle(draft)
}

const restarted: ResponseError = {
  code: "response_restarted",
  message: "The provider began another response before this one was complete."
}

/** Behind the end, only what is about steering goes out, and the response that follows. */
const afterEnd = (draft: Draft): void => {
  const { event, state } = draft
  const { chunk } = event
  if (chunk.type.startsWith("response.steer.")) return handle(draft)
  if (!state.mayFollow || chunk.type !== "response.created") return drop(draft)
  const { hasEventLines, inputs, nextNumber, outputs } = state
  const isAnew = isKnown(chunk) && chunk.sequenceNumber === 0
  Object.assign(state, initial, { hasEventLines, inputs, outputs, nextNumber: isAnew ? 0 : nextNumber })
  handle(draft)
}

/** What follows an error decides what becomes of it. */
const onHeld = (draft: Draft): void => {
  const { event, state } = draft
  const { chunk } = event
  const [first] = state.held
  if (asides.has(chunk.type) && verdictOfChunk(chunk) === undefined) {
    state.held = [...state.held, event]
    return
  }
  if (isError(first!.chunk)) {
    if (isError(chunk)) return drop(draft)
    if (chunk.type === "response.failed") {
      releaseAll(draft)
      return handle(draft)
    }
    failByError(draft)
    return drop(draft)
  }
  releaseFailure(draft, isError(chunk) ? chunk : undefined)
  drop(draft)
}

/** Sends what was held, as it came. */
const releaseAll = (draft: Draft): void => {
  const { held } = draft.state
  draft.state.held = []
  for (const event of held) apply(draft, event)
}

/** The held error becomes the failure of the response. What came behind it goes out before. */
const failByError = (draft: Draft): void => {
  const { state } = draft
  const [error, ...others] = state.held
  state.held = []
  for (const event of others) apply(draft, event)
  state.snapshot = snapshotStep(state.snapshot, error!.chunk)
  fail(draft, state.snapshot.error ?? { message: "" })
}

/** Sends the held failure, with the reason that came behind it. */
const releaseFailure = (draft: Draft, reason: ResponsesStreamChunk | undefined): void => {
  const { state } = draft
  const [failure] = state.held
  state.held = []
  const { chunk } = failure!
  if (reason === undefined || chunk.type !== "response.failed") return apply(draft, failure!)
  const { error } = snapshotStep(Snapshot.initial, reason)
  const { json: _, ...rest } = failure!
  report(draft, "changed-response", chunk.type)
  apply(draft, {
    ...rest,
    chunk: update(chunk, { response: update(chunk.response, { error: withCode(error ?? { message: "" }) }) })
  })
}

/** What goes out when the stream ends, by itself or by an error. */
export const end = (
  before: State,
  error: ResponseError
): readonly [ReadonlyArray<NormalizedEvent>, ReadonlyArray<NormalizeReport>] => {
  const draft = makeDraft({ ...before, inputs: before.inputs + 1 }, nothing)
  const [first] = before.held
  if (first !== undefined && isTerminal(first.chunk)) releaseFailure(draft, undefined)
  else if (first !== undefined) failByError(draft)
  else if (!before.isOver) fail(draft, error)
  return [draft.out, draft.reports]
}

const nothing: NormalizedEvent = { index: -1, chunk: { type: "keepalive", sequenceNumber: -1 } }
