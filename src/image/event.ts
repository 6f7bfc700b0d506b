/**
 * Image calls: their events, and how they end.
 *
 * @internal
 */
import type { ImageModerationDetails } from "../model/OutputItem.ts"
import type { GeneratedImage, InvalidImage } from "./image.ts"

// -----------------------------------------------------------------------------
// Calls
// -----------------------------------------------------------------------------

/**
 * The status of a call, as its chunks report it. After `completed` the image follows with the item.
 *
 * @category models
 * @since 0.1.0
 */
export type CallState = "in_progress" | "generating" | "completed"

/**
 * What the provider reports about a call and its image. A field is absent where the provider leaves it out.
 *
 * @category models
 * @since 0.1.0
 */
export interface Details {
  /** Whether the image is new or an edit of another. */
  readonly action?: string
  /** Background of the image. */
  readonly background?: string
  /** File format of the image. It may be wrong: `mediaType` of the image is right. */
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
 * A finished image call.
 *
 * @category models
 * @since 0.1.0
 */
export interface ImageCall extends CallRef {
  /** Every status that the call reported, in order of arrival. Providers may leave out any of them. */
  readonly states: ReadonlyArray<CallState>
  /** The previews, in order of arrival. */
  readonly partialImages: ReadonlyArray<GeneratedImage>
  /** The previews that couldn't be decoded. */
  readonly invalidPartialImages: ReadonlyArray<InvalidImage>
  /** The final image, or why there is none. */
  readonly outcome: Outcome
  /** What the provider reports about the call and its image. */
  readonly details: Details
}

/**
 * Identifies a call.
 *
 * @category models
 * @since 0.1.0
 */
export interface CallRef {
  /** Identifies the call in its response: some gateways give several calls one `outputIndex`. */
  readonly key: string
  /** Index of the call's item in the response's `output`. */
  readonly outputIndex: number
  /** Latest known id of the item, where it has one. It may change during the call: `key` doesn't. */
  readonly itemId?: string
}

// -----------------------------------------------------------------------------
// Outcomes
// -----------------------------------------------------------------------------

/**
 * The final image has come.
 *
 * @category models
 * @since 0.1.0
 */
export interface Completed<A = GeneratedImage> {
  readonly _tag: "Completed"
  /** The final image. */
  readonly image: A
}

/**
 * The final image is at a web address. OpenRouter does that.
 *
 * @category models
 * @since 0.1.0
 */
export interface Linked {
  readonly _tag: "Linked"
  /** The address, as the provider wrote it. */
  readonly url: string
}

/**
 * The final image has come and can't be decoded.
 *
 * @category models
 * @since 0.1.0
 */
export interface Invalid {
  readonly _tag: "Invalid"
  /** Why not. */
  readonly error: InvalidImage
}

/**
 * The call failed, or the response failed before the image came.
 *
 * @category models
 * @since 0.1.0
 */
export interface Failed {
  readonly _tag: "Failed"
  /** Which of them failed. A response that fails ends every open call. */
  readonly what: "call" | "response"
  /** The provider's code, such as `moderation_blocked`. */
  readonly code?: string
  /** The provider's message, which may quote the prompt. */
  readonly message?: string
  /** The findings of the moderation. Absent unless it blocked the image. */
  readonly moderation?: ImageModerationDetails
}

/**
 * A limit or a filter stopped the call, or the response before the image came. Or the response was canceled.
 *
 * @category models
 * @since 0.1.0
 */
export interface Incomplete {
  readonly _tag: "Incomplete"
  /** Why, such as `content_filter`. `cancelled` if the response was. Absent where the provider gives no reason. */
  readonly reason?: string
}

/**
 * The response is completed, and the call has neither an image nor an error.
 *
 * @category models
 * @since 0.1.0
 */
export interface NoImage {
  readonly _tag: "NoImage"
}

/**
 * The stream ended before the call did, or another response began.
 *
 * @category models
 * @since 0.1.0
 */
export interface Cut {
  readonly _tag: "Cut"
}

/**
 * How a call ended.
 *
 * @category models
 * @since 0.1.0
 */
export type Outcome<A = GeneratedImage> = Completed<A> | Linked | Invalid | Failed | Incomplete | NoImage | Cut

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

/**
 * A call has begun. It is the first event of each call.
 *
 * @category models
 * @since 0.1.0
 */
export interface Started extends CallRef {
  readonly _tag: "Started"
}

/**
 * A call has moved to another status.
 *
 * @category models
 * @since 0.1.0
 */
export interface StateChanged extends CallRef {
  readonly _tag: "StateChanged"
  /** The new status. */
  readonly state: CallState
}

/**
 * A preview of the image.
 *
 * @category models
 * @since 0.1.0
 */
export interface PartialImage<A = GeneratedImage> extends CallRef {
  readonly _tag: "PartialImage"
  /** The preview. */
  readonly image: A
}

/**
 * A preview that can't be decoded.
 *
 * @category models
 * @since 0.1.0
 */
export interface InvalidPartialImage extends CallRef {
  readonly _tag: "InvalidPartialImage"
  /** Why not. */
  readonly error: InvalidImage
}

/**
 * A call has ended. It is the last event of each call.
 *
 * @category models
 * @since 0.1.0
 */
export interface Ended<A = GeneratedImage> extends CallRef {
  readonly _tag: "Ended"
  /** The final image, or why there is none. */
  readonly outcome: Outcome<A>
  /** What the provider reports about the call and its image. */
  readonly details: Details
}

/**
 * An event of a call: `Started`, then any number of `StateChanged`, `PartialImage` and `InvalidPartialImage`, then
 * `Ended`.
 *
 * @category models
 * @since 0.1.0
 */
export type ImageEvent<A = GeneratedImage> = Started | StateChanged | PartialImage<A> | InvalidPartialImage | Ended<A>

/** The reference alone, of an event or of anything else that has one. */
export const callRef = (call: Omit<CallRef, "itemId"> & { readonly itemId?: string | undefined }): CallRef => {
  const { itemId, key, outputIndex } = call
  return itemId === undefined ? { key, outputIndex } : { key, outputIndex, itemId }
}
