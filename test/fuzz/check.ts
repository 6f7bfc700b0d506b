/** Holds what the entrances give against the reference, and against each other. */
import * as Result from "effect/Result"
import { inspect, isDeepStrictEqual } from "node:util"
import type { ChunkStreamError, InvalidEvent, OpenItem, UnexpectedEnd } from "../../src/errors/StreamError.ts"
import type { ChunkEvent } from "../../src/stream/ChunkStream.ts"
import type { Tolerance } from "../../src/wire/Tolerance.ts"
import { repairs as repairNames } from "../../src/wire/Tolerance.ts"
import { endingOf, terminalOf } from "./ending.ts"
import type { Ending } from "./ending.ts"
import { follow } from "./followers.ts"
import { piecesOf, secret } from "./input.ts"
import type { Input } from "./input.ts"
import type { Library } from "./library.ts"
import { isChunk, readBytes, readStream, shapeOf } from "./reference.ts"
import type { ReferenceStream, Step } from "./reference.ts"
import { nameOf, observe } from "./runs.ts"
import type { Fed, Observed, Run, SourceRun } from "./runs.ts"

/** Something that isn't as it should be. */
export interface Fault {
  /** What is broken. A smaller input has to break the same. */
  readonly law: string
  /** How the stream was read. */
  readonly run: string
  readonly detail: string
}

/** What came of an input. */
export interface Outcomes {
  decoded: number
  unknown: number
  repaired: number
  refused: number
  heartbeats: number
  /** Streams that end with each error, and without one. */
  readonly ends: Map<string, number>
}

export interface Checked {
  readonly faults: ReadonlyArray<Fault>
  readonly outcomes: Outcomes
}

class Found extends Error {
  readonly fault: Fault
  constructor(law: string, run: string, detail: string) {
    super(law)
    this.fault = { law, run, detail }
  }
}

/** What breaks a law in one entrance: each may break it in a way of its own. */
const broken = (law: string, run: string, detail: string): Found =>
  new Found(`${law} (${run.split(",", 1)[0]})`, run, detail)

/** Whether two values are the same. What is nested too deeply to look at is. */
const same = (a: unknown, b: unknown): boolean => {
  try {
    return isDeepStrictEqual(a, b)
  } catch (thrown) {
    if (thrown instanceof RangeError) return true
    throw thrown
  }
}

const show = (value: unknown): string =>
  inspect(value, { depth: 8, breakLength: 120, maxStringLength: 300 }).slice(0, 3000)

// -----------------------------------------------------------------------------
// Errors
// -----------------------------------------------------------------------------

const tags = new Set<unknown>([
  "InvalidJson",
  "InvalidChunk",
  "EventTooLarge",
  "InvalidUtf8",
  "UnexpectedEnd",
  "NotAnEventStream"
])

const isTyped = (error: unknown): error is ChunkStreamError =>
  error instanceof Error && "_tag" in error && tags.has(error._tag)

/** The largest error, as JSON. */
const largestError = 128 * 1024

const checkError = (error: unknown, run: string): void => {
  if (!isTyped(error)) throw new Found("every error is one of the package's own", run, show(error))
  const shown = [error.message, String(error), JSON.stringify(error), inspect(error)]
  for (const text of shown) {
    if (text.includes(secret)) throw new Found(`no ${error._tag} shows payload`, run, text.slice(0, 1000))
    if (text.length > largestError) throw new Found(`no ${error._tag} is large`, run, `${text.length} characters`)
  }
}

const payloadOf = (error: ChunkStreamError): unknown => ("payload" in error ? error.payload() : undefined)

const sameError = (a: unknown, b: unknown): boolean => {
  if (!isTyped(a) || !isTyped(b)) return a === b
  if (a._tag !== b._tag || !same(payloadOf(a), payloadOf(b))) return false
  // That of a response has its head too
  return a._tag === "NotAnEventStream" || (a.message === b.message && JSON.stringify(a) === JSON.stringify(b))
}

// -----------------------------------------------------------------------------
// The plan: what comes of each event
// -----------------------------------------------------------------------------

type Planned =
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "heartbeat"; readonly text: string }
  | { readonly kind: "chunk"; readonly event: ChunkEvent }
  | { readonly kind: "invalid"; readonly error: InvalidEvent }

