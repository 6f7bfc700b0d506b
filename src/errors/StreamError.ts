/**
 * The errors of a Responses stream.
 *
 * Each is a `Data.TaggedError` that can be caught by its tag. `index` is the ordinal of the event it speaks of, counted
 * from 0, and `message` says where and what to do. Payload stays out of messages, logs and JSON: where an error keeps
 * it, `payload()` hands it out on request.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import { isObject } from "../base/json.ts"
import type { RuleId, Severity, Violation } from "./violation.ts"

// What decoding alone never fails with is marked as pure, so that bundles without it drop it.

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
    /** Offset in the event's data, in UTF-16 code units, of the first character that can't stand there. */
    readonly position: number
    /** The event's type, where an `event:` line names it. */
    readonly type?: string
  }>
{
  readonly #data: string

  constructor(fields: {
    readonly index: number
    readonly position: number
    readonly data: string
    readonly type?: string
  }) {
    const { data, ...rest } = fields
    const what =
      rest.position >= data.length
        ? `ends before its JSON does, at position ${rest.position}`
        : `is not JSON from position ${rest.position} of ${data.length} on`
    super({ ...rest, message: `${eventName(rest)} has data that ${what}. ${skipHint}` })
    this.#data = data
  }

  /** The event's data as it came. */
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
  /** Where the field is: keys as the wire spells them, and indexes. */
  readonly path: ReadonlyArray<PropertyKey>
  /** What was expected there, such as `string`. */
  readonly expected: string
  /** What kind of value came instead, such as `null`, or `missing`. */
  readonly actual: string
  /** Both in words. */
  readonly message: string
}

/**
 * An event is JSON, but not the chunk that its `type` promises: a field is missing or has a wrong type, or there is no
 * `type` to go by.
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

  constructor(fields: {
    readonly index: number
    readonly fields: ReadonlyArray<InvalidField>
    readonly json: unknown
    readonly type?: string
    readonly sequenceNumber?: number
    readonly hint?: string
  }) {
    const { hint = skipHint, json, ...rest } = fields
    const [first, ...others] = rest.fields
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`
    super({
      ...rest,
      path: first?.path ?? [],
      message: `${eventName(rest)} has a wrong shape: ${describeField(first)}${more}. ${hint}`
    })
    this.#json = json
  }

  /** The event as parsed JSON. */
  payload(): unknown {
    return this.#json
  }
}

/**
 * What one event may be wrong with.
 *
 * @category errors
 * @since 0.1.0
 */
export type InvalidEvent = InvalidJson | InvalidChunk

// -----------------------------------------------------------------------------
// The transport
// -----------------------------------------------------------------------------

/**
 * One event is larger than `maxEventSize`. The events before it were delivered.
 *
 * @category errors
 * @since 0.1.0
 */
export class EventTooLarge
  extends /* @__PURE__ */ Data.TaggedError("EventTooLarge")<{
    readonly message: string
    /** Ordinal of the event, from 0. */
    readonly index: number
    /** The limit that was in force, in UTF-16 code units. */
    readonly maxEventSize: number
  }>
{
  constructor(fields: { readonly index: number; readonly maxEventSize: number }) {
    super({
      ...fields,
      message: `${eventName(fields)} is larger than ${fields.maxEventSize} characters. Raise maxEventSize to take it.`
    })
  }
}

/**
 * The bytes are not UTF-8. The events before were delivered.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidUtf8
  extends /* @__PURE__ */ Data.TaggedError("InvalidUtf8")<{
    readonly message: string
    /** Ordinal of the event, from 0. */
    readonly index: number
    /** Offset in the stream, in bytes, at which the invalid sequence begins. */
    readonly byteOffset: number
  }>
{
  constructor(fields: { readonly index: number; readonly byteOffset: number }) {
    super({
      ...fields,
      message:
        `${eventName(fields)} has bytes that are not UTF-8, at byte ${fields.byteOffset} of the stream. ` +
        "Check that nothing damages or compresses the body."
    })
  }
}

/**
 * An output item that was opened and not closed.
 *
 * @category models
 * @since 0.1.0
 */
