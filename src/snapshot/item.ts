/**
 * An output item while it is streamed: what it came as, and what was streamed on top of it.
 *
 * States are never changed. A change costs what it changes, and the item itself is put together when it is looked at.
 *
 * @internal
 */
import type { Annotation } from "../model/Annotation.ts"
import type { ContentPart, SummaryPart } from "../model/ContentPart.ts"
import type { FusionAnalysis } from "../model/FusionAnalysis.ts"
import type { LogProb } from "../model/LogProb.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { ShellOutput } from "../model/ShellOutput.ts"
import type { SnapshotExtra, SnapshotItem, SnapshotPanel } from "./ResponseSnapshot.ts"
import type { Case } from "../chunk/ResponsesStreamChunk.ts"
import type { OrderedMap } from "./orderedMap.ts"
import { named, numbered } from "./orderedMap.ts"
import { memoize, share, update } from "./share.ts"

// -----------------------------------------------------------------------------
// States
// -----------------------------------------------------------------------------

/** Where an item stands. `nth` tells apart the items of a gateway that gives several the same index. */
export interface ItemKey {
  readonly index: number
  readonly nth: number
}

/** A text that grows until it is whole. */
export interface Text {
  readonly text: string
  readonly isWhole: boolean
}

/** A part of a message or of reasoning. */
export interface Part {
  /** The part as it came. */
  readonly base: ContentPart
  readonly text: string
  readonly isWhole: boolean
  /** Annotations by their index, where some came one by one. */
  readonly annotations?: OrderedMap<number, Annotation> | undefined
  /** The log probabilities of each delta, where some came. */
  readonly logprobs?: OrderedMap<number, ReadonlyArray<LogProb>> | undefined
}

/** The output of a shell command. */
export interface Output {
  readonly stdout: string
  readonly stderr: string
  /** The output as a whole, once it came. */
  readonly output?: ReadonlyArray<ShellOutput> | undefined
}

/** A model on the panel of a fusion call. */
export interface Panel {
  readonly nth: number
  readonly content: Text
  readonly reasoning: string
  readonly error?: string | undefined
  readonly statusCode?: number | undefined
}

/** What was streamed on top of an item. */
export interface Streamed {
  readonly status?: string | undefined
  readonly content?: OrderedMap<number, Part> | undefined
  readonly summary?: OrderedMap<number, Part> | undefined
  readonly arguments?: Text | undefined
  readonly input?: Text | undefined
  readonly code?: Text | undefined
  readonly diff?: Text | undefined
  readonly commands?: OrderedMap<number, Text> | undefined
  readonly outputs?: OrderedMap<number, Output> | undefined
  readonly partialImage?: Case<"response.image_generation_call.partial_image"> | undefined
  readonly panels?: OrderedMap<string, Panel> | undefined
  readonly panelCount?: number | undefined
  readonly analystModel?: string | undefined
  readonly judgeModel?: string | undefined
  readonly analysis?: FusionAnalysis | undefined
}

/** An item. */
export interface ItemState {
  readonly key: ItemKey
  /** The item as it came last, or as it is guessed from its chunks. */
  readonly base: OutputItem
  readonly isDone: boolean
  /** Neither its `added` nor its `done` came. */
  readonly isInferred: boolean
  /** The ids that it goes by. */
  readonly aliases: ReadonlyArray<string>
  readonly streamed?: Streamed | undefined
}

/** Copies are written out where a delta makes them: a spread takes longer. */
const withStreamed = (state: ItemState, streamed: Streamed): ItemState => ({
  key: state.key,
  base: state.base,
  isDone: state.isDone,
  isInferred: state.isInferred,
  aliases: state.aliases,
  streamed
})

/** Appends to a text that isn't whole yet. */
export const extend = (text: Text, delta: string): Text =>
  text.isWhole ? text : { text: text.text + delta, isWhole: false }

