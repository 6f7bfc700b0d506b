/**
 * The rules that the chunks of one stream keep among themselves, checked chunk by chunk.
 *
 * `step` is pure: it takes a state and an event, and gives the next state and what is wrong. `check` is the same as a
 * stream operator. The state grows with the items and parts that are open, never with the text that went by.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import { runMachine } from "./internal/machine.ts"
import type { Verdict } from "./internal/progress.ts"
import type { Case, ResponsesStreamChunk, WireType } from "./ResponsesStreamChunk.ts"
import { ProtocolViolation } from "./StreamError.ts"

// -----------------------------------------------------------------------------
// Rules
// -----------------------------------------------------------------------------

/**
 * The name of a rule.
 *
 * @category models
 * @since 0.1.0
 */
export type RuleId = "F2" | "S1" | "R1" | "R2" | "R3" | "R4" | "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "G1"

/**
 * How bad it is: after an `"error"` what was received can't be relied on; a `"warning"` does no harm to a careful reader.
 *
 * @category models
 * @since 0.1.0
 */
export type Severity = "error" | "warning"

/**
 * A rule.
 *
 * @category models
 * @since 0.1.0
 */
export interface Rule {
  /** Name of the rule. */
  readonly id: RuleId
  /** Severity of what breaks it. Some cases of `I2` and `I4` are only warnings. */
  readonly severity: Severity
  /** What holds in a stream that keeps the rule, in short. */
  readonly text: string
  /** Where the rule comes from: the Open Responses specification, or what OpenAI's SDK documents or relies on. */
  readonly source: "Open Responses" | "OpenAI"
}

const rule = (id: RuleId, severity: Severity, source: Rule["source"], text: string): Rule => ({
  id,
  severity,
  source,
  text
})

/**
 * The rules, each once. `F3`, what comes after `[DONE]`, is not among them: reading stops there.
 *
 * @category rules
 * @since 0.1.0
 */
export const rules: ReadonlyArray<Rule> = [
  rule("F2", "warning", "Open Responses", "The event: line, if there is one, equals the data's type."),
  rule("S1", "warning", "OpenAI", "The sequence number grows from event to event."),
  rule("R1", "warning", "OpenAI", "The stream begins with response.created."),
  rule("R2", "error", "Open Responses", "The response is queued, then in progress, and ends once."),
  rule("R3", "warning", "Open Responses", "Nothing but [DONE] follows the terminal chunk."),
  rule("R4", "warning", "Open Responses", "An error is followed by response.failed or the end."),
  rule("I1", "error", "Open Responses", "An item is added once, then updated, then done."),
  rule("I2", "error", "Open Responses", "A part is added, gets its deltas and their done, and is done."),
  rule("I3", "error", "Open Responses", "Nothing updates an item after its done."),
  rule("I4", "error", "OpenAI", "Output indexes are 0, 1, 2 and so on, in any order."),
  rule("I5", "warning", "OpenAI", "A chunk has the id of its item and fits the item's type."),
  rule("I6", "warning", "OpenAI", "The text of a done equals the deltas before it, joined."),
  rule("G1", "warning", "OpenAI", "An image is in progress, generating, partial from 0 upward, and completed.")
]

/**
 * A rule that was broken.
 *
 * @category models
 * @since 0.1.0
 */
export interface Violation {
  /** The rule. */
  readonly rule: RuleId
  /** How bad this case of it is. */
  readonly severity: Severity
  /** Ordinal of the event that breaks it, from 0. */
  readonly index: number
  /** What is wrong. It never quotes payload. */
  readonly message: string
  /** Index of the output item concerned, if one is. */
  readonly outputIndex?: number
}

/**
 * An event to check. A `ChunkEvent` of `ChunkStream.decodeEvents` is one.
 *
 * @category models
 * @since 0.1.0
 */
export interface ProtocolEvent {
  /** Ordinal of the event, from 0. */
  readonly index: number
  /** The chunk. */
  readonly chunk: ResponsesStreamChunk
  /** The `event:` line, if there was one. */
  readonly event?: string
  /** The parsed JSON. Rule F2 takes the type from it, where a repair renamed the chunk. */
  readonly json?: unknown
}

export type {
  /**
   * How a stream ended.
   *
   * @category models
   * @since 0.1.0
   */
  Verdict
} from "./internal/progress.ts"

// -----------------------------------------------------------------------------
// State
// -----------------------------------------------------------------------------

declare const opaque: unique symbol

/**
 * What is remembered of a stream. It is never changed: a state may be kept, and stepped from more than once.
 *
 * @category models
 * @since 0.1.0
 */
