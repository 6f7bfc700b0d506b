/**
 * The `error` event in which a stream that goes out tells of its own error.
 *
 * @internal
 */
import { complain } from "../base/callback.ts"
import { isObject } from "../base/json.ts"
import type { cases } from "../chunk/ResponsesStreamChunk.ts"
import { isStreamError } from "../errors/StreamError.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"

/**
 * The fields of the `error` event that a client gets in the place of a stream's error.
 *
 * @category models
 * @since 0.1.0
 */
export interface ErrorEventFields {
  /** What went wrong, for people to read. It goes to the client. */
  readonly message: string
  /** A name for programs. Default `null`. */
  readonly code?: string | null
  /** The parameter of the request that is at fault. Default `null`. */
  readonly param?: string | null
}

type ErrorJson = (typeof cases)["error"]["Encoded"]

/**
 * Makes the `error` event of an error. If `toFields` is absent, throws or gives something else, it names only the kind of
 * the error.
 */
export const errorEvent = <E>(
  error: E,
  sequenceNumber: number,
  toFields: ((error: E) => ErrorEventFields) | undefined
): ErrorJson => {
  const { code = null, message, param = null } = fieldsOf(error, toFields)
  return { type: "error", sequence_number: sequenceNumber, code, message, param }
}

const fieldsOf = <E>(error: E, toFields: ((error: E) => ErrorEventFields) | undefined): ErrorEventFields => {
  if (toFields !== undefined) {
    try {
      const fields: unknown = toFields(error)
      if (areFields(fields)) return fields
      ignore(fields)
      complain(new TypeError("It gave no fields of an error event"))
    } catch (thrown) {
      complain(thrown)
    }
  }
  return wordsFor(error)
}

/** One complaint is enough: a promise that rejects makes no other. */
const ignore = (result: unknown): void => {
  if (result instanceof Promise) result.catch(() => {})
}

const areFields = (fields: unknown): fields is ErrorEventFields =>
  isObject(fields) &&
  typeof fields["message"] === "string" &&
  isText(fields["code"] ?? null) &&
  isText(fields["param"] ?? null)

const isText = (value: unknown): boolean => value === null || typeof value === "string"

/** What is said of an error by its kind, without payload. */
export const wordsFor = (error: unknown): ErrorEventFields => (isStreamError(error) ? wording[error._tag] : otherError)

export const wording: { readonly [_ in ChunkStreamError["_tag"]]: ErrorEventFields } = {
  InvalidJson: { code: "invalid_event", message: "The provider sent an event that is not JSON." },
  InvalidChunk: { code: "invalid_event", message: "The provider sent an event that has a wrong shape." },
  EventTooLarge: { code: "event_too_large", message: "The provider sent an event that is too large." },
  InvalidUtf8: { code: "invalid_utf8", message: "The provider sent bytes that are not UTF-8." },
  UnexpectedEnd: { code: "unexpected_end", message: "The provider's stream ended before the response was complete." },
  NotAnEventStream: { code: "not_an_event_stream", message: "The provider sent no event stream." }
}

const otherError: ErrorEventFields = { code: "stream_failed", message: "The stream failed." }