const withPart = (part: Part, text: string, isWhole: boolean): Part => ({
  base: part.base,
  text,
  isWhole,
  annotations: part.annotations,
  logprobs: part.logprobs
})

// -----------------------------------------------------------------------------
// Reading items
// -----------------------------------------------------------------------------

type Json = Readonly<Record<string, unknown>>

/** An item's fields, as far as the models have them. An unknown item has only those of the wire. */
const fieldsOf = (item: OutputItem): Json => (item.type === "UNKNOWN" ? item.raw : item) as unknown as Json

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null

/** Some providers leave an id empty. */
export const idOf = (item: OutputItem): string | undefined => {
  const { id } = fieldsOf(item)
  return isText(id) ? id : undefined
}

const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** The parts that an item has. */
const partsIn = (item: OutputItem, lane: PartLane): ReadonlyArray<ContentPart> =>
  holders[lane].has(item.type) ? (listOf(fieldsOf(item)[lane]) as ReadonlyArray<ContentPart>) : []

const textIn = (item: OutputItem, lane: TextLane): string => {
  const fields = fieldsOf(item)
  const holder = lane === "diff" ? fields["operation"] : fields
  const text = isRecord(holder) ? holder[lane] : undefined
  return typeof text === "string" ? text : ""
}

const commandsIn = (item: OutputItem): ReadonlyArray<string> => {
  const { action } = fieldsOf(item)
  return isRecord(action) ? (listOf(action["commands"]) as ReadonlyArray<string>) : []
}

const hasImage = (item: OutputItem): boolean => {
  const { imageB64, imageUrl, result } = fieldsOf(item)
  return isText(result) || isText(imageB64) || isText(imageUrl)
}

/** The types of items that have a field for something. */
type Holder<Field extends string, Value> = OutputItem extends infer Item
  ? Item extends { readonly type: infer Type extends string }
    ? Field extends keyof Item
      ? NonNullable<Item[Field]> extends Value
        ? Type
        : never
      : never
    : never
  : never

/** They are written as keys, so that none is missing and none is too many. */
type Types<Field extends string, Value> = { readonly [_ in Holder<Field, Value>]: true }

const typesOf = (types: Readonly<Record<string, true>>): ReadonlySet<string> => new Set(Object.keys(types))

/** Which items have a place for what is streamed. What has no place in its item is kept beside it. */
const holders = {
  content: typesOf({ message: true, reasoning: true } satisfies Types<"content", ReadonlyArray<unknown>>),
  summary: typesOf({ reasoning: true } satisfies Types<"summary", ReadonlyArray<unknown>>),
  arguments: typesOf({
    function_call: true,
    mcp_approval_request: true,
    mcp_call: true,
    "openrouter:bash": true,
    "openrouter:experimental__search_models": true,
    "openrouter:files": true,
    "openrouter:shell": true,
    shell_call: true
  } satisfies Types<"arguments", string>),
  input: typesOf({ custom_tool_call: true } satisfies Types<"input", string>),
  code: typesOf({
    code_interpreter_call: true,
    "openrouter:code_interpreter": true,
    program: true
  } satisfies Types<"code", string>),
  diff: typesOf({ apply_patch_call: true, "openrouter:apply_patch": true } satisfies Types<"operation", object>),
  commands: typesOf({ "openrouter:shell": true, shell_call: true } satisfies Types<
    "action",
    { readonly commands: unknown }
  >),
  outputs: typesOf({ "openrouter:shell": true, shell_call_output: true } satisfies Types<
    "output",
    ReadonlyArray<ShellOutput>
  >),
  panels: typesOf({ "openrouter:fusion": true } satisfies Types<"responses", object>)
}

// -----------------------------------------------------------------------------
// Parts
// -----------------------------------------------------------------------------

export type PartLane = "content" | "summary"

const textOfPart = (part: ContentPart): string => {
  if (part.type === "refusal") return part.refusal
  const text = part.type === "UNKNOWN" ? part.raw["text"] : part.text
  return typeof text === "string" ? text : ""
}