export interface State {
  readonly [opaque]: never
}

type Seen = State & Memory

interface Memory {
  sequenceNumber: number | undefined
  /** Sequence numbers were skipped: something between the model and here may have left chunks out. */
  skipped: boolean
  /** Something of the response has come. */
  begun: boolean
  stage: number
  terminal: Terminal | undefined
  /** Ordinal of the terminal chunk. */
  endIndex: number
  errored: boolean
  /** The last chunk of note was an error. */
  afterError: boolean
  itemsOpened: boolean
  items: List<Item>
  /** The output indexes that were opened, as ranges from low to high: a single one in a stream without gaps. */
  opened: ReadonlyArray<Range>
}

type Terminal = "Completed" | "Incomplete" | "Failed"

type Range = readonly [from: number, to: number]

interface Item {
  readonly outputIndex: number
  readonly type: string | undefined
  readonly id: string | undefined
  /** Its `added` was missed. That has been reported; what else is missing for the same reason isn't. */
  readonly missed: boolean
  /** Rule I5 has been reported. */
  readonly strayed: boolean
  readonly texts: List<Text>
  readonly imageStage: number
  readonly nextImage: number
}

/** A text that grows: of a part, or of its own. Of what came, only length and hash are kept. */
interface Text {
  readonly lane: string
  readonly key: number | string
  /** It is a part that was opened. */
  readonly isPart: boolean
  readonly isDone: boolean
  readonly length: number
  readonly hash: number
}

/** A list with the last used element in front, so that a delta copies two cells and shares the rest. */
type List<A> = { readonly head: A; readonly tail: List<A> } | undefined

/** Takes an element out. What came after it is shared. */
const take = <A>(
  list: List<A>,
  matches: (element: A) => boolean
): { readonly taken: A | undefined; readonly rest: List<A> } => {
  if (list === undefined) return { taken: undefined, rest: undefined }
  if (matches(list.head)) return { taken: list.head, rest: list.tail }
  const before = [list.head]
  for (let cell = list.tail; cell !== undefined; cell = cell.tail) {
    if (matches(cell.head)) {
      return { taken: cell.head, rest: before.reduceRight<List<A>>((tail, head) => ({ head, tail }), cell.tail) }
    }
    before.push(cell.head)
  }
  return { taken: undefined, rest: list }
}

const wasOpened = ({ opened }: Memory, n: number): boolean => opened.some(([from, to]) => from <= n && n <= to)

const include = (ranges: ReadonlyArray<Range>, n: number): ReadonlyArray<Range> => {
  const after = ranges.findLastIndex(([from]) => from <= n) + 1
  const left = ranges[after - 1]
  const right = ranges[after]
  if (left !== undefined && n <= left[1]) return ranges
  const joinsLeft = left !== undefined && left[1] + 1 === n
  const joinsRight = right !== undefined && right[0] - 1 === n
  return [
    ...ranges.slice(0, joinsLeft ? after - 1 : after),
    [joinsLeft ? left[0] : n, joinsRight ? right[1] : n],
    ...ranges.slice(joinsRight ? after + 1 : after)
  ]
}

const hashOf = (text: string, hash: number): number => {
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}

const copy = (memory: Memory): Memory => ({
  sequenceNumber: memory.sequenceNumber,
  skipped: memory.skipped,
  begun: memory.begun,
  stage: memory.stage,
  terminal: memory.terminal,
  endIndex: memory.endIndex,
  errored: memory.errored,
  afterError: memory.afterError,
  itemsOpened: memory.itemsOpened,
  items: memory.items,
  opened: memory.opened
})

/**
 * The state before the first event.
 *
 * @category checking
 * @since 0.1.0
 */
export const initial: State = {
  sequenceNumber: undefined,
  skipped: false,
  begun: false,
  stage: -1,
  terminal: undefined,
  endIndex: -1,
  errored: false,
  afterError: false,
  itemsOpened: false,
  items: undefined,
  opened: []
} satisfies Memory as Memory as Seen

// -----------------------------------------------------------------------------
// What a chunk does
// -----------------------------------------------------------------------------

/** One step: the next state in the making, and what was found. */
interface Visit {
  readonly index: number
  readonly now: Memory
  readonly found: Array<Violation>
}

type Does<Chunk> = (visit: Visit, chunk: Chunk) => void

const severities = new Map(rules.map(({ id, severity }) => [id, severity]))

