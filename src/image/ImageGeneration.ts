/**
 * Generated images as values: what each call is at, its images as bytes, and how it ended.
 *
 * `updates` tells of each call while it goes on, to show it in a page. `calls` gives each call once, when it has ended.
 * Both read images wherever they arrive (`partial_image`, the item, the response at the end), as base64 or as data URLs,
 * and give each once. `step` and `end` are what both are made of: pure, and without the decoding.
 *
 * Calls are the items of type `image_generation_call` and `openrouter:image_generation`. Images that other tools show
 * (screenshots, plots, files of functions) stay where they are.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as base64 from "./base64.ts"
import * as dataUrl from "./dataUrl.ts"
import * as imageType from "./imageType.ts"
import type { ImageModerationDetails, OutputItem } from "../model/OutputItem.ts"
import type { Response } from "../model/Response.ts"
import type { Case, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"

// -----------------------------------------------------------------------------
// Images
// -----------------------------------------------------------------------------

/**
 * An image.
 *
 * @category models
 * @since 0.1.0
 */
export interface Image {
  /** The image file. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /**
   * What the file is, by its first bytes: PNG, JPEG, WebP, GIF, AVIF, HEIC, BMP or SVG. Where they say nothing it is the
   * image type of the data URL, then of `output_format`, then `application/octet-stream`.
   */
  readonly mediaType: string
  /**
   * Its place among the images of its call. A partial image has the index that the provider gives it, the image itself
   * one more than the highest of these: 0 if there were none.
   */
  readonly index: number
  /** What the provider calls it, where that isn't `mediaType`: the bytes are something else than was promised. */
  readonly declaredType?: string
}

/**
 * An image as it came: {@link decode} makes an {@link Image} of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface EncodedImage {
  /** Index of the call's item in the response's `output`. */
  readonly outputIndex: number
  /** Its place among the images of its call, as in {@link Image}. */
  readonly index: number
  /** Whether it is a preview. */
  readonly isPartial: boolean
  /** Base64, or a data URL. */
  readonly text: string
  /** What the provider calls its format, such as `png`. */
  readonly format?: string
}

/**
 * An image came, and is none: it isn't base64, or it is empty.
 *
 * **Details**
 *
 * It is part of the values and never ends a stream: other images don't suffer from it.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidImage extends Data.TaggedError("InvalidImage")<{
  readonly message: string
  /** Index of the call's item in the response's `output`. */
  readonly outputIndex: number
  /** Place of the image among those of its call. */
  readonly imageIndex: number
  /** Whether it is a preview. */
  readonly isPartial: boolean
  /** What is wrong: a character that base64 doesn't have, an end in the middle of a byte, or no byte at all. */
  readonly reason: "NotBase64" | "Truncated" | "Empty"
  /** Offset in the text, in UTF-16 code units, of the first character that can't stand there. Its length, if none is. */
  readonly position: number
}> {
  readonly #text: string

  constructor(fields: {
    readonly image: EncodedImage
    readonly reason: "NotBase64" | "Truncated" | "Empty"
    readonly position: number
  }) {
    const { image, position, reason } = fields
    const { index: imageIndex, isPartial, outputIndex, text } = image
    const which = isPartial ? `Partial image ${imageIndex}` : "The image"
    const what = {
      NotBase64: `is not base64 from character ${position} of ${text.length} on`,
      Truncated: `breaks off after ${text.length} characters of base64`,
      Empty: "has no bytes"
    }[reason]
    super({
      message: `${which} of output item ${outputIndex} ${what}. Read payload() for what came.`,
      outputIndex,
      imageIndex,
      isPartial,
      reason,
      position
    })
    this.#text = text
  }

  /** The text as it came. */
  payload(): string {
    return this.#text
  }
}

// -----------------------------------------------------------------------------
// Calls
// -----------------------------------------------------------------------------

/**
 * What a call is at, as its chunks say. After `completed` the image follows with the item.
 *
 * @category models
 * @since 0.1.0
 */
export type CallState = "in_progress" | "generating" | "completed"

/**
 * What the provider says of a call and its image. A field is absent where the provider doesn't say.
 *
 * @category models
 * @since 0.1.0
 */