export interface OpenItem {
  /** Index of the item in the response's `output`. */
  readonly outputIndex: number
  /** Type of the item, such as `message`. */
  readonly type: string
  /** Id of the item, where it has one. */
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
    /** Ordinal that the next event would have had: the number of events that came. */
    readonly index: number
    /** Whether items were cut, or all that were opened are complete and only the terminal chunk is missing. */
    readonly verdict: "Truncated" | "ItemsCompleteWithoutTerminal"
    /** Output items that were opened and not closed. */
    readonly openItems: ReadonlyArray<OpenItem>
    /** Characters of an unfinished event at the end. */
    readonly tailLength: number
    /** The last sequence number that came. */
    readonly sequenceNumber?: number
    /** What broke the connection, if reading failed. */
    readonly cause?: unknown
  }>
{
  constructor(fields: {
    readonly index: number
    readonly verdict: "Truncated" | "ItemsCompleteWithoutTerminal"
    readonly openItems: ReadonlyArray<OpenItem>
    readonly tailLength: number
    readonly sequenceNumber?: number
    readonly cause?: unknown
  }) {
    const indexes = fields.openItems.slice(0, 10).map((item) => item.outputIndex)
    const more = fields.openItems.length > indexes.length ? ", …" : ""
    const open = indexes.length === 0 ? "" : `, with output items ${indexes.join(", ")}${more} open`
    const tail = fields.tailLength === 0 ? "" : `, ${fields.tailLength} characters into it`
    super({
      ...fields,
      message:
        `The stream ${"cause" in fields ? "broke off" : "ended"} at event ${fields.index} ` +
        `without a terminal chunk${open}${tail}. Retry the request, or accept what came with onEnd: "allow".`
    })
  }
}

/**
 * An error as the provider words it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ProviderError {
  /** The provider's message, which may quote the request. */
  readonly message: string
  /** A number (an HTTP status) or a name, as the provider sent it. */
  readonly code?: string | number
  /** The provider's class of the error. */
  readonly errorType?: string
  /** The request parameter at fault. */
  readonly param?: string
  /** What the gateway adds, such as the upstream provider's name and its own message. */
  readonly metadata?: unknown
}

/**
 * The answer is no event stream: its HTTP status or content type says so, or its body is JSON or a page.
 *
 * @category errors
 * @since 0.1.0
 */
