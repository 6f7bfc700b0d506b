/**
 * What a snapshot is made of, as users see it. `ResponseSnapshot` exports it.
 *
 * @internal
 */
import type { Case } from "../chunk/ResponsesStreamChunk.ts"
import type { ContentPart, SummaryPart } from "../model/ContentPart.ts"
import type { FusionAnalysis } from "../model/FusionAnalysis.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { ShellOutput } from "../model/ShellOutput.ts"

/**
 * An output item of a snapshot.
 *
 * @category models
 * @since 0.1.0
 */
export interface SnapshotItem {
  /** Names the item among those of the snapshot, and stays the same: a key for lists that are rendered. */
  readonly key: string
  /** Index that the chunks of the item have. It may skip numbers. */
  readonly outputIndex: number
  /** The item as far as it came. */
  readonly item: OutputItem
  /** The item is complete: its `done` came, or the terminal chunk had it. */
  readonly isDone: boolean
  /**
   * Its `added` is missing. What the chunks don't tell is guessed or empty: the name and `callId` of a call, the path
   * of a patch.
   */
  readonly isInferred: boolean
  /** What was streamed for the item and has no field in it. */
  readonly extra?: SnapshotExtra
}

/**
 * What was streamed for an item and has no field in it. An item of an unknown type has no fields to fill, so all that
 * was streamed for it is here.
 *
 * @category models
 * @since 0.1.0
 */
export interface SnapshotExtra {
  /** The newest partial image, until the finished one comes. Earlier ones are dropped. */
  readonly partialImage?: Case<"response.image_generation_call.partial_image">
  /** What shell commands put out, command by command. */
  readonly outputs?: ReadonlyArray<SnapshotShellOutput>
  /** The models on the panel of a fusion call, in the order in which they were added. */
  readonly panels?: ReadonlyArray<SnapshotPanel>
  /** The model that analyses what the panel said. */
  readonly analystModel?: string
  /** The model that judges it. */
  readonly judgeModel?: string
  /** What the analysis found. */
  readonly analysis?: FusionAnalysis
  /** The status that its chunks tell. */
  readonly status?: string
  /** Its content parts. */
  readonly content?: ReadonlyArray<ContentPart>
  /** Its summary parts. */
  readonly summary?: ReadonlyArray<SummaryPart>
  /** Arguments, as JSON text that may be cut. */
  readonly arguments?: string
  /** Input of a custom tool. */
  readonly input?: string
  /** Code to run. */
  readonly code?: string
  /** A patch. */
  readonly diff?: string
  /** Shell commands. */
  readonly commands?: ReadonlyArray<string>
}

/**
 * What a shell command put out.
 *
 * @category models
 * @since 0.1.0
 */
export interface SnapshotShellOutput {
  /** Index of the command. */
  readonly commandIndex: number
  /** Standard output so far. */
  readonly stdout: string
  /** Standard error so far. */
  readonly stderr: string
  /** The output as a whole, once it came. */
  readonly output?: ReadonlyArray<ShellOutput> | undefined
}

/**
 * A model on the panel of a fusion call.
 *
 * @category models
 * @since 0.1.0
 */
export interface SnapshotPanel {
  /** Slug of the model. */
  readonly model: string
  /** How far it is. */
  readonly status: "in_progress" | "completed" | "failed"
  /** What it said so far. */
  readonly content: string
  /** What it thought so far. */
  readonly reasoning: string
  /** Why it failed. */
  readonly error?: string | undefined
  /** HTTP status that it failed with, where there is one. */
  readonly statusCode?: number | undefined
}

/**
 * The speech of a response.
 *
 * @category models
 * @since 0.1.0
 */
export interface SnapshotAudio {
  /** The pieces as they came: base64, each padded by itself, so that they are to be decoded one by one. */
  readonly data: ReadonlyArray<string>
  /** All pieces came. */
  readonly isDone: boolean
  /** What is said, so far. */
  readonly transcript: string
  /** The transcript is whole. */
  readonly isTranscriptDone: boolean
}

/**
 * A snapshot as it is saved: plain data, whose fields are for the schema `ResponseSnapshot` to read.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedSnapshot {
  /** Version of the form. */
  readonly version: number
  readonly [key: string]: unknown
}
