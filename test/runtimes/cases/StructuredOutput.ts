import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as StructuredOutput from "effect-responses-stream/StructuredOutput"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { errorCases, secret } from "../harness/errors.ts"
import { outcome } from "../harness/read.ts"
import { completed, created, delta, headers, sse } from "../harness/wire.ts"

const Weather = Schema.Struct({ city: Schema.String, days: Schema.optionalKey(Schema.Finite) })

const decode = (...events: ReadonlyArray<unknown>) =>
  ChunkStream.fromResponse(new Response(sse(created, ...events), { headers })).pipe(StructuredOutput.decode(Weather))

const errorOf = (...events: ReadonlyArray<unknown>): Promise<unknown> =>
  Effect.runPromise(Effect.flip(decode(...events)))

const refusal = { ...delta(secret), type: "response.refusal.delta" }

const incomplete = {
  ...completed,
  type: "response.incomplete",
  response: { ...completed.response, status: "incomplete", incomplete_details: { reason: secret } }
}

export const cases: Cases = {
  ...errorCases(StructuredOutput, {
    InvalidOutputJson: {
      meet: () => errorOf(delta(`{"city": ${secret}}`), completed),
      fields: { position: 9 },
      payload: `{"city": ${secret}}`
    },
    InvalidOutput: {
      meet: () => errorOf(delta(JSON.stringify({ city: { [secret]: 1 } })), completed),
      fields: { path: ["city"], fields: 1 },
      payload: { city: { [secret]: 1 } }
    },
    OutputRefused: { meet: () => errorOf(refusal, completed), fields: { refusal: secret } },
    OutputUnfinished: {
      meet: () => errorOf(delta(`{"city":"${secret}`), incomplete),
      fields: {
        verdict: "Incomplete",
        incompleteDetails: { reason: secret },
        text: `{"city":"${secret}`,
        partial: { city: secret }
      }
    }
  }),

  "a text grows, and is typed when it is complete": async () => {
    const text = '{"city":"Oslo 😀","days":null}'
    const events = sse(created, delta(text.slice(0, 13)), delta(text.slice(13), 2), completed)
    const { error, values } = await outcome(
      ChunkStream.fromResponse(new Response(events, { headers })).pipe(StructuredOutput.events(Weather))
    )
    equal(error, undefined)
    equal(
      values.map((event) =>
        event._tag === "Partial" ? event.partial : event._tag === "Finished" ? event.value : event
      ),
      [{ city: "Oslo" }, { city: "Oslo 😀", days: null }, { city: "Oslo 😀" }]
    )
  },

  "a schema makes the format of the request": () => {
    const { schema, strict } = StructuredOutput.textFormat(Weather, { name: "weather" })
    equal([strict, schema["required"]], [true, ["city", "days"]])
  }
}