const newPart = (base: ContentPart, isDone: boolean): Part => {
  const text = textOfPart(base)
  return { base, text, isWhole: isDone && text !== "", annotations: undefined, logprobs: undefined }
}

const indexed = <A, B>(values: ReadonlyArray<A>, make: (value: A, index: number) => B): OrderedMap<number, B> =>
  numbered(values.map((value, i) => [i, make(value, i)] as const))

const isEmpty = (map: OrderedMap<never, never> | OrderedMap<number, unknown> | undefined): boolean =>
  map === undefined || map.root === undefined

const partsOf = (state: ItemState, lane: PartLane): OrderedMap<number, Part> =>
  state.streamed?.[lane] ?? indexed(partsIn(state.base, lane), (part) => newPart(part, state.isDone))

/** An item that is done has the last word, but for what it left empty. */
const isClosed = (state: ItemState, lane: PartLane): boolean =>
  state.isDone && state.streamed?.[lane] === undefined && partsIn(state.base, lane).length > 0

type PartChange = (part: Part | undefined) => Part

/** Changes a part. */
export const changePart = (state: ItemState, lane: PartLane, index: number, change: PartChange): ItemState => {
  if (isClosed(state, lane)) return state
  const parts = partsOf(state, lane)
  const before = parts.get(index)
  const part = change(before)
  return part === before ? state : withStreamed(state, { ...state.streamed, [lane]: parts.set(index, part) })
}

/** What a part is like before its first text. */
export const emptyParts = {
  text: { type: "output_text", text: "" },
  refusal: { type: "refusal", refusal: "" },
  reasoning: { type: "reasoning_text", text: "" },
  summary: { type: "summary_text", text: "" }
} satisfies { readonly [_ in string]: ContentPart }

/** The part that a text belongs to: one that was opened as a text may turn out to be a refusal. */
const partFor = (part: Part | undefined, empty: ContentPart): Part =>
  part === undefined ||
  (part.text === "" && !part.isWhole && (part.base.type === "refusal") !== (empty.type === "refusal"))
    ? newPart(empty, false)
    : part

const logprobsAfter = (part: Part, logprobs: ReadonlyArray<LogProb>): Part["logprobs"] => {
  const before = logprobsOf(part) ?? numbered<ReadonlyArray<LogProb>>()
  return before.set((before.lastKey() ?? -1) + 1, logprobs)
}

const fieldsOfPart = (part: ContentPart): Json => part as unknown as Json

/** A text grows. */
export const grows =
  (empty: ContentPart, delta: string, logprobs?: ReadonlyArray<LogProb> | null): PartChange =>
  (before) => {
    const part = partFor(before, empty)
    if (part.isWhole) return part
    if (logprobs === undefined || logprobs === null || logprobs.length === 0) {
      return withPart(part, part.text + delta, false)
    }
    return {
      base: part.base,
      text: part.text + delta,
      isWhole: false,
      annotations: part.annotations,
      logprobs: logprobsAfter(part, logprobs)
    }
  }

/** A text is whole. */
export const settles =
  (empty: ContentPart, text: string, logprobs?: ReadonlyArray<LogProb> | null): PartChange =>
  (before) => {
    const part = partFor(before, empty)
    const settled = withPart(part, text === "" ? part.text : text, true)
    return logprobs === undefined || logprobs === null || logprobs.length === 0
      ? settled
      : { ...settled, logprobs: numbered([[0, logprobs]]) }
  }

/** A part opens. What came of it too early stays. */
export const opens =
  (base: ContentPart): PartChange =>
  (before) =>
    before === undefined
      ? newPart(base, false)
      : replacePart(before, base, before.text || textOfPart(base), before.isWhole)

/** A part closes. */
export const closes =
  (base: ContentPart): PartChange =>
  (before) =>
    before === undefined ? newPart(base, true) : replacePart(before, base, textOfPart(base) || before.text, true)

