/**
 * The texts of items: parts open before them and close behind them, and what is done equals the deltas.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import { fieldsOf } from "../base/json.ts"
import type { WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { ContentPart } from "../model/ContentPart.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import * as Open from "../protocol/open.ts"
import { partsIn, textIn } from "../snapshot/itemFields.ts"
import { textOfPart } from "../snapshot/part.ts"
import { update } from "../snapshot/share.ts"
import { fitsType, isItemUpdate, itemTypesOf } from "../stream/items.ts"
import { withRequired } from "./required.ts"
import { add, drop, pass } from "./send.ts"
import type { Draft, Fields } from "./send.ts"
import { grow, keyText, textsIn } from "./state.ts"
import type { Item, ItemText, NormalizedEvent, State } from "./state.ts"

export type List = "content" | "summary"

// -----------------------------------------------------------------------------
// Kinds of texts
// -----------------------------------------------------------------------------

/** The chunks of a text, and the field in which its `done` repeats it. */
interface Kind {
  readonly delta: WireType
  readonly done: WireType
  readonly field: string
}

type Family = WireType extends infer Type ? (Type extends `response.${infer Name}.delta` ? Name : never) : never

const kindOf = (family: Family, field: string): Kind => ({
  delta: `response.${family}.delta`,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each of the families below has it
  done: `response.${family}.done` as WireType,
  field
})

/** By the type of the part, or the kind of the item's own text. */
const kinds: { readonly [partType: string]: Kind } = {
  output_text: kindOf("output_text", "text"),
  refusal: kindOf("refusal", "refusal"),
  reasoning_text: kindOf("reasoning_text", "text"),
  summary_text: kindOf("reasoning_summary_text", "text"),
  function_call: kindOf("function_call_arguments", "arguments"),
  mcp_call: kindOf("mcp_call_arguments", "arguments"),
  custom_tool_call: kindOf("custom_tool_call_input", "input"),
  code: kindOf("code_interpreter_call_code", "code"),
  diff: kindOf("apply_patch_call_operation_diff", "diff"),
  command: kindOf("shell_call_command", "command"),
  panel: { delta: "response.fusion_call.panel.delta", done: "response.fusion_call.panel.completed", field: "content" }
}

/** A text as a chunk names it. */
export interface TextRef {
  /** The type of its part, or the kind of the item's own text. */
  readonly kind: string
  readonly list?: List
  /** The index of the part, of the command, or the model on the panel. */
  readonly at?: number | string
}

/** Whether an item takes the chunks of a part. */
const fits = (item: Item, partType: string): boolean => {
  const delta = kinds[partType]?.delta
  return isItemUpdate(delta) && fitsType(item.type, itemTypesOf(delta))
}

/** The calls whose texts some gateways send in chunks of another kind of call. */
const calls: ReadonlySet<string> = /* @__PURE__ */ new Set(["function_call", "mcp_call", "custom_tool_call"])

const keyOf = ({ at, list }: TextRef): string => `${list ?? "own"} ${at ?? ""}`

// -----------------------------------------------------------------------------
// State
// -----------------------------------------------------------------------------

export const setItem = (draft: Draft, item: Item): void => {
  draft.state.items = Open.set(draft.state.items, keyText(item.key), item)
}

/** The item as it is now. */
export const current = (draft: Draft, { key }: Item): Item => Open.get(draft.state.items, keyText(key))!

export const setText = (draft: Draft, item: Item, text: ItemText): ItemText => {
  const now = current(draft, item)
  setItem(draft, { ...now, texts: Open.set(now.texts, text.key, text) })
  return text
}

/** The fields that say whose text it is. */
const refOf = (item: Item, text: ItemText): Fields => ({
  itemId: item.id,
  outputIndex: item.outputIndex,
  ...(text.list === undefined ? {} : { [`${text.list}Index`]: text.index })
})

// -----------------------------------------------------------------------------
// Parts
// -----------------------------------------------------------------------------

const newText = (item: Item, ref: TextRef, index: number): ItemText => ({
  key: keyOf(ref),
  list: ref.list,
  index,
  at: typeof ref.at === "number" ? ref.at : 0,
  partType: ref.kind,
  isReplaced: false,
  isOpenPart: ref.list !== undefined,
  annotations: 0,
  sent: "",
  isDone: false
})

