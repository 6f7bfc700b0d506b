/** Normalized streams before strict clients: `StreamProtocol`, `openai` and the AI SDK. */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import type { Verdict } from "../../src/stream/verdict.ts"
import * as Web from "../../src/web/Web.ts"
import { answerOf } from "../judges/answer.ts"
import type { Answer } from "../judges/answer.ts"
import { difference, differences, loadReaders } from "../judges/judges.ts"
import type { Read, Reader } from "../judges/judges.ts"
import { readEvents } from "../support/reader.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"

type Judge = "StreamProtocol" | "ResponseSnapshot" | "normalize" | Reader

type Bytes = Uint8Array<ArrayBuffer>

interface Sample {
  readonly name: string
  readonly bytes: Bytes
}

let readers: ReadonlyMap<Reader, Read> = new Map()

const normalize = async (bytes: Bytes): Promise<Bytes> => {
  const response = new Response(bytes, { headers: { "content-type": "text/event-stream" } })
  return new Uint8Array(await Web.normalize(response).arrayBuffer())
}

/** The text of each event. */
const eventsOf = (bytes: Bytes): ReadonlyArray<string> => new TextDecoder().decode(bytes).split(/(?<=\r?\n\r?\n)/)

// -----------------------------------------------------------------------------
// Judges
// -----------------------------------------------------------------------------

/** What isn't by the contract: events that need a repair, broken rules, and a stream without a terminal chunk at its end. */
const irregularities = (bytes: Bytes): ReadonlyArray<string> => {
  const { events, reader } = readEvents({ tolerance: "strict", onEnd: "allow" })
  reader.push(bytes)
  reader.end()
  const found: Array<string> = []
  let state = StreamProtocol.initial
  const add = (violations: ReadonlyArray<StreamProtocol.Violation>): void => {
    for (const { index, message, rule } of violations) found.push(`${rule}: ${message} (event ${index})`)
  }
  for (const { event, index, json, result } of events) {
    if (Result.isFailure(result)) {
      found.push(`invalid: ${result.failure.message}`)
      continue
    }
    const protocolEvent = { chunk: result.success, index, json, ...(event === undefined ? {} : { event }) }
    const [next, violations] = StreamProtocol.step(state, protocolEvent)
    state = next
    add(violations)
  }
  add(StreamProtocol.end(state))
  const verdict = StreamProtocol.verdict(state)
  return terminal.has(verdict) ? found : [...found, `verdict: ${verdict}`]
}

const terminal: ReadonlySet<Verdict> = new Set(["Completed", "Incomplete", "Failed", "Cancelled"])

/** A stream that broke off, or that its provider ended with an error, has failed. */
const regularVerdict = (verdict: Verdict): Verdict => (terminal.has(verdict) ? verdict : "Failed")

const differencesOfSnapshots = (normalized: Answer, original: Answer): ReadonlyArray<string> => [
  ...difference("text", normalized.text, original.text),
  ...difference("calls", normalized.calls, original.calls),
  ...difference("closed calls", normalized.closed.map(({ id }) => id).toSorted(), [...original.complete].toSorted()),
  ...difference("verdict", normalized.verdict, regularVerdict(original.verdict))
]

/** A normalized stream is regular, and passes as it is. */
const changesOfARegularStream = (first: Bytes, second: Bytes): ReadonlyArray<string> => {
  const [before, after] = [first, second].map((bytes) => eventsOf(bytes))
  const at = before!.findIndex((event, index) => event !== after![index])
  return at === -1 && before!.length === after!.length ? [] : [`event ${at}: ${after![at]} instead of ${before![at]}`]
}

const judgmentsOf = async ({ bytes }: Sample): Promise<ReadonlyMap<Judge, ReadonlyArray<string>>> => {
  const normalized = await normalize(bytes)
  const answer = await answerOf(normalized)
  const judgments = new Map<Judge, ReadonlyArray<string>>([
    ["StreamProtocol", irregularities(normalized)],
    ["ResponseSnapshot", differencesOfSnapshots(answer, await answerOf(bytes))],
    ["normalize", changesOfARegularStream(normalized, await normalize(normalized))]
  ])
  for (const [reader, read] of readers)
    judgments.set(reader, differences(reader, await read(normalized, answer), answer))
  return judgments
}

// -----------------------------------------------------------------------------
// Reasons
// -----------------------------------------------------------------------------

