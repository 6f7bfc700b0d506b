import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { refusalOf } from "../../src/cli/watch/refusal.ts"
import { joinPath, parseUpstream } from "../../src/cli/watch/upstream.ts"

describe("the upstream of watch", () => {
  it("is a URL without keys, up to /v1", () => {
    for (const text of ["https://openrouter.ai/api", "http://127.0.0.1:1/", "https://api.openai.com/v1"]) {
      assert.strictEqual(Result.getOrThrow(parseUpstream(text)).href.replace(/\/$/, ""), text.replace(/\/$/, ""))
    }
    for (const [text, message] of [
      ["s3cr3t.ai", /^--upstream takes the URL of a gateway/],
      ["ftp://s3cr3t", /^--upstream takes the URL of a gateway/],
      ["https://s3cr3t@a.b", /can't have a user or a password\./],
      ["https://a.b?s3cr3t", /can't have a query\./],
      ["https://:s3cr3t@a.b?s3cr3t#s3cr3t", /a user or a password or a query or a fragment\./],
      ["https://a.b/v1/responses/", /what comes before \/v1\/responses, such as/]
    ] as const) {
      const parsed = parseUpstream(text)
      assert(Result.isFailure(parsed))
      assert.match(parsed.failure, message)
      assert.notInclude(parsed.failure, "s3cr3t")
    }
  })

  it("has its path before that of a request, and /v1 once", () => {
    assert.strictEqual(joinPath("/v1/", "/v1/responses?a=/v1"), "/v1/responses?a=/v1")
    assert.strictEqual(joinPath("/v1", "/responses"), "/v1/responses")
    assert.strictEqual(joinPath("/api/v1", "/v1"), "/api/v1")
    assert.strictEqual(joinPath("/v1", "/v10/x"), "/v1/v10/x")
    assert.strictEqual(joinPath("/api", "/v1/responses"), "/api/v1/responses")
    assert.strictEqual(joinPath("/", "/v1/responses"), "/v1/responses")
  })
})

describe("a refusal of the upstream", () => {
  const refusal = (status: number, error: unknown, headers = {}) =>
    refusalOf(status, headers, typeof error === "string" ? error : JSON.stringify({ error }))

  it("is said by its name and the time to wait, never in its own words", () => {
    const message = "s3cr3t words"
    assert.strictEqual(refusal(401, { code: "invalid_api_key", type: "x", message }), "invalid_api_key")
    assert.strictEqual(
      refusal(429, { code: 429, type: "tokens", message }, { "retry-after": "3" }),
      "tokens, retry after 3 s"
    )
    assert.strictEqual(refusal(503, "<html>", { "retry-after": "60" }), "retry after 60 s")
    assert.isUndefined(refusal(500, { code: "s3cr3t words", type: "s3cr3t?", message }))
    assert.isUndefined(refusal(502, ""))
  })
})
