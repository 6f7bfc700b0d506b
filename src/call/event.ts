/**
 * The events of function calls.
 *
 * @internal
 */
import type { Json } from "effect/Schema"
import type { Verdict } from "../stream/verdict.ts"
import type { CallError, InvalidArgumentsJson } from "./errors.ts"
import * as PartialJson from "../base/partialJson.ts"

/**
 * Identifies a call.
 *
 * @category models
 * @since 0.1.0
 */
export interface CallIdentity {
  /** Index of the call in the response's `output`. Some gateways give several calls one index. */
  readonly outputIndex: number
  /**
   * Id of the output item. Don't use it as a key: some gateways change it between the chunks of an item, or have none.
   */
  readonly itemId?: string
  /** Id of the call, by which its output refers to it. */
  readonly callId: string
  /** Name of the function. */
  readonly name: string
  /** The namespace of the function. Absent where it has none. */
  readonly namespace?: string
}

/**
 * The arguments so far.
 *
 * @category models
 * @since 0.1.0
 */
export interface ArgumentsSoFar {
  /** The text of the arguments so far. */
  readonly argumentsText: string
  /**
   * The value so far: strings as far as they go; numbers, `true`, `false` and `null` once they are finished; keys once
   * some of their value is known. `undefined` if nothing is known. It never changes, and is computed when it is first
   * read.
   */
  readonly partial: Json | undefined
}

/**
 * A call has begun. It is the first event of each call, and comes once.
 *
 * @category models
 * @since 0.1.0
 */
export interface Started extends CallIdentity {
  readonly _tag: "Started"
}

/**
 * The arguments have grown.
 *
 * @category models
 * @since 0.1.0
 */
export interface Arguments extends CallIdentity, ArgumentsSoFar {
  readonly _tag: "Arguments"
  /** The new text. */
  readonly delta: string
}

/**
 * The call is complete, as its item or the response says.
 *
 * @category models
 * @since 0.1.0
 */
export interface Finished<Name extends string = string, Args = Json> extends CallIdentity {
  readonly _tag: "Finished"
  readonly name: Name
  /** The final text of the arguments. It may differ from the deltas. */
  readonly argumentsText: string
  /** The arguments: JSON, or the output of the function's schema. A call without arguments has `{}`. */
  readonly arguments: Args
}

/**
 * The arguments are complete and can't be used. `error` says why.
 *
 * @category models
 * @since 0.1.0
 */
export interface Invalid<E extends CallError = InvalidArgumentsJson> extends CallIdentity {
  readonly _tag: "Invalid"
  /** The final text of the arguments. */
  readonly argumentsText: string
  /** What is wrong. */
  readonly error: E
}

/**
 * The arguments will never be complete. Don't run such a call, even if they look complete.
 *
 * @category models
 * @since 0.1.0
 */
export interface Unfinished extends Omit<CallIdentity, "callId" | "name">, ArgumentsSoFar {
  readonly _tag: "Unfinished"
  /** Id of the call. Absent if the stream never named it. */
  readonly callId?: string
  /** Name of the function. Absent if the stream never named it. */
  readonly name?: string
  /**
   * How the response, or the call's item, ended. `"Completed"`: the response is completed without this call.
   * `"Truncated"`: the stream ended or failed before the response did, or another response began.
   */
  readonly verdict: Exclude<Verdict, "ItemsCompleteWithoutTerminal">
}

/**
 * How a call ended.
 *
 * @category models
 * @since 0.1.0
 */
export type Outcome<Call extends Finished<string, unknown> = Finished, E extends CallError = InvalidArgumentsJson> =
  | Call
  | Invalid<E>
  | Unfinished

/**
 * An event of a call: `Started`, then any number of `Arguments`, then one {@link Outcome}.
 *
 * @category models
 * @since 0.1.0
 */
export type CallEvent<Call extends Finished<string, unknown> = Finished, E extends CallError = InvalidArgumentsJson> =
  | Started
  | Arguments
  | Outcome<Call, E>

/** Whether an event is the last of its call. */
export const isOutcome = (event: CallEvent): event is Outcome => event._tag !== "Started" && event._tag !== "Arguments"

/** The arguments so far, as text and as the state of its reading. */
interface GrownText {
  readonly text: string
  readonly json: PartialJson.PartialJson
}

const argumentsSoFar = ({ json, text }: GrownText): ArgumentsSoFar => {
  const value = PartialJson.lazyValueOf(json)
  return {
    argumentsText: text,
    get partial() {
      return value()
    }
  }
}

/** The event of arguments that have grown. */
export const argumentsGrown = <Identity extends object>(identity: Identity, soFar: GrownText, delta: string) =>
  Object.assign(argumentsSoFar(soFar), { _tag: "Arguments" as const, ...identity, delta })

/** The event of a call that is finished. */
export const finished = <Identity extends object>(identity: Identity, argumentsText: string, json: Json) => ({
  _tag: "Finished" as const,
  ...identity,
  argumentsText,
  arguments: json
})

/** The event of a call that can't be used. */
export const invalid = <Identity extends object, E>(identity: Identity, argumentsText: string, error: E) => ({
  _tag: "Invalid" as const,
  ...identity,
  argumentsText,
  error
})

/** The event of a finished call that its function can't use. */
export const refused = <E extends CallError>(call: Finished, error: E): Invalid<E> => {
  const { argumentsText, callId, itemId, name, namespace, outputIndex } = call
  const ids = itemId === undefined ? {} : { itemId }
  const names = namespace === undefined ? { name } : { name, namespace }
  return invalid({ outputIndex, callId, ...ids, ...names }, argumentsText, error)
}

/** The event of a call that will never be complete. */
export const unfinished = <Identity extends object>(
  identity: Identity,
  soFar: GrownText,
  verdict: Unfinished["verdict"]
) => Object.assign(argumentsSoFar(soFar), { _tag: "Unfinished" as const, ...identity, verdict })
