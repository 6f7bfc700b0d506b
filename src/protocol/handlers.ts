/**
 * The rules, as a table of handlers: what each chunk changes in the state, and which rules it may break.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Case, ResponsesStreamChunk, TerminalChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { RuleId, Severity } from "../errors/protocolViolation.ts"
import type { ContentPart, SummaryPart } from "../model/ContentPart.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import { dispatch, isAside, sequenceNumberOf } from "../stream/event.ts"
import type * as Event from "../stream/event.ts"
import { findAdded, findDone, findUpdated, fitsType, idsOf, itemTypesOf } from "../stream/items.ts"
import type { ItemRef, ItemReport, ItemUpdateType } from "../stream/items.ts"
import { addDone, beginsAnother, isErrorType, verdictOfChunk } from "../stream/verdict.ts"
import { addItem, closeItem, doneAt, lookup, openAt, openWith, setItem, setText, textsOf, withIds } from "./items.ts"
import * as Open from "./open.ts"
import * as Ranges from "./ranges.ts"
import { initial, isTextOf, newText, withMore } from "./state.ts"
import type { DoneItem, Item, State, TextKey, TextState } from "./state.ts"
import type { Mutable } from "effect/Types"

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

/** Some providers leave an id empty. */
const idOf = (id: unknown): string | undefined => (typeof id === "string" && id !== "" ? id : undefined)

// -----------------------------------------------------------------------------
// The response
// -----------------------------------------------------------------------------

const onError: Handler<unknown> = ({ state }) => {
  state.errored = true
  state.afterError = true
}

type LifecycleChunk = Case<"response.created" | "response.queued" | "response.in_progress"> | TerminalChunk

const checkResponseId = (draft: Draft, { response }: LifecycleChunk): void => {
  const { state } = draft
  const id = idOf(response.id)
  state.responseId ??= id
  if (id === undefined || id === state.responseId || state.hasOtherId) return
  report(draft, "R2", "The chunk has another response id than the chunks before it.", undefined, "warning")
  state.hasOtherId = true
}

const onCreated: Handler<Case<"response.created">> = (draft, chunk) => {
  const { state } = draft
  if (state.created) report(draft, "R2", "The response is created twice.")
  if (beginsAnother(chunk.type, chunk.response.id, state.responseId)) {
    const { skipped } = state
    Object.assign(state, initial, { sequenceNumber: sequenceNumberOf(chunk), skipped, begun: true })
  }
  checkResponseId(draft, chunk)
  state.created = true
  state.stage = Math.max(state.stage, 0)
}

/** Moves the response to a stage: 1 queued, 2 in progress. */
const onResponseStage =
  (stage: 1 | 2): Handler<LifecycleChunk> =>
  (draft, chunk) => {
    const { state } = draft
    if (stage < state.stage) report(draft, "R2", "The response goes back to an earlier status.")
    else state.stage = stage
    checkResponseId(draft, chunk)
  }

const onTerminal: Handler<TerminalChunk> = (draft, chunk) => {
  if (endResponse(draft, chunk)) checkResponseId(draft, chunk)
}

/** Ends the response, and says whether it hadn't ended before. */
const endResponse = (draft: Draft, chunk: ResponsesStreamChunk): boolean => {
  const { index, state } = draft
  const isFirst = state.terminal === undefined
  if (isFirst) {
    state.terminal = verdictOfChunk(chunk)
    state.endIndex = index
    if ("response" in chunk && chunk.response?.incompleteDetails?.reason === "steered") state.mayFollow = true
  } else report(draft, "R2", "The response ends a second time.")
  return isFirst
}

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

type ItemChunk = Case<"response.output_item.added" | "response.output_item.done">

/** A chunk that updates an item. */
type ItemUpdate = ItemRef & { readonly type: ItemUpdateType }

const wireItem = ({ item }: ItemChunk): { readonly type: string; readonly id?: unknown; readonly status?: unknown } =>
  item.type === "UNKNOWN" ? item.raw : item

const reportOf = (chunk: ItemChunk): ItemReport => {
  const item = wireItem(chunk)
  return { outputIndex: chunk.outputIndex, type: item.type, ids: idsOf(item) }
}

