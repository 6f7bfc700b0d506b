/**
 * The rules, as a table of handlers: what each chunk changes in the state, and which rules it may break.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import { isObject } from "../base/json.ts"
import type { Case, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { RuleId, Severity } from "../errors/protocolViolation.ts"
import { dispatch, sequenceNumberOf } from "../stream/event.ts"
import type * as Event from "../stream/event.ts"
import { fitsType, itemTypesOf } from "../stream/items.ts"
import type { ItemRef, ItemUpdateType } from "../stream/items.ts"
import { isErrorType, isTerminal, terminalVerdict } from "../stream/verdict.ts"
import type { TerminalChunk } from "../stream/verdict.ts"
import * as Open from "./open.ts"
import * as Ranges from "./ranges.ts"
import { hashOf, newItem, newText, withTexts } from "./state.ts"
import type { Item, State, TextState, TextKey } from "./state.ts"

/** A violation. Without a severity, it has the rule's. */
export interface Finding {
  readonly rule: RuleId
  readonly message: string
  readonly outputIndex?: number | undefined
  readonly severity?: Severity | undefined
}

/** The next state, while it is made, and the violations. */
export interface Draft {
  /** Ordinal of the event. */
  readonly index: number
  readonly state: Mutable<State>
  readonly found: Array<Finding>
}

/** Handles a chunk. */
type Handler<Chunk> = Event.Handler<Draft, Chunk>

const report = (draft: Draft, rule: RuleId, message: string, outputIndex?: number, severity?: Severity): void => {
  draft.found.push({ rule, message, outputIndex, severity })
}

const ignore = (): void => {}

// -----------------------------------------------------------------------------
// The response
// -----------------------------------------------------------------------------

const onError: Handler<unknown> = ({ state }) => {
  state.errored = true
  state.afterError = true
}

/** Moves the response to a stage: 0 created, 1 queued, 2 in progress. */
const onResponseStage =
  (stage: 0 | 1 | 2): Handler<unknown> =>
  (draft) => {
    const { state } = draft
    if (state.terminal !== undefined) return
    if (stage < state.stage) report(draft, "R2", "The response goes back to an earlier status.")
    else if (stage === 0 && state.stage === 0) report(draft, "R2", "The response is created twice.")
    else state.stage = stage
  }

const onTerminal: Handler<TerminalChunk> = (draft, { type }) => {
  const { index, state } = draft
  if (state.terminal === undefined) {
    state.terminal = terminalVerdict(type)
    state.endIndex = index
  } else report(draft, "R2", "The response ends a second time.")
}

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

type ItemChunk = Case<"response.output_item.added" | "response.output_item.done">

/** A chunk that updates an item. */
type ItemUpdate = ItemRef & { readonly type: ItemUpdateType }

/** Closes an item, and gives its last state. */
const closeItem = (state: Draft["state"], outputIndex: number): Item | undefined => {
  const item = Open.get(state.items, outputIndex)
  if (item !== undefined) state.items = Open.remove(state.items, outputIndex)
  return item
}

const setItem = (state: Draft["state"], item: Item): void => {
  state.items = Open.set(state.items, item.outputIndex, item)
}

const wireItem = ({ item }: ItemChunk): { readonly type: string; readonly id?: unknown } =>
  item.type === "UNKNOWN" ? item.raw : item

/** Some providers leave an id empty. */
const idOf = (id: unknown): string | undefined => (typeof id === "string" && id !== "" ? id : undefined)

export const isIndex = (n: number): boolean => Number.isInteger(n) && n >= 0

const onItemAdded: Handler<ItemChunk> = (draft, chunk) => {
  const { state } = draft
  const {
    item: { type },
    outputIndex
  } = chunk
  const before = closeItem(state, outputIndex)
  if (before === undefined) {
    if (Ranges.has(state.opened, outputIndex)) report(draft, "I3", "The item is added after its done.", outputIndex)
  } else if (!before.missed) report(draft, "I1", "The item is added twice.", outputIndex)
  if (!isIndex(outputIndex)) report(draft, "I4", "The output index is no whole number from 0 upward.", outputIndex)
  state.itemsOpened = true
  state.opened = Ranges.add(state.opened, outputIndex)
  setItem(state, newItem(outputIndex, false, type === "UNKNOWN" ? undefined : type, idOf(wireItem(chunk).id)))
}

