import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as InspectBytes from "../../src/capture/inspectBytes.ts"
import type { InspectedEvent } from "../../src/capture/inspectBytes.ts"
import * as Inspection from "../../src/capture/inspection.ts"
import { frameOf, lineOf, makeTimedRecorder, recordOf } from "../../src/capture/timedLines.ts"
import { completed, created, delta, sse, whole } from "../cli/samples.ts"
import { chatRecordings, recordings } from "../support/recordings.ts"

const encode = (text: string) => new TextEncoder().encode(text)

/** The lines of a stream that comes in pieces, a millisecond each. */
const record = (bytes: Uint8Array, pieceSize = bytes.length): string => {
  const recorder = makeTimedRecorder()
  let lines = ""
  let time = 0
  for (let at = 0; at < bytes.length; at += pieceSize)
    lines += recorder.push(bytes.subarray(at, at + pieceSize), time++)
  return lines + recorder.end(time)
}

/** What is read of a capture, without times. */
const seen = (bytes: Uint8Array, pieceSize = 1 << 16) => {
  const events: Array<Omit<InspectedEvent, "at">> = []
  const comments: Array<string> = []
  const times: Array<number | undefined> = []
  const inspection = InspectBytes.make("-", {
    observer: {
      onEvent: ({ at, ...event }) => {
        times.push(at)
        events.push(event)
      },
      onComment: (text) => comments.push(text),
      onEnd: () => {}
    }
  })
  for (let at = 0; at < bytes.length; at += pieceSize) if (inspection.push(bytes.subarray(at, at + pieceSize))) break
  const { timing: _, ...report } = inspection.finish()
  return { events, comments, report, json: Inspection.toJson({ ...report, timing: undefined }), times }
}

const assertSame = (raw: Uint8Array, pieceSize?: number) => {
  const expected = seen(raw)
  const actual = seen(encode(record(raw, pieceSize)))
  assert.deepStrictEqual(actual.comments, expected.comments)
  assert.strictEqual(actual.json, expected.json)
  // As text, since a comparison of so many events would take seconds
  assert.strictEqual(JSON.stringify(actual.events), JSON.stringify(expected.events))
  return actual
}

