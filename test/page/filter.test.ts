import { assert, describe, it } from "@effect/vitest"
import { next, positionOf, previous, search, select } from "../../src/page/model/filter.ts"
import type { Filter } from "../../src/page/model/filter.ts"
import type { EventRow, EventStatus } from "../../src/page/model/types.ts"
import { largeCapture } from "./large.mjs"
import { read } from "./reading.ts"

const random = (limit: number): number => Math.floor(Math.random() * limit)

const pick = <A>(values: ReadonlyArray<A>): A => values[random(values.length)]!

const { lanes, report, rows } = read(largeCapture({ events: 6000 }))

const statuses: ReadonlyArray<EventStatus> = ["valid", "repaired", "unknown", "invalid"]

const anyFilter = (): Filter => ({
  ...(random(2) === 0 ? {} : { types: new Set([pick([...report.types.keys()]), pick([...report.types.keys()])]) }),
  ...(random(2) === 0 ? {} : { outputIndex: random(4) }),
  ...(random(3) > 0 ? {} : { lanes: new Set([pick(lanes).key, pick(lanes).key]) }),
  ...(random(2) === 0 ? {} : { statuses: new Set([pick(statuses), pick(statuses)]) }),
  ...(random(2) === 0
    ? {}
    : { text: pick(["FOX", "naïve", "日本語", "delta", "xxxxxxxxxxx", "unknown 9", "no such text"]) }),
  ...(random(4) > 0 ? {} : { hasViolation: true })
})

const naive = (filter: Filter, all: ReadonlyArray<EventRow> = rows): ReadonlyArray<number> =>
  all
    .filter((row) => filter.types?.has(row.type) ?? true)
    .filter((row) => filter.lanes?.has(row.lane) ?? true)
    .filter((row) => filter.outputIndex === undefined || row.outputIndex === filter.outputIndex)
    .filter((row) => filter.statuses?.has(row.status) ?? true)
    .filter((row) => row.data.toLowerCase().includes((filter.text ?? "").toLowerCase()))
    .filter((row) => filter.hasViolation !== true || row.violations.length > 0)
    .map(({ index }) => index)

describe("select", () => {
  it("finds what a filter of all rows finds", () => {
    let found = 0
    for (let i = 0; i < 200; i++) {
      const filter = anyFilter()
      const selection = select(rows, filter)
      assert.isTrue(selection.advance())
      assert.deepStrictEqual(selection.indexes, naive(filter))
      if (selection.indexes.length > 0 && selection.indexes.length < rows.length) found++
    }
    assert.isAbove(found, 30)
  })

  it("goes on where it has stopped, and looks at rows that are new", () => {
    const growing: Array<EventRow> = []
    const filter: Filter = { text: "fox" }
    const selection = select(growing, filter)
    let stops = 0
    for (const row of rows) {
      growing.push(row)
      if (random(300) > 0) continue
      if (!selection.advance(() => random(2) === 0)) stops++
    }
    while (!selection.advance(() => true)) stops++
    assert.isAbove(stops, 10)
    assert.strictEqual(selection.looked, rows.length)
    assert.deepStrictEqual(selection.indexes, naive(filter))
  })

  it("selects everything where nothing is asked for", () => {
    const selection = select(rows, {})
    selection.advance()
    assert.strictEqual(selection.indexes.length, rows.length)
  })
})

describe("search", () => {
  it("finds a text within selected events", () => {
    const filter: Filter = { outputIndex: 1 }
    const selection = select(rows, filter)
    selection.advance()
    const matches = search(rows, selection, "LAZY")
    assert.isTrue(matches.advance())
    assert.deepStrictEqual(matches.indexes, naive({ ...filter, text: "lazy" }))
    assert.isNotEmpty(matches.indexes)
  })

  it("goes to the next and the previous match, around the ends", () => {
    const matches = { indexes: [3, 7, 20], looked: 0, advance: () => true }
    assert.deepStrictEqual(
      [-1, 3, 5, 20, 99].map((index) => next(matches, index)),
      [3, 7, 7, 3, 3]
    )
    assert.deepStrictEqual(
      [0, 3, 5, 20, 99].map((index) => previous(matches, index)),
      [20, 20, 3, 7, 20]
    )
    assert.deepStrictEqual(
      [3, 4, 20].map((index) => positionOf(matches, index)),
      [0, undefined, 2]
    )
    assert.isUndefined(next({ ...matches, indexes: [] }, 0))
    assert.isUndefined(previous({ ...matches, indexes: [] }, 0))
  })
})