export interface Details {
  /** Whether the image is new or an edit of another. */
  readonly action?: string
  /** Background of the image. */
  readonly background?: string
  /** File format of the image, which may be wrong: `mediaType` of the image is right. */
  readonly outputFormat?: string
  /** The prompt that the image was made from. */
  readonly prompt?: string
  /** Quality that the provider chose. */
  readonly quality?: string
  /** The prompt as the image model rewrote it. */
  readonly revisedPrompt?: string
  /** Size in pixels, such as `1024x1024`. */
  readonly size?: string
}

/**
 * The image is there.
 *
 * @category outcomes
 * @since 0.1.0
 */
export interface Completed<A = Image> {
  readonly _tag: "Completed"
  /** The image. */
  readonly image: A
}

/**
 * The image is there, at a web address. OpenRouter does that.
 *
 * @category outcomes
 * @since 0.1.0
 */
export interface Linked {
  readonly _tag: "Linked"
  /** The address, as the provider wrote it. */
  readonly url: string
}

/**
 * The image came, and can't be decoded.
 *
 * @category outcomes
 * @since 0.1.0
 */
export interface Invalid {
  readonly _tag: "Invalid"
  /** What is wrong. */
  readonly error: InvalidImage
}

/**
 * The call has failed, or the response before the image was there.
 *
 * @category outcomes
 * @since 0.1.0
 */
export interface Failed {
  readonly _tag: "Failed"
  /** What has failed: this call, or the response and with it every call that was open. */
  readonly what: "call" | "response"
  /** The provider's code, such as `moderation_blocked`. */
  readonly code?: string
  /** The provider's words, which may quote the prompt. */
  readonly message?: string
  /** What moderation found. Absent unless it blocked the image. */
  readonly moderation?: ImageModerationDetails
}

/**
 * The call was stopped, or the response before the image was there: at a limit or by a filter.
 *
 * @category outcomes
 * @since 0.1.0
 */
export interface Incomplete {
  readonly _tag: "Incomplete"
  /** Why the response is incomplete, such as `content_filter`. Absent where it isn't said, or only the call is. */
  readonly reason?: string
}

/**
 * The response is completed, and the call has neither an image nor an error.
 *
 * @category outcomes
 * @since 0.1.0
 */
export interface NoImage {
  readonly _tag: "NoImage"
}

/**
 * The stream ended before the call did.
 *
 * @category outcomes
 * @since 0.1.0
 */
export interface Cut {
  readonly _tag: "Cut"
}

/**
 * How a call ended.
 *
 * @category outcomes
 * @since 0.1.0
 */
export type Outcome<A = Image> = Completed<A> | Linked | Invalid | Failed | Incomplete | NoImage | Cut

/**
 * A call of the image generation, from its beginning to its end.
 *
 * @category models
 * @since 0.1.0
 */
export interface ImageCall {
  /** Index of the call's item in the response's `output`. */
  readonly outputIndex: number
  /** Id of the item, where it has one. */
  readonly itemId?: string
  /** What the call was at, in order of arrival. Providers leave out what they like. */
  readonly states: ReadonlyArray<CallState>
  /** The previews, in order of arrival. */
  readonly partialImages: ReadonlyArray<Image>
  /** The previews that couldn't be decoded. */
  readonly invalidPartialImages: ReadonlyArray<InvalidImage>
  /** How it ended. */
  readonly outcome: Outcome
  /** What the provider says of it. */
  readonly details: Details
}

// -----------------------------------------------------------------------------
// Updates
// -----------------------------------------------------------------------------

/**
 * What every update has: the call that it is about.
 *
 * @category models
 * @since 0.1.0
 */
export interface OfCall {
  /** Index of the call's item in the response's `output`. */
  readonly outputIndex: number
  /** Id of the item as far as it is known. It may change while the call goes on: `outputIndex` doesn't. */
  readonly itemId?: string
}

/**
 * A call has begun. It is the first update of each.
 *
 * @category updates
 * @since 0.1.0
 */
export interface Started extends OfCall {
  readonly _tag: "Started"
}

/**
 * A call is at something else.
 *
 * @category updates
 * @since 0.1.0
 */
