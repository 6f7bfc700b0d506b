import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { isDeepStrictEqual } from "node:util"
import * as InspectBytes from "../../src/capture/inspectBytes.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { interval } from "../../src/page/model/snapshots.ts"
import * as RecordingReader from "../../src/page/model/recordingReader.ts"
import type { Recording } from "../../src/page/model/types.ts"
import { scaleOf } from "../../src/page/ui/scale.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import { pieces } from "../support/bytes.ts"
import { created, delta, itemAdded, itemDone } from "../support/events.ts"
import { chatRecordings, hasRecordings, recordings } from "../support/recordings.ts"
import { largeCapture } from "./large.mjs"
import { read, sse } from "./reading.ts"

/** What the inspection of a capture says, by itself: its report, and the snapshot after each event. */
const inspect = (bytes: Uint8Array, name: string) => {
  const chunks: Array<ResponsesStreamChunk | undefined> = []
  const inspection = InspectBytes.make(name, {
    observer: {
      onEvent: ({ result }) => void chunks.push(Result.getOrUndefined(result)),
      onComment: () => {},
      onEnd: () => {}
    }
  })
  inspection.push(bytes)
  const report = inspection.finish()
  const snapshots = [ResponseSnapshot.initial]
  for (const chunk of chunks) {
    const last = snapshots.at(-1)!
    snapshots.push(chunk === undefined ? last : ResponseSnapshot.step(last, chunk))
  }
  return { report, snapshotAt: (index: number) => snapshots[index + 1]! }
}

const text = (snapshot: ResponseSnapshot.ResponseSnapshot): string => JSON.stringify(snapshot)

const random = (limit: number): number => Math.floor(Math.random() * limit)

/** What a recording shows, as plain data. */
const shown = ({ lanes, report, rows, snapshotAt }: Recording) => ({
  rows: rows.map(({ data, error, index, lane, outputIndex, repairs, status, type, violations }) => ({
    index,
    type,
    lane,
    outputIndex,
    status,
    repairs,
    violations,
    data,
    error: error?.message
  })),
  lanes: lanes.map(({ events, id, isDone, key, label, type }) => ({
    key,
    id,
    type,
    label,
    isDone,
    events: [...events]
  })),
  report,
  snapshot: text(snapshotAt(rows.length - 1))
})

/** Whether each event is in one lane, and the lanes are in the order of the output. */
const hasItsLanes = ({ lanes, rows }: Recording): boolean => {
  const events = lanes.flatMap(({ events }) => events).toSorted((a, b) => a - b)
  const indexes = lanes.flatMap(({ key, outputIndex }) => (key.includes("/") ? [] : (outputIndex ?? [])))
  return (
    events.length === rows.length &&
    events.every((event, i) => event === i) &&
    lanes.every(({ events, key }) => events.every((event) => rows[event]!.lane === key)) &&
    new Set(lanes.map(({ key }) => key)).size === lanes.length &&
    indexes.every((index, i) => i === 0 || indexes[i - 1]! <= index)
  )
}

