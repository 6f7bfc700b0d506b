/**
 * The facts of one inspected input, gathered event by event in constant memory.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import * as Result from "effect/Result"
import type { Counts } from "../stream/counts.ts"
import { terminalVerdict } from "../stream/verdict.ts"
import type { Verdict } from "../stream/verdict.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError, InvalidChunk, InvalidJson, OpenItem } from "../errors/StreamError.ts"
import * as StreamProtocol from "../protocol/StreamProtocol.ts"
import type { RuleId, Severity, Violation } from "../protocol/StreamProtocol.ts"
import type { RepairName } from "../wire/Tolerance.ts"
import { messageOf } from "./errorText.ts"
import * as InputKind from "./inputKind.ts"
import { escapeJson } from "./text.ts"
import * as Timing from "./timing.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** A broken rule of the protocol. */
export interface ViolationEntry {
  readonly rule: RuleId
  readonly severity: Severity
  readonly index: number
  readonly message: string
}

/** An error, without the payload it came from. */
interface ErrorEntry {
  readonly _tag: ChunkStreamError["_tag"]
  readonly index: number
  readonly type?: string
  readonly path: ReadonlyArray<string | number>
  readonly message: string
}

/** The response that an input carries: of its first terminal chunk, or else what came last. */
export interface ResponseFacts {
  readonly id?: string
  readonly model?: string
  readonly status?: string
  /** The numbers of the usage, as the wire names them. */
  readonly usage?: Usage
}

/** Numbers by name, and one level of numbers by name within. */
interface Usage {
  readonly [name: string]: number | { readonly [name: string]: number }
}

/** What is known of an input when it has been read. */
export interface InputReport {
  /** The input's name as it was given: a path, or `-`. */
  readonly file: string
  /** Known, unknown and invalid ones. `[DONE]` is none. */
  readonly events: number
  readonly known: number
  readonly unknown: number
  readonly invalid: number
  /** Events that are valid thanks to a repair. */
  readonly repaired: number
  readonly comments: number
  readonly verdict: Verdict
  /** Length of the unfinished event at the end, in characters. */
  readonly tailLength: number
  readonly response: ResponseFacts
  /** When events came, if the capture says so. */
  readonly timing: Timing.Timing | undefined
  /** Events by the type that the wire names, in order of first appearance: at most {@link maxTypes} without a model. */
  readonly types: ReadonlyMap<string, number>
  /** Events of the types that `types` has no room for. */
  readonly others: number
  /** At most {@link maxEntries}; `omitted` counts the rest. */
  readonly violations: ReadonlyArray<ViolationEntry>
  /** At most {@link maxEntries} invalid events, and the error that ended the input; `omitted` counts the rest. */
  readonly errors: ReadonlyArray<ErrorEntry>
  /** How often each repair was applied. */
  readonly repairs: ReadonlyMap<RepairName, number>
  /** Violations and errors without details, and events that were not checked since there were too many items. */
  readonly omitted: { readonly violations: number; readonly errors: number; readonly unchecked: number }
  /** Output items that are open, if no terminal chunk came. */
  readonly openItems: ReadonlyArray<OpenItem>
  readonly lastSequenceNumber: number | undefined
  /** What the input is, if it is no stream of the Responses API, and what to do. */
  readonly hint: string | undefined
}

/** How far an input has been read. */
interface InputState {
  /** Whether the input has ended. */
  readonly isOver: boolean
  readonly verdict: Verdict
  readonly counts: Counts
  readonly tailLength: number
  /** The error that ended the stream, if one did. */
  readonly error: ChunkStreamError | undefined
  /** What the input is by its beginning, if that is not the beginning of a stream. */
  readonly description: string | undefined
}

/** The chunk of an event, or the reason why there is none. */
export type EventResult = Result.Result<ResponsesStreamChunk, InvalidJson | InvalidChunk>

/** Gathers the facts of one input. */
export interface Inspection {
  /** Takes an event, and gives the rules that it breaks. */
  readonly onEvent: (
    result: EventResult,
    index: number,
    json: unknown,
    event: string | undefined,
    repairs: ReadonlyArray<RepairName>,
    at?: number
  ) => ReadonlyArray<ViolationEntry>
  readonly onComment: (at?: number) => void
  /** Nothing more comes, so long after the request. */
  readonly onEnd: (at: number) => void
  /** What is known so far, or at the end of the input. */
  readonly report: (state: InputState) => InputReport
}

/** How many violations, and how many errors, are kept with their details. */
export const maxEntries = 1000

/** How many types without a model are counted by name. */
export const maxTypes = 100

/** How many items the protocol is checked for. */
export const maxItems = 10_000

/** How much is kept of a name that a provider chose. */
const maxName = 200

// -----------------------------------------------------------------------------
// Gathering
// -----------------------------------------------------------------------------

