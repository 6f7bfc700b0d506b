/**
 * Errors of the provider, in one shape: what went wrong, whether a retry may help, and when.
 *
 * Providers report an error in five shapes: an `error` chunk, flat or with a nested `error`; a `response.error` chunk;
 * a `response.failed` chunk; and a JSON body instead of a stream. To a decoder the first four are data. Read them with
 * `fromChunk`, or let `failOnProviderError` fail the stream.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { isObject } from "../base/json.ts"
import { transduce } from "../base/transduce.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { ProviderError } from "../errors/StreamError.ts"
import type { NotAnEventStream, ProviderErrorBody } from "../errors/StreamError.ts"
import { isEvent, sequenceNumberOf } from "../stream/event.ts"
import type { ChunkOrEvent } from "../stream/event.ts"
import { retryAfterOf } from "../stream/retryAfter.ts"

export { ProviderError } from "../errors/StreamError.ts"
export type { ProviderErrorBody } from "../errors/StreamError.ts"

// -----------------------------------------------------------------------------
// Rules
// -----------------------------------------------------------------------------

/**
 * Whether errors with some names or statuses may be retried with the same request.
 *
 * @category models
 * @since 0.1.0
 */
export interface RetryRule {
  /** Values of `code` and `errorType`. */
  readonly names: ReadonlyArray<string>
  /** HTTP statuses, of the response or as a code: single ones, and ranges from low to high. */
  readonly statuses: ReadonlyArray<number | readonly [from: number, to: number]>
  /** Whether to retry: always, never, or only if the provider says when. */
  readonly retry: "always" | "never" | "whenRetryAfter"
  /** Why. */
  readonly reason: string
}

const rule = (
  retry: RetryRule["retry"],
  reason: string,
  names: RetryRule["names"],
  statuses: RetryRule["statuses"] = []
): RetryRule => ({ names, statuses, retry, reason })

/**
 * The rules that decide `retryable`.
 *
 * **Details**
 *
 * Names outrank statuses: an exhausted quota has status 429 too. If names contradict each other, `"never"` wins. An
 * error that no rule covers is retryable only if the provider says when.
 *
 * @category constants
 * @since 0.1.0
 */
export const retryRules: ReadonlyArray<RetryRule> = [
  rule(
    "always",
    "Too many requests or tokens at a time: the limit fills up again.",
    ["rate_limit_exceeded", "rate_limit_error", "rate_limited", "too_many_requests"],
    [429]
  ),
  rule(
    "always",
    "Too many users at a time, or a provider that is down for a moment.",
    [
      "provider_overloaded",
      "provider_unavailable",
      "server_is_overloaded",
      "overloaded",
      "overloaded_error",
      "engine_overloaded",
      "service_unavailable",
      "service_unavailable_error",
      "slow_down"
    ],
    [503, 529]
  ),
  rule(
    "always",
    "The provider made a mistake, and may not repeat it.",
    ["server_error", "server", "internal_server_error", "internal_error", "api_error"],
    [500, 502, 504, [506, 599]]
  ),
  rule("always", "It took too long.", ["timeout", "timeout_error", "request_timeout", "vector_store_timeout"], [408]),
  rule(
    "always",
    "Something else held a lock, or the connection has served its time.",
    ["websocket_connection_limit_reached"],
    [409, 425]
  ),
  rule(
    "whenRetryAfter",
    "Money is missing, unless requests under way hold it back for a while.",
    ["payment_required"],
    [402]
  ),
  rule("never", "The quota is used up: waiting doesn't fill it.", [
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "usage_not_included"
  ]),
  rule(
    "never",
    "The key is wrong, or doesn't allow it.",
    [
      "authentication",
      "authentication_error",
      "invalid_api_key",
      "permission_denied",
      "permission_error",
      "data_residency_mismatch"
    ],
    [401, 403]
  ),
  rule(
    "never",
    "The request is wrong, and stays so.",
    [
      "invalid_request",
      "invalid_request_error",
      "invalid_prompt",
      "invalid_value",
      "precondition_failed",
      "unprocessable",
      "not_found",
      "not_found_error",
      "model_not_found",
      "string_too_long"
    ],
    [400, 404, 405, 406, 410, 412, 415, 422, 501, 505]
  ),
  rule(
    "never",
    "The request, or what it leads to, is too long.",
    ["context_length_exceeded", "max_tokens_exceeded", "token_limit_exceeded", "payload_too_large"],
    [413, 414]
  ),
  rule(
    "never",
    "A policy forbids it.",
    [
      "content_policy_violation",
      "content_filter",
      "image_content_policy_violation",
      "bio_policy",
      "cyber_policy",
      "misalignment_policy_violation",
      "refusal"
    ],
    [451]
  ),
  rule("never", "An image of the request is unfit or can't be loaded.", [
    "invalid_image",
    "invalid_image_format",
    "invalid_base64_image",
    "invalid_image_url",
    "invalid_image_mode",
    "image_too_large",
    "image_too_small",
    "image_file_too_large",
    "image_parse_error",
    "image_not_found",
    "image_file_not_found",
    "image_download_failed",
    "failed_to_download_image",
    "unsupported_image_format",
    "unsupported_image_media_type",
    "empty_image_file"
  ])
]

