import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as progress from "../../src/stream/progress.ts"
import { readEvents } from "../support/reader.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"

describe.skipIf(!hasRecordings)("recordings of real streams", () => {
  it("break no rule of severity error, and end with the reader's verdict", () => {
    assert.isAbove(realRecordings.length, 100)
    const warnings = new Map<string, number>()
    for (const { bytes, file } of realRecordings) {
      let state = StreamProtocol.initial
      const errors: Array<StreamProtocol.Violation> = []
      const add = (violations: ReadonlyArray<StreamProtocol.Violation>) => {
        for (const violation of violations) {
          const { message, rule, severity } = violation
          if (severity === "error") errors.push(violation)
          else warnings.set(`${rule} ${message}`, (warnings.get(`${rule} ${message}`) ?? 0) + 1)
        }
      }
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
    console.log([...warnings].map(([rule, count]) => `${count} ${rule}`).join("\n"))
    // What was masked in a recording contradicts its deltas; in one, events are missing
    assert.deepStrictEqual([...warnings.keys()].map((key) => key.slice(0, 2)).toSorted(), ["I4", "I6"])
  })
})