const onItemDone: Handler<ItemChunk> = (draft, chunk) => {
  const { id, type } = wireItem(chunk)
  const item = findItem(draft, chunk.outputIndex, id, [type])
  closeItem(draft.state, chunk.outputIndex)
  draft.state.itemsOpened = true
  if (Open.values(item.texts).some(({ isPart }) => isPart)) {
    report(draft, "I2", "The item is done while a part of it is open.", item.outputIndex, "warning")
  }
}

/** Checks that the item of a chunk is open and fits it, and gives it. */
const findItem = (draft: Draft, outputIndex: number, itemId: unknown, types: ReadonlyArray<string>): Item => {
  const { state } = draft
  const item = Open.get(state.items, outputIndex)
  if (item === undefined) {
    if (Ranges.has(state.opened, outputIndex)) report(draft, "I3", "The item is updated after its done.", outputIndex)
    else report(draft, "I1", "The item is updated before it is added.", outputIndex)
    state.opened = Ranges.add(state.opened, outputIndex)
    return newItem(outputIndex, true)
  }
  if (item.strayed) return item
  const id = idOf(itemId)
  const message = !fitsType(item.type, types)
    ? "The chunk is of another kind than its item."
    : id !== undefined && item.id !== undefined && id !== item.id
      ? "The chunk has another id than its item."
      : undefined
  if (message === undefined) return item.id === id || id === undefined ? item : { ...item, id }
  report(draft, "I5", message, outputIndex)
  return { ...item, strayed: true }
}

/** The item that a chunk updates. */
const itemOf = (draft: Draft, { itemId, outputIndex, type }: ItemUpdate): Item =>
  findItem(draft, outputIndex, itemId, itemTypesOf(type))

const onItemUpdate: Handler<ItemUpdate> = (draft, chunk) => setItem(draft.state, itemOf(draft, chunk))

/** Moves an image to a stage: 0 in progress, 1 generating, 2 partial image, 3 completed. */
const onImageStage =
  (stage: 0 | 1 | 2 | 3): Handler<ItemUpdate & { readonly partialImageIndex?: number }> =>
  (draft, chunk) => {
    const item = itemOf(draft, chunk)
    const { partialImageIndex: image = item.nextImage - 1 } = chunk
    const isBack = stage < item.imageStage || (stage === item.imageStage && stage !== 2)
    if (item.missed) {
      // The chunks before are unknown
    } else if (isBack) report(draft, "G1", "The image goes back to an earlier status.", item.outputIndex)
    else if (stage === 2 && image !== item.nextImage) {
      report(draft, "G1", "The partial image is not the next one.", item.outputIndex)
    }
    setItem(draft.state, { ...item, imageStage: Math.max(stage, item.imageStage), nextImage: image + 1 })
  }

// -----------------------------------------------------------------------------
// Texts
// -----------------------------------------------------------------------------

/** A kind of text that an item has. */
interface TextKind<Chunk> {
  /** Identifies a text among all texts of its item. */
  readonly key: (chunk: Chunk) => TextKey
  /** Whether such a text is in a part, which opens before it and closes after it. */
  readonly inPart: boolean
}

const content: TextKind<{ readonly contentIndex: number }> = { key: (c) => c.contentIndex, inPart: true }
const summary: TextKind<{ readonly summaryIndex: number }> = { key: (c) => `summary ${c.summaryIndex}`, inPart: true }
const command: TextKind<{ readonly commandIndex: number }> = { key: (c) => `command ${c.commandIndex}`, inPart: false }
const panel: TextKind<{ readonly model: string }> = { key: (c) => `panel ${c.model}`, inPart: false }
/** The only text of its item. */
const single: TextKind<unknown> = { key: () => "single", inPart: false }

/** Changes a text. `undefined` closes it. */
type Change<Chunk> = (draft: Draft, text: TextState, chunk: Chunk, item: Item) => TextState | undefined

const changeText =
  <Chunk>(kind: TextKind<Chunk>, change: Change<Chunk>, isOpening = false): Handler<ItemUpdate & Chunk> =>
  (draft, chunk) => {
    const item = itemOf(draft, chunk)
    const key = kind.key(chunk)
    const before = Open.get(item.texts, key)
    if (before === undefined && kind.inPart && !isOpening && !item.missed) {
      report(draft, "I2", "The chunk belongs to a part that isn't open.", item.outputIndex)
    }
    const text = change(draft, before ?? newText(false), chunk, item)
    const texts = text === undefined ? Open.remove(item.texts, key) : Open.set(item.texts, key, text)
    setItem(draft.state, withTexts(item, texts))
  }

