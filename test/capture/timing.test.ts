import { assert, describe, it } from "@effect/vitest"
import { initial, step, tokensPerSecond } from "../../src/capture/timing.ts"

/** What comes at which time: a type, or a comment. */
const timing = (...all: ReadonlyArray<readonly [at: number, type: string | undefined]>) => {
  let index = 0
  return all.reduce((state, [at, type]) => step(state, at, type === undefined ? index : index++, type), initial)
}

describe("timing", () => {
  it("has the first and the last event and token, and the longest gap with what ended it", () => {
    const state = timing(
      [100, undefined],
      [300, "response.created"],
      [900, undefined],
      [950, "response.reasoning_text.delta"],
      [1500, "response.output_text.delta"],
      [1600, "response.output_text.done"],
      [1700, undefined]
    )
    assert.deepStrictEqual(state, {
      firstEvent: 300,
      firstToken: 950,
      lastToken: 1500,
      lastEvent: 1600,
      last: 1700,
      longestGap: { duration: 600, before: 1 }
    })
    assert.strictEqual(tokensPerSecond(state, 11), 20)
  })

  it("knows nothing of a stream without tokens, and has no rate where there is nothing to divide", () => {
    assert.deepStrictEqual(timing([5, undefined]), { ...initial, last: 5 })
    const once = timing([5, "response.output_text.delta"])
    assert.strictEqual(once.firstToken, 5)
    assert.isUndefined(once.longestGap)
    assert.isUndefined(tokensPerSecond(once, 3))
    assert.isUndefined(tokensPerSecond(timing([1, "a.delta"], [2, "a.delta"]), undefined))
    assert.isUndefined(tokensPerSecond(initial, 3))
  })
})
