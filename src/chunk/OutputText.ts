/**
 * Chunks of an output text: deltas, annotations between them, then the full text.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, ofContentPart } from "../schema/chunk.ts"
import { natural, nullish } from "../schema/model.ts"
import { Annotation } from "../model/Annotation.ts"
import { LogProb } from "../model/LogProb.ts"

/**
 * The next piece of an output text.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseOutputTextDelta extends chunk<ResponseOutputTextDelta>()(
  "response.output_text.delta",
  ofContentPart,
  {
    /** The piece to append to the pieces before it. It may be empty, and may end in the middle of a word. */
    delta: Schema.String,
    /** Random padding that hides the length of the piece. Absent where the provider pads nothing. */
    obfuscation: Schema.optionalKey(Schema.String),
    /** Log probabilities of the piece's tokens, empty unless asked for. Some providers leave them out. */
    logprobs: nullish(Schema.Array(LogProb))
  }
) {}

/**
 * An annotation of an output text, such as a citation.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseOutputTextAnnotationAdded extends chunk<ResponseOutputTextAnnotationAdded>()(
  "response.output_text.annotation.added",
  ofContentPart,
  {
    /** The annotation. One of an unknown type is kept as received. OpenAI declares that it may be null. */
    annotation: Schema.NullOr(Annotation),
    /** Index of the annotation in the part's `annotations`. Any finite number is valid. */
    annotationIndex: natural(Schema.Finite)
  }
) {}

/**
 * An output text is complete.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseOutputTextDone extends chunk<ResponseOutputTextDone>()(
  "response.output_text.done",
  ofContentPart,
  {
    /** Log probabilities of the text's tokens, empty unless asked for. Some providers leave them out. */
    logprobs: nullish(Schema.Array(LogProb)),
    /** The full text: the deltas before it, joined. */
    text: natural(Schema.String)
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ResponseOutputTextDelta, ResponseOutputTextAnnotationAdded, ResponseOutputTextDone] as const
