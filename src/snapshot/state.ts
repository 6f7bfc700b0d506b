/**
 * What a snapshot knows, and what each chunk does to it.
 *
 * A step works on a shallow copy of the state before. Everything below that copy is shared, and never changed.
 *
 * @internal
 */
import type { DebugInfo } from "../chunk/Debug.ts"
import type { SummaryPart } from "../model/ContentPart.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { Response, ResponseError } from "../model/Response.ts"
import type { Case, ResponsesStreamChunk, UnknownChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { Verdict } from "../stream/verdict.ts"
import * as Item from "./item.ts"
import type { ItemKey, ItemState } from "./item.ts"
import { OrderedMap, fill, named, numbered } from "./orderedMap.ts"

// -----------------------------------------------------------------------------
// States
// -----------------------------------------------------------------------------

/** The terminal chunk that came. */
type Ending = "Completed" | "Incomplete" | "Failed"

/** Speech, which belongs to the response and to no item. */
export interface Audio {
  readonly data: OrderedMap<number, string>
  readonly isDone: boolean
  readonly transcript: string
  readonly isTranscriptDone: boolean
}

export interface State {
  readonly sequenceNumber: number | undefined
  /** The response as it came last. Its output is not looked at: the items are. */
  readonly response: Response | undefined
  readonly ending: Ending | undefined
  readonly error: ResponseError | undefined
  /** The terminal chunk has brought the output: no chunk changes it any more. */
  readonly isSealed: boolean
  readonly items: OrderedMap<ItemKey, ItemState>
  /** Where the item is that goes by an id. */
  readonly ids: OrderedMap<string, ItemKey>
  readonly audio: Audio | undefined
  readonly unknown: OrderedMap<number, UnknownChunk>
  readonly debug: OrderedMap<number, DebugInfo>
}

/** The next state in the making. */
type Draft = { -readonly [K in keyof State]: State[K] }

const byKey = (a: ItemKey, b: ItemKey): number => a.index - b.index || a.nth - b.nth

export const itemMap = (items: ReadonlyArray<ItemState> = []): State["items"] =>
  fill(
    new OrderedMap<ItemKey, ItemState>(byKey),
    items.map((item) => [item.key, item] as const)
  )

export const idMap = (items: ReadonlyArray<ItemState> = []): State["ids"] =>
  named(items.flatMap(({ aliases, key }) => aliases.map((id) => [id, key] as const)))

export const initial: State = {
  sequenceNumber: undefined,
  response: undefined,
  ending: undefined,
  error: undefined,
  isSealed: false,
  items: itemMap(),
  ids: idMap(),
  audio: undefined,
  unknown: numbered(),
  debug: numbered()
}

const copy = (state: State): Draft => ({
  sequenceNumber: state.sequenceNumber,
  response: state.response,
  ending: state.ending,
  error: state.error,
  isSealed: state.isSealed,
  items: state.items,
  ids: state.ids,
  audio: state.audio,
  unknown: state.unknown,
  debug: state.debug
})

/** Raised when the form in which snapshots are saved changes, so that an old one is refused and not misread. */
export const version = 1

/** The state as plain data, to be saved. */
export const toJson = (state: State) => {
  const { debug, ids: _, items, unknown, ...rest } = state
  return { version, ...rest, items: items.values(), unknown: unknown.values(), debug: debug.values() } as const
}

const append = <A>(map: OrderedMap<number, A>, value: A): OrderedMap<number, A> =>
  map.set((map.lastKey() ?? -1) + 1, value)

// -----------------------------------------------------------------------------
// Finding items
// -----------------------------------------------------------------------------

interface OfItem {
  readonly outputIndex: number
  readonly itemId?: string
}

/** A family of chunks: the types of its items, and what an item is taken for whose `added` is missing. */
interface Family<Chunk> {
  readonly types: ReadonlyArray<string>
  readonly infer: (chunk: Chunk) => OutputItem
}

const family = <Chunk = unknown>(types: ReadonlyArray<string>, infer: (chunk: Chunk) => OutputItem): Family<Chunk> => ({
  types,
  infer
})

const idOf = ({ itemId }: OfItem): { readonly id?: string } =>
  itemId === undefined || itemId === "" ? {} : { id: itemId }

const status = "in_progress"

const message = family<OfItem>(["message"], (chunk) => ({
  type: "message",
  ...idOf(chunk),
  role: "assistant",
  status,
  content: []
}))

const reasoning = family<OfItem>(["reasoning"], (chunk) => ({ type: "reasoning", ...idOf(chunk), summary: [] }))

type PartChunk = Case<
  | "response.content_part.added"
  | "response.content_part.done"
  | "response.reasoning_part.added"
  | "response.reasoning_part.done"
>

const reasoningParts: ReadonlySet<string> = new Set(["reasoning_text", "summary_text"])

const ofParts = family<PartChunk>(["message", "reasoning"], (chunk) =>
  (reasoningParts.has(chunk.part.type) ? reasoning : message).infer(chunk)
)

const functionCall = family<OfItem>(["function_call"], (chunk) => ({
  type: "function_call",
  ...idOf(chunk),
  callId: "",
  name: "",
  arguments: "",
  status
}))

const customToolCall = family<OfItem>(["custom_tool_call"], (chunk) => ({
  type: "custom_tool_call",
  ...idOf(chunk),
  callId: "",
  name: "",
  input: ""
}))

const mcpCall = family<OfItem>(["mcp_call"], (chunk) => ({
  type: "mcp_call",
  ...idOf(chunk),
  name: "",
  arguments: "",
  status
}))

const mcpListTools = family<OfItem>(["mcp_list_tools"], (chunk) => ({
  type: "mcp_list_tools",
  ...idOf(chunk),
  tools: [],
  status
}))

const codeInterpreter = family<OfItem>(["code_interpreter_call"], (chunk) => ({
  type: "code_interpreter_call",
  ...idOf(chunk),
  status
}))

const webSearch = family<OfItem>(["web_search_call"], (chunk) => ({ type: "web_search_call", ...idOf(chunk), status }))

const fileSearch = family<OfItem>(["file_search_call"], (chunk) => ({
  type: "file_search_call",
  ...idOf(chunk),
  status
}))

const image = family<OfItem>(["image_generation_call"], (chunk) => ({
  type: "image_generation_call",
  ...idOf(chunk),
  status
}))

const shell = family<OfItem>(["shell_call"], (chunk) => ({
  type: "shell_call",
  ...idOf(chunk),
  callId: "",
  action: { commands: [] },
  status
}))

const shellOutput = family<OfItem>(["shell_call_output", "shell_call"], (chunk) => ({
  type: "shell_call_output",
  ...idOf(chunk),
  callId: "",
  output: [],
  status
}))

const applyPatch = family<OfItem>(["apply_patch_call"], (chunk) => ({
  type: "apply_patch_call",
  ...idOf(chunk),
  callId: "",
  operation: { type: "update_file", path: "", diff: "" },
  status
}))

const compaction = family<OfItem>(["compaction"], (chunk) => ({
  type: "compaction",
  ...idOf(chunk),
  encryptedContent: "",
  status
}))

const fusion = family<OfItem>(["openrouter:fusion"], (chunk) => ({
  type: "openrouter:fusion",
  ...idOf(chunk),
  status
}))

/** A provider's own items (`openrouter:web_search`) share the chunks of the items that they stand in for. */
const fits = ({ base: { type } }: ItemState, types: ReadonlyArray<string>): boolean =>
  types.includes(type) || type === "UNKNOWN" || type.includes(":")

/** The item at an index, the last one if there are several. */
export const itemAt = ({ items }: State, index: number): ItemState | undefined => {
  const last = items.upTo({ index, nth: Infinity })
  return last !== undefined && last.key.index === index ? last : undefined
}

/** The item that goes by an id. */
export const itemById = ({ ids, items }: State, id: string | undefined): ItemState | undefined => {
  const key = id === undefined || id === "" ? undefined : ids.get(id)
  return key === undefined ? undefined : items.get(key)
}

const nextKey = (index: number, last: ItemState | undefined): ItemKey => ({
  index,
  nth: last === undefined ? 0 : last.key.nth + 1
})

const put = (now: Draft, item: ItemState, before = now.items.get(item.key)): void => {
  now.items = now.items.set(item.key, item)
  if (before?.aliases === item.aliases) return
  for (const id of item.aliases) if (before?.aliases.includes(id) !== true) now.ids = now.ids.set(id, item.key)
}

/**
 * The item that a chunk is about. The output index says which; where a gateway gives several items the same index, or a
 * chunk an index that has no item, the id does.
 */
const locate = (now: Draft, chunk: OfItem, types: ReadonlyArray<string>): ItemState | undefined => {
  const { itemId, outputIndex } = chunk
  const last = itemAt(now, outputIndex)
  if (last !== undefined && last.key.nth === 0 && fits(last, types)) return last
  const known = itemById(now, itemId)
  if (known !== undefined && fits(known, types)) {
    if (known.key.index === outputIndex || (last === undefined && !known.isDone)) return known
  }
  return last !== undefined && fits(last, types) ? last : undefined
}

type Does<Chunk> = (now: Draft, chunk: Chunk) => void

/** Changes the item that a chunk is about. */
const updates =
  <Chunk>(
    { infer, types }: Family<OfItem & Chunk>,
    change: (item: ItemState, chunk: Chunk) => ItemState
  ): Does<OfItem & Chunk> =>
  (now, chunk) => {
    if (now.isSealed) return
    const { itemId, outputIndex } = chunk
    const found = locate(now, chunk, types)
    const before = found ?? Item.newItem(nextKey(outputIndex, itemAt(now, outputIndex)), infer(chunk), false, true)
    const changed = change(before, chunk)
    // One id that isn't the item's own is kept, and not as many as there are chunks
    const isNewName = itemId !== undefined && itemId !== "" && before.aliases.length < 2
    const after = isNewName ? Item.withAlias(changed, itemId) : changed
    if (after !== found) put(now, after, found)
  }

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

type ItemChunk = Case<"response.output_item.added" | "response.output_item.done">

const isSame = (a: string | undefined, b: string | undefined): boolean => a === b || a === undefined || b === undefined

/** Both come as the same item, as far as type and ids say. */
const isOf = (state: ItemState, item: OutputItem): boolean =>
  state.base.type === item.type && isSame(Item.idOf(state.base), Item.idOf(item))

const knownAt = (now: Draft, item: OutputItem, index: number): ItemState | undefined => {
  const known = itemById(now, Item.idOf(item))
  return known?.key.index === index ? known : undefined
}

const adds: Does<ItemChunk> = (now, { item, outputIndex }) => {
  if (now.isSealed) return
  const last = itemAt(now, outputIndex)
  const before = knownAt(now, item, outputIndex) ?? last
  if (before?.isInferred === true) put(now, Item.adopt(before, item))
  else if (before !== undefined && isOf(before, item)) {
    // An `added` that comes too late says nothing new. One that comes again begins anew.
    if (!before.isDone) put(now, Item.newItem(before.key, item, false))
    else if (Item.idOf(item) === undefined) put(now, Item.newItem(nextKey(outputIndex, last), item, false))
  } else put(now, Item.newItem(nextKey(outputIndex, last), item, false))
}

const finishes: Does<ItemChunk> = (now, { item, outputIndex }) => {
  if (now.isSealed) return
  const last = itemAt(now, outputIndex)
  const elsewhere = last === undefined ? itemById(now, Item.idOf(item)) : undefined
  const before = knownAt(now, item, outputIndex) ?? last ?? (elsewhere?.isDone === false ? elsewhere : undefined)
  const isItem =
    before !== undefined && (before.isInferred || isOf(before, item) || (!before.isDone && sameType(before, item)))
  put(now, isItem ? Item.complete(before, item) : Item.newItem(nextKey(outputIndex, last), item, true))
}

/** Some gateways give an item another id in each chunk. */
const sameType = (state: ItemState, item: OutputItem): boolean => state.base.type === item.type

// -----------------------------------------------------------------------------
// The response
// -----------------------------------------------------------------------------

type ResponseChunk = { readonly response: Response }

const settledStatuses: ReadonlySet<unknown> = new Set(["completed", "incomplete", "failed"])

/** The response as it is so far. Output that it has and the stream hasn't is taken over. */
const tells: Does<ResponseChunk> = (now, { response }) => {
  if (now.ending !== undefined) return
  now.response = response
  for (const [index, item] of response.output.entries()) {
    if (itemAt(now, index) !== undefined) continue
    const isDone = item.type !== "UNKNOWN" && settledStatuses.has(item.status)
    put(now, Item.newItem({ index, nth: 0 }, item, isDone))
  }
}

const ends =
  (ending: Ending): Does<ResponseChunk> =>
  (now, { response }) => {
    if (now.ending !== undefined) return
    now.ending = ending
    now.response = response
    if (response.error !== undefined && response.error !== null) now.error = response.error
    if (response.output.length > 0) seal(now, response.output)
  }

/** Takes the output of the terminal chunk for what was streamed. Items keep their place where it has the same ones. */
const seal = (now: Draft, output: ReadonlyArray<OutputItem>): void => {
  const before = now.items.values()
  const isSameOutput = before.length === output.length && before.every((old, i) => sameType(old, output[i]!))
  const items = output.map((item, index) => {
    if (isSameOutput) return Item.seal(before[index]!.key, item, before[index])
    const known = itemById(now, Item.idOf(item))
    return Item.seal({ index, nth: 0 }, item, known !== undefined && sameType(known, item) ? known : undefined)
  })
  now.items = itemMap(items)
  now.ids = idMap(items)
  now.isSealed = true
}

// -----------------------------------------------------------------------------
// Texts
// -----------------------------------------------------------------------------

type OfContent = OfItem & { readonly contentIndex: number }
type OfSummary = OfItem & { readonly summaryIndex: number }
type Delta = { readonly delta: string }
type Logprobs = Pick<Case<"response.output_text.delta">, "logprobs">

const { emptyParts } = Item

const textGrows = updates<OfContent & Delta & Logprobs>(message, (item, { contentIndex, delta, logprobs }) =>
  Item.changePart(item, "content", contentIndex, Item.grows(emptyParts.text, delta, logprobs))
)

const reasoningGrows = updates<OfContent & Delta>(reasoning, (item, { contentIndex, delta }) =>
  Item.changePart(item, "content", contentIndex, Item.grows(emptyParts.reasoning, delta))
)

const reasoningSettles = updates<OfContent & { readonly text: string }>(reasoning, (item, { contentIndex, text }) =>
  Item.changePart(item, "content", contentIndex, Item.settles(emptyParts.reasoning, text))
)

const partOpens = (of: Family<PartChunk>): Does<PartChunk> =>
  updates<PartChunk>(of, (item, { contentIndex, part }) =>
    Item.changePart(item, "content", contentIndex, Item.opens(part))
  )

const partCloses = (of: Family<PartChunk>): Does<PartChunk> =>
  updates<PartChunk>(of, (item, { contentIndex, part }) =>
    Item.changePart(item, "content", contentIndex, Item.closes(part))
  )

const appends = (of: Family<OfItem>, lane: Item.TextLane): Does<OfItem & Delta> =>
  updates<Delta>(of, (item, { delta }) => Item.growText(item, lane, delta))

const isWhole = <Field extends Item.TextLane>(
  of: Family<OfItem>,
  lane: Field
): Does<OfItem & { readonly [_ in Field]: string }> =>
  updates<{ readonly [_ in Field]: string }>(of, (item, chunk) => Item.settleText(item, lane, chunk[lane]))

const reaches = (of: Family<OfItem>, status: string): Does<OfItem> =>
  updates<unknown>(of, (item) => Item.setStatus(item, status))

// -----------------------------------------------------------------------------
// What each chunk does
// -----------------------------------------------------------------------------

const nothing = (): void => {}

const silence: Audio = { data: numbered(), isDone: false, transcript: "", isTranscriptDone: false }

const speaks =
  <Chunk>(change: (audio: Audio, chunk: Chunk) => Partial<Audio>): Does<Chunk> =>
  (now, chunk) => {
    const audio = now.audio ?? silence
    now.audio = { ...audio, ...change(audio, chunk) }
  }

const table: { readonly [Type in WireType]: Does<Case<Type>> } = {
  error: (now, { code, errorType, message, param }) => {
    now.error = {
      message,
      ...(code === null ? {} : { code }),
      ...(param === null ? {} : { param }),
      ...(errorType === undefined || errorType === null ? {} : { type: errorType })
    }
  },
  keepalive: nothing,
  "response.apply_patch_call_operation_diff.delta": appends(applyPatch, "diff"),
  "response.apply_patch_call_operation_diff.done": isWhole(applyPatch, "diff"),
  "response.audio.delta": speaks(({ data }, { delta }) => ({ data: append(data, delta) })),
  "response.audio.done": speaks(() => ({ isDone: true })),
  "response.audio.transcript.delta": speaks(({ transcript }, { delta }) => ({ transcript: transcript + delta })),
  "response.audio.transcript.done": speaks(() => ({ isTranscriptDone: true })),
  "response.code_interpreter_call.completed": reaches(codeInterpreter, "completed"),
  "response.code_interpreter_call.in_progress": reaches(codeInterpreter, "in_progress"),
  "response.code_interpreter_call.interpreting": reaches(codeInterpreter, "interpreting"),
  "response.code_interpreter_call_code.delta": appends(codeInterpreter, "code"),
  "response.code_interpreter_call_code.done": isWhole(codeInterpreter, "code"),
  "response.compaction.compacting": reaches(compaction, "in_progress"),
  "response.completed": ends("Completed"),
  "response.content_part.added": partOpens(ofParts),
  "response.content_part.done": partCloses(ofParts),
  "response.created": tells,
  "response.custom_tool_call_input.delta": appends(customToolCall, "input"),
  "response.custom_tool_call_input.done": isWhole(customToolCall, "input"),
  "response.debug": (now, { debug }) => {
    now.debug = append(now.debug, debug)
  },
  "response.error": (now, { error: { code, message } }) => {
    now.error = { message, ...(code === undefined || code === null ? {} : { code }) }
  },
  "response.failed": ends("Failed"),
  "response.file_search_call.completed": reaches(fileSearch, "completed"),
  "response.file_search_call.in_progress": reaches(fileSearch, "in_progress"),
  "response.file_search_call.searching": reaches(fileSearch, "searching"),
  "response.function_call_arguments.delta": appends(functionCall, "arguments"),
  "response.function_call_arguments.done": updates(functionCall, (item, chunk) =>
    Item.nameCall(Item.settleText(item, "arguments", chunk.arguments), chunk.name)
  ),
  "response.fusion_call.analysis.completed": updates(fusion, (item, { analysis }) =>
    Item.addStreamed(item, { analysis })
  ),
  "response.fusion_call.analysis.in_progress": updates(fusion, (item, { analystModel, judgeModel }) =>
    Item.addStreamed(item, { analystModel, judgeModel })
  ),
  "response.fusion_call.completed": reaches(fusion, "completed"),
  "response.fusion_call.in_progress": reaches(fusion, "in_progress"),
  "response.fusion_call.panel.added": updates(fusion, (item, { model }) =>
    Item.changePanel(item, model, (panel) => panel)
  ),
  "response.fusion_call.panel.completed": updates(fusion, (item, { content, model }) =>
    Item.changePanel(item, model, (panel) => ({
      ...panel,
      content: { text: content === "" ? panel.content.text : content, isWhole: true }
    }))
  ),
  "response.fusion_call.panel.delta": updates(fusion, (item, { delta, model }) =>
    Item.changePanel(item, model, (panel) => ({ ...panel, content: Item.extend(panel.content, delta) }))
  ),
  "response.fusion_call.panel.failed": updates(fusion, (item, { error, model, statusCode }) =>
    Item.changePanel(item, model, (panel) => ({ ...panel, error, statusCode }))
  ),
  "response.fusion_call.panel.reasoning.delta": updates(fusion, (item, { delta, model }) =>
    Item.changePanel(item, model, (panel) => ({ ...panel, reasoning: panel.reasoning + delta }))
  ),
  "response.image_generation_call.completed": reaches(image, "completed"),
  "response.image_generation_call.generating": reaches(image, "generating"),
  "response.image_generation_call.in_progress": reaches(image, "in_progress"),
  "response.image_generation_call.partial_image": updates(image, Item.showPartialImage),
  "response.in_progress": tells,
  "response.incomplete": ends("Incomplete"),
  "response.mcp_call.completed": reaches(mcpCall, "completed"),
  "response.mcp_call.failed": reaches(mcpCall, "failed"),
  "response.mcp_call.in_progress": reaches(mcpCall, "in_progress"),
  "response.mcp_call_arguments.delta": appends(mcpCall, "arguments"),
  "response.mcp_call_arguments.done": isWhole(mcpCall, "arguments"),
  "response.mcp_list_tools.completed": reaches(mcpListTools, "completed"),
  "response.mcp_list_tools.failed": reaches(mcpListTools, "failed"),
  "response.mcp_list_tools.in_progress": reaches(mcpListTools, "in_progress"),
  "response.output_item.added": adds,
  "response.output_item.done": finishes,
  "response.output_text.annotation.added": updates(message, (item, { annotation, annotationIndex, contentIndex }) =>
    annotation === null
      ? item
      : Item.changePart(item, "content", contentIndex, Item.annotates(annotationIndex, annotation))
  ),
  "response.output_text.delta": textGrows,
  "response.output_text.done": updates(message, (item, { contentIndex, logprobs, text }) =>
    Item.changePart(item, "content", contentIndex, Item.settles(emptyParts.text, text, logprobs))
  ),
  "response.queued": tells,
  "response.reasoning_part.added": partOpens(reasoning),
  "response.reasoning_part.done": partCloses(reasoning),
  "response.reasoning_summary_part.added": updates<OfSummary & { readonly part: SummaryPart }>(
    reasoning,
    (item, { part, summaryIndex }) => Item.changePart(item, "summary", summaryIndex, Item.opens(part))
  ),
  "response.reasoning_summary_part.done": updates<OfSummary & { readonly part: SummaryPart }>(
    reasoning,
    (item, { part, summaryIndex }) => Item.changePart(item, "summary", summaryIndex, Item.closes(part))
  ),
  "response.reasoning_summary_text.delta": updates<OfSummary & Delta>(reasoning, (item, { delta, summaryIndex }) =>
    Item.changePart(item, "summary", summaryIndex, Item.grows(emptyParts.summary, delta))
  ),
  "response.reasoning_summary_text.done": updates(reasoning, (item, { summaryIndex, text }) =>
    Item.changePart(item, "summary", summaryIndex, Item.settles(emptyParts.summary, text))
  ),
  "response.reasoning_text.delta": reasoningGrows,
  "response.reasoning_text.done": reasoningSettles,
  "response.refusal.delta": updates<OfContent & Delta>(message, (item, { contentIndex, delta }) =>
    Item.changePart(item, "content", contentIndex, Item.grows(emptyParts.refusal, delta))
  ),
  "response.refusal.done": updates(message, (item, { contentIndex, refusal }) =>
    Item.changePart(item, "content", contentIndex, Item.settles(emptyParts.refusal, refusal))
  ),
  "response.shell_call_command.added": updates(shell, (item, { command, commandIndex }) =>
    Item.changeCommand(item, commandIndex, (text) => (text.text === "" ? { ...text, text: command } : text))
  ),
  "response.shell_call_command.delta": updates(shell, (item, { commandIndex, delta }) =>
    Item.changeCommand(item, commandIndex, (text) => Item.extend(text, delta))
  ),
  "response.shell_call_command.done": updates(shell, (item, { command, commandIndex }) =>
    Item.changeCommand(item, commandIndex, ({ text }) => ({ text: command === "" ? text : command, isWhole: true }))
  ),
  "response.shell_call_output_content.delta": updates(shellOutput, (item, { commandIndex, delta }) =>
    Item.changeOutput(item, commandIndex, ({ output, stderr, stdout }) => ({
      stdout: stdout + (delta.stdout ?? ""),
      stderr: stderr + (delta.stderr ?? ""),
      output
    }))
  ),
  "response.shell_call_output_content.done": updates(shellOutput, (item, { commandIndex, output }) =>
    Item.changeOutput(item, commandIndex, (before) => ({ ...before, output }))
  ),
  "response.web_search_call.completed": reaches(webSearch, "completed"),
  "response.web_search_call.in_progress": reaches(webSearch, "in_progress"),
  "response.web_search_call.searching": reaches(webSearch, "searching")
}

/** The state after a chunk. */
export const step = (state: State, chunk: ResponsesStreamChunk): State => {
  const now = copy(state)
  const { type } = chunk
  const sequenceNumber: unknown =
    type === "UNKNOWN" ? chunk.raw["sequence_number"] : type === "response.error" ? undefined : chunk.sequenceNumber
  if (typeof sequenceNumber === "number") now.sequenceNumber = sequenceNumber
  if (type === "UNKNOWN") now.unknown = append(now.unknown, chunk)
  else (table[type] as Does<typeof chunk>)(now, chunk)
  return now
}

/** How the stream ends if it ends here. */
export const verdict = ({ ending, error, items }: State): Verdict => {
  if (ending !== undefined) return ending
  if (error !== undefined) return "Errored"
  let isOpen = false
  let isOpened = false
  items.forEach((item) => {
    if (item.isInferred) return
    isOpened = true
    if (!item.isDone) isOpen = true
  })
  return isOpened && !isOpen ? "ItemsCompleteWithoutTerminal" : "Truncated"
}