export interface StateChanged extends OfCall {
  readonly _tag: "StateChanged"
  /** What it is at. */
  readonly state: CallState
}

/**
 * A preview of the whole image.
 *
 * @category updates
 * @since 0.1.0
 */
export interface PartialImage<A = Image> extends OfCall {
  readonly _tag: "PartialImage"
  /** The preview. */
  readonly image: A
}

/**
 * A preview that can't be decoded.
 *
 * @category updates
 * @since 0.1.0
 */
export interface InvalidPartialImage extends OfCall {
  readonly _tag: "InvalidPartialImage"
  /** What is wrong. */
  readonly error: InvalidImage
}

/**
 * A call has ended. It is the last update of each.
 *
 * @category updates
 * @since 0.1.0
 */
export interface Ended<A = Image> extends OfCall {
  readonly _tag: "Ended"
  /** How. */
  readonly outcome: Outcome<A>
  /** What the provider says of it. */
  readonly details: Details
}

/**
 * What is new with a call.
 *
 * @category updates
 * @since 0.1.0
 */
export type Update<A = Image> = Started | StateChanged | PartialImage<A> | InvalidPartialImage | Ended<A>

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Tells what happens to each image call while it happens.
 *
 * **When to use**
 *
 * Use it to show images as they become sharper, or to keep none in memory. Where only the results count, there is
 * {@link calls}.
 *
 * **Details**
 *
 * Each call has a `Started` first, an `Ended` last, and its previews and states between. Calls may be interleaved: tell
 * them apart by `outputIndex`. When the stream ends or fails, each call that is open has its `Ended` before that.
 *
 * Large images are decoded in slices, between which other fibers, timers and requests get their turn. Upstream isn't
 * read on meanwhile.
 *
 * **Gotchas**
 *
 * An SVG can carry scripts. In an `<img>` it is harmless; opened as a page of its own, or put into one, it isn't.
 *
 * **Example** (Showing images in a page as they become sharper)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 * import * as ImageGeneration from "effect-responses-stream/ImageGeneration"
 *
 * const show = (element: HTMLImageElement, { bytes, mediaType }: ImageGeneration.Image) => {
 *   URL.revokeObjectURL(element.src)
 *   element.src = URL.createObjectURL(new Blob([bytes], { type: mediaType }))
 * }
 *
 * const showAll = (response: Response, elementOf: (outputIndex: number) => HTMLImageElement) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     ImageGeneration.updates,
 *     Stream.runForEach((update) =>
 *       Effect.sync(() => {
 *         const element = elementOf(update.outputIndex)
 *         if (update._tag === "PartialImage") show(element, update.image)
 *         if (update._tag !== "Ended") return
 *         if (update.outcome._tag === "Completed") show(element, update.outcome.image)
 *         else element.alt = `No image: ${update.outcome._tag}`
 *       })
 *     )
 *   )
 * ```
 *
 * @category streams
 * @since 0.1.0
 */
export const updates = <E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>): Stream.Stream<Update, E, R> =>
  run(self, true, () => (update) => update)

/**
 * Options of {@link calls}.
 *
 * @category options
 * @since 0.1.0
 */
export interface CallsOptions {
  /**
   * Which previews are kept: `"all"` (the default), the `"last"`, or `"none"`, which doesn't decode them either. A
   * preview may have as many bytes as the image.
   */
  readonly partialImages?: "all" | "last" | "none"
}

/**
 * Gives each image call as one value, as soon as it has ended.
 *
 * **Details**
 *
 * Calls come in the order in which they end. A call ends with the item that has its image or its failure, or with the
 * response at the latest. When the stream ends or fails before, what came of the call is given with the outcome `Cut`,
 * and then the error.
 *
 * **Gotchas**
 *
 * A call holds all its previews until you let go of it. `partialImages: "last"` keeps what there is to show if the image
 * never comes.
 *
 * **Example** (Collecting the images of a response)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 * import * as ImageGeneration from "effect-responses-stream/ImageGeneration"
 *
 * const images = (response: Response) =>
 *   ImageGeneration.calls(ChunkStream.fromResponse(response), { partialImages: "none" }).pipe(
 *     Stream.runCollect,
 *     Effect.map((calls) =>
 *       calls.flatMap(({ outcome }) => (outcome._tag === "Completed" ? [outcome.image] : []))
 *     )
 *   )
 * ```
 *
 * @category streams
 * @since 0.1.0
 */