/** The part as it came now, with what was streamed where it has nothing. */
const replacePart = (before: Part, base: ContentPart, text: string, isWhole: boolean): Part => {
  const { annotations, logprobs } = fieldsOfPart(base)
  return {
    base,
    text,
    isWhole,
    annotations: listOf(annotations).length > 0 ? undefined : annotationsOf(before),
    logprobs: listOf(logprobs).length > 0 ? undefined : logprobsOf(before)
  }
}

const annotationsOf = (part: Part): Part["annotations"] => {
  if (part.annotations !== undefined) return part.annotations
  const annotations = listOf(fieldsOfPart(part.base)["annotations"]) as ReadonlyArray<Annotation>
  return annotations.length === 0 ? undefined : indexed(annotations, (annotation) => annotation)
}

const logprobsOf = (part: Part): Part["logprobs"] => {
  if (part.logprobs !== undefined) return part.logprobs
  const logprobs = listOf(fieldsOfPart(part.base)["logprobs"]) as ReadonlyArray<LogProb>
  return logprobs.length === 0 ? undefined : numbered([[0, logprobs]])
}

/** A text is annotated. A gateway that gives several annotations the same index loses none. */
export const annotates =
  (index: number, annotation: Annotation): PartChange =>
  (before) => {
    const part = before ?? newPart(emptyParts.text, false)
    const annotations = annotationsOf(part) ?? numbered<Annotation>()
    const taken = annotations.get(index)
    const key = taken === undefined || share(taken, annotation) === taken ? index : annotations.lastKey()! + 1
    return { ...part, annotations: annotations.set(key, annotation) }
  }

const viewPart = memoize((part: Part): ContentPart => {
  const { annotations, base, logprobs, text } = part
  if (text === textOfPart(base) && annotations === undefined && logprobs === undefined) return base
  switch (base.type) {
    case "refusal":
      return update(base, { refusal: text })
    case "UNKNOWN":
      return update(base, { raw: { ...base.raw, text } })
    case "output_text":
      return update(base, {
        text,
        ...(annotations === undefined ? {} : { annotations: annotations.values() }),
        ...(logprobs === undefined ? {} : { logprobs: logprobs.values().flat() })
      })
    default:
      return update(base, { text })
  }
})

const viewParts = memoize((parts: OrderedMap<number, Part>): ReadonlyArray<ContentPart> => parts.values().map(viewPart))

// -----------------------------------------------------------------------------
// Texts of an item
// -----------------------------------------------------------------------------

export type TextLane = "arguments" | "input" | "code" | "diff"

const textLanes: ReadonlyArray<TextLane> = ["arguments", "input", "code", "diff"]

const textOf = (state: ItemState, lane: TextLane): Text => {
  const streamed = state.streamed?.[lane]
  if (streamed !== undefined) return streamed
  const text = textIn(state.base, lane)
  return { text, isWhole: state.isDone && text !== "" }
}

/** Appends to a text of the item. */
export const growText = (state: ItemState, lane: TextLane, delta: string): ItemState => {
  const before = textOf(state, lane)
  const text = extend(before, delta)
  return text === before ? state : withStreamed(state, { ...state.streamed, [lane]: text })
}

/** Says that a text of the item is whole. */
export const settleText = (state: ItemState, lane: TextLane, whole: string): ItemState => {
  const { isWhole, text } = textOf(state, lane)
  if (state.isDone && isWhole) return state
  return withStreamed(state, { ...state.streamed, [lane]: { text: whole === "" ? text : whole, isWhole: true } })
}

/** Fills in the name of a function whose `added` is missing. */
export const nameCall = (state: ItemState, name: string | null | undefined): ItemState =>
  state.isInferred && state.base.type === "function_call" && state.base.name === "" && isText(name)
    ? { ...state, base: update(state.base, { name }) }
    : state

// -----------------------------------------------------------------------------
// States and tools
// -----------------------------------------------------------------------------

