import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { readFileSync } from "node:fs"
import { makeDecoder } from "../support/decoder.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { ResponseError } from "../../src/model/Response.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as ProviderError from "../../src/operator/ProviderError.ts"
import type * as StreamError from "../../src/errors/StreamError.ts"
import { NotAnEventStream } from "../../src/errors/StreamError.ts"
import * as Testing from "../../src/testing/testing.ts"
import { anotherCopy } from "../support/anotherCopy.ts"
import { bytesOf } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, sse } from "../support/events.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"
import { outcome } from "../support/outcome.ts"

const secret = "S3CRET prompt"

const decoder = makeDecoder()

const decode = (json: object): ResponsesStreamChunk => Result.getOrThrow(decoder.decodeJson(json, 0))

/** The error in an event. */
const errorIn = (json: object, index = 0): ProviderError.ProviderError => {
  const error = ProviderError.fromChunk({ index, chunk: decode(json), json })
  assert(error !== undefined)
  return error
}

const flat = { type: "error", sequence_number: 7, code: "rate_limit_exceeded", message: secret, param: "input" }

const nested = {
  type: "error",
  sequence_number: 7,
  error: { type: "insufficient_quota", code: "insufficient_quota", message: secret, param: null }
}

const responseError = { type: "response.error", error: { code: "server_error", message: secret } }

const failed = (error: object | null, more: object = {}) => ({
  type: "response.failed",
  sequence_number: 7,
  response: { ...created.response, status: "failed", error, ...more }
})

const body = (json: unknown, init: { readonly status?: number; readonly retryAfter?: number } = {}) =>
  new NotAnEventStream({ body: typeof json === "string" ? json : JSON.stringify(json), ...init })

const plain = body({ error: { code: 429, message: secret, metadata: { a: 1 } }, user_id: secret }, { status: 429 })

describe("ProviderError.fromChunk", () => {
  it("reads an error that is flat", () => {
    const error = errorIn(flat, 3)
    assert.instanceOf(error, ProviderError.ProviderError)
    assert.include(error, {
      _tag: "ProviderError",
      index: 3,
      type: "error",
      sequenceNumber: 7,
      code: "rate_limit_exceeded",
      param: "input",
      retryable: true
    })
    assert.deepStrictEqual(error.providerError, { code: "rate_limit_exceeded", message: secret, param: "input" })
    assert.strictEqual(
      error.message,
      "Event 3 (error) reports an error of the provider: rate_limit_exceeded. Trying again may help. " +
        "Read providerError for its reason."
    )
  })

  it("reads an error that is nested", () => {
    const error = errorIn(nested)
    assert.include(error, { type: "error", code: "insufficient_quota", errorType: "insufficient_quota" })
    assert.isFalse(error.retryable)
    assert.notProperty(error, "param")
    assert.include(error.message, "Trying again isn't known to help")
  })

  it("reads response.error, which has no sequence number", () => {
    const error = errorIn(responseError)
    assert.include(error, { type: "response.error", code: "server_error", retryable: true })
    assert.notProperty(error, "sequenceNumber")
  })

  it("reads response.failed, with OpenRouter's own name for what went wrong", () => {
    const error = errorIn(
      failed({ code: "server_error", message: secret }, { error_type: "provider_overloaded", usage: null, output: [] })
    )
    assert.include(error, {
      type: "response.failed",
      sequenceNumber: 7,
      code: "server_error",
      errorType: "provider_overloaded",
      retryable: true
    })
  })

  it("reads response.failed without a reason", () => {
    const error = errorIn(failed(null))
    assert.isUndefined(error.providerError)
    assert.isFalse(error.retryable)
    assert.include(error.message, "It gives no reason.")
  })

  it("reads a code that is a status", () => {
    for (const json of [
      { type: "error", error: { code: 503, message: "m" } },
      { error: { code: 503, message: "m" } },
      { type: "response.error", error: { code: 503, message: "m" } },
      failed({ code: 503, message: "m" })
    ]) {
      assert.include(errorIn(json), { code: "503", status: 503, retryable: true })
    }
  })

  it("reads what stands around an error on a WebSocket", () => {
    const error = errorIn({
      type: "error",
      status: 429,
      headers: { "Retry-After": "12" },
      error: { type: "usage_limit_reached", message: "m", resets_in_seconds: 99 }
    })
    assert.include(error, { status: 429, errorType: "usage_limit_reached", retryable: true, retryAfter: 12 })
  })

  it("gives nothing for any other chunk, response.incomplete among them", () => {
    for (const json of [created, itemAdded, delta("x"), completed, { ...completed, type: "response.incomplete" }]) {
      assert.isUndefined(ProviderError.fromChunk(decode(json)))
    }
    assert.isUndefined(ProviderError.fromChunk(decode({ type: "response.of_tomorrow", error: { message: "m" } })))
  })

  it("needs nothing but the chunk", () => {
    const error = ProviderError.fromChunk(decode(flat))
    assert.include(error, { index: 0, code: "rate_limit_exceeded" })
  })

  it("keeps a parameter that is no path out of fields and messages", () => {
    assert.strictEqual(
      errorIn({ ...flat, param: "input[0].content[1].image_url" }).param,
      "input[0].content[1].image_url"
    )
    for (const param of [secret, "a\u202eb", "x".repeat(101)]) {
      const error = errorIn({ ...flat, param })
      assert.notProperty(error, "param")
      assert.strictEqual(error.providerError?.param, param)
      assert.notInclude(JSON.stringify(error), param)
    }
  })

  it("keeps codes that are no names out of fields and messages", () => {
    for (const code of [secret, "a\nb", "x".repeat(101), "", "<b>"]) {
      const error = errorIn({ ...flat, code, param: null })
      assert.notProperty(error, "code")
      assert.strictEqual(error.providerError?.code, code)
      if (code !== "") assert.notInclude(JSON.stringify(error), code)
    }
  })
})

