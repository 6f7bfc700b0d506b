import { assert, describe, it } from "@effect/vitest"
import { sniff } from "../../src/capture/captureReader.ts"
import { read } from "../cli/read.ts"
import { completed, created, jsonl, sse, whole } from "../cli/samples.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)

const format = (file: string, text: string) => sniff(file, bytesOf(text), true)

describe("reader", () => {
  it("tells the format by the first line, then by the extension, then by a brace", () => {
    assert.strictEqual(format("-", "\n\ndata: {}\n"), "sse")
    assert.strictEqual(format("a.jsonl", ": comment\n"), "sse")
    assert.strictEqual(format("a.jsonl", "not json"), "jsonl")
    assert.strictEqual(format("a.sse", '{"type":"a"}\n'), "jsonl")
    assert.strictEqual(format("a.sse", '{"at":1,"event":{}}\n'), "timed")
    assert.strictEqual(format("a.sse", '[{"type":"a"}]'), "json")
    assert.strictEqual(format("a.sse", '{"error":{"message":"x"}}\n'), "sse")
    assert.strictEqual(format("a.jsonl", '[{"type":"a"}]'), "json")
    assert.strictEqual(format("a.txt", '\uFEFF {"type":"a"}\n'), "jsonl")
    assert.strictEqual(format("-", '{"type":"a"}'), "jsonl")
    assert.strictEqual(format("-", '{"type":bad}\n{}\n'), "jsonl")
    assert.strictEqual(format("-", "<html>"), "sse")
    assert.strictEqual(format("-", ""), "sse")
  })

  it("takes a JSON body without a type for what a gateway answers instead of a stream", () => {
    for (const body of ['{"error":{"message":"x"}}\n', '{\n  "error": {\n    "message": "x"\n  }\n}\n']) {
      assert.strictEqual(sniff("-", bytesOf(body), true), "sse")
      const { report } = read(body)
      assert.deepStrictEqual(
        report.errors.map(({ _tag, index }) => [_tag, index]),
        [["NotAnEventStream", 0]]
      )
      assert.strictEqual(report.verdict, "Truncated")
      assert.strictEqual(report.events, 0)
    }
  })

  it("waits until the format is clear", () => {
    assert.isUndefined(sniff("-", bytesOf("\n "), false))
    assert.isUndefined(sniff("-", bytesOf("dat"), false))
    assert.isUndefined(sniff("-", bytesOf('{"ty'), false))
    assert.strictEqual(sniff("-", bytesOf("data:"), false), "sse")
    assert.strictEqual(sniff("-", bytesOf('{"type":"a"}\n'), false), "jsonl")
  })

  it("gives the same report for both formats, any line end and any cut of the bytes", () => {
    const events = [...whole.slice(0, 4), "{bad", ...whole.slice(4)]
    const expected = read(sse(events)).json
    assert.strictEqual(expected.events, 10)
    for (const lineEnd of ["\n", "\r\n", "\r"]) {
      for (const text of [sse(events, lineEnd), jsonl(events, lineEnd), "\uFEFF" + jsonl(events, lineEnd)]) {
        for (const pieceSize of [1, 7, 100, 100_000]) {
          assert.deepStrictEqual(read(text, { pieceSize }).json, expected)
        }
      }
    }
  })

  it("skips blank lines and indents of JSON lines, and stops at [DONE]", () => {
    const { report } = read(` \n\t${JSON.stringify(created)}\n\n \r\n${JSON.stringify(completed)}\n[DONE]\n{bad\n`)
    assert.strictEqual(report.events, 2)
    assert.strictEqual(report.invalid, 0)
  })

  it("reads a last JSON line without its line end, and takes a cut one for the end of the input", () => {
    assert.strictEqual(read(jsonl(whole).trimEnd()).report.verdict, "Completed")
    const { report } = read(jsonl(whole).slice(0, -20))
    assert.deepStrictEqual([report.events, report.invalid, report.verdict], [8, 0, "ItemsCompleteWithoutTerminal"])
  })

  it("says at which byte of the file the UTF-8 is wrong", () => {
    const start = bytesOf(`\uFEFF  ${JSON.stringify(created)}\r\n\n{"type":"x","a":"`)
    const input = new Uint8Array([...start, 0xe2, 0x28, 0x0a])
    for (const pieceSize of [1, 16, 10_000]) {
      const { report } = read(input, { pieceSize })
      assert.strictEqual(report.events, 1)
      assert.strictEqual(report.errors[0]?._tag, "InvalidUtf8")
      assert.strictEqual(report.errors[0]?.index, 1)
      assert.include(report.errors[0]?.message ?? "", `at byte ${start.length} of`)
    }
  })
})