const onPartAdded = <Chunk>(kind: TextKind<Chunk>): Handler<ItemUpdate & Chunk> =>
  changeText(
    kind,
    (draft, text, _, item) => {
      if (text.isPart) report(draft, "I2", "The part opens while it is open.", item.outputIndex, "warning")
      return newText(true)
    },
    true
  )

const onPartDone = <Chunk>(kind: TextKind<Chunk>): Handler<ItemUpdate & Chunk> =>
  changeText(kind, (draft, text, _, item) => {
    if (text.isPart && text.length > 0 && !text.isDone) {
      report(draft, "I2", "The part closes before its text is done.", item.outputIndex, "warning")
    }
    return undefined
  })

const onDelta = <Chunk>(kind: TextKind<Chunk>): Handler<ItemUpdate & Chunk & { readonly delta: string }> =>
  changeText<Chunk & { readonly delta: string }>(kind, (draft, text, { delta }, item) => {
    if (text.isDone) report(draft, "I6", "The text grows after its done.", item.outputIndex)
    return newText(text.isPart, text.isDone, text.length + delta.length, hashOf(delta, text.hash))
  })

/** Closes a text. A field of the chunk repeats it. */
const onTextDone = <Chunk, Field extends string>(
  kind: TextKind<Chunk>,
  field: Field
): Handler<ItemUpdate & Chunk & { readonly [_ in Field]: string }> =>
  changeText<Chunk & { readonly [_ in Field]: string }>(kind, (draft, text, chunk, item) => {
    const whole: string = chunk[field]
    const isSame = text.length === whole.length && text.hash === hashOf(whole, 0)
    if (text.length > 0 && !isSame && !item.missed) {
      report(draft, "I6", "The text isn't the deltas before it, joined.", item.outputIndex)
    }
    return newText(text.isPart, true, text.length, text.hash)
  })

// -----------------------------------------------------------------------------
// Table
// -----------------------------------------------------------------------------

/** The handler of each chunk. */
const handlers: Event.Handlers<Draft> = {
  error: onError,
  keepalive: ignore,
  "response.apply_patch_call_operation_diff.delta": onDelta(single),
  "response.apply_patch_call_operation_diff.done": onTextDone(single, "diff"),
  "response.audio.delta": ignore,
  "response.audio.done": ignore,
  "response.audio.transcript.delta": ignore,
  "response.audio.transcript.done": ignore,
  "response.code_interpreter_call.completed": onItemUpdate,
  "response.code_interpreter_call.in_progress": onItemUpdate,
  "response.code_interpreter_call.interpreting": onItemUpdate,
  "response.code_interpreter_call_code.delta": onDelta(single),
  "response.code_interpreter_call_code.done": onTextDone(single, "code"),
  "response.compaction.compacting": onItemUpdate,
  "response.completed": onTerminal,
  "response.content_part.added": onPartAdded(content),
  "response.content_part.done": onPartDone(content),
  "response.created": onResponseStage(0),
  "response.custom_tool_call_input.delta": onDelta(single),
  "response.custom_tool_call_input.done": onTextDone(single, "input"),
  "response.debug": ignore,
  "response.error": onError,
  "response.failed": onTerminal,
  "response.file_search_call.completed": onItemUpdate,
  "response.file_search_call.in_progress": onItemUpdate,
  "response.file_search_call.searching": onItemUpdate,
  "response.function_call_arguments.delta": onDelta(single),
  "response.function_call_arguments.done": onTextDone(single, "arguments"),
  "response.fusion_call.analysis.completed": onItemUpdate,
  "response.fusion_call.analysis.in_progress": onItemUpdate,
  "response.fusion_call.completed": onItemUpdate,
  "response.fusion_call.in_progress": onItemUpdate,
  "response.fusion_call.panel.added": onItemUpdate,
  "response.fusion_call.panel.completed": onTextDone(panel, "content"),
  "response.fusion_call.panel.delta": onDelta(panel),
  "response.fusion_call.panel.failed": onItemUpdate,
  "response.fusion_call.panel.reasoning.delta": onItemUpdate,
  "response.image_generation_call.completed": onImageStage(3),
  "response.image_generation_call.generating": onImageStage(1),
  "response.image_generation_call.in_progress": onImageStage(0),
  "response.image_generation_call.partial_image": onImageStage(2),
  "response.in_progress": onResponseStage(2),
  "response.incomplete": onTerminal,
  "response.mcp_call.completed": onItemUpdate,
  "response.mcp_call.failed": onItemUpdate,
  "response.mcp_call.in_progress": onItemUpdate,
  "response.mcp_call_arguments.delta": onDelta(single),
  "response.mcp_call_arguments.done": onTextDone(single, "arguments"),
  "response.mcp_list_tools.completed": onItemUpdate,
  "response.mcp_list_tools.failed": onItemUpdate,
  "response.mcp_list_tools.in_progress": onItemUpdate,
  "response.output_item.added": onItemAdded,
  "response.output_item.done": onItemDone,
  "response.output_text.annotation.added": onItemUpdate,
  "response.output_text.delta": onDelta(content),
  "response.output_text.done": onTextDone(content, "text"),
  "response.queued": onResponseStage(1),
  "response.reasoning_part.added": onPartAdded(content),
  "response.reasoning_part.done": onPartDone(content),
  "response.reasoning_summary_part.added": onPartAdded(summary),
  "response.reasoning_summary_part.done": onPartDone(summary),
  "response.reasoning_summary_text.delta": onDelta(summary),
  "response.reasoning_summary_text.done": onTextDone(summary, "text"),
  "response.reasoning_text.delta": onDelta(content),
  "response.reasoning_text.done": onTextDone(content, "text"),
  "response.refusal.delta": onDelta(content),
  "response.refusal.done": onTextDone(content, "refusal"),
  "response.shell_call_command.added": onItemUpdate,
  "response.shell_call_command.delta": onDelta(command),
  "response.shell_call_command.done": onTextDone(command, "command"),
  "response.shell_call_output_content.delta": onItemUpdate,
  "response.shell_call_output_content.done": onItemUpdate,
  "response.web_search_call.completed": onItemUpdate,
  "response.web_search_call.in_progress": onItemUpdate,
  "response.web_search_call.searching": onItemUpdate
}

