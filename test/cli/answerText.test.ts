import { assert, describe, it } from "@effect/vitest"
import * as InspectBytes from "../../src/capture/inspectBytes.ts"
import * as AnswerText from "../../src/cli/inspect/answerText.ts"
import { completed, created, delta, sse, whole } from "./samples.ts"

const read = (stream: string, isTerminal = false) => {
  const answer = AnswerText.make(isTerminal)
  const inspection = InspectBytes.make("-", { observer: { ...answer, onComment: () => {}, onEnd: answer.end } })
  const pieces = stream.split(/(?<=\n\n)/).map((event) => {
    inspection.push(new TextEncoder().encode(event))
    return answer.take()
  })
  const report = inspection.finish()
  return { pieces: [...pieces, answer.take()].filter((text) => text !== ""), complaints: AnswerText.complaints(report) }
}

describe("the text of an answer", () => {
  it("comes delta by delta, and ends with a line end", () => {
    assert.deepStrictEqual(read(sse(whole)), { pieces: ["Hel", "lo", "\n"], complaints: [] })
    assert.deepStrictEqual(read(sse([created, delta(1, "a\n"), completed])).pieces, ["a\n"])
  })

  it("has texts of other parts on lines of their own, and a text that has no deltas", () => {
    const other = { output_index: 1, item_id: "msg_2" }
    const done = {
      type: "response.output_text.done",
      sequence_number: 3,
      item_id: "msg_3",
      output_index: 2,
      content_index: 0,
      text: "c",
      logprobs: []
    }
    const { pieces } = read(sse([created, delta(1, "a"), { ...delta(2, "b"), ...other }, done, completed]))
    assert.strictEqual(pieces.join(""), "a\nb\nc\n")
  })

  it("keeps all characters for a program, and only harmless ones for a terminal", () => {
    const text = "a\u001b[31m\tb\r\nc\u202e"
    assert.strictEqual(read(sse([created, delta(1, text)])).pieces.join(""), `${text}\n`)
    assert.strictEqual(read(sse([created, delta(1, text)]), true).pieces.join(""), "a b↵\nc\n")
  })

  it("says what was wrong, without what the events say", () => {
    const failed = { ...completed, type: "response.failed", response: { ...completed.response, status: "failed" } }
    const complaintsOf = (stream: string) => read(stream).complaints
    assert.deepStrictEqual(complaintsOf(sse([created, failed])), ["It ends as Failed."])
    assert.match(complaintsOf(sse(whole.slice(0, 4))).join("\n"), /^The input ends without a terminal event, before/)
    assert.match(
      complaintsOf(sse([...whole, "{hunter2"])).join("\n"),
      /^1 invalid event\. Event 9: the data is not JSON from position 1/
    )
    assert.match(complaintsOf("<html>").join("\n"), /^This is a web page/)
  })
})
