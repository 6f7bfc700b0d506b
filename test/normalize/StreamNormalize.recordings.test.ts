import { assert, describe, it } from "@effect/vitest"
import { hasRecordings, recordings } from "../support/recordings.ts"
import { contentOf, eventsOf, faultsOf, normalize } from "./normalized.ts"

describe.skipIf(!hasRecordings)("recordings", () => {
  it("break no rule once they are normalized, have the same content, and then stay as they are", () => {
    const counts = new Map<string, number>()
    let unchanged = 0
    for (const { bytes, file } of recordings) {
      const { error, events } = eventsOf(bytes)
      const normalized = normalize(events, error)
      assert.deepStrictEqual(faultsOf(normalized.events), [], file)
      assert.deepStrictEqual(contentOf(normalized.events), contentOf(events), file)
      assert.deepStrictEqual(normalize(normalized.events), { events: normalized.events, reports: [] }, file)
      const isSame =
        normalized.events.length === events.length && normalized.events.every((event, i) => event === events[i])
      assert.strictEqual(normalized.reports.length === 0, isSame, file)
      if (isSame) unchanged++
      for (const name of new Set(normalized.reports.map((report) => report.name))) {
        counts.set(name, (counts.get(name) ?? 0) + 1)
      }
    }
    const changes = [...counts].toSorted(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`)
    console.log(`${unchanged} of ${recordings.length} recordings are unchanged; in the others:\n${changes.join("\n")}`)
    assert.isAbove(unchanged, 350)
  })

  it("break no rule wherever they are cut", () => {
    let cuts = 0
    for (const [i, { bytes, file }] of recordings.entries()) {
      const { events } = eventsOf(bytes)
      // All cuts of every tenth recording, and some of the others
      const step = i % 10 === 0 && events.length < 300 ? 1 : Math.ceil(events.length / 5)
      for (let cut = 0; cut < events.length; cut += step) {
        cuts++
        assert.deepStrictEqual(faultsOf(normalize(events.slice(0, cut)).events), [], `${file}, cut at ${cut}`)
      }
    }
    console.log(`${cuts} cuts`)
  })
})