/** Starts the inspection of one input. */
export const make = (file: string): Inspection => {
  let comments = 0
  let omittedViolations = 0
  let omittedErrors = 0
  let protocol = StreamProtocol.initial
  let response: ResponseFacts = {}
  let timing = Timing.initial
  let events = 0
  let hasEnded = false
  let others = 0
  let unnamed = 0
  /** Events of types that have a model. */
  let ofCatalogue = 0
  let chatChunks = 0
  let unchecked = 0
  const isWithin = makeItemLimit(maxItems)
  const types = new Map<string, number>()
  const repairs = new Map<RepairName, number>()
  const violations: Array<ViolationEntry> = []
  const errors: Array<ErrorEntry> = []

  const addViolations = (more: ReadonlyArray<ViolationEntry>): void => {
    const kept = more.slice(0, maxEntries - violations.length)
    violations.push(...kept)
    omittedViolations += more.length - kept.length
  }

  const addType = (type: string | undefined, hasModel: boolean): void => {
    if (hasModel) ofCatalogue++
    if (type === undefined) return
    const name = shorten(type)
    if (!types.has(name) && !hasModel && unnamed++ >= maxTypes) others++
    else increment(types, name)
  }

  const readResponse = (json: unknown, type: string | undefined): void => {
    if (!isObject(json) || !isObject(json["response"]) || hasEnded) return
    response = factsOf(json["response"], response)
    hasEnded = terminalVerdict(type) !== undefined
  }

  return {
    onEvent: (result, index, json, event, applied, at) => {
      events = index + 1
      for (const name of applied) increment(repairs, name)
      const type = typeOf(result, json)
      const known = Result.isFailure(result) ? result.failure.type : knownTypeOf(result.success)
      addType(type, known !== undefined)
      if (at !== undefined) timing = Timing.step(timing, at, index, type ?? "")
      readResponse(json, known)
      if (known === undefined && isObject(json) && json["object"] === "chat.completion.chunk") chatChunks++
      if (Result.isFailure(result)) {
        if (errors.length < maxEntries) errors.push(errorEntry(result.failure, type))
        else omittedErrors++
        return []
      }
      if (unchecked > 0 || !isWithin(json)) {
        unchecked++
        return []
      }
      const chunk = result.success
      const [state, broken] = StreamProtocol.step(protocol, {
        chunk,
        index,
        json,
        ...(event === undefined ? {} : { event })
      })
      protocol = state
      const entries = broken.map(violationEntry)
      addViolations(entries)
      return entries
    },
    onComment: (at) => {
      comments++
      if (at !== undefined) timing = Timing.step(timing, at, events, undefined)
    },
    onEnd: (at) => {
      timing = Timing.step(timing, at, events, undefined)
    },
    report: ({ counts, description, error, isOver, tailLength, verdict }) => {
      const { chunks, invalid, repaired, unknown } = counts
      const events = chunks + invalid
      const isCut = error?._tag === "UnexpectedEnd"
      const isText = error?._tag !== "InvalidUtf8" || description !== InputKind.words
      const kind = events === 0 && comments === 0 ? (isText ? description : InputKind.notText) : undefined
      const foreign = chatChunks > 0 ? InputKind.chatChunks : InputKind.foreignEvents
      const hint = events > 0 && ofCatalogue === 0 ? foreign : kind
      // It explains why nothing follows, so it is never omitted. The verdict tells of an end that is too early
      const last = error === undefined || isCut ? [] : [errorEntry(error, undefined, hint)]
      const atEnd = isOver && unchecked === 0 ? StreamProtocol.end(protocol).map(violationEntry) : []
      const room = maxEntries - violations.length
      return {
        file,
        events,
        known: chunks - unknown,
        unknown,
        invalid,
        repaired,
        comments,
        verdict,
        // What is no stream has no unfinished event
        tailLength: kind === undefined ? tailLength : 0,
        response,
        timing: timing.last === undefined ? undefined : timing,
        types,
        others,
        violations: [...violations, ...atEnd.slice(0, room)],
        errors: [...errors, ...last],
        repairs,
        omitted: {
          violations: omittedViolations + Math.max(0, atEnd.length - room),
          errors: omittedErrors,
          unchecked
        },
        openItems: isCut ? error.openItems : [],
        lastSequenceNumber: isCut ? error.sequenceNumber : undefined,
        hint
      }
    }
  }
}

const violationEntry = ({ index, message, rule, severity }: Violation): ViolationEntry => ({
  rule,
  severity,
  index,
  message
})

/** The type of an event on the wire, or the decoded one if the wire has none. */
export const typeOf = (
  result: Result.Result<ResponsesStreamChunk, InvalidJson | InvalidChunk>,
  json: unknown
): string | undefined => {
  if (isObject(json) && Object.hasOwn(json, "type") && typeof json["type"] === "string") return json["type"]
  return Result.isSuccess(result) ? result.success.type : result.failure.type
}

