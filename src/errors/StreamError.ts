/**
 * The errors of a stream.
 *
 * Each is a `Data.TaggedError`: catch it by its tag. `index` counts events from 0. `message` says where the fault is
 * and what to do. Messages, logs and JSON never show payload: `payload()` and `providerError` give it on request.
 *
 * Decoding fails with a {@link ChunkStreamError}. The last three errors here come only from the named operators:
 *
 * | error               | what happened                                                            |
 * | ------------------- | ------------------------------------------------------------------------ |
 * | `InvalidJson`       | the data of an event is not JSON                                         |
 * | `InvalidChunk`      | the JSON of an event is not a valid chunk                                |
 * | `EventTooLarge`     | an event exceeds `maxEventSize`                                          |
 * | `InvalidUtf8`       | the bytes are not UTF-8                                                  |
 * | `UnexpectedEnd`     | the stream ended without a terminal chunk                                |
 * | `NotAnEventStream`  | the answer is not an event stream                                        |
 * | `ProtocolViolation` | a rule of the protocol is broken: `StreamProtocol.check`                 |
 * | `ProviderError`     | the provider reports that it failed: `ProviderError.failOnProviderError` |
 * | `StreamStalled`     | nothing meaningful came for a while: `StreamLiveness.failOnStall`        |
 *
 * The others are in the modules that give them:
 *
 * | error                  | module             | what happened                                    |
 * | ---------------------- | ------------------ | ------------------------------------------------ |
 * | `InvalidArgumentsJson` | `FunctionCall`     | the arguments of a call are not JSON             |
 * | `InvalidArguments`     | `FunctionCall`     | the arguments of a call don't match their schema |
 * | `UnknownFunction`      | `FunctionCall`     | a call names a function that has no schema       |
 * | `InvalidImage`         | `ImageGeneration`  | the data of an image is empty or not base64      |
 * | `FinalResponseFailed`  | `ResponseSnapshot` | the response failed                              |
 * | `FinalResponseMissing` | `ResponseSnapshot` | the stream ended without a final response        |
 * | `ResumeGap`            | `StreamResume`     | chunks are missing where a connection went on    |
 * | `EmptyResponse`        | `StreamRetry`      | the response completed without any output        |
 * | `EventsExpired`        | `StreamStore`      | events that are asked for aren't kept any more   |
 * | `StoreUnavailable`     | `StreamStore`      | the store can't be reached                       |
 * | `StreamCancelled`      | `StreamStore`      | the stream was cancelled                         |
 * | `StreamTaken`          | `StreamStore`      | the key of a stream has a writer, or had one     |
 * | `StreamUnknown`        | `StreamStore`      | there is no stream under a key                   |
 * | `WriterFenced`         | `StreamStore`      | a writer isn't the writer any more               |
 * | `InvalidOutputJson`    | `StructuredOutput` | the text of the response is not JSON             |
 * | `InvalidOutput`        | `StructuredOutput` | the JSON of the response doesn't match a schema  |
 * | `OutputRefused`        | `StructuredOutput` | the model refuses to answer                      |
 * | `OutputUnfinished`     | `StructuredOutput` | the response has no whole answer                 |
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import { isObject } from "../base/json.ts"
import { conceal, describeFields } from "./fieldPath.ts"
import type { Violation } from "./protocolViolation.ts"

export { formatPath } from "./fieldPath.ts"

// Classes are marked as pure, so that a bundle drops those that it doesn't use.
// A constructor takes the fields of its class by name, and what its message needs.
// Payload is in private fields, which serializers and loggers can't see.

// -----------------------------------------------------------------------------
// One event
// -----------------------------------------------------------------------------

/**
 * An event's data is not JSON.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidJson
  extends /* @__PURE__ */ Data.TaggedError("InvalidJson")<{
    readonly message: string
    /** Ordinal of the event, from 0. */
    readonly index: number
    /** Offset in the event's data, in UTF-16 code units, of the first character that JSON doesn't allow. */
    readonly position: number
    /** The event's type, where an `event:` line names it. */
    readonly type?: string
  }>
{
  readonly #data: string

  constructor(fields: Pick<InvalidJson, "index" | "position" | "type"> & { readonly data: string }) {
    const { data, ...rest } = fields
    const what =
      rest.position >= data.length
        ? `ends before its JSON does, at position ${rest.position}`
        : `is not JSON from position ${rest.position} of ${data.length} on`
    super({ ...rest, message: `${eventName(rest)} has data that ${what}. ${skipHint}` })
    this.#data = data
  }

  /** The event's data, as received. */
  payload(): string {
    return this.#data
  }
}

