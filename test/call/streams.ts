/** Streams of function calls for tests, and what comes out of them. */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import { decoded, lifecycle } from "../support/wires.ts"
import type { Chunks, Wire } from "../support/wires.ts"

export { decoded }
export type { Chunks, Wire }

export const response = (status: string, output: ReadonlyArray<object> = []): Wire => lifecycle(status, { output })

export const created = { ...response("in_progress"), type: "response.created" }

/** The event of another response. */
export const ofResponse = (wire: Wire, id: string): Wire => ({
  ...wire,
  response: { ...(wire["response"] as object), id }
})

/** The events of a call. */
export const call = (
  output_index: number,
  name = "weather",
  call_id = `call_${output_index}`,
  id = `fc_${output_index}`
) => {
  const item = (rest: object = {}) => ({ type: "function_call", id, call_id, name, arguments: "", ...rest })
  const ofItem = { output_index, item_id: id }
  return {
    item,
    added: (rest?: object): Wire => ({ type: "response.output_item.added", output_index, item: item(rest) }),
    delta: (delta: string): Wire => ({ type: "response.function_call_arguments.delta", ...ofItem, delta }),
    argumentsDone: (text: string): Wire => ({
      type: "response.function_call_arguments.done",
      ...ofItem,
      arguments: text
    }),
    done: (text: string, rest: object = { status: "completed" }): Wire => ({
      type: "response.output_item.done",
      output_index,
      item: item({ arguments: text, ...rest })
    })
  }
}

export const eventsOf = (chunks: Chunks) => Stream.runCollect(FunctionCall.events(Stream.fromIterable(chunks)))

export const run = (...wires: ReadonlyArray<Wire>): ReadonlyArray<FunctionCall.CallEvent> =>
  Effect.runSync(eventsOf(decoded(wires)))

/** Events in short: what a test is about. */
export const short = (events: ReadonlyArray<AnyCallEvent>) =>
  events.map((event): ReadonlyArray<unknown> => [event._tag, event.callId, ...aboutOf(event)])

type AnyCallEvent = FunctionCall.CallEvent<FunctionCall.Finished<string, unknown>, FunctionCall.CallError>

const aboutOf = (event: AnyCallEvent): ReadonlyArray<unknown> => {
  if (event._tag === "Started") return []
  if (event._tag === "Arguments") return [event.partial]
  if (event._tag === "Finished") return [event.arguments]
  return [event._tag === "Invalid" ? event.error._tag : event.verdict]
}

export const only = <Tag extends FunctionCall.CallEvent["_tag"]>(
  events: ReadonlyArray<FunctionCall.CallEvent>,
  tag: Tag
): Extract<FunctionCall.CallEvent, { readonly _tag: Tag }> => {
  const found = events.filter((event) => event._tag === tag)
  assert.lengthOf(found, 1)
  return found[0] as Extract<FunctionCall.CallEvent, { readonly _tag: Tag }>
}

export const oslo = '{"city":"Oslo"}'

/** Whether a partial value is one that the other may grow from. */
export const isWithin = (partial: unknown, whole: unknown): boolean => {
  if (partial === undefined) return true
  if (typeof partial === "string") return typeof whole === "string" && whole.startsWith(partial)
  if (typeof partial !== "object" || partial === null) return Object.is(partial, whole)
  if (typeof whole !== "object" || whole === null || Array.isArray(partial) !== Array.isArray(whole)) return false
  const other = whole as { readonly [key: string]: unknown }
  return Object.entries(partial).every(([key, value]) => Object.hasOwn(other, key) && isWithin(value, other[key]))
}