const typeOf = ({ item: { type } }: ItemChunk): string | undefined => (type === "UNKNOWN" ? undefined : type)

export const isIndex = (n: number): boolean => Number.isInteger(n) && n >= 0

const onItemAdded: Handler<ItemChunk> = (draft, chunk) => {
  const { state } = draft
  const added = reportOf(chunk)
  const { ids, outputIndex, type: wireType } = added
  const [id, type] = [idOf(wireItem(chunk).id), typeOf(chunk)]
  const before = findAdded(lookup(state), added)
  const hasEnded = state.terminal !== undefined
  if (isIndex(outputIndex) && !hasEnded) state.highest = Math.max(state.highest, outputIndex)
  if (before === undefined || (!before.isDone && before.isLate && !before.ids.some((known) => ids.includes(known)))) {
    const isLate = checkNewIndex(draft, added)
    const other = openAt(state, outputIndex)
    const isMixed = other !== undefined && (ids.length === 0 || other.ids.length === 0)
    if (isMixed) doubt(state, other)
    addItem(state, { outputIndex, type, wireType, ids, id, isInferred: isLate || hasEnded, isLate })
    // Its done may have come, under another id
    if (isMixed || doneAt(state, outputIndex)?.wasInferred === true) doubt(state, openAt(state, outputIndex)!)
    return
  }
  if (before.isDone) {
    if (!before.wasInferred) report(draft, "I3", "The item is added after its done.", outputIndex)
    return addItem(state, { outputIndex, type, wireType, ids, id, isInferred: true, isLate: true })
  }
  if (before.isLate) return
  if (!before.isInferred) return report(draft, "I1", "The item is added twice.", outputIndex)
  setItem(state, { ...withIds(state, before, id, ids), type, wireType, isInferred: false })
}

/** Stops checking an item: nobody can tell which chunks are its own. */
const doubt = (state: Draft["state"], item: Item): void => setItem(state, { ...item, strayed: true, isWhole: false })

/** Checks the output index of a new item, and says whether it is an item that was done: nothing tells them apart. */
const checkNewIndex = (draft: Draft, { ids, outputIndex, type }: ItemReport): boolean => {
  const { state } = draft
  const other = openAt(state, outputIndex) ?? doneAt(state, outputIndex)
  const isOther = other?.wireType !== undefined && other.wireType !== type
  const isNamed = ids.length > 0 && other !== undefined && other.ids.length > 0
  if (other?.isDone === true && other.wasInferred) return false
  if (other?.isDone === false || isNamed || isOther) {
    const message = "Another item has the same output index."
    reportIndex(draft, message, outputIndex, isNamed ? "warning" : undefined)
  } else if (Ranges.has(state.used, outputIndex)) {
    report(draft, "I3", "The item is added after its done.", outputIndex)
    return ids.length > 0
  } else if (!isIndex(outputIndex)) {
    reportIndex(draft, "The output index is no whole number from 0 upward.", outputIndex)
  }
  return false
}

const reportIndex = (draft: Draft, message: string, outputIndex: number, severity?: Severity): void => {
  report(draft, "I4", message, outputIndex, severity)
  draft.state.misplaced = true
}

const onItemDone: Handler<ItemChunk> = (draft, chunk) => {
  const { found, state } = draft
  const { id, status, type } = wireItem(chunk)
  const done = reportOf(chunk)
  state.done = addDone(state.done, type, status)
  const item = findDone(lookup(state), done)
  if (item === undefined || item.isDone) return onStrayDone(draft, done, item)
  const checked = checkRef(draft, item, { outputIndex: chunk.outputIndex, ids: done.ids, id: idOf(id) }, [type])
  const before = found.length
  if (checked.isWhole) checkTexts(draft, checked, chunk.item)
  const { wireType = done.type } = checked
  closeItem(state, { ...checked, type: checked.type ?? wireType, wireType }, checked.isWhole && found.length === before)
}