/** The provider tells how far the item is. */
export const setStatus = (state: ItemState, status: string): ItemState =>
  state.isDone || state.streamed?.status === status ? state : withStreamed(state, { ...state.streamed, status })

/** Keeps the newest partial image, and none beside the finished one. */
export const showPartialImage = (
  state: ItemState,
  chunk: Case<"response.image_generation_call.partial_image">
): ItemState => {
  const before = state.streamed?.partialImage
  if (hasImage(state.base) || (before !== undefined && before.partialImageIndex > chunk.partialImageIndex)) return state
  return setStatus(withStreamed(state, { ...state.streamed, partialImage: chunk }), "generating")
}

const commandsOf = (state: ItemState): OrderedMap<number, Text> =>
  state.streamed?.commands ?? indexed(commandsIn(state.base), (text) => ({ text, isWhole: state.isDone }))

/** Changes a command of a shell call. */
export const changeCommand = (state: ItemState, index: number, change: (text: Text) => Text): ItemState => {
  if (state.isDone && state.streamed?.commands === undefined && commandsIn(state.base).length > 0) return state
  const commands = commandsOf(state)
  const before = commands.get(index)
  const text = change(before ?? { text: "", isWhole: false })
  return text === before ? state : withStreamed(state, { ...state.streamed, commands: commands.set(index, text) })
}

/** Changes what a shell command has put out. */
export const changeOutput = (state: ItemState, index: number, change: (output: Output) => Output): ItemState => {
  const outputs = state.streamed?.outputs ?? numbered<Output>()
  const output = change(outputs.get(index) ?? { stdout: "", stderr: "" })
  return withStreamed(state, { ...state.streamed, outputs: outputs.set(index, output) })
}

/** Changes a model on the panel of a fusion call. */
export const changePanel = (state: ItemState, model: string, change: (panel: Panel) => Panel): ItemState => {
  const panels = state.streamed?.panels ?? named<Panel>()
  const before = panels.get(model)
  const nth = before?.nth ?? state.streamed?.panelCount ?? 0
  const panel = change(before ?? { nth, content: { text: "", isWhole: false }, reasoning: "" })
  const panelCount = Math.max(nth + 1, state.streamed?.panelCount ?? 0)
  return withStreamed(state, { ...state.streamed, panels: panels.set(model, panel), panelCount })
}

/** Adds what has no history: it is kept as it comes. */
export const addStreamed = (state: ItemState, streamed: Streamed): ItemState =>
  withStreamed(state, { ...state.streamed, ...streamed })

// -----------------------------------------------------------------------------
// Added and done
// -----------------------------------------------------------------------------

const noAliases: ReadonlyArray<string> = []

/** A new item. */
export const newItem = (key: ItemKey, base: OutputItem, isDone: boolean, isInferred = false): ItemState => {
  const id = idOf(base)
  return { key, base, isDone, isInferred, aliases: id === undefined ? noAliases : [id], streamed: undefined }
}

/** Gives an item another id to go by. */
export const withAlias = (state: ItemState, id: string | undefined): ItemState =>
  id === undefined || state.aliases.includes(id) ? state : { ...state, aliases: [...state.aliases, id] }

/** The `added` of an item whose chunks came before it. */
export const adopt = (state: ItemState, base: OutputItem): ItemState =>
  withAlias({ ...state, base, isInferred: false }, idOf(base))

/** An item is done. It has the last word, but for what it leaves empty. */
export const complete = (state: ItemState, item: OutputItem): ItemState => {
  const old = view(state)
  return withAlias(
    {
      key: state.key,
      base: share(old.item, withPanels(item, old)),
      isDone: true,
      isInferred: false,
      aliases: state.aliases,
      streamed: leftEmpty(state, item)
    },
    idOf(item)
  )
}