interface Plan {
  readonly steps: ReadonlyArray<Planned>
  /** The error at the end, by `onEnd`. */
  readonly ends: Readonly<Record<"fail" | "allow" | "synthesize", unknown>>
  readonly synthetic: ChunkEvent | undefined
}

/** The types that end a response. An invalid event of one would leave a client without an end. */
const endTypes = new Set<unknown>([
  "response.completed",
  "response.incomplete",
  "response.failed",
  "error",
  "response.error"
])

const chunksOf = (steps: ReadonlyArray<Planned>): ReadonlyArray<ChunkEvent> =>
  steps.flatMap((step) => (step.kind === "chunk" ? [step.event] : []))

const runOf = (
  entrance: SourceRun["entrance"],
  tolerance: Tolerance,
  onEnd: SourceRun["onEnd"] = "fail"
): SourceRun => ({
  entrance,
  tolerance,
  as: "event",
  onInvalid: "skip",
  onEnd
})

interface Item {
  readonly index: number
  readonly event?: ChunkEvent
  readonly error?: InvalidEvent
}

const isInvalidEvent = (error: ChunkStreamError): error is InvalidEvent =>
  error._tag === "InvalidJson" || error._tag === "InvalidChunk"

const itemsOf = (observed: Observed, run: string): ReadonlyArray<Item> => {
  const events = (observed.values as ReadonlyArray<ChunkEvent>).map((event): Item => ({ index: event.index, event }))
  const errors = observed.reported.map((error): Item => {
    checkError(error, run)
    if (!isInvalidEvent(error)) throw broken("only invalid events are skipped", run, show(error))
    return { index: error.index, error }
  })
  return [...events, ...errors].toSorted((a, b) => a.index - b.index)
}

const isOf = ({ error, event }: Item, step: Extract<Step, { kind: "event" }>): boolean =>
  error?._tag === "InvalidJson"
    ? step.shape.kind === "notJson" && error.payload() === step.frame.data
    : step.shape.kind !== "notJson" && same(event === undefined ? error!.payload() : event.json, step.json)

/** Says what is wrong with what came of an event. */
const wrongWith = (
  { error, event }: Item,
  step: Extract<Step, { kind: "event" }>,
  isStrict: boolean
): string | undefined => {
  const { frame, shape } = step
  if (event !== undefined && (event.event !== frame.event || event.id !== frame.id))
    return `the lines event: and id: of ${show(event)} are not ${show([frame.event, frame.id])}`
  const { repairs = [] } = event ?? {}
  if (event !== undefined && repairs.length > 0) {
    if (isStrict) return `strict tolerance repairs: ${show(repairs)}`
    if (!repairs.every((name) => repairNames.includes(name))) return `an unknown repair: ${show(repairs)}`
    return isChunk(event.chunk) ? undefined : `a repair gives what is no chunk: ${show(event.chunk)}`
  }
  switch (shape.kind) {
    case "notJson":
      return error?._tag !== "InvalidJson"
        ? `not JSON, but ${show(event)}`
        : error.position === shape.position
          ? undefined
          : `position ${error.position} instead of ${shape.position} in ${show(frame.data)}`
    case "refused":
      return error?._tag === "InvalidChunk" ? undefined : `the schemas refuse what gives ${show(event?.chunk)}`
    case "chunk":
      // An older name of a type is held to what the type is
      if (!isStrict && shape.chunk.type === "UNKNOWN" && error?.type !== undefined) return undefined
      return event !== undefined && same(event.chunk, shape.chunk)
        ? undefined
        : `${show(event?.chunk ?? error)} instead of ${show(shape.chunk)}`
    default:
      return undefined
  }
}