/** An item is done that isn't open. */
const onStrayDone = (draft: Draft, { ids, outputIndex, type }: ItemReport, before: DoneItem | undefined): void => {
  const { state } = draft
  const open = openAt(state, outputIndex)
  if (before === undefined && open !== undefined) return reportKind(draft, open)
  if (before === undefined && !Ranges.has(state.used, outputIndex)) {
    if (!state.isRest) report(draft, "I1", "The item is done before it is added.", outputIndex)
    addItem(state, { outputIndex, type, wireType: type, ids, id: undefined, isInferred: true, isLate: false })
    closeItem(state, openAt(state, outputIndex)!, false)
  } else report(draft, "I3", "The item is done twice.", outputIndex)
}

/** What a chunk says of the item that it belongs to. */
interface Ref {
  readonly outputIndex: number
  readonly id: string | undefined
  readonly ids: ReadonlyArray<string>
}

/** Checks that a chunk has the index and the id of its item, and gives the item. */
const checkRef = (draft: Draft, item: Item, ref: Ref, types: ReadonlyArray<string>): Item => {
  const { state } = draft
  const { id, ids, outputIndex } = ref
  const isKnown = id === undefined || id === item.id || item.ids.includes(id)
  if (item.outputIndex === outputIndex && isKnown) return item
  if (item.outputIndex === outputIndex && item.id === undefined) return withIds(state, item, id, ids)
  if (item.strayed) return item
  if (item.outputIndex === outputIndex) {
    report(draft, "I5", "The chunk has another id than its item.", item.outputIndex)
    return { ...item, strayed: true }
  }
  report(draft, "I5", "The chunk has another output index than its item.", item.outputIndex)
  const other = openAt(state, outputIndex)
  if (other === undefined || !fitsType(other.type, types)) return { ...item, strayed: true }
  doubt(state, other)
  return { ...item, strayed: true, isWhole: false }
}

/** I5: a chunk doesn't fit its item. */
const reportKind = (draft: Draft, item: Item): void => {
  if (!item.strayed) report(draft, "I5", "The chunk is of another kind than its item.", item.outputIndex)
  doubt(draft.state, item)
}

/** The open item that a chunk updates, which comes to the front. A chunk without one is reported. */
const itemOf = (draft: Draft, { itemId, outputIndex, type }: ItemUpdate): Item | undefined => {
  const { state } = draft
  const id = idOf(itemId)
  const types = itemTypesOf(type)
  const { front } = state.items
  if (front?.outputIndex === outputIndex && fitsType(front.type, types)) {
    // Nearly every chunk is of the same item as the one before
    if (id === undefined ? front.above === undefined : front.id === id) return front
  }
  const item = findUpdated(lookup(state), id === undefined ? { outputIndex } : { itemId: id, outputIndex }, types)
  if (item?.isDone === false) {
    const checked = checkRef(draft, item, { outputIndex, id, ids: id === undefined ? [] : [id] }, types)
    setItem(state, checked)
    return checked
  }
  const other = openWith(state, id) ?? openAt(state, outputIndex)
  if (other === undefined) onStrayUpdate(draft, outputIndex, id)
  else reportKind(draft, other)
  return undefined
}

/** A chunk updates an item that isn't open. What follows of that item isn't reported. */
const onStrayUpdate = (draft: Draft, outputIndex: number, id: string | undefined): void => {
  const { state } = draft
  const ids = id === undefined ? [] : [id]
  const done = state.lastDone.find((item) => item.ids.some((known) => known === id)) ?? doneAt(state, outputIndex)
  const isLate = done !== undefined || Ranges.has(state.used, outputIndex)
  if (isLate) {
    if (done?.isWhole !== false) report(draft, "I3", "The item is updated after its done.", outputIndex)
  } else if (!state.isRest) report(draft, "I1", "The item is updated before it is added.", outputIndex)
  addItem(state, { outputIndex, type: undefined, ids, id, isInferred: true, isLate })
}

const onItemUpdate: Handler<ItemUpdate> = (draft, chunk) => void itemOf(draft, chunk)

