import { assert, describe, it } from "@effect/vitest"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as InspectBytes from "../../src/capture/inspectBytes.ts"
import { select } from "../../src/page/model/filter.ts"
import { pieces } from "../support/bytes.ts"
import { largeCapture } from "./large.mjs"
import { read } from "./reading.ts"

const bytes = largeCapture()

const timeOf = (run: () => unknown): number => {
  const start = performance.now()
  run()
  return performance.now() - start
}

const shortest = (run: () => unknown, times = 5): number =>
  Math.min(...Array.from({ length: times }, () => timeOf(run)))

setFlagsFromString("--expose-gc")
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the flag says so
const collect = runInNewContext("gc") as () => void

const heap = (): number => {
  for (let i = 0; i < 4; i++) collect()
  return process.memoryUsage().heapUsed
}

describe("100,000 events", () => {
  const before = heap()
  const recording = read(bytes, { pieceSize: 16_384 })
  const taken = heap() - before

  it("take less than 100 MB, all of them and the states that are kept", () => {
    console.log(`${(taken / 1e6).toFixed(0)} MB for ${(bytes.length / 1e6).toFixed(0)} MB of events`)
    assert.isAbove(taken, 0)
    assert.isBelow(taken, 100e6)
  })

  it("are read in a few times of what their inspection takes", () => {
    const inspection = shortest(() => {
      const inspection = InspectBytes.make("x.sse")
      for (const piece of pieces(bytes, 16_384)) inspection.push(piece)
      inspection.finish()
    })
    const reading = shortest(() => read(bytes, { pieceSize: 16_384 }))
    console.log(`inspection ${inspection.toFixed(0)} ms, recording ${reading.toFixed(0)} ms`)
    assert.isAbove(recording.rows.length, 100_000)
    assert.isBelow(reading / inspection, 8)
  })

  it("have snapshots that cost a step one after the other, and a fraction of a frame anywhere", () => {
    const { rows, snapshotAt } = recording
    const inOrder = shortest(() => {
      for (const index of rows.keys()) snapshotAt(index)
    })
    const anywhere = shortest(() => {
      for (let i = 0; i < 1000; i++) snapshotAt((i * 48_271) % rows.length)
    })
    console.log(
      `a snapshot: next ${(inOrder / rows.length).toFixed(4)} ms, anywhere ${(anywhere / 1000).toFixed(3)} ms`
    )
    assert.isBelow(anywhere / 1000, 4)
    assert.isBelow(inOrder / rows.length, anywhere / 1000 / 5)
  })

  it("are filtered within a frame, if no text is asked for", () => {
    const { rows } = recording
    const filters = [
      { types: new Set(["response.output_text.delta"]) },
      { outputIndex: 4 },
      { statuses: new Set(["invalid" as const]) },
      { hasViolation: true }
    ]
    const times = filters.map((filter) => shortest(() => select(rows, filter).advance(), 10))
    const text = shortest(() => select(rows, { text: "no such text" }).advance())
    console.log(`filters ${times.map((time) => time.toFixed(1)).join(", ")} ms, text ${text.toFixed(0)} ms`)
    for (const time of times) assert.isBelow(time, 16)
  })
})
