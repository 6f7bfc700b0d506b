/**
 * The texts of messages and reasoning: each begins, grows and ends once. It follows all items, since an item decides
 * which chunks are about another.
 *
 * @internal
 */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import type { Mutable } from "effect/Types"
import { fieldsOf } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { Case } from "../chunk/ResponsesStreamChunk.ts"
import type { Annotation } from "../model/Annotation.ts"
import type { ContentPart } from "../model/ContentPart.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import { GrowingList } from "../snapshot/growingList.ts"
import { textOfPart } from "../snapshot/part.ts"
import { ItemMap } from "../stream/itemMap.ts"
import type { MapItem } from "../stream/itemMap.ts"
import { findAdded, findDone, findUpdated, idsOf, itemTypesOf, matchOutput, takersOf } from "../stream/items.ts"
import type { ItemReport, ItemUpdateType } from "../stream/items.ts"
import { addDone } from "../stream/verdict.ts"
import type { ItemsDone } from "../stream/verdict.ts"
import { annotationJson, sourceOf } from "./sources.ts"
import type { Part } from "./part.ts"

// -----------------------------------------------------------------------------
// States
// -----------------------------------------------------------------------------

/** The texts of a response. It never changes. */
export interface State {
  readonly items: ItemMap<Item>
  /** The ids of texts. */
  readonly ids: HashSet.HashSet<string>
  /** How many sources have come. */
  readonly sources: number
  readonly done: ItemsDone
  /** Whether a text of a message has come. */
  readonly hasText: boolean
  readonly hasRefusal: boolean
}

interface Item extends MapItem {
  readonly itemId: string | undefined
  /** The first part of the ids of its texts, once it has one. */
  readonly base: string | undefined
  /** The item as it was last reported. */
  readonly item: OutputItem | undefined
  /** How many texts have begun. */
  readonly count: number
  /** The texts by their places: `c` or `s` for content or summary, and the index. */
  readonly texts: HashMap.HashMap<string, TextState>
}

interface TextState {
  readonly id: string
  /** How many texts of the item have begun before. */
  readonly nth: number
  readonly kind: "text" | "refusal" | "reasoning"
  /** The deltas, joined. */
  readonly text: string
  /** The complete text, once one has come. It may contradict the deltas. */
  readonly whole: string | undefined
  readonly isOpen: boolean
  readonly annotations: GrowingList<Json>
  /** The annotations as text. */
  readonly known: HashSet.HashSet<string>
}

/** The state before the first chunk. */
export const initial: State = {
  items: /* @__PURE__ */ new ItemMap<Item>(),
  ids: /* @__PURE__ */ HashSet.empty<string>(),
  sources: 0,
  done: "nothing",
  hasText: false,
  hasRefusal: false
}

/** The next state in the making, and the parts of this step. */
export interface Draft extends Mutable<State> {
  readonly parts: Array<Part>
}

const noTexts = /* @__PURE__ */ HashMap.empty<string, TextState>()
const noKnown = /* @__PURE__ */ HashSet.empty<string>()

/** Where the text of a reasoning item is that begins with the item, until a chunk says which one it is. */
const anyPlace = "any"

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

interface ItemOfChunk extends ItemReport {
  readonly item: OutputItem
}

const reportOf = (outputIndex: number, item: OutputItem): ItemOfChunk => {
  const wire = item.type === "UNKNOWN" ? item.raw : item
  return { outputIndex, type: wire.type, ids: idsOf(wire), item }
}

const newItem = ({ items }: Draft, outputIndex: number, type: string): Item => ({
  ...items.nextPlace(outputIndex),
  type,
  ids: [],
  isDone: false,
  isInferred: true,
  itemId: undefined,
  base: undefined,
  item: undefined,
  count: 0,
  texts: noTexts
})

const put = (draft: Draft, item: Item): void => {
  draft.items = draft.items.set(item)
}

const reported = (before: Item, { ids, item, type }: ItemOfChunk): Item => ({
  ...before,
  type: item.type,
  wireType: type,
  ids: [...new Set([...before.ids, ...ids])],
  isInferred: false,
  itemId: stringOf(fieldsOf(item)["id"]) ?? stringOf(ids[0]) ?? before.itemId,
  item
})

const stringOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined)

type ItemChunk = Case<`response.output_item.${"added" | "done"}`>

/** Adds an item. The reasoning begins at once, so that it shows before its first text comes. */
export const onAdded = (draft: Draft, { item, outputIndex }: ItemChunk): void => {
  const report = reportOf(outputIndex, item)
  const found = findAdded(draft.items, report)
  if (found?.isInferred === false) return
  const next = reported(found ?? newItem(draft, outputIndex, report.type), report)
  put(draft, item.type === "reasoning" && next.count === 0 ? begin(draft, next, anyPlace, "reasoning") : next)
}

/** Ends an item. `true` if it is the first time. */
export const onDone = (draft: Draft, { item, outputIndex }: ItemChunk): boolean => {
  const report = reportOf(outputIndex, item)
  const found = findDone(draft.items, report) ?? newItem(draft, outputIndex, report.type)
  if (!found.isDone) draft.done = addDone(draft.done, report.type, fieldsOf(item)["status"])
  endItem(draft, reported(found, report))
  return !found.isDone
}

/** Ends the items of the final response. Gives those that weren't done before. */
export const onOutput = (draft: Draft, output: ReadonlyArray<OutputItem>): ReadonlyArray<OutputItem> => {
  const reports = output.map((item, place) => reportOf(place, item))
  const owners = matchOutput(draft.items.values(), reports)
  return reports.flatMap((report) => {
    const owner = owners.get(report) ?? newItem(draft, report.outputIndex, report.type)
    endItem(draft, reported(owner, report))
    return owner.isDone ? [] : [report.item]
  })
}

/** Ends all items, if the chunks end here. */
export const onEnd = (draft: Draft): void => {
  for (const item of draft.items.values()) if (!item.isDone) endItem(draft, item)
}

/** Adds the text of a response that has no items. */
export const onWhole = (draft: Draft, text: string): void => {
  const item = newItem(draft, 0, "message")
  put(draft, close(draft, finish(draft, item, "c0", "text", text), "c0"))
}

const endItem = (draft: Draft, before: Item): void => {
  const { item, texts } = before
  let next: Item = { ...before, isDone: true }
  const parts = item === undefined ? [] : partsOf(item)
  const places = new Set(parts.map(([place]) => place))
  // Some providers stream a text in one place, and have it in another in the end
  const moved = new Set(
    Array.from(texts).flatMap(([place, text]) => (places.has(place) || textOf(text) === "" ? [] : [textOf(text)]))
  )
  for (const [place, part] of parts) {
    if (!HashMap.has(next.texts, place) && moved.has(textOfPart(part))) continue
    next = finish(draft, next, place, kindOfPart(part, next), textOfPart(part))
    next = annotate(draft, next, place, annotationsOf(part))
  }
  if (item?.type === "reasoning" && next.count === 0) next = begin(draft, next, anyPlace, "reasoning")
  for (const [place] of inOrder(next)) next = close(draft, next, place)
  put(draft, next)
}

type Parts = ReadonlyArray<readonly [place: string, part: ContentPart]>

const placed = (letter: "c" | "s", parts: ReadonlyArray<ContentPart> | null | undefined): Parts =>
  (parts ?? []).map((part, index) => [`${letter}${index}`, part])

/** The parts of an item that has some. */
const partsOf = (item: OutputItem): Parts => {
  switch (item.type) {
    case "message":
      return placed("c", item.content)
    case "reasoning":
      return [...placed("s", item.summary), ...placed("c", item.content)]
    default:
      return []
  }
}

const inOrder = ({ texts }: Item): ReadonlyArray<readonly [place: string, text: TextState]> =>
  Array.from(texts).toSorted(([, a], [, b]) => a.nth - b.nth)

// -----------------------------------------------------------------------------
// Chunks
// -----------------------------------------------------------------------------

/** The chunks of texts. */
export type TextChunk = Case<
  Extract<ItemUpdateType, `response.${"content_part" | "output_text" | "refusal" | `reasoning_${string}`}.${string}`>
>

