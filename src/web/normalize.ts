/**
 * A response whose body is normalized while it passes, for `Web.normalize`.
 *
 * @internal
 */
import { guard } from "../base/callback.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { failureOf } from "../normalize/failure.ts"
import type { NormalizeReport } from "../normalize/report.ts"
import { initial } from "../normalize/state.ts"
import type { NormalizedEvent } from "../normalize/state.ts"
import * as Step from "../normalize/step.ts"
import { eventText } from "../stream/eventText.ts"
import { makeEvent } from "../stream/output.ts"
import type { Receiver } from "../stream/reader.ts"
import { isSynthetic } from "../stream/synthesize.ts"
import { encodeChunk } from "../wire/chunkEncoder.ts"
import { makeChecker } from "./checker.ts"
import type { Checker } from "./checker.ts"
import { isDoneEvent, passAll, passEvents } from "./gate.ts"
import type { Policy } from "./gate.ts"
import type { NormalizeOptions } from "./options.ts"
import { passThrough } from "./validate.ts"

type Bytes = ReadonlyArray<Uint8Array>

export const normalizeResponse = (response: Response, options: NormalizeOptions): Response => {
  const normalizer = new Normalizer(guard(options.onReport))
  const { onInvalid, ...others } = options
  const checking = { ...others, onInvalid: onInvalid === "skip" ? "drop" : "abort" } as const
  const checker = makeChecker(response, checking, normalizer.take)
  const gate = checker.isPage() ? passAll(checker) : passEvents(checker, normalizer.policy(checker), options)
  return passThrough(response, checker, gate, checker.isPage)
}

const encoder = new TextEncoder()

const blankLine = encoder.encode("\n\n")

/** Normalizes one stream. What isn't changed goes out as its own bytes. */
class Normalizer {
  readonly #onReport: (report: NormalizeReport) => void
  #state = initial
  #hasEnded = false
  /** The event that was read last, if there was one, and what goes out for it. */
  #came: NormalizedEvent | undefined
  #out: Array<NormalizedEvent> = []
  /** The bytes of events that wait, by their chunks. */
  readonly #waiting = new Map<object, Bytes>()

  constructor(onReport: (report: NormalizeReport) => void) {
    this.#onReport = onReport
  }

  readonly take: Receiver["onChunk"] = (chunk, _index, json, event, id, repairs) => {
    const index = this.#state.outputs
    // Most deltas go out as they came, and nobody needs their JSON
    const isPlain = "delta" in chunk && id === undefined && repairs === undefined
    const came = isPlain ? new PlainDelta(index, chunk, json, event) : makeEvent(chunk, index, json, event, id, repairs)
    if (!isSynthetic(chunk)) this.#came = came
    const [state, out, reports] = Step.step(this.#state, came)
    this.#state = state
    for (const event of out) this.#out.push(event)
    for (const report of reports) this.#onReport(report)
  }

  policy(checker: Checker): Policy {
    let { invalid } = checker.counts
    let { frames } = checker.seen
    const settle: Policy["settle"] = (raw, isTail) => {
      const isInvalid = checker.counts.invalid > invalid
      const isFrame = checker.seen.frames > frames
      invalid = checker.counts.invalid
      frames = checker.seen.frames
      const came = this.#came
      if (came !== undefined) return this.#settleEvent(came, raw, isTail)
      if (isInvalid || (isFrame && isHeartbeat(raw()))) return []
      if (!checker.isDone()) return true
      // Behind `[DONE]` nothing is read
      const end = [...this.#encode(this.#take()), ...this.#end(checker)]
      const isDone = isDoneEvent(raw())
      return end.length === 0 ? true : isDone ? [...end, ...raw()] : end
    }
    const close: Policy["close"] = (afterTail) => {
      const end = [...this.#encode(this.#take()), ...this.#end(checker)]
      return afterTail && end.length > 0 ? [blankLine, ...end] : end
    }
    return { settle, close }
  }

  #settleEvent(came: NormalizedEvent, raw: () => Bytes, isTail: boolean): true | Bytes {
    this.#came = undefined
    const out = this.#take()
    if (out.length === 1 && isSame(out[0]!, came)) return true
    if (out.length === 0 && this.#state.held.length > 0 && came.repairs === undefined)
      this.#waiting.set(came.chunk, raw())
    const own = (): Bytes => (isTail ? [...raw(), blankLine] : raw())
    return out.flatMap((event) => (isSame(event, came) ? own() : this.#encode([event])))
  }

  #take(): ReadonlyArray<NormalizedEvent> {
    const out = this.#out
    this.#out = []
    return out
  }

  #encode(events: ReadonlyArray<NormalizedEvent>): Bytes {
    return events.flatMap((event) => {
      const { chunk, event: name, id, json = encodeChunk(chunk) } = event
      const waiting = this.#waiting.get(chunk)
      return waiting ?? [encoder.encode(eventText({ data: JSON.stringify(json), event: name, id }))]
    })
  }

  #end(checker: Checker): Bytes {
    if (this.#hasEnded) return []
    this.#hasEnded = true
    const [events, reports] = Step.end(this.#state, failureOf(checker.error()))
    for (const report of reports) this.#onReport(report)
    return this.#encode(events)
  }
}

/** An event whose JSON is made when it is needed, during the call. */
class PlainDelta implements NormalizedEvent {
  readonly index: number
  readonly chunk: ResponsesStreamChunk
  declare readonly event?: string
  readonly #json: () => unknown

  constructor(index: number, chunk: ResponsesStreamChunk, json: () => unknown, event: string | undefined) {
    this.index = index
    this.chunk = chunk
    if (event !== undefined) this.event = event
    this.#json = json
  }

  get json(): unknown {
    return this.#json()
  }
}

/** Whether an event goes out as it came. */
const isSame = (out: NormalizedEvent, came: NormalizedEvent): boolean =>
  out === came || (out.chunk === came.chunk && out.event === came.event && came.repairs === undefined)

/** Whether what was read as a comment is an event: one that says nothing, which strict clients don't take. */
const isHeartbeat = (raw: Bytes): boolean => {
  const first = raw.find(({ length }) => length > 0)?.[0]
  return first !== undefined && first !== colon && first !== mark
}

const colon = 58
/** The first byte of a byte order mark. */
const mark = 0xef
