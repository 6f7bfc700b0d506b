/**
 * What the input of a call is, and how it is read while it grows.
 *
 * @internal
 */
import type { Json } from "effect/Schema"
import * as PartialJson from "../base/partialJson.ts"
import { InvalidArgumentsJson } from "./errors.ts"
import * as Event from "./event.ts"

/** A text that grows. */
export interface InputText {
  /** The deltas, joined, and what else came with the complete text. */
  readonly text: string
  /** The state of its reading, if it is JSON. */
  readonly json: PartialJson.PartialJson
  /** The complete text, once a chunk has had it. */
  readonly doneText: string | undefined
}

/** Nothing has come. */
export const emptyText: InputText = { text: "", json: PartialJson.initial, doneText: undefined }

/** How an item names a call. */
export interface Identity extends Omit<Event.CallIdentity, "callId" | "name"> {
  readonly type?: string
  readonly key?: string
  readonly callId?: string
  readonly name?: string
  readonly serverLabel?: string
}

/** What there is of each event. */
export interface AnyEvent {
  readonly _tag: string
  readonly outputIndex: number
  readonly status?: string
}

/** A kind of input. */
export interface Input {
  /** Appends a delta. */
  readonly grow: (text: InputText, delta: string) => InputText
  /** The event of a text that has grown, if the input grows. `place` is that of the text in an input that is a list. */
  readonly grown?: (identity: Identity, text: InputText, delta: string, place: number) => AnyEvent
  /** The event of a call whose input is complete. */
  readonly finished: (identity: Identity, text: string) => AnyEvent
  /** The event of a call that will never be complete. `last` is all that is known of its text. */
  readonly unfinished: (
    identity: Identity,
    text: InputText,
    last: string,
    verdict: Event.Unfinished["verdict"]
  ) => AnyEvent
  /** Whether nothing can be missing from a text, though no chunk said that it is complete. */
  readonly isWhole: (text: string) => boolean
}

/** Arguments as JSON. */
export const json: Input = {
  grow: ({ doneText, json, text }, delta) => ({ text: text + delta, json: PartialJson.push(json, delta), doneText }),
  grown: (identity, text, delta) => Event.argumentsGrown(identity, text, delta),
  finished: (identity, text) => {
    const value = parse(text)
    if (value !== undefined) return Event.finished(identity, text, value)
    if (text.trim() === "") return Event.finished(identity, text, {})
    const { callId = "", name: functionName = "", outputIndex } = identity
    const error = new InvalidArgumentsJson({ outputIndex, callId, functionName, argumentsText: text })
    return Event.invalid(identity, text, error)
  },
  unfinished: (identity, text, last, verdict) => Event.unfinished(identity, growTo(text, last), verdict),
  // A closed array or object, unlike `12`
  isWhole: (text) => {
    const value = parse(text)
    return typeof value === "object" && value !== null
  }
}

/** Makes a text that of a call. */
const growTo = (text: InputText, last: string): InputText =>
  last.startsWith(text.text) ? json.grow(text, last.slice(text.text.length)) : json.grow(emptyText, last)

const parse = (text: string): Json | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