describe("ProviderError.fromNotAnEventStream", () => {
  it("reads a JSON body", () => {
    const error = ProviderError.fromNotAnEventStream(plain)
    assert(error !== undefined)
    assert.include(error, { index: 0, status: 429, code: "429", retryable: true })
    assert.notProperty(error, "type")
    assert.strictEqual(error.cause, plain)
    assert.deepStrictEqual(error.providerError, plain.providerError)
    assert.include(error.message, "The provider answered with an error and HTTP status 429. ")
  })

  it("reads a JSON error that came with status 200", () => {
    const error = ProviderError.fromNotAnEventStream(
      body({ error: { code: "server_error", message: "m" } }, { status: 200 })
    )
    assert.include(error, { code: "server_error", retryable: true })
    assert.notProperty(error, "status")
    assert.include(error?.message, "The provider answered with an error: server_error.")
  })

  it("takes a status for an error where the body says nothing", () => {
    const error = ProviderError.fromNotAnEventStream(body("<html>", { status: 502 }))
    assert.include(error, { status: 502, retryable: true })
    assert.isUndefined(error?.providerError)
    assert.isFalse(ProviderError.fromNotAnEventStream(body("<html>", { status: 404 }))?.retryable)
  })

  it("gives nothing where the provider has said nothing", () => {
    assert.isUndefined(ProviderError.fromNotAnEventStream(body("<html>", { status: 200 })))
    assert.isUndefined(ProviderError.fromNotAnEventStream(body("<html>")))
  })

  it("takes the time to wait from the header, before what the body says", () => {
    const json = { error: { code: 429, message: "m", metadata: { headers: { "Retry-After": "5" } } } }
    assert.strictEqual(ProviderError.fromNotAnEventStream(body(json, { status: 429, retryAfter: 9 }))?.retryAfter, 9)
    assert.strictEqual(ProviderError.fromNotAnEventStream(body(json, { status: 429 }))?.retryAfter, 5)
  })
})