export const calls = <E, R>(
  self: Stream.Stream<ResponsesStreamChunk, E, R>,
  options?: CallsOptions
): Stream.Stream<ImageCall, E, R> => {
  const keeps = options?.partialImages ?? "all"
  return run(self, keeps !== "none", () => {
    const open = new Map<number, Gathered>()
    return (update) => gather(open, update, keeps === "last")
  })
}

// -----------------------------------------------------------------------------
// Decoding
// -----------------------------------------------------------------------------

/**
 * Decodes an image, in slices between which other fibers, timers and requests get their turn.
 *
 * **When to use**
 *
 * Use it with {@link step}, to decode only the images that are wanted. {@link updates} and {@link calls} have decoded
 * theirs.
 *
 * **Details**
 *
 * Taken are base64 in the plain and in the URL alphabet, with or without padding, with white space, and data URLs of
 * either kind.
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode = (image: EncodedImage): Effect.Effect<Image, InvalidImage> =>
  Effect.suspend(() => decodeWith(image, makePace()))

// -----------------------------------------------------------------------------
// Steps
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
  /** The calls by output index. */
  readonly calls: HashMap.HashMap<number, Call>
  /** The last error that the provider has told of. */
  readonly failure: Failed | undefined
}

interface Call {
  readonly outputIndex: number
  readonly itemId: string | undefined
  readonly isEnded: boolean
  readonly state: CallState | undefined
  /** The index that the image itself has. */
  readonly nextIndex: number
  readonly details: Details
  /** What its item has brought so far, if it didn't end the call. */
  readonly text: string | undefined
  readonly trouble: Failed | Incomplete | undefined
  /** An ended call that had the same output index. */
  readonly before: Call | undefined
}

/**
 * The state before the first chunk.
 *
 * @category stepping
 * @since 0.1.0
 */
export const initial: State = { calls: HashMap.empty(), failure: undefined } satisfies Memory as Memory as Seen

/**
 * Takes a chunk: gives the state after it, and what is new with image calls, images still as text.
 *
 * **When to use**
 *
 * Use it in a reducer of your own. For a stream of Effect there are {@link updates} and {@link calls}.
 *
 * **Details**
 *
 * Calls are told apart by `outputIndex`, since ids may differ between chunks of one call. What comes for a call that has
 * ended is left out. The items of the response at the end belong to the calls of the same id, or else of the same place.
 * The state grows with the number of calls; of what went by it keeps no image, unless a call waits with it for its end.
 *
 * **Example** (Counting previews without decoding them)
 *
 * ```ts
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 * import * as ImageGeneration from "effect-responses-stream/ImageGeneration"
 *
 * let state = ImageGeneration.initial
 * let previews = 0
 * const onChunk = (chunk: ResponsesStreamChunk) => {
 *   const [next, updates] = ImageGeneration.step(state, chunk)
 *   state = next
 *   previews += updates.filter(({ _tag }) => _tag === "PartialImage").length
 * }
 * ```
 *
 * @category stepping
 * @since 0.1.0
 */
export const step = (
  state: State,
  chunk: ResponsesStreamChunk
): readonly [State, ReadonlyArray<Update<EncodedImage>>] => {
  const { calls, failure } = state as Seen
  const visit: Visit = { calls, failure, found: [] }
  switch (chunk.type) {
    case "response.output_item.added":
    case "response.output_item.done":
      if (isImageItem(chunk.item)) takeItem(visit, chunk, chunk.item)
      break
    case "response.image_generation_call.in_progress":
      reach(visit, chunk, "in_progress")
      break
    case "response.image_generation_call.generating":
      reach(visit, chunk, "generating")
      break
    case "response.image_generation_call.completed":
      reach(visit, chunk, "completed")
      break
    case "response.image_generation_call.partial_image":
      takePartial(visit, chunk)
      break
    case "error":
      visit.failure = failureOf("response", chunk)
      break
    case "response.error":
      visit.failure = failureOf("response", chunk.error)
      break
    case "response.completed":
      takeResponse(visit, chunk.response, { _tag: "NoImage" })
      break
    case "response.incomplete":
      takeResponse(visit, chunk.response, incomplete(chunk.response.incompleteDetails?.reason))
      break
    case "response.failed":
      takeResponse(visit, chunk.response, failureOf("response", chunk.response.error ?? visit.failure))
      break
    default:
      return [state, visit.found]
  }
  return [{ calls: visit.calls, failure: visit.failure } satisfies Memory as Memory as Seen, visit.found]
}