describe.skipIf(!hasRecordings)("recordings", () => {
  const all = [...recordings, ...chatRecordings]

  /** Every so many of them, beginning with any. */
  const some = (nth: number) => {
    const first = random(nth)
    return all.filter((_, i) => i % nth === first)
  }

  it("have a row for each event, and end as the inspection does", () => {
    let invalid = 0
    for (const { bytes, file } of all) {
      const recording = read(bytes, { name: file })
      const { report, snapshotAt } = inspect(bytes, file)
      const { rows } = recording
      assert.isTrue(isDeepStrictEqual(recording.report, report), file)
      assert.strictEqual(rows.length, report.events, file)
      assert.isTrue(
        rows.every(({ index }, i) => index === i),
        file
      )
      assert.strictEqual(rows.filter(({ status }) => status === "invalid").length, report.invalid, file)
      assert.strictEqual(rows.filter(({ status }) => status === "unknown").length, report.unknown, file)
      assert.strictEqual(rows.filter(({ repairs }) => repairs.length > 0).length, report.repaired, file)
      assert.strictEqual(text(recording.snapshotAt(rows.length - 1)), text(snapshotAt(rows.length - 1)), file)
      assert.isFalse(recording.isOpen)
      assert.isTrue(hasItsLanes(recording), file)
      invalid += report.invalid
    }
    assert.isAbove(invalid, 0)
  })

  it("have the data that came", () => {
    let same = 0
    for (const { bytes, file, payloads } of some(6)) {
      const { rows } = read(bytes, { name: file })
      // A last event that is cut is none, and a heartbeat isn't either
      if (rows.length !== payloads.length) continue
      for (const [i, { data, json }] of rows.entries()) {
        const came = payloads[i]!
        assert.strictEqual(data, json === undefined ? came : JSON.stringify(JSON.parse(came)), file)
        same++
      }
    }
    assert.isAbove(same, 500)
  })

  it("are the same however the bytes are cut", () => {
    for (const { bytes, file } of some(8)) {
      const whole = shown(read(bytes, { name: file }))
      assert.isTrue(isDeepStrictEqual(shown(read(bytes, { name: file, pieceSize: 1 + random(5000) })), whole), file)
    }
  })

  it("have the snapshot after any event", () => {
    for (const { bytes, file } of some(8)) {
      const recording = read(bytes, { name: file })
      const { snapshotAt } = inspect(bytes, file)
      for (let i = 0; i < 5; i++) {
        const index = random(recording.rows.length)
        assert.strictEqual(text(recording.snapshotAt(index)), text(snapshotAt(index)), `${file} ${index}`)
      }
    }
  })

  it("have a lane for each item that has events", () => {
    let items = 0
    for (const { bytes, file } of some(4)) {
      const { lanes, rows, snapshotAt } = read(bytes, { name: file })
      const keys = new Set(lanes.map(({ key }) => key))
      const added = rows.filter(({ status, type }) => type === "response.output_item.added" && status !== "invalid")
      for (const { index } of added) {
        const lane = lanes.find(({ events }) => events.includes(index))!
        const item = snapshotAt(index).items.find(({ key }) => key === lane.key)
        if (lane.key.includes("/") || item === undefined) continue
        items++
        assert.isTrue(keys.has(item.key), file)
        assert.strictEqual(lane.outputIndex, item.outputIndex, file)
        assert.strictEqual(lane.type, item.item.type === "UNKNOWN" ? item.item.raw.type : item.item.type, file)
      }
    }
    assert.isAbove(items, 50)
  })
})

