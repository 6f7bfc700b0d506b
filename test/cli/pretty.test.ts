import { assert, describe, it } from "@effect/vitest"
import * as InspectBytes from "../../src/capture/inspectBytes.ts"
import { makeTimedRecorder } from "../../src/capture/timedLines.ts"
import * as pretty from "../../src/cli/inspect/pretty.ts"
import { sanitize } from "../../src/capture/text.ts"
import { fill, makeStyle, truncate, truncateStart, widthOf, wrap } from "../../src/cli/text.ts"
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
    assert.include(lines.join("\n"), "\nThe input ends without a terminal event, before output item 0 was done.")
  })

  it("hides the lines that aren't asked for, and checks their events all the same", () => {
    const stream = `: PING\n\n${sse([...whole.slice(0, 4), "{bad", ...whole.slice(4)])}`
    const { json, lines } = read(stream, { filter: { types: ["*.delta", "response.completed"], items: [] } })
    assert.deepStrictEqual(bodyOf(lines), [
      '3-5 response.output_text.delta ×2 0 "Hello"',
      "9 response.completed completed · test/model"
    ])
    assert.include(lines, "Completed  10 events, 7 hidden, 1 invalid, 1 comment")
    assert.strictEqual(json.invalid, 1)
    const ofItem = read(sse(whole), { filter: { types: [], items: ["7"] } })
    assert.strictEqual(ofItem.lines[0], "")
    assert.include(ofItem.lines, "Completed  9 events, 9 hidden")
    assert.include(ofItem.lines, "No event matches --type and --item.")
    assert.notInclude(lines.join("\n"), "matches")
  })

  describe("with times", () => {
    const usage = { input_tokens: 1, output_tokens: 3, cost: 0.5, cost_details: { upstream_inference_cost: 0.4 } }
    const last = { ...completed, response: { ...completed.response, usage } }
    const recorder = makeTimedRecorder()
    const timed = [...whole.slice(0, -1), last]
      .map((event, i) => recorder.push(new TextEncoder().encode(sse([event])), 1250.25 + 400 * i * i))
      .join("")

    it("shows them in a column, and sums them up", () => {
      const { lines } = read(timed, { timing: true })
      assert.strictEqual(squeeze(lines[0]!), "index time type item preview")
      assert.strictEqual(squeeze(lines[1]!), "0 1.250 response.created in_progress · test/model")
      assert.strictEqual(squeeze(lines[4]!), '3-4 4.850 response.output_text.delta ×2 0 "Hello"')
      assert.include(
        lines,
        "first event 1.25 s, first token 4.85 s, 1.1 tokens a second, longest gap 6.00 s before event 8, total 26.9 s"
      )
      assert.include(lines.join("\n"), "3 tokens out, cost 0.5 (0.4 upstream)")
      for (const width of [60, 80, 120]) {
        assert.isAtMost(Math.max(...read(timed, { timing: true, width }).lines.map(widthOf)), width)
        const columns = read(timed, { timing: true, width }).lines.slice(1, 9)
        assert.strictEqual(new Set(columns.map((line) => line.search(/\d\.\d{3} /))).size, 1)
      }
    })

    it("counts the time to the end, where a recording says when that came", () => {
      const cut = makeTimedRecorder()
      const text = cut.push(new TextEncoder().encode(`${sse(whole.slice(0, 3))}da`), 500) + cut.end(4000)
      for (const input of [text, text.trimEnd()]) {
        const { lines } = read(input, { timing: true })
        assert.include(lines, "first event 500 ms, longest gap 3.50 s before the end, total 4.00 s")
      }
    })

    it("says so where there are none, in both formats", () => {
      const { json, lines } = read(sse(whole), { timing: true })
      assert.include(lines, "The recording has no times.")
      assert.isNull(json.timing)
      assert.isUndefined(read(timed).json.timing)
      assert.deepStrictEqual(read(timed, { timing: true }).json.timing, {
        firstEvent: 1250.25,
        firstToken: 4850.25,
        lastToken: 7650.25,
        lastEvent: 26_850.25,
        last: 26_850.25,
        longestGap: { duration: 6000, before: 8 }
      })
    })
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
    assert.strictEqual(sanitize("a\u2066\u200fb\ufeff\u00ad\u2060\u{e0041}c\u061c\ufff9d"), "abcd")
    assert.strictEqual(sanitize("👩‍💻 می‌خواهم"), "👩‍💻 می‌خواهم")
  })

  it("fits the terminal from 60 columns on: columns stay straight, and lines break at words", () => {
    const vendor = `vendor.${"long_".repeat(30)}event`
    const args = {
      type: "response.function_call_arguments.delta",
      item_id: "fc_1",
      output_index: 12_345,
      delta: "word "
    }
    const events = [
      ...whole.slice(0, 3),
      { type: vendor, text: "word ".repeat(100) },
      { type: "日本語".repeat(40), text: "日本語".repeat(100) },
      ...Array.from({ length: 12 }, (_, i) => ({ ...args, sequence_number: 3 + i })),
      { ...delta(1, ""), delta: 1, item_id: { a: 1 } },
      ...whole.slice(5)
    ]
    for (const width of [60, 80, 100, 120, 200]) {
      const { lines } = read(`: ${"comment ".repeat(50)}\n\n${sse(events)}${sse(["{bad"])}`, { width })
      for (const line of lines) assert.isAtMost(widthOf(line), width, line)
      const body = lines.slice(1, lines.indexOf(""))
      const heading = lines[0]!
      const rows = body.filter((line) => /^[ \d+-]{8}\d$/.test(line.slice(2, 11)))
      assert.strictEqual(rows.length, 12)
      for (const row of rows) {
        assert.strictEqual(row[heading.indexOf("type") - 1], " ")
        assert.strictEqual(row[heading.indexOf("type") - 2], " ")
      }
      const types = rows.map((row) => row.slice(heading.indexOf("type")).split(" ")[0])
      assert.match(types[3] ?? "", /^….*_event$/)
      assert.match(types[5] ?? "", width < 110 ? /^….*arguments\.delta$/ : /^response\.function_call_arguments\.delta$/)
      assert.include(rows[5], "×12")
      assert.include(rows[5], '"word')
    }
  })

  it("breaks the text of the summary at words, and says everything", () => {
    const usage = {
      input_tokens: 1200,
      input_tokens_details: { cached_tokens: 1000 },
      output_tokens: 1,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 1201,
      cost: 0.25
    }
    const last = { ...completed, response: { ...completed.response, usage } }
    const events = [
      ...whole.slice(0, 3),
      delta(1, "He"),
      delta(0, "llo"),
      ...whole.slice(5, -1),
      last,
      "{bad",
      { type: "a" }
    ]
    const wide = read(sse(events), { width: 1000 }).lines
    const summaryOf = (lines: ReadonlyArray<string>) => squeeze(lines.slice(lines.indexOf("protocol")).join(" "))
    assert.include(
      wide,
      "response resp_1, model test/model, status completed, 1200 tokens in (1000 cached), 1 token out, cost 0.25"
    )
    assert.include(wide, "Completed  11 events, 1 unknown, 1 invalid")
    for (const width of [60, 80, 120]) {
      const { lines } = read(sse(events), { width })
      assert.strictEqual(summaryOf(lines), summaryOf(wide))
      assert.isAtMost(Math.max(...lines.map(widthOf)), width)
    }
  })

  it("says how far into an event the input ends, and which items were not done", () => {
    const ending = (events: ReadonlyArray<object>, tail: string) =>
      read(sse(events) + tail, { width: 1000 }).lines.at(-2)
    const start = "The input ends without a terminal event"
    const added = [itemAdded, { ...itemAdded, output_index: 1, item: { ...itemAdded.item, id: "msg_2" } }]
    assert.strictEqual(
      ending(whole.slice(0, 5), "data: {"),
      `${start}, before output item 0 was done, 7 characters into an event. The last sequence number is 4.`
    )
    assert.strictEqual(
      ending([created, ...added], "d"),
      `${start}, before output items 0, 1 were done, 1 character into an event. The last sequence number is 1.`
    )
    assert.strictEqual(ending([created], ""), `${start}. The last sequence number is 0.`)
    assert.strictEqual(
      ending(whole.slice(0, -1), "data: {"),
      "Every item is complete, but the input ends without a terminal event, 7 characters into an event. " +
        "The last sequence number is 7."
    )
    assert.strictEqual(ending(whole, "data: {"), "The input ends 7 characters into an event.")
    assert.match(ending(whole, "") ?? "", /^response resp_1/)
  })

  it("shows a run of pieces while it comes, and the same once it is over", () => {
    const renderer = pretty.make({ style: makeStyle(false), width: 80 })
    const inspection = InspectBytes.make("-", { observer: renderer })
    const shown = [...whole, "[DONE]"].map((event) => {
      inspection.push(new TextEncoder().encode(sse([event])))
      return { lines: renderer.take(), unfinished: squeeze(renderer.unfinished()) }
    })
    assert.deepStrictEqual(
      shown.map(({ unfinished }) => unfinished).filter((line) => line !== ""),
      ['3 response.output_text.delta 0 "Hel"', '3-4 response.output_text.delta ×2 0 "Hello"']
    )
    assert.deepStrictEqual([shown[3]?.lines, shown[4]?.lines], ["", ""])
    assert.match(squeeze(shown[5]?.lines ?? ""), /^3-4 response\.output_text\.delta ×2 0 "Hello"\n/)
  })

  it("gives an overview that fits the terminal", () => {
    const file = `${"some/where/".repeat(12)}capture.sse`
    const bad = read(sse(["{", { type: "a" }]), { file }).report
    const outcomes = [
      { file, report: read(sse(whole), { file }).report, readError: undefined },
      { file, report: { ...bad, verdict: "ItemsCompleteWithoutTerminal" as const }, readError: undefined },
      { file, report: undefined, readError: "no such file" }
    ]
    for (const width of [60, 80, 120]) {
      const lines = pretty.overview(outcomes, { style: makeStyle(false), width }).split("\n")
      assert.isAtMost(Math.max(...lines.map(widthOf)), width)
      assert.match(lines[2] ?? "", /^✓ ….*\/capture\.sse +9 events {2}Completed$/)
      assert.match(
        squeeze(lines.slice(3).join(" ")),
        /✗ ….*capture\.sse 2 events ItemsCompleteWithoutTerminal 1 invalid, 1 unknown/
      )
      assert.match(squeeze(lines.slice(4).join(" ")), /✗ ….*capture\.sse no such file$/)
    }
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
    assert.strictEqual(truncate("a…c", 2), "a…")
    assert.strictEqual(truncateStart("日本語", 6), "日本語")
    assert.strictEqual(truncateStart("日本語", 5), "…本語")
    assert.strictEqual(truncateStart("abc", 2), "…c")
  })

  it("breaks text at spaces, and words only where they are longer than a line", () => {
    assert.deepStrictEqual(wrap("", 5), [""])
    assert.deepStrictEqual(wrap("a b", 5), ["a b"])
    assert.deepStrictEqual(wrap("ab cd ef", 5), ["ab cd", "ef"])
    assert.deepStrictEqual(wrap("ab  cd ef gh", 6, "  "), ["ab  cd", "  ef", "  gh"])
    assert.deepStrictEqual(wrap("a 1234567890 b", 4), ["a", "1234", "5678", "90 b"])
    assert.deepStrictEqual(wrap("日本語日本語", 5), ["日本", "語日", "本語"])
    const red = makeStyle(true).red("12345678")
    assert.deepStrictEqual(fill(["a", red, "b"], 4), ["a", red, "b"])
  })

  it("colours only what is its own", () => {
    const { lines } = read(sse(whole), { colors: true })
    assert.include(lines.join("\n"), "\u001b[32mCompleted\u001b[39m")
  })
})