/**
 * Gives how the calls end that are open, if the stream ends here.
 *
 * @category stepping
 * @since 0.1.0
 */
export const end = (state: State): ReadonlyArray<Update<EncodedImage>> => {
  const { calls, failure } = state as Seen
  const visit: Visit = { calls, failure, found: [] }
  finishAll(visit, failure ?? { _tag: "Cut" })
  return visit.found
}

// -----------------------------------------------------------------------------
// What a chunk does
// -----------------------------------------------------------------------------

/** One step: the next state in the making, and what is new. */
interface Visit {
  calls: Memory["calls"]
  failure: Memory["failure"]
  readonly found: Array<Update<EncodedImage>>
}

type ImageItem = Extract<OutputItem, { readonly type: "image_generation_call" | "openrouter:image_generation" }>

const isImageItem = (item: OutputItem): item is ImageItem =>
  item.type === "image_generation_call" || item.type === "openrouter:image_generation"

const ofCall = ({
  itemId,
  outputIndex
}: {
  readonly outputIndex: number
  readonly itemId?: string | undefined
}): OfCall => (itemId === undefined ? { outputIndex } : { outputIndex, itemId })

const put = (visit: Visit, call: Call): void => {
  visit.calls = HashMap.set(visit.calls, call.outputIndex, call)
}

const start = (visit: Visit, outputIndex: number, itemId: string | undefined, before?: Call): Call => {
  const call: Call = {
    outputIndex,
    itemId,
    isEnded: false,
    state: undefined,
    nextIndex: 0,
    details: {},
    text: undefined,
    trouble: undefined,
    before
  }
  visit.found.push({ _tag: "Started", ...ofCall(call) })
  return call
}

/** Some providers leave an id empty. */
const idOf = (id: string | null | undefined): string | undefined => (id === "" || id === null ? undefined : id)

/** The call that a chunk is about: a new one, if there was none. `undefined` if it has ended. */
const find = (visit: Visit, outputIndex: number, id: string | null | undefined, isAdded = false): Call | undefined => {
  const itemId = idOf(id)
  const call = Option.getOrUndefined(HashMap.get(visit.calls, outputIndex))
  if (call === undefined) return start(visit, outputIndex, itemId)
  if (!call.isEnded) return call.itemId === undefined && itemId !== undefined ? { ...call, itemId } : call
  // A gateway that numbers all its items alike
  return isAdded && itemId !== undefined && itemId !== call.itemId ? start(visit, outputIndex, itemId, call) : undefined
}

type StateChunk = Case<
  | "response.image_generation_call.in_progress"
  | "response.image_generation_call.generating"
  | "response.image_generation_call.completed"
>

const reach = (visit: Visit, { itemId, outputIndex }: StateChunk, state: CallState): void => {
  const call = find(visit, outputIndex, itemId)
  if (call === undefined) return
  put(visit, { ...call, state })
  if (state !== call.state) visit.found.push({ _tag: "StateChanged", ...ofCall(call), state })
}

const takePartial = (visit: Visit, chunk: Case<"response.image_generation_call.partial_image">): void => {
  const { itemId, outputFormat, outputIndex, partialImageB64: text, partialImageIndex: index } = chunk
  const call = find(visit, outputIndex, itemId)
  if (call === undefined) return
  put(visit, {
    ...call,
    nextIndex: Math.max(call.nextIndex, Math.floor(index) + 1),
    details: learn(call.details, chunk)
  })
  const image = encoded(call, text, index, true, outputFormat)
  visit.found.push({ _tag: "PartialImage", ...ofCall(call), image })
}

