import { assert, describe, it } from "@effect/vitest"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import { call, created, decoded, oslo, response, short } from "./streams.ts"

describe("step", () => {
  it("leaves the state that it is given as it was", () => {
    const a = call(0)
    const chunks = decoded([
      created,
      a.added(),
      a.delta('{"city":'),
      a.delta('"Oslo"}'),
      a.done(oslo),
      response("completed")
    ])
    const states = [FunctionCall.initial]
    const found = chunks.map((chunk) => {
      const [state, events] = FunctionCall.step(states.at(-1)!, chunk)
      states.push(state)
      return events
    })
    const [rome] = decoded([a.delta('"Rome"}')])
    for (const [i, chunk] of chunks.entries()) {
      FunctionCall.step(states[i]!, rome!)
      assert.deepStrictEqual(FunctionCall.step(states[i]!, chunk)[1], found[i])
    }
    assert.isEmpty(FunctionCall.end(states.at(-1)!))
    assert.deepStrictEqual(short(FunctionCall.end(states[3]!)), [["Unfinished", "call_0", "Truncated"]])
  })
})
