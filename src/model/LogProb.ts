/**
 * Log probabilities of output tokens, as output text and its chunks carry them on request.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, natural, nullish } from "../schema/model.ts"

/**
 * A candidate token at a position, and its probability.
 *
 * @category models
 * @since 0.1.0
 */
export class TopLogProb extends model<TopLogProb>("TopLogProb")({
  /** The token as text. Absent where the provider doesn't name it. */
  token: nullish(Schema.String),
  /** Natural logarithm of the token's probability. Any finite number is valid. */
  logprob: nullish(Schema.Finite),
  /** The token's UTF-8 bytes, each from 0 to 255. A character may span tokens: join the bytes first. */
  bytes: nullish(Schema.Array(Schema.Finite))
}) {}

/**
 * A token of the output, its probability, and the likeliest alternatives.
 *
 * @category models
 * @since 0.1.0
 */
export class LogProb extends model<LogProb>("LogProb")({
  /** The token as text. */
  token: natural(Schema.String),
  /** Natural logarithm of the token's probability. Any finite number is valid. */
  logprob: natural(Schema.Finite),
  /** The token's UTF-8 bytes, each from 0 to 255. A character may span tokens: join the bytes first. */
  bytes: nullish(Schema.Array(Schema.Finite)),
  /** The likeliest tokens at this position, as many as the request asked for. */
  topLogprobs: nullish(Schema.Array(TopLogProb))
}) {}
