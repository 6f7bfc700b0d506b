/**
 * The reducer behind image calls: pure, and without the decoding.
 *
 * @internal
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { Mutable } from "effect/Types"
import type { Case, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { ImageModerationDetails, OutputItem } from "../model/OutputItem.ts"
import type { Response } from "../model/Response.ts"
import { endsResponse, isTerminal, terminalVerdict } from "../stream/verdict.ts"
import type { TerminalChunk } from "../stream/verdict.ts"
import { callRef } from "./event.ts"
import type { CallState, Details, Failed, ImageEvent, Incomplete, Outcome } from "./event.ts"
import type { EncodedImage } from "./image.ts"

/** It never changes. It grows with the number of calls, and holds an image only while a call waits for its end. */
export interface State {
  /** The calls by output index. */
  readonly calls: HashMap.HashMap<number, Call>
  /** The last error chunk. */
  readonly error: Failed | undefined
}

interface Call {
  readonly outputIndex: number
  readonly itemId: string | undefined
  readonly isEnded: boolean
  readonly state: CallState | undefined
  /** The index that the final image gets. */
  readonly nextIndex: number
  readonly details: Details
  /** The final image as its item had it, if that didn't end the call. */
  readonly text: string | undefined
  /** The failure that its item reported, if that didn't end the call. */
  readonly failure: Failed | Incomplete | undefined
  /** An ended call of the same output index. */
  readonly previous: Call | undefined
}

/** The state before the first chunk. */
export const initial: State = { calls: /* @__PURE__ */ HashMap.empty(), error: undefined }

/** Steps over a chunk: gives the next state, and the events of image calls. */
export const step = (
  state: State,
  chunk: ResponsesStreamChunk
): readonly [State, ReadonlyArray<ImageEvent<EncodedImage>>] => {
  const draft: Draft = { calls: state.calls, error: state.error, events: [] }
  if (!onChunk(draft, chunk)) return [state, draft.events]
  const { calls, error, events } = draft
  return [{ calls, error }, events]
}

/** Gives the last events of the calls that are open, if the stream ends here. */
export const end = ({ calls, error }: State): ReadonlyArray<ImageEvent<EncodedImage>> => {
  const draft: Draft = { calls, error, events: [] }
  endOpenCalls(draft, error ?? { _tag: "Cut" })
  return draft.events
}

// -----------------------------------------------------------------------------
// Chunks
// -----------------------------------------------------------------------------

/** The next state in the making, and the events of this step. */
interface Draft extends Mutable<State> {
  readonly events: Array<ImageEvent<EncodedImage>>
}

/** `false` if the chunk changes nothing. */
const onChunk = (draft: Draft, chunk: ResponsesStreamChunk): boolean => {
  switch (chunk.type) {
    case "response.output_item.added":
    case "response.output_item.done":
      if (!isImageItem(chunk.item)) return false
      onItem(draft, chunk, chunk.item)
      return true
    case "response.image_generation_call.in_progress":
      onStatus(draft, chunk, "in_progress")
      return true
    case "response.image_generation_call.generating":
      onStatus(draft, chunk, "generating")
      return true
    case "response.image_generation_call.completed":
      onStatus(draft, chunk, "completed")
      return true
    case "response.image_generation_call.partial_image":
      onPartialImage(draft, chunk)
      return true
  }
  if (isTerminal(chunk)) {
    onResponse(draft, chunk.response, outcomeOfResponse(chunk, draft.error))
    return true
  }
  if (!endsResponse(chunk)) return false
  draft.error = failed("response", chunk.type === "response.error" ? chunk.error : chunk)
  return true
}

type ImageItem = Extract<OutputItem, { readonly type: "image_generation_call" | "openrouter:image_generation" }>

const isImageItem = (item: OutputItem): item is ImageItem =>
  item.type === "image_generation_call" || item.type === "openrouter:image_generation"

type StatusChunk = Case<
  | "response.image_generation_call.in_progress"
  | "response.image_generation_call.generating"
  | "response.image_generation_call.completed"
>

const onStatus = (draft: Draft, { itemId, outputIndex }: StatusChunk, state: CallState): void => {
  const call = findOrStart(draft, outputIndex, itemId)
  if (call === undefined) return
  setCall(draft, { ...call, state })
  if (state !== call.state) draft.events.push({ _tag: "StateChanged", ...callRef(call), state })
}

const onPartialImage = (draft: Draft, chunk: Case<"response.image_generation_call.partial_image">): void => {
  const { itemId, outputFormat, outputIndex, partialImageB64: text, partialImageIndex: index } = chunk
  const call = findOrStart(draft, outputIndex, itemId)
  if (call === undefined) return
  setCall(draft, {
    ...call,
    nextIndex: Math.max(call.nextIndex, Math.floor(index) + 1),
    details: addDetails(call.details, chunk)
  })
  const image = encodedImage(call, text, index, true, outputFormat)
  draft.events.push({ _tag: "PartialImage", ...callRef(call), image })
}

