import { assert, describe, it } from "@effect/vitest"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as Testing from "../../src/testing/testing.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import { faults } from "./faults.ts"
import type { Fault } from "./faults.ts"
import { decode } from "./streams.ts"
import type { Wire } from "./streams.ts"

type Events = ReadonlyArray<Wire>

/** Most events of a stream are in every faulty one made of it. */
const decoded = new WeakMap<Wire, StreamProtocol.ProtocolEvent>()

/** The event at a place of a stream. It has the number of its place, if it has no other. */
const eventAt = (wire: Wire, index: number): StreamProtocol.ProtocolEvent => {
  let event = decoded.get(wire)
  if (event === undefined) decoded.set(wire, (event = decode(wire, index)))
  const { chunk } = event
  return {
    ...event,
    index,
    chunk: "sequence_number" in wire ? chunk : Object.assign({}, chunk, { sequenceNumber: index })
  }
}

const reportsOn = (stream: Events): ReadonlyArray<StreamProtocol.Violation> => {
  let state = StreamProtocol.initial
  const found = stream.flatMap((wire, index) => {
    const [next, violations] = StreamProtocol.step(state, eventAt(wire, index))
    state = next
    return violations
  })
  return [...found, ...StreamProtocol.end(state)]
}

const isNumbered = (stream: Events): boolean =>
  stream.every(
    ({ sequence_number: number }, i) =>
      typeof number === "number" && (i === 0 || number > (stream[i - 1]!["sequence_number"] as number))
  )

const unnumbered = (stream: Events): Events =>
  stream.map((wire) => Object.fromEntries(Object.entries(wire).filter(([key]) => key !== "sequence_number")) as never)

const shuffled = <A>(things: ReadonlyArray<A>): ReadonlyArray<A> =>
  things
    .map((thing) => [Math.random(), thing] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, thing]) => thing)

const severities = new Map(StreamProtocol.rules.map(({ id, severity }) => [id, severity]))

/** Plants each fault in streams, prints how often it was planted and found, and gives both and what went wrong. */
const plantFaults = (streams: ReadonlyArray<Events>, most: number) => {
  const prepared = streams.map((events) => ({
    numbered: isNumbered(events) ? events : undefined,
    plain: unnumbered(events)
  }))
  const wrong: Array<string> = []
  const plantAll = ({ name, plant, rule, severity = severities.get(rule)! }: Fault) => {
    let [planted, found] = [0, 0]
    for (const { numbered, plain } of shuffled(prepared)) {
      if (planted === most) break
      const stream = rule === "S1" ? numbered : plain
      const faulty = stream === undefined ? undefined : plant(stream)
      if (faulty === undefined) continue
      planted++
      const seen = reportsOn(faulty.stream).map((found) => `${found.rule} ${found.index} ${found.severity}`)
      if (seen.join(", ") === `${rule} ${faulty.at} ${severity}`) {
        found++
        continue
      }
      const types = faulty.stream.map(({ type }) => type).join(" ")
      wrong.push(`${name}: ${rule} at ${faulty.at} gives ${seen.join(", ")} in ${types}`)
    }
    return { rule, name, planted, found }
  }
  const counts = faults.map(plantAll)
  const column = (n: number) => String(n).padStart(7)
  const rows = counts.map(({ found, name, planted, rule }) => `${rule}  ${column(planted)} ${column(found)}  ${name}`)
  console.log(["    planted   found", ...rows].join("\n"))
  return { counts, wrong: wrong.slice(0, 10) }
}

describe("a fault that is planted at a random place gives one report, of its rule and at its index,", () => {
  it.skipIf(!hasRecordings)("in 200 recordings", () => {
    const streams = realRecordings.map(({ events }) => events as ReadonlyArray<Wire>)
    // What is planted where a rule is broken already wouldn't be the only report
    const flawless = streams.filter((stream) => reportsOn(unnumbered(stream)).length === 0)
    assert.isAbove(flawless.length, streams.length - 10)
    const { counts, wrong } = plantFaults(flawless, 200)
    assert.deepStrictEqual(wrong, [])
    // Few recordings have images, and few have several items
    assert.isAbove(counts.filter(({ planted }) => planted === 200).length, 60)
  })

  it("in 200 made-up answers, where items interleave in every second", () => {
    const make = [
      () => Testing.text("A long answer.", { deltaSize: 3 }),
      () => Testing.refusal("I'm sorry.", { deltaSize: 3 }),
      () => Testing.reasoning("Let me see.", { deltaSize: 4 }),
      () => Testing.reasoning("Let me see.", { as: "text", deltaSize: 4 }),
      () => Testing.functionCall({ name: "look", arguments: { at: "the sky" }, deltaSize: 5 }),
      () => Testing.image({ partialImages: 3 })
    ]
    const streams = Array.from({ length: 200 }, (_, seed) => {
      const items = shuffled([...make, ...make]).slice(0, 2 + (seed % 5))
      const answer = Testing.answer(...items.map((item) => item()))
      return Testing.toJson(seed % 2 === 0 ? answer : answer.pipe(Testing.interleaved(seed))) as Events
    })
    const { counts, wrong } = plantFaults(streams, 200)
    assert.deepStrictEqual(wrong, [])
    for (const { name, planted } of counts) assert.isAbove(planted, 30, name)
  })
})