describe("all shapes", () => {
  const shapes: { readonly [name: string]: ProviderError.ProviderError } = {
    flat: errorIn(flat),
    nested: errorIn(nested),
    "response.error": errorIn(responseError),
    "response.failed": errorIn(failed({ code: "server_error", message: secret })),
    "a plain body": ProviderError.fromNotAnEventStream(plain)!
  }
  for (const [name, error] of Object.entries(shapes)) {
    it(`hand out the provider's words on request, and nowhere else: ${name}`, () => {
      assert.strictEqual(error.providerError?.message, secret)
      for (const shown of [error.message, String(error), JSON.stringify(error), error.stack ?? ""]) {
        assert.notInclude(shown, secret)
      }
    })
  }
})

describe("ProviderError.retryRules", () => {
  const nameOf = (code: string, errorType?: string) =>
    errorIn({ ...flat, code, ...(errorType === undefined ? {} : { error_type: errorType }) }).retryable

  it("have each name once", () => {
    const names = ProviderError.retryRules.flatMap((rule) => rule.names)
    assert.strictEqual(new Set(names).size, names.length)
    for (const name of names) assert.match(name, /^[a-z0-9_]+$/)
  })

  it("decide by name, whatever its case", () => {
    for (const { names, retry } of ProviderError.retryRules) {
      for (const name of names) {
        assert.strictEqual(nameOf(name), retry === "always", name)
        assert.strictEqual(nameOf(name.toUpperCase()), retry === "always", name)
        assert.strictEqual(nameOf("of_tomorrow", name), retry === "always", name)
      }
    }
  })

  it("decide by status", () => {
    const retryable = (status: number) => ProviderError.fromNotAnEventStream(body("", { status }))!.retryable
    for (const status of [408, 409, 425, 429, 500, 502, 503, 504, 520, 529, 599])
      assert.isTrue(retryable(status), `${status}`)
    for (const status of [400, 401, 402, 403, 404, 410, 413, 418, 422, 451, 501, 505]) {
      assert.isFalse(retryable(status), `${status}`)
    }
  })

  it("put names before statuses, and never before always", () => {
    const quota = body({ error: { code: "insufficient_quota", message: "m" } }, { status: 429, retryAfter: 1 })
    assert.isFalse(ProviderError.fromNotAnEventStream(quota)?.retryable)
    assert.isFalse(nameOf("rate_limit_exceeded", "insufficient_quota"))
    assert.isTrue(nameOf("of_tomorrow", "rate_limit_exceeded"))
  })

  it("put a name that is known before a generic one, and a generic type after the status", () => {
    const generic = "invalid_request_error"
    const of = (status: number | undefined, code: string | null, type: string, message = "m") =>
      errorIn({ type: "error", sequence_number: 1, status, error: { type, code, message, param: null } }).retryable
    for (const code of [
      "websocket_connection_limit_reached",
      "rate_limit_exceeded",
      "server_is_overloaded",
      "slow_down",
      "conversation_locked",
      "server_error"
    ]) {
      assert.isTrue(of(400, code, generic), code)
      assert.isTrue(of(undefined, code, generic), code)
    }
    for (const code of ["previous_response_not_found", "context_length_exceeded", "invalid_encrypted_content"]) {
      assert.isFalse(of(400, code, generic), code)
      assert.isFalse(of(500, code, "server_error"), code)
      assert.isFalse(of(undefined, "server_error", code), code)
    }
    for (const code of ["credit_balance_exhausted", "project_spend_limit_exceeded", "rate_limit_exceeded"]) {
      assert.isFalse(of(429, code, "insufficient_quota"), code)
    }
    assert.isFalse(of(400, null, generic))
    assert.isFalse(of(400, "of_tomorrow", generic))
    assert.isFalse(of(undefined, null, generic))
    assert.isTrue(of(429, null, generic))
    assert.isTrue(of(503, "of_tomorrow", generic))
    assert.isFalse(of(400, null, "api_error"))
    assert.isFalse(of(429, generic, generic))
    assert.isTrue(of(400, "server_error", "of_tomorrow"))
  })

  it("wait for a plan's share only as long as the provider says", () => {
    assert.isFalse(errorIn({ ...flat, code: "usage_limit_reached", status: 429 }).retryable)
    assert.isTrue(errorIn({ ...flat, code: "usage_limit_reached", status: 429, resets_in_seconds: 60 }).retryable)
  })

  it("try again where nobody knows better only if there is a time to wait", () => {
    const of = (json: object, status?: number, retryAfter?: number) =>
      ProviderError.fromNotAnEventStream(
        body(json, { ...(status === undefined ? {} : { status }), ...(retryAfter === undefined ? {} : { retryAfter }) })
      )!.retryable
    const unknown = { error: { code: "of_tomorrow", message: "m" } }
    assert.isFalse(of(unknown))
    assert.isTrue(of(unknown, undefined, 3))
    assert.isFalse(of({ error: { code: 402, message: "m" } }, 402))
    assert.isTrue(of({ error: { code: 402, message: "m" } }, 402, 3))
    assert.isFalse(of({ error: { code: "payment_required", message: "m" } }, 402))
  })

  it("know every name that the models know", () => {
    const names = new Set(ProviderError.retryRules.flatMap((rule) => rule.names))
    const source = readFileSync(new URL("../../src/model/Response.ts", import.meta.url), "utf8")
    const lists = [
      /export (?:const|type) ApiErrorType =([^]*?)\n\n/.exec(source)?.[1],
      /class ResponseError [^]*?\bcode: ([^]*?)\n {2}\/\*\*/.exec(source)?.[1]
    ]
    for (const list of lists) {
      const known = [...(list ?? "").matchAll(/"([a-z_]+)"/g)].map((match) => match[1]!)
      assert.isAbove(known.length, 15)
      // OpenRouter's word for an error that it has no word for: the status decides
      for (const name of known) if (name !== "unmapped") assert.isTrue(names.has(name), name)
    }
    assert.property(ResponseError.fields, "code")
  })

  it("are documented, each with its reason", () => {
    const guide = readFileSync(new URL("../../docs/guide.md", import.meta.url), "utf8")
    for (const { names, reason, retry } of ProviderError.retryRules) {
      const row = guide.split("\n").find((line) => line.startsWith("| ") && line.includes(reason))
      assert.isDefined(row, reason)
      assert.match(row, new RegExp(`\\| ${retry} +\\|`))
      assert.include(row, `\`${names[0]}\``)
    }
  })
})

