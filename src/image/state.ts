/**
 * The reducer behind image calls: pure, and without the decoding.
 *
 * @internal
 */
import * as Predicate from "effect/Predicate"
import type { Mutable } from "effect/Types"
import type { Case, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { ImageModerationDetails, OutputItem } from "../model/OutputItem.ts"
import { responseIdOf } from "../stream/event.ts"
import { ItemMap } from "../stream/itemMap.ts"
import type { MapItem } from "../stream/itemMap.ts"
import { findAdded, findDone, findUpdated, fitsType, idsOf, matchOutput } from "../stream/items.ts"
import type { ItemReport } from "../stream/items.ts"
import { beginsAnother, isError, isTerminal, verdictOfChunk } from "../stream/verdict.ts"
import type { TerminalVerdict } from "../stream/verdict.ts"
import { callRef } from "./event.ts"
import type { CallState, Details, Failed, ImageEvent, Incomplete, Outcome } from "./event.ts"
import type { EncodedImage } from "./image.ts"

/** It never changes. It grows with the number of calls, and holds an image only while a call waits for its end. */
export interface State {
  readonly calls: ItemMap<Call>
  readonly responseId: string | undefined
  /** Whether the terminal chunk has come. */
  readonly ended: boolean
  /** The last error chunk. */
  readonly error: Failed | undefined
}

interface Call extends MapItem {
  readonly itemId: string | undefined
  /** Whether it has an outcome. An item that is done without an image waits for the response. */
  readonly isEnded: boolean
  readonly state: CallState | undefined
  /** The index that the final image gets. */
  readonly nextIndex: number
  readonly details: Details
  /** The final image as its item had it, if that didn't end the call. */
  readonly text: string | undefined
  /** The failure that its item reported, if that didn't end the call. */
  readonly failure: Failed | Incomplete | undefined
}

const noCalls = /* @__PURE__ */ new ItemMap<Call>()

/** The state before the first chunk. */
export const initial: State = { calls: noCalls, responseId: undefined, ended: false, error: undefined }

/** Steps over a chunk: gives the next state, and the events of image calls. */
export const step = (
  state: State,
  chunk: ResponsesStreamChunk
): readonly [State, ReadonlyArray<ImageEvent<EncodedImage>>] => {
  const responseId = responseIdOf(chunk)
  // Another response on the same stream, as on a WebSocket
  if (beginsAnother(chunk.type, responseId, state.responseId)) return [{ ...initial, responseId }, end(state)]
  if (state.ended) return [state, []]
  const draft: Draft = { ...state, responseId: state.responseId ?? responseId, events: [] }
  onChunk(draft, chunk)
  const { events, ...next } = draft
  return [next, events]
}

/** Gives the last events of the calls that are open, if the stream ends here. */
export const end = (state: State): ReadonlyArray<ImageEvent<EncodedImage>> => {
  const draft: Draft = { ...state, events: [] }
  endOpenCalls(draft, state.error ?? { _tag: "Cut" })
  return draft.events
}

// -----------------------------------------------------------------------------
// Chunks
// -----------------------------------------------------------------------------

/** The next state in the making, and the events of this step. */
interface Draft extends Mutable<State> {
  readonly events: Array<ImageEvent<EncodedImage>>
}

const onChunk = (draft: Draft, chunk: ResponsesStreamChunk): void => {
  switch (chunk.type) {
    case "response.output_item.added":
      return isImageItem(chunk.item) ? onAdded(draft, reportOf(chunk.outputIndex, chunk.item)) : onOther(draft, chunk)
    case "response.output_item.done":
      return isImageItem(chunk.item) ? onDone(draft, reportOf(chunk.outputIndex, chunk.item)) : onOther(draft, chunk)
    case "response.image_generation_call.in_progress":
      return onStatus(draft, chunk, "in_progress")
    case "response.image_generation_call.generating":
      return onStatus(draft, chunk, "generating")
    case "response.image_generation_call.completed":
      return onStatus(draft, chunk, "completed")
    case "response.image_generation_call.partial_image":
      return onPartialImage(draft, chunk)
    default: {
      const verdict = verdictOfChunk(chunk)
      if (verdict !== undefined) return onTerminal(draft, chunk, verdict)
      if (isError(chunk)) draft.error = failed("response", chunk.type === "response.error" ? chunk.error : chunk)
    }
  }
}

type ImageItem = Extract<OutputItem, { readonly type: "image_generation_call" | "openrouter:image_generation" }>

const imageTypes: ReadonlyArray<string | undefined> = [
  "image_generation_call",
  "openrouter:image_generation"
] satisfies ReadonlyArray<ImageItem["type"]>

const isImageItem = (item: OutputItem): item is ImageItem => imageTypes.includes(item.type)

type PartialImageChunk = Case<"response.image_generation_call.partial_image">

type StatusChunk = Case<
  | "response.image_generation_call.in_progress"
  | "response.image_generation_call.generating"
  | "response.image_generation_call.completed"
>

const onStatus = (draft: Draft, chunk: StatusChunk, state: CallState): void => {
  const call = findOrStart(draft, chunk)
  if (call.isEnded) return
  setCall(draft, { ...call, state })
  if (state !== call.state) draft.events.push({ _tag: "StateChanged", ...callRef(call), state })
}

const onPartialImage = (draft: Draft, chunk: PartialImageChunk): void => {
  const { outputFormat, partialImageB64: text, partialImageIndex: index } = chunk
  const call = findOrStart(draft, chunk)
  if (call.isEnded) return
  setCall(draft, {
    ...call,
    nextIndex: Math.max(call.nextIndex, Math.floor(index) + 1),
    details: addDetails(call.details, chunk)
  })
  const image = encodedImage(call, text, index, true, outputFormat)
  draft.events.push({ _tag: "PartialImage", ...callRef(call), image })
}

const onAdded = (draft: Draft, report: ImageReport): void => {
  const call = findAdded(draft.calls, report) ?? start(draft, report)
  if (!call.isEnded) setCall(draft, addItem(call, report))
}

const onDone = (draft: Draft, report: ImageReport): void => {
  const found = findDone(draft.calls, report) ?? start(draft, report)
  if (found.isEnded) return
  const call = { ...addItem(found, report), isDone: true }
  const outcome = outcomeOfCall(call)
  if (outcome === undefined) setCall(draft, call)
  else endCall(draft, call, outcome)
}

/** Keeps an item of another type that may take the chunks of images. It has no events. */
const onOther = (draft: Draft, chunk: Case<`response.output_item.${"added" | "done"}`>): void => {
  const { item, outputIndex } = chunk
  if (!fitsType(item.type, types)) return
  const wire = item.type === "UNKNOWN" ? item.raw : item
  const isDone = chunk.type === "response.output_item.done"
  const report = { outputIndex, type: wire.type, ids: idsOf(wire) }
  const found = (isDone ? findDone : findAdded)(draft.calls, report) ?? newCall(draft, report)
  setCall(draft, {
    ...found,
    type: item.type,
    wireType: wire.type,
    ids: [...new Set([...found.ids, ...report.ids])],
    isInferred: false,
    isDone: isDone || found.isDone,
    isEnded: true
  })
}

const onTerminal = (draft: Draft, chunk: ResponsesStreamChunk, verdict: TerminalVerdict): void => {
  const fallback = outcomeOfResponse(draft, chunk, verdict)
  const output = isTerminal(chunk) ? chunk.response.output : []
  const reports = output.flatMap((item, place) => (isImageItem(item) ? [reportOf(place, item)] : []))
  const owners = matchOutput(
    draft.calls.values().filter((call) => !isOther(call)),
    reports,
    () => undefined
  )
  for (const report of reports) {
    const call = owners.get(report) ?? start(draft, report)
    if (!call.isEnded) settle(draft, addItem(call, report), fallback)
  }
  endOpenCalls(draft, fallback)
  draft.calls = noCalls
  draft.ended = true
}

// -----------------------------------------------------------------------------
// Calls
// -----------------------------------------------------------------------------

const types = ["image_generation_call"]

const isOther = ({ type }: Call): boolean => !imageTypes.includes(type)

/** An item of a chunk or of the final response. */
interface ImageReport extends ItemReport {
  readonly item: ImageItem
}

const reportOf = (outputIndex: number, item: ImageItem): ImageReport => ({
  outputIndex,
  type: item.type,
  ids: idsOf(item),
  item
})

const setCall = (draft: Draft, call: Call): void => {
  draft.calls = draft.calls.set(call)
}

const newCall = (draft: Draft, { ids, outputIndex }: Omit<ItemReport, "type">): Call => ({
  ...draft.calls.nextPlace(outputIndex),
  type: types[0],
  ids,
  itemId: ids[0],
  isInferred: true,
  isDone: false,
  isEnded: false,
  state: undefined,
  nextIndex: 0,
  details: {},
  text: undefined,
  failure: undefined
})

const start = (draft: Draft, report: Omit<ItemReport, "type">): Call => {
  const call = newCall(draft, report)
  draft.events.push({ _tag: "Started", ...callRef(call) })
  return call
}

/** The call of a chunk, which starts it if it is the first. */
const findOrStart = (draft: Draft, chunk: StatusChunk | PartialImageChunk): Call => {
  const { itemId, outputIndex } = chunk
  const ids = itemId === "" ? [] : [itemId]
  const call = findUpdated(draft.calls, chunk, types) ?? start(draft, { outputIndex, ids })
  return { ...call, itemId: call.itemId ?? ids[0] }
}

const addItem = (call: Call, { ids, item }: ImageReport): Call => {
  const text = textOf(item)
  return {
    ...call,
    type: item.type,
    ids: [...new Set([...call.ids, ...ids])],
    itemId: ids[0] ?? call.itemId,
    isInferred: false,
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
const outcomeOfResponse = ({ error }: Draft, chunk: ResponsesStreamChunk, verdict: TerminalVerdict): Outcome<never> => {
  const response = isTerminal(chunk) ? chunk.response : undefined
  switch (verdict) {
    case "Incomplete":
      return incomplete(response?.incompleteDetails?.reason)
    case "Cancelled":
      return incomplete("cancelled")
    case "Failed":
      return failed("response", response?.error ?? error)
    default:
      return { _tag: "NoImage" }
  }
}

const endCall = (draft: Draft, call: Call, outcome: Outcome<EncodedImage>): void => {
  const { details } = call
  draft.events.push({ _tag: "Ended", ...callRef(call), outcome, details })
  setCall(draft, { ...call, isDone: true, isEnded: true, details: {}, text: undefined, failure: undefined })
}

/** Ends a call for which nothing more will come. */
const settle = (draft: Draft, call: Call, fallback: Outcome<never>): void => {
  // Of two that say the same, the response gives the reason
  const failure = call.failure?._tag === fallback._tag ? undefined : call.failure
  endCall(draft, call, outcomeOfCall(call) ?? failure ?? fallback)
}

const endOpenCalls = (draft: Draft, fallback: Outcome<never>): void => {
  for (const call of draft.calls.values()) if (!call.isEnded) settle(draft, call, fallback)
}