/** Changes the text that a chunk is about. */
export const onText = (draft: Draft, chunk: TextChunk): void => {
  const types = itemTypesOf(chunk.type)
  const { itemId, outputIndex } = chunk
  const found = findUpdated(draft.items, chunk, types, takersOf(types))
  if (found?.isDone === true) return
  const inferred = (): Item => ({ ...newItem(draft, outputIndex, typeOf(chunk)), ids: itemId ? [itemId] : [] })
  const item = found ?? inferred()
  put(draft, onTextOf(draft, item.itemId === undefined && itemId ? { ...item, itemId } : item, chunk))
}

/** The type of an item that was never added. */
const typeOf = (chunk: TextChunk): string =>
  chunk.type.startsWith("response.content_part") && "part" in chunk && chunk.part.type === "reasoning_text"
    ? "reasoning"
    : itemTypesOf(chunk.type)[0]

const onTextOf = (draft: Draft, item: Item, chunk: TextChunk): Item => {
  const place = "summaryIndex" in chunk ? `s${chunk.summaryIndex}` : `c${chunk.contentIndex}`
  switch (chunk.type) {
    case "response.content_part.added":
    case "response.reasoning_part.added":
    case "response.reasoning_summary_part.added":
      return HashMap.has(item.texts, place)
        ? item
        : grow(draft, item, place, kindOfPart(chunk.part, item), textOfPart(chunk.part))
    case "response.content_part.done":
    case "response.reasoning_part.done":
    case "response.reasoning_summary_part.done": {
      const kind = kindOfPart(chunk.part, item)
      const finished = finish(draft, item, place, kind, textOfPart(chunk.part))
      // The end waits for the item, which has the final text, the phase and the encrypted content
      return annotate(draft, finished, place, annotationsOf(chunk.part))
    }
    case "response.output_text.annotation.added":
      return chunk.annotation === null ? item : annotate(draft, item, place, [chunk.annotation])
    case "response.output_text.delta":
      return grow(draft, item, place, "text", chunk.delta)
    case "response.output_text.done":
      return finish(draft, item, place, "text", chunk.text)
    case "response.refusal.delta":
      return grow(draft, item, place, "refusal", chunk.delta)
    case "response.refusal.done":
      return finish(draft, item, place, "refusal", chunk.refusal)
    case "response.reasoning_summary_text.delta":
    case "response.reasoning_text.delta":
      return grow(draft, item, place, "reasoning", chunk.delta)
    default:
      return finish(draft, item, place, "reasoning", chunk.text)
  }
}

const kindOfPart = (part: ContentPart, { type }: Item): TextState["kind"] =>
  part.type === "refusal" ? "refusal" : part.type === "output_text" ? "text" : type === "message" ? "text" : "reasoning"

const annotationsOf = (part: ContentPart): ReadonlyArray<Annotation> =>
  part.type === "output_text" ? (part.annotations ?? []) : []

// -----------------------------------------------------------------------------
// Texts
// -----------------------------------------------------------------------------

const textAt = ({ texts }: Item, place: string): TextState | undefined =>
  Option.getOrUndefined(HashMap.get(texts, place))

/** The final text. */
const textOf = ({ text, whole }: TextState): string => whole ?? text

const withText = (item: Item, place: string, text: TextState): Item => ({
  ...item,
  texts: HashMap.set(item.texts, place, text)
})

/** Begins a text. */
const begin = (draft: Draft, item: Item, place: string, kind: TextState["kind"]): Item => {
  let before = item
  if (kind === "reasoning") {
    for (const [other, text] of inOrder(item)) if (text.whole !== undefined) before = close(draft, before, other)
  }
  const { count, key, type } = before
  const base = before.base ?? unused(draft, before.itemId || `${type}-${key}`)
  const id = unused(draft, count === 0 && kind !== "reasoning" ? base : `${base}:${count}`)
  draft.ids = HashSet.add(HashSet.add(draft.ids, base), id)
  const text: TextState = {
    id,
    nth: count,
    kind,
    text: "",
    whole: undefined,
    isOpen: true,
    annotations: new GrowingList<Json>([]),
    known: noKnown
  }
  const next = withText({ ...before, base, count: count + 1 }, place, text)
  if (kind === "reasoning") {
    draft.parts.push({ _tag: "ReasoningStart", ...refOf(next, text), ...encryptedContentOf(next) })
  } else {
    const isRefusal = kind === "refusal"
    draft.hasText = true
    if (isRefusal) draft.hasRefusal = true
    draft.parts.push({ _tag: "TextStart", ...refOf(next, text), isRefusal, ...phaseOf(next) })
  }
  return next
}