/** The index of a new part: clients take no gaps. */
const placePart = (draft: Draft, item: Item, list: List): number => {
  const now = current(draft, item)
  const index = now[list]
  setItem(draft, { ...now, [list]: index + 1 })
  return index
}

const partOf = (kind: string, text: string): ContentPart => {
  switch (kind) {
    case "refusal":
      return { type: "refusal", refusal: text }
    case "reasoning_text":
      return { type: "reasoning_text", text }
    case "summary_text":
      return { type: "summary_text", text }
    default:
      return { type: "output_text", text, annotations: [], logprobs: [] }
  }
}

/** A part with another text, and with the fields that clients need. */
const withText = (before: ContentPart, text: string): ContentPart => {
  const part = withRequired(before, "completed")
  if (part.type === "UNKNOWN" || textOfPart(part) === text) return part
  return update(part, part.type === "refusal" ? { refusal: text } : { text })
}

const partAdded = (list: List): WireType =>
  list === "content" ? "response.content_part.added" : "response.reasoning_summary_part.added"

const partDone = (list: List): WireType =>
  list === "content" ? "response.content_part.done" : "response.reasoning_summary_part.done"

/** Opens a part that nobody opened. */
const openPart = (draft: Draft, item: Item, ref: TextRef): ItemText => {
  const text = newText(item, ref, placePart(draft, item, ref.list!))
  add(draft, "added-part", partAdded(ref.list!), { ...refOf(item, text), part: partOf(ref.kind, "") })
  return setText(draft, item, text)
}

/** The text of a chunk, whose part is opened if need be. */
export const textFor = (draft: Draft, item: Item, ref: TextRef): ItemText => {
  const kind = ref.list === undefined && calls.has(item.type) ? item.type : ref.kind
  const text = Open.get(item.texts, keyOf(ref))
  if (text === undefined) {
    return ref.list === undefined
      ? setText(draft, item, newText(item, { ...ref, kind }, 0))
      : openPart(draft, item, ref)
  }
  const isOther = (text.partType === "refusal") !== (ref.kind === "refusal")
  if (text.list === undefined || !isOther || text.sent !== "" || text.isDone || !text.isOpenPart) return text
  // One that was added as a text turns out to be a refusal
  const closed = closePart(draft, item, text)
  setText(draft, item, { ...closed, key: `${text.key} before`, isReplaced: true })
  return openPart(draft, current(draft, item), ref)
}

// -----------------------------------------------------------------------------
// Chunks of texts
// -----------------------------------------------------------------------------

/** A piece of a text came. */
export const onDelta = (draft: Draft, item: Item, ref: TextRef, delta: string): void => {
  const text = textFor(draft, item, ref)
  if (text.isDone || (text.list !== undefined && !text.isOpenPart)) return drop(draft)
  const kind = kinds[text.partType]
  pass(draft, { ...refOf(item, text), ...(kind === undefined ? {} : { type: kind.delta }) })
  const grown = setText(draft, item, { ...text, sent: text.sent + delta })
  const { chunk } = draft.event
  if (draft.out.at(-1)?.chunk !== chunk || (ref.list === undefined && ref.at !== undefined)) return
  const { itemId } = fieldsOf(chunk)
  const { outputIndex } = item
  draft.state.last = {
    type: chunk.type,
    itemId,
    outputIndex,
    at: ref.at,
    item: current(draft, item),
    text: grown,
    sent: grown.sent
  }
}

/** The state after a delta like the last one, if it goes out as it came. */
export const follow = (state: State, { chunk, event, repairs }: NormalizedEvent): Mutable<State> | undefined => {
  const { last } = state
  if (last === undefined || chunk.type !== last.type || repairs !== undefined) return undefined
  if (event !== undefined && event !== last.type) return undefined
  const { contentIndex, delta, itemId, outputIndex, sequenceNumber, summaryIndex = contentIndex } = fieldsOf(chunk)
  const isLike = itemId === last.itemId && outputIndex === last.outputIndex && summaryIndex === last.at
  if (!isLike || sequenceNumber !== state.nextNumber || typeof delta !== "string") return undefined
  const { at, item, text, type } = last
  const grown = { type, itemId, outputIndex: last.outputIndex, at, item, text, sent: last.sent + delta }
  return grow(state, grown, event !== undefined)
}