/** Moves an image to a stage: 0 in progress, 1 generating, 2 partial image, 3 completed. */
const onImageStage =
  (stage: 0 | 1 | 2 | 3): Handler<ItemUpdate & { readonly partialImageIndex?: number }> =>
  (draft, chunk) => {
    const item = itemOf(draft, chunk)
    if (item === undefined) return
    const { imageStage, isWhole, nextImage, outputIndex } = item
    if (!isWhole || nextImage === undefined) return
    const { partialImageIndex: image = nextImage - 1 } = chunk
    const message =
      stage < imageStage || (stage === imageStage && stage !== 2)
        ? "The image goes back to an earlier status."
        : stage === 2 && image !== nextImage
          ? "The partial image is not the next one."
          : undefined
    if (message !== undefined) report(draft, "G1", message, outputIndex)
    setItem(draft.state, { ...item, imageStage: stage, nextImage: message === undefined ? image + 1 : undefined })
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
  /** The type of its part. */
  readonly partType?: string
}

const summaryKey = (index: number): TextKey => `summary ${index}`
const commandKey = (index: number): TextKey => `command ${index}`
const singleKey = "single"

const content: TextKind<{ readonly contentIndex: number }> = { key: (c) => c.contentIndex, inPart: true }
const outputText = { ...content, partType: "output_text" }
const refusal = { ...content, partType: "refusal" }
const reasoningText = { ...content, partType: "reasoning_text" }
const summary: TextKind<{ readonly summaryIndex: number }> = { key: (c) => summaryKey(c.summaryIndex), inPart: true }
const summaryText = { ...summary, partType: "summary_text" }
const command: TextKind<{ readonly commandIndex: number }> = { key: (c) => commandKey(c.commandIndex), inPart: false }
const panel: TextKind<{ readonly model: string }> = { key: (c) => `panel ${c.model}`, inPart: false }
/** The only text of its item. */
const single: TextKind<unknown> = { key: () => singleKey, inPart: false }

/** Changes a text. */
type Change<Chunk> = (draft: Draft, text: TextState, chunk: Chunk, item: Item) => TextState

/** Reports a fault of a text once, and gives the text. */
const reportText = (
  draft: Draft,
  text: TextState,
  rule: "I2" | "I6",
  message: string,
  { outputIndex }: Item,
  severity?: Severity
): TextState => {
  if (text.isFaulty) return text
  report(draft, rule, message, outputIndex, severity)
  return { ...text, isFaulty: true }
}

const changeText =
  <Chunk>(kind: TextKind<Chunk>, change: Change<Chunk>): Handler<ItemUpdate & Chunk> =>
  (draft, chunk) => {
    const item = itemOf(draft, chunk)
    if (item?.isWhole !== true) return
    const key = kind.key(chunk)
    const text = Open.get(textsOf(draft.state, item), key)
    if (!kind.inPart || text?.isOpenPart === true) {
      const isOfKind = fitsPart(text?.partType, kind.partType)
      const next = isOfKind ? change(draft, text ?? newText(undefined, false), chunk, item) : undefined
      setText(draft.state, item, key, next ?? reportText(draft, text!, "I2", otherPart, item))
    } else {
      if (text?.isFaulty !== true) report(draft, "I2", "The chunk belongs to a part that isn't open.", item.outputIndex)
      setItem(draft.state, { ...item, isWhole: false })
    }
  }

const otherPart = "The chunk is of another kind than its part."

const fitsPart = (ofPart: string | undefined, ofChunk: string | undefined): boolean =>
  ofPart === undefined || ofChunk === undefined || ofPart === ofChunk

type PartChunk = ItemUpdate & { readonly part: ContentPart | SummaryPart }

const partTypeOf = ({ part: { type } }: PartChunk): string | undefined => (type === "UNKNOWN" ? undefined : type)

const onPartAdded =
  <Chunk>(kind: TextKind<Chunk>): Handler<PartChunk & Chunk> =>
  (draft, chunk) => {
    const item = itemOf(draft, chunk)
    if (item?.isWhole !== true) return
    const key = kind.key(chunk)
    const before = Open.get(textsOf(draft.state, item), key)
    const text =
      before === undefined
        ? newText(partTypeOf(chunk), true)
        : reportText(draft, before, "I2", "The part opens twice.", item, "warning")
    setText(draft.state, item, key, text)
  }

