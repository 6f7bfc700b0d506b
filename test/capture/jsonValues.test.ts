import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { sniff } from "../../src/capture/captureReader.ts"
import { makeJsonValues } from "../../src/capture/jsonValues.ts"
import * as Capture from "../../src/cli/replay/capture.ts"
import { read } from "../cli/read.ts"
import { created, delta, sse, whole } from "../cli/samples.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)

const framesOf = (text: string, pieceSize = text.length): string => {
  let frames = ""
  const decoder = new TextDecoder()
  const values = makeJsonValues((bytes) => {
    frames += decoder.decode(bytes, { stream: true })
    return false
  })
  const bytes = bytesOf(text)
  for (let at = 0; at < bytes.length; at += pieceSize) values.push(bytes.subarray(at, at + pieceSize))
  return frames
}

describe("JSON values", () => {
  it("are the elements of an array, or values one after another", () => {
    const values = ['{"a":[{"b":"]},{"}]}', '"x,\\"y"', "[1,[2]]", "12", "{}", "null"]
    const frames = values.map((value) => `data: ${value}\n\n`).join("")
    for (const text of [
      `[${values.join(",")}]`,
      `\uFEFF [\n ${values.slice(0, 3).join(" ,\n")} ]\n[${values.slice(3).join()}] [] `,
      `[${values.join(",")},`
    ])
      for (const pieceSize of [1, 3, 1000]) assert.strictEqual(framesOf(text, pieceSize), frames)
    assert.strictEqual(framesOf("{} {}\n{}"), "data: {}\n\n".repeat(3))
  })

  it("go on behind an array, whatever follows", () => {
    const array = JSON.stringify(whole)
    assert.deepStrictEqual([read(array + array).json.events, read(`${array}\n${array}`).json.invalid], [18, 0])
    for (const pieceSize of [1, 7, 10_000]) {
      const { json } = read(`${array} garbage`, { pieceSize })
      assert.deepStrictEqual([json.events, json.invalid, json.tailLength, json.verdict], [10, 1, 0, "Completed"])
      assert.strictEqual(json.errors[0]._tag, "InvalidJson")
    }
    assert.strictEqual(read(`${array} x [{}] [1`).json.invalid, 2)
    const replayed = Result.getOrThrow(Capture.make("-", bytesOf(`${array} garbage`)))
    assert(replayed._tag === "EventStream")
    assert.strictEqual(replayed.blocks.filter(({ isEvent }) => isEvent).length, 10)
  })

  it("are events and what is none, side by side", () => {
    const { json } = read(`[1,null,"a",${JSON.stringify(whole).slice(1)}`, { pieceSize: 5 })
    // null says nothing, as in an event stream
    assert.deepStrictEqual([json.events, json.invalid, json.verdict, json.hint], [11, 2, "Completed", undefined])
  })

  it("are one line each, and stay invalid if a string is broken", () => {
    assert.strictEqual(framesOf('[{\n"a":\r\n1}]'), 'data: {\t"a":\t\t1}\n\n')
    assert.strictEqual(framesOf('[{"a":"b\nc"}]'), 'data: {"a":"b\tc"}\n\n')
    assert.strictEqual(framesOf("{}}{}"), "data: {}\n\ndata: }\n\ndata: {}\n\n")
  })

  it("are recognized by an object in an array, or an event of several lines", () => {
    const format = (file: string, text: string, last = true) => sniff(file, bytesOf(text), last)
    assert.strictEqual(format("-", "[{"), "json")
    assert.strictEqual(format("a.json", '\n[\n  {"type":"a"}'), "json")
    assert.strictEqual(format("a.jsonl", "[ {"), "json")
    assert.strictEqual(format("-", JSON.stringify(created, null, 2)), "json")
    assert.isUndefined(format("-", "[\n", false))
    assert.strictEqual(format("-", "[DONE]"), "sse")
    assert.strictEqual(format("-", '[1, {"type":"a"}]'), "json")
    assert.strictEqual(format("-", JSON.stringify({ type: "module" }, null, 2)), "sse")
  })

  it("give the same report as an event stream, in any layout and any cut of the bytes", () => {
    const expected = read(sse(whole)).json
    for (const text of [
      JSON.stringify(whole),
      JSON.stringify(whole, null, 2),
      `\uFEFF${JSON.stringify(whole, null, "\t").replaceAll("\n", "\r\n")}\n`,
      whole.map((event) => JSON.stringify(event, null, 2)).join("\n")
    ])
      for (const pieceSize of [1, 7, 100, 100_000]) assert.deepStrictEqual(read(text, { pieceSize }).json, expected)
  })

  it("are cut where the input is", () => {
    const { json } = read(JSON.stringify(whole.slice(0, 4)).slice(0, -10))
    assert.deepStrictEqual([json.events, json.invalid, json.verdict], [3, 0, "Truncated"])
    assert.strictEqual(json.tailLength, JSON.stringify(delta(3, "Hel")).length - 9)
  })

  it("have invalid UTF-8 at its byte of the file", () => {
    const start = bytesOf(`\uFEFF[ ${JSON.stringify(created)},\r\n {"type":"x",\n"a":"`)
    for (const pieceSize of [1, 16, 10_000]) {
      const { report } = read(new Uint8Array([...start, 0xe2, 0x28, 0x0a]), { pieceSize })
      assert.deepStrictEqual([report.errors[0]?._tag, report.errors[0]?.index], ["InvalidUtf8", 1])
      assert.include(report.errors[0]?.message ?? "", `at byte ${start.length} of`)
    }
  })

  it("are replayed as events", () => {
    const capture = Capture.make("-", bytesOf(JSON.stringify(whole, null, 2)))
    const stream = Result.getOrThrow(capture)
    assert(stream._tag === "EventStream")
    assert.strictEqual(stream.verdict, "Completed")
    assert.deepStrictEqual(
      stream.blocks.map(({ isEvent }) => isEvent),
      whole.map(() => true)
    )
    const text = new TextDecoder().decode(Buffer.concat(stream.blocks.map(({ bytes }) => bytes)))
    assert.deepStrictEqual(read(text).json, read(sse(whole)).json)
  })
})