/** Sends the rest of a text, and gives what is sent of it then. */
const sendRest = (draft: Draft, item: Item, text: ItemText, whole: string): ItemText => {
  if (whole.length <= text.sent.length || !whole.startsWith(text.sent)) return text
  const { delta } = kinds[text.partType] ?? kinds["output_text"]!
  add(draft, "added-delta", delta, {
    ...refOf(item, text),
    ...ownRef(text),
    delta: whole.slice(text.sent.length),
    ...(text.partType === "output_text" ? { logprobs: [] } : {})
  })
  return { ...text, sent: whole }
}

/** What names a text without a part among those of its item. */
const ownRef = ({ key, list, partType }: ItemText): Fields => {
  const name = key.slice("own ".length)
  return list !== undefined || name === ""
    ? {}
    : partType === "panel"
      ? { model: name }
      : { commandIndex: Number(name) }
}

/** The `done` of a text came. */
export const onTextDone = (draft: Draft, item: Item, ref: TextRef, whole: string): void => {
  const found = textFor(draft, item, ref)
  if (found.isDone || (found.list !== undefined && !found.isOpenPart)) return drop(draft)
  const text = sendRest(draft, item, found, whole)
  const kind = kinds[text.partType]
  pass(draft, { ...refOf(item, text), ...(kind === undefined ? {} : { type: kind.done, [kind.field]: text.sent }) })
  setText(draft, item, { ...text, isDone: true })
}

/** Sends what is missing of a text, and its `done`. */
const finishText = (draft: Draft, item: Item, before: ItemText, whole: string): ItemText => {
  if (before.isDone) return before
  // A part that is no part of such an item has no chunks of its own
  if (before.list !== undefined && !fits(item, before.partType)) return { ...before, sent: before.sent || whole }
  const text = sendRest(draft, item, before, whole)
  const kind = kinds[text.partType]
  if (text.sent === "" || kind === undefined) return text
  add(draft, "added-done", kind.done, {
    ...refOf(item, text),
    ...ownRef(text),
    [kind.field]: text.sent,
    ...(text.partType === "output_text" ? { logprobs: [] } : {})
  })
  return { ...text, isDone: true }
}

// -----------------------------------------------------------------------------
// Chunks of parts
// -----------------------------------------------------------------------------

/** Whether a part is one of another kind of item. */
const isForeign = (item: Item, { type }: ContentPart): boolean => kinds[type] !== undefined && !fits(item, type)

/** The part doesn't go out, and isn't in the item. */
const dropPart = (draft: Draft): void => {
  draft.state.snapshot = draft.before
  drop(draft)
}

/** A part is added. */
export const onPartAdded = (draft: Draft, item: Item, list: List, at: number, part: ContentPart): void => {
  const ref: TextRef = { kind: part.type, list, at }
  if (isForeign(item, part)) return dropPart(draft)
  if (Open.get(item.texts, keyOf(ref)) !== undefined) return drop(draft)
  const index = placePart(draft, item, list)
  const text = setText(draft, item, newText(item, ref, index))
  pass(draft, { ...refOf(item, text), part: fits(item, part.type) ? withText(part, "") : part })
  if (fits(item, part.type)) setText(draft, item, sendRest(draft, item, text, textOfPart(part)))
}

/** A part is done. */
export const onPartDone = (draft: Draft, item: Item, list: List, at: number, part: ContentPart): void => {
  if (isForeign(item, part)) return dropPart(draft)
  const found = textFor(draft, item, { kind: part.type, list, at })
  if (!found.isOpenPart) return drop(draft)
  const text = finishText(draft, item, found, textOfPart(part))
  const isOther = text.partType !== part.type && text.partType !== "UNKNOWN" && part.type !== "UNKNOWN"
  pass(draft, {
    ...refOf(item, text),
    part: isOther ? partOf(text.partType, text.sent) : withText(part, text.sent)
  })
  setText(draft, item, { ...text, isOpenPart: false })
}