const onPartDone = <Chunk>(kind: TextKind<Chunk>): Handler<PartChunk & Chunk> =>
  changeText<PartChunk & Chunk>(kind, (draft, text, chunk, item) => ({
    ...checkPart(draft, text, chunk, item),
    isOpenPart: false
  }))

const checkPart = (draft: Draft, text: TextState, chunk: PartChunk, item: Item): TextState => {
  if (!fitsPart(text.partType, partTypeOf(chunk))) return reportText(draft, text, "I2", otherPart, item)
  if (text.length > 0 && !text.isDone) {
    return reportText(draft, text, "I2", "The part closes before its text is done.", item, "warning")
  }
  const whole = textOfPart(chunk.part)
  return contradicts(text, whole)
    ? reportText(draft, text, "I6", "The text of the part isn't its deltas, joined.", item)
    : text.length === 0
      ? withMore(text, whole)
      : text
}

const onDelta = <Chunk>(kind: TextKind<Chunk>): Handler<ItemUpdate & Chunk & { readonly delta: string }> =>
  changeText<Chunk & { readonly delta: string }>(kind, (draft, text, { delta }, item) =>
    text.isDone ? reportText(draft, text, "I6", "The text grows after its done.", item) : withMore(text, delta)
  )

/** Closes a text. A field of the chunk repeats it. */
const onTextDone = <Chunk, Field extends string>(
  kind: TextKind<Chunk>,
  field: Field
): Handler<ItemUpdate & Chunk & { readonly [_ in Field]: string }> =>
  changeText<Chunk & { readonly [_ in Field]: string }>(kind, (draft, text, chunk, item) => {
    const whole: string = chunk[field]
    if (text.isDone) return reportText(draft, text, "I6", "The text is done twice.", item)
    const isSame = text.length === 0 || isTextOf(text, whole)
    const seen = isSame ? text : reportText(draft, text, "I6", "The text isn't the deltas before it, joined.", item)
    return { ...(text.length === 0 ? withMore(text, whole) : seen), isDone: true }
  })

/** Whether a text that comes a last time is another one. Some gateways leave it out there. */
const contradicts = (text: TextState, whole: string): boolean =>
  !text.isFaulty && text.length > 0 && whole !== "" && !isTextOf(text, whole)

/** Checks the texts of an item at its done: one report. */
const checkTexts = (draft: Draft, item: Item, done: OutputItem): void => {
  const texts = textsOf(draft.state, item)
  if (Open.values(texts).some(({ isFaulty, isOpenPart }) => isOpenPart && !isFaulty)) {
    report(draft, "I2", "The item is done while a part of it is open.", item.outputIndex, "warning")
    return
  }
  const isOther = ([key, whole]: WholeText): boolean => {
    const text = Open.get(texts, key)
    return text !== undefined && contradicts(text, whole)
  }
  if (wholeTexts(done).some(isOther)) {
    report(draft, "I6", "A text of the item isn't its deltas, joined.", item.outputIndex)
  }
}

type WholeText = readonly [key: TextKey, whole: string]

const textOfPart = (part: ContentPart | SummaryPart): string =>
  part.type === "UNKNOWN" ? "" : part.type === "refusal" ? part.refusal : part.text

