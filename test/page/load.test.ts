import { assert, describe, it } from "@effect/vitest"
import { gzipSync } from "node:zlib"
import { openEmbedded, openFile, parse } from "../../src/page/model/embedded.ts"
import { load } from "../../src/page/model/load.ts"
import * as RecordingReader from "../../src/page/model/recordingReader.ts"
import { pieces } from "../support/bytes.ts"
import { largeCapture } from "./large.mjs"
import { read } from "./reading.ts"

const bytes = largeCapture({ events: 6000 })
const whole = read(bytes)

const make = () => RecordingReader.make({ id: "1", name: "x.sse" })

const streamOf = (all: ReadonlyArray<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const piece of all) controller.enqueue(piece)
      controller.close()
    }
  })

const assertWhole = ({ recording }: RecordingReader.RecordingReader): void => {
  assert.strictEqual(recording.rows.length, whole.rows.length)
  assert.strictEqual(recording.report.verdict, "Completed")
  assert.isFalse(recording.isOpen)
}

describe("load", () => {
  it("reads bytes to the end, and lets others run meanwhile", async () => {
    const reader = make()
    const progress: Array<number> = []
    let turns = 0
    const count = (): void => {
      turns++
      if (reader.recording.isOpen) setImmediate(count)
    }
    setImmediate(count)
    await load(reader, bytes, { onProgress: (read) => progress.push(read) })
    assertWhole(reader)
    assert.isAbove(turns, 2)
    assert.isAbove(progress.length, 2)
    assert.deepStrictEqual(
      progress,
      progress.toSorted((a, b) => a - b)
    )
    assert.strictEqual(progress.at(-1), bytes.length)
  })

  it("reads a stream to the end", async () => {
    const reader = make()
    await load(reader, streamOf(pieces(bytes, 50_000)))
    assert.isFalse(reader.recording.isOpen)
    assertWhole(reader)
  })

  it("shows what has come of a stream that is still open", async () => {
    const reader = make()
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    const loaded = new Promise<number>((resolve) => {
      void load(reader, readable, { onProgress: () => resolve(reader.recording.rows.length) })
    })
    await writer.write(bytes.subarray(0, 2000))
    assert.isAbove(await loaded, 3)
    assert.isTrue(reader.recording.isOpen)
    await writer.close()
  })

  it("stops, and keeps what it has read", async () => {
    const reader = make()
    const controller = new AbortController()
    await load(reader, bytes, { signal: controller.signal, onProgress: () => controller.abort() })
    assert.isFalse(reader.recording.isOpen)
    assert.isAbove(reader.recording.rows.length, 0)
    assert.isBelow(reader.recording.rows.length, whole.rows.length)
  })

  it("stops while it waits for a stream, and cancels that", async () => {
    const reader = make()
    const controller = new AbortController()
    let cancelled = 0
    const stream = new ReadableStream<Uint8Array>({
      start: (source) => source.enqueue(bytes.subarray(0, 2000)),
      cancel: () => void cancelled++
    })
    await load(reader, stream, { signal: controller.signal, onProgress: () => controller.abort() })
    assert.strictEqual(cancelled, 1)
    assert.isFalse(reader.recording.isOpen)
  })

  it("fails with a stream that fails, and keeps what it has read", async () => {
    const reader = make()
    const source = [bytes.subarray(0, 2000)]
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const piece = source.pop()
        if (piece === undefined) controller.error(new Error("lost"))
        else controller.enqueue(piece)
      }
    })
    const failure = await load(reader, stream).catch((error: unknown) => error)
    assert.instanceOf(failure, Error)
    assert.isAbove(reader.recording.rows.length, 3)
    assert.strictEqual(reader.recording.report.verdict, "Truncated")
  })

  it("stops reading behind the end of the stream", async () => {
    const reader = make()
    let pulled = 0
    const stream = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          pulled++
          controller.enqueue(new TextEncoder().encode(pulled === 1 ? "data: [DONE]\n\n" : ": more\n\n"))
        }
      },
      { highWaterMark: 0 }
    )
    await load(reader, stream)
    assert.strictEqual(pulled, 1)
  })
})

describe("files", () => {
  it("are read as they are, or unpacked", async () => {
    for (const [name, file] of [
      ["x.sse", bytes],
      ["x.sse.gz", gzipSync(bytes)]
    ] as const) {
      const source = await openFile(name, new Blob([new Uint8Array(file)]))
      assert.strictEqual(source.name, "x.sse")
      const reader = make()
      await load(reader, source.bytes)
      assertWhole(reader)
    }
  })

  it("that are empty are recordings without events", async () => {
    const reader = make()
    await load(reader, (await openFile("x.sse", new Blob([]))).bytes)
    assert.strictEqual(reader.recording.rows.length, 0)
    assert.strictEqual(reader.recording.snapshotAt(0).items.length, 0)
  })

  it("that are damaged fail, and show what could be unpacked", async () => {
    const packed = gzipSync(bytes)
    const reader = make()
    const source = await openFile("x.sse.gz", new Blob([new Uint8Array(packed.subarray(0, packed.length / 2))]))
    const failure = await load(reader, source.bytes).catch((error: unknown) => error)
    assert.instanceOf(failure, Error)
    assert.isAbove(reader.recording.rows.length, 100)
  })
})

describe("embedded recordings", () => {
  it("are read from the page", async () => {
    const text = JSON.stringify([{ name: "a.sse", gzip: gzipSync(bytes).toString("base64") }, { name: 7 }])
    const [embedded, ...others] = parse(text)
    assert.isEmpty(others)
    const source = await openEmbedded(embedded!)
    assert.strictEqual(source.name, "a.sse")
    const reader = make()
    await load(reader, source.bytes)
    assertWhole(reader)
  })
})
