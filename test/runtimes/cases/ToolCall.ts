import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as ToolCall from "effect-responses-stream/ToolCall"
import * as Web from "effect-responses-stream/Web"
import type { Cases } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { completed, created, headers, sse } from "../harness/wire.ts"

const of = { item_id: "ctc_1", output_index: 0 }
const item = { type: "custom_tool_call", id: "ctc_1", call_id: "call_1", name: "sql", input: "" }
const search = { type: "web_search_call", id: "ws_1" }

const events = [
  created,
  { type: "response.output_item.added", sequence_number: 1, output_index: 0, item },
  { type: "response.output_item.added", sequence_number: 2, output_index: 1, item: search },
  { type: "response.custom_tool_call_input.delta", sequence_number: 3, ...of, delta: "select '😀" },
  { type: "response.web_search_call.searching", sequence_number: 4, item_id: "ws_1", output_index: 1 },
  { type: "response.custom_tool_call_input.done", sequence_number: 5, ...of, input: "select '😀'" },
  {
    type: "response.output_item.done",
    sequence_number: 6,
    output_index: 0,
    item: { ...item, input: "select '😀'", status: "completed" }
  }
]

const responseOf = (...all: ReadonlyArray<object>): Response => new Response(sse(...all), { headers })

export const cases: Cases = {
  "calls of several kinds grow side by side": async () => {
    const { error, values } = await outcome(
      ChunkStream.fromResponse(responseOf(...events, completed)).pipe(ToolCall.events)
    )
    equal(error, undefined)
    equal(
      values.map(({ _tag, type }) => `${type} ${_tag}`),
      [
        "custom_tool_call Started",
        "web_search_call Started",
        "custom_tool_call Input",
        "web_search_call StatusChanged",
        "custom_tool_call Input",
        "custom_tool_call Finished",
        "web_search_call Unfinished"
      ]
    )
  },

  "finished calls come without Effect": async () => {
    let state = ToolCall.initial
    const inputs: Array<string> = []
    for await (const chunk of Web.chunks(responseOf(...events, completed))) {
      const [next, found] = ToolCall.step(state, chunk)
      state = next
      for (const call of found) {
        if (call._tag === "Finished" && call.type === "custom_tool_call") inputs.push(call.item.input)
      }
    }
    equal(inputs, ["select '😀'"])
  },

  "a call that is cut is unfinished": async () => {
    const { error, values } = await outcome(
      ChunkStream.fromResponse(responseOf(...events.slice(0, -1))).pipe(ToolCall.calls)
    )
    equal(error?._tag, "UnexpectedEnd")
    const [call] = values
    ok(call?._tag === "Unfinished" && call.type === "custom_tool_call", "the custom tool is unfinished")
    equal([call.verdict, call.item?.input], ["Truncated", "select '😀'"])
  }
}
