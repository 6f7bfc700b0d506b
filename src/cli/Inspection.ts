/**
 * The facts of one inspected input, gathered event by event in constant memory.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import * as Result from "effect/Result"
import type { Counts } from "../stream/counts.ts"
import type { Verdict } from "../stream/verdict.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { ChunkStreamError, InvalidChunk, InvalidJson } from "../errors/StreamError.ts"
import * as StreamProtocol from "../protocol/StreamProtocol.ts"
import type { RepairName } from "../wire/Tolerance.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** A broken rule of the protocol. */
export interface ViolationEntry {
  readonly rule: string
  readonly severity: "error" | "warning"
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
  /** Events by the type that the wire names, in order of first appearance. */
  readonly types: ReadonlyMap<string, number>
  /** At most {@link maxEntries}; `omitted` counts the rest. */
  readonly violations: ReadonlyArray<ViolationEntry>
  /** At most {@link maxEntries} invalid events, and the error that ended the input; `omitted` counts the rest. */
  readonly errors: ReadonlyArray<ErrorEntry>
  /** How often each repair was applied. */
  readonly repairs: ReadonlyMap<RepairName, number>
  readonly omitted: { readonly violations: number; readonly errors: number }
}

/** The chunk of an event, or the reason why there is none. */
export type EventResult = Result.Result<ResponsesStreamChunk, InvalidJson | InvalidChunk>

/** Gathers the facts of one input. */
export interface Inspection {
  readonly onEvent: (
    result: EventResult,
    index: number,
    json: unknown,
    event: string | undefined,
    repairs: ReadonlyArray<RepairName>
  ) => void
  readonly onComment: () => void
  /** Ends the gathering: `error` is what ended the input, if it was an error. */
  readonly finish: (verdict: Verdict, counts: Counts, error?: ChunkStreamError) => InputReport
}

/** How many violations, and how many errors, are kept with their details. */
export const maxEntries = 1000

// -----------------------------------------------------------------------------
// Gathering
// -----------------------------------------------------------------------------

/** Starts the inspection of one input. */
export const make = (file: string): Inspection => {
  let comments = 0
  let omittedViolations = 0
  let omittedErrors = 0
  let protocol = StreamProtocol.initial
  const types = new Map<string, number>()
  const repairs = new Map<RepairName, number>()
  const violations: Array<ViolationEntry> = []
  const errors: Array<ErrorEntry> = []

  const addViolations = (more: ReadonlyArray<ViolationEntry>): void => {
    for (const { index, message, rule, severity } of more) {
      if (violations.length < maxEntries) violations.push({ rule, severity, index, message })
      else omittedViolations++
    }
  }

  return {
    onEvent: (result, index, json, event, applied) => {
      for (const name of applied) increment(repairs, name)
      const type = typeOf(result, json)
      if (type !== undefined) increment(types, type)
      if (Result.isFailure(result)) {
        if (errors.length < maxEntries) errors.push(errorEntry(result.failure, type))
        else omittedErrors++
        return
      }
      const chunk = result.success
      const [state, broken] = StreamProtocol.step(protocol, {
        chunk,
        index,
        json,
        ...(event === undefined ? {} : { event })
      })
      protocol = state
      addViolations(broken)
    },
    onComment: () => {
      comments++
    },
    finish: (verdict, { chunks, invalid, repaired, unknown }, error) => {
      // It explains why nothing follows, so it is never omitted
      if (error !== undefined) errors.push(errorEntry(error, undefined))
      addViolations(StreamProtocol.end(protocol))
      return {
        file,
        events: chunks + invalid,
        known: chunks - unknown,
        unknown,
        invalid,
        repaired,
        comments,
        verdict,
        types,
        violations,
        errors,
        repairs,
        omitted: { violations: omittedViolations, errors: omittedErrors }
      }
    }
  }
}

/** The type of an event on the wire, or the decoded one if the wire has none. */
export const typeOf = (
  result: Result.Result<ResponsesStreamChunk, InvalidJson | InvalidChunk>,
  json: unknown
): string | undefined => {
  if (isObject(json) && Object.hasOwn(json, "type") && typeof json["type"] === "string") return json["type"]
  return Result.isSuccess(result) ? result.success.type : result.failure.type
}

/** Whether an input is sound: nothing in it is invalid, and it is not cut. */
export const isSound = (report: InputReport): boolean =>
  report.invalid === 0 && report.errors.length === 0 && report.verdict !== "Truncated"

/**
 * Writes a report as one line of JSON.
 *
 * **Details**
 *
 * `repairs` and `omitted` are absent if they are empty. All control characters are escaped, even those that JSON
 * allows.
 */
export const toJson = (report: InputReport): string => {
  const { omitted, repairs, types, violations, ...rest } = report
  const json = JSON.stringify({
    file: rest.file,
    events: rest.events,
    known: rest.known,
    unknown: rest.unknown,
    invalid: rest.invalid,
    repaired: rest.repaired,
    comments: rest.comments,
    verdict: rest.verdict,
    // fromEntries defines properties, so that "__proto__" is one like any other
    types: Object.fromEntries(types),
    violations: violations.map(({ index, rule, severity }) => ({ rule, severity, index })),
    errors: rest.errors,
    ...(repairs.size === 0 ? {} : { repairs: Object.fromEntries(repairs) }),
    ...(omitted.violations + omitted.errors === 0 ? {} : { omitted })
  })
  return json.replace(
    /[\x7f-\x9f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
}

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

const increment = <Key>(counts: Map<Key, number>, key: Key): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

const errorEntry = (error: ChunkStreamError, typeOnWire: string | undefined): ErrorEntry => {
  const type = typeOnWire ?? ("type" in error ? error.type : undefined)
  return {
    _tag: error._tag,
    index: error.index,
    ...(type === undefined ? {} : { type }),
    path: error._tag === "InvalidChunk" ? error.path.map((key) => (typeof key === "number" ? key : String(key))) : [],
    message: error.message
  }
}
