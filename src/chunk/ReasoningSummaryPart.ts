/**
 * Chunks that open and close a part of a reasoning summary.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofSummaryPart } from "../schema/chunk.ts"
import { openEnum } from "../schema/model.ts"
import { SummaryPart } from "../model/ContentPart.ts"

/**
 * A part of a reasoning summary has begun.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseReasoningSummaryPartAdded extends chunk<ResponseReasoningSummaryPartAdded>()(
  "response.reasoning_summary_part.added",
  ofSummaryPart,
  {
    /** The part as it begins, usually with an empty text. A part of an unknown type is kept as received. */
    part: SummaryPart
  }
) {}

/**
 * A part of a reasoning summary is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseReasoningSummaryPartDone extends chunk<ResponseReasoningSummaryPartDone>()(
  "response.reasoning_summary_part.done",
  ofSummaryPart,
  {
    /** The complete part. A part of an unknown type is kept as received. */
    part: SummaryPart,
    /** `incomplete` where the summary was cut short. Absent where the part ended as it should. */
    status: Schema.optionalKey(openEnum(["incomplete"]))
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseReasoningSummaryPartAdded, ResponseReasoningSummaryPartDone] as const
