/**
 * Chunks of spoken output: pieces of sound, and of the spoken text.
 *
 * @since 0.1.0
 */
import { chunk, numbered, piece } from "../schema/chunk.ts"

/**
 * The next piece of the spoken answer, as base64 text that isn't checked here. It names no item: a response has one
 * sound track.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseAudioDelta extends chunk<ResponseAudioDelta>()("response.audio.delta", numbered, piece) {}

/**
 * The sound is complete. The deltas before it carry it.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseAudioDone extends chunk<ResponseAudioDone>()("response.audio.done", numbered) {}

/**
 * The next piece of the spoken text.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseAudioTranscriptDelta extends chunk<ResponseAudioTranscriptDelta>()(
  "response.audio.transcript.delta",
  numbered,
  piece
) {}

/**
 * The spoken text is complete. The deltas before it carry it.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseAudioTranscriptDone extends chunk<ResponseAudioTranscriptDone>()(
  "response.audio.transcript.done",
  numbered
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [
  ResponseAudioDelta,
  ResponseAudioDone,
  ResponseAudioTranscriptDelta,
  ResponseAudioTranscriptDone
] as const