describe("retryAfter", () => {
  const wait = (error: object, around: object = {}) =>
    errorIn({ type: "error", sequence_number: 1, ...around, error: { message: "m", ...error } }).retryAfter
  const text = (message: string) => wait({ message })
  const inAMinute = (scale: number) => Math.round((Date.now() + 60_000) / scale)
  const isAMinute = (seconds: number | undefined) => {
    assert.isAtLeast(seconds!, 58)
    assert.isAtMost(seconds!, 61)
  }

  it("comes from headers that a gateway repeats, whatever their case", () => {
    assert.strictEqual(wait({ metadata: { headers: { "RETRY-AFTER": "7" } } }), 7)
    assert.strictEqual(wait({ metadata: { headers: { "retry-after": 6.2 } } }), 7)
    assert.strictEqual(wait({ metadata: { headers: { "retry-after-ms": "250" } } }), 1)
    isAMinute(wait({ metadata: { headers: { "Retry-After": new Date(inAMinute(1)).toUTCString() } } }))
    isAMinute(wait({ metadata: { headers: { "X-RateLimit-Reset": String(inAMinute(1)) } } }))
    isAMinute(wait({ metadata: { headers: { "X-RateLimit-Reset": inAMinute(1000) } } }))
    assert.strictEqual(wait({ metadata: { headers: { "X-RateLimit-Reset": "40" } } }), 40)
  })

  it("comes from fields", () => {
    assert.strictEqual(wait({ retry_after: 4 }), 4)
    assert.strictEqual(wait({ metadata: { retry_after_seconds: "4.1" } }), 5)
    assert.strictEqual(wait({ metadata: { retry_after_ms: 1500 } }), 2)
    assert.strictEqual(wait({ resets_in_seconds: 3600 }), 3600)
    isAMinute(wait({ resets_at: inAMinute(1000) }))
  })

  it("comes from the text, which is all that a limit has once the stream has begun", () => {
    assert.strictEqual(text("Rate limit reached. Please try again in 6.02s. Visit …"), 7)
    assert.strictEqual(text("Please try again in 20ms."), 1)
    assert.strictEqual(text("Please try again in 1m30s."), 90)
    assert.strictEqual(text("Rate limit is exceeded. Try again in 17 seconds."), 17)
    assert.strictEqual(text("try again in 2 hours 5 minutes"), 7500)
    assert.strictEqual(text("try again in 1 minute"), 60)
    assert.strictEqual(errorIn({ ...flat, message: "Try again in 3 s" }).retryAfter, 3)
  })

  it("comes from the text, in the words of each provider", () => {
    for (const [message, seconds] of [
      ["Please retry after 26 seconds.", 26],
      ["Please retry in 59.5s.", 60],
      ["Too many requests. Retry after 12 seconds.", 12],
      ["You exceeded your quota. Please try again in 1m30s.", 90],
      ["try again in 20ms", 1],
      ["Please wait 5 seconds", 5],
      ["Please wait for 5 seconds and retry", 5],
      ["Try again after 1 minute, 5 seconds", 65],
      ["try again in 1 hour and 2 minutes", 3720],
      ["Please retry your request after 2 minutes.", 120],
      ["Please try again later. You may try again in 7s.", 7]
    ] as const) {
      assert.strictEqual(text(message), seconds, message)
    }
    for (const message of [
      "We waited 5 seconds",
      "no entry in 5 seconds",
      "retry after 5",
      "await 5 seconds",
      "in 5s"
    ]) {
      assert.isUndefined(text(message), message)
    }
  })

  it("comes from the reset of a limit only if a limit was hit", () => {
    const headers = { "X-RateLimit-Reset-Tokens": "6m0s", "X-RateLimit-Reset-Requests": "1s" }
    const around = { headers: { ...headers, "X-RateLimit-Remaining-Requests": "59" } }
    assert.strictEqual(wait({}, around), 360)
    assert.strictEqual(wait({}, { ...around, status: 429 }), 360)
    assert.strictEqual(wait({ code: "rate_limit_exceeded" }, { ...around, status: 400 }), 360)
    assert.strictEqual(wait({ code: "of_tomorrow" }, around), 360)
    assert.isUndefined(wait({}, { ...around, status: 500 }))
    assert.isUndefined(wait({ code: "server_error" }, around))
    assert.isUndefined(wait({ code: 502, metadata: { headers } }))
  })

  it("comes from what a gateway passes on, in a chunk, an event or an answer", () => {
    const raw = JSON.stringify({ error: { details: [{ retryDelay: "59s" }] } })
    const error = { code: 429, message: "Provider returned error", metadata: { raw, provider_name: "Google" } }
    assert.include(errorIn({ error }), { retryAfter: 59, retryable: true })
    const answer = ProviderError.fromNotAnEventStream(body({ error }, { status: 429 }))
    assert.include(answer, { retryAfter: 59, retryable: true })
  })

  it("is 0 where the time has come", () => {
    assert.strictEqual(wait({ metadata: { headers: { "X-RateLimit-Reset": "1700000000000" } } }), 0)
    assert.strictEqual(wait({ retry_after: 0 }), 0)
  })

  it("is absent where nothing, or nonsense, is said", () => {
    for (const value of ["soon", "-5", -5, "", null, true, {}, [], "1e3", "0x10", "5, 6", Number.MAX_VALUE * 10]) {
      assert.isUndefined(
        wait({ retry_after: value, metadata: { headers: { "retry-after": value } } }),
        JSON.stringify(value)
      )
    }
    for (const message of ["", "Try again later", "try again in a minute", "try again in 5", "try again in 5 tries"]) {
      assert.isUndefined(text(message), message)
    }
    assert.isUndefined(wait({ metadata: "x" }, { headers: "y" }))
  })
})