/**
 * A wrong field of an {@link InvalidChunk}.
 *
 * @category models
 * @since 0.1.0
 */
export interface InvalidField {
  /** Where the field is: keys as the wire spells them, and indexes. `[…]` stands for a key of the user's own. */
  readonly path: ReadonlyArray<PropertyKey>
  /** The expected kind of value, such as `string`. */
  readonly expected: string
  /** The kind of value that came instead, such as `null`, or `missing`. */
  readonly actual: string
  /** Both, as a sentence. */
  readonly message: string
}

/**
 * An event is JSON, but not a valid chunk: a field is missing or has a wrong type, or the event has no `type`.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidChunk
  extends /* @__PURE__ */ Data.TaggedError("InvalidChunk")<{
    readonly message: string
    /** Ordinal of the event, from 0. */
    readonly index: number
    /** Where the first wrong field is: keys as the wire spells them, and indexes. */
    readonly path: ReadonlyArray<PropertyKey>
    /** The wrong fields, at most the first 100. */
    readonly fields: ReadonlyArray<InvalidField>
    /** The event's type, if it has a known one. */
    readonly type?: string
    /** The event's sequence number, if it has a valid one. */
    readonly sequenceNumber?: number
  }>
{
  readonly #json: unknown

  constructor(
    fields: Pick<InvalidChunk, "index" | "fields" | "type" | "sequenceNumber"> & {
      readonly json: unknown
      readonly hint?: string
    }
  ) {
    const { hint = skipHint, json, ...rest } = fields
    const wrong = rest.fields.map((field) => ({ ...field, path: conceal(field.path) }))
    super({
      ...rest,
      fields: wrong,
      path: wrong[0]?.path ?? [],
      message: `${eventName(rest)} has a wrong shape: ${describeFields(wrong) || "it is not valid"}. ${hint}`
    })
    this.#json = json
  }

  /** The event as parsed JSON. */
  payload(): unknown {
    return this.#json
  }
}

/**
 * The errors of a single event.
 *
 * @category errors
 * @since 0.1.0
 */
export type InvalidEvent = InvalidJson | InvalidChunk

// -----------------------------------------------------------------------------
// The transport
// -----------------------------------------------------------------------------

/**
 * An event is larger than `maxEventSize`. The events before it were delivered.
 *
 * @category errors
 * @since 0.1.0
 */
export class EventTooLarge
  extends /* @__PURE__ */ Data.TaggedError("EventTooLarge")<{
    readonly message: string
    /** Ordinal of the event, from 0. */
    readonly index: number
    /** The limit, in UTF-16 code units. */
    readonly maxEventSize: number
  }>
{
  constructor(fields: Pick<EventTooLarge, "index" | "maxEventSize">) {
    super({
      ...fields,
      message: `${eventName(fields)} is larger than ${fields.maxEventSize} characters. Raise maxEventSize to take it.`
    })
  }
}

/**
 * The bytes are not UTF-8. The events before them were delivered.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidUtf8
  extends /* @__PURE__ */ Data.TaggedError("InvalidUtf8")<{
    readonly message: string
    /** Ordinal of the event, from 0. */
    readonly index: number
    /** Offset of the invalid sequence in the stream, in bytes. */
    readonly byteOffset: number
  }>
{
  constructor(fields: Pick<InvalidUtf8, "index" | "byteOffset">) {
    super({
      ...fields,
      message:
        `${eventName(fields)} has bytes that are not UTF-8, at byte ${fields.byteOffset} of the stream. ` +
        "Check that nothing damages or compresses the body."
    })
  }
}

/**
 * An output item that was added and is not done.
 *
 * @category models
 * @since 0.1.0
 */
