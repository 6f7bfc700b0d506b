/** That calls of other kinds live as function calls do: their streams, made into those of custom tools. */
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as ToolCall from "../../src/call/ToolCall.ts"
import type { Json } from "../../src/testing/testing.ts"
import { makeDecoder } from "../support/decoder.ts"
import { hasRecordings, payloadsOf, realRecordings } from "../support/recordings.ts"
import { anyPlan, eventsOf, textsOf } from "../support/unruly.ts"
import type { Chunks } from "./streams.ts"

const decoder = makeDecoder()

const chunksOf = (payloads: ReadonlyArray<string>): Chunks =>
  payloads.flatMap((payload, index) => {
    const chunk = decoder.decodeJson(JSON.parse(payload), index)
    return Result.isSuccess(chunk) ? [chunk.success] : []
  })

/** All events of calls, by one of the reducers. */
const follow = <State, Event>(
  chunks: Chunks,
  {
    end,
    initial,
    step
  }: {
    readonly initial: State
    readonly step: (state: State, chunk: Chunks[number]) => readonly [State, ReadonlyArray<Event>]
    readonly end: (state: State) => ReadonlyArray<Event>
  }
): ReadonlyArray<Event> => {
  let state = initial
  const all = chunks.flatMap((chunk) => {
    const [next, events] = step(state, chunk)
    state = next
    return events
  })
  return [...all, ...end(state)]
}

/** An event stream of function calls as one of custom tools. */
const asCustom = (payload: string): string => {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change)
    if (typeof value !== "object" || value === null) return value
    const { arguments: input, ...rest } = value as Json
    const all = Object.entries(rest).map(([key, each]) => [key, change(each)])
    return { ...Object.fromEntries(all), ...(input === undefined ? {} : { input }) }
  }
  return JSON.stringify(change(JSON.parse(payload)))
    .replaceAll('"function_call"', '"custom_tool_call"')
    .replaceAll("function_call_arguments", "custom_tool_call_input")
}

/** What both kinds of events say. */
const common = (event: FunctionCall.CallEvent | ToolCall.CallEvent): ReadonlyArray<unknown> => {
  const { callId, itemId, name, outputIndex } = event
  const at = [outputIndex, itemId, callId, name]
  if (event._tag === "Arguments") return ["Growth", ...at, event.delta, event.argumentsText]
  if (event._tag === "Input") return ["Growth", ...at, event.delta, event.input]
  return [event._tag === "Invalid" ? "Finished" : event._tag, ...at, "verdict" in event ? event.verdict : undefined]
}

describe("streams that keep few rules", () => {
  it.prop("have the same events with custom tools as with functions", [anyPlan], ([plan]) => {
    const payloads = payloadsOf(textsOf(eventsOf(plan)).join(""))
    const functions = follow(chunksOf(payloads), FunctionCall)
    const tools = follow(chunksOf(payloads.map(asCustom)), ToolCall).filter(({ type }) => type === "custom_tool_call")
    assert.strictEqual(tools.length, functions.length)
    for (const [i, event] of tools.entries()) {
      // Deltas show whether JSON is whole, and not whether a text is
      const isGuessed = event._tag === "Unfinished" && event.verdict === "Completed"
      if (isGuessed && functions[i]!._tag === "Finished") continue
      assert.deepStrictEqual(common(event), common(functions[i]!))
    }
  })
})

describe.skipIf(!hasRecordings)("recorded calls of every kind", () => {
  it("start once, and end once as their items say", () => {
    const counts: Record<string, number> = {}
    for (const { file, payloads } of realRecordings) {
      const chunks = chunksOf(payloads)
      const events = follow(chunks, ToolCall)
      const started = events.filter(({ _tag }) => _tag === "Started")
      const ended = events.filter(
        ({ _tag }) => _tag === "Finished" || _tag === "Invalid" || _tag === "Unfinished"
      ) as ReadonlyArray<ToolCall.Outcome>
      assert.sameMembers(
        ended.map(({ key, type }) => `${type} ${key}`),
        started.map(({ key, type }) => `${type} ${key}`),
        file
      )
      for (const event of events) {
        const count = `${event.type} ${event._tag}`
        counts[count] = (counts[count] ?? 0) + 1
      }
      const isCompleted = chunks.some(({ type }) => type === "response.completed")
      for (const event of ended) {
        const { status } = (event.item ?? {}) as { readonly status?: string }
        if (event._tag === "Finished") assert.isTrue(isCompleted || status === "completed", file)
        if (status === "failed" || status === "incomplete") assert.strictEqual(event._tag, "Unfinished", file)
      }
    }
    console.log("recorded calls of every kind:", JSON.stringify(counts))
    for (const type of ["mcp_call", "shell_call", "apply_patch_call", "code_interpreter_call", "web_search_call"]) {
      assert.isAtLeast(counts[`${type} Finished`] ?? 0, 1, type)
    }
    assert.isAtLeast(counts["custom_tool_call Input"] ?? 0, 3)
    assert.isAtLeast(counts["file_search_call StatusChanged"] ?? 0, 1)
  })
})