describe("ProviderError.failOnProviderError", () => {
  const chunks = (...events: ReadonlyArray<unknown>) =>
    Stream.fromIterable(events).pipe(ChunkStream.decodeJson({ endAt: "input" }))

  it.effect("fails at the error, after the chunks before it", () =>
    Effect.gen(function* () {
      for (const event of [flat, nested, responseError, failed({ code: "server_error", message: secret })]) {
        for (const size of [1, 2, 100]) {
          const { error, values } = yield* outcome(
            chunks(created, itemAdded, event, itemDone, completed).pipe(
              Stream.rechunk(size),
              ProviderError.failOnProviderError
            )
          )
          assert.deepStrictEqual(
            values.map(({ type }) => type),
            ["response.created", "response.output_item.added"]
          )
          assert(error?._tag === "ProviderError")
          assert.include(error, { index: 2, type: event.type })
        }
      }
    })
  )

  it.effect("takes the first word for it, and reads no further", () =>
    Effect.gen(function* () {
      let pulled = 0
      const { error } = yield* outcome(
        Stream.fromIterable<unknown>([created, flat, failed({ code: "invalid_prompt", message: "m" })]).pipe(
          Stream.rechunk(1),
          Stream.tap(() => Effect.sync(() => pulled++)),
          ChunkStream.decodeJson({ endAt: "input" }),
          ProviderError.failOnProviderError
        )
      )
      assert.include(error, { code: "rate_limit_exceeded" })
      assert.strictEqual(pulled, 2)
    })
  )

  it.effect("reads the JSON of events, which has more than the chunk", () =>
    Effect.gen(function* () {
      const event = { error: { code: 429, message: "m", metadata: { headers: { "Retry-After": "8" } } } }
      const { error } = yield* outcome(
        Stream.make(bytesOf(sse(created, event))).pipe(
          ChunkStream.decode({ as: "event" }),
          ProviderError.failOnProviderError
        )
      )
      assert(error?._tag === "ProviderError")
      assert.include(error, { index: 1, status: 429, retryAfter: 8, retryable: true })
      assert.deepStrictEqual(error.providerError?.metadata, event.error.metadata)
    })
  )

  it.effect("takes the answer that is no event stream, and lets other errors pass", () =>
    Effect.gen(function* () {
      const refused = Response.json(
        { error: { message: "m", code: 429 } },
        { status: 429, headers: { "retry-after": "3" } }
      )
      const { error } = yield* outcome(ChunkStream.fromResponse(refused).pipe(ProviderError.failOnProviderError))
      assert(error?._tag === "ProviderError")
      assert.include(error, { status: 429, retryAfter: 3, retryable: true })
      const page = new Response("<html>", { headers: { "content-type": "text/html" } })
      const other = yield* outcome(ChunkStream.fromResponse(page).pipe(ProviderError.failOnProviderError))
      assert.strictEqual(other.error?._tag, "NotAnEventStream")
      const cut = yield* outcome(chunks(created).pipe(ProviderError.failOnProviderError))
      assert.strictEqual(cut.error?._tag, "UnexpectedEnd")
    })
  )

  it.effect("takes the answer as another copy of the package gives it", () =>
    Effect.gen(function* () {
      const copy = yield* Effect.promise(() => anotherCopy<typeof StreamError>("src/errors/StreamError.ts"))
      const refused = new copy.NotAnEventStream({ body: JSON.stringify({ error: { message: secret } }), status: 503 })
      const { error } = yield* outcome(Stream.fail(refused).pipe(ProviderError.failOnProviderError))
      assert(error?._tag === "ProviderError")
      assert.include(error, { status: 503, retryable: true })
      assert.strictEqual(error.providerError?.message, secret)
    })
  )

  it.effect("lets a stream without errors pass, each run anew", () =>
    Effect.gen(function* () {
      const stream = chunks(created, itemAdded, itemDone, completed).pipe(ProviderError.failOnProviderError)
      for (let run = 0; run < 2; run++) {
        const { error, values } = yield* outcome(stream)
        assert.isUndefined(error)
        assert.strictEqual(values.length, 4)
      }
    })
  )

  it.effect.prop(
    "fails any answer that failed at its last event, whichever way it is read",
    [Testing.anyAnswer()],
    ([answer]) =>
      Effect.gen(function* () {
        const ended = answer.pipe(Testing.endingWith("failed"))
        const all = Testing.toChunks(ended)
        const bytes = Stream.fromIterable(Testing.toPieces(ended, 100))
        const read = yield* outcome(bytes.pipe(ChunkStream.decode(), ProviderError.failOnProviderError))
        const events = yield* outcome(
          bytes.pipe(ChunkStream.decode({ as: "event" }), ProviderError.failOnProviderError)
        )
        for (const { error, values } of [read, events]) {
          assert.strictEqual(values.length, all.length - 1)
          assert(error?._tag === "ProviderError")
          assert.include(error, { index: all.length - 1, type: "response.failed", code: "server_error" })
        }
        const whole = yield* outcome(
          Stream.fromIterable(Testing.toChunks(answer)).pipe(ProviderError.failOnProviderError)
        )
        assert.isUndefined(whole.error)
      })
  )

  it.effect.skipIf(!hasRecordings)("reads the recorded failures of providers", () =>
    Effect.gen(function* () {
      const failures = recordings.filter(({ types }) => types.includes("error") || types.includes("response.failed"))
      assert.isAtLeast(failures.length, 1)
      for (const { bytes, file } of failures) {
        const stream = Stream.make(bytes).pipe(ChunkStream.decode())
        const error = yield* Effect.flip(Stream.runDrain(ProviderError.failOnProviderError(stream)))
        assert(error._tag === "ProviderError", file)
        console.log(`${file}: ${error.message}`)
        const reported = yield* Stream.runHead(Stream.filter(stream, ({ type }) => type === "error"))
        assert(Option.isSome(reported), file)
        assert.strictEqual(error.type, "error", file)
      }
    })
  )
})