/** Puts side by side what should come and what has come. */
const align = (steps: ReadonlyArray<Step>, observed: Observed, run: SourceRun): ReadonlyArray<Planned> => {
  const name = nameOf(run)
  const items = itemsOf(observed, name)
  const planned: Array<Planned> = []
  let next = 0
  for (const step of steps) {
    if (step.kind === "comment") {
      planned.push({ kind: "comment", text: step.text })
      continue
    }
    if (step.heartbeat === "always" || (step.heartbeat === "recorded" && run.tolerance === "recorded")) {
      planned.push({ kind: "heartbeat", text: step.frame.data })
      continue
    }
    const item = items[next]
    if (item === undefined || !isOf(item, step))
      throw broken("every event comes once", name, `event ${next} is ${show(step.frame)}, and there is ${show(item)}`)
    if (item.index !== next)
      throw broken("events are counted from 0", name, `event ${next} has the index ${item.index}`)
    next++
    const wrong = wrongWith(item, step, run.tolerance === "strict")
    if (wrong !== undefined) throw broken("events are what the schemas say", name, wrong)
    planned.push(
      item.event === undefined ? { kind: "invalid", error: item.error! } : { kind: "chunk", event: item.event }
    )
  }
  if (next < items.length) throw broken("every event comes once", name, `${show(items[next])} is too much`)
  return planned
}

/** Says what is wrong with the error at the end. */
const wrongEnd = (
  error: unknown,
  steps: ReadonlyArray<Planned>,
  { done, reading: { end } }: ReferenceStream
): string | undefined => {
  const tag = isTyped(error) ? error._tag : undefined
  if (done === undefined && end.kind !== "end") {
    if (!isTyped(error)) return `no ${end.kind}`
    if (end.kind === "NotAnEventStream") {
      // Bytes that aren't UTF-8 may be told of first
      if (error._tag === "InvalidUtf8") return undefined
      return error._tag === end.kind && error.payload().startsWith(end.body.slice(0, 100))
        ? undefined
        : `${show(error)} instead of a body`
    }
    if (error._tag !== end.kind) return `${show(error)} instead of ${end.kind}`
    if (end.kind === "InvalidUtf8" && error._tag === "InvalidUtf8" && error.byteOffset !== end.byteOffset)
      return `byte ${error.byteOffset} instead of ${end.byteOffset}`
    return undefined
  }
  const should = endingOf(chunksOf(steps))
  if (should.verdict !== undefined) return tag === undefined ? undefined : `${show(error)} at ${should.verdict}`
  if (!isTyped(error) || error._tag !== "UnexpectedEnd") return `${show(error)} instead of UnexpectedEnd`
  return wrongUnexpectedEnd(error, should, steps.filter(({ kind }) => kind === "chunk" || kind === "invalid").length)
}

/** Says what is wrong with an error that tells of the missing end. */
const wrongUnexpectedEnd = (
  { index, openItems, responseId, verdict }: UnexpectedEnd,
  should: Ending,
  events: number
): string | undefined => {
  if (index !== events) return `event ${index} instead of ${events}`
  if (responseId !== should.responseId) return `response ${responseId} instead of ${should.responseId}`
  const isComplete = should.isAnswered && openItems.length === 0
  if (verdict !== (isComplete ? "ItemsCompleteWithoutTerminal" : "Truncated"))
    return `${verdict} with ${show(openItems)}, ${should.isAnswered ? "" : "not "}answered`
  const isRight = (item: OpenItem): boolean =>
    isDeepStrictEqual(Object.keys(item), ["outputIndex", "type"]) &&
    should.added.some(({ outputIndex, type }) => outputIndex === item.outputIndex && type === item.type)
  return openItems.length <= 100 && openItems.every(isRight) ? undefined : `open items ${show(openItems)}`
}

const isLoose = ({ reading, steps }: ReferenceStream): boolean =>
  reading.mayBeTooLarge || steps.some((step) => step.kind === "event" && step.shape.kind === "tooDeep")

const noDefect = ({ defect }: Observed, run: Run): void => {
  if (defect === undefined) return
  const { thrown } = defect
  throw broken(
    "every error is one of the package's own",
    nameOf(run),
    thrown instanceof Error ? thrown.stack! : show(thrown)
  )
}

const commentsOf = (steps: ReadonlyArray<Planned>): ReadonlyArray<string> =>
  steps.flatMap((step) => (step.kind === "comment" || step.kind === "heartbeat" ? [step.text] : []))