describe("RecordingReader", () => {
  const events = [
    created,
    itemAdded,
    delta("Hel"),
    delta("lo"),
    { type: "response.output_text.delta", output_index: 0, item_id: "msg_1", delta: 7 },
    "{cut",
    { type: "response.brand_new", output_index: 0 },
    itemDone
  ]

  it("gives invalid and unknown events the lane of the item that they name", () => {
    const { lanes, rows } = read(sse(events))
    assert.deepStrictEqual(
      rows.map(({ lane, outputIndex, status }) => [lane, outputIndex, status]),
      [
        ["response", undefined, "valid"],
        ["0", 0, "valid"],
        ["0", 0, "valid"],
        ["0", 0, "valid"],
        ["0", 0, "invalid"],
        ["response", undefined, "invalid"],
        ["0", 0, "unknown"],
        ["0", 0, "valid"]
      ]
    )
    assert.deepStrictEqual(
      lanes.map(({ events, id, isDone, label, type }) => [id, type, label, isDone, events]),
      [
        [undefined, "response", "response", false, [0, 5]],
        ["msg_1", "message", "message", true, [1, 2, 3, 4, 6, 7]]
      ]
    )
    assert.strictEqual(rows[5]!.data, "{cut")
    assert.strictEqual(rows[5]!.json, undefined)
  })

  it("names the lane of a call by its function, even if that comes late", () => {
    const call = { type: "function_call", id: "fc_1", call_id: "call_1", name: "", arguments: "" }
    const added = { type: "response.output_item.added", output_index: 0, item: call }
    const reader = RecordingReader.make({ id: "1", name: "x.sse" })
    const { recording } = reader
    reader.push(new TextEncoder().encode(sse([created, added])))
    assert.strictEqual(recording.lanes[1]!.label, "function")
    const done = { type: "response.output_item.done", output_index: 0, item: { ...call, name: "get_weather" } }
    reader.push(new TextEncoder().encode(sse([done])))
    assert.strictEqual(recording.lanes[1]!.label, "get_weather")
  })

  it("keeps items of the next response in a stream apart", () => {
    const next = { ...created, response: { ...created.response, id: "resp_2" } }
    const { lanes } = read(sse([created, itemAdded, next, itemAdded]))
    assert.deepStrictEqual(
      lanes.map(({ events, key }) => [key, events]),
      [
        ["response", [0, 2]],
        ["0", [1]],
        ["1/0", [3]]
      ]
    )
  })

  it("orders lanes by the output, whatever came first", () => {
    const addedAt = (index: number) => ({
      ...itemAdded,
      output_index: index,
      item: { ...itemAdded.item, id: `msg_${index}` }
    })
    const { lanes } = read(sse([created, addedAt(2), addedAt(0), addedAt(1)]))
    assert.deepStrictEqual(
      lanes.map(({ id }) => id),
      [undefined, "msg_0", "msg_1", "msg_2"]
    )
  })

  it("grows in place, and says so", () => {
    const bytes = new TextEncoder().encode(sse(events))
    const reader = RecordingReader.make({ id: "1", name: "x.sse" })
    const { lanes, rows } = reader.recording
    const seen: Array<number> = []
    for (const piece of pieces(bytes, 100)) {
      const { version } = reader.recording
      reader.push(piece)
      assert.isAbove(reader.recording.version, version)
      assert.strictEqual(reader.recording.report.events, rows.length)
      assert.isTrue(reader.recording.isOpen)
      seen.push(rows.length)
    }
    reader.end()
    assert.isFalse(reader.recording.isOpen)
    assert.strictEqual(reader.recording.rows, rows)
    assert.strictEqual(reader.recording.lanes, lanes)
    assert.isAbove(new Set(seen).size, 4)
  })

  it("takes no more after its end", () => {
    const reader = RecordingReader.make({ id: "1", name: "x.sse" })
    reader.push(new TextEncoder().encode(sse(events)))
    reader.end()
    const { version } = reader.recording
    assert.isTrue(reader.push(new TextEncoder().encode(sse(events))))
    reader.end()
    assert.strictEqual(reader.recording.rows.length, events.length)
    assert.strictEqual(reader.recording.version, version)
  })

  it("has the times of a recording that has them", () => {
    const lines = [
      { at: 100, event: created },
      { at: 150, comment: "waiting" },
      { at: 400.5, event: itemAdded },
      { at: 500, event: delta("Hel") },
      { at: 900, event: delta("lo") },
      { at: 5000, tail: "" }
    ]
    const timed = read(lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { name: "x.jsonl" })
    assert.deepStrictEqual(
      timed.rows.map(({ at }) => at),
      [100, 400.5, 500, 900]
    )
    assert.isTrue(timed.hasTimes)
    assert.deepInclude(timed.timing, { firstEvent: 100, firstToken: 500, lastToken: 900, lastEvent: 900, last: 5000 })
    assert.deepStrictEqual(timed.timing.longestGap, { duration: 4100, before: 4 })
    assert.strictEqual(scaleOf(timed, "time").end, 5000)
    assert.strictEqual(scaleOf(timed, "index").end, 3)
    const untimed = read(sse(events))
    assert.isFalse(untimed.hasTimes)
    assert.isUndefined(untimed.timing.firstEvent)
  })

  it("reads an event that nests deeper than the stack, and gives its data", () => {
    const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`
    const { rows } = read(sse([created, `{"type":"response.deep","output_index":0,"value":${deep}}`]))
    assert.strictEqual(rows.length, 2)
    assert.include(rows[1]!.data, deep)
  })
})

describe("snapshotAt", () => {
  const events = 4 * interval + 17
  const bytes = largeCapture({ events })
  const recording = read(bytes)
  const { snapshotAt } = inspect(bytes, "x.sse")

  it("is that of stepping from the start, in any order of reading", () => {
    for (let i = 0; i < 200; i++) {
      const index = random(recording.rows.length)
      assert.strictEqual(text(recording.snapshotAt(index)), text(snapshotAt(index)), `${index}`)
    }
  })

  it("is that of stepping from the start around each state that is kept", () => {
    for (let kept = 0; kept < recording.rows.length; kept += interval) {
      for (const index of [kept - 2, kept - 1, kept, kept + 1]) {
        const nearest = Math.max(-1, Math.min(index, recording.rows.length - 1))
        assert.strictEqual(text(recording.snapshotAt(index)), text(snapshotAt(nearest)), `${index}`)
      }
    }
  })

  it("is the nearest one where there is no event", () => {
    assert.strictEqual(text(recording.snapshotAt(-5)), text(ResponseSnapshot.initial))
    assert.strictEqual(recording.snapshotAt(1e9), recording.snapshotAt(recording.rows.length - 1))
  })

  it("is right while the recording grows", () => {
    const reader = RecordingReader.make({ id: "1", name: "x.sse" })
    for (const piece of pieces(bytes, 7000)) {
      reader.push(piece)
      const last = reader.recording.rows.length - 1
      assert.strictEqual(text(reader.recording.snapshotAt(last)), text(snapshotAt(last)))
      assert.strictEqual(text(reader.recording.snapshotAt(last - 3)), text(snapshotAt(Math.max(-1, last - 3))))
    }
  })
})