// -----------------------------------------------------------------------------
// Chunks of any kind
// -----------------------------------------------------------------------------

type ChunkType = ResponsesStreamChunk["type"]

/** Chunks that are not about the response. They may come before it, and after an error. */
const asides: ReadonlySet<ChunkType> = /* @__PURE__ */ new Set<ChunkType>(["keepalive", "response.debug", "UNKNOWN"])

const startsStream = (type: ChunkType): boolean => type === "response.created" || isErrorType(type)

/** F2: the `event:` line. */
const checkEventLine = (draft: Draft, { chunk, event, json }: Event.ProtocolEvent): void => {
  const { type } = chunk
  if (event === undefined || event === type) return
  const wire: unknown = type === "UNKNOWN" ? chunk.raw : chunk
  const source = isObject(json) && typeof json["type"] === "string" ? json : wire
  if (isObject(source) && source["type"] !== event) {
    report(draft, "F2", "The event line names another type than the event's data.")
  }
}

/** S1: the sequence number. */
const checkSequenceNumber = (draft: Draft, { chunk }: Event.ProtocolEvent): void => {
  const { state } = draft
  const sequenceNumber = sequenceNumberOf(chunk)
  if (sequenceNumber === undefined) return
  if (state.sequenceNumber !== undefined && sequenceNumber <= state.sequenceNumber) {
    report(draft, "S1", `The sequence number ${sequenceNumber} doesn't come after ${state.sequenceNumber}.`)
  }
  state.skipped ||= state.sequenceNumber !== undefined && sequenceNumber > state.sequenceNumber + 1
  state.sequenceNumber = sequenceNumber
}

/** R1, R3 and R4: the position of a chunk in the response. */
const checkPlace = (draft: Draft, { chunk }: Event.ProtocolEvent): void => {
  const { state } = draft
  const { type } = chunk
  if (state.terminal !== undefined) {
    if (!isTerminal(chunk)) report(draft, "R3", "The chunk comes after the response has ended.")
    return
  }
  if ((state.begun && !state.afterError) || asides.has(type)) return
  if (!state.begun && !startsStream(type)) report(draft, "R1", "The stream doesn't begin with response.created.")
  if (state.afterError && type !== "response.failed") report(draft, "R4", "The stream goes on after an error.")
  state.begun ||= !isErrorType(type)
  state.afterError = false
}

/** Applies an event to a draft. */
export const applyEvent = (draft: Draft, event: Event.ProtocolEvent): void => {
  const { chunk } = event
  checkEventLine(draft, event)
  checkSequenceNumber(draft, event)
  checkPlace(draft, event)
  if (chunk.type !== "UNKNOWN") dispatch(handlers, draft, chunk)
}
