import { assert, describe, it } from "@effect/vitest"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import { decode, item, message, partAdded, partDone } from "./streams.ts"
import type { Wire } from "./streams.ts"

describe("hostile streams", () => {
  const times = <A>(n: number, make: (i: number) => A) => Array.from({ length: n }, (_, i) => make(i))
  const open = (i: number) => item(i, "of_tomorrow").added
  const atZero = (wire: Wire): Wire => ({ ...wire, output_index: 0 })
  const part = (contentIndex: number): Wire => ({ ...partAdded, content_index: contentIndex })
  const streams: { readonly [name: string]: (n: number) => ReadonlyArray<Wire> } = {
    "open items and close none": (n) => times(n, open),
    "leave a gap before each item": (n) => times(n, (i) => open(2 * i)),
    "go round and round among open items": (n) => [
      ...times(n / 4, open),
      ...times(n, (i) => item(i % (n / 4), "").on("web_search_call.searching"))
    ],
    "open items at one index, and close them from the first to the last": (n) => [
      ...times(n, open).map(atZero),
      ...times(n, (i) => item(i, "of_tomorrow").done).map(atZero)
    ],
    "open items at one index, and close them from the last to the first": (n) => [
      ...times(n, open).map(atZero),
      ...times(n, (i) => item(n - 1 - i, "of_tomorrow").done).map(atZero)
    ],
    "open and close parts of one item": (n) => [
      message.added,
      ...times(n / 2, (i) => [part(i), { ...partDone, content_index: i }]).flat(),
      message.done
    ],
    "open parts and close none": (n) => [message.added, ...times(n, part)]
  }

  it.each(Object.entries(streams))("take linear time where they %s", (_, make) => {
    const fastest = (n: number) => {
      const events = make(n).map(decode)
      const time = () => {
        // The time of this process: others on the machine don't count
        const start = process.cpuUsage()
        let state = StreamProtocol.initial
        for (const event of events) state = StreamProtocol.step(state, event)[0]
        return process.cpuUsage(start).user
      }
      return Math.min(...times(3, time))
    }
    fastest(2000)
    // Linear is a factor of 8; quadratic would be 64. A busy machine may spoil a measurement: what is quadratic fails
    // each time
    let ratio = Infinity
    for (let attempt = 0; attempt < 3 && ratio >= 32; attempt++) ratio = fastest(16_000) / fastest(2000)
    assert.isBelow(ratio, 32)
  })
})