export interface OpenItem {
  /** Index of the item in the response's `output`. */
  readonly outputIndex: number
  /** Type of the item, such as `message`. In an error, `UNKNOWN` if it has no model. */
  readonly type: string
  /** Id of the item, where it has one. An error shows none. */
  readonly itemId?: string
}

/**
 * The stream ended without a terminal chunk: it was cut.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnexpectedEnd
  extends /* @__PURE__ */ Data.TaggedError("UnexpectedEnd")<{
    readonly message: string
    /** The number of events that came. */
    readonly index: number
    /** Whether items are open, or all are done and only the terminal chunk is missing. */
    readonly verdict: "Truncated" | "ItemsCompleteWithoutTerminal"
    /** Output items that were added and are not done: at most the first 100. */
    readonly openItems: ReadonlyArray<OpenItem>
    /** Length of the unfinished event at the end, in characters. */
    readonly tailLength: number
    /** The last sequence number that came. */
    readonly sequenceNumber?: number
    /** The offset of the last event that is stored. Of `StreamStore` only: the writer is gone. */
    readonly offset?: number
    /** What broke the connection, if reading failed. Of `resumable`, else why it couldn't go on. */
    readonly cause?: unknown
  }>
{
  readonly #responseId: string | undefined

  constructor(
    fields: Pick<
      UnexpectedEnd,
      "index" | "verdict" | "openItems" | "tailLength" | "sequenceNumber" | "offset" | "cause"
    > & {
      readonly responseId?: string
    }
  ) {
    const { responseId, ...rest } = fields
    const { cause, index, offset, openItems, tailLength } = rest
    const indexes = openItems.slice(0, 10).map((item) => item.outputIndex)
    const more = openItems.length > indexes.length ? ", …" : ""
    const open =
      indexes.length === 0
        ? ""
        : `, before output ${indexes.length === 1 ? "item" : "items"} ${indexes.join(", ")}${more} ` +
          `${indexes.length === 1 ? "was" : "were"} done`
    const tail = tailLength === 0 ? "" : `, ${count(tailLength, "character")} into the next event`
    super({
      ...rest,
      message: isUsed(cause)
        ? "The body can't be read: it is in use or has been read. Read each response once."
        : `The stream ${offset === undefined ? ("cause" in rest ? "broke off" : "ended") : "lost its writer"} at event ` +
          `${offset ?? index} without a terminal chunk${open}${tail}. Retry the request, or accept what came with ` +
          'onEnd: "allow".'
    })
    this.#responseId = responseId
  }

  /** Id of the response, if one came: for `GET …/responses/{id}`. It is no field, so that no log shows it. */
  get responseId(): string | undefined {
    return this.#responseId
  }
}

/** Whether a body failed because another reader has it. */
const isUsed = (cause: unknown): boolean => cause instanceof TypeError && cause.message.includes("has been read")

/**
 * An error in the provider's own words.
 *
 * @category models
 * @since 0.1.0
 */
export interface ProviderErrorBody {
  /** The provider's message, which may quote the request. */
  readonly message: string
  /** A number (an HTTP status) or a name, as the provider sent it. */
  readonly code?: string | number
  /** The provider's class of the error. */
  readonly errorType?: string
  /** The request parameter at fault. */
  readonly param?: string
  /** What a gateway adds, such as the upstream provider's name and message. */
  readonly metadata?: unknown
}

/**
 * The answer is not an event stream: its HTTP status or content type says so, or its body is JSON or a page.
 *
 * @category errors
 * @since 0.1.0
 */