const violation = (
  index: number,
  rule: RuleId,
  message: string,
  outputIndex?: number,
  severity: Severity = severities.get(rule)!
): Violation => ({ rule, severity, index, message, ...(outputIndex === undefined ? {} : { outputIndex }) })

const report = (visit: Visit, rule: RuleId, message: string, outputIndex?: number, severity?: Severity): void => {
  visit.found.push(violation(visit.index, rule, message, outputIndex, severity))
}

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

// Items

interface OfItem {
  readonly outputIndex: number
  readonly itemId?: string
}

type ItemChunk = Case<"response.output_item.added" | "response.output_item.done">

const newItem = (outputIndex: number, missed: boolean, type?: string, id?: string): Item => ({
  outputIndex,
  type,
  id,
  missed,
  strayed: false,
  texts: undefined,
  imageStage: -1,
  nextImage: 0
})

/** Written out, as is whatever else is made for each delta: a spread takes ten times as long. */
const withTexts = (item: Item, texts: List<Text>): Item => ({
  outputIndex: item.outputIndex,
  type: item.type,
  id: item.id,
  missed: item.missed,
  strayed: item.strayed,
  texts,
  imageStage: item.imageStage,
  nextImage: item.nextImage
})

const takeItem = (now: Memory, outputIndex: number): Item | undefined => {
  const { rest, taken } = take(now.items, (item) => item.outputIndex === outputIndex)
  now.items = rest
  return taken
}

const putItem = (now: Memory, item: Item): void => {
  now.items = { head: item, tail: now.items }
}

const wireItem = ({ item }: ItemChunk): { readonly type: string; readonly id?: unknown } =>
  item.type === "UNKNOWN" ? item.raw : item

/** Some providers leave an id empty. */
const idOf = (id: unknown): string | undefined => (typeof id === "string" && id !== "" ? id : undefined)

const isIndex = (n: number): boolean => Number.isInteger(n) && n >= 0

const adds: Does<ItemChunk> = (visit, chunk) => {
  const { now } = visit
  const {
    item: { type },
    outputIndex
  } = chunk
  const before = takeItem(now, outputIndex)
  if (before === undefined) {
    if (wasOpened(now, outputIndex)) report(visit, "I3", "The item is added after its done.", outputIndex)
  } else if (!before.missed) report(visit, "I1", "The item is added twice.", outputIndex)
  if (!isIndex(outputIndex)) report(visit, "I4", "The output index is no whole number from 0 upward.", outputIndex)
  now.itemsOpened = true
  now.opened = include(now.opened, outputIndex)
  putItem(now, newItem(outputIndex, false, type === "UNKNOWN" ? undefined : type, idOf(wireItem(chunk).id)))
}

const finishes: Does<ItemChunk> = (visit, chunk) => {
  const { id, type } = wireItem(chunk)
  const item = takeFitting(visit, chunk.outputIndex, id, [type])
  visit.now.itemsOpened = true
  for (let texts = item.texts; texts !== undefined; texts = texts.tail) {
    if (!texts.head.isPart) continue
    report(visit, "I2", "The item is done while a part of it is open.", item.outputIndex, "warning")
    break
  }
}

/** A provider's own items (`openrouter:web_search`) share the chunks of the items that they stand in for. */
const fitsType = (type: string | undefined, types: ReadonlyArray<string>): boolean =>
  type === undefined || types.includes(type) || type.includes(":")

