import { assert, describe, it } from "@effect/vitest"
import { isSound } from "../../src/capture/inspection.ts"
import { read } from "../cli/read.ts"
import { completed, created, jsonl, sse, whole } from "../cli/samples.ts"

const chunk = { id: "c1", object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: "hunter2" } }] }
const completion = { id: "c1", object: "chat.completion", choices: [{ index: 0, message: { content: "hunter2" } }] }
const manifest = { name: "hunter2", version: "1.0.0", type: "module", scripts: { hunter2: "hunter2" } }

const pretty = (value: unknown): string => JSON.stringify(value, null, 2)

/** What is said of an input, in the summary and in JSON. */
const hintOf = (input: string, file = "-"): string => {
  const { json, lines, report } = read(input, { file })
  assert.isFalse(isSound(report))
  assert.notInclude(JSON.stringify(json), "hunter2")
  assert.include(lines.join(" "), json.hint)
  assert.strictEqual(json.tailLength, 0)
  return json.hint
}

describe("what an input is", () => {
  const inputs: ReadonlyArray<readonly [what: string, inputs: ReadonlyArray<string>, says: RegExp]> = [
    ["nothing", ["", "\n \r\n"], /^The input is empty\. Look at what should have written it/],
    ["words", ["Hello there.\n\nhunter2\n", "HTTP/1.1 500 Oops\r\n\r\n", '"hunter2"'], /^This is text, not a stream/],
    ["a page", ["<!doctype html><p>hunter2"], /^This is a web page, .* Check the URL\..*"stream": true/],
    [
      "a chat completion",
      [pretty(completion), JSON.stringify(completion)],
      /^This is a chat completion .*\/responses instead of …\/chat\/completions/
    ],
    [
      "chunks of chat completions",
      [sse([chunk, chunk, "[DONE]"]), jsonl([chunk, chunk]), pretty([chunk, chunk]), pretty(chunk)],
      /^These are chunks of Chat Completions, .*\/responses instead of …\/chat\/completions/
    ],
    [
      "a complete response",
      [pretty(completed.response), JSON.stringify(completed.response), JSON.stringify(completed.response) + "\n"],
      /^This is a complete response that was not streamed.*"stream": true.*schema Response/
    ],
    [
      "an error",
      ['{"error":{"message":"hunter2"}}', pretty({ error: "hunter2" })],
      /^This is an error that a server sent/
    ],
    [
      "a manifest",
      [pretty(manifest), pretty({ ...manifest, files: "x".repeat(100_000) })],
      /^This is JSON, but not an event/
    ],
    [
      "a manifest in a line, and other events",
      [JSON.stringify(manifest), sse([{ type: "a" }, "hunter2"])],
      /^No event has a type/
    ],
    ["an array of values", ["[]", "[1, 2]", "[\n"], /^This is a JSON array, but not of events\. .*array of events/],
    ["an array of objects", [pretty([{ role: "user", content: "hi" }])], /^No event has a type .*array of events/]
  ]

  it.each(inputs)("is said of %s", (_, inputs, says) => {
    for (const input of inputs) assert.match(hintOf(input), says)
  })

  it("is said of bytes that are no text, which isn't called text", () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => 128 + ((i * 73) % 128))
    assert.match(read(bytes).json.hint, /^This is not text in UTF-8, so it is no stream of events\./)
  })

  it("stands in the place of the library's advice", () => {
    const { json } = read(pretty(manifest))
    assert.deepStrictEqual(
      json.errors.map(({ _tag, message }: { readonly _tag: string; readonly message: string }) => [_tag, message]),
      [["NotAnEventStream", json.hint]]
    )
  })

  it("is not said of what has events, or begins like them", () => {
    const big = { ...completed, response: { ...completed.response, instructions: "x".repeat(100_000) } }
    for (const input of [
      sse(whole),
      jsonl(whole),
      pretty(whole),
      "d",
      "data: ",
      "event: response.created\n",
      ": PING\n\n",
      sse([created, { type: "a" }]),
      jsonl([created]).trimEnd(),
      pretty(created),
      pretty(big),
      JSON.stringify(big)
    ]) {
      assert.isUndefined(read(input).json.hint, input.slice(0, 40))
    }
  })

  it("folds the chunks of a chat completion", () => {
    const { json, lines } = read(sse([chunk, chunk, chunk, "[DONE]"]))
    assert.match(lines[1] ?? "", /^✗ +0-2 {2}chat\.completion\.chunk ×3$/)
    assert.strictEqual(json.invalid, 3)
  })
})