type ItemChunk = Case<"response.output_item.added" | "response.output_item.done">

const takeItem = (visit: Visit, { outputIndex, type }: ItemChunk, item: ImageItem): void => {
  const isAdded = type === "response.output_item.added"
  const found = find(visit, outputIndex, item.id, isAdded)
  if (found === undefined) return
  const call = withItem(found, item)
  const outcome = isAdded ? undefined : outcomeOf(call)
  if (outcome === undefined) put(visit, call)
  else finish(visit, call, outcome)
}

/** What an item adds to its call. */
const withItem = (call: Call, item: ImageItem): Call => {
  const text = textOf(item)
  return {
    ...call,
    itemId: idOf(item.id) ?? call.itemId,
    details: learn(call.details, item),
    text: text ?? call.text,
    trouble: troubleOf(item, text !== undefined)
  }
}

const textOf = (item: ImageItem): string | undefined => {
  const texts = item.type === "image_generation_call" ? [item.result] : [item.result, item.imageB64, item.imageUrl]
  return texts.find((text) => typeof text === "string" && text !== "") ?? undefined
}

const troubleOf = (item: ImageItem, hasImage: boolean): Failed | Incomplete | undefined => {
  const error = item.type === "image_generation_call" ? (item.error ?? undefined) : undefined
  if (item.status === "failed" || (error !== undefined && !hasImage)) return failureOf("call", error)
  return item.status === "incomplete" ? incomplete() : undefined
}

interface ProviderFailure {
  readonly code?: string | null
  readonly message?: string | null
  readonly moderationDetails?: ImageModerationDetails | null
}

const failureOf = (what: Failed["what"], error: ProviderFailure = {}): Failed => {
  const { code, message, moderationDetails: moderation } = error
  return {
    _tag: "Failed",
    what,
    ...(isSaid(code) ? { code } : {}),
    ...(isSaid(message) ? { message } : {}),
    ...(isSaid(moderation) ? { moderation } : {})
  }
}

const incomplete = (reason?: string | null): Incomplete => ({
  _tag: "Incomplete",
  ...(isSaid(reason) ? { reason } : {})
})

const isSaid = <A>(value: A | null | undefined): value is A => value !== null && value !== undefined

const detailKeys = ["action", "background", "outputFormat", "prompt", "quality", "revisedPrompt", "size"] as const

/** Details with what a chunk or an item adds. */
const learn = (
  details: Details,
  source: { readonly [_ in (typeof detailKeys)[number]]?: string | null | undefined }
): Details => {
  const said = detailKeys.flatMap((key) => (isSaid(source[key]) ? [[key, source[key]]] : []))
  return said.length === 0 ? details : { ...details, ...Object.fromEntries(said) }
}

const encoded = (
  { outputIndex }: Call,
  text: string,
  index: number,
  isPartial: boolean,
  format: string | null | undefined
): EncodedImage => ({ outputIndex, index, isPartial, text, ...(isSaid(format) ? { format } : {}) })

// -----------------------------------------------------------------------------
// How calls end
// -----------------------------------------------------------------------------

/** How a call ends by what its item has brought. `undefined` if that says nothing of it. */
const outcomeOf = (call: Call): Outcome<EncodedImage> | undefined => {
  const { details, nextIndex, text, trouble } = call
  if (trouble?._tag === "Failed") return trouble
  if (text === undefined) return undefined
  return /^\s*https?:\/\//i.test(text)
    ? { _tag: "Linked", url: text.trim() }
    : { _tag: "Completed", image: encoded(call, text, nextIndex, false, details.outputFormat) }
}

const finish = (visit: Visit, call: Call, outcome: Outcome<EncodedImage>): void => {
  const { details } = call
  visit.found.push({ _tag: "Ended", ...ofCall(call), outcome, details })
  put(visit, { ...call, isEnded: true, details: {}, text: undefined, trouble: undefined })
}

/** Ends a call that nothing more will come for. */
const giveUp = (visit: Visit, call: Call, why: Outcome<never>): void => {
  const own = call.trouble?._tag === why._tag ? undefined : call.trouble
  finish(visit, call, outcomeOf(call) ?? own ?? why)
}

