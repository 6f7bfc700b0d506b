/**
 * Errors of the provider, in one shape: what went wrong, whether a retry may help, and when.
 *
 * Providers report an error in five shapes: an `error` chunk, flat or with a nested `error`; a `response.error` chunk;
 * a `response.failed` chunk; and a JSON body instead of a stream. To a decoder the first four are data. Read them with
 * `fromChunk`, or let `failOnProviderError` fail the stream.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
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
import { verdictOfChunk } from "../stream/verdict.ts"
import { chunkIn, eventIn, makeHasEnded } from "./element.ts"
import type { ChunkElement } from "./element.ts"

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

const rateLimit = "rate_limit_exceeded"

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
 * Names outrank statuses: an exhausted quota has status 429 too. If names contradict each other, `"never"` wins.
 *
 * Generic names, such as `invalid_request_error` and `server_error`, say little. So any other name that is known comes
 * first: `rate_limit_exceeded` of the type `invalid_request_error` is retryable. Without one, a generic code counts, then
 * the status, then a generic type.
 *
 * An error that no rule covers is retryable only if the provider says when.
 *
 * @category constants
 * @since 0.1.0
 */
export const retryRules: ReadonlyArray<RetryRule> = [
  rule(
    "always",
    "Too many requests or tokens at a time: the limit fills up again.",
    [
      rateLimit,
      "rate_limit",
      "rate_limit_error",
      "rate_limited",
      "too_many_requests",
      "tokens",
      "requests",
      "slow_down",
      "resource_exhausted",
      "throttlingexception",
      "websocket_stream_limit_reached"
    ],
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
      "resource_unavailable",
      "unavailable",
      "no_capacity"
    ],
    [503, 529]
  ),
  rule(
    "always",
    "The provider made a mistake, and may not repeat it.",
    ["server_error", "server", "internal_server_error", "internal_error", "internal", "api_error", "upstream_error"],
    [500, 502, 504, [506, 599]]
  ),
  rule(
    "always",
    "It took too long.",
    ["timeout", "timeout_error", "request_timeout", "vector_store_timeout", "deadline_exceeded"],
    [408]
  ),
  rule(
    "always",
    "Something else held a lock, or the connection has served its time.",
    ["websocket_connection_limit_reached", "conversation_locked"],
    [409, 425]
  ),
  rule(
    "whenRetryAfter",
    "Money is missing, unless requests under way hold it back for a while.",
    ["payment_required"],
    [402]
  ),
  rule("whenRetryAfter", "The plan's share is used up, and comes back in hours or days.", [
    "usage_limit_reached",
    "usage_limit_exceeded"
  ]),
  rule("never", "The quota is used up: waiting doesn't fill it.", [
    "insufficient_quota",
    "credit_balance_exhausted",
    "project_spend_limit_exceeded",
    "organization_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "billing_hard_limit_reached",
    "billing_not_active",
    "billing_error",
    "usage_not_included"
  ]),
  rule(
    "never",
    "The key is wrong, or doesn't allow it.",
    [
      "authentication",
      "authentication_error",
      "invalid_api_key",
      "invalid_organization",
      "mismatched_organization",
      "mismatched_project",
      "unauthorized",
      "unauthenticated",
      "forbidden",
      "permission_denied",
      "permission_error",
      "insufficient_permissions",
      "ip_not_authorized",
      "unsupported_country_region_territory",
      "account_deactivated",
      "access_terminated",
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
      "bad_request",
      "bad_request_error",
      "invalid_argument",
      "invalid_value",
      "invalid_type",
      "invalid_json_schema",
      "invalid_function_parameters",
      "invalid_encrypted_content",
      "invalid_stream_id",
      "missing_required_parameter",
      "unknown_parameter",
      "unsupported_parameter",
      "unsupported_value",
      "unsupported_model",
      "precondition_failed",
      "failed_precondition",
      "unprocessable",
      "unprocessable_entity",
      "not_found",
      "not_found_error",
      "model_not_found",
      "previous_response_not_found",
      "array_above_max_length",
      "string_above_max_length",
      "integer_above_max_value",
      "string_too_long"
    ],
    [400, 404, 405, 406, 410, 412, 415, 422, 501, 505]
  ),
  rule(
    "never",
    "The request, or what it leads to, is too long.",
    [
      "context_length_exceeded",
      "max_tokens_exceeded",
      "token_limit_exceeded",
      "payload_too_large",
      "request_too_large"
    ],
    [413, 414]
  ),
  rule(
    "never",
    "A policy forbids it.",
    [
      "content_policy_violation",
      "content_filter",
      "moderation_blocked",
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
 * Some gateways send a `response.failed` without a code first, and the code in the next event. So after such a chunk it
 * looks for the code until the stream ends, or for a second at most.
 *
 * The first terminal chunk decides: an error that comes after `response.completed` passes as data.
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
export const failOnProviderError = <A extends ChunkElement, E, R>(
  self: Stream.Stream<A, E, R>
): Stream.Stream<A, ProviderError | E, R> =>
  Stream.suspend(() => {
    const hasEnded = makeHasEnded((chunk) => verdictOfChunk(chunk) !== undefined)
    let isOver = false
    let count = 0
    /** An error without a name. A later one may have it. */
    let unnamed: ProviderError | undefined
    return transduce<A, E, R, A, ProviderError | E>(
      endSoonIf(self, () => unnamed !== undefined),
      ({ emit, fail }) => ({
        push: (value) => {
          const chunk = chunkIn(value)
          const { index = count, json } = eventIn(value)
          count++
          const error = isOver || chunk === undefined ? undefined : errorOf(chunk, index, json)
          if (error !== undefined) {
            if (error.type !== "response.failed" || isNamed(error)) fail(error)
            else unnamed ??= error
          } else if (unnamed === undefined) {
            if (chunk !== undefined) isOver = hasEnded(chunk)
            emit(value)
          }
        },
        end: () => {
          if (unnamed !== undefined) fail(unnamed)
        },
        onError: (error) =>
          fail(unnamed ?? (isNotAnEventStream(error) ? (fromNotAnEventStream(error) ?? error) : error))
      })
    )
  })

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** How long an error without a name waits for one, in milliseconds. */
const patience = 1000

/** Ends a stream soon after a condition holds, if it doesn't end by itself. */
const endSoonIf = <A, E, R>(self: Stream.Stream<A, E, R>, condition: () => boolean): Stream.Stream<A, E, R> =>
  Stream.transformPull(self, (pull) =>
    Effect.map(Clock.Clock, (clock) => {
      let end: number | undefined
      return Effect.suspend(() => {
        if (!condition()) return pull
        const now = clock.currentTimeMillisUnsafe()
        end ??= now + patience
        return now < end ? Effect.raceFirst(pull, Effect.andThen(Effect.sleep(end - now), Cause.done())) : Cause.done()
      })
    })
  )

const isNamed = ({ code, errorType, status }: ProviderError): boolean =>
  code !== undefined || errorType !== undefined || status !== undefined

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
    status: statusOf(event["status"]) ?? statusOf(event["status_code"]) ?? reported.status,
    sources: [isObject(error) ? error : isObject(response) ? response["error"] : undefined, event, reported]
  })
}