export class NotAnEventStream
  extends /* @__PURE__ */ Data.TaggedError("NotAnEventStream")<{
    readonly message: string
    /** Always 0: no event came. */
    readonly index: number
    /** HTTP status, where the answer is known. */
    readonly status?: number
    /** Media type of the answer, where it is known. */
    readonly contentType?: string
    /** Seconds to wait before another try, where a `retry-after` header says so. */
    readonly retryAfter?: number
  }>
{
  readonly #body: string
  readonly #providerError: ProviderError | undefined

  constructor(fields: {
    readonly body: string
    readonly status?: number
    readonly contentType?: string
    readonly retryAfter?: number
  }) {
    const { body, ...rest } = fields
    const providerError = parseProviderError(body)
    const status = rest.status === undefined ? "" : ` with HTTP status ${rest.status}`
    const kind =
      providerError !== undefined
        ? "a JSON error"
        : body.trim() === ""
          ? "an empty body"
          : "a body that is no event stream"
    super({
      ...rest,
      index: 0,
      message:
        `The server answered${status}, with ${kind} instead of an event stream. ` +
        (providerError !== undefined
          ? "Read providerError for its reason."
          : "Check the URL, and stream: true in the request; payload() has the body.")
    })
    this.#body = body
    this.#providerError = providerError
  }

  /** The error in the body, if the body is a JSON error. */
  get providerError(): ProviderError | undefined {
    return this.#providerError
  }

  /** The body, at most its first 65,536 characters. */
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
  extends /* @__PURE__ */ Data.TaggedError("ProtocolViolation")<{
    readonly message: string
    /** Name of the rule. */
    readonly rule: RuleId
    /** How bad it is. */
    readonly severity: Severity
    /** Ordinal of the event, from 0. */
    readonly index: number
    /** The event's type, if it has a known one. */
    readonly type?: string
    /** Index of the output item concerned, if one is. */
    readonly outputIndex?: number
  }>
{
  constructor(fields: Violation & { readonly type?: string }) {
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
 * One shape for what providers send in five: see `ServerErrors`. Fields and message have names and numbers only; what the
 * provider says to people is in `providerError`, since it may quote the request.
 *
 * @category errors
 * @since 0.1.0
 */
export class ServerError
  extends /* @__PURE__ */ Data.TaggedError("ServerError")<{
    readonly message: string
    /** Ordinal of the event, from 0. 0 where the answer was no event stream. */
    readonly index: number
    /** The event's type. Absent where the answer was no event stream. */
    readonly type?: string
    /** The event's sequence number, if it has one. */
    readonly sequenceNumber?: number
    /** HTTP status of the answer, or the status that the provider gives as a code. */
    readonly status?: number
    /** The provider's code, such as `rate_limit_exceeded`. Absent where it is no name. */
    readonly code?: string
    /** The provider's class of the error, such as `insufficient_quota`. Absent where it is no name. */
    readonly errorType?: string
    /** The request parameter at fault. */
    readonly param?: string
    /** Whether the same request may succeed if it is sent again. `ServerErrors.retryRules` says why. */
    readonly retryable: boolean
    /** Seconds to wait before another try, where the provider says so. */
    readonly retryAfter?: number
    /** The answer that was no event stream, if that is where the error stood. */
    readonly cause?: NotAnEventStream
  }>
{
  readonly #providerError: ProviderError | undefined

  constructor(fields: {
    readonly index: number
    readonly retryable: boolean
    readonly providerError?: ProviderError | undefined
    readonly type?: string
    readonly sequenceNumber?: number
    readonly status?: number
    readonly code?: string
    readonly errorType?: string
    readonly param?: string
    readonly retryAfter?: number
    readonly cause?: NotAnEventStream
  }) {
    const { providerError, ...rest } = fields
    const what =
      rest.cause === undefined
        ? `${eventName(rest)} reports an error of the provider`
        : `The provider answered with an error${rest.status === undefined ? "" : ` and HTTP status ${rest.status}`}`
    const name = rest.code ?? rest.errorType
    const wait = rest.retryAfter === undefined ? "" : ` in ${rest.retryAfter} s`
    const advice = rest.retryable ? `It may pass: try again${wait}.` : "Trying again isn't known to help."
    super({
      ...rest,
      message:
        `${what}${name === undefined ? "" : `: ${name}`}. ${advice} ` +
        (providerError === undefined ? "It gives no reason." : "Read providerError for its reason.")
    })
    this.#providerError = providerError
  }

  /** The error as the provider words it. Absent where only the HTTP status tells of one. */
  get providerError(): ProviderError | undefined {
    return this.#providerError
  }
}

/**
 * No meaningful event came for as long as was allowed. Comments and keepalives don't count. The connection was released.
 *
 * @category errors
 * @since 0.1.0
 */
export class StreamStalled
  extends /* @__PURE__ */ Data.TaggedError("StreamStalled")<{
    readonly message: string
    /** Ordinal that the next event would have had: the number of events that came, keepalives among them. */
    readonly index: number
    /** How long was waited, counted only while waiting. */
    readonly duration: Duration.Duration
    /** Type of the last event, if there was one. */
    readonly type?: string
    /** Sequence number of the last event, if it had one. */
    readonly sequenceNumber?: number
  }>
{
  constructor(fields: {
    readonly index: number
    readonly duration: Duration.Duration
    readonly type?: string
    readonly sequenceNumber?: number
  }) {
    const last = fields.type === undefined ? "" : `, the last of them ${fields.type}`
    super({
      ...fields,
      message:
        `The stream has stalled: nothing but signs of life for ${Duration.format(fields.duration)}, ` +
        `after ${count(fields.index, "event")}${last}. What came is incomplete: retry the request, or wait longer.`
    })
  }
}

/**
 * Every error that decoding a stream may end with.
 *
 * @category models
 * @since 0.1.0
 */
export type ChunkStreamError = InvalidEvent | EventTooLarge | InvalidUtf8 | UnexpectedEnd | NotAnEventStream

// -----------------------------------------------------------------------------
// Wording
// -----------------------------------------------------------------------------

const skipHint = 'Skip such events with onInvalid: "skip", or take each as a result with decodeResult.'

const eventName = (event: { readonly index: number; readonly type?: string }): string =>
  event.type === undefined ? `Event ${event.index}` : `Event ${event.index} (${event.type})`

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`

const describeField = (field: InvalidField | undefined): string =>
  field === undefined
    ? "it is not valid"
    : field.path.length === 0
      ? field.message
      : `${field.message} at ${formatPath(field.path)}`

// Keys of the wire are identifiers. Others are the user's own and may say more than a log should.
const identifier = /^[A-Za-z_$][\w$]{0,63}$/

// Fields of the wire whose keys are the user's own
const userKeyed: ReadonlySet<PropertyKey | undefined> = new Set(["metadata", "env", "headers", "variables"])

/**
 * Writes a path as in JavaScript: `response.output[0].content`. Keys that are no identifiers, and keys of
 * the user's own as in `metadata`, are left out as `[…]`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const formatPath = (path: ReadonlyArray<PropertyKey>): string =>
  path
    .map((key, i) =>
      typeof key === "number"
        ? `[${key}]`
        : identifier.test(String(key)) && !userKeyed.has(path[i - 1])
          ? (i === 0 ? "" : ".") + String(key)
          : "[…]"
    )
    .join("")

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

const parseProviderError = (body: string): ProviderError | undefined => {
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