// -----------------------------------------------------------------------------
// Conversions
// -----------------------------------------------------------------------------

/**
 * Gives the error that a chunk reports: an `error`, a `response.error` or a `response.failed`. `undefined` for any
 * other chunk.
 *
 * **Details**
 *
 * `response.incomplete` is not an error: what came is valid, and a limit ended it.
 *
 * Give an event instead of a chunk if you have one. Its JSON may hold what chunks don't model, such as a gateway's
 * `metadata` with the time to wait. Without an event, `index` is 0.
 *
 * **Example** (Reading errors as data)
 *
 * ```ts
 * import * as ProviderError from "effect-responses-stream/ProviderError"
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 *
 * const explain = (chunk: ResponsesStreamChunk): string | undefined => {
 *   const error = ProviderError.fromChunk(chunk)
 *   return error?.retryable === true ? "The provider is busy." : error?.message
 * }
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const fromChunk = (value: ChunkOrEvent): ProviderError | undefined =>
  isEvent(value) ? errorOf(value.chunk, value.index, value.json) : errorOf(value, 0, undefined)

/**
 * Gives the provider's error in an answer that is not an event stream: its body is a JSON error, or its HTTP status is
 * 400 or above. `undefined` for any other answer, such as a page with status 200.
 *
 * **Details**
 *
 * The `NotAnEventStream` becomes the `cause`.
 *
 * @category converting
 * @since 0.1.0
 */