interface Reported {
  readonly body: ProviderErrorBody | undefined
  /** The provider's class of the error, where it stands beside the error. */
  readonly errorType?: string | null | undefined
  /** The HTTP status and headers that stand in the chunk. */
  readonly status?: number | undefined
  readonly headers?: unknown
}

/** The error in a chunk, if it reports one. */
const errorIn = (chunk: ResponsesStreamChunk): Reported | undefined => {
  switch (chunk.type) {
    case "error":
      return {
        body: bodyOf(chunk.message, chunk.code, chunk.errorType, chunk.param),
        status: statusOf(chunk.status),
        headers: chunk.headers
      }
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

/** A code or a path that is a name. Any other text may quote payload, so it isn't logged. */
const nameOf = (value: unknown): string | undefined => {
  const text = typeof value === "number" ? String(value) : value
  return Predicate.isString(text) && /^[\w.:/[\]-]{1,100}$/.test(text) ? text : undefined
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
  const param = nameOf(body?.param)
  const errorType = nameOf(body?.errorType) ?? nameOf(fields.errorType) ?? nameOf(source["error_type"]) ?? upstreamType
  const status = fields.status ?? statusOf(body?.code)
  const names = [code, errorType, nameOf(fields.errorType), upstreamType].map((name) => name?.toLowerCase())
  const retryAfter =
    fields.retryAfter ?? retryAfterOf([body?.message, ...sources, metadata], Date.now(), isLimit(names, status))
  return new ProviderError({
    ...place,
    providerError: body,
    retryable: isRetryable(names, status, retryAfter !== undefined),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(errorType === undefined ? {} : { errorType }),
    ...(param === undefined ? {} : { param }),
    ...(retryAfter === undefined ? {} : { retryAfter })
  })
}

/** Names under which providers put errors of any kind. */
const genericNames: ReadonlySet<string | undefined> = new Set([
  "invalid_request_error",
  "invalid_request",
  "bad_request",
  "bad_request_error",
  "api_error",
  "server_error",
  "server",
  "internal_server_error",
  "internal_error",
  "internal",
  "upstream_error"
])

type Names = ReadonlyArray<string | undefined>

const rulesByName = new Map<string | undefined, RetryRule>(
  retryRules.flatMap((rule) => rule.names.map((name) => [name, rule] as const))
)

/** Whether a limit was hit: a name or the status says so, or nobody says anything. */
const isLimit = (names: Names, status: number | undefined): boolean => {
  const rules = names.map((name) => rulesByName.get(name))
  return (
    status === 429 ||
    rules.includes(rulesByName.get(rateLimit)) ||
    (status === undefined && rules.every(Predicate.isUndefined))
  )
}

const isRetryable = (names: Names, status: number | undefined, hasRetryAfter: boolean): boolean => {
  const answer =
    answerOf(names.filter((name) => !genericNames.has(name))) ??
    answerOf(names.slice(0, 1)) ??
    ruleOf(status)?.retry ??
    answerOf(names) ??
    "whenRetryAfter"
  return answer === "always" || (answer === "whenRetryAfter" && hasRetryAfter)
}

const answerOf = (names: Names): RetryRule["retry"] | undefined => {
  const answers = names.map((name) => rulesByName.get(name)?.retry)
  return answers.includes("never") ? "never" : answers.find(Predicate.isNotUndefined)
}

const ruleOf = (status: number | undefined): RetryRule | undefined =>
  status === undefined
    ? undefined
    : retryRules.find(({ statuses }) =>
        statuses.some((range) =>
          typeof range === "number" ? range === status : range[0] <= status && status <= range[1]
        )
      )