/** An item as the terminal chunk has it, and nothing else: only what has no place in an item stays beside it. */
export const seal = (key: ItemKey, item: OutputItem, old: ItemState | undefined): ItemState => {
  if (old === undefined) return newItem(key, item, true)
  const base = share(view(old).item, item)
  if (base === old.base && old.isDone && old.streamed === undefined && old.key === key) return old
  const { analystModel, judgeModel, outputs, panelCount, panels } = old.streamed ?? {}
  const streamed = pruned({ analystModel, judgeModel, outputs, panelCount, panels })
  return withAlias({ key, base, isDone: true, isInferred: false, aliases: old.aliases, streamed }, idOf(item))
}

const withPanels = (item: OutputItem, { extra }: SnapshotItem): OutputItem => {
  if (item.type !== "openrouter:fusion" || extra?.panels === undefined) return item
  const { failedModels, responses } = fieldsOfPanels(extra.panels)
  return update(item, {
    ...(listOf(item.responses).length === 0 && responses.length > 0 ? { responses } : {}),
    ...(listOf(item.failedModels).length === 0 && failedModels.length > 0 ? { failedModels } : {})
  })
}

/** What was streamed and the finished item doesn't have. */
const leftEmpty = (state: ItemState, item: OutputItem): Streamed | undefined => {
  const { analysis, analystModel, commands, judgeModel, outputs, panelCount, panels, partialImage, status } =
    state.streamed ?? {}
  const fields = fieldsOf(item)
  const texts: { [_ in TextLane]?: Text } = {}
  for (const lane of textLanes) {
    const text = textOf(state, lane)
    if (text.text !== "" && textIn(item, lane) === "") texts[lane] = text
  }
  return pruned({
    ...texts,
    content: partsLeft(state, item, "content"),
    summary: partsLeft(state, item, "summary"),
    commands: commandsIn(item).length === 0 ? commands : undefined,
    status: isText(fields["status"]) ? undefined : status,
    partialImage: hasImage(item) ? undefined : partialImage,
    analysis: isRecord(fields["analysis"]) ? undefined : analysis,
    analystModel,
    judgeModel,
    outputs,
    panelCount,
    panels
  })
}

const partsLeft = (state: ItemState, item: OutputItem, lane: PartLane): OrderedMap<number, Part> | undefined => {
  const before = partsOf(state, lane)
  if (isEmpty(before)) return undefined
  const parts = partsIn(item, lane)
  if (parts.length === 0) return before
  const old = before.values()
  if (!parts.some((part, i) => textOfPart(part) === "" && isText(old[i]?.text))) return undefined
  return indexed(parts, (part, i) => {
    const streamed = old[i]
    return streamed === undefined ? newPart(part, true) : closes(part)(streamed)
  })
}

