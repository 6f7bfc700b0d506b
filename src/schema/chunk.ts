/**
 * The helper that every chunk is written with, and the fields that many chunks share.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import { Agent } from "./agent.ts"
import { model, natural, nullish } from "./model.ts"
import type { Model } from "./model.ts"

/**
 * The name of a chunk, derived from its wire type:
 * `response.image_generation_call.in_progress` is `ResponseImageGenerationCallInProgress`.
 */
export const chunkName = (wireType: string): string =>
  wireType.replace(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase())

/**
 * Defines a chunk by its wire type, the fields that it shares with others, and its own. The fields of every chunk are
 * added at the end.
 *
 * The wire type gives the `type` literal and the schema's identifier. The shared fields are an argument of their own,
 * with a named type, so that declarations refer to them by name and their docs are seen on every chunk.
 */
export const chunk =
  <Self>() =>
  <const T extends string, const Shared extends Schema.Struct.Fields, const Own extends Schema.Struct.Fields = {}>(
    wireType: T,
    shared: Shared,
    own?: Own
  ): Model<Self, { readonly type: Schema.tag<T> } & Shared & Own & OfStream> =>
    model<Self>("ResponsesStreamChunk" + chunkName(wireType))({
      type: Schema.tag(wireType),
      ...shared,
      ...(own as Own),
      ...ofStream
    })

/**
 * The literal schema of a chunk's `type`.
 *
 * It is a function so that a call can be marked as pure: bundlers keep a bare property access, and with it the model,
 * although nobody uses the result.
 */
export const typeOf = <T extends string>(chunk: {
  readonly fields: { readonly type: Schema.tag<T> }
}): Schema.Literal<T> => chunk.fields.type.schema

// The shared fields are flat aliases of object types: only those keep their name in declarations, and with it the docs.

/** The fields of every chunk. */
export type OfStream = {
  /**
   * The lane of the WebSocket that the chunk came by: the `stream_id` of the request. Absent where the request had none,
   * and without a WebSocket.
   */
  readonly streamId: Schema.optionalKey<Schema.NullOr<Schema.String>>
  /** The agent that the chunk comes from. Absent or null unless several agents work on the response. */
  readonly agent: Schema.optionalKey<Schema.NullOr<typeof Agent>>
}

/** The field of every numbered chunk. */
export type Numbered = {
  /** Position of the event in the stream: grows from event to event, not always by one. Any finite number is valid. */
  readonly sequenceNumber: Schema.Finite
}

/** Fields of a chunk that updates an output item. */
export type OfItem = {
  /** Id of the output item that is updated. It may differ between chunks of one item; `outputIndex` doesn't. */
  readonly itemId: Schema.String
  /** Index of the output item in the response's `output`, the stable key of an item. Any finite number is valid. */
  readonly outputIndex: Schema.Finite
  /** Position of the event in the stream: grows from event to event, not always by one. Any finite number is valid. */
  readonly sequenceNumber: Schema.Finite
}

/** Fields of a chunk that updates a content part of an output item. */
export type OfContentPart = {
  /** Index of the content part in the item's `content`. Any finite number is valid. */
  readonly contentIndex: Schema.Finite
  /** Id of the output item that is updated. It may differ between chunks of one item; `outputIndex` doesn't. */
  readonly itemId: Schema.String
  /** Index of the output item in the response's `output`, the stable key of an item. Any finite number is valid. */
  readonly outputIndex: Schema.Finite
  /** Position of the event in the stream: grows from event to event, not always by one. Any finite number is valid. */
  readonly sequenceNumber: Schema.Finite
}

/** Fields of a chunk that updates a summary part of a reasoning item. */
export type OfSummaryPart = {
  /** Id of the reasoning item that is updated. It may differ between chunks of one item; `outputIndex` doesn't. */
  readonly itemId: Schema.String
  /** Index of the output item in the response's `output`, the stable key of an item. Any finite number is valid. */
  readonly outputIndex: Schema.Finite
  /** Position of the event in the stream: grows from event to event, not always by one. Any finite number is valid. */
  readonly sequenceNumber: Schema.Finite
  /** Index of the part in the reasoning item's `summary`. Any finite number is valid. */
  readonly summaryIndex: Schema.Finite
}

/** The own fields of a chunk that carries the next piece of a text. */
export type Piece = {
  /** The piece to append to the pieces before it. It may be empty, and may end in the middle of a word. */
  readonly delta: Schema.String
  /** Random padding that hides the length of the piece from the network. Absent where the provider pads nothing. */
  readonly obfuscation: Schema.optionalKey<Schema.String>
}

/** Fields of a chunk about one model on the panel of a fusion call. */
export type OfFusionPanel = {
  /** Id of the fusion call's output item. It may differ between chunks of one item; `outputIndex` doesn't. */
  readonly itemId: Schema.String
  /** Slug of the panel model that the chunk is about, such as `openai/gpt-5`. */
  readonly model: Schema.String
  /** Index of the output item in the response's `output`, the stable key of an item. Any finite number is valid. */
  readonly outputIndex: Schema.Finite
  /** Position of the event in the stream: grows from event to event, not always by one. Any finite number is valid. */
  readonly sequenceNumber: Schema.Finite
}

/** Fields of a chunk that updates one command of a shell call. */
export type OfShellCommand = {
  /** Index of the command in the call's list of commands. Any finite number is valid. */
  readonly commandIndex: Schema.Finite
  /** Id of the shell call's output item. Providers leave it out: `outputIndex` says which item is meant. */
  readonly itemId: Schema.optionalKey<Schema.String>
  /** Index of the output item in the response's `output`, the stable key of an item. Any finite number is valid. */
  readonly outputIndex: Schema.Finite
  /** Position of the event in the stream: grows from event to event, not always by one. Any finite number is valid. */
  readonly sequenceNumber: Schema.Finite
}

const ofStream: OfStream = { streamId: nullish(Schema.String), agent: nullish(Agent) }

export const numbered: Numbered = { sequenceNumber: Schema.Finite }
export const ofItem: OfItem = { itemId: Schema.String, outputIndex: Schema.Finite, ...numbered }
export const ofContentPart: OfContentPart = { contentIndex: natural(Schema.Finite), ...ofItem }
export const ofSummaryPart: OfSummaryPart = { ...ofItem, summaryIndex: natural(Schema.Finite) }
export const piece: Piece = { delta: Schema.String, obfuscation: Schema.optionalKey(Schema.String) }
export const ofFusionPanel: OfFusionPanel = { ...ofItem, model: Schema.String }
export const ofShellCommand: OfShellCommand = {
  ...ofItem,
  commandIndex: natural(Schema.Finite),
  itemId: Schema.optionalKey(Schema.String)
}
