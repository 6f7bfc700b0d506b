/**
 * A response whose body is normalized while it passes, for `Web.normalize`.
 *
 * @internal
 */
import { guard } from "../base/callback.ts"
import { isOverflow } from "../base/json.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { InvalidChunk } from "../errors/StreamError.ts"
import type { ResponseError } from "../model/Response.ts"
import { failureOf } from "../normalize/failure.ts"
import type { NormalizeReport } from "../normalize/report.ts"
import { initial } from "../normalize/state.ts"
import type { NormalizedEvent, State } from "../normalize/state.ts"
import * as Step from "../normalize/step.ts"
import { eventText } from "../stream/eventText.ts"
import { makeEvent } from "../stream/output.ts"
import { isSynthetic } from "../stream/synthesize.ts"
import { encodeChunk } from "../wire/chunkEncoder.ts"
import { tooDeep } from "../wire/chunkDecoder.ts"
import { makeChecker } from "./checker.ts"
import type { Checker, Take } from "./checker.ts"
import { isDoneEvent, passAll, passEvents } from "./gate.ts"
import type { Policy } from "./gate.ts"
import type { NormalizeOptions } from "./options.ts"
import { passThrough } from "./validate.ts"

type Bytes = ReadonlyArray<Uint8Array>

export const normalizeResponse = (response: Response, options: NormalizeOptions): Response => {
  const normalizer = new Normalizer(guard(options.onReport))
  const { onInvalid, ...others } = options
  const checking = { ...others, onInvalid: onInvalid === "skip" ? "pass" : "abort" } as const
  const checker = makeChecker(response, checking, normalizer.take)
  const gate = checker.isPage() ? passAll(checker) : passEvents(checker, normalizer.policy(checker), options)
  return passThrough(response, checker, gate, checker.isPage)
}

const encoder = new TextEncoder()

/** The bytes of the event that came. */
const own = Symbol("own")

/** Normalizes one stream. What isn't changed goes out as its own bytes. */
class Normalizer {
  readonly #onReport: (report: NormalizeReport) => void
  #state = initial
  #hasEnded = false
  /** The event that was read last, if there was one, and what goes out for it. */
  #came: NormalizedEvent | undefined
  #out: ReadonlyArray<Uint8Array | typeof own> = []
  /** Events that wait, and their bytes, by their chunks. */
  readonly #waiting = new Map<object, readonly [NormalizedEvent, Bytes]>()

  constructor(onReport: (report: NormalizeReport) => void) {
    this.#onReport = onReport
  }

  readonly take: Take = (chunk, index, json, event, id, repairs) => {
    const { outputs } = this.#state
    // Most deltas go out as they came, and nobody needs their JSON
    const isPlain = "delta" in chunk && id === undefined && repairs === undefined
    const came = isPlain
      ? new PlainDelta(outputs, chunk, json, event)
      : makeEvent(chunk, outputs, json, event, id, repairs)
    const hasBytes = !isSynthetic(chunk)
    try {
      const [state, out, reports] = Step.step(this.#state, came)
      const bytes = out.flatMap<Uint8Array | typeof own>((each) =>
        hasBytes && isSame(each, came) ? own : this.#encode(each)
      )
      // What waits may have to be changed later
      if (out.length === 0 && isWaiting(state)) this.#encode(came)
      this.#state = state
      // Behind the last event may come the chunk that `onEnd` adds
      this.#out = this.#out.length === 0 ? bytes : [...this.#out, ...bytes]
      for (const report of reports) this.#onReport(report)
    } catch (thrown) {
      if (!isOverflow(thrown)) throw thrown
      const { type } = chunk
      return new InvalidChunk({ index, json: json(), fields: tooDeep, ...(type === "UNKNOWN" ? {} : { type }) })
    }
    if (hasBytes) this.#came = came
    return undefined
  }

  policy(checker: Checker): Policy {
    let { invalid } = checker.counts
    let { frames } = checker.seen
    const settle: Policy["settle"] = (raw, tail) => {
      const isTail = tail !== undefined
      const isInvalid = checker.counts.invalid > invalid
      const isFrame = checker.seen.frames > frames
      invalid = checker.counts.invalid
      frames = checker.seen.frames
      const whole = (): Bytes => (isTail ? withBlankLine(raw()) : raw())
      const came = this.#came
      if (came !== undefined) return this.#settleEvent(came, whole, isTail)
      if (isInvalid || (isFrame && isHeartbeat(raw()))) return []
      if (!checker.isDone()) return true
      // Behind `[DONE]` nothing is read
      return isDoneEvent(raw()) ? [...this.#end(checker), ...whole()] : []
    }
    const close: Policy["close"] = (afterTail) => {
      const end = this.#end(checker)
      return afterTail && end.length > 0 ? [encoder.encode("\n\n"), ...end] : end
    }
    return { settle, close }
  }

  #settleEvent(came: NormalizedEvent, raw: () => Bytes, isTail: boolean): true | Bytes {
    this.#came = undefined
    const out = this.#out
    this.#out = []
    if (out.length === 0 && isWaiting(this.#state)) this.#waiting.set(came.chunk, [came, raw()])
    return out.length === 1 && out[0] === own && !isTail ? true : out.flatMap((each) => (each === own ? raw() : each))
  }

  #encode(event: NormalizedEvent): Bytes {
    const [came, bytes] = this.#waiting.get(event.chunk) ?? []
    if (came !== undefined && bytes !== undefined && isSame(event, came)) return bytes
    const { chunk, event: name, id, json = encodeChunk(chunk) } = event
    return [encoder.encode(eventText({ data: JSON.stringify(json), event: name, id }))]
  }

  #end(checker: Checker): Bytes {
    if (this.#hasEnded) return []
    this.#hasEnded = true
    // The terminal chunk that `onEnd` has added
    const added = this.#out.filter((each) => each !== own)
    const error = failureOf(checker.error())
    try {
      return [...added, ...this.#encodeEnd(this.#state, error)]
    } catch (thrown) {
      if (!isOverflow(thrown)) throw thrown
      // The output nests too deeply
      const { count, items, snapshot } = initial
      return this.#encodeEnd({ ...this.#state, count, items, snapshot }, error)
    }
  }

  #encodeEnd(state: State, error: ResponseError): Bytes {
    const [events, reports] = Step.end(state, error)
    const bytes = events.flatMap((event) => this.#encode(event))
    for (const report of reports) this.#onReport(report)
    return bytes
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

const isWaiting = ({ early, held }: State): boolean => early.length > 0 || held.length > 0

/** Whether an event goes out as it came. */
const isSame = (out: NormalizedEvent, came: NormalizedEvent): boolean =>
  out === came || (out.chunk === came.chunk && out.event === came.event && came.repairs === undefined)

/** Whether what was read as a comment is an event: one that says nothing, which strict clients don't take. */
const isHeartbeat = (raw: Bytes): boolean => {
  const first = raw.find(({ length }) => length > 0)?.[0]
  return first !== undefined && first !== colon && first !== mark
}

/** The bytes of the last event, with the blank line that it lacks. */
const withBlankLine = (raw: Bytes): Bytes => [...raw, encoder.encode(raw.at(-1)?.at(-1) === lf ? "\n" : "\n\n")]

const lf = 10
const colon = 58
/** The first byte of a byte order mark. */
const mark = 0xef
