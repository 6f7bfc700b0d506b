/**
 * The events of structured output.
 *
 * @internal
 */
import type { Json } from "effect/Schema"
import * as PartialJson from "../base/partialJson.ts"
import type { IncompleteDetails } from "../model/Response.ts"
import type { Verdict } from "../stream/verdict.ts"
import type { InvalidOutputJson, OutputError } from "./errors.ts"

/**
 * The text has grown, and some of its value is known.
 *
 * @category models
 * @since 0.1.0
 */
export interface PartialOutput<Value = Json> {
  readonly _tag: "Partial"
  /** The text so far. */
  readonly text: string
  /**
   * The value so far: strings as far as they go; numbers, `true`, `false` and `null` once they are finished; keys once
   * some of their value is known. No schema has checked it. It never changes, and is computed when it is first read.
   */
  readonly partial: Value
}

/**
 * The response is completed, and its text is a value.
 *
 * @category models
 * @since 0.1.0
 */
export interface Finished<Value = Json> {
  readonly _tag: "Finished"
  /** The final text. It may differ from the deltas. */
  readonly text: string
  /** The output of the schema, or JSON if no schema has read it. */
  readonly value: Value
}

/**
 * The response is completed, and its text is no value of the schema. `error` says why.
 *
 * @category models
 * @since 0.1.0
 */
export interface Invalid<E extends OutputError = InvalidOutputJson> {
  readonly _tag: "Invalid"
  /** The final text. */
  readonly text: string
  /** What is wrong. */
  readonly error: E
}

/**
 * The model refuses to answer, however the response ended.
 *
 * @category models
 * @since 0.1.0
 */
export interface Refused {
  readonly _tag: "Refused"
  /** The model's explanation. It may be cut if the response is. */
  readonly refusal: string
}

/**
 * There is no whole answer. That is no error in the JSON.
 *
 * @category models
 * @since 0.1.0
 */
export interface Unfinished<Value = Json> {
  readonly _tag: "Unfinished"
  /**
   * How the response ended. `"Completed"`: it is completed, and its text is empty, as beside function calls, or stops
   * before its JSON ends. `"Truncated"`: the chunks ended before the response did, or another response began.
   */
  readonly verdict: Exclude<Verdict, "ItemsCompleteWithoutTerminal">
  /** Why the response is incomplete, if it says so: `reason` is `max_output_tokens`, for example. */
  readonly incompleteDetails?: IncompleteDetails
  /** The text so far. */
  readonly text: string
  /** The value so far, as in {@link PartialOutput}. `undefined` if nothing is known. */
  readonly partial: Value | undefined
}

/**
 * How the text of a response ended.
 *
 * @category models
 * @since 0.1.0
 */
export type Outcome<Value = Json, Encoded = Json, E extends OutputError = InvalidOutputJson> =
  | Finished<Value>
  | Invalid<E>
  | Refused
  | Unfinished<Encoded>

/**
 * An event of structured output: any number of {@link PartialOutput}, then one {@link Outcome} for each response.
 *
 * @category models
 * @since 0.1.0
 */
export type OutputEvent<Value = Json, Encoded = Json, E extends OutputError = InvalidOutputJson> =
  | PartialOutput<Encoded>
  | Outcome<Value, Encoded, E>

/** Whether an event is the last of its response. */
export const isOutcome = (event: OutputEvent): event is Outcome => event._tag !== "Partial"

/** A text, and the state of its reading. */
export interface GrownText {
  readonly text: string
  readonly json: PartialJson.PartialJson
}

/** The event of a text that has grown, if that tells more. */
export const textGrown = ({ json, text }: GrownText): ReadonlyArray<PartialOutput> => {
  const { failedAt, frame, mode, root } = json
  const isKnown = frame !== undefined || root !== undefined || mode === "string"
  if (!isKnown || failedAt !== undefined) return []
  const value = PartialJson.lazyValueOf(json)
  return [
    {
      _tag: "Partial",
      text,
      get partial() {
        return value() ?? null
      }
    }
  ]
}

/** The event of an answer that isn't whole. */
export const unfinished = (
  { json, text }: GrownText,
  verdict: Unfinished["verdict"],
  incompleteDetails: IncompleteDetails | null | undefined
): Unfinished => {
  const value = PartialJson.lazyValueOf(json)
  return {
    _tag: "Unfinished",
    verdict,
    ...(incompleteDetails === undefined || incompleteDetails === null ? {} : { incompleteDetails }),
    text,
    get partial() {
      return value()
    }
  }
}