const pruned = (streamed: Streamed): Streamed | undefined => {
  const entries = Object.entries(streamed).filter(([, value]) => value !== undefined)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

// -----------------------------------------------------------------------------
// Looking at an item
// -----------------------------------------------------------------------------

const keyText = ({ index, nth }: ItemKey): string => (nth === 0 ? `${index}` : `${index}.${nth}`)

/** An item as it is handed out: the same object as long as nothing of it changes. */
export const view = memoize((state: ItemState): SnapshotItem => {
  const { base, isDone, isInferred, key, streamed } = state
  const { extra, fields } = streamed === undefined ? nothing : placed(base, isDone, streamed)
  return {
    key: keyText(key),
    outputIndex: key.index,
    item: fields === undefined ? base : update(base, fields),
    isDone,
    isInferred,
    ...(extra === undefined ? {} : { extra })
  }
})

interface Placed {
  /** What goes into the item. */
  readonly fields: Json | undefined
  /** What goes beside it. */
  readonly extra: SnapshotExtra | undefined
}

const nothing: Placed = { fields: undefined, extra: undefined }

type Mutable<A> = { -readonly [K in keyof A]: A[K] }

const placed = (base: OutputItem, isDone: boolean, streamed: Streamed): Placed => {
  const fields: Record<string, unknown> = {}
  const extra: Mutable<SnapshotExtra> = {}
  const { type } = base
  if (streamed.status !== undefined) {
    if (type === "UNKNOWN" || isDone) extra.status = streamed.status
    else fields["status"] = streamed.status
  }
  for (const lane of ["content", "summary"] as const) {
    const parts = streamed[lane]
    if (parts === undefined) continue
    if (holders[lane].has(type)) fields[lane] = viewParts(parts)
    else if (lane === "content") extra.content = viewParts(parts)
    else extra.summary = viewParts(parts) as ReadonlyArray<SummaryPart>
  }
  for (const lane of textLanes) {
    const text = streamed[lane]?.text
    if (text === undefined) continue
    if (lane === "diff" && holders.diff.has(type)) fields["operation"] = withDiff(base, text)
    else if (holders[lane].has(type)) fields[lane] = text
    else extra[lane] = text
  }
  if (streamed.commands !== undefined) {
    const commands = streamed.commands.values().map(({ text }) => text)
    if (holders.commands.has(type)) fields["action"] = { ...(fieldsOf(base)["action"] as Json | null), commands }
    else extra.commands = commands
  }
  if (streamed.outputs !== undefined) {
    const outputs = streamed.outputs.values()
    const whole = outputs.flatMap(({ output = [] }) => output)
    if (whole.length > 0 && !isDone && holders.outputs.has(type)) fields["output"] = whole
    extra.outputs = streamed.outputs.entries().map(([commandIndex, { output, stderr, stdout }]) => ({
      commandIndex,
      stdout,
      stderr,
      output
    }))
  }
  if (streamed.panels !== undefined) {
    extra.panels = panelsOf(streamed.panels)
    if (!isDone && holders.panels.has(type)) Object.assign(fields, fieldsOfPanels(extra.panels))
  }
  if (streamed.analysis !== undefined) {
    if (holders.panels.has(type)) fields["analysis"] = streamed.analysis
    else extra.analysis = streamed.analysis
  }
  if (streamed.analystModel !== undefined) extra.analystModel = streamed.analystModel
  if (streamed.judgeModel !== undefined) extra.judgeModel = streamed.judgeModel
  if (streamed.partialImage !== undefined) extra.partialImage = streamed.partialImage
  return {
    fields: Object.keys(fields).length === 0 ? undefined : fields,
    extra: Object.keys(extra).length === 0 ? undefined : extra
  }
}

const withDiff = (base: OutputItem, diff: string): unknown => {
  const { operation } = fieldsOf(base)
  if (!isRecord(operation)) return { type: "update_file", path: "", diff }
  return isRecord(operation["raw"]) ? { ...operation, raw: { ...operation["raw"], diff } } : { ...operation, diff }
}

const panelsOf = (panels: OrderedMap<string, Panel>): ReadonlyArray<SnapshotPanel> =>
  panels
    .entries()
    .toSorted(([, a], [, b]) => a.nth - b.nth)
    .map(([model, { content, error, reasoning, statusCode }]) => ({
      model,
      status: error !== undefined ? "failed" : content.isWhole ? "completed" : "in_progress",
      content: content.text,
      reasoning,
      error,
      statusCode
    }))

const fieldsOfPanels = (panels: ReadonlyArray<SnapshotPanel>) => ({
  responses: panels
    .filter(({ content, status }) => status === "completed" || (status === "in_progress" && content !== ""))
    .map(({ content, model }) => ({ model, content })),
  failedModels: panels.filter(({ status }) => status === "failed").map(failedModel)
})

const failedModel = ({ error = "", model, statusCode }: SnapshotPanel) =>
  statusCode === undefined ? { model, error } : { model, error, statusCode }

/** The text of a message, for the text of the response. */
export const messageText = memoize((state: ItemState): { readonly text: string } => {
  const { item } = view(state)
  let text = ""
  if (item.type === "message") {
    for (const part of item.content) if (part.type === "output_text") text += part.text
  }
  return { text }
})