const finishAll = (visit: Visit, why: Outcome<never>): void => {
  for (const call of callsOf(visit)) if (!call.isEnded) giveUp(visit, call, why)
}

/** All calls, in the order of their items. */
const callsOf = (visit: Visit): ReadonlyArray<Call> => {
  const calls: Array<Call> = []
  for (const latest of HashMap.values(visit.calls)) {
    for (let call: Call | undefined = latest; call !== undefined; call = call.before) calls.push(call)
  }
  return calls.toReversed().toSorted((a, b) => a.outputIndex - b.outputIndex)
}

/** An image item in the response at the end. */
interface Placed {
  readonly item: ImageItem
  readonly place: number
}

const takeResponse = (visit: Visit, { output }: Response, why: Outcome<never>): void => {
  const placed = output.flatMap((item, place) => (isImageItem(item) ? [{ item, place }] : []))
  const owners = ownersOf(placed, callsOf(visit))
  for (const [{ item }, call] of owners) if (!call.isEnded) giveUp(visit, withItem(call, item), why)
  for (const one of placed) {
    if (owners.has(one)) continue
    const { item, place } = one
    const before = Option.getOrUndefined(HashMap.get(visit.calls, place))
    giveUp(visit, withItem(start(visit, place, idOf(item.id), before), item), why)
  }
  finishAll(visit, why)
}

/**
 * Which call each item belongs to. Ids decide, and else places: but providers leave items out of the response, so that
 * places are only taken for what they say if they are so for all.
 */
const ownersOf = (placed: ReadonlyArray<Placed>, calls: ReadonlyArray<Call>): ReadonlyMap<Placed, Call> => {
  const owners = new Map<Placed, Call>()
  const left = new Set(calls)
  const byId = new Map<string, Array<Call>>()
  for (const call of calls.toReversed()) {
    if (call.itemId === undefined) continue
    const same = byId.get(call.itemId)
    if (same === undefined) byId.set(call.itemId, [call])
    else same.push(call)
  }
  for (const one of placed) {
    const call = byId.get(one.item.id ?? "")?.pop()
    if (call === undefined) continue
    owners.set(one, call)
    left.delete(call)
  }
  const free = placed.filter((one) => !owners.has(one))
  const byPlace = new Map(free.map((one) => [one.place, one]))
  const places = new Set([...left].map(({ outputIndex }) => outputIndex))
  const areTrue = places.size === left.size && [...places].every((place) => byPlace.has(place))
  let next = 0
  for (const call of left) {
    const one = areTrue ? byPlace.get(call.outputIndex) : free[next++]
    if (one !== undefined) owners.set(one, call)
  }
  return owners
}

// -----------------------------------------------------------------------------
// Running and decoding
// -----------------------------------------------------------------------------

/** Says, after each slice, whether it is time to let others have their turn. */
type Pace = (characters: number) => boolean

const makePace = (): Pace => {
  let spent = 0
  return (characters) => {
    spent += characters
    if (spent < base64.sliceSize) return false
    spent = 0
    return true
  }
}

const run = <A, E, R>(
  self: Stream.Stream<ResponsesStreamChunk, E, R>,
  withPartials: boolean,
  make: () => (update: Update) => A | undefined
): Stream.Stream<A, E, R> =>
  Stream.transformPull(self, (pull) =>
    Effect.sync(() => {
      const toValue = make()
      const pace = makePace()
      let state = initial
      let found: ReadonlyArray<Update<EncodedImage>> = []
      let next = 0
      let last: Pull.Pull<never, E> | undefined

      const note = (updates: ReadonlyArray<Update<EncodedImage>>): void => {
        found = withPartials ? updates : updates.filter(({ _tag }) => _tag !== "PartialImage")
        next = 0
      }

      const emit: Pull.Pull<readonly [A], E> = Effect.suspend(() => {
        const update = found[next++]
        if (update !== undefined) {
          return Effect.flatMap(decodeUpdate(update, pace), (decoded) => {
            const value = toValue(decoded)
            return value === undefined ? emit : Effect.succeed([value] as const)
          })
        }
        found = []
        return last ?? read
      })

      const finish = (how: Pull.Pull<never, E>): typeof emit => {
        last = how
        note(end(state))
        return emit
      }

      const read: typeof emit = Pull.matchEffect(pull, {
        onSuccess: (chunks) => {
          const updates: Array<Update<EncodedImage>> = []
          for (const chunk of chunks) {
            const [after, more] = step(state, chunk)
            state = after
            for (const update of more) updates.push(update)
          }
          note(updates)
          return emit
        },
        onFailure: (cause) => finish(Effect.failCause(cause)),
        onDone: () => finish(Cause.done())
      })

      return emit
    })
  )

