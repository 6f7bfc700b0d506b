/**
 * What `StreamStore` takes and gives.
 *
 * @internal
 */
import type * as Duration from "effect/Duration"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { InvalidChunk, InvalidEvent, UnexpectedEnd } from "../errors/StreamError.ts"
import type { ChunkEvent, DecodeOptions } from "../stream/options.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import type { StreamStatus } from "./backend.ts"
import type {
  EventsExpired,
  StoreUnavailable,
  StreamCancelled,
  StreamTaken,
  StreamUnknown,
  WriterFenced
} from "./errors.ts"

/**
 * An event that is stored.
 *
 * **Details**
 *
 * `id` is the offset as text. `ChunkStream.toResponse` writes it as the `id:` line, so that a browser's `EventSource`
 * sends it as `Last-Event-ID` when it connects again.
 *
 * @category models
 * @since 0.1.0
 */
export interface StoredEvent<Chunk = ResponsesStreamChunk> extends ChunkEvent<Chunk> {
  /** The place of the event in the stream: 1 for the first, without gaps. */
  readonly offset: number
  /** The offset as text. */
  readonly id: string
}

/**
 * The chunk of an element: that of an event, or the chunk itself.
 *
 * @category models
 * @since 0.1.0
 */
export type ChunkIn<Element> = Element extends { readonly chunk: infer Chunk } ? Chunk : Element

/**
 * Options of `persist`.
 *
 * @category options
 * @since 0.1.0
 */
export interface PersistOptions {
  /**
   * Takes over from a writer that is gone: the `status` of the stream, which is `lost`. The events follow those that are
   * there. It fails with `StreamTaken` if anything was written since. Without it, the stream has to be new.
   */
  readonly from?: Omit<StreamStatus, "state">
}

/**
 * Options of `follow`. Those of decoding are as everywhere.
 *
 * @category options
 * @since 0.1.0
 */
export interface FollowOptions<Chunks extends ChunkSchemas = {}> extends Pick<
  DecodeOptions<Chunks>,
  "chunks" | "onInvalid" | "onRepair" | "onSkip" | "tolerance"
> {
  /**
   * The offset behind which to begin, as a number or as a `Last-Event-ID` header has it. What is no offset, such as a
   * header that is absent, begins at the start. Behind the last event of a stream that has ended is nothing: the stream is
   * empty. An offset beyond it fails with `EventsExpired`.
   */
  readonly after?: number | string | null | undefined
  /**
   * How long to wait for a writer if there is none: one that is about to begin, or another one after the first is gone.
   * By default not at all.
   */
  readonly waitForWriter?: Duration.Input
}

/**
 * The errors of `persist`, beside those of the stream.
 *
 * @category errors
 * @since 0.1.0
 */
export type PersistError = InvalidChunk | StreamTaken | WriterFenced | StreamCancelled | StoreUnavailable

/**
 * The errors of `follow`.
 *
 * @category errors
 * @since 0.1.0
 */
export type FollowError =
  | InvalidEvent
  | UnexpectedEnd
  | StreamUnknown
  | StreamCancelled
  | EventsExpired
  | StoreUnavailable
