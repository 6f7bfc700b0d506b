/**
 * The types of a snapshot's properties. `ResponseSnapshot` exports them.
 *
 * @internal
 */
import type { Case } from "../chunk/ResponsesStreamChunk.ts"
import type { ContentPart, SummaryPart } from "../model/ContentPart.ts"
import type { FusionAnalysis } from "../model/FusionAnalysis.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { Response } from "../model/Response.ts"
import type { ShellOutput } from "../model/ShellOutput.ts"

/**
 * The response of a snapshot: with the output so far, and with its text.
 *
 * @category models
 * @since 0.1.0
 */
export interface SnapshotResponse extends Response {
  /** The texts of all messages, joined: that of the terminal chunk, if it has one. Most providers leave it out. */
  readonly outputText: string
}

/**
 * An output item of a snapshot.
 *
 * @category models
 * @since 0.1.0
 */
export interface SnapshotItem {
  /** Identifies the item in all snapshots. Use it as a key when you render lists. */
  readonly key: string
  /** The output index of the item's chunks. It may skip numbers. */
  readonly outputIndex: number
  /** The item so far. */
  readonly item: OutputItem
  /** Whether the item is complete: its `done` came, or the terminal chunk had it. */
  readonly isDone: boolean
  /**
   * Whether its `added` is missing. Fields that its chunks don't have are inferred or empty: the name and `callId` of a
   * call, the path of a patch.
   */
  readonly isInferred: boolean
  /** What was streamed for the item, but has no field in it. */
  readonly extra?: SnapshotExtra
}

/**
 * What was streamed for an item, but has no field in it. For an item of an unknown type, that is everything.
 *
 * @category models
 * @since 0.1.0
 */
export interface SnapshotExtra {
  /** The newest partial image, until the final one comes. */
  readonly partialImage?: Case<"response.image_generation_call.partial_image">
  /** The output of shell commands, command by command. */
  readonly outputs?: ReadonlyArray<SnapshotShellOutput>
  /** The models on the panel of a fusion call, in the order in which they were added. */
  readonly panels?: ReadonlyArray<SnapshotPanel>
  /** Slug of the model that analyses the answers of the panel. */
  readonly analystModel?: string
  /** The older name of `analystModel`. */
  readonly judgeModel?: string
  /** What the analysis found. */
  readonly analysis?: FusionAnalysis
  /** The status that its chunks report. */
  readonly status?: string
  /** Its content parts. */
  readonly content?: ReadonlyArray<ContentPart>
  /** Its summary parts. */
  readonly summary?: ReadonlyArray<SummaryPart>
  /** Arguments: JSON text that may be cut. */
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
 * The output of a shell command.
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
  /** The full output, once it has come. */
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
  /** The state of its answer. */
  readonly status: "in_progress" | "completed" | "failed"
  /** Its answer so far. */
  readonly content: string
  /** Its reasoning so far. */
  readonly reasoning: string
  /** Why it failed. */
  readonly error?: string | undefined
  /** HTTP status that it failed with, if there is one. */
  readonly statusCode?: number | undefined
}

/**
 * The spoken output of a response.
 *
 * @category models
 * @since 0.1.0
 */
export interface SnapshotAudio {
  /** The pieces of sound as base64. Each is padded, so decode them one by one. */
  readonly data: ReadonlyArray<string>
  /** Whether all pieces have come. */
  readonly isDone: boolean
  /** The spoken text so far. */
  readonly transcript: string
  /** Whether the transcript is complete. */
  readonly isTranscriptDone: boolean
}

/**
 * The saved form of a snapshot: plain data that only the schema `ResponseSnapshot` reads.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedSnapshot {
  /** The version of the form. */
  readonly version: number
  readonly [key: string]: unknown
}