/** Reads the bytes in one piece, and holds what comes against the reference. */
const planOf = async (
  library: Library,
  entrance: "decode" | "decodeJson to the end",
  tolerance: Tolerance,
  stream: ReferenceStream,
  fed: Fed
): Promise<Plan> => {
  const isJson = entrance !== "decode"
  const read = async (run: SourceRun): Promise<Observed> => {
    const observed = await observe(library, run, fed)
    noDefect(observed, run)
    if (observed.error !== undefined) checkError(observed.error, nameOf(run))
    return observed
  }
  const run = runOf(entrance, tolerance)
  const observed = await read(run)
  const steps = align(stream.steps, observed, run)
  const wrong = isJson
    ? wrongEnd(observed.error, steps, { ...stream, reading: { ...stream.reading, end: { kind: "end" } } })
    : wrongEnd(observed.error, steps, stream)
  if (wrong !== undefined) throw broken("the end is what came", nameOf(run), wrong)

  const comments = commentsOf(steps)
  if (!isDeepStrictEqual(observed.comments, comments))
    throw broken("every comment comes once", nameOf(run), `${show(observed.comments)} instead of ${show(comments)}`)

  const applied = observed.values.flatMap((value) => (value as ChunkEvent).repairs ?? [])
  if (
    !same(
      applied,
      observed.repairs.map(({ name }) => name)
    )
  )
    throw broken("every repair is reported", nameOf(run), `${show(observed.repairs)} instead of ${show(applied)}`)

  const synthesizing = runOf(entrance, tolerance, "synthesize")
  const completed = await read(synthesizing)
  const synthetic = completed.values[observed.values.length] as ChunkEvent | undefined
  const isWrong =
    synthetic === undefined
      ? !sameError(completed.error, observed.error)
      : completed.error !== undefined ||
        !isTyped(observed.error) ||
        observed.error._tag !== "UnexpectedEnd" ||
        completed.values.length !== observed.values.length + 1 ||
        synthetic.synthetic !== true ||
        !library.isSynthetic(synthetic.chunk) ||
        synthetic.chunk.type !== "response.completed" ||
        !isChunk(synthetic.chunk)
  if (isWrong) {
    const detail = `${show(synthetic)} and ${show(completed.error)} instead of ${show(observed.error)}`
    throw broken("synthesize adds a response.completed or fails", nameOf(synthesizing), detail)
  }
  const isEnd = isTyped(observed.error) && observed.error._tag === "UnexpectedEnd"
  return {
    steps,
    ends: { fail: observed.error, allow: isEnd ? undefined : observed.error, synthesize: completed.error },
    synthetic
  }
}

// -----------------------------------------------------------------------------
// Every entrance
// -----------------------------------------------------------------------------

interface Expected {
  readonly values: ReadonlyArray<unknown>
  readonly reported: ReadonlyArray<ChunkStreamError>
  readonly comments: ReadonlyArray<string>
  readonly error: unknown
  /** How many steps came before the end, with the one that ended the stream. */
  readonly reach: number
}

const expected = (
  plan: Plan,
  as: SourceRun["as"],
  fails: (error: InvalidEvent, at: number) => boolean,
  onEnd: SourceRun["onEnd"]
): Expected => {
  const values: Array<unknown> = []
  const reported: Array<ChunkStreamError> = []
  const comments: Array<string> = []
  const give = (event: ChunkEvent): void => {
    values.push(as === "event" ? event : as === "chunk" ? event.chunk : Result.succeed(event.chunk))
  }
  for (const [i, step] of plan.steps.entries()) {
    if (step.kind === "comment" || step.kind === "heartbeat") comments.push(step.text)
    else if (step.kind === "chunk") give(step.event)
    else if (step.kind === "invalid") {
      if (as === "result") values.push(Result.fail(step.error))
      else if (fails(step.error, i)) return { values, reported, comments, error: step.error, reach: i + 1 }
      else reported.push(step.error)
    }
  }
  if (onEnd === "synthesize" && plan.synthetic !== undefined) give(plan.synthetic)
  return { values, reported, comments, error: plan.ends[onEnd], reach: plan.steps.length }
}

const sameValue = (a: unknown, b: unknown): boolean =>
  Result.isResult(a) && Result.isFailure(a)
    ? Result.isResult(b) && Result.isFailure(b) && sameError(a.failure, b.failure)
    : same(a, b)