/** Takes out the item that a chunk is about, and checks that there is one and that the chunk fits it. */
const takeFitting = (visit: Visit, outputIndex: number, itemId: unknown, types: ReadonlyArray<string>): Item => {
  const { now } = visit
  const item = takeItem(now, outputIndex)
  if (item === undefined) {
    if (wasOpened(now, outputIndex)) report(visit, "I3", "The item is updated after its done.", outputIndex)
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
    putItem(visit.now, takeFitting(visit, chunk.outputIndex, chunk.itemId, types))

/** An image comes to a stage: 0 in progress, 1 generating, 2 partial image, 3 completed. */
const paints =
  (stage: 0 | 1 | 2 | 3): Does<OfItem & { readonly partialImageIndex?: number }> =>
  (visit, chunk) => {
    const item = takeFitting(visit, chunk.outputIndex, chunk.itemId, ["image_generation_call"])
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

// Texts

/** Texts of one kind in an item, told apart by a key. */
interface Lane<Chunk> {
  readonly name: string
  readonly key: (chunk: Chunk) => number | string
  /** Such a text is in a part, which opens before it and closes after it. */
  readonly inPart: boolean
}

const content: Lane<{ readonly contentIndex: number }> = { name: "content", key: (c) => c.contentIndex, inPart: true }
const summary: Lane<{ readonly summaryIndex: number }> = { name: "summary", key: (c) => c.summaryIndex, inPart: true }
const command: Lane<{ readonly commandIndex: number }> = { name: "command", key: (c) => c.commandIndex, inPart: false }
const panel: Lane<{ readonly model: string }> = { name: "panel", key: (c) => c.model, inPart: false }
const only: Lane<unknown> = { name: "only", key: () => 0, inPart: false }

interface Delta {
  readonly delta: string
}

/** What a chunk makes of a text: `undefined` closes it. */
type Change<Chunk> = (visit: Visit, text: Text, chunk: Chunk, item: Item) => Text | undefined

const newText = (lane: string, key: number | string, isPart: boolean, isDone = false, length = 0, hash = 0): Text => ({
  lane,
  key,
  isPart,
  isDone,
  length,
  hash
})

const changes =
  <Chunk>(
    lane: Lane<Chunk>,
    types: ReadonlyArray<string>,
    change: Change<Chunk>,
    opens = false
  ): Does<OfItem & Chunk> =>
  (visit, chunk) => {
    const item = takeFitting(visit, chunk.outputIndex, chunk.itemId, types)
    const key = lane.key(chunk)
    const { rest, taken: before } = take(item.texts, (text) => text.key === key && text.lane === lane.name)
    if (before === undefined && lane.inPart && !opens && !item.missed) {
      report(visit, "I2", "The chunk belongs to a part that isn't open.", item.outputIndex)
    }
    const text = change(visit, before ?? newText(lane.name, key, false), chunk, item)
    putItem(visit.now, withTexts(item, text === undefined ? rest : { head: text, tail: rest }))
  }

/** A part opens. */
const opens = <Chunk>(lane: Lane<Chunk>, ...types: ReadonlyArray<string>): Does<OfItem & Chunk> =>
  changes(
    lane,
    types,
    (visit, text, _, item) => {
      if (text.isPart) report(visit, "I2", "The part opens while it is open.", item.outputIndex, "warning")
      return newText(text.lane, text.key, true)
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
    const { hash, isDone, isPart, key, lane, length } = text
    return newText(lane, key, isPart, isDone, length + delta.length, hashOf(delta, hash))
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
    return { ...text, isDone: true }
  })

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

type Named = WireType | "UNKNOWN"

/** Chunks that say nothing of the response: they may stand before it and between an error and what follows. */
const asides: ReadonlySet<Named> = new Set<Named>(["keepalive", "response.debug", "UNKNOWN"])

/** Chunks that may begin a stream. */
const beginnings: ReadonlySet<Named> = new Set<Named>(["response.created", "error", "response.error"])

const terminals: ReadonlySet<Named> = new Set<Named>(["response.completed", "response.incomplete", "response.failed"])

// -----------------------------------------------------------------------------
// Checking
// -----------------------------------------------------------------------------

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
  const sequenceNumber =
    type === "UNKNOWN" ? chunk.raw["sequence_number"] : type === "response.error" ? undefined : chunk.sequenceNumber
  if (typeof sequenceNumber === "number") {
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

/**
 * Checks an event: gives the state after it, and what is wrong with it.
 *
 * **When to use**
 *
 * Use it in a reducer of your own. For a stream of Effect there is {@link check}.
 *
 * **Details**
 *
 * The given state stays as it is. After a violation the checking goes on as if the stream were right from there, so
 * that one fault isn't reported with each chunk that follows from it.
 *
 * **Example** (Checking parsed events one after another)
 *
 * ```ts
 * import * as StreamProtocol from "effect-responses-stream/StreamProtocol"
 *
 * let state = StreamProtocol.initial
 * const report = (event: StreamProtocol.ProtocolEvent) => {
 *   const [next, violations] = StreamProtocol.step(state, event)
 *   state = next
 *   for (const { index, message, rule } of violations) console.log(`${index}: ${rule} ${message}`)
 * }
 * ```
 *
 * @category checking
 * @since 0.1.0
 */
export const step = (state: State, event: ProtocolEvent): readonly [State, ReadonlyArray<Violation>] => {
  const now = copy(state as Seen)
  const visit: Visit = { index: event.index, now, found: [] }
  const { chunk } = event
  passes(visit, event)
  if (chunk.type !== "UNKNOWN") (table[chunk.type] as Does<typeof chunk>)(visit, chunk)
  return [now as Seen, visit.found]
}

/**
 * Gives what is wrong with the stream if it ends here: items that were left open, and gaps between them.
 *
 * **Details**
 *
 * The violations have the index of the terminal chunk. A stream without one has none of them: its {@link verdict} says
 * that it was cut.
 *
 * @category checking
 * @since 0.1.0
 */
export const end = (state: State): ReadonlyArray<Violation> => {
  const { endIndex, items, opened, skipped, terminal } = state as Seen
  const found: Array<Violation> = []
  if (terminal === "Completed") {
    for (let rest = items; rest !== undefined; rest = rest.tail) {
      const { missed, outputIndex, type } = rest.head
      if (missed || type === undefined || type === "reasoning") continue
      found.push(violation(endIndex, "I1", "The response is completed, and the item isn't done.", outputIndex))
    }
  }
  if (terminal === "Completed" || terminal === "Incomplete") {
    let next = 0
    for (const [from, to] of opened) {
      if (!isIndex(from)) continue
      if (from > next) {
        const severity = skipped ? "warning" : "error"
        found.push(violation(endIndex, "I4", "The item was never added, and later ones were.", next, severity))
      }
      next = to + 1
    }
  }
  return found.toSorted((a, b) => a.outputIndex! - b.outputIndex!)
}

/**
 * Tells how the stream ends if it ends here.
 *
 * @category checking
 * @since 0.1.0
 */
export const verdict = (state: State): Verdict => {
  const { errored, items, itemsOpened, terminal } = state as Seen
  if (terminal !== undefined) return terminal
  if (errored) return "Errored"
  for (let rest = items; rest !== undefined; rest = rest.tail) if (!rest.head.missed) return "Truncated"
  return itemsOpened ? "ItemsCompleteWithoutTerminal" : "Truncated"
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * What to do with a violation: fail the stream, or report it and go on.
 *
 * @category options
 * @since 0.1.0
 */
export type OnViolation = "fail" | "report"

/**
 * Options of {@link check}.
 *
 * @category options
 * @since 0.1.0
 */
export interface CheckOptions {
  /** What to do with violations, of every severity or of each. By default errors fail, and warnings are reported. */
  readonly onViolation?: OnViolation | { readonly [_ in Severity]?: OnViolation }
  /** Called for each violation that is reported. Without it, a violation is logged as a warning. */
  readonly onReport?: (violation: Violation) => void
}

/**
 * Checks the events of a stream while passing them on.
 *
 * **Details**
 *
 * The events before a violation that fails the stream are delivered first; the event itself isn't. What only the end
 * shows fails the stream after its last event.
 *
 * **Example** (Failing on errors, printing warnings)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, StreamProtocol } from "effect-responses-stream"
 *
 * const checked = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) =>
 *   bytes.pipe(
 *     ChunkStream.decodeEvents(),
 *     StreamProtocol.check({ onReport: ({ index, message, rule }) => console.warn(`${index}: ${rule} ${message}`) }),
 *     Stream.map(({ chunk }) => chunk)
 *   )
 * ```
 *
 * @category checking
 * @since 0.1.0
 */
export const check =
  (options?: CheckOptions) =>
  <A extends ProtocolEvent, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, ProtocolViolation | E, R> => {
    const { onReport, onViolation } = options ?? {}
    const policy = typeof onViolation === "string" ? { error: onViolation, warning: onViolation } : onViolation
    const fails = { error: policy?.error !== "report", warning: policy?.warning === "fail" }
    return runMachine(self, () => {
      let state = initial
      let values: Array<A> = []
      let unreported: Array<Violation> = []
      let error: ProtocolViolation | undefined
      const handle = (violations: ReadonlyArray<Violation>, event?: A): boolean => {
        for (const found of violations) {
          if (fails[found.severity]) {
            const type = event?.chunk.type
            error = new ProtocolViolation({ ...found, ...(type === undefined || type === "UNKNOWN" ? {} : { type }) })
            return true
          }
          if (onReport === undefined) unreported.push(found)
          else onReport(found)
        }
        return false
      }
      return {
        push: (event) => {
          const [next, violations] = step(state, event)
          state = next
          if (violations.length > 0 && handle(violations, event)) return true
          values.push(event)
          return false
        },
        end: () => {
          handle(end(state))
        },
        take: () => {
          const taken = values
          values = []
          return taken
        },
        error: () => error,
        notice: () => {
          if (unreported.length === 0) return undefined
          const logged = unreported
          unreported = []
          return Effect.forEach(
            logged,
            ({ index, message, rule }) => Effect.logWarning(`Event ${index} breaks rule ${rule}: ${message}`),
            { discard: true }
          )
        }
      }
    })
  }
