/**
 * Chunks that report an error in the middle of a stream.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chunk, numbered } from "../schema/chunk.ts"
import { JsonRecord, model, natural, nullish } from "../schema/model.ts"
import { Misalignment } from "../model/Response.ts"

/**
 * A code and a message.
 *
 * @category models
 * @since 0.1.0
 */
export class ErrorDetail extends model<ErrorDetail>("ErrorDetail")({
  /** The provider's error code. Absent or `null` where there is none. */
  code: nullish(Schema.String),
  /** What went wrong, for people to read. */
  message: natural(Schema.String)
}) {}

/**
 * An error has ended the work on the response.
 *
 * This is the flat form of event streams. OpenAI's WebSockets, and some providers in event streams, nest the fields in an
 * object `error`. `ResponsesSocket` moves them up, and so does a repair.
 *
 * @category models
 * @since 0.1.0
 */
class ErrorChunk extends chunk<ErrorChunk>()("error", numbered, {
  /** The provider's error code, such as `rate_limit_exceeded`. `null` where there is none. */
  code: Schema.NullOr(Schema.String),
  /** The kind of error, such as `insufficient_quota`. Absent in the flat form of most providers. */
  errorType: nullish(Schema.String),
  /** What went wrong, for people to read. */
  message: natural(Schema.String),
  /** The request parameter that caused the error. `null` where none did. */
  param: Schema.NullOr(Schema.String),
  /** The HTTP status of an error that a WebSocket reports. Absent or null otherwise. */
  status: nullish(Schema.Finite),
  /** HTTP headers of an error that a WebSocket reports, such as `retry-after`. Absent or null otherwise. */
  headers: nullish(JsonRecord),
  /** What the safety check found, if it stopped the response. Absent or null otherwise. */
  misalignment: nullish(Misalignment)
}) {}

// Compiler messages name a class as declared: `Error` would look like the built-in one
export { ErrorChunk as Error }

/**
 * An error without a sequence number.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseError extends chunk<ResponseError>()(
  "response.error",
  {},
  {
    /** The error. */
    error: ErrorDetail
  }
) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [ErrorChunk, ResponseError] as const
