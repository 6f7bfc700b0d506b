/**
 * Chunks of a compaction, which replaces the context so far by something shorter.
 *
 * @since 0.1.0
 */
import { chunk, ofItem } from "../schema/chunk.ts"

/**
 * The model is writing the compacted context. The done item has it, encrypted.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseCompactionCompacting extends chunk<ResponseCompactionCompacting>()(
  "response.compaction.compacting",
  ofItem
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseCompactionCompacting] as const
