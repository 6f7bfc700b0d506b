/**
 * Chunks that open and close an output item: a message, a reasoning item, a tool call.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, numbered } from "../schema/chunk.ts"
import { OutputItem } from "../model/OutputItem.ts"

/**
 * An output item has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseOutputItemAdded extends chunk<ResponseOutputItemAdded>()("response.output_item.added", numbered, {
  /** The item as it begins. An item of an unknown type is kept as received. */
  item: OutputItem,
  /** Index of the item in the response's `output`, which identifies the item. Any finite number is valid. */
  outputIndex: Schema.Finite
}) {}

/**
 * An output item is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseOutputItemDone extends chunk<ResponseOutputItemDone>()("response.output_item.done", numbered, {
  /** The complete item. An item of an unknown type is kept as received. */
  item: OutputItem,
  /** Index of the item in the response's `output`, which identifies the item. Any finite number is valid. */
  outputIndex: Schema.Finite
}) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseOutputItemAdded, ResponseOutputItemDone] as const