/** Closes an open part, as its item has it. */
const closePart = (draft: Draft, item: Item, before: ItemText, part?: ContentPart): ItemText => {
  const text = finishText(draft, item, before, part === undefined ? "" : textOfPart(part))
  if (text.isOpenPart && text.list !== undefined) {
    const isSame = part !== undefined && (part.type === text.partType || part.type === "UNKNOWN")
    add(draft, "added-done", partDone(text.list), {
      ...refOf(item, text),
      part: isSame ? withText(part, text.sent) : partOf(text.partType, text.sent)
    })
  }
  return setText(draft, item, { ...text, isOpenPart: false })
}

// -----------------------------------------------------------------------------
// Items that are done
// -----------------------------------------------------------------------------

/** The text that each part of an item goes on from. */
const ownersOf = (item: Item, list: List, parts: ReadonlyArray<ContentPart>): ReadonlyArray<ItemText | undefined> => {
  const texts = textsIn(item, list).filter(({ isReplaced }) => !isReplaced)
  const isPlaced = texts.every(({ at }) => Object.hasOwn(parts, at))
  const inOrder = texts.toSorted((a, b) => a.at - b.at)
  return parts.map((_, i) => (isPlaced ? texts.find(({ at }) => at === i) : inOrder[i]))
}

/** Sends what is missing of the texts of an item, and closes them. Gives the item with the texts that were sent. */
export const finishTexts = (draft: Draft, item: Item, final: OutputItem): OutputItem => {
  const inParts: Record<string, unknown> = {}
  for (const list of ["summary", "content"] as const) {
    const parts = partsIn(final, list)
    const owners = ownersOf(item, list, parts)
    const closed = parts.map((part, i) => {
      const owner = owners[i]
      if (owner !== undefined)
        return { part: withText(part, closePart(draft, item, owner, part).sent), at: owner.index }
      if (textOfPart(part) === "" || !fits(item, part.type)) return { part, at: Infinity }
      const opened = openPart(draft, current(draft, item), { kind: part.type, list, at: i })
      closePart(draft, item, opened, part)
      return { part, at: opened.index }
    })
    // The client knows them in the order in which they came
    const sent = closed.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))).map(({ part }) => part)
    if (sent.some((part, i) => part !== parts[i])) inParts[list] = sent
    const told = parts.length > 0 ? [] : textsIn(item, list).filter(({ isReplaced }) => !isReplaced)
    if (told.length > 0) inParts[list] = told.map((text) => partOf(text.partType, text.sent))
    for (const text of textsIn(current(draft, item), list)) if (text.isOpenPart) closePart(draft, item, text)
  }
  return finishOwn(draft, item, Object.keys(inParts).length === 0 ? final : update(final, inParts))
}

/** The fields of an item's own text. */
const ownFields = {
  function_call: "arguments",
  mcp_call: "arguments",
  custom_tool_call: "input",
  code_interpreter_call: "code"
} as const

const ownField = (type: string): "arguments" | "input" | "code" | undefined =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has such a key
  Object.hasOwn(ownFields, type) ? ownFields[type as keyof typeof ownFields] : undefined

const finishOwn = (draft: Draft, item: Item, final: OutputItem): OutputItem => {
  const field = ownField(final.type)
  if (field === undefined) return final
  const whole = textIn(final, field)
  const ref: TextRef = { kind: field === "code" ? "code" : final.type }
  const before = Open.get(current(draft, item).texts, keyOf(ref))
  if (before === undefined && (whole === "" || !calls.has(final.type))) return final
  const text = setText(draft, item, finishText(draft, item, before ?? newText(item, ref, 0), whole))
  return text.sent === whole ? final : update(final, { [field]: text.sent })
}

/** Sends what came of an item's own text before the item was added. */
export const catchUp = (draft: Draft, item: Item, soFar: OutputItem): void => {
  const field = ownField(soFar.type)
  const whole = field === undefined ? "" : textIn(soFar, field)
  if (whole !== "") setText(draft, item, sendRest(draft, item, newText(item, { kind: soFar.type }, 0), whole))
}
