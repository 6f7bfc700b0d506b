import { assert, describe, it } from "@effect/vitest"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { fromHeaders, retryAfterOf } from "../../src/stream/retryAfter.ts"
import { outcome } from "../support/outcome.ts"
import * as Effect from "effect/Effect"

const now = Date.parse("2026-06-01T12:00:00Z")

const read = (headers: Readonly<Record<string, unknown>>, isLimit = true) =>
  fromHeaders((name) => headers[name], now, isLimit)

describe("headers", () => {
  it("say how long to wait, in milliseconds, seconds, or as a date", () => {
    assert.strictEqual(read({ "retry-after-ms": "2500" }), 3)
    assert.strictEqual(read({ "retry-after-ms": 2500, "retry-after": "60" }), 3)
    assert.strictEqual(read({ "retry-after": "7" }), 7)
    assert.strictEqual(read({ "retry-after": "0.2" }), 1)
    assert.strictEqual(read({ "retry-after": "30s" }), 30)
    assert.strictEqual(read({ "retry-after": "Mon, 01 Jun 2026 12:01:00 GMT" }), 60)
    assert.strictEqual(read({ "retry-after": "Mon, 01 Jun 2026 11:01:00 GMT" }), 0)
    assert.strictEqual(read({ "retry-after": null, "retry-after-ms": null }), undefined)
  })

  it("say when a limit is reset, in many forms", () => {
    const seconds = now / 1000 + 90
    for (const [value, wait] of [
      ["1s", 1],
      ["6m0s", 360],
      ["2m59.56s", 180],
      ["20ms", 1],
      ["1h", 3600],
      ["1d2h", 93_600],
      ["59", 59],
      [59.5, 60],
      ["0", 0],
      [seconds, 90],
      [`${seconds * 1000}`, 90],
      ["2026-06-01T12:01:30Z", 90],
      ["Mon Jun 01 2026 12:01:30 GMT+0000", 90],
      ["soon", undefined],
      ["6m0", undefined],
      ["5, 6", undefined],
      ["1s;w=5", undefined],
      ["-1", undefined],
      ["", undefined],
      ["Mon", undefined],
      [{}, undefined]
    ] as const) {
      for (const name of ["x-ratelimit-reset", "x-ratelimit-reset-tokens", "x-ratelimit-reset-requests"]) {
        assert.strictEqual(read({ [name]: value }), wait, `${name}: ${JSON.stringify(value)}`)
      }
    }
  })

  it("count of several limits the last one of those that are used up", () => {
    const resets = {
      "x-ratelimit-reset": "10",
      "x-ratelimit-reset-requests": "1s",
      "x-ratelimit-reset-tokens": "6m0s"
    }
    const left = (all: unknown, requests: unknown, tokens: unknown) =>
      read({
        ...resets,
        "x-ratelimit-remaining": all,
        "x-ratelimit-remaining-requests": requests,
        "x-ratelimit-remaining-tokens": tokens
      })
    assert.strictEqual(left(undefined, undefined, undefined), 360)
    assert.strictEqual(left("0", "0", "0"), 360)
    assert.strictEqual(left("5", "0", "149984"), 1)
    assert.strictEqual(left(null, "7", "1"), 10)
    assert.strictEqual(left("0", "0", 12), 10)
    assert.strictEqual(left("1", "1", "1"), undefined)
    // As Azure says that there is no limit
    assert.strictEqual(left("-1", "-1", "-1"), undefined)
  })

  it("of limits count for nothing where no limit was hit, or where the provider says how long to wait", () => {
    assert.strictEqual(read({ "x-ratelimit-reset": "10", "x-ratelimit-reset-tokens": "6m0s" }, false), undefined)
    assert.strictEqual(read({ "retry-after": "2", "x-ratelimit-reset-tokens": "6m0s" }), 2)
    assert.strictEqual(read({ "retry-after": "2" }, false), 2)
  })

  it.effect("are those of the answer", () =>
    Effect.gen(function* () {
      const wait = (status: number, headers: Readonly<Record<string, string>>) =>
        Effect.map(outcome(ChunkStream.fromResponse(new Response("{}", { status, headers }))), ({ error }) =>
          error?._tag === "NotAnEventStream" ? error.retryAfter : undefined
        )
      assert.strictEqual(yield* wait(429, { "Retry-After-Ms": "2500" }), 3)
      assert.strictEqual(yield* wait(503, { "Retry-After-Ms": "2500" }), 3)
      const limits = { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0s" }
      assert.strictEqual(yield* wait(429, limits), 360)
      assert.strictEqual(yield* wait(500, limits), undefined)
    })
  )
})

describe("errors", () => {
  const wait = (...sources: ReadonlyArray<unknown>) => retryAfterOf(sources, now, true)

  it("say it in what a gateway passes on, as text or as JSON", () => {
    const google = {
      error: {
        code: 429,
        message: "You exceeded your current quota.",
        status: "RESOURCE_EXHAUSTED",
        details: [
          { "@type": "type.googleapis.com/google.rpc.Help", links: [] },
          { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "59s" }
        ]
      }
    }
    for (const raw of [google, JSON.stringify(google), [google], JSON.stringify([google], null, 2)]) {
      assert.strictEqual(wait({ message: "m", metadata: { raw } }), 59)
      assert.strictEqual(wait({ raw }), 59)
    }
    assert.strictEqual(wait(google.error), 59)
    assert.strictEqual(wait(JSON.stringify(google)), 59)
    assert.strictEqual(wait({ details: [{ retryDelay: "0.250s" }] }), 1)
    assert.strictEqual(wait({ metadata: { raw: "Please retry in 59.5s." } }), 60)
    assert.strictEqual(wait({ metadata: { raw: JSON.stringify({ error: { message: "try again in 2s" } }) } }), 2)
    assert.strictEqual(wait({ metadata: { raw: { headers: { "Retry-After-Ms": "1500" } } } }), 2)
  })

  it("say it nowhere else, however deep or odd they are", () => {
    const loop: Record<string, unknown> = { message: "m" }
    loop["metadata"] = loop
    let deep: unknown = { retry_after: 5 }
    for (let i = 0; i < 100_000; i++) deep = { metadata: deep }
    for (const source of [
      loop,
      deep,
      "{",
      "[1",
      null,
      5,
      { details: "59s" },
      { raw: "{]" },
      { input: { retry_after: 5 } }
    ]) {
      assert.isUndefined(wait(source))
    }
  })

  it("say it in headers first, then in fields, then in the text", () => {
    const text = "try again in 3s"
    const field = { details: [{ retryDelay: "2s" }] }
    assert.strictEqual(wait(text, field, { headers: { "retry-after": "1" } }), 1)
    assert.strictEqual(wait(text, field), 2)
    assert.strictEqual(wait(text), 3)
    assert.strictEqual(wait(text, { message: "wait 4 seconds" }), 3)
  })
})