const onItem = (
  draft: Draft,
  { outputIndex, type }: Case<"response.output_item.added" | "response.output_item.done">,
  item: ImageItem
): void => {
  const isAdded = type === "response.output_item.added"
  const found = findOrStart(draft, outputIndex, item.id, isAdded)
  if (found === undefined) return
  const call = addItem(found, item)
  const outcome = isAdded ? undefined : outcomeOfCall(call)
  if (outcome === undefined) setCall(draft, call)
  else endCall(draft, call, outcome)
}

const onResponse = (draft: Draft, { output }: Response, fallback: Outcome<never>): void => {
  const placedItems = output.flatMap((item, place) => (isImageItem(item) ? [{ item, place }] : []))
  const owners = findOwners(placedItems, allCalls(draft))
  for (const [{ item }, call] of owners) if (!call.isEnded) settle(draft, addItem(call, item), fallback)
  for (const placed of placedItems) {
    if (owners.has(placed)) continue
    const { item, place } = placed
    settle(draft, addItem(start(draft, place, idOf(item.id), getCall(draft, place)), item), fallback)
  }
  endOpenCalls(draft, fallback)
}

// -----------------------------------------------------------------------------
// Calls
// -----------------------------------------------------------------------------

const getCall = (draft: Draft, outputIndex: number): Call | undefined =>
  Option.getOrUndefined(HashMap.get(draft.calls, outputIndex))

const setCall = (draft: Draft, call: Call): void => {
  draft.calls = HashMap.set(draft.calls, call.outputIndex, call)
}

/** All calls, in the order of their items. */
const allCalls = (draft: Draft): ReadonlyArray<Call> => {
  const calls: Array<Call> = []
  for (const latest of HashMap.values(draft.calls)) {
    for (let call: Call | undefined = latest; call !== undefined; call = call.previous) calls.push(call)
  }
  return calls.toReversed().toSorted((a, b) => a.outputIndex - b.outputIndex)
}

const start = (draft: Draft, outputIndex: number, itemId: string | undefined, previous?: Call): Call => {
  const call: Call = {
    outputIndex,
    itemId,
    isEnded: false,
    state: undefined,
    nextIndex: 0,
    details: {},
    text: undefined,
    failure: undefined,
    previous
  }
  draft.events.push({ _tag: "Started", ...callRef(call) })
  return call
}

/** Some providers leave an id empty. */
const idOf = (id: string | null | undefined): string | undefined => (id === "" || id === null ? undefined : id)

/** The call of a chunk, which starts it if it is the first. `undefined` if the call has ended. */
const findOrStart = (
  draft: Draft,
  outputIndex: number,
  id: string | null | undefined,
  isAdded = false
): Call | undefined => {
  const itemId = idOf(id)
  const call = getCall(draft, outputIndex)
  if (call === undefined) return start(draft, outputIndex, itemId)
  if (!call.isEnded) return call.itemId === undefined && itemId !== undefined ? { ...call, itemId } : call
  // Some gateways give all items the same index
  return isAdded && itemId !== undefined && itemId !== call.itemId ? start(draft, outputIndex, itemId, call) : undefined
}

const addItem = (call: Call, item: ImageItem): Call => {
  const text = textOf(item)
  return {
    ...call,
    itemId: idOf(item.id) ?? call.itemId,
    details: addDetails(call.details, item),
    text: text ?? call.text,
    failure: failureOf(item, text !== undefined)
  }
}

const textOf = (item: ImageItem): string | undefined => {
  const texts = item.type === "image_generation_call" ? [item.result] : [item.result, item.imageB64, item.imageUrl]
  return texts.find((text) => typeof text === "string" && text !== "") ?? undefined
}

const failureOf = (item: ImageItem, hasImage: boolean): Failed | Incomplete | undefined => {
  const error = item.type === "image_generation_call" ? (item.error ?? undefined) : undefined
  if (item.status === "failed" || (error !== undefined && !hasImage)) return failed("call", error)
  return item.status === "incomplete" ? incomplete() : undefined
}

const detailKeys = ["action", "background", "outputFormat", "prompt", "quality", "revisedPrompt", "size"] as const

const addDetails = (
  details: Details,
  source: { readonly [_ in (typeof detailKeys)[number]]?: string | null | undefined }
): Details => {
  const given = detailKeys.flatMap((key) => (Predicate.isNotNullish(source[key]) ? [[key, source[key]]] : []))
  return given.length === 0 ? details : { ...details, ...Object.fromEntries(given) }
}

