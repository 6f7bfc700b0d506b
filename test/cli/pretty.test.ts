import { assert, describe, it } from "@effect/vitest"
import { sanitize, truncate, widthOf } from "../../src/cli/text.ts"
import { read } from "./read.ts"
import { completed, created, delta, itemAdded, sse, whole } from "./samples.ts"

/** Columns are not what these tests are about. */
const squeeze = (line: string) => line.trim().replaceAll(/ +/g, " ")

const bodyOf = (lines: ReadonlyArray<string>) => lines.slice(1, lines.indexOf("")).map(squeeze)

describe("pretty", () => {
  it("gives a line an event, and folds the pieces of one thing", () => {
    const { lines } = read(sse(whole))
    assert.strictEqual(squeeze(lines[0]!), "index type item preview")
    assert.deepStrictEqual(bodyOf(lines), [
      "0 response.created in_progress · test/model",
      "1 response.output_item.added 0 message · in_progress",
      "2 response.content_part.added 0 output_text",
      '3-4 response.output_text.delta ×2 0 "Hello"',
      '5 response.output_text.done 0 "Hello"',
      '6 response.content_part.done 0 output_text · "Hello"',
      '7 response.output_item.done 0 message · "Hello"',
      "8 response.completed completed · test/model"
    ])
    const columns = lines.slice(1, 9).map((line) => line.indexOf("response."))
    assert.strictEqual(new Set(columns).size, 1)
    assert.include(lines, "Completed  9 events")
  })

  it("folds comments, and doesn't let them tear pieces apart", () => {
    const { lines } = read(
      `${sse([created])}: PING\n\n: PING\n\n${sse([delta(1, "a")])}: PING\n\n${sse([delta(2, "b"), completed])}`
    )
    assert.deepStrictEqual(bodyOf(lines).slice(1, 4), [
      ": PING ×2",
      '1-2 response.output_text.delta ×2 0 "ab"',
      ": PING"
    ])
  })

  it("doesn't fold pieces of different items", () => {
    const { lines } = read(sse([created, delta(1, "a"), { ...delta(2, "b"), output_index: 1 }, delta(3, "c")]))
    assert.deepStrictEqual(bodyOf(lines).slice(1), [
      '1 response.output_text.delta 0 "a"',
      '2 response.output_text.delta 1 "b"',
      '3 response.output_text.delta 0 "c"'
    ])
  })

  it("shows the size of images, not their base64", () => {
    const base64 = Buffer.alloc(5000, 1).toString("base64")
    const image = {
      type: "response.image_generation_call.partial_image",
      sequence_number: 1,
      item_id: "ig_1",
      output_index: 0,
      partial_image_index: 0,
      output_format: "png",
      partial_image_b64: base64
    }
    const item = {
      type: "image_generation_call",
      id: "ig_1",
      status: "completed",
      result: `data:image/png;base64,${base64}`
    }
    const done = { type: "response.output_item.done", sequence_number: 2, output_index: 0, item }
    const { lines } = read(sse([created, image, done]))
    assert.deepStrictEqual(bodyOf(lines).slice(1), [
      "1 response.image_generation_call.partial_image 0 #0 · 5.0 kB · png",
      "2 response.output_item.done 0 image_generation_call · 5.0 kB"
    ])
    assert.notInclude(lines.join("\n"), base64.slice(0, 20))
  })

  it("shows errors where they are, with path and reason, and never what the event says", () => {
    const { lines } = read(sse([created, { ...delta(1, ""), delta: 1, item_id: { hunter2: 1 } }, "hunter2", completed]))
    const body = bodyOf(lines)
    assert.include(body[1], "✗ 1 response.output_text.delta 0 InvalidChunk: item_id: expected string, got an object")
    assert.include(body[2], "delta: expected string, got number")
    assert.strictEqual(body[3], "✗ 2 – InvalidJson: the data is not JSON from position 0 on")
    assert.notInclude(lines.join("\n"), "hunter2")
  })

  it("names a repair where it is first needed, and marks unknown events", () => {
    const { sequence_number: _0, ...first } = created
    const { sequence_number: _1, ...second } = itemAdded
    const { lines } = read(sse([first, second, { type: "vendor.thing", text: "hi" }]))
    assert.deepStrictEqual(bodyOf(lines), [
      "~ 0 response.created in_progress · test/model",
      "repaired: missing-sequence-number",
      "~ 1 response.output_item.added 0 message · in_progress",
      '? 2 vendor.thing [unknown] "hi"'
    ])
    assert.include(lines.map(squeeze), "missing-sequence-number 2")
    assert.include(lines, "Truncated  3 events, 1 unknown, 2 repaired")
    assert.include(lines, "The input ends without a terminal event, with item 0 open.")
  })

  it("says what broke the protocol, and how often", () => {
    const { lines } = read(sse([...whole.slice(0, 3), delta(1, "He"), delta(0, "llo"), ...whole.slice(5)]))
    assert.match(lines.find((line) => line.startsWith("  S1")) ?? "", /^ {2}S1 warning at event 3, and 1 more: /)
  })

  it("passes on what the provider says instead of a stream", () => {
    const { lines } = read(`{"error":{"code":429,"message":"Slow \\u001b[31mdown"}}`)
    assert.include(lines.map(squeeze), "The provider says: 429 · Slow down")
  })

  it("lets no escape sequence of the payload reach the terminal", () => {
    const evil = "a\u001b[2Jb\u001b]0;title\u0007c\u009b31md\u0000e\u202ef\r\ng\u001bPq\u001b\\h\ud800"
    const inputs = [
      sse([
        { ...delta(0, evil) },
        { type: evil, text: evil },
        { ...created, response: { ...created.response, model: evil } }
      ]),
      `: ${evil.replace("\r\n", "")}\n\n`,
      sse([
        { type: "error", sequence_number: 0, code: evil, message: evil, param: null },
        { type: "response.created", [evil]: 1 }
      ])
    ]
    for (const input of inputs) {
      for (const pieceSize of [1, 10_000]) {
        // oxlint-disable-next-line no-control-regex
        for (const line of read(input, { pieceSize }).lines) assert.notMatch(line, /[\u0000-\u001f\u007f-\u009f\u202e]/)
      }
    }
    assert.strictEqual(sanitize(evil), "abcdef↵gh")
  })

  it("cuts previews to the width of the terminal", () => {
    for (const width of [80, 120]) {
      const { lines } = read(sse([delta(0, "word ".repeat(100)), delta(1, "日本語".repeat(100)), completed]), { width })
      assert.isAtMost(Math.max(...bodyOf(lines).map(widthOf)), width)
      assert.isTrue(lines[1]!.endsWith("…"))
    }
    assert.strictEqual(truncate("日本語", 6), "日本語")
    assert.strictEqual(truncate("日本語", 5), "日本…")
    assert.strictEqual(truncate("abc", 2), "a…")
  })

  it("colours only what is its own", () => {
    const { lines } = read(sse(whole), { colors: true })
    assert.include(lines.join("\n"), "\u001b[32mCompleted\u001b[39m")
  })
})
