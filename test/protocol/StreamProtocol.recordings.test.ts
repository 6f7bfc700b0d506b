import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as progress from "../../src/stream/progress.ts"
import { readEvents } from "../support/reader.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"

describe.skipIf(!hasRecordings)("recordings of real streams", () => {
  it("break no rule of severity error, and end with the reader's verdict", () => {
    assert.isAbove(realRecordings.length, 100)
    for (const { bytes, file } of realRecordings) {
      let state = StreamProtocol.initial
      const errors: Array<StreamProtocol.Violation> = []
      const add = (violations: ReadonlyArray<StreamProtocol.Violation>) =>
        errors.push(...violations.filter(({ severity }) => severity === "error"))
      const { events, reader } = readEvents({ onEnd: "allow" })
      reader.push(bytes)
      reader.end()
      for (const { event, index, json, result } of events) {
        const [next, violations] = StreamProtocol.step(state, {
          chunk: Result.getOrThrow(result),
          index,
          json,
          ...(event === undefined ? {} : { event })
        })
        state = next
        add(violations)
      }
      add(StreamProtocol.end(state))
      assert.deepStrictEqual(errors, [], file)
      assert.strictEqual(StreamProtocol.verdict(state), progress.verdict(reader.progress), file)
    }
  })
})