/** Whether an input is sound: nothing in it is invalid, and it is not cut, within an event either. */
export const isSound = (report: InputReport): boolean =>
  report.invalid === 0 && report.errors.length === 0 && report.verdict !== "Truncated" && report.tailLength === 0

/**
 * Writes a report as one line of JSON.
 *
 * **Details**
 *
 * What is empty or unknown is absent: the facts of the response, `others`, `repairs`, `omitted` and `hint`. Control and
 * format characters are escaped, even those that JSON allows. With `withTiming`, it says that there are no times by
 * `null`.
 */
export const toJson = (report: InputReport, withTiming = false): string => {
  const { omitted, others, repairs, response } = report
  return escapeJson(
    JSON.stringify({
      file: report.file,
      events: report.events,
      known: report.known,
      unknown: report.unknown,
      invalid: report.invalid,
      repaired: report.repaired,
      comments: report.comments,
      verdict: report.verdict,
      tailLength: report.tailLength,
      responseId: response.id,
      model: response.model,
      status: response.status,
      usage: response.usage,
      timing: withTiming ? (report.timing ?? null) : undefined,
      // fromEntries defines properties, so that "__proto__" is one like any other
      types: Object.fromEntries(report.types),
      others: others === 0 ? undefined : others,
      violations: report.violations.map(({ index, rule, severity }) => ({ rule, severity, index })),
      errors: report.errors,
      repairs: repairs.size === 0 ? undefined : Object.fromEntries(repairs),
      omitted: omitted.violations + omitted.errors + omitted.unchecked === 0 ? undefined : omitted,
      hint: report.hint
    })
  )
}

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

const increment = <Key>(counts: Map<Key, number>, key: Key): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Whether events belong to no more than so many items. The protocol remembers each. */
const makeItemLimit = (limit: number): ((json: unknown) => boolean) => {
  const seen = new Set<string>()
  let last = ""
  return (json) => {
    if (!isObject(json)) return true
    const { item, item_id: id = isObject(item) ? item["id"] : undefined, output_index: index } = json
    if (id === undefined && index === undefined) return true
    const key = `${String(index)} ${shorten(String(id))}`
    if (key !== last) seen.add((last = key))
    return seen.size <= limit
  }
}

const knownTypeOf = ({ type }: ResponsesStreamChunk): string | undefined => (type === "UNKNOWN" ? undefined : type)

const shorten = (name: string): string => (name.length > maxName ? `${name.slice(0, maxName)}…` : name)

const errorEntry = (error: ChunkStreamError, typeOnWire: string | undefined, hint?: string): ErrorEntry => {
  const type = typeOnWire ?? ("type" in error ? error.type : undefined)
  return {
    _tag: error._tag,
    index: error.index,
    ...(type === undefined ? {} : { type: shorten(type) }),
    path: error._tag === "InvalidChunk" ? error.path.map((key) => (typeof key === "number" ? key : String(key))) : [],
    message: hint ?? messageOf(error)
  }
}

/** The facts of a response, and those that were known before, if it is the same. */
const factsOf = (json: Json, before: ResponseFacts): ResponseFacts => {
  const id = nameOf(json["id"])
  const model = nameOf(json["model"])
  const status = nameOf(json["status"])
  const usage = usageOf(json["usage"])
  return {
    ...(id === undefined || before.id === undefined || id === before.id ? before : {}),
    ...(id === undefined ? {} : { id }),
    ...(model === undefined ? {} : { model }),
    ...(status === undefined ? {} : { status }),
    ...(usage === undefined ? {} : { usage })
  }
}

const nameOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? shorten(value) : undefined

/** How many numbers are kept of a usage, and how many of each object in it. */
const maxNumbers = 50

const usageOf = (json: unknown): Usage | undefined => {
  if (!isObject(json)) return undefined
  const usage: Record<string, Usage[string]> = numbersOf(json)
  for (const [name, value] of namesOf(json)) {
    const numbers = isObject(value) ? numbersOf(value) : {}
    if (Object.keys(numbers).length > 0) usage[name] = numbers
  }
  return Object.keys(usage).length === 0 ? undefined : usage
}

const numbersOf = (json: Json): Record<string, number> => {
  const numbers: Record<string, number> = {}
  for (const [name, value] of namesOf(json)) if (typeof value === "number") numbers[name] = value
  return numbers
}

/** The entries whose keys are names. The prototype's isn't: an assignment would set it. */
const namesOf = (json: Json): ReadonlyArray<[string, unknown]> =>
  Object.entries(json)
    .filter(([name]) => /^[a-z]\w{0,63}$/i.test(name))
    .slice(0, maxNumbers)
