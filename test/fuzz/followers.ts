/** What reads chunks: folds and reducers. None may throw, wherever the stream ends. */
import * as Schema from "effect/Schema"
import { isDeepStrictEqual } from "node:util"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import { makeTally } from "../../src/operator/tally.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import type { ChunkEvent } from "../../src/stream/ChunkStream.ts"
import type { Library } from "./library.ts"

interface Complaint {
  readonly law: string
  readonly detail: string
}

type Events = ReadonlyArray<ChunkEvent>

/** Reads all that a snapshot says. `undefined` if it is nested too deeply to be written. */
const look = ({
  audio,
  debug,
  error,
  items,
  output,
  outputText,
  response,
  sequenceNumber,
  status,
  unknown,
  verdict
}: ResponseSnapshot.ResponseSnapshot): string | undefined => {
  const said = { audio, debug, error, items, output, outputText, response, sequenceNumber, status, unknown, verdict }
  try {
    return JSON.stringify(said)
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}

const save = Schema.encodeSync(ResponseSnapshot.ResponseSnapshot)
const load = Schema.decodeUnknownSync(ResponseSnapshot.ResponseSnapshot)

const snapshots = (library: Library, events: Events): void => {
  const from = (snapshot: ResponseSnapshot.ResponseSnapshot, part: Events) =>
    part.reduce((now, { chunk }) => library.stepSnapshot(now, chunk), snapshot)
  const middle = Math.floor(events.length / 2)
  let snapshot = ResponseSnapshot.initial
  let isDeep = false
  for (const { chunk } of events) {
    snapshot = library.stepSnapshot(snapshot, chunk)
    isDeep ||= look(snapshot) === undefined
  }
  if (isDeep) return
  const half = from(ResponseSnapshot.initial, events.slice(0, middle))
  const saved = load(JSON.parse(JSON.stringify(save(half))))
  const resumed = from(saved, events.slice(middle))
  const [a, b] = [look(resumed), look(snapshot)]
  if (a === undefined || b === undefined || !isDeepStrictEqual(JSON.parse(a), JSON.parse(b)))
    throw new Error(`A snapshot that was saved goes on another way: ${a} instead of ${b}`)
}

const protocol = (library: Library, events: Events, secret: string): void => {
  let state = StreamProtocol.initial
  const violations: Array<StreamProtocol.Violation> = []
  for (const event of events) {
    const [next, found] = library.stepProtocol(state, event)
    state = next
    violations.push(...found)
    StreamProtocol.end(state)
    StreamProtocol.verdict(state)
    StreamProtocol.openItems(state)
  }
  violations.push(...StreamProtocol.end(state))
  if (JSON.stringify(violations).includes(secret))
    throw new Error(`A violation shows payload: ${JSON.stringify(violations)}`)
}

const calls = (library: Library, events: Events): void => {
  let state = FunctionCall.initial
  for (const { chunk } of events) {
    state = library.stepCalls(state, chunk)[0]
    FunctionCall.end(state)
  }
}

const images = (library: Library, events: Events): void => {
  let state = ImageGeneration.initial
  for (const { chunk } of events) {
    state = library.stepImages(state, chunk)[0]
    ImageGeneration.end(state)
  }
}

const clock = { currentTimeMillisUnsafe: () => 0 } as Parameters<ReturnType<typeof makeTally>["addElements"]>[1]

const tally = (events: Events): void => {
  const { addElements, counts, verdict } = makeTally()
  addElements(events, clock)
  verdict()
  const unknown = events.filter(({ chunk }) => chunk.type === "UNKNOWN").length
  if (!isDeepStrictEqual([counts.chunks, counts.unknown], [events.length, unknown]))
    throw new Error(`It counts ${JSON.stringify(counts)} of ${events.length} chunks`)
}

/** Lets everything read the chunks of a stream. */
export const follow = (library: Library, events: Events, secret: string): ReadonlyArray<Complaint> => {
  const readers: Readonly<Record<string, () => void>> = {
    StreamProtocol: () => protocol(library, events, secret),
    ResponseSnapshot: () => snapshots(library, events),
    FunctionCall: () => calls(library, events),
    ImageGeneration: () => images(library, events),
    StreamTelemetry: () => tally(events)
  }
  return Object.entries(readers).flatMap(([name, read]) => {
    try {
      read()
      return []
    } catch (thrown) {
      const detail = thrown instanceof Error ? `${thrown.stack}`.slice(0, 2000) : String(thrown)
      return [{ law: `${name} reads every stream`, detail }]
    }
  })
}