export const fromNotAnEventStream = (error: NotAnEventStream): ProviderError | undefined => {
  const { providerError, retryAfter } = error
  const status = error.status === undefined || error.status < 400 ? undefined : error.status
  if (providerError === undefined && status === undefined) return undefined
  return make({
    body: providerError,
    place: { index: error.index, cause: error },
    status,
    retryAfter,
    sources: sourcesIn(error.payload())
  })
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Fails a stream of chunks or events with a `ProviderError` when the provider reports an error.
 *
 * **When to use**
 *
 * Use it if you have no use for a failed answer, or to retry.
 *
 * **Details**
 *
 * The chunks before the error are delivered first; the chunk that reports it is not. It fails at the first such chunk,
 * and doesn't wait for a `response.failed`, which may never follow an `error`. A `NotAnEventStream` becomes a
 * `ProviderError` by {@link fromNotAnEventStream}. Other errors pass.
 *
 * Of events it reads the JSON too, which may hold a time to wait that chunks don't model.
 *
 * **Example** (Answering by `retryable`)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, ProviderError } from "effect-responses-stream"
 *
 * const text = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     ProviderError.failOnProviderError,
 *     Stream.runFold(
 *       () => "",
 *       (text, chunk) => (chunk.type === "response.output_text.delta" ? text + chunk.delta : text)
 *     ),
 *     Effect.catchTag("ProviderError", (error) =>
 *       Effect.succeed(error.retryable ? `Try again in ${error.retryAfter ?? 1} s.` : "The provider refused.")
 *     )
 *   )
 * ```
 *
 * @category error handling
 * @since 0.1.0
 */
export const failOnProviderError = <A extends ChunkOrEvent, E, R>(
  self: Stream.Stream<A, E, R>
): Stream.Stream<A, ProviderError | E, R> =>
  transduce<A, E, R, A, ProviderError>(self, ({ emit, fail }) => {
    let index = 0
    return {
      push: (value) => {
        const error = isEvent(value) ? fromChunk(value) : errorOf(value, index, undefined)
        index++
        if (error === undefined) emit(value)
        else fail(error)
      },
      end: () => {}
    }
  }).pipe(Stream.mapError((error) => (isNotAnEventStream(error) ? (fromNotAnEventStream(error) ?? error) : error)))

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** By the tag: the error may be of another copy of this package. */
const isNotAnEventStream = (error: unknown): error is NotAnEventStream => Predicate.isTagged(error, "NotAnEventStream")

const errorOf = (chunk: ResponsesStreamChunk, index: number, json: unknown): ProviderError | undefined => {
  const reported = errorIn(chunk)
  if (reported === undefined) return undefined
  const event = isObject(json) ? json : {}
  const { error, response } = event
  const sequenceNumber = sequenceNumberOf(chunk)
  return make({
    ...reported,
    place: {
      index,
      type: chunk.type,
      ...(sequenceNumber === undefined ? {} : { sequenceNumber })
    },
    status: statusOf(event["status"]) ?? statusOf(event["status_code"]),
    sources: [isObject(error) ? error : isObject(response) ? response["error"] : undefined, event]
  })
}

interface Reported {
  readonly body: ProviderErrorBody | undefined
  /** The provider's class of the error, where it stands beside the error. */
  readonly errorType?: string | null | undefined
}

/** The error in a chunk, if it reports one. */
const errorIn = (chunk: ResponsesStreamChunk): Reported | undefined => {
  switch (chunk.type) {
    case "error":
      return { body: bodyOf(chunk.message, chunk.code, chunk.errorType, chunk.param) }
    case "response.error":
      return { body: bodyOf(chunk.error.message, chunk.error.code) }
    case "response.failed": {
      const { error, errorType } = chunk.response
      return {
        body: isObject(error) ? bodyOf(error.message, error.code, error.type, error.param) : undefined,
        errorType
      }
    }
  }
  return undefined
}

const bodyOf = (
  message: string,
  code: string | null | undefined,
  errorType?: string | null,
  param?: string | null
): ProviderErrorBody => ({
  message,
  ...(Predicate.isString(code) ? { code } : {}),
  ...(Predicate.isString(errorType) ? { errorType } : {}),
  ...(Predicate.isString(param) ? { param } : {})
})

/** The objects of a JSON body that may hold more about its error. */
const sourcesIn = (body: string): ReadonlyArray<unknown> => {
  try {
    const json: unknown = JSON.parse(body)
    return isObject(json) ? [json["error"], json] : []
  } catch {
    return []
  }
}

/** A status, or a code that is one. */
const statusOf = (value: unknown): number | undefined => {
  const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof status === "number" && Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined
}

/** A code that is a name. Any other text may quote payload, so it isn't logged. */
const nameOf = (value: unknown): string | undefined => {
  const text = typeof value === "number" ? String(value) : value
  return Predicate.isString(text) && /^[\w.:/-]{1,100}$/.test(text) ? text : undefined
}

/** Where an error was found. */
type Place = Pick<ProviderError, "index" | "type" | "sequenceNumber" | "cause">

const make = (
  fields: Reported & {
    readonly place: Place
    readonly status: number | undefined
    readonly retryAfter?: number | undefined
    /** The objects that may hold more about the error. */
    readonly sources: ReadonlyArray<unknown>
  }
): ProviderError => {
  const { place, sources } = fields
  const source = sources.find(isObject) ?? {}
  // A repair keeps modelled fields. The rest of the error is in the JSON
  const metadata = fields.body?.metadata ?? source["metadata"]
  const body = fields.body === undefined || metadata === undefined ? fields.body : { ...fields.body, metadata }
  const upstreamType = nameOf(isObject(metadata) ? metadata["error_type"] : undefined)
  const code = nameOf(body?.code)
  const errorType = nameOf(body?.errorType) ?? nameOf(fields.errorType) ?? nameOf(source["error_type"]) ?? upstreamType
  const status = fields.status ?? statusOf(body?.code)
  const retryAfter = fields.retryAfter ?? retryAfterOf(body?.message ?? "", [...sources, metadata], Date.now())
  const names = [code, errorType, nameOf(fields.errorType), upstreamType]
  return new ProviderError({
    ...place,
    providerError: body,
    retryable: isRetryable(names, status, retryAfter !== undefined),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(errorType === undefined ? {} : { errorType }),
    ...(body?.param === undefined ? {} : { param: body.param }),
    ...(retryAfter === undefined ? {} : { retryAfter })
  })
}

const rulesByName = new Map(retryRules.flatMap((rule) => rule.names.map((name) => [name, rule])))

const isRetryable = (
  names: ReadonlyArray<string | undefined>,
  status: number | undefined,
  hasRetryAfter: boolean
): boolean => {
  const answers = names.map((name) => rulesByName.get(name?.toLowerCase() ?? "")?.retry)
  const answer = answers.includes("never")
    ? "never"
    : (answers.find(Predicate.isNotUndefined) ?? ruleOf(status)?.retry ?? "whenRetryAfter")
  return answer === "always" || (answer === "whenRetryAfter" && hasRetryAfter)
}

const ruleOf = (status: number | undefined): RetryRule | undefined =>
  status === undefined
    ? undefined
    : retryRules.find(({ statuses }) =>
        statuses.some((range) =>
          typeof range === "number" ? range === status : range[0] <= status && status <= range[1]
        )
      )
