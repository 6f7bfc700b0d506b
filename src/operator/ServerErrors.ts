/**
 * What providers say when they fail, in whichever of five shapes, as one `ServerError`: whether another try may help, and
 * when.
 *
 * The shapes are an `error` chunk, flat or with a nested `error`; a `response.error` chunk; a `response.failed` chunk; and
 * a JSON body in the place of the stream. The first four are data to a decoder: the stream did its job, the response
 * didn't. `failOnServerError` makes a failure of them.
 *
 * @since 0.1.0
 */
import * as Stream from "effect/Stream"
import { isObject } from "../base/json.ts"
import { transduce } from "../base/transduce.ts"
import { chunkOf, isEvent, sequenceNumberOf } from "../stream/event.ts"
import type { ChunkOrEvent } from "../stream/event.ts"
import { retryAfterOf } from "../stream/retryAfter.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { NotAnEventStream, ServerError } from "../errors/StreamError.ts"
import type { ProviderError } from "../errors/StreamError.ts"

// -----------------------------------------------------------------------------
// Rules
// -----------------------------------------------------------------------------

/**
 * Which errors may pass when the same request is sent again.
 *
 * @category models
 * @since 0.1.0
 */
export interface RetryRule {
  /** Names that are a `code` or an `errorType`. */
  readonly names: ReadonlyArray<string>
  /** HTTP statuses, of the answer or in the place of a code: single ones, and ranges from low to high. */
  readonly statuses: ReadonlyArray<number | readonly [from: number, to: number]>
  /** Whether to try again: yes, no, or only where the provider says when. */
  readonly retry: "yes" | "no" | "if told when"
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
 * The rules by which `retryable` is decided.
 *
 * **Details**
 *
 * Names come before statuses: a quota that is used up comes with status 429 as well. Where names contradict each other,
 * "no" wins. An error that no rule knows is retryable only where the provider says when to come back.
 *
 * @category rules
 * @since 0.1.0
 */
export const retryRules: ReadonlyArray<RetryRule> = [
  rule(
    "yes",
    "Too many requests or tokens at a time: the limit fills up again.",
    ["rate_limit_exceeded", "rate_limit_error", "rate_limited", "too_many_requests"],
    [429]
  ),
  rule(
    "yes",
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
    "yes",
    "The server made a mistake, and may not make it again.",
    ["server_error", "server", "internal_server_error", "internal_error", "api_error"],
    [500, 502, 504, [506, 599]]
  ),
  rule("yes", "It took too long.", ["timeout", "timeout_error", "request_timeout", "vector_store_timeout"], [408]),
  rule(
    "yes",
    "Something else held a lock, or the connection has served its time.",
    ["websocket_connection_limit_reached"],
    [409, 425]
  ),
  rule(
    "if told when",
    "Money is missing, unless requests under way hold it back for a while.",
    ["payment_required"],
    [402]
  ),
  rule("no", "The quota is used up: waiting doesn't fill it.", [
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "usage_not_included"
  ]),
  rule(
    "no",
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
    "no",
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
    "no",
    "The request, or what it leads to, is too long.",
    ["context_length_exceeded", "max_tokens_exceeded", "token_limit_exceeded", "payload_too_large"],
    [413, 414]
  ),
  rule(
    "no",
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
  rule("no", "An image of the request is unfit or can't be loaded.", [
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
 * What is known of a chunk beside itself. A `ChunkEvent` of `ChunkStream.decodeEvents` has it all.
 *
 * @category options
 * @since 0.1.0
 */
export interface ServerErrorContext {
  /** Ordinal of the event, from 0. 0 where it isn't given. */
  readonly index?: number
  /** The parsed JSON: it has what chunks don't model, such as a gateway's `metadata` with the time to wait. */
  readonly json?: unknown
}

/**
 * Gives the error that a chunk tells of, if it tells of one: an `error`, a `response.error`, a `response.failed`.
 *
 * **Details**
 *
 * `response.incomplete` is no error: what came is good, and a limit ended it.
 *
 * **Example** (Reading errors as data)
 *
 * ```ts
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 * import * as ServerErrors from "effect-responses-stream/ServerErrors"
 *
 * const explain = (chunk: ResponsesStreamChunk): string | undefined => {
 *   const error = ServerErrors.fromChunk(chunk)
 *   return error?.retryable === true ? "The provider is busy." : error?.message
 * }
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromChunk = (chunk: ResponsesStreamChunk, context?: ServerErrorContext): ServerError | undefined => {
  const json = isObject(context?.json) ? context.json : {}
  const told = toldBy(chunk)
  if (told === undefined) return undefined
  const { response } = json
  const error = isObject(json["error"]) ? json["error"] : isObject(response) ? response["error"] : undefined
  const sequenceNumber = sequenceNumberOf(chunk)
  return make({
    ...told,
    place: {
      index: context?.index ?? 0,
      type: chunk.type,
      ...(sequenceNumber === undefined ? {} : { sequenceNumber })
    },
    status: statusOf(json["status"]) ?? statusOf(json["status_code"]),
    sources: [error, json]
  })
}

/**
 * Gives the error of an answer that was no event stream, if the provider refused: its body is a JSON error, or its HTTP
 * status is one of 400 and above.
 *
 * **Details**
 *
 * The answer itself stays at hand as `cause`. A page with status 200 is no word of the provider: it gives `undefined`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromNotAnEventStream = (error: NotAnEventStream): ServerError | undefined => {
  const { providerError, retryAfter, status } = error
  if (providerError === undefined && (status === undefined || status < 400)) return undefined
  return make({
    error: providerError,
    place: { index: error.index, cause: error },
    status: status === undefined || status < 400 ? undefined : status,
    retryAfter,
    sources: sourcesIn(error.payload())
  })
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Fails a stream of chunks, or of events, with a `ServerError` where the provider says that it failed.
 *
 * **When to use**
 *
 * Use it where an answer that failed is of no use, and where failures are to be retried.
 *
 * **Details**
 *
 * The chunks before are delivered first; the one that tells of the error isn't. The first word counts: after an `error`,
 * a `response.failed` may follow, but doesn't have to, and on a WebSocket nothing says that it won't. A
 * `NotAnEventStream` becomes a `ServerError` as by {@link fromNotAnEventStream}. Other errors pass.
 *
 * On events, the JSON is read too: it has times to wait that chunks don't model.
 *
 * **Example** (Telling what may pass from what won't)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, ServerErrors } from "effect-responses-stream"
 *
 * const text = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     ServerErrors.failOnServerError,
 *     Stream.runFold(
 *       () => "",
 *       (text, chunk) => (chunk.type === "response.output_text.delta" ? text + chunk.delta : text)
 *     ),
 *     Effect.catchTag("ServerError", (error) =>
 *       Effect.succeed(error.retryable ? `Try again in ${error.retryAfter ?? 1} s.` : "The provider refused.")
 *     )
 *   )
 * ```
 *
 * @category failing
 * @since 0.1.0
 */
export const failOnServerError = <A extends ChunkOrEvent, E, R>(
  self: Stream.Stream<A, E, R>
): Stream.Stream<A, ServerError | E, R> =>
  transduce<A, E, R, A, ServerError>(self, ({ emit, fail }) => {
    let index = 0
    return {
      push: (value) => {
        const error = fromChunk(chunkOf(value), isEvent(value) ? value : { index })
        index++
        if (error === undefined) emit(value)
        else fail(error)
      },
      end: () => {}
    }
  }).pipe(
    Stream.mapError((error) => (error instanceof NotAnEventStream ? (fromNotAnEventStream(error) ?? error) : error))
  )

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** What a chunk says of an error. */
const toldBy = (
  chunk: ResponsesStreamChunk
): { readonly error: ProviderError | undefined; readonly errorType?: string | null | undefined } | undefined => {
  switch (chunk.type) {
    case "error":
      return { error: providerError(chunk.message, chunk.code, chunk.errorType, chunk.param) }
    case "response.error":
      return { error: providerError(chunk.error.message, chunk.error.code) }
    case "response.failed": {
      const { error, errorType } = chunk.response
      return {
        error: isObject(error) ? providerError(error.message, error.code, error.type, error.param) : undefined,
        errorType
      }
    }
  }
  return undefined
}

const providerError = (
  message: string,
  code: string | null | undefined,
  errorType?: string | null,
  param?: string | null
): ProviderError => ({
  message,
  ...(isText(code) ? { code } : {}),
  ...(isText(errorType) ? { errorType } : {}),
  ...(isText(param) ? { param } : {})
})

/** What a body has of an error beyond what is read of it already. */
const sourcesIn = (body: string): ReadonlyArray<unknown> => {
  try {
    const json: unknown = JSON.parse(body)
    return isObject(json) ? [json["error"], json] : []
  } catch {
    return []
  }
}

const isText = (value: unknown): value is string => typeof value === "string"

/** A status, or a code that is one. */
const statusOf = (value: unknown): number | undefined => {
  const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof status === "number" && Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined
}

/** Codes are names. What isn't may be anything, and has no place where it is logged. */
const nameOf = (value: unknown): string | undefined => {
  const text = typeof value === "number" ? String(value) : value
  return isText(text) && /^[\w.:/-]{1,100}$/.test(text) ? text : undefined
}

type Place = Omit<ConstructorParameters<typeof ServerError>[0], "retryable" | "providerError">

const make = (fields: {
  readonly error: ProviderError | undefined
  readonly errorType?: string | null | undefined
  readonly place: Place
  readonly status: number | undefined
  readonly retryAfter?: number | undefined
  readonly sources: ReadonlyArray<unknown>
}): ServerError => {
  const { place, sources } = fields
  const given = sources.find(isObject) ?? {}
  // A repair keeps what is modelled. The rest of the error is in the JSON
  const metadata = fields.error?.metadata ?? given["metadata"]
  const error = fields.error === undefined || metadata === undefined ? fields.error : { ...fields.error, metadata }
  const told = isObject(metadata) ? metadata["error_type"] : undefined
  const code = nameOf(error?.code)
  const errorType = nameOf(error?.errorType) ?? nameOf(fields.errorType) ?? nameOf(given["error_type"]) ?? nameOf(told)
  const status = fields.status ?? statusOf(error?.code)
  const retryAfter = fields.retryAfter ?? retryAfterOf(error?.message ?? "", [...sources, metadata], Date.now())
  return new ServerError({
    ...place,
    providerError: error,
    retryable: isRetryable([code, errorType, nameOf(fields.errorType), nameOf(told)], status, retryAfter !== undefined),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(errorType === undefined ? {} : { errorType }),
    ...(isText(error?.param) ? { param: error.param } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter })
  })
}

const rulesByName = new Map(retryRules.flatMap((rule) => rule.names.map((name) => [name, rule])))

const isRetryable = (
  names: ReadonlyArray<string | undefined>,
  status: number | undefined,
  isTold: boolean
): boolean => {
  const answers = names.map((name) => rulesByName.get(name?.toLowerCase() ?? "")?.retry)
  const answer = answers.includes("no")
    ? "no"
    : (answers.find((retry) => retry !== undefined) ?? ruleOf(status)?.retry ?? "if told when")
  return answer === "yes" || (answer === "if told when" && isTold)
}

const ruleOf = (status: number | undefined): RetryRule | undefined =>
  status === undefined
    ? undefined
    : retryRules.find(({ statuses }) =>
        statuses.some((range) =>
          typeof range === "number" ? range === status : range[0] <= status && status <= range[1]
        )
      )