/** Why a judge may find something. */
interface Reason {
  readonly name: string
  readonly judges: ReadonlyArray<Judge>
  /** What the judge says. */
  readonly says: RegExp
  /** A rule that the stream breaks before it is normalized. */
  readonly breaks?: StreamProtocol.RuleId
}

const reasons: ReadonlyArray<Reason> = [
  {
    name: "it refuses the type of an event",
    judges: ["openai"],
    says: /^fault: Error: Unhandled response stream event: unknown$/
  },
  {
    name: "an input contradicts its deltas, and clients have seen those",
    judges: ["ResponseSnapshot"],
    says: /^calls: /,
    breaks: "I6"
  },
  {
    name: "the beginning of the text never came as deltas, and clients have seen the rest",
    judges: ["ResponseSnapshot", "AI SDK, model", "AI SDK, streamText"],
    says: /^text: "(.+)" instead of ".+\1"$/,
    breaks: "R1"
  }
]

const given = new Set<Reason>()

const reasonFor = (judge: Judge, what: string, { bytes }: Sample): Reason | undefined =>
  reasons.find(
    ({ breaks, judges, says }) =>
      judges.includes(judge) &&
      says.test(what) &&
      (breaks === undefined || irregularities(bytes).some((found) => found.startsWith(breaks)))
  )

/** Judges all samples, prints what came of it, and gives what has no reason. */
const judgeAll = async (samples: ReadonlyArray<Sample>): Promise<ReadonlyArray<string>> => {
  const counts = new Map<string, number>()
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)
  const unexplained: Array<string> = []
  for (const sample of samples) {
    for (const [judge, found] of await judgmentsOf(sample)) {
      count(`${judge} finds ${found.length === 0 ? "nothing" : "something"}`)
      for (const what of found) {
        const reason = reasonFor(judge, what, sample)
        if (reason === undefined) unexplained.push(`${sample.name}: ${judge}, ${what}`)
        else {
          given.add(reason)
          count(`${judge}: ${reason.name}`)
        }
      }
    }
  }
  console.log([`${samples.length} streams`, ...[...counts].map(([what, n]) => `${n} ${what}`)].join("\n"))
  return unexplained
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

const folder = fileURLToPath(new URL("../../../shared/cases/", import.meta.url))
const files = existsSync(folder) ? readdirSync(folder).toSorted() : []

const samplesOfCases = (): ReadonlyArray<Sample> =>
  files.map((name) => ({ name, bytes: new Uint8Array(readFileSync(folder + name)) }))

const samplesOfRecordings = (): ReadonlyArray<Sample> =>
  recordings.map(({ bytes, file }) => ({ name: file, bytes: new Uint8Array(bytes) }))

/** A stream of so many events is cut before each of them, a longer one before a few of them, and before the last. */
const short = 12
const few = 2

const placesIn = (count: number, nth: number): ReadonlyArray<number> => {
  if (count <= short) return Array.from({ length: count }, (_, place) => place)
  // Other places in each stream
  const shift = (nth * 0.618) % 1
  return [...Array.from({ length: few }, (_, i) => Math.floor(((i + shift) / few) * (count - 1))), count - 1]
}

/** Streams that break off between two events, or within one. */
const cuts = (samples: ReadonlyArray<Sample>): ReadonlyArray<Sample> =>
  samples.flatMap(({ bytes, name }, nth) => {
    const events = eventsOf(bytes)
    return placesIn(events.length, nth).map((place) => {
      const next = events[place]!
      const begun = (place + nth) % 2 === 0 ? "" : next.slice(0, next.length / 2)
      const text = events.slice(0, place).join("") + begun
      return { name: `${name}, cut after ${text.length} characters`, bytes: new TextEncoder().encode(text) }
    })
  })

describe.skipIf(!hasRecordings || files.length === 0)(
  "strict clients read a normalized stream as the snapshot does",
  () => {
    beforeAll(async () => {
      readers = await loadReaders()
    }, 300_000)

    it("of each recording", async () => assert.deepStrictEqual(await judgeAll(samplesOfRecordings()), []), 300_000)

    it(
      "of each recording that breaks off",
      async () => assert.deepStrictEqual(await judgeAll(cuts(samplesOfRecordings())), []),
      300_000
    )

    it("of each case of an irregular gateway, whole or broken off", async () => {
      const cases = samplesOfCases()
      assert.deepStrictEqual(await judgeAll([...cases, ...cuts(cases)]), [])
    })

    it("and each reason for a difference occurs", () => {
      assert.deepStrictEqual(
        reasons.filter((reason) => !given.has(reason)).map(({ name }) => name),
        []
      )
    })
  }
)