describe("an error whose code comes later", () => {
  const unnamed = failed(null)
  const late = {
    type: "error",
    sequence_number: 8,
    error: { type: "too_many_requests", code: "rate_limit_exceeded", message: "Retry after 12 seconds.", param: null }
  }
  const keepalive = { type: "keepalive", sequence_number: 9 }

  /** Events, each some milliseconds after the one before; `end` says how they end. */
  const paced = <E = never>(
    steps: ReadonlyArray<readonly [millis: number, event: unknown]>,
    end: Stream.Stream<never, E> = Stream.empty
  ) =>
    Stream.fromIterable(steps).pipe(
      Stream.rechunk(1),
      Stream.mapEffect(([millis, event]) => Effect.as(Effect.sleep(millis), event)),
      Stream.concat(end),
      ChunkStream.decodeJson({ endAt: "input", onEnd: "allow" }),
      ProviderError.failOnProviderError
    )

  /** The outcome after some milliseconds, if there is one by then. */
  const after = <A, E>(millis: number, stream: Stream.Stream<A, E>) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(outcome(stream))
      yield* TestClock.adjust(millis)
      const exit = fiber.pollUnsafe()
      if (exit === undefined) yield* Fiber.interrupt(fiber)
      return exit?._tag === "Success" ? exit.value : undefined
    })

  it.effect("has it from the same piece, and from a later one", () =>
    Effect.gen(function* () {
      for (const before of [unnamed, failed({ code: null, message: "m" })]) {
        for (const between of [[], [keepalive], [keepalive, { type: "response.of_tomorrow" }]]) {
          for (const size of [1, 2, 100]) {
            const events = Stream.fromIterable<unknown>([created, before, ...between, late]).pipe(Stream.rechunk(size))
            const { error, values } = yield* outcome(
              events.pipe(ChunkStream.decodeJson({ endAt: "input" }), ProviderError.failOnProviderError)
            )
            assert(error?._tag === "ProviderError")
            assert.include(error, {
              index: 2 + between.length,
              type: "error",
              code: "rate_limit_exceeded",
              errorType: "too_many_requests",
              retryable: true,
              retryAfter: 12
            })
            assert.strictEqual(values.length, 1)
          }
        }
      }
    })
  )

  it.effect("waits for it a second at most, and then releases the connection", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const silence = Stream.fromEffectDrain(
        Effect.onInterrupt(Effect.never, () => Effect.sync(() => seen.push("interrupted")))
      )
      const open = paced(
        [
          [0, created],
          [0, unnamed]
        ],
        silence
      )
      assert.isUndefined(yield* after(999, open))
      const { error, values } = (yield* after(1000, open))!
      assert(error?._tag === "ProviderError")
      assert.include(error, { index: 1, type: "response.failed", retryable: false })
      assert.strictEqual(values.length, 1)
      assert.deepStrictEqual(seen, ["interrupted", "interrupted"])
      const busy = paced(
        [
          [0, unnamed],
          [400, keepalive],
          [400, keepalive],
          [400, keepalive],
          [400, late]
        ],
        silence
      )
      assert.include((yield* after(1000, busy))?.error, { type: "response.failed" })
      const intime = paced(
        [
          [0, unnamed],
          [900, late]
        ],
        silence
      )
      assert.include((yield* after(900, intime))?.error, { code: "rate_limit_exceeded" })
    })
  )

  it.effect("stands without one where the stream ends or breaks", () =>
    Effect.gen(function* () {
      for (const end of [Stream.empty, Stream.fail("boom" as const)]) {
        const { error } = (yield* after(
          0,
          paced(
            [
              [0, created],
              [0, unnamed]
            ],
            end
          )
        ))!
        assert(typeof error === "object" && error._tag === "ProviderError")
        assert.include(error, { index: 1, type: "response.failed" })
      }
    })
  )

  it.effect("isn't looked for after an error that has a name", () =>
    Effect.gen(function* () {
      const named = failed({ code: "server_error", message: "m" })
      for (const event of [named, { ...flat, code: null }, { error: { code: 500, message: "m" } }]) {
        const open = paced([[0, event]], Stream.fromEffectDrain(Effect.never))
        assert.strictEqual((yield* after(0, open))?.error?._tag, "ProviderError")
      }
    })
  )
})

