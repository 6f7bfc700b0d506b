import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { isObject } from "../../src/base/json.ts"
import type { Json } from "../../src/base/json.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import type { ChunkEvent } from "../../src/stream/options.ts"
import * as Testing from "../../src/testing/testing.ts"
import { readValues } from "../support/reader.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"
import { isTerminal } from "../../src/stream/verdict.ts"
import { contentOf, faultsOf, normalize } from "./normalized.ts"
import type { Normalized } from "./normalized.ts"
import { isJson } from "../support/isJson.ts"

/** The recordings whose events are all JSON. */
const readable = recordings.flatMap((recording) => {
  const { file, payloads } = recording
  return payloads.every(isJson) ? [{ file, events: () => recording.events }] : []
})

const decode = (objects: ReadonlyArray<Json>): ReadonlyArray<ChunkEvent> => {
  const { reader, take } = readValues({ as: "event", onEnd: "allow", onInvalid: "skip", onSkip: () => {} })
  for (const object of objects) reader.pushJson(object)
  reader.end()
  return take()
}

/** Numbers below a limit, always the same ones for a seed. */
const numbersOf = (seed: number) => {
  let state = Math.imul(Math.floor(seed), 0x9e3779b1) | 0
  return (limit: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x85ebca77) + 0x6d2b79f5) | 0
    return (((state >>> 0) * limit) / 2 ** 32) | 0
  }
}

type Mutation = (events: ReadonlyArray<Json>, below: (limit: number) => number) => ReadonlyArray<Json>

const drop: Mutation = (events, below) => events.toSpliced(below(events.length), 1)

const double: Mutation = (events, below) => {
  const at = below(events.length)
  return events.toSpliced(below(events.length + 1), 0, events[at]!)
}

const move: Mutation = (events, below) => {
  const [from, to] = [below(events.length), below(events.length)]
  return events.toSpliced(from, 1).toSpliced(to, 0, events[from]!)
}

const cut: Mutation = (events, below) => events.slice(0, below(events.length + 1))

/** Each update of an item gets another id. */
const rotateIds: Mutation = (events) =>
  events.map((event, i) =>
    typeof event["item_id"] === "string" ? { ...event, item_id: `${event["item_id"]}_${i}` } : event
  )

const emptyIds: Mutation = (events) =>
  events.map((event) => (typeof event["item_id"] === "string" ? { ...event, item_id: "" } : event))

const sameIndex: Mutation = (events) =>
  events.map((event) => ("output_index" in event ? { ...event, output_index: 0 } : event))

const fail: Mutation = (events, below) =>
  events.toSpliced(below(events.length + 1), 0, {
    type: "error",
    sequence_number: 1,
    code: "overloaded",
    message: "m",
    param: null
  })

/** Updates of calls, whose names never come. */
const unname: Mutation = (events) =>
  events.map((event) => {
    const item = event["item"]
    return isObject(item) && "name" in item ? { ...event, item: { ...item, name: "" } } : event
  })

const emptyResponseIds: Mutation = (events) =>
  events.map((event, i) =>
    i === 0 && isObject(event["response"]) ? { ...event, response: { ...event["response"], id: "" } } : event
  )

/** Something that isn't about the response comes. */
const keepalive: Mutation = (events, below) =>
  events.toSpliced(below(events.length + 1), 0, { type: "keepalive", sequence_number: 1 })

/** The indexes of parts and annotations begin with another number. */
const shiftIndexes: Mutation = (events) =>
  events.map((event) => {
    const shifted = ["content_index", "summary_index", "annotation_index"].flatMap((field) => {
      const index = event[field]
      return typeof index === "number" ? [[field, index + 2] as const] : []
    })
    return shifted.length === 0 ? event : { ...event, ...Object.fromEntries(shifted) }
  })

const mutations = [
  drop,
  double,
  move,
  cut,
  rotateIds,
  emptyIds,
  sameIndex,
  fail,
  unname,
  emptyResponseIds,
  keepalive,
  shiftIndexes
]

const mutate: Mutation = (events, below) => {
  let mutated = events
  for (let left = 1 + below(3); left > 0; left--) {
    const [mutation] = mutations.slice(below(mutations.length))
    if (mutated.length > 0) mutated = mutation!(mutated, below)
  }
  return mutated
}

let compared = 0

const terminal: ReadonlySet<StreamProtocol.Verdict> = new Set(["Completed", "Incomplete", "Failed"])

const verdictOf = (events: ReadonlyArray<StreamProtocol.ProtocolEvent>): StreamProtocol.Verdict =>
  StreamProtocol.verdict(events.reduce((state, event) => StreamProtocol.step(state, event)[0], StreamProtocol.initial))

/** The events that neither went out nor have a report. */
const lostOf = (events: ReadonlyArray<ChunkEvent>, { events: out, reports }: Normalized): ReadonlyArray<number> => {
  const chunks = new Set(out.map(({ chunk }) => chunk))
  const reported = new Set(reports.map(({ index }) => index))
  return events.flatMap(({ chunk }, i) => (chunks.has(chunk) || reported.has(i) ? [] : [i]))
}

const check = (objects: ReadonlyArray<Json>): void => {
  const events = decode(objects)
  const normalized = normalize(events)
  assert.deepStrictEqual(faultsOf(normalized.events), [])
  assert.deepStrictEqual(lostOf(events, normalized), [])
  // What went out before an error, or contradicts its end, can't be unsaid
  const verdict = verdictOf(events)
  const end = events.findIndex(({ chunk }) => isTerminal(chunk))
  const isSaid = normalized.reports.some(
    ({ index, name }) => name === "changed-text" || name === "changed-item" || (name === "dropped-chunk" && index > end)
  )
  if (terminal.has(verdict) && verdict === verdictOf(normalized.events) && !isSaid) {
    assert.deepStrictEqual(contentOf(normalized.events), contentOf(events))
    compared++
  }
  const again = normalize(normalized.events)
  assert.deepStrictEqual(again.reports, [])
  assert.deepStrictEqual(again.events, normalized.events)
}

describe("any stream", () => {
  it.effect.prop(
    "is regular once it is normalized, and has the same content",
    [Testing.anyAnswer(), Arbitrary.schema(Schema.Finite)],
    ([answer, seed]) => Effect.sync(() => check(mutate(Testing.toJson(answer), numbersOf(seed * 1e6))))
  )

  it.skipIf(!hasRecordings)("of a recording that is mutated is regular once it is normalized", () => {
    compared = 0
    let streams = 0
    for (const [i, { events: read, file }] of readable.entries()) {
      const events = read()
      for (let seed = 0; seed < 6; seed++) {
        streams++
        try {
          check(mutate(events, numbersOf(i * 1000 + seed)))
        } catch (cause) {
          throw new Error(`${file}, seed ${seed}`, { cause })
        }
      }
    }
    console.log(`${streams} mutated recordings, and the content of ${compared} compared`)
    assert.isAbove(compared, streams / 5)
  })
})