const unused = ({ ids }: Draft, wanted: string): string => {
  let id = wanted
  while (HashSet.has(ids, id)) id += "#"
  return id
}

const refOf = ({ itemId }: Item, { id }: TextState) => (itemId === undefined ? { id } : { id, itemId })

const phaseOf = ({ item }: Item) => (item?.type === "message" && item.phase ? { phase: item.phase } : {})

const encryptedContentOf = ({ item }: Item) => {
  const encryptedContent = item?.type === "reasoning" ? item.encryptedContent : undefined
  return encryptedContent ? { encryptedContent } : {}
}

/** Appends to a text, which begins with the first character that it has. */
const grow = (draft: Draft, before: Item, place: string, kind: TextState["kind"], delta: string): Item => {
  if (delta === "") return before
  const item = started(draft, before, place, kind)
  const text = textAt(item, place)!
  return text.isOpen && text.whole === undefined ? append(draft, item, place, text, delta) : item
}

const append = (draft: Draft, item: Item, place: string, text: TextState, delta: string): Item => {
  if (delta === "") return item
  draft.parts.push({ _tag: text.kind === "reasoning" ? "ReasoningDelta" : "TextDelta", ...refOf(item, text), delta })
  return withText(item, place, { ...text, text: text.text + delta })
}

/** An item with a text at a place: one that is there, the reasoning that has begun, or a new one. */
const started = (draft: Draft, item: Item, place: string, kind: TextState["kind"]): Item => {
  if (HashMap.has(item.texts, place)) return item
  const waiting = textAt(item, anyPlace)
  return waiting === undefined
    ? begin(draft, item, place, kind)
    : { ...item, texts: HashMap.set(HashMap.remove(item.texts, anyPlace), place, waiting) }
}

/** Adds a complete text, and gives what it has beyond the deltas. It may contradict them, which were given. */
const finish = (draft: Draft, before: Item, place: string, kind: TextState["kind"], whole: string): Item => {
  const item = whole === "" ? before : started(draft, before, place, kind)
  const text = textAt(item, place)
  if (text?.isOpen !== true) return item
  const finished = { ...text, whole: whole || textOf(text) }
  const next = withText(item, place, finished)
  return whole.startsWith(text.text) ? append(draft, next, place, finished, whole.slice(text.text.length)) : next
}

/** Adds the annotations that are new, and gives their sources. */
const annotate = (draft: Draft, item: Item, place: string, annotations: ReadonlyArray<Annotation>): Item => {
  let next = item
  for (const annotation of annotations) {
    const before = textAt(next, place)
    const json = annotationJson(annotation)
    const key = JSON.stringify(json)
    if (before !== undefined && HashSet.has(before.known, key)) continue
    const source = sourceOf(json, `source-${draft.sources}`)
    if (source !== undefined) {
      draft.sources += 1
      draft.parts.push(source)
    }
    if (before === undefined) next = begin(draft, next, place, "text")
    const text = textAt(next, place)!
    next = withText(next, place, {
      ...text,
      annotations: text.annotations.append([json]),
      known: HashSet.add(text.known, key)
    })
  }
  return next
}

/** Ends a text. */
const close = (draft: Draft, item: Item, place: string): Item => {
  const text = textAt(item, place)
  if (text?.isOpen !== true) return item
  const ref = refOf(item, text)
  draft.parts.push(
    text.kind === "reasoning"
      ? { _tag: "ReasoningEnd", ...ref, text: textOf(text), ...encryptedContentOf(item) }
      : {
          _tag: "TextEnd",
          ...ref,
          isRefusal: text.kind === "refusal",
          ...phaseOf(item),
          text: textOf(text),
          annotations: text.annotations.values()
        }
  )
  return withText(item, place, { ...text, isOpen: false })
}