interface Gathered {
  readonly states: Array<CallState>
  partialImages: Array<Image>
  readonly invalidPartialImages: Array<InvalidImage>
}

const gather = (open: Map<number, Gathered>, update: Update, onlyLast: boolean): ImageCall | undefined => {
  const { outputIndex } = update
  const call = open.get(outputIndex) ?? { states: [], partialImages: [], invalidPartialImages: [] }
  switch (update._tag) {
    case "Started":
      open.set(outputIndex, call)
      break
    case "StateChanged":
      call.states.push(update.state)
      break
    case "PartialImage":
      if (onlyLast) call.partialImages = []
      call.partialImages.push(update.image)
      break
    case "InvalidPartialImage":
      call.invalidPartialImages.push(update.error)
      break
    case "Ended": {
      const { details, outcome } = update
      open.delete(outputIndex)
      return { ...ofCall(update), ...call, outcome, details }
    }
  }
  return undefined
}

const decodeUpdate = (update: Update<EncodedImage>, pace: Pace): Effect.Effect<Update> => {
  if (update._tag === "PartialImage") {
    return Effect.match(decodeWith(update.image, pace), {
      onSuccess: (image): Update => ({ ...update, image }),
      onFailure: (error) => ({ _tag: "InvalidPartialImage", ...ofCall(update), error })
    })
  }
  if (update._tag !== "Ended") return Effect.succeed(update)
  const { outcome } = update
  if (outcome._tag !== "Completed") return Effect.succeed({ ...update, outcome })
  return Effect.match(decodeWith(outcome.image, pace), {
    onSuccess: (image): Update => ({ ...update, outcome: { _tag: "Completed", image } }),
    onFailure: (error) => ({ ...update, outcome: { _tag: "Invalid", error } })
  })
}

const decodeWith = (image: EncodedImage, pace: Pace): Effect.Effect<Image, InvalidImage> => {
  const url = dataUrl.parse(image.text)
  return Effect.flatMap(runSlices(url?.slices ?? base64.decode(image.text), pace), (bytes) =>
    Effect.fromResult(toImage(image, url?.mediaType, bytes))
  )
}

const runSlices = (slices: base64.Slices, pace: Pace): Effect.Effect<Decoded> =>
  Effect.suspend(() => {
    for (;;) {
      const slice = slices.next()
      if (slice.done === true) return Effect.succeed(slice.value)
      if (pace(slice.value)) return Effect.flatMap(Effect.yieldNow, () => runSlices(slices, pace))
    }
  })

type Decoded = Result.Result<Uint8Array<ArrayBuffer>, number>

const toImage = (
  image: EncodedImage,
  urlType: string | undefined,
  decoded: Decoded
): Result.Result<Image, InvalidImage> => {
  const { format, index, text } = image
  if (Result.isFailure(decoded)) {
    const position = decoded.failure
    const reason = position < text.length ? "NotBase64" : "Truncated"
    return Result.fail(new InvalidImage({ image, reason, position }))
  }
  const bytes = decoded.success
  if (bytes.length === 0) return Result.fail(new InvalidImage({ image, reason: "Empty", position: text.length }))
  const declared = [imageType.fromName(urlType), imageType.fromName(format)].filter(isSaid)
  const mediaType = imageType.fromBytes(bytes) ?? declared.find(imageType.isImage) ?? "application/octet-stream"
  const [declaredType = mediaType] = declared
  return Result.succeed({ bytes, mediaType, index, ...(declaredType === mediaType ? {} : { declaredType }) })
}