export class NotAnEventStream
  extends /* @__PURE__ */ Data.TaggedError("NotAnEventStream")<{
    readonly message: string
    /** Always 0: no event came. */
    readonly index: number
    /** HTTP status, if the response is known. */
    readonly status?: number
    /** Media type, if the response is known and names one. */
    readonly contentType?: string
    /** Seconds to wait before a retry, if a `retry-after` header gives them. */
    readonly retryAfter?: number
  }>
{
  readonly #body: string
  readonly #providerError: ProviderErrorBody | undefined

  constructor(fields: Pick<NotAnEventStream, "status" | "contentType" | "retryAfter"> & { readonly body: string }) {
    const { body, contentType = "", ...rest } = fields
    const providerError = parseProviderError(body)
    const status = rest.status === undefined ? "" : `HTTP status ${rest.status} and `
    const kind = providerError !== undefined ? "a JSON error" : body.trim() === "" ? "an empty body" : "another body"
    super({
      ...rest,
      ...(/^[\w.+-]+\/[\w.+-]+$/.test(contentType) ? { contentType } : {}),
      index: 0,
      message:
        `The provider answered with ${status}${kind} instead of an event stream. ` +
        (providerError !== undefined
          ? "Read providerError for its reason."
          : rest.status !== undefined && rest.status >= 400
            ? "payload() has the body."
            : "Check the URL, and stream: true in the request; payload() has the body.")
    })
    this.#body = body
    this.#providerError = providerError
  }

  /** The error in the body, if the body is a JSON error. */
  get providerError(): ProviderErrorBody | undefined {
    return this.#providerError
  }

  /** The body: its first 65,536 characters at most. */
  payload(): string {
    return this.#body
  }
}

/**
 * A stream breaks a rule of its protocol. `StreamProtocol.rules` says what the rule is.
 *
 * @category errors
 * @since 0.1.0
 */
export class ProtocolViolation
  extends /* @__PURE__ */ Data.TaggedError("ProtocolViolation")<
    Violation & {
      /** The event's type, if it has a known one. */
      readonly type?: string
    }
  >
{
  constructor(fields: Pick<ProtocolViolation, keyof Violation | "type">) {
    const { message, ...rest } = fields
    const item = rest.outputIndex === undefined ? "" : ` (output item ${rest.outputIndex})`
    super({
      ...rest,
      message:
        `${eventName(rest)} breaks rule ${rest.rule}${item}: ${message} ` +
        `To go on regardless, set onViolation: { ${rest.severity}: "report" }.`
    })
  }
}

/**
 * The provider reports that it failed. The chunks before were delivered.
 *
 * **Details**
 *
 * One shape for the five that providers send: see the module `ProviderError`. Fields and message hold names and numbers
 * only. The provider's own words may quote the request: they are in `providerError`.
 *
 * @category errors
 * @since 0.1.0
 */
export class ProviderError
  extends /* @__PURE__ */ Data.TaggedError("ProviderError")<{
    readonly message: string
    /** Ordinal of the event, from 0. 0 if the answer was not an event stream. */
    readonly index: number
    /** The event's type. Absent if the answer was not an event stream. */
    readonly type?: string
    /** The event's sequence number, if it has one. */
    readonly sequenceNumber?: number
    /** HTTP status of the response, or the status that the provider gives as a code. */
    readonly status?: number
    /** The provider's code, such as `rate_limit_exceeded`. Absent if it is not a name. */
    readonly code?: string
    /** The provider's class of the error, such as `insufficient_quota`. Absent if it is not a name. */
    readonly errorType?: string
    /** The request parameter at fault. Absent if it is not a path. */
    readonly param?: string
    /** Whether the same request may succeed when it is sent again: see `ProviderError.retryRules`. */
    readonly retryable: boolean
    /** Seconds to wait before a retry, if the provider gives them. */
    readonly retryAfter?: number
    /** The `NotAnEventStream` that has the error, if the answer was not an event stream. */
    readonly cause?: NotAnEventStream
  }>
{
  readonly #providerError: ProviderErrorBody | undefined

  constructor(
    fields: Pick<
      ProviderError,
      | "index"
      | "type"
      | "sequenceNumber"
      | "status"
      | "code"
      | "errorType"
      | "param"
      | "retryable"
      | "retryAfter"
      | "cause"
    > & { readonly providerError?: ProviderErrorBody | undefined }
  ) {
    const { providerError, ...rest } = fields
    const what =
      rest.cause === undefined
        ? `${eventName(rest)} reports an error of the provider${rest.status === undefined ? "" : ` with status ${rest.status}`}`
        : `The provider answered with an error${rest.status === undefined ? "" : ` and HTTP status ${rest.status}`}`
    // A gateway may repeat the status as the code or the type
    const name = [rest.code, rest.errorType].find((name) => name !== String(rest.status) && name !== undefined)
    const wait = rest.retryAfter === undefined ? "" : ` in ${rest.retryAfter} s`
    const advice = rest.retryable ? `Trying again${wait} may help.` : "Trying again isn't known to help."
    super({
      ...rest,
      message:
        `${what}${name === undefined ? "" : `: ${name}`}. ${advice} ` +
        (providerError === undefined ? "It gives no reason." : "Read providerError for its reason.")
    })
    this.#providerError = providerError
  }

  /** The error in the provider's own words. Absent if there is only an HTTP status. */
  get providerError(): ProviderErrorBody | undefined {
    return this.#providerError
  }
}

