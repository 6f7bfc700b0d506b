import * as Schema from "effect/Schema"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as FunctionCall from "effect-responses-stream/FunctionCall"
import type { Cases } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { errorCases, secret } from "../harness/errors.ts"
import { outcome } from "../harness/read.ts"
import { completed, created, headers, sse } from "../harness/wire.ts"

const functions = { weather: Schema.Struct({ city: Schema.String, days: Schema.optionalKey(Schema.Finite) }) }

/** One call, its arguments in two pieces. */
const call = (name: string, text: string): string => {
  const item = { type: "function_call", id: "fc_1", call_id: "call_1", name, arguments: "", status: "in_progress" }
  const of = { item_id: "fc_1", output_index: 0 }
  const half = Math.floor(text.length / 2)
  const deltaOf = (delta: string, sequenceNumber: number) => ({
    type: "response.function_call_arguments.delta",
    sequence_number: sequenceNumber,
    ...of,
    delta
  })
  return sse(
    created,
    { type: "response.output_item.added", sequence_number: 1, output_index: 0, item },
    deltaOf(text.slice(0, half), 2),
    deltaOf(text.slice(half), 3),
    { type: "response.function_call_arguments.done", sequence_number: 4, ...of, name, arguments: text },
    {
      type: "response.output_item.done",
      sequence_number: 5,
      output_index: 0,
      item: { ...item, arguments: text, status: "completed" }
    },
    completed
  )
}

const chunksOf = (text: string) => ChunkStream.fromResponse(new Response(text, { headers }))

const callsOf = async (text: string) => {
  const { error, values } = await outcome(chunksOf(text).pipe(FunctionCall.calls(functions)))
  equal(error, undefined)
  return values
}

const errorOf = async (name: string, text: string): Promise<unknown> => {
  const last = (await callsOf(call(name, text))).at(-1)
  return last?._tag === "Invalid" ? last.error : undefined
}

const about = { outputIndex: 0, callId: "call_1", functionName: "weather" }

export const cases: Cases = {
  ...errorCases(FunctionCall, {
    InvalidArgumentsJson: {
      meet: () => errorOf("weather", `{"city": ${secret}}`),
      fields: { ...about, position: 9 },
      payload: `{"city": ${secret}}`
    },
    InvalidArguments: {
      meet: () => errorOf("weather", JSON.stringify({ city: { [secret]: 1 } })),
      fields: { ...about, path: ["city"], fields: 1 },
      payload: { city: { [secret]: 1 } }
    },
    UnknownFunction: {
      meet: () => errorOf("constructor", JSON.stringify({ [secret]: 1 })),
      fields: { ...about, functionName: "constructor" }
    }
  }),

  "arguments grow, and are typed when they are complete": async () => {
    const text = call("weather", '{"city":"Oslo 😀","days":3}')
    const { values: events } = await outcome(chunksOf(text).pipe(FunctionCall.events))
    equal(
      events.map(({ _tag }) => _tag),
      ["Started", "Arguments", "Arguments", "Finished"]
    )
    const [, growing] = events
    ok(growing?._tag === "Arguments", "the second grows")
    equal(growing.partial, { city: "Oslo" })
    const last = (await callsOf(text)).at(-1)
    ok(last?._tag === "Finished", "the last is finished")
    equal(last.arguments, { city: "Oslo 😀", days: 3 })
  },

  "a call that is cut is unfinished": async () => {
    const text = call("weather", '{"city":"Oslo"}')
    const cut = text.slice(0, text.indexOf("response.function_call_arguments.done"))
    const { error, values } = await outcome(chunksOf(cut).pipe(FunctionCall.events))
    equal([error?._tag, values.at(-1)?._tag], ["UnexpectedEnd", "Unfinished"])
  }
}
