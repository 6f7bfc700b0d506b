import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as ProviderError from "../../src/operator/ProviderError.ts"
import { makeDecoder } from "../support/decoder.ts"

describe("what a provider's text says of retrying", () => {
  const decoder = makeDecoder()

  it("is found in linear time in hostile text", () => {
    const read = (message: string) => {
      const json = { type: "error", sequence_number: 1, error: { message } }
      const chunk = Result.getOrThrow(decoder.decodeJson(json, 0))
      return ProviderError.fromChunk({ index: 0, chunk, json })?.retryAfter
    }
    assert.isDefined(read("try again in 5 seconds"))
    const start = performance.now()
    read("try again in ".repeat(100_000))
    read(`try again in ${"1s".repeat(300_000)}`)
    read(`try again in ${"9".repeat(1_000_000)}`)
    read("wait ".repeat(200_000))
    read("retry after 1 ".repeat(100_000))
    read(`retry${" ".repeat(1_000_000)}after`)
    read(`wait for ${"1 minute, ".repeat(100_000)}x`)
    read("[".repeat(1_000_000))
    read(`{"message":${'"try again in "'.repeat(50_000)}`)
    assert.isBelow(performance.now() - start, 2000)
  })
})