/**
 * No meaningful event came within the limit. Comments and keepalives don't count. The connection was released.
 *
 * @category errors
 * @since 0.1.0
 */
export class StreamStalled
  extends /* @__PURE__ */ Data.TaggedError("StreamStalled")<{
    readonly message: string
    /** The number of events that came, keepalives included. */
    readonly index: number
    /** The limit. Only time spent waiting counts. */
    readonly duration: Duration.Duration
    /** Type of the last event, if there was one. `UNKNOWN` if it has no model. */
    readonly type?: string
    /** Sequence number of the last event, if it had one. */
    readonly sequenceNumber?: number
  }>
{
  constructor(fields: Pick<StreamStalled, "index" | "duration" | "type" | "sequenceNumber">) {
    const type = fields.type === "UNKNOWN" ? "of an unknown type" : fields.type
    const last = type === undefined ? "" : `, the last of them ${type}`
    super({
      ...fields,
      message:
        `The stream has stalled: nothing but signs of life for ${Duration.format(fields.duration)}, ` +
        `after ${count(fields.index, "event")}${last}. What came is incomplete: retry the request, or wait longer.`
    })
  }
}

/**
 * The errors that decoding a stream fails with.
 *
 * @category models
 * @since 0.1.0
 */
export type ChunkStreamError = InvalidEvent | EventTooLarge | InvalidUtf8 | UnexpectedEnd | NotAnEventStream

/**
 * Checks whether a value is one of the errors that decoding a stream fails with.
 *
 * **When to use**
 *
 * Use it where an error is `unknown`, as in a `catch` around `Web.chunks`. Narrow it further by `_tag`.
 *
 * **Details**
 *
 * It reads the tag, so that it knows the errors of another copy of this package too.
 *
 * **Example** (Telling errors of a stream from others)
 *
 * ```ts
 * import { StreamError, Web } from "effect-responses-stream"
 *
 * const types = async (response: Response) => {
 *   const types: Array<string> = []
 *   try {
 *     for await (const chunk of Web.chunks(response)) types.push(chunk.type)
 *   } catch (error) {
 *     if (!StreamError.isStreamError(error)) throw error
 *     console.error(error._tag, error.index)
 *   }
 *   return types
 * }
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export const isStreamError = (u: unknown): u is ChunkStreamError =>
  isObject(u) &&
  typeof u["index"] === "number" &&
  typeof u["_tag"] === "string" &&
  Object.hasOwn(streamErrors, u["_tag"])

const streamErrors: { readonly [_ in ChunkStreamError["_tag"]]: true } = {
  InvalidJson: true,
  InvalidChunk: true,
  EventTooLarge: true,
  InvalidUtf8: true,
  UnexpectedEnd: true,
  NotAnEventStream: true
}

// -----------------------------------------------------------------------------
// Wording
// -----------------------------------------------------------------------------

// The sources and Web.validate have different values for it
const skipHint = "The option onInvalid says what becomes of such events."

const eventName = (event: { readonly index: number; readonly type?: string }): string =>
  event.type === undefined ? `Event ${event.index}` : `Event ${event.index} (${event.type})`

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`

// -----------------------------------------------------------------------------
// The provider's JSON error
// -----------------------------------------------------------------------------

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const parseProviderError = (body: string): ProviderErrorBody | undefined => {
  const json = parse(body)
  const error = isObject(json) ? json["error"] : undefined
  if (typeof error === "string") return { message: error }
  if (!isObject(error) || typeof error["message"] !== "string") return undefined
  const { code, message, metadata, param, type } = error
  return {
    message,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(typeof type === "string" ? { errorType: type } : {}),
    ...(typeof param === "string" ? { param } : {}),
    ...(metadata === undefined ? {} : { metadata })
  }
}
