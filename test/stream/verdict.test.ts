import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as progress from "../../src/stream/progress.ts"
import { addDone, isErrorType, terminalVerdict, verdictOf } from "../../src/stream/verdict.ts"
import { makeDecoder } from "../support/decoder.ts"

type Wire = Readonly<Record<string, unknown>> & { readonly type: string }

const response = { id: "resp_1", object: "response", created_at: 1, model: "example/model", output: [] }

const terminals = ["completed", "incomplete", "failed"].map((status) => ({
  type: `response.${status}`,
  response: { ...response, status }
}))

const error = { type: "error", code: "server_error", message: "Try again", param: null }

/** The verdict of each place that gives one. */
const verdictsOf = (...wires: ReadonlyArray<Wire>) => {
  const { decodeJson } = makeDecoder()
  const read = progress.start()
  let state = StreamProtocol.initial
  let snapshot = ResponseSnapshot.initial
  for (const [index, wire] of wires.entries()) {
    const json = { sequence_number: index, ...wire }
    const chunk = Result.getOrThrow(decodeJson(json, index))
    progress.advance(read, wire.type, json)
    state = StreamProtocol.step(state, { index, chunk })[0]
    snapshot = ResponseSnapshot.step(snapshot, chunk)
  }
  return [progress.verdict(read), StreamProtocol.verdict(state), snapshot.verdict]
}

describe("the verdict", () => {
  it("is that of the first terminal chunk, whatever comes after it", () => {
    for (const first of terminals) {
      const verdict = terminalVerdict(first.type)!
      for (const second of [...terminals, error, { type: "keepalive" }]) {
        assert.deepStrictEqual(verdictsOf(first, second), [verdict, verdict, verdict], `${first.type}, ${second.type}`)
      }
    }
  })

  it("is that of a terminal chunk after an error", () => {
    for (const terminal of terminals) {
      const verdict = terminalVerdict(terminal.type)!
      assert.deepStrictEqual(verdictsOf(error, terminal), [verdict, verdict, verdict])
    }
    assert.deepStrictEqual(verdictsOf(error), ["Errored", "Errored", "Errored"])
    assert.deepStrictEqual(verdictsOf(), ["Truncated", "Truncated", "Truncated"])
  })

  it("says that the items are complete only where they make an answer and none is open", () => {
    const facts = { terminal: undefined, errored: false, openItems: 0 }
    assert.strictEqual(verdictOf({ ...facts, done: "nothing" }), "Truncated")
    assert.strictEqual(verdictOf({ ...facts, done: "cut" }), "Truncated")
    assert.strictEqual(verdictOf({ ...facts, done: "answer", openItems: 1 }), "Truncated")
    assert.strictEqual(verdictOf({ ...facts, done: "answer" }), "ItemsCompleteWithoutTerminal")
  })

  it("takes reasoning alone for no answer, and an item that is incomplete for a cut one", () => {
    assert.strictEqual(addDone("nothing", "reasoning", "completed"), "nothing")
    assert.strictEqual(addDone("nothing", "message", undefined), "answer")
    assert.strictEqual(addDone("answer", "reasoning", "completed"), "answer")
    assert.strictEqual(addDone("answer", "message", "incomplete"), "cut")
    assert.strictEqual(addDone("cut", "message", "completed"), "cut")
  })

  it("is Cancelled for a response of that status, and for an event of that name", () => {
    for (const status of ["cancelled", "canceled"]) {
      for (const { type } of terminals) assert.strictEqual(terminalVerdict(type, status), "Cancelled")
      assert.strictEqual(terminalVerdict(`response.${status}`), "Cancelled")
      assert.deepStrictEqual(verdictsOf({ type: `response.${status}` }), ["Cancelled", "Cancelled", "Cancelled"])
    }
    assert.isUndefined(terminalVerdict("response.created", "cancelled"))
  })

  it("is that of the last response, if another one begins", () => {
    const [completed] = terminals
    const another = { type: "response.created", response: { ...completed!.response, id: "resp_2" } }
    assert.deepStrictEqual(verdictsOf(completed!, another), ["Truncated", "Truncated", "Truncated"])
  })

  it("takes no other types for ends", () => {
    for (const type of ["response.created", "toString", undefined]) {
      assert.isUndefined(terminalVerdict(type))
      assert.isFalse(isErrorType(type))
    }
  })
})
