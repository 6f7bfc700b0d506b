import { assert, describe, it } from "@effect/vitest"
import { endingError } from "../../src/capture/streamEntry.ts"
import type { StreamEntry } from "../../src/capture/streamEntry.ts"
import * as Ending from "../../src/page/model/ending.ts"
import * as RecordingReader from "../../src/page/model/recordingReader.ts"
import type { Recording } from "../../src/page/model/types.ts"
import { bytesOf } from "../support/bytes.ts"
import { created, itemAdded } from "../support/events.ts"
import { read, sse } from "./reading.ts"

const watched: StreamEntry = {
  id: "1",
  name: "POST /v1/responses",
  startedAt: 0,
  httpStatus: 200,
  state: "ended",
  events: 0,
  invalid: 0,
  violations: 0,
  verdict: undefined,
  model: undefined,
  firstToken: undefined,
  duration: 5,
  note: undefined
}

/** What the page has of a stream that `watch` tells of. */
const recordingOf = (entry: Partial<StreamEntry>, input = ""): Recording => {
  const reader = RecordingReader.make({ id: "1", name: "x.jsonl", entry: () => ({ ...watched, ...entry }) })
  reader.push(bytesOf(input))
  reader.end()
  return reader.recording
}

describe("a request without events", () => {
  it.each<[entry: Partial<StreamEntry>, ending: string, words: string]>([
    [{}, "No events", "HTTP 200. No events came."],
    [{ httpStatus: 500 }, "No events", "HTTP 500. No events came."],
    [
      { httpStatus: 429, note: "rate_limit_exceeded, retry after 3 s" },
      "No events",
      "HTTP 429: rate_limit_exceeded, retry after 3 s. No events came."
    ],
    [{ httpStatus: undefined, state: "failed", note: "the client left" }, "Failed", "The client left. No events came."]
  ])("has its status and its reason, and is no empty file: %j", (entry, ending, words) => {
    const recording = recordingOf(entry)
    assert.strictEqual(Ending.of(recording), ending)
    assert.strictEqual(Ending.wordsOf(recording), words)
    assert.include(words, Ending.detailOf({ ...watched, ...entry })?.slice(1) ?? "-")
  })

  it("is open until the command says how it ended", () => {
    const recording = recordingOf({ state: "open" })
    assert.isTrue(Ending.isOpen(recording))
    assert.isUndefined(Ending.wordsOf(recording))
  })

  it("has the verdict that the command knows, where its events are no longer kept", () => {
    const note = "its events are no longer kept for the page"
    const recording = recordingOf({ events: 9, verdict: "Completed", note })
    assert.strictEqual(Ending.of(recording), "Completed")
    assert.strictEqual(Ending.wordsOf(recording), "Its events are no longer kept for the page.")
  })
})

describe("a stream with events", () => {
  const input = sse([created, itemAdded])

  it("has its own verdict, and what the command says of it", () => {
    const entry = { state: "failed", verdict: "Truncated", events: 2, note: "the client left" } as const
    assert.strictEqual(Ending.of(recordingOf(entry, input)), "Truncated")
    assert.strictEqual(Ending.wordsOf(recordingOf(entry, input)), "The client left.")
    assert.isUndefined(Ending.wordsOf(recordingOf({ verdict: "Truncated", events: 2 }, input)))
  })
})

describe("a file", () => {
  it("that is empty is said to be so", () => {
    assert.strictEqual(Ending.of(read("")), "Not a Responses stream")
    assert.match(Ending.wordsOf(read("")) ?? "", /^The input is empty/)
  })

  it("has what ended it apart from its events, with the number of the event that would have come", () => {
    const bytes = Buffer.concat([Buffer.from(sse([created, itemAdded])), Buffer.from([0xff, 0xfe, 0x0a])])
    const error = endingError(read(bytes).report)
    assert.deepStrictEqual([error?._tag, error?.index], ["InvalidUtf8", 2])
    assert.match(error?.message ?? "", /^Event 2 has bytes that are not UTF-8/)
    assert.isUndefined(endingError(read(sse([created, "no JSON"])).report))
  })

  it("has the rules that only its end breaks at its terminal event", () => {
    const completed = { type: "response.completed", sequence_number: 2, response: { ...created.response } }
    const recording = read(sse([created, itemAdded, completed]))
    const row = recording.rows[2]!
    assert.include(
      Ending.violationsAt(recording, row).map(({ rule }) => rule),
      "I1"
    )
    assert.deepStrictEqual(Ending.violationsAt(recording, recording.rows[1]!), [])
  })
})