const firstDifference = (
  a: ReadonlyArray<unknown>,
  b: ReadonlyArray<unknown>,
  equal = sameValue
): string | undefined => {
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if (i >= a.length || i >= b.length || !equal(a[i], b[i]))
      return `at ${i} of ${a.length}: ${i < a.length ? show(a[i]) : "nothing"} instead of ${i < b.length ? show(b[i]) : "nothing"}`
  return undefined
}

const difference = (observed: Observed, should: Expected): string | undefined => {
  const values = firstDifference(observed.values, should.values)
  if (values !== undefined) return `values ${values}`
  const reported = firstDifference(observed.reported, should.reported, sameError)
  if (reported !== undefined) return `reported ${reported}`
  if (!sameError(observed.error, should.error))
    return `ends with ${show(observed.error)} instead of ${show(should.error)}`
  return isDeepStrictEqual(observed.comments, should.comments)
    ? undefined
    : `comments ${show(observed.comments)} instead of ${show(should.comments)}`
}

const checkSource = (run: SourceRun, observed: Observed, plan: Plan): void => {
  const should = expected(plan, run.as, () => run.onInvalid === "fail", run.onEnd)
  const differs = difference(observed, should)
  if (differs !== undefined)
    throw broken("all entrances give the same, however the bytes are cut", nameOf(run), differs)
}

// -----------------------------------------------------------------------------
// Web.validate
// -----------------------------------------------------------------------------

const joined = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => new Uint8Array(Buffer.concat(pieces))

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/** What passes of the bytes, without an `error` event at the end. */
const passing = (bytes: Uint8Array, stream: ReferenceStream, plan: Plan, should: Expected): Uint8Array => {
  const { breaks, frames } = stream.reading
  const events = stream.steps.slice(0, should.reach)
  const isInvalid = (i: number): boolean => plan.steps[i]!.kind === "invalid"
  const last = events.findLastIndex(({ kind }) => kind === "event")
  const lastEvent = events[last]
  const isCut = should.reach < plan.steps.length || (should.error !== undefined && should.reach === plan.steps.length)
  // Where nothing more passes: behind [DONE], at the event that ended it, or behind what is whole
  const whole = frames.findLast((frame) => frame.kind === "event" && !frame.isWhole)
  const passes = (frame: unknown): boolean =>
    frame === stream.done || events.some((step, i) => step.kind === "event" && step.frame === frame && !isInvalid(i))
  let to: number
  if (isCut && lastEvent?.kind === "event" && isInvalid(last) && should.error === invalidAt(plan, last))
    to = lastEvent.frame.from
  // An error takes the place of [DONE]
  else if (stream.done !== undefined) to = should.error === undefined ? stream.done.to : stream.done.from
  else if (whole !== undefined && passes(whole)) to = bytes.length
  else to = Math.max(0, ...breaks.filter((at) => should.error === undefined || at <= endOfFrames(stream)))
  const parts: Array<Uint8Array> = []
  let from = 0
  for (const [i, step] of events.entries()) {
    if (step.kind !== "event" || !isInvalid(i) || step.frame.from >= to) continue
    parts.push(bytes.subarray(from, step.frame.from))
    from = step.frame.to
  }
  if (from < to) parts.push(bytes.subarray(from, to))
  return joined(parts)
}

const invalidAt = ({ steps }: Plan, i: number): InvalidEvent | undefined => {
  const step = steps[i]
  return step?.kind === "invalid" ? step.error : undefined
}

/** Behind the last whole frame that was read. */
const endOfFrames = ({ reading: { breaks, end } }: ReferenceStream): number =>
  end.kind === "EventTooLarge" ? 0 : (breaks.at(-1) ?? 0)

const isErrorEvent = (data: string): boolean => {
  const shape = shapeOf(JSON.parse(data))
  return shape.kind === "chunk" && shape.chunk.type === "error"
}

const countsOf = (plan: Plan, reach: number) => {
  const chunks = plan.steps.slice(0, reach).flatMap((step) => (step.kind === "chunk" ? [step.event] : []))
  const invalid = plan.steps.slice(0, reach).filter(({ kind }) => kind === "invalid").length
  return {
    events: chunks.length + invalid,
    unknown: chunks.filter(({ chunk }) => chunk.type === "UNKNOWN").length,
    invalid,
    repaired: chunks.filter(({ repairs }) => repairs !== undefined).length
  }
}

