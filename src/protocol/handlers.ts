/**
 * What each event does to the memory of a stream, and which rules it may break.
 *
 * @internal
 */
import type { Case, WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { RuleId, Severity } from "../errors/violation.ts"
import type { ProtocolEvent } from "../stream/event.ts"
import { sequenceNumberOf } from "../stream/event.ts"
import { elements, get, hashOf, include, includes, newItem, newText, put, remove, withTexts } from "./state.ts"
import type { Item, Memory, Terminal, Text, TextKey } from "./state.ts"

/** What was found. Without a severity, it is the rule's. */
export interface Finding {
  readonly rule: RuleId
  readonly message: string
  readonly outputIndex?: number | undefined
  readonly severity?: Severity | undefined
}

/** One step: the next state in the making, and what was found. */
export interface Visit {
  readonly index: number
  readonly now: Memory
  readonly found: Array<Finding>
}

type Does<Chunk> = (visit: Visit, chunk: Chunk) => void

const report = (visit: Visit, rule: RuleId, message: string, outputIndex?: number, severity?: Severity): void => {
  visit.found.push({ rule, message, outputIndex, severity })
}

// -----------------------------------------------------------------------------
// The response
// -----------------------------------------------------------------------------

const nothing = (): void => {}

const errs: Does<unknown> = ({ now }) => {
  now.errored = true
  now.afterError = true
}

/** The response comes to a stage: 0 created, 1 queued, 2 in progress. */
const reaches =
  (stage: 0 | 1 | 2): Does<unknown> =>
  (visit) => {
    const { now } = visit
    if (now.terminal !== undefined) return
    if (stage < now.stage) report(visit, "R2", "The response goes back to an earlier status.")
    else if (stage === 0 && now.stage === 0) report(visit, "R2", "The response is created twice.")
    else now.stage = stage
  }

const ends =
  (terminal: Terminal): Does<unknown> =>
  (visit) => {
    const { now } = visit
    if (now.terminal === undefined) {
      now.terminal = terminal
      now.endIndex = visit.index
    } else report(visit, "R2", "The response ends a second time.")
  }

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

interface OfItem {
  readonly outputIndex: number
  readonly itemId?: string
}

type ItemChunk = Case<"response.output_item.added" | "response.output_item.done">

/** Zero is one key, and not two. */
const keyOf = (n: number): number => n + 0

const takeItem = (now: Memory, outputIndex: number): Item | undefined => {
  const item = get(now.items, keyOf(outputIndex))
  if (item !== undefined) now.items = remove(now.items, keyOf(outputIndex))
  return item
}

const putItem = (now: Memory, item: Item): void => {
  now.items = put(now.items, keyOf(item.outputIndex), item)
}

const wireItem = ({ item }: ItemChunk): { readonly type: string; readonly id?: unknown } =>
  item.type === "UNKNOWN" ? item.raw : item

/** Some providers leave an id empty. */
const idOf = (id: unknown): string | undefined => (typeof id === "string" && id !== "" ? id : undefined)

export const isIndex = (n: number): boolean => Number.isInteger(n) && n >= 0

const adds: Does<ItemChunk> = (visit, chunk) => {
  const { now } = visit
  const {
    item: { type },
    outputIndex
  } = chunk
  const before = takeItem(now, outputIndex)
  if (before === undefined) {
    if (includes(now.opened, outputIndex)) report(visit, "I3", "The item is added after its done.", outputIndex)
  } else if (!before.missed) report(visit, "I1", "The item is added twice.", outputIndex)
  if (!isIndex(outputIndex)) report(visit, "I4", "The output index is no whole number from 0 upward.", outputIndex)
  now.itemsOpened = true
  now.opened = include(now.opened, outputIndex)
  putItem(now, newItem(outputIndex, false, type === "UNKNOWN" ? undefined : type, idOf(wireItem(chunk).id)))
}

const finishes: Does<ItemChunk> = (visit, chunk) => {
  const { id, type } = wireItem(chunk)
  const item = fitting(visit, chunk.outputIndex, id, [type])
  takeItem(visit.now, chunk.outputIndex)
  visit.now.itemsOpened = true
  if (elements(item.texts).some(({ isPart }) => isPart)) {
    report(visit, "I2", "The item is done while a part of it is open.", item.outputIndex, "warning")
  }
}

/** A provider's own items (`openrouter:web_search`) share the chunks of the items that they stand in for. */
const fitsType = (type: string | undefined, types: ReadonlyArray<string>): boolean =>
  type === undefined || types.includes(type) || type.includes(":")

/** The item that a chunk is about, after checking that there is one and that the chunk fits it. */
const fitting = (visit: Visit, outputIndex: number, itemId: unknown, types: ReadonlyArray<string>): Item => {
  const { now } = visit
  const item = get(now.items, keyOf(outputIndex))
  if (item === undefined) {
    if (includes(now.opened, outputIndex)) report(visit, "I3", "The item is updated after its done.", outputIndex)
    else report(visit, "I1", "The item is updated before it is added.", outputIndex)
    now.opened = include(now.opened, outputIndex)
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
  report(visit, "I5", message, outputIndex)
  return { ...item, strayed: true }
}

const updates =
  (...types: ReadonlyArray<string>): Does<OfItem> =>
  (visit, chunk) =>
    putItem(visit.now, fitting(visit, chunk.outputIndex, chunk.itemId, types))

/** An image comes to a stage: 0 in progress, 1 generating, 2 partial image, 3 completed. */
const paints =
  (stage: 0 | 1 | 2 | 3): Does<OfItem & { readonly partialImageIndex?: number }> =>
  (visit, chunk) => {
    const item = fitting(visit, chunk.outputIndex, chunk.itemId, ["image_generation_call"])
    const { partialImageIndex: image = item.nextImage - 1 } = chunk
    const isBack = stage < item.imageStage || (stage === item.imageStage && stage !== 2)
    if (item.missed) {
      // What came before is not known
    } else if (isBack) report(visit, "G1", "The image goes back to an earlier status.", item.outputIndex)
    else if (stage === 2 && image !== item.nextImage) {
      report(visit, "G1", "The partial image is not the next one.", item.outputIndex)
    }
    putItem(visit.now, { ...item, imageStage: Math.max(stage, item.imageStage), nextImage: image + 1 })
  }

// -----------------------------------------------------------------------------
// Texts
// -----------------------------------------------------------------------------

/** Texts of one kind in an item. */
interface Lane<Chunk> {
  /** Tells a text from all others of its item, those of other kinds too. */
  readonly key: (chunk: Chunk) => TextKey
  /** Such a text is in a part, which opens before it and closes after it. */
  readonly inPart: boolean
}

const content: Lane<{ readonly contentIndex: number }> = { key: (c) => keyOf(c.contentIndex), inPart: true }
const summary: Lane<{ readonly summaryIndex: number }> = { key: (c) => `summary ${c.summaryIndex}`, inPart: true }
const command: Lane<{ readonly commandIndex: number }> = { key: (c) => `command ${c.commandIndex}`, inPart: false }
const panel: Lane<{ readonly model: string }> = { key: (c) => `panel ${c.model}`, inPart: false }
const only: Lane<unknown> = { key: () => "only", inPart: false }

interface Delta {
  readonly delta: string
}

/** What a chunk makes of a text: `undefined` closes it. */
type Change<Chunk> = (visit: Visit, text: Text, chunk: Chunk, item: Item) => Text | undefined

const changes =
  <Chunk>(
    lane: Lane<Chunk>,
    types: ReadonlyArray<string>,
    change: Change<Chunk>,
    opens = false
  ): Does<OfItem & Chunk> =>
  (visit, chunk) => {
    const item = fitting(visit, chunk.outputIndex, chunk.itemId, types)
    const key = lane.key(chunk)
    const before = get(item.texts, key)
    if (before === undefined && lane.inPart && !opens && !item.missed) {
      report(visit, "I2", "The chunk belongs to a part that isn't open.", item.outputIndex)
    }
    const text = change(visit, before ?? newText(false), chunk, item)
    putItem(visit.now, withTexts(item, text === undefined ? remove(item.texts, key) : put(item.texts, key, text)))
  }

/** A part opens. */
const opens = <Chunk>(lane: Lane<Chunk>, ...types: ReadonlyArray<string>): Does<OfItem & Chunk> =>
  changes(
    lane,
    types,
    (visit, text, _, item) => {
      if (text.isPart) report(visit, "I2", "The part opens while it is open.", item.outputIndex, "warning")
      return newText(true)
    },
    true
  )

/** A part closes. */
const closes = <Chunk>(lane: Lane<Chunk>, ...types: ReadonlyArray<string>): Does<OfItem & Chunk> =>
  changes(lane, types, (visit, text, _, item) => {
    if (text.isPart && text.length > 0 && !text.isDone) {
      report(visit, "I2", "The part closes before its text is done.", item.outputIndex, "warning")
    }
    return undefined
  })

/** A text grows by a delta. */
const grows = <Chunk>(of: Lane<Chunk>, ...types: ReadonlyArray<string>): Does<OfItem & Chunk & Delta> =>
  changes<Chunk & Delta>(of, types, (visit, text, { delta }, item) => {
    if (text.isDone) report(visit, "I6", "The text grows after its done.", item.outputIndex)
    return newText(text.isPart, text.isDone, text.length + delta.length, hashOf(delta, text.hash))
  })

/** A text is whole: a field of the chunk repeats it. */
const repeats = <Chunk, Field extends string>(
  lane: Lane<Chunk>,
  field: Field,
  ...types: ReadonlyArray<string>
): Does<OfItem & Chunk & { readonly [_ in Field]: string }> =>
  changes<Chunk & { readonly [_ in Field]: string }>(lane, types, (visit, text, chunk, item) => {
    const whole: string = chunk[field]
    const isSame = text.length === whole.length && text.hash === hashOf(whole, 0)
    if (text.length > 0 && !isSame && !item.missed) {
      report(visit, "I6", "The text isn't the deltas before it, joined.", item.outputIndex)
    }
    return newText(text.isPart, true, text.length, text.hash)
  })

// -----------------------------------------------------------------------------
// Table
// -----------------------------------------------------------------------------

/** What each chunk does. */
const table: { readonly [Type in WireType]: Does<Case<Type>> } = {
  error: errs,
  keepalive: nothing,
  "response.apply_patch_call_operation_diff.delta": grows(only, "apply_patch_call"),
  "response.apply_patch_call_operation_diff.done": repeats(only, "diff", "apply_patch_call"),
  "response.audio.delta": nothing,
  "response.audio.done": nothing,
  "response.audio.transcript.delta": nothing,
  "response.audio.transcript.done": nothing,
  "response.code_interpreter_call.completed": updates("code_interpreter_call"),
  "response.code_interpreter_call.in_progress": updates("code_interpreter_call"),
  "response.code_interpreter_call.interpreting": updates("code_interpreter_call"),
  "response.code_interpreter_call_code.delta": grows(only, "code_interpreter_call"),
  "response.code_interpreter_call_code.done": repeats(only, "code", "code_interpreter_call"),
  "response.compaction.compacting": updates("compaction"),
  "response.completed": ends("Completed"),
  "response.content_part.added": opens(content, "message", "reasoning"),
  "response.content_part.done": closes(content, "message", "reasoning"),
  "response.created": reaches(0),
  "response.custom_tool_call_input.delta": grows(only, "custom_tool_call"),
  "response.custom_tool_call_input.done": repeats(only, "input", "custom_tool_call"),
  "response.debug": nothing,
  "response.error": errs,
  "response.failed": ends("Failed"),
  "response.file_search_call.completed": updates("file_search_call"),
  "response.file_search_call.in_progress": updates("file_search_call"),
  "response.file_search_call.searching": updates("file_search_call"),
  "response.function_call_arguments.delta": grows(only, "function_call"),
  "response.function_call_arguments.done": repeats(only, "arguments", "function_call"),
  "response.fusion_call.analysis.completed": updates(),
  "response.fusion_call.analysis.in_progress": updates(),
  "response.fusion_call.completed": updates(),
  "response.fusion_call.in_progress": updates(),
  "response.fusion_call.panel.added": updates(),
  "response.fusion_call.panel.completed": repeats(panel, "content"),
  "response.fusion_call.panel.delta": grows(panel),
  "response.fusion_call.panel.failed": updates(),
  "response.fusion_call.panel.reasoning.delta": updates(),
  "response.image_generation_call.completed": paints(3),
  "response.image_generation_call.generating": paints(1),
  "response.image_generation_call.in_progress": paints(0),
  "response.image_generation_call.partial_image": paints(2),
  "response.in_progress": reaches(2),
  "response.incomplete": ends("Incomplete"),
  "response.mcp_call.completed": updates("mcp_call"),
  "response.mcp_call.failed": updates("mcp_call"),
  "response.mcp_call.in_progress": updates("mcp_call"),
  "response.mcp_call_arguments.delta": grows(only, "mcp_call"),
  "response.mcp_call_arguments.done": repeats(only, "arguments", "mcp_call"),
  "response.mcp_list_tools.completed": updates("mcp_list_tools"),
  "response.mcp_list_tools.failed": updates("mcp_list_tools"),
  "response.mcp_list_tools.in_progress": updates("mcp_list_tools"),
  "response.output_item.added": adds,
  "response.output_item.done": finishes,
  "response.output_text.annotation.added": updates("message"),
  "response.output_text.delta": grows(content, "message"),
  "response.output_text.done": repeats(content, "text", "message"),
  "response.queued": reaches(1),
  "response.reasoning_part.added": opens(content, "reasoning"),
  "response.reasoning_part.done": closes(content, "reasoning"),
  "response.reasoning_summary_part.added": opens(summary, "reasoning"),
  "response.reasoning_summary_part.done": closes(summary, "reasoning"),
  "response.reasoning_summary_text.delta": grows(summary, "reasoning"),
  "response.reasoning_summary_text.done": repeats(summary, "text", "reasoning"),
  "response.reasoning_text.delta": grows(content, "reasoning"),
  "response.reasoning_text.done": repeats(content, "text", "reasoning"),
  "response.refusal.delta": grows(content, "message"),
  "response.refusal.done": repeats(content, "refusal", "message"),
  "response.shell_call_command.added": updates("shell_call"),
  "response.shell_call_command.delta": grows(command, "shell_call"),
  "response.shell_call_command.done": repeats(command, "command", "shell_call"),
  "response.shell_call_output_content.delta": updates("shell_call", "shell_call_output"),
  "response.shell_call_output_content.done": updates("shell_call", "shell_call_output"),
  "response.web_search_call.completed": updates("web_search_call"),
  "response.web_search_call.in_progress": updates("web_search_call"),
  "response.web_search_call.searching": updates("web_search_call")
}

// -----------------------------------------------------------------------------
// Chunks of any kind
// -----------------------------------------------------------------------------

type Named = WireType | "UNKNOWN"

/** Chunks that say nothing of the response: they may stand before it and between an error and what follows. */
const asides: ReadonlySet<Named> = new Set<Named>(["keepalive", "response.debug", "UNKNOWN"])

/** Chunks that may begin a stream. */
const beginnings: ReadonlySet<Named> = new Set<Named>(["response.created", "error", "response.error"])

const terminals: ReadonlySet<Named> = new Set<Named>(["response.completed", "response.incomplete", "response.failed"])

const isRecord = (u: unknown): u is { readonly [key: string]: unknown } => typeof u === "object" && u !== null

/** F2, S1, R1, R3 and R4: what holds for chunks of any kind. */
const passes = (visit: Visit, { chunk, event, json }: ProtocolEvent): void => {
  const { now } = visit
  const { type } = chunk
  const wire: unknown = type === "UNKNOWN" ? chunk.raw : chunk
  if (event !== undefined && event !== type) {
    const source = isRecord(json) && typeof json["type"] === "string" ? json : wire
    if (isRecord(source) && source["type"] !== event) {
      report(visit, "F2", "The event line names another type than the event's data.")
    }
  }
  const sequenceNumber = sequenceNumberOf(chunk)
  if (sequenceNumber !== undefined) {
    if (now.sequenceNumber !== undefined && sequenceNumber <= now.sequenceNumber) {
      report(visit, "S1", `The sequence number ${sequenceNumber} doesn't come after ${now.sequenceNumber}.`)
    }
    now.skipped ||= now.sequenceNumber !== undefined && sequenceNumber > now.sequenceNumber + 1
    now.sequenceNumber = sequenceNumber
  }
  if (now.terminal !== undefined) {
    if (!terminals.has(type)) report(visit, "R3", "The chunk comes after the response has ended.")
    return
  }
  if ((now.begun && !now.afterError) || asides.has(type)) return
  if (!now.begun && !beginnings.has(type)) report(visit, "R1", "The stream doesn't begin with response.created.")
  if (now.afterError && type !== "response.failed") report(visit, "R4", "The stream goes on after an error.")
  now.begun ||= type !== "error" && type !== "response.error"
  now.afterError = false
}

/** Takes an event. */
export const take = (visit: Visit, event: ProtocolEvent): void => {
  const { chunk } = event
  passes(visit, event)
  if (chunk.type !== "UNKNOWN") (table[chunk.type] as Does<typeof chunk>)(visit, chunk)
}