const encodedImage = (
  { outputIndex }: Call,
  text: string,
  index: number,
  isPartial: boolean,
  format: string | null | undefined
): EncodedImage => ({ outputIndex, index, isPartial, text, ...(Predicate.isNotNullish(format) ? { format } : {}) })

// -----------------------------------------------------------------------------
// Outcomes
// -----------------------------------------------------------------------------

interface ProviderFailure {
  readonly code?: string | null
  readonly message?: string | null
  readonly moderationDetails?: ImageModerationDetails | null
}

const failed = (what: Failed["what"], failure: ProviderFailure = {}): Failed => {
  const { code, message, moderationDetails: moderation } = failure
  return {
    _tag: "Failed",
    what,
    ...(Predicate.isNotNullish(code) ? { code } : {}),
    ...(Predicate.isNotNullish(message) ? { message } : {}),
    ...(Predicate.isNotNullish(moderation) ? { moderation } : {})
  }
}

const incomplete = (reason?: string | null): Incomplete => ({
  _tag: "Incomplete",
  ...(Predicate.isNotNullish(reason) ? { reason } : {})
})

/** The outcome that its item gives a call. `undefined` if it has neither an image nor a failure. */
const outcomeOfCall = (call: Call): Outcome<EncodedImage> | undefined => {
  const { details, failure, nextIndex, text } = call
  if (failure?._tag === "Failed") return failure
  if (text === undefined) return undefined
  return /^\s*https?:\/\//i.test(text)
    ? { _tag: "Linked", url: text.trim() }
    : { _tag: "Completed", image: encodedImage(call, text, nextIndex, false, details.outputFormat) }
}

/** The outcome that the response gives calls without one of their own. */
const outcomeOfResponse = ({ response, type }: TerminalChunk, error: Failed | undefined): Outcome<never> => {
  switch (terminalVerdict(type)) {
    case "Incomplete":
      return incomplete(response.incompleteDetails?.reason)
    case "Failed":
      return failed("response", response.error ?? error)
    default:
      return { _tag: "NoImage" }
  }
}

const endCall = (draft: Draft, call: Call, outcome: Outcome<EncodedImage>): void => {
  const { details } = call
  draft.events.push({ _tag: "Ended", ...callRef(call), outcome, details })
  setCall(draft, { ...call, isEnded: true, details: {}, text: undefined, failure: undefined })
}

/** Ends a call for which nothing more will come. */
const settle = (draft: Draft, call: Call, fallback: Outcome<never>): void => {
  // Of two that say the same, the response gives the reason
  const failure = call.failure?._tag === fallback._tag ? undefined : call.failure
  endCall(draft, call, outcomeOfCall(call) ?? failure ?? fallback)
}

const endOpenCalls = (draft: Draft, fallback: Outcome<never>): void => {
  for (const call of allCalls(draft)) if (!call.isEnded) settle(draft, call, fallback)
}

// -----------------------------------------------------------------------------
// Items of the final response
// -----------------------------------------------------------------------------

interface PlacedItem {
  readonly item: ImageItem
  readonly place: number
}

/**
 * Which call each item belongs to. Ids decide first. Providers leave items out of the final response, so places decide
 * only where every other call has an item at its place. If not, it is the order.
 */
const findOwners = (
  placedItems: ReadonlyArray<PlacedItem>,
  calls: ReadonlyArray<Call>
): ReadonlyMap<PlacedItem, Call> => {
  const owners = new Map<PlacedItem, Call>()
  const callsLeft = new Set(calls)
  const callsById = new Map<string, Array<Call>>()
  for (const call of calls.toReversed()) {
    if (call.itemId === undefined) continue
    const same = callsById.get(call.itemId)
    if (same === undefined) callsById.set(call.itemId, [call])
    else same.push(call)
  }
  for (const placed of placedItems) {
    const call = callsById.get(placed.item.id ?? "")?.pop()
    if (call === undefined) continue
    owners.set(placed, call)
    callsLeft.delete(call)
  }
  const itemsLeft = placedItems.filter((placed) => !owners.has(placed))
  const itemsByPlace = new Map(itemsLeft.map((placed) => [placed.place, placed]))
  const places = new Set([...callsLeft].map(({ outputIndex }) => outputIndex))
  const placesDecide = places.size === callsLeft.size && [...places].every((place) => itemsByPlace.has(place))
  let next = 0
  for (const call of callsLeft) {
    const placed = placesDecide ? itemsByPlace.get(call.outputIndex) : itemsLeft[next++]
    if (placed !== undefined) owners.set(placed, call)
  }
  return owners
}