const withoutEnd = new Set<unknown>(["Truncated", "ItemsCompleteWithoutTerminal"])

const checkValidate = (
  run: Extract<Run, { entrance: "validate" }>,
  observed: Observed,
  bytes: Uint8Array,
  stream: ReferenceStream,
  plan: Plan
): void => {
  const fail = (law: string, detail: string): never => {
    throw broken(law, nameOf(run), detail)
  }
  // An invalid end would leave the client without one
  const isEndAt = (at: number, { type }: InvalidEvent): boolean =>
    endTypes.has(type) && endingOf(chunksOf(plan.steps.slice(0, at))).verdict === undefined
  const aborts = (error: InvalidEvent, at: number): boolean =>
    run.onInvalid === "abort" || (run.onInvalid === "drop" && isEndAt(at, error))
  const should = expected(plan, "event", aborts, run.onEnd)
  const reported = [...should.reported, ...(should.error === undefined ? [] : [should.error])]
  const differs =
    firstDifference(observed.values, should.values) ?? firstDifference(observed.reported, reported, sameError)
  if (differs !== undefined) fail("all entrances give the same, however the bytes are cut", differs)
  if (!isDeepStrictEqual(observed.comments, should.comments))
    fail("every comment comes once", `${show(observed.comments)} instead of ${show(should.comments)}`)

  const [summary] = observed.summaries
  if (summary === undefined || observed.summaries.length > 1)
    return fail("validate calls onFinish once", `${observed.summaries.length} calls`)
  const { events, invalid, repaired, unknown } = summary
  const counts = firstDifference([{ events, unknown, invalid, repaired }], [countsOf(plan, should.reach)])
  if (counts !== undefined) fail("validate counts the events", counts)
  if (!sameError(summary.error, should.error)) fail("validate sums up", show(summary))
  const verdict =
    isTyped(should.error) && should.error._tag === "UnexpectedEnd"
      ? should.error.verdict
      : endingOf(chunksOf(plan.steps.slice(0, should.reach))).verdict
  if (verdict === undefined ? !withoutEnd.has(summary.verdict) : summary.verdict !== verdict)
    fail("validate sums up", `${summary.verdict} instead of ${verdict}`)

  const out = joined(observed.passed)
  if (run.onInvalid === "pass") {
    const isWhole = sameBytes(out, bytes)
    // The second half of the last line break may come too late
    const isUpToDone =
      stream.done !== undefined && out.length >= stream.done.to - 1 && sameBytes(out, bytes.subarray(0, out.length))
    if (!isWhole && !isUpToDone) fail("validate passes every byte", `${out.length} of ${bytes.length} bytes passed`)
    return
  }
  if (isTyped(should.error) && (should.error._tag === "NotAnEventStream" || should.error._tag === "EventTooLarge"))
    return
  // What comes before the first event or comment may be no event stream
  if (should.error !== undefined && stream.steps.length === 0) return
  const whole = passing(bytes, stream, plan, should)
  // Behind [DONE], the second half of the last line break may come too late
  const isLate = stream.done !== undefined && text(whole).endsWith("\r\n") && out.length === whole.length - 1
  const passed = isLate ? whole.subarray(0, -1) : whole
  if (!sameBytes(out.subarray(0, passed.length), passed))
    fail("validate passes valid events as they are", `${show(text(out))} instead of ${show(text(passed))}`)
  const added = readBytes(out.subarray(passed.length), Infinity).frames
  const data = added.flatMap((frame) => (frame.kind === "event" ? [frame.data] : []))
  const isRight =
    should.error === undefined ? out.length === passed.length : added.length === 1 && data.every(isErrorEvent)
  if (!isRight)
    fail(
      "validate ends with an error event if it fails",
      `${show(text(out.subarray(passed.length)))} at ${show(should.error)}`
    )
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1")

// -----------------------------------------------------------------------------
// All of it
// -----------------------------------------------------------------------------

const jsonStream = ({ reading, steps }: ReferenceStream): ReferenceStream => ({
  reading,
  done: undefined,
  steps: steps.flatMap((step) =>
    step.kind === "event" && step.shape.kind !== "notJson"
      ? [{ ...step, heartbeat: undefined, frame: { ...step.frame, event: undefined, id: undefined } }]
      : []
  )
})

const jsonEntrances = new Set<Run["entrance"]>(["decodeJson", "decodeJson to the end"])

/** What comes up to the first terminal chunk. */
const upToTerminal = (plan: Plan): Plan => {
  const last = plan.steps.findIndex((step) => step.kind === "chunk" && terminalOf(step.event) !== undefined)
  return last === -1
    ? plan
    : {
        steps: plan.steps.slice(0, last + 1),
        ends: { fail: undefined, allow: undefined, synthesize: undefined },
        synthetic: undefined
      }
}

/** How long a run may take. A hundredth of it is usual. */
const usualLimit = 10_000

/** Reads an input in all of its ways. */
export const check = async (library: Library, input: Input, limit = usualLimit): Promise<Checked> => {
  const { bytes, maxEventSize, runs } = input
  const faults: Array<Fault> = []
  const outcomes: Outcomes = { decoded: 0, unknown: 0, repaired: 0, refused: 0, heartbeats: 0, ends: new Map() }
  const attempt = async (body: () => Promise<void> | void): Promise<void> => {
    try {
      await body()
    } catch (thrown) {
      if (!(thrown instanceof Found)) throw thrown
      faults.push(thrown.fault)
    }
  }
  const stream = readStream(bytes, maxEventSize ?? Infinity)
  const json = jsonStream(stream)
  const objects = json.steps.flatMap((step) => (step.kind === "event" ? [step.json] : []))
  const fed: Fed = { pieces: [bytes], json: objects, maxEventSize, limit }
  const cut: Fed = { ...fed, pieces: piecesOf(input) }
  const loose = isLoose(stream)

  for (const tolerance of ["strict", "recorded"] as const) {
    const mine = runs.filter((run) => run.tolerance === tolerance)
    if (mine.length === 0) continue
    let plan: Plan | undefined
    let jsonPlan: Plan | undefined
    if (!loose) {
      await attempt(async () => {
        plan = await planOf(library, "decode", tolerance, stream, fed)
      })
      if (mine.some(({ entrance }) => jsonEntrances.has(entrance)))
        await attempt(async () => {
          jsonPlan = await planOf(library, "decodeJson to the end", tolerance, json, fed)
        })
    }
    if (plan !== undefined && tolerance === "recorded") count(outcomes, plan)
    for (const run of mine) {
      await attempt(async () => {
        const observed = await observe(library, run, cut)
        noDefect(observed, run)
        if (observed.error !== undefined) checkError(observed.error, nameOf(run))
        for (const error of observed.reported) checkError(error, nameOf(run))
        for (const value of observed.values)
          if (Result.isResult(value) && Result.isFailure(value)) checkError(value.failure, nameOf(run))
        if (run.entrance === "validate") {
          if (plan !== undefined) checkValidate(run, observed, bytes, stream, plan)
        } else {
          const of = jsonEntrances.has(run.entrance) ? jsonPlan : plan
          if (of !== undefined) checkSource(run, observed, run.entrance === "decodeJson" ? upToTerminal(of) : of)
        }
      })
    }
    if (plan !== undefined) {
      const events = chunksOf(plan.steps)
      for (const { detail, law } of follow(library, events, secret)) faults.push({ law, run: tolerance, detail })
    }
  }
  return { faults, outcomes }
}

const count = (outcomes: Outcomes, { ends, steps, synthetic }: Plan): void => {
  for (const step of steps) {
    if (step.kind === "heartbeat") outcomes.heartbeats++
    if (step.kind === "invalid") outcomes.refused++
    if (step.kind !== "chunk") continue
    outcomes.decoded++
    if (step.event.chunk.type === "UNKNOWN") outcomes.unknown++
    if (step.event.repairs !== undefined) outcomes.repaired++
  }
  const end = synthetic === undefined ? (isTyped(ends.fail) ? ends.fail._tag : "complete") : "synthesized"
  outcomes.ends.set(end, (outcomes.ends.get(end) ?? 0) + 1)
}
