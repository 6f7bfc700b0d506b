/**
 * Image calls as values: their progress, their images as bytes, and how they ended.
 *
 * `events` follows calls while they grow, to show them in a page. `calls` gives finished ones. Both find images
 * wherever they arrive (`partial_image`, the item, the final response), as base64 or as data URLs, and give each image
 * once. `step` and `end` are the reducer behind both: pure, and without the decoding.
 *
 * A call is an item of type `image_generation_call` or `openrouter:image_generation`. Images of other tools
 * (screenshots, plots, files of functions) are not covered.
 *
 * @since 0.1.0
 */
import * as Stream from "effect/Stream"
import { runSteps } from "../base/runSteps.ts"
import { conceal, reveal } from "../base/opaque.ts"
import type { Opaque } from "../base/opaque.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { collect } from "./collect.ts"
import type { OpenCalls } from "./collect.ts"
import { decodeEvent, makePace } from "./decode.ts"
import type { ImageCall, ImageEvent } from "./event.ts"
import type { EncodedImage } from "./image.ts"
import * as reducer from "./state.ts"

export { decode } from "./decode.ts"
export type {
  CallRef,
  CallState,
  Completed,
  Cut,
  Details,
  Ended,
  Failed,
  ImageCall,
  ImageEvent,
  Incomplete,
  Invalid,
  InvalidPartialImage,
  Linked,
  NoImage,
  Outcome,
  PartialImage,
  Started,
  StateChanged
} from "./event.ts"
export { InvalidImage } from "./image.ts"
export type { EncodedImage, GeneratedImage as Image } from "./image.ts"

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Follows image calls while they grow.
 *
 * **When to use**
 *
 * Use it to show images as they become sharper, or to handle them one at a time. For finished calls there is
 * {@link calls}.
 *
 * **Details**
 *
 * The first event of a call is `Started`, the last is `Ended`, with its previews and status changes in between. Calls
 * may be interleaved: `key` identifies them. When the stream ends or fails, open calls get their `Ended` first.
 *
 * Large images are decoded in slices, and other fibers, timers and requests run in between. Upstream waits meanwhile.
 *
 * **Gotchas**
 *
 * An SVG can contain scripts. They don't run in an `<img>`. They do in a page of its own, or inlined into one.
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
 * const showAll = (response: Response, elementOf: (key: string) => HTMLImageElement) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     ImageGeneration.events,
 *     Stream.runForEach((event) =>
 *       Effect.sync(() => {
 *         const element = elementOf(event.key)
 *         if (event._tag === "PartialImage") show(element, event.image)
 *         if (event._tag !== "Ended") return
 *         if (event.outcome._tag === "Completed") show(element, event.outcome.image)
 *         else element.alt = `No image: ${event.outcome._tag}`
 *       })
 *     )
 *   )
 * ```
 *
 * @category transforming
 * @since 0.1.0
 */
export const events = <E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>): Stream.Stream<ImageEvent, E, R> =>
  decodedEvents(self, true)

/**
 * Options of {@link calls}.
 *
 * @category options
 * @since 0.1.0
 */
export interface CallsOptions {
  /**
   * Which previews a call keeps: `"all"` (the default), the `"last"`, or `"none"`, which doesn't decode them either. A
   * preview may be as large as the final image.
   */
  readonly partialImages?: "all" | "last" | "none"
}

/**
 * Gives each image call when it is finished.
 *
 * **Details**
 *
 * Calls come in the order in which they end. A call ends with the item that has its image or its failure, or with the
 * response at the latest. If the stream ends or fails before that, the call has the outcome `Cut`. The error follows.
 *
 * **Gotchas**
 *
 * A call holds all its previews in memory. `partialImages: "last"` keeps one to show if the final image never comes.
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
 *   ChunkStream.fromResponse(response).pipe(
 *     ImageGeneration.calls({ partialImages: "none" }),
 *     Stream.runCollect,
 *     Effect.map((calls) =>
 *       calls.flatMap(({ outcome }) => (outcome._tag === "Completed" ? [outcome.image] : []))
 *     )
 *   )
 * ```
 *
 * @category transforming
 * @since 0.1.0
 */
export const calls = (
  options?: CallsOptions
): (<E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>) => Stream.Stream<ImageCall, E, R>) => {
  const keeps = options?.partialImages ?? "all"
  return (self) =>
    Stream.mapAccum(
      decodedEvents(self, keeps !== "none"),
      (): OpenCalls => new Map(),
      (open, event) => {
        const call = collect(open, event, keeps === "last")
        return [open, call === undefined ? [] : [call]]
      }
    )
}

const decodedEvents = <E, R>(
  self: Stream.Stream<ResponsesStreamChunk, E, R>,
  withPartialImages: boolean
): Stream.Stream<ImageEvent, E, R> =>
  Stream.suspend(() => {
    const pace = makePace()
    const encoded = runSteps(reducer)(self)
    const wanted = withPartialImages ? encoded : Stream.filter(encoded, ({ _tag }) => _tag !== "PartialImage")
    return Stream.mapEffect(wanted, (event) => decodeEvent(event, pace))
  })

// -----------------------------------------------------------------------------
// Steps
// -----------------------------------------------------------------------------

/**
 * What {@link step} keeps of a stream. It never changes: you may keep a state, and step from it more than once.
 *
 * @category models
 * @since 0.1.0
 */
export interface State extends Opaque<reducer.State> {}

/**
 * The state before the first chunk.
 *
 * @category folding
 * @since 0.1.0
 */
export const initial: State = /* @__PURE__ */ conceal(reducer.initial)

/**
 * Steps over a chunk: gives the next state, and the events of image calls with the images still as text.
 *
 * **When to use**
 *
 * Use it in a reducer of your own. For a `Stream` there are {@link events} and {@link calls}.
 *
 * **Details**
 *
 * A chunk belongs to the call of its id, if the id is known, or else to the last open one at its `outputIndex`. Chunks
 * of a call that has ended are ignored. An item of the final response that is known under another id is found by its
 * place or the order. The first terminal chunk decides, until another response is created on the same stream.
 *
 * The state grows with the number of calls. It holds an image only while a call waits for its end.
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
 *   const [next, events] = ImageGeneration.step(state, chunk)
 *   state = next
 *   previews += events.filter(({ _tag }) => _tag === "PartialImage").length
 * }
 * ```
 *
 * @category folding
 * @since 0.1.0
 */
export const step = (
  state: State,
  chunk: ResponsesStreamChunk
): readonly [State, ReadonlyArray<ImageEvent<EncodedImage>>] => {
  const [next, events] = reducer.step(reveal(state), chunk)
  return [conceal(next), events]
}

/**
 * Gives the last events of the calls that are open, if the stream ends here.
 *
 * @category folding
 * @since 0.1.0
 */
export const end = (state: State): ReadonlyArray<ImageEvent<EncodedImage>> => reducer.end(reveal(state))