describe("an error after the terminal chunk", () => {
  const decode = (...events: ReadonlyArray<unknown>) =>
    Stream.fromIterable(events).pipe(ChunkStream.decodeJson({ endAt: "input" }))

  it.effect("is data: the first terminal chunk decides", () =>
    Effect.gen(function* () {
      const incomplete = { ...completed, type: "response.incomplete" }
      const cancelled = { type: "response.cancelled", response: { id: "resp_1", status: "cancelled" } }
      for (const end of [completed, incomplete, cancelled]) {
        for (const error of [
          failed({ code: "server_error", message: "m" }),
          failed(null),
          flat,
          nested,
          responseError
        ]) {
          for (const size of [1, 100]) {
            const read = yield* outcome(
              decode(created, end, error).pipe(Stream.rechunk(size), ProviderError.failOnProviderError)
            )
            assert.isUndefined(read.error)
            assert.deepStrictEqual(read.values, yield* Stream.runCollect(decode(created, end, error)))
          }
        }
      }
    })
  )

  it.effect("of another response isn't", () =>
    Effect.gen(function* () {
      const second = { ...created, response: { ...created.response, id: "resp_2" } }
      const { error, values } = yield* outcome(
        decode(created, completed, second, flat).pipe(ProviderError.failOnProviderError)
      )
      assert.include(error, { index: 3, code: "rate_limit_exceeded" })
      assert.strictEqual(values.length, 3)
    })
  )
})