describe("timed lines", () => {
  it("has a line for each event and comment, with the time of its last byte", () => {
    const recorder = makeTimedRecorder()
    assert.strictEqual(recorder.push(encode('data: {"type"'), 1.00049), "")
    assert.strictEqual(recorder.push(encode(':"a"}\n'), 2), "")
    assert.strictEqual(
      recorder.push(encode("\n: PING\n\ndata"), 3.5),
      '{"at":3.5,"event":{"type":"a"}}\n{"at":3.5,"comment":"PING"}\n'
    )
    assert.strictEqual(recorder.push(encode(": [DONE]\r\n\r"), 4.1239), '{"at":4.124,"event":"[DONE]"}\n')
    assert.strictEqual(recorder.push(encode("\ndata: {\r"), 5), "")
    assert.strictEqual(recorder.end(6), '{"at":6,"tail":"data: {\\r"}\n')
  })

  it("says at the end when it ended, if anything came", () => {
    const recorder = makeTimedRecorder()
    const text = recorder.push(encode(sse(whole.slice(0, 2))), 1) + recorder.end(5000)
    assert.deepStrictEqual(text.split("\n").slice(2), ['{"at":5000,"tail":""}', ""])
    const { report } = seen(encode(text))
    assert.deepStrictEqual(report.tailLength, 0)
    const inspection = InspectBytes.make("-")
    inspection.push(encode(text))
    assert.deepInclude(inspection.finish().timing, {
      lastEvent: 1,
      last: 5000,
      longestGap: { duration: 4999, before: 2 }
    })
    assert.strictEqual(makeTimedRecorder().end(5000), "")
  })

  it("keeps names and ids that the data doesn't have, and JSON as it is written", () => {
    const stream =
      'event: a\ndata: {"type":"a","n":1.0,\ndata:  "n":1e400}\n\nevent: b\nid: 7\ndata: {"type":"a"}\n\nevent: ping\ndata:\n\n'
    assert.strictEqual(
      record(encode(stream)),
      '{"at":0,"event":{"type":"a","n":1.0,  "n":1e400}}\n' +
        '{"at":0,"name":"b","id":"7","event":{"type":"a"}}\n' +
        '{"at":0,"name":"ping","event":""}\n' +
        '{"at":1,"tail":""}\n'
    )
    assert.strictEqual(
      record(encode(stream))
        .trimEnd()
        .split("\n")
        .map((line) => frameOf(recordOf(line)!))
        .join(""),
      'data: {"type":"a","n":1.0,  "n":1e400}\n\nevent: b\nid: 7\ndata: {"type":"a"}\n\nevent: ping\ndata: \n\n'
    )
  })

  it.prop("reads the lines it writes", [Schema.String, Schema.String], ([text, name]) => {
    const records = [
      { _tag: "Event", at: 1.5, data: text, name, id: text },
      { _tag: "Event", at: 1.5, data: JSON.stringify({ text }), name, id: undefined },
      { _tag: "Comment", at: 0, text },
      { _tag: "Tail", at: 2, text }
    ] as const
    for (const record of records) {
      const line = lineOf(record)
      assert.strictEqual(line.indexOf("\n"), line.length - 1)
      assert.deepStrictEqual(recordOf(line), record)
    }
  })

  it("reads as the stream reads, for any cut of the bytes, end and line end", () => {
    const streams = ["\n", "\r\n", "\r"].flatMap((end) => [
      sse([...whole, "[DONE]"], end),
      `\uFEFF: PING${end}${end}${sse(whole.slice(0, 4), end)}: PING${end}`,
      `event: x${end}: in an event${end}data: {"a":${end}data: 1}${end}${end}${sse([created, "{bad", "null", "7", "[]", completed], end)}`,
      `data:${end}${end}event: ping${end}data: {}${end}${end}id: 1${end}${end}retry: 5${end}${end}${sse([delta(1, "é\u2028")], end)}event: y${end}data: {"ty`,
      `${sse(whole, end)}data: ${JSON.stringify(completed)}`,
      `${sse(whole.slice(0, 3), end)}data: [DONE]`,
      `${sse(whole.slice(0, 3), end)}: PI`,
      `${sse(whole.slice(0, 3), end)}data: {}`
    ])
    for (const stream of [...streams, "", "\n\n", "<html>\n\n</html>", '{"error":{"message":"No"}}', "Hello"]) {
      for (const pieceSize of [1, 3, 64, 1e6]) {
        assert.notInclude(assertSame(encode(stream), pieceSize).times, undefined)
      }
    }
  })

  it("has the time of the end, also behind [DONE], and then stops", () => {
    const recorder = makeTimedRecorder()
    const lines = encode(recorder.push(encode(sse([...whole, "[DONE]"])), 2) + recorder.end(802))
    const inspection = InspectBytes.make("a.jsonl")
    const done = Array.from(lines, (byte) => inspection.push(Uint8Array.of(byte)))
    assert.strictEqual(done.indexOf(true), lines.length - 1)
    assert.isTrue(inspection.isComplete())
    const { events, timing } = inspection.finish()
    assert.deepStrictEqual([events, timing?.last, timing?.longestGap], [9, 802, { duration: 800, before: 9 }])
  })

  it("stops where the stream isn't UTF-8, as a reader does", () => {
    const raw = Uint8Array.of(...encode(sse(whole.slice(0, 3))), 0x64, 0xff, 0x0a, ...encode(sse(whole)))
    const { report } = seen(encode(record(raw)))
    assert.deepStrictEqual([report.events, report.verdict, report.tailLength], [3, "Truncated", 0])
  })

  it("takes an event of a gateway that has a type for an event", () => {
    const { report, times } = seen(encode('{"type":"keepalive","at":5,"event":{},"sequence_number":1}\n'))
    assert.deepStrictEqual([report.known, times], [1, [undefined]])
  })

  it("reads a line that a cut left, and one that isn't of the format", () => {
    const lines = record(encode(sse(whole.slice(0, 3))))
    const { report, times } = seen(encode(`${lines}{bad\n\n{"at":9,"eve`))
    assert.deepStrictEqual([report.events, report.invalid, report.tailLength], [4, 1, 12])
    assert.deepStrictEqual(times, [0, 0, 0, undefined])
  })

  it("says at which byte of the file the UTF-8 is wrong", () => {
    const start = encode(`${record(encode(sse(whole.slice(0, 3))))}{"at":1,"event":"`)
    const { report } = seen(Uint8Array.of(...start, 0xe2, 0x28, 0x0a), 7)
    assert.include(report.errors[0]?.message ?? "", `at byte ${start.length} of`)
  })

  it.skipIf(recordings.length === 0)("reads as every recording reads", () => {
    for (const { bytes, file } of [...recordings, ...chatRecordings]) {
      const { events, times } = assertSame(bytes, 1000 + (file.length % 7))
      assert.strictEqual(times.filter((at) => at === undefined).length, 0, file)
      assert.strictEqual(times.length, events.length)
    }
  })
})