/** The texts of an item that come as deltas too. */
const wholeTexts = (item: OutputItem): ReadonlyArray<WholeText> => {
  switch (item.type) {
    case "message":
      return item.content.map((part, i) => [i, textOfPart(part)])
    case "reasoning":
      return [
        ...item.summary.map((part, i): WholeText => [summaryKey(i), textOfPart(part)]),
        ...(item.content ?? []).map((part, i): WholeText => [i, textOfPart(part)])
      ]
    case "function_call":
    case "mcp_call":
      return [[singleKey, item.arguments ?? ""]]
    case "custom_tool_call":
      return [[singleKey, item.input]]
    case "code_interpreter_call":
      return [[singleKey, item.code ?? ""]]
    default:
      return []
  }
}

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
  "response.created": onCreated,
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
  "response.inject.created": ignore,
  "response.inject.failed": ignore,
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
  "response.output_text.delta": onDelta(outputText),
  "response.output_text.done": onTextDone(outputText, "text"),
  "response.queued": onResponseStage(1),
  "response.reasoning_part.added": onPartAdded(content),
  "response.reasoning_part.done": onPartDone(content),
  "response.reasoning_summary_part.added": onPartAdded(summary),
  "response.reasoning_summary_part.done": onPartDone(summary),
  "response.reasoning_summary_text.delta": onDelta(summaryText),
  "response.reasoning_summary_text.done": onTextDone(summaryText, "text"),
  "response.reasoning_text.delta": onDelta(reasoningText),
  "response.reasoning_text.done": onTextDone(reasoningText, "text"),
  "response.refusal.delta": onDelta(refusal),
  "response.refusal.done": onTextDone(refusal, "refusal"),
  "response.shell_call_command.added": onItemUpdate,
  "response.shell_call_command.delta": onDelta(command),
  "response.shell_call_command.done": onTextDone(command, "command"),
  "response.shell_call_output_content.delta": onItemUpdate,
  "response.shell_call_output_content.done": onItemUpdate,
  "response.steer.accepted": ({ state }) => {
    state.mayFollow = true
  },
  "response.steer.failed": ignore,
  "response.steer.pending": ignore,
  "response.web_search_call.completed": onItemUpdate,
  "response.web_search_call.in_progress": onItemUpdate,
  "response.web_search_call.searching": onItemUpdate
}

// -----------------------------------------------------------------------------
// Chunks of any kind
// -----------------------------------------------------------------------------

type ChunkType = ResponsesStreamChunk["type"]

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

/** Whether a chunk begins the response that follows a steered one. */
const follows = ({ mayFollow, terminal }: State, chunk: ResponsesStreamChunk): boolean =>
  mayFollow && terminal !== undefined && chunk.type === "response.created"

/** S1: the sequence number. */
const checkSequenceNumber = (draft: Draft, { chunk }: Event.ProtocolEvent): void => {
  const { state } = draft
  const sequenceNumber = sequenceNumberOf(chunk)
  if (sequenceNumber === undefined || follows(state, chunk)) return
  if (state.sequenceNumber !== undefined && sequenceNumber <= state.sequenceNumber) {
    report(draft, "S1", `The sequence number ${sequenceNumber} doesn't come after ${state.sequenceNumber}.`)
  }
  state.skipped ||= state.sequenceNumber !== undefined && sequenceNumber > state.sequenceNumber + 1
  state.sequenceNumber = sequenceNumber
}

/** R1 and R3: the position of a chunk in the response. Says whether the chunk breaks R4. */
const checkPlace = (draft: Draft, { chunk }: Event.ProtocolEvent): boolean => {
  const { state } = draft
  const { type } = chunk
  if (state.terminal !== undefined) {
    if (verdictOfChunk(chunk) !== undefined || state.hasMore) return false
    if (follows(state, chunk) || type.startsWith("response.steer.")) return false
    report(draft, "R3", "The chunk comes after the response has ended.")
    state.hasMore = true
    return false
  }
  if ((state.begun && !state.afterError) || isAside(type)) return false
  if (!state.begun && !startsStream(type)) report(draft, "R1", "The stream doesn't begin with response.created.")
  const goesOn = state.afterError && type !== "response.failed"
  state.begun ||= !isErrorType(type)
  state.afterError = false
  return goesOn
}

/** Applies an event to a draft. */
export const applyEvent = (draft: Draft, event: Event.ProtocolEvent): void => {
  const { chunk } = event
  checkEventLine(draft, event)
  checkSequenceNumber(draft, event)
  const goesOn = checkPlace(draft, event)
  const { terminal } = draft.state
  const { length } = draft.found
  if (chunk.type !== "UNKNOWN") dispatch(handlers, draft, chunk)
  else if (verdictOfChunk(chunk) !== undefined) endResponse(draft, chunk)
  // Behind the terminal chunk, only R2 and R3 are checked
  if (terminal !== undefined && verdictOfChunk(chunk) === undefined) draft.found.length = length
  // A chunk that breaks another rule is one fault
  if (goesOn && draft.found.length === length) report(draft, "R4", "The stream goes on after an error.")
}
